//! Where the data of a table ends: above a total, or above the signatures of a paper.
//!
//! # What holds
//!
//! * Only rows at the very end with few cells are called no data; in doubt a row is data.

use lienthong_adapter::rows::{End, Header, HeaderRule, Until};
use lienthong_vntext::Charset;
use lienthong_vntext::text::fold;

use crate::grid::{Grid, Line};

/// What rows that add up begin with.
const TOTALS: &[&str] = &["tong cong", "tong so", "tong", "cong", "cong tong", "total"];

/// Where the data ends below a header that `header` finds, and how many rows stand behind the end. Whoever reads the
/// table must find as many: more would be data that begins like a total.
pub(crate) fn find(grid: &Grid, header: &Header, charset: Charset) -> (End, u64) {
    let found = search(grid, header, charset);
    let none = (End::default(), 0);
    found.map_or(none, |(until, behind)| (End { until, ignore_after_end: true }, behind))
}

fn search(grid: &Grid, header: &Header, charset: Charset) -> Option<(Until, u64)> {
    let first = match header.rule {
        // Without a header whoever reads the file finds no title above it either.
        HeaderRule::Absent => 0,
        HeaderRule::Row(row) => row,
        HeaderRule::Find(ref names) => {
            let holds = |line: &&Line| {
                let texts: Vec<String> = line.cells.iter().map(|cell| cell.text(charset)).collect();
                names.iter().all(|name| texts.contains(name))
            };
            grid.first.iter().find(holds).map_or(1, |line| line.number)
        }
    };
    let body: Vec<&Line> = grid.last.iter().filter(|line| line.number > first).collect();
    let mut widths: Vec<usize> = body.iter().map(|line| line.filled()).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() / 2).copied().filter(|usual| *usual >= 3 && body.len() >= 3)?;
    let tail = body.iter().rev().take_while(|line| line.filled() * 2 <= usual).count();
    let behind = |number: u64| body.iter().filter(|line| line.number > number).count();
    let totals: Vec<&&Line> = body.iter().filter(|line| total(line, charset).is_some()).collect();
    if let [line] = totals[..]
        && behind(line.number) <= tail
    {
        return Some((Until::Text(total(line, charset)?), behind(line.number) as u64 + 1));
    }
    // The first gap must be the one above the signatures: data behind it would be cut off.
    let gap = grid.gaps.iter().copied().find(|gap| *gap > first)?;
    let is_seen = body.iter().any(|line| line.number == gap);
    let count = behind(gap);
    (is_seen && count > 0 && count <= tail).then_some((Until::FirstEmptyRow, count as u64))
}

/// The text that a row of totals begins with. A `Tổng công ty` is an office, not a total.
fn total(line: &Line, charset: Charset) -> Option<String> {
    let text = line.cells.iter().map(|cell| cell.text(charset)).find(|text| !text.is_empty())?;
    let words = fold(&text);
    let words = words.trim_end_matches(|c: char| !c.is_ascii_alphabetic()).trim();
    TOTALS.contains(&words).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Held;

    fn check(text: &str, gaps: &[u64], expected: &Until) {
        let mut grid = Grid { gaps: gaps.to_vec(), ..Grid::default() };
        for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.replace('|', "").is_empty()) {
            let cell = |text: &str| if text.is_empty() { Held::Blank } else { Held::Text(text.to_owned()) };
            let line = Line { number, cells: line.split('|').map(cell).collect() };
            grid.first.push(line.clone());
            grid.last.push_back(line);
        }
        let (end, _) = find(&grid, &Header::default(), Charset::Utf8);
        assert_eq!(end.until, *expected, "{text}");
        assert_eq!(end.ignore_after_end, *expected != Until::EndOfFile);
    }

    #[test]
    fn totals_and_signatures_are_no_rows_of_data() {
        let data = "STT|Tên|Số|Ngày\n1|A|5|x\n2|B|6|y\n3|C|7|z\n";
        check(data, &[], &Until::EndOfFile);
        check(&format!("{data}Tổng cộng||18|"), &[], &Until::Text("Tổng cộng".into()));
        check(&format!("{data}|||\n|||Người lập biểu\n|||Nguyễn Văn Mẫu"), &[4], &Until::FirstEmptyRow);
    }

    #[test]
    fn in_doubt_a_row_is_data() {
        let data = "STT|Tên|Số|Ngày\n1|A|5|x\n2|B|6|y\n";
        check(&format!("{data}|||\n3|C|7|z\n4|D||"), &[3], &Until::EndOfFile);
        check(&format!("{data}3|||"), &[], &Until::EndOfFile);
        check(&format!("{data}Tổng công ty|C|7|z"), &[], &Until::EndOfFile);
        check(&format!("{data}Tổng cộng|||\n4|D|8|z\n"), &[], &Until::EndOfFile);
    }
}
