//! A draft is a start that works: what `lienthong inspect --draft` writes for a file passes `config check` in a fresh
//! folder, reads every row of that file, and writes them back to the same records.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lienthong_tests::{Ran, lienthong, lienthong_bin, repository};
use lienthong_vntext::Charset;
use serde_json::Value;

/// What the walk of `docs/connect-an-old-system.md` gives for one file.
struct Walk {
    /// What `inspect` found.
    seen: Value,
    /// Rows that became records.
    accepted: u64,
}

fn run(arguments: &[&str]) -> Result<Ran, String> {
    let ran = lienthong(arguments);
    if ran.code == 0 {
        Ok(ran)
    } else {
        Err(format!("{arguments:?}: {}\n{}{}", ran.code, ran.stdout, ran.stderr))
    }
}

/// A fresh configuration folder, as `lienthong init` writes it.
fn fresh() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config").to_str().unwrap().to_owned();
    run(&["init", &config]).unwrap();
    (folder, config)
}

/// Inspects `file` into a folder, checks the folder, converts the file, and converts what was written again. The draft is
/// taken away again, so that the folder is as it was.
fn walk(file: &Path, config: &str) -> Result<Walk, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = file.to_str().unwrap();
    let seen = run(&["inspect", file, "--draft", config, "--name", "nhap", "--json"])?;
    let seen: Value = serde_json::from_str(&seen.stdout).unwrap();
    let draft = ["schema", "mapping"].map(|part| seen["draft"][part].as_str().unwrap()).join("\n");
    let told = |error: String| format!("{error}\n{draft}");
    let convert = |from: &str, input: &str, to: &str, out: &str| -> Result<u64, String> {
        let ran =
            run(&["convert", input, "--from", from, "--to", to, "-o", out, "--config", config, "--json"]);
        let counts: Value = serde_json::from_str(&ran.map_err(told)?.stdout).unwrap();
        Ok(counts["accepted"].as_u64().unwrap())
    };
    let go = || {
        run(&["config", "check", config]).map_err(told)?;
        let accepted = convert("nhap", file, "canonical", &path("one"))?;
        convert("nhap", file, "nhap", &path("back"))?;
        convert("nhap", &path("back"), "canonical", &path("two"))?;
        if fs::read(path("one")).unwrap() != fs::read(path("two")).unwrap() {
            return Err(told("what is written back is not what was read".to_owned()));
        }
        Ok(accepted)
    };
    let accepted = go();
    for kind in ["schemas", "mappings", "codelists"] {
        for entry in fs::read_dir(Path::new(config).join(kind)).unwrap() {
            let entry = entry.unwrap();
            if entry.file_name().to_str().unwrap().starts_with("nhap") {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    }
    Ok(Walk { seen, accepted: accepted? })
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = repository().join("tests/samples").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file() && path.extension().is_some_and(|ending| ending != "md"));
    files.sort();
    files
}

/// The rows of each file of `tests/samples`.
const FILES: [(&str, u64); 34] = [
    ("units/tuyen_quang_pre2025_v2.4.0.csv", 137),
    ("units/ha_giang_pre2025_v2.4.0.csv", 193),
    ("units/tuyen_quang_post2025_20260725.csv", 124),
    ("units/tuyen_quang_pre2025_madnh_v1.6.0.csv", 138),
    ("units/gso_xls/gso_tuyen_quang.xls", 138),
    ("units/gso_xls/gso_ha_giang.xls", 193),
    ("csv/valid/excel-tab.csv", 4),
    ("csv/valid/semicolon.csv", 4),
    ("csv/valid/excel.csv", 4),
    ("csv/valid/unix.csv", 4),
    ("dbf/valid/foxpro.zip", 3),
    ("dbf/valid/dbase3.zip", 3),
    ("dbf/valid/visual-foxpro.zip", 3),
    ("xlsx/valid/openpyxl.xlsx", 2),
    ("xls/valid/excel-95-tcvn3.xls", 3),
    ("xls/valid/long.xls", 402),
    ("xls/valid/cells.xls", 3),
    ("xls/valid/formulas.xls", 3),
    ("xls/valid/tcvn3.xls", 2),
    ("xml/valid/danh-sach.xml", 2),
    ("xml/valid/base64.xml", 1),
    ("xml/valid/utf-16.xml", 1),
    ("xml/valid/mot-nguoi.xml", 1),
    ("xml/valid/tien-to.xml", 1),
    ("xml/valid/soap-12.xml", 2),
    ("xml/valid/soap-11.xml", 2),
    ("xml/valid/data-set.xml", 3),
    ("xml/valid/windows-1258.xml", 1),
    ("xml/valid/chuoi.xml", 1),
    ("xml/valid/data-set-lon-xon.xml", 3),
    ("json/valid/dong-bo.json", 2),
    ("json/valid/tra-loi.json", 2),
    ("json/valid/mot-nguoi.json", 1),
    ("json/valid/cong-dan.json", 2),
];

