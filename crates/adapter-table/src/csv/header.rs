//! The header of delimited text: where it stands and what its columns are called.
//!
//! 1. find: the row of a number, the first row that holds certain names, or none at all;
//! 2. join: the rows that make up the header; a blank upper cell takes the one to its left;
//! 3. trim: columns without a name at the right end are no columns, as long as they stay blank.

use lienthong_adapter::mapping::reasons::{HEADER_NOT_FOUND, NOT_IN_CHARSET, TOO_MANY_COLUMNS};
use lienthong_adapter::rows::{Column, Header, HeaderRule, Layout, RowFault, fold_name};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Say, Unit, single_byte};
use lienthong_vntext::Charset;

use super::records::Records;
use crate::nearest::{Nearest, SEARCHED};
use crate::text_cell::not_in_charset;

/// What a header says.
pub(crate) struct Found {
    pub(crate) columns: Vec<Column>,
    /// What came of the first row of data, where it had to be read to count the columns.
    pub(crate) pending: Option<Result<bool, RowFault>>,
}

/// Reads as far as the header goes. `before` is how many lines at the beginning the program does not show.
pub(crate) fn read(
    records: &mut Records<'_>,
    header: &Header,
    layout: &Layout,
    before: u64,
    limits: &Limits,
) -> Result<Found, DecodeError> {
    let charset = layout.charset;
    match &header.rule {
        HeaderRule::Absent => return numbered(records, layout, limits),
        HeaderRule::Row(number) => {
            at_row(records, *number, before, &mut Nearest::new(header, layout), charset)?;
        }
        HeaderRule::Find(wanted) => find(records, wanted, header, layout, before)?,
    }
    check_columns(records, limits)?;
    let mut rows = vec![names(records, charset)?];
    for _ in 1..header.rows.max(1) {
        if !next(records)? {
            return Err(not_found(
                Phrase::count(rows.len(), Unit::Rows),
                Phrase::count(header.rows, Unit::Rows),
            ));
        }
        check_columns(records, limits)?;
        rows.push(names(records, charset)?);
    }
    let mut columns = join(&rows);
    while columns.last().is_some_and(|column| column.name.trim().is_empty()) {
        columns.pop();
    }
    if columns.is_empty() {
        return Err(not_found(
            Phrase::new("an empty row", "dòng trống"),
            Phrase::new("the names of the columns", "tên các cột"),
        ));
    }
    Ok(Found { columns, pending: None })
}

/// Goes to the record that begins on line `number`; faults above it are no concern of the table.
fn at_row(
    records: &mut Records<'_>,
    number: u64,
    before: u64,
    nearest: &mut Nearest<'_>,
    charset: Charset,
) -> Result<(), DecodeError> {
    let wanted = number.max(1).saturating_add(before);
    let last = wanted.max(before.saturating_add(SEARCHED));
    loop {
        match records.advance() {
            Ok(true) if records.line() == wanted => return Ok(()),
            // Behind the row that is wanted, names are only looked for to be told.
            Ok(true) if records.line() < last => look(records, before, nearest, charset),
            Err(fault) if !fault.fatal && records.line() < wanted => {}
            Err(fault) if records.line() <= wanted => return Err(fault.error),
            Ok(_) | Err(_) => return Err(nearest.not_found().into()),
        }
    }
}

fn look(records: &Records<'_>, before: u64, nearest: &mut Nearest<'_>, charset: Charset) {
    let number = records.line().saturating_sub(before);
    if number <= SEARCHED {
        match names(records, charset) {
            Ok(names) => nearest.look(number, names.into_iter()),
            Err(_) => nearest.pass(number),
        }
    }
}

fn find(
    records: &mut Records<'_>,
    wanted: &[String],
    header: &Header,
    layout: &Layout,
    before: u64,
) -> Result<(), DecodeError> {
    let bare = header.fold_diacritics;
    let wanted: Vec<String> = wanted.iter().map(|name| fold_name(name, bare)).collect();
    let mut nearest = Nearest::new(header, layout);
    let mut seen = 0;
    while seen < SEARCHED && next(records)? {
        seen += 1;
        // A title above the table may be in a charset of its own.
        let Ok(names) = names(records, layout.charset) else {
            nearest.pass(records.line().saturating_sub(before));
            continue;
        };
        let folded: Vec<String> = names.iter().map(|name| fold_name(name, bare)).collect();
        if wanted.iter().all(|name| folded.contains(name)) {
            return Ok(());
        }
        nearest.look(records.line().saturating_sub(before), names.into_iter());
    }
    Err(nearest.not_found().into())
}

