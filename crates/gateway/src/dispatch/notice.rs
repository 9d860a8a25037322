//! Notices: the gateway tells a sender what became of its message, by a message of its own.
//!
//! A notice is a message of type `delivery-notice` from the gateway's own system, in JSON, kept in the transaction
//! that it is about, and delivered like any other. It needs no route, and causes no notice itself.

use std::time::Duration;

use bytes::Bytes;
use lienthong_adapter::Finding;
use lienthong_model::record::{Event, PartyOfRecord};
use lienthong_model::route::{DeliveryPolicy, Planned};
use lienthong_model::{Digest, Envelope, Receiver, SystemId};
use lienthong_store::{DeliveryId, NewMessage, Notify, Outcome, StoredMessage};
use serde::Serialize;

use crate::accept::new_delivery;
use crate::apart::RowReport;
use crate::state::{Gateway, InForce};

/// The format of notices.
pub const FORMAT: &str = "json";
/// The message type of notices.
pub const TYPE: &str = "delivery-notice";
/// How long a notice is worth delivering.
const TTL: Duration = Duration::from_secs(30 * 24 * 3600);

/// What a notice says. Fields are only ever added.
#[derive(Serialize)]
struct Notice<'a> {
    v: u32,
    message_id: &'a lienthong_model::MessageId,
    #[serde(rename = "type")]
    kind: &'a lienthong_model::MessageType,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<&'a str>,
    receiver: &'a SystemId,
    state: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<RowReport>,
    at: jiff::Timestamp,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// How it stands.
    pub state: &'a Outcome,
    /// Stable reason.
    pub reason: Option<&'a str>,
    /// Where in the message the mistake is.
    pub fault: Option<&'a Finding>,
}

/// The notice of an outcome, where the sender wants one and is still there to get it.
pub fn of(
    gateway: &Gateway,
    in_force: &InForce,
    message: &StoredMessage,
    receiver: &SystemId,
    delivery: DeliveryId,
    told: &Told<'_>,
) -> Option<Box<NewMessage>> {
    let state = match told.state {
        Outcome::Accepted if message.notify == Notify::All => "accepted",
        Outcome::Refused => "refused",
        Outcome::Dead => "dead",
        _ => return None,
    };
    let fault = told.fault.map(RowReport::of);
    make(gateway, in_force, message, receiver, delivery, (state, told.reason, fault))
}

/// The notice that a delivery has expired.
pub fn of_expiry(
    gateway: &Gateway,
    in_force: &InForce,
    message: &StoredMessage,
    receiver: &SystemId,
    delivery: DeliveryId,
) -> Option<Box<NewMessage>> {
    make(gateway, in_force, message, receiver, delivery, ("expired", Some("EXPIRED"), None))
}

fn make(
    gateway: &Gateway,
    in_force: &InForce,
    message: &StoredMessage,
    receiver: &SystemId,
    delivery: DeliveryId,
    (state, reason, fault): (&str, Option<&str>, Option<RowReport>),
) -> Option<Box<NewMessage>> {
    let to = &message.envelope.sender;
    if message.is_notice || message.notify == Notify::Nothing || in_force.checked.systems.get(to).is_none() {
        return None;
    }
    let now = gateway.now();
    let notice = Notice {
        v: 1,
        message_id: &message.envelope.id,
        kind: &message.envelope.kind,
        correlation_id: message.envelope.correlation_id.as_deref(),
        receiver,
        state,
        reason,
        fault,
        at: now,
    };
    let payload = serde_json::to_vec(&notice).expect("a notice is plain data with text keys");
    let id = format!("notice-{}-{state}", delivery.0);
    let about = delivery.0.to_string();
    let correlation_id = message.envelope.correlation_id.clone();
    Some(to_sender(gateway, in_force, to, &id, &about, correlation_id, payload.into(), now))
}

/// A message of the gateway to a sender, with a payload in JSON. `id` is unique for what it tells of.
#[expect(clippy::too_many_arguments, reason = "each is a part of one message")]
pub fn to_sender(
    gateway: &Gateway,
    in_force: &InForce,
    to: &SystemId,
    id: &str,
    about: &str,
    correlation_id: Option<String>,
    payload: Bytes,
    now: jiff::Timestamp,
) -> Box<NewMessage> {
    let digest = Digest::of(&payload);
    let kind = TYPE.parse().expect("the type is a message type");
    let envelope = Envelope {
        sender: in_force.gateway_system.clone(),
        id: id.parse().expect("digits and letters are visible ASCII"),
        kind,
        receivers: vec![Receiver::System(to.clone())],
        created_at: now,
        case_key: None,
        correlation_id,
    };
    let planned = Planned {
        to: to.clone(),
        addressed: to.agency.clone(),
        route: TYPE.parse().expect("the type is a route name"),
        delivery: DeliveryPolicy { retry_for: TTL, ttl: TTL, ordered: false, max_bytes: u64::MAX },
    };
    let size = payload.len() as u64;
    let planned = [planned];
    let receipt = gateway.receipts.sign(&envelope, digest, size, in_force.checked.revision, now, &planned);
    let mut record = in_force.record(Event::MessageAccepted, now).with_detail("about", about);
    record.sender = Some(envelope.sender.clone());
    record.receivers = vec![PartyOfRecord {
        system: to.clone(),
        route: Some(planned[0].route.clone()),
        forwarded_from: None,
    }];
    record.kind = Some(envelope.kind.clone());
    record.message_id = Some(envelope.id.clone());
    record.correlation_id.clone_from(&envelope.correlation_id);
    record.digest = Some(digest);
    record.size = Some(size);
    Box::new(NewMessage {
        envelope,
        format: FORMAT.parse().expect("the name is a format name"),
        payload,
        digest,
        accepted_at: now,
        receipt,
        notify: Notify::Nothing,
        is_notice: true,
        canonical: None,
        search_terms: Vec::new(),
        notice: None,
        deliveries: planned.iter().map(|planned| new_delivery(planned, now)).collect(),
        record,
    })
}
