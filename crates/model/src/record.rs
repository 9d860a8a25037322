//! Audit records: one thing that happened, as one JSON object in the log.
//!
//! This is a stored format: `v` is its version, fields are only ever added, and a reader ignores what it does not know.
//!
//! # What holds
//!
//! * A record names systems, agencies, types, routes, ids, digests and sizes. It never holds a payload, the name or the
//!   number of a person, or free text that a peer wrote.
//! * Serializing is deterministic: fields in the order below, absent ones left out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::agency_code::AgencyCode;
use crate::digest::Digest;
use crate::ids::{MessageId, MessageType, RouteName, ServiceId, SystemId};

/// The version of the records written today.
pub const VERSION: u32 = 1;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Event {
    /// The gateway started with the revision named.
    #[serde(rename = "gateway.started")]
    GatewayStarted,
    /// A configuration came into force.
    #[serde(rename = "config.loaded")]
    ConfigLoaded,
    /// A configuration was refused; the one before stays in force.
    #[serde(rename = "config.refused")]
    ConfigRefused,
    /// Somebody could not prove who it is, or may not do what it asked.
    #[serde(rename = "access.refused")]
    AccessRefused,
    /// Custody was taken.
    #[serde(rename = "message.accepted")]
    MessageAccepted,
    /// Custody was refused.
    #[serde(rename = "message.refused")]
    MessageRefused,
    /// A delivery was leased to its receiver or to a connector: from here on the payload may leave.
    #[serde(rename = "delivery.started")]
    DeliveryStarted,
    /// An attempt failed; another will follow.
    #[serde(rename = "delivery.failed")]
    DeliveryFailed,
    /// The receiver acknowledged and took the message.
    #[serde(rename = "delivery.accepted")]
    DeliveryAccepted,
    /// The receiver acknowledged and refused the message.
    #[serde(rename = "delivery.refused")]
    DeliveryRefused,
    /// Attempts have ended; an operator may replay it.
    #[serde(rename = "delivery.dead")]
    DeliveryDead,
    /// The message was worth delivering no more.
    #[serde(rename = "delivery.expired")]
    DeliveryExpired,
    /// An operator put a dead delivery back to work.
    #[serde(rename = "delivery.replayed")]
    DeliveryReplayed,
    /// A call was answered.
    #[serde(rename = "call.answered")]
    CallAnswered,
    /// A call failed on its way or at the service.
    #[serde(rename = "call.failed")]
    CallFailed,
    /// A call was not let through.
    #[serde(rename = "call.refused")]
    CallRefused,
    /// A streaming call began; its answer is recorded when it ends.
    #[serde(rename = "call.started")]
    CallStarted,
    /// An auditor searched the log.
    #[serde(rename = "audit.searched")]
    AuditSearched,
    /// An auditor looked at one message or record.
    #[serde(rename = "audit.shown")]
    AuditShown,
    /// A day's data key was destroyed, and with it the payloads of that day.
    #[serde(rename = "payload.erased")]
    PayloadErased,
}

impl Event {
    /// All of them, in the order above.
    pub const ALL: [Self; 20] = [
        Self::GatewayStarted,
        Self::ConfigLoaded,
        Self::ConfigRefused,
        Self::AccessRefused,
        Self::MessageAccepted,
        Self::MessageRefused,
        Self::DeliveryStarted,
        Self::DeliveryFailed,
        Self::DeliveryAccepted,
        Self::DeliveryRefused,
        Self::DeliveryDead,
        Self::DeliveryExpired,
        Self::DeliveryReplayed,
        Self::CallAnswered,
        Self::CallFailed,
        Self::CallRefused,
        Self::CallStarted,
        Self::AuditSearched,
        Self::AuditShown,
        Self::PayloadErased,
    ];

