//! Checking a receipt against the gateway's published key set, as any JOSE library would.

use std::path::Path;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use lienthong_model::Digest;
use serde_json::Value;

use crate::failure::Failure;
use crate::files;

/// Reads a key set.
pub(crate) fn key_set(path: &Path) -> Result<JwkSet, Failure> {
    serde_json::from_str(&files::read_text(path)?).map_err(|error| {
        Failure::content(path, format!("not a JWKS: {error}"), format!("không phải JWKS: {error}"))
    })
}

/// Checks the signature of a receipt, and that it speaks of this message and these bytes. What it says comes back.
pub(crate) fn verify(jws: &str, keys: &JwkSet, message_id: &str, digest: &Digest) -> Result<Value, Failure> {
    let forged = |error: jsonwebtoken::errors::Error| {
        Failure::not_verified(
            format!("the signature of the receipt does not verify: {error}"),
            format!("chữ ký của biên nhận không đúng: {error}"),
        )
    };
    let header = jsonwebtoken::decode_header(jws).map_err(forged)?;
    let key = match &header.kid {
        Some(kid) => keys.find(kid),
        None => keys.keys.first().filter(|_| keys.keys.len() == 1),
    };
    let Some(key) = key else {
        return Err(Failure::not_verified(
            "the receipt is signed with a key that is not in the key set",
            "biên nhận được ký bằng khóa không có trong bộ khóa",
        ));
    };
    // A receipt is for ever: it has no expiry and no audience.
    let mut validation = Validation::new(Algorithm::ES256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_jwk(key).map_err(forged)?;
    let claims = jsonwebtoken::decode::<Value>(jws, &key, &validation).map_err(forged)?.claims;
    if claims["sha256"] != digest.to_string() || claims["message_id"] != message_id {
        return Err(Failure::not_verified(
            "the receipt is genuine, and of another message",
            "biên nhận là thật nhưng của thông điệp khác",
        ));
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dev::token::IssuerKey;
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::json;

    #[test]
    fn a_receipt_convinces_for_its_own_message_and_bytes_only() {
        crate::app::install_cryptography();
        let key = IssuerKey::generate().unwrap();
        let digest = Digest::of(b"bytes");
        let claims = json!({ "message_id": "m-1", "sha256": digest.to_string() });
        let signed = |alg, encoding: &EncodingKey, kid: &str| {
            let header = Header { kid: Some(kid.to_owned()), ..Header::new(alg) };
            jsonwebtoken::encode(&header, &claims, encoding).unwrap()
        };
        let own = EncodingKey::from_ec_pem(key.pem().as_bytes()).unwrap();
        let jws = signed(Algorithm::ES256, &own, key.kid());
        let keys = key.key_set();
        assert_eq!(verify(&jws, &keys, "m-1", &digest).unwrap(), claims);
        assert!(verify(&jws, &keys, "m-2", &digest).is_err());
        assert!(verify(&jws, &keys, "m-1", &Digest::of(b"other")).is_err());
        let other = IssuerKey::generate().unwrap();
        assert!(verify(&jws, &other.key_set(), "m-1", &digest).is_err());
        let stolen_name =
            signed(Algorithm::ES256, &EncodingKey::from_ec_pem(other.pem().as_bytes()).unwrap(), key.kid());
        assert!(verify(&stolen_name, &keys, "m-1", &digest).is_err());
        let public = key.key_set();
        let secret = serde_json::to_vec(&public.keys[0]).unwrap();
        let confused = signed(Algorithm::HS256, &EncodingKey::from_secret(&secret), key.kid());
        assert!(verify(&confused, &keys, "m-1", &digest).is_err());
    }
}
