//! Who is calling: each forgery is refused with its stable reason, and on record.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use lienthong_tests::authority::system_uri;
use lienthong_tests::client::{Client, refused};
use lienthong_tests::province::pull_system;
use lienthong_tests::{Authority, Claims, Gateway, Identity, IssuerKey, Province, hex};
use lienthong_wire::audit::SearchRequest;
use serde_json::{Value, json};
use tonic::Status;

async fn recorded(province: &Province, reason: &str) {
    province.published_event("access.refused", |record| record["reason"] == reason).await;
}

/// Connects and sends; what goes wrong in TLS shows at the first request.
async fn send_with(
    gateway: &Gateway,
    listener: &str,
    identity: Option<&Identity>,
    token: Option<&str>,
) -> Result<(), Status> {
    let channel = gateway.channel(listener, identity).await;
    let channel = channel.map_err(|error| Status::unavailable(error.to_string()))?;
    let client = Client::new(channel, token.map(str::to_owned));
    let id = hex(&lienthong_tests::sha256(format!("{listener}{token:?}").as_bytes()));
    client.send(&id, &["H60.05"], "x").await.map(drop)
}

#[tokio::test]
async fn a_certificate_that_is_not_a_systems_is_refused() {
    let province = Province::new();
    let pinned = province.ca.system("H60.33/pinned");
    let entry = pull_system("H60.33/pinned", "opaque", "[\"khai-sinh/v1\"]");
    let pin = format!("certificate = {{ sha256 = [\"{}\"] }}\n", hex(&pinned.digest));
    province.put("systems/1.toml", &(entry + &pin));
    province.put("routes/1.toml", "[[route]]\nname = \"pinned\"\ntype = \"khai-sinh/v1\"\nfrom = \"H60.33/pinned\"\nto = [\"H60.05/app\"]\nlegal_basis = \"x\"\npurpose = \"x\"\n");
    let gateway = Gateway::start(&province);
    let (foreign, double) = (Authority::named("another root"), Authority::new());
    let known = "H60.31/app";
    let cases = [
        ("of another authority", Some(foreign.system(known)), "CERTIFICATE_UNTRUSTED"),
        ("of an authority with the name of ours", Some(double.system(known)), "CERTIFICATE_INVALID"),
        ("expired", Some(province.ca.issue_until(&[system_uri(known)], 2025)), "CERTIFICATE_EXPIRED"),
        ("none", None, "CERTIFICATE_REQUIRED"),
        ("of a system that is not there", Some(province.ca.system("H60.31/none")), "CERTIFICATE_UNKNOWN"),
        ("without a name", Some(province.ca.issue(&[])), "CERTIFICATE_UNKNOWN"),
        (
            "of another scheme",
            Some(province.ca.issue(&["urn:other:H60.31/app".into()])),
            "CERTIFICATE_UNKNOWN",
        ),
        (
            "with two names",
            Some(province.ca.issue(&[system_uri(known), system_uri("H60.32/app")])),
            "CERTIFICATE_UNKNOWN",
        ),
        ("with the name of a pinned one", Some(province.ca.system("H60.33/pinned")), "CERTIFICATE_UNKNOWN"),
    ];
    for (what, identity, expected) in cases {
        let status = send_with(&gateway, "systems", identity.as_ref(), None).await.expect_err(what);
        let reason = refused(&status).reason;
        // Where TLS itself refuses there is no answer to carry a reason.
        assert!(reason.is_empty() || reason == expected, "{what}: {status}");
        assert_eq!(reason.is_empty(), expected != "CERTIFICATE_UNKNOWN", "{what}: {status}");
        recorded(&province, expected).await;
    }
    send_with(&gateway, "systems", Some(&pinned), None).await.expect("the pinned one is let in");
    gateway.system(known).await.send("good", &["H60.05"], "x").await.unwrap();
}

fn encode(header: &Value, claims: &Claims) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(&claims.0))
}

/// Tokens that are wrong in one way each, made from claims that are right.
fn forgeries(province: &Province, right: &Claims) -> Vec<(&'static str, String, &'static str)> {
    let now = Timestamp::now().as_second();
    let sign = |name: &str, value: Value| province.issuer.sign(&right.clone().with(name, value));
    let kid = province.issuer.kid.as_str();
    let none = encode(&json!({"alg": "none", "typ": "JWT", "kid": kid}), right) + ".";
    // HS256 with what everybody knows as the secret: the key set, and the public key in PEM.
    let hs256 = |secret: &[u8]| {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &right.0, &EncodingKey::from_secret(secret)).unwrap()
    };
    let public = rcgen::KeyPair::from_pem(&province.issuer.pem).unwrap();
    let good = province.issuer.sign(right);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let other_claims = encode(
        &json!({"alg": "ES256", "typ": "JWT", "kid": kid}),
        &right.clone().with("agency", json!("H60.05")),
    );
    vec![
        ("expired", sign("exp", json!(now - 60)), "TOKEN_EXPIRED"),
        ("not yet valid", sign("nbf", json!(now + 60)), "TOKEN_NOT_YET"),
        ("of another issuer", sign("iss", json!("https://other.example")), "TOKEN_ISSUER"),
        ("for another audience", sign("aud", json!("other")), "TOKEN_AUDIENCE"),
        ("without an audience", sign("aud", Value::Null), "TOKEN_CLAIMS"),
        ("without an end", sign("exp", Value::Null), "TOKEN_CLAIMS"),
        ("without a subject", sign("sub", Value::Null), "TOKEN_CLAIMS"),
        ("with an unknown key", IssuerKey::new("other").sign(right), "TOKEN_UNKNOWN_KEY"),
        ("with a foreign key of the same id", IssuerKey::new(kid).sign(right), "TOKEN_SIGNATURE"),
        ("with changed claims", format!("{other_claims}.{signature}"), "TOKEN_SIGNATURE"),
        ("without a signature", format!("{signed}."), "TOKEN_SIGNATURE"),
        ("alg none", none, "TOKEN_ALGORITHM"),
        ("HS256 with the key set", hs256(province.issuer.key_set().as_bytes()), "TOKEN_ALGORITHM"),
        ("HS256 with the public key", hs256(public.public_key_pem().as_bytes()), "TOKEN_ALGORITHM"),
        ("not a token", "a.b.c".to_owned(), "TOKEN_MALFORMED"),
        ("far too long", format!("{good}{}", "A".repeat(9000)), "TOKEN_MALFORMED"),
    ]
}

