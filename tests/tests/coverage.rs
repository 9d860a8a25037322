//! `lienthong config coverage`: how much of a file a mapping carries.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::{Province, lienthong};
use serde_json::{Value, json};

const SCHEMA: &str = r#"[[schema]]
id = "ho/v1"
title = "Hộ"
[[schema.field]]
name = "chu"
title = "Chủ hộ"
type = "text"
[[schema.field]]
name = "dia_chi"
title = "Địa chỉ"
type = "text"
[[schema.field]]
name = "con"
title = "Con"
type = "group"
repeats = { max = 20 }
[[schema.field.field]]
name = "ten"
title = "Tên"
type = "text"
[[schema.field.field]]
name = "sinh"
title = "Năm sinh"
type = "text"
"#;

/// The mapping of documents of a format, whose groups stand at `con`.
fn mapping(source: &str, child: &str) -> String {
    format!(
        "schema = \"ho/v1\"\ndirection = \"read\"\nunmapped = \"drop\"\n[source]\n{source}\n\
         [[field]]\nto = \"chu\"\nfrom = \"Chu\"\n[[field]]\nto = \"dia_chi\"\nfrom = \"DiaChi\"\n\
         [[group]]\nto = \"con\"\nfrom = \"{child}\"\n[[group.field]]\nto = \"ten\"\nfrom = \"Ten\"\n"
    )
}

#[test]
fn documents_are_looked_at_with_all_their_rows_and_groups() {
    let province = Province::new();
    province.put("schemas/ho.toml", SCHEMA);
    province.put("mappings/x.toml", &mapping("format = \"xml\"\nrows = \"Ds/Ho\"", "Con"));
    province.put("mappings/j.toml", &mapping("format = \"json\"", "Con"));
    // What is missing stands in no row; what nobody names stands in the second row only, once in a group.
    let xml = "<Ds><Ho><Chu>A</Chu></Ho><Ho ma=\"1\"><Chu>B</Chu><Con><Ten>C</Ten></Con><Con><Ten>D</Ten><Lop>2</Lop></Con></Ho></Ds>";
    let json = r#"[{"Chu":"A"},{"Chu":"B","ma":1,"Con":[{"Ten":"C"},{"Ten":"D","Lop":2}]}]"#;
    for (name, text, unmapped) in
        [("x", xml, json!(["@ma", "Con[]/Lop"])), ("j", json, json!(["Con[].Lop", "ma"]))]
    {
        let file = province.path("ho");
        std::fs::write(&file, text).unwrap();
        let folder = province.dir().to_str().unwrap();
        let of = |more: &[&str]| {
            lienthong(&[&["config", "coverage", folder, name, file.to_str().unwrap()], more].concat())
        };
        let ran = of(&["--json"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let told: Value = serde_json::from_str(&ran.stdout).unwrap();
        let expected = json!({
            "mapped": 2, "of": 4, "unmapped": unmapped, "then": "drop", "missing": ["DiaChi"], "unfilled": ["con[].sinh"],
        });
        assert_eq!(told, expected, "{name}");
        let ran = of(&["--lang", "vi"]);
        assert!(ran.stdout.starts_with("2 trong 4 cột đã ánh xạ"), "{}", ran.stdout);
        // What cannot be read to its end is no coverage.
        std::fs::write(&file, &text[..text.len() - 4]).unwrap();
        assert_eq!(of(&[]).code, 1, "{name}");
    }
}
