//! Where the data of a table ends: above a total, or above the signatures of a paper.
//!
//! # What holds
//!
//! * Only rows at the very end with few cells are called no data; in doubt a row is data.
//! * A text is the end only where no row before it has a cell that begins with it, as whoever reads the table judges it:
//!   in the column that holds it, or in any where more than one does.

use lienthong_adapter::rows::{End, Header, Until};
use lienthong_vntext::Charset;

use crate::closing::{adds_up, closes, is_total};
use crate::footer::mark as mark_of;
use crate::grid::{Grid, Held, Line};
use crate::heading;

/// Where the data ends.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    /// The end.
    pub(crate) end: End,
    /// Rows behind the end. Whoever reads the table must find as many: more would be data that begins like a total.
    pub(crate) behind: u64,
    /// The row of totals at the end; it is data where the end is no text.
    pub(crate) total: Option<Total>,
    /// A better end, if this column has a name of its own.
    pub(crate) within: Option<Within>,
}

/// An end at a text that stands in one column of the total, and in no row of data there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Within {
    /// The column, from 0.
    pub(crate) column: usize,
    pub(crate) text: String,
    /// Rows behind the end.
    pub(crate) behind: u64,
}

/// A row that adds up what stands above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Total {
    /// As the program shows it.
    pub(crate) row: u64,
    /// What it begins with.
    pub(crate) text: String,
    /// It and the rows behind it, up to the end.
    pub(crate) rows: u64,
}

/// Where the data ends below a header that `header` finds.
pub(crate) fn find(grid: &Grid, header: &Header, charset: Charset) -> Ending {
    search(grid, header, charset).unwrap_or_default()
}

fn search(grid: &Grid, header: &Header, charset: Charset) -> Option<Ending> {
    // Without a header whoever reads the file finds no title above it either.
    let first =
        heading::number(grid, header, charset).map_or(0, |first| first + u64::from(header.rows.max(1)) - 1);
    let body: Vec<&Line> = grid.last.iter().filter(|line| line.number > first).collect();
    let mut widths: Vec<usize> = body.iter().map(|line| line.filled()).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() / 2).copied().filter(|usual| *usual >= 3 && body.len() >= 3)?;
    let tail = body.iter().rev().take_while(|line| is_short(line, usual, charset)).count();
    let behind = |number: u64| body.iter().filter(|line| line.number > number).count();
    let mark = |line: &Line, text: String| Mark {
        row: line.number,
        rows: behind(line.number) as u64 + 1,
        column: only_column(line, &text, charset),
        text,
    };
    let ends_at = |mark: &Mark| mark.end(grid, first, charset);
    // Sums of parts stand among the data; the total has nothing but short rows behind it.
    let total = body.iter().find_map(|line| {
        let text = total(line, charset).filter(|_| behind(line.number) <= tail)?;
        Some(mark(line, text))
    });
    let told = total.as_ref().map(|mark| Total { row: mark.row, text: mark.text.clone(), rows: mark.rows });
    let at_total = total.as_ref().map(ends_at).unwrap_or_default();
    if at_total.end != End::default() {
        return Some(Ending { total: told, ..at_total });
    }
    // The first gap must be the one above the signatures: data behind it would be cut off.
    let gap = grid.gaps.iter().copied().find(|gap| *gap > first);
    let gap = gap.filter(|gap| {
        let is_seen = body.iter().any(|line| line.number == *gap);
        is_seen && (1..=tail).contains(&behind(*gap))
    });
    let found = gap.map(|gap| {
        let end = End { until: Until::FirstEmptyRow, ignore_after_end: true };
        (gap, Ending { end, behind: behind(gap) as u64, ..Ending::default() })
    });
    // Signatures tell better than the gap above them: a row that somebody leaves blank among the data is one as well.
    let signed = || {
        let below = &body[body.len() - tail..];
        let signed = below.iter().find(|line| signature(line, charset).is_some())?;
        // Between a gap and the signatures no row may be left, which would be data.
        let behind_gap = gap.and_then(|gap| below.iter().find(|line| line.number > gap));
        let is_first = behind_gap.is_none_or(|first| signed.number <= first.number);
        let text = signature(signed, charset).filter(|_| is_first)?;
        let last = gap.map_or(signed.number - 1, |gap| gap.min(signed.number - 1));
        Some((last, ends_at(&mark(signed, text))))
    };
    let found = signed().filter(|(_, ending)| ending.end != End::default()).or(found);
    let Some((last, ending)) = found else { return Some(Ending { total: told, ..at_total }) };
    let told = told.filter(|total| total.row <= last);
    let told = told.map(|total| Total { rows: total.rows - ending.behind, ..total });
    Some(Ending { total: told, within: at_total.within.or(ending.within), ..ending })
}

/// A row that may begin what stands below the data.
struct Mark {
    row: u64,
    text: String,
    /// It and the rows behind it.
    rows: u64,
    /// The column in which alone its text stands.
    column: Option<usize>,
}

impl Mark {
    /// The end that it is, in any column and in its own, as far as no data begins with its text there.
    fn end(&self, grid: &Grid, first: u64, charset: Charset) -> Ending {
        let is_free = |column: Option<usize>| !self.is_before(grid, first, column, charset);
        let column = self.column.filter(|column| is_free(Some(*column)));
        let within = column.map(|column| Within { column, text: self.text.clone(), behind: self.rows });
        if is_free(None) {
            let end = End { until: Until::Text(self.text.clone()), ignore_after_end: true };
            return Ending { end, behind: self.rows, within, total: None };
        }
        Ending { within, ..Ending::default() }
    }

