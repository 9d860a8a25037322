//! What else a file has beside the table that is looked at: other sheets of a workbook, the memo file of a DBF.

use lienthong_adapter::rows::{DbfVersion, SheetName};
use lienthong_adapter_table::DbfInfo;
use lienthong_adapter_table::sheet::{SheetInfo, WorkbookInfo};

/// The sheet to look at: the one that is asked for, or the first that people see and that has values.
pub(crate) fn choose(book: &WorkbookInfo, wanted: Option<&SheetName>) -> SheetName {
    if let Some(wanted) = wanted {
        return wanted.clone();
    }
    let has_table = |sheet: &&SheetInfo| !sheet.hidden && sheet.used.is_some();
    match book.sheets.iter().position(|sheet| has_table(&sheet)) {
        None | Some(0) => SheetName::Index(0),
        // A name stays right when somebody puts another sheet before it.
        Some(at) => SheetName::Name(book.sheets[at].name.clone()),
    }
}

/// What a workbook says of the sheet of this name or number.
pub(crate) fn info<'b>(book: &'b WorkbookInfo, sheet: &SheetName) -> Option<(usize, &'b SheetInfo)> {
    let mut sheets = book.sheets.iter().enumerate();
    sheets.find(|(at, one)| match sheet {
        SheetName::Index(index) => at == index,
        SheetName::Name(name) => one.name == *name,
    })
}

/// The dialect in which a table like this is written.
pub(crate) fn version(info: &DbfInfo) -> DbfVersion {
    match info.version {
        0x30..=0x32 => DbfVersion::VisualFoxPro,
        0x83 => DbfVersion::DBase3,
        0x43 | 0x63 | 0x8B | 0xCB => DbfVersion::DBase4,
        _ => DbfVersion::FoxPro,
    }
}
