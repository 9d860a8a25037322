//! Tables that a program has drawn with lines, as database programs print a query: their lines say where columns stand.
//!
//! 1. the first line of dashes among the first lines; each of its runs is a column;
//! 2. what parts the runs: blanks, or a `+` below which every row has a bar;
//! 3. names: the line above, or the one between two such lines;
//! 4. the end: a second line of dashes between blanks, or what `footer` tells of the lines below the rows;
//! 5. rows: nearly all lines above it must be parted where the dashes are, or the table is something else.
//!
//! # What holds
//!
//! * Between blanks columns cover every byte but the blanks between a number at the right and a text at the left, and are
//!   written as they stood. Bars are no part of a column: whoever writes such a file draws the lines himself.

use lienthong_adapter::rows::{ColumnLayout, FixedLayout, FixedUnit, Span};
use lienthong_vntext::Charset;

use crate::fixed::{self, Fixed};
use crate::footer::{self, Table};
use crate::lines::{Sample, is_passed, letters, unit_of};
use crate::places::Places;
use crate::runs::{Run, names as names_of};

/// Lines among which the first line of dashes is looked for.
const WITHIN: usize = 20;
/// Lines below the rows, at most.
const MOST_BEHIND: usize = 2;
/// Columns of a drawn table, at least.
const FEWEST: usize = 2;

/// A line of dashes.
#[derive(Debug, PartialEq, Eq)]
struct Rule {
    /// Where its runs begin and end.
    runs: Vec<(usize, usize)>,
    /// Where a `+` stands; below it is a bar in every row.
    bars: Vec<usize>,
}

/// Looks at the first and the last bytes of a text.
pub(crate) fn detect(sample: &Sample, charset: Charset) -> Option<Fixed> {
    if !charset.is_ascii_compatible() || sample.head().contains(&b'\t') {
        return None;
    }
    let ((lines, end), last) = (sample.first(), sample.last());
    let at = lines.iter().take(WITHIN).position(|line| Rule::of(line).is_some())?;
    let rule = Rule::of(lines[at])?;
    let (names, first) = names(&lines, at);
    let is_row = |line: &&&[u8]| !line.trim_ascii().is_empty() && !is_drawn(line);
    // Of a long file the first lines are rows, and none of the last.
    let above = |at: usize| {
        let below = if sample.is_whole() { at.min(lines.len()) } else { lines.len() };
        lines.get(first..below).unwrap_or_default()
    };
    let all: Vec<&[u8]> = above(lines.len()).iter().filter(is_row).copied().collect();
    let in_chars = unit_of(&all, charset);
    let count = |unit| all.iter().filter(|line| rule.parts(&letters(line, unit))).count();
    let unit = if count(in_chars) > count(FixedUnit::Byte) { in_chars } else { FixedUnit::Byte };
    let rows = |at: usize| -> Vec<Vec<char>> {
        let rows = above(at).iter().filter(is_row).map(|line| letters(line, unit));
        rows.filter(|row| rule.parts(row)).collect()
    };
    let (is_barred, from) = (!rule.bars.is_empty(), footer::suspects(&last, charset));
    let known = rows(from);
    let places = Places::of(&rule.columns(&known), &known, unit);
    let at =
        if is_barred { None } else { rule_below(&last, if sample.is_whole() { first } else { 0 }, &places) };
    let at = at.or_else(|| places.below(&last, from, charset, is_drawn).filter(|_| !known.is_empty()));
    let named = names.map(|at| (lines[at], unit, charset));
    let laid_out = |at: usize| {
        let rows = rows(at);
        let mut runs = rule.columns(&rows);
        // The line is drawn under the blank behind the last value as well, which no row has.
        let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
        if let Some(last) = runs.last_mut().filter(|last| last.is_right && longest > last.start) {
            last.end = last.end.min(longest);
        }
        let names = names_of(&runs, named);
        let columns: Vec<ColumnLayout> =
            runs.iter().zip(names).map(|(run, name)| run.laid_out(name)).collect();
        (rows, runs, columns)
    };
    let below = at.map(|at| {
        let (_, runs, columns) = laid_out(at);
        let records = above(at).iter().filter(is_row).copied().collect();
        // Where a total stands across columns only the line as a whole tells.
        let by_cells = is_barred && last.get(at).is_some_and(|line| rule.parts(&letters(line, unit)));
        Table { runs: &runs, columns: &columns, records, unit, charset, by_cells }.below(&last, at)
    });
    let is_ended = below.as_ref().is_some_and(|below| below.end.is_some());
    let rest = at.filter(|_| is_ended).unwrap_or(lines.len());
    // A line of dashes among the rows is one that only a bar tells apart from them.
    if !is_barred && above(rest).iter().any(|line| is_drawn(line)) {
        return None;
    }
    let (rows, runs, columns) = laid_out(rest);
    let body: Vec<&[u8]> = above(rest).iter().filter(is_row).copied().collect();
    // A value that is too long spoils its row. Bars stand in every row, or it would be taken for a drawn line.
    let behind =
        body.iter().rev().take(MOST_BEHIND).take_while(|line| !rule.parts(&letters(line, unit))).count();
    let judged = body.len() - behind;
    let is_enough = if is_barred { rows.len() == judged } else { rows.len() * 10 >= judged * 9 };
    if rows.is_empty() || !is_enough {
        return None;
    }
    let longest = rows.iter().map(Vec::len).max().unwrap_or(0);
    let end_of_last = runs.last().map_or(0, |run| run.end);
    let layout = FixedLayout {
        end,
        unit,
        length: (longest > end_of_last).then_some(longest),
        short_is_absent: rows.iter().any(|row| row.len() < longest.max(end_of_last))
            || rows.len() < body.len(),
        heading: fixed::heading(&lines[..first], charset),
        data_end: below.as_ref().and_then(|below| below.end.clone()).unwrap_or_default(),
    };
    let bar = rule.bars.first().map(|at| Span { start: *at, length: 1 });
    Some(Fixed { layout, columns, bar, below })
}

