//! Tables of dBase and FoxPro (DBF), with their memo files (DBT, FPT).
//!
//! A table with memos is two files; one message carries both as an archive (ZIP).
//!
//! | module | idea |
//! |---|---|
//! | `source`, `archive` | a table alone, or an archive of the two files |
//! | `header` | version, fields, where records are; `info` tells it to people |
//! | `cells`, `read` | records to rows; `memo` has the long texts |
//! | `head`, `write` | rows to a table |

mod archive;
mod binary;
mod cells;
mod head;
mod header;
mod info;
mod memo;
mod read;
mod source;
mod write;

use lienthong_adapter::rows::{
    FormatLayout, Input, Layout, Output, RowFormat, RowReader, RowWriter, WriteContext,
};
use lienthong_adapter::{DecodeError, EncodeError, Limits};

use crate::cursor::Rows;

pub use info::{DbfField, DbfInfo, describe_dbf};

/// The format `dbf`.
#[derive(Debug, Clone, Copy, Default)]
pub struct DbfFormat;

impl RowFormat for DbfFormat {
    fn format(&self) -> &'static str {
        "dbf"
    }
    fn file_extension(&self) -> &'static str {
        "dbf"
    }
    fn media_type(&self) -> &'static str {
        "application/vnd.dbf"
    }
    fn open<'a>(
        &self,
        input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError> {
        let FormatLayout::Dbf(dbf) = &layout.format else { unreachable!("a layout of dbf") };
        Ok(Box::new(Rows::of(read::DbfReader::open(input, dbf, layout, limits)?)))
    }
    fn create<'a>(
        &self,
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        context: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError> {
        let FormatLayout::Dbf(dbf) = &layout.format else { unreachable!("a layout of dbf") };
        Ok(Box::new(write::DbfWriter::create(output, dbf, layout, context)?))
    }
}
