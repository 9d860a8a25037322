//! Any bytes as a sheet of xls: what is read and can be written reads again to the same, and telling of a workbook never
//! panics.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use lienthong_adapter::rows::{FormatLayout, SheetLayout, SheetName};
use lienthong_adapter_table::sheet::{XlsFormat, describe};
use lienthong_fuzz::{ALL, bit, end, header, limits, split, table, table_of, there_and_back};
use lienthong_vntext::Charset;

fuzz_target!(|data: &[u8]| {
    let Some(([first, second], file)) = split(data) else { return };
    if let Ok(info) = describe(Box::new(Cursor::new(file)), &limits()) {
        assert!(!format!("{info:?}").is_empty(), "a workbook can be told");
    }
    let sheet = if bit(first, 1) { SheetName::Name("Sheet1".into()) } else { SheetName::Index(0) };
    let sheet = SheetLayout { sheet, header: header(first >> 2), end: end(second) };
    let charset = if bit(second, 3) { Charset::Tcvn3Abc } else { Charset::Utf8 };
    let format = FormatLayout::Xls(sheet);
    let mapping = match bit(first, 0) {
        true => table_of(ALL, format, charset, second >> 4),
        false => table(format, charset, second >> 4),
    };
    there_and_back(&mapping, &XlsFormat, file);
});
