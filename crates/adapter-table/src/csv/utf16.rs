//! UTF-16 to UTF-8 while it is read.
//!
//! Nothing is judged here, so that a fault stays one of its row: a lone surrogate becomes the three bytes that UTF-8
//! would have for it, and an odd byte at the end becomes FF. Neither is UTF-8, and the row that has one is refused.

use std::io::{self, Read};

/// Reads UTF-16 and gives UTF-8.
pub(crate) struct Utf16Reader<R> {
    input: R,
    big_endian: bool,
    raw: Vec<u8>,
    /// Bytes at the beginning of `raw` that are not used yet: half a unit or half a pair.
    left: usize,
    text: Vec<u8>,
    given: usize,
}

const PIECE: usize = 64 << 10;

impl<R: Read> Utf16Reader<R> {
    pub(crate) fn new(input: R, big_endian: bool) -> Self {
        Self { input, big_endian, raw: vec![0; PIECE], left: 0, text: Vec::new(), given: 0 }
    }

    fn refill(&mut self) -> io::Result<()> {
        let length = self.input.read(&mut self.raw[self.left..])?;
        let (have, last) = (self.left + length, length == 0);
        self.text.clear();
        self.given = 0;
        let unit = |at: usize| {
            let pair = [self.raw[at], self.raw[at + 1]];
            if self.big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
        };
        let mut at = 0;
        while at + 2 <= have {
            let high = unit(at);
            let mut code = u32::from(high);
            if (0xD800..0xDC00).contains(&high) {
                if at + 4 > have && !last {
                    break;
                }
                let low = if at + 4 <= have { unit(at + 2) } else { 0 };
                if (0xDC00..0xE000).contains(&low) {
                    code = 0x10000 + ((code - 0xD800) << 10) + (u32::from(low) - 0xDC00);
                    at += 2;
                }
            }
            at += 2;
            push(&mut self.text, code);
        }
        if last && at < have {
            self.text.push(0xFF);
            at = have;
        }
        self.raw.copy_within(at..have, 0);
        self.left = have - at;
        Ok(())
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            let left = self.left;
            self.refill()?;
            if self.text.is_empty() && self.left == left {
                return Ok(0);
            }
        }
        let length = out.len().min(self.text.len() - self.given);
        out[..length].copy_from_slice(&self.text[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

/// The bytes that UTF-8 has for `code`, and would have for a surrogate.
fn push(text: &mut Vec<u8>, code: u32) {
    let tail = |shift: u32| 0x80 | (code >> shift & 0x3F) as u8;
    match code {
        0..0x80 => text.push(code as u8),
        0x80..0x800 => text.extend([0xC0 | (code >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => text.extend([0xE0 | (code >> 12) as u8, tail(6), tail(0)]),
        _ => text.extend([0xF0 | (code >> 18) as u8, tail(12), tail(6), tail(0)]),
    }
}

/// Bytes of UTF-16 that became `text`.
pub(crate) fn source_length(text: &[u8]) -> u64 {
    let length = |byte: &u8| match byte {
        0x80..0xC0 => 0,
        0xF0..0xF8 => 4,
        0xFF => 1,
        _ => 2,
    };
    text.iter().map(length).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives at most `1` byte at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(self.1).min(out.len());
            out[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    #[test]
    fn every_character_comes_through_however_it_is_cut() {
        let text = "Xã Phúc Ứng\t𠀋\r\n".repeat(3);
        for big_endian in [false, true] {
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            for step in [1, 2, 3, 5, 1_000] {
                let mut out = Vec::new();
                Utf16Reader::new(Slow(&bytes, step), big_endian).read_to_end(&mut out).unwrap();
                assert_eq!(std::str::from_utf8(&out).unwrap(), text);
                assert_eq!(source_length(&out), bytes.len() as u64);
            }
        }
    }

    #[test]
    fn what_is_not_utf_16_does_not_become_utf_8() {
        for bytes in [&b"a\0\x00\xd8"[..], b"\x00\xdca\0", b"a\0b", b"\x00\xd8a\0"] {
            let mut out = Vec::new();
            Utf16Reader::new(bytes, false).read_to_end(&mut out).unwrap();
            assert!(std::str::from_utf8(&out).is_err(), "{bytes:?}");
            assert_eq!(source_length(&out), bytes.len() as u64, "{bytes:?}");
        }
    }
}
