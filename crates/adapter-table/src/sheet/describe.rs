//! What a workbook holds, for people who draft a mapping.

use std::ops::RangeInclusive;

use lienthong_adapter::rows::Input;
use lienthong_adapter::{DecodeError, Limits, Phrase};

use super::letters::letters;
use super::sniff::{self, What};
use super::source::{Facts, Source};
use super::{xls, xlsx};

/// Cells merged downwards that are told.
const MOST_MERGED: usize = 4_096;

/// What a workbook holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkbookInfo {
    /// The format of its rows in configuration files: `xlsx` or `xls`.
    pub format: &'static str,
    /// Its sheets, in their order.
    pub sheets: Vec<SheetInfo>,
}

/// What a sheet holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetInfo {
    /// Its name.
    pub name: String,
    /// Whether people do not see it.
    pub hidden: bool,
    /// The cells with a value; nothing for empty sheets, charts and macro sheets.
    pub used: Option<Used>,
    /// Ranges of merged cells.
    pub merged: usize,
    /// Those of them that reach over several rows, column by column; a few thousand at most.
    pub merged_down: Vec<MergedDown>,
    /// Hidden rows with a value.
    pub hidden_rows: u64,
    /// Hidden columns within the used range.
    pub hidden_columns: u64,
}

/// Cells of one column that are merged into the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedDown {
    /// Letters of the column.
    pub column: String,
    /// As the program shows them, from 1.
    pub rows: RangeInclusive<u32>,
}

/// The smallest rectangle around all cells that hold more than white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// As the program shows them, from 1.
    pub rows: RangeInclusive<u32>,
    /// Letters of the first and of the last column.
    pub columns: (String, String),
}

/// Reads a workbook of either kind, whatever its name, once from its beginning to its end.
///
/// `Err` means that it is none, or cannot be read as a whole. Cells that cannot be read count as used.
pub fn describe(mut input: Box<dyn Input + '_>, limits: &Limits) -> Result<WorkbookInfo, DecodeError> {
    let mut sheets = Vec::new();
    let mut see = |facts: &Facts, source: Option<&mut dyn Source>| {
        let mut info = SheetInfo {
            name: facts.name.clone(),
            hidden: facts.hidden,
            used: None,
            merged: 0,
            merged_down: Vec::new(),
            hidden_rows: 0,
            hidden_columns: 0,
        };
        if let Some(source) = source {
            survey(source, &mut info)?;
        }
        sheets.push(info);
        Ok(())
    };
    let format = match sniff::identify(&mut *input, limits)? {
        Ok(What::Xlsx) => {
            xlsx::each_sheet(&mut *input, limits, &mut see)?;
            "xlsx"
        }
        Ok(What::Xls) => {
            xls::each_sheet(&mut *input, limits, &mut see)?;
            "xls"
        }
        Err(finding) => {
            return Err(sniff::or_expected(finding, Phrase::new("a workbook", "sổ tính")).into());
        }
    };
    Ok(WorkbookInfo { format, sheets })
}

fn survey(source: &mut dyn Source, info: &mut SheetInfo) -> Result<(), DecodeError> {
    let mut rows: Option<(u32, u32)> = None;
    let mut columns: Option<(u32, u32)> = None;
    let widen = |range: Option<(u32, u32)>, at: u32| {
        Some(range.map_or((at, at), |(from, to)| (from.min(at), to.max(at))))
    };
    while source.advance()? {
        let row = source.row();
        let filled = row.cells(source.strings()).filter(|(_, cell)| !cell.is_blank()).map(|(at, _)| at);
        let mut any = false;
        for at in filled.chain(row.fault.as_ref().map(|(at, _)| *at)) {
            columns = widen(columns, at);
            any = true;
        }
        if any {
            rows = widen(rows, row.number);
            info.hidden_rows += u64::from(row.hidden);
        }
    }
    if let Some((rows, columns)) = rows.zip(columns) {
        info.used = Some(Used { rows: rows.0..=rows.1, columns: (letters(columns.0), letters(columns.1)) });
        info.hidden_columns = source.facts().hidden_within(columns.0, columns.1);
    }
    let merges = &source.facts().merges;
    info.merged = merges.len();
    let down = merges.iter().filter(|region| region.rows.1 > region.rows.0);
    let columns = down.flat_map(|region| {
        let rows = region.rows.0 + 1..=region.rows.1.saturating_add(1);
        (region.columns.0..=region.columns.1)
            .map(move |at| MergedDown { column: letters(at), rows: rows.clone() })
    });
    info.merged_down = columns.take(MOST_MERGED).collect();
    Ok(())
}
