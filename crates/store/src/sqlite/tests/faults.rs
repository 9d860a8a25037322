//! The fault table: every writing method × {lost, done but reported lost, crash before, crash after} × every commit
//! that the method makes.
//!
//! For each row: the method is called and the fault strikes at its n-th commit; where it is a crash, the files are
//! copied at that instant and the copy is opened, as after a power cut. Then the caller does what callers must:
//! it calls again. What holds afterwards must be what holds when nothing went wrong.

use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use lienthong_model::record::{AuditRecord, Event};

use super::super::faults::{Faults, Step};
use super::{large, options, shared, temp};
use crate::contract_tests::ending::expiry;
use crate::contract_tests::{
    DAY, RECEIVER, SENDER, Shared, at, events, key, lease, message, notice, record, replay_of, settlement,
    wish,
};
use crate::{DeliveryState, Error, Kept, Leased, Outcome, Settled, SqliteStore};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    Lost,
    DoneButReportedLost,
    CrashBefore,
    CrashAfter,
}

const FAULTS: [Fault; 4] = [Fault::Lost, Fault::DoneButReportedLost, Fault::CrashBefore, Fault::CrashAfter];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Method {
    Keep,
    KeepLarge,
    Record,
    Lease,
    Settle,
    Release,
    Expire,
    Replay,
    EraseDay,
}

const METHODS: [Method; 9] = [
    Method::Keep,
    Method::KeepLarge,
    Method::Record,
    Method::Lease,
    Method::Settle,
    Method::Release,
    Method::Expire,
    Method::Replay,
    Method::EraseDay,
];

/// Strikes once, at the n-th commit after it was armed.
struct Striker {
    /// Commits until the fault; negative when not armed.
    left: AtomicI64,
    struck: AtomicU64,
    fault: Fault,
    /// After a crash nothing works any more.
    dead: Mutex<bool>,
}

impl Striker {
    fn new(fault: Fault) -> Arc<Self> {
        Arc::new(Self { left: AtomicI64::new(-1), struck: AtomicU64::new(0), fault, dead: Mutex::new(false) })
    }

    fn has_struck(&self) -> bool {
        self.struck.load(Ordering::SeqCst) > 0
    }

    fn fails(&self, step: Step, from: &Path, to: &Path) -> bool {
        let mut dead = self.dead.lock().unwrap();
        let here = match self.fault {
            Fault::Lost | Fault::CrashBefore => Step::BeforeCommit,
            Fault::DoneButReportedLost | Fault::CrashAfter => Step::AfterCommit,
        };
        if *dead || step != here || self.left.load(Ordering::SeqCst) < 0 {
            return *dead;
        }
        if self.left.fetch_sub(1, Ordering::SeqCst) != 0 {
            return false;
        }
        self.struck.fetch_add(1, Ordering::SeqCst);
        if matches!(self.fault, Fault::CrashBefore | Fault::CrashAfter) {
            *dead = true;
            for name in ["store.db", "store.db-wal"] {
                std::fs::copy(from.join(name), to.join(name)).unwrap();
            }
        }
        true
    }
}

/// What stands before the method is called: `a` is leased, `old` is dead, `late` has run out of time, `new` waits.
struct Before {
    a: Leased,
    old: Leased,
}

async fn prepare(store: &Shared) -> Before {
    store.keep(message("old", 1)).await.unwrap();
    let old = lease(store, 1, 2).await.remove(0);
    store.settle(settlement(&old, Outcome::Dead, 3)).await.unwrap();
    store.keep(message("a", 4)).await.unwrap();
    let a = lease(store, 1, 5).await.remove(0);
    let mut late = message("late", 6);
    late.deliveries[0].expires_at = at(7);
    store.keep(late).await.unwrap();
    store.keep(message("new", 8)).await.unwrap();
    Before { a, old }
}

/// Calls the method; the answer in words.
async fn call(method: Method, store: &Shared, before: &Before, now: i64) -> Result<String, Error> {
    Ok(match method {
        Method::Keep => kept(store.keep(message("fresh", 20)).await?),
        Method::KeepLarge => kept(store.keep(large("fresh", 600 << 10)).await?),
        Method::Record => format!("{}", store.record(record(Event::ConfigLoaded, 20)).await?),
        Method::Lease => {
            let leased = store.lease(wish(RECEIVER, "connector", 1, now)).await?;
            leased.iter().map(|one| one.message.envelope.id.to_string()).collect()
        }
        Method::Settle => {
            let mut refused = settlement(&before.a, Outcome::Refused, 20);
            refused.notice = Some(Box::new(notice("about-a", 20)));
            match store.settle(refused).await? {
                Settled::Now | Settled::Already => "settled".to_owned(),
            }
        }
        Method::Release => {
            store.release("owner", at(9)).await?;
            String::new()
        }
        Method::Expire => {
            store.expire(at(9), 10, expiry(9)).await?;
            String::new()
        }
        Method::Replay => match store.replay(replay_of(&before.old, 3, 20)).await {
            Ok(_) | Err(Error::StillOpen) => "open again".to_owned(),
            Err(error) => return Err(error),
        },
        Method::EraseDay => {
            store.erase_day(DAY.parse().unwrap(), at(20), record(Event::PayloadErased, 20)).await?;
            String::new()
        }
    })
}

fn kept(kept: Kept) -> String {
    match kept {
        Kept::New { .. } | Kept::Again { .. } => "kept".to_owned(),
    }
}

