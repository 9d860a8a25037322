//! The keys of signed notes: who signs, and whose signature is trusted (C2SP signed-note, Ed25519).
//!
//! A key has a name and an id: the first four bytes of SHA-256(name || 0x0A || 0x01 || public key). Both stand in
//! every signature line, so that a verifier knows which lines are its own. The verifier key is handed out as one line,
//! `name+id+key`; the signing key is kept as PKCS#8 PEM, as `openssl genpkey -algorithm ed25519` writes it.

use crate::hash::hex_digit;
use aws_lc_rs::{
    digest,
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{fmt, str::FromStr};

/// The signature type of plain Ed25519 notes.
const ED25519_TYPE: u8 = 1;
const PUBLIC_KEY_LEN: usize = 32;
const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_END: &str = "-----END PRIVATE KEY-----";

/// The name of a key: not empty, without spaces, control characters and `+`.
///
/// For a log it is also its origin, by custom a URL without the scheme, such as `lienthong.example/audit`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = KeyError;

    fn from_str(name: &str) -> Result<KeyName, KeyError> {
        if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+') {
            return Err(KeyError::Name);
        }
        Ok(KeyName(name.to_owned()))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The short id of a key. It tells keys of one name apart and is no proof of anything.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(pub(crate) [u8; 4]);

impl KeyId {
    fn of(name: &KeyName, public_key: &[u8]) -> KeyId {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(name.as_str().as_bytes());
        context.update(&[b'\n', ED25519_TYPE]);
        context.update(public_key);
        let hash = context.finish();
        let (id, _) = hash.as_ref().split_first_chunk().expect("SHA-256 gives 32 bytes");
        KeyId(*id)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// A key that signs. Its `Debug` shows the name and the id only.
pub struct Signer {
    name: KeyName,
    id: KeyId,
    pair: Ed25519KeyPair,
}

impl Signer {
    /// A new random key.
    pub fn generate(name: KeyName) -> Result<Signer, KeyError> {
        Ok(Signer::new(name, Ed25519KeyPair::generate().map_err(|_| KeyError::Random)?))
    }

    /// The key that follows from 32 secret bytes (RFC 8032).
    pub fn from_seed(name: KeyName, seed: &[u8; 32]) -> Result<Signer, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Pkcs8)?;
        Ok(Signer::new(name, pair))
    }

    /// Reads an Ed25519 key in PKCS#8 DER, with or without the public key inside.
    pub fn from_pkcs8_der(name: KeyName, der: &[u8]) -> Result<Signer, KeyError> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(|_| KeyError::Pkcs8)?;
        Ok(Signer::new(name, pair))
    }

    /// Reads an Ed25519 key in PKCS#8 PEM. Text around the one `PRIVATE KEY` block is skipped.
    pub fn from_pkcs8_pem(name: KeyName, pem: &str) -> Result<Signer, KeyError> {
        let (_, rest) = pem.split_once(PEM_BEGIN).ok_or(KeyError::Pem)?;
        let (body, _) = rest.split_once(PEM_END).ok_or(KeyError::Pem)?;
        let base64: String = body.split_ascii_whitespace().collect();
        Signer::from_pkcs8_der(name, &STANDARD.decode(base64).map_err(|_| KeyError::Pem)?)
    }

    /// The key as PKCS#8 PEM, to be kept where only the gateway can read it.
    pub fn to_pkcs8_pem(&self) -> Result<String, KeyError> {
        // Version 1 holds the seed alone, which is the form that every tool reads.
        let der = self.pair.to_pkcs8v1().map_err(|_| KeyError::Pkcs8)?;
        Ok(format!("{PEM_BEGIN}\n{}\n{PEM_END}\n", STANDARD.encode(der.as_ref())))
    }

    /// The name of the key.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of the key.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// What others need to check this key's signatures.
    pub fn verifier(&self) -> Verifier {
        let key = self.pair.public_key().as_ref();
        let key = key.try_into().expect("an Ed25519 public key has 32 bytes");
        Verifier { name: self.name.clone(), id: self.id, key }
    }

    pub(crate) fn sign(&self, text: &str) -> Vec<u8> {
        self.pair.sign(text.as_bytes()).as_ref().to_vec()
    }

    fn new(name: KeyName, pair: Ed25519KeyPair) -> Signer {
        let id = KeyId::of(&name, pair.public_key().as_ref());
        Signer { name, id, pair }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("name", &self.name).field("id", &self.id).finish_non_exhaustive()
    }
}

/// A key whose signatures are trusted. `Display` writes the line `name+id+key`, `FromStr` reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: KeyName,
    id: KeyId,
    key: [u8; PUBLIC_KEY_LEN],
}

impl Verifier {
    /// The name of the key.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of the key.
    pub fn id(&self) -> KeyId {
        self.id
    }

    pub(crate) fn verifies(&self, text: &str, signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.key).verify(text.as_bytes(), signature).is_ok()
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = vec![ED25519_TYPE];
        typed.extend_from_slice(&self.key);
        write!(f, "{}+{}+{}", self.name, self.id, STANDARD.encode(typed))
    }
}

