//! Sealing payloads: the only place where payload bytes and keys meet.
//!
//! Three levels of keys, each random or derived, none ever on disk in the clear:
//!
//! 1. the master key comes from the operator and never reaches the store's disk;
//! 2. a data key per day is random and reaches the disk only wrapped by the master key, bound to its day;
//! 3. a message key is derived from the data key, a random salt and what names the message, and is never stored.
//!
//! # What holds
//!
//! * Destroying a wrapped data key makes every payload of its day unreadable, whatever copies of the sealed bytes exist.
//! * A sealed chunk opens only as the same chunk of the same message: sender, id, day, place and number of chunks are
//!   bound. Chunks cannot be swapped, cut off or moved to another message.
//! * A key and nonce are used once. The salt of 128 random bits makes each sealing of a message a key of its own, even
//!   when an id is sealed twice with different bytes because the first attempt was lost; within it the chunk number is
//!   the nonce.
//!
//! Stored form, version 1: a header (`0x01`, 16 bytes of salt), then for each chunk AES-256-GCM ciphertext and tag.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk};
use aws_lc_rs::rand;
use jiff::civil::Date;
use lienthong_model::{MessageId, SystemId};

use crate::search_hash::SearchHasher;

/// The version byte of what is stored today.
const VERSION: u8 = 1;
const SALT_LEN: usize = 16;
/// Bytes before the ciphertext: version and salt.
pub(crate) const HEADER_LEN: usize = 1 + SALT_LEN;
/// Bytes that sealing adds to a chunk.
const TAG_LEN: usize = 16;
/// What the master key seals so that a wrong one is noticed at open.
const CHECK: &[u8] = b"lienthong master key";

/// Sealed bytes did not open: they, their place or the key are not the right ones.
#[derive(Debug, thiserror::Error)]
#[error("sealed bytes do not open with this key in this place")]
pub struct DoesNotOpen;

/// The operator's key: 32 random bytes. Prints nothing of itself.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

impl MasterKey {
    /// The key of these bytes. They must be random; a password is not a key.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A value to store, by which [`MasterKey::is_of`] recognises this key.
    pub(crate) fn check_value(&self) -> Vec<u8> {
        self.wrap_bytes(CHECK, b"lienthong check v1")
    }

    /// Whether `check_value` was made by this key.
    pub(crate) fn is_of(&self, check_value: &[u8]) -> bool {
        self.unwrap_bytes(check_value, b"lienthong check v1").is_ok_and(|bytes| bytes == CHECK)
    }

    /// Makes the keyed hashes of this store.
    pub(crate) fn search_hasher(&self) -> SearchHasher {
        let prk = Prk::new_less_safe(HKDF_SHA256, &self.0);
        let mut key = [0; 32];
        prk.expand(&[b"lienthong search v1"], HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut key))
            .expect("a key of 32 bytes can be derived");
        SearchHasher::new(&key)
    }

    /// The stored form of a data key.
    pub(crate) fn wrap(&self, key: &DataKey) -> Vec<u8> {
        self.wrap_bytes(&key.bytes, &wrap_context(key.day))
    }

    /// A data key from its stored form.
    pub(crate) fn unwrap(&self, day: Date, wrapped: &[u8]) -> Result<DataKey, DoesNotOpen> {
        let bytes = self.unwrap_bytes(wrapped, &wrap_context(day))?;
        Ok(DataKey { day, bytes: bytes.try_into().map_err(|_| DoesNotOpen)? })
    }

    fn wrap_bytes(&self, bytes: &[u8], context: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_LEN] = random();
        let mut sealed = bytes.to_vec();
        gcm(&self.0)
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed)
            .expect("AES-GCM seals anything of this size");
        [&[VERSION][..], &nonce, &sealed].concat()
    }

    fn unwrap_bytes(&self, wrapped: &[u8], context: &[u8]) -> Result<Vec<u8>, DoesNotOpen> {
        let rest = wrapped.strip_prefix(&[VERSION]).ok_or(DoesNotOpen)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>().ok_or(DoesNotOpen)?;
        let mut bytes = sealed.to_vec();
        let opened = gcm(&self.0)
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(context), &mut bytes)
            .map_err(|_| DoesNotOpen)?
            .len();
        bytes.truncate(opened);
        Ok(bytes)
    }
}

/// The key under which the payloads of one day are sealed.
pub(crate) struct DataKey {
    day: Date,
    bytes: [u8; 32],
}

impl DataKey {
    /// A new random key.
    pub(crate) fn random(day: Date) -> Self {
        Self { day, bytes: random() }
    }

    /// The key for a message that is to be sealed now.
    pub(crate) fn for_new(&self, sender: &SystemId, id: &MessageId, chunks: u32) -> MessageSeal {
        let mut header = [VERSION; HEADER_LEN];
        header[1..].copy_from_slice(&random::<SALT_LEN>());
        self.derive(header, sender, id, chunks)
    }

    /// The key for a message that was sealed under `header`.
    pub(crate) fn for_stored(
        &self,
        header: &[u8],
        sender: &SystemId,
        id: &MessageId,
        chunks: u32,
    ) -> Result<MessageSeal, DoesNotOpen> {
        let header: [u8; HEADER_LEN] = header.try_into().map_err(|_| DoesNotOpen)?;
        if header[0] != VERSION {
            return Err(DoesNotOpen);
        }
        Ok(self.derive(header, sender, id, chunks))
    }

