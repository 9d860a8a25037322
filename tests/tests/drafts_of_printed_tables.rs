//! Drafts for tables that a program has printed: drawn with lines, or in records of fixed width with lines below them.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::drafts::{inspect, passed_over, walk_with};
use lienthong_vntext::Charset;
use serde_json::Value;

/// A table as MySQL prints it.
fn barred(rows: &[[&str; 4]], total: Option<[&str; 4]>) -> String {
    let rule = "+-------+------------------+----------------------+----------+\n";
    let line = |[code, name, place, sum]: &[&str; 4]| {
        format!("| {code:<5} | {name:<16} | {place:<20} | {sum:>8} |\n")
    };
    let head = line(&["MA", "HO TEN", "DIA CHI", "SO TIEN"]);
    let body: String = rows.iter().map(line).collect();
    let total = total.map_or(String::new(), |total| format!("{}{rule}", line(&total)));
    format!("{rule}{head}{rule}{body}{rule}{total}")
}

/// A table as Oracle prints it.
fn spaced(rows: &[[&str; 4]]) -> String {
    let head = "MA    HO TEN           DIA CHI               SO TIEN\n----- ---------------- -------------------- --------\n";
    let line = |[code, name, place, sum]: &[&str; 4]| format!("{code:<5} {name:<16} {place:<20} {sum:>8}\n");
    format!("{head}{}", rows.iter().map(line).collect::<String>())
}

const ROWS: [[&str; 4]; 6] = [
    ["00001", "Nguyễn Văn Mẫu", "Thôn Nà Mẫu", "1500"],
    ["00002", "Trần Thị Thử", "Tổ 3, Thị trấn Thử", "120"],
    ["00003", "Cộng Thị Mẫu", "Thôn Cộng Hòa", "70"],
    ["00004", "Lê Văn Mẫu", "Cộng", "15000"],
    ["00005", "Hoàng Thị Thử", "Bản Tổng", "7"],
    ["00006", "Phạm Văn Mẫu", "Thôn Mẫu", "90"],
];

/// Records of fixed width.
fn records(count: usize) -> String {
    let name = |number: usize| ["Nguyễn Văn Mẫu", "Trần Thị Thử", "Cộng Văn Mẫu"][number % 3];
    let line = |number| format!("{number:05}{:<20}01011970{:>9}\r\n", name(number), 15 * number);
    (1..=count).map(line).collect()
}

/// Walks with a text: so many rows, and what its draft says of their end.
fn check(text: &str, rows: u64, until: &str) {
    let walked = walk_with("mau.txt", text.as_bytes());
    let mapping = walked.mapping();
    assert_eq!((walked.seen["format"].as_str(), walked.accepted), (Some("fixed"), rows), "{text}\n{mapping}");
    let said = mapping.lines().find(|line| line.starts_with("until")).unwrap_or("");
    assert!(said.starts_with(until) && said.is_empty() == until.is_empty(), "{text}\n{mapping}");
}

#[test]
fn a_total_below_a_drawn_table_ends_it() {
    let sum = "16787";
    check(
        &barred(&ROWS, Some(["", "Tổng cộng", "", sum])),
        6,
        "until = { text = \"Tổng cộng\", column = \"ho_ten\" }",
    );
    // A person and a village are called so, in other columns than the total.
    check(&barred(&ROWS, Some(["Cộng", "", "", sum])), 6, "until = { text = \"Cộng\", column = \"ma\" }");
    let merged = "| Tổng cộng:                                        |    16787 |\n\n   Người lập biểu\n   Nguyễn Văn Mẫu\n";
    check(&format!("{}{merged}", barred(&ROWS, None)), 6, "until = { text = \"| Tổng cộng\" }");
    let total = |label| [&ROWS[..], &[["", label, "", sum]]].concat();
    check(&spaced(&total("Tổng cộng")), 6, "until = { text = \"Tổng cộng\" }");
    check(&spaced(&total("Cộng")), 6, "until = { text = \"Cộng\" }");
    for below in [
        "                                            --------\n                                               16787\n",
        "----- -- \nCộng\n",
    ] {
        check(&format!("{}{below}", spaced(&ROWS)), 6, "until = { text = \"--");
    }
    check(&format!("{}\n6 rows selected.\n", spaced(&ROWS)), 6, "until = \"empty-row\"");
}

