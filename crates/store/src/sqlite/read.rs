//! Reading payloads, messages, deliveries and the log.

use bytes::Bytes;
use jiff::civil::Date;
use lienthong_model::{Digest, SystemId};
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, params};

use super::failure::parse;
use super::instant;
use super::keys::Keys;
use super::rows::View;
use super::schema::BLOCKED;
use super::stage::place;
use crate::vault::HEADER_LEN;
use crate::{CallNumber, Due, Error, KeyDay, LogIndex, MessageKey, MessageSeq, MessageView, StoredPayload};

/// Opens a payload and checks it against its digest.
pub(super) fn payload(view: &mut View<'_>, keys: &Keys, seq: MessageSeq) -> Result<StoredPayload, Error> {
    let mut query = view.conn.prepare_cached(
        "SELECT m.size, m.chunks, m.stage, m.sealed, m.digest, k.id, k.day, k.wrapped, m.sender, m.id,
                m.canonical_size
         FROM message m LEFT JOIN day_key k ON k.id = m.key WHERE m.seq = ?1",
    )?;
    let mut rows = query.query([seq.0])?;
    let row = rows.next()?.ok_or(Error::NoMessage)?;
    let (Some(key), Some(sealed)) = (row.get::<_, Option<i64>>(5)?, blob(row.get_ref(3)?)?) else {
        return Err(Error::Erased);
    };
    let damaged = |_| Error::Damaged { what: "payload" };
    let day: Date = parse(&row.get::<_, String>(6)?, "day")?;
    let wrapped: Vec<u8> = row.get(7)?;
    let sender: SystemId = parse(&view.names.text(view.conn, row.get(8)?)?, "sender")?;
    let id = parse(&row.get::<_, String>(9)?, "message id")?;
    let (size, chunks): (i64, u32) = (row.get(0)?, row.get(1)?);
    let canonical_size: i64 = row.get(10)?;

    let (header, sealed) = sealed.split_at_checked(HEADER_LEN).ok_or(Error::Damaged { what: "payload" })?;
    let key = keys.open(key, day, &wrapped)?;
    let seal = key.key.for_stored(header, &sender, &id, chunks.max(1)).map_err(damaged)?;
    let mut plain = Vec::with_capacity(size as usize + canonical_size as usize + 16);
    match row.get::<_, Option<i64>>(2)? {
        None => seal.open(0, sealed, &mut plain).map_err(damaged)?,
        Some(stage) => {
            let mut query = view.conn.prepare_cached("SELECT sealed FROM chunk WHERE place = ?1")?;
            for n in 0..chunks {
                let mut rows = query.query([place(stage, n)])?;
                let row = rows.next()?.ok_or(Error::Damaged { what: "payload" })?;
                let chunk = blob(row.get_ref(0)?)?.unwrap_or_default();
                seal.open(n, chunk, &mut plain).map_err(damaged)?;
            }
        }
    }
    let digest: [u8; 32] = row.get(4).map_err(|_| Error::Damaged { what: "digest" })?;
    let is_whole = plain.len() as i64 == size + canonical_size;
    let mut sent = Bytes::from(plain);
    // The seal vouches for the canonical form; the digest of the receipt for what was sent.
    let canonical = (is_whole && canonical_size > 0).then(|| sent.split_off(size as usize));
    if !is_whole || Digest::of(&sent).as_bytes() != &digest {
        return Err(Error::Damaged { what: "payload" });
    }
    Ok(StoredPayload { sent, canonical })
}

/// The bytes of a blob, which may be absent.
fn blob(value: ValueRef<'_>) -> Result<Option<&[u8]>, Error> {
    value.as_blob_or_null().map_err(|_| Error::Damaged { what: "payload" })
}

