//! Large payloads: in pieces, within bounded memory, over the limit never.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use bytes::Bytes;
use lienthong_tests::client::{Client, incoming, message, reason, refused, verdict};
use lienthong_tests::{Gateway, Province, sha256};
use lienthong_wire::message::send_stream_request::Part;
use lienthong_wire::message::{
    DownloadRequest, SendStreamHeader, SendStreamRequest, SendStreamResponse, Verdict,
};
use tonic::{Code, Status};

const MIB: usize = 1 << 20;

fn header(id: &str, size: usize, digest: &[u8]) -> Part {
    let envelope = message(id, &["H60.05"], "").envelope;
    Part::Header(SendStreamHeader {
        envelope,
        payload_size: size as u64,
        payload_sha256: Bytes::copy_from_slice(digest),
    })
}

async fn send_parts(client: &Client, parts: Vec<Part>) -> Result<SendStreamResponse, Status> {
    let parts = parts.into_iter().map(|part| SendStreamRequest { part: Some(part) });
    Ok(client.messages().send_stream(futures::stream::iter(parts)).await?.into_inner())
}

async fn send_large(client: &Client, id: &str, payload: &Bytes) -> Result<SendStreamResponse, Status> {
    let chunks = (0..payload.len())
        .step_by(MIB)
        .map(|at| payload.slice(at..payload.len().min(at + MIB)))
        .map(Part::Chunk);
    let parts = std::iter::once(header(id, payload.len(), &sha256(payload))).chain(chunks).collect();
    send_parts(client, parts).await
}

fn payload(size: usize) -> Bytes {
    (0..size).map(|at| ((at * 31) >> 8) as u8).collect::<Vec<u8>>().into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_largest_message_goes_through_in_bounded_memory() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let (commune, department) = (gateway.system("H60.31/app").await, gateway.system("H60.05/app").await);
    let large = payload(64 * MIB);
    // Four at once: more than there is room for, so that some wait.
    let mut senders = tokio::task::JoinSet::new();
    for number in 0..4 {
        let (commune, large) = (commune.clone(), large.clone());
        senders.spawn(async move { send_large(&commune, &format!("m-{number}"), &large).await.unwrap() });
    }
    senders.join_all().await;
    for _ in 0..4 {
        let (received, _stream) = department.next().await;
        let about = incoming(&received);
        assert!(received.payload_omitted && received.payload.is_empty());
        assert_eq!(
            (about.payload_size, &about.payload_sha256[..]),
            (large.len() as u64, &sha256(&large)[..])
        );
        let request = DownloadRequest { delivery_id: about.delivery_id.clone(), attempt: about.attempt };
        let mut pieces = department.messages().download(request).await.unwrap().into_inner();
        let mut at = 0;
        while let Some(piece) = pieces.message().await.unwrap() {
            assert!(piece.chunk.len() <= 256 * 1024);
            assert!(large[at..].starts_with(&piece.chunk), "piece at {at}");
            at += piece.chunk.len();
        }
        assert_eq!(at, large.len());
        department.acknowledge(&received, verdict(Verdict::Accepted)).await.unwrap();
    }
    let (_, highest) = gateway.memory();
    assert!(highest < 250 << 20, "{} MiB", highest >> 20);
}

