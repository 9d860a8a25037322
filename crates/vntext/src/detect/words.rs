//! Whether many values, each of which can be read in the charset that they are said to be in, were written in another.
//!
//! A value of one word shows nothing, and a file of such values is nonsense from its first row to its last. Its words
//! together show it:
//!
//! 1. the distinct marked words are remembered, those that are syllables in the stated charset and those that are none;
//! 2. under each other charset they are read once more, and what cannot be read counts against it;
//! 3. another one is named where nearly all are syllables under it and far fewer are as stated.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::charset::Charset;
use crate::detect::gather::is_separator;
use crate::detect::misread::{Reading, byte_of, reading};

/// Words that are remembered, at most, of each kind, and bytes of the longest.
const MOST_KNOWN: usize = 20_000;
const LONGEST_KNOWN: usize = 40;
/// Odd words without which nothing is said. Of columns of random names from `tests/samples/units` in a wrong charset this
/// and the next two know nine in ten of two names, all but one in a hundred of four and all of six; of 12,600 columns in
/// the right one, a half of them with names of other languages of Vietnam, none is doubted.
const ODD_NEEDED: usize = 2;
/// The share of the words that must be syllables in the other charset.
const SHARE_NEEDED: f64 = 0.8;
/// How far its score must be before that of the stated one.
const LEAD_NEEDED: f64 = 0.3;

/// The distinct marked words of many values, in bounded memory.
///
/// The words of a column come again and again. Only values with an odd word are worth a look at every charset.
#[derive(Debug, Clone)]
pub struct OddWords {
    charset: Charset,
    /// Words that are syllables, or say nothing.
    known: HashSet<Box<[u8]>>,
    odd: HashSet<Box<[u8]>>,
}

impl OddWords {
    /// For values in `charset`.
    pub fn new(charset: Charset) -> Self {
        Self { charset, known: HashSet::new(), odd: HashSet::new() }
    }

    /// Whether `value` has a marked word that is no Vietnamese syllable, or that cannot be read.
    pub fn is_in(&mut self, value: &[u8]) -> bool {
        if value.is_ascii() {
            return false;
        }
        let mut is_odd = false;
        for word in value.split(|byte| is_separator(*byte)) {
            if word.is_ascii() || self.known.contains(word) {
                continue;
            }
            let odd = reading(word, self.charset).is_none_or(|reading| reading.odd > 0);
            is_odd |= odd;
            let words = if odd { &mut self.odd } else { &mut self.known };
            if word.len() <= LONGEST_KNOWN && words.len() < MOST_KNOWN && !words.contains(word) {
                words.insert(word.into());
            }
        }
        is_odd
    }

    /// The charset in which nearly all of the words are syllables, where far fewer are in the stated one: what the values
    /// that were looked at were written in. Nothing where too few words are odd to say so.
    ///
    /// ```
    /// use lienthong_vntext::{Charset, detect::OddWords};
    ///
    /// let mut words = OddWords::new(Charset::Tcvn3Abc);
    /// for name in ["Đà Vị", "Hồng Thái", "Năng Khả", "Thượng Giáp", "Sơn Phú"] {
    ///     words.is_in(&Charset::Viscii.encode(name)?);
    /// }
    /// assert_eq!(words.misread(), Some(Charset::Viscii));
    /// # Ok::<(), lienthong_vntext::EncodeError>(())
    /// ```
    pub fn misread(&self) -> Option<Charset> {
        if self.odd.len() < ODD_NEEDED || !self.charset.is_ascii_compatible() {
            return None;
        }
        let as_stated = self.tally(self.charset, |word| Some(Cow::Borrowed(word)));
        let mut best: Option<(Charset, Tally)> = None;
        for charset in Charset::OLD.into_iter().chain([Charset::Utf8]) {
            let other = match self.charset.is_unicode() {
                _ if charset == self.charset => continue,
                // Bytes that somebody took for windows-1252 and wrote in Unicode.
                true if charset == Charset::Utf8 => continue,
                true => self.tally(charset, |word| bytes_of(word).map(Cow::Owned)),
                false => self.tally(charset, |word| Some(Cow::Borrowed(word))),
            };
            let explains = other.share() >= SHARE_NEEDED && other.score() - as_stated.score() >= LEAD_NEEDED;
            if explains && best.is_none_or(|(_, known)| other.score() > known.score()) {
                best = Some((charset, other));
            }
        }
        best.map(|(charset, _)| charset)
    }

