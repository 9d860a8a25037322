//! Reading the records of a table.
//!
//! # What holds
//!
//! * A record is read where the header says that it stands; a table with fewer is refused before its first row.
//! * Deleted records are counted and passed over, or read where the layout says so.
//! * A text of the memo file that is not there is a fault of its row, where the layout reads the field.

use lienthong_adapter::mapping::reasons::{DATA_AFTER_END, TOO_MANY_COLUMNS, TOO_MANY_ROWS};
use lienthong_adapter::rows::{
    Cell, Column, ColumnKind, DbfLayout, Input, Layout, Row, RowFault, Tally, bind,
};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Reason, Unit, phrase};

use super::cells::{self, Made};
use super::header::{FieldKind, HEAD, Table, TableField};
use super::memo::Memo;
use super::source::Source;
use crate::cursor::{Cursor, place_in};
use crate::foreign;
use crate::reasons::{DBF_RECORD_MARK, DBF_TRUNCATED, MEMO_DAMAGED, MEMO_MISSING};
use crate::text_cell::{check_charsets, not_in_charset};
use crate::window::Window;

const LIVE: u8 = b' ';
const DELETED: u8 = b'*';
const END_MARK: u8 = 0x1A;

/// Reads the records of a table.
pub(crate) struct DbfReader<'a> {
    window: Window<'a>,
    table: Table,
    columns: Vec<Column>,
    /// For each field, whether the layout reads it.
    wanted: Vec<bool>,
    memo: Option<Memo>,
    dbf: &'a DbfLayout,
    limits: Limits,
    made: Made,
    /// Records that there are, and the number of the record at hand, from 1.
    count: u64,
    number: u64,
    /// Whether the record at hand is still in the window.
    taken: bool,
    rows: u64,
    tally: Tally,
}

impl<'a> DbfReader<'a> {
    pub(crate) fn open(
        mut input: Box<dyn Input + 'a>,
        dbf: &'a DbfLayout,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        check_charsets(layout, "DBF")?;
        foreign::refuse_no_dbf(&mut *input)?;
        let Source { mut window, size, memo, .. } = Source::open(input, limits)?;
        let table = Table::read(&mut window)?;
        if table.fields.len() > limits.columns {
            let finding =
                Finding::new(&TOO_MANY_COLUMNS).found(Phrase::count(table.fields.len(), Unit::Columns));
            return Err(finding.expected(limits.columns.to_string()).into());
        }
        let mut tally = Tally::default();
        let count = records_there(&table, size, dbf, &mut tally)?;
        let columns = columns(&table, layout)?;
        // Where the layout does not fit, whoever binds it says so; until then every field may be wanted.
        let wanted = bind(&columns, layout).map_or_else(
            |_| vec![true; columns.len()],
            |binding| (0..columns.len()).map(|at| binding.index.contains(&Some(at))).collect(),
        );
        let memo = memo.map(|(name, bytes)| Memo::new(&name, bytes, table.version));
        let (made, limits) = (Made::default(), *limits);
        Ok(Self {
            window,
            table,
            columns,
            wanted,
            memo,
            dbf,
            limits,
            made,
            count,
            number: 0,
            taken: false,
            rows: 0,
            tally,
        })
    }

    /// Behind the last record stands the end mark, or nothing. A record there would be lost; half a one was told.
    fn check_end(&mut self) -> Result<(), RowFault> {
        if self.count < u64::from(self.table.records) {
            return Ok(());
        }
        self.window.fill(1).map_err(RowFault::fatal)?;
        match self.window.data().first() {
            None | Some(&(END_MARK | 0)) => Ok(()),
            Some(byte) => {
                self.number += 1;
                let finding =
                    self.finding(&DATA_AFTER_END).found(phrase!("byte {byte:02X}", "byte {byte:02X}"));
                let expected = phrase!(
                    "the end mark 1A behind {} records",
                    "dấu kết thúc 1A sau {} bản ghi",
                    self.count
                );
                Err(RowFault::fatal(finding.expected(expected)))
            }
        }
    }

