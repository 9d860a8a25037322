//! Whether one value, which can be read in the charset that it is said to be in, was written in another.
//!
//! A column speaks for its charset by many words ([`Detector`](super::Detector)). A row that another program added has a
//! few, and no byte that the charset does not have: read so, it is nonsense. It is known by its words:
//!
//! 1. in the stated charset some of the marked words are no Vietnamese syllables;
//! 2. in another one all of them are, and more of them are frequent;
//! 3. one odd word is a name or a slip: then none of the others may be frequent as stated, and two must be otherwise;
//! 4. a syllable of UTF-8 with a letter of three bytes is itself and nothing else, whatever the other words are.
//!
//! Names and words of other languages of Vietnam have no syllables anywhere, so they are not taken for anything.

use crate::charset::Charset;
use crate::detect::common::is_common;
use crate::detect::gather::is_separator;
use crate::detect::syllable::{Shape, shape};
use crate::refused::is_plain;

/// What the marked words of a value are under one charset.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reading {
    pub(super) odd: usize,
    pub(super) good: usize,
    pub(super) common: usize,
}

/// The charset in which `value` was probably written, where it can be read in `stated` and is nonsense there; nothing for
/// a stated charset of Unicode, which no such bytes are by chance.
///
/// ```
/// use lienthong_vntext::{Charset, detect::misread};
///
/// let of_vni = Charset::VniWin.encode("Hoàng Mỹ Yên")?;
/// assert_eq!(misread(&of_vni, Charset::Tcvn3Abc), Some(Charset::VniWin));
/// assert_eq!(misread(&of_vni, Charset::VniWin), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn misread(value: &[u8], stated: Charset) -> Option<Charset> {
    if value.is_ascii() || !Charset::OLD.contains(&stated) {
        return None;
    }
    if value.split(|byte| is_separator(*byte)).any(|word| is_utf8_alone(word, stated)) {
        return Some(Charset::Utf8);
    }
    other(value, stated)
}

/// The old charset whose bytes the letters of `text` are: a program took them for windows-1252, and wrote these letters
/// in Unicode. `NguyÔn V¨n §¹t` is TCVN3.
pub fn misread_text(text: &str) -> Option<Charset> {
    if text.is_ascii() {
        return None;
    }
    let as_it_is = text.split_whitespace().fold(Reading::default(), |seen, word| seen.with(word));
    if as_it_is.odd == 0 {
        return None;
    }
    let bytes: Vec<u8> = text.chars().map(byte_of).collect::<Option<_>>()?;
    let readings = Charset::OLD.into_iter();
    best(readings.filter_map(|charset| Some((charset, reading(&bytes, charset)?))), as_it_is)
}

fn other(value: &[u8], stated: Charset) -> Option<Charset> {
    let as_stated = reading(value, stated).filter(|reading| reading.odd > 0)?;
    let others = Charset::OLD.into_iter().chain([Charset::Utf8]).filter(|charset| *charset != stated);
    best(others.filter_map(|charset| Some((charset, reading(value, charset)?))), as_stated)
}

/// Whether a word is UTF-8 whatever stands beside it: a syllable with a letter that takes three bytes there, which are no
/// syllable in an old charset.
fn is_utf8_alone(word: &[u8], stated: Charset) -> bool {
    if word.is_ascii() {
        return false;
    }
    let Ok(text) = Charset::Utf8.decode(word) else { return false };
    let good = Reading::default().with(&text);
    (good.odd, good.good) == (0, 1)
        && text.contains(|c| matches!(c, '\u{1EA0}'..='\u{1EF9}'))
        && reading(word, stated).is_none_or(|stated| stated.odd > 0)
}

/// The reading that explains all, where one does far better than that which is stated.
fn best(others: impl Iterator<Item = (Charset, Reading)>, stated: Reading) -> Option<Charset> {
    let explains = |other: &Reading| {
        let is_better = match stated.odd {
            0 => false,
            1 => stated.common == 0 && other.common >= 2,
            _ => other.common > stated.common,
        };
        other.odd == 0 && other.good >= 2 && is_better
    };
    let mut best: Option<(Charset, Reading)> = None;
    for (charset, other) in others.filter(|(_, other)| explains(other)) {
        if best.is_none_or(|(_, known)| other.common > known.common) {
            best = Some((charset, other));
        }
    }
    best.map(|(charset, _)| charset)
}

/// The marked words of a value under one charset; nothing where one cannot be read.
pub(super) fn reading(value: &[u8], charset: Charset) -> Option<Reading> {
    let mut seen = Reading::default();
    for word in value.split(|byte| is_separator(*byte)) {
        if word.iter().all(|byte| is_plain(*byte)) {
            continue;
        }
        seen = seen.with(&charset.decode(word).ok()?);
    }
    Some(seen)
}

