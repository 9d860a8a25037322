//! What is written, and what cannot be.

use lienthong_adapter::{Adapter, EncodeContext};
use lienthong_adapter_dossier::DossierAdapter;
use lienthong_model::Payload;
use lienthong_model::schema::{Batch, Record, Value};
use lienthong_model::system::{DossierOptions, DossierProfile, DossierShape, FormatOptions};
use serde_json::{Value as Json, json};

use crate::common::*;

fn written(name: &str, options: DossierOptions) -> Json {
    serde_json::from_str(&encode(&decode(&sample(name)).payload, options)).unwrap()
}

#[test]
fn values_have_the_type_that_the_portal_gives_them() {
    let all = written("valid/lenient.json", DossierOptions::default());
    let dossier = &all[0];
    for (member, expected) in [
        ("MaHoSo", json!("H60.31-261102-0008")),
        ("TrangThaiHoSo", json!("9")),
        ("KenhThucHien", json!("2")),
        ("SoDienThoai", json!("678")),
        ("NgayTiepNhan", json!("20261102080000")),
        ("NgayNopHoSo", json!("20261102073000")),
        ("NgayKetThucXuLy", json!("")),
        ("HoSoCoThanhPhanSoHoa", json!("1")),
        ("DSKetNoiCSDL", json!([])),
        ("TruongMoi", json!({"a": [1, 2.5, "cà"]})),
    ] {
        assert_eq!(dossier[member], expected, "{member}");
    }
    assert_eq!(dossier["DanhSachLePhi"][0]["Gia"], "50000");
    assert_eq!(
        dossier["DanhSachTepDinhKemKhac"][0],
        json!({"TenGiayTo": "Bản sao mẫu", "SoLuong": 2, "LoaiGiayTo": 1})
    );
    let supplement = &dossier["DanhSachHoSoBoSung"][1];
    for (member, expected) in [
        ("HoSoBoSungId", json!(2)),
        ("NgayBoSung", json!("2026-11-05T09:00:00")),
        ("NgayTiepNhanBoSung", json!("20261106090000")),
        ("TrangThaiBoSung", json!(true)),
        ("DanhSachLePhiBoSung", json!([])),
    ] {
        assert_eq!(supplement[member], expected, "{member}");
    }
    assert_eq!(dossier["DanhSachHoSoBoSung"][0]["NgayHenTraMoi"], Json::Null);
    assert!(dossier.get("DanhSachGiayToKetQua").is_some());
    assert!(!all.to_string().contains("bi-mat"), "a session is never written");
}

#[test]
fn an_example_of_the_norm_comes_out_as_it_went_in() {
    let all = written("valid/call.json", DossierOptions::default());
    let before: Json = serde_json::from_str(&text("valid/call.json")).unwrap();
    for (member, value) in before["data"][0].as_object().unwrap() {
        assert_eq!(all[0][member], *value, "{member}");
    }
    // Arrays that were not there are not there: an empty one would replace what is stored.
    assert!(all[0].get("DanhSachLePhi").is_none());
    let steps = written("valid/call-progress.json", DossierOptions::default());
    let before: Json = serde_json::from_str(&text("valid/call-progress.json")).unwrap();
    assert_eq!(steps, before["data"]);
}

#[test]
fn a_call_names_its_service_and_nothing_of_the_session() {
    let call = DossierOptions { shape: DossierShape::Call, ..DossierOptions::default() };
    for (name, service) in
        [("valid/call.json", "DongBoHoSoMC"), ("valid/progress.json", "CapNhatTienDoHoSoMC")]
    {
        let all = written(name, call);
        assert_eq!(all["service"], service);
        assert_eq!(all.as_object().unwrap().len(), 2);
        let payload = decode(&sample(name)).payload;
        assert_eq!(decode(&encode(&payload, call).into()).payload, payload);
    }
}

#[test]
fn the_bytes_that_came_are_not_sent_on() {
    let original = sample("valid/call.json");
    let decoded = decode(&original);
    let options = FormatOptions::default();
    let beside = EncodeContext { original: Some(&original), ..EncodeContext::new(&options) };
    let written = DossierAdapter.encode(&decoded.payload, &beside).unwrap().into_bytes();
    assert!(!String::from_utf8_lossy(&written).contains("bi-mat"));
}

