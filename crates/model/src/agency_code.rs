//! Agency codes: old form, new form, canonical form.
//!
//! The old form (QCVN 102:2016/BTTTT, `000.00.07.H60`) is read right to left, the new form (QĐ 20/2020/QĐ-TTg,
//! `H60.07`) left to right. Canonical is the new form, upper case, without trailing zero groups. The steps of
//! [`AgencyCode::read`], in order:
//!
//! 1. trim, refuse what no code holds (other characters, empty groups, the word `null`), raise lower case;
//! 2. decide the form by where the level-1 group (a letter and two digits) stands;
//! 3. turn the old form around; drop zero groups from the end, and only there;
//! 4. refuse what is all zero.
//!
//! # What holds
//!
//! * Nothing is padded, cut or guessed: a text that can be read both ways is refused with both readings.
//! * An [`AgencyCode`] is canonical, and its text parses to itself.
//!
//! The formula is the fallback. Which text names which agency is for the directory to say; its aliases win.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{shorten, text_serde};
use crate::quotes::{CHARACTER_LEFT_OUT, LEFT_OUT, Quotes};

/// Most characters of a code (QĐ 20/2020/QĐ-TTg).
pub const MAX_LEN: usize = 35;

/// Widths of the groups of the old form below level 1, from level 2 down (QCVN 102:2016: Y, Z, V).
const OLD_WIDTHS: [usize; 3] = [2, 2, 3];

/// An agency code in canonical form: the new form, upper case, without trailing zero groups, e.g. `H60.07`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgencyCode(std::sync::Arc<str>);
text_serde!(AgencyCode);

/// The two written forms of an agency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeForm {
    /// QCVN 102:2016, `000.00.07.H60`, read right to left.
    Old,
    /// QĐ 20/2020/QĐ-TTg, `H60.07`.
    New,
}

/// What a parser noticed without refusing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeWarning {
    /// White space stood around the code.
    Trimmed,
    /// Lower-case letters were raised.
    Lowercase,
}

/// A text that has been read as an agency code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Canonical form.
    pub code: AgencyCode,
    /// The form in which it was written.
    pub form: CodeForm,
    /// What was noticed.
    pub warnings: Vec<CodeWarning>,
}

