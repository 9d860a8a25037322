//! Tokens: who a bearer token says the caller is.
//!
//! 1. cache: a token that was verified is known by its digest until it expires, or until the keys change;
//! 2. header: only ES256 and EdDSA, and a key id that a configured issuer publishes;
//! 3. verify: signature with that key and that key's own algorithm, then issuer, audience, time;
//! 4. claims: roles, agency and the binding to a certificate are read, not judged: `identity::mod` does that.
//!
//! # What holds
//!
//! * The algorithm comes from the key, never from the token alone: `none`, and HS256 with a public key for a secret,
//!   have no key to be verified with.
//! * The cache is bounded; an entry dies with its token.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use lienthong_config::node::Issuer;
use lienthong_model::AgencyCode;
use serde::Deserialize;

/// Longest token that is looked at, in bytes.
const MAX_BYTES: usize = 8 * 1024;
/// Verified tokens that are remembered.
const CACHE_ENTRIES: usize = 10_000;

/// Why a token is not in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not a compact JWS, or too long.
    #[error("the token is not a signed JWT")]
    Malformed,
    /// Its algorithm is not one of ours.
    #[error("the token is not signed with ES256 or EdDSA")]
    Algorithm,
    /// No configured issuer publishes its key.
    #[error("the token is signed with a key of no configured issuer")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the signature of the token is wrong")]
    Signature,
    /// It is from another issuer than its key.
    #[error("the issuer of the token is not the one of its key")]
    Issuer,
    /// It is meant for another service.
    #[error("the token is for another audience")]
    Audience,
    /// It is over.
    #[error("the token has expired")]
    Expired,
    /// It is not in force yet.
    #[error("the token is not valid yet")]
    NotYet,
    /// A claim that must be there is missing or of the wrong kind.
    #[error("the token lacks a required claim")]
    Claims,
    /// It must be bound to the client certificate.
    #[error("the token is not bound to a certificate")]
    NotBound,
    /// It is bound to another certificate.
    #[error("the token is bound to another certificate")]
    BoundElsewhere,
    /// It names nobody that we know.
    #[error("the subject of the token is no system and has no role")]
    UnknownSubject,
}

impl TokenError {
    /// The stable reason.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Malformed => "TOKEN_MALFORMED",
            Self::Algorithm => "TOKEN_ALGORITHM",
            Self::UnknownKey => "TOKEN_UNKNOWN_KEY",
            Self::Signature => "TOKEN_SIGNATURE",
            Self::Issuer => "TOKEN_ISSUER",
            Self::Audience => "TOKEN_AUDIENCE",
            Self::Expired => "TOKEN_EXPIRED",
            Self::NotYet => "TOKEN_NOT_YET",
            Self::Claims => "TOKEN_CLAIMS",
            Self::NotBound => "TOKEN_NOT_BOUND",
            Self::BoundElsewhere => "TOKEN_BOUND_ELSEWHERE",
            Self::UnknownSubject => "TOKEN_UNKNOWN_SUBJECT",
        }
    }

    /// In Vietnamese.
    pub fn message_vi(self) -> &'static str {
        match self {
            Self::Malformed => "Mã truy cập không phải JWT có chữ ký.",
            Self::Algorithm => "Mã truy cập không được ký bằng ES256 hoặc EdDSA.",
            Self::UnknownKey => "Mã truy cập được ký bằng khóa không thuộc đơn vị cấp nào đã cấu hình.",
            Self::Signature => "Chữ ký của mã truy cập không đúng.",
            Self::Issuer => "Đơn vị cấp mã truy cập không khớp với khóa ký.",
            Self::Audience => "Mã truy cập dành cho dịch vụ khác.",
            Self::Expired => "Mã truy cập đã hết hạn.",
            Self::NotYet => "Mã truy cập chưa có hiệu lực.",
            Self::Claims => "Mã truy cập thiếu thông tin bắt buộc.",
            Self::NotBound => "Mã truy cập chưa gắn với chứng thư số.",
            Self::BoundElsewhere => "Mã truy cập gắn với chứng thư số khác.",
            Self::UnknownSubject => {
                "Chủ thể của mã truy cập không phải hệ thống đã đăng ký và không có vai trò."
            }
        }
    }
}

/// A role of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Reads the log of a subtree.
    Auditor,
    /// Changes the configuration.
    Administrator,
    /// Watches, replays.
    Operator,
}

/// A token that was verified.
#[derive(Debug)]
pub struct Verified {
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// Roles that we know; others are ignored.
    pub roles: Vec<Role>,
    /// The agency that a person acts for.
    pub agency: Option<AgencyCode>,
    /// `cnf.x5t#S256`: the SHA-256 of the certificate it is bound to.
    pub bound_to: Option<[u8; 32]>,
    /// Whether the issuer's tokens must be bound.
    pub must_be_bound: bool,
    /// When it ends, leeway included.
    pub ends: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: i64,
    #[serde(default)]
    roles: Vec<String>,
    agency: Option<String>,
    cnf: Option<Confirmation>,
}

#[derive(Deserialize)]
struct Confirmation {
    #[serde(rename = "x5t#S256")]
    x5t_s256: Option<String>,
}

/// A key of an issuer.
struct Key {
    kid: String,
    issuer: Issuer,
    key: DecodingKey,
    validation: Validation,
}

/// Why an issuer's key set cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("key set {path}: {cause}")]
pub struct JwksError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub cause: String,
}

/// Verifies tokens with the keys of the configured issuers.
#[derive(Default)]
pub struct Tokens {
    keys: Vec<Key>,
    cache: Mutex<HashMap<[u8; 32], Arc<Verified>>>,
}

