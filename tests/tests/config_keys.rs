//! `lienthong config keys` tells an office that has the program alone what it may write, in its own language.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::lienthong;
use serde_json::Value;

#[test]
fn a_file_a_table_and_a_key_are_told_in_both_languages() {
    for (lang, meaning) in [
        ("en", "Refuses to write values that a spreadsheet would run."),
        ("vi", "Từ chối ghi giá trị mà bảng tính sẽ chạy như công thức."),
    ] {
        for name in ["mappings", "mappings/khai-sinh.toml", "source", "[source]", "excel_safe"] {
            let ran = lienthong(&["--lang", lang, "config", "keys", name]);
            assert_eq!(ran.code, 0, "{name}: {}", ran.stderr);
            assert!(ran.stdout.contains(meaning), "{lang} {name}: {}", ran.stdout);
        }
    }
}

#[test]
fn programs_get_one_object_for_each_key() {
    let ran = lienthong(&["config", "keys", "limits", "--json"]);
    let all: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(all.len(), 8);
    let one = all.iter().find(|one| one["key"] == "min_free").unwrap();
    assert_eq!((one["table"].as_str(), one["about"]["default"].as_str()), (Some("[limits]"), Some("1GiB")));
}

#[test]
fn a_name_that_nothing_has_is_refused_with_the_way_to_all_tables() {
    for (lang, way) in [("en", "lists all tables"), ("vi", "liệt kê mọi bảng")] {
        let ran = lienthong(&["--lang", lang, "config", "keys", "zzz"]);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(way), "{}", ran.stderr);
    }
    let tables = lienthong(&["config", "keys"]).stdout;
    assert!(tables.contains("[[system.service]]") && tables.contains("dossier-progress"), "{tables}");
}
