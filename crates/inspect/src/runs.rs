//! Where the columns of records of fixed width stand.
//!
//! 1. gaps: positions that are blank in every line part columns;
//! 2. borders: where digits end and letters begin in every line, two columns meet without a gap.
//!
//! # What holds
//!
//! * Columns cover every byte of a record but blanks behind a number at the right, so that nothing of it is left out.
//! * A blank between two words is no border: `Xã` before every name is part of the name.

use lienthong_adapter::rows::{Align, ColumnKind, ColumnLayout, FixedUnit, Pad, Span};
use lienthong_vntext::Charset;

use crate::lines::letters;

/// A column by its positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Numbers that stand at the right end.
    pub(crate) is_right: bool,
}

impl Run {
    pub(crate) fn of(start: usize, end: usize, rows: &[Vec<char>]) -> Self {
        let run = Self { start, end, is_right: false };
        let all = |is: &dyn Fn(&[char]) -> bool| rows.iter().all(|row| is(run.part(row)));
        let varies = !all(&|part| part.first().is_some_and(|c| *c != ' '));
        let is_right = varies
            && all(&|part| part.last().is_some_and(char::is_ascii_digit))
            && all(&|part| part.iter().all(|c| " 0123456789.,-".contains(*c)));
        Self { is_right, ..run }
    }

    /// What a row has there.
    pub(crate) fn part<'r>(&self, row: &'r [char]) -> &'r [char] {
        &row[self.start.min(row.len())..self.end.min(row.len())]
    }

    /// What a line has there, as whoever reads it cuts it; nothing where a letter would be cut.
    pub(crate) fn text(&self, line: &[u8], unit: FixedUnit, charset: Charset) -> Option<String> {
        match unit {
            FixedUnit::Char => Some(self.part(&letters(line, unit)).iter().collect()),
            FixedUnit::Byte => {
                let part = &line[self.start.min(line.len())..self.end.min(line.len())];
                charset.decode(part).ok().map(std::borrow::Cow::into_owned)
            }
        }
    }

    pub(crate) fn laid_out(&self, name: String) -> ColumnLayout {
        let length = self.end - self.start;
        let align = if self.is_right { Align::Right } else { Align::Left };
        ColumnLayout {
            kind: ColumnKind::TextOf { bytes: u16::try_from(length).unwrap_or(u16::MAX) },
            span: Some(Span { start: self.start, length }),
            pad: Pad { align, ..Pad::default() },
            ..ColumnLayout::named(name)
        }
    }
}

/// A position in all lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Blank,
    Digit,
    Letter,
    Mixed,
}

/// The columns of records, from the first position to the last.
pub(crate) fn columns(rows: &[Vec<char>]) -> Vec<Run> {
    let length = rows.iter().map(Vec::len).max().unwrap_or(0);
    let places: Vec<Place> = (0..length).map(|at| place(rows, at)).collect();
    let mut starts = vec![0];
    let mut at = places.iter().position(|place| *place != Place::Blank).unwrap_or(length);
    while at < length {
        // To the end of the run of positions that are filled in some line.
        let next_gap = (at..length).find(|place| places[*place] == Place::Blank).unwrap_or(length);
        let meets = (at + 1..next_gap).filter(|place| meet(rows, &places, *place));
        starts.extend(meets);
        let Some(next) = (next_gap..length).find(|place| places[*place] != Place::Blank) else { break };
        if is_border(&places, next_gap, next) {
            starts.push(next);
        }
        at = next;
    }
    starts.push(length);
    let mut runs: Vec<Run> =
        starts.windows(2).filter(|two| two[0] < two[1]).map(|two| Run::of(two[0], two[1], rows)).collect();
    // Blanks behind numbers that stand at the right are nobody's.
    for run in &mut runs {
        let end =
            (run.start..run.end).rev().find(|at| places[*at] != Place::Blank).map_or(run.end, |at| at + 1);
        let cut = Run::of(run.start, end, rows);
        if cut.is_right {
            *run = cut;
        }
    }
    // The blanks before it are its own where the column on its left is full in every record.
    for index in 1..runs.len() {
        let start = runs[index].start;
        let last = (0..start).rev().find(|at| places[*at] != Place::Blank);
        let is_full = |at: usize| rows.iter().all(|row| row.get(at).is_some_and(|c| *c != ' '));
        if let Some(last) =
            last.filter(|last| runs[index].is_right && *last >= runs[index - 1].start && is_full(*last))
        {
            runs[index].start = last + 1;
            runs[index - 1].end = last + 1;
        }
    }
    runs
}

