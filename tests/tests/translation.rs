//! Formats: what one system says in its own is what another reads in its own.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::{incoming, message, reason};
use lienthong_tests::letters::letter;
use lienthong_tests::province::pull_system;
use lienthong_tests::{Gateway, Province, repository};
use lienthong_wire::message::SendRequest;
use lienthong_wire::record::{Record, record::Body};
use prost::Message as _;

const CANONICAL: &str = "H60.33/moi";
const SUBJECT: &str = "V/v thử nghiệm: ặ ẫ ở ỹ";

fn typed(id: &str, kind: &str, to: &[&str], payload: impl Into<bytes::Bytes>) -> SendRequest {
    let mut request = message(id, to, payload);
    request.envelope.as_mut().unwrap().r#type = kind.to_owned();
    request
}

async fn world() -> (Province, Gateway) {
    let province = Province::new();
    province
        .put("systems/1.toml", &pull_system(CANONICAL, "canonical", "[\"document\", \"document-status\"]"));
    province.put(
        "routes/1.toml",
        "[[route]]\nname = \"all\"\ntype = \"document\"\nfrom = [\"H60.31/qlvb\", \"H60.33/moi\"]\nto = [\"H60.31/qlvb\", \"H60.33/moi\", \"H60.32/qlvb\"]\nlegal_basis = \"x\"\npurpose = \"x\"\n",
    );
    let gateway = Gateway::start(&province);
    gateway.know(CANONICAL, province.identity(CANONICAL));
    (province, gateway)
}

#[tokio::test]
async fn an_edxml_letter_is_read_as_a_record_and_a_record_as_a_letter() {
    let (_province, gateway) = world().await;
    let (old, new) = (gateway.system("H60.31/qlvb").await, gateway.system(CANONICAL).await);
    old.send_request(typed("m-1", "", &[], letter(7, "H60.31", &["H60.33"]))).await.unwrap();
    let received = new.take(1).await.remove(0);
    assert_eq!(
        (incoming(&received).format.as_str(), incoming(&received).r#type.as_str()),
        ("canonical", "document")
    );
    assert_eq!(incoming(&received).payload_sha256, lienthong_tests::sha256(&received.payload).to_vec());
    let mut record = Record::decode(received.payload).unwrap();
    let Some(Body::Document(document)) = &mut record.body else { panic!("a document") };
    assert_eq!((document.subject.as_str(), document.number.as_str()), (SUBJECT, "7"));
    assert_eq!(document.issued_on, "2026-11-20");

    // And back, as the new system's own letter.
    document.sender.as_mut().unwrap().code = "H60.33".into();
    document.receivers[0].code = "H60.31".into();
    document.document_id = "H60.33,2026/11/21,007/MOI".into();
    document.number = "007".into();
    new.send_request(typed("r-1", "", &[], record.encode_to_vec())).await.unwrap();
    let received = old.take(1).await.remove(0);
    assert_eq!(incoming(&received).format, "edxml");
    let text = String::from_utf8_lossy(&received.payload);
    if text.starts_with("<?xml") {
        assert!(text.contains(SUBJECT) && text.contains(">007<"), "no letter and no leading zero is lost");
    }
    // Whatever the package looks like, it reads back as the same document.
    old.send_request(typed("again", "document", &["H60.33"], letter(8, "H60.31", &["H60.33"])))
        .await
        .unwrap();
    assert_eq!(new.take(1).await.len(), 1);
}

#[tokio::test]
async fn a_letter_for_a_system_of_the_same_format_keeps_its_bytes_but_for_the_hop() {
    let (_province, gateway) = world().await;
    let old = gateway.system("H60.31/qlvb").await;
    let sent = letter(9, "H60.31", &["H60.32"]);
    old.send_request(typed("m-1", "", &[], sent.clone())).await.unwrap();
    let received = gateway.system("H60.32/qlvb").await.take(1).await.remove(0);
    let came = String::from_utf8(received.payload.to_vec()).unwrap();
    let (head, tail) =
        came.split_once("<edXML:TraceHeaderList").map_or((came.as_str(), ""), |(head, tail)| {
            (head, tail.split_once("</edXML:TraceHeaderList>").unwrap().1)
        });
    let kept: String = [head, tail].concat().split_whitespace().collect();
    assert_eq!(kept, sent.split_whitespace().collect::<String>());
}

#[tokio::test]
async fn opaque_bytes_come_as_they_were_sent() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let bytes: Vec<u8> = (0..=255).chain([0xff, 0xfe, 0, 0x0d, 0x0a]).collect();
    gateway.system("H60.31/app").await.send("m-1", &["H60.05"], bytes.clone()).await.unwrap();
    let received = gateway.system("H60.05/app").await.take(1).await.remove(0);
    assert_eq!((&received.payload[..], incoming(&received).format.as_str()), (&bytes[..], "opaque"));
}

/// Every broken sample of the edXML adapter, through the front door.
#[tokio::test]
async fn a_broken_letter_is_refused_with_its_reason_and_on_record() {
    let (province, gateway) = world().await;
    let old = gateway.system("H60.31/qlvb").await;
    let folder = repository().join("tests/samples/edxml/broken");
    let expected = std::fs::read_to_string(folder.join("expected.csv")).unwrap();
    let mut lines = expected.lines().filter(|line| !line.starts_with('#'));
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let (file, code) = (0, head.iter().position(|name| *name == "code" || *name == "reason").unwrap());
    let mut tried = 0;
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let bytes = std::fs::read(folder.join(fields[file])).unwrap();
        let id = format!("broken-{tried}");
        let answer = old.send_request(typed(&id, "document", &["H60.33"], bytes)).await;
        assert_eq!(reason(answer), fields[code], "{}", fields[file]);
        let fits = |record: &serde_json::Value| {
            record["message_id"] == id.as_str() || record["reason"] == fields[code]
        };
        province.published_event("message.refused", fits).await;
        tried += 1;
    }
    assert!(tried >= 15, "{tried}");
    old.send_request(typed("good", "", &[], letter(1, "H60.31", &["H60.33"]))).await.unwrap();
    let (_, highest) = gateway.memory();
    assert!(highest < 120 << 20, "{} MiB", highest >> 20);
}
