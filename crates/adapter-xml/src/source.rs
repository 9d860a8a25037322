//! The bytes of a document, as UTF-8, and never more at once than allowed.
//!
//! 1. look: a byte order mark, or the zeros of UTF-16, or the encoding that the declaration names;
//! 2. UTF-8 streams through; everything else is converted in memory, up to [`Limits::package_bytes`].
//!
//! Offsets of a converted document would not be those of the file, so its findings have none.

use std::io::{self, BufRead, BufReader, Cursor, Read, SeekFrom};

use lienthong_adapter::mapping::reasons::NOT_IN_CHARSET;
use lienthong_adapter::rows::Input;
use lienthong_adapter::{
    Audience, FileKind, Finding, Limits, Phrase, Say as _, Unit, check_kind, head_of, phrase, read_failed,
    single_byte,
};
use lienthong_vntext::Charset;

use crate::reasons::{XML_ENCODING, XML_NOT_WELL_FORMED, XML_TOO_LARGE};

/// Bytes in which a declaration must end.
const HEAD: usize = 1024;

/// A document whose bytes are UTF-8.
pub(crate) struct Source<'a> {
    pub(crate) input: Box<dyn Input + 'a>,
    /// Bytes of the mark at its start, which are stepped over.
    pub(crate) mark: u64,
    /// Whether its bytes are not those of the file.
    pub(crate) is_converted: bool,
}

/// What XML may begin like. Pages that are no XML say so by their `<!DOCTYPE>`, which is refused anyway.
const XML_KINDS: [FileKind; 3] = [FileKind::Xml, FileKind::XmlWorkbook, FileKind::Html];

impl<'a> Source<'a> {
    /// Looks at a file from its beginning.
    ///
    /// `text` is the charset that the mapping states for texts. Where that is an old font, a document in windows-1252 is
    /// read as it says: its letters are the bytes of the font, which whoever reads the texts turns back. Otherwise it is
    /// refused, for no text of ours is written in it.
    pub(crate) fn open(
        mut input: Box<dyn Input + 'a>,
        text: Charset,
        limits: &Limits,
    ) -> Result<Self, Finding> {
        let head = head_of(&mut *input).map_err(failed)?;
        check_kind(&head, &XML_KINDS, Phrase::new("an XML document", "tài liệu XML"))?;
        let utf16 = match head[..] {
            [0xff, 0xfe, ..] | [b'<', 0, ..] => Some(Charset::Utf16Le),
            [0xfe, 0xff, ..] | [0, b'<', ..] => Some(Charset::Utf16Be),
            _ => None,
        };
        if let Some(charset) = utf16 {
            let text = convert(&mut *input, charset, limits)?;
            check_declared(text.as_bytes(), |name| name.starts_with("utf-16"), charset.name())?;
            return Ok(Self::converted(text));
        }
        let mark: u64 = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        // The parser would step over a second one, and its positions would be those behind it.
        if head.starts_with(b"\xef\xbb\xbf\xef\xbb\xbf") {
            let found = Phrase::new("a second byte order mark", "dấu BOM thứ hai");
            return Err(Finding::new(&XML_NOT_WELL_FORMED).found(found).at(3));
        }
        let declared = declared(&head).map(|name| name.to_ascii_lowercase());
        let legacy = match declared.as_deref() {
            None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => None,
            Some(name) if is_windows_1252(name) && mark == 0 && is_old_font(text) => {
                let bytes = whole(&mut *input, limits)?;
                check_other_than_utf8(&bytes, name)?;
                return Ok(Self::converted(single_byte::as_windows_1252(&bytes)));
            }
            Some(name) => match Charset::from_name(name) {
                Some(charset) if charset.is_ascii_compatible() && mark == 0 => Some(charset),
                _ => {
                    // Letters of two bytes would not have been read as the declaration that says so.
                    let is_wide =
                        Charset::from_name(name).is_some_and(|charset| !charset.is_ascii_compatible());
                    let found = if mark == 0 && !is_wide { named(name) } else { declared_as("UTF-8", name) };
                    return Err(Finding::new(&XML_ENCODING).found(found).expected("UTF-8").at(0));
                }
            },
        };
        let Some(charset) = legacy else {
            input.seek(SeekFrom::Start(mark)).map_err(failed)?;
            return Ok(Self { input, mark, is_converted: false });
        };
        Ok(Self::converted(convert(&mut *input, charset, limits)?))
    }

    /// A text whose places are those of the document.
    pub(crate) fn text(text: &'a str) -> Self {
        Self { input: Box::new(Cursor::new(text.as_bytes())), mark: 0, is_converted: false }
    }

    /// A text that is a document; what its declaration says of an encoding means nothing any more.
    pub(crate) fn converted(text: String) -> Self {
        // Programs leave a mark and line ends before documents that they keep in texts.
        let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).to_owned();
        Self { input: Box::new(Cursor::new(text.into_bytes())), mark: 0, is_converted: true }
    }
}

/// Names of windows-1252, and of Latin-1, which programs write for it.
fn is_windows_1252(name: &str) -> bool {
    matches!(name, "windows-1252" | "cp1252" | "iso-8859-1" | "latin1")
}

/// Whether text in this charset may stand as letters of windows-1252.
fn is_old_font(charset: Charset) -> bool {
    charset.is_ascii_compatible() && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd)
}

