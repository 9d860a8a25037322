//! Dossier numbers (mã hồ sơ): `000.00.01.H29-240115-0001`, `H60.31-261120-0007`.
//!
//! A number is an agency code in either form, the day of receipt (`yyMMdd`), and a serial of at least four digits.
//!
//! # What holds
//!
//! * A number is an opaque key once issued: it is never brought to another form. Two numbers are equal when their texts
//!   are, after trimming and raising ASCII letters; `000.00.01.H29-240115-0001` is not `H29.01-240115-0001`.
//! * The agency part obeys the rules of agency codes, and the day is one of the calendar.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use jiff::civil::Date;
use lienthong_model::{AgencyCode, CodeError, CodeForm};

/// Longest number of a system that numbers in a way of its own, in bytes.
pub const MAX_LOCAL_LEN: usize = 100;

/// Longest serial, in digits: 4 are usual, 5 were seen.
pub(crate) const MAX_SERIAL: usize = 20;

/// A dossier number. Equality, order and hash are those of its text.
#[derive(Debug, Clone)]
pub struct DossierNumber {
    text: Arc<str>,
    /// Agency and day of receipt; nothing for local numbers.
    parts: Option<(AgencyCode, Date)>,
}

/// Why a text is not a dossier number. The text itself is not repeated: where a number is wrong, anything may stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NumberError {
    /// Nothing was given.
    #[error("the dossier number is empty")]
    Empty,
    /// Not three parts joined by `-`.
    #[error("the dossier number has {found} parts joined by -, not AGENCY-yyMMdd-SERIAL")]
    Parts {
        /// Parts found.
        found: usize,
    },
    /// The first part is not an agency code.
    #[error("the agency part of the dossier number is not an agency code: {}", .0.code())]
    Agency(CodeError),
    /// The agency part is a code with more than four groups, which no number has.
    #[error("the agency part of the dossier number has {found} groups, more than 4")]
    Groups {
        /// Groups found.
        found: usize,
    },
    /// The second part is not six digits, or not a day of the calendar.
    #[error("the middle part of the dossier number is not a day yyMMdd")]
    Day,
    /// The last part is not 4 to 20 digits.
    #[error("the serial of the dossier number is not 4 to {MAX_SERIAL} digits, but {found} characters")]
    Serial {
        /// Characters found.
        found: usize,
    },
    /// A local number holds a control character, or is longer than [`MAX_LOCAL_LEN`].
    #[error("the local dossier number holds a control character, or more than {MAX_LOCAL_LEN} bytes")]
    Local,
}

impl NumberError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "NUMBER_EMPTY",
            Self::Parts { .. } => "NUMBER_PARTS",
            Self::Agency(_) => "NUMBER_AGENCY",
            Self::Groups { .. } => "NUMBER_GROUPS",
            Self::Day => "NUMBER_DAY",
            Self::Serial { .. } => "NUMBER_SERIAL",
            Self::Local => "NUMBER_LOCAL",
        }
    }
}

impl DossierNumber {
    /// Reads a number of the national form.
    ///
    /// `form` decides agency parts that can be read both ways; without it they are refused, as everywhere.
    pub fn parse(text: &str, form: Option<CodeForm>) -> Result<Self, NumberError> {
        let text = text.trim().to_ascii_uppercase();
        if text.is_empty() {
            return Err(NumberError::Empty);
        }
        let parts: Vec<&str> = text.split('-').collect();
        let [agency, day, serial] = parts[..] else {
            return Err(NumberError::Parts { found: parts.len() });
        };
        // Agency codes may have white space around them, dossier numbers may not have it inside.
        if agency.ends_with(char::is_whitespace) {
            let offset = agency.trim_end().len();
            return Err(NumberError::Agency(CodeError::InnerSpace { offset }));
        }
        let groups = agency.split('.').count();
        let code = AgencyCode::read(agency, form).map_err(NumberError::Agency)?.code;
        if groups > 4 {
            return Err(NumberError::Groups { found: groups });
        }
        let day = self::day(day).ok_or(NumberError::Day)?;
        let is_serial =
            (4..=MAX_SERIAL).contains(&serial.len()) && serial.bytes().all(|b| b.is_ascii_digit());
        if !is_serial {
            return Err(NumberError::Serial { found: serial.chars().count() });
        }
        Ok(Self { parts: Some((code, day)), text: text.into() })
    }

    /// A number of a system that numbers in a way of its own, e.g. `2026/0117-TP`. Only where the entry of that system
    /// says so: everywhere else such a text is a mistake.
    pub fn local(text: &str) -> Result<Self, NumberError> {
        let text = text.trim().to_ascii_uppercase();
        if text.is_empty() {
            return Err(NumberError::Empty);
        }
        if text.len() > MAX_LOCAL_LEN || text.contains(char::is_control) {
            return Err(NumberError::Local);
        }
        Ok(Self { text: text.into(), parts: None })
    }

