//! Rows of a table that are no data: sums and titles of parts, and in printed tables the rest of a long text.
//!
//! A program that prints a long text in several lines leaves the other columns of them blank, and so does a sum below a
//! group. Which columns every row fills is known when all were seen; until then rows are counted by what they fill.
//!
//! # What holds
//!
//! * In doubt a line is a row. Such lines are told, with the condition that would pass them over, and a person decides.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use lienthong_adapter::rows::{Cell, Row};
use lienthong_vntext::Charset;

use crate::closing::{adds_up, is_total};
use crate::profile::Profile;
use crate::suspicion::Suspicion;

/// Ways to fill a row that are told apart.
const MAX_SHAPES: usize = 500;
/// Sums that are remembered.
const MAX_SUMS: usize = 500;
/// Rows named.
const MAX_ROWS: usize = 5;
/// Rows with a number, at least, where that counts as numbering.
const FEWEST_NUMBERED: u64 = 5;
/// Rows that must be whole, at least.
const FEWEST: u64 = 2;

/// The rows of a table, by the columns that they fill.
#[derive(Debug)]
pub(crate) struct Aside {
    charset: Charset,
    /// Whether long texts may stand in several lines. In sheets and delimited text cells hold them.
    is_printed: bool,
    shapes: BTreeMap<Vec<bool>, Shape>,
    /// Rows that read as sums.
    sums: Vec<Sum>,
    /// The first row: nothing stands above it that it could continue.
    first: Option<u64>,
    /// Rows with digits alone in the first column, and those without: how many, and the first of them with the column
    /// that they fill first.
    numbered: u64,
    unnumbered: u64,
    without: Vec<(u64, usize)>,
}

/// What tells the rows of data from those that are told to be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OfData {
    pub(crate) column: usize,
    /// Whether it has digits there, and not just a value.
    pub(crate) is_digits: bool,
}

/// A row that reads as a sum.
#[derive(Debug)]
struct Sum {
    filled: Vec<bool>,
    /// The column of the text.
    column: usize,
    row: u64,
    /// Whether it is one even where it lacks nothing.
    is_plain: bool,
}

#[derive(Debug, Default)]
struct Shape {
    count: u64,
    rows: Vec<u64>,
}

impl Aside {
    pub(crate) fn new(charset: Charset, is_printed: bool) -> Self {
        Self {
            charset,
            is_printed,
            shapes: BTreeMap::new(),
            sums: Vec::new(),
            first: None,
            numbered: 0,
            unnumbered: 0,
            without: Vec::new(),
        }
    }

    /// Looks at the next row.
    pub(crate) fn add(&mut self, row: &Row<'_>, columns: usize, number: u64) {
        let cells = row.cells.iter().take(columns);
        let filled: Vec<bool> = cells.map(|cell| !cell.is_blank()).collect();
        if self.is_numbered(row) {
            self.numbered += 1;
        } else if let Some(column) = filled.iter().position(|is| *is) {
            self.unnumbered += 1;
            if self.without.len() < MAX_SUMS {
                self.without.push((number, column));
            }
        }
        if let Some((column, is_plain)) = self.sum(row, &filled).filter(|_| self.sums.len() < MAX_SUMS) {
            self.sums.push(Sum { filled, column, row: number, is_plain });
            return;
        }
        let is_known = self.shapes.contains_key(&filled);
        if is_known || self.shapes.len() < MAX_SHAPES {
            let shape = self.shapes.entry(filled).or_default();
            shape.count += 1;
            if shape.rows.len() < MAX_ROWS {
                shape.rows.push(number);
            }
        }
        self.first.get_or_insert(number);
    }

