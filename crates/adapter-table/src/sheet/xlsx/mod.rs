//! xlsx: a ZIP archive of XML parts (ECMA-376, transitional and strict).
//!
//! | module | idea |
//! |---|---|
//! | `archive`, `part` | the ZIP: its directory, and one part unpacked as it is read |
//! | `xml`, `text` | elements by local names, and the escapes of cells |
//! | `book` | the small parts: sheets, styles, shared strings |
//! | `cells` | the rows of a sheet, streamed |
//! | `write`, `pack` | a workbook of one sheet, streamed, in an archive |
//!
//! # What holds
//!
//! * Memory is that of the shared strings and of one row, however large the sheet.
//! * Reading ends with an error before anything unpacks to more than the limits allow.

mod archive;
mod book;
mod cells;
mod pack;
mod part;
mod text;
mod write;
mod xml;

use std::io::{Read, Seek};

use lienthong_adapter::rows::{
    FormatLayout, HeaderRule, Input, Layout, Output, RowFormat, RowReader, RowWriter, SheetLayout,
    WriteContext,
};
use lienthong_adapter::{DecodeError, EncodeError, Limits, Phrase};

use self::archive::Archive;
use self::book::Book;
use self::cells::Cells;
use super::row::Strings;
use super::sniff::{self, What};
use super::source::{Facts, See, has_cells};
use super::table::Table;
use super::{MAX_ROWS, MOST_OTHERS, choose};

/// Sheets of `.xlsx` workbooks.
#[derive(Debug, Clone, Copy, Default)]
pub struct XlsxFormat;

impl RowFormat for XlsxFormat {
    fn format(&self) -> &'static str {
        "xlsx"
    }
    fn file_extension(&self) -> &'static str {
        "xlsx"
    }
    fn media_type(&self) -> &'static str {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    }

    fn open<'a>(
        &self,
        mut input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError> {
        let sheet = layout_of(layout);
        sniff::expect(&mut *input, What::Xlsx, limits)?;
        let book = Book::read(&mut Archive::open(&mut *input, limits)?, limits)?;
        let index = choose(&sheet.sheet, book.sheets.iter().map(|one| one.name.as_str()))?;
        let others = others(&mut *input, &book, index, limits);
        let mut archive = Archive::open(input, limits)?;
        // Names are spread over merged cells only where there are rows below them.
        let merged = (sheet.header.rows > 1 && sheet.header.rule != HeaderRule::Absent).then_some(MAX_ROWS);
        let strings = book.strings(&mut archive, limits)?;
        let mut source = rows(archive, &book, index, strings, merged, limits)?;
        source.facts_mut().others = others;
        Ok(Box::new(Table::open(source, layout, sheet, limits)?))
    }

    fn create<'a>(
        &self,
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        context: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError> {
        Ok(Box::new(write::Writer::create(output, layout, layout_of(layout), context)?))
    }
}

fn layout_of(layout: &Layout) -> &SheetLayout {
    match &layout.format {
        FormatLayout::Xlsx(sheet) => sheet,
        other => panic!("a layout of {} was given to xlsx: a bug of the caller", other.name()),
    }
}

/// How many other sheets have cells. What their texts say is of no interest, so the shared strings are not read.
fn others(input: &mut dyn Input, book: &Book, index: usize, limits: &Limits) -> u64 {
    let others = book.sheets.iter().enumerate().filter(|(at, one)| *at != index && one.part.is_some());
    let mut count = 0;
    for (at, _) in others.take(MOST_OTHERS) {
        let cells = Archive::open(&mut *input, limits)
            .and_then(|archive| rows(archive, book, at, Strings::default(), None, limits));
        count += u64::from(cells.map_or(true, |mut cells| has_cells(&mut cells)));
    }
    count
}

/// The rows of a sheet, with the merged cells that begin in its first rows where they are asked for.
fn rows<R: Read + Seek>(
    mut archive: Archive<R>,
    book: &Book,
    index: usize,
    strings: Strings,
    merged: Option<u32>,
    limits: &Limits,
) -> Result<Cells<R>, DecodeError> {
    let entry = &book.sheets[index];
    let part = entry.part.as_ref().ok_or_else(|| super::not_a_worksheet(&entry.name))?;
    let mut facts = Facts { name: entry.name.clone(), hidden: entry.hidden, ..Facts::default() };
    if let Some(rows) = merged {
        // A second pass over the sheet: its bytes count once.
        let read = archive.read(part, |part| Ok((cells::merges(part, rows, limits)?, 0)))?;
        facts.merges = read.unwrap_or_default();
    }
    let part = archive.into_part(part)?.ok_or_else(|| {
        archive::damaged(Phrase::new("the part of a sheet is missing", "thiếu phần của một trang"))
    })?;
    Ok(Cells::new(part, facts, strings, book.styles.clone(), book.epoch, limits))
}

/// Shows every sheet of a workbook and its rows to `see`.
pub(super) fn each_sheet(
    input: &mut dyn Input,
    limits: &Limits,
    see: &mut See<'_>,
) -> Result<(), DecodeError> {
    let mut archive = Archive::open(&mut *input, limits)?;
    let book = Book::read(&mut archive, limits)?;
    let mut strings = book.strings(&mut archive, limits)?;
    let mut limits = *limits;
    for (index, sheet) in book.sheets.iter().enumerate() {
        let facts = Facts { name: sheet.name.clone(), hidden: sheet.hidden, ..Facts::default() };
        if sheet.part.is_none() {
            see(&facts, None)?;
            continue;
        }
        let archive = Archive::open(&mut *input, &limits)?;
        let mut cells = rows(archive, &book, index, strings, Some(MAX_ROWS), &limits)?;
        see(&facts, Some(&mut cells))?;
        // All sheets together unpack to no more than one may.
        limits.unpacked_bytes = limits.unpacked_bytes.saturating_sub(cells.length());
        strings = cells.into_strings();
    }
    Ok(())
}
