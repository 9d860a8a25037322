//! Delivery over time: order, isolation, dead letters, expiry.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, Instant};

use lienthong_tests::client::{Client, incoming, message, reason, verdict};
use lienthong_tests::{Gateway, Province, SOON, eventually};
use lienthong_wire::admin::{DeadLetter, ListDeadLettersRequest, ReplayDeadLetterRequest};
use lienthong_wire::message::{Acknowledgement, SendRequest, Verdict};

fn case(id: &str, case_key: &str) -> SendRequest {
    let mut request = message(id, &["H60.05"], id.to_owned());
    request.envelope.as_mut().unwrap().case_key = case_key.to_owned();
    request
}

async fn operator(province: &Province, gateway: &Gateway) -> Client {
    gateway.person(&province.person("o", &["operator"], Some("H60"))).await
}

/// The default routes with other times.
fn short_lived(times: &str) -> Province {
    let province = Province::new();
    province.edit(
        "routes/9-default.toml",
        "deliver = { order_by = \"case\" }",
        &format!("deliver = {{ {times} }}"),
    );
    province
}

#[tokio::test]
async fn messages_of_one_case_arrive_in_order_even_when_the_first_fails() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    for (id, key) in [("a1", "A"), ("a2", "A"), ("b1", "B"), ("a3", "A"), ("free", "")] {
        commune.send_request(case(id, key)).await.unwrap();
    }
    // The same key of another sender is another case.
    gateway.system("H60.32/app").await.send_request(case("other", "A")).await.unwrap();
    let department = gateway.system("H60.05/app").await;
    let mut stream = department.open(false, None).await.unwrap();
    let mut came = Vec::new();
    while !came.iter().any(|id| id == "a3") {
        let next = tokio::time::timeout(SOON, stream.message()).await.expect("more comes");
        let received = next.unwrap().unwrap();
        let (id, attempt) = (incoming(&received).message_id.clone(), incoming(&received).attempt);
        if id == "a1" && attempt == 1 {
            let retry_after = Some(prost_types::Duration { seconds: 1, nanos: 0 });
            let later = Acknowledgement { retry_after, ..verdict(Verdict::Retry) };
            department.acknowledge(&received, later).await.unwrap();
        } else {
            department.acknowledge(&received, verdict(Verdict::Accepted)).await.unwrap();
            came.push(id);
        }
    }
    let position =
        |id: &str| came.iter().position(|came| came == id).unwrap_or_else(|| panic!("{id} in {came:?}"));
    assert!(position("a1") < position("a2") && position("a2") < position("a3"), "{came:?}");
    for free in ["b1", "free", "other"] {
        assert!(position(free) < position("a1"), "{free} waited for another case: {came:?}");
    }
}

#[tokio::test]
async fn a_dead_receiver_delays_nobody_else() {
    let province = Province::new();
    // One takes connections and never answers, one is not there.
    let hanging = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = hanging.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = hanging.accept().await {
            held.push(stream);
        }
    });
    let push = |system: &str, port: u16| {
        let from = format!(
            "id = \"{system}\"\ntitle = \"{system}\"\nformat = \"opaque\"\nreceives = [\"khai-sinh/v1\"]\nconnector = {{ kind = \"pull\" }}"
        );
        let to = from.replace(
            "kind = \"pull\"",
            &format!("kind = \"grpc\", address = \"http://127.0.0.1:{port}\", plaintext = true"),
        );
        province.edit("systems/9-default.toml", &from, &to);
    };
    push("H60.31/app", port);
    push("H60.32/app", 1);
    let gateway = Gateway::start(&province);
    let department = gateway.system("H60.05/app").await;
    for number in 0..40 {
        department.send(&format!("m-{number}"), &["H60.31", "H60.32", "H60.33"], "x").await.unwrap();
    }
    let began = Instant::now();
    let taken = gateway.system("H60.33/app").await.take(40).await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert!(taken.iter().all(|received| incoming(received).attempt == 1));
    eventually("the failure is seen", || async {
        let deliveries = department.message("m-0").await.unwrap().deliveries;
        deliveries
            .into_iter()
            .find(|delivery| delivery.receiver == "H60.32/app" && !delivery.reason.is_empty())
    })
    .await;
}

