//! The first step of every request: who is calling, and is there room for it.
//!
//! 1. identify, by what the connection and the request have shown;
//! 2. take one of the caller's places; a system that holds all of its places is told to come back;
//! 3. a refusal is recorded before it is answered.
//!
//! Refusals that cost their caller nothing are recorded one by one up to a rate, and beyond it counted and recorded
//! together, so that nobody can fill the log.

use lienthong_adapter::phrase;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use lienthong_model::SystemId;
use lienthong_model::record::{AuditRecord, Event};
use lienthong_store::LogIndex;
use tokio::sync::OwnedSemaphorePermit;

use crate::fault::Detail;
use crate::identity::token::Role;
use crate::identity::{Caller, Peer, Person, identify};
use crate::refusal::Refusal;
use crate::state::{Gateway, InForce};

/// Refusals of all strangers together that are recorded one by one in each period.
const STRANGERS: u32 = 100;
/// Refusals of one known caller.
const CALLER: u32 = 300;
/// Refusals of one known caller while the disk is full: the reserve is for deliveries.
const CALLER_WHEN_FULL: u32 = 2;
/// The period.
const PERIOD: Duration = Duration::from_secs(10);

/// A caller who may go on.
#[derive(Clone)]
pub struct Admitted {
    /// Who.
    pub caller: Caller,
    /// The configuration that the request begins and ends with.
    pub in_force: Arc<InForce>,
    /// The caller's place; free again when dropped.
    pub place: Place,
}

/// One of a caller's bounded number of requests at once; free again when the last holder drops it.
pub type Place = Arc<OwnedSemaphorePermit>;

/// A system that may go on.
pub struct Entered {
    /// Which.
    pub system: SystemId,
    /// The configuration that the request begins and ends with.
    pub in_force: Arc<InForce>,
    /// Its place; free again when dropped.
    pub _place: Place,
}

impl Gateway {
    /// Lets a request in. A refusal is on record when this returns.
    pub async fn admit(&self, peer: Option<&Peer>, authorization: Option<&str>) -> Result<Admitted, Refusal> {
        let in_force = self.current();
        let now = self.now();
        let peer = peer.ok_or(Refusal::NoCertificate)?;
        let token = authorization.and_then(bearer);
        let caller = match identify(peer, token, &in_force, now) {
            Ok(caller) => caller,
            Err(refusal) => {
                self.record_stranger(&in_force, &peer.listener, refusal.reason()).await;
                return Err(refusal.recorded());
            }
        };
        if let Caller::System(id) = &caller {
            self.seen.lock().expect("no panic while seen is held").insert(id.clone(), now);
        }
        let limit = in_force.checked.node.limits.max_in_flight_per_system;
        let name = caller.name();
        let Some(place) = in_force.places.take(&name, limit) else {
            let refusal = Refusal::Busy { retry_after: Duration::from_secs(1) };
            self.record_caller(&in_force, name, refusal.reason(), "", Detail::new()).await;
            return Err(refusal.recorded());
        };
        let place = Arc::new(place);
        Ok(Admitted { caller, in_force, place })
    }

    /// The system behind a caller. A person's refusal is on record when this returns.
    pub async fn system(&self, admitted: Admitted) -> Result<Entered, Refusal> {
        let Admitted { caller, in_force, place } = admitted;
        let actor = caller.name();
        match caller.system() {
            Ok(system) => Ok(Entered { system, in_force, _place: place }),
            Err(refusal) => {
                let mut record = in_force.record(Event::AccessRefused, self.now());
                record.reason = Some(refusal.reason().to_owned());
                self.record_refused_or_log(actor, record).await;
                Err(refusal.recorded())
            }
        }
    }

    /// Records that somebody unknown was refused, on its own or in a sum.
    pub async fn record_stranger(&self, in_force: &InForce, listener: &str, reason: &'static str) {
        let now = self.now();
        let Some(missed) = self.strangers.may_record("", STRANGERS, now) else { return };
        let mut record = in_force.record(Event::AccessRefused, now).with_detail("listener", listener);
        record.reason = Some(reason.to_owned());
        self.record_or_log(with_missed(record, missed)).await;
    }

    /// The person behind a caller, where one of the roles is there. A refusal is on record when this returns.
    pub async fn person(
        &self,
        admitted: Admitted,
        any_of: &[Role],
        name: &'static str,
    ) -> Result<Person, Refusal> {
        let Admitted { caller, in_force, .. } = admitted;
        let actor = caller.name();
        match caller.person(any_of, name) {
            Ok(person) => Ok(person),
            Err(refusal) => {
                let mut record = in_force.record(Event::AccessRefused, self.now()).with_detail("role", name);
                record.reason = Some(refusal.reason().to_owned());
                self.record_refused_or_log(actor, record).await;
                Err(refusal.recorded())
            }
        }
    }

