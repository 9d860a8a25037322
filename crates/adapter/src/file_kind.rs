//! What a file is by its first bytes, where it begins as nothing else does.
//!
//! A workbook that somebody put into the folder of CSV would else be refused for a quote in its middle, a login page that
//! was saved as a table for a column that it lacks, and without a header it would be taken for a row.
//!
//! 1. magic numbers of files that are no text;
//! 2. of a text, what stands behind blanks and a byte order mark, in UTF-16 too;
//! 3. nothing, blanks alone, or zeros alone, as a computer leaves them that went down while it wrote.
//!
//! What is not certain is [`FileKind::Unknown`]: its reader says what is wrong with it.

use std::io::{self, Read as _};

use crate::finding::Finding;
use crate::phrase::Phrase;
use crate::reasons::{FILE_EMPTY, OTHER_KIND};
use crate::rows::Input;

/// Bytes of a file that are looked at.
const FILE_HEAD: usize = 4096;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// Without a byte.
    Empty,
    /// Blanks and line ends alone.
    Blank,
    /// Bytes 00 alone.
    Zeros,
    /// A ZIP archive: also an xlsx, or a DBF with its memo file.
    Zip,
    /// A compound file of old Office: also an xls.
    OldOffice,
    /// PDF.
    Pdf,
    /// RTF.
    Rtf,
    /// Another archive (RAR, 7z, gzip).
    Archive,
    /// A picture (PNG, JPEG).
    Picture,
    /// dBase or FoxPro.
    Dbf,
    /// An HTML page that says so in its `<!DOCTYPE>`.
    HtmlDocument,
    /// An HTML page, or a piece of one. It may be XML as well.
    Html,
    /// A web page in one file (MHTML).
    WebArchive,
    /// A workbook of Excel 2003 in XML.
    XmlWorkbook,
    /// XML.
    Xml,
    /// JSON: an object, or an array of objects.
    Json,
    /// Anything else.
    Unknown,
}

impl FileKind {
    /// The kind of a file by its first 4,096 bytes, or all of a shorter one.
    pub fn of(bytes: &[u8]) -> Self {
        let head = &bytes[..bytes.len().min(FILE_HEAD)];
        match head {
            [] => return Self::Empty,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Self::Zip,
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => return Self::OldOffice,
            [b'%', b'P', b'D', b'F', b'-', ..] => return Self::Pdf,
            [b'{', b'\\', b'r', b't', b'f', ..] => return Self::Rtf,
            [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xBC, 0xAF, ..] | [0x1F, 0x8B, ..] => {
                return Self::Archive;
            }
            [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => return Self::Picture,
            _ if head.iter().all(|byte| *byte == 0) => return Self::Zeros,
            _ if is_dbf(head) => return Self::Dbf,
            _ => {}
        }
        let text = ascii(head);
        let text = text.trim_ascii_start();
        if text.is_empty() {
            return if head.len() < FILE_HEAD { Self::Blank } else { Self::Unknown };
        }
        of_text(text)
    }

    /// The kind in words; nothing where it is not known.
    pub const fn words(self) -> Option<Phrase> {
        Some(match self {
            Self::Empty => Phrase::new("nothing", "tệp rỗng"),
            Self::Blank => Phrase::new("nothing but blanks", "chỉ có khoảng trắng"),
            Self::Zeros => Phrase::new(
                "a file of zeros (bytes 00), as a computer leaves it that went down while it wrote",
                "tệp toàn byte 00, như khi máy tính tắt đột ngột lúc đang ghi",
            ),
            Self::Zip => Phrase::new(
                "a ZIP archive, as a workbook (.xlsx) is one",
                "tệp nén ZIP, như sổ tính Excel (.xlsx)",
            ),
            Self::OldOffice => {
                Phrase::new("a file of old Office (.xls, .doc)", "tệp Office đời cũ (.xls, .doc)")
            }
            Self::Pdf => Phrase::new("a PDF file", "tệp PDF"),
            Self::Rtf => Phrase::new("an RTF document", "tệp RTF"),
            Self::Archive => Phrase::new("an archive (RAR, 7z, gzip)", "tệp nén (RAR, 7z, gzip)"),
            Self::Picture => Phrase::new("a picture (PNG, JPEG)", "tệp ảnh (PNG, JPEG)"),
            Self::Dbf => Phrase::new("a DBF table (dBase, FoxPro)", "bảng DBF (dBase, FoxPro)"),
            Self::HtmlDocument | Self::Html => {
                Phrase::new("an HTML page (web table)", "trang HTML (bảng trên web)")
            }
            Self::WebArchive => Phrase::new("a web archive (MHTML)", "tệp lưu trang web (MHTML)"),
            Self::XmlWorkbook => {
                Phrase::new("an XML spreadsheet of Excel 2003", "bảng tính XML của Excel 2003")
            }
            Self::Xml => Phrase::new("an XML file", "tệp XML"),
            Self::Json => Phrase::new("a JSON file", "tệp JSON"),
            Self::Unknown => return None,
        })
    }
}

/// Refuses a file by its beginning: one that is empty, or certainly of another kind than those that its reader takes.
///
/// # Errors
///
/// `FILE_EMPTY` and `OTHER_KIND`, with what is `expected`.
pub fn check_kind(head: &[u8], taken: &[FileKind], expected: Phrase) -> Result<(), Finding> {
    let kind = FileKind::of(head);
    let Some(found) = kind.words().filter(|_| !taken.contains(&kind)) else { return Ok(()) };
    let is_empty = matches!(kind, FileKind::Empty | FileKind::Blank);
    let reason = if is_empty { &FILE_EMPTY } else { &OTHER_KIND };
    Err(Finding::new(reason).found(found).expected(expected))
}

/// As many bytes of `input` as [`FileKind::of`] looks at; it stands at its beginning again.
///
/// # Errors
///
/// What the input says.
pub fn head_of(input: &mut dyn Input) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.rewind()?;
    (&mut *input).take(FILE_HEAD as u64).read_to_end(&mut head)?;
    input.rewind()?;
    Ok(head)
}

