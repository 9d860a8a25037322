//! One row of a sheet as its bytes give it, and the table of strings that sheets share.
//!
//! Rows are sparse: only cells with a value are there. A row is reused for the next one, so that reading allocates
//! nothing once the longest row was seen.

use jiff::civil::{DateTime, Time};
use lienthong_adapter::rows::{Cell, Unreadable};
use lienthong_adapter::{DecodeError, Finding};

use super::dates::{self, Epoch, Serial};
use super::formats::NumberFormat;
use super::numbers::Number;

/// One row of a sheet.
#[derive(Debug, Default)]
pub(crate) struct SheetRow {
    /// As the program shows it, from 1.
    pub(crate) number: u32,
    pub(crate) hidden: bool,
    /// Cells with a value, by column.
    cells: Vec<(u32, Value)>,
    text: String,
    bytes: Vec<u8>,
    /// The first cell that is too large, and why. It counts as filled.
    pub(crate) fault: Option<(u32, Finding)>,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Value {
    Text(Span),
    Bytes(Span),
    Shared(u32),
    Number(Span),
    Digits(Span),
    Error(Span),
    Date(DateTime),
    Time(Time),
    Bool(bool),
    Unreadable(&'static Unreadable),
}

/// A part of the text or of the bytes of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    start: usize,
    end: usize,
}

/// Strings that cells share, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<usize>,
    /// Why the one behind the last could not be read, nor any behind it.
    stopped: Option<DecodeError>,
}

impl SheetRow {
    /// Begins the row of this number.
    pub(crate) fn begin(&mut self, number: u32, hidden: bool) {
        self.number = number;
        self.hidden = hidden;
        self.cells.clear();
        self.text.clear();
        self.bytes.clear();
        self.fault = None;
    }
    pub(crate) fn push_text(&mut self, column: u32, text: &str) {
        let span = self.keep(text);
        self.cells.push((column, Value::Text(span)));
    }
    pub(crate) fn push_bytes(&mut self, column: u32, bytes: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.cells.push((column, Value::Bytes(Span { start, end: self.bytes.len() })));
    }
    pub(crate) fn push_shared(&mut self, column: u32, index: u32) {
        self.cells.push((column, Value::Shared(index)));
    }
    /// Adds a number as what its format makes of it.
    #[inline]
    pub(crate) fn push_number(&mut self, column: u32, number: &Number, format: NumberFormat, epoch: Epoch) {
        match format {
            NumberFormat::Plain => self.push_plain(column, number),
            NumberFormat::Date => self.push_serial(column, dates::read(number.value, false, epoch)),
            NumberFormat::Part(_) => match dates::read(number.value, false, epoch) {
                Serial::Day(at) => self.push_date(column, at, format),
                other => self.push_serial(column, other),
            },
            NumberFormat::Time => self.push_serial(column, dates::read(number.value, true, epoch)),
            NumberFormat::Elapsed => self.push_serial(column, dates::read_elapsed(number.value)),
            NumberFormat::Zeros(digits) => match number.filled_up(digits) {
                Some(text) => {
                    let span = self.keep(&text);
                    self.cells.push((column, Value::Digits(span)));
                }
                None => self.push_plain(column, number),
            },
        }
    }
    fn push_serial(&mut self, column: u32, serial: Serial) {
        match serial {
            Serial::Day(at) => self.cells.push((column, Value::Date(at))),
            Serial::Clock(time) => self.push_time(column, time),
            Serial::Elapsed(text) => self.push_text(column, &text),
            Serial::Impossible(why) => self.push_unreadable(column, why),
        }
    }
    fn push_plain(&mut self, column: u32, number: &Number) {
        let span = self.keep(&number.text);
        self.cells.push((column, Value::Number(span)));
    }
    pub(crate) fn push_error(&mut self, column: u32, text: &str) {
        let span = self.keep(text);
        self.cells.push((column, Value::Error(span)));
    }
    /// Adds a day as its format shows it: where that is no day, as the text that is seen.
    pub(crate) fn push_date(&mut self, column: u32, at: DateTime, format: NumberFormat) {
        match format {
            NumberFormat::Part(shown) => self.push_text(column, &shown.text(at.date())),
            _ => self.cells.push((column, Value::Date(at))),
        }
    }
    pub(crate) fn push_time(&mut self, column: u32, time: Time) {
        self.cells.push((column, Value::Time(time)));
    }
    /// Adds what is no value of its cell; only a mapping that needs the cell refuses it.
    pub(crate) fn push_unreadable(&mut self, column: u32, why: &'static Unreadable) {
        self.cells.push((column, Value::Unreadable(why)));
    }
    pub(crate) fn push_bool(&mut self, column: u32, flag: bool) {
        self.cells.push((column, Value::Bool(flag)));
    }
    /// Says that a cell is too large, which refuses the row.
    pub(crate) fn push_fault(&mut self, column: u32, finding: Finding) {
        self.fault.get_or_insert((column, finding));
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        Span { start, end: self.text.len() }
    }

    /// The cells with a value, by column.
    #[inline]
    pub(crate) fn cells<'r>(&'r self, strings: &'r Strings) -> impl Iterator<Item = (u32, Cell<'r>)> {
        let text = |span: Span| &self.text[span.start..span.end];
        self.cells.iter().map(move |(column, value)| {
            let cell = match *value {
                Value::Text(span) => Cell::Text(text(span)),
                Value::Bytes(span) => Cell::Bytes(&self.bytes[span.start..span.end]),
                Value::Shared(index) => strings.get(index).map_or(Cell::Absent, Cell::Text),
                Value::Number(span) => Cell::Number(text(span)),
                Value::Digits(span) => Cell::Digits(text(span)),
                Value::Error(span) => Cell::Error(text(span)),
                Value::Date(at) => Cell::Date(at),
                Value::Time(time) => Cell::Time(time),
                Value::Bool(flag) => Cell::Bool(flag),
                Value::Unreadable(why) => Cell::Unreadable(why),
            };
            (*column, cell)
        })
    }

    /// Whether no cell holds more than white space.
    pub(crate) fn is_blank(&self, strings: &Strings) -> bool {
        self.fault.is_none() && self.cells(strings).all(|(_, cell)| cell.is_blank())
    }
}

impl Strings {
    /// The next string cannot be read for this reason, nor any behind it.
    pub(crate) fn stop(&mut self, error: DecodeError) {
        self.stopped = Some(error);
    }
    /// Why the string of this index was not read, and whether it is the one that could not be.
    pub(crate) fn stopped_at(&self, index: usize) -> Option<(&DecodeError, bool)> {
        let error = self.stopped.as_ref().filter(|_| index >= self.len())?;
        Some((error, index == self.len()))
    }
    /// Adds to the last string, which [`Strings::end`] ends.
    pub(crate) fn text(&mut self) -> &mut String {
        &mut self.text
    }
    /// Bytes of the string that has not ended.
    pub(crate) fn open_bytes(&self) -> usize {
        self.text.len() - self.ends.last().copied().unwrap_or(0)
    }
    /// Ends a string.
    pub(crate) fn end(&mut self) {
        self.ends.push(self.text.len());
    }
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
    pub(crate) fn get(&self, index: u32) -> Option<&str> {
        let index = usize::try_from(index).ok()?;
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        Some(&self.text[start..end])
    }
}
