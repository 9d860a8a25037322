//! TCVN 5712:1993 VN1, and what files with .VnTime fonts ("TCVN3-ABC") hold.
//!
//! VN1 is a full standard: 134 letters, twelve of them on control bytes, and five combining tones at B0 to B4. The ABC
//! fonts use its lower-case half; their capitals are another font over the same bytes. Where VN1 has capitals with
//! a tone, an ABC file has Windows punctuation (80 to 9F) or nothing.

use super::{NONE, Table, windows};
use crate::letters::{LOWER, TONES, UPPER, VOWELS};

pub(crate) static VN1: Table = Table::new(&ROWS, &CONTROLS).with_tone_bytes();
pub(crate) static ABC: Table = Table::new(&ABC_ROWS, &[]);
/// ABC under a font of capitals. A capital is written as its small letter, which has the higher byte.
pub(crate) static ABC_CAPS: Table = Table::of(capitals(ABC.chars));

/// Letters on control bytes.
const CONTROLS: [(u8, char); 12] = [
    (0x01, 'Ú'),
    (0x02, 'Ụ'),
    (0x04, 'Ừ'),
    (0x05, 'Ử'),
    (0x06, 'Ữ'),
    (0x11, 'Ứ'),
    (0x12, 'Ự'),
    (0x13, 'Ỳ'),
    (0x14, 'Ỷ'),
    (0x15, 'Ỹ'),
    (0x16, 'Ý'),
    (0x17, 'Ỵ'),
];

/// Rows 8 to F of VN1.
const ROWS: [[char; 16]; 8] = [
    ['À', 'Ả', 'Ã', 'Á', 'Ạ', 'Ặ', 'Ậ', 'È', 'Ẻ', 'Ẽ', 'É', 'Ẹ', 'Ệ', 'Ì', 'Ỉ', 'Ĩ'],
    ['Í', 'Ị', 'Ò', 'Ỏ', 'Õ', 'Ó', 'Ọ', 'Ộ', 'Ờ', 'Ở', 'Ỡ', 'Ớ', 'Ợ', 'Ù', 'Ủ', 'Ũ'],
    ['\u{A0}', 'Ă', 'Â', 'Ê', 'Ô', 'Ơ', 'Ư', 'Đ', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư', 'đ', 'Ằ'],
    [
        '\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}', 'à', 'ả', 'ã', 'á', 'ạ', 'Ẳ', 'ằ', 'ẳ', 'ẵ',
        'ắ', 'Ẵ',
    ],
    ['Ắ', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ề', 'ặ', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ', 'è', 'Ể', 'ẻ', 'ẽ'],
    ['é', 'ẹ', 'ề', 'ể', 'ễ', 'ế', 'ệ', 'ì', 'ỉ', 'Ễ', 'Ế', 'Ồ', 'ĩ', 'í', 'ị', 'ò'],
    ['Ổ', 'ỏ', 'õ', 'ó', 'ọ', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ', 'ù'],
    ['Ỗ', 'ủ', 'ũ', 'ú', 'ụ', 'ừ', 'ử', 'ữ', 'ứ', 'ự', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ', 'Ố'],
];

/// Rows 8 to F of the ABC fonts.
const ABC_ROWS: [[char; 16]; 8] = abc_rows();

const fn abc_rows() -> [[char; 16]; 8] {
    let mut rows = ROWS;
    rows[0] = windows::CP1252[0];
    rows[1] = windows::CP1252[1];
    // Capitals with a tone and combining tones, which the fonts do not have.
    let absent = [
        0xAF, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xBA, 0xBF, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xCD, 0xD9, 0xDA,
        0xDB, 0xE0, 0xF0, 0xFF,
    ];
    let mut i = 0;
    while i < absent.len() {
        let at = absent[i] - 0x80;
        rows[at / 16][at % 16] = NONE;
        i += 1;
    }
    rows
}

const fn capitals(mut chars: [char; 256]) -> [char; 256] {
    let mut byte = 0;
    while byte < 256 {
        chars[byte] = capital(chars[byte]);
        byte += 1;
    }
    chars
}

/// Unicode's upper case of what ABC has.
const fn capital(letter: char) -> char {
    match letter {
        'đ' => return 'Đ',
        'ƒ' => return 'Ƒ',
        'š' => return 'Š',
        'œ' => return 'Œ',
        'ž' => return 'Ž',
        _ => {}
    }
    let mut row = 0;
    while row < VOWELS {
        let mut tone = 0;
        while tone < TONES {
            if LOWER[row][tone] as u32 == letter as u32 {
                return UPPER[row][tone];
            }
            tone += 1;
        }
        row += 1;
    }
    letter.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_those_of_unicode() {
        for (plain, capital) in ABC.chars.into_iter().zip(ABC_CAPS.chars) {
            assert!(plain.to_uppercase().eq([capital]), "{plain} {capital}");
        }
    }
}
