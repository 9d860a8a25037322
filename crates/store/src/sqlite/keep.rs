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
//! * Chunks that belong to nobody are removed: when step 3 did not take them, when the caller gave up, or at the next
//!   open.
//! * A key that was destroyed between step 1 and step 3 is noticed in step 3, and all begins again under a new key.

use std::sync::Arc;

use lienthong_model::time::local_date;
use rusqlite::{OptionalExtension, params};

use super::SqliteStore;
use super::instant;
use super::keys::StoredKey;
use super::rows::{Outside, View, notify_number, state_number};
use super::schema::BLOCKED;
use super::state::Tx;
use super::writer::Writer;
use crate::vault::HEADER_LEN;
use crate::{DeliveryState, Error, Kept, MessageKey, MessageSeq, NewDelivery, NewMessage};

/// Payloads up to this many bytes lie in the row of their message; larger ones in chunks of this size.
pub(super) const CHUNK: usize = 256 << 10;
/// Chunks removed in one transaction.
const CHUNKS_PER_JOB: u32 = 16;

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
    let size = message.payload.len();
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
    let job = Arc::new((message.record.to_bytes(), message));
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
            insert(tx, &job.1, &job.0, &sealed).map(Answer::Kept)
        };
        match store.writer.call(size.min(CHUNK), work).await? {
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
        seal.seal(0, &notice.payload, &mut sealed.bytes);
    } else {
        let stage = next_stage(tx)?;
        for (n, chunk) in (0..).zip(notice.payload.chunks(CHUNK)) {
            let mut bytes = Vec::new();
            seal.seal(n, chunk, &mut bytes);
            put_chunk(tx, stage, n, &bytes)?;
        }
        sealed.stage = Some(stage);
    }
    insert(tx, notice, &notice.record.to_bytes(), &sealed)?;
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
            again(view, seq, &key, digest.as_bytes()).map(Some)
        })
        .await
}

/// The answer for a message that is there already.
fn again(view: &mut View<'_>, seq: i64, key: &MessageKey, digest: &[u8; 32]) -> Result<Kept, Error> {
    let mut query = view.conn.prepare_cached("SELECT digest, receipt, entry FROM message WHERE seq = ?1")?;
    let (first, receipt, index): (Vec<u8>, String, i64) =
        query.query_row([seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    if first != digest {
        return Err(Error::Conflict { key: key.clone() });
    }
    Ok(Kept::Again { receipt, index: index as u64 })
}

fn chunk_count(message: &NewMessage) -> u32 {
    let size = message.payload.len();
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
    let mut bytes = Vec::with_capacity(HEADER_LEN + message.payload.len().min(CHUNK) + 16);
    bytes.extend_from_slice(seal.header());
    if chunks == 0 {
        seal.seal(0, &message.payload, &mut bytes);
        return Ok((Sealed { key: key.id, chunks, stage: None, bytes }, None));
    }
    let stage = store.writer.call(0, begin_stage).await?;
    let guard = StageGuard { writer: store.writer.clone(), stage, chunks };
    for (n, chunk) in (0..).zip(message.payload.chunks(CHUNK)) {
        let mut sealed = Vec::new();
        seal.seal(n, chunk, &mut sealed);
        store.writer.call(sealed.len(), move |tx| put_chunk(tx, stage, n, &sealed)).await?;
    }
    Ok((Sealed { key: key.id, chunks, stage: Some(stage), bytes }, Some(guard)))
}

fn begin_stage(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let stage = next_stage(tx)?;
    tx.conn.prepare_cached("INSERT INTO staged (stage) VALUES (?1)")?.execute([stage])?;
    Ok(stage)
}

/// A number that no chunk has: neither those of messages nor those of other stages under way.
fn next_stage(tx: &Tx<'_>) -> Result<i64, Error> {
    let mut query = tx.conn.prepare_cached(
        "SELECT max(ifnull((SELECT max(place) FROM chunk), 0) / 65536, ifnull((SELECT max(stage) FROM staged), 0)) + 1",
    )?;
    Ok(query.query_row([], |row| row.get(0))?)
}

fn put_chunk(tx: &Tx<'_>, stage: i64, n: u32, sealed: &[u8]) -> Result<(), Error> {
    tx.conn
        .prepare_cached("INSERT INTO chunk (place, sealed) VALUES (?1, ?2)")?
        .execute(params![place(stage, n), sealed])?;
    Ok(())
}

/// Where a chunk lies.
pub(super) fn place(stage: i64, n: u32) -> i64 {
    (stage << 16) + i64::from(n)
}

/// Removes the chunks of a stage that no message has taken. After a commit that took them it finds nothing to do.
struct StageGuard {
    writer: Writer,
    stage: i64,
    chunks: u32,
}

impl Drop for StageGuard {
    fn drop(&mut self) {
        let stage = self.stage;
        for from in (0..self.chunks).step_by(CHUNKS_PER_JOB as usize) {
            let to = self.chunks.min(from + CHUNKS_PER_JOB);
            let is_last = to == self.chunks;
            self.writer.post(move |tx| {
                let is_staged = "EXISTS (SELECT 1 FROM staged WHERE stage = ?1)";
                tx.conn
                    .prepare_cached(&format!("DELETE FROM chunk WHERE place >= ?2 AND place < ?3 AND {is_staged}"))?
                    .execute([stage, place(stage, from), place(stage, to)])?;
                if is_last {
                    tx.conn.prepare_cached("DELETE FROM staged WHERE stage = ?1")?.execute([stage])?;
                }
                Ok(())
            });
        }
    }
}

/// Removes what stages of an earlier process have left behind. Called at open.
pub(super) fn sweep_stages(conn: &rusqlite::Connection) -> Result<(), rusqlite::Error> {
    let tx = conn.unchecked_transaction()?;
    let stages: Vec<i64> = tx
        .prepare_cached("SELECT stage FROM staged")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for stage in stages {
        tx.execute("DELETE FROM chunk WHERE place >= ?1 AND place < ?2", [place(stage, 0), place(stage + 1, 0)])?;
        tx.execute("DELETE FROM staged WHERE stage = ?1", [stage])?;
    }
    tx.commit()
}

/// Step 3.
fn insert(tx: &mut Tx<'_>, message: &NewMessage, body: &[u8], sealed: &Sealed) -> Result<Kept, Error> {
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
             stage, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
             ?19, ?20, ?21, ?22) ON CONFLICT (id, sender) DO NOTHING",
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
        ])?;
    if inserted == 0 {
        let key = key_of(message);
        let mut view = tx.view();
        let seq = view.find_message(&key)?.ok_or(Error::Damaged { what: "message index" })?;
        return again(&mut view, seq, &key, message.digest.as_bytes());
    }
    tx.state.next_message += 1;
    tx.state.count_sealed(sealed.key, seq);
    if let Some(stage) = sealed.stage {
        take_stage(tx, stage)?;
    }
    for delivery in &message.deliveries {
        add_delivery(tx, &Addition::first(seq, sender, message, delivery))?;
    }
    let index = tx.append(&message.record, body, Some(seq))?;
    Ok(Kept::New { seq: MessageSeq(seq), index })
}

