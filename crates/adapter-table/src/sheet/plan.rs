//! What both kinds of workbook write: where columns stand, the rows of the header, and cells made ready.
//!
//! # What holds
//!
//! * What reading would not give back is refused: a row without a value, a row that would end the table, a number
//!   that a double rounds, a day before 1 March 1900.
//! * Text is written as text, so a code keeps its zeros when somebody edits the file.

use std::borrow::Cow;

use jiff::civil::{DateTime, Time};
use lienthong_adapter::mapping::reasons::{NOT_SAYABLE, VALUE_TOO_WIDE};
use lienthong_adapter::rows::{
    Cell, Column, ColumnKind, ColumnLayout, HeaderRule, Layout, OutCell, OutRow, SheetLayout, SheetName,
};
use lienthong_adapter::{DecodeError, EncodeError, Finding, Phrase, Say, Unit, phrase, single_byte};
use lienthong_vntext::Charset;

use super::dates::to_serial;
use super::ends::{Ends, Verdict};
use super::header::JOINT;
use super::letters::{column, letters};
use super::numbers::{EXACT_DIGITS, digits, is_kept, whole_digits};
use super::reasons::{CHARACTER_FORBIDDEN, NUMBER_TOO_PRECISE, ROW_LOST, SHEET_FULL, SHEET_NAME_FORBIDDEN};
use crate::text_cell::not_encodable;

/// UTF-16 units that a cell holds.
const CELL_UNITS: usize = 32_767;
/// UTF-16 units that the name of a sheet holds.
const NAME_UNITS: usize = 31;

/// How large a sheet may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) rows: u32,
    pub(crate) columns: u32,
}

/// How a file is laid out.
pub(crate) struct Plan<'a> {
    layout: &'a Layout,
    /// The name of the sheet.
    pub(crate) sheet: String,
    /// For each column of the sheet in rising order, its place in the layout.
    columns: Vec<(u32, usize)>,
    ends: Ends,
    size: Size,
    /// The next row, from 0.
    next: u32,
}

