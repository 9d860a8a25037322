//! Accepting a message: the only door into the gateway.
//!
//! Every ingress hands its bytes to [`Gateway::accept`] and sends back what it returns. The steps, in order:
//!
//! 1. understand: the sender's mapping or adapter says what the bytes mean, and what they claim on their outside;
//! 2. envelope: what the sender said, completed by these claims; a claim to be another agency is refused (see
//!    `envelope`);
//! 3. route: the directory and the routes turn the envelope into deliveries, or a refusal;
//! 4. keep: one transaction holds the bytes, the deliveries, the audit record and the receipt;
//! 5. only now is the sender told "accepted", and the receivers are woken.
//!
//! # What holds
//!
//! * A receipt means step 4 is on disk. The reverse is not promised: after a crash an accepted message may have a
//!   sender who saw a timeout. The sender sends again, and its message id makes the two one.
//! * A message that was accepted stays accepted: sent again with the same bytes it gets its first receipt, even when
//!   the routes have changed since.
//! * A refusal is on record when this returns.
//! * No step knows which ingress it serves.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::{DecodeError, Warning};
use lienthong_model::record::{AuditRecord, Event, PartyOfRecord};
use lienthong_model::route::{Decided, Planned};
use lienthong_model::system::System;
use lienthong_model::{Digest, Envelope, MessageId, MessageType, SystemId, time};
use lienthong_store::{Kept, LogIndex, MessageKey, NewDelivery, NewMessage};

use crate::apart;
use crate::aside::aside;
use crate::envelope::{check_claim, complete};
use crate::formats::{RowsRead, Understood};
use crate::refusal::Refusal;
use crate::refused_message::{NotTaken, Refused};
use crate::search_terms;
use crate::state::{Gateway, InForce};

pub use crate::envelope::Draft;

/// What an ingress hands over.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Who sends, as proven.
    pub sender: SystemId,
    /// What the sender says.
    pub draft: Draft,
    /// The payload.
    pub payload: Bytes,
    /// Its SHA-256.
    pub digest: Digest,
    /// Which ingress: `grpc`, `folder`.
    pub ingress: &'static str,
}

/// Custody was taken.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The message id.
    pub id: MessageId,
    /// Compact JWS.
    pub receipt: String,
    /// When custody began.
    pub accepted_at: Timestamp,
    /// SHA-256 of the payload.
    pub digest: Digest,
    /// Where the record is.
    pub index: LogIndex,
    /// The deliveries; none for a message that was accepted before.
    pub decided: Decided,
    /// The same message was accepted before.
    pub duplicate: bool,
    /// What became of its rows, where a mapping has read them.
    pub rows: Option<RowsRead>,
    /// What is odd about its content, and was accepted.
    pub warnings: Vec<Warning>,
}

impl Gateway {
    /// Takes custody of a message, or says why not. See the head of this file.
    pub async fn accept(&self, in_force: &Arc<InForce>, submission: Submission) -> Result<Accepted, Refused> {
        let now = self.now();
        let mut facts = NotTaken::from(&submission);
        let refusal = match self.take(in_force, submission, now, &mut facts).await {
            Ok(accepted) => return Ok(accepted),
            Err(refusal) => refusal,
        };
        if let (Some(id), Some(digest)) = (&facts.id, facts.digest)
            && let Some(earlier) = self.accepted_before(&facts.sender, id, digest).await?
        {
            return Ok(earlier);
        }
        Err(self.refuse(in_force, facts, refusal).await)
    }

