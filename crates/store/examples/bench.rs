//! Keeps 1 KiB messages from 64 tasks at once and prints what that costs.
//!
//! `cargo run --release -p lienthong-store --example bench [MESSAGES] [FOLDER]`. The folder, a temporary one by default,
//! must be on the disk to be measured. Ids are random, the dearest case for the index of ids. Processor time counts
//! the whole process less what making the messages costs, measured first.

#![expect(clippy::print_stdout, reason = "it is a program for a terminal")]
#![expect(clippy::unwrap_used, reason = "a benchmark that fails has nothing to add")]

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use lienthong_model::record::{AuditRecord, Event, PartyOfRecord};
use lienthong_model::{Digest, Envelope, Receiver};
use lienthong_store::sqlite::Options;
use lienthong_store::vault::MasterKey;
use lienthong_store::{
    LeaseRequest, Leased, NewDelivery, NewMessage, Notify, Outcome, Search, Settlement, SqliteStore, Store,
};

const TASKS: u64 = 64;
const AGENCIES: u64 = 124;

#[tokio::main(worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().map_or(100_000, |text| text.parse().unwrap());
    let temporary = tempfile::tempdir().unwrap();
    let folder = arguments.next().map_or(temporary.path().to_owned(), PathBuf::from);
    let path = folder.join("bench.db");
    let options = Options { master_key: MasterKey::new([7; 32]), min_free_bytes: 0 };
    let store = Arc::new(SqliteStore::open(&path, options).unwrap());
    println!("idle: {} KiB resident", resident());

    let cpu = processor_time();
    (0..20_000).for_each(|n| drop(std::hint::black_box(message(n))));
    let making = (processor_time() - cpu) / 20_000;

    let (cpu, begun) = (processor_time(), Instant::now());
    let next = Arc::new(AtomicU64::new(0));
    let tasks: Vec<_> =
        (0..TASKS).map(|_| tokio::spawn(keep_all(store.clone(), next.clone(), count))).collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.unwrap());
    }
    report("keep", count, begun.elapsed(), processor_time() - cpu, making);
    latencies.sort_unstable();
    let at = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize];
    println!("  latency p50 {:?}, p99 {:?}, longest {:?}", at(0.5), at(0.99), at(1.0));

    let (cpu, begun) = (processor_time(), Instant::now());
    let tasks: Vec<_> = (0..AGENCIES).map(|n| tokio::spawn(deliver_all(store.clone(), n))).collect();
    let mut delivered = 0;
    for task in tasks {
        delivered += task.await.unwrap();
    }
    report("lease and settle", delivered, begun.elapsed(), processor_time() - cpu, Duration::ZERO);

    let named = message(count / 2).envelope;
    search(&store, "message id", Search { message_id: Some(named.id), ..Search::default() }).await;
    let by_correlation = Search { correlation_id: named.correlation_id, ..Search::default() };
    search(&store, "correlation id", by_correlation).await;
    let agency = named.sender.agency;
    search(&store, "agency", Search { sender_agency: Some(agency.clone()), ..Search::default() }).await;
    let nothing = Search { kind: Some("khai-sinh/v1".parse().unwrap()), ..Search::default() };
    search(&store, "agency and state", Search { sender_agency: Some(agency), ..dead() }).await;
    search(&store, "state, whole log", dead()).await;
    search(&store, "unknown type", nothing).await;
    let size = std::fs::metadata(&path).unwrap().len();
    println!("{} bytes on disk per message, {} KiB resident", size / count, resident());
}

fn dead() -> Search {
    Search { state: Some(lienthong_store::DeliveryState::Dead), ..Search::default() }
}

async fn keep_all(store: Arc<SqliteStore>, next: Arc<AtomicU64>, count: u64) -> Vec<Duration> {
    let mut latencies = Vec::new();
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= count {
            return latencies;
        }
        let message = message(n);
        let begun = Instant::now();
        store.keep(message).await.unwrap();
        latencies.push(begun.elapsed());
    }
}

