//! Row after row, until there are no more or a fault ends the file: the same for every format that is read record by
//! record.

use lienthong_adapter::Finding;
use lienthong_adapter::rows::{Column, Row, RowFault, RowReader, Tally};

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
}