    /// Records that a request of a known caller came to nothing, on its own or in a sum.
    pub async fn record_caller(
        &self,
        in_force: &InForce,
        actor: String,
        reason: &str,
        path: &str,
        detail: Detail,
    ) {
        let mut record = in_force.record(Event::AccessRefused, self.now());
        record.reason = Some(reason.to_owned());
        if !path.is_empty() {
            record = record.with_detail("path", path);
        }
        record.detail.extend(detail);
        self.record_refused_or_log(actor, record).await;
    }

    async fn record_refused_or_log(&self, actor: String, mut record: AuditRecord) {
        let Some(missed) = self.may_record_refusal(&actor) else { return };
        record.actor = Some(actor);
        self.record_or_log(with_missed(record, missed)).await;
    }

    /// Puts the refusal of a known caller on record, on its own or in a sum. An error means that it is not on record.
    pub async fn record_refused(&self, caller: &str, record: AuditRecord) -> Result<(), Refusal> {
        self.record_refused_at(caller, record).await.map(|_| ())
    }

    /// The same, and where the record is; nowhere of its own where it is in a sum.
    pub async fn record_refused_at(
        &self,
        caller: &str,
        record: AuditRecord,
    ) -> Result<Option<LogIndex>, Refusal> {
        let Some(missed) = self.may_record_refusal(caller) else { return Ok(None) };
        Ok(Some(self.store.record(with_missed(record, missed)).await?))
    }

    fn may_record_refusal(&self, caller: &str) -> Option<u64> {
        let limit = if self.alarms.is_on("STORAGE_FULL") { CALLER_WHEN_FULL } else { CALLER };
        self.callers.may_record(caller, limit, self.now())
    }

    /// Records something that has no answer to hold back.
    pub async fn record_or_log(&self, mut record: AuditRecord) {
        // What names no agency concerns the one that runs the gateway: otherwise no auditor could ever find it.
        if record.agencies().is_empty() {
            record.actor_agency = Some(self.current().checked.node.agency.clone());
        }
        let event = record.event.name();
        if let Err(error) = self.store.record(record).await {
            tracing::error!(%error, event, "Audit record could not be written.");
            self.alarms.raise(
                "RECORD_FAILED",
                phrase!(
                    "an audit record could not be written: {error}",
                    "không ghi được bản ghi nhật ký ({error})"
                ),
                self.now(),
            );
        }
    }
}

fn with_missed(record: AuditRecord, missed: u64) -> AuditRecord {
    if missed == 0 { record } else { record.with_detail("not_recorded_singly", missed) }
}

/// The token of an `authorization` header.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// How many refusals of each caller may still be recorded one by one.
#[derive(Debug, Default)]
pub struct Budgets(Mutex<HashMap<String, Budget>>);

#[derive(Debug, Default)]
struct Budget {
    since: Timestamp,
    used: u32,
    missed: u64,
}

impl Budgets {
    /// Whether to record now, and how many were not recorded before.
    fn may_record(&self, who: &str, limit: u32, now: Timestamp) -> Option<u64> {
        let mut budgets = self.0.lock().expect("no panic while budgets are held");
        if !budgets.contains_key(who) {
            budgets.insert(who.to_owned(), Budget::default());
        }
        let budget = budgets.get_mut(who)?;
        if now.duration_since(budget.since).unsigned_abs() >= PERIOD {
            budget.since = now;
            budget.used = 0;
        }
        if budget.used >= limit {
            budget.missed += 1;
            return None;
        }
        budget.used += 1;
        Some(std::mem::take(&mut budget.missed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_recorded_singly_is_counted() {
        let budgets = Budgets::default();
        let start: Timestamp = "2026-11-20T00:00:00Z".parse().unwrap();
        let recorded = (0..150).filter(|_| budgets.may_record("a", 100, start).is_some()).count();
        assert_eq!(recorded, 100);
        let later = start + jiff::SignedDuration::from_secs(10);
        assert_eq!(budgets.may_record("a", 100, later), Some(50));
        assert_eq!(budgets.may_record("a", 100, later), Some(0));
        assert_eq!(budgets.may_record("b", 1, start), Some(0), "each has a budget of its own");
    }

    #[test]
    fn only_a_bearer_token_is_one() {
        assert_eq!(bearer("Bearer a.b.c"), Some("a.b.c"));
        assert_eq!(bearer("bearer a"), Some("a"));
        assert_eq!(bearer("Basic YTpi"), None);
        assert_eq!(bearer("a.b.c"), None);
    }
}
