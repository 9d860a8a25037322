//! What is written as a table, and what is not.

use std::io::Cursor;
use std::sync::Arc;

use crate::common::*;
use lienthong_adapter::Limits;
use lienthong_adapter::rows::{Align, ColumnKind, DbfVersion, FormatLayout, Layout, OutCell, Stored};
use lienthong_adapter_table::describe_dbf;
use lienthong_model::schema::{Kind, Record, Value};
use lienthong_vntext::Charset;

const VERSIONS: [DbfVersion; 4] =
    [DbfVersion::DBase3, DbfVersion::DBase4, DbfVersion::FoxPro, DbfVersion::VisualFoxPro];
const TEXT: ColumnKind = ColumnKind::TextOf { bytes: 20 };

fn versioned(version: DbfVersion, columns: &[(&str, ColumnKind)]) -> Layout {
    dbf_with(columns, |dbf| dbf.version = version)
}

#[test]
fn every_kind_of_column_comes_back_in_every_version() {
    let day = jiff::civil::date(2014, 2, 28);
    for version in VERSIONS {
        let mut columns = vec![
            ("HOTEN", TEXT),
            ("LUONG", ColumnKind::Number { width: 12, decimals: 2 }),
            ("NGAY", ColumnKind::Date),
            ("CO", ColumnKind::Bool),
            ("GHICHU", ColumnKind::Memo),
        ];
        let long = "Ghi chú dài, nhiều dòng\r\n".repeat(60);
        let mut row = vec![
            OutCell::Text("Phường Phan Thiết"),
            OutCell::Number("-1500.5"),
            OutCell::Date(day),
            OutCell::Bool(false),
            OutCell::Text(&long),
        ];
        let mut end = "|".to_owned();
        if version == DbfVersion::VisualFoxPro {
            columns.push(("LUC", ColumnKind::DateTime));
            row.push(OutCell::DateTime(day.at(23, 59, 58, 0)));
            end = "|d:2014-02-28T23:59:58".into();
        }
        let mut sparse = vec![OutCell::Absent; columns.len()];
        sparse[1] = OutCell::Number("0");
        columns[0].1 = ColumnKind::TextOf { bytes: 30 };
        let layout = versioned(version, &columns);
        let written = write_cells(&layout, vec![row.clone(), sparse, row]).unwrap();
        assert_eq!(&written[..2], b"PK", "a table with a memo is an archive");
        let told = told(&layout, &written);
        let cells: Vec<&str> =
            told.lines().filter_map(|line| line.split_once(": ")).map(|line| line.1).collect();
        let first = "Phường Phan Thiết|n:-1500.5|d:2014-02-28T00:00:00|b:false|Ghi chú dài, nhiều dòng";
        assert_eq!(cells[0], format!("{first}\r").trim_end_matches('\r'), "{version:?}");
        assert!(
            told.contains(&format!("Ghi chú dài, nhiều dòng\r\n{end}\n").replace("|\n", "")),
            "{version:?}"
        );
        assert_eq!(cells[1].trim_end_matches("|-"), "|n:0", "{version:?}");
        let info = describe_dbf(&mut Cursor::new(&written), &Limits::default()).unwrap();
        let memo = if matches!(version, DbfVersion::DBase3 | DbfVersion::DBase4) {
            "TABLE.DBT"
        } else {
            "TABLE.FPT"
        };
        assert_eq!((info.memo.as_deref(), info.records), (Some(memo), 3));
        assert_eq!(info.updated, Some(jiff::civil::date(2026, 11, 20)), "the date of the message");
    }
}