/// Files with text, numbers and logical values in one column. No field takes them, and `inspect` says so.
const MIXED: [&str; 2] = ["xls/valid/cells.xls", "xls/valid/formulas.xls"];

#[test]
fn a_draft_reads_every_row_of_the_file_it_was_made_from() {
    let folders = [
        "units",
        "units/gso_xls",
        "csv/valid",
        "dbf/valid",
        "xlsx/valid",
        "xls/valid",
        "xml/valid",
        "json/valid",
    ];
    let there: usize = folders.into_iter().map(|folder| files(folder).len()).sum();
    assert_eq!(there, FILES.len(), "a sample is not in the list");
    let (_folder, config) = fresh();
    let mut failed = Vec::new();
    for (name, rows) in FILES {
        let walked = walk(&repository().join("tests/samples").join(name), &config);
        match walked {
            Ok(Walk { seen, accepted }) if seen["rows"] == rows && accepted == rows => {}
            Ok(Walk { seen, accepted }) => {
                failed.push(format!("{name}: {accepted} of {} rows", seen["rows"]))
            }
            Err(error) if MIXED.contains(&name) => {
                assert!(error.contains("# Cells of several kinds stand here"), "{error}");
            }
            Err(error) => failed.push(format!("{name}: {error}")),
        }
    }
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), FILES.len(), failed.join("\n=====\n"));
}

