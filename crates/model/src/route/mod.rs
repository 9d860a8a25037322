//! Routes: who may send what to whom, and what the gateway decides for one message or call.
//!
//! Pure: the running gateway and `config explain` ask the same function, so what is explained is what happens.
//! The files: `decide` is the door, `plan` goes through the receivers, `matching` holds patterns against agencies;
//! `refusal` says why not; `lint` finds routes that never decide or disagree.
//!
//! # What holds
//!
//! * Deny by default: what no route covers does not travel.
//! * The order of routes is their meaning: the first that matches decides, and no later one is asked.

mod decide;
mod lint;
mod matching;
mod plan;
mod refusal;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::time::Duration;

use jiff::civil::Date;

pub use self::decide::{CALLS_OF, CallPermit, Decided, Traced, World};
pub use self::lint::{Overlapping, Shadowed};
pub use self::refusal::{Mismatch, PartyMiss, ReceiverTrace, RouteRefusal, RouteTrace, Unreachable};
use crate::agency_code::AgencyCode;
use crate::directory::Level;
use crate::ids::{MessageType, RouteName, ServiceId, SystemId, SystemName};

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Unique name.
    pub name: RouteName,
    /// What it lets through.
    pub subject: Subject,
    /// Senders or callers; any of them.
    pub from: Vec<Party>,
    /// Receivers; any of them. For a service: left empty, the service names its system.
    pub to: Vec<Party>,
    /// Legal basis, in words.
    pub legal_basis: String,
    /// Purpose, in words.
    pub purpose: String,
    /// How hard to try.
    pub delivery: DeliveryPolicy,
    /// What to do when the receiver was dissolved.
    pub when_closed: WhenClosed,
    /// First day; nothing means always.
    pub valid_from: Option<Date>,
    /// First day no more.
    pub valid_to: Option<Date>,
    /// Whether a system may send to itself.
    pub allow_self: bool,
}

/// What a route lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Messages of any of these types.
    Messages(Vec<MessageType>),
    /// Calls of this service; only these methods, or all where empty.
    Calls {
        /// The service.
        service: ServiceId,
        /// Bare method names.
        methods: Vec<String>,
    },
}

/// A pattern of systems. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// Exactly this agency.
    pub agency: Option<AgencyCode>,
    /// Agencies of this level.
    pub level: Option<Level>,
    /// Agencies below this one.
    pub under: Option<AgencyCode>,
    /// Systems of this name.
    pub system: Option<SystemName>,
}

/// How hard to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryPolicy {
    /// How long attempts are repeated after the first.
    pub retry_for: Duration,
    /// How long the message is worth delivering at all, from its acceptance.
    pub ttl: Duration,
    /// Whether messages with one case key keep their order.
    pub ordered: bool,
    /// Largest payload, in bytes.
    pub max_bytes: u64,
}

/// What to do when the receiver was dissolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenClosed {
    /// To its single successor.
    Forward,
    /// Refuse, naming the successors.
    Refuse,
}

/// One delivery that a message will have.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// Who gets it.
    pub to: SystemId,
    /// The agency that the sender named; differs from `to.agency` after a succession.
    pub addressed: AgencyCode,
    /// The route that decided.
    pub route: RouteName,
    /// Its policy.
    pub delivery: DeliveryPolicy,
}

impl Planned {
    /// Whether a successor receives in place of the agency addressed.
    pub fn is_forwarded(&self) -> bool {
        self.addressed != self.to.agency
    }
}

/// All routes, in their order, found by what they are about.
#[derive(Debug, Clone, Default)]
pub struct RouteTable {
    routes: Vec<Route>,
    by_kind: HashMap<MessageType, Vec<usize>>,
    by_service: HashMap<ServiceId, Vec<usize>>,
}

impl RouteTable {
    /// Whether a route lets messages of this type through, whoever sends them.
    pub fn knows(&self, kind: &MessageType) -> bool {
        self.by_kind.contains_key(kind)
    }

    /// Indexes routes. Names are unique: that is checked where the files are read.
    pub fn new(routes: Vec<Route>) -> Self {
        let mut table = Self::default();
        for (index, route) in routes.iter().enumerate() {
            match &route.subject {
                Subject::Messages(kinds) => {
                    for kind in kinds {
                        let known = table.by_kind.entry(kind.clone()).or_default();
                        if known.last() != Some(&index) {
                            known.push(index);
                        }
                    }
                }
                Subject::Calls { service, .. } => {
                    table.by_service.entry(service.clone()).or_default().push(index);
                }
            }
        }
        table.routes = routes;
        table
    }

    /// All routes, in their order.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The route of this name.
    pub fn get(&self, name: &RouteName) -> Option<&Route> {
        self.routes.iter().find(|route| route.name == *name)
    }

    /// The indices of the routes about a message type, or of all.
    fn about_message(&self, kind: &MessageType, all: bool) -> impl Iterator<Item = usize> {
        indices(self.by_kind.get(kind), self.routes.len(), all)
    }

    /// The indices of the routes about a service, or of all.
    fn about_call(&self, service: &ServiceId, all: bool) -> impl Iterator<Item = usize> {
        indices(self.by_service.get(service), self.routes.len(), all)
    }
}

fn indices(some: Option<&Vec<usize>>, len: usize, all: bool) -> impl Iterator<Item = usize> {
    let everything = if all { 0..len } else { 0..0 };
    let some = if all { None } else { some };
    everything.chain(some.into_iter().flatten().copied())
}
