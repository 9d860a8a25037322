//! Strings of BIFF8: 8 or 16 bits for each UTF-16 unit, split over records.
//!
//! Where the units of a string go on in a CONTINUE record, that begins with a byte that says anew how wide they are.
//! Everything else is split without a mark. Formats and hints of pronunciation stand behind the units, and are passed
//! over.

use lienthong_adapter::DecodeError;
use lienthong_adapter::mapping::reasons::CELL_TOO_LARGE;
use lienthong_adapter::{Finding, Limits, Phrase, Unit};

use super::records::{Record, damaged};
use crate::sheet::reasons::WORKBOOK_TRUNCATED;
use crate::sheet::row::Strings;

/// How the length of a string is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Byte,
    Word,
}

/// Data of a record and of those that continue it.
pub(super) struct Pieces<'b> {
    pieces: Vec<&'b [u8]>,
    piece: usize,
    at: usize,
}

impl<'b> Pieces<'b> {
    pub(super) fn of(record: &Record<'b>, stream: &'b [u8], skip: usize) -> Result<Self, DecodeError> {
        let mut pieces = Self { pieces: record.continued(stream)?, piece: 0, at: 0 };
        pieces.skip(skip)?;
        Ok(pieces)
    }

    /// What is left of the piece; the next one at its end.
    fn rest(&mut self) -> Result<&'b [u8], DecodeError> {
        while self.pieces.get(self.piece).is_some_and(|piece| self.at >= piece.len()) {
            self.piece += 1;
            self.at = 0;
        }
        let piece = self.pieces.get(self.piece);
        let truncated = || {
            Finding::new(&WORKBOOK_TRUNCATED).found(Phrase::new("a string is cut off", "chuỗi bị cắt cụt"))
        };
        piece.map(|piece| &piece[self.at..]).ok_or_else(|| truncated().into())
    }

    fn byte(&mut self) -> Result<u8, DecodeError> {
        let byte = self.rest()?[0];
        self.at += 1;
        Ok(byte)
    }
    fn word(&mut self) -> Result<u16, DecodeError> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }
    pub(super) fn long(&mut self) -> Result<u32, DecodeError> {
        Ok(u32::from(self.word()?) | u32::from(self.word()?) << 16)
    }
    fn skip(&mut self, mut bytes: usize) -> Result<(), DecodeError> {
        while bytes > 0 {
            let step = self.rest()?.len().min(bytes);
            self.at += step;
            bytes -= step;
        }
        Ok(())
    }

    /// Reads one string to the end of `out`.
    pub(super) fn string(&mut self, length: Length, out: &mut String) -> Result<(), DecodeError> {
        let mut units_left = match length {
            Length::Byte => usize::from(self.byte()?),
            Length::Word => usize::from(self.word()?),
        };
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.word()?) } else { 0 };
        let hints = if flags & 4 != 0 { usize::try_from(self.long()?).unwrap_or(usize::MAX) } else { 0 };
        let mut wide = flags & 1 != 0;
        let mut units: Vec<u16> = Vec::with_capacity(units_left);
        while units_left > 0 {
            let fresh = self.pieces.get(self.piece).is_none_or(|piece| self.at >= piece.len());
            let rest = self.rest()?;
            if fresh {
                wide = rest[0] & 1 != 0;
                self.at += 1;
                continue;
            }
            let width = if wide { 2 } else { 1 };
            let count = (rest.len() / width).min(units_left);
            if count == 0 {
                return Err(damaged(Phrase::new(
                    "a string is split within a character",
                    "chuỗi bị tách giữa một ký tự",
                )));
            }
            let (part, _) = rest.split_at(count * width);
            match wide {
                true => units.extend(part.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]))),
                false => units.extend(part.iter().map(|byte| u16::from(*byte))),
            }
            self.at += count * width;
            units_left -= count;
        }
        for c in char::decode_utf16(units) {
            out.push(
                c.map_err(|_| damaged(Phrase::new("a string has half a character", "chuỗi có nửa ký tự")))?,
            );
        }
        self.skip(runs.saturating_mul(4))?;
        self.skip(hints)
    }
}

/// The table of shared strings.
pub(super) fn shared(record: &Record<'_>, stream: &[u8], limits: &Limits) -> Result<Strings, DecodeError> {
    record.least(8)?;
    let mut pieces = Pieces::of(record, stream, 4)?;
    let count = pieces.long()?;
    let mut strings = Strings::default();
    for _ in 0..count {
        pieces.string(Length::Word, strings.text())?;
        if strings.open_bytes() > limits.cell_bytes {
            let finding =
                Finding::new(&CELL_TOO_LARGE).found(Phrase::count(strings.open_bytes(), Unit::Bytes));
            return Err(finding.expected(Phrase::count(limits.cell_bytes, Unit::Bytes)).into());
        }
        strings.end();
    }
    Ok(strings)
}
