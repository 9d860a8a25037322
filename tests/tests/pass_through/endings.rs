//! How a call ends before all is said: its time is over, the caller goes away, or the service breaks off.

use std::time::{Duration, Instant};

use lienthong_tests::echo::Offer;
use lienthong_tests::echo::v1::EchoRequest;
use lienthong_tests::{eventually, refused};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request};

use crate::world::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_callers_deadline_goes_along_and_is_kept() {
    let mut world = World::new().await;
    let mut request = Request::new(echo_of("x"));
    request.set_timeout(Duration::from_millis(2_500));
    let answer = world.client.unary(request).await.unwrap().into_inner();
    assert_eq!(seen(&answer, "grpc-timeout"), [b"2500000u"]);

    // Slow is not dead: whoever sees the deadline first, no pause follows.
    for _ in 0..10 {
        let mut request = Request::new(EchoRequest {
            delay: Some(Duration::from_secs(60).try_into().unwrap()),
            ..echo_of("x")
        });
        request.set_timeout(Duration::from_millis(50));
        let status = world.client.unary(request).await.unwrap_err();
        assert!(matches!(status.code(), Code::DeadlineExceeded | Code::Cancelled), "{status}");
    }
    world.client.unary(echo_of("x")).await.unwrap();
    let slow = world.echo.wait(|seen| seen.cancelled == seen.begun - 2).await.cancelled;

    // Once answers flow neither this client nor this service looks at the deadline any more: the gateway does.
    let mut request = Request::new(repeat(1_000, 8, Duration::from_millis(50)));
    request.set_timeout(Duration::from_millis(600));
    let begin = Instant::now();
    let mut answers = world.client.repeat(request).await.unwrap().into_inner();
    let ended = loop {
        match answers.message().await {
            Ok(answer) => assert!(answer.is_some(), "the stream must not end as if all were said"),
            Err(status) => break refused(&status),
        }
    };
    assert_eq!((ended.code, ended.reason.as_str()), (Code::DeadlineExceeded, "CALL_TIMEOUT"));
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    world
        .auditor
        .event("call.failed", |record| record["method"] == "Repeat" && record["reason"] == "CALL_TIMEOUT")
        .await;
    world.echo.wait(|seen| seen.cancelled == slow + 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_given_up_while_its_start_is_being_recorded_has_an_end_on_record() {
    let mut world = World::new().await;
    let store = world.province.hold_store();
    let mut request = Request::new(echo_of("x"));
    request.set_timeout(Duration::from_secs(2));
    world.client.unary(request).await.unwrap_err();
    drop(store);
    world.auditor.event("call.failed", |record| record["reason"] == "CANCELLED").await;
    assert_eq!(world.auditor.events("call.started").await.len(), 1);
    world.echo.wait(|seen| seen.begun == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_ends_both_directions() {
    let mut world = World::new().await;
    let (say, saying) = tokio::sync::mpsc::channel(1);
    let mut request = Request::new(ReceiverStream::new(saying));
    request.set_timeout(Duration::from_millis(400));
    say.send(echo_of("x")).await.unwrap();
    let mut heard = world.client.chat(request).await.unwrap().into_inner();
    heard.message().await.unwrap().unwrap();
    let end =
        tokio::time::timeout(Duration::from_secs(10), heard.message()).await.expect("the deadline is kept");
    let ended = refused(&end.unwrap_err());
    assert_eq!((ended.code, ended.reason.as_str()), (Code::DeadlineExceeded, "CALL_TIMEOUT"));
    // The caller could still speak; nobody is kept waiting for it.
    world.echo.wait(|seen| seen.cancelled == 1).await;
    drop(say);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_does_not_begin_to_answer_in_its_time_ends_as_a_timeout() {
    let mut world = World::with(|offer| Offer { timeout: "300ms".into(), ..offer }).await;
    for round in 1..=3 {
        let request =
            EchoRequest { delay: Some(Duration::from_secs(60).try_into().unwrap()), ..echo_of("x") };
        let refused = refused(&world.client.unary(request).await.unwrap_err());
        assert_eq!((refused.code, refused.reason.as_str()), (Code::DeadlineExceeded, "CALL_TIMEOUT"));
        world.echo.wait(|seen| seen.cancelled == round).await;
    }
    assert_eq!(world.auditor.events("call.failed").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_goes_away_cancels_the_call_on_record() {
    let mut world = World::new().await;
    // While the service has said nothing.
    let waiting = {
        let mut client = world.client.clone();
        let request =
            EchoRequest { delay: Some(Duration::from_secs(60).try_into().unwrap()), ..echo_of("x") };
        tokio::spawn(async move { client.unary(request).await })
    };
    world.echo.wait(|seen| seen.begun == 1).await;
    waiting.abort();
    world.echo.wait(|seen| seen.cancelled == 1).await;
    // In the middle of its answers.
    let mut answers =
        world.client.repeat(repeat(1_000, 8, Duration::from_millis(20))).await.unwrap().into_inner();
    answers.message().await.unwrap().unwrap();
    drop(answers);
    world.echo.wait(|seen| seen.cancelled == 2).await;
    // With a stream open in both directions, and with the machine that held it gone.
    let machine = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (address, root) = (world.gateway.address("systems"), world.province.ca.root.clone());
    let identity = world.province.identity(CALLER);
    let conversation = machine.spawn(async move {
        let mut client =
            client(lienthong_tests::client::connect(address, &root, Some(&identity)).await.unwrap());
        let (say, saying) = tokio::sync::mpsc::channel(1);
        let mut heard = client.chat(ReceiverStream::new(saying)).await.unwrap().into_inner();
        say.send(echo_of("x")).await.unwrap();
        heard.message().await.unwrap().unwrap();
        (heard, say)
    });
    let _held = conversation.await.unwrap();
    machine.shutdown_background();
    world.echo.wait(|seen| seen.cancelled == 3).await;
    let failed = eventually("three records", || async {
        let failed = world.auditor.events("call.failed").await;
        (failed.len() == 3).then_some(failed)
    });
    let methods: Vec<_> =
        failed.await.into_iter().map(|record| (record["method"].clone(), record["reason"].clone())).collect();
    assert_eq!(methods, ["Unary", "Repeat", "Chat"].map(|method| (method.into(), "CANCELLED".into())));
    assert_eq!(world.auditor.events("call.answered").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_the_service_breaks_off_never_looks_complete() {
    let mut world = World::new().await;
    let mut answers =
        world.client.repeat(repeat(1_000, 8, Duration::from_millis(20))).await.unwrap().into_inner();
    answers.message().await.unwrap().unwrap();
    let World { echo, auditor, .. } = world;
    echo.stop().await;
    let ended = loop {
        match answers.message().await {
            Ok(answer) => assert!(answer.is_some(), "the stream must not end as if all were said"),
            Err(status) => break refused(&status),
        }
    };
    assert_eq!((ended.code, ended.reason.as_str()), (Code::Unavailable, "SERVICE_UNREACHABLE"));
    auditor.event("call.failed", |record| record["reason"] == "SERVICE_UNREACHABLE").await;
}
