//! Bad input at the doors: a clear error where there is somebody to read it, bounded memory, and the gateway goes on.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use bytes::{Buf as _, BufMut as _, Bytes};
use lienthong_tests::client::{Client, message, refused};
use lienthong_tests::{Gateway, Province};
use lienthong_wire::message::{Envelope, ReceiveRequest};
use prost::Message as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Code, Request, Status};

/// Sends bytes as they are.
#[derive(Default, Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;
    fn encoder(&mut self) -> Self {
        *self
    }
    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;
    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;
    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}

async fn raw(client: &Client, path: &'static str, bytes: Vec<u8>) -> Status {
    let mut grpc = tonic::client::Grpc::new(client.channel.clone());
    grpc.ready().await.unwrap();
    let path = http::uri::PathAndQuery::from_static(path);
    grpc.unary(Request::new(Bytes::from(bytes)), path, Raw).await.expect_err("bad bytes are refused")
}

const SEND: &str = "/lienthong.message.v1.MessageService/Send";

async fn still_serves(gateway: &Gateway, id: &str) {
    gateway
        .system("H60.31/app")
        .await
        .send(id, &["H60.05"], "x")
        .await
        .unwrap_or_else(|status| panic!("after {id}: {status}"));
}

fn memory_is_bounded(gateway: &Gateway) {
    let (_, highest) = gateway.memory();
    assert!(highest < 150 << 20, "{} MiB", highest >> 20);
}