async fn deliver_all(store: Arc<SqliteStore>, receiver: u64) -> u64 {
    let system = system(receiver);
    let mut delivered = 0;
    loop {
        let now = Timestamp::now();
        let request = LeaseRequest {
            receiver: system.parse().unwrap(),
            owner: "bench".to_owned(),
            max: 16,
            now,
            until: now + SignedDuration::from_secs(60),
            record: Arc::new(|leased: &Leased| {
                record(Event::DeliveryStarted, &leased.message.envelope, &leased.receiver.to_string())
            }),
        };
        let leased = store.lease(request).await.unwrap();
        if leased.is_empty() {
            return delivered;
        }
        for one in leased {
            store.payload(one.message.seq).await.unwrap();
            let settlement = Settlement {
                delivery: one.id,
                receiver: one.receiver.clone(),
                attempt: one.attempt,
                outcome: Outcome::Accepted,
                reason: None,
                now: Timestamp::now(),
                record: record(Event::DeliveryAccepted, &one.message.envelope, &system),
                notice: None,
            };
            store.settle(settlement).await.unwrap();
            delivered += 1;
        }
    }
}

async fn search(store: &SqliteStore, what: &str, search: Search) {
    let begun = Instant::now();
    let found = store.search(Search { limit: 50, ..search }).await.unwrap();
    println!("search by {what}: {} found in {:?}", found.len(), begun.elapsed());
}

fn system(n: u64) -> String {
    format!("H60.{:02}.{:02}/qlvb", n / 50 + 1, n % 50 + 1)
}

fn message(n: u64) -> NewMessage {
    let id = Digest::of(&n.to_be_bytes()).to_string();
    let mut payload = vec![b'x'; 1024];
    payload[..8].copy_from_slice(&n.to_be_bytes());
    let now = Timestamp::now();
    let receiver = system((n * 7 + 1) % AGENCIES);
    let envelope = Envelope {
        sender: system(n % AGENCIES).parse().unwrap(),
        id: id[..32].parse().unwrap(),
        kind: "document".parse().unwrap(),
        receivers: vec![Receiver::System(receiver.parse().unwrap())],
        created_at: now,
        case_key: None,
        correlation_id: n.is_multiple_of(4).then(|| format!("000.00.31.H60-{n:08}")),
    };
    NewMessage {
        format: "edxml".parse().unwrap(),
        digest: Digest::of(&payload),
        payload: payload.into(),
        accepted_at: now,
        receipt: "r".repeat(700),
        notify: Notify::Failures,
        is_notice: false,
        canonical: None,
        search_terms: Vec::new(),
        notice: None,
        deliveries: vec![NewDelivery {
            receiver: receiver.parse().unwrap(),
            addressed: receiver.split('/').next().unwrap().parse().unwrap(),
            route: "văn bản".parse().unwrap(),
            ordered: false,
            retry_until: now + SignedDuration::from_hours(24),
            expires_at: now + SignedDuration::from_hours(48),
        }],
        record: record(Event::MessageAccepted, &envelope, &receiver),
        envelope,
    }
}

fn record(event: Event, envelope: &Envelope, receiver: &str) -> AuditRecord {
    AuditRecord {
        sender: Some(envelope.sender.clone()),
        receivers: vec![PartyOfRecord {
            system: receiver.parse().unwrap(),
            route: Some("văn bản".parse().unwrap()),
            forwarded_from: None,
        }],
        kind: Some(envelope.kind.clone()),
        message_id: Some(envelope.id.clone()),
        correlation_id: envelope.correlation_id.clone(),
        digest: Some(Digest::of(b"payload")),
        size: Some(1024),
        ..AuditRecord::new(event, Timestamp::now(), Digest::of(b"revision"), "node-1")
    }
}

fn report(what: &str, count: u64, elapsed: Duration, cpu: Duration, making: Duration) {
    let each = (cpu / count as u32).saturating_sub(making);
    let rate = count as f64 / elapsed.as_secs_f64();
    println!("{what}: {rate:.0} messages/s, {:.1} µs of processor each", each.as_secs_f64() * 1e6);
}

/// User and system time of this process. Linux counts it in hundredths of a second.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 4
}
