//! What is read, and what is refused where.

use std::collections::BTreeSet;
use std::io::Cursor;

use lienthong_adapter::mapping::Unmapped;
use lienthong_adapter::rows::{Cell, JsonLayout, RowFormat};
use lienthong_adapter::{Adapter, DecodeContext, Limits, conformance};
use lienthong_adapter_json::JsonFormat;

use crate::common::*;

#[test]
fn the_samples_keep_the_contract_of_adapters() {
    for (name, mapping) in [
        ("dong-bo.json", dossier()),
        ("tra-loi.json", reply()),
        ("cong-dan.json", people()),
        ("mot-nguoi.json", single()),
    ] {
        conformance::run(&adapter(mapping), &[(name, sample(&format!("valid/{name}")))]);
    }
}

#[test]
fn every_value_arrives_in_nfc_and_with_its_digits() {
    let records = decode(&adapter(dossier()), sample("valid/dong-bo.json")).unwrap();
    assert_eq!(records.len(), 2);
    let check =
        |at: usize, path: &str, expected: &str| assert_eq!(show(&records[at], path), expected, "{path}");
    check(0, "ho_ten", "Công Dân Mẫu");
    check(0, "so_dinh_danh", "000000000123");
    check(0, "ngay_sinh", "1950-06");
    check(0, "so_tien", "1500000.50");
    check(0, "con_song", "true");
    check(0, "que.xa", "Xã Mẫu Một");
    check(1, "ho_ten", "Nguyễn Thị Mẫu 😀");
    check(1, "so_tien", "-0.10");
    check(1, "que.xa", "-");
    let extra: Vec<(&str, &str)> =
        records[1].extra.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let expected = [
        ("GhiChu", "gợi ý 😀"),
        ("Khac.DaKy", "true"),
        ("Khac.Diem[1]", "9"),
        ("Khac.Diem[3]", "A"),
        ("Khac.MaSo", "007"),
    ];
    assert_eq!(extra, expected);
}

#[test]
fn every_broken_sample_is_refused_at_its_row_and_path() {
    let table = String::from_utf8(sample("broken/expected.csv").to_vec()).unwrap();
    let adapter = adapter(dossier());
    let mut listed = BTreeSet::new();
    for line in table.lines().skip(1) {
        let cells: Vec<_> = line.splitn(5, ',').collect();
        let [file, code, row, path, _] = cells[..] else { panic!("{line}") };
        let error = decode(&adapter, sample(&format!("broken/{file}"))).unwrap_err();
        let place = error.place();
        assert_eq!((error.code(), place.row), (code, row.parse().ok()), "{file}: {error}");
        if !path.is_empty() {
            assert_eq!(place.path.as_deref(), Some(path), "{file}: {error}");
        }
        let is_of_all = matches!(code, "FILE_EMPTY" | "OTHER_KIND");
        assert!(is_of_all || place.offset.is_some(), "{file}: {error}");
        listed.insert(file.to_owned());
    }
    let all = std::fs::read_dir(samples().join("broken")).unwrap();
    let all = all.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let all: BTreeSet<_> = all.filter(|name| name.ends_with(".json")).collect();
    assert_eq!(listed, all, "every broken sample is listed");
}

#[test]
fn reading_goes_on_behind_a_spoilt_row() {
    let bytes = r#"[{"ten":"A\ud800B"},{"ten":"C","ten":"D"},{"ten":"E�"},{"ten":"G"},7,{"ten":"H"}]"#;
    let mapping = people();
    let mut reader =
        JsonFormat.open(Box::new(Cursor::new(bytes)), &mapping.layout, &Limits::default()).unwrap();
    let mut seen = Vec::new();
    loop {
        match reader.next_row() {
            Ok(Some(row)) => {
                seen.push(format!("{} {:?} {:?}", row.number, row.offset.unwrap(), row.cells[0]))
            }
            Ok(None) => break,
            Err(fault) => {
                assert!(!fault.fatal, "{}", fault.error);
                seen.push(fault.error.code().to_owned());
            }
        }
    }
    let expected = [
        "LONE_SURROGATE",
        "DUPLICATE_MEMBER",
        "REPLACEMENT_CHARACTER",
        "4 57 Text(\"G\")",
        "WRONG_KIND",
        "6 71 Text(\"H\")",
    ];
    assert_eq!(seen, expected);
    assert!(matches!(reader.next_row(), Ok(None)), "the end stays the end");
}

