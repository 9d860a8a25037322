//! Promise 9: a reload is atomic. And of promise 8: a revocation list that is late degrades, and says so.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lienthong_tests::client::{Client, reason};
use lienthong_tests::{Gateway, Province, eventually};
use lienthong_wire::admin::{GetStatusRequest, ReloadRequest};

async fn administrator(province: &Province, gateway: &Gateway) -> Client {
    gateway.person(&province.person("o", &["operator", "administrator"], Some("H60"))).await
}

async fn revision(client: &Client) -> String {
    client.admin().get_status(GetStatusRequest {}).await.unwrap().into_inner().revision
}

async fn alarm(client: &Client, reason: &str, on: bool) {
    eventually(&format!("alarm {reason} is {on}"), || async {
        let found = client.alarms().await.iter().any(|alarm| alarm.reason == reason);
        (found == on).then_some(())
    })
    .await;
}

/// Sends without a pause until told to stop; every answer must be one of the two configurations'.
async fn load(client: Client, stop: Arc<AtomicBool>) -> usize {
    let mut sent = 0;
    while !stop.load(Ordering::Relaxed) {
        let id = format!("m-{:?}-{sent}", std::thread::current().id()).replace(['(', ')'], "");
        client
            .send(&id, &["H60.05"], "x")
            .await
            .unwrap_or_else(|error| panic!("a request was dropped: {error}"));
        sent += 1;
    }
    sent
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reload_is_atomic() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let operator = administrator(&province, &gateway).await;
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let first = revision(&operator).await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut senders = tokio::task::JoinSet::new();
    for system in ["H60.31/app", "H60.32/app", "H60.33/app"] {
        senders.spawn(load(gateway.system(system).await, Arc::clone(&stop)));
    }

    // Broken files of every kind: the configuration before stays in force, whole.
    let broken = [
        ("routes/9-default.toml", "[[route]]\nname = \"x\"\ntipe = \"document\"\n"),
        ("systems/9-default.toml", "[[system]]\nid = \"H60.05/app\""),
        ("agencies.csv", "code,name\n"),
        ("lienthong.toml", "not toml"),
        ("certs/issuer.jwks.json", "{"),
        ("certs/gateway.pem", "no certificate"),
    ];
    for (count, (name, text)) in broken.into_iter().enumerate() {
        let good = province.text(name);
        province.put(name, text);
        let answer = operator.admin().reload(ReloadRequest {}).await;
        assert_eq!(reason(answer), "CONFIG_INVALID", "{name}");
        assert_eq!(revision(&operator).await, first, "{name}");
        alarm(&operator, "CONFIG_REFUSED", true).await;
        // Each refusal is on record, with the revision that stays.
        eventually(&format!("{name} is on record"), || async {
            let records = province.published();
            let refused = |record: &&serde_json::Value| {
                record["event"] == "config.refused"
                    && record["reason"] == "CONFIG_INVALID"
                    && record["revision"] == first.as_str()
            };
            (records.iter().filter(refused).count() > count).then_some(())
        })
        .await;
        province.put(name, &good);
        operator.admin().reload(ReloadRequest {}).await.unwrap();
        alarm(&operator, "CONFIG_REFUSED", false).await;
    }

    // A good one: a new revision for all, and no request falls in between.
    let mut revisions = vec![first];
    for round in 0..5 {
        province.put("routes/1.toml", &format!("# round {round}\n"));
        let answer = operator.admin().reload(ReloadRequest {}).await.unwrap().into_inner();
        assert!(answer.changed);
        assert!(!revisions.contains(&answer.revision));
        assert_eq!(revision(&operator).await, answer.revision);
        let loaded = province
            .published_event("config.loaded", |record| record["revision"] == answer.revision.as_str())
            .await;
        assert_eq!(loaded["detail"]["before"], revisions[round].as_str());
        revisions.push(answer.revision);
    }
    // A change that nobody announced is found, too.
    province.put("routes/1.toml", "# found by itself\n");
    eventually("the files are looked at", || async {
        (revision(&operator).await != *revisions.last().unwrap()).then_some(())
    })
    .await;
    assert!(!gateway.log().contains("panicked"));
    stop.store(true, Ordering::Relaxed);
    let sent: usize = senders.join_all().await.into_iter().sum();
    assert!(sent > 50, "{sent} messages under load");
    // Every record names a revision that was in force as a whole.
    let last = revision(&operator).await;
    for record in auditor.events("message.accepted").await {
        let named = record["revision"].as_str().unwrap();
        assert!(named == last || revisions.iter().any(|known| known == named), "{named}");
    }
}

