//! Where and why bytes are no XML document that is read: for people, with the byte, in words of ours alone.

use lienthong_adapter::{Phrase, xml_reference};
use quick_xml::NsReader;
use quick_xml::events::Event;

use crate::connector::soap_text::{MAX_DEPTH, position, text, texts_in};

/// The flaw of bytes that are no XML document that is read; nothing where they are one.
pub(super) fn flaw_of(bytes: &[u8]) -> Option<(usize, Phrase)> {
    let is_read = text(bytes).is_ok_and(|document| texts_in(document, &[]).is_ok());
    (!is_read).then(|| flaw(bytes))
}

/// The first character that XML 1.0 cannot hold (2.2), by the bytes before it.
pub(super) fn not_in_xml(text: &str) -> Option<usize> {
    text.char_indices().find(|(_, c)| !is_character(*c)).map(|(at, _)| at)
}

/// Whether XML 1.0 can hold a character (2.2).
pub(super) fn is_character(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Where and why bytes are no XML document that is read: for people, in words of ours alone.
pub(crate) fn flaw(bytes: &[u8]) -> (usize, Phrase) {
    let not_utf8 = Phrase::new("it is not UTF-8", "không phải UTF-8");
    let document = match str::from_utf8(bytes) {
        Ok(document) => document,
        Err(error) => return (error.valid_up_to(), not_utf8),
    };
    let mut reader = NsReader::from_str(document);
    let (mut open, mut roots) = (0_usize, 0_usize);
    loop {
        let before = position(&reader);
        match reader.read_event() {
            Ok(Event::Start(_)) if open == MAX_DEPTH => {
                return (before, Phrase::new("elements stand too deep", "phần tử lồng nhau quá sâu"));
            }
            Ok(Event::Start(_) | Event::Empty(_)) if open == 0 && roots > 0 => {
                return (before, Phrase::new("a second root element begins", "có phần tử gốc thứ hai"));
            }
            Ok(Event::Start(_)) => (open, roots) = (open + 1, roots + 1),
            Ok(Event::Empty(_)) => roots += 1,
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::DocType(_)) => return (before, Phrase::new("it has a DTD", "có khai báo DTD")),
            Ok(Event::Eof) if open > 0 => {
                return (before, Phrase::new("an element is not closed", "có phần tử chưa đóng"));
            }
            Ok(Event::Eof) if roots == 0 => {
                return (before, Phrase::new("there is no element", "không có phần tử nào"));
            }
            Ok(Event::GeneralRef(reference)) if xml_reference(&reference).is_err() => {
                return (before, Phrase::new("a reference is unknown", "có tham chiếu không xác định"));
            }
            Ok(Event::Eof) => return (before, Phrase::new("it cannot be read", "không đọc được")),
            Ok(_) => {}
            Err(_) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(before);
                return (at, Phrase::new("a tag is wrong or not closed", "có thẻ viết sai hoặc chưa đóng"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_has_its_byte_and_what_is_read_has_none() {
        for (payload, at, why) in [
            (&b"<a>"[..], 3, "an element is not closed"),
            (b"<a/><b/>", 4, "a second root element begins"),
            (b"<a></b>", 3, "a tag is wrong or not closed"),
            (b"text", 4, "there is no element"),
            (b"<!DOCTYPE a><a/>", 0, "it has a DTD"),
            (b"<a>\xff</a>", 3, "it is not UTF-8"),
            (b"<a>b &nbsp; c</a>", 5, "a reference is unknown"),
        ] {
            assert_eq!((flaw(payload).0, &*flaw(payload).1.en), (at, why), "{payload:?}");
        }
        for payload in
            [&b"<a>&amp;&#7853;</a>"[..], "\u{feff}<?xml version=\"1.0\"?>\n<d>Xã <b/></d>\n".as_bytes()]
        {
            assert_eq!(flaw_of(payload), None, "{payload:?}");
        }
    }
}
