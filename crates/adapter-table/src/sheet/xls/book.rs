//! What the beginning of a workbook stream says: its version, sheets, formats and shared strings.

use std::collections::{HashMap, HashSet};

use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, single_byte};

use super::records::{BOF, BOUNDSHEET, DATEMODE, EOF, FILEPASS, FORMAT, Record, SST, XF, bytes_at, damaged};
use super::text::{Length, Pieces, shared};
use crate::sheet::bytes::{u16_at, u32_at};
use crate::sheet::dates::Epoch;
use crate::sheet::formats::NumberFormat;
use crate::sheet::reasons::{ENCRYPTED, OLD_WORKBOOK};
use crate::sheet::row::Strings;

/// The version of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Version {
    /// Excel 97 to 2003: strings are UTF-16, shared between cells.
    #[default]
    Biff8,
    /// Excel 5 and 95: strings are bytes in a charset that the file knows less well than the mapping.
    Biff5,
}

/// What a workbook says of itself.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) version: Version,
    pub(super) sheets: Vec<SheetEntry>,
    pub(super) epoch: Epoch,
    /// For each cell format, what it makes of a number.
    pub(super) styles: Vec<NumberFormat>,
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
        let version = version(&first)?;
        let mut book = Self { version, ..Self::default() };
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
                    record.least(3)?;
                    let mut code = String::new();
                    match version {
                        Version::Biff8 => Pieces::of(&record, stream, 2)?.string(Length::Word, &mut code)?,
                        Version::Biff5 => {
                            code.extend(bytes_at(&record, 2, 1)?.iter().map(|b| char::from(*b)))
                        }
                    }
                    custom.insert(u16_at(record.data, 0), NumberFormat::of(&code));
                }
                XF => {
                    record.least(4)?;
                    formats.push(u16_at(record.data, 2));
                }
                BOUNDSHEET => {
                    record.least(8)?;
                    let mut name = String::new();
                    match version {
                        Version::Biff8 => Pieces::of(&record, stream, 6)?.string(Length::Byte, &mut name)?,
                        // As a program shows it that knows no other charset.
                        Version::Biff5 => name = single_byte::as_windows_1252(bytes_at(&record, 6, 1)?),
                    }
                    let start = usize::try_from(u32_at(record.data, 0)).unwrap_or(usize::MAX);
                    let hidden = record.data[4] & 3 != 0;
                    let at = (record.data[5] == 0).then_some(start);
                    if at.is_some() && !starts.insert(start) {
                        return Err(damaged(Phrase::new(
                            "two sheets begin at one place",
                            "hai trang bắt đầu ở cùng một chỗ",
                        )));
                    }
                    book.sheets.push(SheetEntry { name, hidden, at });
                }
                SST => book.strings = shared(&record, stream, limits)?,
                _ => {}
            }
        }
        if book.sheets.is_empty() {
            return Err(damaged(Phrase::new("there are no sheets", "không có trang nào")));
        }
        let style = |id: u16| custom.get(&id).copied().unwrap_or(NumberFormat::builtin(id.into()));
        book.styles = formats.into_iter().map(style).collect();
        Ok(book)
    }
}

/// The version that a BOF record names; older ones are refused by their name.
pub(super) fn version(bof: &Record<'_>) -> Result<Version, DecodeError> {
    let old = match (bof.kind, u16_at(bof.data, 0)) {
        (BOF, 0x0600) => return Ok(Version::Biff8),
        (BOF, 0x0500) => return Ok(Version::Biff5),
        (0x0009, _) => "Excel 2 (BIFF2)",
        (0x0209, _) => "Excel 3 (BIFF3)",
        (0x0409, _) => "Excel 4 (BIFF4)",
        _ => return Err(damaged(Phrase::new("it does not begin with BOF", "không bắt đầu bằng BOF"))),
    };
    let expected = Phrase::new("an Excel 97–2003 workbook or .xlsx", "sổ tính Excel 97–2003 hoặc .xlsx");
    Err(Finding::new(&OLD_WORKBOOK).found(Phrase::name(old)).expected(expected).into())
}
