//! Where the header of a table stands: below titles, in one row or in two, or nowhere.
//!
//! 1. rows with less than half of the usual cells are titles;
//! 2. rows whose cells are all words may be headers, up to the first row with data in it;
//! 3. of these the one counts that most speaks for: words of headers, and data of another form below;
//! 4. a row above it or below it that fills its gaps makes a header of two rows.
//!
//! # What holds
//!
//! * A row with a number, a date, a telephone, the name of a person, or a value that stands below again is never a header:
//!   somebody's data does not become the name of a column.

use lienthong_adapter::rows::{Header, HeaderRule};
use lienthong_vntext::Charset;
use lienthong_vntext::text::fold;

use crate::grid::{Grid, Held, Line};
use crate::likeness::{Like, is_header_word, is_identifier};
use crate::personal::is_like_a_name;

/// Rows in which a header is looked for: the readers look no further for names.
const WITHIN: usize = 60;
/// Rows below a candidate that it is compared with.
const BELOW: usize = 60;
/// So much against a row says that it is data, and not just no header.
const DATA: i32 = -3;
/// Names that a rule looks for.
const FIND: usize = 3;

/// Where the header of a table stands; `HeaderRule::Absent` where no row looks like one.
pub(crate) fn find(grid: &Grid, charset: Charset) -> Header {
    let rows = &grid.first;
    let usual = usual_width(rows);
    let mut best: Option<(usize, i32)> = None;
    for (at, line) in rows.iter().enumerate().take(WITHIN) {
        let filled = line.filled();
        if filled == 0
            || (usual > 1 && (filled < 2 || filled * 2 < usual) && !is_upper(rows, at, usual, charset))
        {
            continue;
        }
        let below = &rows[at + 1..rows.len().min(at + 1 + BELOW)];
        if has_data(line, charset) {
            break;
        }
        let score = speaks_for(line, below, charset);
        if score <= DATA {
            // It is data, and so is all below.
            break;
        }
        if score > best.map_or(0, |(_, most)| most) {
            best = Some((at, score));
        }
    }
    match best {
        Some((at, _)) => rule(rows, at, usual, charset),
        None => Header { rule: HeaderRule::Absent, ..Header::default() },
    }
}

/// Cells that most rows have.
fn usual_width(rows: &[Line]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(Line::filled).collect();
    widths.sort_unstable();
    // Titles are few cells, data are many.
    widths.get(widths.len() * 3 / 5).copied().unwrap_or(0)
}

/// Whether one of the cells can only be data.
fn has_data(line: &Line, charset: Charset) -> bool {
    line.cells.iter().any(|cell| {
        let like = cell.like(charset);
        like.is_data() && !is_year(&cell.text(charset))
    })
}

/// Statistics name columns by years.
fn is_year(text: &str) -> bool {
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.bytes().all(|b| b.is_ascii_digit())
}

/// How much speaks for a row as header; 0 and less where nothing does.
fn speaks_for(line: &Line, below: &[Line], charset: Charset) -> i32 {
    let mut score = 0;
    let texts: Vec<String> = line.cells.iter().map(|cell| cell.text(charset)).collect();
    for (column, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        let others: Vec<&Held> = below.iter().filter_map(|line| line.cells.get(column)).collect();
        let others: Vec<&Held> = others.into_iter().filter(|cell| **cell != Held::Blank).collect();
        let of = |is: &dyn Fn(&Held) -> bool| others.iter().filter(|cell| is(cell)).count();
        let like = Like::of(text);
        let is_word = is_header_word(text);
        if like == Like::Words
            && others.len() >= 2
            && of(&|cell| cell.like(charset).is_data()) * 10 >= others.len() * 6
        {
            score += 2;
        }
        score += i32::from(is_word) + i32::from(is_identifier(text) && !is_word);
        if is_year(text) {
            continue;
        }
        // `Nam`, `Kinh`, the name of a commune: what stands again below is a value. A row that repeats a header is not.
        let again = of(&|cell| fold(&cell.text(charset)) == fold(text));
        if again > 0 && !is_word {
            score -= 4;
        }
        if is_like_a_name(text) && !is_word {
            score -= 4;
        }
        if like == Like::Code && of(&|cell| cell.like(charset) == Like::Code) * 2 > others.len() {
            score -= 2;
        }
    }
    // Names of columns differ.
    let mut names: Vec<String> =
        texts.iter().filter(|text| !text.is_empty()).map(|text| fold(text)).collect();
    let count = names.len();
    names.sort();
    names.dedup();
    score - i32::try_from(count - names.len()).unwrap_or(0)
}