/// Why a text is not an agency code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// Nothing was given.
    #[error("the agency code is empty")]
    Empty,
    /// A program wrote its word for "nothing" where a code belongs.
    #[error("the agency code is the word {word:?}, which some program wrote for a missing value")]
    NullWord {
        /// The word as received.
        word: String,
    },
    /// White space between characters of the code.
    #[error("the agency code holds white space at byte {offset}")]
    InnerSpace {
        /// Where, counted in the trimmed text.
        offset: usize,
    },
    /// A character outside of ASCII, such as a full-width digit or `Đ`.
    #[error("the agency code holds {found:?} at byte {offset}, which is not an ASCII character")]
    NotAscii {
        /// The character.
        found: char,
        /// Where, counted in the trimmed text.
        offset: usize,
    },
    /// An ASCII character that no code holds.
    #[error("the agency code holds {found:?} at byte {offset}; allowed are A-Z, 0-9 and .")]
    Character {
        /// The character.
        found: char,
        /// Where, counted in the trimmed text.
        offset: usize,
    },
    /// More characters than a code may have.
    #[error("the agency code has {found} characters, more than {MAX_LEN}")]
    TooLong {
        /// Characters found.
        found: usize,
    },
    /// Only dots.
    #[error("the agency code has no group, only dots")]
    OnlyDots,
    /// A dot before the first group.
    #[error("the agency code begins with a dot")]
    LeadingDot,
    /// A dot after the last group.
    #[error("the agency code ends with a dot")]
    TrailingDot,
    /// Two dots with nothing between.
    #[error("the agency code has two dots in a row at byte {offset}")]
    DoubledDot {
        /// Where the first stands, counted in the trimmed text.
        offset: usize,
    },
    /// A level-1 group at both ends: the text can be read in both forms.
    #[error(
        "the agency code can be read as {new} (new form) and as {old} (old form); write one that is clear"
    )]
    Ambiguous {
        /// What it would be in the new form.
        new: String,
        /// What it would be in the old form.
        old: String,
    },
    /// Written in the old form, with a group of another width than the norm gives it.
    #[error(
        "group {group} of the agency code, {text:?}, has {found} characters; in the old form (QCVN 102:2016) it has {expected}"
    )]
    OldGroupWidth {
        /// Which group, from 1, left to right.
        group: usize,
        /// The group.
        text: String,
        /// Characters that the norm gives it.
        expected: usize,
        /// Characters found.
        found: usize,
    },
    /// Written in the old form, with more groups than it has.
    #[error("the agency code has {found} groups; the old form (QCVN 102:2016) has at most 4")]
    OldTooManyGroups {
        /// Groups found.
        found: usize,
    },
    /// Every group is zero.
    #[error("every group of the agency code is zero")]
    AllZero,
    /// The group of level 1, the province or ministry, is zero.
    #[error("the first level of the agency code, {group:?}, is zero")]
    LevelOneZero {
        /// The group.
        group: String,
    },
    /// Legal characters in neither form: an identifier of somebody else, usable only as an alias.
    #[error("{text:?} has neither form of an agency code, and the directory does not list it as an alias")]
    Foreign {
        /// The text, trimmed.
        text: String,
    },
    /// A code, but not in canonical form, where only the canonical form is accepted.
    #[error("{text:?} is not the canonical form of the agency code; write {canonical}")]
    NotCanonical {
        /// The text as received, cut to a printable length.
        text: String,
        /// What to write.
        canonical: String,
    },
}

impl CodeError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "CODE_EMPTY",
            Self::NullWord { .. } => "CODE_NULL_WORD",
            Self::InnerSpace { .. } => "CODE_INNER_SPACE",
            Self::NotAscii { .. } => "CODE_NOT_ASCII",
            Self::Character { .. } => "CODE_CHARACTER",
            Self::TooLong { .. } => "CODE_TOO_LONG",
            Self::OnlyDots => "CODE_ONLY_DOTS",
            Self::LeadingDot => "CODE_LEADING_DOT",
            Self::TrailingDot => "CODE_TRAILING_DOT",
            Self::DoubledDot { .. } => "CODE_DOUBLED_DOT",
            Self::Ambiguous { .. } => "CODE_AMBIGUOUS",
            Self::OldGroupWidth { .. } => "CODE_OLD_GROUP_WIDTH",
            Self::OldTooManyGroups { .. } => "CODE_OLD_TOO_MANY_GROUPS",
            Self::AllZero => "CODE_ALL_ZERO",
            Self::LevelOneZero { .. } => "CODE_LEVEL_ONE_ZERO",
            Self::Foreign { .. } => "CODE_FOREIGN",
            Self::NotCanonical { .. } => "CODE_NOT_CANONICAL",
        }
    }
}

impl Quotes for CodeError {
    fn unquoted(&self) -> Self {
        let left_out = || LEFT_OUT.to_owned();
        match *self {
            Self::Empty
            | Self::InnerSpace { .. }
            | Self::TooLong { .. }
            | Self::OnlyDots
            | Self::LeadingDot
            | Self::TrailingDot
            | Self::DoubledDot { .. }
            | Self::OldTooManyGroups { .. }
            | Self::AllZero => self.clone(),
            Self::NullWord { .. } => Self::NullWord { word: left_out() },
            Self::NotAscii { offset, .. } => Self::NotAscii { found: CHARACTER_LEFT_OUT, offset },
            Self::Character { offset, .. } => Self::Character { found: CHARACTER_LEFT_OUT, offset },
            Self::Ambiguous { .. } => Self::Ambiguous { new: left_out(), old: left_out() },
            Self::OldGroupWidth { group, expected, found, .. } => {
                Self::OldGroupWidth { group, text: left_out(), expected, found }
            }
            Self::LevelOneZero { .. } => Self::LevelOneZero { group: left_out() },
            Self::Foreign { .. } => Self::Foreign { text: left_out() },
            Self::NotCanonical { .. } => Self::NotCanonical { text: left_out(), canonical: left_out() },
        }
    }
}

