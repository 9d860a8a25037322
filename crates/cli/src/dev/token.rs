//! A development issuer of tokens: ES256, with the claims that a gateway reads.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use lienthong_model::{AgencyCode, Digest};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde::Serialize;

use crate::failure::Failure;

/// A P-256 key that signs tokens.
pub(crate) struct IssuerKey {
    pem: String,
    signing: EncodingKey,
    public: Jwk,
    kid: String,
}

/// A role that a token gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    // The subject is a system; it needs no role, and saying so changes nothing.
    System,
    // Reads the log of the agency's subtree.
    Auditor,
    // Watches, replays.
    Operator,
    // Changes the configuration.
    Administrator,
}

/// What a token says.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Claims {
    /// Who issues it.
    pub(crate) iss: String,
    /// Who it is about.
    pub(crate) sub: String,
    /// Whom it is for.
    pub(crate) aud: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    roles: Vec<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<AgencyCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation>,
}

/// The certificate that a token is bound to (RFC 8705).
#[derive(Debug, Clone, Serialize)]
struct Confirmation {
    #[serde(rename = "x5t#S256")]
    thumbprint: String,
}

/// What somebody is to be granted.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    /// Who.
    pub(crate) subject: String,
    /// What may be done.
    pub(crate) roles: Vec<Role>,
    /// For which agency.
    pub(crate) agency: Option<AgencyCode>,
    /// SHA-256 of the certificate (DER) that the token is bound to.
    pub(crate) certificate: Option<Digest>,
    /// For how long.
    pub(crate) ttl: Duration,
}

impl Claims {
    /// The claims of a grant from `now` on.
    pub(crate) fn new(issuer: &str, audience: &str, grant: &Grant, now: Timestamp) -> Self {
        let now = now.as_second();
        let thumbprint = |digest: &Digest| URL_SAFE_NO_PAD.encode(digest.as_bytes());
        Self {
            iss: issuer.to_owned(),
            sub: grant.subject.clone(),
            aud: audience.to_owned(),
            iat: now,
            nbf: now,
            exp: now.saturating_add(i64::try_from(grant.ttl.as_secs()).unwrap_or(i64::MAX)),
            roles: grant.roles.clone(),
            agency: grant.agency.clone(),
            cnf: grant.certificate.as_ref().map(|digest| Confirmation { thumbprint: thumbprint(digest) }),
        }
    }
}

impl IssuerKey {
    /// A new key.
    pub(crate) fn generate() -> Result<Self, Failure> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(failed)?;
        Self::from_pem(key.serialize_pem())
    }

    /// A key of an earlier time, PEM PKCS#8.
    pub(crate) fn from_pem(pem: String) -> Result<Self, Failure> {
        let signing = EncodingKey::from_ec_pem(pem.as_bytes()).map_err(failed)?;
        let mut public = Jwk::from_encoding_key(&signing, Algorithm::ES256).map_err(failed)?;
        let kid = public.thumbprint(ThumbprintHash::SHA256).map_err(failed)?;
        public.common.key_id = Some(kid.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { pem, signing, public, kid })
    }

    /// The key itself, PEM PKCS#8: a secret.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// The id of the key: its RFC 7638 thumbprint.
    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// What verifiers are given.
    pub(crate) fn key_set(&self) -> JwkSet {
        JwkSet { keys: vec![self.public.clone()] }
    }

    /// The same as JSON.
    pub(crate) fn key_set_json(&self) -> String {
        serde_json::to_string_pretty(&self.key_set()).expect("a key set is plain data") + "\n"
    }

    /// A token.
    pub(crate) fn sign(&self, claims: &Claims) -> Result<String, Failure> {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, claims, &self.signing).map_err(failed)
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::unexpected("cannot sign tokens", "không ký được mã truy cập", error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{DecodingKey, Validation};
    use serde_json::{Value, json};

    #[test]
    fn a_token_verifies_with_the_key_set_and_says_what_was_granted() {
        crate::app::install_cryptography();
        let key = IssuerKey::from_pem(IssuerKey::generate().unwrap().pem().to_owned()).unwrap();
        let grant = Grant {
            subject: "kiemtra".to_owned(),
            roles: vec![Role::Auditor, Role::Operator],
            agency: Some("H60".parse().unwrap()),
            certificate: Some(Digest::of(b"certificate")),
            ttl: Duration::from_secs(3600),
        };
        let token = key.sign(&Claims::new("https://issuer", "lienthong", &grant, Timestamp::now())).unwrap();

        let keys: JwkSet = serde_json::from_str(&key.key_set_json()).unwrap();
        let kid = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
        let public = DecodingKey::from_jwk(keys.find(&kid).unwrap()).unwrap();
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_audience(&["lienthong"]);
        validation.set_issuer(&["https://issuer"]);
        let claims = jsonwebtoken::decode::<Value>(&token, &public, &validation).unwrap().claims;
        assert_eq!(claims["sub"], "kiemtra");
        assert_eq!(claims["roles"], json!(["auditor", "operator"]));
        assert_eq!(claims["agency"], "H60");
        let thumbprint = URL_SAFE_NO_PAD.encode(Digest::of(b"certificate").as_bytes());
        assert_eq!(claims["cnf"]["x5t#S256"], thumbprint);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);

        let stranger = IssuerKey::generate().unwrap().key_set();
        let stranger = DecodingKey::from_jwk(&stranger.keys[0]).unwrap();
        assert!(jsonwebtoken::decode::<Value>(&token, &stranger, &validation).is_err());
    }
}
