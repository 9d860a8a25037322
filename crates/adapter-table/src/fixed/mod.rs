//! Records of fixed width.
//!
//! | module | idea |
//! |---|---|
//! | `plan` | where columns stand and meet; padding |
//! | `letters` | letters of several bytes, which no border may cut |
//! | `read`, `write` | records to rows and rows to records |

mod letters;
mod plan;
mod read;
mod write;

use lienthong_adapter::rows::{
    FormatLayout, Input, Layout, Output, RowFormat, RowReader, RowWriter, WriteContext,
};
use lienthong_adapter::{DecodeError, EncodeError, Limits};

use crate::cursor::Rows;

/// The format `fixed`.
#[derive(Debug, Clone, Copy, Default)]
pub struct FixedFormat;

impl RowFormat for FixedFormat {
    fn format(&self) -> &'static str {
        "fixed"
    }
    fn file_extension(&self) -> &'static str {
        "txt"
    }
    fn media_type(&self) -> &'static str {
        "text/plain"
    }
    fn open<'a>(
        &self,
        input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError> {
        let FormatLayout::Fixed(fixed) = &layout.format else { unreachable!("a layout of fixed") };
        Ok(Box::new(Rows::of(read::FixedReader::open(input, fixed, layout, limits)?)))
    }
    fn create<'a>(
        &self,
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        _: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError> {
        let FormatLayout::Fixed(fixed) = &layout.format else { unreachable!("a layout of fixed") };
        Ok(Box::new(write::FixedWriter::create(output, fixed, layout)?))
    }
}
