//! Files made to hurt: what unpacks to far too much, and damage at every place.

use std::io::Write;

use crate::common::*;
use crate::words::check_vietnamese;
use flate2::write::DeflateEncoder;
use lienthong_adapter::{DecodeError, Limits};

fn code(bytes: &[u8], limits: &Limits) -> &'static str {
    let error = match read_with(&Book::Xlsx.layout(&["a"]), bytes, limits) {
        Ok(table) => table.faults.into_iter().next(),
        Err(error) => Some(error),
    };
    error.map_or("OK", |error| {
        check_vietnamese("a hostile file", &error.message_vi());
        error.code()
    })
}

const HEADER: &str = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>";

#[test]
fn bombs_are_stopped() {
    let limits = Limits::default();
    let many = |piece: &str, count: usize| one_sheet(&(HEADER.to_owned() + &piece.repeat(count)));
    // What repeats packs far more than ten to one, what people write does not.
    let ten = Limits { ratio: 10, ..limits };
    assert_eq!(code(&many("<!--                -->", 400_000), &ten), "WORKBOOK_TOO_LARGE");
    let small = Limits { unpacked_bytes: 100_000, ..limits };
    let rows: String = (2..5_000)
        .map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>{}</v></c></row>", n * 7919 % 10_007))
        .collect();
    let honest = one_sheet(&(HEADER.to_owned() + &rows));
    assert_eq!(code(&honest, &ten), "OK");
    assert_eq!(code(&honest, &small), "WORKBOOK_TOO_LARGE");
    let strings = "<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>".repeat(200_000);
    let inside = format!("<sheetData>{HEADER}</sheetData>");
    let parts = Parts { strings: &strings, sheets: &[("S", "", &inside)], ..Parts::default() };
    assert_eq!(code(&parts.build(), &ten), "WORKBOOK_TOO_LARGE");
    let few = Limits { rows: 1_000, ratio: 100_000, ..limits };
    assert_eq!(code(&parts.build(), &few), "TOO_MANY_ROWS", "more strings than cells can use");
    assert_eq!(code(&honest, &few), "TOO_MANY_ROWS");
    assert_eq!(code(&honest, &Limits { package_bytes: 1_000, ..limits }), "PACKAGE_TOO_LARGE");
    assert_eq!(code(&honest, &Limits { elements: 3, ..limits }), "WORKBOOK_TOO_LARGE", "parts");
    let wide: String = (0..100).map(|_| "<c t=\"str\"><v>a</v></c>").collect();
    assert_eq!(
        code(&one_sheet(&format!("<row>{wide}</row>")), &Limits { columns: 99, ..limits }),
        "TOO_MANY_COLUMNS"
    );

    let tight = Limits { cell_bytes: 100, ratio: 100_000, ..limits };
    let cell = |text: &str| {
        many(&format!("<row><c t=\"str\"><v>{text}</v></c></row><row><c t=\"str\"><v>b</v></c></row>"), 1)
    };
    assert_eq!(code(&cell(&"x".repeat(100)), &tight), "OK");
    assert_eq!(code(&cell(&"x".repeat(101)), &tight), "CELL_TOO_LARGE");
    assert_eq!(code(&cell(&"&amp;".repeat(101)), &tight), "CELL_TOO_LARGE");
    let huge = |begin: &str, fill: &str| many(&(begin.to_owned() + &fill.repeat(1 << 20)), 1);
    for begin in ["<!--", "<row a=\"", "<?", "<![CDATA[", "<row>"] {
        assert_eq!(code(&huge(begin, "x"), &tight), "OUTSIDE_CELLS_TOO_LARGE", "{begin}");
    }
    assert_eq!(code(&huge("<row><c><v>", "x"), &tight), "CELL_TOO_LARGE");
    // White space between cells is none of them, and its row is named.
    let read = |bytes: &[u8]| read_with(&Book::Xlsx.layout(&["a"]), bytes, &tight);
    let blank = one_sheet(&format!("{HEADER}<row r=\"7\">{}</row>", " ".repeat(1 << 20)));
    // A cell that is too large is named, also where its text stands among the shared ones.
    let inline =
        format!("{HEADER}<row r=\"4\"><c r=\"A4\" t=\"str\"><v>{}</v></c></row>", "x".repeat(1 << 20));
    let shared = "<sheetData><row r=\"1\"><c t=\"s\"><v>0</v></c></row><row r=\"3\"><c t=\"s\"><v>1</v></c></row></sheetData>";
    let long = format!("<si><t>a</t></si><si><t>{}</t></si>", "x".repeat(1 << 20));
    let shared = Parts { sheets: &[("Sheet1", "", shared)], strings: &long, ..Parts::default() };
    for (bytes, row) in [(one_sheet(&inline), 4), (shared.build(), 3)] {
        let fault = match read(&bytes) {
            Ok(mut table) => table.faults.remove(0),
            Err(error) => error,
        };
        let place = fault.place();
        assert_eq!(fault.code(), "CELL_TOO_LARGE", "{fault}");
        assert_eq!(
            (place.row, place.field.as_deref(), place.sheet.as_deref()),
            (Some(row), Some("A"), Some("Sheet1"))
        );
    }
    let fault = read(&blank).unwrap().faults.remove(0);
    let said = fault.to_string();
    let before = one_sheet(&" ".repeat(1 << 20));
    let before = read(&before).err().unwrap().to_string();
    assert!(before.contains("too large: more than 67136 bytes in front of the first row"), "{before}");
    assert!(said.contains("outside of the cells") && said.contains("(sheet Sheet1, row 7)"), "{said}");
    assert_eq!(code(&many("<a>", 100_000), &limits), "WORKBOOK_DAMAGED", "nesting");
    assert_eq!(code(&many("<row><c><v>", 1), &limits), "WORKBOOK_DAMAGED", "what is not closed");
    let twice = zip(&[("xl/workbook.xml", b"<workbook/>"), ("XL\\workbook.xml", b"<workbook/>")]);
    assert_eq!(code(&twice, &limits), "WORKBOOK_DAMAGED", "two parts of one name");
}

