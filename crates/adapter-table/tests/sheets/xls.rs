//! Cells of xls as programs write them, and text that old programs left as bytes.

use crate::common::*;
use lienthong_adapter::Limits;
use lienthong_adapter::mapping::{MappedReader, Unmapped};
use lienthong_adapter::rows::{SheetLayout, SheetName};
use lienthong_model::schema::{Kind, Value};
use lienthong_vntext::Charset;

fn other(text: &str) -> Owned {
    Owned::Other(text.to_owned())
}

fn number(text: &str) -> Owned {
    Owned::Number(text.to_owned())
}

#[test]
fn every_kind_of_cell_is_what_its_program_shows() {
    let layout = |name: &str| {
        let names = ["a", "b", "c", "d", "e", "f"];
        Book::Xls.with(&names, SheetLayout { sheet: SheetName::Name(name.into()), ..sheet() })
    };
    let table = read(&layout("Ô"), &sample("xls/valid/cells.xls"));
    let expected = [
        (
            2,
            vec![
                text("02200"),
                number("2200"),
                number("1234.56"),
                number("0.1"),
                other("true"),
                other("#N/A"),
            ],
        ),
        (
            3,
            vec![
                Owned::Absent,
                Owned::Absent,
                other("2021-01-01T00:00:00"),
                other("2021-01-01T06:00:00"),
                number("-1.5E-12"),
                number("12345678901234"),
            ],
        ),
        (
            4,
            vec![
                text("Xã Năng Khả"),
                Owned::Absent,
                Owned::Absent,
                Owned::Absent,
                Owned::Absent,
                text("𝄞 cao"),
            ],
        ),
        (6, vec![text("gộp"), Owned::Absent, Owned::Absent, Owned::Absent, Owned::Absent, Owned::Absent]),
    ];
    assert_eq!(table.rows, expected);
    assert_eq!((table.tally.blank, table.tally.hidden), (1, 2), "a hidden row and a hidden column");
    let hidden = read(&layout("Ẩn"), &sample("xls/valid/cells.xls"));
    assert_eq!((hidden.tally.hidden, hidden.tally.other_sheets), (1, 1), "a hidden sheet, and another one");
}

#[test]
fn formulas_have_the_values_that_were_calculated() {
    let table = read(&Book::Xls.layout(&["a", "b", "c", "d", "e"]), &sample("xls/valid/formulas.xls"));
    let expected = [
        (
            2,
            vec![
                text("kết quả"),
                other("true"),
                other("#N/A"),
                number("0.30000000000000004"),
                other("2021-01-01T12:00:00"),
            ],
        ),
        (3, vec![text("sau"), text(""), number("7"), number("1234.56"), other("2021-01-01T00:00:00")]),
        (4, vec![text("x"), text("ặặặặặặặặặặbbbbbbbbbb"), Owned::Absent, Owned::Absent, Owned::Absent]),
    ];
    assert_eq!(table.rows, expected, "rows that were written in no order stand in order");
}

#[test]
fn strings_go_on_over_records() {
    let layout = Book::Xls.layout(&["text"]);
    let table = read(&layout, &sample("xls/valid/long.xls"));
    assert_eq!(table.rows.len(), 401);
    for (index, (_, cells)) in (1..400_usize).zip(&table.rows) {
        let letter = if index % 2 == 1 { "a" } else { "ặ" };
        assert_eq!(cells[0], text(&format!("{index}:{}", letter.repeat(index * index * 7 % 250))));
    }
    assert_eq!(table.rows[399].1[0], text(&"x".repeat(32_767)));
    assert_eq!(table.rows[400].1[0], text(&"Ỷ".repeat(20_000)));
    let back = read(&layout, &write(&layout, &texts(&table.cells())).unwrap());
    assert_eq!(back.cells(), table.cells(), "and are written so");
    // Every border of a record falls somewhere in a string of either width once.
    for length in 8_190..8_240 {
        let cells = vec![vec![text(&"ế".repeat(length))], vec![text(&"e".repeat(length))], vec![text("sau")]];
        assert_eq!(read(&layout, &write(&layout, &texts(&cells)).unwrap()).cells(), cells, "{length}");
    }
}

/// Code and name of every row of a file of TCVN3, and the name of its second column.
fn tcvn3(path: &str, charset: Charset, per_column: bool) -> Result<Vec<(String, String)>, String> {
    let mut mapping = mapping(
        Book::Xls,
        &[("Mã PX", "code", Kind::Digits { min: 5, max: 5 }), ("Tên", "name", any_text())],
    );
    mapping.unmapped = Unmapped::Drop;
    if per_column {
        mapping.layout.columns[1].charset = Some(charset);
        mapping.layout.columns[0].names = vec!["M· PX".to_owned()];
        mapping.layout.columns[1].names = vec!["Tªn".to_owned()];
    } else {
        mapping.layout.charset = charset;
    }
    let bytes = sample(path);
    let input = Box::new(std::io::Cursor::new(bytes));
    let open = MappedReader::open(&mapping, &*Book::Xls.format(), input, &Limits::default());
    let mut reader = open.map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    while let Some(read) = reader.next_record().map_err(|fault| fault.error.to_string())? {
        let texts: Vec<String> = read.record.values.iter().flatten().map(shown).collect();
        found.push((texts[0].clone(), texts[1].clone()));
    }
    Ok(found)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn text_of_old_fonts_becomes_unicode() {
    let pair = |code: &str, name: &str| (code.to_owned(), name.to_owned());
    let two = vec![pair("02200", "Phường Phan Thiết"), pair("02203", "Phường Minh Xuân")];
    assert_eq!(tcvn3("xls/valid/tcvn3.xls", Charset::Tcvn3Abc, false).unwrap(), two);
    assert_eq!(
        tcvn3("xls/valid/tcvn3.xls", Charset::Tcvn3Abc, true).unwrap(),
        two,
        "charset on the column alone"
    );
    let mut three = two.clone();
    three.push(pair("02206", "Xã An Khang"));
    assert_eq!(tcvn3("xls/valid/excel-95-tcvn3.xls", Charset::Tcvn3Abc, false).unwrap(), three);
    let error = tcvn3("xls/valid/excel-95-tcvn3.xls", Charset::Utf8, false).unwrap_err();
    assert!(error.contains("not in the charset utf-8"), "{error}");
}

#[test]
fn text_is_written_for_old_fonts_as_well() {
    for book in BOTH {
        let mut layout = book.layout(&["Mã PX", "Tên"]);
        layout.charset = Charset::Tcvn3Abc;
        let rows = vec![vec![text("02200"), text("Phường Phan Thiết")]];
        let bytes = write(&layout, &texts(&rows)).unwrap();
        let raw = read(&book.layout(&[]), &bytes);
        assert_eq!(raw.names(), ["M· PX", "Tªn"], "{book:?}");
        assert_eq!(raw.cells(), [[text("02200"), text("Ph\u{ad}êng Phan ThiÕt")]], "{book:?}");
        let refused = write(&layout, &texts(&[vec![text("02269"), text("Phường Ỷ La")]])).unwrap_err();
        assert!(refused.starts_with("NOT_ENCODABLE") && refused.contains("row 1, field Tên"), "{refused}");
    }
}
