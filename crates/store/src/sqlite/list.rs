//! Listing deliveries: what the filter can hand to an index, then the rest row by row.

use std::collections::HashMap;

use lienthong_model::SystemId;

use super::failure::parse;
use super::rows::{View, state_number};
use crate::{DeliveryEntry, DeliveryFilter, DeliveryId, DeliveryState, Error};

/// Rows read from one query at once: between queries nothing is held.
const PAGE: i64 = 1000;

/// Deliveries in order of their ids.
pub(super) fn deliveries(view: &mut View<'_>, filter: &DeliveryFilter) -> Result<Vec<DeliveryEntry>, Error> {
    let mut found = Vec::new();
    let Some(mut choice) = Choice::of(view, filter)? else { return Ok(found) };
    let mut after = filter.after.map_or(0, |id| id.0);
    while found.len() < filter.limit {
        let rows = page(view, &filter.states, after)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in rows {
            if found.len() < filter.limit && choice.takes(view, &row)? {
                let entry = view.entry(DeliveryId(row.id))?;
                found.push(entry.ok_or(Error::Damaged { what: "delivery" })?);
            }
        }
    }
    Ok(found)
}

struct Row {
    id: i64,
    state: i64,
    sender: i64,
    receiver: i64,
}

fn page(view: &View<'_>, states: &[DeliveryState], after: i64) -> Result<Vec<Row>, Error> {
    // Failures and open deliveries are few among many that went well: their indexes name the rows to look at.
    let ids = if states.is_empty() {
        "SELECT id FROM delivery WHERE id > ?1"
    } else if states.iter().all(|state| !state.is_final()) {
        "SELECT id FROM delivery INDEXED BY delivery_expiry WHERE open = 1 AND id > ?1"
    } else if states.iter().all(|state| state.is_final() && *state != DeliveryState::Accepted) {
        "SELECT id FROM delivery INDEXED BY delivery_failed WHERE state >= 3 AND id > ?1"
    } else {
        "SELECT id FROM delivery WHERE id > ?1"
    };
    let mut query = view.conn.prepare_cached(&format!(
        "SELECT id, state, sender, receiver FROM delivery WHERE id IN ({ids} ORDER BY id LIMIT ?2) ORDER BY id"
    ))?;
    let rows = query.query_map([after, PAGE], |row| {
        Ok(Row { id: row.get(0)?, state: row.get(1)?, sender: row.get(2)?, receiver: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A filter with words as numbers.
struct Choice<'a> {
    filter: &'a DeliveryFilter,
    states: Vec<i64>,
    sender: Option<i64>,
    receiver: Option<i64>,
    /// Whether a system belongs to the agencies within which to look, as far as it was asked.
    within: HashMap<i64, bool>,
}

impl<'a> Choice<'a> {
    /// Nothing where the filter names a system that nothing ever named: there is nothing to find.
    fn of(view: &mut View<'_>, filter: &'a DeliveryFilter) -> Result<Option<Self>, Error> {
        let mut number = |system: &Option<SystemId>| match system {
            None => Ok(Some(None)),
            Some(system) => view.find_system(system).map(|found| found.map(Some)),
        };
        let (Some(sender), Some(receiver)) = (number(&filter.sender)?, number(&filter.receiver)?) else {
            return Ok(None);
        };
        let states = filter.states.iter().map(|state| state_number(*state)).collect();
        Ok(Some(Self { filter, states, sender, receiver, within: HashMap::new() }))
    }

    fn takes(&mut self, view: &mut View<'_>, row: &Row) -> Result<bool, Error> {
        let fits = (self.states.is_empty() || self.states.contains(&row.state))
            && self.sender.is_none_or(|sender| sender == row.sender)
            && self.receiver.is_none_or(|receiver| receiver == row.receiver);
        Ok(fits && (self.is_within(view, row.sender)? || self.is_within(view, row.receiver)?))
    }

    fn is_within(&mut self, view: &mut View<'_>, system: i64) -> Result<bool, Error> {
        let Some(agencies) = &self.filter.within else { return Ok(true) };
        if let Some(known) = self.within.get(&system) {
            return Ok(*known);
        }
        let id: SystemId = parse(&view.text(system)?, "system")?;
        let is_within = agencies.contains(&id.agency);
        self.within.insert(system, is_within);
        Ok(is_within)
    }
}
