//! What is written, what is refused, and what a workbook tells people.

use std::io::Cursor;

use crate::common::*;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::{
    ColumnKind, End, Header, HeaderRule, Layout, OutCell, SheetLayout, SheetName, Until,
};
use lienthong_adapter_table::sheet::{SheetInfo, Used, describe};

fn refused(layout: &Layout, rows: &[Vec<OutCell<'_>>]) -> String {
    let refusal = write(layout, rows).map(|_| ()).unwrap_err();
    assert!(!refusal.contains(['{', '}']), "{refusal}");
    refusal
}

#[test]
fn what_would_not_be_read_again_is_refused() {
    use jiff::civil::date;
    for book in BOTH {
        let layout = book.layout(&["a", "b"]);
        let check = |cell: OutCell<'_>, code: &str| {
            let refusal = refused(&layout, &[vec![OutCell::Absent, cell]]);
            assert!(refusal.starts_with(&format!("{code} ")), "{book:?}: {refusal}");
            assert!(refusal.contains("row 1"), "{book:?}: {refusal}");
            let tells =
                ["1234567890123456", "0.123456789", "1900-02-28"].iter().any(|value| refusal.contains(value));
            assert!(!tells, "{book:?}: what a cell holds may be personal: {refusal}");
        };
        check(OutCell::Text("a\u{1}"), "CHARACTER_FORBIDDEN");
        check(OutCell::Text("\u{fffd}"), "CHARACTER_FORBIDDEN");
        check(OutCell::Text(&"x".repeat(32_768)), "VALUE_TOO_WIDE");
        check(OutCell::Text(" \u{a0}"), "ROW_LOST");
        check(OutCell::Absent, "ROW_LOST");
        check(OutCell::Number("12345678901234567"), "NUMBER_TOO_PRECISE");
        check(OutCell::Number("0.12345678901234567"), "NUMBER_TOO_PRECISE");
        check(OutCell::Number("3.30000000000000030"), "NUMBER_TOO_PRECISE");
        check(OutCell::Date(date(1900, 2, 28)), "NOT_SAYABLE");
        check(OutCell::Date(date(-1, 1, 1)), "NOT_SAYABLE");

        let until = |until| {
            book.with(&["a", "b"], SheetLayout { end: End { until, ignore_after_end: false }, ..sheet() })
        };
        let row = vec![OutCell::Absent, OutCell::Text("Tổng cộng")];
        assert!(write(&until(Until::EndOfFile), std::slice::from_ref(&row)).is_ok());
        for end in [Until::Text("Tổng".into()), Until::ColumnEmpty("a".into())] {
            assert!(refused(&until(end), std::slice::from_ref(&row)).starts_with("ROW_LOST "));
        }

        for name in ["", "a/b", "'a", "một tên trang tính dài hơn 31 ký tự"] {
            let layout = book.with(&["a"], SheetLayout { sheet: SheetName::Name(name.into()), ..sheet() });
            assert!(refused(&layout, &[]).starts_with("SHEET_NAME_FORBIDDEN "), "{name}");
        }
        let second = book.with(&["a"], SheetLayout { sheet: SheetName::Index(1), ..sheet() });
        assert!(refused(&second, &[]).starts_with("SHEET_NAME_FORBIDDEN "));
        let mut narrow = book.layout(&["a"]);
        narrow.columns[0].kind = ColumnKind::TextOf { bytes: 4 };
        assert!(refused(&narrow, &[vec![OutCell::Text("Xã A")]]).starts_with("VALUE_TOO_WIDE "));
    }
}

#[test]
fn a_sheet_that_is_full_is_said_to_be() {
    let wide: Vec<String> = (0..257).map(|n| format!("c{n}")).collect();
    let wide: Vec<&str> = wide.iter().map(String::as_str).collect();
    assert!(refused(&Book::Xls.layout(&wide), &[]).contains("column IW"));
    assert!(write(&Book::Xls.layout(&wide[..256]), &[]).is_ok());
    assert!(write(&Book::Xlsx.layout(&wide), &[]).is_ok());
    let low = |row| {
        let header = Header { rule: HeaderRule::Row(row), ..Header::default() };
        Book::Xls.with(&["a"], SheetLayout { header, ..sheet() })
    };
    let one = || vec![OutCell::Text("x")];
    let last = write(&low(65_535), &[one()]).unwrap();
    assert_eq!(read(&low(65_535), &last).rows, [(65_536, vec![text("x")])]);
    let refusal = refused(&low(65_535), &[one(), one()]);
    assert!(
        refusal.starts_with("SHEET_FULL ") && refusal.contains("65536 rows and 256 columns"),
        "{refusal}"
    );
}

