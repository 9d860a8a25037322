//! Rows to a table, with a memo file where a column needs one.
//!
//! The header says how many records there are; the number is filled in at the end. With a memo column the result is an
//! archive (ZIP) of both files, which are collected until then; without one it is the table alone, written as it comes.
//!
//! # What holds
//!
//! * A value that does not fit its field, or that its padding would change, is refused.
//! * The date in the header is the message's.

use std::io::SeekFrom;

use jiff::civil::DateTime;
use jiff::tz::{TimeZone, offset};
use lienthong_adapter::mapping::reasons::{ABSENT_NOT_SAYABLE, NOT_SAYABLE, VALUE_TOO_WIDE};
use lienthong_adapter::rows::{
    Align, ColumnKind, DbfLayout, DbfVersion, Layout, OutCell, OutRow, Output, RowWriter, WriteContext,
};
use lienthong_adapter::{EncodeError, Finding, Phrase, Say, Unit, write_failed};
use lienthong_vntext::Charset;

use super::archive;
use super::binary;
use super::cells::{date_bytes, wall_clock_bytes};
use super::head::{self, OutField};
use super::memo::{MemoForm, MemoWriter};
use crate::reasons::{DBF_PADDING, DBF_TOO_LARGE};
use crate::text_cell;

/// Bytes of records that are written at once.
const PIECE: usize = 64 << 10;
/// Where the number of records stands in the header.
const COUNT_AT: u64 = 4;

/// Writes the records of a table.
pub(crate) struct DbfWriter<'a> {
    output: Box<dyn Output + 'a>,
    /// Where the table begins in the output.
    start: u64,
    layout: &'a Layout,
    dbf: &'a DbfLayout,
    at: DateTime,
    fields: Vec<OutField>,
    /// Records that are not written yet; all of them where there is a memo file.
    records: Vec<u8>,
    count: u32,
    memo: Option<MemoWriter>,
    cell: Vec<u8>,
}

impl<'a> DbfWriter<'a> {
    pub(crate) fn create(
        mut output: Box<dyn Output + 'a>,
        dbf: &'a DbfLayout,
        layout: &'a Layout,
        context: &WriteContext,
    ) -> Result<Self, EncodeError> {
        text_cell::check_charsets(layout, "DBF")?;
        let fields = head::fields(layout, dbf.version)?;
        let has_memo = layout.columns.iter().any(|column| column.kind == ColumnKind::Memo);
        let form = match dbf.version {
            DbfVersion::DBase3 => MemoForm::DBase3,
            DbfVersion::DBase4 => MemoForm::DBase4,
            DbfVersion::FoxPro | DbfVersion::VisualFoxPro => MemoForm::FoxPro,
        };
        let at = context.at.to_zoned(TimeZone::fixed(offset(7))).datetime();
        let start = output.stream_position().map_err(|error| write_failed(&error))?;
        if !has_memo {
            text_cell::hand_over(&mut *output, &head::bytes(&fields, dbf, false, 0, at), false)?;
        }
        Ok(Self {
            output,
            start,
            layout,
            dbf,
            at,
            fields,
            records: Vec::new(),
            count: 0,
            memo: has_memo.then(|| MemoWriter::new(form)),
            cell: Vec::new(),
        })
    }

