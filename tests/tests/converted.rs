//! `lienthong convert` between formats that need no mapping: what comes back says what was there.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_adapter::{Adapter as _, DecodeContext, conformance};
use lienthong_adapter_edxml::EdxmlAdapter;
use lienthong_tests::{Province, lienthong, repository};

/// Converts within the province, and gives the exit code and what was said.
fn convert(province: &Province, from: (&str, &str), to: (&str, &str)) -> (i32, String) {
    let folder = province.dir().to_str().unwrap();
    let ran = lienthong(&[
        "convert", from.1, "--from", from.0, "--to", to.0, "-o", to.1, "--config", folder, "--lang", "vi",
    ]);
    (ran.code, ran.stderr)
}

#[test]
fn a_document_goes_to_canonical_records_and_json_and_comes_back_as_a_package() {
    let province = Province::new();
    let path = |name: &str| province.path(name).to_str().unwrap().to_owned();
    let (json, pb, back) = (path("a.json"), path("a.pb"), path("back.edxml"));
    let context = DecodeContext::new("2026-11-20T02:00:00Z".parse().unwrap());
    let read = |file: &str| {
        let bytes = std::fs::read(file).unwrap().into();
        conformance::unpacked(EdxmlAdapter.decode(&bytes, &context).unwrap().payload)
    };
    for name in ["document", "status", "recall", "replace"] {
        let sample = repository().join(format!("tests/samples/edxml/valid/{name}.edxml"));
        let sample = sample.to_str().unwrap();
        for (from, to) in [
            (("edxml", sample), ("canonical-json", json.as_str())),
            (("canonical-json", json.as_str()), ("canonical", pb.as_str())),
            (("canonical", pb.as_str()), ("edxml", back.as_str())),
        ] {
            let (code, said) = convert(&province, from, to);
            assert_eq!(code, 0, "{name} to {}: {said}", to.0);
        }
        assert_eq!(read(&back), read(sample), "{name}");
    }
}

#[test]
fn what_a_format_does_not_carry_is_refused_and_leaves_no_file() {
    let province = Province::new();
    let path = |name: &str| province.path(name).to_str().unwrap().to_owned();
    let sample = repository().join("tests/samples/edxml/valid/document.edxml");
    let sample = sample.to_str().unwrap();
    let out = path("out");
    for (from, to) in [
        (("edxml", sample), ("dossier-json", out.as_str())),
        (("dossier-json", sample), ("canonical", out.as_str())),
        (("canonical", sample), ("canonical-json", out.as_str())),
        (("edxml", sample), ("csv", out.as_str())),
    ] {
        let (code, said) = convert(&province, from, to);
        assert!(code == 1 || code == 2, "{} to {}: {code} {said}", from.0, to.0);
        assert!(said.starts_with("lỗi: "), "{said}");
        assert!(!std::path::Path::new(&out).exists(), "{} to {}", from.0, to.0);
    }
}

#[test]
fn a_file_in_a_wrong_charset_is_refused_or_told_where_the_mapping_takes_it_and_the_right_one_is_neither() {
    let province = Province::new();
    province.put(
        "schemas/xa.toml",
        "[[schema]]\nid = \"xa/v1\"\ntitle = \"Xã\"\n[[schema.field]]\nname = \"ten\"\ntitle = \"Tên\"\ntype = \"text\"\n",
    );
    for (name, charset, other) in
        [("tcvn3-abc", "tcvn3-abc", "refuse"), ("viscii", "viscii", "refuse"), ("any", "viscii", "accept")]
    {
        let mapping = format!(
            "other_charset = \"{other}\"\nschema = \"xa/v1\"\ndirection = \"read\"\n[source]\nformat = \"csv\"\ncharset = \"{charset}\"\n\
             [[field]]\nto = \"ten\"\nfrom = \"TEN\"\n"
        );
        province.put(&format!("mappings/{name}.toml"), &mapping);
    }
    // One word with a mark each: no row proves anything by itself.
    let names = ["Na Hường", "Na Bường", "Na Thưởng", "Na Hạnh", "Na Đạt"];
    let bytes = names.map(|name| lienthong_vntext::Charset::Tcvn3Abc.encode(name).unwrap().into_owned());
    let input = province.path("xa.csv");
    std::fs::write(&input, [b"TEN".to_vec(), bytes.join(&b'\n')].join(&b'\n')).unwrap();
    let out = province.path("out.json");
    let (input, out) = (input.to_str().unwrap(), out.to_str().unwrap());
    let (code, said) = convert(&province, ("viscii", input), ("canonical-json", out));
    assert!(code == 1 && said.contains("FILE_OTHER_CHARSET") && said.contains("dòng 2"), "{said}");
    assert!(!std::path::Path::new(out).exists());
    let (code, said) = convert(&province, ("any", input), ("canonical-json", out));
    assert!(code == 0 && said.contains("cảnh báo: cột TEN") && said.contains("tcvn3-abc"), "{said}");
    let (code, said) = convert(&province, ("tcvn3-abc", input), ("canonical-json", out));
    assert!(code == 0 && !said.contains("cảnh báo"), "{said}");
}