    fn is_numbered(&self, row: &Row<'_>) -> bool {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match row.cells.first() {
            Some(Cell::Bytes(bytes)) => std::str::from_utf8(bytes).is_ok_and(|text| is_digits(text.trim())),
            Some(Cell::Text(text) | Cell::Number(text) | Cell::Digits(text)) => is_digits(text.trim()),
            _ => false,
        }
    }

    /// The column of the text, if this row reads as a sum, and whether it can be nothing else.
    fn sum(&self, row: &Row<'_>, filled: &[bool]) -> Option<(usize, bool)> {
        let column = filled.iter().position(|is| *is)?;
        let of = |at: usize| match row.cells.get(at)? {
            Cell::Bytes(bytes) => self.charset.decode(bytes).ok(),
            Cell::Text(text) => Some(Cow::Borrowed(*text)),
            _ => None,
        };
        let text = of(column)?;
        let text = text.trim();
        // People and villages are called by one of its words, and never by two.
        let is_plain = adds_up(text) && text.contains(' ');
        if is_total(text) {
            return Some((column, is_plain));
        }
        // Between columns at places a word is cut.
        let next = of(column + 1).filter(|_| self.is_printed)?;
        is_total(&format!("{text}{next}")).then_some((column, true))
    }

    /// No more rows: tells in the columns what was found, and what all rows of data have and nothing else has.
    pub(crate) fn finish(&self, columns: &mut [Profile]) -> Option<OfData> {
        let is_first = |shape: &Shape| shape.rows.first() == self.first.as_ref() && shape.count == 1;
        let (rests, rows): (Vec<_>, Vec<_>) = self.shapes.iter().partition(|(filled, shape)| {
            self.is_printed && !is_first(shape) && self.is_rest(filled, columns)
        });
        let is_sparse = |filled: &[bool]| self.is_sparse(filled, columns);
        let (sparse, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(filled, _)| is_sparse(filled));
        let number = |is: &dyn Fn(&[bool]) -> bool| {
            rows.iter().filter(|(filled, _)| is(filled)).map(|(_, shape)| shape.count).sum::<u64>()
        };
        let all = number(&|_| true);
        if all < FEWEST {
            return None;
        }
        // A signature or a row that lacks a value by mistake makes no column an optional one.
        let is_usual = |at: usize| number(&|filled| filled.get(at) == Some(&true)) * 20 >= all * 19;
        let always: Vec<bool> = (0..columns.len()).map(is_usual).collect();
        let lacks = |filled: &[bool]| filled.iter().zip(&always).any(|(is, always)| *always && !is);
        let (rests, sparse): (Vec<_>, Vec<_>) = (
            rests.into_iter().filter(|(filled, _)| lacks(filled)).collect(),
            sparse.into_iter().filter(|(filled, _)| lacks(filled)).collect(),
        );
        let sums = || self.sums.iter().filter(|sum| sum.is_plain || lacks(&sum.filled));
        let others: Vec<&Vec<bool>> = sums()
            .map(|sum| &sum.filled)
            .chain(rests.iter().chain(&sparse).map(|(filled, _)| *filled))
            .collect();
        let is_of_data = |at: &usize| {
            let has = |filled: &[bool]| filled.get(*at) == Some(&true);
            number(&has) == all && !others.iter().any(|filled| has(filled))
        };
        let of_data = (0..columns.len()).find(is_of_data).filter(|_| !others.is_empty());
        for (filled, shape) in rests {
            let rows: Vec<u64> = shape.rows.iter().copied().filter(|row| Some(*row) != self.first).collect();
            tell(columns, filled, None, Suspicion::Wrapped, shape.count, &rows);
        }
        // What is a title among the data may be a record that is not complete: it makes no field a required one.
        for (filled, shape) in sparse {
            let column = filled.iter().position(|is| *is);
            tell(columns, filled, column, Suspicion::Sparse, 0, &shape.rows);
        }
        // All of them, also those that are not named: a row is told once.
        let told: BTreeSet<u64> = sums().map(|sum| sum.row).collect();
        for sum in sums() {
            tell(columns, &sum.filled, Some(sum.column), Suspicion::Sum, 1, &[sum.row]);
        }
        // Most lists number their rows.
        let are_numbered = self.numbered >= FEWEST_NUMBERED && self.unnumbered * 4 <= self.numbered;
        if !are_numbered || self.without.is_empty() {
            return of_data.map(|column| OfData { column, is_digits: false });
        }
        for (row, column) in &self.without {
            let profile = &mut columns[*column];
            let others = [Suspicion::Sparse, Suspicion::Wrapped];
            let is_told = told.contains(row)
                || others
                    .iter()
                    .any(|what| profile.suspicions.get(what).is_some_and(|rows| rows.contains(row)));
            if !is_told {
                profile.suspect(Suspicion::Unnumbered, *row);
            }
        }
        Some(OfData { column: 0, is_digits: true })
    }

    /// How many columns most rows fill.
    fn usual(&self) -> usize {
        let most = self.shapes.iter().max_by_key(|(filled, shape)| (shape.count, count(filled)));
        most.map_or(0, |(filled, _)| count(filled))
    }

    /// Whether a row has next to nothing of what most rows have, and a text among it: the title of a part.
    fn is_sparse(&self, filled: &[bool], columns: &[Profile]) -> bool {
        let usual = self.usual();
        let begins = filled.iter().position(|is| *is);
        begins.and_then(|at| columns.get(at)).is_some_and(Profile::has_words)
            && usual >= 3
            && count(filled) * 3 <= usual
    }

    /// Whether what a row fills is texts alone, and few of them: not its first column, and at most half of what most
    /// rows have.
    fn is_rest(&self, filled: &[bool], columns: &[Profile]) -> bool {
        let is_text = |at: usize| columns.get(at).is_some_and(Profile::has_words);
        filled.first() == Some(&false)
            && count(filled) * 2 <= self.usual()
            && (0..filled.len()).all(|at| !filled[at] || is_text(at))
    }
}