    fn is_blank(&self) -> bool {
        let record = self.record();
        self.table.fields.iter().all(|field| {
            self.bit(field.null_bit)
                || (!cells::is_binary_number(field.kind)
                    && cells::is_blank(&record[field.start..field.start + field.width]))
        })
    }

    fn record(&self) -> &[u8] {
        &self.window.data()[..self.table.record_length]
    }

    /// A bit of the field of null flags.
    fn bit(&self, bit: Option<usize>) -> bool {
        let (Some(bit), Some(flags)) = (bit, &self.table.null_flags) else { return false };
        self.record()[flags.clone()].get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }

    fn offset(&self) -> u64 {
        let before = self.number.saturating_sub(1).saturating_mul(self.table.record_length as u64);
        (self.table.header_length as u64).saturating_add(before)
    }

    fn finding(&self, reason: &'static Reason) -> Finding {
        let mut finding = Finding::new(reason).row(self.number);
        finding.place.offset = Some(self.offset());
        finding
    }

    fn memo(&self, at: usize, field: &TableField, bytes: &[u8]) -> Result<Cell<'_>, Finding> {
        let placed = |mut finding: Finding| {
            finding = finding.row(self.number).field(&self.columns[at].name);
            finding.place.offset = Some(self.offset() + field.start as u64);
            finding
        };
        let block = match cells::memo_block(bytes) {
            Ok(Some(block)) => block,
            Ok(None) => return Ok(Cell::Absent),
            Err(found) => {
                return Err(placed(
                    Finding::new(&MEMO_DAMAGED)
                        .found(found)
                        .expected_in("the number of a block", "số thứ tự của khối"),
                ));
            }
        };
        match &self.memo {
            Some(memo) => memo.text(block, self.limits.cell_bytes).map(Cell::Bytes).map_err(placed),
            None if self.wanted[at] => Err(placed(Finding::new(&MEMO_MISSING).expected_in(
                "an archive (ZIP) of the table and its .DBT or .FPT",
                "tệp nén ZIP gồm bảng và tệp .DBT hoặc .FPT đi kèm",
            ))),
            None => Ok(Cell::Error("(memo)")),
        }
    }
}