    /// Appends one field. Says whether it has a value.
    fn field(&mut self, at: usize, cell: &OutCell<'_>) -> Result<bool, Finding> {
        let column = &self.layout.columns[at];
        let width = self.fields[at].width;
        let charset = text_cell::charset_of(column, self.layout);
        let records = &mut self.records;
        if let (OutCell::Absent, ColumnKind::Number { .. }) = (cell, column.kind)
            && column.pad.stored.is_binary()
        {
            return Err(Finding::new(&ABSENT_NOT_SAYABLE).expected("0"));
        }
        if *cell == OutCell::Absent {
            let blank =
                if matches!(self.fields[at].letter, b'T') || width == 4 && column.kind == ColumnKind::Memo {
                    0
                } else {
                    b' '
                };
            records.extend(std::iter::repeat_n(blank, width));
            return Ok(false);
        }
        match (column.kind, cell) {
            (ColumnKind::Memo, cell) => {
                self.cell.clear();
                text_cell::append(cell, charset, &mut self.cell)?;
                return self.memo_field(width);
            }
            (ColumnKind::Number { .. }, OutCell::Number(number)) if column.pad.stored.is_binary() => {
                binary::write(number, column.pad.stored, records)?;
            }
            (ColumnKind::Number { decimals, .. }, OutCell::Number(number)) => {
                let scale = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
                if scale > usize::from(decimals) {
                    return Err(Finding::new(&VALUE_TOO_WIDE)
                        .found(Phrase::count(scale, Unit::Decimals))
                        .expected(Phrase::count(decimals, Unit::Decimals)));
                }
                text_cell::check_width(number.len(), width)?;
                records.extend(std::iter::repeat_n(b' ', width - number.len()));
                records.extend_from_slice(number.as_bytes());
            }
            (ColumnKind::Date, OutCell::Date(date)) => {
                if date.year() < 0 {
                    return Err(not_sayable(
                        Phrase::new("a year before 0", "năm trước 0"),
                        Phrase::new("a date of dBase", "ngày của dBase"),
                    ));
                }
                records.extend_from_slice(&date_bytes(*date));
            }
            (ColumnKind::DateTime, OutCell::DateTime(at)) => {
                records.extend_from_slice(&wall_clock_bytes(*at))
            }
            (ColumnKind::Bool, OutCell::Bool(flag)) => records.push(if *flag { b'T' } else { b'F' }),
            (ColumnKind::Text | ColumnKind::TextOf { .. }, cell) => {
                return self.text_field(cell, charset, width, column.pad.align);
            }
            (kind, cell) => return Err(not_sayable(kind_of(cell), kind_word(kind))),
        }
        Ok(true)
    }

    fn text_field(
        &mut self,
        cell: &OutCell<'_>,
        charset: Charset,
        width: usize,
        align: Align,
    ) -> Result<bool, Finding> {
        self.cell.clear();
        text_cell::append(cell, charset, &mut self.cell)?;
        text_cell::check_width(self.cell.len(), width)?;
        let (edge, found, expected) = match align {
            Align::Left => (
                self.cell.last(),
                Phrase::new("a blank at the end", "dấu cách ở cuối"),
                Phrase::new("a text without one", "văn bản không có dấu cách ở cuối"),
            ),
            Align::Right => (
                self.cell.first(),
                Phrase::new("a blank at the beginning", "dấu cách ở đầu"),
                Phrase::new("a text without one", "văn bản không có dấu cách ở đầu"),
            ),
        };
        if edge.is_some_and(|byte| matches!(byte, b' ' | 0)) {
            return Err(Finding::new(&DBF_PADDING).found(found).expected(expected));
        }
        let padding = std::iter::repeat_n(b' ', width - self.cell.len());
        if align == Align::Right {
            self.records.extend(padding.clone());
        }
        self.records.extend_from_slice(&self.cell);
        if align == Align::Left {
            self.records.extend(padding);
        }
        Ok(!self.cell.is_empty())
    }

    /// Puts the text at hand into the memo file and its block into the record.
    fn memo_field(&mut self, width: usize) -> Result<bool, Finding> {
        let memo = self.memo.as_mut().expect("a memo column has a memo file");
        let Some(block) = memo.add(&self.cell) else {
            return Err(Finding::new(&DBF_TOO_LARGE)
                .found(Phrase::new("more texts", "nhiều văn bản hơn"))
                .expected(Phrase::new("4 GiB of a memo file", "4 GiB của tệp memo")));
        };
        if width == 4 {
            self.records.extend_from_slice(&block.to_le_bytes());
        } else {
            self.records.extend_from_slice(format!("{block:width$}").as_bytes());
        }
        Ok(!self.cell.is_empty())
    }
}

