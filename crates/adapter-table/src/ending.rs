//! Where the data of lines ends, delimited or of fixed width, by the rule of the layout.

use lienthong_adapter::mapping::reasons::MISSING_COLUMN;
use lienthong_adapter::rows::{Cell, Column, End, Until, fold_name};
use lienthong_adapter::{DecodeError, Finding};
use lienthong_vntext::Charset;

/// The rule of a layout over the columns of a file.
pub(crate) struct Ending<'a> {
    rule: Rule<'a>,
    /// Whether what stands behind it is left out.
    pub(crate) ignore: bool,
    /// Whether the end was seen.
    pub(crate) reached: bool,
}

enum Rule<'a> {
    EndOfFile,
    FirstEmptyRow,
    ColumnEmpty(usize),
    /// In this column, or in any.
    Text(&'a str, Option<usize>),
}

/// What a row with values is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Data.
    Data,
    /// The text that the mapping names: the end, and no data itself.
    Mark,
    /// No longer data.
    Behind,
}

impl<'a> Ending<'a> {
    /// A column that the rule names and the file does not have is refused.
    pub(crate) fn new(end: &'a End, columns: &[Column]) -> Result<Self, DecodeError> {
        let place = |name: &str| {
            let folded = fold_name(name, false);
            let exact = columns.iter().position(|column| column.name == name);
            let alike = || columns.iter().position(|column| fold_name(&column.name, false) == folded);
            let names = || columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
            exact.or_else(alike).ok_or_else(|| Finding::new(&MISSING_COLUMN).found(names()).expected(name))
        };
        let rule = match &end.until {
            Until::EndOfFile => Rule::EndOfFile,
            Until::FirstEmptyRow => Rule::FirstEmptyRow,
            Until::Text(text) => Rule::Text(text, None),
            Until::TextIn { column, text } => Rule::Text(text, Some(place(column)?)),
            Until::ColumnEmpty(name) => Rule::ColumnEmpty(place(name)?),
        };
        Ok(Self { rule, ignore: end.ignore_after_end, reached: false })
    }

    /// Whether one column tells, and not the row as a whole.
    pub(crate) fn is_of_a_column(&self) -> bool {
        matches!(self.rule, Rule::ColumnEmpty(_) | Rule::Text(_, Some(_)))
    }

    /// Whether a blank row is the end.
    pub(crate) fn is_blank_row(&self) -> bool {
        matches!(self.rule, Rule::FirstEmptyRow | Rule::ColumnEmpty(_))
    }

    /// What a row with values is.
    pub(crate) fn judge<'c>(
        &self,
        mut cells: impl Iterator<Item = Cell<'c>>,
        charset: impl Fn(usize) -> Charset,
    ) -> Verdict {
        match self.rule {
            _ if self.reached => Verdict::Behind,
            Rule::EndOfFile | Rule::FirstEmptyRow => Verdict::Data,
            Rule::ColumnEmpty(at) if cells.nth(at).is_none_or(|cell| cell.is_blank()) => Verdict::Behind,
            Rule::ColumnEmpty(_) => Verdict::Data,
            Rule::Text(..) => {
                let is_mark = cells.enumerate().any(|(at, cell)| self.is_end(at, &cell, charset(at)));
                if is_mark { Verdict::Mark } else { Verdict::Data }
            }
        }
    }

    /// Whether a row with values ends the data because `cell` stands in column `at`.
    pub(crate) fn is_end(&self, at: usize, cell: &Cell<'_>, charset: Charset) -> bool {
        let begins = |text: &str, mark: &str| text.trim_start().starts_with(mark);
        match (&self.rule, cell) {
            (Rule::ColumnEmpty(column), cell) => *column == at && cell.is_blank(),
            (Rule::Text(_, Some(column)), _) if *column != at => false,
            (Rule::Text(mark, _), Cell::Text(text)) => begins(&lienthong_vntext::nfc(text), mark),
            // What cannot be read is no end mark; whoever reads the row says what is wrong with it.
            (Rule::Text(mark, _), Cell::Bytes(bytes)) => {
                charset.decode(bytes).is_ok_and(|text| begins(&text, mark))
            }
            _ => false,
        }
    }

    /// Whether everything behind the end is left out.
    pub(crate) fn ignores(&self) -> bool {
        self.reached && self.ignore
    }
}
