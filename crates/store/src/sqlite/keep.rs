//! Keeping a message: sealing it, and the transaction that takes custody.
//!
//! The steps, in order:
//!
//! 1. the day's data key, which is on disk before anything is sealed under it;
//! 2. seal. A small payload stays in memory. A large one goes to the disk in chunks now, each in a transaction of its
//!    own, so that it never holds up the writer for long; these chunks belong to nobody yet;
//! 3. one transaction: message, deliveries, audit record, and the chunks change hands.
//!
//! # What holds
//!
//! * Chunks that step 3 does not take are removed, whatever happened in between (`stage`).
//! * A key that was destroyed between step 1 and step 3 is noticed in step 3, and all begins again under a new key.

use std::sync::Arc;

use bytes::Bytes;
use lienthong_model::Digest;
use lienthong_model::time::local_date;
use rusqlite::params;

use super::SqliteStore;
use super::instant;
use super::keys::StoredKey;
use super::queue::{Addition, add_delivery};
use super::rows::{Outside, View, notify_number};
use super::stage::{CHUNK, StageGuard, begin_stage, put_chunk, take_stage};
use super::state::Tx;
use crate::search_hash::{KeyedHash, TermHashes};
use crate::vault::HEADER_LEN;
use crate::{Error, Kept, MessageKey, MessageSeq, NewMessage, OtherBytes, Store as _};

/// A payload ready for the transaction.
struct Sealed {
    key: i64,
    /// 0 where everything is in `bytes`.
    chunks: u32,
    stage: Option<i64>,
    /// The header, and for a small payload the ciphertext.
    bytes: Vec<u8>,
}

/// What a keep job answers.
enum Answer {
    Kept(Kept),
    KeyIsGone,
}

pub(super) async fn keep(store: &SqliteStore, message: NewMessage) -> Result<Kept, Error> {
    let size = whole_len(&message);
    let has_room = store.space.has_room_for(size)?;
    if size > CHUNK || !has_room {
        // Sealing for nothing would be dear, and a sender who asks again must hear the same also when the disk is full.
        if let Some(kept) = known(store, &message).await? {
            return Ok(kept);
        }
    }
    if !has_room {
        return Err(Error::Full);
    }
    let day = local_date(message.accepted_at);
    let hashes = store.hash_terms(&message.search_terms).await;
    // Each hash is written twice, in the table and in its index.
    let written = 2 * hashes.0.len() * size_of::<(KeyedHash, i64)>();
    let job = Arc::new((message.record.to_bytes(), message, hashes));
    loop {
        let key = match store.keys.cached(day) {
            Some(key) => key,
            None => store.writer.call(0, move |tx| tx.data_key(day)).await?,
        };
        let (sealed, _guard) = seal(store, &job.1, &key).await?;
        let job = job.clone();
        let work = move |tx: &mut Tx<'_>| {
            if !tx.state.live_keys.contains(&sealed.key) {
                return Ok(Answer::KeyIsGone);
            }
            insert(tx, &job.1, &job.0, &job.2, &sealed).map(Answer::Kept)
        };
        match store.writer.call(size.min(CHUNK) + written, work).await? {
            Answer::Kept(kept) => return Ok(kept),
            Answer::KeyIsGone => store.keys.publish(Vec::new(), vec![day]),
        }
    }
}

/// Keeps a notice of the gateway within a transaction that changes something else.
///
/// A notice that was kept before, even with other bytes, is no reason to undo what it tells of.
pub(super) fn keep_notice(tx: &mut Tx<'_>, notice: &NewMessage) -> Result<(), Error> {
    if tx.view().find_message(&key_of(notice))?.is_some() {
        tracing::warn!(message_id = %notice.envelope.id, "A notice of this id was kept before.");
        return Ok(());
    }
    let key = tx.data_key(local_date(notice.accepted_at))?;
    let count = chunk_count(notice);
    let seal = key.key.for_new(&notice.envelope.sender, &notice.envelope.id, count.max(1));
    let mut sealed = Sealed { key: key.id, chunks: count, stage: None, bytes: seal.header().to_vec() };
    if count == 0 {
        seal.seal(0, &whole(notice), &mut sealed.bytes);
    } else {
        let stage = tx.stages.next();
        for (n, chunk) in (0..).zip(whole(notice).chunks(CHUNK)) {
            let mut bytes = Vec::new();
            seal.seal(n, chunk, &mut bytes);
            put_chunk(tx, stage, n, &bytes)?;
        }
        sealed.stage = Some(stage);
    }
    insert(tx, notice, &notice.record.to_bytes(), &TermHashes::default(), &sealed)?;
    Ok(())
}

fn key_of(message: &NewMessage) -> MessageKey {
    MessageKey { sender: message.envelope.sender.clone(), id: message.envelope.id.clone() }
}

/// What keeping `message` would answer if it is known already.
async fn known(store: &SqliteStore, message: &NewMessage) -> Result<Option<Kept>, Error> {
    let (key, digest) = (key_of(message), message.digest);
    store
        .reads
        .call(move |view| {
            let Some(seq) = view.find_message(&key)? else { return Ok(None) };
            again(view, seq, &key, &digest).map(Some)
        })
        .await
}

