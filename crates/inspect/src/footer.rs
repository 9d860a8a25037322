//! Lines below the rows of a text whose columns stand at places: a total, signatures, or a mark of the end.
//!
//! 1. by their length, which is another than that of all records;
//! 2. or by what they say: they leave a place blank that every record fills, or have letters where every record has
//!    digits; and the first of them reads as the close of a table, or fits no place of digits at all;
//! 3. the end is named by what no record has: how the first of them begins, as a line or in its column, the blank line
//!    above it, or a column that it leaves blank.
//!
//! # What holds
//!
//! * In doubt a line is a record. Whoever reads the file must find as many lines behind the end as were seen here: more
//!   would be records that begin like it.

use lienthong_adapter::rows::{ColumnLayout, End, FixedUnit, Until};
use lienthong_vntext::Charset;

use crate::closing::closes;
use crate::lines::{is_passed, letters};
use crate::places::Places;
use crate::runs::Run;

/// Lines of another length, at most, and records above them, at least.
const MOST_ODD: usize = 3;
const FEWEST: usize = 8;
/// Lines above the records that may have any length.
const TITLES: usize = 10;
/// Lines that are looked at for what they say, and lines that stand above them.
const MOST: usize = 15;
const ABOVE: usize = 2;
/// Letters of the mark.
const LETTERS: usize = 30;

/// What stands below the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Below {
    /// Where the rows end; nothing where no end would tell it from them.
    pub(crate) end: Option<End>,
    /// Lines from the first of them on, without blank ones.
    pub(crate) behind: u64,
    /// The first of them, for people.
    pub(crate) line: String,
}

/// Where the first of them stands among `lines`, by its length.
pub(crate) fn by_length(lines: &[&[u8]], charset: Charset) -> Option<usize> {
    let filled = filled(lines);
    let bytes = |at: usize| Some(lines[at].len());
    let letters = |at: usize| Some(charset.decode(lines[at]).ok()?.chars().count());
    let count = odd(&filled, bytes).or_else(|| odd(&filled, letters))?;
    filled.get(filled.len() - count).copied()
}

fn filled(lines: &[&[u8]]) -> Vec<usize> {
    (0..lines.len()).filter(|at| !lines[*at].trim_ascii().is_empty()).collect()
}

/// How many of the last lines have another length than all before them, but for titles.
fn odd(filled: &[usize], length: impl Fn(usize) -> Option<usize>) -> Option<usize> {
    let usual = length(*filled.get(filled.len() / 2)?)?;
    let is_record = |at: &&usize| length(**at) == Some(usual);
    let count = filled.iter().rev().take_while(|at| !is_record(at)).count();
    let records = &filled[..filled.len() - count];
    let titles = records.iter().take(TITLES).take_while(|at| !is_record(at)).count();
    let is_plain = records[titles..].iter().all(|at| is_record(&at)) && records.len() - titles >= FEWEST;
    ((1..=MOST_ODD).contains(&count) && is_plain).then_some(count)
}

/// Where among `lines` those begin that may stand below the rows: the first that reads so, or the last few.
pub(crate) fn suspects(lines: &[&[u8]], charset: Charset) -> usize {
    let filled = filled(lines);
    let reads = |at: &&usize| charset.decode(lines[**at]).is_ok_and(|text| closes(&text));
    let read = filled.iter().skip(filled.len().saturating_sub(MOST).max(ABOVE)).find(reads);
    let first = read.or_else(|| filled.get(filled.len() - (filled.len() / 2).min(MOST)));
    first.copied().unwrap_or(lines.len())
}

/// A table whose rows are known.
pub(crate) struct Table<'t> {
    pub(crate) runs: &'t [Run],
    pub(crate) columns: &'t [ColumnLayout],
    pub(crate) records: Vec<&'t [u8]>,
    pub(crate) unit: FixedUnit,
    pub(crate) charset: Charset,
    /// Whether a column tells better than the beginning of a line, which bars make all alike.
    pub(crate) by_cells: bool,
}

