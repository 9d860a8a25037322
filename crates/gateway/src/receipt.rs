//! Receipts: signed statements that the gateway holds exactly these bytes.
//!
//! A receipt is a compact JWS (RFC 7515) with ES256, so that any JOSE library verifies it with the key set that the
//! gateway publishes under `/.well-known/jwks.json`. Its claims are of a stored format: fields are only ever added.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use lienthong_model::route::Planned;
use lienthong_model::{Digest, Envelope};
use serde::Serialize;

/// Signs receipts.
pub struct ReceiptSigner {
    key: EcdsaKeyPair,
    random: SystemRandom,
    /// `base64url(header) + "."`, the same for every receipt.
    prefix: String,
    jwks: String,
    issuer: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    /// Seconds since 1970, as JWT wants it.
    iat: i64,
    /// The same to the microsecond.
    accepted_at: Timestamp,
    sender: &'a lienthong_model::SystemId,
    message_id: &'a lienthong_model::MessageId,
    #[serde(rename = "type")]
    kind: &'a lienthong_model::MessageType,
    sha256: Digest,
    size: u64,
    revision: Digest,
    deliveries: Vec<ReceiptDelivery<'a>>,
}

#[derive(Serialize)]
struct ReceiptDelivery<'a> {
    receiver: &'a lienthong_model::SystemId,
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded_from: Option<&'a lienthong_model::AgencyCode>,
    route: &'a lienthong_model::RouteName,
}

impl ReceiptSigner {
    /// A signer that names `issuer` in its receipts.
    pub fn new(key: EcdsaKeyPair, issuer: String) -> Self {
        // An uncompressed point: 0x04, 32 bytes of x, 32 bytes of y.
        let point = key.public_key().as_ref().to_vec();
        let x = URL_SAFE_NO_PAD.encode(&point[1..33]);
        let y = URL_SAFE_NO_PAD.encode(&point[33..65]);
        // RFC 7638: the thumbprint of the key is its id.
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(Digest::of(canonical.as_bytes()).as_bytes());
        let header = format!(r#"{{"alg":"ES256","kid":"{kid}","typ":"lienthong-receipt+jwt"}}"#);
        let jwks = format!(
            r#"{{"keys":[{{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"{kid}","x":"{x}","y":"{y}"}}]}}"#
        );
        let prefix = format!("{}.", URL_SAFE_NO_PAD.encode(header));
        Self { key, random: SystemRandom::new(), prefix, jwks, issuer }
    }

    /// The published key set, as JSON.
    pub fn jwks(&self) -> &str {
        &self.jwks
    }

    /// A receipt for a message that is about to be kept. It must not reach the sender before the store says so.
    pub fn sign(
        &self,
        envelope: &Envelope,
        digest: Digest,
        size: u64,
        revision: Digest,
        accepted_at: Timestamp,
        deliveries: &[Planned],
    ) -> String {
        let claims = Claims {
            iss: &self.issuer,
            iat: accepted_at.as_second(),
            accepted_at,
            sender: &envelope.sender,
            message_id: &envelope.id,
            kind: &envelope.kind,
            sha256: digest,
            size,
            revision,
            deliveries: deliveries
                .iter()
                .map(|planned| ReceiptDelivery {
                    receiver: &planned.to,
                    forwarded_from: planned.is_forwarded().then_some(&planned.addressed),
                    route: &planned.route,
                })
                .collect(),
        };
        let claims = serde_json::to_vec(&claims).expect("claims are plain data with text keys");
        let mut token = self.prefix.clone();
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let signature = self.key.sign(&self.random, token.as_bytes()).expect("the system has randomness");
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature.as_ref(), &mut token);
        token
    }
}
