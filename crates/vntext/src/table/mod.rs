//! What the byte charsets have in common: one table type, made at compile time from the rows of a charset.
//!
//! A byte is an ASCII character, a letter or sign, a mark that changes the letter before it, or nothing. A [`Table`]
//! answers three questions: the UTF-8 of a byte, the UTF-8 of a base byte with a mark byte, and the bytes of a
//! character. The encoding half is computed from the decoding half, so the two cannot disagree.
//!
//! Each charset has a file that only lists what its standard or its font lists.

pub(crate) mod tcvn;
pub(crate) mod viscii;
pub(crate) mod vni;
pub(crate) mod windows;

use crate::letters::{LOWER, MARKS, TONES, UPPER, VOWELS};

/// A byte without a meaning in the rows of a charset. U+0000 is a control, which no charset decodes.
pub(crate) const NONE: char = '\0';

/// Where one byte is looked up: up to three bytes of UTF-8, lowest first, and their number in the top byte.
/// Zero: the byte is not a character by itself.
pub(crate) type Packed = u32;

/// Base letters that take marks: the rows of the vowel tables, in lower and upper case. Zero is no base.
pub(crate) const BASES: usize = 1 + 2 * VOWELS;
/// Kinds of mark bytes. Zero is no mark.
pub(crate) const KINDS: usize = 1 + 17;

/// A charset of one byte a letter, or two where the second is a mark.
pub(crate) struct Table {
    /// The character of each byte, [`NONE`] where it has none. A mark has its combining character.
    pub(crate) chars: [char; 256],
    /// The same as UTF-8, zero for marks.
    pub(crate) packed: [Packed; 256],
    /// Which base a byte is, for [`Table::composed`].
    pub(crate) base: [u8; 256],
    /// Which mark a byte is.
    pub(crate) mark: [u8; 256],
    /// The letter of a base with a mark, by mark and base; zero when the two do not fit.
    pub(crate) composed: [[Packed; BASES]; KINDS],
    /// Whether printable ASCII means itself in both directions.
    pub(crate) has_ascii: bool,
    /// One or two bytes for a character, the first one high; zero when it has none. Indexed by [`slot`].
    bytes: [u16; SLOTS],
}

impl Table {
    /// The bytes of `letter`: one in the low half, or two with the first one high.
    #[inline]
    pub(crate) fn bytes_of(&self, letter: char) -> Option<u16> {
        let bytes = self.bytes[slot(letter)?];
        if bytes == 0 { None } else { Some(bytes) }
    }

    /// A table whose bytes from 80 up are `high`, and whose control bytes `letters` are letters.
    const fn new(high: &[[char; 16]; 8], letters: &[(u8, char)]) -> Table {
        let mut chars = [NONE; 256];
        chars[b'\t' as usize] = '\t';
        chars[b'\n' as usize] = '\n';
        chars[b'\r' as usize] = '\r';
        let mut byte = 0x20;
        while byte < 0x7F {
            chars[byte] = byte as u8 as char;
            byte += 1;
        }
        let mut at = 0;
        while at < 0x80 {
            chars[0x80 + at] = high[at / 16][at % 16];
            at += 1;
        }
        let mut i = 0;
        while i < letters.len() {
            chars[letters[i].0 as usize] = letters[i].1;
            i += 1;
        }
        Table::of(chars)
    }

    /// A table without marks. Of two bytes with the same character the higher one is written.
    const fn of(chars: [char; 256]) -> Table {
        let mut table = Table {
            has_ascii: chars[b'a' as usize] == 'a',
            chars,
            packed: [0; 256],
            base: [0; 256],
            mark: [0; 256],
            composed: [[0; BASES]; KINDS],
            bytes: [0; SLOTS],
        };
        let mut byte = 0;
        while byte < 256 {
            let letter = chars[byte];
            if letter != NONE {
                table.packed[byte] = pack(letter);
                if let Some(slot) = slot(letter) {
                    table.bytes[slot] = byte as u16;
                }
            }
            byte += 1;
        }
        table
    }

