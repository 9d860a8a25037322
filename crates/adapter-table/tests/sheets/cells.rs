//! Cells of xlsx as programs write them.

use crate::common::*;
use lienthong_adapter::rows::{Header, HeaderRule, SheetLayout, SheetName};

/// The cells of the only row below a header of `A`, `B`, … in a workbook with these parts.
fn cells(parts: &Parts<'_>, names: &[&str]) -> Table {
    read_with(&Book::Xlsx.layout(names), &parts.build(), &Default::default()).unwrap()
}

fn row(styles: &str, strings: &str, workbook: &str, cells_xml: &str) -> Table {
    let header = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c>\
                  <c r=\"B1\" t=\"inlineStr\"><is><t>b</t></is></c></row>";
    let inside = format!("<sheetData>{header}<row r=\"2\">{cells_xml}</row></sheetData>");
    cells(&Parts { strict: false, workbook, styles, strings, sheets: &[("S", "", &inside)] }, &["a", "b"])
}

fn first(styles: &str, strings: &str, cells_xml: &str) -> Owned {
    let table = row(styles, strings, "", cells_xml);
    assert!(table.faults.is_empty(), "{:?}", table.faults);
    table.rows[0].1[0].clone()
}

const STYLES: &str = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-42A]dd/mm/yyyy;@\"/>\
    <numFmt numFmtId=\"165\" formatCode=\"#,##0&quot; ngày&quot;\"/></numFmts>\
    <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
    <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/><xf numFmtId=\"165\"/><xf numFmtId=\"49\"/></cellXfs>";

#[test]
fn text_is_whole_however_it_is_stored() {
    let strings = "<si><t>02200</t></si><si><r><rPr><b/></rPr><t>Xã </t></r><r><t xml:space=\"preserve\"> Năng\nKhả</t></r>\
                   <rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si><si><t/></si><si><t>a_x000D_b&amp;&#7840;</t></si>";
    let check = |cell: &str, expected: &str| assert_eq!(first("", strings, cell), text(expected), "{cell}");
    check("<c r=\"A2\" t=\"s\"><v>0</v></c>", "02200");
    check("<c r=\"A2\" t=\"s\"><v>1</v></c>", "Xã  Năng\nKhả");
    check("<c r=\"A2\" t=\"s\"><v>3</v></c>", "a\rb&Ạ");
    check("<c r=\"A2\" t=\"inlineStr\"><is><r><t>x</t></r><r><t>y</t></r><rPh><t>z</t></rPh></is></c>", "xy");
    check("<c r=\"A2\" t=\"inlineStr\"><is><t><![CDATA[<b>]]></t></is></c>", "<b>");
    check("<c t=\"str\"><f>B2&amp;\"x\"</f><v>kết quả</v></c>", "kết quả");
    check("<x:c xmlns:x=\"urn:x\" r=\"A2\" t=\"str\"><x:v>strict</x:v></x:c>", "strict");
}

#[test]
fn absent_is_not_empty() {
    let strings = "<si><t/></si>";
    let pair = |cells_xml: &str| {
        row(STYLES, strings, "", &format!("{cells_xml}<c r=\"B2\"><v>1</v></c>")).rows[0].1[0].clone()
    };
    assert_eq!(pair("<c r=\"A2\" s=\"1\"/>"), Owned::Absent, "only a format");
    assert_eq!(pair(""), Owned::Absent);
    assert_eq!(pair("<c r=\"A2\" t=\"s\"><v>0</v></c>"), text(""));
    assert_eq!(pair("<c r=\"A2\" t=\"inlineStr\"><is><t></t></is></c>"), text(""));
    assert_eq!(pair("<c r=\"A2\" t=\"str\"><f>\"\"</f><v></v></c>"), text(""), "a formula that gave nothing");
}

