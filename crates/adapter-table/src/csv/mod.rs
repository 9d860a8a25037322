//! Delimited text: CSV, TSV and their kin (RFC 4180), in every charset.
//!
//! | module | idea |
//! |---|---|
//! | `records` | bytes to records, strictly; `utf16` makes bytes of UTF-16 first |
//! | `header` | where the table begins |
//! | `read`, `write` | records to rows and rows to text |
//! | `guess` | what a file looks like, for drafting a mapping |

mod guess;
mod header;
mod passing;
mod read;
mod records;
mod utf16;
mod write;

use lienthong_adapter::rows::{
    FormatLayout, Input, Layout, Output, RowFormat, RowReader, RowWriter, WriteContext,
};
use lienthong_adapter::{DecodeError, EncodeError, Limits};

use crate::cursor::Rows;

pub use guess::{CsvGuess, LineEnd, guess_csv};

/// The format `csv`.
#[derive(Debug, Clone, Copy, Default)]
pub struct CsvFormat;

impl RowFormat for CsvFormat {
    fn format(&self) -> &'static str {
        "csv"
    }
    fn file_extension(&self) -> &'static str {
        "csv"
    }
    fn media_type(&self) -> &'static str {
        "text/csv"
    }
    fn open<'a>(
        &self,
        input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError> {
        let FormatLayout::Csv(csv) = &layout.format else { unreachable!("a layout of csv") };
        Ok(Box::new(Rows::of(read::CsvReader::open(input, csv, layout, limits)?)))
    }
    fn create<'a>(
        &self,
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        _: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError> {
        let FormatLayout::Csv(csv) = &layout.format else { unreachable!("a layout of csv") };
        Ok(Box::new(write::CsvWriter::create(output, csv, layout)?))
    }
}