#[test]
fn a_number_that_was_calculated_goes_back_into_its_cell() {
    for book in BOTH {
        let layout = book.layout(&["Tiền"]);
        let numbers = ["3.3000000000000003", "0.30000000000000004", "-1234567.8900000001"];
        let rows: Vec<Vec<Owned>> =
            numbers.iter().map(|number| vec![Owned::Number((*number).to_owned())]).collect();
        assert_eq!(read(&layout, &write(&layout, &texts(&rows)).unwrap()).cells(), rows, "{book:?}");
        // Who opens the sheet would see 1234567890123450.
        let whole = vec![vec![Owned::Number("1234567890123456".to_owned())]];
        assert!(refused(&layout, &texts(&whole)).starts_with("NUMBER_TOO_PRECISE"), "{book:?}");
    }
}

#[test]
fn text_survives_whatever_it_holds() {
    let wild =
        ["=1+1", "@x", "0012", "1E5", " a ", "\ta", "a\nb", "a\r\nb", "_x000D_", "<a>&amp;", "]]>", "'", "𝄞"];
    for book in BOTH {
        let rows: Vec<Vec<Owned>> = wild.iter().map(|wild| vec![text(wild)]).collect();
        let layout = book.layout(&["Tên <&> \"cột\""]);
        let back = read(&layout, &write(&layout, &texts(&rows)).unwrap());
        assert_eq!((back.names(), back.cells()), (vec!["Tên <&> \"cột\""], rows), "{book:?}");
    }
}

#[test]
fn columns_by_letters_are_written_where_they_belong() {
    let header = Header { rule: HeaderRule::Absent, ..Header::default() };
    for book in BOTH {
        let layout = |names: &[&str]| book.with(names, SheetLayout { header: header.clone(), ..sheet() });
        let rows = vec![vec![text("x"), text("y")]];
        let back = read(&layout(&[]), &write(&layout(&["C", "A"]), &texts(&rows)).unwrap());
        assert_eq!(back.rows, [(1, vec![text("y"), Owned::Absent, text("x")])], "{book:?}");
        assert!(refused(&layout(&["a1"]), &[]).starts_with("NOT_SAYABLE "));
        assert!(refused(&layout(&["A", "a"]), &[]).starts_with("NOT_SAYABLE "));
    }
}

#[test]
fn a_workbook_is_described() {
    let info = describe(Box::new(Cursor::new(sample("xls/valid/cells.xls"))), &Limits::default()).unwrap();
    let used =
        |rows, first: &str, last: &str| Some(Used { rows, columns: (first.to_owned(), last.to_owned()) });
    let hidden = SheetInfo {
        name: "Ẩn".to_owned(),
        hidden: true,
        used: used(1..=2, "A", "A"),
        merged: 0,
        merged_down: Vec::new(),
        hidden_rows: 0,
        hidden_columns: 0,
    };
    let shown = SheetInfo {
        name: "Ô".to_owned(),
        hidden: false,
        used: used(1..=6, "A", "F"),
        merged: 1,
        merged_down: Vec::new(),
        hidden_rows: 1,
        hidden_columns: 1,
    };
    assert_eq!((info.format, info.sheets), ("xls", vec![hidden, shown]));

    let inside = "<sheetData><row r=\"3\"><c r=\"B3\" t=\"str\"><v>x</v></c><c r=\"D3\" s=\"1\"/></row>\
                  <row r=\"1048576\"/></sheetData><mergeCells><mergeCell ref=\"B3:C4\"/></mergeCells>";
    let sheets = [("Một", "", inside), ("Hai", "state=\"hidden\"", "<sheetData/>")];
    let book = Parts { sheets: &sheets, ..Parts::default() }.build();
    let info = describe(Box::new(Cursor::new(book)), &Limits::default()).unwrap();
    assert_eq!((info.format, info.sheets.len()), ("xlsx", 2));
    assert_eq!((&info.sheets[0].used, info.sheets[0].merged), (&used(3..=3, "B", "B"), 1));
    assert_eq!((&info.sheets[1].used, info.sheets[1].hidden), (&None, true));

    let html =
        describe(Box::new(Cursor::new(sample("xls/broken/html.xls"))), &Limits::default()).unwrap_err();
    assert_eq!(html.to_string(), "this is an HTML page (web table), expected a workbook");
}
