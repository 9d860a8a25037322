//! Another table below the first: behind blank rows a header of its own, whose rows would become records of the first.
//!
//! 1. rows behind a gap whose cells are all words are held back: titles, and a header of one row or of several;
//! 2. the first row below them that has data decides: it stands under their names, and they have words where the rows
//!    above the gap have numbers, digits and dates alone.
//!
//! # What holds
//!
//! * Titles of parts, signatures and rows that lack a value are no header: it names every column that is filled below it,
//!   at least one of its names is made of words of headers, and more are where a single column speaks for it.
//! * The text that ends the first table stands in a column that has no words above it: no row of data begins so.

use lienthong_adapter::rows::{Cell, Row};
use lienthong_vntext::Charset;

use crate::likeness::{Like, is_header_word};

/// Tables that are told.
const MAX_TABLES: usize = 5;
/// Rows of titles and header, at most.
const MAX_HELD: usize = 5;
/// Rows above that must hold numbers in a column.
const FEWEST: u64 = 2;

/// The header of another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its row.
    pub(crate) row: u64,
    /// A column that holds no words above it, and the first text there, which the first table can end at.
    pub(crate) column: usize,
    pub(crate) text: Vec<u8>,
}

/// What is known of the rows so far.
#[derive(Debug)]
pub(crate) struct Another {
    charset: Charset,
    /// Cells of each column since the last header: those with data, and those with words.
    columns: Vec<(u64, u64)>,
    last: Option<u64>,
    held: Vec<Held>,
    found: Vec<Found>,
}

/// A row of words.
#[derive(Debug)]
struct Held {
    row: u64,
    cells: Vec<Option<Vec<u8>>>,
    names: usize,
}

impl Another {
    pub(crate) fn new(charset: Charset, columns: usize) -> Self {
        Self { charset, columns: vec![(0, 0); columns], last: None, held: Vec::new(), found: Vec::new() }
    }

    /// Looks at the next row; `number` is that of the row of the file.
    pub(crate) fn add(&mut self, row: &Row<'_>, number: u64) {
        let is_behind_gap = self.last.is_some_and(|last| number > last + 1);
        self.last = Some(number);
        let likes: Vec<Like> = row.cells.iter().take(self.columns.len()).map(like).collect();
        let has_words = likes.contains(&Like::Words);
        let has_data = likes.iter().any(|like| !matches!(like, Like::Blank | Like::Words));
        if is_behind_gap {
            self.release();
        }
        let is_held = has_words && !has_data && (is_behind_gap || !self.held.is_empty());
        if is_held && self.held.len() < MAX_HELD {
            self.held.push(self.hold(row, number));
            return;
        }
        if has_data && let Some(found) = self.judge(&likes) {
            self.columns.fill((0, 0));
            self.held.clear();
            if self.found.len() < MAX_TABLES {
                self.found.push(found);
            }
        }
        self.release();
        self.count(&likes);
    }

    /// The headers that were found.
    pub(crate) fn finish(self) -> Vec<Found> {
        self.found
    }

    fn count(&mut self, likes: &[Like]) {
        for ((data, words), like) in self.columns.iter_mut().zip(likes) {
            match like {
                Like::Blank => {}
                Like::Words => *words += 1,
                _ => *data += 1,
            }
        }
    }

    /// What was held back is data.
    fn release(&mut self) {
        for held in std::mem::take(&mut self.held) {
            let like = |cell: &Option<Vec<u8>>| if cell.is_some() { Like::Words } else { Like::Blank };
            self.count(&held.cells.iter().map(like).collect::<Vec<_>>());
        }
    }

    fn hold(&self, row: &Row<'_>, number: u64) -> Held {
        let cells = row.cells.iter().take(self.columns.len());
        let cells: Vec<_> = cells.map(|cell| words(cell).map(<[u8]>::to_vec)).collect();
        let is_name = |cell: &&Vec<u8>| match std::str::from_utf8(cell) {
            Ok(text) => is_header_word(text),
            Err(_) => self.charset.decode(cell).is_ok_and(|text| is_header_word(&text)),
        };
        let names = cells.iter().flatten().filter(is_name).count();
        Held { row: number, cells, names }
    }

    /// The header among the rows that are held, if it is one above a row like this.
    fn judge(&self, below: &[Like]) -> Option<Found> {
        let filled = |held: &Held| held.cells.iter().flatten().count();
        let widest = self.held.iter().map(filled).max().filter(|count| *count >= 2)?;
        let header = self.held.iter().find(|held| filled(held) == widest)?;
        let has = |at: usize| self.held.iter().any(|held| matches!(held.cells.get(at), Some(Some(_))));
        let names_all = (0..below.len()).all(|at| below[at] == Like::Blank || has(at));
        let holds_data =
            |at: usize| matches!(self.columns.get(at), Some((data, words)) if *data >= FEWEST && *words == 0);
        let against = (0..self.columns.len()).filter(|at| holds_data(*at) && has(*at)).count();
        let speaks = match against {
            0 => false,
            1 => header.names >= 2 && header.names * 2 >= widest,
            _ => header.names >= 1,
        };
        if !names_all || !speaks {
            return None;
        }
        let cells = self.held.iter().flat_map(|held| held.cells.iter().enumerate());
        let mut texts = cells.filter_map(|(at, cell)| Some((at, cell.as_ref()?)));
        let (column, text) = texts.find(|(at, _)| holds_data(*at))?;
        Some(Found { row: header.row, column, text: text.clone() })
    }
}

