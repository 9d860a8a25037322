//! One SHA-256 hash, of a leaf or of an inner node, as RFC 6962 section 2.1 computes them.
//!
//! A leaf and an inner node are hashed with different first bytes, so that no entry can pass for a node.

use aws_lc_rs::digest::{Context, SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{fmt, str::FromStr};

/// A SHA-256 hash. Written as standard base64 by `Display` and read back by `FromStr`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(
    /// The 32 bytes.
    pub [u8; Hash::LEN],
);

impl Hash {
    /// Bytes in a hash.
    pub const LEN: usize = 32;

    /// The hash of an entry's bytes as a leaf: SHA-256(0x00 || entry).
    pub fn of_leaf(entry: &[u8]) -> Hash {
        let mut context = Context::new(&SHA256);
        context.update(&[0]);
        context.update(entry);
        Hash::from_digest(context.finish().as_ref())
    }

    /// The hash of two subtrees joined: SHA-256(0x01 || left || right).
    pub fn of_node(left: Hash, right: Hash) -> Hash {
        let mut joined = [0; 1 + 2 * Hash::LEN];
        joined[0] = 1;
        joined[1..1 + Hash::LEN].copy_from_slice(&left.0);
        joined[1 + Hash::LEN..].copy_from_slice(&right.0);
        Hash::from_digest(digest(&SHA256, &joined).as_ref())
    }

    /// The root of a tree without leaves: SHA-256 of nothing.
    pub fn of_empty_tree() -> Hash {
        Hash::from_digest(digest(&SHA256, &[]).as_ref())
    }

    /// The root of a complete subtree over `leaves`, which are a power of two in number.
    pub(crate) fn of_complete(leaves: &[Hash]) -> Hash {
        debug_assert!(leaves.len().is_power_of_two());
        let mut row = leaves.to_vec();
        while row.len() > 1 {
            row = row.chunks_exact(2).map(|pair| Hash::of_node(pair[0], pair[1])).collect();
        }
        row[0]
    }

    /// Lower-case hexadecimal, for people who compare with `sha256sum`.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads 64 lower-case hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Hash, HashError> {
        let digits = text.as_bytes();
        if digits.len() != 2 * Hash::LEN {
            return Err(HashError);
        }
        let mut bytes = [0; Hash::LEN];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = hex_digit(pair[0]).ok_or(HashError)? << 4 | hex_digit(pair[1]).ok_or(HashError)?;
        }
        Ok(Hash(bytes))
    }

    fn from_digest(bytes: &[u8]) -> Hash {
        Hash(bytes.try_into().expect("SHA-256 gives 32 bytes"))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Hash, HashError> {
        let bytes = STANDARD.decode(text).map_err(|_| HashError)?;
        Ok(Hash(bytes.try_into().map_err(|_| HashError)?))
    }
}

/// A text that is not a hash of 32 bytes in the one spelling that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 hash")]
pub struct HashError;

/// The value of one lower-case hexadecimal digit.
pub(crate) fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The empty root, and the root of one empty leaf, as the Certificate Transparency reference data has them.
    #[test]
    fn hashes_are_those_of_rfc_6962() {
        let check = |hash: Hash, hex: &str| assert_eq!(hash.to_hex(), hex);
        check(Hash::of_empty_tree(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        check(Hash::of_leaf(b""), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        check(
            Hash::of_node(Hash::of_leaf(b""), Hash::of_leaf(b"\0")),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        );
    }

    #[test]
    fn a_hash_has_one_spelling() {
        let text = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        assert_eq!(text.parse::<Hash>().unwrap().to_string(), text);
        for bad in [
            "",
            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I",
            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=",
            " CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
            "CsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=",
            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2IA",
        ] {
            assert_eq!(bad.parse::<Hash>(), Err(HashError), "{bad:?}");
        }
        assert_eq!(Hash::from_hex(&"AB".repeat(32)), Err(HashError));
        assert_eq!(Hash::from_hex(&"é".repeat(32)), Err(HashError));
    }

    proptest! {
        #[test]
        fn hashes_survive_both_spellings(bytes: [u8; 32]) {
            let hash = Hash(bytes);
            prop_assert_eq!(hash.to_string().parse(), Ok(hash));
            prop_assert_eq!(Hash::from_hex(&hash.to_hex()), Ok(hash));
        }
    }
}
