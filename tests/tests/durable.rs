//! Promise 1: a receipt means durable.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use lienthong_tests::client::{Client, incoming, verdict};
use lienthong_tests::{Gateway, Province, eventually, hex, sha256};
use lienthong_wire::message::{DeliveryState, Verdict};
use serde_json::Value;

const ROUNDS: u32 = 5;
const SENDERS: u32 = 12;

type Receipts = Arc<Mutex<BTreeMap<String, String>>>;

/// Sends until the connection breaks; what was answered is kept.
async fn send_on(client: Client, round: u32, sender: u32, receipts: Receipts) {
    for number in 0.. {
        let id = format!("r{round}-s{sender}-{number}");
        match client.send(&id, &["H60.05"], body(&id)).await {
            Ok(sent) => drop(receipts.lock().unwrap().insert(id, sent.receipt.unwrap().jws)),
            Err(_) => return,
        }
    }
}

/// Takes and acknowledges until the connection breaks; what was acknowledged with success is kept.
async fn take_on(client: Client, taken: Arc<Mutex<BTreeSet<String>>>) {
    let Ok(mut stream) = client.open(false, Some(Duration::from_secs(1))).await else { return };
    while let Ok(Some(received)) = stream.message().await {
        if client.acknowledge(&received, verdict(Verdict::Accepted)).await.is_ok() {
            let id = incoming(&received).message_id.clone();
            assert!(taken.lock().unwrap().insert(id.clone()), "{id} was acknowledged and came again");
        }
    }
}

fn body(id: &str) -> String {
    format!("payload of {id}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_means_durable() {
    let province = Province::new();
    let mut gateway = Gateway::start(&province);
    let receipts = Receipts::default();
    let taken = Arc::new(Mutex::new(BTreeSet::new()));
    for round in 0..ROUNDS {
        let before = receipts.lock().unwrap().len();
        let mut tasks = tokio::task::JoinSet::new();
        for sender in 0..SENDERS {
            let client = gateway.system("H60.31/app").await;
            tasks.spawn(send_on(client, round, sender, Arc::clone(&receipts)));
        }
        tasks.spawn(take_on(gateway.system("H60.05/app").await, Arc::clone(&taken)));
        // The instant is random in the run of the group commits, though not from run to run of the test.
        let pause = 40 + u64::from(sha256(&round.to_le_bytes())[0]);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        gateway.kill();
        while let Some(ended) = tasks.join_next().await {
            ended.unwrap();
        }
        assert!(receipts.lock().unwrap().len() > before, "round {round} had no load");
        gateway.restart();
        let sender = gateway.system("H60.31/app").await;
        let known = receipts.lock().unwrap().clone();
        for (id, jws) in known.iter().filter(|(id, _)| id.starts_with(&format!("r{round}-"))) {
            let found = sender.message(id).await.unwrap_or_else(|error| panic!("{id} is lost: {error}"));
            assert_eq!(found.receipt.unwrap().jws, *jws, "{id}");
        }
    }
    // What is left comes once. What was held when the gateway was killed comes when its lease has run out.
    let department = gateway.system("H60.05/app").await;
    let sender = gateway.system("H60.31/app").await;
    let left = Mutex::new(BTreeSet::new());
    eventually("all are taken", || async {
        let mut stream = department.open(true, Some(Duration::from_secs(30))).await.unwrap();
        while let Some(received) = stream.message().await.unwrap() {
            let id = incoming(&received).message_id.clone();
            assert_eq!(received.payload, body(&id));
            assert!(!taken.lock().unwrap().contains(&id), "{id} was acknowledged and came again");
            department.acknowledge(&received, verdict(Verdict::Accepted)).await.unwrap();
            assert!(left.lock().unwrap().insert(id.clone()), "{id} came twice");
        }
        let ids: Vec<String> = receipts.lock().unwrap().keys().cloned().collect();
        for id in ids {
            if sender.message(&id).await.unwrap().deliveries[0].state() != DeliveryState::Accepted {
                return None;
            }
        }
        Some(())
    })
    .await;
    department.nothing_is_due().await;

    let receipts = receipts.lock().unwrap().clone();
    receipts_verify(&gateway, &receipts).await;
    assert_eq!(gateway.terminate(), 0);
    let verified = province.verify_log();
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    let records = province.published();
    let accepted: BTreeSet<&str> = records
        .iter()
        .filter(|record| record["event"] == "message.accepted")
        .map(|record| record["message_id"].as_str().unwrap())
        .collect();
    for id in receipts.keys() {
        assert!(accepted.contains(id.as_str()), "{id} has a receipt and no record");
    }
}

/// With the published key set and an implementation of JOSE that is not the gateway's own signer.
async fn receipts_verify(gateway: &Gateway, receipts: &BTreeMap<String, String>) {
    let answer = gateway.get("/.well-known/jwks.json", None).await;
    assert_eq!(answer.status, 200);
    let keys: JwkSet = serde_json::from_slice(&answer.body).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    for (id, jws) in receipts {
        let kid = jsonwebtoken::decode_header(jws).unwrap().kid.unwrap();
        let key = DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
        let claims = jsonwebtoken::decode::<Value>(jws, &key, &validation).unwrap().claims;
        assert_eq!(claims["message_id"], id.as_str());
        assert_eq!(claims["sha256"], hex(&sha256(body(id).as_bytes())));
        assert_eq!(claims["sender"], "H60.31/app");
        let cut = &jws[..jws.len() - 4];
        assert!(jsonwebtoken::decode::<Value>(cut, &key, &validation).is_err());
    }
}