fn whole(input: &mut dyn Input, limits: &Limits) -> Result<Vec<u8>, Finding> {
    input.rewind().map_err(failed)?;
    let mut bytes = Vec::new();
    input.take(limits.package_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limits.package_bytes {
        return Err(Finding::new(&XML_TOO_LARGE)
            .expected(Phrase::count(limits.package_bytes, Unit::Bytes))
            .at(0));
    }
    Ok(bytes)
}

/// Text of an 8-bit charset is never UTF-8 by chance.
fn check_other_than_utf8(bytes: &[u8], name: &str) -> Result<(), Finding> {
    if bytes.is_ascii() || std::str::from_utf8(bytes).is_err() {
        return Ok(());
    }
    let found = declared_as("UTF-8", name);
    Err(Finding::new(&XML_ENCODING)
        .found(found)
        .expected(Phrase::new("the encoding declared", "đúng bảng mã đã khai báo"))
        .at(0))
}

fn convert(input: &mut dyn Input, charset: Charset, limits: &Limits) -> Result<String, Finding> {
    let bytes = whole(input, limits)?;
    if !matches!(charset, Charset::Utf16Le | Charset::Utf16Be) {
        check_other_than_utf8(&bytes, charset.name())?;
    }
    let text = charset.decode(charset.strip_bom(&bytes)).map_err(|error| {
        let at = error.offset;
        let all = Phrase::of(error.to_string(), error.message_vi());
        let error = error.personal();
        let less = Phrase::of(error.to_string(), error.message_vi()).ours();
        let finding = Finding::new(&NOT_IN_CHARSET).found_for(Audience::Sender, all, less);
        finding.expected(charset.name()).at(at)
    })?;
    Ok(text.into_owned())
}

fn check_declared(head: &[u8], is: impl Fn(&str) -> bool, charset: &str) -> Result<(), Finding> {
    match declared(head).map(|name| name.to_ascii_lowercase()) {
        Some(name) if !is(&name) => {
            let found = declared_as(charset, &name);
            Err(Finding::new(&XML_ENCODING)
                .found(found)
                .expected(Phrase::new("the encoding declared", "đúng bảng mã đã khai báo"))
                .at(0))
        }
        _ => Ok(()),
    }
}

/// The name of an encoding, as a declaration says it.
fn named(name: &str) -> Phrase {
    let words = Phrase::of(name, name);
    // Another word may be anything.
    const FAMILIES: [&str; 14] = [
        "utf", "ucs", "iso", "windows", "cp", "tcvn", "viscii", "vni", "ascii", "us-ascii", "latin", "gb",
        "big5", "x-",
    ];
    let is_one = name.len() <= 16 && FAMILIES.iter().any(|family| name.starts_with(family));
    if is_one { words.ours() } else { words }
}

fn declared_as(charset: &str, name: &str) -> Phrase {
    let declared = named(name);
    let words = phrase!("{charset}, declared as {}", "{charset}, nhưng khai báo là {}", declared.en);
    if declared.is_ours() { words.ours() } else { words }
}

/// The encoding that the declaration at the beginning of a document names.
pub fn declared(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&head[..head.len().min(HEAD)]);
    let declaration = head.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split_once("?>")?.0;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest[1..].split_once(quote).map(|(name, _)| name.to_owned())
}

/// Bytes of the longest declaration that is taken.
const LONGEST_DECLARATION: usize = 200;

/// Whether the inside of a declaration is that of XML 1.0 (2.8) to the letter, and short: each pseudo-attribute once and in
/// its order. Programs differ in what they make of any other.
pub(crate) fn is_declaration(text: &str) -> bool {
    const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
    let mut names = ["version", "encoding", "standalone"].iter().enumerate();
    let Some(mut rest) = text.strip_prefix("xml").filter(|_| text.len() <= LONGEST_DECLARATION) else {
        return false;
    };
    let mut has_version = false;
    loop {
        let next = rest.trim_start_matches(BLANKS);
        if next.is_empty() {
            return has_version;
        }
        let value = names.find_map(|(at, name)| {
            let value = next.strip_prefix(name).filter(|_| next.len() < rest.len())?;
            let value = value.trim_start_matches(BLANKS).strip_prefix('=')?.trim_start_matches(BLANKS);
            Some((at, value))
        });
        let Some((at, value)) = value else { return false };
        let Some(quote) = value.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else {
            return false;
        };
        let Some((value, behind)) = value[1..].split_once(quote) else { return false };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if value.is_empty() || !value.chars().all(is_plain) {
            return false;
        }
        has_version |= at == 0;
        rest = behind;
    }
}

fn failed(error: io::Error) -> Finding {
    read_failed(&error)
}

/// Gives out no more bytes than are left. The parser holds one piece of markup or text at a time; this bounds it.
pub(crate) struct Budget<'a> {
    inner: BufReader<Box<dyn Input + 'a>>,
    pub(crate) left: u64,
}

/// The budget is spent: one piece is too large.
#[derive(Debug)]
pub(crate) struct Spent;

impl std::fmt::Display for Spent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("one piece is too large")
    }
}

impl std::error::Error for Spent {}

impl<'a> Budget<'a> {
    pub(crate) fn new(input: Box<dyn Input + 'a>) -> Self {
        Self { inner: BufReader::with_capacity(64 << 10, input), left: 0 }
    }
    /// The input, wherever it stands.
    pub(crate) fn into_input(self) -> Box<dyn Input + 'a> {
        self.inner.into_inner()
    }
}

impl Read for Budget<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(to)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Budget<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::Error::other(Spent));
        }
        self.inner.fill_buf()
    }
    fn consume(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes as u64);
        self.inner.consume(bytes);
    }
}
