//! One attempt to deliver: lease, translate, push, settle.
//!
//! # What holds
//!
//! * The record of the lease is on disk before the payload is read, let alone sent.
//! * An attempt that ends without being settled (a crash, a store that does not answer) is repeated when its lease
//!   runs out, with the next attempt number.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use lienthong_adapter::{Encoded, Finding, GatewayHop, phrase};
use lienthong_model::record::{AuditRecord, Event, PartyOfRecord};
use lienthong_model::system::{Connector, System};
use lienthong_model::{Digest, SystemId};
use lienthong_store::{Error, LeaseRequest, Leased, Outcome, Settled, Settlement};

use crate::connector::Delivered;
use crate::dispatch::notice::Told;
use crate::dispatch::{at, backoff, notice};
use crate::fault;
use crate::formats::Said;
use crate::refusal::Refusal;
use crate::rooms::Room;
use crate::state::{Gateway, InForce};

/// What an attempt says of its receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attempted {
    /// It answered.
    Reached,
    /// It did not.
    Unreachable,
    /// The attempt did not come so far.
    Unknown,
}

/// Leases what is due for `receiver`, each on record.
pub async fn lease(
    gateway: &Gateway,
    receiver: &SystemId,
    owner: &str,
    max: usize,
    lease: Duration,
) -> Result<Vec<Leased>, Error> {
    let now = gateway.now();
    let in_force = gateway.current();
    let record = Arc::new(move |leased: &Leased| {
        let mut record = delivery_record(&in_force, Event::DeliveryStarted, leased, now);
        if let Some(original) = leased.replay_of {
            record = record.with_detail("replay_of", original.0);
        }
        record
    });
    let request = LeaseRequest {
        receiver: receiver.clone(),
        owner: owner.to_owned(),
        max,
        now,
        until: at(now, lease),
        record,
    };
    gateway.store.lease(request).await
}

/// A record about one delivery.
pub fn delivery_record(
    in_force: &InForce,
    event: Event,
    leased: &Leased,
    now: jiff::Timestamp,
) -> AuditRecord {
    let message = &leased.message;
    let mut record = in_force.record(event, now);
    record.sender = Some(message.envelope.sender.clone());
    record.receivers = vec![PartyOfRecord {
        system: leased.receiver.clone(),
        route: Some(leased.route.clone()),
        forwarded_from: (leased.addressed != leased.receiver.agency).then(|| leased.addressed.clone()),
    }];
    record.kind = Some(message.envelope.kind.clone());
    record.message_id = Some(message.envelope.id.clone());
    record.correlation_id.clone_from(&message.envelope.correlation_id);
    record.digest = Some(message.digest);
    record.size = Some(message.size);
    record.attempt = Some(leased.attempt);
    record
}

/// What a receiver gets: bytes in its own format.
pub struct Outgoing {
    /// In pieces.
    pub payload: Encoded,
    /// SHA-256 of all pieces.
    pub digest: Digest,
    /// The name of the format.
    pub format: String,
    /// Extension for files.
    pub extension: &'static str,
    /// Media type of the bytes.
    pub media_type: &'static str,
    /// The place of the payload in memory, free again when dropped.
    pub room: Room,
}