#[test]
fn formatted_rows_without_a_value_are_nothing() {
    let mut rows = String::from(HEADER);
    // The last rows of the largest sheet.
    for number in 1_000_000..=1_048_576 {
        rows += &format!(
            "<row r=\"{number}\" spans=\"1:2\" s=\"3\" ht=\"15\"><c r=\"A{number}\" s=\"3\"/></row>"
        );
    }
    let table = read(&Book::Xlsx.layout(&["a"]), &one_sheet(&rows));
    assert_eq!((table.rows.len(), table.tally.blank), (0, 1_048_575));
}

/// The archive with its directory as ZIP64 writes it.
fn zip64(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let start = out.len() as u64;
        let length = (name.len() as u16).to_le_bytes();
        out.extend(*b"PK\x03\x04\x2d\0\x08\0\x08\0\0\0\x21\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff");
        out.extend(length);
        out.extend([0, 0]);
        out.extend(name.bytes());
        out.extend(&packed);
        directory.extend(*b"PK\x01\x02\x2d\0\x2d\0\x08\0\x08\0\0\0\x21\0");
        directory.extend(crc.sum().to_le_bytes());
        directory.extend([0xff; 8]);
        directory.extend(length);
        directory.extend([28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
        directory.extend(name.bytes());
        directory.extend([1, 0, 24, 0]);
        for number in [content.len() as u64, packed.len() as u64, start] {
            directory.extend(number.to_le_bytes());
        }
    }
    let (start, count) = (out.len() as u64, parts.len() as u64);
    out.extend(&directory);
    let end = out.len() as u64;
    out.extend(*b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0");
    for number in [count, count, directory.len() as u64, start] {
        out.extend(number.to_le_bytes());
    }
    out.extend(*b"PK\x06\x07\0\0\0\0");
    out.extend(end.to_le_bytes());
    out.extend([1, 0, 0, 0]);
    out.extend(*b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    out
}

#[test]
fn archives_of_large_writers_are_read() {
    let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{types}/worksheet\" Target=\"s.xml\"/></Relationships>"
    );
    let rows =
        format!("<worksheet><sheetData>{HEADER}<row><c t=\"str\"><v>x</v></c></row></sheetData></worksheet>");
    let parts = [
        (
            "xl\\workbook.xml",
            "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>",
        ),
        ("xl/_rels/workbook.xml.rels", relations.as_str()),
        ("XL/S.XML", rows.as_str()),
    ];
    let parts = parts.map(|(name, text)| (name, text.as_bytes()));
    for archive in [zip(&parts), zip64(&parts)] {
        assert_eq!(read(&Book::Xlsx.layout(&["a"]), &archive).cells(), [[text("x")]]);
        let filled = [archive.as_slice(), &[0; 1000]].concat();
        assert_eq!(code(&filled, &Limits::default()), "OK", "zeros behind the archive");
    }
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }
    /// Changes a few bytes of `bytes`, removes some, or repeats some.
    fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(8) {
                0 => bytes.truncate(at.max(1)),
                1 => {
                    let end = (at + self.below(64)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
                2 => bytes[at] = 0xff,
                3 => bytes[at] = 0,
                4 => bytes[at] = bytes[at].wrapping_add(1),
                _ => bytes[at] = self.below(256) as u8,
            }
        }
        bytes
    }
}

fn survives(book: Book, bytes: &[u8]) -> Option<DecodeError> {
    let limits = Limits { unpacked_bytes: 8 << 20, ..Limits::default() };
    let layout = book.layout(&["a"]);
    let error = match read_with(&layout, bytes, &limits) {
        Ok(table) => table.faults.into_iter().next(),
        Err(error) => Some(error),
    };
    // An xlsx may be quoted with the pieces of its XML, which are English words themselves.
    if let (Book::Xls, Some(error)) = (book, &error) {
        check_vietnamese("a damaged file", &error.message_vi());
    }
    let _ = lienthong_adapter_table::sheet::describe(Box::new(std::io::Cursor::new(bytes.to_vec())), &limits);
    error
}

#[test]
fn no_damage_to_an_xls_makes_it_panic() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut refused = 0;
    for name in ["cells", "formulas", "excel-95-tcvn3", "tcvn3"] {
        let bytes = sample(&format!("xls/valid/{name}.xls"));
        for _ in 0..1_000 {
            refused += usize::from(survives(Book::Xls, &numbers.damage(&bytes)).is_some());
        }
    }
    assert!(refused > 500, "{refused}: damage is noticed where it does harm");
}

