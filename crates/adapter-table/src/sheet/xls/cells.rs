//! The rows of a sheet: its cells are indexed, put in order and read one row at a time.
//!
//! Most programs write rows in order, none must. The index takes 8 bytes for each cell.

use std::collections::HashSet;

use lienthong_adapter::mapping::reasons::CELL_TOO_LARGE;
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Unit, phrase};

use super::book::{Book, Version, version};
use super::records::{
    BOF, BOOLERR, COLINFO, EOF, FORMULA, LABEL, LABELSST, MERGEDCELLS, MULRK, NUMBER, RK, ROW, RSTRING,
    Record, STRING, bytes_at, damaged,
};
use super::text::{Length, Pieces};
use crate::sheet::bytes::{f64_at, u16_at, u32_at};
use crate::sheet::dates::Epoch;
use crate::sheet::formats::NumberFormat;
use crate::sheet::letters::letters;
use crate::sheet::numbers::Number;
use crate::sheet::row::{SheetRow, Strings};
use crate::sheet::source::{Facts, Region, Source};

/// Columns of a sheet.
pub(super) const COLUMNS: u16 = 256;

/// The rows of one sheet.
pub(super) struct Cells {
    stream: Vec<u8>,
    version: Version,
    index: Vec<Place>,
    /// The next cell in the index.
    next: usize,
    hidden_rows: HashSet<u16>,
    facts: Facts,
    strings: Strings,
    styles: Vec<NumberFormat>,
    epoch: Epoch,
    cell_bytes: usize,
    row: SheetRow,
}

/// Where a cell stands, and its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    row: u16,
    column: u16,
    at: u32,
}

impl Cells {
    /// Indexes the sheet whose records begin at `start`.
    pub(super) fn open(
        stream: Vec<u8>,
        start: usize,
        mut facts: Facts,
        book: Book,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        let Book { version: written, strings, styles, epoch, .. } = book;
        let first = Record::at(&stream, start)?;
        version(&first)?;
        let (mut index, mut hidden_rows) = (Vec::new(), HashSet::new());
        let (mut at, mut depth) = (first.end(), 1);
        while depth > 0 {
            let record = Record::at(&stream, at)?;
            at = record.end();
            match record.kind {
                // Charts inside a sheet have records of their own.
                BOF => depth += 1,
                EOF => depth -= 1,
                _ if depth > 1 => {}
                NUMBER | RK | LABELSST | LABEL | RSTRING | FORMULA | BOOLERR => {
                    record.least(8)?;
                    let (row, column) = (u16_at(record.data, 0), u16_at(record.data, 2));
                    index.push(place(row, column, record.at)?);
                }
                MULRK => {
                    record.least(12)?;
                    let (row, first) = (u16_at(record.data, 0), u16_at(record.data, 2));
                    let count = (record.data.len() - 6) / 6;
                    for column in (first..=u16::MAX).take(count) {
                        index.push(place(row, column, record.at)?);
                    }
                }
                ROW if u16_at(record.data, 12) & 0x20 != 0 => {
                    hidden_rows.insert(u16_at(record.data, 0));
                }
                COLINFO if u16_at(record.data, 8) & 1 != 0 && facts.hidden_columns.len() < COLUMNS.into() => {
                    let last = u16_at(record.data, 2).min(COLUMNS - 1);
                    facts.hidden_columns.push((u16_at(record.data, 0).into(), last.into()));
                }
                MERGEDCELLS => {
                    for range in record.data.get(2..).unwrap_or_default().chunks_exact(8) {
                        let pair = |at| (u32::from(u16_at(range, at)), u32::from(u16_at(range, at + 2)));
                        facts.merges.push(Region { rows: pair(0), columns: pair(4) });
                    }
                }
                _ => {}
            }
        }
        if !index.is_sorted() {
            index.sort_unstable();
        }
        if let Some(twice) = index.windows(2).find(|p| (p[0].row, p[0].column) == (p[1].row, p[1].column)) {
            let at = format!("{}{}", letters(twice[0].column.into()), u32::from(twice[0].row) + 1);
            return Err(damaged(phrase!("the cell {at} stands twice", "ô {at} xuất hiện hai lần").ours()));
        }
        let cell_bytes = limits.cell_bytes;
        let row = SheetRow::default();
        Ok(Self {
            stream,
            version: written,
            index,
            next: 0,
            hidden_rows,
            facts,
            strings,
            styles,
            epoch,
            cell_bytes,
            row,
        })
    }

    /// Gives back what other sheets need as well.
    pub(super) fn close(self) -> (Vec<u8>, Book) {
        let Self { stream, version, strings, styles, epoch, .. } = self;
        (stream, Book { version, strings, styles, epoch, sheets: Vec::new() })
    }

