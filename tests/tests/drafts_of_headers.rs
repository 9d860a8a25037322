//! Drafts for tables whose header has more than one row, numbers its columns, or names them by years and months.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::drafts::{columns, walk_with};

/// Walks with a table of invented people: so many rows, these columns, and a header of so many rows.
fn check(text: &str, rows: u64, names: &str, depth: &str) {
    let walked = walk_with("mau.csv", text.as_bytes());
    let mapping = walked.mapping();
    assert_eq!((walked.accepted, columns(&walked.seen).as_str()), (rows, names), "{text}\n{mapping}");
    let header = mapping.lines().find(|line| line.starts_with("header")).unwrap_or("");
    assert_eq!(header, depth, "{text}\n{mapping}");
}

#[test]
fn rows_between_a_header_and_its_data_belong_to_the_header() {
    let rows = "1;Nguyễn Văn Mẫu;1950;500\n2;Trần Thị Thử;1951;700\n3;Lê Văn Ví Dụ;1962;90\n";
    for (below, marks) in [
        ("A;B;1;2", ["A", "B", "1", "2"]),
        ("1;2;3;4", ["1", "2", "3", "4"]),
        ("(1);(2);(3);(4)=(2)+(3)", ["(1)", "(2)", "(3)", "(4)=(2)+(3)"]),
        ("I;II;III;IV", ["I", "II", "III", "IV"]),
        (";;;(đồng)", ["", "", "", "(đồng)"]),
        ("STT;HO_TEN;NAM_SINH;SO_TIEN", ["STT", "HO_TEN", "NAM_SINH", "SO_TIEN"]),
    ] {
        let names = ["TT", "Họ và tên", "Năm sinh", "Số tiền"];
        let named = names.iter().zip(marks).map(|(name, mark)| match mark {
            "" => (*name).to_owned(),
            mark => format!("{name} / {mark}"),
        });
        let named: Vec<String> = named.collect();
        let text = format!("{}\n{below}\n{rows}", names.join(";"));
        check(&text, 3, &named.join("|"), "header = { row = 1, rows = 2 }");
        let walked = walk_with("mau.csv", text.as_bytes());
        assert!(walked.mapping().contains("to = \"nam_sinh\""), "{}", walked.mapping());
    }
    check(
        &format!("TT;Họ và tên;Năm sinh;;Tiền\n;;Nam;Nữ;\nA;B;1;2;3\n{}", rows.replace(";19", ";;19")),
        3,
        "TT / A|Họ và tên / B|Năm sinh / Nam / 1|Năm sinh / Nữ / 2|Tiền / 3",
        "header = { row = 1, rows = 3 }",
    );
}

#[test]
fn a_header_may_name_periods_and_groups_of_ages() {
    for header in
        ["Chỉ tiêu;2023;2024", "STT;1/2023;2/2023", "Tên;0-14;60+", "Đơn vị;Tháng 1;Quý I", "Ngày;01;02"]
    {
        check(
            &format!("{header}\nA;5000;8000\nB;5013;8007\nC;5026;8014\n"),
            3,
            &header.replace(';', "|"),
            "",
        );
    }
}

#[test]
fn a_person_in_the_first_row_never_becomes_the_name_of_a_column() {
    let rows = "H1;Nguyễn Văn Mẫu;Trần Thị Thử;Lê Ví Dụ\nH2;Lê Văn Mẫu;Ngô Thị Thử;\nH3;Hồ Văn Mẫu;;\n";
    let walked = lienthong_tests::drafts::inspect(
        "mau.csv",
        format!("Số hộ;Chủ hộ;Thành viên khác;\n{rows}").as_bytes(),
        &["--json"],
    );
    let seen: serde_json::Value = serde_json::from_str(&walked.stdout).unwrap();
    assert_eq!(columns(&seen), "Số hộ|Chủ hộ|Thành viên khác");
}