fn take_stage(tx: &Tx<'_>, stage: i64) -> Result<(), Error> {
    tx.conn.prepare_cached("DELETE FROM staged WHERE stage = ?1")?.execute([stage])?;
    Ok(())
}

/// A delivery to be added.
pub(super) struct Addition<'a> {
    pub(super) message: i64,
    pub(super) sender: i64,
    pub(super) delivery: &'a NewDelivery,
    pub(super) case_key: Option<&'a str>,
    /// When it is due, and when its state last changed.
    pub(super) now: i64,
    pub(super) replay_of: Option<i64>,
}

impl<'a> Addition<'a> {
    fn first(seq: i64, sender: i64, message: &'a NewMessage, delivery: &'a NewDelivery) -> Self {
        Self {
            message: seq,
            sender,
            delivery,
            case_key: message.envelope.case_key.as_deref(),
            now: instant::to_stored(message.accepted_at),
            replay_of: None,
        }
    }
}

/// Adds a delivery that waits: until now, or for an earlier one of its case.
pub(super) fn add_delivery(tx: &mut Tx<'_>, addition: &Addition<'_>) -> Result<i64, Error> {
    let delivery = addition.delivery;
    let id = tx.state.next_delivery;
    let receiver = tx.name(&delivery.receiver.to_string())?;
    let addressed = tx.name(delivery.addressed.as_str())?;
    let route = tx.name(delivery.route.as_str())?;
    let mut next_at = addition.now;
    if let (true, Some(case_key)) = (delivery.ordered, addition.case_key) {
        if first_open_of_case(tx, case_key, receiver, addition.sender)?.is_some() {
            next_at = BLOCKED;
        }
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO delivery (id, message, sender, receiver, addressed, route, open, state, attempts,
             attempt_ended, ordered, next_at, changed_at, retry_until, expires_at, case_key, replay_of, replays)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, 0, 0, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 0)",
        )?
        .execute(params![
            id,
            addition.message,
            addition.sender,
            receiver,
            addressed,
            route,
            state_number(DeliveryState::Waiting),
            delivery.ordered,
            next_at,
            addition.now,
            instant::to_stored(delivery.retry_until),
            instant::to_stored(delivery.expires_at),
            addition.case_key,
            addition.replay_of,
        ])?;
    tx.state.next_delivery += 1;
    Ok(id)
}

/// The earliest open delivery of a case: its id and when it is due.
pub(super) fn first_open_of_case(
    tx: &Tx<'_>,
    case_key: &str,
    receiver: i64,
    sender: i64,
) -> Result<Option<(i64, i64)>, Error> {
    let mut query = tx.conn.prepare_cached(
        "SELECT id, next_at FROM delivery
         WHERE open = 1 AND case_key = ?1 AND receiver = ?2 AND sender = ?3 ORDER BY id LIMIT 1",
    )?;
    let found = query.query_row(params![case_key, receiver, sender], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}
