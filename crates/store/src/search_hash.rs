//! Keyed hashes: what the store keeps of values that may be numbers of persons.
//!
//! HMAC-SHA256 under a key derived from the master key, cut to 16 bytes. Without the master key nobody can try out
//! numbers against a copy of the database or of the log; with it, equal values have equal hashes, and that is all that
//! is needed to find them.

use std::collections::BTreeSet;

use aws_lc_rs::hmac;
use lienthong_model::schema::SearchTerm;

/// Bytes of a keyed hash: enough that no two values of a province share one by accident.
pub(crate) const HASH_LEN: usize = 16;

/// A keyed hash.
pub type KeyedHash = [u8; HASH_LEN];

/// What is kept of the terms by which a message or a record is found: each once, in order, so that neighbours in a table
/// are written together.
#[derive(Debug, Clone, Default)]
pub struct TermHashes(pub(crate) BTreeSet<KeyedHash>);

impl TermHashes {
    /// Adds those of other terms.
    pub fn add(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

/// Makes keyed hashes.
#[derive(Clone)]
pub(crate) struct SearchHasher(hmac::Key);

impl SearchHasher {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// Of a value by which messages are found.
    pub(crate) fn term(&self, term: &SearchTerm) -> KeyedHash {
        // The length in front, so that no field and value run into each other.
        self.hash(&[
            b"term",
            &(term.field.len() as u64).to_le_bytes(),
            term.field.as_bytes(),
            term.value.as_bytes(),
        ])
    }

    /// Of what an auditor asked.
    pub(crate) fn query(&self, bytes: &[u8]) -> KeyedHash {
        self.hash(&[b"query", bytes])
    }

    fn hash(&self, parts: &[&[u8]]) -> KeyedHash {
        let mut context = hmac::Context::with_key(&self.0);
        parts.iter().for_each(|part| context.update(part));
        *context.sign().as_ref().first_chunk().expect("an HMAC of SHA-256 has 32 bytes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_key_field_and_value() {
        let term = |field: &str, value: &str| SearchTerm { field: field.into(), value: value.into() };
        let one = SearchHasher::new(&[1; 32]);
        let first = one.term(&term("so_dinh_danh", "000000000001"));
        assert_eq!(first, one.term(&term("so_dinh_danh", "000000000001")));
        for other in [term("so_dinh_danh", "000000000002"), term("so", "_dinh_danh000000000001")] {
            assert_ne!(first, one.term(&other));
        }
        assert_ne!(first, SearchHasher::new(&[2; 32]).term(&term("so_dinh_danh", "000000000001")));
    }
}