/// Whether the row at `at` is the upper one of a header of two: it has gaps, and the row below fills them.
fn is_upper(rows: &[Line], at: usize, usual: usize, charset: Charset) -> bool {
    let [upper, lower] = [rows.get(at), rows.get(at + 1)];
    let (Some(upper), Some(lower)) = (upper, lower) else { return false };
    if lower.number != upper.number + 1
        || upper.filled() < 2
        || has_data(upper, charset)
        || has_data(lower, charset)
    {
        return false;
    }
    let is = |line: &Line, column: usize| line.cells.get(column).is_some_and(|cell| *cell != Held::Blank);
    let width = upper.cells.len().max(lower.cells.len());
    let in_gaps = (0..width).filter(|column| !is(upper, *column) && is(lower, *column)).count();
    let under_nothing = (0..width).filter(|column| is(upper, *column) && !is(lower, *column)).count();
    let both = (0..width).filter(|column| is(upper, *column) || is(lower, *column)).count();
    // A gap begins behind an upper name that the lower row has under it as well: a merged cell.
    let merged = (1..width).any(|column| {
        !is(upper, column) && is(lower, column) && is(upper, column - 1) && is(lower, column - 1)
    });
    // Titles in two corners of a sheet are above nothing.
    let words = upper.cells.iter().filter(|cell| is_header_word(&cell.text(charset))).count();
    in_gaps > 0 && merged && both * 5 >= usual * 4 && (under_nothing > 0 || words > 0)
}

/// The rule that finds the header at `at` in other files of the kind as well.
fn rule(rows: &[Line], at: usize, usual: usize, charset: Charset) -> Header {
    let above = at.checked_sub(1).filter(|above| is_upper(rows, *above, usual, charset));
    let first = above.unwrap_or(at);
    let two = above.is_some() || is_upper(rows, at, usual, charset) || is_numbered(rows, at + 1, charset);
    let line = &rows[first];
    let names: Vec<String> =
        line.cells.iter().map(|cell| cell.text(charset)).filter(|text| !text.is_empty()).collect();
    let usable: Vec<&String> = names
        .iter()
        .filter(|name| name.chars().count() <= 60 && *name != "?" && !name.contains('\n'))
        .collect();
    let wanted: Vec<String> = usable.into_iter().take(FIND).cloned().collect();
    let earlier = rows[..first].iter().any(|line| {
        let texts: Vec<String> = line.cells.iter().map(|cell| fold(&cell.text(charset))).collect();
        wanted.iter().all(|name| texts.contains(&fold(name)))
    });
    let number = line.number;
    let rule = if number == 1 || wanted.len() < 2 || earlier {
        HeaderRule::Row(number)
    } else {
        HeaderRule::Find(wanted)
    };
    Header { rule, rows: if two { 2 } else { 1 }, ..Header::default() }
}