/// What a cell looks like. Letters of old charsets are no ASCII, and digits are in all of them.
fn like(cell: &Cell<'_>) -> Like {
    match cell {
        Cell::Bytes(_) | Cell::Text(_) => match words(cell) {
            Some(text) => Like::of(&String::from_utf8_lossy(text)),
            None => Like::Blank,
        },
        _ if cell.is_blank() => Like::Blank,
        Cell::Number(_) | Cell::Digits(_) => Like::Number,
        _ => Like::Date,
    }
}

/// The text of a cell; dashes and the like stand for nothing.
fn words<'c>(cell: &Cell<'c>) -> Option<&'c [u8]> {
    let bytes = match cell {
        Cell::Bytes(bytes) => bytes.trim_ascii(),
        Cell::Text(text) => text.trim().as_bytes(),
        _ => return None,
    };
    bytes.iter().any(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of columns parted by `|`, below a header; what is told, as row, column and text.
    fn check(text: &str, expected: &str) {
        let columns = text.lines().map(|line| line.split('|').count()).max().unwrap();
        let mut another = Another::new(Charset::Utf8, columns);
        for (line, number) in text.lines().zip(2..) {
            let cells: Vec<Cell<'_>> = line.split('|').map(|cell| Cell::Bytes(cell.as_bytes())).collect();
            if !line.is_empty() {
                another.add(&Row { number, cells, ..Row::default() }, number);
            }
        }
        let told = another.finish().into_iter().map(|Found { row, column, text }| {
            format!("{row} {column} {}", String::from_utf8(text).unwrap())
        });
        assert_eq!(told.collect::<Vec<_>>().join(", "), expected, "{text}");
    }

    #[test]
    fn a_header_behind_a_gap_is_told() {
        check("001|Xã A|5\n002|Xã B|6\n\nMã trường|Tên trường|Số lớp\nT01|Mẫu|1\n", "5 0 Mã trường");
        // One column alone, where the words are those of headers.
        check("Xã A|5\nXã B|6\n\n\nTên trường|Số lớp\nMẫu|1\n", "6 1 Số lớp");
        // Below a title, in two rows, and a third table.
        check("1|Xã A|5\n2|Xã B|6\n\nBảng hai|\nSTT|Tên trường|Số lớp\n1|Mẫu|1\n", "6 0 Bảng hai");
        check("1|A|5|6\n2|B|6|7\n\nSTT|Tên|Số dân|\n||Nam|Nữ\n1|Mẫu|1|2\n", "5 0 STT");
        check(
            "1|A|5\n2|B|6\n\nSTT|Tên|Số lớp\n1|C|5\n2|D|6\n\nSố|Họ tên|Năm sinh\n1|E|1990\n",
            "5 0 STT, 9 0 Số",
        );
    }

    #[test]
    fn parts_signatures_and_rows_that_lack_a_value_are_no_header() {
        // Titles of parts, with and without a unit.
        check("1|A|5\n2|B|6\n\nThôn Mẫu||\n1|C|7\n", "");
        check("1|A|5\n2|B|6\n\nThôn Mẫu||Đơn vị: đồng\n1|C|7\n", "");
        // Parts of a list, whose rows are rows.
        check("1|A|5\n2|B|6\n\n3|C|7\n4|D|8\n", "");
        // Nothing is known of some.
        check("Mẫu|1/2/1990|001\nThử|2/3/1991|002\n\nVí Dụ|không rõ|không có\nMẫu|3/4/1992|003\n", "");
        check("Mẫu|1/2/1990|Xã A\nThử|2/3/1991|Xã B\n\nVí Dụ|không rõ|Xã C\nMẫu|3/4/1992|Xã D\n", "");
        // Words above the gap as well.
        check("Xã A|có\nXã B|không\n\nTên trường|Số lớp\nMẫu|1\n", "");
        // Signatures, with a name below them, and with nothing.
        check("1|A|5\n2|B|6\n\nNgười lập||Chủ tịch\nMẫu||Thử\n", "");
        check("1|A|5\n2|B|6\n\nNgười lập||Chủ tịch\n", "");
        // No gap: another row of the first table, as far as anybody knows.
        check("1|A|5\n2|B|6\nSTT|Tên|Số lớp\n1|C|7\n", "");
    }
}
