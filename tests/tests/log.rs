//! Promise 5: the log cannot be quietly changed, not even by the operator.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use lienthong_audit::{Checkpoint, Hash, LogFolder, Verifier, tree};
use lienthong_tests::{Client, Gateway, Province, SOON, eventually, lienthong};
use lienthong_wire::audit::{GetCheckpointRequest, ProveRequest};

async fn load(gateway: &Gateway, from: u32, to: u32) {
    let mut tasks = tokio::task::JoinSet::new();
    for sender in 0..16 {
        let client = gateway.system("H60.31/app").await;
        tasks.spawn(async move {
            for number in (from..to).filter(|number| number % 16 == sender) {
                client.send(&format!("m-{number}"), &["H60.05"], format!("{number}")).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// A log with a full tile and partial ones.
async fn a_log() -> (Province, Gateway) {
    let province = Province::new();
    let mut gateway = Gateway::start(&province);
    load(&gateway, 0, 300).await;
    assert_eq!(gateway.terminate(), 0);
    (province, gateway)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_changed_byte_anywhere_in_the_log_is_found() {
    let (province, _gateway) = a_log().await;
    let good = province.verify_log();
    assert_eq!(good.code, 0, "{}", good.stderr);
    let files = files(&province.path("data/log"));
    assert!(files.len() >= 5, "{files:?}");
    let mut changed = 0;
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        if bytes.is_empty() {
            continue;
        }
        for place in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut other = bytes.clone();
            other[place] ^= 1;
            std::fs::write(path, &other).unwrap();
            let found = province.verify_log();
            assert_eq!(found.code, 5, "byte {place} of {}: {}{}", path.display(), found.stdout, found.stderr);
            changed += 1;
        }
        std::fs::write(path, &bytes).unwrap();
        if path.parent().unwrap().extension().is_some_and(|extension| extension == "p") {
            // A partial tile may go when a fuller one is there.
            continue;
        }
        std::fs::rename(path, province.path("away")).unwrap();
        assert_eq!(province.verify_log().code, 5, "{} was taken away", path.display());
        std::fs::rename(province.path("away"), path).unwrap();
    }
    assert!(changed >= 15);
    assert_eq!(province.verify_log().code, 0);
    // Signed by another key.
    let other = Province::new();
    let log = province.path("data/log");
    let ran = lienthong(&[
        "audit",
        "verify",
        log.to_str().unwrap(),
        "--key-file",
        other.path("certs/log.vkey").to_str().unwrap(),
    ]);
    assert_eq!(ran.code, 5, "{}{}", ran.stdout, ran.stderr);
}

fn database(province: &Province) -> rusqlite::Connection {
    rusqlite::Connection::open(province.path("data/lienthong.db")).unwrap()
}

fn change_record(province: &Province, index: u64) {
    let changed = database(province)
        .execute(
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'H60.31', 'H60.32') AS BLOB) WHERE idx = ?1",
            [i64::try_from(index).unwrap()],
        )
        .unwrap();
    assert_eq!(changed, 1);
}

/// The gateway does not start, or says loudly that it no longer publishes, and never signs the change.
async fn is_noticed(province: &Province, gateway: &mut Gateway) {
    let signed = LogFolder::new(province.path("data/log")).checkpoint().unwrap();
    if let Err(refused) = gateway.try_restart() {
        assert!(
            refused.code.is_some_and(|code| code != 0) && refused.log.contains("the published log"),
            "{refused:?}"
        );
    } else {
        load(gateway, 1000, 1003).await;
        let operator = gateway.person(&province.person("o", &["operator"], Some("H60"))).await;
        eventually("an alarm", || async {
            operator.alarms().await.into_iter().find(|alarm| alarm.reason == "LOG_NOT_PUBLISHED")
        })
        .await;
        gateway.kill();
    }
    let log = LogFolder::new(province.path("data/log"));
    assert_eq!(log.checkpoint().unwrap(), signed, "nothing was signed over");
    assert_eq!(province.verify_log().code, 0, "what was published still verifies");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_changed_in_the_database_is_never_signed() {
    let (province, mut gateway) = a_log().await;
    let size = LogFolder::new(province.path("data/log")).checkpoint().unwrap().size;
    change_record(&province, size - 1);
    is_noticed(&province, &mut gateway).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_record_changed_in_the_database_does_not_pass_for_the_signed_one() {
    let (province, mut gateway) = a_log().await;
    let record =
        province.published().into_iter().position(|record| record["event"] == "message.accepted").unwrap();
    change_record(&province, record as u64);
    gateway.restart();
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    // What is proven is what was signed.
    let proven = auditor.audit().prove(ProveRequest { index: record as u64 }).await.unwrap().into_inner();
    let json = proven.record.unwrap().json;
    assert!(String::from_utf8_lossy(&json).contains("H60.31/app"), "{json:?}");
    // And somebody is told, though nobody has asked for this record.
    let operator = gateway.person(&province.person("o", &["operator"], Some("H60"))).await;
    eventually("an alarm", || async {
        operator.alarms().await.into_iter().find(|alarm| alarm.reason == "LOG_NOT_PUBLISHED")
    })
    .await;
    gateway.terminate();
    assert_eq!(province.verify_log().code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_backup_put_back_is_never_signed_over() {
    // How many messages are lost with it: so many that the log is shorter, and so few that the start itself fills the gap.
    for lost in [40, 1] {
        let (province, mut gateway) = a_log().await;
        let data = province.path("data/lienthong.db");
        std::fs::copy(&data, province.path("backup.db")).unwrap();
        gateway.restart();
        load(&gateway, 2000, 2000 + lost).await;
        gateway.terminate();
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(province.path(&format!("data/lienthong.db{ending}")));
        }
        std::fs::copy(province.path("backup.db"), &data).unwrap();
        is_noticed(&province, &mut gateway).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_only_grows() {
    let (province, mut gateway) = a_log().await;
    let older = LogFolder::new(province.path("data/log")).checkpoint().unwrap();
    gateway.restart();
    load(&gateway, 300, 320).await;
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let newest = newer_than(&auditor, older.size, 20).await;
    let verifier: Verifier = province.log_key.parse().unwrap();
    assert_eq!(newest.verifier_key, province.log_key);
    let checkpoint = Checkpoint::open(&newest.checkpoint, &verifier).unwrap();
    let hashes: Vec<Hash> =
        newest.consistency.iter().map(|hash| Hash(hash[..].try_into().unwrap())).collect();
    let consistent =
        |root: Hash| tree::verify_consistency(&hashes, older.size, checkpoint.size, root, checkpoint.root);
    consistent(older.root).unwrap();
    let mut other = older.root;
    other.0[7] ^= 1;
    assert!(consistent(other).is_err(), "another past is not consistent");
    let beyond = auditor.audit().get_checkpoint(GetCheckpointRequest { older_size: 1 << 40 }).await;
    assert_eq!(lienthong_tests::client::reason(beyond), "INVALID_FIELD");
}

async fn newer_than(auditor: &Client, size: u64, by: u64) -> lienthong_wire::audit::GetCheckpointResponse {
    let deadline = std::time::Instant::now() + SOON;
    loop {
        let request = GetCheckpointRequest { older_size: size };
        let answer = auditor.audit().get_checkpoint(request).await.unwrap().into_inner();
        let found: u64 = answer.checkpoint.lines().nth(1).unwrap().parse().unwrap();
        if found >= size + by {
            return answer;
        }
        assert!(std::time::Instant::now() < deadline, "the log grows");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_served_as_static_files() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    load(&gateway, 0, 300).await;
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    newer_than(&auditor, 0, 300).await;
    let token = province.person("a", &["auditor"], Some("H60"));
    let local = province.person("b", &["auditor"], Some("H60.31"));
    let cases: [(&str, Option<&str>, u16); 9] = [
        ("/log/checkpoint", None, 200),
        ("/log/tile/0/000", None, 200),
        ("/log.key", None, 200),
        ("/log/tile/entries/000", None, 401),
        ("/log/tile/entries/000", Some(&local), 403),
        ("/log/tile/entries/000", Some(&token), 200),
        ("/log/tile/0/999", None, 404),
        ("/log/../lienthong.db", None, 404),
        ("/log/%2e%2e/lienthong.db", None, 404),
    ];
    for (path, token, expected) in cases {
        let answer = gateway.get(path, token).await;
        assert_eq!(answer.status, expected, "{path}: {}", answer.head);
    }
    assert_eq!(gateway.get("/log/tile/0/000", None).await.body.len(), 256 * 32);
}
