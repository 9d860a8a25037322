//! Whether one record is what a search asks for.
//!
//! Records are read as text against text: a record of a later version, with events or fields that this program does
//! not know, is still found by what it shares with ours.

use std::borrow::Cow;
use std::collections::BTreeSet;

use lienthong_model::record::Event;
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;

use super::instant;
use super::rows::{View, state_number};
use crate::{Error, Search};

/// A search with its words as numbers and texts.
pub(super) struct Check {
    from: i64,
    /// Not included.
    to: i64,
    events: Vec<i64>,
    kind: Option<i64>,
    message_id: Option<String>,
    correlation_id: Option<String>,
    state: Option<i64>,
    sender: Option<String>,
    sender_agency: Option<String>,
    receiver: Option<String>,
    receiver_agency: Option<String>,
    route: Option<String>,
    within: Option<BTreeSet<String>>,
}

/// What a record says of whom it concerns.
#[derive(Deserialize)]
struct Facts<'a> {
    #[serde(borrow, default)]
    sender: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    receivers: Vec<Party<'a>>,
    #[serde(borrow, default)]
    actor_agency: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Party<'a> {
    #[serde(borrow)]
    system: Cow<'a, str>,
    #[serde(borrow, default)]
    route: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    forwarded_from: Option<Cow<'a, str>>,
}

impl Check {
    /// Nothing where a word was never written, so that no record can have it.
    pub(super) fn of(view: &mut View<'_>, search: &Search) -> Result<Option<Self>, Error> {
        let mut number = |text: &str| view.names.find(view.conn, text);
        let mut events = Vec::new();
        for event in &search.events {
            events.extend(number(Event::name(*event))?);
        }
        let kind = search.kind.as_ref().map(|kind| number(kind.as_str())).transpose()?;
        if kind == Some(None) || (events.is_empty() && !search.events.is_empty()) {
            return Ok(None);
        }
        let text = |text: &dyn ToString| text.to_string();
        Ok(Some(Self {
            from: search.from.map_or(i64::MIN, instant::to_stored),
            to: search.to.map_or(i64::MAX, instant::to_stored),
            events,
            kind: kind.flatten(),
            message_id: search.message_id.as_ref().map(|id| text(id)),
            correlation_id: search.correlation_id.clone(),
            state: search.state.map(state_number),
            sender: search.sender.as_ref().map(|id| text(id)),
            sender_agency: search.sender_agency.as_ref().map(|code| text(code)),
            receiver: search.receiver.as_ref().map(|id| text(id)),
            receiver_agency: search.receiver_agency.as_ref().map(|code| text(code)),
            route: search.route.as_ref().map(|route| text(route)),
            within: search.within.as_ref().map(|within| within.iter().map(|code| text(code)).collect()),
        }))
    }

    /// The bytes of the record at `index`, if it is what the search asks for.
    pub(super) fn entry(&self, view: &View<'_>, index: i64) -> Result<Option<Vec<u8>>, Error> {
        let mut query = view.conn.prepare_cached(
            "SELECT at, event, kind, message, message_id, correlation_id, body FROM entry WHERE idx = ?1",
        )?;
        let mut rows = query.query([index])?;
        let row = rows.next()?.ok_or(Error::Damaged { what: "log" })?;
        let (at, event, kind): (i64, i64, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let message: Option<i64> = row.get(3)?;
        let fits = at >= self.from
            && at < self.to
            && (self.events.is_empty() || self.events.contains(&event))
            && (self.kind.is_none() || self.kind == kind);
        if !fits || !self.fits_keys(view, message, row)? || !self.fits_state(view, message)? {
            return Ok(None);
        }
        let body = row.get_ref(6)?.as_blob().map_err(|_| Error::Damaged { what: "log" })?;
        if self.asks_facts() {
            let facts: Facts<'_> =
                serde_json::from_slice(body).map_err(|_| Error::Damaged { what: "audit record" })?;
            if !self.fits_facts(&facts) {
                return Ok(None);
            }
        }
        Ok(Some(body.to_vec()))
    }

    /// A record of a message has the keys of that message; any other has its own.
    fn fits_keys(
        &self,
        view: &View<'_>,
        message: Option<i64>,
        row: &rusqlite::Row<'_>,
    ) -> Result<bool, Error> {
        if self.message_id.is_none() && self.correlation_id.is_none() {
            return Ok(true);
        }
        let keys: (Option<String>, Option<String>) = match message {
            None => (row.get(4)?, row.get(5)?),
            Some(message) => view
                .conn
                .prepare_cached("SELECT id, correlation_id FROM message WHERE seq = ?1")?
                .query_row([message], |row| Ok((row.get(0)?, row.get(1)?)))?,
        };
        Ok((self.message_id.is_none() || self.message_id == keys.0)
            && (self.correlation_id.is_none() || self.correlation_id == keys.1))
    }

    fn fits_state(&self, view: &View<'_>, message: Option<i64>) -> Result<bool, Error> {
        let Some(state) = self.state else { return Ok(true) };
        let Some(message) = message else { return Ok(false) };
        let mut query = view.conn.prepare_cached(
            "SELECT 1 FROM message m JOIN delivery d ON d.id >= m.first_delivery
               AND d.id < m.first_delivery + m.deliveries WHERE m.seq = ?1 AND d.state = ?2
             UNION ALL
             SELECT 1 FROM message m JOIN delivery d ON d.replay_of >= m.first_delivery AND d.replay_of IS NOT NULL
               AND d.replay_of < m.first_delivery + m.deliveries WHERE m.seq = ?1 AND d.state = ?2 LIMIT 1",
        )?;
        Ok(query.query_row(params![message, state], |_| Ok(())).optional()?.is_some())
    }

    fn asks_facts(&self) -> bool {
        let texts = [&self.sender, &self.sender_agency, &self.receiver, &self.receiver_agency, &self.route];
        texts.into_iter().any(Option::is_some) || self.within.is_some()
    }

    fn fits_facts(&self, facts: &Facts<'_>) -> bool {
        let is =
            |wanted: &Option<String>, found: Option<&str>| wanted.is_none() || wanted.as_deref() == found;
        // All that is asked of a receiver must hold of one and the same.
        let fits_receiver = |party: &Party<'_>| {
            is(&self.receiver, Some(&party.system))
                && (is(&self.receiver_agency, agency_of(&party.system))
                    || is(&self.receiver_agency, party.forwarded_from.as_deref()))
                && is(&self.route, party.route.as_deref())
        };
        let asks_receiver =
            [&self.receiver, &self.receiver_agency, &self.route].into_iter().any(Option::is_some);
        is(&self.sender, facts.sender.as_deref())
            && is(&self.sender_agency, facts.sender.as_deref().and_then(agency_of))
            && (!asks_receiver || facts.receivers.iter().any(fits_receiver))
            && self.within.as_ref().is_none_or(|within| concerns(facts, within))
    }
}

/// Whether a record concerns one of `agencies`, in the sense of `AuditRecord::agencies`.
fn concerns(facts: &Facts<'_>, agencies: &BTreeSet<String>) -> bool {
    let has = |code: Option<&str>| code.is_some_and(|code| agencies.contains(code));
    has(facts.sender.as_deref().and_then(agency_of))
        || has(facts.actor_agency.as_deref())
        || facts
            .receivers
            .iter()
            .any(|party| has(agency_of(&party.system)) || has(party.forwarded_from.as_deref()))
}

/// The agency part of a system id.
fn agency_of(system: &str) -> Option<&str> {
    system.split_once('/').map(|(agency, _)| agency)
}
