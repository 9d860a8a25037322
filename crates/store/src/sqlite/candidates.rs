//! Where a search looks: indexes in falling order, from the narrowest source that what is asked allows.
//!
//! In this order: a message id, a correlation id, a search key, a state that few deliveries have, one agency, a set of
//! agencies, and at last the whole range. A source may offer records that do not fit; it never leaves out one that does.

use std::collections::{BTreeSet, BinaryHeap};

use lienthong_model::AgencyCode;
use rusqlite::params;

use super::postings::{complete, last_before};
use super::rows::{View, state_number};
use super::search::Range;
use crate::search_hash::KeyedHash;
use crate::{DeliveryState, Error, Search};

/// Indexes read from the whole range at once.
const PAGE: i64 = 256;
/// Deliveries of a state that count as few: their records are found and sorted before the first is looked at.
const FEW: i64 = 10_000;

/// Candidates still to come.
pub(super) enum Candidates {
    /// Known already, in rising order.
    List(Vec<i64>),
    /// Every index of a range.
    All(All),
    /// Every index after the lists of agencies, then those lists merged.
    Agencies { rest: All, lists: Vec<Agency>, heads: BinaryHeap<(i64, usize)>, last: Option<i64> },
}

/// A range, read page by page.
pub(super) struct All {
    range: Range,
    /// Rising, so that the next is the last.
    page: Vec<i64>,
}

/// The lists of one agency, read block by block.
pub(super) struct Agency {
    number: i64,
    range: Range,
    /// Rising, so that the next is the last.
    page: Vec<i64>,
}

impl Candidates {
    pub(super) fn of(
        view: &mut View<'_>,
        search: &Search,
        term: Option<KeyedHash>,
        range: Range,
    ) -> Result<Self, Error> {
        if let Some(id) = &search.message_id {
            return Ok(Self::List(by_key(view, "id", "message_id", id.as_str(), range)?));
        }
        if let Some(id) = &search.correlation_id {
            return Ok(Self::List(by_key(view, "correlation_id", "correlation_id", id, range)?));
        }
        if let Some(term) = term {
            return Ok(Self::List(by_term(view, &term, range)?));
        }
        if let Some(state) = search.state
            && let Some(list) = by_state(view, state, range)?
        {
            return Ok(Self::List(list));
        }
        if let Some(agency) = named_agency(search) {
            return Self::agencies(view, [agency], range);
        }
        if let Some(within) = &search.within {
            return Self::agencies(view, within.iter(), range);
        }
        Ok(Self::All(All { range, page: Vec::new() }))
    }

    fn agencies<'a>(
        view: &mut View<'_>,
        agencies: impl IntoIterator<Item = &'a AgencyCode>,
        range: Range,
    ) -> Result<Self, Error> {
        let agencies: BTreeSet<&AgencyCode> = agencies.into_iter().collect();
        let mut query = view.conn.prepare_cached("SELECT ifnull(max(idx), -1) + 1 FROM entry")?;
        let end = complete(query.query_row([], |row| row.get(0))?);
        // Without any agency there is nothing to find, not even after the lists.
        let low = if agencies.is_empty() { range.high } else { range.low.max(end) };
        let rest = All { range: Range { low, ..range }, page: Vec::new() };
        let (mut lists, mut heads) = (Vec::new(), BinaryHeap::new());
        for agency in agencies {
            let Some(number) = view.names.find(view.conn, agency.as_str())? else { continue };
            let range = Range { high: range.high.min(end), ..range };
            let mut agency = Agency { number, range, page: Vec::new() };
            if let Some(index) = agency.next(view)? {
                heads.push((index, lists.len()));
                lists.push(agency);
            }
        }
        Ok(Self::Agencies { rest, lists, heads, last: None })
    }

    /// The next lower candidate.
    pub(super) fn next(&mut self, view: &View<'_>) -> Result<Option<i64>, Error> {
        match self {
            Self::List(list) => Ok(list.pop()),
            Self::All(all) => all.next(view),
            Self::Agencies { rest, lists, heads, last } => {
                if let Some(index) = rest.next(view)? {
                    return Ok(Some(index));
                }
                while let Some((index, list)) = heads.pop() {
                    if let Some(next) = lists[list].next(view)? {
                        heads.push((next, list));
                    }
                    if last.replace(index) != Some(index) {
                        return Ok(Some(index));
                    }
                }
                Ok(None)
            }
        }
    }
}

