//! What only this store can show: its files, its lock, its keys, its faults.

use std::path::Path;
use std::sync::Arc;

use lienthong_model::record::Event;
use rusqlite::Connection;

use super::{OpenError, Options, SqliteStore};
use crate::contract_tests::{
    RECEIVER, SENDER, Shared, at, envelope, events, key, lease, message, message_from, record, settlement, to,
};
use crate::vault::MasterKey;
use crate::{Error, Kept, Outcome, Store};

mod contract {
    use super::*;

    crate::store_contract_tests!({
        let folder = temp();
        (Arc::new(open(folder.path())) as Shared, folder)
    });
}
mod faults;

pub(super) fn temp() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

pub(super) fn options() -> Options {
    Options { master_key: MasterKey::new([7; 32]), min_free_bytes: 0 }
}

pub(super) fn open(folder: &Path) -> SqliteStore {
    SqliteStore::open(folder.join("store.db"), options()).unwrap()
}

fn shared(folder: &Path) -> Shared {
    Arc::new(open(folder))
}

/// The file as SQLite sees it, without the store.
fn raw(folder: &Path) -> Connection {
    Connection::open(folder.join("store.db")).unwrap()
}

fn large(id: &str, size: usize) -> crate::NewMessage {
    message_from(envelope(SENDER, id), 1, &vec![b'L'; size], vec![to(RECEIVER)])
}

#[tokio::test]
async fn what_was_kept_is_there_after_opening_again() {
    let folder = temp();
    let store = shared(folder.path());
    let Kept::New { seq, .. } = store.keep(message("a", 1)).await.unwrap() else { panic!("it is new") };
    let first = lease(&store, 1, 2).await;
    drop(store);
    let store = shared(folder.path());
    assert_eq!(store.payload(seq).await.unwrap().sent, "payload of a");
    assert_eq!(store.settle(settlement(&first[0], Outcome::Accepted, 3)).await.unwrap(), crate::Settled::Now);
    let index = store.record(record(Event::GatewayStarted, 4)).await.unwrap();
    assert_eq!(index, 3);
    assert_eq!(events(&store).await.len(), 4);
}

#[test]
fn a_second_process_is_refused() {
    let folder = temp();
    let first = open(folder.path());
    let second = SqliteStore::open(folder.path().join("store.db"), options());
    assert!(matches!(second, Err(OpenError::InUse)));
    drop(first);
    open(folder.path());
}

#[test]
fn another_master_key_is_refused() {
    let folder = temp();
    drop(open(folder.path()));
    let other = Options { master_key: MasterKey::new([8; 32]), ..options() };
    let refused = SqliteStore::open(folder.path().join("store.db"), other);
    assert!(matches!(refused, Err(OpenError::WrongMasterKey)));
}

#[test]
fn a_newer_store_is_refused_and_left_alone() {
    let folder = temp();
    drop(open(folder.path()));
    raw(folder.path()).pragma_update(None, "user_version", 99).unwrap();
    let refused = SqliteStore::open(folder.path().join("store.db"), options());
    assert!(matches!(refused, Err(OpenError::Newer { found: 99, known: 5 })));
    let version: i32 = raw(folder.path()).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 99);
}

#[tokio::test]
async fn a_store_of_version_1_is_brought_up_to_date() {
    let folder = temp();
    let store = shared(folder.path());
    let Kept::New { seq, .. } = store.keep(message("a", 1)).await.unwrap() else { panic!("it is new") };
    drop(store);
    // What version 1 did not have.
    raw(folder.path())
        .execute_batch(
            "ALTER TABLE message DROP COLUMN canonical_size; ALTER TABLE delivery DROP COLUMN failure; DROP TABLE search_key; DROP TABLE record_key; DROP TABLE open_call; PRAGMA user_version = 1",
        )
        .unwrap();
    let store = shared(folder.path());
    let read = store.payload(seq).await.unwrap();
    assert_eq!((read.sent, read.canonical), ("payload of a".into(), None));
    assert!(matches!(store.keep(message("b", 2)).await.unwrap(), Kept::New { .. }));
}

#[test]
fn a_foreign_file_is_refused_and_left_alone() {
    let text = temp();
    let path = text.path().join("store.db");
    let content = "Not a database at all, but long enough to look like the header of one. ".repeat(20);
    std::fs::write(&path, &content).unwrap();
    assert!(matches!(SqliteStore::open(&path, options()), Err(OpenError::Foreign)));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), content);

    let other = temp();
    raw(other.path()).execute_batch("CREATE TABLE theirs (x)").unwrap();
    assert!(matches!(SqliteStore::open(other.path().join("store.db"), options()), Err(OpenError::Foreign)));
    let tables: i64 =
        raw(other.path()).query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0)).unwrap();
    assert_eq!(tables, 1);
}

