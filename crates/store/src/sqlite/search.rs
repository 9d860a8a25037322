//! Searching the log, from the newest record to the oldest.
//!
//! The steps, in order:
//!
//! 1. bounds: time and page become a range of indexes, through the table `span`;
//! 2. candidates: the most telling of what is given chooses where indexes come from: a message id, a correlation id,
//!    one agency, a set of agencies, or the whole range;
//! 3. check: every candidate is checked against all that is given, first by columns, then by what its JSON says.
//!
//! # What holds
//!
//! * Step 2 may offer too much and never too little; step 3 alone decides.
//! * The candidates come in falling order, so that reading stops when the page is full.

use std::collections::{BTreeSet, BinaryHeap};

use lienthong_model::AgencyCode;
use rusqlite::{OptionalExtension, params};

use super::check::Check;
use super::instant;
use super::rows::View;
use super::state::SLOT;
use crate::{Error, Found, Search};

/// Indexes read from the whole range, or of one agency, at once.
const PAGE: i64 = 256;

/// Answers a search.
pub(super) fn search(view: &mut View<'_>, search: &Search) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    let Some(check) = Check::of(view, search)? else { return Ok(found) };
    let Some(range) = Range::of(view, search)? else { return Ok(found) };
    let mut candidates = Candidates::of(view, search, range)?;
    while found.len() < search.limit {
        let Some(index) = candidates.next(view)? else { break };
        if let Some(bytes) = check.entry(view, index)? {
            found.push(Found { index: index as u64, bytes });
        }
    }
    Ok(found)
}

/// Indexes from `low` to below `high`.
#[derive(Clone, Copy)]
struct Range {
    low: i64,
    high: i64,
}

impl Range {
    /// Nothing where no record can lie in it.
    fn of(view: &View<'_>, search: &Search) -> Result<Option<Self>, Error> {
        let bound = |sql: &str, slot: i64| -> Result<Option<i64>, Error> {
            Ok(view.conn.prepare_cached(sql)?.query_row([slot], |row| row.get(0)).optional()?.flatten())
        };
        let mut range = Self {
            low: 0,
            high: search.before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX)),
        };
        if let Some(from) = search.from {
            let slot = instant::to_stored(from).div_euclid(SLOT);
            let Some(low) = bound("SELECT min(first) FROM span WHERE slot >= ?1", slot)? else {
                return Ok(None);
            };
            range.low = low;
        }
        if let Some(to) = search.to {
            let slot = instant::to_stored(to).div_euclid(SLOT);
            let Some(last) = bound("SELECT max(last) FROM span WHERE slot <= ?1", slot)? else {
                return Ok(None);
            };
            range.high = range.high.min(last + 1);
        }
        Ok((range.low < range.high).then_some(range))
    }
}

/// Where candidates come from.
enum Candidates {
    /// Known already, in rising order.
    List(Vec<i64>),
    /// Every index of the range, `Range::high` falling.
    All(Range, Page),
    /// Those of some agencies, merged.
    Parties { sources: Vec<Party>, heads: BinaryHeap<(i64, usize)>, last: Option<i64> },
}

/// Indexes read ahead, in rising order so that the next is the last.
type Page = Vec<i64>;

struct Party {
    agency: i64,
    range: Range,
    page: Page,
}

impl Candidates {
    fn of(view: &mut View<'_>, search: &Search, range: Range) -> Result<Self, Error> {
        if let Some(id) = &search.message_id {
            return Ok(Self::List(by_key(view, "id", "message_id", id.as_str(), range)?));
        }
        if let Some(id) = &search.correlation_id {
            return Ok(Self::List(by_key(view, "correlation_id", "correlation_id", id, range)?));
        }
        if let Some(agency) = named_agency(search) {
            return Self::parties(view, [agency], range);
        }
        if let Some(within) = &search.within {
            return Self::parties(view, within.iter(), range);
        }
        Ok(Self::All(range, Page::new()))
    }

    fn parties<'a>(
        view: &mut View<'_>,
        agencies: impl IntoIterator<Item = &'a AgencyCode>,
        range: Range,
    ) -> Result<Self, Error> {
        let agencies: BTreeSet<&AgencyCode> = agencies.into_iter().collect();
        let (mut sources, mut heads) = (Vec::new(), BinaryHeap::new());
        for agency in agencies {
            let Some(agency) = view.names.find(view.conn, agency.as_str())? else { continue };
            let mut party = Party { agency, range, page: Page::new() };
            if let Some(index) = party.next(view)? {
                heads.push((index, sources.len()));
                sources.push(party);
            }
        }
        Ok(Self::Parties { sources, heads, last: None })
    }

    fn next(&mut self, view: &View<'_>) -> Result<Option<i64>, Error> {
        match self {
            Self::List(list) => Ok(list.pop()),
            Self::All(range, page) => {
                const SQL: &str =
                    "SELECT idx FROM entry WHERE idx >= ?1 AND idx < ?2 ORDER BY idx DESC LIMIT ?3";
                refill(view, SQL, page, range, |range| vec![range.low, range.high, PAGE])
            }
            Self::Parties { sources, heads, last } => {
                while let Some((index, source)) = heads.pop() {
                    if let Some(next) = sources[source].next(view)? {
                        heads.push((next, source));
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

impl Party {
    fn next(&mut self, view: &View<'_>) -> Result<Option<i64>, Error> {
        const SQL: &str =
            "SELECT idx FROM party WHERE idx >= ?1 AND idx < ?2 AND agency = ?4 ORDER BY idx DESC LIMIT ?3";
        let agency = self.agency;
        refill(view, SQL, &mut self.page, &mut self.range, |range| vec![range.low, range.high, PAGE, agency])
    }
}

/// The next index of a page, which is read when it is empty.
fn refill(
    view: &View<'_>,
    sql: &str,
    page: &mut Page,
    range: &mut Range,
    parameters: impl Fn(&Range) -> Vec<i64>,
) -> Result<Option<i64>, Error> {
    if page.is_empty() {
        let mut query = view.conn.prepare_cached(sql)?;
        let rows = query.query_map(rusqlite::params_from_iter(parameters(range)), |row| row.get(0))?;
        *page = rows.collect::<Result<_, _>>()?;
        page.reverse();
        // The next page begins below the lowest of this one; without one, there is none.
        range.high = page.first().copied().unwrap_or(range.low);
    }
    Ok(page.pop())
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