#[tokio::test]
async fn what_is_too_large_or_not_what_its_header_says_is_refused() {
    let province = Province::new();
    province.limits("max_message = \"3MiB\"\nmax_inline = \"1MiB\"");
    let routes = province
        .text("routes/9-default.toml")
        .replace("order_by = \"case\"", "order_by = \"case\", max_bytes = \"2MiB\"");
    province.put("routes/9-default.toml", &routes);
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    let chunk = |size: usize| Part::Chunk(payload(size));
    let good = sha256(&payload(MIB));
    let cases = [
        ("a header over the limit", vec![header("a", 4 * MIB, &[])], "TOO_LARGE"),
        (
            "no size, and more than the limit",
            vec![header("b", 0, &[]), chunk(MIB), chunk(MIB), chunk(MIB), chunk(1)],
            "TOO_LARGE",
        ),
        (
            "more than the route takes",
            vec![header("c", 0, &[]), chunk(MIB), chunk(MIB), chunk(1)],
            "TOO_LARGE",
        ),
        ("less than was said", vec![header("d", MIB, &[]), chunk(MIB - 1)], "SIZE_MISMATCH"),
        ("more than was said", vec![header("e", MIB, &[]), chunk(MIB), chunk(1)], "SIZE_MISMATCH"),
        ("another digest", vec![header("f", MIB, &[7; 32]), chunk(MIB)], "DIGEST_MISMATCH"),
        ("a digest that is none", vec![header("g", MIB, &[7; 31]), chunk(MIB)], "INVALID_FIELD"),
        ("no header", vec![chunk(1)], "INVALID_FIELD"),
        ("nothing", vec![], "INVALID_FIELD"),
        ("two headers", vec![header("h", 0, &[]), header("h", 0, &[])], "INVALID_FIELD"),
    ];
    for (what, parts, expected) in cases {
        let status = send_parts(&commune, parts.clone()).await.expect_err(what);
        let refusal = refused(&status);
        assert_eq!(refusal.reason, expected, "{what}: {status}");
        assert!(!refusal.vietnamese.is_empty(), "{what}");
        // With the id of the message, once its header has come.
        let id = match parts.first() {
            Some(Part::Header(header)) => Some(header.envelope.clone().unwrap().message_id),
            _ => None,
        };
        let record = |record: &serde_json::Value| {
            record["reason"] == expected
                && record["message_id"].as_str() == id.as_deref()
                && record["sender"].as_str().or(record["actor"].as_str()) == Some("H60.31/app")
        };
        let record = lienthong_tests::eventually(&format!("{what} is on record"), || async {
            province.published().into_iter().find(record)
        })
        .await;
        let detail = &record["detail"];
        let says = |key: &str| detail[key].is_string();
        let is_said = says("found") && says("expected") || says("problem") || id.is_none();
        assert!(is_said, "{what}: {record}");
    }
    send_parts(&commune, vec![header("good", MIB, &good), chunk(MIB)]).await.unwrap();
    // In one request.
    let mut wrong = message("i", &["H60.05"], "x");
    wrong.payload_sha256 = Bytes::copy_from_slice(&good);
    assert_eq!(reason(commune.send_request(wrong).await), "DIGEST_MISMATCH");
    let inline = commune.send("j", &["H60.05"], payload(5 * MIB)).await.unwrap_err();
    let refusal = refused(&inline);
    assert_eq!((refusal.code, &*refusal.reason), (Code::OutOfRange, "REQUEST_TOO_LARGE"), "{inline}");
    let limit: usize = refusal.metadata["limit"].parse().unwrap();
    assert!(limit > MIB && limit < 5 * MIB, "{refusal:?}");
    let record =
        province.published_event("access.refused", |record| record["reason"] == "REQUEST_TOO_LARGE").await;
    assert_eq!(record["detail"]["expected"], format!("at most {limit} bytes"));
    assert!(record["detail"]["found"].as_str().unwrap().starts_with("52"), "{record}");
    commune.send("k", &["H60.05"], "x").await.unwrap();
    // Only the receiver who holds a delivery may download it.
    let (received, _stream) = gateway.system("H60.05/app").await.next().await;
    let request = || DownloadRequest { delivery_id: incoming(&received).delivery_id.clone(), attempt: 1 };
    assert_eq!(reason(commune.messages().download(request()).await.map(drop)), "NOT_FOUND");
    let stale = DownloadRequest { attempt: 2, ..request() };
    let department = gateway.system("H60.05/app").await;
    assert_eq!(reason(department.messages().download(stale).await.map(drop)), "STALE_ATTEMPT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_that_announces_much_and_falls_silent_stops_nobody_else() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let silent = gateway.system("H60.32/app").await;
    let mut held = Vec::new();
    for number in 0..6 {
        let (sender, parts) = tokio::sync::mpsc::channel(2);
        for part in [header(&format!("s-{number}"), 60 * MIB, &[]), Part::Chunk(payload(100))] {
            sender.send(SendStreamRequest { part: Some(part) }).await.unwrap();
        }
        let silent = silent.clone();
        held.push(sender);
        tokio::spawn(async move {
            let parts = tokio_stream::wrappers::ReceiverStream::new(parts);
            silent.messages().send_stream(parts).await
        });
    }
    let commune = gateway.system("H60.31/app").await;
    let soon = std::time::Duration::from_secs(10);
    let small = tokio::time::timeout(soon, commune.send("m-1", &["H60.05"], "x")).await;
    small.expect("a small message goes through").unwrap();
    let large = payload(40 * MIB);
    let large = tokio::time::timeout(soon, send_large(&commune, "m-2", &large)).await;
    large.expect("a large message goes through").unwrap();
    drop(held);
}
