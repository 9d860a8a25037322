//! Promise 3: nothing travels unrecorded. And of promise 6: records and files on disk hold no payload.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::{message, reason};
use lienthong_tests::{Gateway, Province};
use lienthong_wire::audit::{ProveRequest, SearchRequest};
use lienthong_wire::message::receiver::Target;

const SECRET: &str = "Nguyễn-Thị-Bí-Mật-001234567890";

#[tokio::test]
async fn nothing_travels_unrecorded() {
    let province = Province::new();
    let mut gateway = Gateway::start(&province);
    // Killed at the instant at which the receiver has the payload: the record of it must be there.
    for (round, receiver) in ["H60.31/app", "H60.32/app", "H60.33/app"].into_iter().enumerate() {
        let id = format!("m-{round}");
        let agency = receiver.split('/').next().unwrap();
        gateway.system("H60.05/app").await.send(&id, &[agency], "one").await.unwrap();
        let (received, stream) = gateway.system(receiver).await.next().await;
        gateway.kill();
        drop(stream);
        assert_eq!(received.payload, "one");
        gateway.restart();
        let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
        let timeline = auditor.timeline("H60.05/app", &id).await;
        let events: Vec<&str> = timeline.iter().map(|record| record["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["message.accepted", "delivery.started"], "{id}");
        assert_eq!(timeline[1]["attempt"], 1);
        assert_eq!(timeline[1]["receivers"][0]["system"], receiver);
    }
}

#[tokio::test]
async fn refusals_and_looks_are_recorded() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    assert_eq!(reason(commune.send("m-1", &["H60.32"], SECRET).await), "NO_ROUTE");
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let record = auditor.event("message.refused", |record| record["message_id"] == "m-1").await;
    assert_eq!((&record["reason"], &record["sender"]), (&"NO_ROUTE".into(), &"H60.31/app".into()));
    assert_eq!(record["detail"]["found"], "H60.32");
    // What is no code of an agency may be anything, and a number of a person reads as one.
    for (id, receiver) in [("m-name", SECRET), ("m-number", "001234567890")] {
        assert_eq!(reason(commune.send(id, &[receiver], "").await), "UNKNOWN_RECEIVER");
        let record = auditor.event("message.refused", |record| record["message_id"] == id).await;
        assert_eq!(record["detail"]["found"], "another receiver");
        assert!(!record.to_string().contains("001234567890"), "{record}");
    }

    // Each look of an auditor is on record before it is answered, with who looked.
    commune.send("m-2", &["H60.05"], SECRET).await.unwrap();
    auditor.timeline("H60.31/app", "m-2").await;
    // Also a look that finds nothing.
    auditor.audit().prove(ProveRequest { index: 1 << 40 }).await.unwrap_err();
    let looks = auditor.events("audit.shown").await;
    assert_eq!(looks.len(), 2, "{looks:?}");
    assert!(looks.iter().all(|look| look["actor"].as_str().unwrap().starts_with("person:")), "{looks:?}");
    assert!(auditor.events("audit.searched").await.len() >= 3);

    // An auditor of one commune does not see the other.
    let local = gateway.person(&province.person("b", &["auditor"], Some("H60.32"))).await;
    assert_eq!(
        local.search(SearchRequest { message_id: "m-2".into(), ..SearchRequest::default() }).await.len(),
        0
    );
    let of_it = gateway.person(&province.person("c", &["auditor"], Some("H60.31"))).await;
    assert_ne!(
        of_it.search(SearchRequest { message_id: "m-2".into(), ..SearchRequest::default() }).await.len(),
        0
    );
}

#[tokio::test]
async fn nothing_on_disk_or_in_the_log_holds_a_payload_or_a_name() {
    let province = Province::new();
    let mut gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    commune.send("m-1", &["H60.05"], SECRET).await.unwrap();
    commune.send("m-2", &["H60.05"], SECRET.repeat(40_000)).await.unwrap();
    let department = gateway.system("H60.05/app").await;
    department.take(2).await;
    let auditor = gateway.person(&province.person("ba.nguyen@so.example", &["auditor"], Some("H60"))).await;
    auditor.events("message.accepted").await;
    gateway.terminate();
    let mut looked = 0;
    let mut folders = vec![province.path("data")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            looked += bytes.len();
            for secret in [SECRET, "ba.nguyen"] {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{} holds {secret}", path.display());
            }
        }
    }
    assert!(looked > SECRET.len() * 40_000, "the payload is somewhere");
    assert!(!gateway.log().contains(SECRET) && !gateway.log().contains("ba.nguyen"));
}

#[tokio::test]
async fn a_refused_field_is_on_record_in_all_our_words_and_in_none_of_the_caller() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let system = gateway.system("H60.31/app").await;
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    // Words of ours with a colon or quotation marks of their own, and callers who write both.
    let cases = [
        (
            "H60,05/app",
            "the agency part of system id is not an agency code: the agency code holds '…' at byte 3; \
             allowed are A-Z, 0-9 and .",
            "mã định danh cơ quan có ký tự '…'; chỉ dùng A-Z, 0-9 và dấu chấm",
        ),
        (
            "h60.05/app",
            "the agency part of system id is not an agency code: \"…\" is not the canonical form of the agency \
             code; write …",
            "chưa phải dạng chuẩn của mã định danh cơ quan; hãy viết …",
        ),
        (
            "H60.05/ghi: \"MAU\"",
            "system name holds '…' at byte 3; allowed are a-z, 0-9 and, after the first, -",
            "tên hệ thống có ký tự '…'; chỉ dùng a-z, 0-9 và, sau ký tự đầu, dấu -",
        ),
    ];
    for (number, (written, english, vietnamese)) in cases.into_iter().enumerate() {
        let mut request = message(&format!("m-{number}"), &["H60.05"], "x");
        request.envelope.as_mut().unwrap().receivers[0].target = Some(Target::System(written.to_owned()));
        assert_eq!(reason(system.send_request(request).await), "INVALID_FIELD");
        // The envelope was not understood, so the record has no message id: it is the last.
        let detail = auditor.events("message.refused").await.pop().unwrap()["detail"].clone();
        assert_eq!(detail["field"], "envelope.receivers[0].system");
        assert_eq!((&detail["problem"], &detail["problem_vi"]), (&english.into(), &vietnamese.into()));
    }
}
