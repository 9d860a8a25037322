//! The canonical form.

use std::sync::Arc;

use bytes::Bytes;
use lienthong_adapter::{Adapter, conformance};
use lienthong_adapter_json::CanonicalJson;
use lienthong_model::schema::Schemas;

use crate::common::*;

fn canonical() -> CanonicalJson {
    CanonicalJson::new(Arc::new(Schemas::new([schema()])))
}

fn sample_text() -> String {
    encode(&canonical(), decode(&adapter(dossier()), sample("valid/dong-bo.json")).unwrap()).unwrap()
}

#[test]
fn what_a_broken_rule_found_is_the_value_and_of_a_person_its_length() {
    let of = |inner: &str| {
        let text = format!(r#"{{"schema":"cong-dan/v1","records":[{inner}]}}"#);
        let error = decode(&canonical(), text).unwrap_err();
        assert_eq!(error.code(), "RULE_BROKEN", "{error}");
        error.finding().found.clone().unwrap()
    };
    assert_eq!(of(r#"{"ho_ten":"A","so_dinh_danh":"000000000123 "}"#), "(13 characters, personal)");
    assert_eq!(of(r#"{"so_dinh_danh":"000000000123"}"#), "no value");
    assert_eq!(of(r#"{"ho_ten":"A","giay_to":[{"ten":"a"},{"so":"1"}]}"#), "no value");
}

#[test]
fn records_of_a_mapping_survive_the_canonical_form() {
    let written = sample_text();
    let expected = r#"{"schema":"cong-dan/v1","records":[
{"ho_ten":"Công Dân Mẫu","so_dinh_danh":"000000000123","ngay_sinh":"1950-06","so_tien":"1500000.50","con_song":true,"luc":"2026-11-02T08:00:00","que":{"xa":"Xã Mẫu Một","tinh":"Tỉnh Mẫu"},"giay_to":[{"ten":"đơn-mẫu.pdf","so":"0012/ĐM","tep":[{"duong_dan":"https://mau.example/t/1"},{"duong_dan":"https://mau.example/t/2"}]},{"ten":"ảnh \"thẻ\"\n2 tấm"}],"nhan":[{"gia_tri":"một cửa"},{"gia_tri":"ưu tiên"}]},
{"ho_ten":"Nguyễn Thị Mẫu 😀","so_dinh_danh":"000000000456","ngay_sinh":"1999-12-31","so_tien":"-0.10","con_song":false,"que":{"tinh":"Tỉnh Mẫu"},"_extra":{"GhiChu":"gợi ý 😀","Khac.DaKy":"true","Khac.Diem[1]":"9","Khac.Diem[3]":"A","Khac.MaSo":"007"}}
]}
"#;
    assert_eq!(written, expected);
    let records = decode(&canonical(), written).unwrap();
    assert_eq!(records, decode(&adapter(dossier()), sample("valid/dong-bo.json")).unwrap());
}

#[test]
fn the_canonical_form_keeps_the_contract_of_adapters() {
    conformance::run(&canonical(), &[("canonical", Bytes::from(sample_text()))]);
    assert_eq!(canonical().format(), "canonical-json");
}

#[test]
fn the_schema_may_stand_behind_the_records() {
    let text = r#"{"records":[{"ho_ten":"A"},{"ho_ten":"B"}],"schema":"cong-dan/v1"}"#;
    assert_eq!(decode(&canonical(), text).unwrap().len(), 2);
}

#[test]
fn mistakes_name_row_path_and_never_a_person() {
    let check = |text: &str, code: &str, row: Option<u64>, path: &str| {
        let error = decode(&canonical(), text.to_owned()).unwrap_err();
        let place = error.place();
        let found = (error.code(), place.row, place.path.as_deref().unwrap_or_default());
        assert_eq!(found, (code, row, path), "{text}: {error}");
        assert!(!error.to_string().contains("000000000123"), "{error}");
    };
    let record = |text: &str, code: &str, path: &str| {
        let text = format!(r#"{{"schema":"cong-dan/v1","records":[{{"ho_ten":"A"}},{text}]}}"#);
        check(&text, code, Some(2), path);
    };
    record(r#"{"ho_ten":7}"#, "WRONG_TYPE", "ho_ten");
    record(r#"{"ho_ten":"A","so_tien":1.5}"#, "WRONG_TYPE", "so_tien");
    record(r#"{"ho_ten":"A","so_tien":"1,5"}"#, "WRONG_TYPE", "so_tien");
    record(r#"{"ho_ten":"A","so_tien":"01"}"#, "WRONG_TYPE", "so_tien");
    record(r#"{"ho_ten":"A","con_song":"true"}"#, "WRONG_TYPE", "con_song");
    record(r#"{"ho_ten":"A","ngay_sinh":"1950-13"}"#, "WRONG_TYPE", "ngay_sinh");
    record(r#"{"ho_ten":"A","luc":"2026-11-02 08:00:00"}"#, "WRONG_TYPE", "luc");
    record(r#"{"ho_ten":"A","luc":"2026-11-02T08:00:00.5"}"#, "WRONG_TYPE", "luc");
    record(r#"{"ho_ten":"A","que":[]}"#, "WRONG_TYPE", "que");
    record(r#"{"ho_ten":"A","giay_to":{"ten":"a"}}"#, "WRONG_TYPE", "giay_to");
    record(
        r#"{"ho_ten":"A","giay_to":[{"ten":"a"},{"ten":"b","tep":[{"duong_dan":1}]}]}"#,
        "WRONG_TYPE",
        "giay_to[2].tep[1].duong_dan",
    );
    record(r#"{"ho_ten":"A","so_dinh_danh":"000000000123 "}"#, "RULE_BROKEN", "so_dinh_danh");
    record(r#"{"so_dinh_danh":"000000000123"}"#, "RULE_BROKEN", "ho_ten");
    record(r#"{"ho_ten":"A","la":"x"}"#, "UNKNOWN_FIELD", "la");
    record(r#"{"ho_ten":"A","que":{"la":"x"}}"#, "UNKNOWN_FIELD", "que.la");
    record(r#"{"ho_ten":"A\u0000"}"#, "DAMAGED_TEXT", "ho_ten");
    record(r#"{"ho_ten":"A","ho_ten":"B"}"#, "DUPLICATE_MEMBER", ".");
    record(r#"{"ho_ten":"A","_extra":{"a":1}}"#, "WRONG_TYPE", "_extra");
    record("7", "WRONG_TYPE", "");
    check(r#"{"schema":"la/v1","records":[]}"#, "UNKNOWN_SCHEMA", None, "schema");
    check(r#"{"schema":7,"records":[]}"#, "WRONG_TYPE", None, "schema");
    check(r#"{"records":[]}"#, "WRONG_TYPE", None, "");
    check(r#"{"schema":"cong-dan/v1"}"#, "WRONG_TYPE", None, "");
    check(r#"{"schema":"cong-dan/v1","records":[],"x":1}"#, "UNKNOWN_FIELD", None, "x");
    check(r#"{"schema":"cong-dan/v1","records":[],"records":[]}"#, "DUPLICATE_MEMBER", None, "");
    check(r#"{"schema":"cong-dan/v1","records":[]}}"#, "JSON_NOT_WELL_FORMED", None, "");
    check(r#"{"schema":"cong-dan/v1","records":[{"ho_ten":"A"}"#, "JSON_TRUNCATED", None, "");
}

#[test]
fn a_name_that_stands_twice_in_extra_is_not_written() {
    let mut record = decode(&adapter(people()), r#"[{"ten":"A"}]"#).unwrap().remove(0);
    record.extra = vec![("X".into(), "1".into()), ("X".into(), "2".into())];
    assert_eq!(encode(&canonical(), vec![record]).unwrap_err().0, "NOT_SAYABLE");
}
