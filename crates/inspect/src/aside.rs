//! Lines among the rows of a printed table that are no rows: the rest of a long text, and sums of parts.
//!
//! A program that prints a long text in several lines leaves the other columns of them blank, and so does a sum below a
//! group. Which columns every row fills is known when all were seen; until then rows are counted by what they fill.
//!
//! # What holds
//!
//! * In doubt a line is a row. No mapping joins or passes such lines: they are told, and a person decides.

use std::collections::BTreeMap;

use lienthong_adapter::rows::{Cell, Row};
use lienthong_vntext::Charset;

use crate::closing::is_total;
use crate::profile::Profile;
use crate::suspicion::Suspicion;

/// Ways to fill a row that are told apart.
const MAX_SHAPES: usize = 500;
/// Sums that are remembered.
const MAX_SUMS: usize = 500;
/// Rows named.
const MAX_ROWS: usize = 5;
/// Rows that must be whole, at least.
const FEWEST: u64 = 2;

/// The rows of a table, by the columns that they fill.
#[derive(Debug)]
pub(crate) struct Aside {
    charset: Charset,
    shapes: BTreeMap<Vec<bool>, Shape>,
    /// Rows that read as sums: what they fill, the column of the text, the row.
    sums: Vec<(Vec<bool>, usize, u64)>,
    has_row: bool,
}

#[derive(Debug, Default)]
struct Shape {
    count: u64,
    rows: Vec<u64>,
}

impl Aside {
    pub(crate) fn new(charset: Charset) -> Self {
        Self { charset, shapes: BTreeMap::new(), sums: Vec::new(), has_row: false }
    }

    /// Looks at the next row.
    pub(crate) fn add(&mut self, row: &Row<'_>, columns: usize, number: u64) {
        let cells = row.cells.iter().take(columns);
        let filled: Vec<bool> = cells.map(|cell| !cell.is_blank()).collect();
        if let Some(column) = self.sum(row, &filled).filter(|_| self.sums.len() < MAX_SUMS) {
            self.sums.push((filled, column, number));
            return;
        }
        // Nothing stands above the first row that it could continue.
        let is_known = self.shapes.contains_key(&filled);
        if is_known || self.shapes.len() < MAX_SHAPES {
            let shape = self.shapes.entry(filled).or_default();
            shape.count += 1;
            if shape.rows.len() < MAX_ROWS && self.has_row {
                shape.rows.push(number);
            }
        }
        self.has_row = true;
    }

    /// The column of the text, if this row reads as a sum.
    fn sum(&self, row: &Row<'_>, filled: &[bool]) -> Option<usize> {
        let column = filled.iter().position(|is| *is)?;
        let Some(Cell::Bytes(bytes)) = row.cells.get(column) else { return None };
        let text = self.charset.decode(bytes).ok()?;
        is_total(text.trim()).then_some(column)
    }

    /// No more rows: tells in the columns what was found.
    pub(crate) fn finish(&self, columns: &mut [Profile]) {
        let is_rest = |filled: &[bool]| self.is_rest(filled, columns);
        let (rests, rows): (Vec<_>, Vec<_>) = self.shapes.iter().partition(|(filled, _)| is_rest(filled));
        let always: Vec<bool> = (0..columns.len())
            .map(|at| rows.iter().all(|(filled, _)| filled.get(at) == Some(&true)))
            .collect();
        let lacks = |filled: &[bool]| filled.iter().zip(&always).any(|(is, always)| *always && !is);
        if rows.iter().map(|(_, shape)| shape.count).sum::<u64>() < FEWEST {
            return;
        }
        for (filled, shape) in rests.into_iter().filter(|(filled, _)| lacks(filled)) {
            tell(columns, filled, None, Suspicion::Wrapped, shape.count, &shape.rows);
        }
        for (filled, column, row) in self.sums.iter().filter(|(filled, ..)| lacks(filled)) {
            tell(columns, filled, Some(*column), Suspicion::Sum, 1, &[*row]);
        }
    }

