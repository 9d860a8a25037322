//! Where the names of columns stand in a sheet, and what they are.
//!
//! 1. find: the row of the mapping's rule;
//! 2. spread: a merged name counts for all columns below it;
//! 3. join: the names of several rows, from above, by ` / `.
//!
//! The table reaches from the first column with a name to the last one. A column between them may have no name.

use lienthong_adapter::mapping::reasons::{HEADER_NOT_FOUND, NOT_IN_CHARSET, TOO_MANY_COLUMNS};
use lienthong_adapter::rows::{Cell, Column, Header, HeaderRule, Layout, fold_name, time_text};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Unit, phrase, single_byte};
use lienthong_vntext::Charset;

use super::letters::{column, letters};
use super::source::Source;
use crate::nearest::{Nearest, SEARCHED};
use crate::text_cell::not_in_charset;

/// Between the names of two rows.
pub(crate) const JOINT: &str = " / ";

/// The columns of a sheet.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) columns: Vec<Column>,
    /// The first of them, from 0.
    pub(crate) first: u32,
    /// The last row of the header, from 1; 0 where there is none.
    pub(crate) row: u32,
    /// Whether the source stands at a row that is to be read as data.
    pub(crate) peeked: bool,
}

/// Reads `source` as far as its header.
pub(crate) fn read(
    source: &mut dyn Source,
    header: &Header,
    layout: &Layout,
    limits: &Limits,
) -> Result<Columns, DecodeError> {
    if header.rule == HeaderRule::Absent {
        return without(source, layout, limits);
    }
    let mut nearest = Nearest::new(header, layout);
    while source.advance()? {
        let number = source.row().number;
        let found = match &header.rule {
            // A row behind the wanted one is no header of one row.
            HeaderRule::Row(wanted) if header.rows <= 1 => u64::from(number) == *wanted,
            HeaderRule::Row(wanted) => u64::from(number) >= *wanted,
            HeaderRule::Find(names) => holds(source, names, header, layout.charset),
            HeaderRule::Absent => true,
        };
        if found {
            let first = match header.rule {
                HeaderRule::Row(wanted) => u32::try_from(wanted).unwrap_or(number),
                _ => number,
            };
            return names(source, first, header, layout, limits);
        }
        if source.row().cells(source.strings()).any(|(_, cell)| is_no_text(cell, layout.charset)) {
            nearest.pass(number.into());
        }
        nearest.look(number.into(), texts(source, layout.charset));
        let is_ahead = matches!(header.rule, HeaderRule::Row(wanted) if u64::from(number) < wanted);
        if u64::from(number) >= SEARCHED && !is_ahead {
            break;
        }
    }
    Err(nearest.not_found().sheet(&source.facts().name).into())
}

/// Whether the row of `source` holds all of these names.
fn holds(source: &dyn Source, names: &[String], header: &Header, charset: Charset) -> bool {
    let bare = header.fold_diacritics;
    let cells: Vec<String> = texts(source, charset).map(|text| fold_name(&text, bare)).collect();
    names.iter().all(|name| cells.contains(&fold_name(name, bare)))
}

/// The cells of the row of `source` that are text in its charset.
fn texts(source: &dyn Source, charset: Charset) -> impl Iterator<Item = String> {
    source.row().cells(source.strings()).filter_map(move |(_, cell)| text(cell, charset).ok())
}

/// Whether what stands in a cell is no text in the charset.
fn is_no_text(cell: Cell<'_>, charset: Charset) -> bool {
    text(cell, charset).is_err_and(|finding| *finding.reason == NOT_IN_CHARSET)
}

/// The names from the row that `source` stands at, which is the first of the header or behind it.
fn names(
    source: &mut dyn Source,
    first_row: u32,
    header: &Header,
    layout: &Layout,
    limits: &Limits,
) -> Result<Columns, DecodeError> {
    let last_row = first_row.saturating_add(u32::from(header.rows.max(1)) - 1);
    let mut rows: Vec<Vec<(u32, String)>> = Vec::new();
    let mut peeked = false;
    loop {
        let row = source.row();
        if row.number > last_row {
            // The lower rows of the header are empty; this one is data.
            peeked = true;
            break;
        }
        if let Some((at, finding)) = &row.fault {
            return Err(source.facts().placed(finding.clone(), row.number, *at).into());
        }
        let mut cells = Vec::new();
        for (at, cell) in row.cells(source.strings()) {
            let placed = |finding| source.facts().placed(finding, row.number, at);
            let name = text(cell, layout.charset).map_err(placed)?;
            if !name.is_empty() {
                cells.push((at, name));
            }
        }
        if row.number < last_row {
            spread(&mut cells, row.number - 1, source);
        }
        rows.push(cells);
        if row.number == last_row || !source.advance()? {
            break;
        }
    }
    let filled = || rows.iter().flatten().map(|(at, _)| *at);
    let (Some(first), Some(last)) = (filled().min(), filled().max()) else {
        return Err(Finding::new(&HEADER_NOT_FOUND)
            .found(Phrase::new("an empty row", "dòng trống"))
            .expected(Phrase::new("the names of the columns", "tên các cột"))
            .sheet(&source.facts().name)
            .row(first_row.into())
            .into());
    };
    check_width(last - first + 1, limits)?;
    let columns = (first..=last).map(|at| {
        let parts = rows.iter().filter_map(|cells| cells.iter().find(|(column, _)| *column == at));
        let parts: Vec<&str> = parts.map(|(_, name)| name.as_str()).collect();
        Column { name: parts.join(JOINT), letter: Some(letters(at)), declared: None }
    });
    Ok(Columns { columns: columns.collect(), first, row: last_row, peeked })
}

