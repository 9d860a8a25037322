//! Putting a delivery back to work at an operator's wish.
//!
//! A replay is a new delivery linked to the first one of that message to that receiver, the original. All links go to
//! the original, which counts them.
//!
//! # What holds
//!
//! * One message is on its way to one receiver at most once: while the original or a replay of it is open there is no
//!   other, and once one was accepted there is none any more.

use rusqlite::{OptionalExtension, params};

use super::instant;
use super::queue::{Addition, add_delivery};
use super::rows::state_of;
use super::state::Tx;
use crate::{DeliveryId, DeliveryState, Error, NewDelivery, ReplayRequest, Replayed};

/// Adds the new delivery and records it.
pub(super) fn replay(tx: &mut Tx<'_>, request: &ReplayRequest) -> Result<Replayed, Error> {
    let named = tx.view().delivery(request.delivery)?.ok_or(Error::NoDelivery)?;
    let original = named.view.replay_of.unwrap_or(request.delivery);
    let first = tx.view().delivery(original)?.ok_or(Error::Damaged { what: "delivery" })?;
    check_family(tx, original)?;
    let count = first.view.replays;
    if count >= request.cap {
        return Err(Error::ReplayCap { count, cap: request.cap });
    }
    let (sender, case_key, ordered) = message_facts(tx, first.message, original)?;

    tx.conn
        .prepare_cached("UPDATE delivery SET replays = replays + 1 WHERE id = ?1")?
        .execute([original.0])?;
    let delivery = NewDelivery {
        receiver: first.view.receiver.clone(),
        addressed: first.view.addressed,
        route: first.view.route,
        ordered,
        retry_until: request.retry_until,
        expires_at: request.expires_at,
    };
    let id = add_delivery(
        tx,
        &Addition {
            message: first.message,
            sender,
            delivery: &delivery,
            case_key: case_key.as_deref(),
            now: instant::to_stored(request.now),
            replay_of: Some(original.0),
        },
    )?;
    let replayed = Replayed {
        id: DeliveryId(id),
        original,
        count: count + 1,
        receiver: first.view.receiver,
        message: tx.view().message(first.message)?,
    };
    let record = (request.record)(&replayed);
    tx.record(&record, Some(first.message))?;
    Ok(replayed)
}

/// Whether the original and every replay of it have ended without success.
fn check_family(tx: &Tx<'_>, original: DeliveryId) -> Result<(), Error> {
    let mut query = tx.conn.prepare_cached(
        "SELECT state FROM delivery WHERE id = ?1 UNION ALL SELECT state FROM delivery WHERE replay_of = ?1",
    )?;
    let mut rows = query.query([original.0])?;
    while let Some(row) = rows.next()? {
        match state_of(row.get(0)?)? {
            DeliveryState::Waiting | DeliveryState::Leased => return Err(Error::StillOpen),
            DeliveryState::Accepted => return Err(Error::Ended { state: DeliveryState::Accepted.name() }),
            DeliveryState::Refused | DeliveryState::Dead | DeliveryState::Expired => {}
        }
    }
    Ok(())
}

/// Sender, case key and order of the original, if its payload still exists.
fn message_facts(
    tx: &Tx<'_>,
    message: i64,
    original: DeliveryId,
) -> Result<(i64, Option<String>, bool), Error> {
    let mut query = tx.conn.prepare_cached(
        "SELECT m.key, d.sender, d.case_key, d.ordered FROM message m JOIN delivery d ON d.id = ?2 WHERE m.seq = ?1",
    )?;
    let facts: Option<(i64, i64, Option<String>, bool)> = query
        .query_row(params![message, original.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (key, sender, case_key, ordered) = facts.ok_or(Error::Damaged { what: "message" })?;
    if !tx.state.live_keys.contains(&key) {
        return Err(Error::Erased);
    }
    Ok((sender, case_key, ordered))
}