impl Reading {
    /// With one more word; words without marks say nothing of a charset.
    pub(super) fn with(self, word: &str) -> Self {
        let word = word.trim_matches(|c: char| !c.is_alphabetic() && (c.is_ascii() || c.is_whitespace()));
        // A dash or a dot says nothing either.
        if word.is_ascii() || !word.contains(char::is_alphabetic) {
            return self;
        }
        let is_letters = word.chars().all(char::is_alphabetic);
        if !is_letters || shape(word) == Shape::Other {
            return Self { odd: self.odd + 1, ..self };
        }
        if word.chars().nth(1).is_none() {
            return self;
        }
        let common = usize::from(is_common(&word.to_lowercase()));
        Self { good: self.good + 1, common: self.common + common, ..self }
    }
}

/// The byte that windows-1252 has for a letter.
pub(super) fn byte_of(c: char) -> Option<u8> {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match u32::from(c) {
        code @ (0..0x80 | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => HIGH.iter().position(|high| *high == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invented people and real places.
    const VALUES: [&str; 8] = [
        "Hoàng Mỹ Yên",
        "Nguyễn Văn Mẫu",
        "thị trấn Na Hang",
        "xã Thượng Lâm, huyện Lâm Bình",
        "Trần Thị Ví Dụ",
        "Đơn xin cấp bản sao giấy khai sinh",
        "Lò Thị Thử",
        "phường Phan Thiết",
    ];

    #[test]
    fn a_value_of_another_charset_is_known_by_its_words() {
        let all = [&Charset::OLD[..5], &[Charset::Utf8]].concat().into_iter();
        for stated in all.clone().filter(|stated| *stated != Charset::Utf8) {
            let mut known = 0;
            let mut readable = 0;
            for written in all.clone() {
                for value in VALUES {
                    let bytes = written.encode(value).unwrap();
                    let is_same = stated.decode(&bytes).is_ok_and(|text| text == value);
                    if is_same {
                        assert_eq!(misread(&bytes, stated), None, "{value} is {stated:?}");
                    } else if stated.decode(&bytes).is_ok() {
                        readable += 1;
                        let found = misread(&bytes, stated);
                        known += usize::from(found.is_some());
                        let is_it =
                            found.is_none_or(|found| found.decode(&bytes).is_ok_and(|text| text == value));
                        assert!(is_it, "{value} in {written:?}, stated {stated:?}: {found:?}");
                    }
                }
            }
            assert!(known * 10 >= readable * 8, "{stated:?}: {known} of {readable}");
        }
    }

    #[test]
    fn one_word_of_utf_8_is_known_among_those_of_an_old_charset() {
        for stated in Charset::OLD {
            let before = stated.encode("Trần Thị").unwrap_or_else(|_| "Tran".as_bytes().into());
            for word in ["Nguyễn", "Nguye\u{302}\u{303}n", "phường,"] {
                let value = [&*before, b" ", word.as_bytes(), b" ", &*before].concat();
                assert_eq!(misread(&value, stated), Some(Charset::Utf8), "{word} in {stated:?}");
            }
        }
    }

    #[test]
    fn names_of_other_languages_and_single_words_are_left_alone() {
        for value in [
            "Krông Nô",
            "Đắk Lắk",
            "Giàng A Pó",
            "Sùng Seo Lử",
            "Hạng Thị Chư",
            "Ksor Hnốt",
            "Siu Blưn",
            "Ea Súp",
            "Rơ Châm Đốt",
            "Mùa A Vừ",
            "Cầm Bá Lươn",
            "Đường Láng-Hòa Lạc",
            "Số 12/QĐ-UBND",
            "ĐỖ",
            "Thuỷ",
            "TP.HCM",
        ] {
            for charset in Charset::OLD {
                if let Ok(bytes) = charset.encode(value) {
                    assert_eq!(misread(&bytes, charset), None, "{value} in {charset:?}");
                }
            }
            assert_eq!(misread_text(value), None, "{value}");
        }
    }

    #[test]
    fn letters_of_an_old_font_that_were_saved_as_unicode_are_known() {
        assert_eq!(misread_text("NguyÔn V¨n §¹t"), Some(Charset::Tcvn3Abc));
        assert_eq!(misread_text("Nguyeãn Vaên Ñaït"), Some(Charset::VniWin));
        for text in ["Nguyễn Văn Đạt", "Café crème brûlée", "Straße Köln Müller", "§ 5 – “Điều lệ”"]
        {
            assert_eq!(misread_text(text), None, "{text}");
        }
    }
}
