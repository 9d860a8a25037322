//! Calls across formats: a caller of canonical records asks systems that speak JSON over HTTP, or XML over SOAP.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use lienthong_tests::soap_peer::NAMESPACE;
use lienthong_tests::{Client, Gateway, Province, Reply, SoapPeer, Web, eventually, hex, refused, sha256};
use lienthong_wire::audit::{SearchRequest, SearchTerm};
use lienthong_wire::exchange::{CallRequest, CallResponse};
use lienthong_wire::record::{Fields, Record, Records, Value, record::Body, value::Kind};
use prost::Message as _;
use tonic::{Code, Status};

const CALLER: &str = "H60.31/app";
const SERVICE: &str = "H60.05/hotich/tra-cuu/v1";
const NAME: &str = "Nguyễn Thị Ặ (hư cấu)";

const SCHEMAS: &str = r#"
[[schema]]
id = "hoi/v1"
title = "Hỏi"
[[schema.field]]
name = "so"
title = "Số hồ sơ"
type = "text"
required = true
search_key = true

[[schema]]
id = "dap/v1"
title = "Đáp"
[[schema.field]]
name = "ho_ten"
title = "Họ tên"
type = "text"
required = true
personal = true
search_key = true
"#;

fn mapping(schema: &str, direction: &str, source: &str, field: &str, column: &str) -> String {
    format!(
        "schema = \"{schema}\"\ndirection = \"{direction}\"\nunmapped = \"drop\"\n[source]\n{source}\n[[field]]\nto = \"{field}\"\nfrom = [\"{column}\"]\n"
    )
}

/// A province where communes may call `TraCuu` of the department, asked through `hoi` and understood through `dap`.
fn province(service: &str, ask: &str, answer: &str) -> Province {
    let province = Province::new();
    province.put("schemas/tra-cuu.toml", SCHEMAS);
    province.put("mappings/hoi.toml", ask);
    province.put("mappings/dap.toml", answer);
    province.put(
        "systems/1-hotich.toml",
        &format!(
            "[[system]]\nid = \"H60.05/hotich\"\ntitle = \"Hộ tịch\"\nformat = \"opaque\"\nreceives = []\n\
             connector = {{ kind = \"pull\" }}\n[[system.service]]\nname = \"tra-cuu\"\nversion = 1\n{service}"
        ),
    );
    // Types are declared now: what the other systems exchange is to be as well.
    province.append(
        "schemas/tra-cuu.toml",
        "[[schema]]\nid = \"khai-sinh/v1\"\ntitle = \"Khai sinh\"\n[[schema.field]]\nname = \"so\"\ntitle = \"Số\"\ntype = \"text\"\n",
    );
    province.put(
        "routes/1-hotich.toml",
        &format!(
            "[[route]]\nname = \"gọi\"\nservice = \"{SERVICE}\"\nfrom = {{ level = \"commune\", under = \"H60\", \
             system = \"app\" }}\nlegal_basis = \"Quy chế thử\"\npurpose = \"Thử\"\n"
        ),
    );
    province.check();
    province
}

fn json(url: &str, answer: &str) -> Province {
    province(
        &format!(
            "http = {{ address = \"{url}\", plaintext = true, methods = {{ TraCuu = {{ path = \"/api\", request = \"hoi\", response = \"dap\" }} }} }}\n"
        ),
        &mapping("hoi/v1", "write", "format = \"json\"\nrows = \"\"\nsingle = true", "so", "soHoSo"),
        answer,
    )
}

fn record(schema: &str, name: &str, text: &str) -> Vec<u8> {
    let value = Value { kind: Some(Kind::Text(text.to_owned())) };
    let fields = Fields { fields: BTreeMap::from([(name.to_owned(), value)]), ..Fields::default() };
    let records = Records { schema: schema.to_owned(), records: vec![fields] };
    Record { body: Some(Body::Records(records)) }.encode_to_vec()
}