#[test]
fn no_damage_inside_an_xlsx_makes_it_panic() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>";
    let strings = "<si><t>02200</t></si><si><r><t>Xã </t></r><r><t>_x000D_Năng</t></r></si>";
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>44197.5</v></c></row>\
                <row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"inlineStr\"><is><t>&amp;&#7840;</t></is></c><c t=\"b\"><v>1</v></c></row>\
                <row><c t=\"e\"><f>A1</f><v>#N/A</v></c><c t=\"s\"><v>1</v></c></row>";
    let inside = format!(
        "<cols><col min=\"1\" max=\"2\" hidden=\"1\"/></cols><sheetData>{rows}</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>"
    );
    for _ in 0..1_000 {
        let damaged = |text: &str, numbers: &mut Numbers| match numbers.below(2) {
            0 => text.to_owned(),
            _ => String::from_utf8_lossy(&numbers.damage(text.as_bytes())).into_owned(),
        };
        let (styles, strings) = (damaged(styles, &mut numbers), damaged(strings, &mut numbers));
        let (inside, workbook) =
            (damaged(&inside, &mut numbers), damaged("<workbookPr date1904=\"1\"/>", &mut numbers));
        let sheets = [("S", "", inside.as_str())];
        let parts =
            Parts { strict: false, workbook: &workbook, styles: &styles, strings: &strings, sheets: &sheets };
        survives(Book::Xlsx, &parts.build());
    }
    // The archive itself.
    let bytes = sample("xlsx/valid/openpyxl.xlsx");
    for _ in 0..1_000 {
        if let Some(error) = survives(Book::Xlsx, &numbers.damage(&bytes)) {
            check_vietnamese("a damaged archive", &error.message_vi());
        }
    }
}
