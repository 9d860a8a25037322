//! The keys of the gateway itself, read once from where the configuration says they are.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lienthong_config::node::Secret;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject as _;

/// Why a key could not be read. Names the place, never the content.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file or variable cannot be read.
    #[error("secret {place} cannot be read: {cause}")]
    Unreadable {
        /// Where it should be.
        place: String,
        /// Why not.
        cause: String,
    },
    /// It is not the kind of key that belongs there.
    #[error("secret {place} is not {expected}")]
    WrongKind {
        /// Where it is.
        place: String,
        /// What belongs there.
        expected: &'static str,
    },
}

fn place(secret: &Secret) -> String {
    match secret {
        Secret::File(path) => path.display().to_string(),
        Secret::Env(name) => format!("${name}"),
    }
}

fn text(secret: &Secret) -> Result<String, KeyError> {
    let read = match secret {
        Secret::File(path) => std::fs::read_to_string(path).map_err(|error| error.to_string()),
        Secret::Env(name) => std::env::var(name).map_err(|error| error.to_string()),
    };
    read.map_err(|cause| KeyError::Unreadable { place: place(secret), cause })
}

fn wrong(secret: &Secret, expected: &'static str) -> KeyError {
    KeyError::WrongKind { place: place(secret), expected }
}

/// The master key: 32 bytes, written as 64 hexadecimal digits or as base64.
pub fn master(secret: &Secret) -> Result<[u8; 32], KeyError> {
    const EXPECTED: &str = "32 bytes in hexadecimal or base64";
    let text = text(secret)?;
    let text = text.trim();
    if let Ok(digest) = text.parse::<lienthong_model::Digest>() {
        return Ok(*digest.as_bytes());
    }
    let bytes = STANDARD.decode(text).map_err(|_| wrong(secret, EXPECTED))?;
    bytes.try_into().map_err(|_| wrong(secret, EXPECTED))
}

/// The key that signs receipts: P-256 in PKCS#8 PEM.
pub fn receipts(secret: &Secret) -> Result<EcdsaKeyPair, KeyError> {
    const EXPECTED: &str = "a P-256 private key in PKCS#8 PEM";
    let der = pkcs8(secret, EXPECTED)?;
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_pkcs8_der())
        .map_err(|_| wrong(secret, EXPECTED))
}

/// The key that signs checkpoints: Ed25519 in PKCS#8 PEM, as DER.
pub fn log(secret: &Secret) -> Result<PrivatePkcs8KeyDer<'static>, KeyError> {
    pkcs8(secret, "an Ed25519 private key in PKCS#8 PEM")
}

fn pkcs8(secret: &Secret, expected: &'static str) -> Result<PrivatePkcs8KeyDer<'static>, KeyError> {
    let text = text(secret)?;
    PrivatePkcs8KeyDer::from_pem_slice(text.as_bytes()).map_err(|_| wrong(secret, expected))
}