#[test]
fn a_number_is_a_date_only_by_its_format() {
    let check = |cell: &str, expected: Owned| assert_eq!(first(STYLES, "", cell), expected, "{cell}");
    let number = |text: &str| Owned::Number(text.to_owned());
    let other = |text: &str| Owned::Other(text.to_owned());
    check("<c r=\"A2\"><v>44197</v></c>", number("44197"));
    check("<c r=\"A2\" s=\"3\"><v>44197</v></c>", number("44197"));
    check("<c r=\"A2\" s=\"4\"><v>2.2000000000000002</v></c>", number("2.2"));
    check("<c r=\"A2\" s=\"1\"><v>44197</v></c>", other("2021-01-01T00:00:00"));
    check("<c r=\"A2\" s=\"2\"><v>44197.5</v></c>", other("2021-01-01T12:00:00"));
    check("<c r=\"A2\" t=\"d\"><v>2021-01-01</v></c>", other("2021-01-01T00:00:00"));
    check("<c r=\"A2\" t=\"d\"><v>2021-01-01T08:30:00Z</v></c>", other("2021-01-01T08:30:00"));
    check("<c r=\"A2\" t=\"b\"><v>1</v></c>", other("true"));
    check("<c r=\"A2\" t=\"e\"><v>#N/A</v></c>", other("#N/A"));
    let later = row(STYLES, "", "<workbookPr date1904=\"1\"/>", "<c r=\"A2\" s=\"1\"><v>42735</v></c>");
    assert_eq!(later.rows[0].1[0], other("2021-01-01T00:00:00"), "the system of 1904");
    for (cell, code) in [
        ("<c r=\"A2\"><v>1,5</v></c>", "WORKBOOK_DAMAGED"),
        ("<c r=\"A2\" t=\"s\"><v>7</v></c>", "WORKBOOK_DAMAGED"),
        ("<c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>1</v></c>", "WORKBOOK_DAMAGED"),
        ("<c r=\"A3\"><v>1</v></c>", "WORKBOOK_DAMAGED"),
        ("<c r=\"XFE2\"><v>1</v></c>", "WORKBOOK_DAMAGED"),
        ("<c r=\"A2\" t=\"x\"><v>1</v></c>", "WORKBOOK_DAMAGED"),
        ("<c r=\"A2\" t=\"str\"><v>&nbsp;</v></c>", "WORKBOOK_DAMAGED"),
        ("<c r=\"A2\" t=\"str\"><v>_xD83D_</v></c>", "WORKBOOK_DAMAGED"),
    ] {
        assert_eq!(row(STYLES, "", "", cell).codes(), [code], "{cell}");
    }
}

#[test]
fn rows_keep_the_numbers_that_the_program_shows() {
    let rows = "<row><c t=\"str\"><v>a</v></c></row><row r=\"5\" hidden=\"1\"><c t=\"str\"><v>x</v></c></row>\
                <row><c r=\"A6\" t=\"str\"><v>y</v></c></row>";
    let table = read(&Book::Xlsx.layout(&["a"]), &one_sheet(rows));
    assert_eq!(table.rows, [(5, vec![text("x")]), (6, vec![text("y")])]);
    assert_eq!((table.tally.blank, table.tally.hidden), (3, 1));
    let wrong = one_sheet("<row r=\"1\"><c t=\"str\"><v>a</v></c></row><row r=\"1\"/>");
    let table = read_with(&Book::Xlsx.layout(&["a"]), &wrong, &Default::default()).unwrap();
    assert_eq!(table.codes(), ["WORKBOOK_DAMAGED"]);
}

