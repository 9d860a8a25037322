//! From rows to the types of the contract.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use lienthong_model::record::AuditRecord;
use lienthong_model::{Digest, Envelope, Receiver, SystemId};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::failure::parse;
use super::instant;
use super::schema::BLOCKED;
use crate::{
    DeliveryEntry, DeliveryId, DeliveryState, DeliveryView, Error, MessageKey, MessageSeq, Notify,
    StoredMessage,
};

/// A connection and the words it has met.
pub(super) struct View<'a> {
    pub(super) conn: &'a Connection,
    pub(super) names: &'a mut super::names::Names,
}

/// What of an envelope nobody looks for: kept as JSON in one column. A stored form: fields are only ever added.
#[derive(Serialize, Deserialize)]
pub(super) struct Outside {
    pub(super) created_at: Timestamp,
    pub(super) receivers: Vec<Receiver>,
}

/// A delivery, and what the view of it leaves out.
pub(super) struct DeliveryRow {
    pub(super) message: i64,
    pub(super) view: DeliveryView,
    /// Whether the last attempt was settled, so that it takes no other outcome.
    pub(super) attempt_ended: bool,
    pub(super) retry_until: Timestamp,
}

pub(super) fn state_number(state: DeliveryState) -> i64 {
    DeliveryState::ALL.iter().position(|other| *other == state).expect("every state is in ALL") as i64
}

pub(super) fn state_of(number: i64) -> Result<DeliveryState, Error> {
    let state = usize::try_from(number).ok().and_then(|number| DeliveryState::ALL.get(number));
    state.copied().ok_or(Error::Damaged { what: "delivery state" })
}

pub(super) fn notify_number(notify: Notify) -> i64 {
    match notify {
        Notify::Failures => 0,
        Notify::All => 1,
        Notify::Nothing => 2,
    }
}

fn notify_of(number: i64) -> Result<Notify, Error> {
    match number {
        0 => Ok(Notify::Failures),
        1 => Ok(Notify::All),
        2 => Ok(Notify::Nothing),
        _ => Err(Error::Damaged { what: "notify" }),
    }
}

fn digest_of(row: &Row<'_>, column: &str) -> Result<Digest, Error> {
    row.get(column).map(Digest::from_bytes).map_err(|_| Error::Damaged { what: "digest" })
}