/// A text without its byte order mark, of UTF-16 the bytes that ASCII has.
fn ascii(head: &[u8]) -> Vec<u8> {
    match head {
        [0xff, 0xfe, rest @ ..] => rest.iter().copied().step_by(2).collect(),
        [0xfe, 0xff, rest @ ..] => rest.iter().copied().skip(1).step_by(2).collect(),
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.to_vec(),
        _ => head.to_vec(),
    }
}

fn of_text(text: &[u8]) -> FileKind {
    let start = text[..text.len().min(1024)].to_ascii_lowercase();
    let holds = |needle: &[u8]| start.windows(needle.len()).any(|window| window == needle);
    let begins = |with: &[&[u8]]| with.iter().any(|with| start.starts_with(with));
    let behind = |at: usize| start.get(at..).unwrap_or_default().trim_ascii_start().first().copied();
    if begins(&[b"<!doctype html"]) {
        FileKind::HtmlDocument
    } else if begins(&[b"<html", b"<table", b"<meta", b"<head>"]) {
        FileKind::Html
    } else if begins(&[b"mime-version:"]) {
        FileKind::WebArchive
    } else if start.starts_with(b"<")
        && holds(b"urn:schemas-microsoft-com:office:spreadsheet")
        && (holds(b"<workbook") || holds(b":workbook"))
    {
        FileKind::XmlWorkbook
    } else if begins(&[b"<?xml"]) {
        FileKind::Xml
    } else if matches!((start.first(), behind(1)), (Some(b'{'), Some(b'"')) | (Some(b'['), Some(b'{'))) {
        FileKind::Json
    } else {
        FileKind::Unknown
    }
}

/// A version byte alone proves nothing: the date, the lengths and the end of the field list must fit.
fn is_dbf(head: &[u8]) -> bool {
    if head.len() < 33
        || !matches!(head[0], 0x02 | 0x03 | 0x30..=0x32 | 0x43 | 0x63 | 0x83 | 0x8b | 0xcb | 0xf5 | 0xfb)
    {
        return false;
    }
    let header = usize::from(u16::from_le_bytes([head[8], head[9]]));
    let record = usize::from(u16::from_le_bytes([head[10], head[11]]));
    // A text of digits and tabs may read as lengths and as a day: bytes that are kept for later are zero in every table.
    if header <= 32 || record <= 1 || head[2] > 12 || head[3] > 31 || !head[12..32].contains(&0) {
        return false;
    }
    // The fields are 32 bytes each and end with 0D. Behind it may stand a back link of 263 bytes, a blank byte, or
    // what else a program keeps there.
    let mut fields = (32..header).step_by(32);
    fields.any(|at| head.get(at).is_none_or(|byte| *byte == 0x0d) && at > 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header with one field.
    fn table(version: u8) -> Vec<u8> {
        let mut head = vec![0; 65];
        head[..12].copy_from_slice(&[version, 126, 11, 20, 1, 0, 0, 0, 65, 0, 11, 0]);
        (head[43], head[48], head[64]) = (b'C', 10, 0x0d);
        head
    }

    #[test]
    fn what_is_not_certain_is_left_to_its_reader() {
        for text in [
            "ten;x",
            "{a}",
            "[1]",
            "<DanhSach>",
            "< html",
            "%PDF",
            "MIME",
            "\0a",
            "ID;PHUONG",
            "{\"a\":1} ; x\u{1}",
            "Rar",
        ] {
            let is_json = text.starts_with("{\"");
            let expected = if is_json { FileKind::Json } else { FileKind::Unknown };
            assert_eq!(FileKind::of(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(FileKind::of(&table(3)), FileKind::Dbf);
        assert_eq!(FileKind::of(&table(7)), FileKind::Unknown);
        // More than is looked at may have something behind it.
        assert_eq!(FileKind::of(&vec![b' '; FILE_HEAD]), FileKind::Unknown);
        assert_eq!(FileKind::of(&vec![b' '; FILE_HEAD - 1]), FileKind::Blank);
    }

    #[test]
    fn a_text_that_reads_as_a_day_and_lengths_is_no_table() {
        let text = b"0;\t\t;sep=;;a;b;c;d;e;f;g;h;i;j;k;l\r\n1;2;3;4;5\r\n";
        assert_eq!(FileKind::of(text), FileKind::Unknown);
    }

    #[test]
    fn a_text_is_known_behind_its_mark_and_in_utf_16() {
        let page = "\u{feff} \r\n<HTML><body>";
        let wide = |unit: fn(u16) -> [u8; 2]| page.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        for bytes in [page.as_bytes().to_vec(), wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
            assert_eq!(FileKind::of(&bytes), FileKind::Html);
        }
    }
}