    /// Adds one cell to the row.
    fn cell(&mut self, place: Place) -> Result<(), DecodeError> {
        let column = u32::from(place.column);
        let stream = &self.stream;
        let record = Record::at(stream, usize::try_from(place.at).unwrap_or(usize::MAX))?;
        let data = record.data;
        let styles = &self.styles;
        let format = |style: u16| styles.get(usize::from(style)).copied().unwrap_or_default();
        let epoch = self.epoch;
        let row = &mut self.row;
        match record.kind {
            NUMBER => {
                record.least(14)?;
                number(row, column, f64_at(data, 6), format(u16_at(data, 4)), epoch)
            }
            RK => {
                record.least(10)?;
                number(row, column, rk(u32_at(data, 6)), format(u16_at(data, 4)), epoch)
            }
            MULRK => {
                let pair = 4 + 6 * usize::from(place.column - u16_at(data, 2));
                number(row, column, rk(u32_at(data, pair + 2)), format(u16_at(data, pair)), epoch)
            }
            LABELSST => {
                record.least(10)?;
                let index = u32_at(data, 6);
                if self.strings.get(index).is_none() {
                    return Err(damaged(Phrase::new(
                        "a shared string is missing",
                        "thiếu một chuỗi dùng chung",
                    )));
                }
                row.push_shared(column, index);
                Ok(())
            }
            LABEL | RSTRING if self.version == Version::Biff5 => {
                row.push_bytes(column, bytes_at(&record, 6, 2)?);
                Ok(())
            }
            LABEL | RSTRING => text(row, column, Pieces::of(&record, stream, 6)?, self.cell_bytes),
            BOOLERR => {
                truth_or_error(row, column, data[7] != 0, data[6]);
                Ok(())
            }
            _ => {
                record.least(20)?;
                if u16_at(data, 12) != 0xffff {
                    return number(row, column, f64_at(data, 6), format(u16_at(data, 4)), epoch);
                }
                match data[6] {
                    0 => {
                        let string = string_behind(stream, &record)?;
                        if self.version == Version::Biff5 {
                            row.push_bytes(column, bytes_at(&string, 0, 2)?);
                            return Ok(());
                        }
                        text(row, column, Pieces::of(&string, stream, 0)?, self.cell_bytes)?;
                    }
                    kind @ (1 | 2) => truth_or_error(row, column, kind == 2, data[8]),
                    3 => row.push_text(column, ""),
                    _ => {
                        return Err(damaged(Phrase::new(
                            "a formula has a value of an unknown kind",
                            "công thức có giá trị thuộc loại không rõ",
                        )));
                    }
                }
                Ok(())
            }
        }
    }
}

impl Source for Cells {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn advance(&mut self) -> Result<bool, DecodeError> {
        let Some(first) = self.index.get(self.next).copied() else { return Ok(false) };
        self.row.begin(u32::from(first.row) + 1, self.hidden_rows.contains(&first.row));
        while let Some(place) = self.index.get(self.next).copied().filter(|place| place.row == first.row) {
            self.cell(place)?;
            self.next += 1;
        }
        Ok(true)
    }

    fn row(&self) -> &SheetRow {
        &self.row
    }
    fn strings(&self) -> &Strings {
        &self.strings
    }
}

fn place(row: u16, column: u16, at: usize) -> Result<Place, DecodeError> {
    if column >= COLUMNS {
        return Err(damaged(Phrase::new(
            "a cell stands behind the last column",
            "có ô nằm sau cột cuối cùng",
        )));
    }
    let at = u32::try_from(at)
        .map_err(|_| damaged(Phrase::new("the stream is too large", "luồng dữ liệu quá lớn")))?;
    Ok(Place { row, column, at })
}

/// The string that a formula gave: its record stands behind that of the formula, perhaps with the parts of a shared
/// formula between them.
fn string_behind<'b>(stream: &'b [u8], formula: &Record<'b>) -> Result<Record<'b>, DecodeError> {
    const BETWEEN: [u16; 4] = [0x0221, 0x0236, 0x04bc, super::records::CONTINUE];
    let mut at = formula.end();
    loop {
        let record = Record::at(stream, at)?;
        at = record.end();
        match record.kind {
            STRING => return Ok(record),
            kind if BETWEEN.contains(&kind) => {}
            _ => {
                return Err(damaged(Phrase::new(
                    "the text of a formula is missing",
                    "thiếu văn bản của công thức",
                )));
            }
        }
    }
}

fn text(row: &mut SheetRow, column: u32, mut pieces: Pieces<'_>, most: usize) -> Result<(), DecodeError> {
    let mut text = String::new();
    pieces.string(Length::Word, &mut text)?;
    if text.len() > most {
        let finding = Finding::new(&CELL_TOO_LARGE).found(Phrase::count(text.len(), Unit::Bytes));
        row.push_fault(column, finding.expected(Phrase::count(most, Unit::Bytes)));
    } else {
        row.push_text(column, &text);
    }
    Ok(())
}

/// Adds a number as what its format makes of it.
fn number(
    row: &mut SheetRow,
    column: u32,
    value: f64,
    format: NumberFormat,
    epoch: Epoch,
) -> Result<(), DecodeError> {
    let number =
        Number::of(value).ok_or_else(|| damaged(Phrase::new("a number is infinite", "có số vô hạn")))?;
    row.push_number(column, &number, format, epoch);
    Ok(())
}

fn truth_or_error(row: &mut SheetRow, column: u32, is_error: bool, value: u8) {
    if !is_error {
        return row.push_bool(column, value != 0);
    }
    row.push_error(
        column,
        match value {
            0x00 => "#NULL!",
            0x07 => "#DIV/0!",
            0x0f => "#VALUE!",
            0x17 => "#REF!",
            0x1d => "#NAME?",
            0x24 => "#NUM!",
            0x2a => "#N/A",
            _ => "#ERROR!",
        },
    );
}

/// A number in 32 bits: 30 of a double or of an integer, perhaps to be divided by 100.
fn rk(bits: u32) -> f64 {
    let value = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_those_of_the_format() {
        assert_eq!(rk(0x3ff0_0000), 1.0);
        assert_eq!(rk(0x3ff0_0001), 0.01);
        assert_eq!(rk((2200 << 2) | 2), 2200.0);
        assert_eq!(rk((123_456 << 2) | 3), 1234.56);
        assert_eq!(rk(0xffff_fffe), -1.0);
    }
}
