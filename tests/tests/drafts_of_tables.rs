//! Drafts for tables: text with delimiters, records of fixed width, DBF and sheets.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::fs;

use lienthong_tests::drafts::{Walk, columns, inspect, walk_with};
use lienthong_tests::{lienthong, repository};
use lienthong_vntext::Charset;
use serde_json::Value;

/// Invented people in records of fixed width.
fn fixed(charset: Charset, end: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let people = [
        ("Nguyễn Văn Mẫu", "01011970", 7),
        ("Trần Thị Mẫu", "02021980", 12),
        ("Hoàng Đức Mẫu", "03031990", 130),
    ];
    for (number, (name, born, sum)) in people.into_iter().enumerate() {
        let mut line = format!("{:012}", 120 + number).into_bytes();
        line.extend_from_slice(&charset.encode(name).unwrap());
        line.resize(42, b' ');
        line.extend_from_slice(format!("{born}{sum:>6}{end}").as_bytes());
        bytes.extend_from_slice(&line);
    }
    bytes
}

#[test]
fn a_line_below_records_of_fixed_width_ends_them() {
    let records: String =
        (1..=12).map(|number| format!("{number:05}Nguyễn Văn Mẫu {number:02}  Xã Thử\r\n")).collect();
    for below in ["<EOF>\r\n", "Tổng cộng: 12 người trong danh sách của các xã, có chữ ký\r\n", "\x1a", ""]
    {
        let walked = walk_with("mau.txt", format!("{records}{below}").as_bytes());
        assert_eq!(walked.accepted, 12, "{below}\n{}", walked.mapping());
        assert_eq!(walked.mapping().contains("until = { text ="), below.len() > 1, "{}", walked.mapping());
    }
}

#[test]
fn records_of_fixed_width_are_seen_and_no_person_becomes_a_name() {
    for (charset, end) in [(Charset::Tcvn3Abc, "\r\n"), (Charset::VniWin, "\n"), (Charset::Utf8, "\n")] {
        let Walk { seen, accepted, .. } = walk_with("mau.txt", &fixed(charset, end));
        assert_eq!((seen["format"].as_str(), accepted), (Some("fixed"), 3), "{}", charset.name());
        assert_eq!(columns(&seen), "1-12|13-42|43-50|51-56", "{}", charset.name());
        let personal = seen["columns"].as_array().unwrap().iter().filter(|column| column["personal"] == true);
        assert!(personal.count() >= 2, "{seen}");
    }
}

#[test]
fn names_above_records_of_fixed_width_are_names_and_told() {
    let text = "MA   HOTEN          NGAYSINH\n001  Nguyen Van Mau 01011990\n002  Tran Thi Mau   02021991\n";
    let ran = inspect("mau.txt", text.as_bytes(), &["--json"]);
    let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((columns(&seen).as_str(), seen["rows"].as_u64()), ("MA|HOTEN|NGAYSINH", Some(2)));
    let mapping = seen["draft"]["mapping"].as_str().unwrap();
    assert!(mapping.contains("heading = [\"MA   HOTEN          NGAYSINH\"]"), "{mapping}");
    // Titles and names that end early stand above it as well, and come back as they were.
    let text = text.replace("NGAYSINH\n", "NGAY\n");
    let text = format!("DANH SACH HO NGHEO\n\n{text}003  Le Van Mau     03031992\n");
    let Walk { seen, accepted, .. } = walk_with("mau.txt", text.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("MA|HOTEN|NGAY", 3));
}

#[test]
fn a_table_without_a_header_keeps_its_first_row() {
    let csv =
        "000000000123;Nguyễn Văn Mẫu;Nam\r\n000000000124;Trần Thị Mẫu;Nữ\r\n000000000125;Lê Văn Mẫu;Nam\r\n";
    let Walk { seen, accepted, .. } = walk_with("mau.csv", csv.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("1|2|3", 3));
}

#[test]
fn a_header_below_titles_and_of_two_rows_is_found() {
    let csv = "DANH SÁCH CÁN BỘ XÃ,,,,\r\nPhụ lục 1,,,,\r\n,,,,\r\nSTT,Họ tên,Nơi sinh,,Ghi chú\r\n,,Xã,Huyện,\r\n\
               1,Nguyễn Văn Mẫu,Xã A,Huyện B,\r\n2,Trần Thị Mẫu,Xã C,Huyện B,x\r\n3,Lê Mẫu,Xã D,Huyện E,\r\n\
               ,,,,\r\n,,,Người lập biểu,\r\n";
    let Walk { seen, accepted, .. } = walk_with("mau.csv", csv.as_bytes());
    assert_eq!(columns(&seen), "STT|Họ tên|Nơi sinh / Xã|Nơi sinh / Huyện|Ghi chú");
    assert_eq!((accepted, seen["rows"].as_u64()), (3, Some(3)));
    let mapping = seen["draft"]["mapping"].as_str().unwrap();
    assert!(mapping.contains("find = [\"STT\", \"Họ tên\", \"Nơi sinh\"], rows = 2"), "{mapping}");
}

