//! The Vietnamese letters: twelve vowels with six tones each, and đ.
//!
//! Everything that composes or takes apart letters is derived from [`LOWER`] and [`UPPER`]; no other file lists them.

/// Columns of [`LOWER`] and [`UPPER`].
pub(crate) const TONES: usize = 6;
/// The tone columns, in the order of the tables.
pub(crate) const GRAVE: usize = 1;
pub(crate) const HOOK: usize = 2;
pub(crate) const TILDE: usize = 3;
pub(crate) const ACUTE: usize = 4;
pub(crate) const DOT: usize = 5;

/// Rows of [`LOWER`] and [`UPPER`].
pub(crate) const VOWELS: usize = 12;

/// Lower-case vowels: a row for each vowel, columns without tone, grave, hook, tilde, acute, dot.
pub(crate) const LOWER: [[char; TONES]; VOWELS] = [
    ['a', 'à', 'ả', 'ã', 'á', 'ạ'],
    ['ă', 'ằ', 'ẳ', 'ẵ', 'ắ', 'ặ'],
    ['â', 'ầ', 'ẩ', 'ẫ', 'ấ', 'ậ'],
    ['e', 'è', 'ẻ', 'ẽ', 'é', 'ẹ'],
    ['ê', 'ề', 'ể', 'ễ', 'ế', 'ệ'],
    ['i', 'ì', 'ỉ', 'ĩ', 'í', 'ị'],
    ['o', 'ò', 'ỏ', 'õ', 'ó', 'ọ'],
    ['ô', 'ồ', 'ổ', 'ỗ', 'ố', 'ộ'],
    ['ơ', 'ờ', 'ở', 'ỡ', 'ớ', 'ợ'],
    ['u', 'ù', 'ủ', 'ũ', 'ú', 'ụ'],
    ['ư', 'ừ', 'ử', 'ữ', 'ứ', 'ự'],
    ['y', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ'],
];

/// The same in capitals.
pub(crate) const UPPER: [[char; TONES]; VOWELS] = [
    ['A', 'À', 'Ả', 'Ã', 'Á', 'Ạ'],
    ['Ă', 'Ằ', 'Ẳ', 'Ẵ', 'Ắ', 'Ặ'],
    ['Â', 'Ầ', 'Ẩ', 'Ẫ', 'Ấ', 'Ậ'],
    ['E', 'È', 'Ẻ', 'Ẽ', 'É', 'Ẹ'],
    ['Ê', 'Ề', 'Ể', 'Ễ', 'Ế', 'Ệ'],
    ['I', 'Ì', 'Ỉ', 'Ĩ', 'Í', 'Ị'],
    ['O', 'Ò', 'Ỏ', 'Õ', 'Ó', 'Ọ'],
    ['Ô', 'Ồ', 'Ổ', 'Ỗ', 'Ố', 'Ộ'],
    ['Ơ', 'Ờ', 'Ở', 'Ỡ', 'Ớ', 'Ợ'],
    ['U', 'Ù', 'Ủ', 'Ũ', 'Ú', 'Ụ'],
    ['Ư', 'Ừ', 'Ử', 'Ữ', 'Ứ', 'Ự'],
    ['Y', 'Ỳ', 'Ỷ', 'Ỹ', 'Ý', 'Ỵ'],
];

/// The combining marks of the tones, by column.
pub(crate) const MARKS: [char; TONES] = ['\0', '\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// The 134 letters that Vietnamese adds to ASCII: 67 in lower case, then the same in upper case.
///
/// They are the letters of QuocNgu as TCVN 6909:2001 takes them from Unicode, each as one NFC character.
///
/// ```
/// use lienthong_vntext::{Charset, LETTERS};
/// let held = |charset: Charset| LETTERS.iter().filter(|l| charset.encode(&l.to_string()).is_ok()).count();
/// assert_eq!((held(Charset::VniWin), held(Charset::Tcvn3Abc)), (134, 74));
/// ```
pub const LETTERS: [char; 134] = letters();

const fn letters() -> [char; 134] {
    let mut all = ['đ'; 134];
    all[67] = 'Đ';
    let (mut next, mut row) = (1, 0);
    while row < VOWELS {
        let mut tone = 0;
        while tone < TONES {
            if !LOWER[row][tone].is_ascii() {
                all[next] = LOWER[row][tone];
                all[67 + next] = UPPER[row][tone];
                next += 1;
            }
            tone += 1;
        }
        row += 1;
    }
    all
}

/// The row, the tone and whether it is a capital; `None` for what is no Vietnamese vowel.
pub(crate) fn vowel(letter: char) -> Option<(usize, usize, bool)> {
    let at = |table: &[[char; TONES]; VOWELS]| {
        table
            .iter()
            .enumerate()
            .find_map(|(row, tones)| Some((row, tones.iter().position(|&c| c == letter)?)))
    };
    match at(&LOWER) {
        Some((row, tone)) => Some((row, tone, false)),
        None => at(&UPPER).map(|(row, tone)| (row, tone, true)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn the_table_is_what_unicode_composes() {
        for (tones, upper) in LOWER.iter().zip(&UPPER) {
            for tone in 1..TONES {
                assert!([tones[0], MARKS[tone]].into_iter().nfc().eq([tones[tone]]));
                assert!([upper[0], MARKS[tone]].into_iter().nfc().eq([upper[tone]]));
            }
            for tone in 0..TONES {
                assert!(tones[tone].to_uppercase().eq([upper[tone]]));
            }
        }
        let distinct: std::collections::BTreeSet<char> = LETTERS.into_iter().collect();
        assert_eq!(distinct.len(), 134);
    }
}
