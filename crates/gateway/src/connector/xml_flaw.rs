//! Whether bytes are an XML document that every server reads alike, and where and why they are none: for people, with the
//! byte, in words of ours alone.
//!
//! 1. UTF-8, by the bytes and by the document's own word;
//! 2. characters that XML can hold, also in the names of things;
//! 3. well-formed XML with namespaces, without a DTD: `adapter_xml` decides, and a second look finds the words.

use lienthong_adapter::{Phrase, phrase, xml_reference};
use lienthong_adapter_xml::{declared_encoding, soap};
use quick_xml::NsReader;
use quick_xml::events::Event;

use crate::connector::soap_text::{MAX_DEPTH, position, text};
use crate::fault_words;

/// What is wrong with bytes that are no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Bytes before it.
    pub at: usize,
    /// What it is, in words of ours.
    pub why: Phrase,
}

impl Flaw {
    pub(super) fn new(at: usize, en: &'static str, vi: &'static str) -> Self {
        Self { at, why: Phrase::new(en, vi) }
    }

    /// Behind what says that it is no document: `: a DTD at byte 12`.
    pub fn words(&self) -> Phrase {
        let Self { at, why: Phrase { en, vi, .. } } = self;
        phrase!(": {en} at byte {at}", ": {vi} tại byte {at}")
    }
}

/// The flaw of bytes that are no XML document; nothing where they are one.
pub(crate) fn flaw_of(bytes: &[u8]) -> Option<Flaw> {
    let Ok(document) = text(bytes) else {
        let at = str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        return Some(Flaw::new(at, "bytes that are not UTF-8", "byte không phải UTF-8"));
    };
    let mark = bytes.len() - document.len();
    let in_file = |flaw: Flaw| Flaw { at: flaw.at + mark, ..flaw };
    if let Some(at) = not_in_xml(document) {
        return Some(in_file(Flaw::new(
            at,
            "a character that XML cannot hold",
            "ký tự mà XML không chứa được",
        )));
    }
    if !says_utf8(document) {
        return Some(in_file(Flaw::new(0, "another encoding in the declaration", "khai báo bảng mã khác")));
    }
    flaw_in(document).map(in_file)
}

/// The flaw of a text that is no XML document, whatever it says of an encoding.
pub(crate) fn flaw_in(document: &str) -> Option<Flaw> {
    let error = soap::check_document(document).err()?;
    Some(seen(document).unwrap_or_else(|| {
        let at = error.place().offset.and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
        let why = fault_words::found(error.code());
        Flaw {
            at, why: why.unwrap_or(Phrase::new("something that is no XML", "nội dung không phải XML"))
        }
    }))
}

/// The first character that XML 1.0 cannot hold (2.2), by the bytes before it.
pub(super) fn not_in_xml(text: &str) -> Option<usize> {
    text.char_indices().find(|(_, c)| !is_character(*c)).map(|(at, _)| at)
}

