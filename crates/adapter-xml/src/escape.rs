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
    if let Some((_, letter)) = unsayable(text) {
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
    let mut rest = from;
    while let Some(at) = rest.iter().position(|byte| !escape(*byte).is_empty()) {
        to.extend_from_slice(&rest[..at]);
        to.extend_from_slice(escape(rest[at]).as_bytes());
        rest = &rest[at + 1..];
    }
    to.extend_from_slice(rest);
}

/// The first character that a text of ours may not have, and where it stands.
pub(crate) fn unsayable(text: &str) -> Option<(usize, char)> {
    // Controls are bytes of their own, and U+FFFD to U+FFFF begin with EF; a text without either is not gone through
    // letter by letter.
    let may_be = |byte: u8| (byte < b' ') & !matches!(byte, b'\t' | b'\n' | b'\r') | (byte == 0xEF);
    if !text.bytes().fold(false, |seen, byte| seen | may_be(byte)) {
        return None;
    }
    text.char_indices().find(|(_, letter)| !is_sayable(*letter))
}

/// Whether XML 1.0 can carry `letter` and we may: the replacement character stands for one that was lost.
fn is_sayable(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffc}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_found_in_a_text_as_it_is_judged_alone() {
        for letter in ('\0'..='\u{FFFF}').chain(['\u{10000}', '\u{1FFFF}', char::MAX]) {
            let found = unsayable(&format!("Mẫu{letter}\0"));
            let (at, first) = found.expect("a text with a control");
            let expected = if is_sayable(letter) { '\0' } else { letter };
            assert_eq!(first, expected, "U+{:04X}", u32::from(letter));
            assert_eq!(at, "Mẫu".len() + if is_sayable(letter) { letter.len_utf8() } else { 0 });
            assert_eq!(unsayable(&format!("Mẫu{letter}")).is_none(), is_sayable(letter));
        }
    }
}
