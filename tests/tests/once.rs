//! Promise 2: once.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::time::Duration;

use lienthong_tests::client::{incoming, reason, refused, verdict};
use lienthong_tests::{Gateway, Province};
use lienthong_wire::admin::ReloadRequest;
use lienthong_wire::message::{Acknowledgement, Verdict};
use tonic::Code;

#[tokio::test]
async fn the_same_message_gets_the_same_receipt_for_ever() {
    let province = Province::new();
    let mut gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    let first = commune.send("m-1", &["H60.05"], "one").await.unwrap();
    assert!(!first.duplicate && first.deliveries.len() == 1);
    let same = |again: lienthong_wire::message::SendResponse| {
        assert!(again.duplicate);
        assert_eq!(again.receipt, first.receipt);
    };
    same(commune.send("m-1", &["H60.05"], "one").await.unwrap());
    gateway.kill();
    gateway.restart();
    let commune = gateway.system("H60.31/app").await;
    same(commune.send("m-1", &["H60.05"], "one").await.unwrap());

    // The route is gone: nothing new goes through, and what was accepted stays accepted.
    province.edit("routes/9-default.toml", "to = [\"H60.05/app\"]", "to = [\"H60.32/app\"]");
    let operator = gateway.person(&province.person("o", &["administrator"], Some("H60"))).await;
    operator.admin().reload(ReloadRequest {}).await.unwrap();
    assert_eq!(reason(commune.send("m-2", &["H60.05"], "two").await), "NO_ROUTE");
    same(commune.send("m-1", &["H60.05"], "one").await.unwrap());

    // The id belongs to the sender: another one's is another message.
    let other = gateway.system("H60.05/app").await;
    assert!(!other.send("m-1", &["H60.31"], "three").await.unwrap().duplicate);
}

#[tokio::test]
async fn other_bytes_under_a_known_id_are_refused_and_recorded() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    commune.send("m-1", &["H60.05"], "one").await.unwrap();
    let refusal = refused(&commune.send("m-1", &["H60.05"], "two").await.unwrap_err());
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::AlreadyExists, "MESSAGE_ID_REUSED"));
    assert_eq!(refusal.vietnamese, "Mã thông điệp m-1 đã được dùng cho nội dung khác.");
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let record = auditor.event("message.refused", |record| record["message_id"] == "m-1").await;
    assert_eq!(record["reason"], "MESSAGE_ID_REUSED");
    // Which bytes came now, and which came first.
    let sha256 = |text: &str| format!("SHA-256 {}", lienthong_model::Digest::of(text.as_bytes()));
    let [found, expected] = ["found", "expected"].map(|key| record["detail"][key].as_str().unwrap());
    assert_eq!([found, expected], [sha256("two"), sha256("one")]);
    assert_eq!(refusal.metadata["expected"], expected);
    let taken = gateway.system("H60.05/app").await.take(1).await;
    assert_eq!(taken[0].payload, "one", "the first stands");
}

#[tokio::test]
async fn a_message_sent_many_times_at_once_is_one() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let client = gateway.system("H60.31/app").await;
        tasks.spawn(async move { client.send("m-1", &["H60.05"], "one").await.unwrap() });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| !answer.duplicate).count(), 1);
    let receipts: BTreeSet<_> = answers.iter().map(|answer| answer.receipt.clone().unwrap().jws).collect();
    assert_eq!(receipts.len(), 1);
    let department = gateway.system("H60.05/app").await;
    department.take(1).await;
    department.nothing_is_due().await;
}

#[tokio::test]
async fn a_redelivery_says_so_and_an_older_attempt_does_not_count() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    gateway.system("H60.31/app").await.send("m-1", &["H60.05"], "one").await.unwrap();
    let department = gateway.system("H60.05/app").await;
    let (first, stream) = department.next().await;
    assert_eq!((incoming(&first).attempt, incoming(&first).redelivery), (1, false));
    // The stream ends without an acknowledgement: what it held comes again, at once and not after the lease.
    drop(stream);
    let (second, _stream) = department.next().await;
    assert_eq!((incoming(&second).attempt, incoming(&second).redelivery), (2, true));
    assert_eq!(incoming(&second).delivery_id, incoming(&first).delivery_id);

    let stale = department.acknowledge(&first, verdict(Verdict::Accepted)).await;
    assert_eq!(refused(&stale.unwrap_err()).reason, "STALE_ATTEMPT");
    assert!(!department.acknowledge(&second, verdict(Verdict::Accepted)).await.unwrap().duplicate);
    assert!(department.acknowledge(&second, verdict(Verdict::Accepted)).await.unwrap().duplicate);
    let refusal = Acknowledgement { reason: "TOO_LATE".into(), ..verdict(Verdict::Refused) };
    assert_eq!(reason(department.acknowledge(&second, refusal).await), "DELIVERY_ENDED");

    // Another system's delivery is no delivery.
    let stranger = gateway.system("H60.32/app").await;
    let foreign = stranger.acknowledge(&second, verdict(Verdict::Accepted)).await;
    assert_eq!(reason(foreign), "NOT_FOUND");
}

#[tokio::test]
async fn a_lease_that_runs_out_gives_the_message_to_the_next() {
    let province = Province::new();
    let mut gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    commune.send("m-1", &["H60.05"], "one").await.unwrap();
    let department = gateway.system("H60.05/app").await;
    let mut stream = department.open(false, Some(Duration::from_secs(1))).await.unwrap();
    for attempt in 1..=2 {
        let received = stream.message().await.unwrap().unwrap();
        assert_eq!((incoming(&received).attempt, incoming(&received).redelivery), (attempt, attempt > 1));
    }
    // Killed while a receiver holds the message: the attempt counts, the message is not lost.
    gateway.kill();
    gateway.restart();
    let (third, _stream) = gateway.system("H60.05/app").await.next().await;
    assert_eq!((incoming(&third).attempt, incoming(&third).redelivery), (3, true));
    assert_eq!(third.payload, "one");
}

#[tokio::test]
async fn a_refusal_by_the_receiver_is_final_and_reaches_the_sender() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    commune.send("m-1", &["H60.05"], "one").await.unwrap();
    let department = gateway.system("H60.05/app").await;
    let (received, stream) = department.next().await;
    let bad = Acknowledgement { reason: "not a reason".into(), ..verdict(Verdict::Refused) };
    assert_eq!(reason(department.acknowledge(&received, bad).await), "INVALID_FIELD");
    let refusal = Acknowledgement { reason: "WRONG_OFFICE".into(), ..verdict(Verdict::Refused) };
    department.acknowledge(&received, refusal).await.unwrap();
    drop(stream);
    department.nothing_is_due().await;
    let delivery = commune.message("m-1").await.unwrap().deliveries.remove(0);
    assert_eq!(
        (delivery.state().as_str_name(), delivery.reason.as_str()),
        ("DELIVERY_STATE_REFUSED", "WRONG_OFFICE")
    );
    let notice = commune.take(1).await.remove(0);
    assert_eq!(incoming(&notice).r#type, "delivery-notice");
    let said: serde_json::Value = serde_json::from_slice(&notice.payload).unwrap();
    assert_eq!(
        (&said["message_id"], &said["state"], &said["reason"]),
        (&"m-1".into(), &"refused".into(), &"WRONG_OFFICE".into())
    );
}