#[test]
fn a_drawn_table_in_letters_of_several_bytes_is_read_by_its_bars() {
    let text = barred(&ROWS, Some(["", "Tổng cộng", "", "16787"]));
    for charset in [Charset::VniWin, Charset::Windows1258, Charset::Utf8Nfd] {
        let walked = walk_with("mau.txt", &charset.encode(&text).unwrap());
        let mapping = walked.mapping();
        assert_eq!((walked.seen["format"].as_str(), walked.accepted), (Some("csv"), 6), "{mapping}");
        assert_eq!((&walked.seen["rows"], &walked.seen["columns"][1]["filled"]), (&6.into(), &6.into()));
        assert!(mapping.contains("filled = true }\ndirection = \"read\""), "{mapping}");
    }
}

#[test]
fn a_real_last_row_of_a_drawn_table_is_a_row() {
    for last in [
        ["00007", "Cộng", "Cộng", "5"],
        ["00007", "Tổng Văn Mẫu", "", "5"],
        ["00007", "Cộng Thị Mẫu", "", ""],
    ] {
        let rows = [&ROWS[..], &[last]].concat();
        check(&barred(&rows, None), 7, "");
        check(&spaced(&rows), 7, "");
    }
}

#[test]
fn lines_below_records_are_left_out_whatever_their_length() {
    let padded = |lines: &[&str]| lines.iter().map(|line| format!("{line:<42}\r\n")).collect::<String>();
    let signed = [
        "Cộng: 12",
        "          Ngày 20 tháng 11 năm 2026",
        "     Người lập              Chủ tịch",
        "     Nguyễn Văn Mẫu",
    ];
    for count in [3, 12, 3_000] {
        for (below, until) in [
            (padded(&["Tổng cộng: 12 người"]), "until = { text = \"Tổng cộng\" }"),
            (padded(&["     Tổng cộng                    00082500"]), "until = { text = \"Tổng cộng\" }"),
            (padded(&["00012Tổng số người"]), "until = { text = \"Tổng số người\", column = \"f_6_25\" }"),
            (padded(&["                                     82500"]), "until = { empty = \"f_1_5\" }"),
            (padded(&signed), "until = { text = \"Cộng\" }"),
            (signed.join("\r\n"), "until = { text = \"Cộng\" }"),
        ] {
            check(&format!("{}{below}", records(count)), count as u64, until);
        }
    }
    // The name comes first, and people are called as the total begins.
    let line = |(name, sum): (&str, usize)| format!("{name:<20}01/01/1970 {sum:>9}\n");
    let people: String =
        (1..=12).map(|at| line((["Cộng Văn Mẫu", "Lê Thị Mẫu", "Mẫu Thử"][at % 3], at * 10))).collect();
    check(
        &format!("{people}{:<40}\n", "Cộng                             780"),
        12,
        "until = { text = \"Cộng  \" }",
    );
}

#[test]
fn the_last_record_is_a_record() {
    let record =
        |code: &str, name: &str, born: &str, sum: &str| format!("{code:<5}{name:<20}{born:<8}{sum:>9}\r\n");
    for last in [
        record("00013", "Cộng Thị Mẫu", "01011970", "5"),
        record("00013", "Cộng", "01011970", "5"),
        record("00013", "Tổng Hợp", "        ", "5"),
        record("O0013", "Lê Thị Mẫu", "01011970", "5"),
        record("     ", "Lê Thị Mẫu", "01011970", "5"),
    ] {
        check(&format!("{}{last}", records(12)), 13, "");
    }
}

