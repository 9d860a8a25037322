//! What is not there stays what it was, and what is there is not lost: an absent amount in a column that has no blank, the value of a row above that is
//! deleted, a column on which it depends which rows count.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::{Province, lienthong};

/// The exit code of a conversion and what was said.
fn convert(province: &Province, from: (&str, &str), to: (&str, &str), more: &[&str]) -> (i32, String) {
    let path = |name: &str| province.path(name).to_str().unwrap().to_owned();
    let (input, out, folder) = (path(from.1), path(to.1), province.dir().to_str().unwrap().to_owned());
    let start = ["convert", &input, "--from", from.0, "--to", to.0, "-o", &out, "--config", &folder];
    let ran = lienthong(&[&start[..], more].concat());
    (ran.code, ran.stderr)
}

fn schema(province: &Province, fields: &[(&str, &str)]) {
    let mut text = "[[schema]]\nid = \"so/v1\"\ntitle = \"Sổ\"\n".to_owned();
    for (name, kind) in fields {
        text.push_str(&format!("[[schema.field]]\nname = \"{name}\"\ntitle = \"{name}\"\n{kind}\n"));
    }
    province.put("schemas/so.toml", &text);
}

#[test]
fn an_absent_amount_comes_back_absent_from_columns_that_have_no_blank() {
    let province = Province::new();
    for (scale, amount) in [("scale = 2", "1.50"), ("scale = 0", "7"), ("", "1.5")] {
        schema(&province, &[("ma", "type = \"text\""), ("n", &format!("type = \"decimal\"\n{scale}"))]);
        for (name, source, column, nothing) in [
            (
                "y",
                "format = \"dbf\"\nversion = \"visual-foxpro\"\ncharset = \"utf-8\"",
                "type = \"currency\"",
                "0",
            ),
            (
                "y",
                "format = \"dbf\"\nversion = \"visual-foxpro\"\ncharset = \"utf-8\"",
                "type = \"currency\"",
                "-1",
            ),
            (
                "b",
                "format = \"dbf\"\nversion = \"visual-foxpro\"\ncharset = \"utf-8\"",
                "type = \"double\"",
                "0.00",
            ),
            (
                "n",
                "format = \"dbf\"\ncharset = \"utf-8\"",
                "type = \"number\", width = 12, decimals = 2",
                "0",
            ),
            ("x", "format = \"xls\"", "type = \"number\"", "0.00"),
        ] {
            let mapping = format!(
                "schema = \"so/v1\"\nrewrites = [\"n\"]\n[source]\n{source}\n[[field]]\nto = \"ma\"\nfrom = \"MA\"\n\
                 column = {{ type = \"text\", width = 5 }}\n[[field]]\nto = \"n\"\nfrom = \"N\"\n\
                 column = {{ {column}, longer = \"refuse\" }}\nnothing = \"{nothing}\"\n"
            );
            province.put("mappings/so.toml", &mapping);
            let records = format!(
                "{{\"schema\":\"so/v1\",\"records\":[\n{{\"ma\":\"x\"}},\n{{\"ma\":\"y\",\"n\":\"{amount}\"}}\n]}}\n"
            );
            std::fs::write(province.path("in.json"), &records).unwrap();
            let what = format!("{name} {nothing} {scale}");
            let (code, said) = convert(&province, ("canonical-json", "in.json"), ("so", "table"), &[]);
            assert_eq!(code, 0, "{what}: {said}");
            let (code, said) = convert(&province, ("so", "table"), ("canonical-json", "out.json"), &[]);
            assert_eq!(code, 0, "{what}: {said}");
            let back = std::fs::read_to_string(province.path("out.json")).unwrap();
            assert!(back.contains("{\"ma\":\"x\"}"), "{what}: {back}");
            assert!(back.contains(&format!("\"n\":\"{}", amount.trim_end_matches('0'))), "{what}: {back}");
        }
    }
}