/// The line of dashes above a sum, where no line below it is a row.
pub(crate) fn rule_below(last: &[&[u8]], first: usize, places: &Places) -> Option<usize> {
    let at = (first..last.len()).find(|at| is_drawn(last[*at]) && !last[*at].trim_ascii().is_empty())?;
    let mut below = last[at..].iter().filter(|line| !is_passed(line) && !is_drawn(line));
    below.all(|line| places.is_foreign(line)).then_some(at)
}

/// The line of the names, between the first line of dashes and the next one or above it, and the first line of the rows.
fn names(lines: &[&[u8]], at: usize) -> (Option<usize>, usize) {
    let is_rule = |at: usize| lines.get(at).is_some_and(|line| Rule::of(line).is_some());
    let is_filled = |at: &usize| lines.get(*at).is_some_and(|line| !line.trim_ascii().is_empty());
    if is_filled(&(at + 1)) && is_rule(at + 2) && lines.len() > at + 3 {
        return (Some(at + 1), at + 3);
    }
    (at.checked_sub(1).filter(is_filled), at + 1)
}

const fn is_dash(byte: u8) -> bool {
    matches!(byte, b'-' | b'=')
}

/// Whether a line is drawn, if only above a sum. A lone dash is how some files say that there is no value.
pub(crate) fn is_drawn(line: &[u8]) -> bool {
    let is_part = |byte: &u8| is_dash(*byte) || matches!(byte, b'+' | b'|' | b' ');
    line.iter().all(is_part) && line.windows(2).any(|two| is_dash(two[0]) && is_dash(two[1]))
}

