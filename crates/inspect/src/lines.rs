//! The lines of a text that are looked at before the whole file is read: the first of it, and the last.
//!
//! What stands below the rows of a long file is seen only at its end, so that both ends are held, and nothing between.

use std::io::{self, Read, Seek, SeekFrom};

use lienthong_adapter::rows::{FixedUnit, RecordEnd};
use lienthong_vntext::Charset;

use crate::Open;

/// Bytes that are looked at, of the beginning and of the end.
const MOST: u64 = 64 << 10;
/// Lines whose ends tell how all end.
const FEWEST: usize = 2;
/// The byte order mark of UTF-8, which is no part of the first line.
const BOM: &[u8] = b"\xef\xbb\xbf";
/// The mark of DOS at the end of a file.
const END_MARK: u8 = 0x1A;

/// The two ends of a file.
#[derive(Debug)]
pub(crate) struct Sample {
    head: Vec<u8>,
    /// The last bytes, where the first are not all.
    tail: Option<Vec<u8>>,
}

impl Sample {
    /// Reads both ends.
    pub(crate) fn of(open: &mut Open<'_>) -> io::Result<Self> {
        let mut input = open()?;
        let mut head = Vec::new();
        input.by_ref().take(MOST).read_to_end(&mut head)?;
        if (head.len() as u64) < MOST {
            return Ok(Self { head, tail: None });
        }
        let length = input.seek(SeekFrom::End(0))?;
        input.seek(SeekFrom::Start(length.saturating_sub(MOST)))?;
        let mut tail = Vec::new();
        input.take(MOST).read_to_end(&mut tail)?;
        Ok(Self { head, tail: Some(tail) })
    }

    #[cfg(test)]
    pub(crate) fn whole(text: &[u8]) -> Self {
        Self { head: text.to_vec(), tail: None }
    }

    /// The first bytes.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The last bytes; all of them where the file is short.
    pub(crate) fn end(&self) -> &[u8] {
        self.tail.as_ref().unwrap_or(&self.head)
    }

    /// Whether the first bytes are all.
    pub(crate) const fn is_whole(&self) -> bool {
        self.tail.is_none()
    }

    /// The first lines, and how they end.
    pub(crate) fn first(&self) -> (Vec<&[u8]>, RecordEnd) {
        let mut lines = split(self.head.strip_prefix(BOM).unwrap_or(&self.head));
        // The last line is cut off.
        if !self.is_whole() {
            lines.pop();
        }
        let is_crlf = lines.iter().take(FEWEST).all(|line| line.ends_with(b"\r"));
        (lines.into_iter().map(bare).collect(), if is_crlf { RecordEnd::CrLf } else { RecordEnd::Lf })
    }

    /// The last lines; all of them where the file is short.
    pub(crate) fn last(&self) -> Vec<&[u8]> {
        let end = self.end();
        let lines = split(end.strip_prefix(BOM).filter(|_| self.is_whole()).unwrap_or(end));
        lines.into_iter().skip(usize::from(!self.is_whole())).map(bare).collect()
    }
}

/// The lines of a text, without what stands behind the last line end.
fn split(text: &[u8]) -> Vec<&[u8]> {
    let text = text.strip_suffix(&[END_MARK]).unwrap_or(text);
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    if lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// A line without its end, and without the form feeds in front of it, as whoever reads records takes it.
fn bare(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|byte| *byte != b'\x0c').unwrap_or(line.len());
    let line = &line[start..];
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Whether whoever reads the records passes this line over.
pub(crate) fn is_passed(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | 0))
}

/// What places count where lines are not of one length in bytes.
pub(crate) fn unit_of(lines: &[&[u8]], charset: Charset) -> FixedUnit {
    let is_unicode = matches!(charset, Charset::Utf8 | Charset::Utf8Nfd);
    let is_text = || lines.iter().all(|line| std::str::from_utf8(line).is_ok());
    if is_unicode && is_text() { FixedUnit::Char } else { FixedUnit::Byte }
}

/// A line by its places.
pub(crate) fn letters(line: &[u8], unit: FixedUnit) -> Vec<char> {
    match (unit, std::str::from_utf8(line)) {
        (FixedUnit::Char, Ok(text)) => text.chars().collect(),
        _ => line.iter().map(|byte| as_char(*byte)).collect(),
    }
}

/// A byte as a character of its kind: bytes of old fonts are letters.
fn as_char(byte: u8) -> char {
    match byte {
        0..0x80 => char::from(byte),
        _ => 'ă',
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn of_a_long_file_the_first_and_the_last_lines_are_seen_whole() {
        let text: String = (0..9_000).map(|number| format!("line {number:05}\r\n")).collect();
        let sample = Sample::of(&mut || Ok(Box::new(Cursor::new(text.clone().into_bytes())))).unwrap();
        let ((first, end), last) = (sample.first(), sample.last());
        assert_eq!(
            (first[0], *first.last().unwrap(), end),
            (&b"line 00000"[..], &b"line 05460"[..], RecordEnd::CrLf)
        );
        assert_eq!((last[0], *last.last().unwrap()), (&b"line 03539"[..], &b"line 08999"[..]));
        let short = Sample::of(&mut || Ok(Box::new(Cursor::new(b"A\nB\n\x1a".to_vec())))).unwrap();
        assert_eq!((short.first().0, short.last()), (vec![&b"A"[..], b"B"], vec![&b"A"[..], b"B"]));
    }
}