#[tokio::test]
async fn a_revoked_certificate_ends_at_once_and_the_others_go_on() {
    let province = Province::new();
    province.put("certs/ca.crl", &province.ca.revoke(&[], 2080));
    province.edit("lienthong.toml", "[\"certs/ca.pem\"]", "[\"certs/ca.pem\"]\ncrls = [\"certs/ca.crl\"]");
    let gateway = Gateway::start(&province);
    let operator = administrator(&province, &gateway).await;
    let (bad, good) = (gateway.system("H60.31/app").await, gateway.system("H60.32/app").await);
    let mut bad_stream = bad.open(false, None).await.unwrap();
    let mut good_stream = good.open(false, None).await.unwrap();
    province.put("certs/ca.crl", &province.ca.revoke(&[&province.identity("H60.31/app")], 2080));
    operator.admin().reload(ReloadRequest {}).await.unwrap();
    let ended =
        tokio::time::timeout(lienthong_tests::SOON, bad_stream.message()).await.expect("the stream ends");
    assert!(ended.is_err() || ended.unwrap().is_none());
    assert!(bad.send("m-1", &["H60.05"], "x").await.is_err(), "a new connection is refused as well");
    province.published_event("access.refused", |record| record["reason"] == "CERTIFICATE_REVOKED").await;
    gateway.system("H60.05/app").await.send("m-1", &["H60.32"], "x").await.unwrap();
    let received =
        tokio::time::timeout(lienthong_tests::SOON, good_stream.message()).await.expect("the other goes on");
    assert_eq!(received.unwrap().unwrap().payload, "x");
}

#[tokio::test]
async fn an_expired_revocation_list_degrades_or_refuses_as_the_policy_says() {
    for (policy, goes_on) in [("degrade", true), ("refuse", false)] {
        let province = Province::new();
        province.put("certs/ca.crl", &province.ca.revoke(&[&province.identity("H60.32/app")], 2025));
        let lines = format!("[\"certs/ca.pem\"]\ncrls = [\"certs/ca.crl\"]\ncrl_expired = \"{policy}\"");
        province.edit("lienthong.toml", "[\"certs/ca.pem\"]", &lines);
        let gateway = Gateway::start(&province);
        let operator = administrator(&province, &gateway).await;
        alarm(&operator, "CRL_EXPIRED", true).await;
        let send = async |system: &str| {
            let channel = gateway.channel("systems", Some(&province.identity(system))).await;
            let Ok(channel) = channel else { return false };
            Client::new(channel, None).send("m-1", &["H60.05"], "x").await.is_ok()
        };
        assert_eq!(send("H60.31/app").await, goes_on, "{policy}");
        assert!(!send("H60.32/app").await, "{policy}: who is on the list is refused in any case");
        if !goes_on {
            province.published_event("access.refused", |record| record["reason"] == "CRL_EXPIRED").await;
        }
        // A new list ends it, without a restart.
        province.put("certs/ca.crl", &province.ca.revoke(&[], 2080));
        operator.admin().reload(ReloadRequest {}).await.unwrap();
        alarm(&operator, "CRL_EXPIRED", false).await;
        assert!(send("H60.32/app").await, "{policy}: no longer on the list");
    }
}

#[tokio::test]
async fn a_new_certificate_of_the_gateway_needs_no_restart() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let operator = administrator(&province, &gateway).await;
    let open = gateway.system("H60.31/app").await;
    let serial = async || {
        let stream = gateway.tls("people", None, &["h2"]).await.unwrap();
        stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
    };
    let before = serial().await;
    let new = province.ca.issue(&[]);
    province.put("certs/gateway.key", &new.key);
    province.put("certs/gateway.pem", &new.certificate);
    operator.admin().reload(ReloadRequest {}).await.unwrap();
    assert_ne!(serial().await, before);
    open.send("m-1", &["H60.05"], "x").await.unwrap();
}
