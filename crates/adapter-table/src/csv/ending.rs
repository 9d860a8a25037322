//! Where the data of delimited text ends, by the rule of the layout.

use lienthong_adapter::mapping::reasons::{DATA_AFTER_END, MISSING_COLUMN};
use lienthong_adapter::rows::{Cell, Column, End, Until, fold_name};
use lienthong_adapter::{DecodeError, Finding};
use lienthong_vntext::Charset;

/// The rule of a layout over the columns of a file.
pub(crate) struct Ending<'a> {
    rule: Rule<'a>,
    ignore: bool,
    /// Whether the end was seen.
    pub(crate) reached: bool,
}

enum Rule<'a> {
    EndOfFile,
    FirstEmptyRow,
    ColumnEmpty(usize),
    Text(&'a str),
}

impl<'a> Ending<'a> {
    /// A column that the rule names and the file does not have is refused.
    pub(crate) fn new(end: &'a End, columns: &[Column]) -> Result<Self, DecodeError> {
        let rule = match &end.until {
            Until::EndOfFile => Rule::EndOfFile,
            Until::FirstEmptyRow => Rule::FirstEmptyRow,
            Until::Text(text) => Rule::Text(text),
            Until::ColumnEmpty(name) => {
                let folded = fold_name(name, false);
                let exact = columns.iter().position(|column| column.name == *name);
                let alike = || columns.iter().position(|column| fold_name(&column.name, false) == folded);
                let Some(at) = exact.or_else(alike) else {
                    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                    return Err(Finding::new(&MISSING_COLUMN).found(names.join(", ")).expected(name).into());
                };
                Rule::ColumnEmpty(at)
            }
        };
        Ok(Self { rule, ignore: end.ignore_after_end, reached: false })
    }

    /// Whether a blank row is the end.
    pub(crate) fn is_blank_row(&self) -> bool {
        matches!(self.rule, Rule::FirstEmptyRow | Rule::ColumnEmpty(_))
    }

    /// Whether a row with these cells is the end. It is then no row of data.
    pub(crate) fn is_at<'c>(
        &self,
        mut cells: impl Iterator<Item = Cell<'c>>,
        charset: impl Fn(usize) -> Charset,
    ) -> bool {
        match self.rule {
            Rule::EndOfFile | Rule::FirstEmptyRow => false,
            Rule::ColumnEmpty(at) => cells.nth(at).is_none_or(|cell| cell.is_blank()),
            Rule::Text(text) => cells.enumerate().any(|(at, cell)| match cell {
                Cell::Text(cell) => lienthong_vntext::nfc(cell.trim_start()).starts_with(text),
                Cell::Bytes(bytes) => {
                    // What cannot be read is no end mark; whoever reads the row says what is wrong with it.
                    charset(at).decode(bytes).is_ok_and(|cell| cell.trim_start().starts_with(text))
                }
                _ => false,
            }),
        }
    }

    /// What a row with values behind the end is: left out, or refused.
    pub(crate) fn check_behind(&self, finding: impl FnOnce() -> Finding) -> Result<(), DecodeError> {
        if self.ignore {
            return Ok(());
        }
        let mut behind = finding();
        behind.reason = &DATA_AFTER_END;
        Err(behind.found("a row with values").expected("blank rows, or ignore_after_end = true").into())
    }

    /// Whether everything behind the end is left out.
    pub(crate) fn ignores(&self) -> bool {
        self.reached && self.ignore
    }
}