/// Repeats merged names in all of their columns.
fn spread(cells: &mut Vec<(u32, String)>, row: u32, source: &dyn Source) {
    for region in source.facts().merges.iter().filter(|region| region.rows.0 == row) {
        let (from, to) = region.columns;
        if let Some((_, name)) = cells.iter().find(|(at, _)| *at == from).cloned() {
            cells.extend((from + 1..=to).map(|at| (at, name.clone())));
        }
    }
}

/// Columns that have no names but letters: as many as the layout asks for, or the first row of data has.
fn without(source: &mut dyn Source, layout: &Layout, limits: &Limits) -> Result<Columns, DecodeError> {
    let wanted = layout.columns.iter().flat_map(|one| &one.names).filter_map(|name| column(name)).max();
    let mut last = wanted;
    let mut peeked = false;
    while source.advance()? {
        let row = source.row();
        if !row.is_blank(source.strings()) {
            peeked = true;
            let filled = row.cells(source.strings()).filter(|(_, cell)| !cell.is_blank()).map(|(at, _)| at);
            last = last.max(filled.max()).max(row.fault.as_ref().map(|(at, _)| *at));
            break;
        }
    }
    let width = last.map_or(0, |last| last + 1);
    check_width(width, limits)?;
    let columns = (0..width).map(|at| Column { name: letters(at), letter: None, declared: None });
    Ok(Columns { columns: columns.collect(), first: 0, row: 0, peeked })
}

fn check_width(width: u32, limits: &Limits) -> Result<(), DecodeError> {
    if usize::try_from(width).is_ok_and(|width| width <= limits.columns) {
        return Ok(());
    }
    let finding = Finding::new(&TOO_MANY_COLUMNS).found(Phrase::count(width, Unit::Columns));
    Err(finding.expected(limits.columns.to_string()).into())
}

/// A cell as text in NFC without white space around it. Text that a legacy program left in Unicode is decoded as the
/// bytes it was.
pub(crate) fn text(cell: Cell<'_>, charset: Charset) -> Result<String, Finding> {
    let refuse = |error: lienthong_vntext::DecodeError| not_in_charset(&error);
    let decoded = match cell {
        Cell::Absent => return Ok(String::new()),
        Cell::Text(text) if text.is_ascii() || charset.is_unicode() => {
            Charset::Utf8.decode(text.as_bytes()).map_err(refuse)?
        }
        Cell::Text(text) => {
            let bytes = single_byte::windows_1252(text).ok_or_else(|| {
                Finding::new(&NOT_IN_CHARSET)
                    .found(Phrase::new(
                        "a character that it does not have",
                        "ký tự không có trong bảng mã đó",
                    ))
                    .expected(phrase!(
                        "bytes of {} read as windows-1252",
                        "byte của {} được đọc như windows-1252",
                        charset.name()
                    ))
            })?;
            return Ok(charset.decode(&bytes).map_err(refuse)?.trim().to_owned());
        }
        Cell::Bytes(bytes) => charset.decode(bytes).map_err(refuse)?,
        Cell::Number(text) | Cell::Digits(text) | Cell::Error(text) => text.into(),
        Cell::Date(at) => at.date().to_string().into(),
        Cell::Time(time) => time_text(time).into(),
        Cell::Misfit(_, text) => text.into(),
        Cell::Unreadable(why) => {
            let finding = Finding::new(why.reason).found(&why.found);
            return Err(finding.expected(Phrase::new("the name of a column", "tên cột")));
        }
        Cell::Bool(flag) => flag.to_string().into(),
    };
    Ok(decoded.trim().to_owned())
}
