//! `ExchangeService.Call`: what a caller gets, what a service sees, and what the log says of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use lienthong_tests::echo::v1::{EchoRequest, EchoResponse, FailRequest};
use lienthong_tests::echo::{Echo, Offer, ServerTls};
use lienthong_tests::{Authority, Client, Gateway, Province, eventually, hex, refused, sha256};
use lienthong_wire::exchange::{CallRequest, CallResponse, ListServicesRequest};
use prost::Message as _;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

const CALLER: &str = "H60.31/app";
const SERVICE: &str = "H60.05/echo/echo/v1";

fn call(method: &str, message: &impl prost::Message) -> CallRequest {
    CallRequest {
        service: SERVICE.into(),
        method: method.into(),
        payload: message.encode_to_vec().into(),
        ..CallRequest::default()
    }
}

fn echo_of(text: &'static str) -> EchoRequest {
    EchoRequest { payload: text.into(), ..EchoRequest::default() }
}

fn slow(delay: Duration) -> EchoRequest {
    EchoRequest { delay: Some(delay.try_into().unwrap()), ..echo_of("chậm") }
}

async fn ask(client: &Client, request: impl tonic::IntoRequest<CallRequest>) -> Result<CallResponse, Status> {
    Ok(client.exchange().call(request).await?.into_inner())
}

/// A province with the service, as `offer` would have it offered, and a gateway over it.
async fn start(offer: impl FnOnce(Offer) -> Offer) -> (Province, Echo, Gateway) {
    let province = Province::new();
    let echo = Echo::start().await;
    offer(Offer::new(&echo.url())).put(&province);
    let gateway = Gateway::start(&province);
    (province, echo, gateway)
}

async fn auditor(province: &Province, gateway: &Gateway) -> Client {
    gateway.person(&province.person("auditor", &["auditor"], Some("H60"))).await
}