#[test]
fn a_value_is_not_filled_down_past_a_deleted_record() {
    let province = Province::new();
    schema(&province, &[("nhom", "type = \"text\""), ("ten", "type = \"text\"\nrequired = true")]);
    let mapping = |more: &str| {
        format!(
            "schema = \"so/v1\"\n{more}[source]\nformat = \"dbf\"\ncharset = \"utf-8\"\n[[field]]\nto = \"nhom\"\n\
             from = \"NHOM\"\ncolumn = {{ type = \"text\", width = 4 }}\n@[[field]]\nto = \"ten\"\nfrom = \"TEN\"\n\
             column = {{ type = \"text\", width = 4 }}\n"
        )
    };
    province.put("mappings/ghi.toml", &mapping("").replace('@', ""));
    let reads = "direction = \"read\"\non_error = \"quarantine\"\n";
    province.put("mappings/doc.toml", &mapping(reads).replace('@', "fill_down = true\n"));
    let rows = ["{\"nhom\":\"g1\",\"ten\":\"a\"}", "{\"nhom\":\"g2\",\"ten\":\"b\"}", "{\"ten\":\"c\"}"];
    let rows = [&rows[..], &["{\"nhom\":\"g3\",\"ten\":\"d\"}", "{\"ten\":\"e\"}"]].concat();
    std::fs::write(
        province.path("in.json"),
        format!("{{\"schema\":\"so/v1\",\"records\":[{}]}}", rows.join(",")),
    )
    .unwrap();
    assert_eq!(convert(&province, ("canonical-json", "in.json"), ("ghi", "so.dbf"), &[]).0, 0);
    let mut table = std::fs::read(province.path("so.dbf")).unwrap();
    let (start, length) = (table.len() - 1 - 5 * 9, 9);
    assert_eq!(&table[start..start + 4], b" g1 ");
    table[start + length] = b'*';
    std::fs::write(province.path("so.dbf"), table).unwrap();
    let bad = province.path("bad.jsonl");
    let more = ["--bad-rows", bad.to_str().unwrap()];
    let (code, said) = convert(&province, ("doc", "so.dbf"), ("canonical-json", "out.json"), &more);
    assert_eq!(code, 1, "{said}");
    let out = std::fs::read_to_string(province.path("out.json")).unwrap();
    assert!(out.contains("\"g3\",\"ten\":\"e\"") && !out.contains("\"ten\":\"c\""), "{out}");
    assert!(std::fs::read_to_string(bad).unwrap().contains("ROW_ABOVE_UNKNOWN"));
}

#[test]
fn a_file_without_the_column_that_says_which_rows_count_is_refused() {
    let province = Province::new();
    schema(&province, &[("ten", "type = \"text\""), ("huy", "type = \"text\"")]);
    province.put(
        "mappings/so.toml",
        "schema = \"so/v1\"\ndirection = \"read\"\nunmapped = \"drop\"\nwhere = { column = \"HUY\", is_not = \"x\" }\n\
         [source]\nformat = \"csv\"\ncharset = \"utf-8\"\n[[field]]\nto = \"ten\"\nfrom = \"TEN\"\n\
         [[field]]\nto = \"huy\"\nfrom = \"HUY\"\n",
    );
    let read = |text: &str| {
        std::fs::write(province.path("so.csv"), text).unwrap();
        convert(&province, ("so", "so.csv"), ("canonical-json", "out.json"), &[])
    };
    assert_eq!(read("TEN,HUY\na,\nb,x\n").0, 0);
    assert!(!std::fs::read_to_string(province.path("out.json")).unwrap().contains("\"b\""));
    let (code, said) = read("TEN,DAHUY\na,\nb,x\n");
    assert!(code == 1 && said.contains("MISSING_COLUMN"), "{said}");
}

#[test]
fn columns_of_one_name_that_no_field_names_are_both_kept() {
    let province = Province::new();
    schema(&province, &[("ten", "type = \"text\"")]);
    province.put(
        "mappings/so.toml",
        "schema = \"so/v1\"\ndirection = \"read\"\nunmapped = \"keep\"\n[source]\nformat = \"csv\"\n\
         charset = \"utf-8\"\n[[field]]\nto = \"ten\"\nfrom = \"TEN\"\n",
    );
    std::fs::write(province.path("so.csv"), "TEN,GC,SO,GC\na,1,2,3\n").unwrap();
    let (code, said) = convert(&province, ("so", "so.csv"), ("canonical-json", "out.json"), &[]);
    assert_eq!(code, 0, "{said}");
    let out = std::fs::read_to_string(province.path("out.json")).unwrap();
    for kept in ["\"GC (2)\":\"1\"", "\"GC (4)\":\"3\"", "\"SO\":\"2\""] {
        assert!(out.contains(kept), "{out}");
    }
}

#[test]
fn a_table_that_was_cut_is_refused_though_bad_rows_are_kept_apart() {
    let province = Province::new();
    schema(&province, &[("ten", "type = \"text\""), ("so", "type = \"text\"")]);
    province.put(
        "mappings/so.toml",
        "schema = \"so/v1\"\ndirection = \"read\"\non_error = \"quarantine\"\n[source]\nformat = \"csv\"\n\
         charset = \"utf-8\"\n[[field]]\nto = \"ten\"\nfrom = \"TEN\"\n[[field]]\nto = \"so\"\nfrom = \"SO\"\n",
    );
    std::fs::write(province.path("so.csv"), "TEN,SO\na,1\nb,2\nc").unwrap();
    let bad = province.path("bad.jsonl");
    let more = ["--bad-rows", bad.to_str().unwrap()];
    let (code, said) = convert(&province, ("so", "so.csv"), ("canonical-json", "out.json"), &more);
    assert!(code == 1 && said.contains("CSV_CUT_OFF"), "{said}");
    assert!(!province.path("out.json").exists());
}
