//! Objects of JSON documents as rows, and the canonical JSON form of records (RFC 8259).
//!
//! | module | idea |
//! |---|---|
//! | `source`, `parse`, `tree` | bytes to the values of one row, within limits |
//! | `layout`, `pick` | which value is which column, group or extra |
//! | `reader` | a document to rows |
//! | `out`, `writer` | rows to a document |
//! | `canonical` | records under the names of their own schema |
//! | `reasons` | all that this crate refuses |
//!
//! # What holds
//!
//! * One row is in memory at a time, however long the array.
//! * A number keeps its exact text; no float is ever made.
//! * A value that no column and no group names is kept as extra under its whole path, also within groups; `null` is the
//!   same as no value.
//! * A member that stands twice, half a character and U+FFFD are refused with the row, the path and the byte.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod canonical;
mod layout;
mod out;
mod parse;
mod pick;
mod reader;
mod reasons;
mod source;
mod tree;
mod writer;

pub use canonical::{CanonicalJson, CanonicalWriter};
pub use reasons::REFUSALS;

use lienthong_adapter::rows::{
    FormatLayout, Input, Layout, Output, RowFormat, RowReader, RowWriter, WriteContext,
};
use lienthong_adapter::{DecodeError, EncodeError, Finding, Limits, phrase};

use crate::reader::JsonReader;
use crate::writer::JsonWriter;

/// The format `json`: rows are the entries of an array, or one object.
///
/// Paths are dotted: `thongTin.hoTen`; `.` is the entry itself, for arrays of scalars. A point within a name is written
/// `\.`.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonFormat;

impl RowFormat for JsonFormat {
    fn format(&self) -> &'static str {
        "json"
    }
    fn file_extension(&self) -> &'static str {
        "json"
    }
    fn media_type(&self) -> &'static str {
        "application/json"
    }

    fn open<'a>(
        &self,
        input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError> {
        let FormatLayout::Json(json) = &layout.format else {
            return Err(Finding::new(&reasons::WRONG_TYPE)
                .found(phrase!("a layout of {}", "bố cục {}", layout.format.name()))
                .expected("json")
                .into());
        };
        Ok(Box::new(JsonReader::open(input, layout, json, limits)?))
    }

    fn create<'a>(
        &self,
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        _: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError> {
        let FormatLayout::Json(json) = &layout.format else {
            return Err(Finding::new(&reasons::WRONG_TYPE)
                .found(phrase!("a layout of {}", "bố cục {}", layout.format.name()))
                .expected("json")
                .into());
        };
        Ok(Box::new(JsonWriter::create(output, layout, json)?))
    }
}
