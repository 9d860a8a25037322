//! Drafts for workbooks: what the cells of a column are, and what was merged.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use lienthong_tests::drafts::{inspect, walk_with};
use serde_json::Value;
use zip::write::SimpleFileOptions;

/// A cell of a sheet.
#[derive(Clone, Copy)]
enum Put {
    Nothing,
    Text(&'static str),
    /// The number of a day, shown as a date.
    Day(u32),
    Number(u32),
    /// A formula that was never calculated.
    Formula,
}

use Put::{Day, Formula, Nothing, Number, Text};

/// A workbook of one sheet, as programs write it.
fn workbook(rows: &[&[Put]], merged: &[&str]) -> Vec<u8> {
    let mut sheet = String::new();
    for (row, number) in rows.iter().zip(1..) {
        let _ = write!(sheet, "<row r=\"{number}\">");
        for (cell, letter) in row.iter().zip('A'..) {
            let _ = match cell {
                Nothing => Ok(()),
                Text(text) => {
                    write!(sheet, "<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
                }
                Day(day) => write!(sheet, "<c r=\"{letter}{number}\" s=\"1\"><v>{day}</v></c>"),
                Formula => write!(sheet, "<c r=\"{letter}{number}\"><f>1+1</f></c>"),
                Number(count) => write!(sheet, "<c r=\"{letter}{number}\"><v>{count}</v></c>"),
            };
        }
        sheet.push_str("</row>");
    }
    let ranges: String = merged.iter().map(|range| format!("<mergeCell ref=\"{range}\"/>")).collect();
    let ranges = if ranges.is_empty() { ranges } else { format!("<mergeCells>{ranges}</mergeCells>") };
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{kind}.worksheet+xml\"/>\
                 <Override PartName=\"/xl/styles.xml\" ContentType=\"{kind}.styles+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\">\
                 <Relationship Id=\"r1\" Type=\"{of}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"{of}\"><sheets><sheet name=\"Trang1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\">\
                 <Relationship Id=\"r1\" Type=\"{of}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                 <Relationship Id=\"r2\" Type=\"{of}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet {main}><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet {main}><sheetData>{sheet}</sheetData>{ranges}</worksheet>"),
        ),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn dates_as_cells_and_as_text_are_one_column_of_dates() {
    let header: &[Put] = &[Text("Mã"), Text("Ngày cấp")];
    for (told, form) in [
        (["15/03/2020", "16/03/2020"], "dates = [\"dd/MM/yyyy\"]"),
        (["5/3/2020", "16/3/2020"], "dates = [\"d/M/yyyy\"]"),
    ] {
        let rows: [&[Put]; 6] = [
            header,
            &[Text("A1"), Day(43_831)],
            &[Text("A2"), Text(told[0])],
            &[Text("A3"), Text(told[1])],
            &[Text("A4"), Day(43_835)],
            &[Text("A5"), Nothing],
        ];
        let walked = walk_with("mau.xlsx", &workbook(&rows, &[]));
        assert_eq!(walked.accepted, 5);
        let mapping = walked.mapping();
        assert!(
            walked.seen["draft"]["schema"].as_str().unwrap().contains("type = \"date\""),
            "{}",
            walked.seen
        );
        assert!(mapping.contains(form) && mapping.contains("column = { type = \"date\" }"), "{mapping}");
        assert!(mapping.contains("# Some cells are dates, others dates as text"), "{mapping}");
        assert_eq!(walked.seen["columns"][1]["suspicions"], serde_json::json!([]), "{}", walked.seen);
    }
}

#[test]
fn what_is_no_date_beside_dates_is_text_and_told() {
    // A month as text and a year are dates of which less is known.
    for (odd, form) in [
        (Text("không rõ"), None),
        (Text("03/2020"), Some("MM/yyyy")),
        (Number(1970), Some("yyyy")),
        (Number(19_700), None),
    ] {
        let is_date = form.is_some();
        let rows: [&[Put]; 4] = [
            &[Text("Mã"), Text("Ngày cấp")],
            &[Text("A1"), Day(43_831)],
            &[Text("A2"), odd],
            &[Text("A3"), Day(43_835)],
        ];
        let bytes = workbook(&rows, &[]);
        let ran = lienthong_tests::drafts::inspect("mau.xlsx", &bytes, &["--json"]);
        let seen: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let mapping = seen["draft"]["mapping"].as_str().unwrap();
        assert_eq!(mapping.contains("# Cells of several kinds stand here"), !is_date, "{mapping}");
        let dates = format!("dates = [\"dd/MM/yyyy\", \"{}\"]", form.unwrap_or_default());
        assert_eq!(mapping.contains(&dates), is_date, "{mapping}");
        assert!(!is_date || walk_with("mau.xlsx", &bytes).accepted == 3, "{mapping}");
    }
}

#[test]
fn a_total_ends_a_sheet_in_the_column_that_holds_its_text() {
    for (skip, column) in [(0, "Nghề"), (2, "Nghề")] {
        let row = |cells: &[Put]| [&vec![Nothing; skip][..], cells].concat();
        let rows = [
            row(&[Text("STT"), Text("Họ tên"), Text("Nghề"), Text("Số")]),
            row(&[Number(1), Text("Cộng Văn Mẫu"), Text("x"), Number(5)]),
            row(&[Number(2), Text("Trần Thị Mẫu"), Text("y"), Number(6)]),
            row(&[Number(3), Text("Lê Mẫu"), Text("z"), Number(7)]),
            row(&[Nothing, Nothing, Text("Cộng"), Number(18)]),
        ];
        let rows: Vec<&[Put]> = rows.iter().map(Vec::as_slice).collect();
        let walked = walk_with("mau.xlsx", &workbook(&rows, &[]));
        let until = format!("until = {{ text = \"Cộng\", column = \"{column}\" }}");
        assert!(walked.accepted == 3 && walked.mapping().contains(&until), "{}", walked.mapping());
    }
}

#[test]
fn a_column_that_is_merged_downwards_gives_each_row_its_value() {
    let rows: [&[Put]; 6] = [
        &[Text("Xã"), Text("Họ tên"), Text("Ghi chú"), Text("Mã")],
        &[Text("Xã A"), Text("Nguyễn Văn Mẫu"), Nothing, Text("a1")],
        &[Nothing, Text("Trần Thị Mẫu"), Text("x"), Text("a2")],
        &[Nothing, Text("Lê Mẫu"), Nothing, Text("a3")],
        &[Text("Xã B"), Text("Lý Mẫu"), Nothing, Text("a4")],
        &[Nothing, Text("Hồ Mẫu"), Nothing, Text("a5")],
    ];
    let (fill, hint) = ("fill_down = true       ", "# Some cells are merged downwards here");
    let of = |merged: &[&str]| walk_with("mau.xlsx", &workbook(&rows, merged)).mapping().to_owned();
    let mapping = of(&["A2:A4", "A5:A6"]);
    assert_eq!((mapping.matches(fill).count(), mapping.contains(hint)), (1, false), "{mapping}");
    let field = mapping.split("[[field]]").find(|field| field.contains(fill)).unwrap();
    assert!(field.contains("from = \"Xã\""), "{field}");
    // Cells that are empty on purpose would be filled as well: a person must look.
    let mapping = of(&["A2:A4", "C3:C4"]);
    assert_eq!((mapping.contains(fill), mapping.matches(hint).count()), (false, 2), "{mapping}");
    let mapping = of(&["A1:B1"]);
    assert!(!mapping.contains(fill) && !mapping.contains(hint), "{mapping}");
}

/// What `inspect` says of a workbook: its columns, and the mapping of its draft.
fn seen(rows: &[&[Put]]) -> (Value, String) {
    let ran = inspect("mau.xlsx", &workbook(rows, &[]), &["--json", "--lang", "en"]);
    let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
    let mapping = seen["draft"]["mapping"].as_str().unwrap().to_owned();
    (seen, mapping)
}

#[test]
fn an_impossible_date_among_good_ones_is_named_and_the_column_is_dates() {
    let wrong: &[Put] = &[Text("00021"), Text("30/02/2024")];
    let head: &[Put] = &[Text("Mã"), Text("Ngày sinh")];
    let cells: Vec<&[Put]> = std::iter::repeat_n(&[Text("00001"), Day(33_000)][..], 12).collect();
    let texts: Vec<&[Put]> = std::iter::repeat_n(&[Text("00001"), Text("20/11/1990")][..], 12).collect();
    for good in [cells, texts] {
        let rows: Vec<&[Put]> = [head].into_iter().chain(good).chain([wrong]).collect();
        let (seen, mapping) = seen(&rows);
        assert!(seen["columns"][1]["likely"].as_str().unwrap().starts_with("date dd/MM/yyyy"), "{seen}");
        assert!(mapping.contains("refused until they are put right: row 14: 30/02/2024\n"), "{mapping}");
        assert!(mapping.contains("dates = [\"dd/MM/yyyy\"]"), "{mapping}");
        assert_eq!(seen["columns"][1]["suspicions"][0]["what"], "a date that no calendar has", "{seen}");
    }
    // Most are wrong: these are no dates.
    let rows: Vec<&[Put]> = [head].into_iter().chain([wrong; 5]).collect();
    assert!(!seen(&rows).1.contains("dates = "));
}

#[test]
fn a_formula_that_was_never_calculated_is_told_in_its_column() {
    let head: &[Put] = &[Text("Mã"), Text("Số tiền")];
    let (good, bad): (&[Put], &[Put]) = (&[Text("00001"), Number(5)], &[Text("00002"), Formula]);
    let (seen, mapping) = seen(&[head, good, bad, good, bad]);
    assert!(mapping.contains("# Formulas here were never calculated (rows 3, 5)"), "{mapping}");
    let what = &seen["columns"][1]["suspicions"];
    assert_eq!(what[0]["what"], "a formula that was never calculated: it has no value", "{seen}");
    assert_eq!(seen["columns"][0]["suspicions"], serde_json::json!([]), "{seen}");
}

#[test]
fn a_column_of_empty_texts_alone_is_told_and_one_without_cells_is_not() {
    let head: &[Put] = &[Text("Mã"), Text("Tổng"), Text("Ghi chú"), Text("Tên")];
    // Some programs write a formula with an empty text as its value, until a spreadsheet opens the file.
    let row: &[Put] = &[Text("00001"), Text(""), Nothing, Text("Xã Mẫu")];
    let (seen, mapping) = seen(&[head, row, row]);
    let what = &seen["columns"][1]["suspicions"];
    assert!(what[0]["what"].as_str().unwrap().starts_with("every cell is an empty text"), "{seen}");
    assert_eq!(what[0]["rows"], serde_json::json!([2, 3]), "{seen}");
    assert!(mapping.contains("# Every cell is an empty text here (rows 2, 3)"), "{mapping}");
    assert_eq!(seen["columns"][2]["suspicions"], serde_json::json!([]), "{seen}");
}

#[test]
fn a_number_of_a_person_is_no_amount_and_its_lost_zeros_are_told() {
    let rows: Vec<&[Put]> = std::iter::once(&[Text("Họ tên"), Text("CCCD"), Text("SĐT")][..])
        .chain(std::iter::repeat_n(&[Text("Mẫu"), Number(817_500_123), Number(912_345_678)][..], 4))
        .collect();
    let (seen, mapping) = seen(&rows);
    let schema = seen["draft"]["schema"].as_str().unwrap();
    // Nine digits are too few to be one of twelve.
    assert!(schema.contains("title = \"CCCD\"\ntype = \"digits\"\nlength = [9, 12]"), "{schema}");
    assert!(schema.contains("title = \"SĐT\"\ntype = \"digits\"\nlength = [9, 10]"), "{schema}");
    let lost = "fewer digits than the others, or than the name says: zeros in front may be lost";
    let told = |column: usize| seen["columns"][column]["suspicions"].to_string().contains(lost);
    assert!(!told(1) && told(2) && mapping.contains(&format!("# In rows 2, 3, 4, 5: {lost}")), "{mapping}");
}

#[test]
fn cells_of_a_header_that_are_merged_downwards_say_how_deep_it_is() {
    let rows: &[&[Put]] = &[
        &[Text("Số"), Text("Bên nam"), Nothing],
        &[Nothing, Text("Họ tên"), Text("Giấy tờ")],
        &[Nothing, Nothing, Text("Số CMND")],
        &[Text("01"), Text("Nguyễn Văn Mẫu"), Text("070123456")],
        &[Text("02"), Text("Trần Văn Thử"), Text("070123457")],
    ];
    let walked = walk_with("mau.xlsx", &workbook(rows, &["A1:A3", "B1:C1", "B2:B3"]));
    assert_eq!(walked.accepted, 2, "{}", walked.mapping());
    assert!(
        walked.mapping().contains("rows = 3 }") && !walked.mapping().contains("fill_down"),
        "{}",
        walked.mapping()
    );
}
