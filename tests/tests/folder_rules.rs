//! Programs that write no envelopes and read only names of their own: the rules of folder systems.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lienthong_tests::client::incoming;
use lienthong_tests::{Gateway, Province, eventually, hex, sha256};
use serde_json::Value;

/// Makes a system a folder, with rules. Its folders are there.
fn folder(province: &Province, system: &str, rules: &str) -> (PathBuf, PathBuf) {
    let entry = format!(
        "id = \"{system}\"\ntitle = \"{system}\"\nformat = \"opaque\"\nreceives = [\"khai-sinh/v1\"]\nconnector = {{ kind = \"pull\" }}"
    );
    let place = system.replace('/', "-");
    let connector = format!(
        "kind = \"folder\", inbox = \"folders/{place}/in\", outbox = \"folders/{place}/out\", every = \"100ms\""
    );
    let with_rules = entry.replace("kind = \"pull\"", &connector) + "\n" + rules;
    province.edit("systems/9-default.toml", &entry, &with_rules);
    let of = |end: &str| {
        let path = province.path(&format!("folders/{place}/{end}"));
        std::fs::create_dir_all(&path).unwrap();
        path
    };
    (of("in"), of("out"))
}

const OUT: &str = "[[system.file]]\ntype = \"khai-sinh/v1\"\nmatch = \"KS*.*\"\nto = [\"H60.05\"]\n";

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn there(folder: &Path, name: &str) -> Vec<u8> {
    let path = folder.join(name);
    eventually(name, || async { std::fs::read(&path).ok() }).await
}

/// A FoxPro 2 table with one memo field. Its only row is invented.
fn table() -> Vec<u8> {
    let mut bytes = vec![0_u8; 32];
    bytes[0] = 0xf5;
    bytes[8..10].copy_from_slice(&65_u16.to_le_bytes());
    let mut field = [0_u8; 32];
    field[..6].copy_from_slice(b"GHICHU");
    field[11] = b'M';
    bytes.extend(field);
    bytes.extend(b"\x0d 0000000001\x1a");
    bytes
}

