//! Whether a text is records of fixed width, and where its columns stand: from its first bytes, for a person to correct.
//!
//! 1. lines: all of one length, in bytes or in characters; or cut at their right ends, with columns that line up;
//! 2. columns: `runs` tells where they stand;
//! 3. titles and names: up to three lines above records of one length, and a line of words above data of other forms, all
//!    of them above a line of dashes where one stands there;
//! 4. the lines below the records, which are no part of all this: `footer` tells them.

use lienthong_adapter::rows::{ColumnLayout, FixedLayout, FixedUnit, Heading, Span};
use lienthong_vntext::{Charset, nfc};

use crate::closing::closes;
use crate::drawn::{is_drawn, rule_below};
use crate::footer::{self, Below, Table};
use crate::likeness::{Like, is_header_word, is_identifier};
use crate::lines::{Sample, letters, unit_of};
use crate::places::Places;
use crate::runs::{Run, columns, names, widen};

/// Lines that are looked at, and how many are needed.
const LINES: usize = 500;
const FEWEST: usize = 2;
/// Lines needed where they are not all of one length: prose has such gaps by chance.
const FEWEST_RAGGED: usize = 6;
/// Lines above the records that are looked for.
const MOST_TITLES: usize = 3;
/// Bytes of the longest record.
const LONGEST: usize = 4_000;

/// Records of fixed width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fixed {
    pub(crate) layout: FixedLayout,
    pub(crate) columns: Vec<ColumnLayout>,
    /// Where every row has a bar, and no line that is drawn between rows has one.
    pub(crate) bar: Option<Span>,
    /// What stands below the rows; the layout ends them above it.
    pub(crate) below: Option<Below>,
}

/// Looks at the first and the last bytes of a text.
pub(crate) fn detect(sample: &Sample, charset: Charset) -> Option<Fixed> {
    if !charset.is_ascii_compatible() || sample.head().contains(&b'\t') {
        return None;
    }
    let ((lines, end), last) = (sample.first(), sample.last());
    // Of a long file the first lines are records, and none of the last.
    let above = |at: usize| if sample.is_whole() { &lines[..at.min(lines.len())] } else { &lines[..] };
    let by_content = || {
        let from = footer::suspects(&last, charset);
        let known = Records::of(above(from), charset)?;
        let places = Places::of(&known.runs, &known.body, known.shape.unit);
        let first = if sample.is_whole() { known.below } else { 0 };
        let drawn = rule_below(&last, first, &places);
        drawn.or_else(|| places.below(&last, from, charset, is_drawn))
    };
    let at = footer::by_length(&last, charset).into_iter().chain(by_content()).min();
    let ended = at.and_then(|at| {
        let records = Records::of(above(at), charset)?;
        let below = records.table(above(at), charset).below(&last, at);
        Some((records, Some(below)))
    });
    let (records, below) = ended.or_else(|| Some((Records::of(&lines, charset)?, None)))?;
    // Whoever reads the file would take a line of dashes among the records for one of them.
    let rest = at.filter(|_| below.as_ref().is_some_and(|below| below.end.is_some())).unwrap_or(lines.len());
    if above(rest)[records.below..].iter().any(|line| is_drawn(line)) {
        return None;
    }
    let layout = FixedLayout {
        end,
        unit: records.shape.unit,
        length: None,
        short_is_absent: records.shape.is_ragged,
        heading: heading(&lines[..records.below], charset),
        data_end: below.as_ref().and_then(|below| below.end.clone()).unwrap_or_default(),
    };
    Some(Fixed { layout, columns: records.columns, bar: None, below })
}

/// Lines that are records, with what stands above them.
struct Records {
    shape: Shape,
    /// Lines above the first record, names among them.
    below: usize,
    /// The records by their places, without sums of parts among them.
    body: Vec<Vec<char>>,
    runs: Vec<Run>,
    columns: Vec<ColumnLayout>,
}

