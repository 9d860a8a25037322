//! Why a message or a call does not travel, and why a route did not decide.
//!
//! `Display` is what the sending agency may read: it names what the sender named, and nothing else of ours.

use jiff::civil::Date;

use crate::agency_code::AgencyCode;
use crate::directory::{Level, ResolveError, SuccessionError, Successor};
use crate::ids::{MessageType, RouteName, ServiceId, SystemId, SystemName};

/// Why a message or a call is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "every variant's text says what its fields are")]
pub enum RouteRefusal {
    /// Deny by default. `subject` is the message type, or the service and method.
    #[error("no route lets {sender} send {subject} to {receiver}")]
    NoRoute { sender: SystemId, subject: String, receiver: String },
    /// The message is for nobody.
    #[error("the message names no receiver")]
    NoReceiver,
    /// The text names no agency, or one that was never in the directory.
    #[error("receiver {receiver:?} is not known{}", because(.why))]
    UnknownReceiver { receiver: String, why: Option<ResolveError> },
    /// The receiver is closed, and the route refuses or nobody can be said to have taken over.
    #[error("receiver {receiver} ended on {on}{}", taken_over(.successors))]
    ReceiverClosed {
        receiver: AgencyCode,
        on: Date,
        successors: Vec<Successor>,
        why: Option<SuccessionError>,
    },
    /// The receiver did not yet exist when the message was made.
    #[error("receiver {receiver} begins on {on}, after the message was made")]
    ReceiverNotYetOpen { receiver: AgencyCode, on: Date },
    /// A route covers the receiver, but no system of it takes the message.
    #[error("receiver {agency} has no system{} that takes {kind}", named(.system))]
    NoSystem { agency: AgencyCode, system: Option<SystemName>, kind: MessageType },
    /// Several systems of the receiver take the message, and neither route nor sender names one.
    #[error("receiver {agency} has several systems that take the message; name one of {}", list(.systems))]
    AmbiguousSystem { agency: AgencyCode, systems: Vec<SystemId> },
    /// A set without any member that can be reached.
    #[error("{set} has no member that can be reached ({} cannot)", .unreachable.len())]
    EmptySet { set: String, unreachable: Vec<Unreachable> },
    /// One receiver named twice.
    #[error("receiver {receiver} is named twice")]
    DuplicateReceiver { receiver: String },
    /// More bytes than the route allows.
    #[error("the payload has {size} bytes, more than the {limit} that may be sent to {receiver}")]
    TooLarge { receiver: SystemId, size: u64, limit: u64 },
    /// To the sender itself.
    #[error("{sender} sends to itself")]
    SelfAddressed { sender: SystemId },
    /// The sender's agency is closed or not yet open, so nothing new comes from it.
    #[error("the agency of {sender} is not in force")]
    SenderClosed { sender: SystemId, on: Option<Date> },
    /// The sender's agency is not in the directory.
    #[error("the agency of {sender} is not in the directory")]
    SenderUnknown { sender: SystemId },
    /// No system offers the service.
    #[error("service {service} is not known")]
    UnknownService { service: ServiceId },
    /// The system that offers the service is switched off.
    #[error("{system} is out of service")]
    SystemDisabled { system: SystemId },
}

fn because(why: &Option<ResolveError>) -> String {
    why.as_ref().map_or(String::new(), |why| format!(": {why}"))
}

fn taken_over(successors: &[Successor]) -> String {
    if successors.is_empty() {
        return String::new();
    }
    let codes: Vec<_> = successors.iter().map(|successor| successor.code.as_str()).collect();
    format!("; it was succeeded by {}", codes.join(", "))
}

fn named(system: &Option<SystemName>) -> String {
    system.as_ref().map_or(String::new(), |name| format!(" {name}"))
}

fn list(systems: &[SystemId]) -> String {
    systems.iter().map(SystemId::to_string).collect::<Vec<_>>().join(", ")
}

impl RouteRefusal {
    /// A stable name for programs.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::NoRoute { .. } => "NO_ROUTE",
            Self::NoReceiver => "NO_RECEIVER",
            Self::UnknownReceiver { .. } => "UNKNOWN_RECEIVER",
            Self::ReceiverClosed { .. } => "RECEIVER_CLOSED",
            Self::ReceiverNotYetOpen { .. } => "RECEIVER_NOT_YET_OPEN",
            Self::NoSystem { .. } => "NO_SYSTEM",
            Self::AmbiguousSystem { .. } => "AMBIGUOUS_SYSTEM",
            Self::EmptySet { .. } => "EMPTY_SET",
            Self::DuplicateReceiver { .. } => "DUPLICATE_RECEIVER",
            Self::TooLarge { .. } => "TOO_LARGE",
            Self::SelfAddressed { .. } => "SELF_ADDRESSED",
            Self::SenderClosed { .. } => "SENDER_CLOSED",
            Self::SenderUnknown { .. } => "SENDER_UNKNOWN",
            Self::UnknownService { .. } => "UNKNOWN_SERVICE",
            Self::SystemDisabled { .. } => "SYSTEM_DISABLED",
        }
    }
}

/// A member of a set that gets nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Unreachable {
    /// The member.
    pub agency: AgencyCode,
    /// What stands between.
    pub why: RouteRefusal,
}

/// Every route that was considered for one receiver, in order; the last is the one that decided, if any did.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceiverTrace {
    /// The receiver, as code or system; the service, for a call.
    pub receiver: String,
    /// The routes.
    pub routes: Vec<RouteTrace>,
}

/// One route that was considered.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteTrace {
    /// The route.
    pub route: RouteName,
    /// Why it did not decide; empty for the one that did.
    pub mismatch: Vec<Mismatch>,
}

/// Why a route did not decide.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "every variant's text says what its fields are")]
pub enum Mismatch {
    /// Another message type or service, or a call where a message is asked for.
    #[error("it is about something else")]
    Subject,
    /// The service, but not this method.
    #[error("it does not allow the method {method}")]
    Method { method: String },
    /// Its first day is to come.
    #[error("it is in force only from {from}")]
    NotYet { from: Date },
    /// Its last day is over.
    #[error("it is in force only until before {to}")]
    Over { to: Date },
    /// No sender pattern holds; for each, in order, what does not.
    #[error("the sender does not fit: {}", misses(.parties))]
    From { parties: Vec<PartyMiss> },
    /// No receiver pattern holds; for each, in order, what does not.
    #[error("the receiver does not fit: {}", misses(.parties))]
    To { parties: Vec<PartyMiss> },
    /// It covers the receiver, but no system of it takes the message.
    #[error("{agency} has no system{} that takes the message", named(.system))]
    NoSystem { agency: AgencyCode, system: Option<SystemName> },
}

/// The first thing in a pattern that does not hold.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "every variant's text says what its fields are")]
pub enum PartyMiss {
    /// Another agency.
    #[error("the agency is {found}, not {expected}")]
    Agency { expected: AgencyCode, found: AgencyCode },
    /// Another level.
    #[error("the level is {found}, not {expected}")]
    Level { expected: Level, found: Level },
    /// Not below.
    #[error("{found} is not under {expected}")]
    Under { expected: AgencyCode, found: AgencyCode },
    /// Another system.
    #[error("the system is {found}, not {expected}")]
    System { expected: SystemName, found: SystemName },
}

fn misses(parties: &[PartyMiss]) -> String {
    if parties.is_empty() {
        return "no pattern is given".to_owned();
    }
    parties.iter().map(PartyMiss::to_string).collect::<Vec<_>>().join("; ")
}
