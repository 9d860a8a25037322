//! Which charset a column is in: a tool for an administrator who writes a mapping, never for traffic.
//!
//! Bytes of one charset are often letters in another, so a single value proves little. The [`Detector`] takes a whole
//! column, and [`Detection`] says how well each charset explains it, with decoded samples for a person to look at. A
//! mapping then states the charset; nothing is detected again.
//!
//! ```
//! use lienthong_vntext::detect::{Detector, Verdict};
//! use lienthong_vntext::Charset;
//!
//! let mut detector = Detector::new();
//! for name in ["Xã Đà Vị", "Thị trấn Na Hang", "Xã Hồng Thái", "Xã Sơn Phú"] {
//!     detector.add(&Charset::VniWin.encode(name)?);
//! }
//! let detection = detector.finish();
//! assert_eq!(detection.ranked[0].charset, Charset::VniWin);
//! assert!(matches!(detection.verdict, Verdict::Undecided(_))); // right, but from too few words
//! # Ok::<(), lienthong_vntext::EncodeError>(())
//! ```
//!
//! # How
//!
//! 1. Values are cut into words at ASCII that is no letter. Distinct words with a byte beyond ASCII are kept, so that
//!    a column of a thousand `Xã` counts as one word.
//! 2. Values that are valid UTF-8 or UTF-16 decide for these without scoring: letters of an old charset make two bytes that
//!    are valid UTF-8 now and then, and no three. Control characters in values that are ASCII
//!    otherwise do not speak against UTF-8.
//! 3. Each byte charset decodes each word. A word that can be no Vietnamese syllable counts against it, one
//!    that is among four hundred frequent syllables counts twice for it.
//! 4. VN1 and VISCII have capitals on control characters. Where nothing else is beyond ASCII, these speak for one of them
//!    only in words that are syllables: `N` and 06 is NỮ, but 07 in a cell, or 1A at the end of a file, is no letter.
//! 5. TCVN3 and VN1 have the same small letters. Only words that one of them cannot read decide between these two; when
//!    there are none the text is the same, and the first is named.
//!
//! # Measured
//!
//! Over the 454 names of communes in `tests/samples/units` (451 for TCVN3, which cannot write three), each encoded, and
//! all byte charsets ranked. Right: the charset, or one that reads the same text, is alone at the top.
//!
//! | one name | right | tied | wrong | by syllables alone: right | tied | wrong |
//! |---|---|---|---|---|---|---|
//! | `tcvn3-abc` | 424 | 23 | 4 | 321 | 130 | 0 |
//! | `tcvn-vn1` | 427 | 23 | 4 | 324 | 130 | 0 |
//! | `viscii` | 453 | 1 | 0 | 332 | 122 | 0 |
//! | `windows-1258` | 454 | 0 | 0 | 454 | 0 | 0 |
//! | `vni-win` | 454 | 0 | 0 | 454 | 0 | 0 |
//!
//! Ten names that follow one another: right in 46 of 46 groups for each, both ways. In 500 random columns of 20, 30, 40,
//! 60 and 100 names for each charset (12,500 in all) no verdict was sure and wrong, and the first was at least 0.43
//! ahead of the next family; from 60 names on all verdicts were sure, but for VN1, where a single capital with a tone
//! leaves it open between the siblings. The lists of rhymes and of frequent syllables were not made from these names,
//! but names of places are a narrow text; other columns will have lower shares.

mod common;
mod gather;
mod misread;
mod score;
mod syllable;
mod why;
mod words;

use crate::charset::Charset;

pub use gather::Detector;
pub use misread::{misread, misread_text};
pub use why::Why;
pub use words::OddWords;

/// Distinct words beyond ASCII that a sure verdict needs.
pub const WORDS_NEEDED: usize = 40;
/// The share of these words that must be syllables.
pub const SHARE_NEEDED: f64 = 0.9;
/// How far the first [`Score::score`] must be before the next one of another family.
pub const LEAD_NEEDED: f64 = 0.2;

/// What a column is likely to be.
#[derive(Debug, Clone)]
pub struct Detection {
    /// The byte charsets, the best first. Empty when UTF-8, UTF-16 or plain ASCII needed no scores, and where nothing but
    /// control characters asked for them.
    pub ranked: Vec<Score>,
    /// What the numbers allow to say.
    pub verdict: Verdict,
    /// The same for a person.
    pub why: Why,
    /// Values that were added.
    pub values: usize,
    /// Those among them that had more than printable ASCII, TAB, LF and CR.
    pub marked_values: usize,
    /// Whether there were more distinct words than are kept; the others were not looked at.
    pub is_partial: bool,
}

/// What a detection allows to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// This charset explains the column and no other does.
    Sure(Charset),
    /// Only ASCII: every charset but UTF-16 reads it alike.
    Ascii,
    /// A person has to decide.
    Undecided(Reason),
}

/// Why nothing could be said for sure.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// Too few distinct words beyond ASCII; the ranking is a hint.
    FewWords {
        /// How many there were.
        found: usize,
    },
    /// Under the best charset, too many words are no Vietnamese.
    NotVietnamese {
        /// The best charset.
        best: Charset,
        /// The share of words that are syllables under it.
        share: f64,
    },
    /// Two charsets explain the column about as well.
    Close {
        /// The better one.
        first: Charset,
        /// The other one.
        second: Charset,
    },
    /// TCVN3 or VN1: some words speak for one, some for the other, or a single word for VN1.
    Siblings {
        /// Words that only `tcvn3-abc` can read.
        only_abc: usize,
        /// Words that only `tcvn-vn1` can read.
        only_vn1: usize,
    },
    /// Some values are UTF-8 and some are not.
    PartlyUtf8 {
        /// Values beyond ASCII that are UTF-8.
        utf8: usize,
        /// Values beyond ASCII that are not.
        other: usize,
    },
    /// NUL bytes in something that is not UTF-16: no text.
    Binary,
    /// No byte beyond ASCII, and control characters that no charset reads as letters of words: damage, or marks of an old
    /// program. They say nothing of the charset.
    OnlyControls {
        /// Values with such characters.
        values: usize,
    },
}

/// How well one charset explains a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The charset.
    pub charset: Charset,
    /// From 0 to 2: [`Score::share`] plus [`Score::common`].
    pub score: f64,
    /// The share of distinct words that are Vietnamese syllables under it, from 0 to 1.
    pub share: f64,
    /// The share of distinct words that are frequent syllables, from 0 to 1.
    pub common: f64,
    /// Distinct words with a letter beyond ASCII.
    pub marked_words: usize,
    /// Those among them whose bytes are not text in this charset.
    pub failed_words: usize,
    /// Some values as it decodes them; `None` where it cannot.
    pub samples: Vec<Option<String>>,
}

impl Detection {
    /// The score of `charset`.
    pub fn score(&self, charset: Charset) -> Option<&Score> {
        self.ranked.iter().find(|score| score.charset == charset)
    }
}
