//! xls: the binary workbooks of Excel 97 to 2003 (BIFF8) in a compound file. Those of Excel 5 and 95 are read as well.
//!
//! | module | idea |
//! |---|---|
//! | `container` | the compound file: streams in chains of sectors |
//! | `records`, `text` | the stream: records, and strings split over them |
//! | `book` | the beginning of a workbook: sheets, formats, shared strings |
//! | `cells` | the rows of a sheet |
//! | `write`, `globals`, `pack` | a workbook of one sheet, its beginning, and the compound file around it |
//!
//! # What holds
//!
//! * The whole file is in memory, twice at most; nothing is larger than the file allows.
//! * Strings of Excel 5 and 95 are handed on as the bytes that they are; the mapping's charset decodes them.
//! * Workbooks before that are refused by their version.

mod book;
mod cells;
pub(super) mod container;
mod globals;
mod pack;
mod records;
mod text;
mod write;

use lienthong_adapter::rows::{
    FormatLayout, Input, Layout, Output, RowFormat, RowReader, RowWriter, SheetLayout, WriteContext,
};
use lienthong_adapter::{DecodeError, EncodeError, Finding, Limits, Phrase};

use self::book::{Book, SheetEntry};
use self::cells::Cells;
use self::container::Container;
use super::reasons::{ENCRYPTED, NOT_A_WORKBOOK};
use super::sniff::{self, What};
use super::source::{Facts, See, has_cells};
use super::table::Table;
use super::{MOST_OTHERS, choose, not_a_worksheet};

/// Sheets of `.xls` workbooks.
#[derive(Debug, Clone, Copy, Default)]
pub struct XlsFormat;

impl RowFormat for XlsFormat {
    fn format(&self) -> &'static str {
        "xls"
    }
    fn file_extension(&self) -> &'static str {
        "xls"
    }
    fn media_type(&self) -> &'static str {
        "application/vnd.ms-excel"
    }

    fn open<'a>(
        &self,
        mut input: Box<dyn Input + 'a>,
        layout: &'a Layout,
        limits: &Limits,
    ) -> Result<Box<dyn RowReader + 'a>, DecodeError> {
        let sheet = layout_of(layout);
        sniff::expect(&mut *input, What::Xls, limits)?;
        let mut whole = stream(&mut *input, limits)?;
        let mut book = Book::read(&whole, limits)?;
        let index = choose(&sheet.sheet, book.sheets.iter().map(|one| one.name.as_str()))?;
        let entry = &book.sheets[index];
        let at = entry.at.ok_or_else(|| not_a_worksheet(&entry.name))?;
        let mut facts = facts(entry);
        let others = book.sheets.iter().enumerate().filter(|(other, _)| *other != index);
        let others: Vec<usize> = others.filter_map(|(_, other)| other.at).take(MOST_OTHERS).collect();
        for other in others {
            match Cells::open(whole, other, Facts::default(), book, limits) {
                Ok(mut cells) => {
                    facts.others += u64::from(has_cells(&mut cells));
                    (whole, book) = cells.close();
                }
                // What is wrong with another sheet is no fault of the one that is read.
                Err(_) => {
                    facts.others += 1;
                    whole = stream(&mut *input, limits)?;
                    book = Book::read(&whole, limits)?;
                }
            }
        }
        let cells = Cells::open(whole, at, facts, book, limits)?;
        Ok(Box::new(Table::open(cells, layout, sheet, limits)?))
    }

    fn create<'a>(
        &self,
        output: Box<dyn Output + 'a>,
        layout: &'a Layout,
        _context: &WriteContext,
    ) -> Result<Box<dyn RowWriter + 'a>, EncodeError> {
        Ok(Box::new(write::Writer::create(output, layout, layout_of(layout))?))
    }
}

fn layout_of(layout: &Layout) -> &SheetLayout {
    match &layout.format {
        FormatLayout::Xls(sheet) => sheet,
        other => panic!("a layout of {} was given to xls: a bug of the caller", other.name()),
    }
}

/// The stream of a workbook.
fn stream(input: &mut dyn Input, limits: &Limits) -> Result<Vec<u8>, DecodeError> {
    let container = Container::open(sniff::whole(input, limits)?)?;
    // Some files hold both, for programs of either time.
    for name in ["Workbook", "Book"] {
        if let Some(stream) = container.stream(name)? {
            return Ok(stream);
        }
    }
    let expected = Phrase::new("an Excel 97–2003 workbook (.xls)", "sổ tính Excel 97–2003 (.xls)");
    Err(if container.has("EncryptedPackage") {
        Finding::new(&ENCRYPTED).into()
    } else {
        let found = if container.has("WordDocument") {
            Phrase::new("a Word document (.doc)", "tài liệu Word (.doc)")
        } else if container.has("PowerPoint Document") {
            Phrase::new("a presentation (.ppt)", "tệp trình chiếu (.ppt)")
        } else {
            Phrase::new("a compound file without a workbook", "tệp phức hợp không có sổ tính")
        };
        Finding::new(&NOT_A_WORKBOOK).found(found).expected(expected).into()
    })
}

fn facts(entry: &SheetEntry) -> Facts {
    Facts { name: entry.name.clone(), hidden: entry.hidden, ..Facts::default() }
}

/// Shows every sheet of a workbook and its rows to `see`.
pub(super) fn each_sheet(
    input: &mut dyn Input,
    limits: &Limits,
    see: &mut See<'_>,
) -> Result<(), DecodeError> {
    let mut stream = stream(input, limits)?;
    let mut book = Book::read(&stream, limits)?;
    let sheets = std::mem::take(&mut book.sheets);
    for sheet in &sheets {
        let Some(at) = sheet.at else {
            see(&facts(sheet), None)?;
            continue;
        };
        let mut cells = Cells::open(stream, at, facts(sheet), book, limits)?;
        see(&facts(sheet), Some(&mut cells))?;
        (stream, book) = cells.close();
    }
    Ok(())
}
