//! The rows of a sheet, streamed from its XML.
//!
//! Rows and cells may leave out where they stand; then they follow the one before. Positions must rise. A cell without
//! a value is not there, whatever format it has.

use std::io::Read;

use jiff::civil::{Date, DateTime, Time};
use lienthong_adapter::mapping::reasons::CELL_TOO_LARGE;
use lienthong_adapter::rows::Unreadable;
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Unit, phrase, xml_phrase};
use quick_xml::events::BytesStart;

use super::archive::damaged;
use super::part::Part;
use super::text::unescape;
use super::xml::{Step, Xml, attribute, flag};
use crate::sheet::dates::{Epoch, NOT_ISO};
use crate::sheet::formats::NumberFormat;
use crate::sheet::letters::{self, letters};
use crate::sheet::numbers::Number;
use crate::sheet::reasons::{FORMULA_WITHOUT_VALUE, OUTSIDE_CELLS_TOO_LARGE};
use crate::sheet::row::{SheetRow, Strings};
use crate::sheet::source::{Facts, Region, Source};
use crate::sheet::{MAX_COLUMNS, MAX_ROWS};

/// The rows of one sheet.
pub(crate) struct Cells<R: Read> {
    xml: Xml<R>,
    facts: Facts,
    strings: Strings,
    styles: Vec<NumberFormat>,
    epoch: Epoch,
    cell_bytes: usize,
    row: SheetRow,
    /// Whether the rows have begun, and whether they have ended.
    begun: bool,
    ended: bool,
    /// What a cell holds, until it ends; reused.
    value: String,
    piece: String,
}

/// A cell until it ends.
#[derive(Debug, Default)]
struct Open {
    column: u32,
    kind: Kind,
    format: NumberFormat,
    has_value: bool,
    has_formula: bool,
    /// Whether text belongs to the value now.
    collects: bool,
    /// Whether the text is a hint of pronunciation.
    in_hint: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Bool,
    Error,
    Iso,
}

impl<R: Read> Cells<R> {
    pub(crate) fn new(
        part: Part<R>,
        facts: Facts,
        strings: Strings,
        styles: Vec<NumberFormat>,
        epoch: Epoch,
        limits: &Limits,
    ) -> Self {
        Self {
            xml: Xml::new(part, limits),
            facts,
            strings,
            styles,
            epoch,
            cell_bytes: limits.cell_bytes,
            row: SheetRow::default(),
            begun: false,
            ended: false,
            value: String::new(),
            piece: String::new(),
        }
    }

    /// Unpacked bytes so far.
    pub(crate) fn length(&mut self) -> u64 {
        self.xml.length()
    }
    /// The shared strings, for the next sheet.
    pub(crate) fn into_strings(self) -> Strings {
        self.strings
    }

    /// Reads what stands before the rows.
    fn begin(&mut self) -> Result<(), DecodeError> {
        let mut is_sheet = false;
        loop {
            match self.xml.step()? {
                Step::Start(start) => match start.local_name().as_ref() {
                    "worksheet" => is_sheet = true,
                    "col" if flag(&start, "hidden")? => {
                        let number = |name| -> Result<Option<u32>, DecodeError> {
                            Ok(attribute(&start, name)?.and_then(|text| text.parse().ok()))
                        };
                        let range = number("min")?.zip(number("max")?);
                        let range = range.filter(|(min, max)| *min >= 1 && min <= max && *max <= MAX_COLUMNS);
                        let (min, max) = range.ok_or_else(|| {
                            damaged(Phrase::new("a range of columns is wrong", "phạm vi cột sai"))
                        })?;
                        if self.facts.hidden_columns.len() < MAX_COLUMNS as usize {
                            self.facts.hidden_columns.push((min - 1, max - 1));
                        }
                    }
                    "sheetData" if is_sheet => return Ok(()),
                    _ => {}
                },
                Step::Eof => {
                    return Err(damaged(Phrase::new("a sheet has no rows", "một trang không có dòng")));
                }
                _ => {}
            }
        }
    }

    /// Reads the cells of a row that has begun.
    fn cells(&mut self) -> Result<(), DecodeError> {
        let mut next = 0;
        loop {
            match outside(self.xml.step(), &self.facts.name, self.row.number)? {
                Step::Start(start) if start.local_name().as_ref() == "c" => {
                    let open = open(&start, next, self.row.number, &self.styles)?;
                    next = open.column + 1;
                    self.cell(open)?;
                }
                Step::End(end) if end.local_name().as_ref() == "row" => return Ok(()),
                Step::Eof => return Err(damaged(Phrase::new("a row is not closed", "một dòng chưa đóng"))),
                _ => {}
            }
        }
    }