/// The only value of the only record of an answer.
fn value(answer: &CallResponse) -> String {
    let Some(Body::Records(records)) = Record::decode(answer.payload.clone()).unwrap().body else {
        panic!("records")
    };
    assert_eq!(records.schema, "dap/v1");
    let [fields] = records.records.as_slice() else { panic!("one record") };
    let Some(Kind::Text(text)) = &fields.fields["ho_ten"].kind else { panic!("a text") };
    text.clone()
}

async fn ask(client: &Client, payload: impl Into<bytes::Bytes>) -> Result<CallResponse, Status> {
    let request = CallRequest {
        service: SERVICE.into(),
        method: "TraCuu".into(),
        payload: payload.into(),
        call_id: "goi-1".into(),
        ..CallRequest::default()
    };
    Ok(client.exchange().call(request).await?.into_inner())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_of_records_is_answered_by_a_system_of_json() {
    let web = Web::start(|asked, _| match asked.text() {
        text if text.contains("0008") => Reply::says(200, r#"{"ok":1,"data":[{"khac":"x"}]}"#),
        _ => Reply::says(200, format!(r#"{{"ok":1,"data":[{{"hoTen":"{NAME}","khac":"x"}}]}}"#)),
    })
    .await;
    let answer =
        mapping("dap/v1", "read", "format = \"json\"\nrows = \"data\"\nbeside = \"drop\"", "ho_ten", "hoTen");
    let province = json(&web.url(""), &answer.replace("[source]", "on_error = \"quarantine\"\n[source]"));
    let gateway = Gateway::start(&province);
    let client = gateway.system(CALLER).await;
    let question = record("hoi/v1", "so", "0007-Ặ");
    let answer = ask(&client, question.clone()).await.unwrap();
    assert_eq!(value(&answer), NAME);
    let asked = web.asked().remove(0);
    let said: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(said, serde_json::json!({ "soHoSo": "0007-Ặ" }));
    assert_eq!(asked.header("content-type"), "application/json");
    // The record of the answer names what went over the wire, and what was asked and answered.
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let ended = auditor.event("call.answered", |_| true).await;
    assert_eq!(ended["detail"]["request_sha256"], hex(&sha256(&asked.body)));
    assert_eq!(ended["detail"]["said_sha256"], hex(&sha256(&question)));
    assert_eq!(ended["detail"]["understood_sha256"], hex(&sha256(&answer.payload)));
    // Who asked about whom is found by the search keys of what was asked and of what was answered.
    let by = async |field: &str, value: &str| {
        let term = Some(SearchTerm { field: field.to_owned(), value: value.to_owned() });
        let found = auditor.search(SearchRequest { term, ..SearchRequest::default() }).await;
        found.iter().map(|record| record["event"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(by("so", "0007-Ặ").await, ["call.started", "call.answered"]);
    assert_eq!(by("ho_ten", NAME).await, ["call.answered"]);
    assert!(by("ho_ten", "Người khác").await.is_empty());

    // A row that cannot be read fails the call, though the mapping keeps bad rows of messages apart.
    let bad = refused(&ask(&client, record("hoi/v1", "so", "0008")).await.unwrap_err());
    assert_eq!((bad.code, bad.reason.as_str()), (Code::FailedPrecondition, "SERVICE_FAILED"));
    assert_eq!((&*bad.metadata["row"], &*bad.metadata["answer"]), ("1", "VALUE_REQUIRED"));
    let ended = auditor.event("call.failed", |record| record["reason"] == "VALUE_REQUIRED").await;
    assert_eq!(by("so", "0008").await, ["call.started", "call.failed"]);
    assert_eq!((&ended["detail"]["row"], &ended["detail"]["column"]), (&"1".into(), &"hoTen".into()));
    // What the caller gives must be what the method takes.
    for (payload, reason) in [
        (record("dap/v1", "ho_ten", "x"), "TYPE_MISMATCH"),
        (record("khong-co/v1", "so", "x"), "UNKNOWN_SCHEMA"),
        (record("hoi/v1", "khac", "x"), "NOT_OF_SCHEMA"),
        (vec![0xff; 9], "CANONICAL_UNREADABLE"),
    ] {
        let found = refused(&ask(&client, payload).await.unwrap_err());
        assert_eq!((found.code, found.reason.as_str()), (Code::InvalidArgument, reason));
        let record = auditor.event("call.refused", |record| record["reason"] == reason).await;
        assert_eq!(record["detail"]["ingress"], "call");
        assert!(record["detail"]["said_sha256"].is_string(), "what it asked is named");
    }
    assert_eq!(auditor.events("call.started").await.len(), 2, "a call that was refused has not begun");
    assert_eq!(web.asked().len(), 2, "what cannot be said does not leave");
    assert!(!gateway.log().contains("Nguyễn"), "no name in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_what_a_call_is_found_is_removed_when_payloads_are() {
    let web = Web::start(|_, _| Reply::says(200, format!(r#"{{"data":[{{"hoTen":"{NAME}"}}]}}"#))).await;
    let answer = mapping("dap/v1", "read", "format = \"json\"\nrows = \"data\"", "ho_ten", "hoTen");
    let province = json(&web.url(""), &answer);
    province.append("lienthong.toml", "\n[retention]\npayload_days = 1\n");
    province.check();
    let mut gateway = Gateway::start(&province);
    let client = gateway.system(CALLER).await;
    ask(&client, record("hoi/v1", "so", "1")).await.unwrap();
    assert_eq!(gateway.terminate(), 0);
    let database = || rusqlite::Connection::open(province.path("data/lienthong.db")).unwrap();
    let keys =
        || -> i64 { database().query_row("SELECT count(*) FROM record_key", [], |row| row.get(0)).unwrap() };
    // The question, and question and answer at its end.
    assert_eq!(keys(), 3);
    // Days go by.
    database().execute("UPDATE entry SET at = 0", []).unwrap();
    gateway.restart();
    let client = gateway.system(CALLER).await;
    ask(&client, record("hoi/v1", "so", "2")).await.unwrap();
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let by = async |field: &str, value: &str| {
        let term = Some(SearchTerm { field: field.to_owned(), value: value.to_owned() });
        auditor.search(SearchRequest { term, ..SearchRequest::default() }).await.len()
    };
    // The sweep runs when the gateway starts, and every minute.
    eventually("the sweep", async || (by("so", "1").await == 0).then_some(())).await;
    assert_eq!((by("so", "2").await, by("ho_ten", NAME).await), (2, 1), "the call of today is found");
    assert_eq!(auditor.events("call.answered").await.len(), 2, "the records stay");
    assert_eq!(gateway.terminate(), 0);
    assert_eq!(keys(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_of_records_is_answered_by_a_soap_server_that_nobody_here_wrote() {
    for version in ["1.1", "1.2"] {
        let peer = SoapPeer::start(version);
        let service = format!(
            "soap = {{ address = \"{}\", plaintext = true, version = \"{version}\", methods = {{ TraCuu = {{ action = \"TraCuu\", request = \"hoi\", response = \"dap\" }} }} }}\n",
            peer.url()
        );
        let source = |rows: &str| {
            format!(
                "format = \"xml\"\nrows = \"{rows}\"\nsoap = \"{version}\"\nnamespaces = {{ \"\" = \"{NAMESPACE}\" }}"
            )
        };
        let province = province(
            &service,
            &mapping("hoi/v1", "write", &source("TraCuu"), "so", "maHoSo"),
            &mapping("dap/v1", "read", &source("TraCuuResponse"), "ho_ten", "TraCuuResult"),
        );
        let gateway = Gateway::start(&province);
        let client = gateway.system(CALLER).await;
        let answer = ask(&client, record("hoi/v1", "so", "H60.31-261120-0007")).await.unwrap();
        assert_eq!(value(&answer), NAME, "SOAP {version}");
        assert_eq!(peer.heard().await["asked"], "H60.31-261120-0007");
        let fault = ask(&client, record("hoi/v1", "so", "H60.31-261120-0008")).await.unwrap_err();
        assert!(fault.message().contains("không có hồ sơ H60.31-261120-0008"), "{}", fault.message());
    }
}
