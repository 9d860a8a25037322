//! Every format runs the test that every adapter runs, and carries the real unit lists in every charset.

use crate::common::*;
use lienthong_adapter::rows::{ColumnKind, DbfVersion, Layout, RecordEnd};
use lienthong_adapter::{Limits, conformance};
use lienthong_model::schema::Record;
use lienthong_vntext::Charset;

#[test]
fn csv_keeps_the_contract_of_adapters() {
    for charset in [Charset::Utf8, Charset::Tcvn3Abc, Charset::VniWin, Charset::Utf16Le] {
        let layout = csv(&["STT", "Tên", "Ghi chú"], charset);
        let rows: &[&[&str]] = &[
            &["1", "Xã An Khang", "trái \"phải\", giữa"],
            &["2", "Phường Phan Thiết", ""],
            &["", "Thị trấn Sơn Dương", "hai\r\ndòng"],
        ];
        let bytes = write(&layout, rows).unwrap();
        conformance::run(&adapter(&mapping(layout)), &[(charset.name(), bytes.into())]);
    }
}

#[test]
fn real_lists_come_back_from_csv_in_every_charset_that_holds_them() {
    for (file, count, _) in UNITS {
        let (header, records) = units(file);
        assert_eq!(records.len(), count, "{file}");
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        for charset in Charset::ALL {
            let mapping = mapping(csv(&names, *charset));
            match encode(&mapping, records.clone()) {
                Ok(bytes) => {
                    assert_eq!(decode(&mapping, &bytes).unwrap().records, records, "{file} {charset}")
                }
                Err(error) => {
                    assert_eq!(error.code(), "NOT_ENCODABLE", "{file} {charset}: {error}");
                    assert!(matches!(charset, Charset::Tcvn3Abc | Charset::Tcvn3AbcCaps), "{file} {charset}");
                }
            }
        }
    }
}

#[test]
fn real_lists_are_written_as_they_were() {
    for (file, _, _) in UNITS {
        let (header, records) = units(file);
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let written = encode(&mapping(csv(&names, Charset::Utf8)), records).unwrap();
        let original = sample(&format!("units/{file}"));
        // The list of 2023 quotes every field; quotes that are not needed do not survive.
        let plain = |text: &[u8]| String::from_utf8(text.to_vec()).unwrap().replace('"', "");
        assert_eq!(plain(&written), plain(&original), "{file}");
    }
}

#[test]
fn what_another_program_wrote_reads_as_it_meant() {
    let names = ["Mã", "Tên", "Ghi chú"];
    let expected = [
        ["02200", "Phường Phan Thiết", "có \"nháy\", có phẩy"],
        ["02201", "Xã Phúc Ứng", "hai\ndòng"],
        ["02203", "Thị trấn Sơn Dương", ""],
        ["", "Xã A;B\tC", "\""],
    ];
    for (file, delimiter) in
        [("excel.csv", b','), ("excel-tab.csv", b'\t'), ("unix.csv", b','), ("semicolon.csv", b';')]
    {
        let bytes = sample(&format!("csv/valid/{file}"));
        let guess = lienthong_adapter_table::guess_csv(&bytes);
        assert_eq!((guess.delimiter, guess.columns, guess.header_row), (delimiter, 3, Some(1)), "{file}");
        let mapping = mapping(csv_with(&names, |csv| csv.delimiter = delimiter));
        let records = decode(&mapping, &bytes).unwrap().records;
        let texts: Vec<[&str; 3]> = records.iter().map(|r| [0, 1, 2].map(|at| text_at(r, at))).collect();
        assert_eq!(texts, expected, "{file}");
    }
}

const SHORT: ColumnKind = ColumnKind::TextOf { bytes: 12 };
const LONG: ColumnKind = ColumnKind::TextOf { bytes: 60 };

#[test]
fn fixed_width_keeps_the_contract_of_adapters() {
    for charset in [Charset::Utf8, Charset::Tcvn3Abc, Charset::VniWin] {
        for end in [RecordEnd::CrLf, RecordEnd::Nothing] {
            let layout = fixed(&[("Mã", 0, 5), ("Tên", 6, 40), ("Huyện", 46, 3)], charset, end);
            let rows: &[&[&str]] = &[&["02200", "Phường Phan Thiết", "070"], &["", "Xã Đà Vị", ""]];
            let bytes = write(&layout, rows).unwrap();
            conformance::run(&adapter(&mapping(layout)), &[(charset.name(), bytes.into())]);
        }
    }
}

#[test]
fn dbf_keeps_the_contract_of_adapters() {
    let versions = [DbfVersion::DBase3, DbfVersion::DBase4, DbfVersion::FoxPro, DbfVersion::VisualFoxPro];
    for (version, charset) in
        versions.into_iter().zip([Charset::Tcvn3Abc, Charset::VniWin, Charset::Utf8, Charset::Viscii])
    {
        for columns in [
            &[("MA", SHORT), ("TEN", LONG), ("GHICHU", ColumnKind::Memo)][..],
            &[("MA", SHORT), ("TEN", LONG)],
        ] {
            let layout = Layout { charset, ..dbf_with(columns, |dbf| dbf.version = version) };
            let rows = [["02200", "Phường Phan Thiết", "một\r\nhai"], ["02203", "Xã Đà Vị", ""]];
            let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..columns.len()]).collect();
            let bytes = write(&layout, &rows).unwrap();
            conformance::run(&adapter(&mapping(layout)), &[(charset.name(), bytes.into())]);
        }
    }
}

