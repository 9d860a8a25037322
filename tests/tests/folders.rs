//! A commune without a server: messages are files.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::time::Duration;

use lienthong_tests::client::incoming;
use lienthong_tests::{Gateway, Province, eventually, hex, sha256};
use serde_json::Value;

struct Office {
    province: Province,
    inbox: PathBuf,
    outbox: PathBuf,
}

fn office() -> Office {
    let province = Province::new();
    let entry = "id = \"H60.33/app\"\ntitle = \"H60.33/app\"\nformat = \"opaque\"\nreceives = [\"khai-sinh/v1\"]\nconnector = { kind = \"pull\" }";
    let folder = entry.replace(
        "kind = \"pull\"",
        "kind = \"folder\", inbox = \"folders/in\", outbox = \"folders/out\", every = \"100ms\"",
    );
    province.edit("systems/9-default.toml", entry, &folder);
    let (inbox, outbox) = (province.path("folders/in"), province.path("folders/out"));
    Office { province, inbox, outbox }
}

fn names(folder: &PathBuf) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Waits until nothing is being filed.
async fn filed(outbox: &PathBuf) {
    let is_filing = |name: &String| name.ends_with(".filing.json") || name.starts_with("a.");
    eventually("filed", || async { (!names(outbox).iter().any(is_filing)).then_some(()) }).await;
}

const OUTSIDE: &str = r#"{"type": "khai-sinh/v1", "to": ["H60.05"]}"#;

#[tokio::test]
async fn a_message_becomes_a_file_once_the_folder_is_there() {
    let Office { province, inbox, .. } = office();
    let gateway = Gateway::start(&province);
    let department = gateway.system("H60.05/app").await;
    let receipt = department.send("m-1", &["H60.33"], "hồ sơ").await.unwrap().receipt.unwrap();
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    auditor.event("delivery.failed", |record| record["reason"] == "FOLDER_MISSING").await;
    assert!(!inbox.exists(), "a folder that is away is never made");
    std::fs::create_dir_all(&inbox).unwrap();
    let found = eventually("a file", || async {
        Some(names(&inbox))
            .filter(|names| names.iter().any(|name| !name.starts_with('.') && !name.ends_with(".json")))
    })
    .await;
    let name = found.iter().find(|name| !name.ends_with(".envelope.json")).unwrap();
    assert_eq!(std::fs::read_to_string(inbox.join(name)).unwrap(), "hồ sơ");
    let envelope = found.iter().find(|name| name.ends_with(".envelope.json")).unwrap();
    let envelope: Value = serde_json::from_slice(&std::fs::read(inbox.join(envelope)).unwrap()).unwrap();
    assert_eq!(envelope["message_id"], "m-1");
    assert_eq!(envelope["sender"], "H60.05/app");
    assert_eq!(envelope["sha256"], hex(&sha256("hồ sơ".as_bytes())));
    assert_eq!(envelope["receipt"], receipt.jws);
    assert_eq!(envelope["redelivery"], true, "the folder was away at the first attempt");
    auditor.event("delivery.accepted", |record| record["message_id"] == "m-1").await;
    assert_eq!(names(&inbox).len(), 2, "nothing is left over");
}

#[tokio::test]
async fn a_file_in_the_outbox_is_sent_and_filed_with_its_receipt() {
    let Office { province, outbox, .. } = office();
    let mut gateway = Gateway::start(&province);
    std::fs::create_dir_all(&outbox).unwrap();
    std::fs::write(outbox.join("a.bin.envelope.json"), OUTSIDE).unwrap();
    std::fs::write(outbox.join("a.bin"), "giấy").unwrap();
    // Names of files that are still being written, and a link to what is not the office's.
    std::fs::write(outbox.join("b.part"), "x").unwrap();
    std::fs::write(outbox.join(".hidden"), "x").unwrap();
    std::os::unix::fs::symlink(province.path("keys/master"), outbox.join("link.bin")).unwrap();
    let taken = gateway.system("H60.05/app").await.take(1).await.remove(0);
    assert_eq!(taken.payload, "giấy");
    assert_eq!(incoming(&taken).sender, "H60.33/app");
    let sent = outbox.join("sent");
    eventually("the file is filed", || async { sent.join("a.bin").exists().then_some(()) }).await;
    filed(&outbox).await;
    let receipt: Value =
        serde_json::from_slice(&std::fs::read(sent.join("a.bin.receipt.json")).unwrap()).unwrap();
    assert_eq!(receipt["receipt"], incoming(&taken).receipt_jws.as_str());

    // The same file again, as after a crash before it was filed: one message, the same receipt. The envelope has the
    // name that inboxes give.
    gateway.kill();
    std::fs::rename(sent.join("a.bin"), outbox.join("a.bin")).unwrap();
    std::fs::write(outbox.join("a.envelope.json"), OUTSIDE).unwrap();
    std::fs::remove_file(sent.join("a.bin.receipt.json")).unwrap();
    std::fs::remove_file(sent.join("a.bin.envelope.json")).unwrap();
    gateway.restart();
    eventually("the file is filed again", || async {
        sent.join("a.bin.receipt.json").exists().then_some(())
    })
    .await;
    let again: Value =
        serde_json::from_slice(&std::fs::read(sent.join("a.bin.receipt.json")).unwrap()).unwrap();
    assert_eq!((&again["receipt"], &again["duplicate"]), (&receipt["receipt"], &true.into()));
    gateway.system("H60.05/app").await.nothing_is_due().await;
    filed(&outbox).await;
    assert_eq!(names(&outbox), [".hidden", "b.part", "link.bin", "sent"]);
}

