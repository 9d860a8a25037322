//! What delimited text looks like, from its first bytes: for people who draft a mapping, never for traffic.
//!
//! 1. mark: UTF-8, UTF-16 or none;
//! 2. `sep=;`: names the delimiter;
//! 3. delimiter: of `,` `;` TAB `|`, the one that cuts most lines into the same number of cells;
//! 4. quote: whether a cell begins with one;
//! 5. header: the first line with as many cells as the table has, all of them filled and none a number.

/// Bytes that are looked at.
const LOOK: usize = 64 << 10;
/// Lines that are looked at.
const LINES: usize = 200;
const DELIMITERS: [u8; 6] = [b',', b';', b'\t', b'|', b'~', b'^'];

/// What a file looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvGuess {
    /// Whether the file begins with the byte order mark of UTF-8.
    pub utf8_mark: bool,
    /// Whether it begins with that of UTF-16, or is full of NUL bytes like it; then whether it is big-endian.
    pub utf16: Option<bool>,
    /// Whether the first line is `sep=;`.
    pub separator_line: bool,
    /// What stands between cells; a comma where no line has two cells.
    pub delimiter: u8,
    /// Whether some cell stands in quotes.
    pub quoted: bool,
    /// How most lines end.
    pub line_end: LineEnd,
    /// The line of the header, from 1, without a `sep=` line. Nothing where no line looks like one.
    pub header_row: Option<u64>,
    /// Cells of most lines.
    pub columns: usize,
}

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// CR LF.
    CrLf,
    /// LF.
    Lf,
    /// CR.
    Cr,
}

/// Guesses from the first bytes of a file; more than 64 KiB are not looked at.
pub fn guess_csv(head: &[u8]) -> CsvGuess {
    let head = &head[..head.len().min(LOOK)];
    let utf16 = utf16(head);
    let utf8_mark = head.starts_with(&[0xEF, 0xBB, 0xBF]);
    // Only ASCII matters here, so UTF-16 is looked at with its ASCII alone.
    let narrow: Vec<u8> = match utf16 {
        Some(big_endian) => head
            .as_chunks::<2>()
            .0
            .iter()
            .map(|pair| if big_endian { [pair[1], pair[0]] } else { *pair })
            .map(|[low, high]| if high == 0 { low } else { 0x80 })
            .collect(),
        None => head[if utf8_mark { 3 } else { 0 }..].to_vec(),
    };
    let mut text = &narrow[usize::from(utf16.is_some() && narrow.first() == Some(&0x80))..];
    let line_end = line_end(text);
    let named = separator(text);
    if named.is_some() {
        let end = text.iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(text.len());
        let skip = if line_end == LineEnd::CrLf { 2 } else { 1 };
        text = &text[(end + skip).min(text.len())..];
    }
    let cut = |delimiter: u8| lines(text, delimiter);
    let delimiter = named.unwrap_or_else(|| {
        let score = |delimiter: &u8| {
            let (columns, count) = usual_width(&cut(*delimiter));
            if columns < 2 { (0, 0) } else { (count, columns) }
        };
        // Of equals the first counts, so a comma wins where nothing is known.
        DELIMITERS.into_iter().rev().max_by_key(score).unwrap_or(b',')
    });
    let lines = cut(delimiter);
    let (columns, _) = usual_width(&lines);
    let is_name = |cell: &Vec<u8>| {
        let cell = cell.trim_ascii();
        !cell.is_empty() && !cell.iter().all(|b| b.is_ascii_digit() || b"+-./,: ".contains(b))
    };
    let header = lines.iter().find(|line| line.cells.len() == columns && line.cells.iter().all(is_name));
    CsvGuess {
        utf8_mark,
        utf16,
        separator_line: named.is_some(),
        delimiter,
        quoted: lines.iter().any(|line| line.quoted),
        line_end,
        header_row: header.map(|line| line.number),
        columns,
    }
}

/// One line, cut without judging.
struct Line {
    number: u64,
    cells: Vec<Vec<u8>>,
    quoted: bool,
}