    async fn take(
        &self,
        in_force: &Arc<InForce>,
        submission: Submission,
        now: Timestamp,
        facts: &mut NotTaken,
    ) -> Result<Accepted, Refusal> {
        let checked = &in_force.checked;
        let limits = &checked.node.limits;
        let size = submission.payload.len() as u64;
        if size > limits.max_message_bytes {
            return Err(Refusal::TooLarge { limit: limits.max_message_bytes, found: size });
        }
        let system = checked.systems.get(&submission.sender).ok_or(Refusal::UnknownCertificate)?;
        let kind = submission.draft.kind.clone();
        let understood = self.understand(in_force, system, kind.as_ref(), &submission.payload, now);
        let understood = understood.map_err(|error| Refusal::Unreadable(Box::new(error)))?;
        let notify = submission.draft.notify;
        let envelope =
            complete(submission.draft, &submission.sender, &understood, submission.digest, now, facts)?;
        if envelope.receivers.len() > limits.max_receivers {
            return Err(Refusal::TooManyReceivers {
                limit: limits.max_receivers,
                found: envelope.receivers.len(),
            });
        }
        check_claim(in_force, system, &understood, &envelope)?;
        let today = time::local_date(now);
        let decided =
            checked.routes.decide(&in_force.world(), &envelope, Some(size), today).map_err(Box::new)?;
        if decided.deliveries.len() > limits.max_receivers {
            return Err(Refusal::TooManyReceivers {
                limit: limits.max_receivers,
                found: decided.deliveries.len(),
            });
        }
        let receipt = self.receipts.sign(
            &envelope,
            submission.digest,
            size,
            checked.revision,
            now,
            &decided.deliveries,
        );
        let mut record = accepted_record(in_force, &envelope, submission.digest, size, &decided, now);
        record = record.with_detail("ingress", submission.ingress);
        for warning in understood.warnings.iter().take(8) {
            let count =
                record.detail.entry(format!("warning.{}", warning.code())).or_insert_with(|| "0".into());
            *count = (count.parse::<u32>().unwrap_or(0) + 1).to_string();
        }
        record = apart::detail(record, &understood);
        let search_terms = aside(submission.payload.len(), || {
            search_terms::of(checked, &envelope.kind, &understood, &submission.payload)
        });
        let id = envelope.id.clone();
        let told = apart::notice(self, in_force, &envelope, notify, &understood, now);
        let is_told = told.is_some();
        let message = NewMessage {
            envelope,
            format: understood.format,
            payload: submission.payload,
            canonical: understood.canonical,
            search_terms,
            digest: submission.digest,
            accepted_at: now,
            receipt: receipt.clone(),
            notify,
            is_notice: false,
            notice: told,
            deliveries: decided.deliveries.iter().map(|planned| new_delivery(planned, now)).collect(),
            record,
        };
        match self.store.keep(message).await? {
            Kept::New { index, .. } => {
                decided.deliveries.iter().for_each(|planned| self.wakes.wake(&planned.to));
                if is_told {
                    self.wakes.wake(&submission.sender);
                }
                let digest = submission.digest;
                Ok(Accepted {
                    id,
                    receipt,
                    accepted_at: now,
                    digest,
                    index,
                    decided,
                    duplicate: false,
                    rows: understood.rows,
                    warnings: understood.warnings,
                })
            }
            Kept::Again { .. } => {
                let earlier = self.accepted_before(&submission.sender, &id, submission.digest).await?;
                // The first answer may have been lost, and with it what it said of rows.
                let (rows, warnings) = (understood.rows, understood.warnings);
                let earlier = earlier.map(|earlier| Accepted { rows, warnings, ..earlier });
                earlier.ok_or(Refusal::NotFound("message"))
            }
        }
    }

    /// The first acceptance of the same bytes under the same id.
    async fn accepted_before(
        &self,
        sender: &SystemId,
        id: &MessageId,
        digest: Digest,
    ) -> Result<Option<Accepted>, Refusal> {
        let key = MessageKey { sender: sender.clone(), id: id.clone() };
        let Some(view) = self.store.message(&key).await? else { return Ok(None) };
        let message = view.message;
        Ok((message.digest == digest).then(|| Accepted {
            id: id.clone(),
            receipt: message.receipt,
            accepted_at: message.accepted_at,
            digest,
            index: message.index,
            decided: Decided::default(),
            duplicate: true,
            rows: None,
            warnings: Vec::new(),
        }))
    }

    /// Reads as the sender's system entry says.
    fn understand(
        &self,
        in_force: &Arc<InForce>,
        system: &System,
        kind: Option<&MessageType>,
        payload: &Bytes,
        now: Timestamp,
    ) -> Result<Understood, DecodeError> {
        let work = || self.formats.understand(&in_force.checked, system, kind, payload, now);
        let is_opaque = system.format.as_ref().is_some_and(|format| format.as_str() == "opaque");
        if is_opaque { work() } else { aside(payload.len(), work) }
    }
}

/// The stored form of a planned delivery.
pub(crate) fn new_delivery(planned: &Planned, now: Timestamp) -> NewDelivery {
    NewDelivery {
        receiver: planned.to.clone(),
        addressed: planned.addressed.clone(),
        route: planned.route.clone(),
        ordered: planned.delivery.ordered,
        retry_until: later(now, planned.delivery.retry_for),
        expires_at: later(now, planned.delivery.ttl),
    }
}

/// An instant after `now`; the end of the calendar where there is none.
pub(crate) fn later(now: Timestamp, after: std::time::Duration) -> Timestamp {
    now.checked_add(after).unwrap_or(Timestamp::MAX)
}

fn accepted_record(
    in_force: &InForce,
    envelope: &Envelope,
    digest: Digest,
    size: u64,
    decided: &Decided,
    now: Timestamp,
) -> AuditRecord {
    let mut record = in_force.record(Event::MessageAccepted, now);
    record.sender = Some(envelope.sender.clone());
    let mut before = None;
    for planned in &decided.deliveries {
        record.receivers.push(PartyOfRecord {
            system: planned.to.clone(),
            route: (before != Some(&planned.route)).then(|| planned.route.clone()),
            forwarded_from: planned.is_forwarded().then(|| planned.addressed.clone()),
        });
        before = Some(&planned.route);
    }
    record.kind = Some(envelope.kind.clone());
    record.message_id = Some(envelope.id.clone());
    record.correlation_id.clone_from(&envelope.correlation_id);
    record.digest = Some(digest);
    record.size = Some(size);
    if !decided.unreachable.is_empty() {
        record = record.with_detail("unreachable", decided.unreachable.len());
    }
    record
}
