//! Which rows count: `where` of a mapping.

use crate::{Phrase, phrase};

/// Rows that count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Index in the layout's columns.
    pub column: usize,
    /// What lets a row pass.
    pub test: Test,
}

/// What the text of a column must be for a row to count, compared after trimming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// One of these.
    Is(Vec<String>),
    /// None of these.
    IsNot(Vec<String>),
    /// Anything.
    Filled,
    /// Digits alone.
    Digits,
}

impl Test {
    /// Whether a text passes; an empty one is no value.
    pub fn passes(&self, text: &str) -> bool {
        let is_in = |texts: &[String]| texts.iter().any(|one| one == text);
        match self {
            Self::Is(texts) => is_in(texts),
            Self::IsNot(texts) => !is_in(texts),
            Self::Filled => !text.is_empty(),
            Self::Digits => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }

    /// What it wants, for people.
    pub(crate) fn wanted(&self) -> Phrase {
        match self {
            Self::Is(texts) => {
                let texts = texts.join(", ");
                phrase!("one with {texts} in this column", "bản ghi có {texts} ở cột này")
            }
            Self::IsNot(texts) => {
                let texts = texts.join(", ");
                phrase!("one without {texts} in this column", "bản ghi không có {texts} ở cột này")
            }
            Self::Filled => Phrase::new("one with a value in this column", "bản ghi có giá trị ở cột này"),
            Self::Digits => {
                Phrase::new("one with digits alone in this column", "bản ghi chỉ có chữ số ở cột này")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_counts_by_the_text_of_one_column() {
        let texts = || vec!["Cộng".to_owned()];
        for (test, passing, left_out) in [
            (Test::Is(texts()), &["Cộng"][..], &["", "x"][..]),
            (Test::IsNot(texts()), &["", "x"], &["Cộng"]),
            (Test::Filled, &["0", "x"], &[""]),
            (Test::Digits, &["0", "012"], &["", "1a", "-1", "1.0", "II"]),
        ] {
            assert!(passing.iter().all(|text| test.passes(text)), "{test:?}");
            assert!(!left_out.iter().any(|text| test.passes(text)), "{test:?}");
        }
    }
}
