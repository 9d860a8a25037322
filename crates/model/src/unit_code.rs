//! Codes of administrative units (statistics office): another family than agency codes, never mixed with them.
//!
//! The tier is the width; the digits carry no hierarchy. A code that lost its leading zeros in a spreadsheet is
//! refused with its likely original, never padded here. Damage that leaves the width of another tier (`00691` to
//! `691`) cannot be seen in the code alone; only the directory can tell.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::{shorten, text_serde};

/// A unit code: 2 digits a province, 3 a district, 5 a commune. Text: a leading zero is part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitCode(std::sync::Arc<str>);
text_serde!(UnitCode);

/// What a unit code names, by its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitTier {
    /// 2 digits.
    Province,
    /// 3 digits; none is in force since 1 July 2025.
    District,
    /// 5 digits.
    Commune,
}

/// Why a text is not a unit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitCodeError {
    /// Nothing was given.
    #[error("the unit code is empty")]
    Empty,
    /// Something else than a digit.
    #[error("the unit code holds {found:?} at byte {offset}; allowed are the digits 0-9")]
    Character {
        /// The character.
        found: char,
        /// Where it stands.
        offset: usize,
    },
    /// A spreadsheet took the code for a number with decimals, or cut its leading zeros.
    #[error("the unit code {text:?} was damaged by a program that took it for a number{}", hint(.likely))]
    Damaged {
        /// The text.
        text: String,
        /// What it was, where only one code is likely.
        likely: Option<UnitCode>,
    },
    /// Digits, but of no tier's width.
    #[error("the unit code has {found} digits; a province has 2, a district 3, a commune 5")]
    Width {
        /// Digits found.
        found: usize,
    },
}

fn hint(likely: &Option<UnitCode>) -> String {
    likely.as_ref().map_or(String::new(), |code| format!("; it probably was {code}"))
}

impl UnitCodeError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "UNIT_EMPTY",
            Self::Character { .. } => "UNIT_CHARACTER",
            Self::Damaged { .. } => "UNIT_DAMAGED",
            Self::Width { .. } => "UNIT_WIDTH",
        }
    }
}

impl UnitCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it names.
    pub fn tier(&self) -> UnitTier {
        match self.0.len() {
            2 => UnitTier::Province,
            3 => UnitTier::District,
            _ => UnitTier::Commune,
        }
    }
}

impl FromStr for UnitCode {
    type Err = UnitCodeError;
    fn from_str(text: &str) -> Result<Self, UnitCodeError> {
        if text.is_empty() {
            return Err(UnitCodeError::Empty);
        }
        if let Some((whole, fraction)) = text.split_once('.')
            && is_digits(whole)
            && is_digits(fraction)
        {
            return Err(UnitCodeError::Damaged { text: shorten(text), likely: likely_original(whole, true) });
        }
        if let Some((offset, found)) = text.char_indices().find(|(_, found)| !found.is_ascii_digit()) {
            return Err(UnitCodeError::Character { found, offset });
        }
        match text.len() {
            2 | 3 | 5 => Ok(Self(text.into())),
            1 | 4 => {
                Err(UnitCodeError::Damaged { text: text.to_owned(), likely: likely_original(text, false) })
            }
            found => Err(UnitCodeError::Width { found }),
        }
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The one code that these digits of a number were. Two or three digits may have lost zeros or not: no hint.
fn likely_original(digits: &str, had_decimals: bool) -> Option<UnitCode> {
    match digits.len() {
        1 | 4 => Some(UnitCode(format!("0{digits}").into())),
        5 if had_decimals => Some(UnitCode(digits.into())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_code_keeps_its_leading_zero() {
        for (text, tier) in
            [("08", UnitTier::Province), ("070", UnitTier::District), ("02200", UnitTier::Commune)]
        {
            let code: UnitCode = text.parse().unwrap();
            assert_eq!((code.to_string().as_str(), code.tier()), (text, tier));
        }
    }

    #[test]
    fn a_code_damaged_by_a_spreadsheet_is_refused_with_its_likely_original() {
        for (text, original) in [
            ("2200", Some("02200")),
            ("8", Some("08")),
            ("2200.0", Some("02200")),
            ("8.0", Some("08")),
            ("12345.00", Some("12345")),
            ("70.0", None),
        ] {
            let likely = original.map(|original| original.parse().unwrap());
            let expected = UnitCodeError::Damaged { text: text.to_owned(), likely };
            assert_eq!(text.parse::<UnitCode>(), Err(expected), "{text}");
        }
        let message = "2200".parse::<UnitCode>().unwrap_err().to_string();
        assert!(message.ends_with("; it probably was 02200"), "{message}");
    }

    #[test]
    fn what_is_not_a_unit_code_is_refused() {
        let check = |text: &str, expected| assert_eq!(text.parse::<UnitCode>(), Err(expected), "{text:?}");
        check("", UnitCodeError::Empty);
        check("022OO", UnitCodeError::Character { found: 'O', offset: 3 });
        check(" 02200", UnitCodeError::Character { found: ' ', offset: 0 });
        check("0２", UnitCodeError::Character { found: '２', offset: 1 });
        check("H60", UnitCodeError::Character { found: 'H', offset: 0 });
        check("022.", UnitCodeError::Character { found: '.', offset: 3 });
        check("022000", UnitCodeError::Width { found: 6 });
    }
}