/// Why there is nothing to send.
#[derive(Debug)]
pub enum NotOutgoing {
    /// It can never be sent to this receiver.
    Never(&'static str),
    /// It cannot be said in the receiver's format.
    Unsayable(Box<Finding>),
    /// Not now.
    Later(&'static str),
}

impl From<NotOutgoing> for Delivered {
    fn from(not: NotOutgoing) -> Self {
        match not {
            NotOutgoing::Never(reason) => Self::Dead(reason.into()),
            NotOutgoing::Unsayable(finding) => Self::Unsayable(finding),
            NotOutgoing::Later(reason) => Self::again(reason, true),
        }
    }
}

/// Reads the payload and says it in the receiver's format.
pub async fn outgoing(
    gateway: &Gateway,
    in_force: &InForce,
    receiver: &System,
    leased: &Leased,
) -> Result<Outgoing, NotOutgoing> {
    let message = &leased.message;
    let room =
        gateway.rooms.outgoing(&leased.receiver.to_string(), message.size + message.canonical_size).await;
    let room = room.map_err(|_| NotOutgoing::Later("GATEWAY_BUSY"))?;
    let stored = gateway.store.payload(message.seq).await.map_err(|error| match error {
        Error::Erased => NotOutgoing::Never("PAYLOAD_ERASED"),
        Error::Damaged { .. } => {
            let text = phrase!(
                "the payload of message {} is damaged: {error}",
                "nội dung của thông điệp {} bị hỏng ({error})",
                message.envelope.id
            );
            gateway.alarms.raise("STORE_DAMAGED", text, gateway.now());
            NotOutgoing::Never("PAYLOAD_DAMAGED")
        }
        other => {
            tracing::error!(error = %other, "Payload could not be read.");
            NotOutgoing::Later("STORE_FAILED")
        }
    })?;
    let hop = GatewayHop { agency: in_force.checked.node.agency.clone(), at: message.accepted_at };
    let say = || -> Result<(Said, Digest), NotOutgoing> {
        if message.is_notice {
            let payload = Encoded::from(stored.sent.clone());
            let media_type = "application/json";
            let said = Said { payload, format: notice::FORMAT.to_owned(), extension: "json", media_type };
            return Ok((said, message.digest));
        }
        let said = gateway.formats.say(&in_force.checked, message, &stored, receiver, &hop);
        let said = said.map_err(|error| {
            // What was found in the message is for its sender, and in the record as far as it may be.
            tracing::warn!(reason = error.code(), "Message cannot be said in the receiver's format.");
            NotOutgoing::Unsayable(Box::new(error.finding().clone()))
        })?;
        let digest = digest_of(said.payload.segments());
        Ok((said, digest))
    };
    // Small payloads are not worth a move to another thread.
    let large = stored.sent.len() + stored.canonical.as_ref().map_or(0, Bytes::len) > 128 * 1024;
    let (said, digest) = if large { tokio::task::block_in_place(say)? } else { say()? };
    let Said { payload, format, extension, media_type } = said;
    Ok(Outgoing { payload, digest, format, extension, media_type, room })
}

fn digest_of(segments: &[Bytes]) -> Digest {
    let mut hasher = lienthong_model::digest::Hasher::default();
    segments.iter().for_each(|segment| hasher.update(segment));
    hasher.finish()
}

/// Pushes one leased delivery through its receiver's connector, and settles it.
pub async fn push(gateway: &Gateway, leased: Leased) -> Attempted {
    let in_force = gateway.current();
    let Some(receiver) = in_force.checked.systems.get(&leased.receiver) else {
        settle(gateway, &in_force, &leased, Delivered::refused("RECEIVER_REMOVED"), None).await;
        return Attempted::Unknown;
    };
    let outgoing = match outgoing(gateway, &in_force, receiver, &leased).await {
        Ok(outgoing) => outgoing,
        Err(not) => {
            settle(gateway, &in_force, &leased, not.into(), None).await;
            return Attempted::Unknown;
        }
    };
    let digest = outgoing.digest;
    let delivered = match &receiver.connector {
        Connector::Grpc(target) => {
            crate::connector::grpc::deliver(&in_force, target, &leased, outgoing).await
        }
        Connector::Http(push) => {
            crate::connector::http::deliver(&in_force, push, &leased, outgoing, gateway.now()).await
        }
        Connector::Soap(push) => {
            crate::connector::soap::deliver(&in_force, push, &leased, outgoing, gateway.now()).await
        }
        Connector::Folder { inbox, .. } => {
            crate::connector::folder::deliver(&in_force, receiver, inbox, &leased, outgoing).await
        }
        Connector::Pull => Delivered::again("CONNECTOR_CHANGED", true),
    };
    let attempted = match &delivered {
        Delivered::Retry { reached: false, .. } => Attempted::Unreachable,
        _ => Attempted::Reached,
    };
    settle(gateway, &in_force, &leased, delivered, Some(digest)).await;
    attempted
}

/// Ends an attempt in the store, with its record and, where the sender wants to know, a notice.
pub async fn settle(
    gateway: &Gateway,
    in_force: &InForce,
    leased: &Leased,
    delivered: Delivered,
    sent: Option<Digest>,
) -> Option<Settled> {
    match try_settle(gateway, in_force, leased, delivered, sent).await {
        Ok(settled) => Some(settled),
        Err(refusal) => {
            // The lease runs out and the delivery is attempted again.
            tracing::warn!(
                reason = refusal.reason(),
                delivery = leased.id.0,
                "Attempt could not be settled."
            );
            None
        }
    }
}

/// As [`settle`], for callers that answer the receiver.
pub async fn try_settle(
    gateway: &Gateway,
    in_force: &InForce,
    leased: &Leased,
    delivered: Delivered,
    sent: Option<Digest>,
) -> Result<Settled, Refusal> {
    let now = gateway.now();
    let mut fault = None;
    let (outcome, event, reason) = match delivered {
        Delivered::Accepted => (Outcome::Accepted, Event::DeliveryAccepted, None),
        Delivered::Refused { reason, fault: found } => {
            fault = found;
            (Outcome::Refused, Event::DeliveryRefused, Some(reason))
        }
        Delivered::Dead(reason) => (Outcome::Dead, Event::DeliveryDead, Some(reason)),
        Delivered::Unsayable(finding) => {
            let reason = finding.reason.code.to_owned();
            fault = Some(finding);
            (Outcome::Dead, Event::DeliveryDead, Some(reason))
        }
        Delivered::Retry { reason, after, fault: found, .. } => {
            fault = found;
            let wait = after.unwrap_or_else(|| backoff::after(leased.attempt, backoff::random()));
            let mut next = at(now, wait);
            if after.is_some() && now < leased.retry_until {
                // A receiver that asks for a long pause does not end the attempts by it.
                next = next.min(leased.retry_until);
            }
            if next > leased.retry_until {
                (Outcome::Dead, Event::DeliveryDead, Some(reason))
            } else {
                (Outcome::Retry { at: next }, Event::DeliveryFailed, Some(reason))
            }
        }
    };
    let mut record = delivery_record(in_force, event, leased, now);
    record.reason.clone_from(&reason);
    if let Some(sent) = sent.filter(|sent| *sent != leased.message.digest) {
        record = record.with_detail("delivered_sha256", sent);
    }
    if let Some(fault) = &fault {
        let receiver = in_force.checked.systems.get(&leased.receiver);
        let format = receiver.and_then(|receiver| receiver.format.as_ref());
        record.detail.extend(fault::place(fault, format));
    }
    let told = Told { state: &outcome, reason: reason.as_deref(), fault: fault.as_deref() };
    let notice = notice::of(gateway, in_force, &leased.message, &leased.receiver, leased.id, &told);
    let wake_sender = notice.is_some();
    let settlement = Settlement {
        delivery: leased.id,
        receiver: leased.receiver.clone(),
        attempt: leased.attempt,
        outcome,
        reason,
        now,
        record,
        notice,
    };
    let settled = gateway.store.settle(settlement).await?;
    if wake_sender {
        gateway.wakes.wake(&leased.message.envelope.sender);
    }
    // The next of an ordered case may be due now.
    if leased.message.envelope.case_key.is_some() {
        gateway.wakes.wake(&leased.receiver);
    }
    Ok(settled)
}