impl AgencyCode {
    /// Reads a code in either form, by the rules of QCVN 102:2016 and QĐ 20/2020/QĐ-TTg.
    ///
    /// `form` decides texts that can be read both ways; without it they are [`CodeError::Ambiguous`].
    pub fn read(text: &str, form: Option<CodeForm>) -> Result<Reading, CodeError> {
        let trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace());
        check_characters(trimmed)?;
        let upper = trimmed.to_ascii_uppercase();
        let groups: Vec<&str> = upper.split('.').collect();
        let (groups, form) = orient(groups, form, trimmed)?;
        let code = assemble(&groups)?;
        let mut warnings = Vec::new();
        if trimmed.len() != text.len() {
            warnings.push(CodeWarning::Trimmed);
        }
        if upper != trimmed {
            warnings.push(CodeWarning::Lowercase);
        }
        Ok(Reading { code, form, warnings })
    }

    /// Accepts only text that already is in canonical form.
    ///
    /// Canonical text is in the new form by definition, so nothing is ambiguous here.
    pub fn canonical(text: &str) -> Result<Self, CodeError> {
        let code = Self::read(text, Some(CodeForm::New))?.code;
        if code.as_str() == text {
            Ok(code)
        } else {
            Err(CodeError::NotCanonical { text: shorten(text), canonical: code.to_string() })
        }
    }

    /// The old form, 13 characters, where the groups fit it exactly; never padded.
    pub fn to_old_form(&self) -> Option<String> {
        let mut groups = self.0.split('.');
        let top = groups.next().filter(|group| is_level_one(group))?;
        let mut below = ["00", "00", "000"];
        for (index, group) in groups.enumerate() {
            let place = below.get_mut(index)?;
            if group.len() != OLD_WIDTHS[index] {
                return None;
            }
            *place = group;
        }
        let [y, z, v] = below;
        Some(format!("{v}.{z}.{y}.{top}"))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `self` has all groups of `ancestor` and at least one more. A hint, not the hierarchy: that is data.
    pub fn has_prefix(&self, ancestor: &Self) -> bool {
        self.0.strip_prefix(ancestor.as_str()).is_some_and(|rest| rest.starts_with('.'))
    }

    /// The code without its last group, and without the zero groups that are then at its end.
    pub fn prefix(&self) -> Option<Self> {
        let (mut rest, _) = self.0.rsplit_once('.')?;
        while let Some((shorter, group)) = rest.rsplit_once('.')
            && is_droppable(group)
        {
            rest = shorter;
        }
        Some(Self(rest.into()))
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AgencyCode {
    type Err = CodeError;
    /// [`AgencyCode::canonical`].
    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::canonical(text)
    }
}

/// Refuses whatever cannot be a code in any form; `text` is trimmed.
fn check_characters(text: &str) -> Result<(), CodeError> {
    if text.is_empty() {
        return Err(CodeError::Empty);
    }
    if is_null_word(text) {
        return Err(CodeError::NullWord { word: text.to_owned() });
    }
    for (offset, found) in text.char_indices() {
        match found {
            _ if !found.is_ascii() => return Err(CodeError::NotAscii { found, offset }),
            _ if found.is_ascii_whitespace() => return Err(CodeError::InnerSpace { offset }),
            '.' | '0'..='9' | 'A'..='Z' | 'a'..='z' => {}
            _ => return Err(CodeError::Character { found, offset }),
        }
    }
    if text.len() > MAX_LEN {
        return Err(CodeError::TooLong { found: text.len() });
    }
    if text.bytes().all(|byte| byte == b'.') {
        return Err(CodeError::OnlyDots);
    }
    if text.starts_with('.') {
        return Err(CodeError::LeadingDot);
    }
    if text.ends_with('.') {
        return Err(CodeError::TrailingDot);
    }
    match text.find("..") {
        Some(offset) => Err(CodeError::DoubledDot { offset }),
        None => Ok(()),
    }
}

/// The words that programs write for "nothing", seen in real messages where an agency code belongs.
pub(crate) fn is_null_word(text: &str) -> bool {
    text.eq_ignore_ascii_case("null") || text.eq_ignore_ascii_case("n/a")
}

/// Decides the form and returns the groups with level 1 first. `text` is for the error only.
fn orient<'a>(
    mut groups: Vec<&'a str>,
    form: Option<CodeForm>,
    text: &str,
) -> Result<(Vec<&'a str>, CodeForm), CodeError> {
    let (first, last) = (groups[0], groups[groups.len() - 1]);
    let is_old = match (is_level_one(first), is_level_one(last)) {
        _ if groups.len() == 1 => false,
        (true, false) => false,
        (true, true) => match form {
            Some(form) => form == CodeForm::Old,
            None => {
                let new = groups.join(".");
                groups.reverse();
                let old = groups[..significant(&groups)].join(".");
                return Err(CodeError::Ambiguous { new, old });
            }
        },
        // An enterprise whose last group looks like a province is still an enterprise: no old code is that wide.
        (false, _) if is_enterprise(first) => false,
        (false, true) => true,
        (false, false) if groups.iter().all(|group| is_zero(group)) => return Err(CodeError::AllZero),
        (false, false) if is_zero(first) => {
            return Err(CodeError::LevelOneZero { group: first.to_owned() });
        }
        (false, false) => return Err(CodeError::Foreign { text: text.to_owned() }),
    };
    if !is_old {
        return Ok((groups, CodeForm::New));
    }
    if groups.len() > 4 {
        return Err(CodeError::OldTooManyGroups { found: groups.len() });
    }
    let count = groups.len();
    groups.reverse();
    for (index, (group, expected)) in groups[1..].iter().zip(OLD_WIDTHS).enumerate() {
        if group.len() != expected {
            return Err(CodeError::OldGroupWidth {
                group: count - 1 - index,
                text: (*group).to_owned(),
                expected,
                found: group.len(),
            });
        }
    }
    Ok((groups, CodeForm::Old))
}

