//! Where the header of a table stands: below titles, in one row or in several, or nowhere.
//!
//! 1. rows with less than half of the usual cells are titles;
//! 2. rows whose cells are all words may be headers, up to the first row with data in it;
//! 3. of these the one counts that most speaks for: words of headers, and data of another form below;
//! 4. rows above it and below it that fill its gaps belong to it, and so do those that number its columns or say their
//!    units (`beneath`).
//!
//! # What holds
//!
//! * A row with a number, a date, a telephone, the name of a person, or a value that stands below again is never a header:
//!   somebody's data does not become the name of a column.

use lienthong_adapter::rows::{Header, HeaderRule};
use lienthong_adapter_table::sheet::MergedDown;
use lienthong_vntext::Charset;
use lienthong_vntext::text::fold;

use crate::beneath::is_beneath;
use crate::grid::{Grid, Held, Line};
use crate::likeness::{Like, is_header_word, is_identifier};
use crate::personal::is_like_a_name;

/// Rows in which a header is looked for: the readers look no further for names.
const WITHIN: usize = 60;
/// Rows below a candidate that it is compared with.
const BELOW: usize = 60;
/// So much against a row says that it is data, and not just no header.
const DATA: i32 = -3;
/// What the first column of a table is called, and no value of it.
const FIRST: &[&str] = &[
    "stt",
    "tt",
    "so tt",
    "so thu tu",
    "ma",
    "ma so",
    "ten",
    "ho ten",
    "ho va ten",
    "don vi",
    "ten don vi",
    "chi tieu",
    "noi dung",
    "dien giai",
    "danh muc",
    "tieu chi",
    "hang muc",
    "linh vuc",
    "dia phuong",
    "dia ban",
    "xa",
    "thon",
    "ten xa",
    "ten thon",
    "ngay",
];
/// Names that a rule looks for.
const FIND: usize = 3;
/// Rows of the deepest header.
const DEEPEST: usize = 6;

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

/// The number of the row in which a header that was found begins; nothing where there is none.
pub(crate) fn number(grid: &Grid, header: &Header, charset: Charset) -> Option<u64> {
    match &header.rule {
        HeaderRule::Absent => None,
        HeaderRule::Row(row) => Some(*row),
        HeaderRule::Find(names) => {
            let holds = |line: &&Line| {
                let texts = texts(line, charset);
                names.iter().all(|name| texts.contains(name))
            };
            Some(grid.first.iter().find(holds).map_or(1, |line| line.number))
        }
    }
}

/// A header with the rows into which its cells are merged downwards.
pub(crate) fn merged(header: Header, number: Option<u64>, ranges: &[MergedDown]) -> Header {
    let Some(first) = number else { return header };
    let rows = u64::from(header.rows.max(1));
    let own = ranges.iter().filter(|range| (first..first + rows).contains(&u64::from(*range.rows.start())));
    let last = own.map(|range| u64::from(*range.rows.end())).max().unwrap_or(0);
    let all = (last + 1).saturating_sub(first).min(DEEPEST as u64);
    Header { rows: u8::try_from(all.max(rows)).unwrap_or(header.rows), ..header }
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
    let is_data = |cell: &Held| cell.like(charset).is_data() && !is_year(&cell.text(charset));
    line.cells.iter().any(is_data) && !names_periods(line, charset)
}

/// Whether a row names columns by periods or groups of ages, behind a word that only headers begin with: `STT`,
/// `Chỉ tiêu`. Such names ascend, as nobody's values need to.
fn names_periods(line: &Line, charset: Charset) -> bool {
    let texts = texts(line, charset);
    let begins = texts.first().is_some_and(|text| FIRST.contains(&fold(text).as_str()));
    let mut others = texts.iter().skip_while(|text| !is_period(text)).peekable();
    let ascend = || {
        let numbers: Vec<u32> = texts.iter().filter_map(|text| text.parse().ok()).collect();
        numbers.windows(2).all(|two| two[0] < two[1])
    };
    begins
        && others.peek().is_some()
        && others.all(|text| is_period(text) || is_header_word(text))
        && ascend()
}

