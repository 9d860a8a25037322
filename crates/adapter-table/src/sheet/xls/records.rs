//! The records of a workbook stream (MS-XLS): a type, a length, and data.

use lienthong_adapter::{DecodeError, Finding, Phrase, Say, phrase};

use crate::sheet::bytes::u16_at;
use crate::sheet::reasons::{WORKBOOK_DAMAGED, WORKBOOK_TRUNCATED};

pub(super) const FORMULA: u16 = 0x0006;
pub(super) const EOF: u16 = 0x000a;
pub(super) const DATEMODE: u16 = 0x0022;
pub(super) const FILEPASS: u16 = 0x002f;
pub(super) const WINDOW1: u16 = 0x003d;
pub(super) const FONT: u16 = 0x0031;
pub(super) const CONTINUE: u16 = 0x003c;
pub(super) const CODEPAGE: u16 = 0x0042;
pub(super) const COLINFO: u16 = 0x007d;
pub(super) const BOUNDSHEET: u16 = 0x0085;
pub(super) const MULRK: u16 = 0x00bd;
pub(super) const RSTRING: u16 = 0x00d6;
pub(super) const XF: u16 = 0x00e0;
pub(super) const MERGEDCELLS: u16 = 0x00e5;
pub(super) const SST: u16 = 0x00fc;
pub(super) const LABELSST: u16 = 0x00fd;
pub(super) const DIMENSIONS: u16 = 0x0200;
pub(super) const NUMBER: u16 = 0x0203;
pub(super) const LABEL: u16 = 0x0204;
pub(super) const BOOLERR: u16 = 0x0205;
pub(super) const STRING: u16 = 0x0207;
pub(super) const ROW: u16 = 0x0208;
pub(super) const WINDOW2: u16 = 0x023e;
pub(super) const RK: u16 = 0x027e;
pub(super) const STYLE: u16 = 0x0293;
pub(super) const FORMAT: u16 = 0x041e;
pub(super) const BOF: u16 = 0x0809;

/// Most bytes of the data of one record.
pub(super) const MOST: usize = 8224;

/// One record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'b> {
    pub(super) kind: u16,
    /// Where it begins in the stream.
    pub(super) at: usize,
    pub(super) data: &'b [u8],
}

impl<'b> Record<'b> {
    /// The record at `at`; an error where the stream ends before it does.
    pub(super) fn at(stream: &'b [u8], at: usize) -> Result<Self, DecodeError> {
        let truncated = || {
            Finding::new(&WORKBOOK_TRUNCATED).found(Phrase::new("a record is cut off", "bản ghi bị cắt cụt"))
        };
        let head = stream.get(at..at.saturating_add(4)).ok_or_else(truncated)?;
        let length = usize::from(u16_at(head, 2));
        let data = stream.get(at + 4..at + 4 + length).ok_or_else(truncated)?;
        Ok(Self { kind: u16_at(head, 0), at, data })
    }

    /// Where the next record begins.
    pub(super) const fn end(&self) -> usize {
        self.at + 4 + self.data.len()
    }

    /// Its data, and that of the records that continue it.
    pub(super) fn continued(&self, stream: &'b [u8]) -> Result<Vec<&'b [u8]>, DecodeError> {
        let mut pieces = vec![self.data];
        let mut at = self.end();
        while u16_at(stream, at) == CONTINUE && at < stream.len() {
            let next = Record::at(stream, at)?;
            pieces.push(next.data);
            at = next.end();
        }
        Ok(pieces)
    }

    /// Refuses a record with fewer than `least` bytes.
    pub(super) fn least(&self, least: usize) -> Result<(), DecodeError> {
        if self.data.len() < least { Err(self.too_short()) } else { Ok(()) }
    }

    #[cold]
    fn too_short(&self) -> DecodeError {
        damaged(
            phrase!(
                "the record {:04X} at byte {} is too short",
                "bản ghi {:04X} tại byte {} quá ngắn",
                self.kind,
                self.at
            )
            .ours(),
        )
    }
}

/// The bytes of a string of BIFF5, whose length stands in one or two bytes at `at`.
pub(super) fn bytes_at<'b>(record: &Record<'b>, at: usize, width: usize) -> Result<&'b [u8], DecodeError> {
    record.least(at + width)?;
    let length = match width {
        1 => usize::from(record.data[at]),
        _ => usize::from(u16_at(record.data, at)),
    };
    record.least(at + width + length)?;
    Ok(&record.data[at + width..at + width + length])
}

pub(super) fn damaged(what: impl Say) -> DecodeError {
    Finding::new(&WORKBOOK_DAMAGED).found(what).into()
}