/// Writes a file of this name and walks with it.
fn walk_with(name: &str, bytes: &[u8]) -> Walk {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let (_folder, config) = fresh();
    walk(&path, &config).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn columns(seen: &Value) -> String {
    let columns = seen["columns"].as_array().unwrap();
    let name =
        |column: &Value| format!("{}{}", column["group"].as_str().unwrap(), column["name"].as_str().unwrap());
    columns.iter().map(name).collect::<Vec<_>>().join("|")
}

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
fn records_of_fixed_width_are_seen_and_no_person_becomes_a_name() {
    for (charset, end) in [(Charset::Tcvn3Abc, "\r\n"), (Charset::VniWin, "\n"), (Charset::Utf8, "\n")] {
        let Walk { seen, accepted } = walk_with("mau.txt", &fixed(charset, end));
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
    let Walk { seen, accepted } = walk_with("mau.txt", text.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("MA|HOTEN|NGAY", 3));
}

#[test]
fn a_table_without_a_header_keeps_its_first_row() {
    let csv =
        "000000000123;Nguyễn Văn Mẫu;Nam\r\n000000000124;Trần Thị Mẫu;Nữ\r\n000000000125;Lê Văn Mẫu;Nam\r\n";
    let Walk { seen, accepted } = walk_with("mau.csv", csv.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("1|2|3", 3));
}

#[test]
fn a_header_below_titles_and_of_two_rows_is_found() {
    let csv = "DANH SÁCH CÁN BỘ XÃ,,,,\r\nPhụ lục 1,,,,\r\n,,,,\r\nSTT,Họ tên,Nơi sinh,,Ghi chú\r\n,,Xã,Huyện,\r\n\
               1,Nguyễn Văn Mẫu,Xã A,Huyện B,\r\n2,Trần Thị Mẫu,Xã C,Huyện B,x\r\n3,Lê Mẫu,Xã D,Huyện E,\r\n\
               ,,,,\r\n,,,Người lập biểu,\r\n";
    let Walk { seen, accepted } = walk_with("mau.csv", csv.as_bytes());
    assert_eq!(columns(&seen), "STT|Họ tên|Nơi sinh / Xã|Nơi sinh / Huyện|Ghi chú");
    assert_eq!((accepted, seen["rows"].as_u64()), (3, Some(3)));
    let mapping = seen["draft"]["mapping"].as_str().unwrap();
    assert!(mapping.contains("find = [\"STT\", \"Họ tên\", \"Nơi sinh\"], rows = 2"), "{mapping}");
}

#[test]
fn what_repeats_in_a_document_becomes_a_group() {
    let json = r#"{"data":[{"hoTen":"Mẫu Một","con":[{"ten":"A","chau":[{"ten":"B"},{"ten":"C"}]}],"nhan":["x","y"]},{"hoTen":"Mẫu Hai"}]}"#;
    let Walk { seen, accepted } = walk_with("mau.json", json.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("hoTen|con[]ten|con[] chau[]ten|nhan[].", 2));
    let xml = "<D><N><HoTen>Mẫu Một</HoTen><Con><Ten>A</Ten></Con><Con><Ten>B</Ten><So>1</So><So>2</So></Con></N><N><HoTen>Mẫu Hai</HoTen></N></D>";
    let Walk { seen, accepted } = walk_with("mau.xml", xml.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("HoTen|Con[]Ten|Con[] So[].", 2));
}

#[test]
fn a_plain_element_that_stands_alone_in_some_places_and_repeats_in_others_is_a_group() {
    for (xml, found) in [
        (
            "<D><N><Ma>1</Ma><Con><Ten>A</Ten><DT>1</DT><DT>2</DT></Con><Con><Ten>B</Ten><DT>3</DT></Con></N>\
             <N><Ma>2</Ma><Con><Ten>C</Ten></Con></N></D>",
            "Ma|Con[]Ten|Con[] DT[].",
        ),
        (
            "<D><N><Ma>1</Ma><Tep>a</Tep></N><N><Ma>2</Ma><Tep loai='x'>b</Tep><Tep/><Tep loai='y'>c</Tep></N></D>",
            "Ma|Tep[].|Tep[]@loai",
        ),
        (
            "<D><N><Ma>1</Ma><Cha><Con>a</Con></Cha></N><N><Ma>2</Ma><Cha><Con>b</Con><Con>c</Con></Cha><Cha><Con>d</Con></Cha></N></D>",
            "Ma|Cha[] Con[].",
        ),
    ] {
        let Walk { seen, accepted } = walk_with("mau.xml", xml.as_bytes());
        assert_eq!((columns(&seen).as_str(), accepted), (found, 2), "{xml}");
    }
}

#[test]
fn what_no_field_can_hold_is_kept_and_named_in_the_draft() {
    let deep = (0..9).fold("<B>1</B>".to_owned(), |inside, _| format!("<A>{inside}</A><A><B>2</B></A>"));
    let xml = format!("<D><N><Ma>1</Ma>{deep}</N><N><Ma>2</Ma></N></D>");
    for (name, text, path) in [
        ("mau.xml", xml.as_str(), "# A/A/A/A/A/A/A/A repeats within more groups"),
        (
            "mau.json",
            r#"{"data":[{"ma":"1","tv":[{"ten":"A","dt":["1","2"]},{"ten":"B","dt":"3"}]},{"ma":"2"}]}"#,
            "# tv.dt is a text in one place",
        ),
        ("mau.json", r#"{"data":[{"ma":"1","con":[{"ten":"A"}]},{"ma":"2","con":""}]}"#, "# con is a text"),
        ("mau.json", r#"{"data":[{"ma":"1","so":["a",{"b":"c"}]},{"ma":"2"}]}"#, "# so is a text"),
        (
            "mau.json",
            r#"{"data":[{"ma":"1","tv":[{"so":["a",{"b":"c"}]}]},{"ma":"2"}]}"#,
            "# tv.so is a text",
        ),
    ] {
        let Walk { seen, accepted } = walk_with(name, text.as_bytes());
        let mapping = seen["draft"]["mapping"].as_str().unwrap();
        assert_eq!(accepted, 2, "{text}");
        assert!(mapping.contains(path) && mapping.contains("unmapped = \"keep\""), "{mapping}");
    }
}

#[test]
fn a_control_character_among_ascii_is_named_with_its_place_and_no_charset() {
    for (odd, name) in [("a\u{7}", "bell.csv"), ("\u{1b}[2J", "escape.csv"), ("a\u{b}b", "tab.csv")] {
        for others in ["Da Vi", "Đà Vị"] {
            let rows = format!("02200,{others},x\r\n").repeat(6);
            let csv = format!("ma_px,ten,ghi_chu\r\n{rows}02201,{others},{odd}\r\n");
            let ran = inspect(name, csv.as_bytes(), &["--json"]);
            let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
            assert_eq!(seen["charset"], "utf-8", "{seen}");
            let suspicions = &seen["columns"][2]["suspicions"];
            assert_eq!(
                (suspicions[0]["what"].as_str(), &suspicions[0]["rows"]),
                (Some("a control character"), &serde_json::json!([8])),
                "{seen}"
            );
            assert!(seen["draft"]["mapping"].as_str().unwrap().contains("(rows 8): such rows are bad ones"));
        }
    }
}

#[test]
fn a_capital_on_a_control_character_is_a_letter() {
    let rows: Vec<String> = (1..=12).map(|n| format!("{n:05},{}", ["NAM", "NỮ"][n % 2])).collect();
    let csv = Charset::TcvnVn1.encode(&format!("ma,gioi\r\n{}\r\n", rows.join("\r\n"))).unwrap().into_owned();
    let Walk { seen, accepted } = walk_with("mau.csv", &csv);
    assert_eq!((seen["charset"].as_str(), accepted), (Some("tcvn-vn1"), 12), "{seen}");
    assert_eq!(seen["columns"][1]["suspicions"], serde_json::json!([]), "{seen}");
}

#[test]
fn a_line_break_in_a_cell_or_a_name_breaks_no_table() {
    let csv = "ma_px,\"ten\r\nxa\",ghi_chu\r\n02200,\"A\nB\",\"x\ty\"\r\n02201,\"C\r\nD\",z\r\n";
    let ran = inspect("mau.csv", csv.as_bytes(), &["--lang", "en"]);
    let lines: Vec<&str> = ran.stdout.lines().skip_while(|line| !line.starts_with(" COLUMN")).collect();
    assert_eq!(lines.len(), 5, "{ran:?}");
    assert!(lines[3].starts_with(" ten⏎xa ") && lines[3].ends_with("A⏎B · C⏎D"), "{ran:?}");
    assert!(lines[4].ends_with("x y · z"), "{ran:?}");
    let Walk { seen, accepted } = walk_with("mau.csv", csv.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("ma_px|ten\r\nxa|ghi_chu", 2));
}

#[test]
fn a_column_of_documents_in_base64_is_known() {
    const PDF: &str = "JVBERi0xLjcKJeLjz9MKMSAwIG9iagolJUVPRgo=";
    const XML: &str = "PEQ+PE4+PE1hPjE8L01hPjwvTj48Tj48TWE+MjwvTWE+PC9OPjwvRD4=";
    for (name, text, of) in [
        ("mau.csv", format!("ma,tep\r\n02200,{PDF}\r\n02201,{PDF}\r\n"), "PDF"),
        ("mau.xml", format!("<D><N><Ma>1</Ma><Tep>\n{PDF}\n</Tep></N><N><Ma>2</Ma><Tep/></N></D>"), "PDF"),
        ("mau.json", format!("[{{\"ma\":\"1\",\"tep\":\"{XML}\"}},{{\"ma\":\"2\",\"tep\":null}}]"), "XML"),
    ] {
        let Walk { seen, accepted } = walk_with(name, text.as_bytes());
        assert_eq!((seen["columns"][1]["base64"][0]["of"].as_str(), accepted), (Some(of), 2), "{seen}");
        assert_eq!(seen["columns"][0]["base64"], serde_json::json!([]), "{seen}");
        assert!(seen["draft"]["mapping"].as_str().unwrap().contains(&format!("# base64 of {of}: carried")));
        for (lang, words) in [("en", "base64 of"), ("vi", "base64 của")] {
            let ran = inspect(name, text.as_bytes(), &["--lang", lang]);
            assert!(ran.stdout.contains(&format!("{words} {of}")), "{ran:?}");
        }
    }
    // A document that is all there is, is read; beside other values the draft says how it would be.
    let xml = format!("<KQ><DuLieu>{XML}</DuLieu></KQ>");
    let Walk { seen, accepted } = walk_with("mau.xml", xml.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("Ma", 2));
    let xml = format!("<KQ><So>0</So><DuLieu>{XML}</DuLieu></KQ>");
    let Walk { seen, accepted } = walk_with("mau.xml", xml.as_bytes());
    let mapping = seen["draft"]["mapping"].as_str().unwrap();
    assert_eq!((columns(&seen).as_str(), accepted), ("DuLieu|So", 1));
    assert!(mapping.contains("rows = \"KQ/DuLieu//D/N\", unwrap = \"base64-xml\""), "{mapping}");
}

#[test]
fn one_row_of_a_data_set_is_a_row() {
    let xml = "<DataSet xmlns='http://tempuri.org/'><xs:schema id='S' xmlns='' xmlns:xs='http://www.w3.org/2001/XMLSchema'>\
               <xs:element name='Table'/></xs:schema>\
               <d:diffgram xmlns:d='urn:schemas-microsoft-com:xml-diffgram-v1'><S xmlns=''>\
               <Table d:id='Table1'><Ho_x0020_ten>A</Ho_x0020_ten></Table></S></d:diffgram></DataSet>";
    let Walk { seen, accepted } = walk_with("mau.xml", xml.as_bytes());
    assert_eq!((columns(&seen).as_str(), accepted), ("Ho ten", 1));
}

#[test]
fn names_that_differ_in_case_alone_are_two_columns_of_a_document_and_one_of_a_table() {
    let (folder, config) = fresh();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("mau.csv"), "HỌ TÊN,Họ tên,ma\r\nA,B,1\r\nC,D,2\r\n").unwrap();
    run(&["inspect", &path("mau.csv"), "--draft", &config, "--name", "nhap", "--lang", "en"]).unwrap();
    run(&["config", "check", &config]).unwrap();
    let mapping = fs::read_to_string(Path::new(&config).join("mappings/nhap.toml")).unwrap();
    assert!(mapping.contains("# Họ tên is found as HỌ TÊN is; the column at 2 needs"), "{mapping}");
    let to = ["--to", "canonical-json", "-o", &path("one"), "--config", &config];
    run(&[&["convert", &path("mau.csv"), "--from", "nhap"], &to[..]].concat()).unwrap();
    assert!(fs::read_to_string(path("one")).unwrap().contains("\"_extra\":{\"Họ tên\":\"B\"}"));
    let Walk { seen, .. } = walk_with("mau.json", br#"[{"Ten":"A","ten":"B"},{"Ten":"C","ten":"D"}]"#);
    assert!(seen["draft"]["mapping"].as_str().unwrap().contains("from = \"ten\""), "{seen}");
}

#[test]
fn a_file_without_columns_gives_no_draft() {
    let (_folder, config) = fresh();
    for (name, text) in [("mau.json", "[]"), ("mau.json", "{}"), ("mau.json", "[1,2]"), ("mau.xml", "<a/>")] {
        let ran = inspect(name, text.as_bytes(), &["--draft", &config, "--name", "nhap", "--lang", "en"]);
        assert!(ran.code == 1 && ran.stderr.contains("nothing to draft"), "{text}: {ran:?}");
        run(&["config", "check", &config]).unwrap();
    }
}

/// What `inspect` says of a file with these bytes: exit code and output.
fn inspect(name: &str, bytes: &[u8], more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let arguments = [&["inspect", path.to_str().unwrap()], more].concat();
    lienthong(&arguments)
}

#[test]
fn a_file_with_bad_rows_is_shown_and_fails() {
    let ran = inspect("mau.csv", b"ma_px,ten\r\n02200,A\r\n02201,B,C\r\n02202,D\r\n", &["--lang", "en"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stdout.contains("bad rows")
            && ran.stdout.contains("ROW_TOO_LONG")
            && ran.stdout.contains("ma_px"),
        "{ran:?}"
    );
    assert_eq!(inspect("mau.csv", b"ma_px,ten\r\n02200,A\r\n", &[]).code, 0);
}

#[test]
fn a_document_type_declaration_is_refused_with_its_reason() {
    let xml = b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><b><c>&x;</c></b></a>";
    for (lang, why) in [
        ("en", "is refused: its entities can read files"),
        ("vi", "bị từ chối: thực thể trong đó có thể đọc tệp"),
    ] {
        let ran = inspect("mau.xml", xml, &["--lang", lang]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains(why), "{ran:?}");
    }
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
}

#[test]
fn a_pipe_is_read_like_a_file() {
    let mut child = Command::new(lienthong_bin())
        .args(["inspect", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("Mã,Tên\r\n02200,Xã A\r\n02201,Xã B\r\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), columns(&seen).as_str(), seen["rows"].as_u64()),
        (Some(0), "Mã|Tên", Some(2))
    );
}
