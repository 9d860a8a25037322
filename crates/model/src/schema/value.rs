//! Records and their values.
//!
//! # What holds
//!
//! * A decimal keeps the digits that were written: `1.50` is not `1.5`, so that reading and writing lose nothing.
//! * A date that lacks its day or month is that, and never the first of January.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};

use crate::schema::FieldPath;

/// One record: a value for each field of its group, in the order of the schema.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The values; nothing where the field is absent.
    pub values: Vec<Option<Value>>,
    /// Columns that no field names, by their header, where the mapping keeps them.
    pub extra: Vec<(String, String)>,
}

/// A value of one field.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Of kinds text, digits and code.
    Text(String),
    /// An exact number.
    Decimal(Decimal),
    /// Yes or no.
    Boolean(bool),
    /// A day, month or year.
    Date(PartialDate),
    /// A wall clock in Vietnam.
    DateTime(DateTime),
    /// A group that does not repeat.
    Group(Record),
    /// A group that repeats.
    List(Vec<Record>),
}

/// An exact decimal, as text: an optional minus, digits without a needless leading zero, and a point with digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal(String);

/// A day, a month, or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDate {
    /// Only the year is known.
    Year(i16),
    /// Year and month.
    Month(i16, i8),
    /// The whole date.
    Day(Date),
}

/// Why a text is not such a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// Not an exact decimal in canonical form.
    #[error("not a decimal such as -12.50")]
    Decimal,
    /// Not a date in ISO form.
    #[error("not a date such as 2026-11-20, 2026-11 or 2026")]
    Date,
}

/// Longest decimal, in digits: beyond it nobody counts, and parsers suffer.
const MAX_DIGITS: usize = 40;

impl Record {
    /// A record of `fields` fields without values.
    pub fn empty(fields: usize) -> Self {
        Self { values: vec![None; fields], extra: Vec::new() }
    }

    /// The value at `path`.
    pub fn get(&self, path: &FieldPath) -> Option<&Value> {
        let (last, groups) = path.steps().split_last()?;
        let mut record = self;
        for step in groups {
            match record.values.get(*step)? {
                Some(Value::Group(group)) => record = group,
                _ => return None,
            }
        }
        record.values.get(*last)?.as_ref()
    }
}

impl Value {
    /// The text, of kinds that are text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Decimal {
    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Digits after the point.
    pub fn scale(&self) -> usize {
        self.0.split_once('.').map_or(0, |(_, fraction)| fraction.len())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Decimal {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let good = all_digits(whole)
            && fraction.is_none_or(all_digits)
            && (whole == "0" || !whole.starts_with('0'))
            && digits.len() <= MAX_DIGITS;
        if good { Ok(Self(text.to_owned())) } else { Err(ValueError::Decimal) }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
        }
    }
}

impl FromStr for PartialDate {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let digits = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i16>().ok())?
        };
        let read = || {
            let mut parts = text.split('-');
            let year = digits(parts.next()?, 4)?;
            let Some(month) = parts.next() else { return Some(Self::Year(year)) };
            let month = i8::try_from(digits(month, 2)?).ok().filter(|month| (1..=12).contains(month))?;
            let Some(day) = parts.next() else { return Some(Self::Month(year, month)) };
            let day = i8::try_from(digits(day, 2)?).ok()?;
            if parts.next().is_some() {
                return None;
            }
            Date::new(year, month, day).ok().map(Self::Day)
        };
        read().ok_or(ValueError::Date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_keeps_its_digits() {
        for text in ["0", "-12.50", "1", "0.10", "99999999999999999999999999.99"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
        for text in ["", "-", "01", "1.", ".5", "1,5", "1e3", "+1", " 1", "٣", &"9".repeat(41)] {
            assert!(text.parse::<Decimal>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_date_says_no_more_than_is_known() {
        for text in ["1950", "1950-06", "1950-06-30", "2024-02-29"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
        for text in
            ["", "50", "1950-13", "1950-6", "2023-02-29", "1950-06-30-1", "-001", "1950-00", "１９５０"]
        {
            assert!(text.parse::<PartialDate>().is_err(), "{text:?}");
        }
    }
}
