//! Chunks of large payloads, which reach the disk before the message that they belong to.
//!
//! A stage is a number under which chunks lie. It stands in `staged` from its beginning until a message takes it.
//!
//! # What holds
//!
//! * Chunks that belong to nobody are removed: when no message took them, when the caller gave up, or at the next open.
//! * Each step is a small transaction, so that a large payload never holds up the writer for long.

use std::sync::atomic::{AtomicI64, Ordering};

use rusqlite::{Connection, params};

use super::state::Tx;
use super::writer::Writer;
use crate::Error;

/// Payloads up to this many bytes lie in the row of their message; larger ones in chunks of this size.
pub(super) const CHUNK: usize = 256 << 10;
/// Chunks removed in one transaction.
const CHUNKS_PER_JOB: u32 = 16;

/// Gives out numbers of stages. None is used twice while the process lives, not even when its beginning was lost:
/// whoever cleans up after one must not find the chunks of another.
pub(super) struct Stages(AtomicI64);

impl Stages {
    /// Begins above every number that chunks have on the disk.
    pub(super) fn load(conn: &Connection) -> Result<Self, rusqlite::Error> {
        let last: i64 =
            conn.query_row("SELECT ifnull(max(place), 0) / 65536 FROM chunk", [], |row| row.get(0))?;
        Ok(Self(AtomicI64::new(last + 1)))
    }

    pub(super) fn next(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// Begins a stage, whose chunks belong to nobody yet.
pub(super) fn begin_stage(tx: &Tx<'_>, stage: i64) -> Result<(), Error> {
    tx.conn.prepare_cached("INSERT INTO staged (stage) VALUES (?1)")?.execute([stage])?;
    Ok(())
}

/// Writes a chunk of a stage.
pub(super) fn put_chunk(tx: &Tx<'_>, stage: i64, n: u32, sealed: &[u8]) -> Result<(), Error> {
    tx.conn
        .prepare_cached("INSERT INTO chunk (place, sealed) VALUES (?1, ?2)")?
        .execute(params![place(stage, n), sealed])?;
    Ok(())
}

/// Says that the chunks of a stage belong to a message now, in the transaction that makes it.
pub(super) fn take_stage(tx: &Tx<'_>, stage: i64) -> Result<(), Error> {
    tx.conn.prepare_cached("DELETE FROM staged WHERE stage = ?1")?.execute([stage])?;
    Ok(())
}

/// Where a chunk lies.
pub(super) fn place(stage: i64, n: u32) -> i64 {
    (stage << 16) + i64::from(n)
}

/// Removes the chunks of a stage that no message has taken. After a commit that took them it finds nothing to do.
pub(super) struct StageGuard {
    writer: Writer,
    stage: i64,
    chunks: u32,
}

impl StageGuard {
    pub(super) fn new(writer: Writer, stage: i64, chunks: u32) -> Self {
        Self { writer, stage, chunks }
    }
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
                    .prepare_cached(&format!(
                        "DELETE FROM chunk WHERE place >= ?2 AND place < ?3 AND {is_staged}"
                    ))?
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
pub(super) fn sweep_stages(conn: &Connection) -> Result<(), rusqlite::Error> {
    let tx = conn.unchecked_transaction()?;
    let stages: Vec<i64> = tx
        .prepare_cached("SELECT stage FROM staged")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for stage in stages {
        tx.execute(
            "DELETE FROM chunk WHERE place >= ?1 AND place < ?2",
            [place(stage, 0), place(stage + 1, 0)],
        )?;
        tx.execute("DELETE FROM staged WHERE stage = ?1", [stage])?;
    }
    tx.commit()
}