/// The answer for a message that is there already.
fn again(view: &mut View<'_>, seq: i64, key: &MessageKey, digest: &Digest) -> Result<Kept, Error> {
    let mut query = view.conn.prepare_cached("SELECT digest, receipt, entry FROM message WHERE seq = ?1")?;
    let (first, receipt, index): ([u8; 32], String, i64) =
        query.query_row([seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    if first != *digest.as_bytes() {
        let digests = OtherBytes { first: Digest::from_bytes(first), found: *digest };
        return Err(Error::Conflict { key: key.clone(), digests: Box::new(digests) });
    }
    Ok(Kept::Again { receipt, index: index as u64 })
}

/// What is sealed: the payload, and behind it its canonical form.
fn whole(message: &NewMessage) -> Bytes {
    match &message.canonical {
        None => message.payload.clone(),
        Some(canonical) => [&message.payload[..], canonical].concat().into(),
    }
}

fn whole_len(message: &NewMessage) -> usize {
    message.payload.len() + message.canonical.as_ref().map_or(0, Bytes::len)
}

fn chunk_count(message: &NewMessage) -> u32 {
    let size = whole_len(message);
    if size <= CHUNK { 0 } else { size.div_ceil(CHUNK) as u32 }
}

/// Step 2. The guard removes staged chunks that step 3 does not take.
async fn seal(
    store: &SqliteStore,
    message: &NewMessage,
    key: &StoredKey,
) -> Result<(Sealed, Option<StageGuard>), Error> {
    let chunks = chunk_count(message);
    let seal = key.key.for_new(&message.envelope.sender, &message.envelope.id, chunks.max(1));
    let mut bytes = Vec::with_capacity(HEADER_LEN + whole_len(message).min(CHUNK) + 16);
    bytes.extend_from_slice(seal.header());
    if chunks == 0 {
        seal.seal(0, &whole(message), &mut bytes);
        return Ok((Sealed { key: key.id, chunks, stage: None, bytes }, None));
    }
    let stage = store.stages.next();
    // Before the first chunk: from here on a caller may give up at any instant.
    let guard = StageGuard::new(store.writer.clone(), stage, chunks);
    store.writer.call(0, move |tx| begin_stage(tx, stage)).await?;
    for (n, chunk) in (0..).zip(whole(message).chunks(CHUNK)) {
        let mut sealed = Vec::new();
        seal.seal(n, chunk, &mut sealed);
        store.writer.call(sealed.len(), move |tx| put_chunk(tx, stage, n, &sealed)).await?;
    }
    Ok((Sealed { key: key.id, chunks, stage: Some(stage), bytes }, Some(guard)))
}

/// Step 3.
fn insert(
    tx: &mut Tx<'_>,
    message: &NewMessage,
    body: &[u8],
    hashes: &TermHashes,
    sealed: &Sealed,
) -> Result<Kept, Error> {
    let envelope = &message.envelope;
    let seq = tx.state.next_message;
    let sender = tx.name(&envelope.sender.to_string())?;
    let kind = tx.name(envelope.kind.as_str())?;
    let format = tx.name(message.format.as_str())?;
    let outside = Outside { created_at: envelope.created_at, receivers: envelope.receivers.clone() };
    let outside = serde_json::to_string(&outside).expect("an envelope is plain data");
    let inserted = tx
        .conn
        .prepare_cached(
            "INSERT INTO message (seq, sender, id, kind, format, accepted_at, notify, is_notice, size, digest,
             revision, entry, key, first_delivery, deliveries, case_key, correlation_id, outside, receipt, chunks,
             stage, sealed, canonical_size) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22, ?23) ON CONFLICT (id, sender) DO NOTHING",
        )?
        .execute(params![
            seq,
            sender,
            envelope.id.as_str(),
            kind,
            format,
            instant::to_stored(message.accepted_at),
            notify_number(message.notify),
            message.is_notice,
            message.payload.len() as i64,
            message.digest.as_bytes(),
            message.record.revision.as_bytes(),
            tx.state.next_entry,
            sealed.key,
            tx.state.next_delivery,
            message.deliveries.len() as i64,
            envelope.case_key,
            envelope.correlation_id,
            outside,
            message.receipt,
            sealed.chunks,
            sealed.stage,
            sealed.bytes,
            message.canonical.as_ref().map_or(0, Bytes::len) as i64,
        ])?;
    if inserted == 0 {
        let key = key_of(message);
        let mut view = tx.view();
        let seq = view.find_message(&key)?.ok_or(Error::Damaged { what: "message index" })?;
        return again(&mut view, seq, &key, &message.digest);
    }
    tx.state.next_message += 1;
    tx.state.count_sealed(sealed.key, seq);
    if let Some(stage) = sealed.stage {
        take_stage(tx, stage)?;
    }
    for hash in &hashes.0 {
        let sql = "INSERT INTO search_key (hash, message) VALUES (?1, ?2)";
        tx.conn.prepare_cached(sql)?.execute(params![hash, seq])?;
    }
    for delivery in &message.deliveries {
        add_delivery(tx, &Addition::first(seq, sender, message, delivery))?;
    }
    let index = tx.append(&message.record, body, Some(seq))?;
    if let Some(notice) = &message.notice {
        keep_notice(tx, notice)?;
    }
    Ok(Kept::New { seq: MessageSeq(seq), index })
}
