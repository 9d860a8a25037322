//! Lines below records of one length: a total, or a mark of the end.
//!
//! They are told by their length, which is another than that of all records, and named by how the first of them begins, where
//! no record begins so.

use lienthong_vntext::Charset;

/// Lines below the records, at most.
const MOST: usize = 3;
/// Records above them, at least.
const FEWEST: usize = 8;
/// Lines above the records that may have any length.
const TITLES: usize = 10;
/// Letters of the mark.
const LETTERS: usize = 30;

/// Where the first of them stands among `lines`, and how it begins.
pub(crate) fn footer(lines: &[&[u8]], charset: Charset) -> Option<(usize, String)> {
    let filled: Vec<usize> = (0..lines.len()).filter(|at| !lines[*at].trim_ascii().is_empty()).collect();
    let text = |at: usize| charset.decode(lines[at]).ok();
    let bytes = |at: usize| Some(lines[at].len());
    let letters = |at: usize| Some(text(at)?.chars().count());
    let count = below(&filled, bytes).or_else(|| below(&filled, letters))?;
    let (records, footer) = filled.split_at(filled.len() - count);
    let first = text(footer[0])?;
    let mark = first.trim_start().split(|c: char| c.is_ascii_digit() || c == ':').next()?.trim_end();
    let mark: String = mark.chars().take(LETTERS).collect();
    let is_record = |at: &usize| text(*at).is_none_or(|text| text.trim_start().starts_with(&mark));
    (!mark.is_empty() && !records.iter().any(is_record)).then_some((footer[0], mark))
}

/// How many of the last lines have another length than all before them, but for titles.
fn below(filled: &[usize], length: impl Fn(usize) -> Option<usize>) -> Option<usize> {
    let usual = length(*filled.get(filled.len() / 2)?)?;
    let is_record = |at: &&usize| length(**at) == Some(usual);
    let count = filled.iter().rev().take_while(|at| !is_record(at)).count();
    let records = &filled[..filled.len() - count];
    let titles = records.iter().take(TITLES).take_while(|at| !is_record(at)).count();
    let is_plain = records[titles..].iter().all(|at| is_record(&at)) && records.len() - titles >= FEWEST;
    ((1..=MOST).contains(&count) && is_plain).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_another_length_below_records_are_a_footer() {
        let check = |below: &[&str], expected: Option<&str>| {
            let records: Vec<String> =
                (1..=9).map(|number| format!("0{number} Xã số {number}   x")).collect();
            let lines = ["DANH SÁCH"]
                .into_iter()
                .chain(records.iter().map(String::as_str))
                .chain(below.iter().copied());
            let lines: Vec<&[u8]> = lines.map(str::as_bytes).collect();
            let found = footer(&lines, Charset::Utf8);
            assert_eq!(found.as_ref().map(|(_, mark)| mark.as_str()), expected, "{below:?}");
            assert!(found.is_none_or(|(at, _)| at == 10));
        };
        check(&["<EOF>"], Some("<EOF>"));
        check(&["Tổng cộng: 9 xã"], Some("Tổng cộng"));
        check(&["Cộng 9", "Người lập", "(ký)", "(tên)"], None);
        check(&["Cộng 9", "Người lập"], Some("Cộng"));
        check(&["9 xã"], None);
        check(&["0"], None);
        check(&[], None);
        check(&["1", "2", "3", "4"], None);
    }
}
