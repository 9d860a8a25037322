//! What the writer knows without asking SQLite, and the transaction in which jobs run.
//!
//! Numbers of entries, messages and deliveries are counted here. When a transaction is lost, the whole state is read
//! again from the disk: the same function as at open.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use lienthong_model::record::AuditRecord;
use rusqlite::{Connection, OptionalExtension, params};

use super::instant;
use super::keys::{Keys, StoredKey};
use super::names::Names;
use super::postings::Postings;
use super::rows::View;
use super::stage::Stages;
use crate::search_hash::TermHashes;
use crate::{CallNumber, Error, LogIndex};

/// Nanoseconds of a slot of the table `span`: a quarter of an hour.
pub(super) const SLOT: i64 = 900_000_000_000;

/// The writer's memory.
pub(super) struct State {
    pub(super) names: Names,
    /// Numbers of the data keys that exist.
    pub(super) live_keys: HashSet<i64>,
    pub(super) next_entry: i64,
    pub(super) next_message: i64,
    pub(super) next_delivery: i64,
    /// Keys that this transaction has made or read.
    pub(super) new_keys: Vec<(Date, Arc<StoredKey>)>,
    /// Days whose keys this transaction has destroyed.
    pub(super) gone_keys: Vec<Date>,
    /// Whether old pages must leave the write-ahead log once this transaction is on disk.
    pub(super) truncate_wal: bool,
    postings: Postings,
    spans: BTreeMap<i64, (i64, i64)>,
    sealed: HashMap<i64, Sealed>,
}

/// Messages that a transaction has sealed under one key.
struct Sealed {
    messages: i64,
    first: i64,
    last: i64,
}

impl State {
    /// Reads everything from the disk.
    pub(super) fn load(conn: &Connection) -> Result<Self, rusqlite::Error> {
        let next = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
        let mut keys = conn.prepare_cached("SELECT id FROM day_key")?;
        let next_entry = next("SELECT ifnull(max(idx), -1) + 1 FROM entry")?;
        Ok(Self {
            names: Names::default(),
            live_keys: keys.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?,
            postings: Postings::load(conn, next_entry)?,
            next_entry,
            next_message: next("SELECT ifnull(max(seq), 0) + 1 FROM message")?,
            next_delivery: next("SELECT ifnull(max(id), 0) + 1 FROM delivery")?,
            new_keys: Vec::new(),
            gone_keys: Vec::new(),
            truncate_wal: false,
            spans: BTreeMap::new(),
            sealed: HashMap::new(),
        })
    }

    /// Notes a message sealed under `key`.
    pub(super) fn count_sealed(&mut self, key: i64, message: i64) {
        let of_key = self.sealed.entry(key).or_insert(Sealed { messages: 0, first: message, last: message });
        of_key.messages += 1;
        of_key.last = message;
    }

    /// Writes what was only counted. The last step before a commit, and before a key is destroyed.
    pub(super) fn flush(&mut self, conn: &Connection) -> Result<(), rusqlite::Error> {
        for (slot, (first, last)) in std::mem::take(&mut self.spans) {
            conn.prepare_cached(
                "INSERT INTO span (slot, first, last) VALUES (?1, ?2, ?3) ON CONFLICT (slot) DO UPDATE
                 SET first = min(first, excluded.first), last = max(last, excluded.last)",
            )?
            .execute([slot, first, last])?;
        }
        for (key, sealed) in std::mem::take(&mut self.sealed) {
            conn.prepare_cached(
                "UPDATE day_key SET messages = messages + ?2, first_message = ifnull(first_message, ?3),
                 last_message = ?4 WHERE id = ?1",
            )?
            .execute([key, sealed.messages, sealed.first, sealed.last])?;
        }
        Ok(())
    }
}

/// Which edge of a call a record is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edge {
    Begins,
    Ends,
}

/// The transaction under way.
pub(super) struct Tx<'a> {
    pub(super) conn: &'a Connection,
    pub(super) state: &'a mut State,
    pub(super) keys: &'a Keys,
    pub(super) stages: &'a Stages,
}

