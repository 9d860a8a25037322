//! Which records concern an agency: lists of their indexes, one per agency and block of [`BLOCK`] records.
//!
//! The lists of the last, incomplete block are in the writer's memory only. When its last record is appended, all its
//! lists are written in that transaction: one row per agency and block, where a row per record would make every
//! record dirty a page for each agency it concerns, which cost a third of keeping a message.
//!
//! # What holds
//!
//! * Complete blocks are on disk, and only these: a reader sees from the size of the log alone where the lists end. It
//!   looks at the records after that one by one.
//! * Nothing here is a truth of its own: the lists of the last block are made again from the records at open.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::facts::Facts;
use super::names::Names;
use crate::Error;

/// Records in a block. A list is made of 16-bit places within it.
pub(super) const BLOCK: i64 = 1024;

/// The lists of the last block.
#[derive(Default)]
pub(super) struct Postings {
    lists: HashMap<Box<str>, Vec<u8>>,
}

impl Postings {
    /// The lists of the last block, made again from its records. `next` is the index of the next record.
    pub(super) fn load(conn: &Connection, next: i64) -> Result<Self, rusqlite::Error> {
        let mut postings = Self::default();
        let mut query = conn.prepare_cached("SELECT idx, body FROM entry WHERE idx >= ?1 ORDER BY idx")?;
        let mut rows = query.query([complete(next)])?;
        while let Some(row) = rows.next()? {
            let (index, body): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            match Facts::of(&body) {
                Ok(facts) => facts.agencies().for_each(|agency| postings.note(agency, index)),
                // It is still in the log, where verification will name it.
                Err(error) => tracing::error!(index, %error, "A record cannot be listed by its agencies."),
            }
        }
        Ok(postings)
    }

    /// Notes that the record concerns the agency. Indexes come in rising order; the same twice counts once.
    pub(super) fn note(&mut self, agency: &str, index: i64) {
        let place = ((index % BLOCK) as u16).to_le_bytes();
        match self.lists.get_mut(agency) {
            Some(list) if list.ends_with(&place) => {}
            Some(list) => list.extend_from_slice(&place),
            None => drop(self.lists.insert(agency.into(), place.to_vec())),
        }
    }

    /// Writes the lists when `index` was the last of its block.
    pub(super) fn appended(&mut self, conn: &Connection, names: &mut Names, index: i64) -> Result<(), Error> {
        if (index + 1) % BLOCK != 0 {
            return Ok(());
        }
        for (agency, list) in self.lists.drain() {
            let agency = names.intern(conn, &agency)?;
            conn.prepare_cached("INSERT INTO posting (agency, block, list) VALUES (?1, ?2, ?3)")?
                .execute(params![agency, index / BLOCK, list])?;
        }
        Ok(())
    }
}

/// Where the lists on disk end, when `next` is the index of the next record.
pub(super) fn complete(next: i64) -> i64 {
    next - next % BLOCK
}

/// The indexes in the last list of an agency that begins before `high`, rising; nothing where there is none.
///
/// The indexes themselves may lie at or above `high`.
pub(super) fn last_before(conn: &Connection, agency: i64, high: i64) -> Result<Option<Vec<i64>>, Error> {
    let mut query = conn.prepare_cached(
        "SELECT block, list FROM posting WHERE agency = ?1 AND block <= ?2 ORDER BY block DESC LIMIT 1",
    )?;
    let found: Option<(i64, Vec<u8>)> = query
        .query_row([agency, (high - 1).div_euclid(BLOCK)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.map(|(block, list)| {
        let places = list.as_chunks::<2>().0.iter();
        places.map(|place| block * BLOCK + i64::from(u16::from_le_bytes(*place))).collect()
    }))
}
