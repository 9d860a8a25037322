//! What is written as CSV, byte by byte, and what is not.

use crate::common::*;
use lienthong_adapter::rows::{
    ColumnKind, ColumnLayout, CsvLayout, End, FormatLayout, Header, HeaderRule, Layout, OutCell, Until,
};
use lienthong_vntext::Charset;

fn text(layout: &Layout, rows: &[&[&str]]) -> String {
    String::from_utf8(write(layout, rows).unwrap_or_else(|e| panic!("{e}"))).unwrap()
}

fn code(layout: &Layout, rows: &[&[&str]]) -> &'static str {
    write(layout, rows).unwrap_err().code()
}

#[test]
fn a_field_is_quoted_only_where_it_must_be() {
    let layout = csv(&["a", "b,c"], Charset::Utf8);
    let rows: &[&[&str]] = &[&["1", " x "], &["a,b", "\"q\""], &["line\nend", "cr\r"], &["", "Xã"]];
    let written = text(&layout, rows);
    assert_eq!(written, "a,\"b,c\"\r\n1, x \r\n\"a,b\",\"\"\"q\"\"\"\r\n\"line\nend\",\"cr\r\"\r\n,Xã\r\n");
    assert_eq!(
        told(&layout, written.as_bytes()),
        "a|b,c\n2@9: 1| x \n3@16: a,b|\"q\"\n4@31: line\nend|cr\r\n7@49: |Xã"
    );
    let layout = csv_with(&["a"], |csv| {
        csv.lf = true;
        csv.bom = true;
        csv.delimiter = b';';
    });
    assert_eq!(text(&layout, &[&["x,y;"]]), "\u{feff}a\n\"x,y;\"\n");
}

#[test]
fn a_header_stands_where_reading_looks_for_it() {
    let names = ["STT", "Nơi sinh / Xã", "Nơi sinh / Huyện"];
    let rule = |rule: HeaderRule, rows| {
        csv_with(&names, |csv| csv.header = Header { rule, rows, fold_diacritics: false })
    };
    for layout in [rule(HeaderRule::Row(4), 2), rule(HeaderRule::Find(vec!["STT".into()]), 2)] {
        let written = text(&layout, &[&["1", "A", "B"]]);
        assert!(written.ends_with("STT,Nơi sinh,Nơi sinh\r\n,Xã,Huyện\r\n1,A,B\r\n"), "{written}");
        assert!(told(&layout, written.as_bytes()).starts_with(&names.join("|")));
    }
    assert_eq!(code(&csv_with(&["a / b / c"], |csv| csv.header.rows = 2), &[]), "CSV_HEADER_PARTS");
    let absent = rule(HeaderRule::Absent, 1);
    assert_eq!(text(&absent, &[&["sep=;", "x", "y"]]), "\"sep=;\",x,y\r\n");
    assert_eq!(text(&absent, &[&["x", "sep=;", "y"], &["sep=;", "", ""]]), "x,sep=;,y\r\nsep=;,,\r\n");
}

#[test]
fn what_would_not_come_back_is_refused() {
    let layout = csv(&["a", "b"], Charset::Utf8);
    assert_eq!(code(&layout, &[&["", " "]]), "ROW_WITHOUT_VALUES");
    for ignore_after_end in [false, true] {
        let ends = |until: Until| csv_with(&["a", "b"], |csv| csv.end = End { until, ignore_after_end });
        assert_eq!(code(&ends(Until::ColumnEmpty("a".into())), &[&["1", ""], &["", "x"]]), "ROW_ENDS_TABLE");
        assert_eq!(code(&ends(Until::Text("Tổng".into())), &[&["1", "Tổng số"]]), "ROW_ENDS_TABLE");
        assert_eq!(text(&ends(Until::Text("Tổng".into())), &[&["1", "x Tổng"]]), "a,b\r\n1,x Tổng\r\n");
    }
    let bare = csv_with(&["a"], |csv| csv.quote = None);
    assert_eq!(text(&bare, &[&["5\" x"]]), "a\r\n5\" x\r\n");
    for value in ["x,y", "x\ny", "x\ry"] {
        assert_eq!(code(&bare, &[&[value]]), "CSV_NEEDS_QUOTES");
    }
    let narrow = Layout {
        columns: vec![ColumnLayout { kind: ColumnKind::TextOf { bytes: 3 }, ..ColumnLayout::named("a") }],
        ..csv(&[], Charset::Utf8)
    };
    assert_eq!(text(&narrow, &[&["xã"]]), "a\r\nxã\r\n");
    assert_eq!(code(&narrow, &[&["xãx"]]), "VALUE_TOO_WIDE");
}