#[test]
fn a_row_that_the_other_format_cannot_say_is_named_where_it_stood() {
    let province = Province::new();
    province.put(
        "schemas/xa.toml",
        "[[schema]]\nid = \"xa/v1\"\ntitle = \"Xã\"\n[[schema.field]]\nname = \"ten\"\ntitle = \"Tên\"\ntype = \"text\"\n",
    );
    let mapping = |source: &str, column: &str| {
        format!("schema = \"xa/v1\"\n[source]\n{source}\n[[field]]\nto = \"ten\"\nfrom = \"TEN\"\n{column}")
    };
    province.put("mappings/ngoai.toml", &mapping("format = \"csv\"\ncharset = \"utf-8\"", ""));
    let narrow = "column = { width = 5, longer = \"refuse\" }\n";
    province.put("mappings/bang.toml", &mapping("format = \"dbf\"\ncharset = \"utf-8\"", narrow));
    let (input, out) = (province.path("xa.csv"), province.path("xa.dbf"));
    std::fs::write(&input, "TEN\n\nXa A\n\n\nXa Hong Thai\n").unwrap();
    let (input, out) = (input.to_str().unwrap(), out.to_str().unwrap());
    let (code, said) = convert(&province, ("ngoai", input), ("bang", out));
    assert_eq!(code, 1, "{said}");
    let expected = format!(
        "{input}: không ghi được vào {out}: giá trị cần 12 byte, trường chỉ chứa được 5 byte (dòng 6, cột TEN"
    );
    assert!(said.contains(&expected), "{said}");
    assert!(!std::path::Path::new(out).exists());
}

#[test]
fn a_column_that_the_file_lacks_is_named() {
    let province = Province::new();
    province.put(
        "schemas/xa.toml",
        "[[schema]]\nid = \"xa/v1\"\ntitle = \"Xã\"\n[[schema.field]]\nname = \"ten\"\ntitle = \"Tên\"\ntype = \"text\"\n\
         [[schema.field]]\nname = \"ma\"\ntitle = \"Mã\"\ntype = \"text\"\n",
    );
    province.put(
        "mappings/xa.toml",
        "schema = \"xa/v1\"\ndirection = \"read\"\nunmapped = \"drop\"\n[source]\nformat = \"csv\"\ncharset = \"utf-8\"\n\
         [[field]]\nto = \"ten\"\nfrom = \"TEN\"\n[[field]]\nto = \"ma\"\nfrom = \"MA\"\n",
    );
    let (input, out) = (province.path("xa.csv"), province.path("xa.json"));
    std::fs::write(&input, "TEN,SO\r\nXã Mẫu,1\r\n").unwrap();
    let ran = lienthong(&[
        "convert",
        input.to_str().unwrap(),
        "--from",
        "xa",
        "--to",
        "canonical-json",
        "-o",
        out.to_str().unwrap(),
        "--config",
        province.dir().to_str().unwrap(),
        "--lang",
        "vi",
    ]);
    let told = ran.stdout.lines().find(|line| line.starts_with("cột tệp không có"));
    assert!(told.is_some_and(|line| line.ends_with(" MA")), "{}{}", ran.stdout, ran.stderr);
}
