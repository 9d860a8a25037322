//! Whether a text is records of fixed width, and where its columns stand: from its first bytes, for a person to correct.
//!
//! 1. lines: all of one length, in bytes or in characters; or cut at their right ends, with columns that line up;
//! 2. gaps: positions that are blank in every line part columns;
//! 3. borders: where digits end and letters begin in every line, two columns meet without a gap;
//! 4. titles and names: up to three lines above records of one length, and a line of words above data of other forms.
//!
//! # What holds
//!
//! * Columns cover every byte of a record, so that nothing of it is left out.
//! * A blank between two words is no border: `Xã` before every name is part of the name.

use lienthong_adapter::rows::{
    Align, ColumnKind, ColumnLayout, End, FixedLayout, FixedUnit, Heading, Pad, RecordEnd, Span, Until,
};
use lienthong_vntext::{Charset, nfc};

use crate::footer::footer;
use crate::likeness::{Like, is_header_word, is_identifier};

/// Lines that are looked at, and how many are needed.
const LINES: usize = 500;
const FEWEST: usize = 2;
/// Lines needed where they are not all of one length: prose has such gaps by chance.
const FEWEST_RAGGED: usize = 6;
/// Lines above the records that are looked for.
const MOST_TITLES: usize = 3;
/// Bytes of the longest record.
const LONGEST: usize = 4_000;
/// The mark of DOS at the end of a file.
const END_MARK: u8 = 0x1A;

/// Records of fixed width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fixed {
    pub(crate) layout: FixedLayout,
    pub(crate) columns: Vec<ColumnLayout>,
    /// Where every row has a bar, and no line that is drawn between rows has one.
    pub(crate) bar: Option<Span>,
}

/// A position in all lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Blank,
    Digit,
    Letter,
    Mixed,
}

/// Looks at the first bytes of a text. `is_whole` says whether they are all of it.
pub(crate) fn detect(head: &[u8], is_whole: bool, charset: Charset) -> Option<Fixed> {
    if !charset.is_ascii_compatible() || head.contains(&b'\t') {
        return None;
    }
    let (lines, end) = lines(head, is_whole);
    let footer = if is_whole { footer(&lines, charset) } else { None };
    let lines = &lines[..footer.as_ref().map_or(lines.len(), |(at, _)| *at)];
    let shaped =
        (0..=MOST_TITLES).find_map(|above| Some((above, shape(lines.get(above..)?, above, charset)?)));
    let (above, shape) = shaped.or_else(|| Some((0, ragged(lines, charset)?)))?;
    // The names are the first line that has the shape of a record, or the last one above.
    let first = lines.iter().skip(above).position(|line| !is_blank(line))? + above;
    let is_first = are_names(&shape.rows[0], lines[first], &shape.rows[1..], charset);
    let body = &shape.rows[usize::from(is_first)..];
    let last = lines[..above].iter().rposition(|line| !is_blank(line));
    let last =
        last.filter(|at| !is_first && are_names(&letters(lines[*at], shape.unit), lines[*at], body, charset));
    let at = if is_first { Some(first) } else { last };
    let below = if is_first { first + 1 } else { above };
    let columns = columns(body);
    // One column of lines that happen to be alike is a text, and lines of different length need more to be told by.
    let wanted = if shape.is_ragged { 3 } else { 2 };
    if columns.len() < wanted {
        return None;
    }
    let names =
        names(&columns, at.map(|at| (letters(lines[at], shape.unit), lines[at], shape.unit, charset)));
    let columns = columns.iter().zip(names).map(|(column, name)| column.laid_out(name)).collect();
    let heading = heading(&lines[..below], charset);
    let layout = FixedLayout {
        end,
        unit: shape.unit,
        length: None,
        short_is_absent: shape.is_ragged,
        heading,
        data_end: match footer {
            Some((_, mark)) => End { until: Until::Text(mark), ignore_after_end: true },
            None => End::default(),
        },
    };
    Some(Fixed { layout, columns, bar: None })
}

/// The lines of a text, and how they end.
pub(crate) fn lines(head: &[u8], is_whole: bool) -> (Vec<&[u8]>, RecordEnd) {
    let text = head.strip_suffix(&[END_MARK]).unwrap_or(head);
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    // The last line is cut off, or it is what stands behind the last line end.
    if !is_whole || lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let is_crlf = lines.iter().take(FEWEST).all(|line| line.ends_with(b"\r"));
    let lines = lines.into_iter().map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect();
    (lines, if is_crlf { RecordEnd::CrLf } else { RecordEnd::Lf })
}