impl All {
    fn next(&mut self, view: &View<'_>) -> Result<Option<i64>, Error> {
        if self.page.is_empty() && self.range.low < self.range.high {
            let mut query = view.conn.prepare_cached(
                "SELECT idx FROM entry WHERE idx >= ?1 AND idx < ?2 ORDER BY idx DESC LIMIT ?3",
            )?;
            let rows = query.query_map([self.range.low, self.range.high, PAGE], |row| row.get(0))?;
            self.page = rows.collect::<Result<_, _>>()?;
            self.page.reverse();
            // The next page begins below the lowest of this one; without one, there is none.
            self.range.high = self.page.first().copied().unwrap_or(self.range.low);
        }
        Ok(self.page.pop())
    }
}

impl Agency {
    fn next(&mut self, view: &View<'_>) -> Result<Option<i64>, Error> {
        while self.page.is_empty() && self.range.low < self.range.high {
            let Some(mut page) = last_before(view.conn, self.number, self.range.high)? else { break };
            let (low, high) = (self.range.low, self.range.high);
            self.range.high = page.first().map_or(low, |first| complete(*first));
            page.retain(|index| *index >= low && *index < high);
            self.page = page;
        }
        Ok(self.page.pop())
    }
}

/// One agency that every record found must name.
fn named_agency(search: &Search) -> Option<&AgencyCode> {
    let of_system = [&search.sender, &search.receiver].into_iter().flatten().map(|system| &system.agency);
    [&search.sender_agency, &search.receiver_agency].into_iter().flatten().chain(of_system).next()
}

/// Records of messages with a key, and records without a message that name it themselves.
fn by_key(
    view: &View<'_>,
    message_column: &str,
    entry_column: &str,
    key: &str,
    range: Range,
) -> Result<Vec<i64>, Error> {
    let sql = format!(
        "SELECT e.idx FROM message m JOIN entry e ON e.message = m.seq
         WHERE m.{message_column} = ?1 AND e.idx >= ?2 AND e.idx < ?3
         UNION SELECT idx FROM entry WHERE {entry_column} = ?1 AND idx >= ?2 AND idx < ?3 ORDER BY 1"
    );
    let mut query = view.conn.prepare_cached(&sql)?;
    let rows = query.query_map(params![key, range.low, range.high], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records with a value of a search key, their own or their message's.
fn by_term(view: &View<'_>, term: &KeyedHash, range: Range) -> Result<Vec<i64>, Error> {
    let mut query = view.conn.prepare_cached(
        "SELECT e.idx FROM search_key k JOIN entry e ON e.message = k.message
         WHERE k.hash = ?1 AND e.idx >= ?2 AND e.idx < ?3
         UNION SELECT entry FROM record_key WHERE hash = ?1 AND entry >= ?2 AND entry < ?3 ORDER BY 1",
    )?;
    let rows = query.query_map(params![term, range.low, range.high], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records of messages with a delivery in a state, unless there are many.
fn by_state(view: &View<'_>, state: DeliveryState, range: Range) -> Result<Option<Vec<i64>>, Error> {
    let rows = match state {
        DeliveryState::Waiting | DeliveryState::Leased => {
            "delivery INDEXED BY delivery_expiry WHERE open = 1"
        }
        DeliveryState::Refused | DeliveryState::Dead | DeliveryState::Expired => {
            "delivery INDEXED BY delivery_failed WHERE state >= 3"
        }
        DeliveryState::Accepted => return Ok(None),
    };
    let state = state_number(state);
    let mut query =
        view.conn.prepare_cached(&format!("SELECT count(*) FROM (SELECT 1 FROM {rows} LIMIT ?1)"))?;
    let count: i64 = query.query_row([FEW + 1], |row| row.get(0))?;
    if count > FEW {
        return Ok(None);
    }
    let mut query = view.conn.prepare_cached(&format!(
        "SELECT DISTINCT idx FROM entry WHERE message IN (SELECT message FROM {rows} AND state = ?1)
         AND idx >= ?2 AND idx < ?3 ORDER BY idx"
    ))?;
    let rows = query.query_map([state, range.low, range.high], |row| row.get(0))?;
    Ok(Some(rows.collect::<Result<_, _>>()?))
}