    /// The words in `charset`, each as the bytes that it would be there; one that is none counts against it.
    fn tally<'w>(&'w self, charset: Charset, bytes: impl Fn(&'w [u8]) -> Option<Cow<'w, [u8]>>) -> Tally {
        let mut tally = Tally::default();
        for word in self.known.iter().chain(&self.odd) {
            match bytes(word).and_then(|word| reading(&word, charset)) {
                Some(Reading { odd: 0, good: 0, .. }) => {}
                Some(Reading { odd: 0, common, .. }) => {
                    tally.good += 1;
                    tally.common += usize::from(common > 0);
                }
                _ => tally.bad += 1,
            }
        }
        tally
    }
}

/// What the words are under one charset.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    good: usize,
    /// Of the good ones.
    common: usize,
    bad: usize,
}

impl Tally {
    /// The share of syllables, from 0 to 1.
    fn share(self) -> f64 {
        self.of_all(self.good)
    }
    /// That and the share of frequent ones, from 0 to 2.
    fn score(self) -> f64 {
        self.of_all(self.good + self.common)
    }
    fn of_all(self, some: usize) -> f64 {
        let all = self.good + self.bad;
        if all == 0 { 0.0 } else { some as f64 / all as f64 }
    }
}

fn bytes_of(word: &[u8]) -> Option<Vec<u8>> {
    std::str::from_utf8(word).ok()?.chars().map(byte_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_word_is_odd_each_time_and_no_other_is() {
        let mut words = OddWords::new(Charset::Tcvn3Abc);
        let encoded = |text: &str, charset: Charset| charset.encode(text).unwrap().into_owned();
        for _ in 0..3 {
            assert!(!words.is_in(&encoded("Nguyễn Văn Mẫu, xã Sơn Phú", Charset::Tcvn3Abc)));
            assert!(words.is_in(&encoded("Hoàng Mỹ Yên", Charset::VniWin)));
            assert!(!words.is_in(b"Na Hang 12"));
        }
    }

    /// Invented people, and units of which no name has a word that nearly every name has.
    const NAMES: [&str; 10] = [
        "Đà Vị",
        "Hồng Thái",
        "Năng Khả",
        "Thượng Giáp",
        "Sơn Phú",
        "Yên Hoa",
        "Trần Thị Mẫu",
        "Đặng Văn Thử",
        "Khâu Tinh",
        "Bế Đức Dụ",
    ];

    #[test]
    fn names_of_another_charset_are_known_together_and_those_of_the_stated_one_never_are() {
        let all = || Charset::OLD[..5].iter().copied().chain([Charset::Utf8]);
        for stated in all() {
            for written in all() {
                let mut words = OddWords::new(stated);
                let mut is_same = true;
                for name in NAMES {
                    let Ok(bytes) = written.encode(name) else { continue };
                    words.is_in(&bytes);
                    is_same &= stated.decode(&bytes).is_ok_and(|text| text == name);
                }
                // The two have the same small letters.
                let is_family = |one| matches!(one, Charset::Tcvn3Abc | Charset::TcvnVn1);
                match words.misread() {
                    _ if stated == Charset::Utf8 => {}
                    None => assert!(
                        is_same || is_family(stated) && is_family(written),
                        "{written:?} as {stated:?}"
                    ),
                    Some(found) if is_family(written) => assert!(is_family(found) && !is_family(stated)),
                    Some(found) => {
                        assert!(!is_same && found == written, "{written:?} as {stated:?}: {found:?}")
                    }
                }
            }
        }
    }

    #[test]
    fn letters_of_an_old_font_in_unicode_are_known_together() {
        let mut words = OddWords::new(Charset::Utf8);
        for name in ["§¹t", "NguyÔn", "Hång", "Th¸i"] {
            words.is_in(name.as_bytes());
        }
        assert_eq!(words.misread(), Some(Charset::Tcvn3Abc));
    }

    #[test]
    fn words_of_other_languages_are_left_alone() {
        for charset in Charset::OLD.into_iter().chain([Charset::Utf8]) {
            let mut words = OddWords::new(charset);
            for name in [
                "Krông Nô",
                "Đắk Lắk",
                "Sùng Seo Lử",
                "Ksor Hnốt",
                "Siu Blưn",
                "Rơ Châm Đốt",
                "Pờ Ê",
                "Ea Súp",
            ] {
                let _ = charset.encode(name).map(|bytes| words.is_in(&bytes));
            }
            assert_eq!(words.misread(), None, "{charset:?}");
        }
    }
}
