//! Taking in a column, in bounded memory.
//!
//! Kept are distinct words beyond ASCII, a few sample values and counts: at most about two megabytes, however long the
//! column is. Words and samples are content of the column, and may be personal.

use std::collections::HashSet;

use crate::charset::Charset;
use crate::detect::Detection;
use crate::refused::is_plain;
use crate::text::repair_double_utf8;

/// Distinct words that are kept.
const MOST_WORDS: usize = 20_000;
/// Bytes of the longest word that is kept; no syllable comes near, whatever its charset.
const LONGEST_WORD: usize = 40;
/// Sample values that are kept.
const MOST_SAMPLES: usize = 8;
/// Bytes of the longest value that is kept as a sample.
const LONGEST_SAMPLE: usize = 200;

/// Takes in the values of a column, and says what charset they are likely to be in.
#[derive(Debug, Clone, Default)]
pub struct Detector {
    pub(super) words: HashSet<Box<[u8]>>,
    pub(super) samples: Vec<Box<[u8]>>,
    pub(super) counts: Counts,
}

/// What is counted on the way.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub(super) values: usize,
    /// Values with more than printable ASCII, TAB, LF and CR.
    pub(super) marked: usize,
    /// Those among them that are ASCII all the same: what marks them are control characters. Two charsets have capitals
    /// there, and everybody else has damage.
    pub(super) controls: usize,
    /// Those among them that are UTF-8 with at least one character beyond ASCII, and those that are Latin text in it.
    /// Two bytes of VISCII can be a letter of some far script in UTF-8.
    pub(super) utf8: usize,
    pub(super) utf8_latin: usize,
    /// Those with a character that takes three bytes or four.
    pub(super) utf8_long: usize,
    /// Marked values with a NUL byte, and those that are Latin text in UTF-16 of one or the other order.
    pub(super) nul: usize,
    pub(super) utf16le: usize,
    pub(super) utf16be: usize,
    /// Words with at least two ASCII letters: all capitals, or with a small letter.
    pub(super) capital_words: usize,
    pub(super) small_words: usize,
    /// Words beyond the limits.
    pub(super) dropped: usize,
}

impl Counts {
    /// Values with a byte beyond ASCII.
    pub(super) fn beyond(&self) -> usize {
        self.marked - self.controls
    }
}

impl Detector {
    /// A detector that has seen nothing.
    pub fn new() -> Detector {
        Detector::default()
    }

    /// Takes in one value: the bytes of a cell, without delimiters.
    pub fn add(&mut self, value: &[u8]) {
        let counts = &mut self.counts;
        counts.values += 1;
        for word in value.split(|&byte| is_separator(byte)).filter(|word| !word.is_empty()) {
            let letters = || word.iter().filter(|byte| byte.is_ascii_alphabetic());
            if letters().any(u8::is_ascii_lowercase) {
                counts.small_words += 1;
            } else if letters().count() >= 2 {
                counts.capital_words += 1;
            }
            if word.iter().all(|&byte| is_plain(byte)) || self.words.contains(word) {
                continue;
            }
            if self.words.len() < MOST_WORDS && word.len() <= LONGEST_WORD {
                self.words.insert(word.into());
            } else {
                counts.dropped += 1;
            }
        }
        if value.iter().all(|&byte| is_plain(byte) || matches!(byte, b'\t' | b'\n' | b'\r')) {
            return;
        }
        counts.marked += 1;
        counts.controls += usize::from(value.is_ascii());
        let utf8 = std::str::from_utf8(value).ok().filter(|text| !text.is_ascii());
        counts.utf8 += usize::from(utf8.is_some());
        counts.utf8_long += usize::from(utf8.is_some_and(|text| text.contains(|c| c >= '\u{800}')));
        counts.utf8_latin +=
            usize::from(!value.is_ascii() && (is_latin(Charset::Utf8, value) || is_double(value)));
        counts.nul += usize::from(value.contains(&0));
        counts.utf16le += usize::from(is_latin(Charset::Utf16Le, value));
        counts.utf16be += usize::from(is_latin(Charset::Utf16Be, value));
        let is_new = || !self.samples.iter().any(|sample| **sample == *value);
        if self.samples.len() < MOST_SAMPLES && value.len() <= LONGEST_SAMPLE && is_new() {
            self.samples.push(value.into());
        }
    }

    /// What the column is likely to be.
    pub fn finish(self) -> Detection {
        super::score::judge(&self)
    }
}

/// ASCII that ends a word in every byte charset.
pub(super) fn is_separator(byte: u8) -> bool {
    is_plain(byte) && !byte.is_ascii_alphabetic() || matches!(byte, b'\t' | b'\n' | b'\r')
}

/// Whether `value` is UTF-8 that was encoded twice: controls are among its letters.
fn is_double(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| repair_double_utf8(text).is_some())
}

/// Whether `value` is text of Latin letters and common punctuation in a charset of Unicode.
fn is_latin(charset: Charset, value: &[u8]) -> bool {
    let text = charset.decode(charset.strip_bom(value));
    text.is_ok_and(|text| text.chars().all(|c| matches!(c, '\0'..'\u{370}' | '\u{1E00}'..='\u{20CF}')))
}
