//! What is written.

use lienthong_adapter::mapping::{MappedAdapter, Unmapped};
use lienthong_adapter::rows::{Constant, FormatLayout, JsonLayout};
use lienthong_vntext::Charset;

use crate::common::*;

/// Reads a sample and writes it again.
fn again(adapter: &MappedAdapter, name: &str) -> String {
    encode(adapter, decode(adapter, sample(name)).unwrap()).unwrap()
}

fn json_of(mapping: &mut lienthong_adapter::mapping::Mapping) -> &mut JsonLayout {
    match &mut mapping.layout.format {
        FormatLayout::Json(json) => json,
        other => panic!("{other:?}"),
    }
}

#[test]
fn members_nest_by_path_in_the_order_of_the_columns() {
    let written = again(&adapter(dossier()), "valid/dong-bo.json");
    let expected = r#"{"session":"0b6f-mau","service":"DongBoHoSoMC","data":[
{"HoTen":"Công Dân Mẫu","SoDinhDanh":"000000000123","NgaySinh":"1950-06","SoTien":1500000.50,"Que":{"Xa":"Xã Mẫu Một","Tinh":"Tỉnh Mẫu"},"ConSong":true,"Luc":"2026-11-02T08:00:00","GiayTo":[{"Ten":"đơn-mẫu.pdf","So":"0012/ĐM","Tep":[{"DuongDan":"https://mau.example/t/1"},{"DuongDan":"https://mau.example/t/2"}]},{"Ten":"ảnh \"thẻ\"\n2 tấm"}],"Nhan":["một cửa","ưu tiên"]},
{"HoTen":"Nguyễn Thị Mẫu 😀","SoDinhDanh":"000000000456","NgaySinh":"1999-12-31","SoTien":-0.10,"ConSong":false,"Que":{"Tinh":"Tỉnh Mẫu"},"GhiChu":"gợi ý 😀","Khac":{"DaKy":"true","Diem":["9",null,"A"],"MaSo":"007"}}
]}
"#;
    assert_eq!(written, expected);
}

#[test]
fn absent_values_are_null_where_the_layout_says_so() {
    let written = again(&adapter(reply()), "valid/tra-loi.json");
    let expected = r#"{"result":{"danhSach":[
{"hoTen":"Trần Văn Mẫu","dinhDanh":{"so":"000000000789","loai":"CCCD"},"soTien":12.50,"giayTo":[]},
{"hoTen":"Lê Thị Mẫu","dinhDanh":{"so":"000000000001","loai":null},"soTien":null,"giayTo":[]}
]}}
"#;
    assert_eq!(written, expected);
}

#[test]
fn one_object_is_one_row_and_never_two() {
    let adapter = adapter(single());
    let written = again(&adapter, "valid/mot-nguoi.json");
    let expected = "{\"phienBan\":\"1.0\",\"hoTen\":\"Vũ Thị Mẫu\",\"thongTin\":{\"soDinhDanh\":\"000000000333\",\"ngaySinh\":\"1987\",\"que\":{\"xa\":\"Xã Mẫu Hai\"}}}\n";
    assert_eq!(written, expected);
    let records = decode(&adapter, sample("valid/mot-nguoi.json")).unwrap();
    let two = [records.clone(), records].concat();
    assert_eq!(encode(&adapter, two).unwrap_err().0, "NOT_SAYABLE");
    assert_eq!(encode(&adapter, vec![]).unwrap_err().0, "NOT_SAYABLE");
}

#[test]
fn an_envelope_with_another_constant_is_not_passed_over() {
    let text = r#"{"phienBan":"2.0","hoTen":"A"}"#;
    let record = decode(&adapter(single()), text.as_bytes()).unwrap().remove(0);
    assert_eq!(record.extra, [("phienBan".to_owned(), "2.0".to_owned())]);
    assert_eq!(encode(&adapter(single()), vec![record]).unwrap_err().0, "NOT_SAYABLE");
}