    fn derive(
        &self,
        header: [u8; HEADER_LEN],
        sender: &SystemId,
        id: &MessageId,
        chunks: u32,
    ) -> MessageSeal {
        // Neither part can hold a zero byte, so that no two messages have the same text.
        let name = format!("{}\0{sender}\0{id}", self.day);
        let info: [&[u8]; 3] = [b"lienthong payload v1", &header, name.as_bytes()];
        let prk = Prk::new_less_safe(HKDF_SHA256, &self.bytes);
        let okm = prk.expand(&info, &AES_256_GCM).expect("HKDF gives up to 8160 bytes");
        MessageSeal { key: LessSafeKey::new(UnboundKey::from(okm)), header, chunks }
    }
}

/// Seals or opens the chunks of one message.
pub(crate) struct MessageSeal {
    key: LessSafeKey,
    header: [u8; HEADER_LEN],
    chunks: u32,
}

impl MessageSeal {
    /// What must be stored to open the chunks again.
    pub(crate) fn header(&self) -> &[u8; HEADER_LEN] {
        &self.header
    }

    /// Appends the sealed form of chunk `n` to `out`. Each chunk may be sealed once.
    pub(crate) fn seal(&self, n: u32, plain: &[u8], out: &mut Vec<u8>) {
        out.reserve(plain.len() + TAG_LEN);
        let start = out.len();
        out.extend_from_slice(plain);
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce(n), self.context(n), &mut out[start..])
            .expect("AES-GCM seals anything of this size");
        out.extend_from_slice(tag.as_ref());
    }

    /// Appends what chunk `n` holds to `out`.
    pub(crate) fn open(&self, n: u32, sealed: &[u8], out: &mut Vec<u8>) -> Result<(), DoesNotOpen> {
        let start = out.len();
        out.extend_from_slice(sealed);
        let opened = self.key.open_in_place(nonce(n), self.context(n), &mut out[start..]);
        let length = opened.map_err(|_| DoesNotOpen)?.len();
        out.truncate(start + length);
        Ok(())
    }

    fn context(&self, n: u32) -> Aad<[u8; 8]> {
        let mut context = [0; 8];
        context[..4].copy_from_slice(&n.to_be_bytes());
        context[4..].copy_from_slice(&self.chunks.to_be_bytes());
        Aad::from(context)
    }
}

fn wrap_context(day: Date) -> Vec<u8> {
    format!("lienthong data key v1 {day}").into_bytes()
}

fn gcm(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("an AES-256 key has 32 bytes"))
}

fn nonce(n: u32) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    nonce[NONCE_LEN - 4..].copy_from_slice(&n.to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(text: &str) -> SystemId {
        text.parse().unwrap()
    }

    fn id(text: &str) -> MessageId {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_chunk_opens_only_as_itself() {
        let key = DataKey::random(day("2026-03-01"));
        let (who, what) = (sender("H60.31/qlvb"), id("a"));
        let seal = key.for_new(&who, &what, 2);
        let mut sealed = Vec::new();
        seal.seal(0, b"first", &mut sealed);
        let check = |seal: &MessageSeal, n: u32, bytes: &[u8]| {
            let mut out = b"before".to_vec();
            seal.open(n, bytes, &mut out).map(|()| out)
        };
        let again = key.for_stored(seal.header(), &who, &what, 2).unwrap();
        assert_eq!(check(&again, 0, &sealed).unwrap(), b"beforefirst");
        assert!(check(&again, 1, &sealed).is_err(), "in another place");
        for (who, what, chunks) in [("H60.31/qlvb", "a", 1), ("H60.31/qlvb", "b", 2), ("H60.32/qlvb", "a", 2)]
        {
            let other = key.for_stored(seal.header(), &sender(who), &id(what), chunks).unwrap();
            assert!(check(&other, 0, &sealed).is_err(), "as {who} {what} of {chunks}");
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(check(&again, 0, &changed).is_err(), "byte {at} changed");
        }
        assert!(check(&again, 0, &sealed[..sealed.len() - 1]).is_err());
        assert!(check(&again, 0, &[]).is_err());
    }

    #[test]
    fn sealing_an_id_again_uses_another_key() {
        let key = DataKey::random(day("2026-03-01"));
        let (who, what) = (sender("H60.31/qlvb"), id("a"));
        let seal = || {
            let mut out = Vec::new();
            key.for_new(&who, &what, 1).seal(0, b"same bytes", &mut out);
            out
        };
        assert_ne!(seal(), seal());
    }

    #[test]
    fn a_data_key_unwraps_only_under_its_master_key_and_its_day() {
        let (master, other) = (MasterKey::new([1; 32]), MasterKey::new([2; 32]));
        let key = DataKey::random(day("2026-03-01"));
        let wrapped = master.wrap(&key);
        assert_eq!(master.unwrap(day("2026-03-01"), &wrapped).unwrap().bytes, key.bytes);
        assert!(master.unwrap(day("2026-03-02"), &wrapped).is_err());
        assert!(other.unwrap(day("2026-03-01"), &wrapped).is_err());
        assert!(master.unwrap(day("2026-03-01"), &[]).is_err());
        assert!(master.is_of(&master.check_value()));
        assert!(!other.is_of(&master.check_value()));
        assert_eq!(format!("{master:?}"), "MasterKey(..)");
    }
}