#[test]
fn a_receiver_of_2020_gets_what_it_knows_or_nothing() {
    let old = DossierOptions { profile: Some(DossierProfile::Of2020), ..DossierOptions::default() };
    let all = written("valid/old-profile.json", old);
    assert!(all[0].get("NoiNopHoSo").is_none() && all[0].get("SoGiayToChuHoSo").is_none());
    assert_eq!(all[0]["SoBienNhan"], "BN-0001");
    assert_eq!(all[0]["GhiChu"], "");
    check(&decode(&sample("valid/one.json")).payload, old, "NOT_IN_PROFILE", "[1].SoGiayToChuHoSo");
    let new = DossierOptions { profile: Some(DossierProfile::Of2024), ..DossierOptions::default() };
    check(&decode(&sample("valid/old-profile.json")).payload, new, "VALUE_MISSING", "[1].SoGiayToChuHoSo");
}

fn check(payload: &Payload, dossier: DossierOptions, code: &str, path: &str) {
    let options = FormatOptions { dossier, ..FormatOptions::default() };
    let error = DossierAdapter.encode(payload, &EncodeContext::new(&options)).map(|_| ()).unwrap_err();
    let place = error.finding().place.path.as_deref();
    assert_eq!((error.code(), place.unwrap_or("")), (code, path), "{error}");
    assert!(!error.message_vi().contains('{') && !error.to_string().contains("Mẫu"), "{error}");
}

/// A dossier as another format may have brought it.
fn changed(change: impl FnOnce(&Batch, &mut Record)) -> Payload {
    let decoded = decode(&sample("valid/array.json"));
    let mut changed = batch(&decoded).clone();
    let mut record = changed.records[1].clone();
    change(&changed, &mut record);
    changed.records = vec![record];
    Payload::Records(Box::new(changed))
}

fn at(batch: &Batch, name: &str) -> usize {
    batch.schema.fields.iter().position(|field| field.name.as_str() == name).unwrap()
}

#[test]
fn what_the_json_cannot_say_is_refused() {
    let plain = DossierOptions::default();
    let set = |name: &'static str, value: Option<Value>| {
        changed(move |batch, record| record.values[at(batch, name)] = value)
    };
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    check(&set("number", text("2026/0117-TP")), plain, "NUMBER_PARTS", "[1].MaHoSo");
    check(&set("number", None), plain, "SCHEMA_RULE", "[1].number");
    check(&set("status", Some(Value::Boolean(true))), plain, "SCHEMA_RULE", "[1].status");
    check(&set("fees", text("x")), plain, "SCHEMA_RULE", "[1].fees");
    let fraction = "2026-11-02T08:00:00.5".parse().unwrap();
    check(&set("due_at", Some(Value::DateTime(fraction))), plain, "TIME_NOT_EXPRESSIBLE", "[1].NgayHenTra");
    let paths = |paths: &[&str]| {
        let path = |path: &&str| Record {
            values: vec![(!path.is_empty()).then(|| Value::Text((*path).to_owned()))],
            extra: vec![],
        };
        let paths = Value::List(paths.iter().map(path).collect());
        changed(move |batch, record| {
            let Some(Value::List(documents)) = &mut record.values[at(batch, "documents")] else { panic!() };
            documents[0].values[4] = Some(paths);
        })
    };
    let place = "[1].TaiLieuNop[1].DuongDanTaiTepTin";
    for several in [&["a##b"][..], &["a#", "b"], &[""], &[]] {
        check(&paths(several), plain, "PATHS_NOT_EXPRESSIBLE", place);
    }
    encode(&paths(&["", ""]), plain);
    let extra = |names: &[&str]| {
        let extra = names.iter().map(|name| ((*name).to_owned(), "1".to_owned())).collect();
        changed(move |_, record| record.extra = extra)
    };
    check(&extra(&["MaHoSo"]), plain, "EXTRA_CLASH", "[1]");
    check(&extra(&["a", "a"]), plain, "EXTRA_CLASH", "[1]");
    check(&Payload::Opaque(bytes::Bytes::new()), plain, "NOT_CARRIED", "");
    let mut other = batch(&decode(&sample("valid/one.json"))).clone();
    let mut schema = (*other.schema).clone();
    schema.fields.pop();
    other.schema = schema.into();
    check(&Payload::Records(Box::new(other.clone())), plain, "NOT_CARRIED", "");
    other.schema = lienthong_adapter_dossier::dossier_schema();
    other.records.clear();
    check(&Payload::Records(Box::new(other)), plain, "NO_RECORDS", "");
}

#[test]
fn what_another_format_keeps_beside_the_fields_is_written_as_text() {
    let payload = changed(|_, record| {
        record.extra =
            vec![("GHICHU2".to_owned(), "00123".to_owned()), ("KHAC".to_owned(), "a \"b\"".to_owned())];
    });
    let all: Json = serde_json::from_str(&encode(&payload, DossierOptions::default())).unwrap();
    assert_eq!((&all[0]["GHICHU2"], &all[0]["KHAC"]), (&json!("00123"), &json!("a \"b\"")));
}
