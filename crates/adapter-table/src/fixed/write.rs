//! Rows to records of fixed width.
//!
//! # What holds
//!
//! * A field that is written and stripped again is the value; where it is not, the value is refused.
//! * A value is never cut, and no border goes through a letter.
//! * A record that reading would take for the end of the data is refused.

use lienthong_adapter::mapping::reasons::VALUE_TOO_WIDE;
use lienthong_adapter::rows::{
    Align, Cell, Column, ColumnLayout, FixedLayout, Heading, Layout, OutRow, Output, RecordEnd, RowWriter,
};
use lienthong_adapter::{EncodeError, Finding, Phrase, phrase};

use super::plan::Plan;
use crate::ending::Ending;
use crate::reasons::{FIXED_HEADING, FIXED_LINE_BREAK, FIXED_LINE_END, FIXED_PADDING, FIXED_SPLIT_LETTER};
use crate::text_cell;

/// Bytes that are collected before they are given to the output.
const PIECE: usize = 64 << 10;

/// Writes records of fixed width.
pub(crate) struct FixedWriter<'a> {
    output: Box<dyn Output + 'a>,
    layout: &'a Layout,
    end: RecordEnd,
    ending: Ending<'a>,
    plan: Plan,
    /// The columns in the order of their places.
    order: Vec<usize>,
    buffer: Vec<u8>,
    cell: Vec<u8>,
    /// For each border of the record at hand, its place and its byte.
    bounds: Vec<(usize, usize)>,
}

impl<'a> FixedWriter<'a> {
    pub(crate) fn create(
        output: Box<dyn Output + 'a>,
        fixed: &'a FixedLayout,
        layout: &'a Layout,
    ) -> Result<Self, EncodeError> {
        let plan = Plan::of(layout, fixed)?;
        let order = plan.in_order(layout)?;
        let named = |column: &ColumnLayout| Column { name: column.name().to_owned(), ..Column::default() };
        let columns: Vec<Column> = layout.columns.iter().map(named).collect();
        let ending = Ending::new(&fixed.data_end, &columns).map_err(|error| error.finding().clone())?;
        let (buffer, cell, bounds) = (Vec::new(), Vec::new(), Vec::new());
        let mut writer = Self { output, layout, end: fixed.end, ending, plan, order, buffer, cell, bounds };
        writer.heading(&fixed.heading)?;
        Ok(writer)
    }

    fn heading(&mut self, heading: &Heading) -> Result<(), Finding> {
        match heading {
            Heading::Absent => {}
            Heading::Lines(lines) => {
                for line in lines {
                    text_cell::encode(line, self.layout.charset, &mut self.buffer)?;
                    self.end_record();
                }
            }
            Heading::Passed(count) => {
                let expected = Phrase::new("the text of the lines", "nội dung các dòng");
                let found = phrase!("{count} unknown lines", "{count} dòng không rõ nội dung");
                return Err(Finding::new(&FIXED_HEADING).found(found).expected(expected));
            }
        }
        Ok(())
    }

    fn end_record(&mut self) {
        let end: &[u8] = match self.end {
            RecordEnd::CrLf => b"\r\n",
            RecordEnd::Lf => b"\n",
            RecordEnd::Nothing => b"",
        };
        self.buffer.extend_from_slice(end);
    }

