//! Text as XML carries it.

use lienthong_adapter::mapping::reasons::NOT_SAYABLE;
use lienthong_adapter::{Finding, Phrase, phrase};

/// The first line of every document.
pub(crate) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The text of an element. A carriage return is a reference, since readers take it for a line end.
pub(crate) fn text(text: &str, to: &mut Vec<u8>) -> Result<(), Finding> {
    write(text, to, |byte| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'\r' => "&#13;",
        _ => "",
    })
}

/// The value of an attribute, between double quotes.
pub(crate) fn attribute(text: &str, to: &mut Vec<u8>) -> Result<(), Finding> {
    write(text, to, |byte| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        b'\t' => "&#9;",
        b'\n' => "&#10;",
        b'\r' => "&#13;",
        _ => "",
    })
}

fn write(text: &str, to: &mut Vec<u8>, escape: impl Fn(u8) -> &'static str) -> Result<(), Finding> {
    if let Some(letter) = text.chars().find(|letter| !is_sayable(*letter)) {
        let found = phrase!("the character U+{:04X}", "ký tự U+{:04X}", u32::from(letter));
        return Err(Finding::new(&NOT_SAYABLE)
            .found(found)
            .expected(Phrase::new("a text of XML", "văn bản XML")));
    }
    bytes(text.as_bytes(), to, escape);
    Ok(())
}

/// A whole document as the text of an element; it is XML already.
pub(crate) fn document(document: &[u8], to: &mut Vec<u8>) {
    bytes(document, to, |byte| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        _ => "",
    });
}

fn bytes(from: &[u8], to: &mut Vec<u8>, escape: impl Fn(u8) -> &'static str) {
    let mut done = 0;
    for (at, byte) in from.iter().enumerate() {
        let escaped = escape(*byte);
        if !escaped.is_empty() {
            to.extend_from_slice(&from[done..at]);
            to.extend_from_slice(escaped.as_bytes());
            done = at + 1;
        }
    }
    to.extend_from_slice(&from[done..]);
}

/// Whether XML 1.0 can carry `letter` and we may: the replacement character stands for one that was lost.
pub(crate) fn is_sayable(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffc}' | '\u{10000}'..)
}
