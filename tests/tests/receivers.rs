//! To whom a message goes: lists, sets, agencies that changed, each receiver with its own state.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use lienthong_tests::client::{Client, incoming, message, refused, verdict};
use lienthong_tests::province::pull_system;
use lienthong_tests::{Gateway, Province};
use lienthong_wire::message::{Acknowledgement, PreviewRequest, SendRequest, Verdict};

fn at(mut request: SendRequest, created: &str) -> SendRequest {
    let created: jiff::Timestamp = created.parse().unwrap();
    let created = prost_types::Timestamp { seconds: created.as_second(), nanos: 0 };
    request.envelope.as_mut().unwrap().created_at = Some(created);
    request
}

async fn states(sender: &Client, id: &str) -> BTreeMap<String, (String, String)> {
    let deliveries = sender.message(id).await.unwrap().deliveries;
    let state = |delivery: &lienthong_wire::message::Delivery| {
        let name = delivery.state().as_str_name().trim_start_matches("DELIVERY_STATE_").to_owned();
        (delivery.receiver.clone(), (name, delivery.reason.clone()))
    };
    deliveries.iter().map(state).collect()
}

#[tokio::test]
async fn a_message_to_many_has_a_state_for_each() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let department = gateway.system("H60.05/app").await;
    let everyone = ["H60.31/app", "H60.32/app", "H60.33/app"];
    for (id, to) in [("list", &["H60.31", "H60.32/app", "H60.33"][..]), ("set", &["*commune@H60"][..])] {
        let sent = department.send(id, to, "x").await.unwrap();
        let planned: Vec<&str> = sent.deliveries.iter().map(|delivery| delivery.receiver.as_str()).collect();
        assert_eq!(planned, everyone, "{id}");
        assert_eq!(sent.unreachable, [], "{id}");
        gateway.system(everyone[0]).await.take(1).await;
        let (received, _stream) = gateway.system(everyone[1]).await.next().await;
        let refusal = Acknowledgement { reason: "NOT_OURS".into(), ..verdict(Verdict::Refused) };
        gateway.system(everyone[1]).await.acknowledge(&received, refusal).await.unwrap();
        let found = states(&department, id).await;
        let expected = [("ACCEPTED", ""), ("REFUSED", "NOT_OURS"), ("WAITING", "")];
        for (system, (state, reason)) in everyone.into_iter().zip(expected) {
            assert_eq!(found[system], (state.to_owned(), reason.to_owned()), "{id} to {system}");
        }
        gateway.system(everyone[2]).await.take(1).await;
        assert_eq!(states(&department, id).await[everyone[2]].0, "ACCEPTED");
    }
    // Nobody twice, and not more than the limit.
    let twice = refused(&department.send("twice", &["H60.31", "H60.31"], "x").await.unwrap_err());
    assert_eq!(twice.reason, "DUPLICATE_RECEIVER");
    let nobody = refused(&department.send("nobody", &["*district@H60.31"], "x").await.unwrap_err());
    assert_eq!(nobody.reason, "EMPTY_SET");
}

#[tokio::test]
async fn a_member_of_a_set_that_cannot_be_reached_is_named() {
    let province = Province::new();
    province.append("agencies.csv", "H60.34,Ủy ban nhân dân xã bốn,commune,2025-07-01,,,,\n");
    province.limits("max_receivers = 3");
    let gateway = Gateway::start(&province);
    let department = gateway.system("H60.05/app").await;
    let sent = department.send("set", &["*commune@H60"], "x").await.unwrap();
    assert_eq!(sent.deliveries.len(), 3);
    assert_eq!(sent.unreachable.len(), 1);
    assert_eq!(
        (sent.unreachable[0].agency.as_str(), sent.unreachable[0].reason.as_str()),
        ("H60.34", "NO_SYSTEM")
    );
    let four = department.send("four", &["H60.31", "H60.32", "H60.33", "H60.34"], "x").await;
    assert_eq!(refused(&four.unwrap_err()).reason, "TOO_MANY_RECEIVERS");
}

/// `H60.07` ended on 2025-07-01 and one took over; `H60.08` has two successors; `H60.09` is a district that ended,
/// and its code is used again for a commune.
#[tokio::test]
async fn a_message_for_a_dissolved_agency_goes_to_its_successor_or_says_who_they_are() {
    let province = Province::new();
    province.append(
        "agencies.csv",
        "H60.09,Huyện chín,district,2004-01-01,2025-07-01,H60.31,,\nH60.09,Xã chín,commune,2025-07-01,,,,\n",
    );
    province.put("systems/1.toml", &pull_system("H60.09/app", "opaque", "[\"khai-sinh/v1\"]"));
    let gateway = Gateway::start(&province);
    gateway.know("H60.09/app", province.identity("H60.09/app"));
    let department = gateway.system("H60.05/app").await;
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let (before, after) = ("2025-06-30T16:59:59Z", "2025-06-30T17:00:00Z");
    // Midnight in Vietnam divides the two.
    let cases = [
        ("dissolved-before", "H60.07", before, "H60.31/app", "H60.07"),
        ("dissolved-after", "H60.07", after, "H60.31/app", "H60.07"),
        ("code-before", "H60.09", before, "H60.31/app", "H60.09"),
        ("code-after", "H60.09", after, "H60.09/app", ""),
    ];
    for (id, to, created, expected, forwarded) in cases {
        let sent = department.send_request(at(message(id, &[to], "x"), created)).await;
        let sent = sent.unwrap_or_else(|status| panic!("{id}: {status}"));
        let planned = &sent.deliveries[0];
        assert_eq!(
            (planned.receiver.as_str(), planned.forwarded_from.as_str()),
            (expected, forwarded),
            "{id}"
        );
        // The receipt, the record and the receiver say so as well.
        let jws = sent.receipt.unwrap().jws;
        let claims = jsonwebtoken::dangerous::insecure_decode_claims::<serde_json::Value>(&jws).unwrap();
        let record = auditor.event("message.accepted", |record| record["message_id"] == id).await;
        let received = gateway.system(expected).await.take(1).await;
        let said = [&claims["deliveries"][0]["forwarded_from"], &record["receivers"][0]["forwarded_from"]];
        assert!(said.iter().all(|said| said.as_str().unwrap_or_default() == forwarded), "{id}: {said:?}");
        assert_eq!(incoming(&received[0]).forwarded_from, forwarded, "{id}");
    }
    let split = refused(&department.send("split", &["H60.08"], "x").await.unwrap_err());
    assert_eq!(split.reason, "RECEIVER_CLOSED");
    assert!(
        split.vietnamese.contains("H60.32") && split.vietnamese.contains("H60.33"),
        "{}",
        split.vietnamese
    );
    // By the rule of another route the successors are only named.
    province.edit("routes/9-default.toml", "when_closed = \"forward\"", "when_closed = \"refuse\"");
    gateway.signal("HUP");
    lienthong_tests::eventually("the rule is in force", || async {
        let status = department
            .messages()
            .preview(PreviewRequest { envelope: message("p", &["H60.07"], "").envelope, payload_size: 1 })
            .await;
        status.err().filter(|status| {
            refused(status).reason == "RECEIVER_CLOSED" && status.message().contains("H60.31")
        })
    })
    .await;
}