/// Joins groups that stand with level 1 first, without the zero groups at the end.
fn assemble(groups: &[&str]) -> Result<AgencyCode, CodeError> {
    if groups.iter().all(|group| is_zero(group)) {
        return Err(CodeError::AllZero);
    }
    if is_zero(groups[0]) {
        return Err(CodeError::LevelOneZero { group: groups[0].to_owned() });
    }
    Ok(AgencyCode(groups[..significant(groups)].join(".").into()))
}

/// How many groups are left when zero groups are dropped from the end; level 1 always is.
fn significant(groups: &[&str]) -> usize {
    groups.iter().rposition(|group| !is_droppable(group)).map_or(1, |last| last + 1)
}

/// A letter and two digits: a province or a ministry.
fn is_level_one(group: &str) -> bool {
    matches!(group.as_bytes(), [b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9'])
}

/// A business registration number (QĐ 20/2020/QĐ-TTg, Article 5).
fn is_enterprise(group: &str) -> bool {
    (10..=13).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_zero(group: &str) -> bool {
    group.bytes().all(|byte| byte == b'0')
}

/// `0`, `00` and `000` say "unused"; a longer run of zeros is nobody's convention and is kept.
fn is_droppable(group: &str) -> bool {
    group.len() <= 3 && is_zero(group)
}

#[cfg(test)]
#[path = "agency_code_tests.rs"]
mod tests;