/// The most bytes of each column in a charset.
fn widths(records: &[Record], columns: usize, charset: Charset) -> Option<Vec<usize>> {
    let width = |at: usize| {
        let bytes = records.iter().map(|record| charset.encode(text_at(record, at)).ok().map(|b| b.len()));
        bytes.collect::<Option<Vec<usize>>>().map(|all| all.into_iter().max().unwrap_or(0).max(1))
    };
    (0..columns).map(width).collect()
}

#[test]
fn real_lists_come_back_from_fixed_width_and_tables_in_every_charset_that_holds_them() {
    let mut carried = 0;
    for (file, _, _) in UNITS {
        let (header, records) = units(file);
        for charset in Charset::ALL.iter().copied().filter(|charset| charset.is_ascii_compatible()) {
            let Some(widths) = widths(&records, header.len(), charset) else {
                assert!(matches!(charset, Charset::Tcvn3Abc | Charset::Tcvn3AbcCaps), "{file} {charset}");
                continue;
            };
            let starts = widths.iter().scan(0, |end, width| Some(std::mem::replace(end, *end + width)));
            let spans: Vec<(&str, usize, usize)> = header
                .iter()
                .zip(starts.zip(&widths))
                .map(|(name, (start, width))| (name.as_str(), start, *width))
                .collect();
            let names: Vec<String> = (0..header.len()).map(|at| format!("F{at}")).collect();
            let kinds =
                widths.iter().map(|width| ColumnKind::TextOf { bytes: u16::try_from(*width).unwrap() });
            let columns: Vec<(&str, ColumnKind)> = names.iter().map(String::as_str).zip(kinds).collect();
            let mut layouts = [RecordEnd::CrLf, RecordEnd::Lf, RecordEnd::Nothing]
                .map(|end| fixed(&spans, charset, end))
                .to_vec();
            for version in [DbfVersion::DBase3, DbfVersion::VisualFoxPro] {
                layouts.push(Layout { charset, ..dbf_with(&columns, |dbf| dbf.version = version) });
            }
            for layout in layouts {
                let mapping = mapping(layout);
                let bytes =
                    encode(&mapping, records.clone()).unwrap_or_else(|e| panic!("{file} {charset}: {e}"));
                assert_eq!(decode(&mapping, &bytes).unwrap().records, records, "{file} {charset}");
                carried += 1;
            }
        }
    }
    // Eight charsets of bytes; TCVN3 holds two of the four lists, its capitals none.
    assert!(carried >= 5 * (4 * 6 + 1), "{carried}");
}

#[test]
fn what_another_program_wrote_as_a_table_reads_as_it_meant() {
    let first = "02200|Phuong Phan Thiet|n:-12.50|d:2014-02-28T00:00:00|b:true|ghi chu mot\r\ndong hai";
    let second = "02201|Xa A|-|-|-|";
    let third = format!("02203|Thi tran B|n:0.00|d:1899-12-31T00:00:00|b:false|{}", "x".repeat(700));
    for (file, more) in [
        ("dbase3", ["", "", ""]),
        ("foxpro", ["", "", ""]),
        (
            "visual-foxpro",
            [
                "|d:2014-02-28T08:05:07|n:-7|n:12.3456|n:0.1|-",
                "|d:2014-02-28T08:05:07|n:0|n:0.0000|n:0|ab",
                "|d:2014-02-28T08:05:07|n:2147483646|n:-0.5000|n:10000000000|cd",
            ],
        ),
    ] {
        let bytes = sample(&format!("dbf/valid/{file}.zip"));
        let heard = hear(&dbf(&[]), &bytes, &Limits::default()).unwrap_or_else(|e| panic!("{file}: {e}"));
        let cells: Vec<&str> = heard.rows.iter().map(|row| row.split_once(": ").unwrap().1).collect();
        let expected =
            [first, second, &third].into_iter().zip(more).map(|(row, more)| format!("{row}{more}"));
        let cells: Vec<String> = cells.into_iter().map(str::to_owned).collect();
        assert_eq!(cells, expected.collect::<Vec<_>>(), "{file}");
        assert_eq!(heard.tally.deleted, 1, "{file}");
    }
}

#[test]
fn real_lists_hold_what_their_makers_said() {
    let first = |file: &str, code: usize, name: usize, district: usize| {
        let records = units(file).1;
        [code, name, district].map(|at| text_at(&records[0], at).to_owned())
    };
    assert_eq!(first(UNITS[0].0, 4, 5, 2), ["02200", "Phường Phan Thiết", "070"]);
    assert_eq!(first(UNITS[1].0, 4, 5, 2), ["00688", "Phường Quang Trung", "024"]);
    assert_eq!(first(UNITS[2].0, 2, 5, 0), ["00691", "Phường Hà Giang 2", "08"]);
    let (header, records) = units(UNITS[3].0);
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let kinds = ["xa", "phuong", "thi-tran"];
    let count = |kind: &str| records.iter().filter(|record| text_at(record, at("type")) == kind).count();
    assert_eq!(kinds.map(count), [122, 10, 6]);
    let paths = records.iter().map(|record| text_at(record, at("path_with_type")).split(", ").count());
    assert!(paths.into_iter().all(|parts| parts == 3), "commas stay inside quotes");
}