impl FromStr for Verifier {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Verifier, KeyError> {
        // The base64 part may hold further plus signs; the name and the id cannot.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::VerifierForm);
        };
        let name: KeyName = name.parse()?;
        let id = parse_id(id).ok_or(KeyError::VerifierForm)?;
        let typed = STANDARD.decode(key).map_err(|_| KeyError::VerifierForm)?;
        let Some((&ED25519_TYPE, key)) = typed.split_first() else {
            return Err(KeyError::Type { found: typed.first().copied() });
        };
        let key: [u8; PUBLIC_KEY_LEN] = key.try_into().map_err(|_| KeyError::VerifierForm)?;
        let computed = KeyId::of(&name, &key);
        if id != computed {
            return Err(KeyError::Id { written: id, computed });
        }
        Ok(Verifier { name, id, key })
    }
}

/// Why something is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The name is empty or holds a space, a control character or a plus sign.
    #[error("key name is empty or contains a space or '+'")]
    Name,
    /// The text is not `name+id+key`.
    #[error("verifier key is not of the form name+id+key")]
    VerifierForm,
    /// The key is of another kind than Ed25519.
    #[error("key is not of type 1 (Ed25519)")]
    Type {
        /// The type byte, if there is one.
        found: Option<u8>,
    },
    /// The written id is not that of the name and the key: one of the three was changed.
    #[error("key id is written as {written} but computed as {computed}")]
    Id {
        /// The id in the text.
        written: KeyId,
        /// The id that follows from name and key.
        computed: KeyId,
    },
    /// The text has no PEM block `PRIVATE KEY`.
    #[error("signing key is not PKCS#8 PEM")]
    Pem,
    /// The bytes are not an Ed25519 key in PKCS#8.
    #[error("signing key is not an Ed25519 key in PKCS#8")]
    Pkcs8,
    /// The system gave no random bytes.
    #[error("no random bytes to make a key from")]
    Random,
}

fn parse_id(hex: &str) -> Option<KeyId> {
    let digits: [u8; 8] = hex.as_bytes().try_into().ok()?;
    let mut id = [0; 4];
    for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = hex_digit(pair[0])? << 4 | hex_digit(pair[1])?;
    }
    Some(KeyId(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    #[test]
    fn the_published_key_is_read_and_no_mangling_of_it() {
        assert_eq!(PETER.parse::<Verifier>().unwrap().to_string(), PETER);
        for start in 0..PETER.len() {
            for end in start..=PETER.len() {
                let part = &PETER[start..end];
                assert_eq!(part.parse::<Verifier>().is_ok(), part == PETER, "{part}");
            }
            let mut bytes = PETER.as_bytes().to_vec();
            bytes[start] += 1;
            let mangled = String::from_utf8(bytes).unwrap();
            assert!(mangled.parse::<Verifier>().is_err(), "{mangled}");
        }
        // A longer key and an unknown type, with ids computed to fit, from the Go implementation's tests.
        for bad in [
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        ] {
            assert!(bad.parse::<Verifier>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_survives_pem_in_our_form_and_in_that_of_openssl() {
        let name: KeyName = "lienthong.example/audit".parse().unwrap();
        let signer = Signer::generate(name.clone()).unwrap();
        let again = Signer::from_pkcs8_pem(name.clone(), &signer.to_pkcs8_pem().unwrap()).unwrap();
        assert_eq!(again.verifier(), signer.verifier());

        // RFC 8410 section 10.3, as `openssl genpkey` would write it.
        let pem = "-----BEGIN PRIVATE KEY-----\r\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\r\n\
                   -----END PRIVATE KEY-----\r\n";
        let verifier = Signer::from_pkcs8_pem(name.clone(), pem).unwrap().verifier();
        assert_eq!(STANDARD.encode(verifier.key), "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");

        assert_eq!(Signer::from_pkcs8_pem(name.clone(), "").unwrap_err(), KeyError::Pem);
        assert_eq!(Signer::from_pkcs8_der(name, b"\x30\x00").unwrap_err(), KeyError::Pkcs8);
    }

    #[test]
    fn names_that_would_break_a_signature_line_are_refused() {
        for bad in ["", "a b", "a+b", "a\nb", "a\u{a0}b", "a\u{3000}b", "a\u{7f}"] {
            assert_eq!(bad.parse::<KeyName>(), Err(KeyError::Name), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn verifier_keys_are_read_back(seed: [u8; 32], name in "[^+\\s\\p{Cc}]{1,20}") {
            let verifier = Signer::from_seed(name.parse().unwrap(), &seed).unwrap().verifier();
            prop_assert_eq!(verifier.to_string().parse(), Ok(verifier));
        }

        #[test]
        fn any_text_is_refused_or_is_its_own_spelling(text in "[a-z+]{0,3}\\+[0-9a-f]{8}\\+.{0,50}") {
            if let Ok(verifier) = text.parse::<Verifier>() {
                prop_assert_eq!(verifier.to_string(), text);
            }
        }
    }
}
