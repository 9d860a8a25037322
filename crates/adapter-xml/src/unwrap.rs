//! A document in a text of another: the result of a service that answers with one long string.
//!
//! Where [`XmlLayout::rows`] has a border, `KetQua/DuLieu//DanhSach/Ho`, what stands before `//` is the path of the
//! element whose text is the document, from the root (in SOAP from the first child of the body), and what stands behind
//! is the path of the rows from the root of that document. Without a border the text is that of the first element that
//! holds no elements: `<string>…</string>`. An element without text, or `xsi:nil`, is a document without rows.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lienthong_adapter::mapping::reasons::WRONG_KIND;
use lienthong_adapter::rows::{Unwrap, XmlLayout};
use lienthong_adapter::{Finding, Limits, Phrase, Unit, base64_phrase};
use lienthong_vntext::Charset;

use crate::events::{Events, Token};
use crate::find::Along;
use crate::path;
use crate::reasons::{DUPLICATE_ELEMENT, NOT_BASE64, XML_TOO_LARGE};
use crate::source::Source;

/// The paths before and behind the border.
pub(crate) fn split(rows: &str) -> (Option<&str>, &str) {
    match rows.split_once("//") {
        Some((outer, inner)) => (Some(outer), inner),
        None => (None, rows),
    }
}

/// Reads the outer document to its end, and gives the inner one; nothing where there is none.
pub(crate) fn inner(
    events: &mut Events<'_>,
    xml: &XmlLayout,
    unwrap: Unwrap,
    base: usize,
    charset: Charset,
    limits: &Limits,
) -> Result<Option<Source<'static>>, Finding> {
    // The text is held as a whole anyway.
    events.allowance = limits.package_bytes.saturating_add(1);
    let text = match split(&xml.rows).0 {
        Some(outer) => {
            let mut along = Along::new(path::parse(outer, events.spaces())?, outer, base);
            if !along.next(events)? {
                return Ok(None);
            }
            let text = text_of(events, limits)?;
            if along.next(events)? {
                let finding = events.at(&DUPLICATE_ELEMENT, events.tag.offset);
                return Err(finding.found(format!("`{}`", events.tag.name)));
            }
            text
        }
        None => {
            let text = first_leaf(events, limits)?;
            while events.next()? != Token::End {}
            text
        }
    };
    if let Some(flaw) = events.flaw() {
        return Err(flaw);
    }
    if text.trim().is_empty() {
        return Ok(None);
    }
    match unwrap {
        Unwrap::Xml => Ok(Some(Source::converted(text))),
        Unwrap::Base64Xml => {
            let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
            let bytes = STANDARD
                .decode(packed)
                .map_err(|error| Finding::new(&NOT_BASE64).found(base64_phrase(&error)))?;
            let source =
                Source::open(Box::new(Cursor::new(bytes)), charset, limits).map_err(|mut finding| {
                    finding.place.offset = None;
                    finding
                })?;
            Ok(Some(Source { is_converted: true, ..source }))
        }
    }
}

/// The text of the element whose start tag came last.
fn text_of(events: &mut Events<'_>, limits: &Limits) -> Result<String, Finding> {
    let mut text = String::new();
    loop {
        match events.next()? {
            Token::Text => add(&mut text, events, limits)?,
            Token::Open => {
                let finding =
                    events.at(&WRONG_KIND, events.tag.offset).found(format!("`{}`", events.tag.name));
                return Err(
                    finding.expected(Phrase::new("a text that holds a document", "văn bản chứa tài liệu"))
                );
            }
            Token::Close | Token::End => return Ok(text),
        }
    }
}

fn first_leaf(events: &mut Events<'_>, limits: &Limits) -> Result<String, Finding> {
    let mut text = String::new();
    loop {
        match events.next()? {
            Token::Text => add(&mut text, events, limits)?,
            Token::Open => text.clear(),
            Token::Close | Token::End => return Ok(text),
        }
    }
}

fn add(text: &mut String, events: &Events<'_>, limits: &Limits) -> Result<(), Finding> {
    text.push_str(&events.text);
    if text.len() as u64 > limits.package_bytes {
        let most = Phrase::count(limits.package_bytes, Unit::Bytes);
        return Err(events.at(&XML_TOO_LARGE, events.position()).expected(most));
    }
    Ok(())
}