impl Table<'_> {
    /// What stands below the rows, from the line `at` of `lines` on.
    pub(crate) fn below(&self, lines: &[&[u8]], at: usize) -> Below {
        let line = lines[at];
        let whole = || self.begins(line).map(Until::Text);
        let cell = || self.begins_in(line);
        let until = if self.by_cells { cell().or_else(whole) } else { whole().or_else(cell) };
        let gap = || is_first_gap(&lines[..at]).then_some(Until::FirstEmptyRow);
        let until = until.or_else(gap).or_else(|| self.blank(line));
        let behind = lines[at..].iter().filter(|line| !is_passed(line)).count() as u64;
        let line = self.charset.decode(line).map(|line| line.trim().to_owned()).unwrap_or_default();
        Below { end: until.map(|until| End { until, ignore_after_end: true }), behind, line }
    }

    /// How the line begins, where no record does; with the blanks behind it where a record begins like it.
    fn begins(&self, line: &[u8]) -> Option<String> {
        let text = self.charset.decode(line).ok()?;
        let mark = mark(&text)?;
        let alone = format!("{mark}  ");
        let is_alone = text.trim_start().starts_with(&alone);
        let begins = |line: &[u8], mark: &str| {
            self.charset.decode(line).is_ok_and(|text| text.trim_start().starts_with(mark))
        };
        let is_free = |mark: &String| !self.records.iter().any(|line| begins(line, mark));
        std::iter::once(mark).chain(is_alone.then_some(alone)).find(is_free)
    }

    /// How one of its cells begins, where no record has such a cell.
    fn begins_in(&self, line: &[u8]) -> Option<Until> {
        self.runs.iter().zip(self.columns).find_map(|(run, column)| {
            let text = |line: &[u8]| run.text(line, self.unit, self.charset);
            let before = run.start.checked_sub(1).and_then(|at| letters(line, self.unit).get(at).copied());
            // A word that begins in the column before names nothing.
            let mark = mark(&text(line).filter(|_| !before.is_some_and(char::is_alphabetic))?)?;
            let begins = |line: &&[u8]| text(line).is_none_or(|cell| cell.trim_start().starts_with(&mark));
            let is_free = !self.records.iter().any(begins);
            is_free.then(|| Until::TextIn { column: column.name().to_owned(), text: mark.clone() })
        })
    }

    /// A column that it leaves blank, and no record does.
    fn blank(&self, line: &[u8]) -> Option<Until> {
        let rows: Vec<Vec<char>> = self.records.iter().map(|line| letters(line, self.unit)).collect();
        let column = Places::of(self.runs, &rows, self.unit).first_blank(line)?;
        Some(Until::ColumnEmpty(self.columns.get(column)?.name().to_owned()))
    }
}

/// Whether the last of these lines is blank, and those before it are rows without a gap, as far as they are seen.
fn is_first_gap(lines: &[&[u8]]) -> bool {
    let rows =
        lines.iter().rev().skip_while(|line| is_passed(line)).take_while(|line| !is_passed(line)).count();
    lines.last().is_some_and(|line| is_passed(line)) && rows >= lines.len() / 2
}

/// How a text begins, up to what changes from file to file.
pub(crate) fn mark(text: &str) -> Option<String> {
    let mark = text.trim_start().split(|c: char| c.is_ascii_digit() || c == ':').next()?;
    // Behind a bar or many blanks stands what belongs to another column.
    let end = mark.char_indices().skip(1).find(|(at, c)| *c == '|' || mark[*at..].starts_with("   "));
    let mark = mark[..end.map_or(mark.len(), |(at, _)| at)].trim_end();
    let mark: String = mark.chars().take(LETTERS).collect();
    (mark.chars().any(char::is_alphanumeric) || mark.len() > 2).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_another_length_below_records_are_a_footer() {
        let check = |below: &[&str], expected: bool| {
            let records: Vec<String> =
                (1..=9).map(|number| format!("0{number} Xã số {number}   x")).collect();
            let lines = ["DANH SÁCH"]
                .into_iter()
                .chain(records.iter().map(String::as_str))
                .chain(below.iter().copied());
            let lines: Vec<&[u8]> = lines.map(str::as_bytes).collect();
            assert_eq!(by_length(&lines, Charset::Utf8), expected.then_some(10), "{below:?}");
        };
        check(&["<EOF>"], true);
        check(&["Tổng cộng: 9 xã"], true);
        check(&["Cộng 9", "Người lập", "(ký)", "(tên)"], false);
        check(&["Cộng 9", "Người lập"], true);
        check(&[], false);
        check(&["1", "2", "3", "4"], false);
    }

    #[test]
    fn an_end_is_named_by_what_does_not_change() {
        for (text, expected) in [
            ("Tổng cộng: 9 xã", Some("Tổng cộng")),
            ("  <EOF>", Some("<EOF>")),
            ("| Tổng cộng        |    | 12 |", Some("| Tổng cộng")),
            ("Cộng     12", Some("Cộng")),
            ("Cộng     x", Some("Cộng")),
            ("-----  ---", Some("-----  ---")),
            ("9 xã", None),
            ("0", None),
            ("|   |  |", None),
            ("", None),
        ] {
            assert_eq!(mark(text).as_deref(), expected, "{text}");
        }
    }
}
