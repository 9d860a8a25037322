//! Where the data of a sheet ends.

use lienthong_adapter::mapping::reasons::MISSING_COLUMN;
use lienthong_adapter::rows::{Cell, Column, Layout, Until, fold_name};
use lienthong_adapter::{DecodeError, Finding};
use lienthong_vntext::Charset;

use super::header::text;

/// The rule of a mapping, made ready for the columns of a file.
#[derive(Debug)]
pub(crate) enum Ends {
    /// Nothing but the end of the file.
    Never,
    /// A blank row.
    Blank,
    /// A row in which this column, from the first of the table, is blank.
    Column(usize),
    /// A row with a cell that begins with this text, in this column or in any.
    Text { text: String, column: Option<usize>, charset: Charset },
}

/// What a filled row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Data.
    Data,
    /// The mark that the mapping names: the end, and no data itself.
    Mark,
    /// No longer data.
    Behind,
}

impl Ends {
    /// The rule `until` for a table of `columns`.
    pub(crate) fn of(until: &Until, columns: &[Column], layout: &Layout) -> Result<Self, DecodeError> {
        let bare = layout.format.header().is_some_and(|header| header.fold_diacritics);
        let place = |name: &str| {
            let exact = columns.iter().position(|column| column.name == name);
            let wanted = fold_name(name, bare);
            let alike = || columns.iter().position(|column| fold_name(&column.name, bare) == wanted);
            let names = || columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
            exact.or_else(alike).ok_or_else(|| Finding::new(&MISSING_COLUMN).found(names()).expected(name))
        };
        let mark = |text: &str, column: Option<usize>| {
            let text = lienthong_vntext::nfc(text.trim()).into_owned();
            Self::Text { text, column, charset: layout.charset }
        };
        Ok(match until {
            Until::EndOfFile => Self::Never,
            Until::FirstEmptyRow => Self::Blank,
            Until::ColumnEmpty(name) => Self::Column(place(name)?),
            Until::Text(text) => mark(text, None),
            Until::TextIn { column, text } => mark(text, Some(place(column)?)),
        })
    }

    /// Whether a blank row ends the data.
    pub(crate) const fn at_blank(&self) -> bool {
        matches!(self, Self::Blank | Self::Column(_))
    }

    /// What a filled row is; cells by their place in the table.
    pub(crate) fn judge<'c>(&self, mut cells: impl Iterator<Item = (usize, Cell<'c>)>) -> Verdict {
        match self {
            Self::Never | Self::Blank => Verdict::Data,
            Self::Column(column) => match cells.any(|(at, cell)| at == *column && !cell.is_blank()) {
                true => Verdict::Data,
                false => Verdict::Behind,
            },
            Self::Text { text: mark, column, charset } => {
                let is_asked = |at: usize| column.is_none_or(|column| column == at);
                let begins = |cell| text(cell, *charset).is_ok_and(|text| text.starts_with(mark.as_str()));
                match cells.any(|(at, cell)| is_asked(at) && begins(cell)) {
                    true => Verdict::Mark,
                    false => Verdict::Data,
                }
            }
        }
    }
}
