//! Destroying the data key of a day and what was sealed under it.
//!
//! The steps, in order:
//!
//! 1. one transaction: the wrapped key is deleted, open deliveries of its messages end, the record is written. From
//!    here on nobody can open these payloads;
//! 2. the sealed bytes are removed in small transactions between which others write;
//! 3. the write-ahead log is cut, so that old pages of steps 1 and 2 do not stay in it.
//!
//! A crash during step 2 leaves a row in `erasing`; the next open, or erasing any day, goes on from there.
//!
//! # What holds, and what does not
//!
//! * SQLite overwrites the deleted key and the freed pages with zeros (`secure_delete`) in its own files.
//! * It cannot reach what lies below or beside these files: blocks that the file system or the disk has moved or
//!   remapped (flash, copy-on-write, snapshots), the freed blocks of the cut log, backups, and fragments that moving
//!   rows around has left within pages still in use. Whoever has both such remains of the wrapped key and the master
//!   key can still read what remains of that day. Backups must be kept no longer than payloads may live, and changing
//!   the master key ends the rest.

use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_model::record::AuditRecord;
use rusqlite::{Connection, OptionalExtension, params};

use super::SqliteStore;
use super::instant;
use super::queue::end;
use super::stage::place;
use super::state::Tx;
use crate::{DeliveryId, DeliveryState, Error};

/// The stable reason of a delivery whose payload is gone.
const REASON: &str = "PAYLOAD_ERASED";
/// Messages cleaned in one transaction.
const STEP: i64 = 200;

pub(super) async fn erase_day(
    store: &SqliteStore,
    day: Date,
    now: Timestamp,
    record: AuditRecord,
) -> Result<(), Error> {
    store.writer.call(0, move |tx| destroy_key(tx, day, now, &record)).await?;
    while store.writer.call(0, |tx| secretly(tx.conn, sweep).map_err(Error::from)).await? {}
    cut_wal(store).await
}

/// Cuts the write-ahead log, so that old pages do not stay in it.
async fn cut_wal(store: &SqliteStore) -> Result<(), Error> {
    store
        .writer
        .call(0, |tx| {
            tx.state.truncate_wal = true;
            Ok(())
        })
        .await
}

/// Step 1. Nothing where the day has no key: it was erased before, or no message is of it.
fn destroy_key(tx: &mut Tx<'_>, day: Date, now: Timestamp, record: &AuditRecord) -> Result<(), Error> {
    // Messages of this very batch must be within the range that step 2 cleans.
    tx.state.flush(tx.conn)?;
    let mut query =
        tx.conn.prepare_cached("SELECT id, first_message, last_message FROM day_key WHERE day = ?1")?;
    let found: Option<(i64, Option<i64>, Option<i64>)> =
        query.query_row([day.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((key, first, last)) = found else { return Ok(()) };
    secretly(tx.conn, |conn| conn.execute("DELETE FROM day_key WHERE id = ?1", [key]))?;
    tx.state.live_keys.remove(&key);
    tx.state.new_keys.retain(|(_, of)| of.id != key);
    tx.state.gone_keys.push(day);
    if let (Some(first), Some(last)) = (first, last) {
        tx.conn.execute("INSERT INTO erasing VALUES (?1, ?2, ?3)", [key, first, last])?;
        for delivery in open_deliveries(tx.conn, key, first, last)? {
            end(tx, DeliveryId(delivery), DeliveryState::Dead, instant::to_stored(now), Some(REASON))?;
        }
    }
    tx.record(record, None)?;
    Ok(())
}

fn open_deliveries(conn: &Connection, key: i64, first: i64, last: i64) -> Result<Vec<i64>, rusqlite::Error> {
    let mut query = conn.prepare_cached(
        "SELECT d.id FROM delivery d JOIN message m ON m.seq = d.message
         WHERE d.open = 1 AND d.message BETWEEN ?2 AND ?3 AND m.key = ?1 ORDER BY d.id",
    )?;
    query.query_map(params![key, first, last], |row| row.get(0))?.collect()
}

/// Step 2 for some messages. `false` when nothing is left to do.
fn sweep(conn: &Connection) -> Result<bool, rusqlite::Error> {
    let next = conn
        .prepare_cached("SELECT key, next_message, last_message FROM erasing LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))
        .optional()?;
    let Some((key, from, last)) = next else { return Ok(false) };
    let to = last.min(from + STEP - 1);
    let staged: Vec<(i64, u32)> = conn
        .prepare_cached(
            "SELECT stage, chunks FROM message WHERE seq BETWEEN ?1 AND ?2 AND key = ?3 AND stage IS NOT NULL",
        )?
        .query_map([from, to, key], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (stage, chunks) in staged {
        conn.prepare_cached("DELETE FROM chunk WHERE place >= ?1 AND place < ?2")?
            .execute([place(stage, 0), place(stage, chunks)])?;
    }
    conn.prepare_cached(
        "UPDATE message SET sealed = NULL, stage = NULL WHERE seq BETWEEN ?1 AND ?2 AND key = ?3",
    )?
    .execute([from, to, key])?;
    conn.prepare_cached(
        "DELETE FROM search_key WHERE message IN (SELECT seq FROM message WHERE seq BETWEEN ?1 AND ?2 AND key = ?3)",
    )?
    .execute([from, to, key])?;
    if to == last {
        conn.prepare_cached("DELETE FROM erasing WHERE key = ?1")?.execute([key])?;
    } else {
        conn.prepare_cached("UPDATE erasing SET next_message = ?2 WHERE key = ?1")?.execute([key, to + 1])?;
    }
    Ok(true)
}

/// Removes the terms of records of before `before`, in small transactions between which others write. Where a clock was
/// set back, those behind a younger record wait until that is old as well.
pub(super) async fn forget_terms(store: &SqliteStore, before: Timestamp) -> Result<(), Error> {
    let before = instant::to_stored(before);
    let mut forgotten = false;
    while store.writer.call(0, move |tx| Ok(secretly(tx.conn, |conn| forget(conn, before))?)).await? {
        forgotten = true;
    }
    if forgotten { cut_wal(store).await } else { Ok(()) }
}

/// Forgets the oldest ones. `false` when there was nothing to do.
fn forget(conn: &Connection, before: i64) -> Result<bool, rusqlite::Error> {
    let mut query = conn.prepare_cached(
        "SELECT k.entry, e.at FROM (SELECT DISTINCT entry FROM record_key ORDER BY entry LIMIT ?1) k
         JOIN entry e ON e.idx = k.entry ORDER BY k.entry",
    )?;
    let oldest: Vec<(i64, i64)> =
        query.query_map([STEP], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let old: Vec<i64> = oldest.iter().take_while(|(_, at)| *at < before).map(|(entry, _)| *entry).collect();
    let Some(last) = old.last() else { return Ok(false) };
    conn.prepare_cached("DELETE FROM record_key WHERE entry <= ?1")?.execute([last])?;
    Ok(true)
}

/// Finishes what an earlier process has begun. Called at open.
pub(super) fn finish(conn: &Connection) -> Result<(), rusqlite::Error> {
    loop {
        let tx = conn.unchecked_transaction()?;
        let more = secretly(&tx, sweep)?;
        tx.commit()?;
        if !more {
            return Ok(());
        }
    }
}

/// Runs `work` so that what it deletes is overwritten. Not always on, because it costs every other deletion.
fn secretly<T>(
    conn: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>,
) -> Result<T, rusqlite::Error> {
    conn.pragma_update(None, "secure_delete", "ON")?;
    let result = work(conn);
    conn.pragma_update(None, "secure_delete", "OFF")?;
    result
}