fn count(filled: &[bool]) -> usize {
    filled.iter().filter(|is| **is).count()
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
        check_in(text, true, expected);
    }

    fn check_in(text: &str, is_printed: bool, expected: &str) {
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('|').collect()).collect();
        let mut columns: Vec<Profile> = rows[0].iter().map(|_| Profile::new(Column::default())).collect();
        let mut aside = Aside::new(Charset::Utf8, is_printed);
        for (row, number) in rows.iter().zip(1..) {
            let cells: Vec<Cell<'_>> = row.iter().map(|cell| Cell::Bytes(cell.as_bytes())).collect();
            columns.iter_mut().zip(&cells).for_each(|(profile, cell)| profile.add(*cell, number));
            let row = Row { number, cells, ..Row::default() };
            aside.add(&row, columns.len(), number);
        }
        columns.iter_mut().for_each(Profile::finish);
        aside.finish(&mut columns);
        let told = columns.iter().enumerate().flat_map(|(at, profile)| {
            let of = |(what, rows): (&Suspicion, &Vec<u64>)| match what {
                Suspicion::Wrapped => Some(format!("{at}+{rows:?}")),
                Suspicion::Sum => Some(format!("{at}={rows:?}")),
                Suspicion::Sparse => Some(format!("{at}:{rows:?}")),
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
        check("Xã A|5\nXã B|6\nTổng cộng|11\n", "0=[3]");
        check("H1|A|5\nTổng c|ộng|5\nH2|B|6\n", "0=[2]");
    }

    #[test]
    fn titles_of_parts_are_told() {
        check_in("Thôn A|||\n1|A|x|5\n2|B|y|6\nThôn B|||\n3|C|z|7\n4|D||8\n", false, "0:[1, 4]");
        check_in("|Thôn A||\n1|A|x|5\n|Thôn B||\n2|B|y|6\n", false, "1:[1, 3]");
        check("|Thôn A||\n1|A|x|5\n2|B|y|6\n", "1:[1]");
        check("Xã A|1|Mẫu|5|6|7\n|2||||\n|3||||\n", "");
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
