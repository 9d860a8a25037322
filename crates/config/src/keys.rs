//! Files and variables that the configuration names: certificates, revocation lists, public keys, secrets.
//!
//! They are looked at when the configuration is checked, so that a wrong file is found by `check` and not by the first
//! connection. Nothing of a secret ever gets into a diagnostic.

use std::path::Path;
use std::time::Duration;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use lienthong_model::Digest;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, PrivatePkcs8KeyDer};
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

use crate::code::Code;
use crate::context::Context;
use crate::defaults::EXPIRY_WARNING;
use crate::diagnostic::Sink;
use crate::folder::read_bounded;
use crate::secrets::unset;
use crate::source::Spot;
use lienthong_model::system::Secret;

/// What a secret must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretKind {
    /// 32 bytes in hexadecimal or base64.
    Master,
    /// PKCS#8, P-256.
    P256,
    /// PKCS#8, Ed25519.
    Ed25519,
    /// PKCS#8 of any algorithm, for TLS.
    Tls,
}

/// The certificates of a PEM file; warns of those that expire.
pub(crate) fn certificates(path: &Path, spot: &Spot, context: &Context, sink: &mut Sink) -> Vec<Certificate> {
    let Some(bytes) = read(path, spot, context, sink) else { return Vec::new() };
    let mut found = Vec::new();
    for (index, der) in CertificateDer::pem_slice_iter(&bytes).enumerate() {
        let parsed = der.ok().and_then(|der| Certificate::parse(&der));
        let Some(certificate) = parsed else {
            let n = index + 1;
            sink.push(spot.error(Code::BadCertificate).label(
                format!("certificate {n} of the file cannot be read"),
                format!("không đọc được chứng thư số thứ {n} trong tệp"),
            ));
            return Vec::new();
        };
        certificate.warn(spot, context, sink);
        found.push(certificate);
    }
    if found.is_empty() {
        sink.push(
            spot.error(Code::BadCertificate)
                .label("no certificate in the file", "trong tệp không có chứng thư số"),
        );
    }
    found
}

/// What is needed of a certificate.
pub(crate) struct Certificate {
    /// SHA-256 of the DER form.
    pub(crate) digest: Digest,
    public_key: Vec<u8>,
    subject: String,
    not_before: i64,
    not_after: i64,
}

impl Certificate {
    fn parse(der: &[u8]) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        Some(Self {
            digest: Digest::of(der),
            public_key: parsed.public_key().subject_public_key.data.to_vec(),
            subject: parsed.subject().to_string(),
            not_before: parsed.validity().not_before.timestamp(),
            not_after: parsed.validity().not_after.timestamp(),
        })
    }

    fn warn(&self, spot: &Spot, context: &Context, sink: &mut Sink) {
        let now = context.now.as_second();
        let day = |second: i64| {
            let instant = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::MAX);
            lienthong_model::time::local_date(instant)
        };
        let subject = &self.subject;
        if now > self.not_after {
            let end = day(self.not_after);
            sink.push(
                spot.error(Code::CertificateExpired).label(
                    format!("{subject}: expired on {end}"),
                    format!("{subject}: đã hết hạn ngày {end}"),
                ),
            );
        } else if now < self.not_before {
            let begin = day(self.not_before);
            sink.push(spot.error(Code::CertificateExpired).label(
                format!("{subject}: valid only from {begin}"),
                format!("{subject}: chỉ có hiệu lực từ ngày {begin}"),
            ));
        } else if Duration::from_secs(self.not_after.abs_diff(now)) < EXPIRY_WARNING {
            let end = day(self.not_after);
            sink.push(
                spot.error(Code::CertificateExpires).label(
                    format!("{subject}: expires on {end}"),
                    format!("{subject}: sẽ hết hạn ngày {end}"),
                ),
            );
        }
    }
}

/// Checks the private key of `certificate`.
pub(crate) fn tls_key(
    path: &Path,
    spot: &Spot,
    leaf: Option<&Certificate>,
    context: &Context,
    sink: &mut Sink,
) {
    warn_if_exposed(path, spot, context, sink);
    let Some(bytes) = read(path, spot, context, sink) else { return };
    let Ok(key) = secret_key(&bytes, SecretKind::Tls) else {
        sink.push(bad_secret(spot, SecretKind::Tls));
        return;
    };
    if let (Some(leaf), Some(public)) = (leaf, key)
        && leaf.public_key != public
    {
        sink.push(spot.error(Code::KeyMismatch).label(
            format!("not the key of the certificate {}", leaf.subject),
            format!("không phải khóa của chứng thư số {}", leaf.subject),
        ));
    }
}

/// Checks a revocation list; warns of one that should have been replaced.
pub(crate) fn revocation_list(path: &Path, spot: &Spot, context: &Context, sink: &mut Sink) {
    let Some(bytes) = read(path, spot, context, sink) else { return };
    let lists: Vec<Vec<u8>> = if bytes.starts_with(b"-----") || bytes.windows(11).any(|w| w == b"-----BEGIN ")
    {
        CertificateRevocationListDer::pem_slice_iter(&bytes)
            .map_while(Result::ok)
            .map(|der| der.to_vec())
            .collect()
    } else {
        vec![bytes]
    };
    let parsed: Vec<_> = lists.iter().map(|der| CertificateRevocationList::from_der(der)).collect();
    if parsed.is_empty() || parsed.iter().any(Result::is_err) {
        sink.push(
            spot.error(Code::BadRevocationList).label(
                "no revocation list in PEM or DER form",
                "không có danh sách thu hồi dạng PEM hoặc DER",
            ),
        );
    }
    for (_, list) in parsed.into_iter().flatten() {
        if let Some(next) = list.next_update()
            && next.timestamp() < context.now.as_second()
        {
            sink.push(spot.error(Code::RevocationListOld).label(
                format!("{}: its next update was due", list.issuer()),
                format!("{}: đã đến hạn cập nhật", list.issuer()),
            ));
        }
    }
}