impl Tokens {
    /// Reads the key sets of all issuers. A new value starts with an empty cache: keys that are gone verify nothing.
    pub fn load(issuers: &[Issuer]) -> Result<Self, JwksError> {
        let mut keys = Vec::new();
        for issuer in issuers {
            let error = |cause: String| JwksError { path: issuer.jwks.clone(), cause };
            let text = std::fs::read(&issuer.jwks).map_err(|cause| error(cause.to_string()))?;
            let set: JwkSet = serde_json::from_slice(&text).map_err(|cause| error(cause.to_string()))?;
            for jwk in &set.keys {
                let Some(algorithm) = algorithm(&jwk.algorithm) else { continue };
                let kid = jwk.common.key_id.clone().ok_or_else(|| error("a key has no kid".into()))?;
                let key = DecodingKey::from_jwk(jwk).map_err(|cause| error(cause.to_string()))?;
                let mut validation = Validation::new(algorithm);
                validation.set_issuer(&[&issuer.issuer]);
                validation.set_audience(&[&issuer.audience]);
                validation.set_required_spec_claims(&["exp", "iss", "sub", "aud"]);
                validation.validate_nbf = true;
                validation.leeway = issuer.leeway.as_secs();
                keys.push(Key { kid, issuer: issuer.clone(), key, validation });
            }
        }
        Ok(Self { keys, cache: Mutex::default() })
    }

    /// Who the token says the caller is, or why it is not in order at `now`.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Arc<Verified>, TokenError> {
        if token.len() > MAX_BYTES {
            return Err(TokenError::Malformed);
        }
        let mut name = [0; 32];
        name.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        if let Some(known) = self.cache.lock().expect("no panic while the cache is held").get(&name) {
            return if now < known.ends { Ok(Arc::clone(known)) } else { Err(TokenError::Expired) };
        }
        let verified = Arc::new(self.verify_anew(token)?);
        let mut cache = self.cache.lock().expect("no panic while the cache is held");
        if cache.len() >= CACHE_ENTRIES {
            cache.retain(|_, known| now < known.ends);
        }
        if cache.len() < CACHE_ENTRIES {
            cache.insert(name, Arc::clone(&verified));
        }
        Ok(verified)
    }

    fn verify_anew(&self, token: &str) -> Result<Verified, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| header_refused(token))?;
        // RFC 7515 §4.1.11: what must be understood and is not makes the token invalid.
        if header.crit.is_some() {
            return Err(TokenError::Malformed);
        }
        let kid = header.kid.as_deref().ok_or(TokenError::UnknownKey)?;
        let mut last = TokenError::UnknownKey;
        for key in self.keys.iter().filter(|key| key.kid == kid) {
            if !key.validation.algorithms.contains(&header.alg) {
                last = TokenError::Algorithm;
                continue;
            }
            match jsonwebtoken::decode::<Claims>(token, &key.key, &key.validation) {
                Ok(data) => return verified(data.claims, &key.issuer),
                Err(error) => last = refused(&error),
            }
        }
        Err(last)
    }
}

fn verified(claims: Claims, issuer: &Issuer) -> Result<Verified, TokenError> {
    use base64::Engine as _;
    let bound_to = match claims.cnf.and_then(|confirmation| confirmation.x5t_s256) {
        Some(text) => {
            let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text);
            let bytes = bytes.map_err(|_| TokenError::Claims)?;
            Some(bytes.try_into().map_err(|_| TokenError::Claims)?)
        }
        None => None,
    };
    let agency = match claims.agency {
        Some(text) => Some(text.parse().map_err(|_| TokenError::Claims)?),
        None => None,
    };
    let ends = claims.exp.saturating_add(i64::try_from(issuer.leeway.as_secs()).unwrap_or(0));
    let roles = claims.roles.iter().filter_map(|role| match role.as_str() {
        "auditor" => Some(Role::Auditor),
        "administrator" => Some(Role::Administrator),
        "operator" => Some(Role::Operator),
        _ => None,
    });
    Ok(Verified {
        issuer: claims.iss,
        subject: claims.sub,
        roles: roles.collect(),
        agency,
        bound_to,
        must_be_bound: issuer.bind,
        ends: Timestamp::from_second(ends).map_err(|_| TokenError::Claims)?,
    })
}

/// The algorithm that a published key is for; other kinds of keys are not ours.
fn algorithm(parameters: &AlgorithmParameters) -> Option<Algorithm> {
    match parameters {
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => Some(Algorithm::ES256),
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            Some(Algorithm::EdDSA)
        }
        _ => None,
    }
}

/// Why a header cannot be read: it names an algorithm that nobody here knows (`none` is one), or it is no header.
fn header_refused(token: &str) -> TokenError {
    use base64::Engine as _;
    let (header, _) = token.split_once('.').unwrap_or_default();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
    let header: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    if header["alg"].is_string() { TokenError::Algorithm } else { TokenError::Malformed }
}

fn refused(error: &jsonwebtoken::errors::Error) -> TokenError {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::InvalidSignature => TokenError::Signature,
        ErrorKind::ExpiredSignature => TokenError::Expired,
        ErrorKind::ImmatureSignature => TokenError::NotYet,
        ErrorKind::InvalidIssuer => TokenError::Issuer,
        ErrorKind::InvalidAudience => TokenError::Audience,
        ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => TokenError::Algorithm,
        ErrorKind::MissingRequiredClaim(_) | ErrorKind::Json(_) => TokenError::Claims,
        _ => TokenError::Malformed,
    }
}
