//! Certificates, revocation lists and tokens, good and bad.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, ExtendedKeyUsagePurpose,
    IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, RevokedCertParams, SanType,
    SerialNumber, date_time_ymd,
};
use serde_json::{Value, json};

/// A root and its key.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// The root, PEM.
    pub root: String,
}

/// A certificate and its key.
#[derive(Debug, Clone)]
pub struct Identity {
    /// PEM.
    pub certificate: String,
    /// PEM, PKCS#8.
    pub key: String,
    /// SHA-256 of the DER.
    pub digest: [u8; 32],
    /// Serial number, as revocation lists name it.
    pub serial: u64,
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// A new root.
    pub fn new() -> Self {
        Self::named("root of a test")
    }

    /// A new root with a name, which may be that of another.
    pub fn named(name: &str) -> Self {
        let key = new_key();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2090, 1, 1));
        let root = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), root }
    }

    /// A certificate of this machine with these SAN URIs. It serves and it connects.
    pub fn issue(&self, uris: &[String]) -> Identity {
        self.issue_until(uris, 2089)
    }

    /// The same, good until the first day of a year.
    pub fn issue_until(&self, uris: &[String], year: i32) -> Identity {
        let key = new_key();
        let here = ["localhost", "127.0.0.1"].map(str::to_owned).to_vec();
        let mut params = CertificateParams::new(here).unwrap();
        let uris = uris.iter().map(|uri| SanType::URI(Ia5String::try_from(uri.as_str()).unwrap()));
        params.subject_alt_names.extend(uris);
        params.distinguished_name.push(DnType::CommonName, "certificate of a test");
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(year, 1, 1));
        let fresh = digest(&SHA256, key.serialize_pem().as_bytes());
        let serial = u64::from_be_bytes(fresh.as_ref()[..8].try_into().unwrap()) >> 1;
        params.serial_number = Some(SerialNumber::from(serial));
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let sum = digest(&SHA256, certificate.der());
        Identity {
            digest: sum.as_ref().try_into().unwrap(),
            certificate: certificate.pem(),
            key: key.serialize_pem(),
            serial,
        }
    }

    /// A certificate that names a system.
    pub fn system(&self, id: &str) -> Identity {
        self.issue(&[system_uri(id)])
    }

    /// A revocation list (PEM) of these certificates, to be renewed by the first day of `next_year`.
    pub fn revoke(&self, revoked: &[&Identity], next_year: i32) -> String {
        let revoked = revoked.iter().map(|identity| RevokedCertParams {
            serial_number: SerialNumber::from(identity.serial),
            revocation_time: date_time_ymd(2024, 1, 1),
            reason_code: None,
            invalidity_date: None,
        });
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2024, 1, 1),
            next_update: date_time_ymd(next_year, 1, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        params.signed_by(&self.issuer).unwrap().pem().unwrap()
    }
}

/// A certificate of another machine that signs itself and has ended: as good as its pin.
pub fn self_signed() -> Identity {
    let key = new_key();
    let mut params = CertificateParams::new(vec!["may-chu-cu.example".to_owned()]).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(2010, 1, 1), date_time_ymd(2020, 1, 1));
    let certificate = params.self_signed(&key).unwrap();
    let sum = digest(&SHA256, certificate.der());
    Identity {
        digest: sum.as_ref().try_into().unwrap(),
        certificate: certificate.pem(),
        key: key.serialize_pem(),
        serial: 0,
    }
}

/// The SAN URI that names a system.
pub fn system_uri(id: &str) -> String {
    format!("urn:lienthong:system:{id}")
}

/// A P-256 key.
pub fn new_key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}

/// A key that signs tokens (ES256).
pub struct IssuerKey {
    /// PEM, PKCS#8.
    pub pem: String,
    /// The key id in the key set.
    pub kid: String,
}

/// The claims of a token; what a test does not change is in order.
#[derive(Debug, Clone)]
pub struct Claims(pub Value);

impl Claims {
    /// A token about `subject`, with roles and an agency.
    pub fn new(subject: &str, roles: &[&str], agency: Option<&str>) -> Self {
        let now = Timestamp::now().as_second();
        let mut claims = json!({
            "iss": crate::province::ISSUER, "aud": "lienthong", "sub": subject, "roles": roles,
            "iat": now, "nbf": now - 5, "exp": now + 3600,
        });
        if let Some(agency) = agency {
            claims["agency"] = json!(agency);
        }
        Self(claims)
    }

    /// One claim changed; `null` removes it.
    pub fn with(mut self, name: &str, value: Value) -> Self {
        match value {
            Value::Null => drop(self.0.as_object_mut().unwrap().remove(name)),
            value => self.0[name] = value,
        }
        self
    }

    /// Bound to a certificate (RFC 8705).
    pub fn bound_to(self, identity: &Identity) -> Self {
        self.with("cnf", json!({ "x5t#S256": URL_SAFE_NO_PAD.encode(identity.digest) }))
    }
}

impl Default for IssuerKey {
    fn default() -> Self {
        Self::new("issuer-1")
    }
}

impl IssuerKey {
    /// A new key under a key id.
    pub fn new(kid: &str) -> Self {
        crate::province::install_cryptography();
        Self { pem: new_key().serialize_pem(), kid: kid.to_owned() }
    }

    /// What verifiers are given, JSON.
    pub fn key_set(&self) -> String {
        let mut public = Jwk::from_encoding_key(&self.signing(), Algorithm::ES256).unwrap();
        public.common.key_id = Some(self.kid.clone());
        serde_json::to_string_pretty(&JwkSet { keys: vec![public] }).unwrap()
    }

    /// A token.
    pub fn sign(&self, claims: &Claims) -> String {
        let header = Header { kid: Some(self.kid.clone()), ..Header::new(Algorithm::ES256) };
        jsonwebtoken::encode(&header, &claims.0, &self.signing()).unwrap()
    }

    fn signing(&self) -> EncodingKey {
        EncodingKey::from_ec_pem(self.pem.as_bytes()).unwrap()
    }
}
