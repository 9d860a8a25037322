//! Promise 4: deny by default. The sender is who its certificate or token says, never what the message says.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::{Client, message, reason, refused};
use lienthong_tests::letters::letter;
use lienthong_tests::province::pull_system;
use lienthong_tests::{Gateway, Province};
use lienthong_wire::admin::{GetStatusRequest, ReloadRequest};
use lienthong_wire::audit::SearchRequest;
use lienthong_wire::message::{Envelope, SendRequest};
use tonic::Code;

struct World {
    province: Province,
    gateway: Gateway,
    auditor: Client,
}

async fn world() -> World {
    let province = Province::new();
    let disabled = pull_system("H60.33/off", "opaque", "[\"khai-sinh/v1\"]") + "enabled = false\n";
    province.put("systems/1.toml", &disabled);
    let gateway = Gateway::start(&province);
    gateway.know("H60.33/off", province.identity("H60.33/off"));
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    World { province, gateway, auditor }
}

fn typed(id: &str, kind: &str, to: &[&str], payload: &str) -> SendRequest {
    let mut request = message(id, to, payload.to_owned());
    request.envelope.as_mut().unwrap().r#type = kind.to_owned();
    request
}

#[tokio::test]
async fn what_no_route_lets_through_does_not_travel() {
    let World { gateway, auditor, .. } = world().await;
    let cases = [
        ("commune to commune", "H60.31/app", "khai-sinh/v1", "H60.32", "NO_ROUTE"),
        ("a type that no route names", "H60.31/app", "khai-tu/v1", "H60.05", "NO_ROUTE"),
        ("a system that the route does not name", "H60.31/app", "khai-sinh/v1", "H60/qlvb", "NO_ROUTE"),
        (
            "an agency that is not in the directory",
            "H60.31/app",
            "khai-sinh/v1",
            "H60.99",
            "UNKNOWN_RECEIVER",
        ),
        ("a system that is not there", "H60.31/app", "khai-sinh/v1", "H60.05/none", "NO_ROUTE"),
    ];
    for (number, (what, from, kind, to, expected)) in cases.into_iter().enumerate() {
        let id = format!("m-{number}");
        let status = gateway.system(from).await.send_request(typed(&id, kind, &[to], "x")).await.unwrap_err();
        let refusal = refused(&status);
        assert_eq!(refusal.reason, expected, "{what}: {status}");
        assert!(!refusal.vietnamese.is_empty(), "{what}");
        let record = auditor.event("message.refused", |record| record["message_id"] == id.as_str()).await;
        assert_eq!((&record["reason"], &record["sender"]), (&expected.into(), &from.into()), "{what}");
    }
    // All or nothing: one receiver without a route refuses the message for all.
    let two = gateway.system("H60.31/app").await.send("m-two", &["H60.05", "H60.32"], "x").await;
    assert_eq!(reason(two), "NO_ROUTE");
    for receiver in ["H60.05/app", "H60.32/app", "H60/qlvb"] {
        gateway.system(receiver).await.nothing_is_due().await;
    }
}

#[tokio::test]
async fn a_letter_in_the_name_of_another_agency_is_refused() {
    let World { gateway, auditor, .. } = world().await;
    let commune = gateway.system("H60.31/qlvb").await;
    let forged = commune.send_request(typed("forged", "document", &[], &letter(1, "H60.32", &["H60"]))).await;
    let refusal = refused(&forged.unwrap_err());
    assert_eq!((refusal.code, refusal.reason.as_str()), (Code::PermissionDenied, "SENDER_MISMATCH"));
    let said = |key: &str| refusal.metadata.get(key).cloned().unwrap_or_default();
    assert_eq!([said("found"), said("expected")], ["H60.32", "H60.31"]);
    let record = auditor.event("message.refused", |record| record["message_id"] == "forged").await;
    assert_eq!((&record["reason"], &record["sender"]), (&"SENDER_MISMATCH".into(), &"H60.31/qlvb".into()));
    assert_eq!(record["detail"]["found"], "H60.32");
    gateway.system("H60/qlvb").await.nothing_is_due().await;
    commune.send_request(typed("true", "document", &[], &letter(1, "H60.31", &["H60"]))).await.unwrap();
}

#[tokio::test]
async fn who_may_not_is_refused_at_every_door() {
    let World { gateway, province, auditor } = world().await;
    let system = gateway.system("H60.31/app").await;
    let operator = gateway.person(&province.person("o", &["operator"], Some("H60"))).await;
    let nobody = gateway.person(&province.person("n", &["system", "king"], Some("H60"))).await;
    let off = gateway.system("H60.33/off").await;
    // A person's token does not help on the systems' door: there, only the certificate speaks.
    let disguised = Client::new(
        gateway.channel("systems", Some(&province.identity("H60.31/app"))).await.unwrap(),
        Some(province.person("a", &["auditor"], Some("H60"))),
    );
    let search = || SearchRequest::default();
    let cases = [
        ("a system searches the log", system.audit().search(search()).await.map(drop), "ROLE_REQUIRED"),
        ("a system administers", system.admin().reload(ReloadRequest {}).await.map(drop), "ROLE_REQUIRED"),
        (
            "a system with an auditor's token",
            disguised.audit().search(search()).await.map(drop),
            "ROLE_REQUIRED",
        ),
        ("an operator searches the log", operator.audit().search(search()).await.map(drop), "ROLE_REQUIRED"),
        ("an operator reloads", operator.admin().reload(ReloadRequest {}).await.map(drop), "ROLE_REQUIRED"),
        (
            "an auditor administers",
            auditor.admin().get_status(GetStatusRequest {}).await.map(drop),
            "ROLE_REQUIRED",
        ),
        ("a person sends", auditor.send("m", &["H60.05"], "x").await.map(drop), "SYSTEM_REQUIRED"),
        ("roles that give nothing", nobody.audit().search(search()).await.map(drop), "TOKEN_NOT_BOUND"),
        ("a disabled system sends", off.send("m", &["H60.05"], "x").await.map(drop), "SYSTEM_DISABLED"),
        ("a disabled system receives", off.open(true, None).await.map(drop), "SYSTEM_DISABLED"),
    ];
    for (what, result, expected) in cases {
        let status = result.err().unwrap_or_else(|| panic!("{what}: was let through"));
        assert_eq!(refused(&status).reason, expected, "{what}: {status}");
        province.published_event("access.refused", |record| record["reason"] == expected).await;
    }
    // Without a token, and without a certificate.
    let bare = Client::new(gateway.channel("people", None).await.unwrap(), None);
    assert_eq!(reason(bare.audit().search(search()).await), "TOKEN_REQUIRED");
}

#[tokio::test]
async fn an_empty_envelope_goes_nowhere() {
    let World { gateway, .. } = world().await;
    let commune = gateway.system("H60.31/app").await;
    let send = |envelope| SendRequest { envelope, payload: "x".into(), payload_sha256: Default::default() };
    for envelope in [None, Some(Envelope::default())] {
        let refusal = refused(&commune.send_request(send(envelope)).await.unwrap_err());
        assert_eq!((refusal.code, refusal.reason.as_str()), (Code::InvalidArgument, "INVALID_FIELD"));
        assert!(!refusal.fields.is_empty());
    }
    let to_nobody = commune.send("m-1", &[], "x").await;
    assert_eq!(reason(to_nobody), "NO_RECEIVER");
}