/// What can be seen from outside: states of deliveries, events, payloads.
async fn look(store: &Shared) -> (Vec<String>, Vec<Event>) {
    let mut seen = Vec::new();
    let ids = [(SENDER, "old"), (SENDER, "a"), (SENDER, "late"), (SENDER, "new"), (SENDER, "fresh")];
    for (sender, id) in ids.into_iter().chain([("H60/gateway", "about-a"), ("H60/gateway", "expired-late")]) {
        let Some(view) = store.message(&key(sender, id)).await.unwrap() else { continue };
        let payload = match store.payload(view.message.seq).await {
            Ok(payload) => {
                format!("{} + {} bytes", payload.sent.len(), payload.canonical.map_or(0, |bytes| bytes.len()))
            }
            Err(error) => error.to_string(),
        };
        let states: Vec<DeliveryState> = view.deliveries.iter().map(|delivery| delivery.state).collect();
        seen.push(format!("{id} {states:?} {payload}"));
    }
    (seen, events(store).await)
}

/// One row of the table. `false` when the method makes fewer commits than that.
async fn row(method: Method, fault: Fault, commit: i64) -> bool {
    let (folder, copy) = (temp(), temp());
    let striker = Striker::new(fault);
    let faults = Faults::new({
        let (striker, from, to) = (striker.clone(), folder.path().to_owned(), copy.path().to_owned());
        move |step| striker.fails(step, &from, &to)
    });
    let opened = SqliteStore::open_with(&folder.path().join("store.db"), options(), faults).unwrap();
    let mut store: Shared = Arc::new(opened);
    let before = prepare(&store).await;
    let acknowledged = look(&store).await;

    striker.left.store(commit, Ordering::SeqCst);
    let answer = call(method, &store, &before, 9).await;
    if !striker.has_struck() {
        assert!(commit > 0, "{method:?} makes no commit");
        return false;
    }
    // Behind a large message that was kept comes a job that finds nothing to clean up; nobody waits for it.
    if method == Method::KeepLarge && answer.is_ok() {
        return false;
    }
    let unknown = answer.expect_err("the fault is told");
    assert!(unknown.is_temporary(), "{method:?} {fault:?}: {unknown}");
    if matches!(fault, Fault::CrashBefore | Fault::CrashAfter) {
        store = shared(copy.path());
    }

    let after = look(&store).await;
    assert!(
        after.1.starts_with(&acknowledged.1),
        "{method:?} {fault:?} {commit}: what was acknowledged is there"
    );
    // A lease whose answer was lost comes back when it has run out, and no sooner.
    let again = call(method, &store, &before, 9).await.expect("calling again works");
    let is_lost_lease = method == Method::Lease && again.is_empty();
    let again = if is_lost_lease { call(method, &store, &before, 30).await.unwrap() } else { again };

    let plain = temp();
    let untouched = shared(plain.path());
    let plain_before = prepare(&untouched).await;
    let expected_answer = call(method, &untouched, &plain_before, 9).await.unwrap();
    let mut expected = look(&untouched).await;
    let mut actual = look(&store).await;
    match method {
        // Without a key of its own a record may be there twice, and a lease is an attempt of its own.
        Method::Record => assert!(again == "7" || again == "8", "{again}"),
        Method::Lease => assert!(again == "new" || again == "a", "{again}"),
        _ => assert_eq!(again, expected_answer, "{method:?} {fault:?}"),
    }
    if matches!(method, Method::Record | Method::Lease) {
        actual.1.dedup();
        expected.1.dedup();
        if is_lost_lease {
            return true;
        }
    }
    assert_eq!(actual, expected, "{method:?} {fault:?} at commit {commit}");
    true
}

async fn rows(fault: Fault) {
    for method in METHODS {
        let mut commits = 0;
        while row(method, fault, commits).await {
            commits += 1;
        }
        // A large message: its stage, three chunks, custody. An erasure: the key, the bytes (twice), the log.
        let least = match method {
            Method::KeepLarge => 5,
            Method::EraseDay => 4,
            _ => 1,
        };
        assert!(commits >= least, "{method:?}: {commits}");
    }
}

#[tokio::test]
async fn a_lost_write_leaves_no_trace_and_may_be_called_again() {
    rows(FAULTS[0]).await;
}

#[tokio::test]
async fn a_write_that_was_done_but_reported_lost_may_be_called_again() {
    rows(FAULTS[1]).await;
}

#[tokio::test]
async fn a_crash_before_the_commit_loses_nothing_that_was_acknowledged() {
    rows(FAULTS[2]).await;
}

#[tokio::test]
async fn a_receipt_survives_a_crash() {
    rows(FAULTS[3]).await;
}

#[tokio::test]
async fn a_lost_batch_makes_no_false_conflict() {
    let folder = temp();
    let lose = Arc::new(AtomicU64::new(0));
    let faults = Faults::new({
        let lose = lose.clone();
        move |step| step == Step::BeforeCommit && lose.load(Ordering::SeqCst) == 1
    });
    let store = SqliteStore::open_with(&folder.path().join("store.db"), options(), faults).unwrap();
    let store: Shared = Arc::new(store);
    store.keep(message("key", 1)).await.unwrap();
    lose.store(1, Ordering::SeqCst);
    let mut other = message("a", 2);
    other.payload = "other bytes".into();
    other.digest = lienthong_model::Digest::of(b"other bytes");
    let (first, second) = tokio::join!(store.keep(message("a", 2)), store.keep(other.clone()));
    for answer in [first, second] {
        assert!(matches!(answer, Err(Error::Failed(_))), "nothing was kept that could conflict: {answer:?}");
    }
    lose.store(0, Ordering::SeqCst);
    assert!(matches!(store.keep(other).await.unwrap(), Kept::New { .. }));
    let entries = store.log_entries(0, 10).await.unwrap();
    let records = entries.iter().map(|bytes| serde_json::from_slice::<AuditRecord>(bytes).unwrap());
    assert_eq!(records.count(), 2);
}
