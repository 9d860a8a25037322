//! Files of another kind than their mapping says, through every format: none becomes a row, and each is called by its name.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::{Province, lienthong, repository};

/// Formats and what their mapping says beside `format`, with the column.
const MAPPINGS: [(&str, &str, &str); 8] = [
    ("csv", "format = \"csv\"\ncharset = \"utf-8\"", "from = \"ma\""),
    ("bare", "format = \"csv\"\ncharset = \"utf-8\"\nheader = \"none\"", "from = \"1\""),
    (
        "fixed",
        "format = \"fixed\"\ncharset = \"utf-8\"\nshort = \"absent\"",
        "at = { start = 1, length = 90 }",
    ),
    ("dbf", "format = \"dbf\"\ncharset = \"utf-8\"", "from = \"MA\""),
    ("xlsx", "format = \"xlsx\"", "from = \"ma\""),
    ("xls", "format = \"xls\"", "from = \"ma\""),
    ("xml", "format = \"xml\"\nrows = \"A/B\"", "from = \"ma\""),
    ("json", "format = \"json\"", "from = \"ma\""),
];

/// Files by what they are, and the formats that read them as theirs.
fn files() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let sample = |path: &str| std::fs::read(repository().join("tests/samples").join(path)).unwrap();
    vec![
        ("an HTML page", "<html><body>Đăng nhập</body></html>".into(), &["xml"]),
        ("an HTML page", "\r\n<!DOCTYPE html>\n<html><body>Đăng nhập".into(), &[]),
        ("a PDF file", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), &[]),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0".to_vec(), &[]),
        ("an RTF document", b"{\\rtf1 x}".to_vec(), &[]),
        ("bytes 00", vec![0; 6_000], &[]),
        ("a JSON file", br#"{"a": 1}"#.to_vec(), &["json", "dossier-json"]),
        ("an XML file", b"<?xml version=\"1.0\"?><C/>".to_vec(), &["xml", "edxml"]),
        ("(.xls", sample("units/gso_xls/gso_ha_giang.xls"), &["xls"]),
        ("ZIP|.xlsx", sample("xlsx/broken/word.xlsx"), &["dbf"]),
        ("nothing", Vec::new(), &["bare", "fixed"]),
        ("nothing but blanks", b" \r\n\r\n".to_vec(), &["bare", "fixed"]),
    ]
}

#[test]
fn a_file_of_another_kind_is_called_by_its_name_in_every_format() {
    let province = Province::new();
    province.put(
        "schemas/x.toml",
        "[[schema]]\nid = \"x/v1\"\ntitle = \"X\"\n[[schema.field]]\nname = \"ma\"\ntitle = \"Mã\"\ntype = \"text\"\n",
    );
    for (name, source, column) in MAPPINGS {
        let mapping = format!(
            "schema = \"x/v1\"\ndirection = \"read\"\n[source]\n{source}\n[[field]]\nto = \"ma\"\n{column}\n"
        );
        province.put(&format!("mappings/{name}.toml"), &mapping);
    }
    let formats = MAPPINGS.iter().map(|(name, ..)| *name).chain(["edxml", "dossier-json"]);
    let (input, out) = (province.path("in"), province.path("out"));
    for format in formats {
        for (what, bytes, own) in files().into_iter().filter(|(.., own)| !own.contains(&format)) {
            std::fs::write(&input, &bytes).unwrap();
            let ran = lienthong(&[
                "convert",
                input.to_str().unwrap(),
                "--from",
                format,
                "--to",
                "canonical-json",
                "-o",
                out.to_str().unwrap(),
                "--config",
                province.dir().to_str().unwrap(),
                "--lang",
                "en",
            ]);
            let said = format!("{format}, {what}, {own:?}: {}{}", ran.stdout, ran.stderr);
            assert!(ran.code == 1 && !out.exists(), "{said}");
            assert!(what.split('|').any(|what| ran.stderr.contains(what)), "{said}");
            let reasons = ["OTHER_KIND", "FILE_EMPTY", "NOT_A_WORKBOOK"];
            assert!(reasons.iter().any(|reason| ran.stderr.contains(reason)), "{said}");
        }
    }
}