#[test]
fn limits_hold_for_cells_rows_values_and_depth() {
    let check = |limits: Limits, bytes: String, code: &str| {
        let context = DecodeContext { limits, ..context() };
        let error = adapter(people()).decode(&bytes.into(), &context).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().len() < 300, "{error}");
    };
    let limits = Limits::default();
    check(limits, format!(r#"[{{"ten":"{}"}}]"#, "ặ".repeat(10 << 20)), "CELL_TOO_LARGE");
    check(limits, format!(r#"[{{"ten":"{}"}}]"#, r"\u1eb7".repeat(1 << 20)), "CELL_TOO_LARGE");
    check(limits, format!(r#"[{{"{}":"a"}}]"#, "x".repeat(2 << 20)), "CELL_TOO_LARGE");
    check(Limits { rows: 2, ..limits }, r#"[{"ten":"a"},{"ten":"a"},{"ten":"a"}]"#.into(), "TOO_MANY_ROWS");
    check(Limits { elements: 3, ..limits }, r#"[{"ten":"a","b":1,"c":2}]"#.into(), "JSON_TOO_MANY_VALUES");
    check(Limits { depth: 3, ..limits }, r#"[{"ten":"a","b":[[1]]}]"#.into(), "JSON_TOO_DEEP");
    check(
        Limits { package_bytes: 2000, ..limits },
        format!(r#"[{{"ten":"a"{}}}]"#, r#","b":1"#.repeat(10)),
        "DUPLICATE_MEMBER",
    );
    // No document has more text than itself, in whatever form its names come.
    for name in ["Tên đệm", "Te\u{302}n đê\u{323}m"] {
        let text = format!(r#"[{{"{name}":"a","{name}":"a"}}]"#);
        check(Limits { package_bytes: text.len() as u64, ..limits }, text, "DUPLICATE_MEMBER");
    }
}

#[test]
fn an_object_is_a_list_of_one_and_null_is_none() {
    let count = |text: &'static str| decode(&adapter(people()), text.as_bytes()).unwrap().len();
    assert_eq!(count(r#"{"ten":"A","con":{"ten":"B"}}"#), 1);
    assert_eq!(count("null"), 0);
    assert_eq!(count("[]"), 0);
}

#[test]
fn two_names_of_one_column_in_one_row_are_refused() {
    let text = r#"{"data":[{"HoTen":"A","ChuHoSo":"B"}]}"#;
    let error = decode(&adapter(dossier()), text.as_bytes()).unwrap_err();
    assert_eq!((error.code(), error.place().path.as_deref()), ("DUPLICATE_COLUMN", Some("ChuHoSo")));
    let text = r#"{"data":[{"HoTen":null,"ChuHoSo":"B"}]}"#;
    assert_eq!(show(&decode(&adapter(dossier()), text.as_bytes()).unwrap()[0], "ho_ten"), "B");
}

#[test]
fn what_nobody_names_within_a_group_is_refused_where_it_is_not_kept() {
    let mut strict = dossier();
    strict.unmapped = Unmapped::Refuse;
    let text = r#"{"data":[{"HoTen":"A","GiayTo":[{"Ten":"a"},{"Ten":"b","La":"x"}]}]}"#;
    let error = decode(&adapter(strict), text.as_bytes()).unwrap_err();
    assert_eq!(error.code(), "UNMAPPED_COLUMN");
    assert!(error.to_string().contains("GiayTo[2].La"), "{error}");
    assert_eq!(error.place().offset, text.find("\"x\"").map(|at| at as u64));
}

#[test]
fn a_fault_has_the_byte_of_its_value_or_of_the_object_that_lacks_it() {
    let long = "x".repeat(201);
    let before = r#"{"data":[{"HoTen":"A"},"#;
    for (object, path, at) in [
        (r#"{"HoTen":"B","ConSong":"có lẽ"}"#.to_owned(), "con_song", "\"có lẽ"),
        (r#"{"HoTen":"B","Que":{"Xa":"x"},"NgaySinh":"30/02/2014"}"#.to_owned(), "ngay_sinh", "\"30/02"),
        (r#"{"ConSong":true}"#.to_owned(), "ho_ten", "{\"ConSong"),
        (
            format!(r#"{{"HoTen":"B","GiayTo":[{{"Ten":"a"}},{{"Ten":"b","So":"{long}"}}]}}"#),
            "giay_to[2].so",
            "\"xxx",
        ),
        (r#"{"HoTen":"B","GiayTo":[{"Ten":"a"},{"So":"1"}]}"#.to_owned(), "giay_to[2].ten", "{\"So"),
        (
            r#"{"HoTen":"B","GiayTo":[{"Ten":"a","Tep":[{"DuongDan":"x"},{"La":1}]}]}"#.to_owned(),
            "giay_to[1].tep[2].duong_dan",
            "{\"La",
        ),
    ] {
        let text = format!("{before}{object}]}}");
        let error = decode(&adapter(dossier()), text.clone().into_bytes()).unwrap_err();
        let place = error.place();
        let expected = (Some(2), Some(path), text.find(at).map(|at| at as u64));
        assert_eq!((place.row, place.path.as_deref(), place.offset), expected, "{error}");
    }
    // One object without a list around it begins at byte 0, and its values do not.
    let text = r#"{"ten":"A","con":[{"ten":"b"},{"chau":[]}]}"#;
    let error = decode(&adapter(people()), text.as_bytes()).unwrap_err();
    assert_eq!((error.place().path.as_deref(), error.place().offset), (Some("giay_to[2].ten"), Some(30)));
}

#[test]
fn numbers_keep_their_text() {
    let mapping = people();
    let text = r#"[{"a":1.50,"b":-0,"c":2.2E3,"d":12345678901234567890}]"#;
    let mut reader =
        JsonFormat.open(Box::new(Cursor::new(text)), &mapping.layout, &Limits::default()).unwrap();
    let row = reader.next_row().unwrap().unwrap();
    let cells: Vec<Cell<'_>> = row.extra.iter().map(|extra| extra.cell).collect();
    assert_eq!(cells, ["1.50", "-0", "2.2E3", "12345678901234567890"].map(Cell::Number));
}

#[test]
fn no_refusal_shows_the_digits_of_a_number() {
    let text = r#"[{"ten":"A","so":000000000123}]"#;
    let error = decode(&adapter(people()), text.as_bytes()).unwrap_err();
    assert!(!error.to_string().contains("123"), "{error}");
}

#[test]
fn what_stands_beside_the_rows_is_not_lost_in_silence() {
    let columns: &[(&str, &str)] = &[("hoTen", "ho_ten")];
    let layout = |drop_beside| {
        let constants = vec![("phienBan".to_owned(), "1".into())];
        JsonLayout { drop_beside, constants, ..json("ket.data") }
    };
    let of = |members: &str, behind: &str| {
        format!("{{\"ket\":{{{members}\"data\":[{{\"hoTen\":\"A\"}}]{behind}}},\"phienBan\":\"1\"}}")
    };
    for (text, code, beside) in [
        (of("\"tong\":1,", ""), "BESIDE_ROWS", "`ket.tong`"),
        (of("", ",\"khac\":[{\"hoTen\":\"B\"}]"), "BESIDE_ROWS", "`ket.khac`"),
        (of("", "").replace("\"1\"}", "\"2\"}"), "NOT_CONSTANT", "another value of phienBan"),
    ] {
        let error = decode(&adapter(mapping(layout(false), columns, &[])), text.clone()).unwrap_err();
        assert_eq!((error.code(), error.finding().found.as_deref()), (code, Some(beside)), "{text}");
        assert_eq!(decode(&adapter(mapping(layout(true), columns, &[])), text).unwrap().len(), 1);
    }
    // Nothing, and what is written there, says nothing new.
    let text = of("\"loi\":null,\"thongBao\":\"\",\"khac\":[],", ",\"them\":{}");
    assert_eq!(decode(&adapter(mapping(layout(false), columns, &[])), text).unwrap().len(), 1);
}
