//! Comparing Vietnamese names: never as keys, only to tell people what looks alike.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// `text` in Unicode NFC.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if unicode_normalization::is_nfc(text) { text.into() } else { text.nfc().collect::<String>().into() }
}

/// Whether two names are the same but for normal form, white space and the place of tone marks.
pub fn same_name(a: &str, b: &str) -> bool {
    fold_name(a) == fold_name(b)
}

/// `name` in NFC, trimmed, with single spaces, and with the tone marks of open `oa oe uy` on the first vowel:
/// `Hoà` becomes `Hòa`, `Thuỷ` becomes `Thủy`; `Quý` stays, since its `u` belongs to the `q`.
pub fn fold_name(name: &str) -> String {
    let name = nfc(name);
    let words: Vec<String> = name.split_whitespace().map(fold_word).collect();
    words.join(" ")
}

/// Moves the tone mark in every open ending of one word.
fn fold_word(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    for index in 1..letters.len() {
        let is_open = letters.get(index + 1).is_none_or(|next| !next.is_alphabetic());
        let after_q = index >= 2 && letters[index - 2].eq_ignore_ascii_case(&'q');
        if is_open
            && !after_q
            && let Some((vowel, tone)) = split_tone(letters[index])
            && matches!(
                (letters[index - 1].to_ascii_lowercase(), vowel.to_ascii_lowercase()),
                ('o', 'a' | 'e') | ('u', 'y')
            )
            && let Some(toned) = unicode_normalization::char::compose(letters[index - 1], tone)
        {
            letters[index - 1] = toned;
            letters[index] = vowel;
        }
    }
    letters.into_iter().collect()
}

/// A plain vowel and its tone mark; nothing for letters without a tone, or with another mark such as `ấ`.
fn split_tone(letter: char) -> Option<(char, char)> {
    let mut parts = std::iter::once(letter).nfd();
    let (vowel, tone) = (parts.next()?, parts.next()?);
    let is_tone = matches!(tone, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    (is_tone && parts.next().is_none()).then_some((vowel, tone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_only_in_writing_are_the_same() {
        for (a, b) in [
            ("Xã Hòa An", "Xã Hoà An"),
            ("Xã Thanh Thủy", " Xã  Thanh Thuỷ "),
            ("PHƯỜNG THÁI HOÀ", "PHƯỜNG THÁI HÒA"),
            ("Hoè", "Hòe"),
            ("Hoà-Bình", "Hòa-Bình"),
            ("Xa\u{303} Ho\u{300}a", "Xã Hoà"),
        ] {
            assert!(same_name(a, b), "{a} {b}");
        }
    }

    #[test]
    fn names_that_differ_in_sound_are_not() {
        for (a, b) in [
            ("Xã Hòa An", "Xã Hoa An"),
            ("Xã Hòa An", "Xã Hóa An"),
            ("Xã Tân Tiến", "Xã Tân Tiên"),
            ("Phường Ỷ La", "Phường Y La"),
            ("Xã Minh Xuân", "Phường Minh Xuân"),
        ] {
            assert!(!same_name(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_tone_mark_that_is_in_its_only_place_stays() {
        for name in ["Quý", "Quỳnh", "Hoàng", "Thuyền", "Ngoạn", "Khuấy", "QUÝ"] {
            assert_eq!(fold_name(name), name);
        }
    }
}