    /// Appends the cell at hand as field of column `at`.
    fn field(&mut self, at: usize) -> Result<(), Finding> {
        let place = &self.plan.places[at];
        let (units, width) = (self.plan.units(&self.cell), place.width());
        if units > width {
            let finding = Finding::new(&VALUE_TOO_WIDE).found(self.plan.in_words(units));
            return Err(finding.expected(self.plan.in_words(width)));
        }
        if self.end != RecordEnd::Nothing && self.cell.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
            let found = Phrase::new("a line break", "ký tự xuống dòng");
            let expected = Phrase::new("a value in one line", "giá trị trên một dòng");
            return Err(Finding::new(&FIXED_LINE_BREAK).found(found).expected(expected));
        }
        // A record that begins so is one of a file whose records end with a line end.
        if place.start == 0 && self.cell.first().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            let found = Phrase::new("a line break at its beginning", "ký tự xuống dòng ở đầu");
            let expected = Phrase::new("a value in one line", "giá trị trên một dòng");
            return Err(Finding::new(&FIXED_LINE_END).found(found).expected(expected));
        }
        let start = self.buffer.len();
        let pad = place.pad();
        let padding = std::iter::repeat_n(pad.with, width - units);
        // A sign stands before the zeros, and what has no value is blank: zeros alone are the number 0.
        let is_zero_filled = place.is_zero_filled();
        let sign = usize::from(is_zero_filled && self.cell.starts_with(b"-"));
        match pad.align {
            Align::Right if is_zero_filled && self.cell.is_empty() => {
                self.buffer.extend(std::iter::repeat_n(b' ', width));
            }
            Align::Left => {
                self.buffer.extend_from_slice(&self.cell);
                self.buffer.extend(padding);
            }
            Align::Right => {
                self.buffer.extend_from_slice(&self.cell[..sign]);
                self.buffer.extend(padding);
                self.buffer.extend_from_slice(&self.cell[sign..]);
            }
        }
        let is_blank = is_zero_filled && self.cell.is_empty();
        if !is_blank && place.strip(&self.buffer[start + sign..]) != &self.cell[sign..] {
            let with = char::from(pad.with);
            let found = match pad.align {
                Align::Left => phrase!("ends with {with:?}", "kết thúc bằng {with:?}"),
                Align::Right => phrase!("begins with {with:?}", "bắt đầu bằng {with:?}"),
            };
            let finding = Finding::new(&FIXED_PADDING).found(found);
            return Err(finding.expected(Phrase::new("another padding", "ký tự đệm khác")));
        }
        self.bounds.extend([(place.start, start), (place.end, self.buffer.len())]);
        Ok(())
    }

    fn record(&mut self, row: &OutRow<'_>) -> Result<(), Finding> {
        let start = self.buffer.len();
        let (mut units, mut has_values, mut is_end) = (0, false, false);
        self.bounds.clear();
        for index in 0..self.order.len() {
            let at = self.order[index];
            let column = &self.layout.columns[at];
            let gap = self.plan.places[at].start - units;
            self.buffer.extend(std::iter::repeat_n(b' ', gap));
            self.cell.clear();
            if let Some(cell) = row.cells.get(at) {
                text_cell::append(cell, text_cell::charset_of(column, self.layout), &mut self.cell)
                    .map_err(|finding| finding.field(column.name()))?;
            }
            has_values |= !self.cell.iter().all(u8::is_ascii_whitespace);
            let charset = text_cell::charset_of(column, self.layout);
            is_end |=
                self.ending.is_of_a_column() && self.ending.is_end(at, &Cell::Bytes(&self.cell), charset);
            self.field(at).map_err(|finding| finding.field(column.name()))?;
            units = self.plan.places[at].end;
        }
        self.buffer.extend(std::iter::repeat_n(b' ', self.plan.length - units));
        if !has_values {
            return Err(text_cell::row_without_values());
        }
        let record = Cell::Bytes(&self.buffer[start..]);
        is_end |= !self.ending.is_of_a_column() && self.ending.is_end(0, &record, self.layout.charset);
        if is_end {
            return Err(text_cell::row_ends_table());
        }
        let bound = |at: usize| {
            let known = self.bounds.iter().find(|(place, _)| *place == at);
            known.map_or(0, |(_, byte)| byte - start)
        };
        if let Some(cut) = self.plan.cut_letter(&self.buffer[start..], bound) {
            let finding = Finding::new(&FIXED_SPLIT_LETTER).found(self.plan.neighbours(&cut, self.layout));
            let name = self.plan.column_at(&cut, self.layout);
            return Err(finding.expected(cut.charset.name()).field(name));
        }
        self.end_record();
        Ok(())
    }
}

impl RowWriter for FixedWriter<'_> {
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError> {
        self.record(row).map_err(|finding| EncodeError::from(finding.row(row.number)))?;
        if self.buffer.len() >= PIECE {
            text_cell::hand_over(&mut *self.output, &self.buffer, false)?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), EncodeError> {
        text_cell::hand_over(&mut *self.output, &self.buffer, true)?;
        self.buffer.clear();
        Ok(())
    }
}