#[test]
fn a_line_break_in_a_cell_or_a_name_breaks_no_table() {
    let csv = "ma_px,\"ten\r\nxa\",ghi_chu\r\n02200,\"A\nB\",\"x\ty\"\r\n02201,\"C\r\nD\",z\r\n";
    let ran = inspect("mau.csv", csv.as_bytes(), &["--lang", "en"]);
    let lines: Vec<&str> = ran.stdout.lines().skip_while(|line| !line.starts_with(" COLUMN")).collect();
    assert_eq!(lines.len(), 5, "{ran:?}");
    assert!(lines[3].starts_with(" ten⏎xa ") && lines[3].ends_with("A⏎B · C⏎D"), "{ran:?}");
    assert!(lines[4].ends_with("x y · z"), "{ran:?}");
    let Walk { seen, accepted, .. } = walk_with("mau.csv", csv.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("ma_px|ten\r\nxa|ghi_chu", 2));
}

#[test]
fn a_table_without_its_memo_file_says_how_to_hand_both_over() {
    let table = fs::read(repository().join("tests/samples/dbf/broken/memo-missing.dbf")).unwrap();
    let ran = inspect("mau.dbf", &table, &["--lang", "en"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stdout.contains("which did not come along") && ran.stdout.contains("one ZIP file"),
        "{ran:?}"
    );
}

#[test]
fn other_sheets_of_a_workbook_are_told_and_can_be_chosen() {
    let path = repository().join("tests/samples/xls/valid/cells.xls");
    let ran = lienthong(&["inspect", path.to_str().unwrap(), "--lang", "en"]);
    assert!(ran.stdout.contains("sheets:") && ran.stdout.contains("--sheet"), "{ran:?}");
    let ran = lienthong(&["inspect", path.to_str().unwrap(), "--sheet", "99", "--lang", "en"]);
    assert!(ran.code == 1 && ran.stderr.contains("SHEET_NOT_FOUND"), "{ran:?}");
    // The draft names the others that people see; the first one is hidden.
    for (sheet, is_told) in [("1", true), ("2", false)] {
        let ran = lienthong(&["inspect", path.to_str().unwrap(), "--sheet", sheet, "--json", "--lang", "en"]);
        let told = ran.stdout.contains("# One sheet is read. Others have rows as well");
        assert_eq!(told, is_told, "{sheet}: {ran:?}");
    }
}

/// What database programs print of a query.
const DRAWN: [&str; 4] = [
    // Oracle, and others alike.
    "MA    HO TEN            NGAY SINH   SO TIEN\n\
     ----- ----------------- ---------- --------\n\
     00001 Nguyễn Văn Mẫu    01/01/1970       12\n\
     00002 Trần Thị Mẫu      02/02/1980    15000\n\
     00003 Lê Mẫu                              7\n",
    // MySQL.
    "+-------+----------------+------------+---------+\n\
     | MA    | HO TEN         | NGAY SINH  | SO TIEN |\n\
     +-------+----------------+------------+---------+\n\
     | 00001 | Nguyễn Văn Mẫu | 01/01/1970 |      12 |\n\
     | 00002 | Trần Thị Mẫu   | 02/02/1980 |   15000 |\n\
     | 00003 | Lê Mẫu         |            |       7 |\n\
     +-------+----------------+------------+---------+\n",
    // PostgreSQL.
    "  MA   |     HO TEN     | NGAY SINH  | SO TIEN \n\
     -------+----------------+------------+---------\n \
      00001 | Nguyễn Văn Mẫu | 01/01/1970 |      12\n \
      00002 | Trần Thị Mẫu   | 02/02/1980 |   15000\n \
      00003 | Lê Mẫu         |            |       7\n\
     (3 rows)\n\n",
    // A comma in a name, and a title above.
    "DANH SACH HO NGHEO\n\n\
     MA     DIA CHI                  DIEN TICH\n\
     -----  -----------------------  ---------\n\
     00001  Thôn 1, Xã A, Huyện B         12,5\n\
     00002  Thôn 2, Xã A, Huyện B          7,5\n\
     00003  Thôn 3, Xã A, Huyện B        100,0\n",
];

#[test]
fn a_table_drawn_with_lines_is_read_by_its_places() {
    let [oracle, mysql, postgres, title] = DRAWN;
    for (text, names) in [
        (oracle, "MA|HO TEN|NGAY SINH|SO TIEN"),
        (mysql, "MA|HO TEN|NGAY SINH|SO TIEN"),
        (postgres, "MA|HO TEN|NGAY SINH|SO TIEN"),
        (title, "MA|DIA CHI|DIEN TICH"),
    ] {
        let walked = walk_with("mau.txt", text.as_bytes());
        let seen = &walked.seen;
        assert_eq!((seen["format"].as_str(), columns(seen).as_str()), (Some("fixed"), names), "{text}");
        assert_eq!((seen["rows"].as_u64(), walked.accepted), (Some(3), 3), "{text}");
        assert_eq!(seen["columns"][0]["likely"], "5 digits", "{text}");
        if text.contains('|') {
            // Nobody writes such lines from a mapping.
            assert!(walked.mapping().contains("\ndirection = \"read\""), "{}", walked.mapping());
            assert!(walked.mapping().contains("where = { at = { start = "), "{}", walked.mapping());
        } else {
            assert_eq!(walked.written(), text, "{}", walked.mapping());
        }
    }
}

#[test]
fn delimited_text_with_dashes_in_it_stays_delimited() {
    for text in [
        "ma|ten\n--|---\n1|A\n22|B B\n",
        "ma,ten,so\n-,-,-\n1,A,2\n2,B,3\n3,C,-\n",
        "ma|ten\n1|a\n--|--\n2|b\n",
    ] {
        let ran = inspect("mau.txt", text.as_bytes(), &["--json"]);
        let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(seen["format"], "csv", "{text}");
    }
}

#[test]
fn two_columns_of_one_name_are_told_where_a_person_looks() {
    let ran = inspect("mau.csv", b"Ma;Ghi chu;Ghi chu\r\n1;a;b\r\n2;c;d\r\n", &["--lang", "vi"]);
    assert!(ran.stdout.contains("tên trùng với một cột khác"), "{ran:?}");
}

#[test]
fn years_and_months_among_dates_are_dates_of_which_less_is_known() {
    let text = "Ten;Ngay sinh\r\nA;20/11/1975\r\nB;1980\r\nC;05/1990\r\nD;13/01/1991\r\n";
    let walked = walk_with("mau.csv", text.as_bytes());
    assert_eq!(walked.accepted, 4, "{}", walked.mapping());
    assert!(
        walked.mapping().contains("dates = [\"dd/MM/yyyy\", \"MM/yyyy\", \"yyyy\"]"),
        "{}",
        walked.mapping()
    );
    assert!(
        walked.seen["draft"]["schema"].as_str().unwrap().contains("precision = \"year\""),
        "{}",
        walked.seen
    );
    assert_eq!(walked.written(), text);
}

#[test]
fn quotes_are_those_that_stand_around_cells() {
    for (text, said) in [
        ("Ma\tNoi dung\r\n1\tnói \"không\" ạ\r\n2\t5\" ống\r\n", Some("quote = \"none\"")),
        ("'Ma';'Noi dung'\r\n'1';'a; b'\r\n'2';'c'\r\n", Some("quote = \"'\"")),
        ("Ma;Noi dung\r\n1;\"a; \"\"b\"\"\"\r\n2;c\r\n", None),
        ("Ma;Noi dung\r\n1;'a'\r\n2;c\r\n", None),
    ] {
        let walked = walk_with("mau.csv", text.as_bytes());
        assert_eq!(walked.accepted, 2, "{}", walked.mapping());
        let found = walked.mapping().lines().find(|line| line.starts_with("quote"));
        assert_eq!(found, said, "{text}");
    }
}

#[test]
fn a_row_with_fewer_cells_than_the_header_is_told() {
    let csv = "ma,ten,xa,ghi\r\n00001,Nguyễn Văn Mẫu,Xã Mẫu,x\r\n00002,Trần Thị Thử\r\n00003,Lê Mẫu,Xã Thử,\r\n00004,Mẫu,Xã Thử\r\n";
    let walked = walk_with("mau.csv", csv.as_bytes());
    let what = "the row ends before this column: it has fewer cells than the header";
    let told = |at: usize| walked.seen["columns"][at]["suspicions"].clone();
    let of = |row: u64| serde_json::json!([{ "what": what, "rows": [row] }]);
    assert_eq!((walked.accepted, told(1), told(2), told(3)), (4, serde_json::json!([]), of(3), of(5)));
    for line in ["# Some rows end before this column (rows 3)", "\nshort = \"absent\"\n"] {
        assert!(walked.mapping().contains(line), "{}", walked.mapping());
    }
    // Empty cells are cells.
    let csv = "ma,ten,ghi\r\n00001,Nguyễn Văn Mẫu,\r\n00002,Trần Thị Thử,\r\n";
    let walked = walk_with("mau.csv", csv.as_bytes());
    assert!(!walked.mapping().contains("end before") && !walked.mapping().contains("short"));
}

#[test]
fn a_line_that_is_broken_within_a_cell_makes_no_two_records() {
    let csv = "MASO;HOTEN;DIACHI;GHICHU\r\n003;Lê Mẫu;Thôn 3;\r\n004;Nguyễn Mẫu;Thôn 4,\r\nxã Mẫu;hộ nghèo\r\n\
               005;Vũ Mẫu;Thôn 5;hộ nghèo\r\n";
    let ran = inspect("mau.csv", csv.as_bytes(), &["--json", "--lang", "en"]);
    let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
    let what = "a line break within the cell: the rest of the row stands in the next line";
    let told = seen["columns"][2]["suspicions"].as_array().unwrap();
    assert!(told.contains(&serde_json::json!({ "what": what, "rows": [3] })), "{told:?}");
    let mapping = seen["draft"]["mapping"].as_str().unwrap();
    assert!(mapping.contains("# Lines break within this column (rows 3)"), "{mapping}");
    assert!(!mapping.contains("\nshort"), "{mapping}");
}

#[test]
fn a_total_ends_the_table_in_the_column_that_holds_its_text() {
    let people = "1,Nguyễn Văn Mẫu,x,5\r\n2,Trần Thị Mẫu,y,6\r\n3,Lê Mẫu,z,7\r\n4,Lý Mẫu,t,8\r\n";
    let helper = people.replace(",y,", ",Cộng tác viên,");
    for (rows, total, until) in [
        // Data begins like the total in another column, or nowhere.
        (&helper, "Cộng,,,26", "until = { text = \"Cộng\", column = \"STT\" }"),
        (&helper, ",Cộng,,26", "until = { text = \"Cộng\", column = \"Họ tên\" }"),
        (&people.to_owned(), "Tổng cộng,,,26", "until = { text = \"Tổng cộng\", column = \"STT\" }"),
        // The text stands in two columns of the total.
        (&people.to_owned(), "Cộng,Cộng,,", "until = { text = \"Cộng\" }"),
    ] {
        let csv = format!("STT,Họ tên,Nghề,Số\r\n{rows}{total}\r\n,,,Người lập biểu\r\n");
        let walked = walk_with("mau.csv", csv.as_bytes());
        assert_eq!((walked.accepted, walked.seen["rows"].as_u64()), (4, Some(4)), "{total}");
        assert!(walked.mapping().contains(until), "{}", walked.mapping());
        assert!(!walked.mapping().contains("looks like the total"), "{}", walked.mapping());
    }
    // Where data of that column begins so, or two columns have its name, it is data until a person says more.
    for (header, job) in [("STT,Nghề,Họ tên,Số", "Cộng tác viên"), ("STT,Tên,Tên,Số", "x")] {
        let rows = format!("1,a,b,5\r\n2,{job},b,6\r\n3,a,Cộng sự,7\r\n4,a,b,8\r\n");
        let csv = format!("{header}\r\n{rows},Cộng,,26\r\n");
        let ran = inspect("mau.csv", csv.as_bytes(), &["--json", "--lang", "en"]);
        let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
        let mapping = seen["draft"]["mapping"].as_str().unwrap();
        assert!(
            mapping.contains("# Row 6 (Cộng) looks like the total") && !mapping.contains("\nuntil"),
            "{mapping}"
        );
    }
}

#[test]
fn amounts_as_people_write_them_are_numbers_and_come_back() {
    let rows = ["1.500.000 đ;(2.000,50);12,5%;1.500", "0 đ;3.000;7%;2.000", "200.000 đ;0;0,25%;3.000"];
    let text = format!("Số tiền;Chênh lệch;Tỷ lệ;Mã đợt\r\n{}\r\n", rows.join("\r\n"));
    let walked = walk_with("thu-chi.csv", text.as_bytes());
    assert_eq!(walked.accepted, 3);
    for step in [
        "number = { group = \".\", decimal = \",\", suffix = \" đ\" }",
        "number = { group = \".\", decimal = \",\", below_zero = \"parentheses\" }",
        "number = { decimal = \",\", suffix = \"%\" }",
    ] {
        assert!(walked.mapping().contains(step), "{step}\n{}", walked.mapping());
    }
    // What may be two numbers stays the text that it is.
    assert_eq!(walked.mapping().matches("number = ").count(), 3);
    assert_eq!(walked.written(), text);
}
