//! Cells without a value below one that has one: what is left of cells that were merged downwards.
//!
//! What a sheet tells of itself is how many ranges of its cells are merged, not which: a column may be one of them, and a
//! person has to look.

/// The gaps of one column.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gaps {
    rows: u64,
    /// Runs of cells without a value, each below a value.
    runs: u64,
    begins_blank: bool,
    is_blank: bool,
}

impl Gaps {
    /// Looks at the next cell.
    pub(crate) const fn add(&mut self, is_blank: bool) {
        self.begins_blank |= self.rows == 0 && is_blank;
        if is_blank && !self.is_blank {
            self.runs += 1;
        }
        self.is_blank = is_blank;
        self.rows += 1;
    }

    /// Whether every gap may be a merged range of a sheet that has so many.
    pub(crate) const fn may_be_merged(self, ranges: usize) -> bool {
        !self.begins_blank && self.runs > 0 && self.runs <= ranges as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_below_a_value_may_be_a_merged_cell() {
        let check = |cells: &str, ranges: usize, expected: bool| {
            let mut gaps = Gaps::default();
            cells.chars().for_each(|cell| gaps.add(cell == '.'));
            assert_eq!(gaps.may_be_merged(ranges), expected, "{cells} {ranges}");
        };
        check("a..b.", 2, true);
        check("a..b.", 3, true);
        check("a..b.", 1, false);
        check(".a.", 5, false);
        check("ab", 5, false);
        check("", 5, false);
    }
}
