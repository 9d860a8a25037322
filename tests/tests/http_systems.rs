//! Systems that are pushed to over HTTP: what they get, what their answers mean, and whom the gateway takes for them.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use lienthong_tests::authority::self_signed;
use lienthong_tests::pushed::{SENDER, http, outcome, province};
use lienthong_tests::{Authority, Gateway, Reply, Web, WebTls, eventually, hex, sha256};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_arrives_with_what_tells_a_redelivery_from_a_first() {
    let web = Web::start(|_, number| match number {
        0 => Reply::says(503, "").with("retry-after", "1"),
        _ => Reply::says(200, "ok"),
    })
    .await;
    let keys =
        "method = \"PUT\"\ncontent_type = \"application/x-khai-sinh\"\nheaders = { dstcode = \"VN.1\" }\n";
    let province = province(&[("s", http(&web.url("/nhan?don-vi=H60.05"), keys))]);
    let gateway = Gateway::start(&province);
    let sender = gateway.system(SENDER).await;
    sender.send("m-1", &["H60.05/s"], "hồ sơ: ặ ẫ ở ỹ").await.unwrap();
    assert_eq!(
        outcome(&sender, "m-1", |found| found != "waiting" && found != "waiting HTTP_503").await,
        "accepted"
    );
    let asked = web.asked();
    assert_eq!(asked.len(), 2);
    for (asked, attempt, redelivery) in [(&asked[0], "1", "false"), (&asked[1], "2", "true")] {
        assert_eq!((asked.method.as_str(), asked.path.as_str()), ("PUT", "/nhan?don-vi=H60.05"));
        assert_eq!(asked.text(), "hồ sơ: ặ ẫ ở ỹ");
        for (name, value) in [
            ("lienthong-message-id", "m-1"),
            ("lienthong-sender", SENDER),
            ("lienthong-type", "khai-sinh/v1"),
            ("lienthong-format", "opaque"),
            ("lienthong-attempt", attempt),
            ("lienthong-redelivery", redelivery),
            ("lienthong-sha256", &hex(&sha256(&asked.body))),
            ("content-type", "application/x-khai-sinh"),
            ("dstcode", "VN.1"),
            ("host", &format!("localhost:{}", web.address.port())),
        ] {
            assert_eq!(asked.header(name), value, "{name}");
        }
    }
    assert_eq!(asked[0].header("lienthong-delivery-id"), asked[1].header("lienthong-delivery-id"));
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let events = auditor.timeline(SENDER, "m-1").await;
    let events: Vec<_> = events.iter().map(|record| record["event"].as_str().unwrap()).collect();
    assert_eq!(events[1..], ["delivery.started", "delivery.failed", "delivery.started", "delivery.accepted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_means_the_same_for_every_message() {
    let elsewhere = Web::start(|_, _| Reply::says(200, "")).await;
    let away = elsewhere.url("/login");
    let web = Web::start(move |asked, _| {
        let id = asked.header("lienthong-message-id");
        match id.split_once('-').map(|(_, rest)| rest) {
            Some("302") => Reply::says(302, "").with("location", away.clone()),
            Some("page") => Reply::says(200, "\r\n<!DOCTYPE html><title>Đăng nhập</title>"),
            Some("no") => Reply::says(200, r#"{"error_code":-1,"message":"thất bại"}"#),
            Some("yes") => Reply::says(200, r#"{"error_code":"00","message":"thành công"}"#),
            Some("text") => Reply::says(200, "OK"),
            Some("closes") => Reply::Closes,
            Some("endless") => Reply::Endless,
            Some("slow") => Reply::Waits(Duration::from_secs(30)),
            Some(status) => Reply::says(status.parse().unwrap(), ""),
            None => panic!("{id}"),
        }
    })
    .await;
    let rule = "timeout = \"2s\"\nsuccess = { path = \"error_code\", is = [\"0\", \"00\"] }\n";
    let province =
        province(&[("s", http(&web.url("/"), "timeout = \"2s\"\n")), ("rule", http(&web.url("/"), rule))]);
    let gateway = Gateway::start(&province);
    let sender = gateway.system(SENDER).await;
    let cases = [
        ("s", "204", "accepted"),
        ("s", "302", "refused HTTP_302"),
        ("s", "404", "refused HTTP_404"),
        ("s", "413", "refused HTTP_413"),
        ("s", "401", "waiting HTTP_401"),
        ("s", "429", "waiting HTTP_429"),
        ("s", "500", "waiting HTTP_500"),
        ("s", "yes", "accepted"),
        ("s", "no", "accepted"),
        ("rule", "yes", "accepted"),
        ("rule", "no", "refused RECEIVER_SAID_NO"),
        ("rule", "text", "waiting ANSWER_UNREADABLE"),
        ("rule", "endless", "waiting ANSWER_TOO_LARGE"),
        ("s", "page", "waiting HTML_ANSWER"),
        ("rule", "closes", "waiting CONNECTION_BROKEN"),
        ("s", "slow", "waiting DEADLINE_EXCEEDED"),
    ];
    for (system, what, expected) in cases {
        let id = format!("{system}-{what}");
        sender.send(&id, &[&format!("H60.05/{system}")], "x").await.unwrap();
        assert_eq!(outcome(&sender, &id, |found| found != "waiting").await, expected, "{id}");
    }
    // What came in the place of what, and nothing that the server wrote.
    for (id, event, words) in [
        ("s-302", "delivery.refused", ["HTTP 302", "HTTP 2xx"]),
        ("s-500", "delivery.failed", ["HTTP 500", "HTTP 2xx"]),
        ("s-page", "delivery.failed", ["a web page", "an answer of the service"]),
        ("rule-no", "delivery.refused", ["another value at error_code", "0 | 00"]),
        ("rule-text", "delivery.failed", ["neither JSON nor XML", "JSON or XML with error_code"]),
        ("rule-endless", "delivery.failed", ["more than 1048576 bytes", "at most 1048576 bytes"]),
    ] {
        let record = province.published_event(event, |record| record["message_id"] == id).await;
        let said = ["found", "expected"].map(|key| record["detail"][key].as_str().unwrap_or_default());
        assert_eq!(said, words, "{id}: {record}");
    }
    assert!(elsewhere.asked().is_empty(), "a redirect is not followed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_speaks_only_to_the_server_that_is_meant() {
    let other_root = Authority::named("another root");
    let (alone, stranger) = (self_signed(), self_signed());
    let province_ca = Authority::named("the servers' root");
    let ours = province_ca.issue(&[]);
    let tls = |identity: &lienthong_tests::Identity, is_old| WebTls {
        identity: identity.clone(),
        is_old,
        client_root: None,
        requires: false,
    };
    let accept = |_: &_, _| Reply::says(200, "");
    let signed = Web::start_tls(tls(&ours, false), accept).await;
    let lonely = Web::start_tls(tls(&alone, false), accept).await;
    let old = Web::start_tls(tls(&ours, true), accept).await;
    let (pin, wrong, both) = (hex(&alone.digest), hex(&stranger.digest), hex(&ours.digest));
    let (ca, other) = ("ca = \"certs/servers.pem\"\n", "ca = \"certs/other.pem\"\n");
    let cases = [
        ("root", http(&signed.url("/"), ca), "accepted"),
        ("strange-root", http(&signed.url("/"), other), "waiting CERTIFICATE_NOT_TRUSTED"),
        ("root-of-the-node", http(&signed.url("/"), ""), "waiting CERTIFICATE_NOT_TRUSTED"),
        ("pin", http(&lonely.url("/"), &format!("sha256 = \"{pin}\"\n")), "accepted"),
        (
            "new-pin-as-well",
            http(&lonely.url("/"), &format!("sha256 = [\"{wrong}\", \"{pin}\"]\n")),
            "accepted",
        ),
        (
            "wrong-pin",
            http(&lonely.url("/"), &format!("sha256 = \"{wrong}\"\n")),
            "waiting CERTIFICATE_NOT_TRUSTED",
        ),
        ("root-and-pin", http(&signed.url("/"), &format!("{ca}sha256 = \"{both}\"\n")), "accepted"),
        (
            "pin-but-root",
            http(&signed.url("/"), &format!("{other}sha256 = \"{both}\"\n")),
            "waiting CERTIFICATE_NOT_TRUSTED",
        ),
        (
            "root-but-pin",
            http(&signed.url("/"), &format!("{ca}sha256 = \"{wrong}\"\n")),
            "waiting CERTIFICATE_NOT_TRUSTED",
        ),
        ("old", http(&old.url("/"), ca), "waiting TLS_FAILED"),
        ("old-allowed", http(&old.url("/"), &format!("{ca}tls_min = \"1.2\"\n")), "accepted"),
        ("nobody", http("https://localhost:1/", ca), "waiting CONNECTION_FAILED"),
        // No name server is asked for a label of more than 63 letters (RFC 1035, 2.3.4).
        ("unknown", http(&format!("https://{}.vn/", "x".repeat(64)), ca), "waiting HOST_NOT_FOUND"),
    ];
    let systems: Vec<_> = cases.iter().map(|(name, keys, _)| (*name, keys.clone())).collect();
    let province = province(&systems);
    province.put("certs/servers.pem", &province_ca.root);
    province.put("certs/other.pem", &other_root.root);
    let gateway = Gateway::start(&province);
    let sender = gateway.system(SENDER).await;
    for (name, _, expected) in &cases {
        sender.send(name, &[&format!("H60.05/{name}")], "x").await.unwrap();
        assert_eq!(outcome(&sender, name, |found| found != "waiting").await, *expected, "{name}");
    }
    let counts = [signed.asked().len(), lonely.asked().len(), old.asked().len()];
    assert_eq!(counts, [2, 2, 1], "nothing was said to a server that is not the one");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_shows_its_certificate_only_where_that_is_asked_for() {
    let authority = Authority::new();
    let identity = authority.issue(&[]);
    // The gateway's certificate is of the province's own root, which is made with the province.
    let province = province(&[]);
    let start = |requires| {
        let (identity, client_root) = (identity.clone(), Some(province.ca.root.clone()));
        Web::start_tls(WebTls { identity, is_old: false, client_root, requires }, |_, _| Reply::says(200, ""))
    };
    let (web, strict) = (start(false).await, start(true).await);
    province.put("certs/servers.pem", &authority.root);
    let systems = ["quiet", "shown", "missed"].map(|name| {
        let more = if name == "shown" { "present_certificate = true\n" } else { "" };
        let web = if name == "missed" { &strict } else { &web };
        let keys = http(&web.url("/"), &format!("ca = \"certs/servers.pem\"\n{more}"));
        format!(
            "[[system]]\nid = \"H60.05/{name}\"\ntitle = \"x\"\nformat = \"opaque\"\nreceives = [\"khai-sinh/v1\"]\n[system.connector]\n{keys}\n"
        )
    });
    province.put("systems/1-http.toml", &systems.concat());
    province.edit(
        "routes/1-http.toml",
        "to = []",
        "to = [\"H60.05/quiet\", \"H60.05/shown\", \"H60.05/missed\"]",
    );
    let gateway = Gateway::start(&province);
    let sender = gateway.system(SENDER).await;
    for (name, expected) in [("quiet", false), ("shown", true)] {
        sender.send(name, &[&format!("H60.05/{name}")], "x").await.unwrap();
        assert_eq!(outcome(&sender, name, |found| found != "waiting").await, "accepted");
        assert_eq!(web.asked().last().unwrap().has_certificate, expected, "{name}");
    }
    sender.send("missed", &["H60.05/missed"], "x").await.unwrap();
    // A server that closes at once may be gone before its word is read; the next attempt reads it.
    outcome(&sender, "missed", |found| found == "waiting OWN_CERTIFICATE_REFUSED").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_read_where_it_is_now_and_never_shown() {
    let web = Web::start(|asked, _| match asked.header("authorization") {
        "Basic cXVhbnRyaTptOmkgMjAyNg==" => Reply::says(200, ""),
        _ => Reply::says(401, "").with("retry-after", "1"),
    })
    .await;
    let basic = "auth = { basic = { user = \"quantri\", password = { file = \"keys/password\" } } }\n";
    let bearer = "auth = { bearer = { token = { file = \"keys/none-yet\" } } }\n";
    let own = "auth = { header = { name = \"X-SecretKey\", value = { file = \"keys/own\" } } }\n";
    let province = province(&[
        ("basic", http(&web.url("/basic"), basic)),
        ("bearer", http(&web.url("/bearer"), bearer)),
        ("own", http(&web.url("/own"), own)),
    ]);
    province.put("keys/password", "mat-khau-cu-0001\n");
    province.put("keys/own", "khoa-rieng-0002");
    let gateway = Gateway::start(&province);
    let sender = gateway.system(SENDER).await;
    sender.send("m-1", &["H60.05/basic"], "x").await.unwrap();
    assert_eq!(outcome(&sender, "m-1", |found| found != "waiting").await, "waiting HTTP_401");
    sender.send("m-2", &["H60.05/bearer"], "x").await.unwrap();
    assert_eq!(outcome(&sender, "m-2", |found| found != "waiting").await, "waiting SECRET_MISSING");
    sender.send("m-3", &["H60.05/own"], "x").await.unwrap();
    assert_eq!(outcome(&sender, "m-3", |found| found != "waiting").await, "waiting HTTP_401");
    // The passwords change; nobody tells the gateway.
    province.put("keys/password", "m:i 2026\r\n");
    province.put("keys/none-yet", "the-moi-0003");
    assert_eq!(outcome(&sender, "m-1", |found| !found.starts_with("waiting")).await, "accepted");
    let asked = eventually("the token is used", || async {
        web.asked().into_iter().find(|asked| asked.path == "/bearer")
    })
    .await;
    assert_eq!(asked.header("authorization"), "Bearer the-moi-0003");
    let own = web.asked().into_iter().find(|asked| asked.path == "/own").unwrap();
    assert_eq!(own.header("x-secretkey"), "khoa-rieng-0002");
    let log = gateway.log();
    for secret in ["mat-khau-cu", "m:i 2026", "the-moi", "khoa-rieng", "cXVhbnRyaT"] {
        assert!(!log.contains(secret), "the log shows {secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_serves_one_message_after_the_other() {
    let web = Web::start(|_, _| Reply::says(200, "")).await;
    let province = province(&[("s", http(&web.url("/"), ""))]);
    let gateway = Gateway::start(&province);
    let sender = gateway.system(SENDER).await;
    for number in 0..5 {
        let id = format!("m-{number}");
        sender.send(&id, &["H60.05/s"], "x").await.unwrap();
        assert_eq!(outcome(&sender, &id, |found| found != "waiting").await, "accepted");
    }
    assert!(web.asked().iter().all(|asked| asked.connection == 0), "{:?}", web.asked());
}
