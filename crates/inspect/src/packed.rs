//! Documents that stand in a column as base64: what each is, by its first bytes.
//!
//! Old services hand over scans and letters in a text. Whoever connects such a system must know that, for a mapping
//! carries the text as it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::trees;

/// Fewest characters of a document: less may be a word.
const SHORTEST: usize = 24;
/// Bytes of a document by which it is known.
const HEAD: usize = 512;
/// Bytes of the first entry of an archive before its name.
const BEFORE_NAME: usize = 30;

/// What a document in base64 is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Packed {
    /// PDF.
    Pdf,
    /// A ZIP archive with a document of an office program: docx, xlsx, pptx, odt.
    Office,
    /// Another ZIP archive.
    Zip,
    /// A compound file: doc, xls, ppt.
    Compound,
    /// edXML of QCVN 102:2016.
    EdXml,
    /// Other XML.
    Xml,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// TIFF.
    Tiff,
}

impl Packed {
    /// What it is, for people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Office => "an Office document (docx, xlsx, pptx, odt)",
            Self::Zip => "ZIP",
            Self::Compound => "an old Office document (doc, xls, ppt)",
            Self::EdXml => "edXML",
            Self::Xml => "XML",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Tiff => "TIFF",
        }
    }

    /// The same in Vietnamese.
    pub const fn text_vi(self) -> &'static str {
        match self {
            Self::Office => "tài liệu Office (docx, xlsx, pptx, odt)",
            Self::Compound => "tài liệu Office cũ (doc, xls, ppt)",
            _ => self.text(),
        }
    }

    /// What a text is in base64; nothing where it is another text, or bytes of a kind that is not known.
    pub(crate) fn of(value: &[u8]) -> Option<Self> {
        let value = without_scheme(value);
        if value.len() < SHORTEST {
            return None;
        }
        let kind = kind(&unpacked(value, HEAD)?)?;
        is_base64(value).then_some(kind)
    }
}

/// The beginning of what a text holds in base64, at most about `most` bytes.
pub(crate) fn unpacked(value: &[u8], most: usize) -> Option<Vec<u8>> {
    let letters = without_scheme(value).iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    let mut letters: Vec<u8> = letters.take_while(|byte| *byte != b'=').take(most.div_ceil(3) * 4).collect();
    // What is cut off in the middle of three bytes is left out.
    letters.truncate(letters.len() / 4 * 4);
    STANDARD_NO_PAD.decode(letters).ok()
}

/// `data:application/pdf;base64,` before the document, as browsers send it.
fn without_scheme(value: &[u8]) -> &[u8] {
    const MARK: &[u8] = b";base64,";
    if !value.starts_with(b"data:") {
        return value;
    }
    let head = &value[..value.len().min(100)];
    let at = head.windows(MARK.len()).position(|part| part == MARK);
    at.map_or(value, |at| &value[at + MARK.len()..])
}

fn is_base64(value: &[u8]) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut behind = value.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
    // The search ends at the first padding, which only more of it may follow.
    match behind.find(|byte| !is_letter(*byte)) {
        None => true,
        Some(b'=') => matches!((behind.next(), behind.next()), (None, _) | (Some(b'='), None)),
        Some(_) => false,
    }
}

fn kind(head: &[u8]) -> Option<Packed> {
    let begins = |magic: &[u8]| head.starts_with(magic);
    if begins(b"%PDF-") {
        Some(Packed::Pdf)
    } else if begins(b"PK\x03\x04") {
        Some(archive(head))
    } else if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Some(Packed::Compound)
    } else if begins(b"\x89PNG\r\n\x1a\n") {
        Some(Packed::Png)
    } else if begins(b"\xff\xd8\xff") {
        Some(Packed::Jpeg)
    } else if begins(b"II*\0") || begins(b"MM\0*") {
        Some(Packed::Tiff)
    } else {
        let text = trees::text_of(head);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        is_xml(text).then(|| if text.contains("edXML") { Packed::EdXml } else { Packed::Xml })
    }
}

/// Office documents begin with the list of their parts, or with the kind that they are.
fn archive(head: &[u8]) -> Packed {
    let name = head.get(BEFORE_NAME..).unwrap_or_default();
    let begins =
        [&b"[Content_Types].xml"[..], b"_rels/", b"word/", b"xl/", b"ppt/", b"docProps/", b"mimetype"];
    if begins.iter().any(|begin| name.starts_with(begin)) { Packed::Office } else { Packed::Zip }
}

/// Whether a text begins as a document: a text that is no base64 may give any bytes, and one of them `<`.
fn is_xml(text: &str) -> bool {
    let begins = text.starts_with("<?xml")
        || text.strip_prefix('<').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
            && text.contains('>');
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\r' | '\n');
    // The last letter may be cut.
    begins && text.trim_end_matches('\u{fffd}').chars().all(|c| is_text(c) && c != '\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    fn of(document: &[u8]) -> Option<Packed> {
        Packed::of(STANDARD.encode(document).as_bytes())
    }

    #[test]
    fn a_document_is_known_by_its_first_bytes() {
        let utf16: Vec<u8> =
            "\u{feff}<?xml version='1.0'?><a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut part = b"PK\x03\x04".to_vec();
        part.resize(BEFORE_NAME, 0);
        let name = |name: &[u8]| [&part, name].concat();
        for (document, kind) in [
            (&b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"[..], Packed::Pdf),
            (&name(b"[Content_Types].xml \xa2"), Packed::Office),
            (&name(b"scan.tif"), Packed::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0\0\0\0\0\0\0\0", Packed::Compound),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", Packed::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01", Packed::Jpeg),
            (b"II*\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0", Packed::Tiff),
            ("\u{feff}<?xml version=\"1.0\"?><NguoiDan>Mẫu</NguoiDan>".as_bytes(), Packed::Xml),
            (b"<NguoiDan><Ten>A</Ten></NguoiDan>", Packed::Xml),
            (&utf16, Packed::Xml),
            (b"<?xml version=\"1.0\"?><edXML xmlns=\"x\"></edXML>", Packed::EdXml),
        ] {
            assert_eq!(of(document), Some(kind), "{kind:?}");
            let wrapped: String = STANDARD
                .encode(document)
                .as_bytes()
                .chunks(19)
                .map(|line| format!("{}\r\n", String::from_utf8_lossy(line)))
                .collect();
            assert_eq!(Packed::of(wrapped.as_bytes()), Some(kind), "in lines: {kind:?}");
        }
        let scheme = format!("data:application/pdf;base64,{}", STANDARD.encode("%PDF-1.4\n%%EOF\n      "));
        assert_eq!(Packed::of(scheme.as_bytes()), Some(Packed::Pdf));
    }

    #[test]
    fn other_texts_are_none() {
        let pdf = STANDARD.encode("%PDF-1.4\n%%EOF\n           ");
        for text in [
            "Nguyen Van Mau, thon Ban Lu, xa Da Vi",
            "PhuongPhanThietThanhPhoTuyenQuang",
            "00020004000600080000020004000600",
            "",
            "JVBERi0x",
            &format!("{pdf}=="),
            &format!("{}!{}", &pdf[..20], &pdf[20..]),
            &format!("({pdf})"),
        ] {
            assert_eq!(Packed::of(text.as_bytes()), None, "{text}");
        }
        assert_eq!(of(b"no document, only a sentence"), None);
        assert_eq!(of(b"<3 is no element> and neither is this"), None);
    }
}