impl Records {
    fn of(lines: &[&[u8]], charset: Charset) -> Option<Self> {
        // Names may be underlined.
        let top = lines.iter().take(MOST_TITLES + 1).rposition(|line| is_drawn(line) && !is_blank(line));
        let top = top.map_or(0, |at| at + 1);
        let shaped = (top..=top.max(MOST_TITLES))
            .find_map(|above| Some((above, shape(lines.get(above..)?, above, charset)?)));
        let (above, shape) = shaped.or_else(|| Some((top, ragged(&lines[top..], charset)?)))?;
        // The names are the first line that has the shape of a record, or the last one above.
        let first = lines.iter().skip(above).position(|line| !is_blank(line))? + above;
        let is_named = are_names(&shape.rows[0], lines[first], &shape.rows[1..], charset);
        let rows = &shape.rows[usize::from(is_named)..];
        let last = lines[..above].iter().rposition(|line| !is_drawn(line));
        let last = last
            .filter(|at| !is_named && are_names(&letters(lines[*at], shape.unit), lines[*at], rows, charset));
        let at = if is_named { Some(first) } else { last };
        let below = if is_named { first + 1 } else { above };
        let filled = lines[below..].iter().filter(|line| !is_blank(line));
        let said = at.map(|at| lines[at].trim_ascii());
        let rows = rows.iter().cloned().zip(filled.copied());
        // The names again, at the top of a page.
        let rows = rows.filter(|(_, line)| Some(line.trim_ascii()) != said);
        let (sums, body) = without_sums(rows, charset);
        let mut runs = columns(&body);
        let said = at.map(|at| letters(lines[at], shape.unit));
        widen(&mut runs, &body, &sums, said.as_deref());
        // One column of lines that happen to be alike is a text, and lines of different length need more to be told by.
        let wanted = if shape.is_ragged { 3 } else { 2 };
        if runs.len() < wanted || body.len() < FEWEST {
            return None;
        }
        let names = names(&runs, at.map(|at| (lines[at], shape.unit, charset)));
        let columns = runs.iter().zip(names).map(|(run, name)| run.laid_out(name)).collect();
        Some(Self { shape, below, body, runs, columns })
    }

    fn table<'t>(&'t self, lines: &'t [&'t [u8]], charset: Charset) -> Table<'t> {
        Table {
            runs: &self.runs,
            columns: &self.columns,
            records: lines[self.below..].iter().copied().filter(|line| !is_blank(line)).collect(),
            unit: self.shape.unit,
            charset,
            by_cells: false,
        }
    }
}

/// The sums among records, which stand across columns, with lines that are drawn; and the records.
fn without_sums<'l>(
    rows: impl Iterator<Item = (Vec<char>, &'l [u8])>,
    charset: Charset,
) -> (Vec<Vec<char>>, Vec<Vec<char>>) {
    let is_sum = |line: &[u8]| is_drawn(line) || charset.decode(line).is_ok_and(|text| closes(&text));
    let (sums, body): (Vec<_>, Vec<_>) = rows.partition(|(_, line)| is_sum(line));
    let of = |rows: Vec<(Vec<char>, _)>| rows.into_iter().map(|(row, _)| row).collect();
    (of(sums), of(body))
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

/// The lines above the records, as they are told in a mapping.
pub(crate) fn heading(lines: &[&[u8]], charset: Charset) -> Heading {
    let text = |line: &&[u8]| Some(nfc(&charset.decode(line).ok()?).trim_end().to_owned());
    match lines.iter().map(text).collect::<Option<Vec<String>>>() {
        Some(lines) if lines.is_empty() => Heading::Absent,
        Some(lines) => Heading::Lines(lines),
        None => Heading::Passed(u32::try_from(lines.len()).unwrap_or(u32::MAX)),
    }
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

#[cfg(test)]
mod tests {
    use lienthong_adapter::rows::{Align, RecordEnd, Until};

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = detect(&Sample::whole(text.as_bytes()), Charset::Utf8);
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
        check("MA  TEN    \n-----------\n001 Xa An  \n002 Xa Binh\n003 Xa Ba  \n", &["MA 1+4", "TEN 5+7"]);
        let drawn = "MA    SO\n--------\n001  120\n002   70\n003   80\n--------\nTong 270\n";
        check(drawn, &["MA 1+3", "SO 4+5>"]);
        check(&drawn.replace("003", "--------\n003"), &[]);
        let found = detect(&Sample::whole(drawn.as_bytes()), Charset::Utf8).unwrap();
        assert_eq!(found.layout.data_end.until, Until::Text("--------".into()));
        check("Xã Ba   01\nXã Bốn  02\n", &["1-8 1+8", "9-10 9+2"]);
    }

    #[test]
    fn a_line_of_data_is_no_header_and_prose_is_no_table() {
        let people = "000000000123 Nguyen Van Mau 01011970\n000000000124 Tran Thi Mau   02021980\n";
        let found = detect(&Sample::whole(people.as_bytes()), Charset::Utf8).unwrap();
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
        let found = detect(&Sample::whole(&text), Charset::Tcvn3Abc).unwrap();
        assert_eq!((found.layout.unit, found.layout.end), (FixedUnit::Byte, RecordEnd::CrLf));
        assert_eq!(found.columns.len(), 2);
    }
}