impl Rule {
    fn of(line: &[u8]) -> Option<Self> {
        let line = line.trim_ascii_end();
        if !is_drawn(line) {
            return None;
        }
        let mut runs = Vec::new();
        let mut at = 0;
        while at < line.len() {
            let length = line[at..].iter().take_while(|byte| is_dash(**byte)).count();
            if length > 0 {
                runs.push((at, at + length));
            }
            at += length.max(1);
        }
        let bars = (0..line.len()).filter(|at| matches!(line[*at], b'+' | b'|')).collect();
        (runs.len() >= FEWEST).then_some(Self { runs, bars })
    }

    /// Whether a row is parted where the dashes are.
    fn parts(&self, row: &[char]) -> bool {
        if !self.bars.is_empty() {
            return self.bars.iter().all(|at| row.get(*at) == Some(&'|'));
        }
        let mut joints = self.runs.windows(2).flat_map(|two| two[0].1..two[1].0);
        let before = 0..self.runs[0].0;
        joints.all(|at| row.get(at).is_none_or(|c| *c == ' '))
            && before.into_iter().all(|at| row.get(at).is_none_or(|c| *c == ' '))
    }

    /// The columns. Blanks between two belong to the left one, unless its values stand at the right.
    fn columns(&self, rows: &[Vec<char>]) -> Vec<Run> {
        let runs = self.runs.iter().map(|(start, end)| Run::of(*start, *end, rows));
        let mut runs: Vec<Run> = runs.collect();
        if !self.bars.is_empty() {
            return runs;
        }
        runs[0].start = 0;
        for at in 1..runs.len() {
            if !runs[at - 1].is_right {
                runs[at - 1].end = runs[at].start;
            } else if runs[at].is_right {
                runs[at].start = runs[at - 1].end;
            }
        }
        if let Some(last) = runs.last_mut().filter(|last| !last.is_right) {
            last.end = rows.iter().map(Vec::len).max().unwrap_or(0).max(last.end);
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use lienthong_adapter::rows::Align;

    use super::*;

    fn check(text: &str, expected: &str) {
        let found = detect(&Sample::whole(text.as_bytes()), Charset::Utf8).map(|fixed| {
            let show = |column: &ColumnLayout| {
                let span = column.span.unwrap();
                let right = if column.pad.align == Align::Right { ">" } else { "" };
                format!("{} {}+{}{right}", column.name(), span.start + 1, span.length)
            };
            let bar = fixed.bar.map_or(String::new(), |bar| format!(" | {}", bar.start + 1));
            format!("{}{bar}", fixed.columns.iter().map(show).collect::<Vec<_>>().join(", "))
        });
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn columns_stand_where_the_dashes_are() {
        check("MA  TEN\n--- -----\n01  A\n02  B\n", "MA 1+4, TEN 5+5");
        check("MA    SO TEN\n--- ---- -----\n01    12 A\n02     7 B\n", "MA 1+4, SO 5+4>, TEN 10+5");
        check("TIEN  SO\n==== ===\n  10   1\n   9  12\n", "TIEN 1+4>, SO 5+4>");
        check("+----+---+\n| MA | T |\n+----+---+\n| 01 | A |\n+----+---+\n", "MA 2+4, T 7+3 | 1");
        check(" MA | T \n----+---\n 01 | A\n(1 row)\n", "MA 1+4, T 6+3 | 5");
        check("--- ---\n01  A\n02  B\n", "1-4 1+4, 5-7 5+3");
    }

    #[test]
    fn lines_of_dashes_are_not_all_of_a_table() {
        check("ma|ten\n--|---\n1|A\n22|B B\n", "");
        check("MA  TEN\n--- -----\n0001 A\n02  B\n", "");
        check("Kính gửi\n---- ----\n", "");
        check("a,b\n- -\n1,2\n", "");
        // Rows below a second line are a second table.
        check("MA  SO\n--- ---\n01    1\n02    2\n    ---\n01    1\n03    3\n", "");
        check("", "");
    }
}
