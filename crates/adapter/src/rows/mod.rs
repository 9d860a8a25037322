//! Rows: the one model of every table and of every list of elements, between the bytes of a format and a mapping.
//!
//! | module | idea |
//! |---|---|
//! | `cell` | cells and rows as read, and as they are to be written |
//! | `layout`, `fixed_layout` | what a mapping says of a format: columns, header, delimiter, charset, paths |
//! | `columns` | which column of a file is which column of the layout |
//! | [`xml_path`], [`json_path`] | how paths in trees are written |
//!
//! [`RowFormat`] is the border: one for each family of formats. A reader gives one row at a time and a writer takes
//! one at a time, so that memory is bounded by rows and never by the file.
//!
//! # What holds
//!
//! * Nothing between the bytes and the mapping guesses types: a cell has the kind that the format gives it.
//! * Cells of byte formats (CSV, DBF, fixed width) are bytes, decoded by the mapping with the charset of the field.
//! * Every row knows where it stands, as a person finds it with the program that made the file.

pub mod ado_names;
mod cell;
mod columns;
mod fixed_layout;
pub mod json_path;
mod layout;
mod stored;
pub mod xml_path;

pub use cell::{Cell, ExtraCell, FieldType, OutCell, OutRow, Row, Unreadable, time_text};
pub use columns::{Binding, bind, fold_name};
pub use fixed_layout::{FixedLayout, FixedUnit, Heading, RecordEnd};
pub use layout::{
    Align, ColumnKind, ColumnLayout, Constant, CsvLayout, DbfLayout, DbfVersion, End, FormatLayout,
    GroupLayout, Header, HeaderRule, JsonLayout, Layout, Pad, SheetLayout, SheetName, SoapVersion, Span,
    Until, Unwrap, XmlLayout,
};
pub use stored::Stored;

use std::io::{Read, Seek, Write};
use std::sync::Arc;

use jiff::Timestamp;

use crate::decode::DecodeError;
use crate::encode::EncodeError;
use crate::limits::Limits;

/// Where bytes come from. Adapters open nothing: callers hand over a file, or bytes in memory as a cursor.
pub trait Input: Read + Seek + Send {}
impl<T: Read + Seek + Send> Input for T {}

/// Where bytes go. Formats go back to fill in what they know only at the end, such as a number of records.
pub trait Output: Write + Seek + Send {}
impl<T: Write + Seek + Send> Output for T {}

/// One family of formats that are rows.
pub trait RowFormat: Send + Sync {
    /// The name in configuration files: `csv`, `dbf`, …
    fn format(&self) -> &'static str;

    /// Extension of files, without the dot.
    fn file_extension(&self) -> &'static str;

    /// Media type of the bytes.
    fn media_type(&self) -> &'static str;

    /// Opens `input` at its beginning and reads as far as the first row of data.
    ///
    /// `Err` means that the file as a whole is not of this format, or breaks `limits`. A layout of another format is a
    /// bug of the caller.
    fn open<'a>(
        &self,
        input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError>;

    /// Begins a file. `context.at` is the time that formats write into their headers.
    fn create<'a>(
        &self,
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        context: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError>;
}

/// The formats that are rows, by name.
#[derive(Clone, Default)]
pub struct RowFormats(Vec<Arc<dyn RowFormat>>);

impl RowFormats {
    /// Formats with different names.
    pub fn new(formats: Vec<Arc<dyn RowFormat>>) -> Self {
        Self(formats)
    }
    /// The format of a layout.
    pub fn of(&self, layout: &Layout) -> Option<&Arc<dyn RowFormat>> {
        self.0.iter().find(|format| format.format() == layout.format.name())
    }
    /// All.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn RowFormat>> {
        self.0.iter()
    }
}

/// What writing may depend on besides the rows.
#[derive(Debug, Clone, Copy)]
pub struct WriteContext {
    /// The time of the message, for headers: never the clock.
    pub at: Timestamp,
}

/// Reads rows, one after the other.
pub trait RowReader {
    /// The columns, in the order of the cells. Tables: as found in the file. Trees (XML, JSON): those of the layout.
    fn columns(&self) -> &[Column];

    /// The next row of data, or nothing at the end.
    ///
    /// After a fault that is not [`RowFault::fatal`] reading goes on behind the row; after a fatal one, and after the
    /// end, every further call answers `Ok(None)`.
    fn next_row(&mut self) -> Result<Option<Row<'_>>, RowFault>;

    /// What was passed over so far.
    fn tally(&self) -> Tally;

    /// The sheet of a workbook that the rows stand in.
    fn sheet(&self) -> Option<&str> {
        None
    }

    /// Bytes of the file before what stands `within` bytes into a cell of the row that came last, for faults; before the
    /// cell where it does not stand in the file as it was given, and nothing where the format knows no better than the row.
    fn place_in(&self, _column: usize, _within: usize) -> Option<u64> {
        None
    }
}

/// Writes rows, one after the other.
pub trait RowWriter {
    /// Writes one row; it has a cell for each column of the layout.
    ///
    /// `Err` names the column. The file is then of no use: callers write to a place from which nobody reads.
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError>;

    /// Writes the end. Must be called once, after the last row.
    fn finish(&mut self) -> Result<(), EncodeError>;
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// Its name as found, decoded with the charset of the layout; the path in trees. Empty where there is none.
    pub name: String,
    /// What the program that made the file calls it, where that is not its name: `C`.
    pub letter: Option<String>,
    /// What the format itself says of it, for drafting a mapping.
    pub declared: Option<ColumnKind>,
}

/// A row that cannot be read.
#[derive(Debug)]
pub struct RowFault {
    /// What is wrong.
    pub error: DecodeError,
    /// Whether nothing behind it can be read either.
    pub fatal: bool,
}

/// What a reader has passed over, to be told to people: nothing is left out silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Rows whose cells are all absent or blank.
    pub blank: u64,
    /// Records marked as deleted.
    pub deleted: u64,
    /// Hidden rows, columns and sheets; they are read.
    pub hidden: u64,
    /// Rows behind the end, left out at the mapping's wish.
    pub after_end: u64,
    /// Sheets with cells that are not read: a layout names one.
    pub other_sheets: u64,
}

impl RowFault {
    /// A row that is wrong by itself.
    pub fn row(error: impl Into<DecodeError>) -> Self {
        Self { error: error.into(), fatal: false }
    }
    /// The end of all reading.
    pub fn fatal(error: impl Into<DecodeError>) -> Self {
        Self { error: error.into(), fatal: true }
    }
}
