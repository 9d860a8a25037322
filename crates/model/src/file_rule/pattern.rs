//! Which files of an outbox a rule is about.

use std::str::FromStr;

use super::MAX_NAME_BYTES;
use crate::text::nfc;

/// Endings of names that are never taken from an outbox, in any case: files that are still being written, and the
/// gateway's own answers.
const NEVER_TAKEN: [&str; 5] = [".part", ".tmp", ".receipt.json", ".error.json", ".rows.json"];
/// The ending of an envelope, which belongs to a file and is none itself.
const ENVELOPE: &str = ".envelope.json";

/// Whether a file of this name is never taken from an outbox.
pub fn is_never_taken(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // `~$` is what Excel puts beside a workbook that is open.
    name.starts_with('.') || name.starts_with("~$") || NEVER_TAKEN.iter().any(|ending| name.ends_with(ending))
}

/// Names of files: `*` stands for any characters, `?` for one; letters are compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePattern(String);

/// Why a text is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing was given.
    #[error("the pattern is empty")]
    Empty,
    /// More than [`MAX_NAME_BYTES`].
    #[error("the pattern has {found} bytes, more than {MAX_NAME_BYTES}")]
    TooLong {
        /// Bytes found.
        found: usize,
    },
    /// A character that no name holds, or that means something in other kinds of patterns.
    #[error("the pattern holds {found:?} at byte {offset}")]
    Character {
        /// The character.
        found: char,
        /// Where it stands.
        offset: usize,
    },
    /// Hidden files are never taken.
    #[error("the pattern begins with a dot")]
    Hidden,
    /// Nor are files that are still being written, the gateway's answers, and envelopes.
    #[error("files whose names end in {ending} are never taken")]
    NeverTaken {
        /// The ending.
        ending: &'static str,
    },
}

impl FromStr for FilePattern {
    type Err = PatternError;
    fn from_str(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() {
            return Err(PatternError::Empty);
        }
        let strange = |c: char| c.is_control() || matches!(c, '/' | '\\' | '[' | ']' | '{' | '}');
        if let Some((offset, found)) = text.char_indices().find(|(_, c)| strange(*c)) {
            return Err(PatternError::Character { found, offset });
        }
        if text.starts_with('.') {
            return Err(PatternError::Hidden);
        }
        let text = nfc(text);
        if text.len() > MAX_NAME_BYTES {
            return Err(PatternError::TooLong { found: text.len() });
        }
        let pattern = Self(text.into_owned());
        let never = NEVER_TAKEN.into_iter().chain([ENVELOPE]);
        match never.into_iter().find(|ending| Self(format!("*{ending}")).covers(&pattern)) {
            Some(ending) => Err(PatternError::NeverTaken { ending }),
            None => Ok(pattern),
        }
    }
}

impl FilePattern {
    /// The pattern as text, in NFC.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `name` is one of these. Letters with marks count as one, however a disk spells them.
    pub fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = nfc(name).chars().collect();
        self.reads(&name, |wanted, found| wanted == '?' || is_same(wanted, found))
    }

    /// Whether every name that `narrow` matches is one of these, as far as that is seen sign by sign.
    pub fn covers(&self, narrow: &Self) -> bool {
        let signs: Vec<char> = narrow.0.chars().collect();
        // What stands for any number of characters is only within what does so as well.
        self.reads(&signs, |wanted, found| {
            found != '*' && (wanted == '?' || (found != '?' && is_same(wanted, found)))
        })
    }

    /// Whether the pattern goes through all of `name`, where `fits` says what a sign other than `*` stands for.
    fn reads(&self, name: &[char], fits: impl Fn(char, char) -> bool) -> bool {
        let pattern: Vec<char> = self.0.chars().collect();
        let (mut at, mut read) = (0, 0);
        // The last `*`, and how far the name was read when it was met.
        let mut star: Option<(usize, usize)> = None;
        while read < name.len() {
            match pattern.get(at) {
                Some('*') => {
                    star = Some((at, read));
                    at += 1;
                }
                Some(c) if fits(*c, name[read]) => {
                    at += 1;
                    read += 1;
                }
                _ => {
                    let Some((place, from)) = star else { return false };
                    star = Some((place, from + 1));
                    (at, read) = (place + 1, from + 1);
                }
            }
        }
        pattern[at..].iter().all(|c| *c == '*')
    }
}

