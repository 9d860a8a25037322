//! What the beginning of a file tells before its rows are known: what delimits and quotes, whether lines are records of one
//! length, whether an archive holds a table, in which charset its text is.

use lienthong_adapter_table::CsvGuess;
use lienthong_vntext::Charset;
use lienthong_vntext::detect::{Detector, Reason, SHARE_NEEDED, Verdict};

use crate::profile::MIN_WORDS;

/// Whether the first entry of an archive is named as a table or its memo.
pub(crate) fn has_table(head: &[u8]) -> bool {
    let name = head.get(30..).map(|rest| &rest[..rest.len().min(300)]).unwrap_or_default();
    let name: Vec<u8> = name.to_ascii_lowercase();
    [&b".dbf"[..], b".dbt", b".fpt"].iter().any(|ending| name.windows(4).any(|four| four == *ending))
}

/// Whether most lines have the delimiter.
pub(crate) fn is_delimited(head: &[u8], guess: &CsvGuess) -> bool {
    if guess.utf16.is_some() || guess.separator_line {
        return true;
    }
    if is_ruled(head, guess.delimiter) {
        return false;
    }
    let lines = head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let (all, with) = lines
        .fold((0, 0), |(all, with), line| (all + 1, with + usize::from(line.contains(&guess.delimiter))));
    guess.columns > 1 && with * 10 >= all * 6
}

/// Lines from which their length proves something.
const RULED_LINES: usize = 5;
/// Letters of a line from which its length does.
const RULED_LENGTH: usize = 20;

/// Whether all lines have one length, in bytes or in letters, and what seems to delimit stands here and there: then it is
/// a comma in an address, and the columns are filled up.
fn is_ruled(head: &[u8], delimiter: u8) -> bool {
    let mut lines: Vec<&[u8]> =
        head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect();
    // The last may be cut.
    lines.pop();
    lines.retain(|line| !line.is_empty());
    let letters = |line: &[u8]| std::str::from_utf8(line).map_or(line.len(), |text| text.chars().count());
    let is_one = |length: &dyn Fn(&[u8]) -> usize| {
        let first = lines.first().map_or(0, |line| length(line));
        first >= RULED_LENGTH && lines.iter().all(|line| length(line) == first)
    };
    let place = |line: &&[u8]| line.iter().position(|byte| *byte == delimiter);
    let first = lines.first().and_then(place);
    lines.len() >= RULED_LINES
        && (is_one(&|line| line.len()) || is_one(&letters))
        && lines.iter().any(|line| place(line) != first)
}

/// What stands around cells: single quotes where they stand around every cell, and nothing where double quotes stand
/// in the middle of cells alone.
pub(crate) fn quote(head: &[u8], delimiter: u8) -> Option<u8> {
    // Of UTF-16 only its ASCII matters, and of marks nothing.
    let head: Vec<u8> = head.iter().copied().filter(|byte| !matches!(byte, 0 | 0xFF | 0xFE)).collect();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    let lines = || head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let cells =
        || lines().flat_map(|line| line.split(move |byte| *byte == delimiter)).map(<[u8]>::trim_ascii);
    if !head.contains(&b'"') {
        let is_single = |cell: &[u8]| cell.len() > 1 && cell.starts_with(b"'") && cell.ends_with(b"'");
        let first = lines()
            .next()
            .map(|line| line.split(|byte| *byte == delimiter).all(|cell| is_single(cell.trim_ascii())));
        return Some(if first == Some(true) { b'\'' } else { b'"' });
    }
    cells().any(|cell| cell.starts_with(b"\"")).then_some(b'"')
}

/// The most cells of a line, cut without judging quotes.
pub(crate) fn widest(head: &[u8], delimiter: u8) -> usize {
    let lines = head.split(|byte| *byte == b'\n');
    lines.map(|line| line.iter().filter(|byte| **byte == delimiter).count() + 1).max().unwrap_or(1)
}

/// The old font of a document that says that it is in windows-1252 or Latin-1.
pub(crate) fn font_of(head: &[u8]) -> Option<Charset> {
    let declaration = head.split(|byte| *byte == b'>').next()?.to_ascii_lowercase();
    let says = |name: &[u8]| declaration.windows(name.len()).any(|part| part == name);
    if ![&b"windows-1252"[..], b"cp1252", b"iso-8859-1", b"latin1"].iter().any(|name| says(name)) {
        return None;
    }
    let mut detector = Detector::new();
    head.split(|byte| matches!(byte, b'<' | b'>')).for_each(|text| detector.add(text));
    let detection = detector.finish();
    let best = detection.ranked.first()?;
    let is_likely = best.share >= SHARE_NEEDED && best.marked_words >= MIN_WORDS;
    is_likely.then_some(best.charset)
}

/// The charset of names, by all the text at the beginning of a file.
pub(crate) fn text_charset(head: &[u8], utf16: Option<bool>) -> Charset {
    if let Some(big_endian) = utf16 {
        return if big_endian { Charset::Utf16Be } else { Charset::Utf16Le };
    }
    if head.starts_with(b"\xEF\xBB\xBF") {
        return Charset::Utf8;
    }
    let mut detector = Detector::new();
    head.split(|byte| matches!(byte, b'\n' | b'\r' | 0)).for_each(|line| detector.add(line));
    let detection = detector.finish();
    let found = match detection.verdict {
        Verdict::Sure(charset) => charset,
        // A few values that are not UTF-8 are odd ones.
        Verdict::Ascii | Verdict::Undecided(Reason::PartlyUtf8 { .. }) => Charset::Utf8,
        Verdict::Undecided(_) => detection.ranked.first().map_or(Charset::Utf8, |score| score.charset),
    };
    // Under a font of capitals small letters would be read as capitals.
    let has_small = head.iter().any(u8::is_ascii_lowercase);
    if found == Charset::Tcvn3AbcCaps && has_small { Charset::Tcvn3Abc } else { found }
}
