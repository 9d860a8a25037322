//! Words of ours in a finding, in both languages.
//!
//! What a finding found or expected is either data of the input, the same in every language, or words of ours. Words
//! are a [`Phrase`], made by [`phrase!`](crate::phrase!); counts with their unit are made here, so that a number reads
//! alike in every adapter.

use std::borrow::Cow;
use std::fmt::Display;

/// Words in English and Vietnamese that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// English.
    pub en: Cow<'static, str>,
    /// Vietnamese.
    pub vi: Cow<'static, str>,
    /// Whether nothing of the input stands in it but numbers of bytes, rows and places.
    is_ours: bool,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a file or of a value.
    Bytes,
    /// Characters of a text.
    Characters,
    /// Rows of a table.
    Rows,
    /// Records of a DBF file.
    Records,
    /// Digits of a number.
    Digits,
    /// Digits behind the decimal point.
    Decimals,
    /// Files inside a package.
    Parts,
    /// Entries of a list.
    Entries,
    /// Cells of a row.
    Cells,
    /// Columns of a table.
    Columns,
}

/// Words with data among them: `phrase!("byte {byte:02X}", "byte {byte:02X}")`, in English and Vietnamese.
#[macro_export]
macro_rules! phrase {
    ($en:literal, $vi:literal $(, $argument:expr)* $(,)?) => {
        $crate::Phrase::of(format!($en $(, $argument)*), format!($vi $(, $argument)*))
    };
}

/// What a finding can hold: data, the same in both languages, or a phrase.
pub trait Say {
    /// In English, or as it stood in the input.
    fn en(&self) -> &str;
    /// In Vietnamese, where that differs.
    fn vi(&self) -> Option<&str>;
    /// Whether nothing of the input stands in it: such words may stand anywhere, on record too.
    fn is_ours(&self) -> bool {
        false
    }
}

impl<T: AsRef<str> + ?Sized> Say for T {
    fn en(&self) -> &str {
        self.as_ref()
    }
    fn vi(&self) -> Option<&str> {
        None
    }
}

impl Say for Phrase {
    fn en(&self) -> &str {
        &self.en
    }
    fn vi(&self) -> Option<&str> {
        Some(&self.vi)
    }
    fn is_ours(&self) -> bool {
        self.is_ours
    }
}

impl Say for &Phrase {
    fn en(&self) -> &str {
        &self.en
    }
    fn vi(&self) -> Option<&str> {
        Some(&self.vi)
    }
    fn is_ours(&self) -> bool {
        self.is_ours
    }
}

impl Phrase {
    /// Fixed words.
    pub const fn new(en: &'static str, vi: &'static str) -> Self {
        Self { en: Cow::Borrowed(en), vi: Cow::Borrowed(vi), is_ours: true }
    }

    /// The name of a standard or a format, which is the same in every language.
    pub const fn name(name: &'static str) -> Self {
        Self::new(name, name)
    }

    /// Words made at the time, of which something may be the input's.
    pub fn of(en: impl Into<String>, vi: impl Into<String>) -> Self {
        Self { en: Cow::Owned(en.into()), vi: Cow::Owned(vi.into()), is_ours: false }
    }

    /// The same, where what was made at the time are numbers of bytes, rows and places, single bytes, and words of ours.
    #[must_use]
    pub fn ours(self) -> Self {
        Self { is_ours: true, ..self }
    }

    /// The Vietnamese, where it differs from the English: data is the same in both.
    pub fn own_vi(&self) -> Option<String> {
        (self.vi != self.en).then(|| self.vi.to_string())
    }

    /// All of `phrases`, with `between` between them.
    pub fn join(phrases: &[Self], between: &str) -> Self {
        let all = |of: fn(&Self) -> &str| phrases.iter().map(of).collect::<Vec<_>>().join(between);
        let is_ours = phrases.iter().all(|phrase| phrase.is_ours);
        Self { is_ours, ..Self::of(all(|phrase| &phrase.en), all(|phrase| &phrase.vi)) }
    }

    /// `12 bytes`, `12 byte`.
    pub fn count(number: impl Display, unit: Unit) -> Self {
        let number = number.to_string();
        let [one, many, vi] = unit.words();
        let en = if number == "1" { one } else { many };
        Self::of(format!("{number} {en}"), format!("{number} {vi}")).ours()
    }

    /// `at most 12 bytes`, `nhiều nhất 12 byte`.
    pub fn at_most(number: impl Display, unit: Unit) -> Self {
        Self::count(number, unit).after("at most", "nhiều nhất")
    }

    /// `more than 12 bytes`, `hơn 12 byte`.
    pub fn more_than(number: impl Display, unit: Unit) -> Self {
        Self::count(number, unit).after("more than", "hơn")
    }

    fn after(self, en: &str, vi: &str) -> Self {
        Self { is_ours: self.is_ours, ..Self::of(format!("{en} {}", self.en), format!("{vi} {}", self.vi)) }
    }
}

impl Unit {
    fn words(self) -> [&'static str; 3] {
        match self {
            Self::Bytes => ["byte", "bytes", "byte"],
            Self::Characters => ["character", "characters", "ký tự"],
            Self::Rows => ["row", "rows", "dòng"],
            Self::Records => ["record", "records", "bản ghi"],
            Self::Digits => ["digit", "digits", "chữ số"],
            Self::Decimals => ["decimal place", "decimal places", "chữ số thập phân"],
            Self::Parts => ["part", "parts", "phần"],
            Self::Entries => ["entry", "entries", "mục"],
            Self::Cells => ["cell", "cells", "ô"],
            Self::Columns => ["column", "columns", "cột"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_says_its_unit_in_both_languages() {
        assert_eq!(Phrase::count(1, Unit::Bytes), Phrase::new("1 byte", "1 byte"));
        assert_eq!(Phrase::at_most(30, Unit::Rows), Phrase::new("at most 30 rows", "nhiều nhất 30 dòng"));
        assert_eq!(Phrase::more_than(2, Unit::Parts), Phrase::new("more than 2 parts", "hơn 2 phần"));
    }
}