/// A cell that is ready.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Out<'r> {
    Text(Cow<'r, str>),
    Number { text: &'r str, value: f64 },
    Serial { value: f64, with_time: bool },
    Bool(bool),
}

/// A row that is ready.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ready<'r> {
    /// From 0.
    pub(crate) row: u32,
    /// By column, from 0.
    pub(crate) cells: Vec<(u32, Out<'r>)>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(layout: &'a Layout, sheet: &SheetLayout, size: Size) -> Result<Self, EncodeError> {
        let places = layout.columns.iter().zip(0_u32..).map(|(one, place)| match sheet.header.rule {
            HeaderRule::Absent => column(one.name()).ok_or_else(|| {
                Finding::new(&NOT_SAYABLE).found(one.name()).expected(Phrase::new(
                    "a letter, for a sheet without a header",
                    "chữ cái của cột, vì trang không có dòng tiêu đề",
                ))
            }),
            _ => Ok(place),
        });
        let places = places.collect::<Result<Vec<u32>, _>>()?;
        let mut columns: Vec<(u32, usize)> = places.into_iter().zip(0..).collect();
        columns.sort_unstable();
        if let Some(both) = columns.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(Finding::new(&NOT_SAYABLE)
                .found(phrase!("two columns {}", "hai cột {}", letters(both[0].0)))
                .expected(Phrase::new("one", "một cột"))
                .into());
        }
        if let Some((last, _)) = columns.last().filter(|(last, _)| *last >= size.columns) {
            return Err(full(phrase!("column {}", "cột {}", letters(*last)), size).into());
        }
        let names =
            layout.columns.iter().map(|one| Column { name: one.name().to_owned(), ..Column::default() });
        let names: Vec<Column> = names.collect();
        let ends = Ends::of(&sheet.end.until, &names, layout);
        let ends = ends.map_err(|error: DecodeError| EncodeError::from(error.finding().clone()))?;
        let next = match sheet.header.rule {
            HeaderRule::Row(row) => u32::try_from(row.saturating_sub(1)).unwrap_or(u32::MAX),
            HeaderRule::Find(_) | HeaderRule::Absent => 0,
        };
        Ok(Self { layout, sheet: name(&sheet.sheet)?, columns, ends, size, next })
    }

    /// The rows of the header: names with ` / ` stand in as many rows as the layout says.
    pub(crate) fn header(&mut self, sheet: &SheetLayout) -> Result<Vec<Ready<'a>>, EncodeError> {
        if sheet.header.rule == HeaderRule::Absent {
            return Ok(Vec::new());
        }
        let count = usize::from(sheet.header.rows.max(1));
        let layout = self.layout;
        let mut rows = Vec::with_capacity(count);
        for index in 0..count {
            let mut cells = Vec::new();
            for (at, place) in &self.columns {
                let name = layout.columns[*place].name();
                if let Some(part) = name.splitn(count, JOINT).nth(index) {
                    cells.push((*at, Out::Text(written(part, layout.charset)?)));
                }
            }
            rows.push(Ready { row: self.take_row()?, cells });
        }
        Ok(rows)
    }

    /// The kind of each column of the sheet.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (u32, ColumnKind)> + '_ {
        self.columns.iter().map(|(at, place)| (*at, self.layout.columns[*place].kind))
    }

    /// Makes a row ready.
    pub(crate) fn row<'r>(&mut self, row: &'r OutRow<'r>) -> Result<Ready<'r>, EncodeError> {
        let placed = |finding: Finding| EncodeError::from(finding.row(row.number));
        let mut cells = Vec::with_capacity(self.columns.len());
        for (at, place) in &self.columns {
            let column = &self.layout.columns[*place];
            let cell = row.cells.get(*place).unwrap_or(&OutCell::Absent);
            let ready = ready(cell, column, self.layout.charset);
            if let Some(ready) = ready.map_err(|finding| placed(finding.field(column.name())))? {
                cells.push((*at, ready));
            }
        }
        let seen = |(at, out): &(u32, Out<'r>)| {
            let place = self.columns.iter().find(|(column, _)| column == at).map_or(0, |(_, place)| *place);
            (place, is_blank(out))
        };
        if cells.iter().all(|cell| seen(cell).1) {
            return Err(placed(
                Finding::new(&ROW_LOST)
                    .found(Phrase::new("it has no value", "dòng không có giá trị nào"))
                    .expected(Phrase::new("at least one", "ít nhất một")),
            ));
        }
        let as_read = cells.iter().map(|cell| {
            let text = match &cell.1 {
                Out::Text(text) => Cell::Text(text),
                Out::Number { text, .. } => Cell::Number(text),
                Out::Serial { .. } | Out::Bool(_) => Cell::Bool(true),
            };
            (seen(cell).0, text)
        });
        if self.ends.judge(as_read) != Verdict::Data {
            let finding = Finding::new(&ROW_LOST).found(Phrase::new(
                "the mapping ends the table at such a row",
                "bảng ánh xạ coi dòng như vậy là chỗ kết thúc bảng",
            ));
            return Err(placed(finding.expected(Phrase::new("a row of data", "dòng dữ liệu"))));
        }
        Ok(Ready { row: self.take_row().map_err(placed)?, cells })
    }

    fn take_row(&mut self) -> Result<u32, Finding> {
        if self.next >= self.size.rows {
            return Err(full(phrase!("row {}", "dòng {}", u64::from(self.next) + 1), self.size));
        }
        self.next += 1;
        Ok(self.next - 1)
    }
}

fn is_blank(out: &Out<'_>) -> bool {
    matches!(out, Out::Text(text) if text.trim().is_empty())
}

fn full(what: impl Say, size: Size) -> Finding {
    let expected = phrase!("{} rows and {} columns", "{} dòng và {} cột", size.rows, size.columns);
    Finding::new(&SHEET_FULL).found(what).expected(expected)
}

/// The name of the sheet that is written; a file of ours has only one.
fn name(sheet: &SheetName) -> Result<String, Finding> {
    let refuse = |found: &str, expected: Phrase| {
        Err(Finding::new(&SHEET_NAME_FORBIDDEN).found(found).expected(expected))
    };
    match sheet {
        SheetName::Index(0) => Ok("Sheet1".to_owned()),
        SheetName::Index(index) => refuse(
            &index.to_string(),
            Phrase::new("the first sheet, 0, or a name", "trang đầu tiên, 0, hoặc một tên"),
        ),
        SheetName::Name(name) => {
            let units = name.encode_utf16().count();
            let forbidden = |c: char| c.is_control() || r"[]:*?/\".contains(c);
            let quoted = name.starts_with('\'') || name.ends_with('\'');
            if !(1..=NAME_UNITS).contains(&units) || name.contains(forbidden) || quoted {
                return refuse(
                    name,
                    Phrase::new(
                        r"1 to 31 characters without [ ] : * ? / \ and without ' at an end",
                        r"1 đến 31 ký tự, không có [ ] : * ? / \ và không có ' ở hai đầu",
                    ),
                );
            }
            Ok(name.clone())
        }
    }
}

