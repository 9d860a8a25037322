//! Whether one record is what a search asks for.

use std::collections::BTreeSet;

use lienthong_model::record::Event;
use rusqlite::{OptionalExtension, params};

use super::facts::{Facts, Party, agency_of};
use super::instant;
use super::rows::{View, state_number};
use crate::search_hash::KeyedHash;
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
    term: Option<KeyedHash>,
    state: Option<i64>,
    sender: Option<String>,
    sender_agency: Option<String>,
    receiver: Option<String>,
    receiver_agency: Option<String>,
    route: Option<String>,
    within: Option<BTreeSet<String>>,
}

impl Check {
    /// Nothing where a word was never written, so that no record can have it.
    pub(super) fn of(
        view: &mut View<'_>,
        search: &Search,
        term: Option<KeyedHash>,
    ) -> Result<Option<Self>, Error> {
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
            term,
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
        if !fits
            || !self.fits_keys(view, message, row)?
            || !self.fits_term(view, index, message)?
            || !self.fits_state(view, message)?
        {
            return Ok(None);
        }
        let body = row.get_ref(6)?.as_blob().map_err(|_| Error::Damaged { what: "log" })?;
        if self.asks_facts() && !self.fits_facts(&Facts::of(body)?) {
            return Ok(None);
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

    fn fits_term(&self, view: &View<'_>, index: i64, message: Option<i64>) -> Result<bool, Error> {
        let Some(term) = &self.term else { return Ok(true) };
        let (sql, of) = match message {
            Some(message) => ("SELECT 1 FROM search_key WHERE hash = ?1 AND message = ?2", message),
            None => ("SELECT 1 FROM record_key WHERE hash = ?1 AND entry = ?2", index),
        };
        let mut query = view.conn.prepare_cached(sql)?;
        Ok(query.query_row(params![term, of], |_| Ok(())).optional()?.is_some())
    }

    fn fits_state(&self, view: &View<'_>, message: Option<i64>) -> Result<bool, Error> {
        let Some(state) = self.state else { return Ok(true) };
        let Some(message) = message else { return Ok(false) };
        let (from, to) = view.first_deliveries(message)?;
        // The plus keeps SQLite from reading all deliveries of that state instead of the few of this message.
        let has = |sql: &str| -> Result<bool, Error> {
            let mut query = view.conn.prepare_cached(sql)?;
            Ok(query.query_row([from, to, state], |_| Ok(())).optional()?.is_some())
        };
        Ok(has("SELECT 1 FROM delivery WHERE id >= ?1 AND id < ?2 AND +state = ?3 LIMIT 1")?
            || has(
                "SELECT 1 FROM delivery WHERE replay_of >= ?1 AND replay_of < ?2 AND replay_of IS NOT NULL
                    AND +state = ?3 LIMIT 1",
            )?)
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
            && self.within.as_ref().is_none_or(|within| facts.agencies().any(|code| within.contains(code)))
    }
}