#[tokio::test]
async fn a_persons_token_that_is_not_in_order_is_refused() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let right = Claims::new("auditor", &["auditor"], Some("H60"));
    for (what, token, expected) in forgeries(&province, &right) {
        let client = gateway.person(&token).await;
        let status = client.audit().search(SearchRequest::default()).await.expect_err(what);
        let refusal = refused(&status);
        assert_eq!(refusal.reason, expected, "{what}: {status}");
        assert!(!refusal.vietnamese.is_empty(), "{what}");
        recorded(&province, &refusal.reason).await;
    }
    gateway.person(&province.issuer.sign(&right)).await.events("gateway.started").await;
}

#[tokio::test]
async fn a_systems_token_is_good_only_with_its_certificate() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let (mine, others) = (province.identity("H60.31/app"), province.identity("H60.32/app"));
    let right = Claims::new("H60.31/app", &[], None).bound_to(&mine);
    let sign = |claims: &Claims| province.issuer.sign(claims);
    let mut cases = vec![
        ("no token", None, &mine, "TOKEN_REQUIRED"),
        ("not bound", Some(sign(&Claims::new("H60.31/app", &[], None))), &mine, "TOKEN_NOT_BOUND"),
        (
            "bound to another certificate",
            Some(sign(&right.clone().bound_to(&others))),
            &mine,
            "TOKEN_BOUND_ELSEWHERE",
        ),
        ("stolen, with another certificate", Some(sign(&right)), &others, "TOKEN_BOUND_ELSEWHERE"),
        (
            "of another system",
            Some(sign(&Claims::new("H60.32/app", &[], None).bound_to(&mine))),
            &mine,
            "IDENTITIES_DIFFER",
        ),
        (
            "of nobody",
            Some(sign(&Claims::new("nobody", &[], None).bound_to(&mine))),
            &mine,
            "TOKEN_UNKNOWN_SUBJECT",
        ),
        (
            "binding that is no digest",
            Some(sign(&right.clone().with("cnf", json!({"x5t#S256": "AAAA"})))),
            &mine,
            "TOKEN_CLAIMS",
        ),
    ];
    let forged = forgeries(&province, &right);
    cases.extend(forged.into_iter().map(|(what, token, expected)| (what, Some(token), &mine, expected)));
    for (what, token, identity, expected) in cases {
        let status = send_with(&gateway, "both", Some(identity), token.as_deref()).await.expect_err(what);
        let refusal = refused(&status);
        assert_eq!(refusal.reason, expected, "{what}: {status}");
        recorded(&province, &refusal.reason).await;
    }
    send_with(&gateway, "both", Some(&mine), Some(&sign(&right))).await.expect("the right one is let in");
    // On the people's door there is no certificate that a bound token could be bound to.
    let people = send_with(&gateway, "people", None, Some(&sign(&right))).await.unwrap_err();
    assert_eq!(refused(&people).reason, "TOKEN_BOUND_ELSEWHERE");
    let unbound = Some(sign(&Claims::new("H60.31/app", &[], None)));
    let people = send_with(&gateway, "people", None, unbound.as_deref()).await.unwrap_err();
    assert_eq!(refused(&people).reason, "TOKEN_NOT_BOUND");
}

#[tokio::test]
async fn keys_of_an_issuer_change_without_a_restart_and_a_remembered_token_dies_with_its_key() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let right = Claims::new("auditor", &["auditor"], Some("H60"));
    let (old, new) = (province.issuer.sign(&right), IssuerKey::new("issuer-2"));
    let search = async |token: &str| {
        gateway
            .person(token)
            .await
            .audit()
            .search(SearchRequest::default())
            .await
            .map(drop)
            .map_err(|status| refused(&status).reason)
    };
    search(&old).await.unwrap();
    assert_eq!(search(&new.sign(&right)).await.unwrap_err(), "TOKEN_UNKNOWN_KEY");
    province.put("certs/issuer.jwks.json", &new.key_set());
    gateway.signal("HUP");
    lienthong_tests::eventually("the new key", || async { search(&new.sign(&right)).await.ok() }).await;
    assert_eq!(search(&old).await.unwrap_err(), "TOKEN_UNKNOWN_KEY");
}
