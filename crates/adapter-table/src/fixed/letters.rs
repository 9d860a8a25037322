//! Letters of more than one byte, and whether a place is inside one.

use lienthong_vntext::{Charset, DecodeErrorKind};

use super::plan::starts_character;

/// What continues a letter in a charset.
pub(crate) struct Letters {
    pub(crate) charset: Charset,
    /// Bytes that are marks on the letter before them; none in UTF-8.
    marks: Vec<u8>,
}

impl Letters {
    /// Nothing for charsets of one byte a letter.
    pub(crate) fn of(charset: Charset) -> Option<Self> {
        let is_mark = |byte: &u8| {
            charset.decode(&[*byte]).is_err_and(|error| error.kind == DecodeErrorKind::MarkWithoutBase)
        };
        match charset {
            Charset::Utf8 | Charset::Utf8Nfd => Some(Self { charset, marks: Vec::new() }),
            Charset::Windows1258 | Charset::VniWin => {
                Some(Self { charset, marks: (0x80..=0xFF).filter(is_mark).collect() })
            }
            _ => None,
        }
    }

    /// Whether the byte at `at` belongs to the letter before it.
    pub(crate) fn is_inside(&self, record: &[u8], at: usize) -> bool {
        let (Some(before), Some(byte)) = (at.checked_sub(1).and_then(|at| record.get(at)), record.get(at))
        else {
            return false;
        };
        if byte.is_ascii() {
            return false;
        }
        if matches!(self.charset, Charset::Utf8 | Charset::Utf8Nfd) {
            // U+0300 to U+036F are marks on the character before them.
            let is_mark = *byte == 0xCC || (*byte == 0xCD && record.get(at + 1).is_some_and(|b| *b < 0xB0));
            return !starts_character(*byte) || (is_mark && *before != b' ');
        }
        self.marks.contains(byte) && self.charset.decode(&[*before, *byte]).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_inside_a_letter_or_between_two() {
        for (charset, text) in [
            (Charset::Utf8, "aệđ x"),
            (Charset::Utf8Nfd, "aệđ x"),
            (Charset::VniWin, "aệđ ƠƯx"),
            (Charset::Windows1258, "aệđ xơ"),
        ] {
            let bytes = charset.encode(text).unwrap();
            let letters = Letters::of(charset).unwrap();
            let lengths = text.chars().map(|letter| charset.encode(&letter.to_string()).unwrap().len());
            let ends: Vec<usize> = lengths
                .scan(0, |sum, n| {
                    Some({
                        *sum += n;
                        *sum
                    })
                })
                .collect();
            for at in 1..bytes.len() {
                assert_eq!(letters.is_inside(&bytes, at), !ends.contains(&at), "{charset} {at}");
            }
        }
        assert!(Letters::of(Charset::Tcvn3Abc).is_none());
    }
}
