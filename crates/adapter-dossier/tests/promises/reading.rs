//! What is read, whatever way it is written.

use bytes::Bytes;
use lienthong_adapter::Adapter;
use lienthong_adapter_dossier::DossierAdapter;
use lienthong_model::schema::Value;
use lienthong_model::system::{DossierOptions, DossierProfile};

use crate::common::*;

/// A value as short text, to compare with.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => "-".to_owned(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Decimal(number)) => number.to_string(),
        Some(Value::Boolean(flag)) => flag.to_string(),
        Some(Value::DateTime(at)) => at.to_string(),
        Some(Value::List(list)) => format!("{} entries", list.len()),
        Some(other) => format!("{other:?}"),
    }
}

fn check(sample_name: &str, record: usize, expected: &[(&str, &str)]) {
    let decoded = decode(&sample(sample_name));
    let batch = batch(&decoded);
    for (path, expected) in expected {
        assert_eq!(shown(value(batch, &batch.records[record], path)), *expected, "{sample_name}: {path}");
    }
}

#[test]
fn a_dossier_is_read_with_all_its_members() {
    let expected = [
        ("number", "H60.31-261102-0007"),
        ("procedure.code", "0.000001"),
        ("field.name", "Lĩnh vực mẫu"),
        ("channel", "2"),
        ("applicant.id_number", "000000000123"),
        ("applicant.name", "Công Dân Mẫu"),
        ("applicant.portal_id", "-"),
        ("applicant.email", "-"),
        ("submitted_at", "2026-11-02T07:30:00"),
        ("due_at", "2026-11-10T17:00:00"),
        ("finished_at", "-"),
        ("status", "4"),
        ("has_digitised_parts", "true"),
        ("applicant.ids", "1 entries"),
        ("documents", "1 entries"),
        ("supplements", "1 entries"),
        ("fees", "-"),
    ];
    for name in ["valid/call.json", "valid/one.json", "valid/array.json"] {
        check(name, 0, &expected);
        assert_eq!(decode(&sample(name)).payload.message_type().unwrap().to_string(), "dossier");
    }
}

#[test]
fn a_step_is_read_with_all_its_members() {
    for name in ["valid/call-progress.json", "valid/progress.json"] {
        let expected = [
            ("number", "H60.31-261102-0007"),
            ("officer", "Cán Bộ Mẫu"),
            ("title", "-"),
            ("at", "2026-11-02T08:00:00"),
            ("action", "Tiếp nhận hồ sơ"),
            ("status", "2"),
        ];
        check(name, 0, &expected);
        let decoded = decode(&sample(name));
        assert_eq!(decoded.payload.message_type().unwrap().to_string(), "dossier-progress");
        assert_eq!(decoded.facts.correlation_id.as_deref(), Some("H60.31-261102-0007"));
        assert_eq!(warnings(&decoded), []);
    }
}

