//! What kind of file it is, by its first bytes. Names lie: half of all `.xls` files are HTML.

use lienthong_adapter::FileKind;
use lienthong_adapter_table::guess_csv;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Delimited or fixed-width text.
    Text,
    /// dBase or FoxPro.
    Dbf,
    /// A ZIP archive: xlsx, or a DBF with its memo file.
    Zip,
    /// A compound file: xls.
    Compound,
    /// XML.
    Xml,
    /// HTML.
    Html,
    /// A workbook of Excel 2003 in XML: its cells stand beside each other without names.
    XmlWorkbook,
    /// JSON.
    Json,
    /// PDF.
    Pdf,
    /// Another archive (RAR, 7z, gzip).
    Archive,
    /// An image or another binary file.
    Binary,
    /// Nothing at all.
    Empty,
}

/// Looks at the first bytes of a file; a few kilobytes are enough.
pub fn sniff(head: &[u8]) -> Kind {
    let is_wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    match FileKind::of(head) {
        FileKind::Empty => return Kind::Empty,
        FileKind::Zip => return Kind::Zip,
        FileKind::OldOffice => return Kind::Compound,
        FileKind::Pdf => return Kind::Pdf,
        FileKind::Archive => return Kind::Archive,
        FileKind::Dbf => return Kind::Dbf,
        FileKind::HtmlDocument | FileKind::Html => return Kind::Html,
        FileKind::XmlWorkbook => return Kind::XmlWorkbook,
        FileKind::Xml => return Kind::Xml,
        FileKind::Json => return Kind::Json,
        _ if is_wide => return wide(head),
        _ => {}
    }
    // What is not certain is what it looks like most.
    let text = skip_blank(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head));
    match text.first() {
        Some(b'<') => Kind::Xml,
        Some(b'{' | b'[') => Kind::Json,
        _ if is_wide_text(head) => Kind::Text,
        _ if head.contains(&0) => Kind::Binary,
        _ => Kind::Text,
    }
}

/// UTF-16: the same question after dropping every second byte.
fn wide(head: &[u8]) -> Kind {
    let high = usize::from(head[0] == 0xff);
    let narrow: Vec<u8> = head[2..].chunks_exact(2).map(|pair| pair[1 - high]).collect();
    match narrow.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'<') => Kind::Xml,
        Some(b'{' | b'[') => Kind::Json,
        _ => Kind::Text,
    }
}

/// Whether bytes are UTF-16 without a mark: of each pair one byte is zero for letters of ASCII, and no byte on the other
/// side ever is, nor a control character that no text has.
fn is_wide_text(head: &[u8]) -> bool {
    let Some(is_big) = guess_csv(head).utf16 else { return false };
    let (pairs, rest) = head.as_chunks::<2>();
    let is_text = |pair: &[u8; 2]| {
        let (high, low) = if is_big { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
        // A letter beyond ASCII may have any low byte.
        high != 0 || low >= b' ' && low != 0x7f || matches!(low, b'\t' | b'\r' | b'\n')
    };
    // Vietnamese letters stand in few pages of Unicode, and punctuation in one.
    let is_near =
        |pair: &[u8; 2]| matches!(if is_big { pair[0] } else { pair[1] }, 0..=4 | 0x1e | 0x20..=0x22);
    rest.is_empty() && pairs.iter().all(|pair| is_text(pair) && is_near(pair))
}

fn skip_blank(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(bytes.len())..]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header with one field, and with `behind` after the end mark.
    fn table(version: u8, behind: usize) -> Vec<u8> {
        let mut head = vec![0; 32 + 32 + 1 + behind];
        let length = u16::try_from(head.len()).unwrap().to_le_bytes();
        head[..12].copy_from_slice(&[version, 126, 11, 20, 1, 0, 0, 0, length[0], length[1], 11, 0]);
        head[32..38].copy_from_slice(b"HOTEN\0");
        (head[43], head[48], head[64]) = (b'C', 10, 0x0d);
        head.extend_from_slice(b" Mau       \x1a");
        head
    }

    #[test]
    fn a_table_is_one_with_any_version_and_whatever_stands_behind_its_fields() {
        for version in [0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8b, 0xcb, 0xf5, 0xfb] {
            for behind in [0, 1, 263] {
                assert_eq!(sniff(&table(version, behind)), Kind::Dbf, "{version:02x} {behind}");
            }
        }
        assert_ne!(sniff(&table(0x07, 0)), Kind::Dbf);
        assert_ne!(sniff(b"0123456789,Nguyen Van Mau,01/01/2000,Xa Mau,Huyen Mau\r\n"), Kind::Dbf);
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (head, kind) in [
            (&b""[..], Kind::Empty),
            (b"PK\x03\x04", Kind::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Compound),
            (b"%PDF-1.7", Kind::Pdf),
            (b"Rar!\x1a\x07", Kind::Archive),
            (b"\xef\xbb\xbf \n<?xml version=\"1.0\"?>", Kind::Xml),
            (b"\n<HTML><body>", Kind::Html),
            (
                b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
                Kind::XmlWorkbook,
            ),
            (b"<table border=1>", Kind::Html),
            (b" [1]", Kind::Json),
            (b"{\"a\":1}", Kind::Json),
            (b"\xff\xfeM\0\xe3\0", Kind::Text),
            (b"\xfe\xff\0<\0a", Kind::Xml),
            (b"code,name\r\n", Kind::Text),
            (b"\x03\x7c\x01\x02", Kind::Text),
            (b"\x89PNG\r\n\x1a\n\0\0", Kind::Binary),
            (b"m\0a\0\t\0t\0\xea\x00n\0\r\0\n\0", Kind::Text),
            (b"\0m\0a\0\t\x1e\xbfn\0n\0\r\0\n", Kind::Binary),
            (b"\0m\0a\0\t\x1e\xbf\0n\0\r\0\n", Kind::Text),
            (b"\x05\0\x01\0\x02\0\x03\0\x04\0", Kind::Binary),
            (b"a\0\0\0b\0\0\0c\0\0\0", Kind::Binary),
        ] {
            assert_eq!(sniff(head), kind, "{head:?}");
        }
    }
}