    /// Reads a cell that has begun.
    fn cell(&mut self, mut open: Open) -> Result<(), DecodeError> {
        self.value.clear();
        let mut too_large = false;
        loop {
            let step = self.xml.step().map_err(|error| {
                let finding = error.finding().clone();
                let is_of_cell = *finding.reason == CELL_TOO_LARGE;
                if is_of_cell { placed(finding, &self.facts, &self.row, open.column).into() } else { error }
            });
            match step? {
                Step::Start(start) => match start.local_name().as_ref() {
                    "f" => open.has_formula = true,
                    "rPh" => open.in_hint = true,
                    "v" | "t" if !open.in_hint => {
                        open.has_value = true;
                        open.collects = true;
                        self.piece.clear();
                    }
                    _ => {}
                },
                Step::Text(text) if open.collects => {
                    too_large |= self.value.len() + self.piece.len() + text.len() > self.cell_bytes;
                    if !too_large {
                        self.piece.push_str(&text);
                    }
                }
                Step::End(end) => match end.local_name().as_ref() {
                    "v" | "t" if open.collects => {
                        open.collects = false;
                        let half =
                            || damaged(Phrase::new("a text has half a character", "văn bản có nửa ký tự"));
                        self.value.push_str(&unescape(&self.piece).ok_or_else(half)?);
                    }
                    "rPh" => open.in_hint = false,
                    "c" => break,
                    _ => {}
                },
                Step::Eof => return Err(damaged(Phrase::new("a cell is not closed", "một ô chưa đóng"))),
                _ => {}
            }
        }
        if too_large {
            let finding =
                Finding::new(&CELL_TOO_LARGE).found(Phrase::more_than(self.cell_bytes, Unit::Bytes));
            self.row.push_fault(open.column, finding.expected(Phrase::count(self.cell_bytes, Unit::Bytes)));
            return Ok(());
        }
        self.close(&open)
    }

    /// Adds a cell to the row.
    fn close(&mut self, open: &Open) -> Result<(), DecodeError> {
        let column = open.column;
        let value = match open.kind {
            Kind::Text => self.value.as_str(),
            _ => self.value.trim(),
        };
        let nothing = !open.has_value || (value.is_empty() && open.kind != Kind::Text);
        if nothing {
            if open.has_formula {
                self.row.push_unreadable(column, &NOT_CALCULATED);
            }
            return Ok(());
        }
        match open.kind {
            Kind::Text => self.row.push_text(column, value),
            Kind::Shared => {
                let read = value.parse().ok().and_then(|index| self.strings.stopped_at(index));
                if let Some((error, is_it)) = read {
                    let finding = error.finding().clone();
                    return Err(if is_it {
                        placed(finding, &self.facts, &self.row, column).into()
                    } else {
                        error.clone()
                    });
                }
                let index = value.parse().ok().filter(|index| self.strings.get(*index).is_some());
                self.row.push_shared(
                    column,
                    index.ok_or_else(|| {
                        damaged(Phrase::new("a shared string is missing", "thiếu một chuỗi dùng chung"))
                    })?,
                );
            }
            Kind::Bool => match value {
                "1" | "true" => self.row.push_bool(column, true),
                "0" | "false" => self.row.push_bool(column, false),
                _ => {
                    return Err(damaged(Phrase::new(
                        "a cell is neither true nor false",
                        "có ô không phải đúng hoặc sai",
                    )));
                }
            },
            Kind::Error => self.row.push_error(column, value),
            Kind::Iso => match (iso(value), iso_time(value)) {
                (Some(at), _) => self.row.push_date(column, at, open.format),
                (None, Some(time)) => self.row.push_time(column, time),
                (None, None) => self.row.push_unreadable(column, &NOT_ISO),
            },
            Kind::Number => {
                let number = Number::parse(value)
                    .ok_or_else(|| damaged(Phrase::new("a number is none", "có ô số không phải số")))?;
                self.row.push_number(column, &number, open.format, self.epoch);
            }
        }
        Ok(())
    }
}

impl<R: Read> Cells<R> {
    /// What the sheet says of itself, to be completed.
    pub(super) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.facts
    }
}

impl<R: Read> Source for Cells<R> {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn advance(&mut self) -> Result<bool, DecodeError> {
        if !self.begun {
            self.begin()?;
            self.begun = true;
        }
        while !self.ended {
            match outside(self.xml.step(), &self.facts.name, self.row.number)? {
                Step::Start(start) if start.local_name().as_ref() == "row" => {
                    let number = match attribute(&start, "r")? {
                        Some(text) => text.parse().ok().filter(|number| *number > self.row.number),
                        None => self.row.number.checked_add(1),
                    };
                    let number = number.filter(|number| *number <= MAX_ROWS);
                    let number = number.ok_or_else(|| {
                        damaged(Phrase::new(
                            "the numbers of rows do not rise",
                            "số thứ tự dòng không tăng dần",
                        ))
                    })?;
                    let hidden = flag(&start, "hidden")?;
                    self.row.begin(number, hidden);
                    self.cells()?;
                    return Ok(true);
                }
                Step::End(end) if end.local_name().as_ref() == "sheetData" => self.ended = true,
                Step::Eof => {
                    return Err(damaged(Phrase::new("the rows are not closed", "phần các dòng chưa đóng")));
                }
                _ => {}
            }
        }
        // The CRC of the part is checked at its end.
        loop {
            match outside(self.xml.step(), &self.facts.name, self.row.number)? {
                Step::Eof => return Ok(false),
                Step::Start(start) if start.local_name().as_ref() == "sheetData" => {
                    let twice =
                        Phrase::new("a sheet has rows in two places", "một trang có các dòng ở hai chỗ");
                    return Err(damaged(twice));
                }
                _ => {}
            }
        }
    }

