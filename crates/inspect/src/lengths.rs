//! Codes that lack a digit: a sheet that takes a code for a number loses the zero in front of it.

use std::collections::BTreeMap;

use crate::suspicion::KEPT_ROWS;

/// Digits from which a value is a number of a person or of a telephone rather than an amount.
const LONG_CODE: usize = 9;
/// Digits of a value that is looked at, at most.
const MOST_DIGITS: usize = 32;

/// The values of a column that are digits alone, by how many.
#[derive(Debug, Default)]
pub(crate) struct Lengths(BTreeMap<usize, OfLength>);

#[derive(Debug, Default)]
struct OfLength {
    count: u64,
    /// Whether one of them begins with 0.
    has_zero: bool,
    /// The first rows.
    rows: Vec<u64>,
}

impl Lengths {
    /// One more value; what is no number is passed over.
    pub(crate) fn add(&mut self, value: &str, row: u64) {
        let is_digits = value.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits || value.is_empty() || value.len() > MOST_DIGITS {
            return;
        }
        let of_length = self.0.entry(value.len()).or_default();
        of_length.count += 1;
        of_length.has_zero |= value.starts_with('0');
        if of_length.rows.len() < KEPT_ROWS {
            of_length.rows.push(row);
        }
    }

    /// The first rows of values that are one or two digits short of `least`, which a column of this name has.
    pub(crate) fn short_of(&self, least: usize) -> Vec<u64> {
        let short = self.0.range(least.saturating_sub(2)..least).filter(|(_, of)| !of.has_zero);
        let mut rows: Vec<u64> = short.flat_map(|(_, of)| of.rows.iter().copied()).collect();
        rows.sort_unstable();
        rows.truncate(KEPT_ROWS);
        rows
    }

    /// The first rows of codes that have one digit fewer than most. Numbers that count something are left alone: that
    /// values are codes is told by a zero in front of the longer ones, or by their length.
    pub(crate) fn without_a_zero(&self) -> Option<&[u64]> {
        let mut all = self.0.iter();
        let (Some((few, short)), Some((many, long)), None) = (all.next(), all.next(), all.next()) else {
            return None;
        };
        let are_codes = long.has_zero || *few >= LONG_CODE;
        let is_lost = few + 1 == *many && !short.has_zero && short.count <= long.count;
        (are_codes && is_lost).then_some(&short.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_is_missed_where_codes_are_one_digit_short() {
        let check = |values: &[&str], expected: Option<&[u64]>| {
            let mut lengths = Lengths::default();
            values.iter().zip(1..).for_each(|(value, row)| lengths.add(value, row));
            assert_eq!(lengths.without_a_zero(), expected, "{values:?}");
        };
        check(&["02200", "02203", "2206"], Some(&[3]));
        check(&["0912345678", "912345678", "0987654321"], Some(&[2]));
        check(&["912345678", "1234567890"], Some(&[1]));
        // Amounts, counted rows, codes of every length, and codes that lost nothing.
        check(&["1500", "12000", "900"], None);
        check(&["9", "10", "11"], None);
        check(&["01", "02", "100", "101"], None);
        check(&["1", "02", "003"], None);
        check(&["02200", "02203"], None);
        // Most are short: those with one digit more are the exception.
        check(&["02200", "2203", "2206"], None);
    }

    #[test]
    fn a_number_of_a_person_has_the_digits_that_its_name_says() {
        let mut lengths = Lengths::default();
        for (value, row) in [("8175001234", 2), ("008175001235", 3), ("70123456", 4), ("81750012345", 5)] {
            lengths.add(value, row);
        }
        assert_eq!(lengths.short_of(12), [2, 5]);
        assert_eq!(lengths.short_of(9), [4]);
    }
}