/// A value of the metadata that the service saw.
fn seen<'a>(answer: &'a EchoResponse, key: &str) -> Option<&'a str> {
    let found = answer.metadata.iter().find(|entry| entry.key == key)?;
    Some(std::str::from_utf8(&found.value).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_answered_and_both_its_ends_are_on_record() {
    let (province, _echo, mut gateway) = start(|offer| offer).await;
    let client = gateway.system(CALLER).await;
    let request = CallRequest {
        call_id: "goi-1".into(),
        correlation_id: "ho-so-7".into(),
        ..call("Unary", &echo_of("xin chào"))
    };
    let answer = ask(&client, request.clone()).await.unwrap();
    let said = EchoResponse::decode(answer.payload.clone()).unwrap();
    assert_eq!(said.payload, "xin chào");
    assert_eq!(answer.call_id, "goi-1");
    for (key, value) in [
        ("lienthong-caller", CALLER),
        ("lienthong-call-id", "goi-1"),
        ("lienthong-correlation-id", "ho-so-7"),
    ] {
        assert_eq!(seen(&said, key), Some(value), "{key}");
    }
    // The answer is here, so its record is on disk: no later instant is given to it.
    gateway.kill();
    gateway.restart();
    let records = auditor(&province, &gateway).await.timeline(CALLER, "goi-1").await;
    let events: Vec<_> = records.iter().map(|record| record["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["call.started", "call.answered"]);
    for record in &records {
        assert_eq!(record["sender"], CALLER);
        assert_eq!(record["service"], SERVICE);
        assert_eq!(record["method"], "Unary");
        assert_eq!(record["correlation_id"], "ho-so-7");
        assert_eq!(record["receivers"][0]["system"], "H60.05/echo");
        assert_eq!(record["receivers"][0]["route"], format!("gọi {SERVICE}"));
    }
    assert_eq!(records[1]["index"], answer.log_index);
    assert_eq!(records[1]["digest"], hex(&sha256(&answer.payload)));
    assert_eq!(records[1]["size"], answer.payload.len());
    assert_eq!(records[1]["detail"]["request_sha256"], hex(&sha256(&request.payload)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_leaves_only_when_its_record_is_kept() {
    let (province, echo, gateway) = start(|offer| offer).await;
    let (client, auditor) = (gateway.system(CALLER).await, auditor(&province, &gateway).await);
    let waiting =
        tokio::spawn(async move { ask(&client, call("Unary", &slow(Duration::from_secs(2)))).await });
    echo.wait(|seen| seen.begun == 1).await;
    // The service has the request and has not answered.
    assert_eq!(auditor.events("call.started").await.len(), 1);
    assert_eq!(auditor.events("call.answered").await.len(), 0);
    waiting.await.unwrap().unwrap();
    assert_eq!(auditor.events("call.answered").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_leaves_before_its_record_is_kept() {
    let (province, echo, gateway) = start(|offer| offer).await;
    let client = gateway.system(CALLER).await;
    let delay = Duration::from_millis(500);
    let waiting = tokio::spawn(async move { ask(&client, call("Unary", &slow(delay))).await });
    echo.wait(|seen| seen.begun == 1).await;
    let store = province.hold_store();
    tokio::time::sleep(delay + Duration::from_secs(1)).await;
    assert!(!waiting.is_finished(), "the service has answered, and its answer is not on record");
    drop(store);
    waiting.await.unwrap().expect("the answer, with its record");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_no_route_lets_through_is_refused_and_on_record() {
    let (province, echo, gateway) = start(|offer| Offer { methods: vec!["Unary".into()], ..offer }).await;
    let auditor = auditor(&province, &gateway).await;
    let ordinary = call("Unary", &echo_of("x"));
    let of = |service: &str| CallRequest { service: service.into(), ..ordinary.clone() };
    let cases = [
        ("H60/qlvb", ordinary.clone(), Code::PermissionDenied, "NO_ROUTE"),
        (CALLER, call("Collect", &echo_of("x")), Code::PermissionDenied, "NO_ROUTE"),
        (CALLER, of("H60.05/echo/other/v1"), Code::FailedPrecondition, "UNKNOWN_SERVICE"),
        (CALLER, of("H60.05/echo/echo/v2"), Code::FailedPrecondition, "UNKNOWN_SERVICE"),
    ];
    for (number, (caller, request, code, reason)) in cases.into_iter().enumerate() {
        let client = gateway.system(caller).await;
        let id = format!("goi-{number}");
        let status = ask(&client, CallRequest { call_id: id.clone(), ..request }).await.unwrap_err();
        let refused = refused(&status);
        assert_eq!((refused.code, refused.reason.as_str()), (code, reason), "{number}: {status}");
        assert!(!refused.vietnamese.is_empty());
        let records = auditor.timeline(caller, &id).await;
        let found: Vec<_> = records.iter().map(|record| (&record["event"], &record["reason"])).collect();
        assert_eq!(found, [(&"call.refused".into(), &reason.into())], "{number}");
    }
    assert_eq!(echo.seen().begun, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_cannot_be_read_names_its_field_and_is_on_record() {
    let (province, echo, gateway) = start(|offer| offer).await;
    let (client, auditor) = (gateway.system(CALLER).await, auditor(&province, &gateway).await);
    let ordinary = call("Unary", &echo_of("x"));
    let cases = [
        ("method", CallRequest { method: "../Unary".into(), ..ordinary.clone() }),
        ("method", CallRequest { method: String::new(), ..ordinary.clone() }),
        ("service", CallRequest { service: "echo".into(), ..ordinary.clone() }),
        ("service", CallRequest { service: String::new(), ..ordinary.clone() }),
        ("call_id", CallRequest { call_id: "a b".into(), ..ordinary.clone() }),
        ("correlation_id", CallRequest { correlation_id: "x".repeat(201), ..ordinary }),
    ];
    for (number, (field, request)) in cases.into_iter().enumerate() {
        let refused = refused(&ask(&client, request).await.unwrap_err());
        assert_eq!(
            (refused.code, refused.reason.as_str()),
            (Code::InvalidArgument, "INVALID_FIELD"),
            "{field}"
        );
        assert_eq!(refused.fields, [field]);
        let all = auditor.search(lienthong_wire::audit::SearchRequest::default()).await;
        let recorded = all.iter().filter(|record| record["reason"] == "INVALID_FIELD").count();
        assert_eq!(recorded, number + 1, "{field}");
    }
    assert_eq!(echo.seen().begun, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_has_no_more_calls_at_once_than_its_entry_says() {
    let (province, echo, gateway) = start(|offer| Offer { max_in_flight: 1, ..offer }).await;
    let client = gateway.system(CALLER).await;
    let first = {
        let client = client.clone();
        tokio::spawn(async move { ask(&client, call("Unary", &slow(Duration::from_secs(2)))).await })
    };
    echo.wait(|seen| seen.begun == 1).await;
    let refused = refused(&ask(&client, call("Unary", &echo_of("x"))).await.unwrap_err());
    assert_eq!((refused.code, refused.reason.as_str()), (Code::ResourceExhausted, "BUSY"));
    assert!(refused.retry.is_some());
    let record = auditor(&province, &gateway).await.events("call.refused").await;
    assert_eq!(record[0]["reason"], "BUSY");
    first.await.unwrap().unwrap();
    ask(&client, call("Unary", &echo_of("x"))).await.expect("the place is free again");
    assert_eq!(echo.seen().begun, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_service_is_left_alone_for_a_while_and_found_again() {
    let (province, echo, gateway) = start(|offer| offer).await;
    let (client, auditor) = (gateway.system(CALLER).await, auditor(&province, &gateway).await);
    ask(&client, call("Unary", &echo_of("x"))).await.unwrap();
    let address = echo.address;
    echo.stop().await;
    let dead = refused(&ask(&client, call("Unary", &echo_of("x"))).await.unwrap_err());
    assert_eq!((dead.code, dead.reason.as_str()), (Code::Unavailable, "SERVICE_UNREACHABLE"));
    assert_eq!(dead.metadata["cause"], "CONNECTION_FAILED");
    let record = auditor.event("call.failed", |record| record["reason"] == "SERVICE_UNREACHABLE").await;
    assert_eq!(record["detail"]["cause"], "CONNECTION_FAILED");
    let paused = refused(&ask(&client, call("Unary", &echo_of("x"))).await.unwrap_err());
    assert_eq!((paused.code, paused.reason.as_str()), (Code::Unavailable, "SERVICE_RESTING"));
    assert!(paused.retry.is_some_and(|retry| retry > Duration::ZERO));
    let echo = Echo::start_at(address, None).await;
    eventually("the service is called again", || async {
        ask(&client, call("Unary", &echo_of("x"))).await.ok()
    })
    .await;
    assert_eq!(echo.seen().begun, 1);
    ask(&client, call("Unary", &echo_of("x"))).await.expect("one answer ends the pause");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_does_not_answer_in_its_time_ends_as_a_timeout() {
    let (province, echo, gateway) = start(|offer| Offer { timeout: "300ms".into(), ..offer }).await;
    let (client, auditor) = (gateway.system(CALLER).await, auditor(&province, &gateway).await);
    for round in 1..=5 {
        let refused =
            refused(&ask(&client, call("Unary", &slow(Duration::from_secs(60)))).await.unwrap_err());
        assert_eq!((refused.code, refused.reason.as_str()), (Code::DeadlineExceeded, "CALL_TIMEOUT"));
        // Slow is not dead: no pause follows.
        echo.wait(|seen| seen.cancelled == round).await;
    }
    let failed = auditor.events("call.failed").await;
    assert_eq!(failed.len(), 5);
    assert!(failed.iter().all(|record| record["reason"] == "CALL_TIMEOUT"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callers_deadline_goes_along() {
    let (_province, _echo, gateway) = start(|offer| offer).await;
    let client = gateway.system(CALLER).await;
    let mut request = Request::new(call("Unary", &echo_of("x")));
    request.set_timeout(Duration::from_millis(2_500));
    let answer = EchoResponse::decode(ask(&client, request).await.unwrap().payload).unwrap();
    let timeout = seen(&answer, "grpc-timeout").expect("the service is told of the deadline");
    let micros: u64 = timeout.strip_suffix('u').unwrap_or_else(|| panic!("{timeout}")).parse().unwrap();
    assert!((1_000_000..=2_500_000).contains(&micros), "{timeout}");
    // Without one the time that the service's entry allows goes along.
    let answer = ask(&client, call("Unary", &echo_of("x"))).await.unwrap();
    let answer = EchoResponse::decode(answer.payload).unwrap();
    assert_eq!(seen(&answer, "grpc-timeout"), Some("10000000u"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_goes_away_cancels_the_call_on_record() {
    let (province, echo, gateway) = start(|offer| offer).await;
    let (client, auditor) = (gateway.system(CALLER).await, auditor(&province, &gateway).await);
    let waiting =
        tokio::spawn(async move { ask(&client, call("Unary", &slow(Duration::from_secs(60)))).await });
    echo.wait(|seen| seen.begun == 1).await;
    waiting.abort();
    echo.wait(|seen| seen.cancelled == 1).await;
    auditor.event("call.failed", |record| record["reason"] == "CANCELLED").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_service_comes_as_it_was_given() {
    let (province, _echo, gateway) = start(|offer| offer).await;
    let client = gateway.system(CALLER).await;
    let wish =
        FailRequest { code: 9, message: "sổ đã khóa".into(), reason: "BOOK_CLOSED".into(), after: 0 };
    let status = ask(&client, call("Fail", &wish)).await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::FailedPrecondition, "sổ đã khóa"));
    let info = status.get_details_error_info().expect("the details are the service's own");
    assert_eq!((info.reason.as_str(), info.domain.as_str()), ("BOOK_CLOSED", "echo.example"));
    // A service that says it is not available is there all the same: no pause follows.
    let wish = FailRequest { code: 14, message: "bận".into(), ..FailRequest::default() };
    for _ in 0..3 {
        let status = ask(&client, call("Fail", &wish)).await.unwrap_err();
        assert_eq!((status.code(), status.message()), (Code::Unavailable, "bận"));
    }
    let failed = auditor(&province, &gateway).await.events("call.failed").await;
    let reasons: Vec<_> = failed.iter().map(|record| record["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons[0], "GRPC_FAILED_PRECONDITION");
    assert_eq!(reasons[1..], ["GRPC_UNAVAILABLE"; 3]);
    let none = ask(&client, call("NoSuchMethod", &echo_of("x"))).await.unwrap_err();
    assert_eq!(none.code(), Code::Unimplemented);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_trusted_by_its_certificate_and_sees_that_of_the_gateway() {
    let province = Province::new();
    let of = |authority: &Authority| {
        let identity = authority.issue(&[]);
        ServerTls {
            certificate: identity.certificate.into(),
            key: identity.key.into(),
            client_root: province.ca.root.clone().into(),
        }
    };
    let anywhere = ([127, 0, 0, 1], 0).into();
    let trusted = Echo::start_at(anywhere, Some(of(&province.ca))).await;
    let foreign = Echo::start_at(anywhere, Some(of(&Authority::new()))).await;
    let url = |echo: &Echo| format!("https://{}", echo.address);
    Offer::new(&url(&trusted)).put(&province);
    let other = Offer { system: "H60.05/la".into(), ..Offer::new(&url(&foreign)) };
    other.put(&province);
    let gateway = Gateway::start(&province);
    let client = gateway.system(CALLER).await;
    ask(&client, call("Unary", &echo_of("x"))).await.expect("both certificates are of the province");
    let request = CallRequest { service: other.service(), ..call("Unary", &echo_of("x")) };
    let refused = refused(&ask(&client, request).await.unwrap_err());
    assert_eq!((refused.code, refused.reason.as_str()), (Code::Unavailable, "SERVICE_UNREACHABLE"));
    assert_eq!((trusted.seen().begun, foreign.seen().begun), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_sees_the_services_that_routes_let_it_call() {
    let (_province, _echo, gateway) = start(|offer| Offer { methods: vec!["Unary".into()], ..offer }).await;
    let list = async |system: &str| {
        let client = gateway.system(system).await;
        client.exchange().list_services(ListServicesRequest::default()).await.unwrap().into_inner().services
    };
    let offers = list(CALLER).await;
    assert_eq!(offers.len(), 1);
    assert_eq!(
        (offers[0].service.as_str(), offers[0].grpc_service.as_str()),
        (SERVICE, "echo.v1.EchoService")
    );
    assert_eq!(offers[0].methods, ["Unary"]);
    assert_eq!(list("H60/qlvb").await, []);
}
