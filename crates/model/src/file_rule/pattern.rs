//! Which files of an outbox a rule is about.

use std::str::FromStr;

use super::MAX_NAME_BYTES;
use crate::text::nfc;

/// Names of files: `*` stands for any characters, `?` for one; ASCII letters are compared without regard to case.
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
        Ok(Self(text.into_owned()))
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
                Some(c) if *c == '?' || c.eq_ignore_ascii_case(&name[read]) => {
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

    /// Whether some name matches both, as far as that is seen without a search: they are equal, or one is a plain
    /// name that the other matches.
    pub fn plainly_overlaps(&self, other: &Self) -> bool {
        let plain = |pattern: &Self| !pattern.0.contains(['*', '?']);
        self.0.eq_ignore_ascii_case(&other.0)
            || (plain(self) && other.matches(&self.0))
            || (plain(other) && self.matches(&other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_names_without_regard_to_the_case_of_ascii() {
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
        check("Đ.xml", "đ.xml", false);
        // Many stars cost no more than a few.
        check(&"*a".repeat(100), &"a".repeat(99), false);
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
        check(&"a".repeat(201), PatternError::TooLong { found: 201 });
    }

    #[test]
    fn patterns_that_are_seen_to_overlap_are_named() {
        let check = |a: &str, b: &str, expected: bool| {
            let (a, b): (FilePattern, FilePattern) = (a.parse().unwrap(), b.parse().unwrap());
            assert_eq!((a.plainly_overlaps(&b), b.plainly_overlaps(&a)), (expected, expected), "{a:?} {b:?}");
        };
        check("KS*.DBF", "ks*.dbf", true);
        check("KS*.DBF", "KS1.DBF", true);
        check("KS*.DBF", "KT1.DBF", false);
        // Both match KST, which only a search would show; at run time the first rule decides.
        check("KS*", "*T", false);
    }
}
