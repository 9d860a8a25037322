//! Elements by paths, SOAP bodies and ADO.NET data sets as rows (XML 1.0, Namespaces in XML 1.0).
//!
//! | module | idea |
//! |---|---|
//! | `source`, `events` | bytes to checked tags and texts, within limits |
//! | `space`, `path`, `layout` | namespaces, paths, and the columns by their paths |
//! | `find`, `dataset`, `unwrap` | where rows stand |
//! | `build`, `tree`, `pick` | a row to its cells |
//! | `reader` | a document to rows |
//! | `plan`, `out`, `escape`, `dataset_out`, `writer` | rows to a document |
//! | [`soap`] | envelopes and answers, for connectors |
//! | `reasons` | all that this crate refuses |
//!
//! # What holds
//!
//! * One row is in memory at a time; whole documents only where they are converted, unwrapped or must be sorted.
//! * No document type, no entity but the five of XML, nothing fetched from anywhere.
//! * A text or attribute that no column and no group names is kept as extra under its whole path, also within groups,
//!   with the prefix that the layout has for its namespace, and without one where it has none.
//! * `xsi:` attributes and `xml:space` are not data.
//! * A text that lost letters (U+FFFD) and a character that XML cannot carry are refused, both ways.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod build;
mod dataset;
mod dataset_out;
mod escape;
mod events;
mod find;
mod layout;
mod out;
mod path;
mod pick;
mod plan;
mod reader;
mod reasons;
pub mod soap;
mod source;
mod space;
mod tree;
mod unwrap;
mod writer;

pub use reasons::REFUSALS;
pub use source::declared as declared_encoding;

use lienthong_adapter::rows::{
    FormatLayout, Input, Layout, Output, RowFormat, RowReader, RowWriter, WriteContext,
};
use lienthong_adapter::{DecodeError, EncodeError, Finding, Limits};

use crate::reader::XmlReader;
use crate::writer::XmlWriter;

/// The format `xml`.
///
/// An element that is not there and one with `xsi:nil` are absent; an empty one is the empty text. In a data set,
/// `msdata:rowOrder` orders the rows. Written namespaces are those of the layout, the empty prefix being the default
/// namespace; paths without a prefix are read in every namespace.
#[derive(Debug, Clone, Copy, Default)]
pub struct XmlFormat;

impl RowFormat for XmlFormat {
    fn format(&self) -> &'static str {
        "xml"
    }
    fn file_extension(&self) -> &'static str {
        "xml"
    }
    fn media_type(&self) -> &'static str {
        "application/xml"
    }

    fn open<'a>(
        &self,
        input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError> {
        let FormatLayout::Xml(xml) = &layout.format else { return Err(other_layout(layout).into()) };
        Ok(Box::new(XmlReader::open(input, layout, xml, limits)?))
    }

    fn create<'a>(
        &self,
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        _: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError> {
        let FormatLayout::Xml(xml) = &layout.format else { return Err(other_layout(layout).into()) };
        Ok(Box::new(XmlWriter::create(output, layout, xml)?))
    }
}

fn other_layout(layout: &Layout) -> Finding {
    Finding::new(&reasons::WRONG_LAYOUT).found(layout.format.name()).expected("xml")
}
