//! Rows that were written in another charset than the mapping says: read without an error, and nonsense.
//!
//! The words of a row stand in several columns, and one alone proves little: so the marked values of a row are looked at
//! together, those in the charset of the layout as bytes, and Unicode text for the letters of an old font. Columns with
//! a charset of their own are looked at each by itself.
//!
//! # What holds
//!
//! * A row without letters beyond ASCII costs nothing.
//! * Where a field repairs its text, Unicode text is not looked at: the repair comes first.

use lienthong_vntext::Charset;
use lienthong_vntext::detect::{is_odd, misread, misread_text};

use super::Mapping;
use super::reasons::OTHER_CHARSET;
use super::row_in::cell;
use crate::finding::Finding;
use crate::rows::{Binding, Cell, Row};

/// What is looked at of all rows, made once.
#[derive(Debug)]
pub(super) struct Looks {
    texts: bool,
    bytes: Vec<u8>,
    text: String,
}

impl Looks {
    pub(super) fn of(mapping: &Mapping) -> Self {
        let repairs = mapping.rows.fields.iter().any(|one| {
            let clean = &one.clean;
            clean.repair_double_utf8 || clean.repair_entities || clean.fix_lookalikes
        });
        Self { texts: !repairs, bytes: Vec::new(), text: String::new() }
    }

    /// Refuses a row that another charset explains, by the first column that shows it.
    pub(super) fn refuse(
        &mut self,
        mapping: &Mapping,
        binding: &Binding,
        row: &Row<'_>,
        name: &dyn Fn(usize) -> String,
    ) -> Result<(), Finding> {
        let layout = &mapping.layout;
        self.bytes.clear();
        self.text.clear();
        for (at, column) in layout.columns.iter().enumerate() {
            // In a sheet of an old font such letters are what the mapping expects.
            let is_unicode = is_unicode(column.charset.unwrap_or(layout.charset));
            match cell(binding, row, at) {
                Cell::Bytes(bytes) if !bytes.is_ascii() => match column.charset {
                    Some(own) if own != layout.charset => {
                        if let Some(other) = misread(bytes, own) {
                            return Err(finding(other, own).field(name(at)).path(column.name()));
                        }
                    }
                    _ => {
                        self.bytes.extend_from_slice(bytes);
                        self.bytes.push(b' ');
                    }
                },
                Cell::Text(text) if self.texts && is_unicode && !text.is_ascii() => {
                    self.text.push_str(text);
                    self.text.push(' ');
                }
                _ => {}
            }
        }
        let stated = layout.charset;
        if let Some(other) = misread(&self.bytes, stated) {
            let shows = |cell: &Cell<'_>| matches!(cell, Cell::Bytes(bytes) if is_odd(bytes, stated));
            return Err(self.placed(finding(other, stated), mapping, binding, row, name, &shows));
        }
        let bytes_as_text = is_unicode(stated) && self.texts;
        let font = misread_text(&self.text).or_else(|| {
            std::str::from_utf8(&self.bytes).ok().filter(|_| bytes_as_text).and_then(misread_text)
        });
        if let Some(font) = font {
            let shows = |cell: &Cell<'_>| match cell {
                Cell::Text(text) => !text.is_ascii(),
                Cell::Bytes(bytes) => !bytes.is_ascii(),
                _ => false,
            };
            return Err(self.placed(finding(font, Charset::Utf8), mapping, binding, row, name, &shows));
        }
        Ok(())
    }

    /// With the first column that shows it.
    fn placed(
        &self,
        finding: Finding,
        mapping: &Mapping,
        binding: &Binding,
        row: &Row<'_>,
        name: &dyn Fn(usize) -> String,
        shows: &dyn Fn(&Cell<'_>) -> bool,
    ) -> Finding {
        let columns = &mapping.layout.columns;
        match (0..columns.len()).find(|at| shows(&cell(binding, row, *at))) {
            Some(at) => finding.field(name(at)).path(columns[at].name()),
            None => finding,
        }
    }
}

fn is_unicode(charset: Charset) -> bool {
    matches!(charset, Charset::Utf8 | Charset::Utf8Nfd | Charset::Utf16Le | Charset::Utf16Be)
}

fn finding(found: Charset, stated: Charset) -> Finding {
    Finding::new(&OTHER_CHARSET).found(found.name()).expected(stated.name())
}