impl View<'_> {
    /// The word of a number.
    pub(super) fn text(&mut self, id: i64) -> Result<Arc<str>, Error> {
        self.names.text(self.conn, id)
    }

    /// The number of a system, if anything ever named it.
    pub(super) fn find_system(&mut self, system: &SystemId) -> Result<Option<i64>, Error> {
        self.names.find(self.conn, &system.to_string())
    }

    fn named<T: std::str::FromStr>(&mut self, id: i64, what: &'static str) -> Result<T, Error> {
        parse(&self.text(id)?, what)
    }

    /// Where a message is.
    pub(super) fn find_message(&mut self, key: &MessageKey) -> Result<Option<i64>, Error> {
        let Some(sender) = self.find_system(&key.sender)? else { return Ok(None) };
        let mut query = self.conn.prepare_cached("SELECT seq FROM message WHERE id = ?1 AND sender = ?2")?;
        Ok(query.query_row(params![key.id.as_str(), sender], |row| row.get(0)).optional()?)
    }

    /// A message that a row names, without its payload.
    pub(super) fn message(&mut self, seq: i64) -> Result<StoredMessage, Error> {
        let mut query = self.conn.prepare_cached(
            "SELECT sender, id, kind, format, accepted_at, notify, is_notice, size, digest, revision, entry, case_key,
             correlation_id, outside, receipt, canonical_size FROM message WHERE seq = ?1",
        )?;
        let mut rows = query.query([seq])?;
        let row = rows.next()?.ok_or(Error::Damaged { what: "message" })?;
        let outside: String = row.get("outside")?;
        let outside: Outside =
            serde_json::from_str(&outside).map_err(|_| Error::Damaged { what: "envelope" })?;
        let id: String = row.get("id")?;
        Ok(StoredMessage {
            seq: MessageSeq(seq),
            envelope: Envelope {
                sender: self.named(row.get("sender")?, "sender")?,
                id: parse(&id, "message id")?,
                kind: self.named(row.get("kind")?, "message type")?,
                receivers: outside.receivers,
                created_at: outside.created_at,
                case_key: row.get("case_key")?,
                correlation_id: row.get("correlation_id")?,
            },
            format: self.named(row.get("format")?, "format")?,
            digest: digest_of(row, "digest")?,
            size: row.get::<_, i64>("size")? as u64,
            canonical_size: row.get::<_, i64>("canonical_size")? as u64,
            accepted_at: instant::from_stored(row.get("accepted_at")?),
            receipt: row.get("receipt")?,
            notify: notify_of(row.get("notify")?)?,
            is_notice: row.get("is_notice")?,
            revision: digest_of(row, "revision")?,
            index: row.get::<_, i64>("entry")? as u64,
        })
    }

    /// One delivery.
    pub(super) fn delivery(&mut self, id: DeliveryId) -> Result<Option<DeliveryRow>, Error> {
        let mut query = self.conn.prepare_cached(
            "SELECT message, receiver, addressed, route, state, attempts, attempt_ended, next_at, changed_at,
             retry_until, expires_at, reason, failure, replay_of, replays FROM delivery WHERE id = ?1",
        )?;
        let mut rows = query.query([id.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let state = state_of(row.get("state")?)?;
        let next_at: i64 = row.get("next_at")?;
        let waits = state == DeliveryState::Waiting && next_at != BLOCKED;
        let failure: Option<i64> = row.get("failure")?;
        let failure = failure.filter(|_| state.is_final()).map(|index| self.detail_of(index)).transpose()?;
        let view = DeliveryView {
            id,
            receiver: self.named(row.get("receiver")?, "receiver")?,
            addressed: self.named(row.get("addressed")?, "agency")?,
            route: self.named(row.get("route")?, "route")?,
            state,
            attempts: row.get("attempts")?,
            reason: row.get("reason")?,
            failure: failure.unwrap_or_default(),
            changed_at: instant::from_stored(row.get("changed_at")?),
            next_at: waits.then(|| instant::from_stored(next_at)),
            expires_at: instant::from_stored(row.get("expires_at")?),
            replay_of: row.get::<_, Option<i64>>("replay_of")?.map(DeliveryId),
            replays: row.get("replays")?,
        };
        Ok(Some(DeliveryRow {
            message: row.get("message")?,
            view,
            attempt_ended: row.get("attempt_ended")?,
            retry_until: instant::from_stored(row.get("retry_until")?),
        }))
    }

    /// What a record says beside its fields.
    pub(super) fn detail_of(&self, index: i64) -> Result<BTreeMap<String, String>, Error> {
        let mut query = self.conn.prepare_cached("SELECT body FROM entry WHERE idx = ?1")?;
        let body: Vec<u8> = query.query_row([index], |row| row.get(0))?;
        let record: AuditRecord =
            serde_json::from_slice(&body).map_err(|_| Error::Damaged { what: "record" })?;
        Ok(record.detail)
    }

    /// One delivery with its message.
    pub(super) fn entry(&mut self, id: DeliveryId) -> Result<Option<DeliveryEntry>, Error> {
        let Some(row) = self.delivery(id)? else { return Ok(None) };
        Ok(Some(DeliveryEntry { message: self.message(row.message)?, delivery: row.view }))
    }

    /// The ids of the deliveries that a message began with: from, and to before.
    pub(super) fn first_deliveries(&self, message: i64) -> Result<(i64, i64), Error> {
        let mut query = self.conn.prepare_cached(
            "SELECT first_delivery, first_delivery + deliveries FROM message WHERE seq = ?1",
        )?;
        Ok(query.query_row([message], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// The deliveries of a message, in the order of their ids.
    pub(super) fn deliveries_of(&mut self, message: i64) -> Result<Vec<DeliveryId>, Error> {
        // The first ones lie side by side; later ones are replays, found by what they replay.
        let (from, to) = self.first_deliveries(message)?;
        let mut query = self.conn.prepare_cached(
            "SELECT id FROM delivery WHERE replay_of >= ?1 AND replay_of < ?2 AND replay_of IS NOT NULL ORDER BY id",
        )?;
        let replays = query.query_map([from, to], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        Ok((from..to).chain(replays).map(DeliveryId).collect())
    }
}