/// Columns without names: as many as the first row has, or as the layout counts.
fn numbered(records: &mut Records<'_>, layout: &Layout, limits: &Limits) -> Result<Found, DecodeError> {
    let first = records.advance();
    check_columns(records, limits)?;
    let named = layout.columns.iter().flat_map(|column| &column.names);
    let named = named.filter_map(|name| name.parse().ok()).filter(|number| *number <= limits.columns).max();
    let count = records.count().max(named.unwrap_or(0));
    let columns =
        (1..=count).map(|number| Column { name: number.to_string(), ..Column::default() }).collect();
    Ok(Found { columns, pending: Some(first) })
}

/// The next record above the data; only what ends all reading is a fault there.
fn next(records: &mut Records<'_>) -> Result<bool, DecodeError> {
    loop {
        match records.advance() {
            Ok(found) => return Ok(found),
            Err(RowFault { error, fatal: true }) => return Err(error),
            Err(_) => {}
        }
    }
}

fn names(records: &Records<'_>, charset: Charset) -> Result<Vec<String>, DecodeError> {
    let bytes = records.bytes();
    let mut scratch = Vec::new();
    let cells = records.cells().iter().map(|span| {
        let mut cell = &bytes[span.start..span.end];
        if let Some(quote) = records.quote().filter(|_| span.doubled) {
            scratch.clear();
            Records::unescape(cell, quote, &mut scratch);
            cell = &scratch;
        }
        let placed = |error: lienthong_vntext::DecodeError| {
            let mut finding = not_in_charset(&error);
            finding.place = records.finding(&NOT_IN_CHARSET, span.start).place;
            DecodeError::from(finding)
        };
        if !records.wide() {
            return Ok(charset.decode(cell).map_err(placed)?.into_owned());
        }
        let name = Charset::Utf8.decode(cell).map_err(placed)?;
        // A spreadsheet that wrote UTF-16 took the bytes of a legacy font for windows-1252.
        let is_legacy = charset.is_ascii_compatible() && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd);
        match single_byte::windows_1252(&name).filter(|_| is_legacy && !name.is_ascii()) {
            Some(bytes) => Ok(charset.decode(&bytes).map_err(placed)?.into_owned()),
            None => Ok(name.into_owned()),
        }
    });
    cells.collect()
}

/// One name for each column out of the rows of a header.
fn join(rows: &[Vec<String>]) -> Vec<Column> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut left = vec![""; rows.len()];
    let name = |at: usize| {
        let mut name = String::new();
        // Where no row says anything nothing is merged: it is a column without a name.
        if rows.iter().all(|row| row.get(at).is_none_or(|part| part.trim().is_empty())) {
            return Column::default();
        }
        for (level, row) in rows.iter().enumerate() {
            let mut part = row.get(at).map_or("", String::as_str);
            if level + 1 < rows.len() {
                if part.trim().is_empty() {
                    part = left[level];
                } else {
                    left[level] = part;
                    // What is merged ends where a cell above it ends.
                    left[level + 1..].fill("");
                }
            }
            if !part.trim().is_empty() {
                name.push_str(if name.is_empty() { "" } else { " / " });
                name.push_str(if rows.len() > 1 { part.trim() } else { part });
            }
        }
        Column { name, ..Column::default() }
    };
    (0..width).map(name).collect()
}

fn check_columns(records: &Records<'_>, limits: &Limits) -> Result<(), DecodeError> {
    if records.count() > limits.columns {
        let finding =
            records.finding(&TOO_MANY_COLUMNS, 0).found(Phrase::count(records.count(), Unit::Columns));
        return Err(finding.expected(limits.columns.to_string()).into());
    }
    Ok(())
}

fn not_found(found: impl Say, expected: impl Say) -> DecodeError {
    Finding::new(&HEADER_NOT_FOUND).found(found).expected(expected).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upper_name_counts_for_the_columns_to_its_right() {
        let row = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        let check = |rows: &[&str], expected: &str| {
            let rows: Vec<_> = rows.iter().map(|text| row(text)).collect();
            let names: Vec<_> = join(&rows).into_iter().map(|column| column.name).collect();
            assert_eq!(names.join("|"), expected);
        };
        check(&["STT,Địa chỉ,,Ghi chú", ",Xã,Huyện"], "STT|Địa chỉ / Xã|Địa chỉ / Huyện|Ghi chú");
        check(&[",Nơi sinh,", "STT,Xã,Huyện"], "STT|Nơi sinh / Xã|Nơi sinh / Huyện");
        check(&["a,,", "b,c,", "d,e,f"], "a / b / d|a / c / e|a / c / f");
        check(&["a,,b"], "a||b");
        check(&["a,b,", "c,d,"], "a / c|b / d|");
    }
}