#[test]
fn a_letter_that_the_charset_lacks_is_named_and_the_rest_of_the_cell_is_not() {
    let layout = csv(&["Mã", "Tên"], Charset::Tcvn3Abc);
    let error = write(&layout, &[&["1", "Xã An"], &["2", "Phường Ỷ La"]]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the text cannot be written in tcvn3-abc: character \"Ỷ\" U+1EF6 at index 7 exists in tcvn3-abc in lower case \
         only (row 2, field Tên)"
    );
    assert!(!error.message_vi().contains("La"));
}

#[test]
fn a_column_may_have_a_charset_of_its_own() {
    let mut layout = csv(&["a", "b"], Charset::Utf8);
    layout.columns[1].charset = Some(Charset::Tcvn3Abc);
    assert_eq!(write(&layout, &[&["Tuyên", "Tuyên"]]).unwrap(), b"a,b\r\nTuy\xc3\xaan,Tuy\xAAn\r\n");
    layout.columns[1].charset = Some(Charset::Utf16Le);
    assert_eq!(code(&layout, &[]), "CHARSET_NOT_OF_BYTES");
}

#[test]
fn utf_16_is_written_as_a_whole() {
    for charset in [Charset::Utf16Le, Charset::Utf16Be] {
        for bom in [false, true] {
            let format = FormatLayout::Csv(CsvLayout { delimiter: b'\t', bom, ..CsvLayout::default() });
            let layout = layout(&["Mã", "Tên"], charset, format);
            let written = write(&layout, &[&["1", "Xã \"Ứng\"\t𠀋"]]).unwrap();
            assert_eq!(written.len() % 2, 0);
            let told = told(&layout, &written);
            assert!(told.ends_with("t:1|t:Xã \"Ứng\"\t𠀋"), "{told}");
        }
    }
}

#[test]
fn formulas_are_refused_where_a_spreadsheet_opens_the_file() {
    let safe = csv_with(&["a"], |csv| csv.excel_safe = true);
    for value in ["=1+1", "@x", "+84912000000", "-x", " =x", "-1+2"] {
        assert_eq!(code(&safe, &[&[value]]), "CSV_FORMULA", "{value}");
        assert_eq!(text(&csv(&["a"], Charset::Utf8), &[&[value]]), format!("a\r\n{value}\r\n"));
    }
    assert_eq!(text(&safe, &[&["-1.234,5"], &["-"], &["a=b"]]), "a\r\n\"-1.234,5\"\r\n-\r\na=b\r\n");
}

#[test]
fn values_that_are_not_text_are_written_in_canonical_form() {
    let day = jiff::civil::date(2026, 11, 20);
    let cells = vec![
        OutCell::Number("-12.50"),
        OutCell::Date(day),
        OutCell::DateTime(day.at(8, 5, 0, 0)),
        OutCell::Bool(true),
        OutCell::Absent,
    ];
    let written = write_cells(&csv(&["a", "b", "c", "d", "e"], Charset::Utf8), vec![cells]).unwrap();
    assert_eq!(written, b"a,b,c,d,e\r\n-12.50,2026-11-20,2026-11-20T08:05:00,true,\r\n");
}