/// Gives columns of numbers the blanks at their left that their sums and their names need.
pub(crate) fn widen(runs: &mut [Run], rows: &[Vec<char>], sums: &[Vec<char>], names: Option<&[char]>) {
    let is_number = |c: &char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
    let is_blank = |at: usize| rows.iter().all(|row| row.get(at).is_none_or(|c| *c == ' '));
    for at in (1..runs.len()).filter(|at| runs[*at].is_right).collect::<Vec<_>>() {
        let (before, run) = (runs[at - 1], runs[at]);
        let gap = || (before.start + 1..run.start).rev().take_while(|at| is_blank(*at));
        let of_sums =
            sums.iter().filter_map(|row| gap().take_while(|at| row.get(*at).is_some_and(is_number)).last());
        // A name ends where two blanks stand; one that goes on beyond the gap is that of both columns.
        let has = |at: usize| names.and_then(|names| names.get(at)).is_some_and(|c| *c != ' ');
        let of_names =
            gap().find(|at| !has(*at) && !has(at + 1)).map(|at| at + 2).filter(|start| *start < run.start);
        let start = of_sums.chain(of_names).min().unwrap_or(run.start);
        runs[at].start = start;
        runs[at - 1].end = runs[at - 1].end.min(start);
    }
}

/// What stands at a position in all lines.
fn place(rows: &[Vec<char>], at: usize) -> Place {
    let mut found: Option<Place> = None;
    for c in rows.iter().filter_map(|row| row.get(at)) {
        let this = match c {
            ' ' | '\0' => continue,
            c if c.is_ascii_digit() => Place::Digit,
            c if c.is_alphabetic() => Place::Letter,
            _ => Place::Mixed,
        };
        found = Some(match found {
            None => this,
            Some(before) if before == this => this,
            Some(_) => Place::Mixed,
        });
    }
    found.unwrap_or(Place::Blank)
}

/// Whether two columns meet at a position in every line: digits end and letters begin, or the other way.
fn meet(rows: &[Vec<char>], places: &[Place], at: usize) -> bool {
    let pair = (places[at - 1], places[at]);
    let full = |at: usize| rows.iter().all(|row| row.get(at).is_some_and(|c| *c != ' '));
    let turns = matches!(pair, (Place::Digit, Place::Letter) | (Place::Letter, Place::Digit));
    // Two digits of a date or a code are no column: `KS001`, `01A`.
    let run = |mut at: usize, step: isize, of: Place| {
        let mut count = 0;
        while places.get(at) == Some(&of) {
            count += 1;
            let Some(next) = at.checked_add_signed(step) else { break };
            at = next;
        }
        count
    };
    turns
        && full(at - 1)
        && full(at)
        && run(at - 1, -1, pair.0) >= 2
        && (pair.0 == Place::Digit || run(at, 1, pair.1) >= 4)
}

/// Whether blank positions part two columns. One alone may be the space between two words.
fn is_border(places: &[Place], from: usize, to: usize) -> bool {
    let (left, right) = (places[from - 1], places[to]);
    to - from > 1 || left == Place::Digit || right == Place::Digit
}

/// Names of columns: those of a line above, or their positions.
pub(crate) fn names(columns: &[Run], header: Option<(&[u8], FixedUnit, Charset)>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for run in columns {
        let plain = format!("{}-{}", run.start + 1, run.end);
        let said = header.and_then(|(line, unit, charset)| run.text(line, unit, charset));
        let said = said.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
        names.push(said.filter(|name| !name.is_empty() && !names.contains(name)).unwrap_or(plain));
    }
    names
}
