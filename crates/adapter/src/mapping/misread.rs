//! Text that was written in another charset than the mapping says: read without an error, and nonsense.
//!
//! 1. the marked words of every row are remembered, and a row with one that is no Vietnamese syllable is looked at;
//! 2. its marked values are looked at together, for they stand in several columns, and one word proves little: those in
//!    the charset of the layout as bytes, and Unicode text for the letters of an old font. Columns with a charset of
//!    their own are looked at each by itself;
//! 3. at the end the words of all rows speak for the file, most of whose rows may show nothing by themselves.
//!
//! # What holds
//!
//! * A row without letters beyond ASCII costs nothing, and one of known words next to nothing.
//! * A mapping that says so is not looked at: `other_charset = "accept"`.
//! * Where a field repairs its text, Unicode text is not looked at: the repair comes first.

use lienthong_vntext::Charset;
use lienthong_vntext::detect::{OddWords, misread, misread_text};

use super::Mapping;
use super::reasons::{FILE_OTHER_CHARSET, OTHER_CHARSET};
use super::row_in::cell;
use crate::finding::Finding;
use crate::phrase::Phrase;
use crate::rows::{Binding, Cell, Row};

/// What is looked at of all rows, made once.
#[derive(Debug)]
pub(super) struct Looks {
    repairs: bool,
    /// Of the columns of the layout.
    charsets: Vec<Charset>,
    /// For each charset that a column has.
    seen: Vec<Seen>,
    /// Rows that were found to be in another charset.
    others: u64,
}

/// What was seen of the columns in one charset.
#[derive(Debug)]
struct Seen {
    stated: Charset,
    words: OddWords,
    /// The first column of this row with an odd word.
    now: Option<usize>,
    /// The first row and its column with one.
    first: Option<(u64, usize)>,
    /// The first row that was found to be in another charset, its column, and which.
    other: Option<(u64, usize, Charset)>,
}

impl Looks {
    pub(super) fn of(mapping: &Mapping) -> Self {
        let repairs = mapping.rows.fields.iter().any(|one| {
            let clean = &one.clean;
            clean.repair_double_utf8 || clean.repair_entities || clean.fix_lookalikes
        });
        let layout = &mapping.layout;
        let columns = layout.columns.iter().filter(|_| !mapping.takes_other_charset);
        let charsets: Vec<Charset> = columns.map(|column| column.charset.unwrap_or(layout.charset)).collect();
        let mut seen: Vec<Seen> = Vec::new();
        for stated in &charsets {
            if !seen.iter().any(|known| known.stated == *stated) {
                seen.push(Seen::new(*stated));
            }
        }
        Self { repairs, charsets, seen, others: 0 }
    }

    /// Remembers the words of a row, whatever becomes of it.
    pub(super) fn see(&mut self, binding: &Binding, row: &Row<'_>) {
        self.seen.iter_mut().for_each(|seen| seen.now = None);
        for (at, charset) in self.charsets.iter().enumerate() {
            let Some(value) = looked_at(cell(binding, row, at), *charset, self.repairs) else { continue };
            let of = self.seen.iter_mut().find(|seen| seen.stated == *charset);
            let seen = of.expect("each charset of a column has its words");
            if seen.words.is_in(value) {
                seen.now.get_or_insert(at);
                seen.first.get_or_insert((row.number, at));
            }
        }
    }

    /// Refuses the row that was seen last where another charset explains it, by the first column of that charset which
    /// shows it.
    pub(super) fn refuse(
        &mut self,
        mapping: &Mapping,
        binding: &Binding,
        row: &Row<'_>,
        name: &dyn Fn(usize) -> String,
    ) -> Result<(), Finding> {
        for seen in &mut self.seen {
            let Some(at) = seen.now else { continue };
            if let Some(found) = other(&self.charsets, seen.stated, binding, row) {
                seen.other.get_or_insert((row.number, at, found));
                self.others += 1;
                let finding = Finding::new(&OTHER_CHARSET)
                    .found(Phrase::name(found.name()))
                    .expected(seen.stated.name());
                return Err(finding.field(name(at)).path(mapping.layout.columns[at].name()));
            }
        }
        Ok(())
    }

    /// Why nothing of the file is to be taken: where its words say so, or most of its `rows`, of which `unreadable` could
    /// not be read in the charset of their column.
    pub(super) fn refuse_all(
        &self,
        mapping: &Mapping,
        (rows, unreadable): (u64, u64),
        name: &dyn Fn(usize) -> String,
    ) -> Option<Finding> {
        let is_most = self.others > 0 && (self.others + unreadable) * 2 >= rows;
        self.seen.iter().find_map(|seen| {
            let by_words = || seen.first.and_then(|(row, at)| Some((row, at, seen.words.misread()?)));
            let (row, at, found) = seen.other.filter(|_| is_most).or_else(by_words)?;
            let finding = Finding::new(&FILE_OTHER_CHARSET)
                .found(Phrase::name(found.name()))
                .expected(seen.stated.name());
            Some(finding.field(name(at)).path(mapping.layout.columns[at].name()).row(row))
        })
    }
}

impl Seen {
    fn new(stated: Charset) -> Self {
        Self { stated, words: OddWords::new(stated), now: None, first: None, other: None }
    }
}

/// The charset that explains the marked values of all columns in `stated`, which are nonsense in that.
fn other(charsets: &[Charset], stated: Charset, binding: &Binding, row: &Row<'_>) -> Option<Charset> {
    let all = charsets.iter().enumerate().filter(|(_, charset)| **charset == stated);
    let mut together: Vec<u8> = Vec::new();
    for value in all.filter_map(|(at, _)| value(cell(binding, row, at))) {
        together.extend_from_slice(value);
        together.push(b' ');
    }
    match stated.is_unicode() {
        true => std::str::from_utf8(&together).ok().and_then(misread_text),
        false => misread(&together, stated),
    }
}

/// What of a cell is looked at as text in `charset`. In a sheet of an old font such letters are what the mapping expects.
fn looked_at(cell: Cell<'_>, charset: Charset, repairs: bool) -> Option<&[u8]> {
    let is_looked_at = match cell {
        Cell::Bytes(_) => !charset.is_unicode() || !repairs && charset.is_ascii_compatible(),
        Cell::Text(_) => charset.is_unicode() && !repairs,
        _ => false,
    };
    value(cell).filter(|_| is_looked_at)
}

/// What of a cell is looked at.
fn value(cell: Cell<'_>) -> Option<&[u8]> {
    match cell {
        Cell::Bytes(bytes) => Some(bytes).filter(|bytes| !bytes.is_ascii()),
        Cell::Text(text) => Some(text.as_bytes()).filter(|bytes| !bytes.is_ascii()),
        _ => None,
    }
}
