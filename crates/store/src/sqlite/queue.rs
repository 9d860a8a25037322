//! Deliveries entering and leaving the queue of their receiver, in the order of their case.
//!
//! # What holds
//!
//! * Of the open deliveries of a case, an ordered one is due only while it is the earliest. It is blocked when it enters
//!   behind another, and freed when the one before it ends: nobody has to look for it in between.

use rusqlite::{OptionalExtension, params};

use super::instant;
use super::rows::state_number;
use super::schema::BLOCKED;
use super::state::Tx;
use crate::{DeliveryId, DeliveryState, Error, NewDelivery, NewMessage};

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
    /// One of the deliveries that a message begins with.
    pub(super) fn first(seq: i64, sender: i64, message: &'a NewMessage, delivery: &'a NewDelivery) -> Self {
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
    if let (true, Some(case_key)) = (delivery.ordered, addition.case_key)
        && first_open_of_case(tx, case_key, receiver, addition.sender)?.is_some()
    {
        next_at = BLOCKED;
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

/// Puts a delivery into a final state and frees the next of its case.
pub(super) fn end(
    tx: &mut Tx<'_>,
    id: DeliveryId,
    state: DeliveryState,
    now: i64,
    reason: Option<&str>,
) -> Result<(), Error> {
    let mut update = tx.conn.prepare_cached(
        "UPDATE delivery SET open = NULL, state = ?2, attempt_ended = 1, owner = NULL, next_at = ?3, changed_at = ?3,
         reason = ?4 WHERE id = ?1 RETURNING case_key, receiver, sender",
    )?;
    let case: Option<(Option<String>, i64, i64)> = update
        .query_row(params![id.0, state_number(state), now, reason], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    if let Some((Some(case_key), receiver, sender)) = case
        && let Some((next, BLOCKED)) = first_open_of_case(tx, &case_key, receiver, sender)?
    {
        tx.conn.prepare_cached("UPDATE delivery SET next_at = ?2 WHERE id = ?1")?.execute([next, now])?;
    }
    Ok(())
}

/// The earliest open delivery of a case: its id and when it is due.
fn first_open_of_case(
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