#[tokio::test]
async fn a_file_that_is_still_being_written_waits() {
    let Office { province, outbox, .. } = office();
    std::fs::create_dir_all(&outbox).unwrap();
    let gateway = Gateway::start(&province);
    std::fs::write(outbox.join("a.bin.envelope.json"), OUTSIDE).unwrap();
    let mut text = String::new();
    for _ in 0..20 {
        text += "một đoạn. ";
        std::fs::write(outbox.join("a.bin"), &text).unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let taken = gateway.system("H60.05/app").await.take(1).await.remove(0);
    assert_eq!(taken.payload, text, "only the whole file is sent");
}

#[tokio::test]
async fn a_file_that_is_refused_says_why_in_two_languages() {
    let Office { province, outbox, .. } = office();
    std::fs::create_dir_all(&outbox).unwrap();
    province.limits("max_message = \"64KiB\"");
    province.edit("routes/9-default.toml", "order_by", "max_bytes = \"64KiB\", order_by");
    let gateway = Gateway::start(&province);
    std::fs::write(outbox.join("large.bin"), vec![b'x'; 65 * 1024]).unwrap();
    let cases = [
        ("bare.bin", None, "INVALID_FIELD"),
        ("broken.bin", Some("{"), "INVALID_FIELD"),
        ("unknown.bin", Some(r#"{"tipe": "khai-sinh/v1"}"#), "INVALID_FIELD"),
        ("route.bin", Some(r#"{"type": "khai-sinh/v1", "to": ["H60.32"]}"#), "NO_ROUTE"),
    ];
    for (name, outside, _) in cases {
        if let Some(outside) = outside {
            std::fs::write(outbox.join(format!("{name}.envelope.json")), outside).unwrap();
        }
        std::fs::write(outbox.join(name), name).unwrap();
    }
    for (name, _, expected) in cases {
        let file = outbox.join("refused").join(format!("{name}.error.json"));
        let text =
            eventually(name, || async { std::fs::read(&file).ok().filter(|text| !text.is_empty()) }).await;
        let said: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(said["reason"], expected, "{name}");
        assert!(
            !said["message_vi"].as_str().unwrap().is_empty() && !said["message"].as_str().unwrap().is_empty()
        );
        let digest = hex(&sha256(name.as_bytes()));
        assert_eq!(said["sha256"], digest.as_str(), "{name}");
        let record =
            province.published_event("message.refused", |record| record["digest"] == digest.as_str()).await;
        assert_eq!(
            (&record["reason"], &record["sender"]),
            (&expected.into(), &"H60.33/app".into()),
            "{name}"
        );
        assert_eq!(record["message_id"], said["message_id"], "{name}");
        if name == "unknown.bin" {
            // What the office wrote is for the office alone; where it stands is on record as well.
            assert!(said["message"].as_str().unwrap().contains("no field \"tipe\""), "{said}");
            assert_eq!(
                record["detail"]["problem"],
                "is not readable: line 1, column 7: an envelope has no field \"…\"; its fields are message_id, type, \
                 to, created_at, case_key, correlation_id"
            );
        }
        assert_eq!(said["message_id"].is_string(), ["bare.bin", "route.bin"].contains(&name), "{said}");
        assert_eq!(record, province.published()[usize::try_from(said["record"].as_u64().unwrap()).unwrap()]);
        assert!(!record.to_string().contains(name), "a record names no file: {record}");
    }
    let record = province.published_event("message.refused", |record| record["reason"] == "TOO_LARGE").await;
    let file = outbox.join("refused/large.bin.error.json");
    let said: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    for (key, words) in [
        ("found", "66560 bytes"),
        ("found_vi", "66560 byte"),
        ("expected", "at most 65536 bytes"),
        ("expected_vi", "nhiều nhất 65536 byte"),
    ] {
        assert_eq!((&said["fault"][key], &record["detail"][key]), (&words.into(), &words.into()), "{key}");
    }
    assert_eq!((&record["sender"], &record["size"]), (&"H60.33/app".into(), &(65 * 1024).into()));
    assert_eq!(record["digest"], hex(&sha256(&vec![b'x'; 65 * 1024])));
    drop(gateway);
}
