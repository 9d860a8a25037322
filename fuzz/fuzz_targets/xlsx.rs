//! Any bytes as a sheet of xlsx: what is read and can be written reads again to the same, and telling of a workbook never
//! panics. A file that begins with `<` is the parts of a workbook: sheet, shared strings, styles.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use lienthong_adapter::rows::{FormatLayout, SheetLayout, SheetName};
use lienthong_adapter_table::sheet::{XlsxFormat, describe};
use lienthong_fuzz::{ALL, archive, bit, end, header, limits, parts, split, table, table_of, there_and_back};
use lienthong_vntext::Charset;

fuzz_target!(|data: &[u8]| {
    let Some(([first, second], file)) = split(data) else { return };
    let made;
    let file = if file.starts_with(b"<") {
        made = workbook(&parts(file));
        &made
    } else {
        file
    };
    if let Ok(info) = describe(Box::new(Cursor::new(file)), &limits()) {
        assert!(!format!("{info:?}").is_empty(), "a workbook can be told");
    }
    let sheet = if bit(first, 1) { SheetName::Name("Sheet1".into()) } else { SheetName::Index(0) };
    let sheet = SheetLayout { sheet, header: header(first >> 2), end: end(second) };
    let charset = if bit(second, 3) { Charset::Tcvn3Abc } else { Charset::Utf8 };
    let format = FormatLayout::Xlsx(sheet);
    let mapping = match bit(first, 0) {
        true => table_of(ALL, format, charset, second >> 4),
        false => table(format, charset, second >> 4),
    };
    there_and_back(&mapping, &XlsxFormat, file);
});

fn workbook(parts: &[&[u8]]) -> Vec<u8> {
    const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
    const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const PARTS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
    let part = |at: usize| parts.get(at).copied().unwrap_or_default();
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", PARTS.as_bytes()),
        ("xl/worksheets/sheet1.xml", part(0)),
        ("xl/sharedStrings.xml", part(1)),
        ("xl/styles.xml", part(2)),
    ])
}
