//! Ending an attempt.

use rusqlite::params;

use super::instant;
use super::keep::keep_notice;
use super::queue::end;
use super::rows::{DeliveryRow, state_number};
use super::state::Tx;
use crate::{DeliveryState, Error, Outcome, Settled, Settlement};

/// Ends an attempt with its record and its notice.
pub(super) fn settle(tx: &mut Tx<'_>, settlement: &Settlement) -> Result<Settled, Error> {
    let row = tx.view().delivery(settlement.delivery)?.ok_or(Error::NoDelivery)?;
    let to = state_after(&settlement.outcome);
    if let Some(settled) = check(&row, settlement, to)? {
        return Ok(settled);
    }
    let now = instant::to_stored(settlement.now);
    let reason = settlement.reason.as_deref();
    if let Outcome::Retry { at } = settlement.outcome {
        tx.conn
            .prepare_cached(
                "UPDATE delivery SET state = ?2, attempt_ended = 1, owner = NULL, next_at = ?3, changed_at = ?4,
                 reason = ?5 WHERE id = ?1",
            )?
            .execute(params![settlement.delivery.0, state_number(to), instant::to_stored(at), now, reason])?;
    } else {
        end(tx, settlement.delivery, to, now, reason)?;
    }
    let index = tx.record(&settlement.record, Some(row.message))?;
    if reason.is_some() {
        tx.conn
            .prepare_cached("UPDATE delivery SET failure = ?2 WHERE id = ?1")?
            .execute(params![settlement.delivery.0, index as i64])?;
    }
    if let Some(notice) = &settlement.notice {
        keep_notice(tx, notice)?;
    }
    Ok(Settled::Now)
}

fn state_after(outcome: &Outcome) -> DeliveryState {
    match outcome {
        Outcome::Accepted => DeliveryState::Accepted,
        Outcome::Refused => DeliveryState::Refused,
        Outcome::Retry { .. } => DeliveryState::Waiting,
        Outcome::Dead => DeliveryState::Dead,
    }
}

/// Whether the attempt may end so; `Some` where it has.
///
/// An attempt whose lease was released or has run out may still end as long as no other has begun: the receiver may
/// have taken the message, and a second attempt would make it twice.
fn check(row: &DeliveryRow, settlement: &Settlement, to: DeliveryState) -> Result<Option<Settled>, Error> {
    let view = &row.view;
    if view.receiver != settlement.receiver {
        return Err(Error::NoDelivery);
    }
    if settlement.attempt != view.attempts || view.attempts == 0 {
        return Err(Error::StaleAttempt { named: settlement.attempt, current: view.attempts });
    }
    let has_ended = view.state.is_final() || row.attempt_ended;
    match (has_ended, view.state == to) {
        (true, true) => Ok(Some(Settled::Already)),
        (true, false) => Err(Error::Ended { state: view.state.name() }),
        (false, _) => Ok(None),
    }
}