#[tokio::test]
async fn below_the_reserve_custody_stops_and_everything_else_goes_on() {
    let folder = temp();
    let store = shared(folder.path());
    store.keep(message("a", 1)).await.unwrap();
    drop(store);
    let full = Options { min_free_bytes: u64::MAX, ..options() };
    let store: Shared = Arc::new(SqliteStore::open(folder.path().join("store.db"), full).unwrap());
    assert!(matches!(store.keep(message("b", 2)).await, Err(Error::Full)));
    assert!(matches!(store.keep(large("c", 600 << 10)).await, Err(Error::Full)));
    assert!(matches!(store.keep(message("a", 2)).await.unwrap(), Kept::Again { .. }), "it is held already");
    store.record(record(Event::MessageRefused, 3)).await.unwrap();
    let leased = lease(&store, 10, 4).await;
    let mut accepted = settlement(&leased[0], Outcome::Accepted, 5);
    accepted.notice = Some(Box::new(crate::contract_tests::notice("about-a", 5)));
    store.settle(accepted).await.unwrap();
    assert_eq!(events(&store).await.len(), 5);
}

#[tokio::test]
async fn payloads_are_not_on_the_disk_in_the_clear() {
    let folder = temp();
    let store = shared(folder.path());
    store.keep(message("a", 1)).await.unwrap();
    store.keep(large("b", 600 << 10)).await.unwrap();
    assert!(on_disk(folder.path(), b"receipt of a"), "what is not sealed is found");
    assert!(!on_disk(folder.path(), b"payload of a"));
    assert!(!on_disk(folder.path(), &[b'L'; 64]));
    drop(store);
    assert!(!on_disk(folder.path(), b"payload of a"));
}