impl Cursor for DbfReader<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Goes to the next record that is read.
    fn advance(&mut self) -> Result<bool, RowFault> {
        loop {
            if std::mem::take(&mut self.taken) {
                self.window.consume(self.table.record_length);
            }
            if self.number == self.count {
                return self.check_end().map(|()| false);
            }
            self.number += 1;
            if !self.window.fill(self.table.record_length).map_err(RowFault::fatal)? {
                let finding =
                    self.finding(&DBF_TRUNCATED).found(Phrase::count(self.number - 1, Unit::Records));
                return Err(RowFault::fatal(finding.expected(Phrase::count(self.count, Unit::Records))));
            }
            self.taken = true;
            match self.window.data()[0] {
                LIVE => {}
                DELETED if self.dbf.include_deleted => {}
                DELETED => {
                    self.tally.deleted += 1;
                    continue;
                }
                END_MARK if self.dbf.trust_size => return Ok(false),
                mark => {
                    let finding = self
                        .finding(&DBF_RECORD_MARK)
                        .found(phrase!("byte {mark:02X}", "byte {mark:02X}").ours());
                    return Err(RowFault::row(finding.expected(Phrase::new(
                        "20 (live) or 2A (deleted)",
                        "20 (còn dùng) hoặc 2A (đã xóa)",
                    ))));
                }
            }
            if self.is_blank() {
                self.tally.blank += 1;
                continue;
            }
            self.rows += 1;
            if self.rows > self.limits.rows {
                let finding = self.finding(&TOO_MANY_ROWS).expected(self.limits.rows.to_string());
                return Err(RowFault::fatal(finding));
            }
            self.made.fill(&self.table.fields, &self.window.data()[..self.table.record_length]);
            return Ok(true);
        }
    }

    fn place_in(&self, column: usize, within: usize) -> Option<u64> {
        let field = self.table.fields.get(column)?;
        let bytes = &self.record()[field.start..field.start + field.width];
        let cell = match field.kind {
            FieldKind::Memo => Cell::Absent,
            _ => cells::cell(field, bytes, self.bit(field.length_bit), &mut self.made.texts()),
        };
        Some(place_in(self.record(), self.offset(), cell, field.start, within))
    }

    /// The record at hand.
    fn row(&self) -> Result<Row<'_>, Finding> {
        let record = self.record();
        let mut made = self.made.texts();
        let mut cells = Vec::with_capacity(self.table.fields.len());
        for (at, field) in self.table.fields.iter().enumerate() {
            let bytes = &record[field.start..field.start + field.width];
            let cell = match field.kind {
                FieldKind::Memo if self.bit(field.null_bit) => Cell::Absent,
                FieldKind::Memo => self.memo(at, field, bytes)?,
                _ => cells::cell(field, bytes, self.bit(field.length_bit), &mut made),
            };
            cells.push(if self.bit(field.null_bit) { Cell::Absent } else { cell });
        }
        let offset = Some(self.offset());
        Ok(Row { number: self.number, offset, cells, ..Row::default() })
    }

    fn tally(&self) -> Tally {
        self.tally
    }
}

/// How many records are read: those that the header says, unless the layout trusts the size of the file more.
fn records_there(table: &Table, size: u64, dbf: &DbfLayout, tally: &mut Tally) -> Result<u64, DecodeError> {
    let said = u64::from(table.records);
    let bytes = size.saturating_sub(table.header_length as u64);
    let there = bytes / table.record_length as u64;
    if there >= said {
        return Ok(said);
    }
    if !dbf.trust_size {
        let finding = Finding::new(&DBF_TRUNCATED).found(Phrase::count(there, Unit::Records));
        let mut finding = finding.expected(Phrase::count(said, Unit::Records)).row(there + 1);
        finding.place.offset = Some(size);
        return Err(finding.into());
    }
    // A record that is cut off; one byte may be the end mark.
    tally.after_end += u64::from(bytes % table.record_length as u64 > 1);
    Ok(there)
}

fn columns(table: &Table, layout: &Layout) -> Result<Vec<Column>, DecodeError> {
    let column = |(at, field): (usize, &TableField)| {
        let name =
            layout.charset.decode(&field.name).map_err(|error| not_in_charset(&error).at(HEAD * (at + 1)))?;
        Ok(Column { name: name.into_owned(), letter: None, declared: field.declared() })
    };
    table.fields.iter().enumerate().map(column).collect()
}

impl TableField {
    /// The kind of column that holds what this field holds.
    pub(crate) fn declared(&self) -> Option<ColumnKind> {
        let width = u8::try_from(self.width).unwrap_or(u8::MAX);
        Some(match self.kind {
            FieldKind::Text => ColumnKind::TextOf { bytes: u16::try_from(self.width).unwrap_or(u16::MAX) },
            FieldKind::Number => ColumnKind::Number { width, decimals: self.decimals },
            FieldKind::Integer => ColumnKind::Number { width: 11, decimals: 0 },
            FieldKind::Currency => ColumnKind::Number { width: 20, decimals: 4 },
            FieldKind::Double => ColumnKind::Number { width: 20, decimals: self.decimals },
            FieldKind::Date => ColumnKind::Date,
            FieldKind::Time => ColumnKind::DateTime,
            FieldKind::Logical => ColumnKind::Bool,
            FieldKind::Memo => ColumnKind::Memo,
            FieldKind::Binary => return None,
        })
    }
}
