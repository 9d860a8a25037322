//! Rows that were written in another charset than the mapping says: read without an error, and nonsense.
//!
//! 1. a row with a word that is no Vietnamese syllable is looked at, and no other;
//! 2. its marked values are looked at together, for they stand in several columns, and one word proves little: those in
//!    the charset of the layout as bytes, and Unicode text for the letters of an old font. Columns with a charset of
//!    their own are looked at each by itself.
//!
//! # What holds
//!
//! * A row without letters beyond ASCII costs nothing, and one of known words next to nothing.
//! * A mapping that says so is not looked at: `other_charset = "accept"`.
//! * Where a field repairs its text, Unicode text is not looked at: the repair comes first.

use lienthong_vntext::Charset;
use lienthong_vntext::detect::{OddWords, misread, misread_text};

use super::Mapping;
use super::reasons::OTHER_CHARSET;
use super::row_in::cell;
use crate::finding::Finding;
use crate::rows::{Binding, Cell, Row};

/// What is looked at of all rows, made once.
#[derive(Debug)]
pub(super) struct Looks {
    repairs: bool,
    /// Of the columns of the layout.
    charsets: Vec<Charset>,
    /// For each charset that a column has.
    odd: Vec<(Charset, OddWords)>,
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
        let mut odd: Vec<(Charset, OddWords)> = Vec::new();
        for charset in &charsets {
            if !odd.iter().any(|(known, _)| known == charset) {
                odd.push((*charset, OddWords::new(*charset)));
            }
        }
        Self { repairs, charsets, odd }
    }

    /// Refuses a row that another charset explains, by the first column of that charset which shows it.
    pub(super) fn refuse(
        &mut self,
        mapping: &Mapping,
        binding: &Binding,
        row: &Row<'_>,
        name: &dyn Fn(usize) -> String,
    ) -> Result<(), Finding> {
        // Each charset once, by the first of its columns with an odd word.
        let mut seen: Vec<Charset> = Vec::new();
        for at in 0..self.charsets.len() {
            let stated = self.charsets[at];
            if seen.contains(&stated) || !self.is_odd(at, cell(binding, row, at)) {
                continue;
            }
            seen.push(stated);
            if let Some(found) = self.other(stated, binding, row) {
                let finding = Finding::new(&OTHER_CHARSET).found(found.name()).expected(stated.name());
                return Err(finding.field(name(at)).path(mapping.layout.columns[at].name()));
            }
        }
        Ok(())
    }

    /// The charset that explains the marked values of all columns in `stated`, which are nonsense in that.
    fn other(&self, stated: Charset, binding: &Binding, row: &Row<'_>) -> Option<Charset> {
        let all = self.charsets.iter().enumerate().filter(|(_, charset)| **charset == stated);
        let mut together: Vec<u8> = Vec::new();
        for value in all.filter_map(|(at, _)| value(cell(binding, row, at))) {
            together.extend_from_slice(value);
            together.push(b' ');
        }
        match is_unicode(stated) {
            true => std::str::from_utf8(&together).ok().and_then(misread_text),
            false => misread(&together, stated),
        }
    }

    fn is_odd(&mut self, at: usize, cell: Cell<'_>) -> bool {
        let charset = self.charsets[at];
        // In a sheet of an old font such letters are what the mapping expects.
        let is_looked_at = match cell {
            Cell::Bytes(_) => !is_unicode(charset) || !self.repairs,
            Cell::Text(_) => is_unicode(charset) && !self.repairs,
            _ => false,
        };
        let words = self.odd.iter_mut().find(|(known, _)| *known == charset).map(|(_, words)| words);
        match (value(cell).filter(|_| is_looked_at), words) {
            (Some(value), Some(words)) => words.is_in(value),
            _ => false,
        }
    }
}

/// What of a cell is looked at.
fn value(cell: Cell<'_>) -> Option<&[u8]> {
    match cell {
        Cell::Bytes(bytes) => Some(bytes).filter(|bytes| !bytes.is_ascii()),
        Cell::Text(text) => Some(text.as_bytes()).filter(|bytes| !bytes.is_ascii()),
        _ => None,
    }
}

fn is_unicode(charset: Charset) -> bool {
    matches!(charset, Charset::Utf8 | Charset::Utf8Nfd)
}