#[test]
fn what_is_written_in_another_way_means_the_same() {
    let expected = [
        ("number", "H60.31-261102-0008"),
        ("status", "9"),
        ("channel", "2"),
        ("applicant.kind", "7"),
        ("applicant.phone", "678"),
        ("submitted_at", "2026-11-02T07:30:00"),
        ("received_at", "2026-11-02T08:00:00"),
        ("due_at", "2026-11-10T17:00:00"),
        ("finished_at", "-"),
        ("returned_at", "2026-11-10T09:30:00"),
        ("has_digitised_parts", "true"),
        ("account_verified", "true"),
        ("online_payment", "1"),
        ("databases_used", "0 entries"),
    ];
    check("valid/lenient.json", 0, &expected);
    let decoded = decode(&sample("valid/lenient.json"));
    let batch = batch(&decoded);
    let record = &batch.records[0];
    assert_eq!(record.extra, [("TruongMoi".to_owned(), r#"{"a":[1,2.50,"cà"]}"#.to_owned())]);
    let fee = &list(batch, record, "fees")[0];
    assert_eq!(shown(fee.values[3].as_ref()), "50000");
    assert_eq!(fee.extra, [("GhiChuThem".to_owned(), "\"x\"".to_owned())]);
    let supplement = &list(batch, record, "supplements")[1];
    assert_eq!(shown(supplement.values[0].as_ref()), "2");
    assert_eq!(shown(supplement.values[3].as_ref()), "2026-11-05T09:00:00");
    assert_eq!(shown(supplement.values[7].as_ref()), "true");
}

#[test]
fn every_oddity_is_named_with_its_place() {
    let decoded = decode(&sample("valid/lenient.json"));
    assert_eq!(
        warnings(&decoded),
        [
            ("ENVELOPE_MEMBER_LOST", ""),
            ("NUMBER_ODD_FORM", "data[1].MaHoSo"),
            ("CODE_LEADING_ZERO", "data[1].KenhThucHien"),
            ("PLACEHOLDER_ID", "data[1].SoGiayToChuHoSo"),
            ("UNKNOWN_CODE", "data[1].LoaiDoiTuong"),
            ("IDENTIFIER_AS_NUMBER", "data[1].SoDienThoai"),
            ("FILLER_TEXT", "data[1].TrichYeuHoSo"),
            ("FINISHED_WITHOUT_DATE", "data[1].TrangThaiHoSo"),
            ("FRACTION_LEFT_OFF", "data[1].NgayTra"),
            ("PLACEHOLDER_ID", "data[1].DinhDanhCHS"),
            ("ID_LENGTH", "data[1].DinhDanhCHS"),
            ("FEE_NAME_IS_NUMBER", "data[1].DanhSachLePhi"),
            ("UNKNOWN_MEMBER", "data[1].DanhSachLePhi[1]"),
            ("UNKNOWN_MEMBER", "data[1]"),
        ]
    );
    assert!(decoded.warnings.iter().all(|warning| warning.0.place.line.is_some()));
    assert_eq!(warnings(&decode(&sample("valid/call.json"))), []);
}

/// A change to `valid/one.json`, and the warning that it earns.
const ODDITIES: &[(&str, &str, &str)] = &[
    ("{\n", "\u{feff}{\n", "BYTE_ORDER_MARK"),
    ("Hồ sơ mẫu", "H\u{fffd} sơ mẫu", "REPLACEMENT_CHARACTER"),
    ("\"NgayTra\": \"\"", "\"Moi\": \"\u{fffd}\"", "REPLACEMENT_CHARACTER"),
    ("H60.31-261102-0007", "H60.31-261103-0007", "NUMBER_AFTER_RECEIPT"),
    ("\"000000000123\"", "\"00000000012\"", "ID_LENGTH"),
    ("\"000000000123\"", "\"0\"", "PLACEHOLDER_ID"),
    ("\"TrangThaiHoSo\": \"4\"", "\"TrangThaiHoSo\": \"11\"", "UNKNOWN_CODE"),
    ("\"DuocTaiSuDung\": \"0\"", "\"DuocTaiSuDung\": \"00\"", "CODE_LEADING_ZERO"),
];

#[test]
fn mistakes_of_senders_are_noticed() {
    for (from, to, code) in ODDITIES {
        let decoded = decode(&with(&text("valid/one.json"), from, to).into());
        let codes: Vec<_> = decoded.warnings.iter().map(|warning| warning.code()).collect();
        assert!(codes.contains(code), "{code} for {to:?}: {codes:?}");
        for warning in &decoded.warnings {
            assert!(!warning.message_vi().contains('{') && !warning.to_string().contains('{'), "{warning}");
        }
    }
    let twice = format!("[{0},{0}]", text("valid/one.json"));
    assert_eq!(warnings(&decode(&twice.into())), [("DUPLICATE_NUMBER", "[2].MaHoSo")]);
}

#[test]
fn texts_that_a_sender_has_cut_are_noticed() {
    let check = |summary: String, expected: &[&str]| {
        let decoded = decode(&with(&text("valid/one.json"), "Hồ sơ mẫu", &summary).into());
        let codes: Vec<_> = decoded.warnings.iter().map(|warning| warning.code()).collect();
        assert_eq!(codes, expected, "{} characters", summary.chars().count());
    };
    check(format!("{}...", "ặ".repeat(995)), &["TEXT_CUT"]);
    check(format!("{}...", "ặ".repeat(997)), &["TEXT_CUT"]);
    check(format!("{}...", "ặ".repeat(980)), &[]);
    check("ặ".repeat(1000), &[]);
    check("ặ".repeat(1001), &["TEXT_TOO_LONG"]);
}

#[test]
fn the_profile_says_what_must_be_there() {
    let read = |name: &str, profile| {
        let options = DossierOptions { profile, ..DossierOptions::default() };
        DossierAdapter.decode(&sample(name), &context(options))
    };
    let old = "valid/old-profile.json";
    assert_eq!(warnings(&read(old, Some(DossierProfile::Of2020)).unwrap()), []);
    let unsaid = read(old, None).unwrap();
    assert_eq!(warnings(&unsaid), [("PROFILE_2024_INCOMPLETE", "[1]")]);
    assert!(unsaid.warnings[0].to_string().contains("SoGiayToChuHoSo, NoiNopHoSo"), "{:?}", unsaid.warnings);
    let error = read(old, Some(DossierProfile::Of2024)).unwrap_err();
    assert_eq!((error.code(), error.place().path.as_deref()), ("VALUE_MISSING", Some("[1].SoGiayToChuHoSo")));
    read("valid/call.json", Some(DossierProfile::Of2024)).unwrap();
    // The number of a receipt has no field and is no surprise.
    assert_eq!(batch(&unsaid).records[0].extra, [("SoBienNhan".to_owned(), "\"BN-0001\"".to_owned())]);
    // One identity at least.
    let none =
        with(&text("valid/one.json"), "\"LoaiDinhDanh\": \"1\",", "\"LoaiDinhDanh\": \"1\"}],\"x\":[{");
    let none = with(&none, "[\n  {\n   \"LoaiDinhDanh\": \"1\"}]", "[]");
    let options = DossierOptions { profile: Some(DossierProfile::Of2024), ..DossierOptions::default() };
    let error = DossierAdapter.decode(&none.into(), &context(options)).unwrap_err();
    assert_eq!(error.place().path.as_deref(), Some("DinhDanhCHS"), "{error}");
}

#[test]
fn absent_empty_and_null_are_one_and_an_empty_array_is_not() {
    let one = text("valid/one.json");
    let (start, end) = (one.find("\"TaiLieuNop\"").unwrap(), one.find("\"DanhSachHoSoBoSung\"").unwrap());
    let with_documents = |json: &str| {
        let text = format!("{}{json}{}", &one[..start], &one[end..]);
        let decoded = decode(&text.into());
        value(batch(&decoded), &batch(&decoded).records[0], "documents").cloned()
    };
    for absent in ["", "\"TaiLieuNop\": \"\",", "\"TaiLieuNop\": \" \",", "\"TaiLieuNop\": null,"] {
        assert_eq!(with_documents(absent), None, "{absent}");
    }
    assert_eq!(with_documents("\"TaiLieuNop\": [],"), Some(Value::List(Vec::new())));
    for absent in ["null", "\"\"", "\" \"", "\"\\u00a0\""] {
        let text = with(&one, "\"NgayTra\": \"\"", &format!("\"NgayTra\": {absent}"));
        assert_eq!(decode(&text.into()).payload, decode(&sample("valid/one.json")).payload, "{absent}");
    }
}

#[test]
fn a_session_within_a_record_is_not_kept_either() {
    let one = with(&text("valid/one.json"), "{\n", "{\n \"Session\": \"0b6f0000-bi-mat\",\n");
    let decoded = decode(&one.into());
    assert_eq!(warnings(&decoded), [("SECRET_LEFT_OFF", "")]);
    assert!(!format!("{decoded:?}").contains("bi-mat"));
}

#[test]
fn local_numbers_are_read_only_where_the_system_says_so() {
    let local = Bytes::from(with(&text("valid/one.json"), "H60.31-261102-0007", "2026/0117-TP"));
    let options = DossierOptions { local_numbers: true, ..DossierOptions::default() };
    let decoded = DossierAdapter.decode(&local, &context(options)).unwrap();
    assert_eq!(decoded.facts.correlation_id.as_deref(), Some("2026/0117-TP"));
    assert_eq!(warnings(&decoded), [("NUMBER_NOT_NATIONAL", "MaHoSo")]);
    let error = DossierAdapter.decode(&local, &context(DossierOptions::default())).unwrap_err();
    assert_eq!(error.code(), "NUMBER_PARTS");
    // A number of the national form stays one.
    assert_eq!(warnings(&DossierAdapter.decode(&sample("valid/one.json"), &context(options)).unwrap()), []);
}

#[test]
fn all_paths_of_a_member_are_kept_and_none_is_opened() {
    let decoded = decode(&sample("valid/array.json"));
    let batch = batch(&decoded);
    let path = |record: &lienthong_model::schema::Record, member: usize| match &record.values[member] {
        Some(Value::List(list)) => list.iter().map(|path| shown(path.values[0].as_ref())).collect(),
        _ => Vec::new(),
    };
    let document = &list(batch, &batch.records[1], "documents")[0];
    assert_eq!(path(document, 4), ["https://mau.example/t/1", "https://mau.example/t/2"]);
    // One that is empty is kept as well, so that the text comes out as it came in.
    let result = &list(batch, &batch.records[1], "results")[0];
    assert_eq!(path(result, 3), ["https://mau.example/k/1", "-"]);
    assert_eq!(decoded.facts.correlation_id, None, "two dossiers are not one matter");
}