#[test]
fn constants_are_texts_numbers_and_words_and_come_back_as_such() {
    let mut mapping = people();
    let json = json_of(&mut mapping);
    json.rows = "data".into();
    json.drop_beside = false;
    json.constants = vec![
        ("status".into(), Constant::Number("200".into())),
        ("ok".into(), Constant::Bool(true)),
        ("tin".into(), Constant::Text("200".into())),
    ];
    let mapping = adapter(mapping);
    let text = "{\"status\":200,\"ok\":true,\"tin\":\"200\",\"data\":[\n{\"ten\":\"A\"}\n]}\n";
    assert_eq!(encode(&mapping, decode(&mapping, text.as_bytes()).unwrap()).unwrap(), text);
    for (from, to) in [("200,", "404,"), ("200,", "\"200\","), ("true", "false"), ("\"200\"", "200")] {
        let other = text.replacen(from, to, 1);
        assert_eq!(
            decode(&mapping, other.clone().into_bytes()).unwrap_err().code(),
            "NOT_CONSTANT",
            "{other}"
        );
    }
}

#[test]
fn what_was_kept_within_a_group_goes_back_into_it() {
    let text = "{\"session\":\"0b6f-mau\",\"service\":\"DongBoHoSoMC\",\"data\":[\n{\"HoTen\":\"A\",\"GiayTo\":[{\"Ten\":\"a\"},{\"Ten\":\"b\",\"La\":{\"x.y\":\"1\",\"z\":\"2\"}}]}\n]}\n";
    let adapter = adapter(dossier());
    assert_eq!(encode(&adapter, decode(&adapter, text.as_bytes()).unwrap()).unwrap(), text);
}

#[test]
fn a_layout_that_cannot_be_written_is_refused_before_the_first_row() {
    let check = |change: &dyn Fn(&mut lienthong_adapter::mapping::Mapping), code: &str| {
        let mut mapping = people();
        change(&mut mapping);
        assert_eq!(encode(&adapter(mapping), vec![]).map_err(|(code, _)| code), Err(code));
    };
    check(&|m| m.layout.columns[1].names[0] = "ten.so".into(), "NOT_SAYABLE");
    check(&|m| m.layout.columns[1].names[0] = "ten".into(), "NOT_SAYABLE");
    check(&|m| m.layout.columns[1].names[0] = "con[2].ten".into(), "NOT_SAYABLE");
    check(&|m| json_of(m).constants.push(("a".into(), "b".into())), "NOT_SAYABLE");
    check(&|m| m.layout.charset = Charset::Tcvn3Abc, "NOT_ENCODABLE");
}

#[test]
fn decomposed_text_is_written_only_where_the_layout_asks_for_it() {
    let mut mapping = people();
    mapping.layout.columns[0].charset = Some(Charset::Utf8Nfd);
    let adapter = adapter(mapping);
    let records = decode(&adapter, r#"[{"ten":"Mẫu"}]"#.as_bytes()).unwrap();
    let written = encode(&adapter, records.clone()).unwrap();
    assert_eq!(written, "[\n{\"ten\":\"Ma\u{302}\u{303}u\"}\n]\n");
    assert_eq!(decode(&adapter, written).unwrap(), records);
}

#[test]
fn an_extra_path_cannot_make_a_huge_array() {
    let mut record = decode(&adapter(people()), r#"[{"ten":"A"}]"#.as_bytes()).unwrap().remove(0);
    record.extra.push(("x[999999999]".into(), "1".into()));
    assert_eq!(encode(&adapter(people()), vec![record]).unwrap_err().0, "NOT_SAYABLE");
}

#[test]
fn a_mapping_that_keeps_nothing_refuses_to_lose_what_was_kept() {
    let records = decode(&adapter(dossier()), sample("valid/dong-bo.json")).unwrap();
    let mut strict = dossier();
    strict.unmapped = Unmapped::Refuse;
    assert_eq!(encode(&adapter(strict), records).unwrap_err().0, "NOT_SAYABLE");
}