/// A message with its deliveries.
pub(super) fn message(view: &mut View<'_>, key: &MessageKey) -> Result<Option<MessageView>, Error> {
    let Some(seq) = view.find_message(key)? else { return Ok(None) };
    let message = view.message(seq)?;
    let mut deliveries = Vec::new();
    for id in view.deliveries_of(seq)? {
        deliveries.push(view.delivery(id)?.ok_or(Error::Damaged { what: "delivery" })?.view);
    }
    let detail = view.detail_of(message.index as i64)?;
    Ok(Some(MessageView { message, deliveries, detail }))
}

/// The receivers with open deliveries: one step of the index for each, however many deliveries wait.
pub(super) fn open_calls(view: &mut View<'_>) -> Result<Vec<(CallNumber, Vec<u8>)>, Error> {
    let mut query = view.conn.prepare_cached(
        "SELECT c.call, e.body FROM open_call c JOIN entry e ON e.idx = c.entry ORDER BY c.entry",
    )?;
    let rows = query.query_map([], |row| Ok((CallNumber(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn due(view: &mut View<'_>) -> Result<Vec<Due>, Error> {
    let mut query = view.conn.prepare_cached(
        "SELECT receiver, next_at FROM delivery WHERE open = 1 AND receiver > ?1 ORDER BY receiver, next_at LIMIT 1",
    )?;
    let mut due = Vec::new();
    let mut after = 0;
    while let Some((receiver, next_at)) =
        query.query_row([after], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).optional()?
    {
        after = receiver;
        if next_at != BLOCKED {
            let receiver = parse(&view.names.text(view.conn, receiver)?, "receiver")?;
            due.push(Due { receiver, at: instant::from_stored(next_at) });
        }
    }
    Ok(due)
}

/// Open deliveries of a receiver, and the acceptance of the oldest.
pub(super) fn backlog(
    view: &mut View<'_>,
    receiver: &SystemId,
) -> Result<(u64, Option<jiff::Timestamp>), Error> {
    let Some(receiver) = view.find_system(receiver)? else { return Ok((0, None)) };
    let mut query = view.conn.prepare_cached(
        "SELECT o.count, m.accepted_at
         FROM (SELECT count(*) AS count, min(id) AS first FROM delivery WHERE open = 1 AND receiver = ?1) o
         LEFT JOIN delivery d ON d.id = o.first LEFT JOIN message m ON m.seq = d.message",
    )?;
    let (count, oldest): (i64, Option<i64>) =
        query.query_row([receiver], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((count as u64, oldest.map(instant::from_stored)))
}

/// Open and dead deliveries.
pub(super) fn counts(view: &mut View<'_>) -> Result<(u64, u64), Error> {
    let mut query = view.conn.prepare_cached(
        "SELECT (SELECT count(*) FROM delivery WHERE open = 1),
                (SELECT count(*) FROM delivery WHERE state >= 3 AND state = 4)",
    )?;
    let (open, dead): (i64, i64) = query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((open as u64, dead as u64))
}

/// Bytes of records in order.
pub(super) fn log_entries(view: &mut View<'_>, from: LogIndex, limit: usize) -> Result<Vec<Vec<u8>>, Error> {
    let Ok(from) = i64::try_from(from) else { return Ok(Vec::new()) };
    let mut query =
        view.conn.prepare_cached("SELECT body FROM entry WHERE idx >= ?1 ORDER BY idx LIMIT ?2")?;
    let entries = query.query_map(params![from, super::limit(limit)], |row| row.get(0))?;
    Ok(entries.collect::<Result<_, _>>()?)
}

/// Days that have a key.
pub(super) fn key_days(view: &mut View<'_>) -> Result<Vec<KeyDay>, Error> {
    let mut query = view.conn.prepare_cached("SELECT day, messages FROM day_key ORDER BY day")?;
    let mut rows = query.query([])?;
    let mut days = Vec::new();
    while let Some(row) = rows.next()? {
        let day = parse(&row.get::<_, String>(0)?, "day")?;
        days.push(KeyDay { day, messages: row.get::<_, i64>(1)? as u64 });
    }
    Ok(days)
}