    fn row(&self) -> &SheetRow {
        &self.row
    }
    fn strings(&self) -> &Strings {
        &self.strings
    }
}

/// What is wrong with the cell of this column in the row at hand.
fn placed(finding: Finding, facts: &Facts, row: &SheetRow, column: u32) -> Finding {
    finding.sheet(&facts.name).row(row.number.into()).field(letters(column))
}

/// A step outside of cells, in the row of this number or behind it: what is too large there is no cell.
fn outside<T>(step: Result<T, DecodeError>, sheet: &str, row: u32) -> Result<T, DecodeError> {
    step.map_err(|error| {
        let finding = error.finding().clone();
        if *finding.reason != CELL_TOO_LARGE {
            return error;
        }
        let told = Finding { reason: &OUTSIDE_CELLS_TOO_LARGE, ..finding }.sheet(sheet);
        if row > 0 {
            return told.row(row.into()).into();
        }
        let vi = told.vietnamese.as_ref().and_then(|words| words.found.clone()).unwrap_or_default();
        let en = told.found.clone().unwrap_or_default();
        told.found_in(format!("{en} in front of the first row"), format!("{vi} trước dòng đầu tiên")).into()
    })
}

/// The merged cells of a sheet, which stand behind its rows, in its first `rows` rows.
pub(crate) fn merges<R: Read>(part: Part<R>, rows: u32, limits: &Limits) -> Result<Vec<Region>, DecodeError> {
    let mut xml = Xml::new(part, limits);
    let mut merges = Vec::new();
    loop {
        match xml.step()? {
            Step::Start(start) if start.local_name().as_ref() == "mergeCell" => {
                let reference = attribute(&start, "ref")?.unwrap_or_default();
                let (from, to) = reference.split_once(':').unwrap_or((&reference, &reference));
                let region = letters::cell(from).zip(letters::cell(to));
                let (from, to) = region.ok_or_else(|| {
                    damaged(Phrase::new("a range of merged cells is wrong", "phạm vi ô gộp sai"))
                })?;
                let region = Region { rows: (from.1, to.1), columns: (from.0, to.0) };
                if region.rows.0 < rows && merges.len() < limits.elements {
                    merges.push(region);
                }
            }
            Step::Eof => return Ok(merges),
            _ => {}
        }
    }
}

/// A cell that begins: where it stands, and what its attributes say.
fn open(start: &BytesStart<'_>, next: u32, row: u32, styles: &[NumberFormat]) -> Result<Open, DecodeError> {
    let mut open = Open { column: next, ..Open::default() };
    for one in start.attributes().with_checks(false) {
        let one = one.map_err(|error| damaged(xml_phrase(&error.into())))?;
        match one.key.local_name().as_ref() {
            "r" => {
                let at = letters::cell(&one.value).filter(|at| at.1 + 1 == row && at.0 >= next);
                open.column = at
                    .ok_or_else(|| {
                        damaged(phrase!("cell {} is out of order", "ô {} không đúng thứ tự", one.value))
                    })?
                    .0;
            }
            "s" => {
                let style = one.value.parse().ok().and_then(|style: usize| styles.get(style));
                open.format = style.copied().unwrap_or_default();
            }
            "t" => {
                open.kind = match &*one.value {
                    "n" => Kind::Number,
                    "s" => Kind::Shared,
                    "str" | "inlineStr" => Kind::Text,
                    "b" => Kind::Bool,
                    "e" => Kind::Error,
                    "d" => Kind::Iso,
                    other => {
                        return Err(damaged(phrase!(
                            "cells of the type {other} are not known",
                            "loại ô {other} không được biết"
                        )));
                    }
                }
            }
            _ => {}
        }
    }
    if open.column >= MAX_COLUMNS {
        return Err(damaged(Phrase::new("a row has too many cells", "một dòng có quá nhiều ô")));
    }
    Ok(open)
}

static NOT_CALCULATED: Unreadable = Unreadable {
    reason: &FORMULA_WITHOUT_VALUE,
    found: Phrase::new("a formula that was never calculated", "công thức chưa được tính"),
    expected: None,
};

/// A date of a strict workbook. It has no zone that means anything.
fn iso(text: &str) -> Option<DateTime> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let at = match text.contains('T') {
        true => text.parse::<DateTime>().ok()?,
        false => text.parse::<Date>().ok()?.to_datetime(Time::midnight()),
    };
    // As with serial numbers: what lies before means different days to different programs.
    (at.date() >= jiff::civil::date(1900, 3, 1)).then_some(at)
}

/// A time of day of a strict workbook.
fn iso_time(text: &str) -> Option<Time> {
    let text = text.strip_prefix('T').unwrap_or(text);
    let text = text.strip_suffix('Z').unwrap_or(text);
    text.parse()
        .ok()
        .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.')))
}
