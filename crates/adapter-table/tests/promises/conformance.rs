//! Every format runs the test that every adapter runs, and carries the real unit lists in every charset.

use crate::common::*;
use lienthong_adapter::conformance;
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
