//! Pass-through: any method of a service is called on the gateway's own address under its own name.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod endings;
mod world;

use std::time::Duration;

use bytes::Bytes;
use lienthong_tests::echo::v1::{EchoRequest, EchoResponse, FailRequest};
use lienthong_tests::echo::{Echo, Offer};
use lienthong_tests::{Claims, Gateway, Province, eventually, hex, refused, sha256};
use prost::Message as _;
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use tonic::metadata::MetadataValue;
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use world::*;

#[tokio::test(flavor = "multi_thread")]
async fn all_four_kinds_of_methods_pass() {
    let mut world = World::new().await;
    let answer = world.client.unary(echo_of("một")).await.unwrap().into_inner();
    assert_eq!(answer.payload, "một");

    let parts = tokio_stream::iter(["một", "hai", "ba"].map(echo_of));
    let answer = world.client.collect(parts).await.unwrap().into_inner();
    assert_eq!((&*answer.payload, answer.total), ("mộthaiba".as_bytes(), 10));

    let request = EchoRequest { times: 3, ..echo_of("lại") };
    let answers = world.client.repeat(request).await.unwrap().into_inner();
    let said: Vec<_> = answers.map(|answer| answer.unwrap().payload).collect().await;
    assert_eq!(said, ["lại"; 3]);

    // Each is said only when the one before has come back: nothing waits for the end of the stream.
    let (say, saying) = tokio::sync::mpsc::channel(1);
    let mut heard = world.client.chat(ReceiverStream::new(saying)).await.unwrap().into_inner();
    for word in ["một", "hai", "ba"] {
        say.send(echo_of(word)).await.unwrap();
        assert_eq!(heard.message().await.unwrap().unwrap().payload, word);
    }
    drop(say);
    assert_eq!(heard.message().await.unwrap(), None);

    let mut methods = Vec::new();
    for record in world.auditor.events("call.answered").await {
        assert_eq!((&record["sender"], &record["service"]), (&CALLER.into(), &SERVICE.into()));
        assert_eq!(record["detail"]["ingress"], "pass");
        methods.push(record["method"].as_str().unwrap().to_owned());
    }
    assert_eq!(methods, ["Unary", "Collect", "Repeat", "Chat"]);
    assert_eq!(world.auditor.events("call.started").await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_is_on_record_before_its_end_leaves() {
    let mut world = World::new().await;
    let request = echo_of("xin chào");
    let response = world.client.unary(request.clone()).await.unwrap();
    let call_id = texts(response.metadata(), "lienthong-call-id").first().map(|id| (*id).to_owned()).unwrap();
    let answer = response.into_inner();
    // No later instant is given to the record than this.
    world.gateway.kill();
    world.gateway.restart();
    let token = world.province.person("auditor", &["auditor"], Some("H60"));
    let auditor = world.gateway.person(&token).await;
    let records = auditor.timeline(CALLER, &call_id).await;
    let events: Vec<_> = records.iter().map(|record| record["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["call.started", "call.answered"]);
    // What is hashed is what was on the wire: a frame has five bytes before its message.
    let framed = |message: &[u8]| {
        let length = u32::try_from(message.len()).unwrap().to_be_bytes();
        hex(&sha256(&[&[0][..], &length, message].concat()))
    };
    assert_eq!(records[1]["digest"], framed(&answer.encode_to_vec()));
    assert_eq!(records[1]["detail"]["request_sha256"], framed(&request.encode_to_vec()));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_ends_before_its_record_is_kept() {
    let mut world = World::new().await;
    let mut heard = world.client.repeat(repeat(3, 8, Duration::from_millis(200))).await.unwrap().into_inner();
    let store = world.province.hold_store();
    for _ in 0..3 {
        heard.message().await.unwrap().expect("answers flow");
    }
    let end = tokio::time::timeout(Duration::from_secs(1), heard.message()).await;
    assert!(end.is_err(), "the end has come, and it is not on record: {end:?}");
    drop(store);
    assert_eq!(heard.message().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_and_trailers_pass_as_they_are() {
    let mut world = World::new().await;
    let all_bytes: Vec<u8> = (0..=255).collect();
    let mut request = Request::new(EchoRequest { times: 1, ..echo_of("x") });
    for prefix in ["x-header", "x-trailer"] {
        let key = |rest: &str| {
            tonic::metadata::AsciiMetadataKey::from_bytes(format!("{prefix}-{rest}").as_bytes()).unwrap()
        };
        let bin = |rest: &str| {
            tonic::metadata::BinaryMetadataKey::from_bytes(format!("{prefix}-{rest}-bin").as_bytes()).unwrap()
        };
        let metadata = request.metadata_mut();
        for value in ["1", "a b,c;d=\"e\"", "1"] {
            metadata.append(key("twice"), value.parse().unwrap());
        }
        metadata.append_bin(bin("data"), MetadataValue::from_bytes(&all_bytes));
        metadata.append_bin(bin("data"), MetadataValue::from_bytes(b""));
    }
    let response = world.client.repeat(request).await.unwrap();
    let headers = response.metadata().clone();
    let mut answers = response.into_inner();
    let answer = answers.message().await.unwrap().unwrap();
    assert_eq!(answers.message().await.unwrap(), None);
    let trailers = answers.trailers().await.unwrap().unwrap();
    let expected = ["1", "a b,c;d=\"e\"", "1"];
    for (map, prefix, other) in [(&headers, "x-header", "x-trailer"), (&trailers, "x-trailer", "x-header")] {
        assert_eq!(texts(map, &format!("{prefix}-twice")), expected, "{prefix}");
        assert_eq!(bytes(map, &format!("{prefix}-data-bin")), [Bytes::from(all_bytes.clone()), Bytes::new()]);
        assert_eq!(texts(map, &format!("{other}-twice")), [""; 0], "{other} is not where it should not be");
        assert_eq!(seen(&answer, &format!("{prefix}-twice")), expected.map(str::as_bytes));
        assert_eq!(seen(&answer, &format!("{prefix}-data-bin")), [&all_bytes[..], b""]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_learns_the_caller_from_the_gateway_alone() {
    let world = World::new().await;
    let identity = world.province.identity(CALLER);
    let token = world.province.issuer.sign(&Claims::new(CALLER, &[], None).bound_to(&identity));
    let channel = world.gateway.channel("both", Some(&identity)).await.unwrap();
    let mut request = Request::new(echo_of("x"));
    let forged = [
        ("authorization", format!("Bearer {token}")),
        ("lienthong-caller", "H60/qlvb".into()),
        ("lienthong-call-id", "of-mine".into()),
        ("lienthong-anything", "x".into()),
        ("lienthong-service", SERVICE.into()),
        ("lienthong-correlation-id", "ho-so-7".into()),
        ("x-mine", "x".into()),
    ];
    for (key, value) in &forged {
        request.metadata_mut().append(*key, value.parse().unwrap());
    }
    let response = client(channel).unary(request).await.unwrap();
    let answer = response.get_ref();
    assert_eq!(seen(answer, "lienthong-caller"), [CALLER.as_bytes()]);
    assert_eq!(seen(answer, "lienthong-correlation-id"), [b"ho-so-7"]);
    assert_eq!(seen(answer, "x-mine"), [b"x"]);
    for key in ["authorization", "lienthong-anything", "lienthong-service", "host"] {
        assert!(seen(answer, key).is_empty(), "{key}");
    }
    let id = texts(response.metadata(), "lienthong-call-id");
    assert_eq!(seen(answer, "lienthong-call-id"), [id[0].as_bytes()]);
    assert_ne!(id[0], "of-mine");
    let records = world.auditor.timeline(CALLER, id[0]).await;
    assert_eq!(records.last().unwrap()["correlation_id"], "ho-so-7");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_service_passes_with_its_details() {
    let mut world = World::new().await;
    let wish =
        FailRequest { code: 9, message: "sổ đã khóa".into(), reason: "BOOK_CLOSED".into(), after: 2 };
    let mut request = Request::new(wish.clone());
    request.metadata_mut().append("x-trailer-key", "1".parse().unwrap());
    // Trailers only: there is nothing but the error.
    let early = world.client.fail(request).await.unwrap_err();
    let mut answers = world.client.fail_late(wish).await.unwrap().into_inner();
    for _ in 0..2 {
        answers.message().await.unwrap().expect("an answer before the error");
    }
    let late = answers.message().await.unwrap_err();
    for status in [&early, &late] {
        assert_eq!((status.code(), status.message()), (Code::FailedPrecondition, "sổ đã khóa"));
        let info = status.get_details_error_info().expect("the details are the service's own");
        assert_eq!((info.reason.as_str(), info.domain.as_str()), ("BOOK_CLOSED", "echo.example"));
    }
    let failed = world.auditor.events("call.failed").await;
    let reasons: Vec<_> = failed.iter().map(|record| record["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["GRPC_FAILED_PRECONDITION"; 2]);
    // A status that the service has chosen is no sign that it is gone.
    world.client.unary(echo_of("x")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn large_streams_flow_and_are_not_held() {
    const COUNT: usize = 100;
    let mut world = World::new().await;
    world.client.unary(echo_of("x")).await.unwrap();
    let (before, _) = world.gateway.memory();
    let piece = Bytes::from(vec![b'x'; MIB]);
    let pieces = tokio_stream::iter(std::iter::repeat_n(piece, COUNT).map(echo_of));
    let answer = world.client.collect(pieces).await.unwrap().into_inner();
    assert_eq!(answer.total, (COUNT * MIB) as u64);
    let request = repeat(u32::try_from(COUNT).unwrap(), MIB, Duration::ZERO);
    let mut answers = world.client.repeat(request.clone()).await.unwrap().into_inner();
    let mut total = 0;
    while let Some(answer) = answers.message().await.unwrap() {
        total += answer.payload.len();
    }
    assert_eq!(total, COUNT * MIB);
    // A caller who does not read: what waits for it waits at the service.
    let mut answers = world.client.repeat(request).await.unwrap().into_inner();
    answers.message().await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (_, highest) = world.gateway.memory();
    assert!(
        highest < before + 32 * MIB as u64,
        "{before} before, {highest} at most, for {} bytes",
        COUNT * MIB
    );
    let records = world.auditor.events("call.answered").await;
    let sent: u64 = records[1]["detail"]["request_bytes"].as_str().unwrap().parse().unwrap();
    assert!(sent > (COUNT * MIB) as u64);
    assert!(records[2]["size"].as_u64().unwrap() > (COUNT * MIB) as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_caller_says_which_system_where_two_offer_the_service() {
    let province = Province::new();
    let (first, second) = (Echo::start().await, Echo::start().await);
    Offer::new(&first.url()).put(&province);
    let other = Offer { system: "H60.05/khac".into(), ..Offer::new(&second.url()) };
    other.put(&province);
    let third =
        Offer { system: "H60.05/rieng".into(), from: "\"H60.32/app\"".into(), ..Offer::new(&second.url()) };
    third.put(&province);
    let gateway = Gateway::start(&province);
    let mut client = service(&gateway, CALLER).await;
    let refused_without = refused(&client.unary(echo_of("x")).await.unwrap_err());
    assert_eq!(
        (refused_without.code, refused_without.reason.as_str()),
        (Code::InvalidArgument, "AMBIGUOUS_SERVICE")
    );
    let named = |name: &str| {
        let mut request = Request::new(echo_of("x"));
        request.metadata_mut().insert("lienthong-service", name.parse().unwrap());
        request
    };
    client.unary(named(&other.service())).await.unwrap();
    assert_eq!((first.seen().begun, second.seen().begun), (0, 1));
    client.unary(named(SERVICE)).await.unwrap();
    assert_eq!((first.seen().begun, second.seen().begun), (1, 1));
    let refusals = [
        (third.service(), Code::PermissionDenied, "NO_ROUTE"),
        ("H60.05/khong-co/echo/v1".to_owned(), Code::Unimplemented, "UNKNOWN_SERVICE"),
        ("nonsense".to_owned(), Code::Unimplemented, "UNKNOWN_SERVICE"),
    ];
    for (name, code, reason) in refusals {
        let refused = refused(&client.unary(named(&name)).await.unwrap_err());
        assert_eq!((refused.code, refused.reason.as_str()), (code, reason), "{name}");
    }
    // One of the systems closes to this caller: what is left is meant.
    Offer { from: "\"H60.33/app\"".into(), ..other }.put(&province);
    gateway.signal("HUP");
    eventually("the new routes", || async { service(&gateway, CALLER).await.unary(echo_of("x")).await.ok() })
        .await;
    assert!(first.seen().begun > 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_let_through_is_refused_and_on_record() {
    let world = World::with(|offer| Offer { methods: vec!["Unary".into()], ..offer }).await;
    let channel = world.gateway.system(CALLER).await.channel;
    let stranger = world.gateway.system("H60/qlvb").await.channel;
    let cases = [
        (&channel, "/echo.v1.EchoService/Collect", Code::PermissionDenied, "NO_ROUTE", "call.refused"),
        (&stranger, "/echo.v1.EchoService/Unary", Code::PermissionDenied, "NO_ROUTE", "call.refused"),
        (&channel, "/no.such.Service/Unary", Code::Unimplemented, "UNKNOWN_SERVICE", "access.refused"),
        (&channel, "/echo.v1.EchoService/a/b", Code::Unimplemented, "UNKNOWN_SERVICE", "access.refused"),
    ];
    for (channel, path, code, reason, event) in cases {
        let before = world.auditor.events(event).await.len();
        let mut client = tonic::client::Grpc::new(channel.clone());
        client.ready().await.unwrap();
        let codec = tonic_prost::ProstCodec::<EchoRequest, EchoResponse>::default();
        let refused = refused(
            &client.unary(Request::new(echo_of("x")), path.parse().unwrap(), codec).await.unwrap_err(),
        );
        assert_eq!((refused.code, refused.reason.as_str()), (code, reason), "{path}");
        assert!(!refused.vietnamese.is_empty(), "{path}");
        let after = world.auditor.events(event).await;
        assert_eq!(after.len(), before + 1, "{path}: {event}");
        assert_eq!(after.last().unwrap()["reason"], reason, "{path}");
    }
    assert_eq!(world.echo.seen().begun, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_calls_at_once_all_come_through() {
    const COUNT: usize = 200;
    let world = World::with(|offer| Offer { max_in_flight: 256, ..offer }).await;
    let calls: Vec<_> = (0..COUNT)
        .map(|number| {
            let mut client = world.client.clone();
            tokio::spawn(async move { client.unary(echo_of(number.to_string())).await })
        })
        .collect();
    for (number, call) in calls.into_iter().enumerate() {
        let answer = call.await.unwrap().unwrap().into_inner();
        assert_eq!(answer.payload, number.to_string(), "everybody gets the answer to what they asked");
    }
    assert_eq!(world.auditor.events("call.answered").await.len(), COUNT);
    assert_eq!(world.echo.seen().begun, COUNT as u64);
}