#[test]
fn a_table_without_memo_is_written_byte_by_byte_as_dbase_wrote_it() {
    let layout = versioned(
        DbfVersion::DBase3,
        &[("MA", ColumnKind::TextOf { bytes: 3 }), ("SO", ColumnKind::Number { width: 4, decimals: 1 })],
    );
    let written = write_cells(&layout, vec![vec![OutCell::Text("07"), OutCell::Number("1.5")]]).unwrap();
    let mut expected = vec![0x03, 126, 11, 20, 1, 0, 0, 0, 97, 0, 8, 0];
    expected.resize(32, 0);
    expected.extend_from_slice(b"MA\0\0\0\0\0\0\0\0\0C\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    expected.extend_from_slice(b"SO\0\0\0\0\0\0\0\0\0N\0\0\0\0\x04\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    expected.extend_from_slice(b"\x0d 07  1.5\x1a");
    assert_eq!(written, expected);
}

#[test]
fn what_does_not_fit_its_field_is_refused() {
    let number = ColumnKind::Number { width: 4, decimals: 1 };
    let layout = versioned(DbfVersion::DBase3, &[("A", ColumnKind::TextOf { bytes: 4 }), ("N", number)]);
    let code = |cells: Vec<OutCell<'_>>| write_cells(&layout, vec![cells]).unwrap_err().code();
    let error = write_cells(&layout, vec![vec![OutCell::Text("Ứng"), OutCell::Absent]]).unwrap_err();
    assert_eq!(error.to_string(), "the value takes 5 bytes, the field holds 4 bytes (row 1, field A)");
    assert_eq!(code(vec![OutCell::Text("a "), OutCell::Absent]), "DBF_PADDING");
    assert_eq!(code(vec![OutCell::Text("a"), OutCell::Number("12345")]), "VALUE_TOO_WIDE");
    assert_eq!(code(vec![OutCell::Text("a"), OutCell::Number("1.25")]), "VALUE_TOO_WIDE");
    assert_eq!(code(vec![OutCell::Text("a"), OutCell::Text("1")]), "NOT_SAYABLE");
    assert_eq!(code(vec![OutCell::Text(""), OutCell::Absent]), "ROW_WITHOUT_VALUES");
    let tcvn = Layout { charset: Charset::Tcvn3Abc, ..layout.clone() };
    let error = write_cells(&tcvn, vec![vec![OutCell::Text("Ứng"), OutCell::Absent]]).unwrap_err();
    assert_eq!(error.code(), "NOT_ENCODABLE");
    assert!(write_cells(&tcvn, vec![vec![OutCell::Text("ứng"), OutCell::Absent]]).is_ok());
}

#[test]
fn what_cannot_be_written_names_its_field_and_no_letter_of_a_person() {
    let layout = csv(&["HOTEN", "GHICHU"], Charset::Tcvn3Abc);
    let told = |is_personal: bool, texts: [&str; 2]| {
        let text = Kind::Text { max_chars: None };
        let mut fields = vec![field("ten", text.clone()), field("ghi_chu", text)];
        fields[0].personal = is_personal;
        let values = texts.map(|text| Some(Value::Text(text.into()))).to_vec();
        let record = Record { values, ..Record::default() };
        let error = encode(&mapping_of(layout.clone(), fields), vec![record]).unwrap_err();
        let place = &error.finding().place;
        (place.row, place.field.clone(), place.path.clone(), error.to_string() + &error.message_vi())
    };
    for (texts, column, field) in [(["Lê Ỷ", "a"], "HOTEN", "ten"), (["a", "Lê Ỷ"], "GHICHU", "ghi_chu")]
    {
        let (row, found, path, open) = told(false, texts);
        assert_eq!((row, found.as_deref(), path.as_deref()), (Some(1), Some(column), Some(field)));
        assert!(open.contains('Ỷ'), "{open}");
        // A note beside a name may be of the same person.
        let (_, found, path, hidden) = told(true, texts);
        assert_eq!((found.as_deref(), path.as_deref()), (Some(column), Some(field)));
        assert!(!hidden.contains('Ỷ') && !hidden.contains("1EF6"), "{hidden}");
        assert!(hidden.contains("(not shown) at index 3") && hidden.contains("(không hiển thị)"), "{hidden}");
    }
}

#[test]
fn a_column_that_can_be_no_field_is_refused() {
    for (version, name, kind) in [
        (DbfVersion::DBase3, "TEN_QUA_DAI_X", TEXT),
        (DbfVersion::DBase3, "", TEXT),
        (DbfVersion::DBase3, "A", ColumnKind::Text),
        (DbfVersion::DBase3, "A", ColumnKind::TextOf { bytes: 255 }),
        (DbfVersion::DBase3, "A", ColumnKind::TextOf { bytes: 0 }),
        (DbfVersion::DBase3, "A", ColumnKind::Number { width: 21, decimals: 0 }),
        (DbfVersion::DBase3, "A", ColumnKind::Number { width: 2, decimals: 2 }),
        (DbfVersion::FoxPro, "A", ColumnKind::DateTime),
        (DbfVersion::FoxPro, "b", TEXT),
    ] {
        let error = write(&versioned(version, &[("B", TEXT), (name, kind)]), &[]).unwrap_err();
        assert_eq!(error.code(), "DBF_COLUMN", "{name} {kind:?}");
    }
    assert_eq!(write(&dbf(&[]), &[]).unwrap_err().code(), "DBF_COLUMN");
}

#[test]
fn a_table_of_short_notes_is_read_again_however_well_it_packs() {
    let layout =
        versioned(DbfVersion::FoxPro, &[("A", ColumnKind::TextOf { bytes: 200 }), ("M", ColumnKind::Memo)]);
    let rows = vec![["a", "b"]; 6_000];
    let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
    let written = write(&layout, &rows).unwrap();
    assert_eq!(hear(&layout, &written, &Limits::default()).unwrap().rows.len(), 6_000);
}

#[test]
fn an_archive_holds_one_table_and_its_memo_file() {
    let layout = versioned(DbfVersion::DBase4, &[("A", TEXT), ("M", ColumnKind::Memo)]);
    let written = write(&layout, &[&["a", "b"], &["c", "d"]]).unwrap();
    assert_eq!(told(&layout, &written), "A|M\n1@97: a|b\n2@128: c|d");
    let limits = Limits { unpacked_bytes: 1_000, ..Limits::default() };
    assert_eq!(hear(&layout, &written, &limits).unwrap_err().code(), "DBF_ARCHIVE_TOO_LARGE");
    // The memo file of another table has texts as well, but not these.
    let mut other = written.clone();
    for at in 0..other.len() - 9 {
        if &other[at..at + 9] == b"TABLE.DBT" {
            other[at..at + 5].copy_from_slice(b"OTHER");
        }
    }
    assert_eq!(hear(&layout, &other, &Limits::default()).unwrap_err().code(), "DBF_ARCHIVE");
    // Every byte of the archive is either of no meaning, or its damage is refused.
    for at in 0..written.len() {
        for bit in [0x01, 0x80] {
            let mut broken = written.clone();
            broken[at] ^= bit;
            if let Ok(heard) = hear(&layout, &broken, &Limits::default()) {
                let good = heard
                    .rows
                    .iter()
                    .all(|row| row.starts_with('!') || row.ends_with("a|b") || row.ends_with("c|d"));
                assert!(good, "{at}: {:?}", heard.rows);
            }
        }
    }
}

#[test]
fn a_number_of_eighteen_digits_is_exact_both_ways() {
    let columns = [("MA", ColumnKind::Number { width: 18, decimals: 0 }), ("TEN", TEXT)];
    let code = |kind| {
        let mut mapping =
            mapping_of(dbf(&columns), vec![field("ma", kind), field("ten", Kind::Text { max_chars: None })]);
        Arc::get_mut(&mut mapping).unwrap().rows.fields[0].takes_numbers = true;
        mapping
    };
    let digits = "123456789012345678";
    let name = Some(Value::Text("Xã".into()));
    for (mapping, value) in [
        (code(Kind::Digits { min: 18, max: 18 }), Value::Text(digits.into())),
        (code(Kind::Text { max_chars: None }), Value::Text(digits.into())),
        (code(Kind::Decimal { max_scale: Some(0) }), Value::Decimal(digits.parse().unwrap())),
    ] {
        let record = Record { values: vec![Some(value), name.clone()], ..Record::empty(2) };
        let written = encode(&mapping, vec![record.clone()]).unwrap();
        assert!(written.windows(digits.len()).any(|window| window == digits.as_bytes()));
        assert_eq!(decode(&mapping, &written).unwrap().records, [record]);
    }
    // Zeros in front do not fit a number, however wide.
    let record =
        Record { values: vec![Some(Value::Text("023456789012345678".into())), name], ..Record::empty(2) };
    let error = encode(&code(Kind::Digits { min: 18, max: 18 }), vec![record]).unwrap_err();
    assert_eq!(error.code(), "NOT_SAYABLE");
}

#[test]
fn a_text_may_stand_on_the_right_of_its_field() {
    let mut layout = dbf(&[("MA", ColumnKind::TextOf { bytes: 6 })]);
    layout.columns[0].pad.align = Align::Right;
    let written = write_cells(&layout, vec![vec![OutCell::Text("00123")]]).unwrap();
    let text = written.windows(7).any(|window| window == b"  00123");
    assert!(text, "the mark of a live record, a blank, and the code");
    // The blank before it goes where the mapping trims.
    assert!(told(&layout, &written).ends_with(":  00123"), "{}", told(&layout, &written));
    let error = write_cells(&layout, vec![vec![OutCell::Text(" 123")]]).unwrap_err();
    assert_eq!(error.code(), "DBF_PADDING");
    assert!(error.to_string().contains("a blank at the beginning"), "{error}");
}

#[test]
fn numbers_of_visual_foxpro_go_out_as_they_came_and_none_is_rounded() {
    let kinds = [Stored::Integer, Stored::Currency, Stored::Double, Stored::Float];
    let number = |decimals| ColumnKind::Number { width: 20, decimals };
    let mut layout = versioned(
        DbfVersion::VisualFoxPro,
        &[("I", number(0)), ("Y", number(4)), ("B", number(2)), ("F", number(3))],
    );
    for (column, stored) in layout.columns.iter_mut().zip(kinds) {
        column.pad.stored = stored;
    }
    let row = |cells: [&'static str; 4]| cells.map(OutCell::Number).to_vec();
    let rows = [
        ["-2147483648", "-922337203685477.5808", "-0.05", "1.500"],
        ["2147483647", "0.0001", "123456789012.345", "0"],
        ["0", "12.5000", "7", "-1.5"],
    ];
    let written = write_cells(&layout, rows.map(row).to_vec()).unwrap();
    assert_eq!(&written[32 + 11..32 + 12], b"I");
    let told = told(&layout, &written);
    for (line, cells) in told.lines().skip(1).zip(rows) {
        let cells = cells.map(|cell| format!("n:{cell}")).join("|");
        assert!(line.ends_with(&format!(": {cells}")), "{line}: {cells}");
    }
    let refused = |at: usize, number: &'static str| {
        let mut cells = row(["1", "1.0000", "1", "1"]);
        cells[at] = if number.is_empty() { OutCell::Absent } else { OutCell::Number(number) };
        write_cells(&layout, vec![cells]).unwrap_err().code()
    };
    for (at, number) in [
        (0, "2147483648"),
        (0, "1.5"),
        (1, "0.00001"),
        (1, "922337203685477.5808"),
        (2, "0.1234567890123456"),
    ] {
        assert_eq!(refused(at, number), "VALUE_TOO_WIDE", "{number}");
    }
    assert_eq!(refused(0, ""), "ABSENT_NOT_SAYABLE");
    // Older tables have no such fields, and dBase III no float.
    for (stored, version) in [(Stored::Integer, DbfVersion::FoxPro), (Stored::Float, DbfVersion::DBase3)] {
        let mut older = versioned(version, &[("A", number(0))]);
        older.columns[0].pad.stored = stored;
        assert_eq!(write_cells(&older, vec![vec![OutCell::Number("1")]]).unwrap_err().code(), "DBF_COLUMN");
    }
}

#[test]
fn a_table_has_the_code_page_that_its_programs_look_for() {
    let mut layout = dbf(&[("A", ColumnKind::TextOf { bytes: 3 })]);
    let FormatLayout::Dbf(table) = &mut layout.format else { panic!("a table") };
    table.code_page = 3;
    assert_eq!(write_cells(&layout, vec![vec![OutCell::Text("a")]]).unwrap()[29], 3);
}