#[tokio::test]
async fn a_request_that_is_no_protobuf_is_refused_with_a_reason_and_on_record() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    let good = message("m", &["H60.05"], "x").encode_to_vec();
    let not_utf8 = [&[0x0a, 4, 0x0a, 2, 0xff, 0xfe][..], &good].concat();
    let wrong_type = vec![0x0a, 2, 0x0a, 0xff];
    let cases = [
        ("noise", vec![0xff; 300]),
        ("a text that is not UTF-8", not_utf8),
        ("a length that is not there", wrong_type),
        ("cut short", good[..good.len() - 1].to_vec()),
        ("deeply nested groups", vec![0x0b; 200_000]),
        ("a length of 4 GiB", vec![0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    ];
    for (number, (what, bytes)) in cases.into_iter().enumerate() {
        let status = raw(&commune, SEND, bytes).await;
        let refusal = refused(&status);
        assert_eq!(refusal.code, Code::InvalidArgument, "{what}: {status}");
        assert!(!refusal.reason.is_empty() && !refusal.vietnamese.is_empty(), "{what}: {status}");
        let reason = refusal.reason.as_str();
        let fits = |record: &serde_json::Value| {
            record["reason"] == reason && record.to_string().contains("H60.31/app")
        };
        lienthong_tests::eventually(what, || async { province.published().into_iter().find(fits) }).await;
        still_serves(&gateway, &format!("after-{number}")).await;
    }
    let unknown = raw(&commune, "/lienthong.message.v1.MessageService/Nothing", good).await;
    assert_eq!(unknown.code(), Code::Unimplemented);
    memory_is_bounded(&gateway);
}

#[tokio::test]
async fn a_field_that_is_wrong_is_named() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    let with = |change: &dyn Fn(&mut Envelope)| {
        let mut request = message("m", &["H60.05"], "x");
        change(request.envelope.as_mut().unwrap());
        request
    };
    let cases = [
        ("message_id", with(&|envelope| envelope.message_id = "a".repeat(129))),
        ("message_id", with(&|envelope| envelope.message_id = "có dấu".into())),
        ("message_id", with(&|envelope| envelope.message_id = "a\u{0}b".into())),
        ("type", with(&|envelope| envelope.r#type = "x".repeat(1_000_000))),
        ("type", with(&|envelope| envelope.r#type = "../../etc".into())),
        ("case_key", with(&|envelope| envelope.case_key = "x".repeat(201))),
        ("correlation_id", with(&|envelope| envelope.correlation_id = "x".repeat(201))),
        (
            "created_at",
            with(&|envelope| {
                envelope.created_at = Some(prost_types::Timestamp { seconds: i64::MAX, nanos: -1 })
            }),
        ),
        ("receivers[0]", with(&|envelope| envelope.receivers[0].target = None)),
        (
            "receivers[0]",
            with(&|envelope| envelope.receivers = vec![lienthong_tests::client::receiver("H60.05/")]),
        ),
        ("notify", with(&|envelope| envelope.notify = 99)),
    ];
    for (field, request) in cases {
        let status = commune.send_request(request).await.expect_err(field);
        let refusal = refused(&status);
        assert_eq!(
            (refusal.code, refusal.reason.as_str()),
            (Code::InvalidArgument, "INVALID_FIELD"),
            "{field}: {status}"
        );
        assert!(refusal.fields[0].contains(field), "{field}: {:?}", refusal.fields);
        assert!(
            refusal.vietnamese.len() < 500 && status.message().len() < 500,
            "{field}: the peer's text is not sent back"
        );
    }
    let lease = Some(prost_types::Duration { seconds: -5, nanos: 0 });
    for request in [
        ReceiveRequest { lease, ..Default::default() },
        ReceiveRequest { max_in_flight: 1 << 20, ..Default::default() },
    ] {
        assert_eq!(refused(&commune.messages().receive(request).await.unwrap_err()).reason, "INVALID_FIELD");
    }
    let many: Vec<String> = (0..1001).map(|number| format!("H60.{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(refused(&commune.send("many", &many, "x").await.unwrap_err()).reason, "TOO_MANY_RECEIVERS");
    still_serves(&gateway, "after").await;
    memory_is_bounded(&gateway);
}

/// Whether the peer has closed, within the time that a handshake may take.
async fn closes(mut stream: impl tokio::io::AsyncRead + Unpin) {
    let mut sink = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut sink)).await;
    assert!(end.is_ok(), "the connection is closed");
    assert!(sink.len() < 4096, "{} bytes for noise", sink.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn noise_and_silence_at_a_door_hold_nobody_up() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let address = gateway.address("systems");
    // Peers that connect and say nothing, as many as a careless scanner opens.
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    still_serves(&gateway, "beside-silence").await;
    let plain = [
        "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}",
    ];
    for (number, text) in plain.into_iter().enumerate() {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        if number < 2 {
            closes(stream).await;
        } else {
            silent.push(stream);
        }
        still_serves(&gateway, &format!("plain-{number}")).await;
    }
    // Within TLS: noise instead of HTTP/2, frames that are far too long, a header block without end.
    let identity = province.identity("H60.31/app");
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    let noise: [(&str, Vec<u8>); 3] = [
        ("noise", vec![0xaa; 64 * 1024]),
        ("a frame of 16 MiB", [&preface[..], &[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]].concat()),
        (
            "headers without end",
            [
                &preface[..],
                &[0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82],
                &[0, 0, 1, 9, 0, 0, 0, 0, 1, 0x82].repeat(50_000),
            ]
            .concat(),
        ),
    ];
    for (what, bytes) in noise {
        let mut stream = gateway.tls("systems", Some(&identity), &["h2"]).await.unwrap();
        let _ = stream.write_all(&bytes).await;
        closes(stream).await;
        still_serves(&gateway, &what.replace(' ', "-")).await;
    }
    province.published_event("access.refused", |record| record["reason"] == "HTTP_PROTOCOL").await;
    let mut long = gateway.tls("people", None, &["http/1.1"]).await.unwrap();
    let _ =
        long.write_all(format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(1 << 20)).as_bytes()).await;
    closes(long).await;
    // The silent ones are sent away in the end, and on record, singly or in a sum.
    for stream in silent {
        closes(stream).await;
    }
    province.published_event("access.refused", |record| record["reason"] == "TLS_TIMEOUT").await;
    still_serves(&gateway, "after-silence").await;
    memory_is_bounded(&gateway);
    assert!(!gateway.log().contains("panicked"));
}
