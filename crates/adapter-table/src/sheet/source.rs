//! What both kinds of workbook give: the rows of one sheet, and what the sheet says of itself.

use lienthong_adapter::{DecodeError, Finding};

use super::letters::letters;
use super::row::{SheetRow, Strings};

/// The rows of one sheet, in order.
pub(crate) trait Source {
    /// What the sheet says of itself.
    fn facts(&self) -> &Facts;

    /// Goes on to the next row that the sheet has; false at the end.
    ///
    /// `Err` means that nothing behind it can be read. Cells that cannot be read are the row's fault instead.
    fn advance(&mut self) -> Result<bool, DecodeError>;

    /// The row that [`Source::advance`] went to.
    fn row(&self) -> &SheetRow;

    /// The strings that cells share.
    fn strings(&self) -> &Strings;
}

/// Sees every sheet of a workbook: what it says of itself, and its rows where it has any.
pub(crate) type See<'s> = dyn FnMut(&Facts, Option<&mut dyn Source>) -> Result<(), DecodeError> + 's;

/// Rows of another sheet that are looked at for a cell.
const FEW_ROWS: usize = 200;

/// Whether a sheet has anything in its first rows. What cannot be read is something.
pub(crate) fn has_cells(source: &mut dyn Source) -> bool {
    for _ in 0..FEW_ROWS {
        match source.advance() {
            Ok(true) => {}
            Ok(false) => return false,
            Err(_) => return true,
        }
        let row = source.row();
        if row.fault.is_some() || row.cells(source.strings()).any(|(_, cell)| !cell.is_blank()) {
            return true;
        }
    }
    false
}

/// What a sheet says of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    /// Other sheets of the workbook that have cells, where they were looked for.
    pub(crate) others: u64,
    /// First and last column of hidden ranges, known once the first row was read.
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// Merged cells, where they were asked for.
    pub(crate) merges: Vec<Region>,
}

/// A rectangle of cells, from 0 and inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) rows: (u32, u32),
    pub(crate) columns: (u32, u32),
}

impl Facts {
    /// Adds the sheet, the row and the cell to what was found.
    pub(crate) fn placed(&self, finding: Finding, row: u32, column: u32) -> Finding {
        finding.sheet(&self.name).row(row.into()).field(letters(column))
    }

    /// How many columns from `first` to `last` are hidden.
    pub(crate) fn hidden_within(&self, first: u32, last: u32) -> u64 {
        let ranges = self.hidden_columns.iter();
        ranges
            .map(|(from, to)| u64::from((*to).min(last).saturating_add(1).saturating_sub((*from).max(first))))
            .sum()
    }
}