/// Whether two letters are one, whatever their case.
fn is_same(one: char, other: char) -> bool {
    one == other || one.to_lowercase().eq(other.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_names_without_regard_to_case() {
        let check = |pattern: &str, name: &str, expected: bool| {
            let found = pattern.parse::<FilePattern>().unwrap().matches(name);
            assert_eq!(found, expected, "{pattern} {name}");
        };
        check("KS*.DBF", "ks2026.dbf", true);
        check("KS*.DBF", "KS.DBF", true);
        check("KS*.DBF", "KS.DBF.bak", false);
        check("KS??.DBF", "KS01.dbf", true);
        check("KS??.DBF", "KS1.dbf", false);
        check("*", "", true);
        check("*a*b*", "xxaxxbxx", true);
        check("*a*b", "xxbxxaxx", false);
        check("hồ sơ*.xml", "hồ sơ 1.XML", true);
        // The same letters as a disk that decomposes them has them.
        check("hồ sơ?.xml", "ho\u{302}\u{300} so\u{31b}1.xml", true);
        check("đơn*.xml", "ĐƠN 1.XML", true);
        check("*.p*", "a.part", true);
        check("Đ.xml", "D.xml", false);
        // Many stars cost no more than a few.
        check(&"*a".repeat(100), &"a".repeat(99), false);
    }

    #[test]
    fn what_is_not_finished_or_not_a_message_is_never_taken() {
        for name in [".a", "a.part", "A.TMP", "~$a.xlsx", "a.xlsx.receipt.json", "a.ERROR.json"] {
            assert!(is_never_taken(name), "{name}");
        }
        for name in ["a.xlsx", "a~$.xlsx", "part", "a.tmp.csv", "a.json"] {
            assert!(!is_never_taken(name), "{name}");
        }
    }

    #[test]
    fn a_text_that_is_no_pattern_says_where() {
        let check = |text: &str, expected: PatternError| {
            assert_eq!(text.parse::<FilePattern>(), Err(expected), "{text:?}");
        };
        check("", PatternError::Empty);
        check("a/b", PatternError::Character { found: '/', offset: 1 });
        check("KS[0-9].DBF", PatternError::Character { found: '[', offset: 2 });
        check("KS{date}.DBF", PatternError::Character { found: '{', offset: 2 });
        check("a\u{7}", PatternError::Character { found: '\u{7}', offset: 1 });
        check(".a", PatternError::Hidden);
        check("*.part", PatternError::NeverTaken { ending: ".part" });
        check("KS*.TMP", PatternError::NeverTaken { ending: ".tmp" });
        check("*.envelope.json", PatternError::NeverTaken { ending: ".envelope.json" });
        check(&"a".repeat(201), PatternError::TooLong { found: 201 });
    }

    #[test]
    fn a_pattern_covers_one_that_says_more() {
        let check = |wide: &str, narrow: &str, expected: bool| {
            let (wide, narrow): (FilePattern, FilePattern) = (wide.parse().unwrap(), narrow.parse().unwrap());
            assert_eq!(wide.covers(&narrow), expected, "{wide:?} {narrow:?}");
        };
        check("KS*.DBF", "ks*.dbf", true);
        check("KS*.DBF", "KS1.DBF", true);
        check("*.DBF", "KS*.DBF", true);
        check("*.DBF", "*KS??.DBF", true);
        check("KS??.DBF", "KS?1.DBF", true);
        // A rule for some files may stand before one for more.
        check("KS1.DBF", "KS*.DBF", false);
        check("KS?.DBF", "KS*.DBF", false);
        check("KS1.DBF", "KS?.DBF", false);
        // Both match KST, and each matches what the other does not.
        check("KS*", "*T", false);
    }
}
