//! Records: what one system writes in its old table is what another reads in its own, row by row, letter by letter.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::{incoming, refused};
use lienthong_tests::units::{EXCEL, FOXPRO, NEW, VNI, province, send, start};
use lienthong_tests::{Province, households, lienthong, repository};
use lienthong_vntext::Charset;
use lienthong_wire::message::ReceiveResponse;
use lienthong_wire::record::{Fields, Record, record::Body, value::Kind};
use prost::Message as _;
use serde_json::Value;
use tonic_types::StatusExt as _;

/// A real unit list as a system would have written it.
fn written(province: &Province, list: &str, mapping: &str) -> Vec<u8> {
    let input = repository().join("tests/samples/units").join(list);
    let out = province.path(&format!("written-{mapping}"));
    let ran = lienthong(&[
        "convert",
        input.to_str().unwrap(),
        "--from",
        "danh-muc",
        "--to",
        mapping,
        "-o",
        out.to_str().unwrap(),
        "--config",
        province.dir().to_str().unwrap(),
        "--bad-rows",
        province.path("bad").to_str().unwrap(),
    ]);
    assert!(ran.code == 0, "{}{}", ran.stdout, ran.stderr);
    std::fs::read(out).unwrap()
}

/// Names that need no capital with a tone mark: what TCVN3 can hold.
const LIST: &str = "ha_giang_pre2025_v2.4.0.csv";

fn records(received: &ReceiveResponse) -> Vec<Fields> {
    let record = Record::decode(received.payload.clone()).unwrap();
    let Some(Body::Records(records)) = record.body else { panic!("records, not {record:?}") };
    assert_eq!(records.schema, "don-vi/v1");
    records.records
}

fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    match &fields.fields[name].kind {
        Some(Kind::Text(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_real_list_goes_from_foxpro_to_excel_and_back_and_no_letter_is_lost() {
    let province = province();
    let gateway = start(&province);
    let dbf = written(&province, LIST, "foxpro");
    let (foxpro, excel) = (gateway.system(FOXPRO).await, gateway.system(EXCEL).await);
    let (vni, new) = (gateway.system(VNI).await, gateway.system(NEW).await);

    foxpro.send_request(send("m-1", EXCEL, dbf.clone())).await.unwrap();
    let sheet = excel.take(1).await.remove(0);
    assert_eq!(incoming(&sheet).format, "xlsx");
    assert!(sheet.payload.starts_with(b"PK"));

    excel.send_request(send("m-2", VNI, sheet.payload.to_vec())).await.unwrap();
    let old = vni.take(1).await.remove(0);
    assert!(!std::str::from_utf8(&old.payload).is_ok_and(|text| text.contains("Phường")), "VNI, not Unicode");

    vni.send_request(send("m-3", NEW, old.payload.to_vec())).await.unwrap();
    let found = records(&new.take(1).await.remove(0));
    assert_eq!(found.len(), 193);
    assert_eq!(
        (text(&found[0], "ma"), text(&found[0], "huyen"), text(&found[0], "ten")),
        ("00688", "024", "Phường Quang Trung")
    );
    let list = std::fs::read_to_string(repository().join("tests/samples/units").join(LIST)).unwrap();
    for fields in &found {
        assert!(list.contains(&format!("{},{}", text(fields, "ma"), text(fields, "ten"))), "{fields:?}");
    }

    // And from the new system back into the oldest: the same bytes as the first.
    let records = lienthong_wire::record::Records { schema: "don-vi/v1".into(), records: found };
    let all = Record { body: Some(Body::Records(records)) };
    new.send_request(send("m-4", FOXPRO, all.encode_to_vec())).await.unwrap();
    let back = foxpro.take(1).await.remove(0);
    // The header of a DBF has the day of the message; all else is equal.
    assert!(back.payload[4..] == dbf[4..], "the table came back as it was");
}

#[tokio::test]
async fn good_rows_pass_and_bad_rows_are_told_to_the_sender_and_on_record() {
    let province = province();
    let gateway = start(&province);
    let mut dbf = written(&province, LIST, "foxpro");
    // A byte that is no letter of TCVN3 in the name of the third record, a code without its zero in the fourth, and
    // the fifth twice.
    let header = usize::from(u16::from_le_bytes([dbf[8], dbf[9]]));
    let length = usize::from(u16::from_le_bytes([dbf[10], dbf[11]]));
    let at = |record: usize| header + (record - 1) * length + 1;
    dbf[at(3) + 8 + 1] = 0xc1;
    dbf[at(4)] = b' ';
    let fifth = dbf[at(5)..at(5) + length - 1].to_vec();
    dbf[at(6)..at(6) + length - 1].copy_from_slice(&fifth);

    let (foxpro, new) = (gateway.system(FOXPRO).await, gateway.system(NEW).await);
    let answer = foxpro.send_request(send("m-1", NEW, dbf)).await.unwrap();
    let apart = answer.quarantine.unwrap();
    assert_eq!((apart.read, apart.accepted, apart.quarantined), (193, 190, 3));
    let told: Vec<_> =
        apart.rows.iter().map(|row| (row.row, row.column.as_str(), row.reason.as_str())).collect();
    assert_eq!(
        told,
        [(3, "TENXA", "NOT_IN_CHARSET"), (4, "MAXA", "NOT_DIGITS"), (6, "MAXA", "DUPLICATE_KEY")]
    );
    assert!(apart.rows[0].message.contains("0xC1") && apart.rows[0].message.contains("tcvn-vn1"));
    assert!(!apart.rows[0].message_vi.is_empty());
    assert_eq!(records(&new.take(1).await.remove(0)).len(), 190);

    let notice = foxpro.take(1).await.remove(0);
    assert_eq!(incoming(&notice).r#type, "delivery-notice");
    let notice: Value = serde_json::from_slice(&notice.payload).unwrap();
    assert_eq!((&notice["state"], &notice["message_id"]), (&"quarantined".into(), &"m-1".into()));
    assert_eq!(notice["rows"][1]["row"], 4);

    let record = province.published_event("message.accepted", |record| record["message_id"] == "m-1").await;
    assert_eq!(
        (&record["detail"]["rows_read"], &record["detail"]["rows_accepted"]),
        (&"193".into(), &"190".into())
    );
    assert_eq!(record["detail"]["quarantined.NOT_DIGITS"], "1");
    assert_eq!(
        record["detail"]["quarantined_rows"],
        "3 TENXA NOT_IN_CHARSET, 4 MAXA NOT_DIGITS, 6 MAXA DUPLICATE_KEY"
    );
}

#[tokio::test]
async fn a_file_that_is_refused_names_row_and_column_to_the_sender_and_on_record() {
    let province = province();
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    let check = async |id: &str, file: &[u8], reason: &str, row: Option<&str>, column: Option<&str>| {
        let refusal = refused(&vni.send_request(send(id, NEW, file.to_vec())).await.unwrap_err());
        assert_eq!(refusal.reason, reason, "{}", refusal.message);
        let detail = |key: &str| refusal.metadata.get(key).map(String::as_str);
        assert_eq!((detail("row"), detail("column")), (row, column), "{}", refusal.message);
        let record = province.published_event("message.refused", |record| record["message_id"] == id).await;
        assert_eq!(record["detail"]["row"].as_str(), row);
        assert_eq!(record["detail"]["column"].as_str(), column);
        for part in ["found", "expected"] {
            assert!(record["detail"][part].is_string() && detail(part).is_some(), "{part}: {record}");
        }
        if id == "zero" {
            assert_eq!(
                (&record["detail"]["found"], &record["detail"]["expected"]),
                (&"691".into(), &"5 digits".into())
            );
        }
    };
    let good = "MA;HUYEN;TEN\r\n00688;024;A\r\n";
    vni.send_request(send("good", NEW, good.into())).await.unwrap();
    check("zero", b"MA;HUYEN;TEN\r\n00688;024;A\r\n691;024;B\r\n", "NOT_DIGITS", Some("3"), Some("MA")).await;
    check("byte", b"MA;HUYEN;TEN\r\n00688;024;A\xc7B\r\n", "NOT_IN_CHARSET", Some("2"), Some("TEN")).await;
    check("quote", b"MA;HUYEN;TEN\r\n00688;024;A\"B\"\r\n", "CSV_STRAY_QUOTE", Some("2"), Some("TEN")).await;
    check("short", b"MA;HUYEN;TEN\r\n00688\r\n", "CSV_SHORT_ROW", Some("2"), Some("HUYEN")).await;
    check("header", b"MA;TINH;TEN\r\n00688;02;A\r\n", "UNMAPPED_COLUMN", None, None).await;
    // Its name may be somebody's data.
    let record = province.published_event("message.refused", |record| record["message_id"] == "header").await;
    let detail = &record["detail"];
    assert_eq!(detail["found"], "a column that the mapping does not name, column 2");
    assert_eq!(detail["found_vi"], "cột mà bảng ánh xạ không nêu tên, cột thứ 2");
    check("twice", b"MA;TEN;TEN\r\n00688;A;B\r\n", "DUPLICATE_COLUMN", None, Some("TEN")).await;
    // A page of some program instead of the table.
    check("html", b"<html><body>Phie\xe1u</body></html>", "OTHER_KIND", None, None).await;
    check("empty", b"", "FILE_EMPTY", None, None).await;
    check("missing", b"HUYEN;TEN\r\n024;B\r\n", "MISSING_COLUMN", None, Some("MA")).await;
}

#[tokio::test]
async fn a_file_of_bad_rows_alone_is_refused_with_the_first_of_them() {
    let province = province();
    province.edit("mappings/vni.toml", "schema =", "on_error = \"quarantine\"\nschema =");
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    let file = "MA;HUYEN;TEN\r\n688;024;A\r\n00691;2;B\r\n";
    let status = vni.send_request(send("m-1", NEW, file.into())).await.unwrap_err();
    // Each of the first rows is a violation of its own.
    let violations = status.get_error_details().bad_request().unwrap().field_violations.clone();
    let [first, second] = violations.as_slice() else { panic!("{violations:?}") };
    assert_eq!((&*first.field, &*second.field), ("row 2.MA", "row 3.HUYEN"));
    assert!(first.description.contains("688") && second.description.contains("row 3"), "{violations:?}");
    let refusal = refused(&status);
    assert_eq!(refusal.reason, "ROWS_QUARANTINED");
    let rows = "2 MA NOT_DIGITS, 3 HUYEN NOT_DIGITS";
    assert_eq!(refusal.metadata["quarantined_rows"], rows);
    assert!(
        refusal.message.contains("2 bad rows of 2 read") && refusal.message.contains("row 3"),
        "{}",
        refusal.message
    );
    let vi = &refusal.vietnamese;
    assert!(vi.contains("2 dòng lỗi trên 2") && vi.contains("dòng 3") && !vi.contains("row"), "{vi}");
    let record = province.published_event("message.refused", |record| record["message_id"] == "m-1").await;
    let detail = &record["detail"];
    assert_eq!((&detail["quarantined_rows"], &detail["rows_read"]), (&rows.into(), &"2".into()));
    assert_eq!(
        detail["quarantined_rows_why_vi"],
        "2 MA NOT_DIGITS (gặp 688, cần 5 chữ số); 3 HUYEN NOT_DIGITS (gặp 2, cần 3 chữ số)"
    );
    assert_eq!(detail["expected"], "at least one good row");
}

#[tokio::test]
async fn a_letter_that_nobody_sees_is_named_to_the_sender_and_on_record() {
    let province = province();
    province.edit("mappings/vni.toml", "vni-win", "utf-8");
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    for (id, letter, name) in
        [("zero", '\u{200b}', "U+200B"), ("soft", '\u{ad}', "U+00AD"), ("turn", '\u{202e}', "U+202E")]
    {
        let file = format!("MA;HUYEN;TEN\r\n0068{letter}8;024;A\r\n");
        let refusal = refused(&vni.send_request(send(id, NEW, file.into())).await.unwrap_err());
        assert_eq!(refusal.reason, "DAMAGED_TEXT", "{}", refusal.message);
        assert!(refusal.message.contains(name) && refusal.vietnamese.contains(name), "{}", refusal.message);
        let record = province.published_event("message.refused", |record| record["message_id"] == id).await;
        let detail = &record["detail"];
        assert_eq!((&detail["row"], &detail["column"]), (&"2".into(), &"MA".into()));
        for found in ["found", "found_vi"] {
            let found = detail[found].as_str().unwrap();
            assert!(found.contains(name) && !found.contains(letter), "{record}");
        }
    }
}

/// Households and their children as one program writes them.
const HOUSEHOLDS: &str = r#"
schema = "ho/v1"
direction = "read"
[source]
format = "json"
rows = "ho"
[[field]]
to = "chu"
from = "chuHo"
[[group]]
to = "con"
from = "con"
[[group.field]]
to = "ten"
from = "ten"
[[group.field]]
to = "sinh"
from = "ngaySinh"
dates = ["dd/MM/yyyy"]
"#;

#[tokio::test]
async fn a_fault_within_a_list_of_a_json_document_names_its_entry_and_its_byte() {
    let province = province();
    province.put("schemas/ho.toml", households::SCHEMA);
    province.put("mappings/ho.toml", HOUSEHOLDS);
    province.put("systems/ho.toml", households::SYSTEM);
    let gateway = start(&province);
    gateway.know("H60.31/ho", province.identity("H60.31/ho"));
    let system = gateway.system("H60.31/ho").await;
    let child = |name: &str, born: &str| format!(r#"{{"ten":{name},"ngaySinh":"{born}"}}"#);
    let (good, bad) = (child("\"A\"", "01/02/2014"), child("\"B\"", "30/02/2014"));
    let list = child("[\"C\"]", "01/02/2014");
    for (id, children, at, field, column) in [
        ("date", format!("{good},{bad}"), "\"30/02", "con[2].sinh", Some("ngaySinh")),
        ("first", format!("{bad},{good}"), "\"30/02", "con[1].sinh", Some("ngaySinh")),
        ("kind", format!("{good},{good},{list}"), "[\"C", "con[3].ten", None),
    ] {
        let file = format!(r#"{{"ho":[{{"chuHo":"X"}},{{"chuHo":"Y","con":[{children}]}}]}}"#);
        let byte = file.find(at).unwrap().to_string();
        let mut request = send(id, NEW, file.into());
        request.envelope.as_mut().unwrap().r#type = "ho/v1".to_owned();
        let refusal = refused(&system.send_request(request).await.unwrap_err());
        let told = |key: &str| refusal.metadata.get(key).map(String::as_str);
        assert_eq!(
            (told("row"), told("field"), told("offset"), told("column")),
            (Some("2"), Some(field), Some(&*byte), column),
            "{}",
            refusal.message
        );
        let record = province.published_event("message.refused", |record| record["message_id"] == id).await;
        for key in ["row", "field", "offset", "column"] {
            assert_eq!(record["detail"][key].as_str(), told(key), "{record}");
        }
    }
    // What the parser refuses is in a member that the mapping names, or in one whose name may be somebody's.
    for (id, row, column) in
        [("half", r#""chuHo":"\ud800""#, Some("chuHo")), ("theirs", r#""Mẫu":"\ud800""#, None)]
    {
        let mut request = send(id, NEW, format!("{{\"ho\":[{{{row}}}]}}").into());
        request.envelope.as_mut().unwrap().r#type = "ho/v1".to_owned();
        assert_eq!(refused(&system.send_request(request).await.unwrap_err()).reason, "LONE_SURROGATE");
        let record = province.published_event("message.refused", |record| record["message_id"] == id).await;
        let detail = &record["detail"];
        assert_eq!((detail["column"].as_str(), &detail["found"]), (column, &"half a character".into()));
        assert!(!record.to_string().contains("Mẫu"), "{record}");
    }
}

#[tokio::test]
async fn a_file_without_its_header_does_not_show_whom_it_is_about() {
    let province = province();
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    let refusal = refused(
        &vni.send_request(send("m", NEW, b"00688;024;Nguyen Van Mau\r\n".to_vec())).await.unwrap_err(),
    );
    assert_eq!(refusal.reason, "MISSING_COLUMN");
    assert!(!refusal.message.contains("Mau") && refusal.message.contains("3 columns"), "{}", refusal.message);
    assert!(refusal.vietnamese.contains("3 cột"), "{}", refusal.vietnamese);
}

#[test]
fn convert_never_writes_over_what_it_reads() {
    let province = province();
    province.put("in.csv", "ward_code,district_code,ward\r\n00688,024,A\r\n");
    let path = |name: &str| province.path(name).to_str().unwrap().to_owned();
    let convert = |out: &str, bad: Option<&str>| {
        let (input, config) = (path("in.csv"), province.dir().to_str().unwrap());
        let mut arguments =
            vec!["convert", &input, "--from", "danh-muc", "--to", "vni", "--config", config, "-o", out];
        arguments.extend(bad.map(|bad| ["--bad-rows", bad]).into_iter().flatten());
        lienthong(&arguments).code
    };
    std::os::unix::fs::symlink(province.path("in.csv"), province.path("link.csv")).unwrap();
    assert_ne!(convert(&path("in.csv"), None), 0);
    assert_ne!(convert(&path("link.csv"), None), 0);
    assert_ne!(convert(&path("out.csv"), Some(&path("in.csv"))), 0);
    assert_ne!(convert(&path("out.csv"), Some(&path("out.csv"))), 0);
    assert!(province.text("in.csv").contains("00688"), "the input is as it was");
    assert_eq!(convert(&path("out.csv"), None), 0);
}

#[tokio::test]
async fn what_was_understood_at_acceptance_is_what_is_delivered() {
    let province = province();
    let gateway = start(&province);
    let (vni, new) = (gateway.system(VNI).await, gateway.system(NEW).await);
    vni.send_request(send("m-1", NEW, b"MA;HUYEN;TEN\r\n00688;024;A\r\n".to_vec())).await.unwrap();
    // From now on the same bytes would mean something else, and then nothing at all.
    province.edit("mappings/vni.toml", "from = \"TEN\"", "from = \"TEN\"\ncase = \"lower\"");
    // Nobody is told: the gateway looks at the files of mappings by itself.
    province.published_event("config.loaded", |_| true).await;
    assert_eq!(text(&records(&new.take(1).await.remove(0))[0], "ten"), "A");
    vni.send_request(send("m-2", NEW, b"MA;HUYEN;TEN\r\n00688;024;A\r\n".to_vec())).await.unwrap();
    assert_eq!(text(&records(&new.take(1).await.remove(0))[0], "ten"), "a");
}

#[tokio::test]
async fn a_system_with_mappings_alone_sends_nothing_else() {
    let province = province();
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    let mut other = send("m-1", NEW, b"x".to_vec());
    other.envelope.as_mut().unwrap().r#type = "khai-sinh/v1".into();
    assert_eq!(refused(&vni.send_request(other).await.unwrap_err()).reason, "NO_FORMAT");
    let record = province.published_event("message.refused", |record| record["message_id"] == "m-1").await;
    let expected = record["detail"]["expected"].as_str().unwrap();
    assert!(expected.starts_with("a mapping for this type"), "{record}");
    // A field of an envelope, in words of ours.
    let mut nobody = send("m-2", NEW, b"x".to_vec());
    nobody.envelope.as_mut().unwrap().receivers[0] = Default::default();
    assert_eq!(refused(&vni.send_request(nobody).await.unwrap_err()).reason, "INVALID_FIELD");
    let record =
        province.published_event("message.refused", |record| record["reason"] == "INVALID_FIELD").await;
    assert_eq!(record["detail"]["field"], "envelope.receivers[0]", "{record}");
    assert_eq!(record["detail"]["problem_vi"], "chưa nêu nơi nhận");
}

#[tokio::test]
async fn canonical_records_are_checked_against_their_schema_too() {
    let province = province();
    let gateway = start(&province);
    let new = gateway.system(NEW).await;
    let of = |schema: &str, code: &str| {
        let value = |text: &str| lienthong_wire::record::Value { kind: Some(Kind::Text(text.into())) };
        let fields = [("ma".to_owned(), value(code)), ("ten".to_owned(), value("A"))].into();
        let records = vec![Fields { fields, extra: Default::default() }];
        let records = lienthong_wire::record::Records { schema: schema.into(), records };
        Record { body: Some(Body::Records(records)) }.encode_to_vec()
    };
    new.send_request(send("good", VNI, of("don-vi/v1", "00688"))).await.unwrap();
    let reason = async |id: &str, payload| {
        refused(&new.send_request(send(id, VNI, payload)).await.unwrap_err()).reason
    };
    assert_eq!(reason("short", of("don-vi/v1", "688")).await, "NOT_OF_SCHEMA");
    assert_eq!(reason("other", of("don-vi/v2", "00688")).await, "UNKNOWN_SCHEMA");
    assert_eq!(reason("cut", of("don-vi/v1", "00688")[..9].to_vec()).await, "CANONICAL_UNREADABLE");
}

#[tokio::test]
async fn a_file_in_another_charset_than_the_mapping_says_is_refused_and_a_row_of_one_is_kept_apart() {
    let province = province();
    province.edit("mappings/vni.toml", "schema =", "on_error = \"quarantine\"\nschema =");
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    let names = ["xã Thượng Lâm", "thị trấn Na Hang", "xã Sơn Phú", "xã Côn Lôn"];
    let file = |of: &dyn Fn(usize) -> Charset| {
        let mut file = b"MA;HUYEN;TEN\r\n".to_vec();
        for (at, name) in names.iter().enumerate() {
            file.extend_from_slice(format!("0070{at};024;").as_bytes());
            file.extend_from_slice(&of(at).encode(name).unwrap());
            file.extend_from_slice(b"\r\n");
        }
        file
    };
    // Each byte is a letter of VNI as well.
    for charset in [Charset::Tcvn3Abc, Charset::Viscii, Charset::Utf8] {
        let id = format!("whole-{}", charset.name());
        let refusal = refused(&vni.send_request(send(&id, NEW, file(&|_| charset))).await.unwrap_err());
        assert!(
            ["FILE_OTHER_CHARSET", "ROWS_QUARANTINED"].contains(&refusal.reason.as_str()),
            "{charset}: {}",
            refusal.message
        );
        let is_told = refusal.reason != "FILE_OTHER_CHARSET" || refusal.message.contains(charset.name());
        assert!(is_told, "{}", refusal.message);
    }
    let mixed = file(&|at| if at == 2 { Charset::Tcvn3Abc } else { Charset::VniWin });
    let answer = vni.send_request(send("mixed", NEW, mixed)).await.unwrap();
    let apart = answer.quarantine.unwrap();
    assert_eq!((apart.accepted, apart.quarantined), (3, 1));
    let row = &apart.rows[0];
    assert_eq!((row.row, &*row.column, &*row.reason), (4, "TEN", "OTHER_CHARSET"));
    let record = province.published_event("message.accepted", |record| record["message_id"] == "mixed").await;
    assert_eq!(
        record["detail"]["quarantined_rows_why"],
        "4 TEN OTHER_CHARSET (found tcvn3-abc, expected vni-win)"
    );
}