/// A cell made ready; nothing where there is none.
fn ready<'r>(
    cell: &'r OutCell<'r>,
    column: &ColumnLayout,
    charset: Charset,
) -> Result<Option<Out<'r>>, Finding> {
    Ok(Some(match cell {
        OutCell::Absent => return Ok(None),
        OutCell::Text(text) => {
            let charset = column.charset.unwrap_or(charset);
            let text = written(text, charset)?;
            let length = if charset.is_unicode() { text.len() } else { text.chars().count() };
            let units = text.encode_utf16().count();
            if units > CELL_UNITS {
                return Err(too_wide(
                    Phrase::count(units, Unit::Characters),
                    Phrase::count(CELL_UNITS, Unit::Characters),
                ));
            }
            match column.kind {
                ColumnKind::TextOf { bytes } if length > usize::from(bytes) => {
                    return Err(too_wide(
                        Phrase::count(length, Unit::Bytes),
                        Phrase::count(bytes, Unit::Bytes),
                    ));
                }
                _ => Out::Text(text),
            }
        }
        OutCell::Number(text) => {
            let value = text.parse().ok().filter(|value: &f64| value.is_finite());
            let value = value.filter(|value| is_kept(text, *value)).ok_or_else(|| {
                let expected = phrase!(
                    "a number of at most {EXACT_DIGITS} digits, or one that a cell gives back as it is",
                    "số có nhiều nhất {EXACT_DIGITS} chữ số, hoặc số mà ô giữ nguyên được"
                );
                // The number itself may say something about a person.
                Finding::new(&NUMBER_TOO_PRECISE)
                    .found(Phrase::count(digits(text).max(whole_digits(text)), Unit::Digits))
                    .expected(expected)
            })?;
            Out::Number { text, value }
        }
        OutCell::Date(date) => serial(date.to_datetime(Time::midnight()), false)?,
        OutCell::DateTime(at) => serial(*at, true)?,
        OutCell::Bool(flag) => Out::Bool(*flag),
    }))
}

fn serial(at: DateTime, with_time: bool) -> Result<Out<'static>, Finding> {
    let value = to_serial(at).ok_or_else(|| {
        Finding::new(&NOT_SAYABLE).found(Phrase::new("this date", "ngày này")).expected(Phrase::new(
            "a date cell, from 1900-03-01, to the millisecond",
            "ô ngày, từ 01/3/1900, chính xác đến mili giây",
        ))
    })?;
    Ok(Out::Serial { value, with_time })
}

fn too_wide(found: impl Say, expected: impl Say) -> Finding {
    Finding::new(&VALUE_TOO_WIDE).found(found).expected(expected)
}

/// Refuses what XML cannot hold, in both kinds of workbook.
fn check_characters(text: &str) -> Result<(), Finding> {
    // Controls are bytes of their own, and U+FFFD to U+FFFF begin with EF: most texts have neither.
    let may_be = |byte: u8| (byte < b' ') | (byte == 0xEF);
    if !text.bytes().fold(false, |seen, byte| seen | may_be(byte)) {
        return Ok(());
    }
    match text.chars().find(|c| is_forbidden(*c)) {
        Some(c) => Err(Finding::new(&CHARACTER_FORBIDDEN)
            .found(format!("U+{:04X}", u32::from(c)))
            .expected(Phrase::new("characters of XML 1.0", "ký tự của XML 1.0"))),
        None => Ok(()),
    }
}

fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffd}'..='\u{ffff}')
}

/// Text as a sheet holds it: for a legacy charset its bytes, each as the character of windows-1252.
fn written(text: &str, charset: Charset) -> Result<Cow<'_, str>, Finding> {
    check_characters(text)?;
    if charset.is_unicode() && charset != Charset::Utf8Nfd {
        return Ok(Cow::Borrowed(text));
    }
    let bytes = charset.encode(text).map_err(|error| not_encodable(&error))?;
    Ok(match String::from_utf8(bytes.into_owned()) {
        Ok(text) if charset == Charset::Utf8Nfd || text.is_ascii() => Cow::Owned(text),
        Ok(text) => Cow::Owned(single_byte::as_windows_1252(text.as_bytes())),
        Err(error) => Cow::Owned(single_byte::as_windows_1252(error.as_bytes())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_refused_in_a_text_as_it_is_judged_alone() {
        for c in ('\0'..='\u{FFFF}').chain(['\u{10000}', '\u{1FFFF}', char::MAX]) {
            assert_eq!(
                check_characters(&format!("Mẫu{c}")).is_err(),
                is_forbidden(c),
                "U+{:04X}",
                u32::from(c)
            );
        }
    }
}