    /// Whether what a row fills is texts alone, and few of them: not its first column, and at most half of what most
    /// rows have.
    fn is_rest(&self, filled: &[bool], columns: &[Profile]) -> bool {
        let count = |filled: &[bool]| filled.iter().filter(|is| **is).count();
        let usual = self.shapes.iter().max_by_key(|(filled, shape)| (shape.count, count(filled)));
        let is_text = |at: usize| columns.get(at).is_some_and(Profile::has_words);
        filled.first() == Some(&false)
            && usual.is_some_and(|(usual, _)| count(filled) * 2 <= count(usual))
            && (0..filled.len()).all(|at| !filled[at] || is_text(at))
    }
}

/// Names the rows in the column of a text, or in each that they fill; those that they leave blank are not to blame.
fn tell(
    columns: &mut [Profile],
    filled: &[bool],
    only: Option<usize>,
    what: Suspicion,
    count: u64,
    rows: &[u64],
) {
    for (at, profile) in columns.iter_mut().enumerate() {
        if filled.get(at) != Some(&true) {
            profile.excused += count;
        } else if only.is_none_or(|only| only == at) {
            let told = profile.suspicions.entry(what).or_default();
            told.extend(rows);
            told.sort_unstable();
            told.truncate(MAX_ROWS);
        }
    }
}

#[cfg(test)]
mod tests {
    use lienthong_adapter::rows::Column;

    use super::*;

    /// Rows of columns parted by `|`; what is told, as the column, `+` or `=`, and the rows.
    fn check(text: &str, expected: &str) {
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('|').collect()).collect();
        let mut columns: Vec<Profile> = rows[0].iter().map(|_| Profile::new(Column::default())).collect();
        let mut aside = Aside::new(Charset::Utf8);
        for (row, number) in rows.iter().zip(1..) {
            let cells: Vec<Cell<'_>> = row.iter().map(|cell| Cell::Bytes(cell.as_bytes())).collect();
            columns.iter_mut().zip(&cells).for_each(|(profile, cell)| profile.add(*cell, number));
            let row = Row { number, offset: None, cells, groups: Vec::new(), extra: Vec::new() };
            aside.add(&row, columns.len(), number);
        }
        columns.iter_mut().for_each(Profile::finish);
        aside.finish(&mut columns);
        let told = columns.iter().enumerate().flat_map(|(at, profile)| {
            let of = |(what, rows): (&Suspicion, &Vec<u64>)| match what {
                Suspicion::Wrapped => Some(format!("{at}+{rows:?}")),
                Suspicion::Sum => Some(format!("{at}={rows:?}")),
                _ => None,
            };
            profile.suspicions.iter().filter_map(of).collect::<Vec<_>>()
        });
        assert_eq!(told.collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn the_rest_of_a_text_and_sums_of_parts_are_told() {
        check("1|A|x y|5\n||z|\n2|B|x|6\n", "2+[2]");
        check("1|A|x y|5\n|B|z|\n||t|\n2|B|x|6\n3|C|x|7\n", "1+[2] 2+[2, 3]");
        check("1|A|x|5\nCộng xã A|||5\n2|B|y|6\nCộng|||6\n", "0=[2, 4]");
        check("1|A|x|5\n|Tổng cộng||5\n2|B|y|6\n", "1=[2]");
    }

    #[test]
    fn rows_that_lack_something_are_rows() {
        // A group that is named once, a row without a number, people and villages that are called so.
        check("Xã A|1|Mẫu|5\n|2|Thử|6\n|3|Ví Dụ|7\n", "");
        check("1|A|x|5\n2|||6\n3|C||\n", "");
        check("1|Cộng Văn Mẫu|x|5\n2|Cộng|y|6\n3|Tổng|z|7\n", "");
        check("Cộng Hòa|1|x|5\nCộng|2|y|6\n", "");
        check("|A|x|5\n1|B|y|6\n", "");
        // Sums that no text names are numbers.
        check("1|A|x|5\n|||5\n2|B|y|6\n", "");
    }
}