/// Whether XML 1.0 can hold a character (2.2).
pub(super) fn is_character(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether the declaration names UTF-8, a part of it, or nothing.
fn says_utf8(text: &str) -> bool {
    declared_encoding(text.as_bytes())
        .is_none_or(|name| ["utf-8", "utf8", "us-ascii"].iter().any(|known| name.eq_ignore_ascii_case(known)))
}

/// The first flaw that is seen at a glance.
fn seen(document: &str) -> Option<Flaw> {
    let mut reader = NsReader::from_str(document);
    let (mut open, mut roots) = (0_usize, 0_usize);
    loop {
        let before = position(&reader);
        let flaw = |en, vi| Some(Flaw::new(before, en, vi));
        match reader.read_event() {
            Ok(Event::Start(_)) if open == MAX_DEPTH => {
                return flaw("elements too deep inside each other", "phần tử lồng nhau quá sâu");
            }
            Ok(Event::Start(_) | Event::Empty(_)) if open == 0 && roots > 0 => {
                return flaw("a second root element", "phần tử gốc thứ hai");
            }
            Ok(Event::Start(tag) | Event::Empty(tag)) if tag.attributes().any(|found| found.is_err()) => {
                return flaw(
                    "an attribute that is wrong, or there twice",
                    "thuộc tính viết sai hoặc lặp lại",
                );
            }
            Ok(Event::Start(_)) => (open, roots) = (open + 1, roots + 1),
            Ok(Event::Empty(_)) => roots += 1,
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(Event::DocType(_)) => return flaw("a DTD", "khai báo DTD"),
            Ok(Event::Text(text)) if open == 0 && !text.trim().is_empty() => {
                let blank = text.len() - text.trim_start().len();
                return Some(Flaw::new(
                    before + blank,
                    "text outside of the elements",
                    "văn bản nằm ngoài các phần tử",
                ));
            }
            Ok(Event::Eof) if open > 0 => return flaw("an element that is not closed", "phần tử chưa đóng"),
            Ok(Event::Eof) if roots == 0 => return flaw("no element", "không có phần tử nào"),
            Ok(Event::GeneralRef(reference)) if xml_reference(&reference).is_err() => {
                return flaw("an unknown reference", "tham chiếu không xác định");
            }
            Ok(Event::Eof) => return None,
            Ok(_) => {}
            Err(_) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(before);
                return Some(Flaw::new(at, "a wrong or unclosed tag", "thẻ viết sai hoặc chưa đóng"));
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
            (&b"<a>"[..], 3, "an element that is not closed"),
            (b"<a/><b/>", 4, "a second root element"),
            (b"<a></b>", 3, "a wrong or unclosed tag"),
            (b"", 0, "no element"),
            (b" text", 1, "text outside of the elements"),
            (b"<a/>\ntext", 5, "text outside of the elements"),
            (b"<!DOCTYPE a><a/>", 0, "a DTD"),
            (b"<a>\xff</a>", 3, "bytes that are not UTF-8"),
            (b"\xef\xbb\xbf<a>\x01</a>", 6, "a character that XML cannot hold"),
            (b"<a>&#1;</a>", 3, "a character that XML cannot carry"),
            (b"<a>b &nbsp; c</a>", 5, "an unknown reference"),
            (b"<a b=\"1\" b=\"2\"/>", 0, "an attribute that is wrong, or there twice"),
            (b"<a b=1/>", 0, "an attribute that is wrong, or there twice"),
            (b"<a><n:b/></a>", 3, "a prefix that is not declared"),
            (
                b"<?xml version=\"1.0\" encoding=\"windows-1258\"?><a/>",
                0,
                "another encoding in the declaration",
            ),
        ] {
            let text = String::from_utf8_lossy(payload);
            let flaw = flaw_of(payload).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((flaw.at, &*flaw.why.en), (at, why), "{text}");
        }
        let padded = format!("<?xml version=\"1.0\"{}encoding=\"utf-7\"?><a/>", " ".repeat(1100));
        for text in [
            &*padded,
            "<?xml version=\"1.0\" encoding=\"utf-8\" encoding=\"utf-7\"?><a/>",
            "<?xml version=\"1.0\" ENCODING=\"utf-7\"?><a/>",
            "<?xml version=\"1.0\" x=\"encoding='utf-8'\" encoding=\"utf-7\"?><a/>",
            "<?xml encoding=\"utf-8\" version=\"1.0\"?><a/>",
            "<?xml version=\"1.0\"encoding=\"utf-8\"?><a/>",
            "<a xmlns:p=\"u\" xmlns:q=\"u\" p:x=\"1\" q:x=\"2\"/>",
        ] {
            assert!(flaw_of(text.as_bytes()).is_some(), "{text}");
        }
        for payload in [
            "<?xml version='1.0' encoding = \"UTF-8\" standalone='yes' ?><a/>",
            "<a xmlns:p=\"u\" xmlns:q=\"v\" p:x=\"1\" q:x=\"2\" x=\"3\"/>",
        ] {
            assert_eq!(flaw_of(payload.as_bytes()), None, "{payload}");
        }
        for payload in
            [&b"<a>&amp;&#7853;</a>"[..], "\u{feff}<?xml version=\"1.0\"?>\n<d>Xã <b/></d>\n".as_bytes()]
        {
            assert_eq!(flaw_of(payload), None, "{payload:?}");
        }
    }
}
