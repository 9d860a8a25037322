//! Cells and rows.

use jiff::civil::{Date, DateTime, Time};

use crate::finding::Reason;
use crate::mapping::reasons::{NOT_A_BOOLEAN, NOT_A_DATE, NOT_A_NUMBER};
use crate::phrase::Phrase;

/// A cell as a format gives it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Cell<'a> {
    /// There is none: a short row, a missing element, NULL.
    #[default]
    Absent,
    /// Text, in whatever normal form the file has it. The empty text is not absent.
    Text(&'a str),
    /// Bytes in the charset of the field.
    Bytes(&'a [u8]),
    /// A number, as its exact decimal text; exponents (`2.2E3`) as the file has them.
    Number(&'a str),
    /// A whole number that its cell shows with as many digits as here, zeros in front among them: `00123`.
    Digits(&'a str),
    /// A date or a time that the format marks as such.
    Date(DateTime),
    /// A time of day without a day.
    Time(Time),
    /// A logical value.
    Bool(bool),
    /// An error value such as `#N/A` or an overflow mark `****`.
    Error(&'a str),
    /// A text that the type of its field does not allow, such as letters in a field of numbers. Whoever needs the cell
    /// refuses it.
    Misfit(FieldType, &'a str),
    /// What is no value of its cell, and why. Whoever needs the cell refuses it.
    Unreadable(&'static Unreadable),
}

/// A type that a field of a table has by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Numbers: `N` in DBF.
    Number,
    /// Days: `D` in DBF.
    Date,
    /// Logical values: `L` in DBF.
    Boolean,
}

/// Why a format cannot take for a value what stands in a cell.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The kind of finding.
    pub reason: &'static Reason,
    /// What stands there, in words.
    pub found: Phrase,
    /// What would have been right; nothing where that is whatever the field holds.
    pub expected: Option<Phrase>,
}

/// One row as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row<'a> {
    /// Its number as the program that made the file shows it: line or record, from 1.
    pub number: u64,
    /// Bytes of the file before it, where the format has such a place.
    pub offset: Option<u64>,
    /// A cell for each column of the reader; missing ones at the end are absent.
    pub cells: Vec<Cell<'a>>,
    /// Bytes of the file before each cell, and before the row for one that is absent; empty where the format knows the
    /// place of rows alone.
    pub offsets: Vec<u64>,
    /// For each group of the layout, its rows. Tables have none.
    pub groups: Vec<Vec<Row<'a>>>,
    /// What no column names: in trees, and in fixed width between the columns (`4-7`).
    pub extra: Vec<ExtraCell<'a>>,
}

/// A cell that no column names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExtraCell<'a> {
    /// Its path, or its places.
    pub path: &'a str,
    /// What stands there.
    pub cell: Cell<'a>,
    /// Bytes of the file before it, where the format knows.
    pub offset: Option<u64>,
}

impl Row<'_> {
    /// Bytes of the file before a cell, as near as the format knows it.
    pub fn offset_of(&self, cell: usize) -> Option<u64> {
        self.offsets.get(cell).copied().or(self.offset)
    }
}

/// A cell to be written. The kind is that of the column's layout.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum OutCell<'a> {
    /// Nothing is written: an empty place in tables, no element in trees.
    #[default]
    Absent,
    /// Text in NFC; the writer encodes it with the charset of the column.
    Text(&'a str),
    /// An exact decimal.
    Number(&'a str),
    /// A day.
    Date(Date),
    /// A wall clock.
    DateTime(DateTime),
    /// A logical value.
    Bool(bool),
}

/// One row to be written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OutRow<'a> {
    /// For refusals: the row that it came from where a file was read, else its number among the rows written, from 1.
    pub number: u64,
    /// A cell for each column of the layout.
    pub cells: Vec<OutCell<'a>>,
    /// For each group of the layout, its rows.
    pub groups: Vec<Vec<OutRow<'a>>>,
    /// What a mapping kept of columns that no field names, as name and text.
    pub extra: Vec<(&'a str, &'a str)>,
}

impl Cell<'_> {
    /// Whether there is nothing in it but white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Bytes(bytes) => bytes.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0)),
            _ => false,
        }
    }
}

impl FieldType {
    /// The kind of finding where a text does not fit.
    pub(crate) const fn reason(self) -> &'static Reason {
        match self {
            Self::Number => &NOT_A_NUMBER,
            Self::Date => &NOT_A_DATE,
            Self::Boolean => &NOT_A_BOOLEAN,
        }
    }
    /// What would have fitted.
    pub(crate) const fn expected(self) -> Phrase {
        match self {
            Self::Number => Phrase::new("1234.5 (a field of numbers)", "1234.5 (trường kiểu số)"),
            Self::Date => Phrase::new(
                "YYYYMMDD, a day of the calendar (a field of dates)",
                "YYYYMMDD và có trong lịch (trường kiểu ngày)",
            ),
            Self::Boolean => Phrase::new("T, Y, F, N, a blank and `?`", "T, Y, F, N, dấu cách và `?`"),
        }
    }
}

/// A time of day as text: `08:30`, and what is finer where there is any.
pub fn time_text(time: Time) -> String {
    match (time.second(), time.subsec_nanosecond()) {
        (0, 0) => format!("{:02}:{:02}", time.hour(), time.minute()),
        _ => time.to_string(),
    }
}
