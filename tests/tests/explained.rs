//! `lienthong config explain --message`: what a file would become, before it is sent.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use lienthong_tests::letters::letter;
use lienthong_tests::{Ran, households, lienthong};
use serde_json::Value;

/// The starter configuration, and what `explain` says of a file in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(lienthong(&["init", dir.path().join("tinh").to_str().unwrap()]).code, 0);
        Self(dir)
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join("tinh").join(name)
    }

    fn explain(&self, from: &str, kind: &str, to: &str, file: &Path, more: &[&str]) -> Ran {
        let folder = self.path("");
        let about = ["config", "explain", folder.to_str().unwrap(), "--from", from, "--type", kind];
        let to = if to.is_empty() { vec![] } else { vec!["--to", to] };
        lienthong(&[&about[..], &to, &["--message", file.to_str().unwrap()], more].concat())
    }

    /// As JSON, one value a line.
    fn told(&self, from: &str, kind: &str, to: &str, file: &Path) -> (i32, Vec<Value>) {
        let ran = self.explain(from, kind, to, file, &["--json"]);
        (ran.code, ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }
}

#[test]
fn a_file_is_told_from_its_columns_to_what_each_receiver_gets() {
    let desk = Desk::new();
    let file = desk.path("tests/samples/khai-sinh-xa.csv");
    let of = |more: &[&str]| {
        let ran = desk.explain("H60.31/hotich", "khai-sinh/v1", "H60.05/khai-sinh", &file, more);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout
    };
    let told = of(&["--lang", "vi", "--row", "3"]);
    for part in [
        "dòng 3, qua ánh xạ khai-sinh-xa:",
        " HO + TEN   ghép T*** V** T**",
        "✓ 3 trong 3 dòng hợp lệ",
        "✓ \"khai sinh: xã gửi sở\"",
        "H60.05/khai-sinh",
    ] {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
    // Personal values are shown to those who ask, and what the receiver gets is in its own words.
    assert!(!told.contains("Thử") && !told.contains("000225000002"), "{told}");
    let shown = of(&["--show-personal", "--row", "3"]);
    assert!(shown.contains("Trần Văn Thử") && shown.contains("value 2025-07-01"), "{shown}");
    let expected = std::fs::read_to_string(desk.path("tests/expected/khai-sinh-so.csv")).unwrap();
    for line in expected.lines() {
        assert!(shown.contains(line), "{line} is not in\n{shown}");
    }
    let ran = desk.explain("H60.31/hotich", "khai-sinh/v1", "H60.05/khai-sinh", &file, &["--row", "9"]);
    assert_eq!((ran.code, ran.stderr.contains("the file has no row 9")), (2, true), "{}", ran.stderr);
}

#[test]
fn a_row_that_the_mapping_leaves_out_is_told_as_such() {
    let desk = Desk::new();
    let file = desk.path("tests/samples/khai-sinh-xa.csv");
    let path = desk.path("mappings/khai-sinh-xa.toml");
    let mapping = std::fs::read_to_string(&path).unwrap();
    let filter = "where = { column = \"GIOITINH\", is = \"M\" }\n\n[source]";
    std::fs::write(&path, mapping.replacen("[source]", filter, 1)).unwrap();
    let of = |more: &[&str]| {
        let ran = desk.explain("H60.31/hotich", "khai-sinh/v1", "H60.05/khai-sinh", &file, more);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout
    };
    let left = "row 2 is left out: `where` of the mapping khai-sinh-xa does not let it pass";
    assert!(of(&["--row", "2"]).contains(left));
    assert!(of(&["--row", "2", "--lang", "vi"]).contains("dòng 2 bị bỏ qua vì không thuộc `where`"));
    assert!(of(&["--row", "3"]).contains("row 3, through the mapping khai-sinh-xa:"));
    // Where no row is asked for, the first that counts is told.
    assert!(of(&[]).contains("row 3, through the mapping"));
    let json: Value = serde_json::from_str(of(&["--row", "2", "--json"]).lines().next().unwrap()).unwrap();
    assert_eq!(json["left_out"], true);
}

#[test]
fn the_entries_of_a_group_are_told_one_by_one() {
    let desk = Desk::new();
    let personal = households::SCHEMA.replace("type = \"group\"", "type = \"group\"\npersonal = true");
    std::fs::write(desk.path("schemas/ho.toml"), personal).unwrap();
    let mapping = "schema = \"ho/v1\"\ndirection = \"read\"\n[source]\nformat = \"xml\"\nrows = \"DS/Ho\"\n\
                   [[group]]\nto = \"con\"\nfrom = \"Con\"\n[[group.field]]\nto = \"ten\"\nfrom = \"Ten\"\n\
                   [[group.field]]\nto = \"sinh\"\nfrom = \"Sinh\"\ndates = [\"dd/MM/yyyy\"]\n";
    std::fs::write(desk.path("mappings/ho.toml"), mapping).unwrap();
    std::fs::write(desk.path("systems/ho.toml"), households::SYSTEM).unwrap();
    let file = desk.path("ho.xml");
    let xml = "<DS><Ho><Con><Ten>An</Ten><Sinh>01/02/2020</Sinh></Con><Con><Ten>Bình</Ten></Con></Ho></DS>";
    std::fs::write(&file, xml).unwrap();
    let (_, told) = desk.told("H60.31/ho", "ho/v1", "H60.05/khai-sinh", &file);
    let fields = told.iter().find_map(|one| one["fields"].as_array()).unwrap();
    let of = |index: usize| ["columns", "value", "field"].map(|key| fields[index][key].as_str().unwrap());
    assert_eq!(of(0), ["Con[1]/Ten", "A*", "con[1].ten"], "a name is hidden where its group is personal");
    assert_eq!(of(1), ["Con[1]/Sinh", "2*********", "con[1].sinh"]);
    assert_eq!(of(2), ["Con[2]/Ten", "B***", "con[2].ten"]);
    assert_eq!(fields.len(), 4);
}

#[test]
fn a_broken_row_is_told_with_its_column_and_no_receiver_gets_anything() {
    let desk = Desk::new();
    let text = std::fs::read_to_string(desk.path("tests/samples/khai-sinh-xa.csv")).unwrap();
    let file = desk.path("hong.csv");
    std::fs::write(&file, text.replacen("30/06/2025", "31/06/2025", 1)).unwrap();
    let (code, told) = desk.told("H60.31/hotich", "khai-sinh/v1", "H60.05/khai-sinh", &file);
    assert_eq!(code, 3, "{told:?}");
    let refused = told.iter().find_map(|line| line.get("refused")).expect("the file is refused");
    assert_eq!(refused["reason"], "NOT_A_DATE", "{refused}");
    assert_eq!((&refused["row"], &refused["column"]), (&2.into(), &"NGAYSINH".into()), "{refused}");
    assert!(!told.iter().any(|line| line.get("bytes").is_some()), "{told:?}");
}

#[test]
fn a_letter_of_another_sender_or_type_is_refused_as_the_gateway_would() {
    let desk = Desk::new();
    let sample = desk.path("thu.edxml");
    std::fs::write(&sample, letter(1, "H60.31", &["H60"])).unwrap();
    for (from, kind, to, expected) in [
        ("H60.31/qlvb", "document", "H60", None),
        ("H60.31/qlvb", "document", "", None),
        ("H60/qlvb", "document", "H60.31", Some("SENDER_MISMATCH")),
        ("H60.31/qlvb", "document-status", "H60", Some("TYPE_MISMATCH")),
    ] {
        let (code, told) = desk.told(from, kind, to, &sample);
        let reason = told.iter().find_map(|line| line.get("refused")).map(|found| found["reason"].clone());
        assert_eq!(reason, expected.map(Value::from), "{told:?}");
        assert_eq!(code, if expected.is_some() { 3 } else { 0 }, "{told:?}");
    }
}