impl Tx<'_> {
    /// Reads rows as this transaction sees them.
    pub(super) fn view(&mut self) -> View<'_> {
        View { conn: self.conn, names: &mut self.state.names }
    }

    /// The number of a word.
    pub(super) fn name(&mut self, text: &str) -> Result<i64, Error> {
        self.state.names.intern(self.conn, text)
    }

    /// The key of a day, which is made now if there is none.
    pub(super) fn data_key(&mut self, day: Date) -> Result<Arc<StoredKey>, Error> {
        let known = self.state.new_keys.iter().find(|(of, _)| *of == day).map(|(_, key)| key.clone());
        let known = known.or_else(|| self.keys.cached(day));
        if let Some(key) = known.filter(|key| self.state.live_keys.contains(&key.id)) {
            return Ok(key);
        }
        let mut query = self.conn.prepare_cached("SELECT id, wrapped FROM day_key WHERE day = ?1")?;
        let stored: Option<(i64, Vec<u8>)> =
            query.query_row([day.to_string()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let key = match stored {
            Some((id, wrapped)) => self.keys.open(id, day, &wrapped)?,
            None => {
                let (key, wrapped) = self.keys.make(day);
                self.conn
                    .prepare_cached("INSERT INTO day_key (day, wrapped) VALUES (?1, ?2)")?
                    .execute(params![day.to_string(), wrapped])?;
                StoredKey { id: self.conn.last_insert_rowid(), key }
            }
        };
        let key = Arc::new(key);
        self.state.live_keys.insert(key.id);
        self.state.new_keys.push((day, key.clone()));
        Ok(key)
    }

    /// Appends a record that concerns `message`, or none.
    pub(super) fn record(&mut self, record: &AuditRecord, message: Option<i64>) -> Result<LogIndex, Error> {
        self.append(record, &record.to_bytes(), message)
    }

    /// Appends a record whose bytes are made already.
    /// Appends the record that begins or ends a call, found by `terms`.
    pub(super) fn append_call(
        &mut self,
        call: CallNumber,
        edge: Edge,
        record: &AuditRecord,
        body: &[u8],
        terms: &TermHashes,
    ) -> Result<LogIndex, Error> {
        let index = self.append(record, body, None)?;
        match edge {
            Edge::Begins => self
                .conn
                .prepare_cached("INSERT INTO open_call (call, entry) VALUES (?1, ?2)")?
                .execute(params![call.0, index as i64])?,
            Edge::Ends => {
                self.conn.prepare_cached("DELETE FROM open_call WHERE call = ?1")?.execute([call.0])?
            }
        };
        for hash in &terms.0 {
            let sql = "INSERT INTO record_key (hash, entry) VALUES (?1, ?2)";
            self.conn.prepare_cached(sql)?.execute(params![hash, index as i64])?;
        }
        Ok(index)
    }

    pub(super) fn append(
        &mut self,
        record: &AuditRecord,
        body: &[u8],
        message: Option<i64>,
    ) -> Result<LogIndex, Error> {
        let index = self.state.next_entry;
        let at = instant::to_stored(record.at);
        let event = self.name(record.event.name())?;
        let kind = record.kind.as_ref().map(|kind| self.name(kind.as_str())).transpose()?;
        let own = message.is_none();
        self.conn
            .prepare_cached(
                "INSERT INTO entry (idx, at, event, kind, message, message_id, correlation_id, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                index,
                at,
                event,
                kind,
                message,
                record.message_id.as_ref().filter(|_| own).map(|id| id.as_str()),
                record.correlation_id.as_ref().filter(|_| own),
                body,
            ])?;
        for agency in record.agencies() {
            self.state.postings.note(agency.as_str(), index);
        }
        self.state.postings.appended(self.conn, &mut self.state.names, index)?;
        let span = self.state.spans.entry(at.div_euclid(SLOT)).or_insert((index, index));
        span.1 = index;
        self.state.next_entry += 1;
        Ok(index as LogIndex)
    }
}
