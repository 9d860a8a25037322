//! Where a table begins and ends in a sheet.

use crate::common::*;
use lienthong_adapter::DecodeError;
use lienthong_adapter::rows::{End, Header, HeaderRule, SheetLayout, Until};

/// A sheet as people see it: one line for each row, cells between `|`; `.` is a row that is not in the file.
fn drawn(rows: &[&str], merged: &str) -> Vec<u8> {
    let mut xml = String::from("<sheetData>");
    for (row, number) in rows.iter().zip(1..) {
        if *row == "." {
            continue;
        }
        xml += &format!("<row r=\"{number}\">");
        for (cell, column) in row.split('|').zip('A'..) {
            match cell.trim() {
                "" => xml += &format!("<c r=\"{column}{number}\" s=\"0\"/>"),
                cell => xml += &format!("<c r=\"{column}{number}\" t=\"str\"><v>{cell}</v></c>"),
            }
        }
        xml += "</row>";
    }
    xml += "</sheetData>";
    if !merged.is_empty() {
        xml += &format!("<mergeCells><mergeCell ref=\"{merged}\"/></mergeCells>");
    }
    Parts { sheets: &[("S", "", &xml)], ..Parts::default() }.build()
}

fn open(bytes: &[u8], header: Header, end: End) -> Result<Table, DecodeError> {
    let layout = Book::Xlsx.with(&["STT", "Mã PX"], SheetLayout { header, end, ..sheet() });
    read_with(&layout, bytes, &Default::default())
}

fn numbers(table: &Table) -> Vec<u64> {
    table.rows.iter().map(|(number, _)| *number).collect()
}

#[test]
fn a_header_is_found_below_titles() {
    let bytes =
        drawn(&["|DANH SÁCH XÃ", ".", "(kèm theo STT)", "|stt |MÃ  PX|Tên", "|1|02200|Phan Thiết"], "");
    let find = |names: &[&str]| HeaderRule::Find(names.iter().map(|name| (*name).to_owned()).collect());
    let check = |rule: HeaderRule, fold_diacritics: bool| {
        let table = open(&bytes, Header { rule, rows: 1, fold_diacritics }, End::default())?;
        assert_eq!(table.names(), ["stt", "MÃ  PX", "Tên"]);
        assert_eq!(table.columns[1].letter.as_deref(), Some("C"), "the table begins in column B");
        assert_eq!(table.rows, [(5, vec![text("1"), text("02200"), text("Phan Thiết")])]);
        Ok::<(), DecodeError>(())
    };
    check(find(&["STT", "Mã PX"]), false).unwrap();
    check(find(&["stt", "ma px"]), true).unwrap();
    check(HeaderRule::Row(4), false).unwrap();
    for (rule, found) in [
        (find(&["ma px"]), "found row 4, without ma px: stt | MÃ  PX | Tên (sheet S)"),
        (find(&["STT", "Mã"]), "found row 4, without Mã: stt | MÃ  PX | Tên (sheet S)"),
        (HeaderRule::Row(9), "expected a header in row 9; found row 4: stt | MÃ  PX | Tên"),
        (HeaderRule::Row(2), "expected a header in row 2; found row 4: stt | MÃ  PX | Tên"),
    ] {
        let error = check(rule.clone(), false).unwrap_err();
        assert_eq!(error.code(), "HEADER_NOT_FOUND", "{rule:?}");
        assert!(error.to_string().contains(found), "{rule:?}: {error}");
        crate::words::check_vietnamese("HEADER_NOT_FOUND", &error.message_vi());
    }
    let far: Vec<&str> = std::iter::repeat_n("x", 100).chain(["STT|Mã PX"]).collect();
    let error = open(&drawn(&far, ""), Header { rule: find(&["STT"]), ..Header::default() }, End::default());
    assert_eq!(error.unwrap_err().code(), "HEADER_NOT_FOUND", "only the first hundred rows are searched");
}

