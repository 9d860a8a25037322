//! What the beginning of a workbook stream says: its version, sheets, formats and shared strings.

use std::collections::{HashMap, HashSet};

use lienthong_adapter::{DecodeError, Finding, Limits};

use super::records::{BOF, BOUNDSHEET, DATEMODE, EOF, FILEPASS, FORMAT, Record, SST, XF, damaged};
use super::text::{Length, Pieces, shared};
use crate::sheet::bytes::{u16_at, u32_at};
use crate::sheet::dates::{Epoch, is_builtin_date, is_date_format};
use crate::sheet::reasons::{ENCRYPTED, OLD_WORKBOOK};
use crate::sheet::row::Strings;

/// The version that BIFF8 writes.
pub(super) const BIFF8: u16 = 0x0600;

/// What a workbook says of itself.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) sheets: Vec<SheetEntry>,
    pub(super) epoch: Epoch,
    /// For each cell format, whether it is one of dates.
    pub(super) date_styles: Vec<bool>,
    pub(super) strings: Strings,
}

/// A sheet in the list of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SheetEntry {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// Where its records begin; nothing for charts and macros.
    pub(super) at: Option<usize>,
}

impl Book {
    /// Reads the records before those of the sheets.
    pub(super) fn read(stream: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        let first = Record::at(stream, 0)?;
        check_version(&first)?;
        let mut book = Self::default();
        let mut custom = HashMap::new();
        let mut formats = Vec::new();
        let mut starts = HashSet::new();
        let mut at = first.end();
        loop {
            let record = Record::at(stream, at)?;
            at = record.end();
            match record.kind {
                EOF => break,
                FILEPASS => return Err(Finding::new(&ENCRYPTED).into()),
                DATEMODE if u16_at(record.data, 0) == 1 => book.epoch = Epoch::Y1904,
                FORMAT => {
                    record.least(5)?;
                    let mut code = String::new();
                    Pieces::of(&record, stream, 2)?.string(Length::Word, &mut code)?;
                    custom.insert(u16_at(record.data, 0), is_date_format(&code));
                }
                XF => {
                    record.least(4)?;
                    formats.push(u16_at(record.data, 2));
                }
                BOUNDSHEET => {
                    record.least(8)?;
                    let mut name = String::new();
                    Pieces::of(&record, stream, 6)?.string(Length::Byte, &mut name)?;
                    let start = usize::try_from(u32_at(record.data, 0)).unwrap_or(usize::MAX);
                    let hidden = record.data[4] & 3 != 0;
                    let at = (record.data[5] == 0).then_some(start);
                    if at.is_some() && !starts.insert(start) {
                        return Err(damaged("two sheets begin at one place"));
                    }
                    book.sheets.push(SheetEntry { name, hidden, at });
                }
                SST => book.strings = shared(&record, stream, limits)?,
                _ => {}
            }
        }
        if book.sheets.is_empty() {
            return Err(damaged("there are no sheets"));
        }
        let is_date = |format: u16| custom.get(&format).copied().unwrap_or(is_builtin_date(format.into()));
        book.date_styles = formats.into_iter().map(is_date).collect();
        Ok(book)
    }
}

/// Refuses what is not BIFF8, by its name.
pub(super) fn check_version(bof: &Record<'_>) -> Result<(), DecodeError> {
    let version = match (bof.kind, u16_at(bof.data, 0)) {
        (BOF, BIFF8) => return Ok(()),
        (BOF, 0x0500) => "Excel 5/95 (BIFF5/7)",
        (0x0009, _) => "Excel 2 (BIFF2)",
        (0x0209, _) => "Excel 3 (BIFF3)",
        (0x0409, _) => "Excel 4 (BIFF4)",
        _ => return Err(damaged("it does not begin with BOF")),
    };
    let expected = "an Excel 97–2003 workbook or .xlsx";
    Err(Finding::new(&OLD_WORKBOOK).found(version).expected(expected).into())
}
