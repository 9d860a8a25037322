//! Cells without a value below one that has one: what is left of cells that were merged downwards.
//!
//! Where every such cell of a column is one of a merged range, each row is to have the value of the range. Where only some
//! are, the others may be empty on purpose, and a person has to look.

use lienthong_adapter_table::sheet::MergedDown;

/// Rows without a value that are kept of a column.
const MOST: usize = 4_096;

/// The gaps of one column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gaps {
    /// Rows whose cell has no value.
    rows: Vec<u64>,
    has_more: bool,
}

/// What the gaps of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Merged {
    /// No part of a merged range, or there are none.
    Nothing,
    /// Some of them.
    Some,
    /// All of them.
    All,
}

impl Gaps {
    /// Looks at the next cell.
    pub(crate) fn add(&mut self, is_blank: bool, row: u64) {
        if is_blank && self.rows.len() < MOST {
            self.rows.push(row);
        } else if is_blank {
            self.has_more = true;
        }
    }

    /// What the gaps of the column with these letters are.
    pub(crate) fn merged(&self, letters: Option<&str>, ranges: &[MergedDown]) -> Merged {
        let own: Vec<&MergedDown> =
            ranges.iter().filter(|range| letters.is_some_and(|letters| range.column == letters)).collect();
        let is_within = |row: &&u64| {
            own.iter().any(|range| {
                let (first, last) = (u64::from(*range.rows.start()), u64::from(*range.rows.end()));
                (first + 1..=last).contains(*row)
            })
        };
        match self.rows.iter().filter(is_within).count() {
            0 => Merged::Nothing,
            count if count == self.rows.len() && !self.has_more => Merged::All,
            _ => Merged::Some,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_of_merged_ranges_are_told_from_empty_cells() {
        let ranges = [("A", 2..=4), ("A", 6..=7), ("B", 2..=9)]
            .map(|(column, rows)| MergedDown { column: column.to_owned(), rows });
        let check = |cells: &str, expected: Merged| {
            let mut gaps = Gaps::default();
            cells.chars().zip(2..).for_each(|(cell, row)| gaps.add(cell == '.', row));
            assert_eq!(gaps.merged(Some("A"), &ranges), expected, "{cells}");
            assert_eq!(gaps.merged(Some("C"), &ranges), Merged::Nothing);
        };
        check("a..bc.", Merged::All);
        check("a..b", Merged::All);
        check("a...c.", Merged::Some);
        // The first cell of a range has no value either.
        check("...bc.", Merged::Some);
        check("aaa.a", Merged::Nothing);
        check("", Merged::Nothing);
    }
}