#[test]
fn two_rows_of_names_are_joined() {
    let rows = ["STT|Nơi ở||Ngày sinh", "|Mã PX|Tên|", "1|02200|Phan Thiết|2000"];
    let header = Header { rule: HeaderRule::Row(1), rows: 2, fold_diacritics: false };
    let table = open(&drawn(&rows, "B1:C1"), header.clone(), End::default()).unwrap();
    assert_eq!(table.names(), ["STT", "Nơi ở / Mã PX", "Nơi ở / Tên", "Ngày sinh"]);
    assert_eq!(numbers(&table), [3]);
    let table = open(&drawn(&rows, ""), header, End::default()).unwrap();
    assert_eq!(
        table.names(),
        ["STT", "Nơi ở / Mã PX", "Tên", "Ngày sinh"],
        "only what is merged counts for more"
    );
}

#[test]
fn a_table_ends_where_the_mapping_says() {
    let rows =
        ["STT|Mã PX", "1|02200", "|", ".", "2|02203", "|Tổng cộng: 2", "|Người lập", "3|02206", " | ", "|"];
    let bytes = drawn(&rows, "");
    let end = |until: Until, ignore_after_end| {
        open(&bytes, Header::default(), End { until, ignore_after_end }).unwrap()
    };
    let all = end(Until::EndOfFile, false);
    assert_eq!((numbers(&all), all.tally.blank), (vec![2, 5, 6, 7, 8], 4));

    let empty = end(Until::FirstEmptyRow, true);
    assert_eq!((numbers(&empty), empty.tally.after_end), (vec![2], 4));
    let refused = end(Until::FirstEmptyRow, false);
    assert_eq!((numbers(&refused), refused.codes()), (vec![2], vec!["DATA_AFTER_END"]));
    assert_eq!(refused.faults[0].place().row, Some(5));

    let mark = end(Until::Text("Tổng cộng".into()), true);
    assert_eq!((numbers(&mark), mark.tally.after_end), (vec![2, 5], 3));
    let text_in = |column: &str| Until::TextIn { column: column.into(), text: "Tổng cộng".into() };
    assert_eq!(numbers(&end(text_in("Mã PX"), true)), [2, 5]);
    assert_eq!(numbers(&end(text_in("STT"), false)), [2, 5, 6, 7, 8], "it stands in another column");
    let refused = end(Until::Text("Tổng cộng".into()), false);
    assert_eq!((refused.codes(), refused.faults[0].place().row), (vec!["DATA_AFTER_END"], Some(7)));

    let column = end(Until::ColumnEmpty("stt".into()), true);
    assert_eq!(numbers(&column), [2], "a blank row is blank in this column as well");
    let wrong = open(
        &bytes,
        Header::default(),
        End { until: Until::ColumnEmpty("TT".into()), ignore_after_end: true },
    );
    assert_eq!(wrong.unwrap_err().code(), "MISSING_COLUMN");

    let tight = drawn(&["STT|Mã PX", "1|02200", "|Tổng cộng: 1"], "");
    let column = End { until: Until::ColumnEmpty("STT".into()), ignore_after_end: false };
    let table = open(&tight, Header::default(), column).unwrap();
    assert_eq!(table.codes(), ["DATA_AFTER_END"], "a filled row is not left out silently");
}

#[test]
fn xls_knows_the_same_rules() {
    // Written with names in two rows, at row 3, and read so.
    let header = Header { rule: HeaderRule::Row(3), rows: 2, fold_diacritics: false };
    let end = End { until: Until::Text("Cộng".into()), ignore_after_end: false };
    for book in BOTH {
        let names = ["Nơi ở / Mã PX", "Nơi ở / Tên", "Ghi chú"];
        let layout = book.with(&names, SheetLayout { header: header.clone(), end: end.clone(), ..sheet() });
        let rows =
            vec![vec![text("02200"), Owned::Absent, text("")], vec![Owned::Absent, text("a"), Owned::Absent]];
        let table = read(&layout, &write(&layout, &texts(&rows)).unwrap());
        assert_eq!(table.names(), names, "{book:?}");
        assert_eq!(table.rows, [(5, rows[0].clone()), (6, rows[1].clone())], "{book:?}");
    }
}
