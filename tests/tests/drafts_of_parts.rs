//! Drafts for tables whose rows stand in parts, each with a title or a sum, and signatures right below the last.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use lienthong_tests::drafts::{fresh, inspect, passed_over, run, walk_with};
use serde_json::{Value, json};

/// Invented households; `parts` says what stands before the fourth and behind the last.
fn table(parts: [&[&str]; 2]) -> String {
    let rows = [
        "H001;Nguyễn Văn Mẫu;Thôn Mẫu;1500",
        "H002;Trần Thị Thử;Thôn Mẫu;120",
        "H003;Cộng Thị Mẫu;Thôn Cộng Hòa;70",
        "H004;Lê Văn Mẫu;Thôn Thử;15000",
        "H005;Hoàng Thị Thử;Thôn Thử;7",
    ];
    let lines = ["Mã;Họ tên;Thôn;Số tiền"].into_iter().chain(rows[..3].iter().copied());
    let lines = lines.chain(parts[0].iter().copied()).chain(rows[3..].iter().copied());
    lines.chain(parts[1].iter().copied()).map(|line| format!("{line}\r\n")).collect()
}

/// What is told of columns, and the draft.
fn told(text: &str) -> (Vec<Value>, String, String) {
    let ran = inspect("mau.csv", text.as_bytes(), &["--json", "--lang", "en"]);
    let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
    let columns = seen["columns"].as_array().unwrap().iter();
    let told = columns.flat_map(|column| column["suspicions"].as_array().unwrap().clone()).collect();
    let draft = |part: &str| seen["draft"][part].as_str().unwrap().to_owned();
    (told, draft("mapping"), draft("schema"))
}

#[test]
fn what_closes_a_table_right_below_its_data_is_no_record() {
    for (below, until) in [
        (&["Tổng cộng: 5 hộ;;;16697"][..], "until = { text = \"Tổng cộng\""),
        (&[";Tổng số 5 hộ;;16697", ";;;Người lập"], "until = { text = \"Tổng số\", column = \"Họ tên\" }"),
        (&[";;;Người lập biểu", ";;;Nguyễn Văn Mẫu"], "until = { text = \"Người lập biểu\""),
        (&["Bằng chữ: Mười sáu nghìn;;;"], "until = { text = \"Bằng chữ\""),
    ] {
        let walked = walk_with("mau.csv", table([&[], below]).as_bytes());
        assert_eq!(walked.accepted, 5, "{}", walked.mapping());
        assert!(walked.mapping().contains(until), "{below:?}\n{}", walked.mapping());
    }
}

#[test]
fn sums_of_parts_are_told_and_refused_with_their_row() {
    for (sums, rows) in [
        (["Cộng;;;1690", "Cộng;;;15007"], json!([5, 8])),
        (["Tổng cộng thôn Mẫu;;;1690", ""], json!([5])),
        ([";Cộng;;1690", ";Cộng;;15007"], json!([5, 8])),
    ] {
        let text = table([&sums[..1], &sums[1..]]);
        let (told, mapping, schema) = told(&text);
        let sum = json!({ "what": "a row that adds up others", "rows": rows });
        assert!(told.contains(&sum), "{text}\n{told:?}");
        assert!(mapping.contains("# Rows that add up others stand among the data"), "{mapping}");
        // A field that they leave empty is required all the same, so that they are refused.
        assert!(
            schema.contains("name = \"thon\"\ntitle = \"Thôn\"\ntype = \"text\"\nrequired = true"),
            "{schema}"
        );
    }
}

#[test]
fn a_condition_passes_over_what_is_no_data_once_a_person_says_so() {
    let (sums, titles) = ([&["Cộng;;;1690"][..], &["Cộng;;;15007"]], [&["II. Thôn Thử;;;"][..], &[]]);
    for (text, condition, left_out) in [
        (table(sums), "{ column = \"Họ tên\", filled = true }", 2),
        (table([&[";Cộng;;1690"], &[";Cộng;;15007"]]), "{ column = \"Mã\", filled = true }", 2),
        (table(titles), "{ column = \"Họ tên\", filled = true }", 1),
        (table(sums).replace("H00", "0").replace("Cộng;", ";Cộng"), "{ column = \"Mã\", digits = true }", 2),
    ] {
        assert_eq!(passed_over("mau.csv", text.as_bytes(), condition), [5, left_out], "{text}");
    }
}

#[test]
fn titles_of_parts_are_told_and_stay_rows() {
    for title in ["II. Thôn Thử;;;", ";Thôn Thử;;"] {
        let text = table([&[title], &[]]);
        let what =
            "a row with hardly any other value: a title among the data, or a record that is not complete";
        let (told, mapping, _) = told(&text);
        assert!(told.contains(&json!({ "what": what, "rows": [5] })), "{title}\n{told:?}");
        assert!(mapping.contains("# Rows with hardly any other value (rows 5)"), "{mapping}");
        assert_eq!(walk_with("mau.csv", text.as_bytes()).accepted, 6);
    }
}

