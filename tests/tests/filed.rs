//! What an office has put into its outbox and was answered is kept there, every file with what belongs to it.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use lienthong_tests::province::names;
use lienthong_tests::{Gateway, Province, eventually, hex, sha256};
use serde_json::Value;

const OUT: &str = "[[system.file]]\ntype = \"khai-sinh/v1\"\nmatch = \"KS*.*\"\nto = [\"H60.05\"]\n";

/// H60.33/app is a folder. Its outbox is there.
fn office() -> (Province, PathBuf) {
    let province = Province::new();
    let entry = "id = \"H60.33/app\"\ntitle = \"H60.33/app\"\nformat = \"opaque\"\nreceives = [\"khai-sinh/v1\"]\nconnector = { kind = \"pull\" }";
    let connector = "kind = \"folder\", inbox = \"folders/in\", outbox = \"folders/out\", every = \"100ms\"";
    let folder = entry.replace("kind = \"pull\"", connector) + "\n" + OUT;
    province.edit("systems/9-default.toml", entry, &folder);
    let outbox = province.path("folders/out");
    std::fs::create_dir_all(&outbox).unwrap();
    (province, outbox)
}

/// Waits until so many files have gone to `sent` or `refused`, and the outbox has none.
async fn filed(outbox: &Path, folder: &str, count: usize) -> Vec<String> {
    eventually("filed", || async {
        let is_empty = names(outbox).iter().all(|name| ["sent", "refused"].contains(&&**name));
        Some(names(&outbox.join(folder))).filter(|names| is_empty && names.len() >= count)
    })
    .await
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A table with one memo field, whose only row is invented.
fn table(row: &str) -> Vec<u8> {
    let mut bytes = vec![0_u8; 32];
    bytes[0] = 0xf5;
    bytes[8..10].copy_from_slice(&65_u16.to_le_bytes());
    let mut field = [0_u8; 32];
    field[..6].copy_from_slice(b"GHICHU");
    field[11] = b'M';
    bytes.extend(field);
    bytes.extend(format!("\r {row:>10}\x1a").bytes());
    bytes
}

#[tokio::test]
async fn a_name_that_is_written_every_day_replaces_nothing_that_was_sent() {
    let (province, outbox) = office();
    let gateway = Gateway::start(&province);
    let sent = outbox.join("sent");
    std::fs::write(outbox.join("KS.BIN.envelope.json"), r#"{"message_id": "ngay-1"}"#).unwrap();
    std::fs::write(outbox.join("KS.BIN"), "ngày một").unwrap();
    let first = filed(&outbox, "sent", 3).await;
    assert_eq!(first, ["KS.BIN", "KS.BIN.envelope.json", "KS.BIN.receipt.json"]);
    for (count, text) in [(5, "ngày hai"), (7, "ngày ba")] {
        std::fs::write(outbox.join("KS.BIN"), text).unwrap();
        filed(&outbox, "sent", count).await;
    }
    let found = filed(&outbox, "sent", 7).await;
    assert_eq!(found[..3], first[..], "the first is as it was");
    assert_eq!(json(&sent.join("KS.BIN.receipt.json"))["message_id"], "ngay-1");
    let files: Vec<&String> = found.iter().filter(|name| name.ends_with(".BIN")).collect();
    // Names sort by time, and each file has its own receipt.
    for (name, text) in files.into_iter().zip(["ngày một", "ngày hai", "ngày ba"]) {
        assert_eq!(std::fs::read_to_string(sent.join(name)).unwrap(), text, "{found:?}");
        let receipt = json(&sent.join(format!("{name}.receipt.json")));
        assert_eq!(receipt["sha256"], hex(&sha256(text.as_bytes())), "{name}");
    }
    gateway.system("H60.05/app").await.take(3).await;
}

#[tokio::test]
async fn a_name_that_is_written_every_day_replaces_nothing_that_was_refused() {
    let (province, outbox) = office();
    let _gateway = Gateway::start(&province);
    let refused = outbox.join("refused");
    for (count, to) in [(3, "H60.32"), (6, "H60.999")] {
        let envelope = format!(r#"{{"type": "khai-sinh/v1", "to": ["{to}"]}}"#);
        std::fs::write(outbox.join("KS.envelope.json"), envelope).unwrap();
        std::fs::write(outbox.join("KS.BIN"), to).unwrap();
        filed(&outbox, "refused", count).await;
    }
    let found = filed(&outbox, "refused", 6).await;
    let later = found.iter().find(|name| name.ends_with(".BIN") && *name != "KS.BIN").unwrap();
    let stem = later.strip_suffix(".BIN").unwrap();
    for (file, envelope, to, reason) in [
        ("KS.BIN", "KS.envelope.json".to_owned(), "H60.32", "NO_ROUTE"),
        (later, format!("{stem}.envelope.json"), "H60.999", "UNKNOWN_RECEIVER"),
    ] {
        assert_eq!(std::fs::read_to_string(refused.join(file)).unwrap(), to);
        assert_eq!(json(&refused.join(envelope))["to"][0], to);
        assert_eq!(json(&refused.join(format!("{file}.error.json")))["reason"], reason);
    }
}

#[tokio::test]
async fn a_table_and_its_memo_file_are_filed_under_one_stem() {
    let (province, outbox) = office();
    let gateway = Gateway::start(&province);
    for (count, row) in [(3, "1"), (6, "2")] {
        std::fs::write(outbox.join("KS.FPT"), format!("ghi chú {row}")).unwrap();
        std::fs::write(outbox.join("KS.DBF"), table(row)).unwrap();
        filed(&outbox, "sent", count).await;
    }
    let sent = outbox.join("sent");
    let found = filed(&outbox, "sent", 6).await;
    assert_eq!(std::fs::read(sent.join("KS.DBF")).unwrap(), table("1"), "{found:?}");
    assert_eq!(std::fs::read_to_string(sent.join("KS.FPT")).unwrap(), "ghi chú 1");
    let later = found.iter().find(|name| name.ends_with(".DBF") && *name != "KS.DBF").unwrap();
    let stem = later.strip_suffix(".DBF").unwrap();
    assert_eq!(std::fs::read(sent.join(later)).unwrap(), table("2"));
    assert_eq!(std::fs::read_to_string(sent.join(format!("{stem}.FPT"))).unwrap(), "ghi chú 2");
    assert!(found.contains(&format!("{later}.receipt.json")), "{found:?}");
    gateway.system("H60.05/app").await.take(2).await;
}

#[tokio::test]
async fn a_file_that_is_written_anew_is_a_new_message_whatever_its_bytes() {
    let (province, outbox) = office();
    let gateway = Gateway::start(&province);
    for (count, name, text) in
        [(2, "KS.BIN", "A"), (4, "KS.BIN", "B"), (6, "KS.BIN", "A"), (8, "KS2.BIN", "A")]
    {
        std::fs::write(outbox.join(name), text).unwrap();
        filed(&outbox, "sent", count).await;
    }
    let department = gateway.system("H60.05/app").await;
    let taken = department.take(4).await;
    let texts: Vec<&[u8]> = taken.iter().map(|taken| &taken.payload[..]).collect();
    assert_eq!(texts, [b"A", b"B", b"A", b"A"]);
    let sent = outbox.join("sent");
    for name in names(&sent).iter().filter(|name| name.ends_with(".receipt.json")) {
        assert_eq!(json(&sent.join(name))["duplicate"], false, "{name}");
    }
    // Found again, as after a crash before it was filed, it is the message that it was.
    std::fs::rename(sent.join("KS2.BIN"), outbox.join("KS2.BIN")).unwrap();
    std::fs::remove_file(sent.join("KS2.BIN.receipt.json")).unwrap();
    eventually("filed again", || async { sent.join("KS2.BIN").exists().then_some(()) }).await;
    assert_eq!(json(&sent.join("KS2.BIN.receipt.json"))["duplicate"], true);
}

#[tokio::test]
async fn an_outbox_that_goes_away_and_an_envelope_without_its_file_are_alarms() {
    let (province, outbox) = office();
    let gateway = Gateway::start(&province);
    let operator = gateway.person(&province.person("o", &["operator"], Some("H60"))).await;
    let alarm = async |reason: &str| operator.alarms().await.into_iter().find(|alarm| alarm.reason == reason);
    std::fs::write(outbox.join("KS.BIN.envelope.json"), "{}").unwrap();
    let odd = eventually("an alarm", || alarm("OUTBOX_ODD_FILE")).await;
    assert!(odd.message.contains("H60.33/app: envelopes without their file: 1"), "{}", odd.message);
    assert!(alarm("OUTBOX_MISSING").await.is_none());
    std::fs::write(outbox.join("KS.BIN"), "giấy").unwrap();
    let over = async |reason: &str| alarm(reason).await.is_none().then_some(());
    eventually("the alarm is over", || over("OUTBOX_ODD_FILE")).await;
    filed(&outbox, "sent", 3).await;

    let away = outbox.with_file_name("away");
    std::fs::rename(&outbox, &away).unwrap();
    let missing = eventually("an alarm", || alarm("OUTBOX_MISSING")).await;
    assert!(missing.message.contains("H60.33/app: there is no such folder"), "{}", missing.message);
    std::fs::rename(&away, &outbox).unwrap();
    eventually("the alarm is over", || over("OUTBOX_MISSING")).await;
}

#[tokio::test]
async fn a_gateway_that_is_killed_at_any_time_sends_and_files_each_file_once() {
    let (province, outbox) = office();
    let mut gateway = Gateway::start(&province);
    let count = 40;
    for number in 0..count {
        // Their ids and receivers are in the envelopes: sent without one, a file would be another message.
        let envelope =
            format!(r#"{{"type": "khai-sinh/v1", "to": ["H60.05"], "message_id": "m-{number:02}"}}"#);
        std::fs::write(outbox.join(format!("GIAY{number:02}.BIN.envelope.json")), envelope).unwrap();
        std::fs::write(outbox.join(format!("GIAY{number:02}.BIN")), format!("giấy {number}")).unwrap();
    }
    let mut after = Duration::from_millis(540);
    while names(&outbox).iter().any(|name| name.ends_with(".BIN")) {
        tokio::time::sleep(after).await;
        gateway.kill();
        gateway.restart();
        after += Duration::from_millis(17);
        assert!(after < Duration::from_secs(3), "{:?}", names(&outbox));
    }
    let found = filed(&outbox, "sent", 3 * count).await;
    let expected: Vec<String> = (0..count)
        .flat_map(|number| {
            ["", ".envelope.json", ".receipt.json"].map(|end| format!("GIAY{number:02}.BIN{end}"))
        })
        .collect();
    assert_eq!(found, expected);
    let department = gateway.system("H60.05/app").await;
    assert_eq!(department.take(count).await.len(), count);
    department.nothing_is_due().await;
    assert_eq!(names(&outbox), ["sent"], "nothing is refused");
}
