//! A sheet as a table: the rows between its header and its end.
//!
//! # What holds
//!
//! * Rows without a value are passed over and counted, whether the file has them or leaves them out.
//! * A value outside the columns of the header is a fault of its row, never left out.
//! * What stands behind the end is refused, or counted at the mapping's wish.

use lienthong_adapter::mapping::reasons::{CELL_TOO_LARGE, DATA_AFTER_END, TOO_MANY_ROWS};
use lienthong_adapter::rows::{Cell, Column, Layout, Row, RowFault, RowReader, SheetLayout, Tally};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Unit, phrase};

use super::ends::{Ends, Verdict};
use super::header::{self, Columns};
use super::letters::letters;
use super::reasons::CELL_OUTSIDE_TABLE;
use super::source::Source;

/// Reads the rows of one sheet.
pub(crate) struct Table<S> {
    source: S,
    columns: Vec<Column>,
    first: u32,
    ends: Ends,
    ignore_after_end: bool,
    limits: Limits,
    tally: Tally,
    /// The last row that was passed, from 1.
    passed: u32,
    /// Whether the source stands at a row that is still to be judged.
    peeked: bool,
    /// Rows of data so far.
    rows: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Data,
    Behind,
    Done,
}

impl<S: Source> Table<S> {
    /// Reads as far as the first row of data.
    pub(crate) fn open(
        mut source: S,
        layout: &Layout,
        sheet: &SheetLayout,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        let name = source.facts().name.clone();
        let placed = |error: DecodeError| DecodeError::from(error.finding().clone().within(Some(&name)));
        let Columns { columns, first, row, peeked } =
            header::read(&mut source, &sheet.header, layout, limits).map_err(placed)?;
        let ends = Ends::of(&sheet.end.until, &columns, layout).map_err(placed)?;
        let mut tally = Tally {
            hidden: u64::from(source.facts().hidden),
            other_sheets: source.facts().others,
            ..Tally::default()
        };
        let width = u32::try_from(columns.len()).unwrap_or(0);
        if width > 0 {
            tally.hidden += source.facts().hidden_within(first, first + width - 1);
        }
        Ok(Self {
            source,
            columns,
            first,
            ends,
            ignore_after_end: sheet.end.ignore_after_end,
            limits: *limits,
            tally,
            passed: row,
            peeked,
            rows: 0,
            state: State::Data,
        })
    }

    /// Goes on to the next row of the sheet. What is wrong with the workbook is told with the row that it came to.
    fn advance(&mut self) -> Result<bool, RowFault> {
        self.source.advance().map_err(|error| {
            let (finding, number) = (error.finding().clone(), self.source.row().number);
            let has_place = finding.place.row.is_some() || number == 0;
            let placed = |finding: Finding| finding.sheet(&self.source.facts().name).row(number.into());
            RowFault::fatal(if has_place { finding } else { placed(finding) })
        })
    }

    /// Goes on to the next row of data; false at the end.
    fn step(&mut self) -> Result<bool, RowFault> {
        while self.state != State::Done {
            if !std::mem::take(&mut self.peeked) && !self.advance()? {
                break;
            }
            let row = self.source.row();
            let number = row.number;
            let strings = self.source.strings();
            let blank = row.is_blank(strings);
            let left_out = number.saturating_sub(self.passed).saturating_sub(1);
            self.passed = number;
            if self.state == State::Data {
                self.tally.blank += u64::from(left_out) + u64::from(blank);
                if self.ends.at_blank() && (blank || left_out > 0) {
                    self.state = State::Behind;
                }
            }
            if blank {
                continue;
            }
            if self.state == State::Data {
                let cells = row.cells(strings).filter_map(|(at, cell)| Some((self.place(at)?, cell)));
                match self.ends.judge(cells) {
                    Verdict::Data => {
                        self.tally.hidden += u64::from(row.hidden);
                        return self.check().map(|()| true);
                    }
                    Verdict::Mark => {
                        self.state = State::Behind;
                        self.tally.after_end += 1;
                        continue;
                    }
                    Verdict::Behind => self.state = State::Behind,
                }
            }
            if !self.ignore_after_end {
                let finding = Finding::new(&DATA_AFTER_END).found(phrase!("row {number}", "dòng {number}"));
                let finding = finding.expected(Phrase::new(
                    "nothing, or ignore_after_end = true",
                    "dòng trống, hoặc ignore_after_end = true",
                ));
                return Err(RowFault::fatal(finding.sheet(&self.source.facts().name).row(number.into())));
            }
            self.tally.after_end += 1;
        }
        self.state = State::Done;
        Ok(false)
    }

    /// The place of a column of the sheet in the table.
    fn place(&self, column: u32) -> Option<usize> {
        let place = usize::try_from(column.checked_sub(self.first)?).ok()?;
        (place < self.columns.len()).then_some(place)
    }

    /// Refuses a row with a fault, with cells outside the table, or beyond the limits.
    fn check(&mut self) -> Result<(), RowFault> {
        self.rows += 1;
        let row = self.source.row();
        if self.rows > self.limits.rows {
            let finding = Finding::new(&TOO_MANY_ROWS).expected(self.limits.rows.to_string());
            return Err(RowFault::fatal(finding.sheet(&self.source.facts().name).row(row.number.into())));
        }
        if let Some((at, finding)) = &row.fault {
            return Err(RowFault::row(self.placed(finding.clone(), *at)));
        }
        for (at, cell) in row.cells(self.source.strings()) {
            if self.place(at).is_none() && !cell.is_blank() {
                let last = self.first + u32::try_from(self.columns.len().saturating_sub(1)).unwrap_or(0);
                let finding = Finding::new(&CELL_OUTSIDE_TABLE)
                    .found(phrase!("{}{}", "{}{}", letters(at), row.number).ours())
                    .expected(format!("{}–{}", letters(self.first), letters(last)));
                return Err(RowFault::row(self.placed(finding, at)));
            }
            let length = match cell {
                Cell::Text(text) => text.len(),
                Cell::Bytes(bytes) => bytes.len(),
                _ => 0,
            };
            if length > self.limits.cell_bytes {
                let finding = Finding::new(&CELL_TOO_LARGE).found(Phrase::count(length, Unit::Bytes));
                let finding = finding.expected(Phrase::count(self.limits.cell_bytes, Unit::Bytes));
                return Err(RowFault::row(self.placed(finding, at)));
            }
        }
        Ok(())
    }

    fn placed(&self, finding: Finding, column: u32) -> Finding {
        let finding = self.source.facts().placed(finding, self.source.row().number, column);
        match self.place(column).map(|at| &self.columns[at]) {
            Some(Column { name, letter: Some(letter), .. }) if !name.is_empty() => {
                finding.field(format!("{name} ({letter})"))
            }
            _ => finding,
        }
    }
}

impl<S: Source> RowReader for Table<S> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn next_row(&mut self) -> Result<Option<Row<'_>>, RowFault> {
        match self.step() {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(fault) => {
                if fault.fatal {
                    self.state = State::Done;
                }
                return Err(fault);
            }
        }
        let row = self.source.row();
        let mut cells = vec![Cell::Absent; self.columns.len()];
        for (at, cell) in row.cells(self.source.strings()) {
            if let Some(place) = self.place(at) {
                cells[place] = cell;
            }
        }
        Ok(Some(Row { number: row.number.into(), cells, ..Row::default() }))
    }

    fn tally(&self) -> Tally {
        self.tally
    }

    fn sheet(&self) -> Option<&str> {
        Some(&self.source.facts().name)
    }
}
