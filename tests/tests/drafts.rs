//! A draft is a start that works: what `lienthong inspect --draft` writes for a file passes `config check` in a fresh
//! folder, reads every row of that file, and writes them back to the same records.
//!
//! `drafts_of_tables` and `drafts_of_documents` say it of single formats.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lienthong_tests::drafts::{Walk, columns, fresh, inspect, run, walk, walk_with};
use lienthong_tests::{lienthong_bin, repository};
use serde_json::Value;

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
            Ok(Walk { seen, accepted, .. }) if seen["rows"] == rows && accepted == rows => {}
            Ok(Walk { seen, accepted, .. }) => {
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

#[test]
fn long_values_are_shown_by_their_beginning() {
    // What is remembered of a value may end within a letter.
    for before in ["", "M", "Mẫ", "Mẫu"] {
        let long = format!("{before}{}", "Xã Đà Vị ".repeat(50));
        let text = format!("ma;ghi_chu\r\n001;{}\r\n002;Mẫu\r\n", long.trim());
        let ran = inspect("mau.csv", text.as_bytes(), &["--lang", "en"]);
        let widest = ran.stdout.lines().map(|line| line.chars().count()).max().unwrap();
        let shown: String = long.chars().take(40).collect();
        assert!(widest < 130 && ran.stdout.contains(&format!("{shown}…")), "{widest}\n{}", ran.stdout);
        let ran = inspect("mau.csv", text.as_bytes(), &["--json"]);
        let seen: Value = serde_json::from_str(&ran.stdout).unwrap();
        let samples = seen["columns"][1]["samples"].as_array().unwrap();
        let longest = samples.iter().map(|value| value.as_str().unwrap().len()).max().unwrap();
        assert!((198..=200).contains(&longest), "{seen}");
    }
}