    /// The number as text: trimmed, ASCII letters in upper case.
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// The agency that issued it, in canonical form; nothing for local numbers.
    pub fn agency(&self) -> Option<&AgencyCode> {
        self.parts.as_ref().map(|(agency, _)| agency)
    }
    /// The day of receipt that it names; nothing for local numbers.
    pub fn day(&self) -> Option<Date> {
        self.parts.as_ref().map(|(_, day)| *day)
    }
}

/// A day `yyMMdd` of the years 2000 to 2099.
fn day(text: &str) -> Option<Date> {
    if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| text[range].parse::<i8>().ok();
    Date::new(2000 + i16::from(part(0..2)?), part(2..4)?, part(4..6)?).ok()
}

impl PartialEq for DossierNumber {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for DossierNumber {}

impl PartialOrd for DossierNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DossierNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for DossierNumber {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Display for DossierNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_names_its_agency_and_its_day() {
        let check = |text: &str, agency: &str, day: &str| {
            let number = DossierNumber::parse(text, None).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(number.as_str(), text.trim().to_uppercase());
            assert_eq!(number.agency().unwrap().as_str(), agency, "{text}");
            assert_eq!(number.day().unwrap().to_string(), day, "{text}");
        };
        check("000.00.01.H29-240115-0001", "H29.01", "2024-01-15");
        check("H60.31-261120-0007", "H60.31", "2026-11-20");
        check(" h60.31-000229-99998\t", "H60.31", "2000-02-29");
        check("000.00.00.H60-991231-0001", "H60", "2099-12-31");
        check("0999999999-261120-0007", "0999999999", "2026-11-20");
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        let check = |text: &str, code: &str| {
            let error = DossierNumber::parse(text, None).map(|n| n.to_string()).unwrap_err();
            assert_eq!(error.code(), code, "{text}: {error}");
        };
        check("", "NUMBER_EMPTY");
        check("  ", "NUMBER_EMPTY");
        check("H60.31-261320-0001", "NUMBER_DAY");
        check("H60.31-260229-0001", "NUMBER_DAY");
        check("H60.31-26112-0001", "NUMBER_DAY");
        check("H60.31-２61120-0001", "NUMBER_DAY");
        check("H60.31-261120-7", "NUMBER_SERIAL");
        check("H60.31-261120-00A7", "NUMBER_SERIAL");
        check("H60.31-261120-0007٣", "NUMBER_SERIAL");
        check("H60.31-261120-", "NUMBER_SERIAL");
        check("H60.31-261120-123456789012345678901", "NUMBER_SERIAL");
        check("H60.31_261120_0007", "NUMBER_PARTS");
        check("H60.31-261120-0007-1", "NUMBER_PARTS");
        check("2026/0117-TP", "NUMBER_PARTS");
        check("-261120-0007", "NUMBER_AGENCY");
        check("H60..31-261120-0007", "NUMBER_AGENCY");
        check("H60.31 -261120-0007", "NUMBER_AGENCY");
        check("H60.22.H17-261120-0007", "NUMBER_AGENCY");
        check("TTT.99-261120-0007", "NUMBER_AGENCY");
        check("H60.Đ1-261120-0007", "NUMBER_AGENCY");
        check("H60.1.2.3.4-261120-0007", "NUMBER_GROUPS");
        let new = DossierNumber::parse("H60.22.H17-261120-0007", Some(CodeForm::New)).unwrap();
        assert_eq!(new.agency().unwrap().as_str(), "H60.22.H17");
    }

    #[test]
    fn numbers_are_equal_by_their_text_alone() {
        let parse = |text| DossierNumber::parse(text, None).unwrap();
        assert_eq!(parse("h60.31-261120-0007 "), parse("H60.31-261120-0007"));
        assert_ne!(parse("000.00.01.H29-240115-0001"), parse("H29.01-240115-0001"));
        assert_ne!(parse("H60.31-261120-0007"), parse("H60.31-261120-00007"));
        assert_eq!(DossierNumber::local("h60.31-261120-0007").unwrap(), parse("H60.31-261120-0007"));
    }

    #[test]
    fn local_numbers_are_texts_and_nothing_more() {
        let local = DossierNumber::local(" 2026/0117-tp ").unwrap();
        assert_eq!((local.as_str(), local.agency(), local.day()), ("2026/0117-TP", None, None));
        for text in ["", " ", "a\u{0}b", "a\nb", &"x".repeat(101)] {
            assert!(DossierNumber::local(text).is_err(), "{text:?}");
        }
    }
}