    /// The same with a tone byte for each of the combining marks that the rows contain.
    const fn with_tone_bytes(mut self) -> Table {
        self = self.with_bases();
        let mut byte = 0x80;
        while byte < 256 {
            let mut tone = 1;
            while tone < TONES {
                if self.chars[byte] as u32 == MARKS[tone] as u32 {
                    let mut row = 0;
                    while row < VOWELS {
                        self = self.with_pair(byte as u8, tone, LOWER[row][0], LOWER[row][tone]);
                        self = self.with_pair(byte as u8, tone, UPPER[row][0], UPPER[row][tone]);
                        row += 1;
                    }
                }
                tone += 1;
            }
            byte += 1;
        }
        self
    }

    /// The same knowing which bytes are vowels without tone.
    const fn with_bases(mut self) -> Table {
        let mut byte = 0;
        while byte < 256 {
            let mut row = 0;
            while row < VOWELS {
                if self.chars[byte] as u32 == LOWER[row][0] as u32 {
                    self.base[byte] = 1 + 2 * row as u8;
                }
                if self.chars[byte] as u32 == UPPER[row][0] as u32 {
                    self.base[byte] = 2 + 2 * row as u8;
                }
                row += 1;
            }
            byte += 1;
        }
        self
    }

    /// The same with `mark`, a byte of the given kind, making `letter` out of `base`. The letter is written as this
    /// pair unless it has a byte of its own.
    const fn with_pair(mut self, mark: u8, kind: usize, base: char, letter: char) -> Table {
        self.mark[mark as usize] = kind as u8;
        self.packed[mark as usize] = 0;
        let byte = self.byte_of_base(base);
        self.composed[kind][self.base[byte as usize] as usize] = pack(letter);
        if let Some(slot) = slot(letter)
            && self.bytes[slot] == 0
        {
            self.bytes[slot] = (byte as u16) << 8 | mark as u16;
        }
        self
    }

    /// The byte of a vowel without tone. A charset that has marks has all its bases; otherwise this does not compile.
    const fn byte_of_base(&self, base: char) -> u8 {
        let mut byte = 0;
        while byte < 256 {
            if self.chars[byte] as u32 == base as u32 {
                return byte as u8;
            }
            byte += 1;
        }
        panic!("a charset with marks has every base that they go on")
    }
}

const SLOTS: usize = 0x300 + 0x60 + 0x120;

/// Where a character is in [`Table::bytes_of`]; all that any byte charset has lies in three ranges.
#[inline]
const fn slot(letter: char) -> Option<usize> {
    let point = letter as usize;
    match point {
        0..0x300 => Some(point),
        0x1EA0..0x1F00 => Some(0x300 + point - 0x1EA0),
        0x2010..0x2130 => Some(0x360 + point - 0x2010),
        _ => None,
    }
}

/// A character of up to three bytes of UTF-8, and their number.
const fn pack(letter: char) -> Packed {
    let point = letter as u32;
    match point {
        0..0x80 => point | 1 << 24,
        0x80..0x800 => (0xC0 | point >> 6) | (0x80 | point & 0x3F) << 8 | 2 << 24,
        0x800..0x1_0000 => {
            (0xE0 | point >> 12) | (0x80 | point >> 6 & 0x3F) << 8 | (0x80 | point & 0x3F) << 16 | 3 << 24
        }
        _ => panic!("no byte charset has a character outside the first plane"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_is_utf8() {
        for letter in ['a', '\n', 'ă', 'Đ', 'ơ', 'ậ', 'Ỹ', '€', '₫', '…'] {
            let packed = pack(letter).to_le_bytes();
            assert_eq!(&packed[..packed[3] as usize], letter.to_string().as_bytes());
        }
    }
}
