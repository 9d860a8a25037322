//! A message that was not taken: what is known of it, and its record.
//!
//! # What holds
//!
//! * The refusal is on record when its sender is told, with as much of the message as was understood: its id, its type,
//!   its digest and its size. A type that is in no configuration is not recorded.
//! * A refusal that cannot be recorded is told as ours to mend, so that the sender sends again.

use lienthong_adapter::Phrase;
use lienthong_model::record::Event;
use lienthong_model::{Digest, MessageId, MessageType, SystemId};
use lienthong_store::LogIndex;

use crate::accept::Submission;
use crate::fault;
use crate::refusal::Refusal;
use crate::state::{Gateway, InForce};

/// What is known of a message that is refused.
#[derive(Debug, Clone)]
pub struct NotTaken {
    /// Who sends, as proven.
    pub sender: SystemId,
    /// Which ingress: `grpc`, `folder`.
    pub ingress: &'static str,
    /// Its type, as far as it was understood.
    pub kind: Option<MessageType>,
    /// The message id, as far as it was understood.
    pub id: Option<MessageId>,
    /// SHA-256 of its bytes, where all of them were read.
    pub digest: Option<Digest>,
    /// How many bytes it has, where that is known.
    pub size: Option<u64>,
}

/// Custody was refused.
#[derive(Debug)]
pub struct Refused {
    /// Why.
    pub refusal: Refusal,
    /// The message id, as far as it was understood.
    pub id: Option<MessageId>,
    /// SHA-256 of what was refused, as the record has it.
    pub digest: Option<Digest>,
    /// Where the record is, if it has a place of its own.
    pub index: Option<LogIndex>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, id: None, digest: None, index: None }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        refused.refusal
    }
}

impl From<&Submission> for NotTaken {
    fn from(submission: &Submission) -> Self {
        Self {
            sender: submission.sender.clone(),
            ingress: submission.ingress,
            kind: submission.draft.kind.clone(),
            id: submission.draft.id.clone(),
            digest: Some(submission.digest),
            size: Some(submission.payload.len() as u64),
        }
    }
}

impl Gateway {
    /// Refuses a message. The refusal is on record when this returns.
    pub async fn refuse(&self, in_force: &InForce, not_taken: NotTaken, refusal: Refusal) -> Refused {
        let NotTaken { sender, ingress, kind, id, digest, size } = not_taken;
        let mut record = in_force.record(Event::MessageRefused, self.now()).with_detail("ingress", ingress);
        record.reason = Some(refusal.reason().to_owned());
        let system = in_force.checked.systems.get(&sender);
        record.detail.extend(fault::refused(&refusal, system.and_then(|system| system.format.as_ref())));
        let caller = sender.to_string();
        record.sender = Some(sender);
        // A type that nobody has declared is somebody's word, and may be anybody's name.
        let is_known = |kind: &MessageType| {
            in_force.checked.routes.knows(kind) || in_force.checked.schemas.get(kind).is_some()
        };
        record.kind = kind.filter(is_known);
        (record.message_id, record.digest, record.size) = (id.clone(), digest, size);
        tracing::info!(reason = refusal.reason(), "Message refused.");
        if matches!(refusal, Refusal::Full) {
            // The sweep would notice within seconds; a burst of refusals must not use up the reserve until then.
            self.alarms.raise(
                "STORAGE_FULL",
                Phrase::new("no new messages are taken", "tạm thời không nhận thông điệp mới"),
                self.now(),
            );
        }
        match self.record_refused_at(&caller, record).await {
            Ok(index) => Refused { refusal: refusal.recorded(), id, digest, index },
            Err(error) => error.into(),
        }
    }
}