/// Checks a JSON Web Key Set (RFC 7517).
pub(crate) fn public_keys(path: &Path, spot: &Spot, context: &Context, sink: &mut Sink) {
    let Some(bytes) = read(path, spot, context, sink) else { return };
    let problem = match serde_json::from_slice::<serde_json::Value>(&bytes) {
        Err(_) => Some(("not JSON", "không phải JSON")),
        Ok(set) => match set.get("keys").and_then(|keys| keys.as_array()) {
            None => Some(("has no list \"keys\"", "không có danh sách \"keys\"")),
            Some(keys) => {
                let kind =
                    |key: &serde_json::Value| key.get("kty").and_then(|kty| kty.as_str()).map(str::to_owned);
                let secret = |key: &serde_json::Value| {
                    key.get("d").is_some() || key.get("k").is_some() || kind(key).as_deref() == Some("oct")
                };
                let usable = |key: &serde_json::Value| matches!(kind(key).as_deref(), Some("EC" | "OKP"));
                if keys.iter().any(secret) {
                    Some(("holds a private or symmetric key", "có khóa bí mật hoặc khóa đối xứng"))
                } else if !keys.iter().any(usable) {
                    Some((
                        "holds no public key of type EC or OKP",
                        "không có khóa công khai loại EC hoặc OKP",
                    ))
                } else {
                    None
                }
            }
        },
    };
    if let Some((en, vi)) = problem {
        sink.push(spot.error(Code::BadJwks).label(en, vi));
    }
}

/// Checks a secret of the gateway.
pub(crate) fn secret(secret: &Secret, kind: SecretKind, spot: &Spot, context: &Context, sink: &mut Sink) {
    let bytes = match secret {
        Secret::File(path) => {
            warn_if_exposed(path, spot, context, sink);
            read(path, spot, context, sink)
        }
        Secret::Env(_) if !context.looks_around => None,
        Secret::Env(name) => match std::env::var(name) {
            Ok(text) => Some(text.into_bytes()),
            Err(_) => {
                sink.push(unset(spot.error(Code::EnvironmentUnset), name));
                None
            }
        },
    };
    if let Some(bytes) = bytes
        && secret_key(&bytes, kind).is_err()
    {
        sink.push(bad_secret(spot, kind));
    }
}

fn bad_secret(spot: &Spot, kind: SecretKind) -> crate::diagnostic::Diagnostic {
    let (en, vi) = match kind {
        SecretKind::Master => {
            ("expected 32 bytes in hexadecimal or base64", "cần 32 byte dạng thập lục phân hoặc base64")
        }
        SecretKind::P256 => ("expected a P-256 key, PEM PKCS#8", "cần khóa P-256, PEM PKCS#8"),
        SecretKind::Ed25519 => ("expected an Ed25519 key, PEM PKCS#8", "cần khóa Ed25519, PEM PKCS#8"),
        SecretKind::Tls => ("expected a private key, PEM PKCS#8", "cần khóa bí mật, PEM PKCS#8"),
    };
    spot.error(Code::BadSecret).label(en, vi)
}

/// Reads a secret; `Ok` holds the public key where there is one that can be known.
fn secret_key(bytes: &[u8], kind: SecretKind) -> Result<Option<Vec<u8>>, ()> {
    if kind == SecretKind::Master {
        return if is_master(bytes) { Ok(None) } else { Err(()) };
    }
    let key = PrivatePkcs8KeyDer::from_pem_slice(bytes).map_err(|_| ())?;
    let der = key.secret_pkcs8_der();
    let p256 = || EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der).ok().map(public);
    let p384 = || EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, der).ok().map(public);
    let ed25519 = || Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok().map(public);
    match kind {
        SecretKind::P256 => p256().map(Some).ok_or(()),
        SecretKind::Ed25519 => ed25519().map(Some).ok_or(()),
        SecretKind::Tls | SecretKind::Master => Ok(p256().or_else(p384).or_else(ed25519)),
    }
}

fn public(pair: impl KeyPair) -> Vec<u8> {
    pair.public_key().as_ref().to_vec()
}

fn is_master(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.trim();
    let hexadecimal = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal
        || [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD]
            .iter()
            .any(|engine| engine.decode(text).is_ok_and(|key| key.len() == 32))
}

fn read(path: &Path, spot: &Spot, context: &Context, sink: &mut Sink) -> Option<Vec<u8>> {
    if !context.looks_around {
        return None;
    }
    let problem = match read_bounded(path) {
        Ok(Some(bytes)) => return Some(bytes),
        Ok(None) => std::io::Error::other("the file is too large"),
        Err(error) => error,
    };
    let shown = path.strip_prefix(&context.dir).unwrap_or(path).display();
    sink.push(
        spot.error(Code::FileNotFound)
            .label(format!("{shown}: {problem}"), format!("{shown}: hệ điều hành báo: {problem}")),
    );
    None
}

#[cfg(unix)]
pub(crate) fn warn_if_exposed(path: &Path, spot: &Spot, context: &Context, sink: &mut Sink) {
    use std::os::unix::fs::PermissionsExt;
    if context.looks_around && path.metadata().is_ok_and(|meta| meta.permissions().mode() & 0o004 != 0) {
        sink.push(
            spot.error(Code::SecretExposed)
                .label("every user of the machine can read it", "mọi người dùng trên máy đều đọc được"),
        );
    }
}

#[cfg(not(unix))]
pub(crate) fn warn_if_exposed(_: &Path, _: &Spot, _: &Context, _: &mut Sink) {}
