//! Ending deliveries that have run out of time.

use jiff::Timestamp;
use rusqlite::params;

use super::instant;
use super::keep::keep_notice;
use super::queue::end;
use super::rows::state_number;
use super::state::Tx;
use crate::{DeliveryId, DeliveryState, Error, ExpiryOf, Overdue};

/// The stable reason of a delivery that has expired.
const REASON: &str = "EXPIRED";

/// Ends at most `limit` deliveries, each with its record and notice.
pub(super) fn expire(
    tx: &mut Tx<'_>,
    now: Timestamp,
    limit: usize,
    expiry: &ExpiryOf,
) -> Result<Vec<Overdue>, Error> {
    let stored_now = instant::to_stored(now);
    let over: Vec<i64> = {
        let mut query = tx.conn.prepare_cached(
            "SELECT id FROM delivery WHERE open = 1 AND expires_at <= ?1 AND (state = ?2 OR next_at <= ?1)
             ORDER BY expires_at LIMIT ?3",
        )?;
        let waiting = state_number(DeliveryState::Waiting);
        query
            .query_map(params![stored_now, waiting, super::limit(limit)], |row| row.get(0))?
            .collect::<Result<_, _>>()?
    };
    over.into_iter().map(|id| expire_one(tx, DeliveryId(id), stored_now, expiry)).collect()
}

fn expire_one(tx: &mut Tx<'_>, id: DeliveryId, now: i64, expiry: &ExpiryOf) -> Result<Overdue, Error> {
    end(tx, id, DeliveryState::Expired, now, Some(REASON))?;
    let entry = tx.view().entry(id)?.ok_or(Error::Damaged { what: "delivery" })?;
    let message = entry.message.seq.0;
    let overdue = Overdue { entry };
    let expiry = expiry(&overdue);
    tx.record(&expiry.record, Some(message))?;
    if let Some(notice) = &expiry.notice {
        keep_notice(tx, notice)?;
    }
    Ok(overdue)
}
