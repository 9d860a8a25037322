//! XML of a part, element by element: local names only, so strict and transitional workbooks are one.

use std::io::Read;

use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Say, phrase, xml_phrase};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::part::Part;
use crate::sheet::reasons::WORKBOOK_DAMAGED;

/// Cells of the largest size that one text may hold: it is read to its end, so that its row alone is refused.
const HELD: usize = 16;
/// Bytes of one tag beyond the text of a cell.
const TAG: usize = 64 << 10;

/// The XML of a part.
pub(crate) struct Xml<R: Read> {
    reader: Reader<Part<R>>,
    buffer: Vec<u8>,
    /// Most bytes of a tag or a piece of text.
    most: usize,
    depth: usize,
    most_depth: usize,
}

/// One step through a part.
#[derive(Debug)]
pub(crate) enum Step<'b> {
    /// An element begins; an empty one ends in the next step.
    Start(BytesStart<'b>),
    /// The element of this local name ends.
    End(quick_xml::events::BytesEnd<'b>),
    /// A piece of text.
    Text(std::borrow::Cow<'b, str>),
    /// Comments, declarations and instructions, which mean nothing here.
    Other,
    /// The part ends.
    Eof,
}

impl<R: Read> Xml<R> {
    pub(crate) fn new(part: Part<R>, limits: &Limits) -> Self {
        let mut reader = Reader::from_reader(part);
        reader.config_mut().expand_empty_elements = true;
        let most = limits.cell_bytes.saturating_mul(HELD).saturating_add(TAG);
        Self { reader, buffer: Vec::new(), most, depth: 0, most_depth: limits.depth.max(16) }
    }

    /// Unpacked bytes so far.
    pub(crate) fn length(&mut self) -> u64 {
        self.reader.get_mut().length()
    }

    /// The next step.
    pub(crate) fn step(&mut self) -> Result<Step<'_>, DecodeError> {
        self.buffer.clear();
        self.reader.get_mut().allow(self.most);
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(error) => {
                let fault = self.reader.get_mut().take_fault();
                return Err(fault.unwrap_or_else(|| wrong(xml_phrase(&error))).into());
            }
        };
        Ok(match event {
            Event::Start(start) => {
                self.depth += 1;
                if self.depth > self.most_depth {
                    return Err(wrong(Phrase::new(
                        "elements are nested too deeply",
                        "các phần tử lồng nhau quá sâu",
                    ))
                    .into());
                }
                Step::Start(start)
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Step::End(end)
            }
            Event::Text(text) => Step::Text(text.xml10_content()),
            Event::CData(text) => Step::Text(text.xml10_content()),
            Event::GeneralRef(reference) => Step::Text(resolve(&reference)?.into()),
            Event::DocType(_) => {
                return Err(wrong(Phrase::new(
                    "a part has a document type declaration",
                    "một phần có khai báo kiểu tài liệu",
                ))
                .into());
            }
            Event::Eof if self.depth > 0 => {
                return Err(wrong(Phrase::new("an element is not closed", "một phần tử chưa đóng")).into());
            }
            Event::Eof => Step::Eof,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Step::Other,
        })
    }
}

/// The character of a reference; only those that XML itself defines.
fn resolve(reference: &BytesRef<'_>) -> Result<String, DecodeError> {
    let character = match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    character.map(String::from).ok_or_else(|| {
        wrong(phrase!("&{}; is not defined", "&{}; không được định nghĩa", &**reference)).into()
    })
}

/// The value of an attribute by its local name.
pub(crate) fn attribute<'s>(
    start: &'s BytesStart<'_>,
    name: &str,
) -> Result<Option<std::borrow::Cow<'s, str>>, DecodeError> {
    for one in start.attributes().with_checks(false) {
        let one = one.map_err(|error| wrong(xml_phrase(&error.into())))?;
        if one.key.local_name().as_ref() == name {
            let value = one.normalized_value(XmlVersion::Implicit1_0);
            return value.map(Some).map_err(|error| wrong(xml_phrase(&error)).into());
        }
    }
    Ok(None)
}

/// Whether an attribute says yes.
pub(crate) fn flag(start: &BytesStart<'_>, name: &str) -> Result<bool, DecodeError> {
    Ok(attribute(start, name)?.is_some_and(|value| matches!(&*value, "1" | "true" | "on")))
}

fn wrong(what: impl Say) -> Finding {
    Finding::new(&WORKBOOK_DAMAGED).found(what)
}