#[test]
fn the_sheet_is_the_one_that_is_asked_for() {
    let named = |name: &str| {
        format!(
            "<cols><col min=\"1\" max=\"1\" hidden=\"1\"/><col min=\"3\" max=\"9\" hidden=\"true\"/></cols>\
        <sheetData><row r=\"1\"><c t=\"str\"><v>{name}</v></c></row><row><c t=\"str\"><v>x</v></c></row></sheetData>"
        )
    };
    let (one, two) = (named("one"), named("two"));
    let parts = Parts {
        sheets: &[
            ("Một", "", &one),
            ("Hai &amp; ba", "state=\"veryHidden\"", &two),
            ("Trống", "", "<sheetData><row r=\"1\"><c r=\"A1\"/></row></sheetData>"),
        ],
        ..Parts::default()
    };
    let open = |sheet_name: SheetName| {
        let layout = Book::Xlsx.with(&["one"], SheetLayout { sheet: sheet_name, ..sheet() });
        read_with(&layout, &parts.build(), &Default::default())
    };
    let first = open(SheetName::Index(0)).unwrap();
    assert_eq!((first.names(), first.tally.other_sheets), (vec!["one"], 1), "an empty sheet holds nothing");
    let hidden = open(SheetName::Name("Hai & ba".into())).unwrap();
    assert_eq!(
        (hidden.names(), hidden.tally.hidden, hidden.tally.other_sheets),
        (vec!["two"], 2, 1),
        "a hidden sheet with a hidden column"
    );
    let error = open(SheetName::Name("hai & ba".into())).unwrap_err();
    assert_eq!(error.code(), "SHEET_NOT_FOUND");
    assert!(error.to_string().contains("Một, Hai & ba"), "{error}");
    assert_eq!(open(SheetName::Index(3)).unwrap_err().code(), "SHEET_NOT_FOUND");
}

#[test]
fn columns_without_names_have_letters() {
    let rows = "<row r=\"3\"><c r=\"B3\" t=\"str\"><v>x</v></c><c r=\"D3\" t=\"str\"><v>y</v></c></row>\
                <row r=\"4\"><c r=\"E4\" t=\"str\"><v>z</v></c></row>";
    let header = Header { rule: HeaderRule::Absent, ..Header::default() };
    let layout = Book::Xlsx.with(&["B"], SheetLayout { header, ..sheet() });
    let table = read_with(&layout, &one_sheet(rows), &Default::default()).unwrap();
    assert_eq!(table.names(), ["A", "B", "C", "D"]);
    assert_eq!(table.rows, [(3, vec![Owned::Absent, text("x"), Owned::Absent, text("y")])]);
    assert_eq!(table.codes(), ["CELL_OUTSIDE_TABLE"], "nothing is cut off");
}

#[test]
fn strict_workbooks_are_workbooks() {
    let inside = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\">\
        <c r=\"A2\" s=\"1\" t=\"d\"><v>2026-11-25T07:59:59</v></c></row></sheetData>";
    let strings = "<si><t>a</t></si>";
    let parts =
        Parts { strict: true, styles: STYLES, strings, sheets: &[("S", "", inside)], ..Parts::default() };
    assert_eq!(cells(&parts, &["a"]).rows, [(2, vec![Owned::Other("2026-11-25T07:59:59".to_owned())])]);
}

#[test]
fn a_workbook_of_another_program_is_read_as_it_shows_it() {
    use lienthong_adapter::rows::{End, Until};
    let names = ["STT", "Họ và tên", "Nơi ở / Mã PX", "Nơi ở / Tên", "Ngày sinh", "Số tiền", "Đã nộp"];
    let header = Header {
        rule: HeaderRule::Find(vec!["STT".into(), "Họ và tên".into()]),
        rows: 2,
        fold_diacritics: false,
    };
    let end = End { until: Until::FirstEmptyRow, ignore_after_end: true };
    let layout = Book::Xlsx.with(&names, SheetLayout { header, end, ..sheet() });
    let table = read(&layout, &sample("xlsx/valid/openpyxl.xlsx"));
    assert_eq!(table.names(), names);
    let number = |text: &str| Owned::Number(text.to_owned());
    let other = |text: &str| Owned::Other(text.to_owned());
    let expected = [
        (
            6,
            vec![
                number("1"),
                text("Nguyễn Thị Ất"),
                text("02200"),
                text("Phan Thiết"),
                other("1960-02-29T00:00:00"),
                number("1500000.25"),
                other("true"),
            ],
        ),
        (
            7,
            vec![
                number("2"),
                text("Trần Văn Bính"),
                text("02203"),
                Owned::Absent,
                other("2026-11-25T07:59:59"),
                number("0.1"),
                other("false"),
            ],
        ),
    ];
    assert_eq!(table.rows, expected);
    assert_eq!((table.tally.hidden, table.tally.after_end), (2, 1), "a hidden row and a hidden column");
}