/// Lines as records.
struct Shape {
    rows: Vec<Vec<char>>,
    unit: FixedUnit,
    is_ragged: bool,
}

/// Lines all of one length, in bytes or in characters. Below titles more of them are needed.
fn shape(lines: &[&[u8]], above: usize, charset: Charset) -> Option<Shape> {
    let lines = records(lines)?;
    if lines.len() < FEWEST + usize::from(above > 0) {
        return None;
    }
    let same = |rows: &[Vec<char>]| rows.iter().all(|row| row.len() == rows[0].len());
    let in_unit = |unit| {
        let rows: Vec<Vec<char>> = lines.iter().map(|line| letters(line, unit)).collect();
        same(&rows).then_some(Shape { rows, unit, is_ragged: false })
    };
    in_unit(FixedUnit::Byte).or_else(|| in_unit(unit_of(&lines, charset)))
}

/// Lines that are cut at their right ends.
fn ragged(lines: &[&[u8]], charset: Charset) -> Option<Shape> {
    let lines = records(lines)?;
    if lines.len() < FEWEST_RAGGED {
        return None;
    }
    let unit = unit_of(&lines, charset);
    let rows = lines.iter().map(|line| letters(line, unit)).collect();
    Some(Shape { rows, unit, is_ragged: true })
}

/// The lines that are looked at; none where one is too long.
fn records<'l>(lines: &[&'l [u8]]) -> Option<Vec<&'l [u8]>> {
    let lines: Vec<&[u8]> = lines.iter().copied().filter(|line| !is_blank(line)).take(LINES).collect();
    lines.iter().all(|line| line.len() <= LONGEST).then_some(lines)
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// What places count where lines are not of one length in bytes.
pub(crate) fn unit_of(lines: &[&[u8]], charset: Charset) -> FixedUnit {
    let is_unicode = matches!(charset, Charset::Utf8 | Charset::Utf8Nfd);
    let is_text = || lines.iter().all(|line| std::str::from_utf8(line).is_ok());
    if is_unicode && is_text() { FixedUnit::Char } else { FixedUnit::Byte }
}

/// A line by its places.
pub(crate) fn letters(line: &[u8], unit: FixedUnit) -> Vec<char> {
    match (unit, std::str::from_utf8(line)) {
        (FixedUnit::Char, Ok(text)) => text.chars().collect(),
        _ => line.iter().map(|byte| as_char(*byte)).collect(),
    }
}

/// The lines above the records, as they are told in a mapping.
pub(crate) fn heading(lines: &[&[u8]], charset: Charset) -> Heading {
    let text = |line: &&[u8]| Some(nfc(&charset.decode(line).ok()?).trim_end().to_owned());
    match lines.iter().map(text).collect::<Option<Vec<String>>>() {
        Some(lines) if lines.is_empty() => Heading::Absent,
        Some(lines) => Heading::Lines(lines),
        None => Heading::Passed(u32::try_from(lines.len()).unwrap_or(u32::MAX)),
    }
}

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
        let part = |row: &Vec<char>| -> Vec<char> { row[start.min(row.len())..end.min(row.len())].to_vec() };
        let all = |is: &dyn Fn(&[char]) -> bool| rows.iter().all(|row| is(&part(row)));
        let varies = !all(&|part| part.first().is_some_and(|c| *c != ' '));
        let is_right = varies
            && all(&|part| part.last().is_some_and(char::is_ascii_digit))
            && all(&|part| part.iter().all(|c| " 0123456789.,-".contains(*c)));
        Self { start, end, is_right }
    }

    pub(crate) fn laid_out(&self, name: String) -> ColumnLayout {
        let length = self.end - self.start;
        let align = if self.is_right { Align::Right } else { Align::Left };
        ColumnLayout {
            kind: ColumnKind::TextOf { bytes: u16::try_from(length).unwrap_or(u16::MAX) },
            span: Some(Span { start: self.start, length }),
            pad: Pad { with: b' ', align },
            ..ColumnLayout::named(name)
        }
    }
}

