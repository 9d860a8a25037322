//! Search keys: an auditor finds what concerns a person, and nothing that is kept says who the person is.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::message;
use lienthong_tests::{Gateway, Province, refused};
use lienthong_wire::audit::{SearchRequest, SearchTerm};
use lienthong_wire::message::SendRequest;
use serde_json::Value;

const SCHEMA: &str = r#"
[[schema]]
id = "khai-sinh/v1"
title = "Khai sinh"
[[schema.field]]
name = "so_dinh_danh"
title = "Số định danh"
type = "digits"
length = 12
required = true
personal = true
search_key = true
[[schema.field]]
name = "ho_ten"
title = "Họ và tên"
type = "text"
personal = true
"#;

const MAPPING: &str = r#"
schema = "khai-sinh/v1"
[source]
format = "csv"
charset = "utf-8"
[[field]]
to = "so_dinh_danh"
from = "SO"
[[field]]
to = "ho_ten"
from = "TEN"
"#;

const SENDER: &str = "H60.31/ho-tich";
const RECEIVER: &str = "H60.05/ho-tich";
/// Invented people: no number of a person begins with 000.
const CHILD: &str = "000200000001";
const OTHER: &str = "000200000002";

fn province() -> Province {
    let province = Province::new();
    province.put("schemas/khai-sinh.toml", SCHEMA);
    province.put("mappings/khai-sinh.toml", MAPPING);
    let system = |id: &str| {
        format!(
            "[[system]]\nid = \"{id}\"\ntitle = \"{id}\"\nmappings = [\"khai-sinh\"]\n\
             receives = [\"khai-sinh/v1\"]\nconnector = {{ kind = \"pull\" }}\n\n"
        )
    };
    province.put("systems/1.toml", &(system(SENDER) + &system(RECEIVER)));
    province.put(
        "routes/1.toml",
        &format!(
            "[[route]]\nname = \"hộ tịch\"\ntype = \"khai-sinh/v1\"\nfrom = [\"{SENDER}\"]\nto = [\"{RECEIVER}\"]\n\
             legal_basis = \"x\"\npurpose = \"x\"\n"
        ),
    );
    province.check();
    province
}

fn births(id: &str, rows: &str) -> SendRequest {
    let mut request = message(id, &[RECEIVER], format!("SO,TEN\n{rows}").into_bytes());
    request.envelope.as_mut().unwrap().r#type = "khai-sinh/v1".to_owned();
    request
}

fn by(field: &str, value: &str) -> SearchRequest {
    let term = Some(SearchTerm { field: field.to_owned(), value: value.to_owned() });
    SearchRequest { term, ..SearchRequest::default() }
}

fn ids(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["message_id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_auditor_finds_the_messages_about_a_person_and_nothing_kept_names_the_person() {
    let province = province();
    let mut gateway = Gateway::start(&province);
    for id in [SENDER, RECEIVER] {
        gateway.know(id, province.identity(id));
    }
    let sender = gateway.system(SENDER).await;
    let rows = format!("{CHILD},Mẫu Văn A\n{OTHER},Mẫu Văn B\n{CHILD},Mẫu Văn A\n");
    sender.send_request(births("two", &rows)).await.unwrap();
    sender.send_request(births("other", &format!("{OTHER},Mẫu Văn B\n"))).await.unwrap();

    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    assert_eq!(ids(&auditor.search(by("so_dinh_danh", CHILD)).await), ["two"]);
    assert_eq!(ids(&auditor.search(by("so_dinh_danh", OTHER)).await), ["two", "other"]);
    assert_eq!(ids(&auditor.search(by(" so_dinh_danh", &format!("{CHILD} "))).await), ["two"]);
    assert!(auditor.search(by("so_dinh_danh", "000200000003")).await.is_empty(), "nobody has this number");
    // A slip of the pen must not read as "there is no such message".
    for field in ["ho_ten", "khac"] {
        let status = auditor.audit().search(by(field, CHILD)).await.unwrap_err();
        assert_eq!(refused(&status).reason, "INVALID_FIELD", "{field} is no search key");
        assert!(status.message().contains("so_dinh_danh"), "{status}");
    }
    // An auditor of another office does not learn that there is anything.
    let elsewhere = gateway.person(&province.person("b", &["auditor"], Some("H60.32"))).await;
    assert!(elsewhere.search(by("so_dinh_danh", CHILD)).await.is_empty());
    // What is asked must be a path and a value.
    for wrong in [by("So", CHILD), by("so_dinh_danh", " ")] {
        let refused = auditor.audit().search(wrong).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::InvalidArgument, "{refused:?}");
    }

    // The searches are on record, the same search is recognised, and what was searched for is not there.
    let searched = auditor.events("audit.searched").await;
    let hashes: Vec<&str> =
        searched.iter().map(|record| record["detail"]["query_hmac"].as_str().unwrap()).collect();
    assert!(hashes.iter().all(|hash| hash.len() == 32), "{hashes:?}");
    let plain =
        lienthong_model::Digest::of(format!("{:?}", by("so_dinh_danh", CHILD)).as_bytes()).to_string();
    assert!(!hashes.contains(&plain.as_str()));
    assert_eq!(gateway.terminate(), 0);
    let mut folders = vec![province.path("data")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            for personal in [CHILD, OTHER, "Mẫu Văn"] {
                let found = bytes.windows(personal.len()).any(|window| window == personal.as_bytes());
                assert!(!found, "{personal} is readable in {}", path.display());
            }
        }
    }
}

#[tokio::test]
async fn the_command_names_a_field_and_a_value() {
    let text = lienthong_tests::lienthong(&["audit", "search", "--help"]).stdout;
    assert!(text.contains("--where <FIELD=VALUE>"), "{text}");
    let ran = lienthong_tests::lienthong(&["audit", "search", "--where", "so_dinh_danh"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}