async fn dead(operator: &Client) -> Vec<DeadLetter> {
    let request = ListDeadLettersRequest::default();
    operator.admin().list_dead_letters(request).await.unwrap().into_inner().dead_letters
}

/// Takes the next delivery and says "later"; its time for attempts is over by then.
async fn fail_once(department: &Client) {
    let (received, _stream) = department.next().await;
    department.acknowledge(&received, verdict(Verdict::Retry)).await.unwrap();
}

#[tokio::test]
async fn a_dead_letter_is_listed_replayed_and_linked_up_to_a_cap() {
    let province = short_lived("retry_for = \"1s\"");
    let gateway = Gateway::start(&province);
    let operator = operator(&province, &gateway).await;
    let (commune, department) = (gateway.system("H60.31/app").await, gateway.system("H60.05/app").await);
    commune.send("m-1", &["H60.05"], "x").await.unwrap();
    assert!(dead(&operator).await.is_empty());
    tokio::time::sleep(Duration::from_millis(1100)).await;
    fail_once(&department).await;
    let letter = dead(&operator).await.remove(0);
    let original = letter.delivery.as_ref().unwrap().delivery_id.clone();
    assert_eq!(
        (letter.message_id.as_str(), letter.sender.as_str(), letter.replays),
        ("m-1", "H60.31/app", 0)
    );
    let notice = commune.take(1).await.remove(0);
    let said: serde_json::Value = serde_json::from_slice(&notice.payload).unwrap();
    assert_eq!((&said["message_id"], &said["state"]), (&"m-1".into(), &"dead".into()));

    let replay = |delivery_id: &str| {
        let request = ReplayDeadLetterRequest { delivery_id: delivery_id.to_owned(), cap: 2 };
        let mut admin = operator.admin();
        async move { admin.replay_dead_letter(request).await.map(tonic::Response::into_inner) }
    };
    let mut last = original.clone();
    for count in 1..=2 {
        let replayed = replay(&last).await.unwrap();
        assert_eq!((replayed.count, &replayed.original_delivery_id), (count, &original));
        let (received, _stream) = department.next().await;
        assert!(incoming(&received).redelivery, "a replay may have been seen before");
        assert_eq!(incoming(&received).delivery_id, replayed.delivery_id);
        assert_eq!(reason(replay(&replayed.delivery_id).await), "NOT_REPLAYABLE", "it is open");
        let refusal = Acknowledgement { reason: "STILL_NOT".into(), ..verdict(Verdict::Refused) };
        department.acknowledge(&received, refusal).await.unwrap();
        last = replayed.delivery_id;
    }
    assert_eq!(reason(replay(&last).await), "NOT_REPLAYABLE", "the cap");
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let records = auditor.events("delivery.replayed").await;
    assert_eq!(records.len(), 2);
    for (record, count) in records.iter().zip(["1", "2"]) {
        assert_eq!(
            (&record["detail"]["original"], &record["detail"]["count"]),
            (&original.clone().into(), &count.into())
        );
        assert!(record["actor"].as_str().unwrap().starts_with("person:"));
    }
    assert_eq!(reason(replay("999999").await), "NOT_FOUND");
}

#[tokio::test]
async fn expiry_is_told_to_the_sender_and_the_message_comes_no_more() {
    let province = short_lived("retry_for = \"1s\", ttl = \"1s\"");
    let gateway = Gateway::start(&province);
    let (commune, department) = (gateway.system("H60.31/app").await, gateway.system("H60.05/app").await);
    commune.send("m-1", &["H60.05"], "x").await.unwrap();
    let notice = commune.take(1).await.remove(0);
    let said: serde_json::Value = serde_json::from_slice(&notice.payload).unwrap();
    assert_eq!(
        (&said["message_id"], &said["state"], &said["receiver"]),
        (&"m-1".into(), &"expired".into(), &"H60.05/app".into())
    );
    department.nothing_is_due().await;
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    auditor.event("delivery.expired", |record| record["message_id"] == "m-1").await;
    commune.nothing_is_due().await;
}