fn on_disk(folder: &Path, needle: &[u8]) -> bool {
    ["store.db", "store.db-wal"].iter().any(|name| {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

#[tokio::test]
async fn an_erased_day_leaves_no_key_and_no_sealed_bytes_in_the_files() {
    let folder = temp();
    let store = shared(folder.path());
    store.keep(message("a", 1)).await.unwrap();
    store.keep(large("b", 600 << 10)).await.unwrap();
    let blob = |sql: &str| raw(folder.path()).query_row(sql, [], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    let wrapped = blob("SELECT wrapped FROM day_key");
    let sealed = blob("SELECT sealed FROM message WHERE id = 'a'");
    let chunk = blob("SELECT sealed FROM chunk ORDER BY place DESC LIMIT 1");
    let traces = [wrapped, sealed[17..].to_vec(), chunk[chunk.len() - 5000..].to_vec()];
    let left = || traces.iter().map(|trace| on_disk(folder.path(), &trace[..24])).collect::<Vec<_>>();
    assert_eq!(left(), [true; 3]);

    let day = crate::contract_tests::DAY.parse().unwrap();
    store.erase_day(day, at(5), record(Event::PayloadErased, 5)).await.unwrap();
    assert_eq!(left(), [false; 3]);
}

#[tokio::test]
async fn an_erasure_that_was_cut_short_is_finished_at_open() {
    let folder = temp();
    let store = shared(folder.path());
    for n in 0..500 {
        store.keep(message(&format!("a{n}"), 1)).await.unwrap();
    }
    drop(store);
    // What step 1 of an erasure leaves behind.
    raw(folder.path())
        .execute_batch(
            "INSERT INTO erasing SELECT id, first_message, last_message FROM day_key; DELETE FROM day_key;",
        )
        .unwrap();
    drop(open(folder.path()));
    let left: (i64, i64) = raw(folder.path())
        .query_row(
            "SELECT (SELECT count(*) FROM message WHERE sealed IS NOT NULL), (SELECT count(*) FROM erasing)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(left, (0, 0));
}

#[tokio::test]
async fn a_payload_that_was_changed_on_the_disk_is_not_given_out() {
    let folder = temp();
    let store = shared(folder.path());
    for id in ["a", "b"] {
        store.keep(message(id, 1)).await.unwrap();
    }
    store.keep(large("c", 600 << 10)).await.unwrap();
    let check = async |sql: &str, id: &str| {
        raw(folder.path()).execute_batch(sql).unwrap();
        let seq = store.message(&key(SENDER, id)).await.unwrap().unwrap().message.seq;
        let read = store.payload(seq).await;
        assert!(matches!(read, Err(Error::Damaged { .. })), "{sql}: {read:?}");
    };
    check("UPDATE message SET sealed = (SELECT sealed FROM message WHERE id = 'b') WHERE id = 'a'", "a")
        .await;
    check("UPDATE message SET digest = zeroblob(32) WHERE id = 'b'", "b").await;
    check("DELETE FROM chunk WHERE place % 65536 = 2", "c").await;
    check(
        "UPDATE chunk SET sealed = (SELECT sealed FROM chunk WHERE place % 65536 = 1) WHERE place % 65536 = 0",
        "c",
    )
    .await;
}

#[tokio::test]
async fn chunks_that_nobody_takes_are_removed() {
    let folder = temp();
    let store = shared(folder.path());
    let chunks = || {
        let sql = "SELECT (SELECT count(*) FROM chunk) + (SELECT count(*) FROM staged)";
        raw(folder.path()).query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    // Two at once under one id: both stage, one is taken.
    let (one, two) = tokio::join!(store.keep(large("a", 5 << 20)), store.keep(large("a", 5 << 20)));
    assert!(one.is_ok() && two.is_ok());
    store.record(record(Event::GatewayStarted, 1)).await.unwrap();
    assert_eq!(chunks(), 20);

    // A caller that gives up on the way.
    let given_up =
        tokio::time::timeout(std::time::Duration::from_millis(20), store.keep(large("b", 40 << 20)));
    let _ = given_up.await;
    store.record(record(Event::GatewayStarted, 1)).await.unwrap();
    let is_kept = store.message(&key(SENDER, "b")).await.unwrap().is_some();
    assert_eq!(chunks(), if is_kept { 180 } else { 20 });
    drop(store);

    raw(folder.path())
        .execute_batch("INSERT INTO staged VALUES (900); INSERT INTO chunk VALUES (900 * 65536 + 3, x'00');")
        .unwrap();
    let before = chunks();
    drop(open(folder.path()));
    assert_eq!(chunks(), before - 2, "what a crash has left is swept at open");
}

#[tokio::test]
async fn a_record_that_cannot_be_made_harms_only_its_own_call() {
    let folder = temp();
    let store = shared(folder.path());
    store.keep(message("a", 1)).await.unwrap();
    let mut broken = crate::contract_tests::wish(RECEIVER, "owner", 1, 2);
    broken.record = Arc::new(|_| panic!("a defect of the caller"));
    let (leased, kept, recorded) = tokio::join!(
        store.lease(broken),
        store.keep(message("b", 2)),
        store.record(record(Event::ConfigLoaded, 2)),
    );
    assert!(matches!(leased, Err(Error::Failed(_))));
    assert!(kept.is_ok() && recorded.is_ok());
    let leased = lease(&store, 10, 3).await;
    assert_eq!(
        leased.iter().map(|one| one.attempt).collect::<Vec<_>>(),
        [1, 1],
        "the broken lease left no trace"
    );
    assert_eq!(events(&store).await.len(), 5);
}

#[tokio::test]
async fn a_job_runs_even_when_nobody_waits_for_it() {
    let folder = temp();
    let store = shared(folder.path());
    {
        let mut kept = std::pin::pin!(store.record(record(Event::ConfigLoaded, 1)));
        // Polled once, the job is handed over; then its caller goes away.
        let polled = std::future::poll_fn(|context| std::task::Poll::Ready(kept.as_mut().poll(context)));
        let _ = polled.await;
    }
    store.record(record(Event::GatewayStarted, 2)).await.unwrap();
    assert_eq!(events(&store).await, [Event::ConfigLoaded, Event::GatewayStarted]);
}

#[tokio::test]
async fn records_are_found_by_their_agency_after_opening_again() {
    let folder = temp();
    let mut expected = std::collections::BTreeSet::new();
    // The second time begins in the middle of a block, whose lists were in memory only.
    for count in [1500, 1000] {
        let store = shared(folder.path());
        expected.extend(crate::contract_tests::log::many_records(&store, count).await);
        let search = crate::Search {
            sender_agency: Some("H60.31".parse().unwrap()),
            limit: usize::MAX,
            ..crate::Search::default()
        };
        let found = crate::contract_tests::found(&store, search).await;
        assert!(found.into_iter().eq(expected.iter().rev().copied()), "after {count} more");
    }
}

#[tokio::test]
async fn nothing_is_kept_under_a_key_that_was_destroyed_meanwhile() {
    let folder = temp();
    let store = open(folder.path());
    let day = crate::contract_tests::DAY.parse().unwrap();
    store.keep(message("a", 1)).await.unwrap();
    let destroyed = store.keys.cached(day).unwrap();
    store.erase_day(day, at(2), record(Event::PayloadErased, 2)).await.unwrap();
    // As for a sender who took the key before it was destroyed.
    store.keys.publish(vec![(day, destroyed)], Vec::new());
    let Kept::New { seq, .. } = store.keep(message("b", 3)).await.unwrap() else { panic!("it is new") };
    assert_eq!(store.payload(seq).await.unwrap().sent, "payload of b");
}

#[test]
fn opening_again_makes_no_new_tables() {
    let folder = temp();
    let look = || {
        drop(open(folder.path()));
        let sql = "SELECT group_concat(sql, ';') FROM sqlite_master";
        raw(folder.path()).query_row(sql, [], |row| row.get::<_, String>(0)).unwrap()
    };
    assert_eq!(look(), look());
    let version: i32 = raw(folder.path()).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, super::schema::VERSION);
}