    /// The stable name, as in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::GatewayStarted => "gateway.started",
            Self::ConfigLoaded => "config.loaded",
            Self::ConfigRefused => "config.refused",
            Self::AccessRefused => "access.refused",
            Self::MessageAccepted => "message.accepted",
            Self::MessageRefused => "message.refused",
            Self::DeliveryStarted => "delivery.started",
            Self::DeliveryFailed => "delivery.failed",
            Self::DeliveryAccepted => "delivery.accepted",
            Self::DeliveryRefused => "delivery.refused",
            Self::DeliveryDead => "delivery.dead",
            Self::DeliveryExpired => "delivery.expired",
            Self::DeliveryReplayed => "delivery.replayed",
            Self::CallAnswered => "call.answered",
            Self::CallFailed => "call.failed",
            Self::CallRefused => "call.refused",
            Self::CallStarted => "call.started",
            Self::AuditSearched => "audit.searched",
            Self::AuditShown => "audit.shown",
            Self::PayloadErased => "payload.erased",
        }
    }
}

/// One record. What does not apply is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// [`VERSION`].
    pub v: u32,
    /// When, by the gateway's clock.
    pub at: Timestamp,
    /// What.
    pub event: Event,
    /// The revision of the configuration in force.
    pub revision: Digest,
    /// The name of the gateway node.
    pub node: String,
    /// Who acted, as proven: a system, or a person by `iss#sub` hash and role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The agency that the actor acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_agency: Option<AgencyCode>,
    /// The sending or calling system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<SystemId>,
    /// The receiving or called systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receivers: Vec<PartyOfRecord>,
    /// Message type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MessageType>,
    /// Service called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// Method called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The sender's message id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The sender's correlation id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// SHA-256 of the bytes accepted, delivered or answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Their number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Attempt number, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// Stable reason of a refusal or a failure, e.g. `NO_ROUTE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What else there is to know: stable keys, short values of our own making.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub detail: std::collections::BTreeMap<String, String>,
}

/// A receiver as a record names it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartyOfRecord {
    /// The system.
    pub system: SystemId,
    /// The route that let it through; where absent, that of the receiver before: a record to a thousand receivers
    /// must fit into one entry of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<RouteName>,
    /// The agency addressed, where a successor receives in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_from: Option<AgencyCode>,
}

impl AuditRecord {
    /// A record with nothing but the facts that every record has.
    pub fn new(event: Event, at: Timestamp, revision: Digest, node: &str) -> Self {
        Self {
            v: VERSION,
            at,
            event,
            revision,
            node: node.to_owned(),
            actor: None,
            actor_agency: None,
            sender: None,
            receivers: Vec::new(),
            kind: None,
            service: None,
            method: None,
            message_id: None,
            correlation_id: None,
            digest: None,
            size: None,
            attempt: None,
            reason: None,
            detail: std::collections::BTreeMap::new(),
        }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with_detail(mut self, key: &str, value: impl std::fmt::Display) -> Self {
        self.detail.insert(key.to_owned(), value.to_string());
        self
    }

    /// The bytes that go into the log.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a record is plain data with text keys")
    }

    /// Every agency that this record concerns: whose auditors may see it.
    pub fn agencies(&self) -> std::collections::BTreeSet<&AgencyCode> {
        let receivers = self.receivers.iter();
        self.sender
            .iter()
            .map(|system| &system.agency)
            .chain(receivers.clone().map(|party| &party.system.agency))
            .chain(receivers.filter_map(|party| party.forwarded_from.as_ref()))
            .chain(self.actor_agency.as_ref())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_events_are_listed_and_read_back_from_their_names() {
        // The refusal of an unknown name lists every name that can be read.
        let refusal = serde_json::from_str::<Event>("\"x\"").unwrap_err().to_string();
        let known: Vec<&str> = refusal.split('`').skip(3).step_by(2).collect();
        assert_eq!(known, Event::ALL.map(Event::name));
        for event in Event::ALL {
            assert_eq!(serde_json::to_value(event).unwrap(), event.name());
        }
    }
}
