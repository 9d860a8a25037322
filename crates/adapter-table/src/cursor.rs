//! Row after row, until there are no more or a fault ends the file: the same for every format that is read record by
//! record.

use lienthong_adapter::Finding;
use lienthong_adapter::rows::{Cell, Column, Row, RowFault, RowReader, Tally};

/// Stands on one record of a file.
pub(crate) trait Cursor {
    /// See [`RowReader::columns`].
    fn columns(&self) -> &[Column];

    /// Goes to the next row of data, and says whether there is one. Not asked again after the end or a fatal fault.
    fn advance(&mut self) -> Result<bool, RowFault>;

    /// The row at hand. An error is one of this row and not of the file.
    fn row(&self) -> Result<Row<'_>, Finding>;

    /// See [`RowReader::tally`].
    fn tally(&self) -> Tally;

    /// See [`RowReader::place_in`].
    fn place_in(&self, column: usize, within: usize) -> Option<u64>;
}

/// Where something stands `within` a cell that was cut out of `record`, which begins `offset` bytes into the file; `start`
/// bytes into the record where it was not, but made of what stands there.
pub(crate) fn place_in(record: &[u8], offset: u64, cell: Cell<'_>, start: usize, within: usize) -> u64 {
    let bytes = match cell {
        Cell::Bytes(bytes) => Some(bytes),
        Cell::Text(text) | Cell::Number(text) | Cell::Misfit(_, text) => Some(text.as_bytes()),
        _ => None,
    };
    let at = bytes.and_then(|bytes| bytes.as_ptr().addr().checked_sub(record.as_ptr().addr()));
    match at.filter(|at| *at <= record.len()) {
        Some(at) => offset + (at + within) as u64,
        None => offset + start as u64,
    }
}

/// The rows that a cursor comes to.
pub(crate) struct Rows<C> {
    cursor: C,
    finished: bool,
}

impl<C: Cursor> Rows<C> {
    pub(crate) fn of(cursor: C) -> Self {
        Self { cursor, finished: false }
    }
}

impl<C: Cursor> RowReader for Rows<C> {
    fn columns(&self) -> &[Column] {
        self.cursor.columns()
    }

    fn next_row(&mut self) -> Result<Option<Row<'_>>, RowFault> {
        if self.finished {
            return Ok(None);
        }
        match self.cursor.advance() {
            Ok(true) => self.cursor.row().map(Some).map_err(RowFault::row),
            Ok(false) => {
                self.finished = true;
                Ok(None)
            }
            Err(fault) => {
                self.finished |= fault.fatal;
                Err(fault)
            }
        }
    }

    fn tally(&self) -> Tally {
        self.cursor.tally()
    }

    fn place_in(&self, column: usize, within: usize) -> Option<u64> {
        self.cursor.place_in(column, within)
    }
}