/// `2026`, `1/2026`, `31/12/2026`, `T1`, `01`, `0-14`, `60+`, `Tháng 1`, `Quý I`.
fn is_period(text: &str) -> bool {
    let folded = fold(text);
    let words = ["thang ", "quy ", "nam ", "ngay ", "tuan ", "t"];
    let rest = words.iter().find_map(|word| folded.strip_prefix(word)).unwrap_or(&folded);
    let is_number = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let is_roman = matches!(rest, "i" | "ii" | "iii" | "iv") && rest.len() < folded.len();
    is_roman || rest.trim_end_matches('+').split(['/', '-']).all(|part| is_number(part.trim()))
}

/// Statistics name columns by years.
fn is_year(text: &str) -> bool {
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.bytes().all(|b| b.is_ascii_digit())
}

/// How much speaks for a row as header; 0 and less where nothing does.
fn speaks_for(line: &Line, below: &[Line], charset: Charset) -> i32 {
    let has_periods = names_periods(line, charset);
    let mut score = i32::from(has_periods) * 2;
    let texts: Vec<String> = line.cells.iter().map(|cell| cell.text(charset)).collect();
    let is_named = begins_as_names(&texts, below, charset);
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
        if is_year(text) || has_periods && is_period(text) {
            continue;
        }
        // `Nam`, `Kinh`, the name of a commune: what stands again below is a value. A row that repeats a header is not.
        let again = of(&|cell| fold(&cell.text(charset)) == fold(text));
        if again > 0 && !is_word && !is_named {
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

/// Whether the first name of a row is one of columns alone, above digits: then a name that stands below again is that of a
/// column in which rows are marked by it: `Nữ`, `X`.
fn begins_as_names(texts: &[String], below: &[Line], charset: Charset) -> bool {
    let Some((column, first)) = texts.iter().enumerate().find(|(_, text)| !text.is_empty()) else {
        return false;
    };
    let own = below.iter().filter_map(|line| line.cells.get(column)).filter(|cell| **cell != Held::Blank);
    let mut own = own.map(|cell| cell.text(charset)).peekable();
    let is_digits = |text: String| text.bytes().all(|byte| byte.is_ascii_digit());
    (FIRST.contains(&fold(first).as_str()) || is_header_word(first))
        && own.peek().is_some()
        && own.all(is_digits)
}

/// Whether the row at `at` is the upper one of a header of several: it has gaps, and the row below fills them.
fn is_upper(rows: &[Line], at: usize, usual: usize, charset: Charset) -> bool {
    let (Some(upper), Some(lower)) = (rows.get(at), rows.get(at + 1)) else { return false };
    lower.number == upper.number + 1 && fills_gaps(upper, lower, usual, charset)
}

/// Whether a row goes on with the header above it, `upper`: all of its rows put together.
fn fills_gaps(upper: &Line, lower: &Line, usual: usize, charset: Charset) -> bool {
    if upper.filled() < 2 || has_data(upper, charset) || has_data(lower, charset) {
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
    // A person's row fills gaps too. Names of columns stand under nothing somewhere, or are words of headers.
    let names = texts(lower, charset);
    let is_word = |text: &String| is_header_word(text);
    let is_person = names.iter().any(|text| is_like_a_name(text) && !is_header_word(text));
    in_gaps > 0
        && merged
        && both * 5 >= usual * 4
        && !is_person
        && (under_nothing > 0 || names.iter().all(is_word))
}

/// The rule that finds the header at `at` in other files of the kind as well.
fn rule(rows: &[Line], at: usize, usual: usize, charset: Charset) -> Header {
    // The row that speaks most for being names may be a lower one.
    let reaches = |first: &usize| {
        is_upper(rows, *first, usual, charset) && first + depth(rows, *first, usual, charset) > at
    };
    let first = (at.saturating_sub(DEEPEST)..at).find(reaches).unwrap_or(at);
    let depth = depth(rows, first, usual, charset);
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
    Header { rule, rows: u8::try_from(depth).unwrap_or(1), ..Header::default() }
}

/// Rows of the header that begins with the row at `first`: those that fill its gaps, and those between it and the data.
fn depth(rows: &[Line], first: usize, usual: usize, charset: Charset) -> usize {
    let mut all = rows[first].clone();
    let mut depth = 1;
    while let Some(next) = rows.get(first + depth).filter(|next| next.number == all.number + depth as u64) {
        let below = rows.get(first + depth + 1);
        let under = below.map(|line| texts(line, charset)).unwrap_or_default();
        let belongs = fills_gaps(&all, next, usual, charset)
            || next.filled() <= all.filled() && is_beneath(&texts(next, charset), all.filled(), &under);
        if depth == DEEPEST || below.is_none() || !belongs {
            break;
        }
        for (own, lower) in all.cells.iter_mut().zip(&next.cells).filter(|(own, _)| **own == Held::Blank) {
            own.clone_from(lower);
        }
        depth += 1;
    }
    depth
}

fn texts(line: &Line, charset: Charset) -> Vec<String> {
    line.cells.iter().map(|cell| cell.text(charset)).filter(|text| !text.is_empty()).collect()
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
        check(
            "STT|Bên nam|||Ghi chú\n|Họ tên|Giấy tờ||\n||Số|Ngày cấp|\n1|Lê Mẫu|070|1/1/2020|\n2|Lý Mẫu|071|2/1/2020|x",
            "row 1 × 3",
        );
        check(
            "TT|Họ tên|Năm sinh||Số\n||Nam|Nữ|\nA|B|1|2|3\n1|Lê Mẫu||1962|5\n2|Lý Mẫu|1950||6",
            "row 1 × 3",
        );
        for marked in [
            "STT|Họ tên|Nữ\n1|Nguyễn Văn Mẫu|\n2|Trần Thị Mẫu|Nữ\n3|Lê Thị Mẫu|Nữ",
            "MA|Giới tính|X\n00|Nữ|x\n01|Nam|\n02|Nữ|x",
            "Mã xã|Hộ nghèo|X\n00001|không|x\n00002|có|\n00003|không|x",
        ] {
            check(marked, "row 1 × 1");
        }
        check("TT|Họ tên|Năm|Số\n1|2|3|4\n1|Lê Mẫu|1950|5\n2|Lý Mẫu|1951|6", "row 1 × 2");
        check("Mã|Tên đất|Diện tích|Giá trị\n||(m2)|(đồng)\n000|Thửa A|100|0\n001|Thửa B|101|7", "row 1 × 2");
        for header in
            ["STT|Tên|0-14|15-59", "STT|Đơn vị|1/2023|2/2023", "Chỉ tiêu|Tên|T1|T2", "Ngày|Tên|01|02"]
        {
            check(&format!("{header}\n1|Thôn A|10|17\n2|Thôn B|13|20\n3|Thôn C|16|23"), "row 1 × 1");
        }
        check("Chỉ tiêu|2023|2024\nCT A|5000|8000\nCT B|5013|8007", "row 1 × 1");
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
        check("Hộ|Thành viên||Ghi chú\nH1|Lê Mẫu|Lý Mẫu|\nH2|Lê Thử|Hồ Mẫu|x\nH3|Ma Mẫu||", "row 1 × 1");
        check("Hộ|Thành viên||\nH1|Lê Mẫu|Lý Mẫu|Hồ Mẫu\nH2|Lê Thử|Lê Mẫu|\nH3|Ma Mẫu||", "row 1 × 1");
        check("Lê Mẫu\nLý Mẫu", "none × 1");
        check("", "none × 1");
    }
}
