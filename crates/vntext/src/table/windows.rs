//! windows-1258, Microsoft's code page for Vietnamese, and the rows of windows-1252 that font charsets share.
//!
//! 1258 has thirty of the letters as one byte; the others are a vowel with its shape, and a tone byte after it.

use super::{NONE, Table};

pub(crate) static CP1258: Table = Table::new(&ROWS, &[]).with_tone_bytes();

/// Rows 8 to B of windows-1252: punctuation and signs.
pub(crate) const CP1252: [[char; 16]; 4] = [
    ['€', NONE, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', NONE, 'Ž', NONE],
    [NONE, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', NONE, 'ž', 'Ÿ'],
    ['\u{A0}', '¡', '¢', '£', '¤', '¥', '¦', '§', '¨', '©', 'ª', '«', '¬', '\u{AD}', '®', '¯'],
    ['°', '±', '²', '³', '´', 'µ', '¶', '·', '¸', '¹', 'º', '»', '¼', '½', '¾', '¿'],
];

/// Rows 8 to F of windows-1258.
const ROWS: [[char; 16]; 8] = [
    ['€', NONE, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', NONE, '‹', 'Œ', NONE, NONE, NONE],
    [NONE, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', NONE, '›', 'œ', NONE, NONE, 'Ÿ'],
    CP1252[2],
    CP1252[3],
    ['À', 'Á', 'Â', 'Ă', 'Ä', 'Å', 'Æ', 'Ç', 'È', 'É', 'Ê', 'Ë', '\u{300}', 'Í', 'Î', 'Ï'],
    ['Đ', 'Ñ', '\u{309}', 'Ó', 'Ô', 'Ơ', 'Ö', '×', 'Ø', 'Ù', 'Ú', 'Û', 'Ü', 'Ư', '\u{303}', 'ß'],
    ['à', 'á', 'â', 'ă', 'ä', 'å', 'æ', 'ç', 'è', 'é', 'ê', 'ë', '\u{301}', 'í', 'î', 'ï'],
    ['đ', 'ñ', '\u{323}', 'ó', 'ô', 'ơ', 'ö', '÷', 'ø', 'ù', 'ú', 'û', 'ü', 'ư', '₫', 'ÿ'],
];

/// The byte that windows-1252 or Latin-1 has for `letter`: controls are the bytes of the same number, as Latin-1 has them,
/// and as Windows and browsers read the five gaps. Only for [`crate::text::repair_double_utf8`].
pub(crate) fn cp1252_byte(letter: char) -> Option<u8> {
    match u32::from(letter) {
        point @ 0..=0xFF => Some(point as u8),
        _ => {
            let at = CP1252[..2].as_flattened().iter().position(|&c| c == letter && c != NONE)?;
            Some(0x80 + at as u8)
        }
    }
}