/// The columns of records, from the first position to the last.
fn columns(rows: &[Vec<char>]) -> Vec<Run> {
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

/// Whether a line is names above data of another form.
fn are_names(first: &[char], line: &[u8], body: &[Vec<char>], charset: Charset) -> bool {
    if body.len() < FEWEST {
        return false;
    }
    let text = charset.decode(line).map(std::borrow::Cow::into_owned).unwrap_or_default();
    let parts: Vec<&str> = text.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
    let words = text.split_whitespace();
    let spoken = parts.iter().filter(|part| is_header_word(part) || is_identifier(part)).count();
    let digits = first.iter().any(char::is_ascii_digit);
    let has_data = columns(body).iter().any(|run| {
        let filled = body.iter().filter_map(|row| row.get(run.start..run.end.min(row.len())));
        let filled: Vec<String> = filled.map(|part| part.iter().collect()).collect();
        filled.iter().filter(|part| Like::of(part).is_data()).count() * 2 > filled.len()
    });
    !digits && words.count() > 0 && spoken * 2 >= parts.len().max(1) && (has_data || spoken >= 2)
}

/// Names of columns: those of a line above, or their positions.
pub(crate) fn names(columns: &[Run], header: Option<(Vec<char>, &[u8], FixedUnit, Charset)>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for run in columns {
        let plain = format!("{}-{}", run.start + 1, run.end);
        let said = header.as_ref().and_then(|(letters, bytes, unit, charset)| match unit {
            FixedUnit::Char => {
                letters.get(run.start..run.end.min(letters.len())).map(|part| part.iter().collect())
            }
            FixedUnit::Byte => {
                let part = bytes.get(run.start..run.end.min(bytes.len()))?;
                charset.decode(part).ok().map(std::borrow::Cow::into_owned)
            }
        });
        let said = said.map(|name: String| name.split_whitespace().collect::<Vec<_>>().join(" "));
        names.push(said.filter(|name| !name.is_empty() && !names.contains(name)).unwrap_or(plain));
    }
    names
}

/// A byte as a character of its kind: bytes of old fonts are letters.
fn as_char(byte: u8) -> char {
    match byte {
        0..0x80 => char::from(byte),
        _ => 'ă',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = detect(text.as_bytes(), true, Charset::Utf8);
        let found = found.map(|fixed| {
            let show = |column: &ColumnLayout| {
                let span = column.span.unwrap();
                let right = if column.pad.align == Align::Right { ">" } else { "" };
                format!("{} {}+{}{right}", column.name(), span.start + 1, span.length)
            };
            fixed.columns.iter().map(show).collect::<Vec<_>>()
        });
        let expected: Vec<String> = expected.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn columns_are_cut_at_blanks_and_where_digits_end() {
        check("02200070Xa An Ninh   \n02201071Phuong Minh \n", &[]);
        check("02200070Xa An Ninh  \n02201071Phuong Minh \n", &["1-8 1+8", "9-20 9+12"]);
        check("001 An    12\n002 Binh   7\n", &["1-4 1+4", "5-10 5+6", "11-12 11+2>"]);
        check("MA   TEN       \n001  Xa An     \n002  Xa Binh   \n", &["MA 1+5", "TEN 6+10"]);
        check("Xã Ba   01\nXã Bốn  02\n", &["1-8 1+8", "9-10 9+2"]);
    }

    #[test]
    fn a_line_of_data_is_no_header_and_prose_is_no_table() {
        let people = "000000000123 Nguyen Van Mau 01011970\n000000000124 Tran Thi Mau   02021980\n";
        let found = detect(people.as_bytes(), true, Charset::Utf8).unwrap();
        assert!(found.layout.heading == Heading::Absent && found.columns[0].name() == "1-13", "{found:?}");
        check("Kinh gui: Uy ban\nnhan dan xa Mau.\n", &[]);
        check("one\ntwo\n", &[]);
        check("", &[]);
    }

    #[test]
    fn a_file_of_tcvn3_is_measured_in_bytes() {
        let line = |code: &str, name: &str| {
            let mut bytes = code.as_bytes().to_vec();
            bytes.extend_from_slice(&Charset::Tcvn3Abc.encode(name).unwrap());
            bytes.resize(20, b' ');
            bytes.extend_from_slice(b"\r\n");
            bytes
        };
        let text = [line("02200", "Phường Minh"), line("02201", "Xã Đức")].concat();
        let found = detect(&text, true, Charset::Tcvn3Abc).unwrap();
        assert_eq!((found.layout.unit, found.layout.end), (FixedUnit::Byte, RecordEnd::CrLf));
        assert_eq!(found.columns.len(), 2);
    }
}
