//! `lienthong config test`: what of a document's groups is expected, and how a difference is told.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::{Province, households, lienthong};

const MAPPING: &str = r#"schema = "ho/v1"
direction = "read"
[source]
format = "json"
[[field]]
to = "chu"
from = "Chu"
[[group]]
to = "con"
from = "Con"
[[group.field]]
to = "ten"
from = "Ten"
[[group.field]]
to = "sinh"
from = "Sinh"
dates = ["dd/MM/yyyy"]
"#;

#[test]
fn a_file_in_another_charset_than_its_mapping_says_fails_its_test_or_is_told_where_the_mapping_takes_it() {
    let province = Province::new();
    province.put("schemas/ho.toml", households::SCHEMA);
    let mapping = "other_charset = \"accept\"\nschema = \"ho/v1\"\ndirection = \"read\"\n[source]\nformat = \"csv\"\ncharset = \"viscii\"\n\
                   [[field]]\nto = \"chu\"\nfrom = \"Chu\"\n";
    province.put("mappings/ho.toml", mapping);
    province.put("systems/ho.toml", households::SYSTEM);
    // Invented names, of one word each: no row proves anything by itself.
    let names = "Chu\nHường\nBường\nThưởng\nHạnh\nĐạt\n";
    let bytes = lienthong_vntext::Charset::Tcvn3Abc.encode(names).unwrap();
    province.put("tests/ho.toml", "[[test]]\nname = \"hộ\"\nfrom = \"H60.31/ho\"\ntype = \"ho/v1\"\nfile = \"ho.csv\"\nexpect = { records = 5 }\n");
    std::fs::write(province.dir().join("tests/ho.csv"), bytes).unwrap();
    let dir = province.dir().to_str().unwrap().to_owned();
    let ran = lienthong(&["config", "test", &dir]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(ran.stdout.contains("! the column Chu is read as viscii, but"), "{}", ran.stdout);
    let ran = lienthong(&["--json", "config", "test", &dir]);
    assert!(ran.stdout.contains("\"likely\":\"tcvn3-abc\""), "{}", ran.stdout);
    province.edit("mappings/ho.toml", "accept", "refuse");
    let ran = lienthong(&["config", "test", &dir]);
    assert!(ran.code != 0 && ran.stdout.contains("FILE_OTHER_CHARSET"), "{}", ran.stdout);
}

#[test]
fn entries_of_a_group_are_expected_one_by_one_or_by_their_number() {
    let province = Province::new();
    province.put("schemas/ho.toml", households::SCHEMA);
    province.put("mappings/ho.toml", MAPPING);
    province.put("systems/ho.toml", households::SYSTEM);
    province.put(
        "tests/ho.json",
        r#"[{"Chu":"A","Con":[{"Ten":"B","Sinh":"01/02/2020"},{"Ten":"C"}]},{"Chu":"D"}]"#,
    );
    let run = |first: &str, second: &str| {
        let text = format!(
            "[[test]]\nname = \"hộ\"\nfrom = \"H60.31/ho\"\ntype = \"ho/v1\"\nfile = \"ho.json\"\n\
             expect = {{ values = [{{ row = 1, chu = \"A\", con = {first} }}, {{ row = 2, con = {second} }}] }}\n"
        );
        province.put("tests/ho.toml", &text);
        lienthong(&["config", "test", province.dir().to_str().unwrap()])
    };
    for (first, second) in [
        (r#"[{ ten = "B", sinh = 2020-02-01 }, { ten = "C", sinh = "" }]"#, "[]"),
        (r#"[{ ten = "B" }, {}]"#, "\"\""),
        ("\"2\"", "\"\""),
    ] {
        let ran = run(first, second);
        assert_eq!(ran.code, 0, "{first} {second}: {}{}", ran.stdout, ran.stderr);
    }
    for (first, second, expected, found) in [
        (r#"[{ ten = "B" }, { ten = "X" }]"#, "[]", "row 1, con[2].ten = X", "row 1, con[2].ten = C"),
        (r#"[{ ten = "B" }]"#, "[]", "row 1, con = [1]", "row 1, con = [2]"),
        ("\"2\"", "[{}]", "row 2, con = [1]", "row 2, con = [0]"),
        (r#"[{ tuoi = "1" }, {}]"#, "[]", "row 1, con[1].tuoi = 1", "ho/v1 has no field con[1].tuoi"),
    ] {
        let ran = run(first, second);
        assert_eq!(ran.code, 6, "{first} {second}: {}{}", ran.stdout, ran.stderr);
        for part in [format!("expected: {expected}"), format!("found: {found}")] {
            assert!(ran.stdout.contains(&part), "{part} is not in {}", ran.stdout);
        }
    }
}