#[test]
fn lines_that_are_no_rows_are_told_and_refused_with_their_reason() {
    let rest = ["", "", "Xã Thử Nghiệm", ""];
    let sum = ["", "Cộng xã Mẫu", "", "1620"];
    for (extra, what, comment) in [
        (
            rest,
            "the rest of a long text: the line continues the row above",
            "# Lines look like the rest of this text",
        ),
        (sum, "a row that adds up others", "# Rows that add up others stand among the data"),
    ] {
        let rows = [&ROWS[..2], &[extra], &ROWS[2..]].concat();
        for (text, row) in [(barred(&rows, None), 6), (spaced(&rows), 5)] {
            let ran = inspect("mau.txt", text.as_bytes(), &["--json", "--lang", "en"]);
            let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
            let told: Vec<&Value> = seen["columns"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|column| column["suspicions"].as_array().unwrap())
                .collect();
            assert!(told.contains(&&serde_json::json!({ "what": what, "rows": [row] })), "{text}\n{told:?}");
            let (mapping, schema) =
                (seen["draft"]["mapping"].as_str().unwrap(), seen["draft"]["schema"].as_str().unwrap());
            assert!(mapping.contains(comment) && mapping.contains(&format!("(rows {row})")), "{mapping}");
            assert!(schema.contains("type = \"digits\"\nlength = 5\nrequired = true"), "{schema}");
        }
    }
    let rows = [&ROWS[..2], &[sum], &ROWS[2..]].concat();
    let condition =
        "[{ at = { start = 1, length = 1 }, is = \"|\" }, { at = { start = 2, length = 7 }, digits = true }]";
    let [passed, left_out] = passed_over("mau.txt", barred(&rows, None).as_bytes(), condition);
    // Lines that are drawn are left out as well.
    assert!(passed == 6 && left_out > 1, "{passed} {left_out}");
    // A group that is named in its first row alone is no rest, and rows without a value are rows.
    let grouped = spaced(&ROWS).replace("00002", "     ").replace("00003", "     ");
    let ran = inspect("mau.txt", grouped.as_bytes(), &["--json", "--lang", "en"]);
    assert!(!ran.stdout.contains("the rest of a long text"), "{ran:?}");
}

#[test]
fn the_header_at_the_top_of_each_page_is_told() {
    let line = |[code, name, place, sum]: &[&str; 4]| format!("{code:<6}{sum:>9}  {name:<18}{place}\n");
    let page = |rows: &[[&str; 4]]| {
        let head = line(&["MA", "HO TEN", "DIA CHI", "SO TIEN"]);
        format!("{head}{}", rows.iter().map(line).collect::<String>())
    };
    let text = format!("{}\x0c{}", page(&ROWS), page(&ROWS));
    let ran = inspect("mau.txt", text.as_bytes(), &["--json", "--lang", "en"]);
    let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
    let again = serde_json::json!({ "what": "the header again among the data: a mapping reads it as a row", "rows": [8] });
    assert!(seen["columns"][0]["suspicions"].as_array().unwrap().contains(&again), "{seen}");
    assert_eq!(seen["rows"], 12, "{seen}");
    assert_eq!(
        passed_over("mau.txt", text.as_bytes(), "{ at = { start = 1, length = 5 }, digits = true }"),
        [12, 1]
    );
    // It makes no text of a column of digits.
    assert!(seen["draft"]["schema"].as_str().unwrap().contains("type = \"digits\"\nlength = 5"), "{seen}");
}

#[test]
fn a_byte_order_mark_in_front_of_records_is_no_part_of_them() {
    let text = format!("\u{feff}{}\n(6 rows affected)\n", spaced(&ROWS));
    check(&text, 6, "until = \"empty-row\"");
    let text = format!("\u{feff}{}", records(12));
    check(&text, 12, "");
}