/// Whether a row only numbers the columns: `(1) (2) (3)`, `A B 1 2`, or `1 2 3 4` above words.
fn is_numbered(rows: &[Line], at: usize, charset: Charset) -> bool {
    let Some(line) = rows.get(at) else { return false };
    let texts = line.cells.iter().map(|cell| cell.text(charset)).filter(|text| !text.is_empty());
    let texts: Vec<String> = texts.collect();
    let bare = |text: &String| text.trim_matches(['(', ')', '[', ']']).to_owned();
    let marks: Vec<String> = texts.iter().map(bare).collect();
    let numbers: Vec<u32> = marks.iter().filter_map(|mark| mark.parse().ok()).collect();
    let letters = marks
        .iter()
        .take_while(|mark| mark.len() == 1 && mark.bytes().all(|b| b.is_ascii_uppercase()))
        .count();
    let counts = numbers.len() >= 3
        && numbers.len() + letters == marks.len()
        && numbers[0] == 1
        && numbers.windows(2).all(|two| two[1] == two[0] + 1);
    // A row of data may count by chance: `1, 2, 3`.
    let marked = letters > 0 || texts.iter().all(|text| text.starts_with(['(', '[']));
    let words = |line: &Line| line.cells.iter().filter(|cell| cell.like(charset) == Like::Words).count();
    counts
        && (marked
            || (numbers.len() >= 4 && rows.get(at + 1).is_some_and(|next| words(next) * 2 >= marks.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(text: &str) -> Grid {
        let mut grid = Grid::default();
        let lines = text.lines().zip(1..).filter(|(line, _)| !line.replace('|', "").trim().is_empty());
        for (line, number) in lines {
            let cell = |text: &str| match text.trim() {
                "" => Held::Blank,
                text => Held::Text(text.to_owned()),
            };
            grid.first.push(Line { number, cells: line.split('|').map(cell).collect() });
        }
        grid
    }

    fn check(text: &str, expected: &str) {
        let header = find(&grid(text), Charset::Utf8);
        let rule = match header.rule {
            HeaderRule::Absent => "none".to_owned(),
            HeaderRule::Row(row) => format!("row {row}"),
            HeaderRule::Find(names) => format!("find {}", names.join(", ")),
        };
        assert_eq!(format!("{rule} × {}", header.rows), expected, "{text}");
    }

    #[test]
    fn a_header_is_found_below_titles_and_in_two_rows() {
        check("Mã|Tên|Ngày\n01|Xã A|1/1/2020\n02|Xã B|2/1/2020", "row 1 × 1");
        check("a_b|c_d\nx|y z\nu|v", "row 1 × 1");
        check("Tỉnh|2023|2024\nA|10|20\nB|30|40", "row 1 × 1");
        check(
            "DANH SÁCH CÁN BỘ XÃ||\nPhụ lục 1||\n||\nSTT|Họ tên|Ngày sinh\n1|Nguyễn Văn Mẫu|1/1/1970\n2|Trần Thị Mẫu|2/2/1980",
            "find STT, Họ tên, Ngày sinh × 1",
        );
        check(
            "UBND XÃ MẪU|||CỘNG HÒA|\n|||||\nSTT|Họ tên|Nơi sinh||Ghi chú\n||Xã|Huyện|\n1|Nguyễn Văn Mẫu|Xã A|Huyện B|\n2|Trần Văn Mẫu|Xã C|Huyện B|x",
            "find STT, Họ tên, Nơi sinh × 2",
        );
        check("STT|Họ tên|Địa chỉ\n(1)|(2)|(3)\n1|Lê Mẫu|Xã A\n2|Lý Mẫu|Xã B", "row 1 × 2");
    }

    #[test]
    fn somebodys_data_never_becomes_a_header() {
        check("1|2|3\n4|5|6", "none × 1");
        check("Nguyễn Văn Mẫu|Nam|Kinh\nTrần Thị Mẫu|Nữ|Tày\nLê Văn Mẫu|Nam|Kinh", "none × 1");
        check("Nguyễn Văn Mẫu|Xã A\nTrần Thị Mẫu|Xã B", "none × 1");
        check("000000000123|Nguyễn Văn Mẫu\n000000000124|Trần Thị Mẫu", "none × 1");
        check("Xã A|x@mau.vn\nXã B|y@mau.vn", "none × 1");
        check("KS001|Xã A\nKS002|Xã B", "none × 1");
        check("Lê Mẫu\nLý Mẫu", "none × 1");
        check("", "none × 1");
    }
}
