//! Leasing deliveries that are due, and giving leases back.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::params;

use super::instant;
use super::rows::state_number;
use super::state::Tx;
use crate::{DeliveryId, DeliveryState, Error, LeaseRequest, Leased};

/// Leases and records, in one transaction: when the caller hears of a lease, its record is on disk.
pub(super) fn lease(tx: &mut Tx<'_>, request: &LeaseRequest) -> Result<Vec<Leased>, Error> {
    let Some(receiver) = tx.view().find_system(&request.receiver)? else { return Ok(Vec::new()) };
    let now = instant::to_stored(request.now);
    let due: Vec<i64> = {
        let mut query = tx.conn.prepare_cached(
            "SELECT id FROM delivery WHERE open = 1 AND receiver = ?1 AND next_at <= ?2 AND expires_at > ?2
             ORDER BY next_at, id LIMIT ?3",
        )?;
        query
            .query_map(params![receiver, now, super::limit(request.max)], |row| row.get(0))?
            .collect::<Result<_, _>>()?
    };
    due.into_iter().map(|id| lease_one(tx, request, DeliveryId(id), now)).collect()
}

fn lease_one(tx: &mut Tx<'_>, request: &LeaseRequest, id: DeliveryId, now: i64) -> Result<Leased, Error> {
    tx.conn
        .prepare_cached(
            "UPDATE delivery SET state = ?2, attempts = attempts + 1, attempt_ended = 0, owner = ?3, next_at = ?4,
             changed_at = ?5 WHERE id = ?1",
        )?
        .execute(params![
            id.0,
            state_number(DeliveryState::Leased),
            request.owner,
            instant::to_stored(request.until),
            now,
        ])?;
    let mut view = tx.view();
    let row = view.delivery(id)?.ok_or(Error::Damaged { what: "delivery" })?;
    let leased = Leased {
        id,
        attempt: row.view.attempts,
        receiver: row.view.receiver,
        addressed: row.view.addressed,
        route: row.view.route,
        retry_until: row.retry_until,
        expires_at: row.view.expires_at,
        until: request.until,
        replay_of: row.view.replay_of,
        message: view.message(row.message)?,
    };
    let record = (request.record)(&leased);
    tx.record(&record, Some(row.message))?;
    Ok(leased)
}

/// Makes the leases of `owner` due now. They go back to the place in the queue that the age of their message gives them.
pub(super) fn release(tx: &mut Tx<'_>, owner: &Arc<str>, now: Timestamp) -> Result<u64, Error> {
    let released = tx
        .conn
        .prepare_cached(
            "UPDATE delivery SET state = ?2, owner = NULL, changed_at = ?3,
             next_at = min(?3, (SELECT accepted_at FROM message WHERE seq = delivery.message)) WHERE owner = ?1",
        )?
        .execute(params![owner, state_number(DeliveryState::Waiting), instant::to_stored(now)])?;
    Ok(released as u64)
}