/// The first lines, cut at `delimiter`; the last one of a long file may be cut off and is left out.
fn lines(text: &[u8], delimiter: u8) -> Vec<Line> {
    let mut found = Vec::new();
    let (mut number, mut at) = (1, 0);
    while at < text.len() && found.len() < LINES {
        let mut line = Line { number, cells: vec![Vec::new()], quoted: false };
        let mut inside = false;
        while let Some(byte) = text.get(at).copied() {
            let cell = line.cells.last_mut().expect("a line has at least one cell");
            at += 1;
            match byte {
                b'"' if inside || cell.is_empty() => {
                    inside = !inside;
                    line.quoted = true;
                }
                b'\n' | b'\r' => {
                    if byte == b'\r' && text.get(at) == Some(&b'\n') {
                        at += 1;
                    }
                    number += 1;
                    if !inside {
                        break;
                    }
                }
                _ if byte == delimiter && !inside => line.cells.push(Vec::new()),
                _ => cell.push(byte),
            }
        }
        if at < text.len() || found.is_empty() || text.len() < LOOK {
            found.push(line);
        }
    }
    found
}

/// The number of cells that most lines have, and how many have it. Lines of one cell count only among themselves.
fn usual_width(lines: &[Line]) -> (usize, usize) {
    let widths = lines.iter().map(|line| line.cells.len());
    let many = |width: usize| lines.iter().filter(|line| line.cells.len() == width).count();
    widths
        .map(|width| (width, many(width)))
        .max_by_key(|(width, count)| (*width > 1, *count))
        .unwrap_or((0, 0))
}

fn utf16(head: &[u8]) -> Option<bool> {
    match head {
        [0xFF, 0xFE, ..] => Some(false),
        [0xFE, 0xFF, ..] => Some(true),
        _ => {
            let (pairs, _) = head.as_chunks::<2>();
            let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0 && pair[1 - at] != 0).count();
            let many = pairs.len() / 4 + 1;
            if zeros(1) > many {
                Some(false)
            } else if zeros(0) > many {
                Some(true)
            } else {
                None
            }
        }
    }
}

fn separator(text: &[u8]) -> Option<u8> {
    let (name, rest) = text.split_first_chunk::<4>()?;
    let is_line = matches!(rest.get(1), None | Some(b'\r' | b'\n'));
    rest.first().copied().filter(|_| is_line && name.eq_ignore_ascii_case(b"sep="))
}

fn line_end(text: &[u8]) -> LineEnd {
    let count = |end: &[u8]| text.windows(end.len()).filter(|window| *window == end).count();
    let (both, lf, cr) = (count(b"\r\n"), count(b"\n"), count(b"\r"));
    if both * 2 >= lf.max(cr) && both > 0 {
        LineEnd::CrLf
    } else if cr > lf {
        LineEnd::Cr
    } else {
        LineEnd::Lf
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_seen_as_a_person_would_see_it() {
        let check = |text: &str, delimiter: char, header: Option<u64>, columns: usize, quoted: bool| {
            let utf16: Vec<u8> =
                [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
            for bytes in [text.as_bytes(), &utf16] {
                let guess = guess_csv(bytes);
                let found = (char::from(guess.delimiter), guess.header_row, guess.columns, guess.quoted);
                assert_eq!(found, (delimiter, header, columns, quoted), "{text:?}");
            }
        };
        check("Mã PX,Phường Xã\r\n02200,\"A, B\"\r\n02201,C\r\n", ',', Some(1), 2, true);
        check("ma~ten~ghi chú\r\n1~A, B~x; y\r\n2~C~z\r\n", '~', Some(1), 3, false);
        check("DANH SÁCH\r\n\r\nSTT;Mã;Tên\r\n1;070;A,B\r\n2;071;C,D\r\n", ';', Some(3), 3, false);
        check("sep=|\r\na|b,c,d\r\n1|2,3,4\r\n", '|', Some(1), 2, false);
        check("1\t2\t3\n4\t5\t6\n", '\t', None, 3, false);
        check("a\nb\n", ',', Some(1), 1, false);
        check("", ',', None, 0, false);
    }

    #[test]
    fn marks_and_line_ends_are_told() {
        let guess = guess_csv("\u{feff}a;b\rc;d\r".as_bytes());
        assert!(guess.utf8_mark && guess.line_end == LineEnd::Cr && guess.utf16.is_none());
        assert_eq!(guess_csv(b"a,b\r\nc,d\r\n").line_end, LineEnd::CrLf);
        assert_eq!(guess_csv(b"\0a\0,\0b\0\n").utf16, Some(true));
    }
}