fn holds(payload: &[u8], part: &[u8]) -> bool {
    payload.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_file_without_an_envelope_goes_where_the_rule_says() {
    let province = Province::new();
    let (_, outbox) = folder(&province, "H60.33/app", OUT);
    let gateway = Gateway::start(&province);
    std::fs::write(outbox.join("ks01.bin"), "giấy một").unwrap();
    std::fs::write(outbox.join("ks02.bin.envelope.json"), r#"{"message_id": "2026-0002"}"#).unwrap();
    std::fs::write(outbox.join("ks02.bin"), "giấy hai").unwrap();
    // One that says another type is not what the rule knows of, and names nobody.
    std::fs::write(outbox.join("ks03.bin.envelope.json"), r#"{"type": "khai-tu/v1"}"#).unwrap();
    std::fs::write(outbox.join("ks03.bin"), "giấy ba").unwrap();
    std::fs::write(outbox.join("other.bin"), "giấy bốn").unwrap();
    let taken = gateway.system("H60.05/app").await.take(2).await;
    let mut found: Vec<(&[u8], &str)> =
        taken.iter().map(|taken| (&taken.payload[..], &*incoming(taken).message_id)).collect();
    found.sort_by_key(|(payload, _)| payload.len());
    // The bytes and the writing name the first: who reads the id cannot find out the name of the file.
    let first = format!("sha256-{}-", hex(&sha256("giấy một".as_bytes())));
    assert!(found.iter().any(|(payload, id)| *payload == "giấy một".as_bytes() && id.starts_with(&first)));
    assert!(found.contains(&("giấy hai".as_bytes(), "2026-0002")));
    for (name, reason) in [("ks03.bin", "NO_RECEIVER"), ("other.bin", "INVALID_FIELD")] {
        let error = there(&outbox.join("refused"), &format!("{name}.error.json")).await;
        let error: Value = serde_json::from_slice(&error).unwrap();
        assert_eq!(error["reason"], reason, "{name}");
        assert_eq!(error["note_vi"].is_string(), name == "other.bin", "{error}");
    }
    there(&outbox.join("sent"), "ks01.bin.receipt.json").await;
}

#[tokio::test]
async fn a_table_is_sent_with_its_whole_memo_file_or_not_yet() {
    let province = Province::new();
    let (_, outbox) = folder(&province, "H60.33/app", OUT);
    let gateway = Gateway::start(&province);
    let table = table();
    std::fs::write(outbox.join("KS01.DBF"), &table).unwrap();
    // A memo file whose table never comes.
    std::fs::write(outbox.join("KS99.FPT"), "memo").unwrap();
    // Over several looks, in which the table does not change any more.
    tokio::time::sleep(Duration::from_millis(2_200)).await;
    gateway.system("H60.05/app").await.nothing_is_due().await;
    let mut memo = Vec::new();
    for piece in 0..12 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        memo.extend(format!("đoạn {piece} ").bytes());
        std::fs::write(outbox.join("ks01.fpt"), &memo).unwrap();
    }
    let taken = gateway.system("H60.05/app").await.take(1).await.remove(0);
    assert!(taken.payload.starts_with(b"PK"), "the two are one message");
    assert!(holds(&taken.payload, &table) && holds(&taken.payload, &memo), "both are whole");
    there(&outbox.join("sent"), "ks01.fpt").await;
    assert_eq!(names(&outbox.join("sent")), ["KS01.DBF", "KS01.DBF.receipt.json", "ks01.fpt"]);
    // The note of the filing goes last.
    let is_alone = || async { (names(&outbox) == ["KS99.FPT", "sent"]).then_some(()) };
    eventually("a memo file is nothing alone", is_alone).await;
    gateway.system("H60.05/app").await.nothing_is_due().await;

    // Its memo file never comes: after some looks it goes without.
    std::fs::write(outbox.join("KS02.DBF"), &table).unwrap();
    let taken = gateway.system("H60.05/app").await.take(1).await.remove(0);
    assert_eq!(taken.payload, table);
}

#[tokio::test]
async fn a_table_that_is_too_large_with_its_memo_file_is_refused_with_it() {
    let province = Province::new();
    let (_, outbox) = folder(&province, "H60.33/app", OUT);
    province.limits("max_message = \"64KiB\"");
    province.edit("routes/9-default.toml", "order_by", "max_bytes = \"64KiB\", order_by");
    let gateway = Gateway::start(&province);
    std::fs::write(outbox.join("KS01.FPT"), vec![b'x'; 65_500]).unwrap();
    std::fs::write(outbox.join("KS01.DBF"), table()).unwrap();
    let error = there(&outbox.join("refused"), "KS01.DBF.error.json").await;
    assert_eq!(serde_json::from_slice::<Value>(&error).unwrap()["reason"], "TOO_LARGE");
    there(&outbox.join("refused"), "KS01.FPT").await;
    drop(gateway);
}

#[tokio::test]
async fn a_table_and_its_memo_file_arrive_as_two_files_under_the_names_of_the_rule() {
    let province = Province::new();
    let (_, outbox) = folder(&province, "H60.33/app", OUT);
    let inbound = "[[system.file]]\ntype = \"khai-sinh/v1\"\nname = \"kt{number:6}.dbf\"\nenvelope = false\n";
    let (inbox, _) = folder(&province, "H60.05/app", inbound);
    let gateway = Gateway::start(&province);
    std::fs::write(outbox.join("KS01.FPT"), "ghi chú").unwrap();
    std::fs::write(outbox.join("KS01.DBF"), table()).unwrap();
    assert_eq!(there(&inbox, "kt000001.dbf").await, table());
    assert_eq!(std::fs::read(inbox.join("kt000001.fpt")).unwrap(), "ghi chú".as_bytes());
    assert_eq!(names(&inbox), ["kt000001.dbf", "kt000001.fpt"], "no envelope, nothing hidden");
    drop(gateway);
}

#[tokio::test]
async fn a_file_of_another_message_is_never_overwritten() {
    let province = Province::new();
    let rule = "[[system.file]]\ntype = \"khai-sinh/v1\"\nname = \"KS_{number}.BIN\"\n";
    let (inbox, _) = folder(&province, "H60.33/app", rule);
    let gateway = Gateway::start(&province);
    let department = gateway.system("H60.05/app").await;
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    // As after the database was restored from a copy: the first delivery has been there before.
    std::fs::write(inbox.join("KS_1.BIN"), "của hồ sơ khác").unwrap();
    department.send("m-1", &["H60.33"], "hồ sơ").await.unwrap();
    auditor.event("delivery.failed", |record| record["reason"] == "NAME_TAKEN").await;
    assert_eq!(std::fs::read_to_string(inbox.join("KS_1.BIN")).unwrap(), "của hồ sơ khác");
    assert_eq!(names(&inbox), ["KS_1.BIN"], "nothing hidden is left");
    // The program takes its file; the delivery comes with the next attempt, under the same name.
    std::fs::remove_file(inbox.join("KS_1.BIN")).unwrap();
    assert_eq!(there(&inbox, "KS_1.BIN").await, "hồ sơ".as_bytes());
    let envelope: Value =
        serde_json::from_slice(&std::fs::read(inbox.join("KS_1.BIN.envelope.json")).unwrap()).unwrap();
    assert_eq!((&envelope["message_id"], &envelope["redelivery"]), (&"m-1".into(), &true.into()));
    // The same bytes are what an attempt has left that was not settled.
    std::fs::write(inbox.join("KS_2.BIN"), "hồ sơ hai").unwrap();
    department.send("m-2", &["H60.33"], "hồ sơ hai").await.unwrap();
    let record = auditor.event("delivery.accepted", |record| record["message_id"] == "m-2").await;
    assert_eq!(record["attempt"], 1);
}

#[tokio::test]
async fn a_number_that_does_not_fit_ends_its_delivery() {
    let province = Province::new();
    let rule = "[[system.file]]\ntype = \"khai-sinh/v1\"\nname = \"KS{number:1}.BIN\"\n";
    let (inbox, _) = folder(&province, "H60.33/app", rule);
    let gateway = Gateway::start(&province);
    let department = gateway.system("H60.05/app").await;
    for number in 1..=10 {
        department.send(&format!("m-{number}"), &["H60.33"], "hồ sơ").await.unwrap();
    }
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let record = auditor.event("delivery.dead", |record| record["reason"] == "NAME_TOO_LONG").await;
    assert_eq!(record["message_id"], "m-10");
    there(&inbox, "KS9.BIN").await;
    assert!(!inbox.join("KS0.BIN").exists(), "a number is never cut");
}

#[tokio::test]
async fn what_can_never_be_taken_is_an_alarm_until_it_is_gone() {
    let province = Province::new();
    let (_, outbox) = folder(&province, "H60.33/app", OUT);
    let gateway = Gateway::start(&province);
    let operator = gateway.person(&province.person("o", &["operator"], Some("H60"))).await;
    let bytes = outbox.join(OsStr::from_bytes(b"KS\xb8.BIN"));
    std::fs::write(&bytes, "x").unwrap();
    std::os::unix::fs::symlink(province.path("keys/master"), outbox.join("KS1.BIN")).unwrap();
    let odd =
        || async { operator.alarms().await.into_iter().find(|alarm| alarm.reason == "OUTBOX_ODD_FILE") };
    let alarm = eventually("an alarm", odd).await;
    assert!(alarm.message.contains("H60.33/app: 2"), "{}", alarm.message);
    std::fs::remove_file(bytes).unwrap();
    std::fs::remove_file(outbox.join("KS1.BIN")).unwrap();
    eventually("the alarm is over", || async { odd().await.is_none().then_some(()) }).await;
    assert_eq!(gateway.log().matches("is never taken").count(), 2, "each is told once");
    gateway.system("H60.05/app").await.nothing_is_due().await;
}

#[tokio::test]
async fn a_name_of_any_length_is_answered_once() {
    let province = Province::new();
    let (_, outbox) = folder(&province, "H60.33/app", OUT);
    let gateway = Gateway::start(&province);
    let name = format!("KS{}.BIN", "a".repeat(245));
    std::fs::write(outbox.join(&name), "giấy").unwrap();
    let sent = outbox.join("sent");
    there(&sent, &name).await;
    let found = names(&sent);
    let receipt = found.iter().find(|name| name.ends_with(".receipt.json")).unwrap();
    let receipt: Value = serde_json::from_slice(&std::fs::read(sent.join(receipt)).unwrap()).unwrap();
    assert_eq!((found.len(), &receipt["duplicate"]), (2, &false.into()));
    gateway.system("H60.05/app").await.take(1).await;
}

#[tokio::test]
async fn a_link_in_place_of_a_folder_of_answers_leads_nowhere() {
    let province = Province::new();
    let (_, outbox) = folder(&province, "H60.33/app", OUT);
    std::os::unix::fs::symlink(province.path("keys"), outbox.join("sent")).unwrap();
    let gateway = Gateway::start(&province);
    let operator = gateway.person(&province.person("o", &["operator"], Some("H60"))).await;
    let before = names(&province.path("keys"));
    std::fs::write(outbox.join("KS1.BIN"), "giấy").unwrap();
    let alarm = eventually("an alarm", || async {
        operator.alarms().await.into_iter().find(|alarm| alarm.reason == "OUTBOX_ODD_FILE")
    })
    .await;
    assert!(alarm.message.contains("H60.33/app: nothing is taken until"), "{}", alarm.message);
    assert!(alarm.message_vi.contains("H60.33/app: không tệp nào được lấy cho đến khi"), "{alarm:?}");
    std::fs::remove_file(outbox.join("sent")).unwrap();
    there(&outbox.join("sent"), "KS1.BIN").await;
    assert_eq!(names(&province.path("keys")), before);
    drop(gateway);
}
