//! Searching the log, from the newest record to the oldest.
//!
//! The steps, in order:
//!
//! 1. bounds: time and page become a range of indexes, through the table `span`;
//! 2. candidates: the most telling of what is given chooses where indexes come from (`candidates`);
//! 3. check: every candidate is checked against all that is given, first by columns, then by what its JSON says
//!    (`check`).
//!
//! # What holds
//!
//! * Step 2 may offer too much and never too little; step 3 alone decides.
//! * The candidates come in falling order, so that reading stops when the page is full.

use rusqlite::OptionalExtension;

use super::candidates::Candidates;
use super::check::Check;
use super::instant;
use super::rows::View;
use super::state::SLOT;
use crate::search_hash::KeyedHash;
use crate::{Error, Found, Search};

/// Answers a search.
pub(super) fn search(
    view: &mut View<'_>,
    search: &Search,
    term: Option<KeyedHash>,
) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    let Some(check) = Check::of(view, search, term)? else { return Ok(found) };
    let Some(range) = Range::of(view, search)? else { return Ok(found) };
    let mut candidates = Candidates::of(view, search, term, range)?;
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
pub(super) struct Range {
    pub(super) low: i64,
    pub(super) high: i64,
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