    /// Whether a cell of a row before it, in this column or in any, begins with its text. Rows between the first and the
    /// last ones are not kept: whoever reads the whole table finds more rows behind the end than there are behind it.
    fn is_before(&self, grid: &Grid, first: u64, column: Option<usize>, charset: Charset) -> bool {
        let lines = grid.first.iter().chain(&grid.last);
        let mut cells = lines
            .filter(|line| line.number > first && line.number < self.row)
            .flat_map(|line| line.cells.iter().enumerate())
            .filter(|(at, cell)| {
                column.is_none_or(|column| column == *at) && !matches!(cell, Held::Number(_))
            });
        cells.any(|(_, cell)| cell.text(charset).starts_with(&self.text))
    }
}

/// The column of a total in which alone its text stands.
fn only_column(line: &Line, text: &str, charset: Charset) -> Option<usize> {
    let begins = |(_, cell): &(usize, &Held)| cell.text(charset).starts_with(text);
    let mut columns = line.cells.iter().enumerate().filter(begins).map(|(at, _)| at);
    columns.next().filter(|_| columns.next().is_none())
}

/// Whether a row has few cells, or lacks some and reads as one below a table.
fn is_short(line: &Line, usual: usize, charset: Charset) -> bool {
    let reads = || first_text(line, charset).is_some_and(|text| closes(&text));
    line.filled() * 2 <= usual || line.filled() < usual && reads()
}

fn first_text(line: &Line, charset: Charset) -> Option<String> {
    line.cells.iter().map(|cell| cell.text(charset)).find(|text| !text.is_empty())
}

/// The text that a row of totals begins with, up to what changes. A `Tổng công ty` is an office, not a total.
fn total(line: &Line, charset: Charset) -> Option<String> {
    let text = first_text(line, charset)?;
    if adds_up(&text) { Some(text) } else { mark_of(&text).filter(|_| is_total(&text)) }
}

/// What a row of signatures, a date or a sum in words begins with.
fn signature(line: &Line, charset: Charset) -> Option<String> {
    let text = first_text(line, charset)?;
    mark_of(&text).filter(|_| closes(&text) && !is_total(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, gaps: &[u64], expected: &Until) {
        let mut grid = Grid { gaps: gaps.to_vec(), ..Grid::default() };
        for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.replace('|', "").is_empty()) {
            let cell = |text: &str| if text.is_empty() { Held::Blank } else { Held::Text(text.to_owned()) };
            let line = Line { number, cells: line.split('|').map(cell).collect() };
            grid.first.push(line.clone());
            grid.last.push_back(line);
        }
        let Ending { end, .. } = find(&grid, &Header::default(), Charset::Utf8);
        assert_eq!(end.until, *expected, "{text}");
        assert_eq!(end.ignore_after_end, *expected != Until::EndOfFile);
    }

    #[test]
    fn totals_and_signatures_are_no_rows_of_data() {
        let data = "STT|Tên|Số|Ngày\n1|A|5|x\n2|B|6|y\n3|C|7|z\n";
        check(data, &[], &Until::EndOfFile);
        check(&format!("{data}Tổng cộng||18|"), &[], &Until::Text("Tổng cộng".into()));
        check(&format!("{data}Tổng cộng: 30 người|||\n"), &[], &Until::Text("Tổng cộng".into()));
        check(
            &format!("{data}|||Người lập biểu\n|||Nguyễn Văn Mẫu"),
            &[],
            &Until::Text("Người lập biểu".into()),
        );
        // A sum of a part at the very end is told from the others by nothing, the signatures below it are.
        let parts = "STT|Tên|Số\n1|A|5\n2|B|6\n|Cộng|11\n3|C|7\n4|D|8\n|Cộng|15\n";
        check(parts, &[], &Until::EndOfFile);
        check(&format!("{parts}|Người lập|"), &[], &Until::Text("Người lập".into()));
        check(
            &format!("{data}|||\n|||Người lập biểu\n|||Nguyễn Văn Mẫu"),
            &[4],
            &Until::Text("Người lập biểu".into()),
        );
        check(&format!("{data}|||\n|||Nguyễn Văn Mẫu"), &[4], &Until::FirstEmptyRow);
    }

    #[test]
    fn in_doubt_a_row_is_data() {
        let data = "STT|Tên|Số|Ngày\n1|A|5|x\n2|B|6|y\n";
        check(&format!("{data}|||\n3|C|7|z\n4|D||"), &[3], &Until::EndOfFile);
        check(&format!("{data}3|||"), &[], &Until::EndOfFile);
        check(&format!("{data}Tổng công ty|C|7|z"), &[], &Until::EndOfFile);
        check(&format!("{data}Tổng cộng|||\n4|D|8|z\n"), &[], &Until::EndOfFile);
    }

    #[test]
    fn a_text_that_data_begins_with_is_no_end() {
        let of = |job: &str| format!("STT|Tên|Nghề|Số\n1|A|{job}|5\n2|B|x|6\n3|C|y|7\n4|D|z|8\n");
        for (job, mark, until) in [
            ("Cộng tác viên", "Cộng", Until::Text("Người lập".into())),
            ("Cộng tác viên", "Cộng:", Until::Text("Cộng:".into())),
            ("Tổng cộng 3 con", "Tổng cộng", Until::Text("Người lập".into())),
            ("Ban cộng", "Cộng", Until::Text("Cộng".into())),
        ] {
            check(&format!("{}{mark}|||26\n|||Người lập", of(job)), &[], &until);
        }
        // Signatures below a blank row are left out all the same, and sums of parts are data.
        let signed = format!("{}Cộng|||26\n|||\n|||Người lập", of("Cộng tác viên"));
        check(&signed, &[6], &Until::Text("Người lập".into()));
        check(
            &format!("{0}Cộng|||26\n9|E|t|9\nTổng cộng|||35", of("x")),
            &[],
            &Until::Text("Tổng cộng".into()),
        );
    }
}
