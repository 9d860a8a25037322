//! Writing a workbook of one sheet. Its records are collected, since the shared strings stand before them.
//!
//! Texts have the format "@", so a code that somebody edits stays text.

use lienthong_adapter::rows::{ColumnKind, Layout, OutRow, Output, RowWriter, SheetLayout};
use lienthong_adapter::{EncodeError, write_failed};

use super::cells::COLUMNS;
use super::globals::{DATE, GENERAL, NAME, Shared, TEXT, TIME, bof, record, words, write};
use super::pack;
use super::records::{BOOLERR, COLINFO, DIMENSIONS, EOF, LABELSST, NUMBER, RK, ROW, WINDOW2};
use crate::sheet::plan::{Out, Plan, Ready, Size};

/// Rows of a sheet.
const ROWS: u32 = 1 << 16;
/// In 256ths of a character.
const WIDTH: u16 = 18 * 256;

/// Writes one sheet.
pub(super) struct Writer<'a> {
    output: Box<dyn Output + 'a>,
    plan: Plan<'a>,
    shared: Shared,
    /// The records of the sheet so far.
    sheet: Vec<u8>,
    /// Where the data of DIMENSIONS stands in them.
    dimensions: usize,
    /// First row, and the one behind the last.
    rows: Option<(u32, u32)>,
    columns: u16,
}

impl<'a> Writer<'a> {
    pub(super) fn create(
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        sheet: &SheetLayout,
    ) -> Result<Self, EncodeError> {
        let mut plan = Plan::new(layout, sheet, Size { rows: ROWS, columns: COLUMNS.into() })?;
        let header = plan.header(sheet)?;
        let mut records = Vec::new();
        bof(&mut records, 0x0010);
        for (at, kind) in plan.kinds() {
            let at = narrow(at);
            words(&mut records, COLINFO, &[at, at, WIDTH, style_of(kind), 0, 0]);
        }
        let columns = plan.kinds().map(|(at, _)| narrow(at) + 1).max().unwrap_or(0);
        let dimensions = records.len() + 4;
        words(&mut records, DIMENSIONS, &[0; 7]);
        let shared = Shared::default();
        let mut writer = Self { output, plan, shared, sheet: records, dimensions, rows: None, columns };
        for row in &header {
            writer.row(row, NAME);
        }
        Ok(writer)
    }

    /// Writes a row; text in the format `text_style`.
    fn row(&mut self, ready: &Ready<'_>, text_style: u16) {
        let row = narrow(ready.row);
        self.rows = Some((self.rows.map_or(ready.row, |(first, _)| first), ready.row + 1));
        let first = ready.cells.first().map_or(0, |(at, _)| narrow(*at));
        let last = ready.cells.last().map_or(0, |(at, _)| narrow(*at) + 1);
        words(&mut self.sheet, ROW, &[row, first, last, 255, 0, 0, 0x100, GENERAL]);
        for (column, out) in &ready.cells {
            let (kind, style, value) = match out {
                Out::Text(text) => (LABELSST, text_style, self.shared.number(text).to_le_bytes().to_vec()),
                Out::Number { value, .. } => number(*value, GENERAL),
                Out::Serial { value, with_time } => number(*value, if *with_time { TIME } else { DATE }),
                Out::Bool(flag) => (BOOLERR, GENERAL, vec![u8::from(*flag), 0]),
            };
            let mut data = Vec::with_capacity(14);
            for word in [row, narrow(*column), style] {
                data.extend_from_slice(&word.to_le_bytes());
            }
            data.extend_from_slice(&value);
            record(&mut self.sheet, kind, &data);
        }
    }
}

impl RowWriter for Writer<'_> {
    fn write_row(&mut self, row: &OutRow<'_>) -> Result<(), EncodeError> {
        let ready = self.plan.row(row)?;
        self.row(&ready, TEXT);
        Ok(())
    }

    fn finish(&mut self) -> Result<(), EncodeError> {
        let (first, behind) = self.rows.unwrap_or_default();
        let place = &mut self.sheet[self.dimensions..];
        place[..4].copy_from_slice(&first.to_le_bytes());
        place[4..8].copy_from_slice(&behind.to_le_bytes());
        place[10..12].copy_from_slice(&self.columns.to_le_bytes());
        // Grid and headings shown, the sheet selected and active.
        words(&mut self.sheet, WINDOW2, &[0x06b6, 0, 0, 0x40, 0, 0, 0, 0, 0]);
        record(&mut self.sheet, EOF, &[]);
        let globals = write(&self.plan.sheet, &self.shared);
        pack::write(&mut *self.output, &[&globals, &self.sheet]).map_err(|error| write_failed(&error).into())
    }
}

/// A number: its record, its format and its value; 30 bits where it is a small whole number.
fn number(value: f64, style: u16) -> (u16, u16, Vec<u8>) {
    let whole = value as i32;
    if f64::from(whole) == value && (-(1 << 29)..1 << 29).contains(&whole) {
        let bits = (whole << 2) | 2;
        return (RK, style, bits.to_le_bytes().to_vec());
    }
    (NUMBER, style, value.to_le_bytes().to_vec())
}

/// The format of a column.
const fn style_of(kind: ColumnKind) -> u16 {
    match kind {
        ColumnKind::Text | ColumnKind::TextOf { .. } | ColumnKind::Memo => TEXT,
        ColumnKind::Date => DATE,
        ColumnKind::DateTime => TIME,
        ColumnKind::Number { .. } | ColumnKind::Bool => GENERAL,
    }
}

/// A row or a column that the plan has bounded.
fn narrow(place: u32) -> u16 {
    u16::try_from(place).expect("the plan keeps rows and columns within the sheet")
}
