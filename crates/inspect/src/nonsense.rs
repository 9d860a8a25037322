//! Values that the charset of their column reads, as nonsense: a few rows in another old font among those of one.
//!
//! Nearly every byte is a letter in each of the old charsets, so such rows are read without a fault. What tells them are
//! their words:
//!
//! 1. a value is cut into words, and of those with marks it is known under which charset they are Vietnamese syllables;
//! 2. once the charset of the column is known, a value counts that has words which are none in it, and are all syllables
//!    under one other charset.
//!
//! # What holds
//!
//! * Two words speak against the charset of the column: a slip of the pen is one, and a syllable elsewhere by chance.
//! * Names of peoples whose words are no Vietnamese syllables (`Krông`, `Đắk`, `Niê`) are none under another charset
//!   either: their consonants are ASCII in all of them.

use std::collections::HashMap;

use lienthong_vntext::Charset;
use lienthong_vntext::detect::Detector;

use crate::controls::is_control;

/// The old charsets.
const OLD: [Charset; 5] =
    [Charset::Tcvn3Abc, Charset::TcvnVn1, Charset::Viscii, Charset::Windows1258, Charset::VniWin];
/// Distinct words that are remembered. Vietnamese has some six thousand syllables.
const MAX_WORDS: usize = 8000;

/// Rows that each charset reads as nonsense.
#[derive(Debug, Default)]
pub(crate) struct Nonsense {
    words: HashMap<Box<[u8]>, Option<Word>>,
    rows: [Vec<u64>; OLD.len()],
}

/// What a word is under each charset.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    is_syllable: [bool; OLD.len()],
    is_common: [bool; OLD.len()],
}

impl Nonsense {
    /// Looks at one value of this row, and remembers at most `most` rows of each charset.
    pub(crate) fn add(&mut self, value: &[u8], row: u64, most: usize) {
        if value.is_ascii() || value.iter().copied().any(is_control) {
            return;
        }
        let parts = value.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic());
        let marked = parts.filter(|part| !part.is_ascii());
        let Some(words) = marked.map(|part| self.word(part)).collect::<Option<Vec<Word>>>() else { return };
        for (own, (charset, rows)) in OLD.into_iter().zip(&mut self.rows).enumerate() {
            if rows.len() < most && is_nonsense(&words, own) && charset.decode(value).is_ok() {
                rows.push(row);
            }
        }
    }

    /// The first rows that this charset reads as nonsense.
    pub(crate) fn of(&self, charset: Charset) -> &[u64] {
        let at = OLD.iter().position(|own| *own == charset);
        at.map_or(&[], |at| &self.rows[at])
    }

    /// What a word is, if anybody can say.
    fn word(&mut self, bytes: &[u8]) -> Option<Word> {
        if let Some(word) = self.words.get(bytes) {
            return *word;
        }
        if self.words.len() >= MAX_WORDS {
            return None;
        }
        let word = Word::of(bytes);
        self.words.insert(bytes.into(), word);
        word
    }
}

impl Word {
    /// Nothing where the bytes are UTF-8, or only punctuation.
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut detector = Detector::new();
        detector.add(bytes);
        let detection = detector.finish();
        let mut word = Self::default();
        for (at, charset) in OLD.into_iter().enumerate() {
            let score = detection.score(charset).filter(|score| score.marked_words > 0)?;
            word.is_syllable[at] = score.share > 0.0;
            word.is_common[at] = score.common > 0.0;
        }
        Some(word)
    }
}

/// Whether the words are nonsense under one charset, and all are syllables under another one. A slip of the pen makes one
/// word odd, and may make another syllable of it by chance: two words must speak for the other charset.
fn is_nonsense(words: &[Word], own: usize) -> bool {
    let odd = words.iter().filter(|word| !word.is_syllable[own]).count();
    let common = |charset: usize| words.iter().filter(|word| word.is_common[charset]).count();
    let reads = |other: usize| {
        words.iter().all(|word| word.is_syllable[other]) && (odd >= 2 || common(other) >= common(own) + 2)
    };
    odd > 0 && (0..OLD.len()).any(|other| other != own && reads(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, charset: Charset, own: Charset) -> bool {
        let mut nonsense = Nonsense::default();
        // What a charset cannot write cannot stand in its rows.
        if let Ok(bytes) = charset.encode(name) {
            nonsense.add(&bytes, 2, 5);
        }
        !nonsense.of(own).is_empty()
    }

    #[test]
    fn names_in_another_old_charset_are_told() {
        let names = [
            "Nguyễn Thị Mẫu",
            "Lê Ngọc Mẫu",
            "Phường Minh Xuân",
            "Thị trấn Na Hang",
            "Bùi Quỳnh Ngữ",
            "Đặng Thủy Bằng",
        ];
        let fonts = [Charset::Tcvn3Abc, Charset::Viscii, Charset::VniWin];
        for (charset, own) in fonts.into_iter().flat_map(|charset| fonts.map(|own| (charset, own))) {
            for name in names {
                // What the charset does not have is told by `strays`.
                let is_read = own.decode(&charset.encode(name).unwrap()).is_ok();
                assert_eq!(told(name, charset, own), is_read && charset != own, "{name} {charset} {own}");
            }
        }
    }

    #[test]
    fn one_odd_word_is_a_slip_of_the_pen() {
        for (name, own) in [
            ("Yạn Minh", Charset::Viscii),
            ("Xă Khâu Vai", Charset::Windows1258),
            ("Thơng Mố", Charset::VniWin),
            ("Xđ Phú Linh", Charset::Tcvn3Abc),
        ] {
            assert!(!told(name, own, own), "{name}");
        }
    }

    #[test]
    fn names_of_peoples_are_never_told_in_their_own_charset() {
        let names = "Giàng A Pó;Sùng Seo Lử;Krông Nô;Đắk Lắk;Đăk Hà;Niê;Y Bhăm Mlô;H'Hen Niê;Y Thông Kbuôr;Êban;\
                     Kpă Thìn;Rơ Châm Blêu;Rơ Mah Kiêu;Điểu Krêng;Điểu Grứ;K'Đẹm;K'Brêuh;Zơ Râm Đăng;Bríu Pố;\
                     Pơloong Arất;Bhnướch Cơlâu;Alăng Hiêng;Hôih Mớp;Liêng Hót;Ksơr Nhônh;Chư Prông;Kbang Plây;\
                     Lầu Bá Xồng;Lỳ Phì Cà;Vàng Seo Phừ;Chảo Láo Lở;Tẩn Mẩy;Thào Páo;Cháng A Dơ;Lò Văn Pọm;Kră;Brũi;\
                     Têh;Ngọk Réo;Tơ Đră;Siêk;Blô;Krềng;Plêi Kần;Mnông;Xơ Đăng;Brâu;Rơ Măm;Bru Vân Kiều;Gié Triêng;\
                     Hrê;Ê Đê;Stiêng;Kdơng;Đê Ar;A Dơk;Kông Chro;Đak Pơ;Êa H'leo;Ea Súp;Cư M'gar";
        for name in names.split(';') {
            for charset in OLD {
                assert!(!told(name, charset, charset), "{name} {charset}");
            }
        }
    }
}