#[test]
fn names_that_are_underlined_stand_above_records_of_fixed_width() {
    let line = |code: &str, name: &str, sum: &str| format!("{code:<6}{name:<22}{sum:>9}\r\n");
    let people = ["Nguyễn Văn Mẫu", "Trần Thị Thử", "Cộng Văn Mẫu"];
    let rows: String =
        (1..=9).map(|at| line(&format!("{at:05}"), people[at % 3], &format!("{}", at * 70))).collect();
    let rule = format!("{}\r\n", "-".repeat(37));
    let text = format!("{}{rule}{rows}", line("Mã", "Họ và tên", "Số tiền"));
    for below in [String::new(), format!("{rule}{}", line("Cộng", "", "3150"))] {
        let walked = walk_with("mau.txt", format!("{text}{below}").as_bytes());
        let mapping = walked.mapping();
        assert_eq!((walked.seen["format"].as_str(), walked.accepted), (Some("fixed"), 9), "{mapping}");
        assert!(mapping.contains("to = \"ho_va_ten\""), "{mapping}");
        assert_eq!(mapping.contains("until = { text = \"-----"), !below.is_empty(), "{mapping}");
    }
}

#[test]
fn rows_without_a_number_among_numbered_ones_are_told_and_can_be_passed_over() {
    let rows: String = (1..=8).map(|at| format!("{at};Thôn Mẫu {at};{at}0\n")).collect();
    for odd in [";XÃ MẪU;360", "I;Khối Thử;360", "STT;Họ tên;Ngày vào"] {
        let text = format!("TT;Tên thôn;Số hộ\n{odd}\n{rows}");
        let (told, mapping, _) = told(&text);
        let what = "a row without a number among numbered ones: a title, a sum, another header, or a record";
        assert!(told.contains(&json!({ "what": what, "rows": [2] })), "{text}\n{told:?}");
        assert!(mapping.contains(&format!("# In rows 2: {what}")), "{mapping}");
        assert_eq!(
            passed_over("mau.csv", text.as_bytes(), "{ column = \"TT\", digits = true }"),
            [8, 1],
            "{text}"
        );
    }
    let (told, ..) = told(&format!("TT;Tên thôn;Số hộ\n{rows}"));
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn signatures_below_a_gap_end_a_table_better_than_the_gap() {
    let text = table([&[], &[";;;", ";Người lập biểu;;", ";Nguyễn Văn Mẫu;;"]]);
    let walked = walk_with("mau.csv", text.as_bytes());
    assert_eq!(walked.accepted, 5, "{}", walked.mapping());
    assert!(walked.mapping().contains("until = { text = \"Người lập biểu\""), "{}", walked.mapping());
}

/// Rows that are read once the draft says this end.
fn read_until(text: &str, end: &str) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("mau.csv"), text).unwrap();
    let (_folder, config) = fresh();
    run(&["inspect", &path("mau.csv"), "--draft", &config, "--name", "nhap"]).unwrap();
    let mapping = Path::new(&config).join("mappings/nhap.toml");
    let ended = format!("[source]\n{end}\nignore_after_end = true\n");
    fs::write(&mapping, fs::read_to_string(&mapping).unwrap().replacen("[source]\n", &ended, 1)).unwrap();
    let to = path("records.json");
    let arguments = ["convert", &path("mau.csv"), "--from", "nhap", "--to", "canonical", "-o", &to];
    let ran = run(&[&arguments[..], &["--config", &config, "--json"]].concat()).unwrap();
    serde_json::from_str::<Value>(&ran.stdout).unwrap()["accepted"].as_u64().unwrap()
}

#[test]
fn another_table_below_is_told_and_the_first_can_end_above_it() {
    let first: String = (1..=6).map(|number| format!("{number:03};Xã Mẫu {number};{number}00\r\n")).collect();
    let second: String = (1..=4).map(|number| format!("T{number:02};Trường Thử;{number}\r\n")).collect();
    let table = |between: &str| format!("Mã xã;Tên xã;Số dân\r\n{first}\r\n{between}{second}");
    let text = table("Mã trường;Tên trường;Số lớp\r\n");
    let (told_of, mapping, _) = told(&text);
    let what = "a row like the header of another table behind blank rows: it and the rows below are read as rows of this one";
    assert_eq!(told_of, [json!({ "what": what, "rows": [9] })]);
    let end = "until = { text = \"Mã trường\", column = \"Mã xã\" }";
    assert!(mapping.contains("# Row 9 (Mã trường) looks like the header of another table"), "{mapping}");
    assert!(mapping.contains(&format!("{end} and ignore_after_end = true")), "{mapping}");
    assert_eq!(read_until(&text, end), 6);
    // The header of the first once more is told as that, and rows behind a gap are rows.
    for between in ["Mã xã;Tên xã;Số dân\r\n", ""] {
        let (told, mapping, _) = told(&table(between));
        assert!(!format!("{told:?}{mapping}").contains("another table"), "{mapping}");
    }
}
