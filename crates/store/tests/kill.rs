//! Promise 1 by force: a process that keeps messages is killed again and again (SIGKILL), and whatever it had
//! acknowledged is there.
//!
//! The test starts itself as the process to be killed; a variable of the environment says which of the two it is.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use lienthong_model::record::{AuditRecord, Event};
use lienthong_model::{Digest, Envelope, Receiver};
use lienthong_store::sqlite::Options;
use lienthong_store::vault::MasterKey;
use lienthong_store::{Kept, MessageKey, NewDelivery, NewMessage, Notify, SqliteStore, Store};

const FOLDER: &str = "LIENTHONG_TEST_KILL_FOLDER";
const ROUND: &str = "LIENTHONG_TEST_KILL_ROUND";
const SENDER: &str = "H60.31/qlvb";
const TASKS: usize = 8;

fn open(folder: &str) -> SqliteStore {
    let options = Options { master_key: MasterKey::new([7; 32]), min_free_bytes: 0 };
    SqliteStore::open(format!("{folder}/store.db"), options).unwrap()
}

/// Every eighth payload is large enough to be staged in chunks.
fn payload(id: &str, n: usize) -> Vec<u8> {
    let size = if n.is_multiple_of(8) { 300 << 10 } else { 100 };
    id.bytes().cycle().take(size).collect()
}

fn message(id: &str, n: usize) -> NewMessage {
    let payload = payload(id, n);
    let now: Timestamp = "2026-03-01T07:00:00+07:00".parse().unwrap();
    NewMessage {
        envelope: Envelope {
            sender: SENDER.parse().unwrap(),
            id: id.parse().unwrap(),
            kind: "document".parse().unwrap(),
            receivers: vec![Receiver::Agency("H60.05".to_owned())],
            created_at: now,
            case_key: None,
            correlation_id: None,
        },
        format: "opaque".parse().unwrap(),
        digest: Digest::of(&payload),
        payload: payload.into(),
        accepted_at: now,
        receipt: format!("receipt of {id}"),
        notify: Notify::Nothing,
        is_notice: false,
        canonical: None,
        search_terms: Vec::new(),
        notice: None,
        deliveries: vec![NewDelivery {
            receiver: "H60.05/qlvb".parse().unwrap(),
            addressed: "H60.05".parse().unwrap(),
            route: "văn bản".parse().unwrap(),
            ordered: false,
            retry_until: now,
            expires_at: now,
        }],
        record: AuditRecord {
            message_id: Some(id.parse().unwrap()),
            ..AuditRecord::new(Event::MessageAccepted, now, Digest::of(b""), "node-1")
        },
    }
}

/// The process to be killed: keeps messages for ever and prints the id of each one that was acknowledged.
fn keep_for_ever(folder: &str, round: &str) {
    let store = Arc::new(open(folder));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let tasks: Vec<_> =
            (0..TASKS).map(|task| tokio::spawn(keep_all(store.clone(), format!("{round}-{task}")))).collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
}

async fn keep_all(store: Arc<SqliteStore>, prefix: String) {
    for n in 0.. {
        let id = format!("{prefix}-{n}");
        store.keep(message(&id, n)).await.unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "kept {id} {n}").unwrap();
        out.flush().unwrap();
    }
}

/// Starts the process, kills it some time after its first acknowledgement, and returns what it had acknowledged.
fn run_and_kill(folder: &str, round: usize) -> Vec<(String, usize)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "what_was_acknowledged_survives_being_killed", "--nocapture"])
        .env(FOLDER, folder)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut kept = Vec::new();
    let mut take = |line: String| {
        // The test harness writes the name of the test before the first line.
        let Some((_, rest)) = line.split_once("kept ") else { return };
        if let Some((id, n)) = rest.split_once(' ') {
            kept.extend(n.parse().ok().map(|n| (id.to_owned(), n)));
        }
    };
    lines.by_ref().find(|line| line.contains("kept ")).into_iter().for_each(&mut take);
    let killer = std::thread::spawn(move || {
        // A different instant of the writer's work in each round.
        std::thread::sleep(Duration::from_micros(20_000 + (round as u64 * 7_919) % 90_000));
        child.kill().unwrap();
        child.wait().unwrap();
    });
    lines.for_each(&mut take);
    killer.join().unwrap();
    kept
}

#[test]
fn what_was_acknowledged_survives_being_killed() {
    if let (Ok(folder), Ok(round)) = (std::env::var(FOLDER), std::env::var(ROUND)) {
        return keep_for_ever(&folder, &round);
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_str().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..8 {
        let kept = run_and_kill(folder, round);
        assert!(!kept.is_empty(), "round {round} acknowledges something");
        acknowledged.extend(kept);

        let store = open(folder);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(check(&store, &acknowledged));
    }
}

async fn check(store: &SqliteStore, acknowledged: &[(String, usize)]) {
    for (id, n) in acknowledged {
        let key = MessageKey { sender: SENDER.parse().unwrap(), id: id.parse().unwrap() };
        let view = store.message(&key).await.unwrap().unwrap_or_else(|| panic!("{id} was acknowledged"));
        assert_eq!(view.deliveries.len(), 1, "{id}");
        assert!(store.payload(view.message.seq).await.unwrap().sent == payload(id, *n), "{id}");
        let again = store.keep(message(id, *n)).await.unwrap();
        assert_eq!(again, Kept::Again { receipt: format!("receipt of {id}"), index: view.message.index });
    }
    let size = store.log_size().await.unwrap();
    let entries = store.log_entries(0, usize::MAX).await.unwrap();
    assert_eq!(entries.len() as u64, size, "the log has no gaps");
    // Custody and record are one: as many messages as records, counted by their open deliveries.
    assert_eq!(store.stats().await.unwrap().open_deliveries, size);
    assert!(size >= acknowledged.len() as u64);
}