impl DbfWriter<'_> {
    fn fill_in_count(&mut self) -> Result<(), EncodeError> {
        let to = SeekFrom::Start(self.start + COUNT_AT);
        self.output.seek(to).map_err(|error| write_failed(&error))?;
        text_cell::hand_over(&mut *self.output, &self.count.to_le_bytes(), false)?;
        self.output.seek(SeekFrom::End(0)).map_err(|error| write_failed(&error))?;
        text_cell::hand_over(&mut *self.output, &[], true)
    }
}

impl RowWriter for DbfWriter<'_> {
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError> {
        let placed = |finding: Finding| EncodeError::from(finding.row(row.number));
        self.records.push(b' ');
        let mut has_values = false;
        for at in 0..self.layout.columns.len() {
            let cell = row.cells.get(at).unwrap_or(&OutCell::Absent);
            let name = self.layout.columns[at].name();
            has_values |= self.field(at, cell).map_err(|finding| placed(finding.field(name)))?;
        }
        if !has_values {
            return Err(placed(text_cell::row_without_values()));
        }
        self.count = self.count.checked_add(1).ok_or_else(|| {
            let finding =
                Finding::new(&DBF_TOO_LARGE).found(Phrase::new("more records", "nhiều bản ghi hơn"));
            placed(finding.expected(Phrase::count(u32::MAX, Unit::Records)))
        })?;
        if self.memo.is_none() && self.records.len() >= PIECE {
            text_cell::hand_over(&mut *self.output, &self.records, false)?;
            self.records.clear();
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), EncodeError> {
        let mut records = std::mem::take(&mut self.records);
        let Some(memo) = self.memo.take() else {
            records.push(0x1A);
            text_cell::hand_over(&mut *self.output, &records, false)?;
            return self.fill_in_count();
        };
        let mut table = head::bytes(&self.fields, self.dbf, true, self.count, self.at);
        table.extend_from_slice(&records);
        drop(records);
        table.push(0x1A);
        let memo_name = match self.dbf.version {
            DbfVersion::DBase3 | DbfVersion::DBase4 => "TABLE.DBT",
            DbfVersion::FoxPro | DbfVersion::VisualFoxPro => "TABLE.FPT",
        };
        let packed = archive::write(&[("TABLE.DBF", &table), (memo_name, &memo.finish())]);
        // In memory, only sizes above 4 GiB fail.
        let packed = packed.map_err(|_| {
            Finding::new(&DBF_TOO_LARGE)
                .found(Phrase::new("more bytes", "nhiều byte hơn"))
                .expected(Phrase::new("4 GiB of an archive", "4 GiB của tệp nén"))
        })?;
        text_cell::hand_over(&mut *self.output, &packed, true)
    }
}

fn not_sayable(found: impl Say, expected: impl Say) -> Finding {
    Finding::new(&NOT_SAYABLE).found(found).expected(expected)
}

fn kind_of(cell: &OutCell<'_>) -> Phrase {
    match cell {
        OutCell::Absent => Phrase::new("nothing", "chỗ trống"),
        OutCell::Text(_) => Phrase::new("a text", "văn bản"),
        OutCell::Number(_) => Phrase::new("a number", "số"),
        OutCell::Date(_) => Phrase::new("a date", "ngày"),
        OutCell::DateTime(_) => Phrase::new("a date with time", "ngày giờ"),
        OutCell::Bool(_) => Phrase::new("yes or no", "giá trị có hoặc không"),
    }
}

fn kind_word(kind: ColumnKind) -> Phrase {
    match kind {
        ColumnKind::Number { .. } => Phrase::new("a number", "số"),
        ColumnKind::Date => Phrase::new("a date", "ngày"),
        ColumnKind::DateTime => Phrase::new("a date with time", "ngày giờ"),
        ColumnKind::Bool => Phrase::new("yes or no", "giá trị có hoặc không"),
        ColumnKind::Text | ColumnKind::TextOf { .. } | ColumnKind::Memo => Phrase::new("a text", "văn bản"),
    }
}
