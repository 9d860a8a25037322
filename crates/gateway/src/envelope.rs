//! The envelope of a message: what its sender said, completed by what the package says.
//!
//! # What holds
//!
//! * What the sender said stands. The package fills in what was left open, and may not name another message type.
//! * A package that names another agency as its sender is refused, unless the system may speak for that agency.
//! * The same bytes without an id of their own are the same message, unless the ingress knows that they were written
//!   anew.

use jiff::Timestamp;
use lienthong_model::envelope::MAX_KEY_BYTES;
use lienthong_model::system::System;
use lienthong_model::{Digest, Envelope, IdError, MessageId, MessageType, Receiver, SystemId};
use lienthong_store::Notify;

use crate::formats::Understood;
use crate::refusal::Refusal;
use crate::refused_message::NotTaken;
use crate::state::InForce;

/// An envelope as a sender gives it; a format may complete it.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The sender's id.
    pub id: Option<MessageId>,
    /// Message type.
    pub kind: Option<MessageType>,
    /// To whom.
    pub receivers: Vec<Receiver>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// Case key.
    pub case_key: Option<String>,
    /// Correlation id.
    pub correlation_id: Option<String>,
    /// Which outcomes come back.
    pub notify: Notify,
    /// What tells this writing of the bytes from another one of the same bytes, where the ingress knows it.
    pub writing: Option<u128>,
}

/// The envelope: what the sender said, completed by what the package says.
pub(crate) fn complete(
    draft: Draft,
    sender: &SystemId,
    understood: &Understood,
    digest: Digest,
    now: Timestamp,
    facts: &mut NotTaken,
) -> Result<Envelope, Refusal> {
    let id = match draft.id {
        Some(id) => id,
        None => match &understood.facts.message_id {
            Some(text) => {
                let wrong = |error: IdError| Refusal::wrong_field("message id of the package", &error);
                text.parse().map_err(wrong)?
            }
            None => own_id(digest, draft.writing),
        },
    };
    facts.id = Some(id.clone());
    let found = understood.kind.clone();
    let kind = match (draft.kind, found) {
        (Some(declared), Some(found)) if declared != found => {
            return Err(Refusal::TypeMismatch { declared: declared.to_string(), found: found.to_string() });
        }
        (Some(kind), _) | (None, Some(kind)) => kind,
        (None, None) => {
            return Err(Refusal::field(
                "envelope.type",
                "is required for this format",
                "bắt buộc với định dạng này",
            ));
        }
    };
    facts.kind = Some(kind.clone());
    let receivers = if draft.receivers.is_empty() {
        understood.facts.receivers.iter().cloned().map(Receiver::Agency).collect()
    } else {
        draft.receivers
    };
    Ok(Envelope {
        sender: sender.clone(),
        id,
        kind,
        receivers,
        created_at: draft.created_at.or(understood.facts.created_at).unwrap_or(now),
        case_key: draft.case_key,
        correlation_id: draft
            .correlation_id
            .or_else(|| understood.facts.correlation_id.clone().filter(|text| is_reference(text)))
            .filter(|text| text.len() <= MAX_KEY_BYTES),
    })
}

/// Whether what a document calls its id reads as one. It stands on record, so that a name or a number of a person in its
/// place must not pass: an id has digits and signs between its parts, no blanks, and no long number alone.
fn is_reference(text: &str) -> bool {
    let longest = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    (1..=8).contains(&longest)
        && text.contains(['/', '-', '.', ',', ':', '_'])
        && !text.contains(char::is_whitespace)
}

/// The bytes name themselves: sending them again is the same message, and writing them anew is another.
fn own_id(digest: Digest, writing: Option<u128>) -> MessageId {
    let writing = writing.map(|writing| format!("-{writing:032x}")).unwrap_or_default();
    format!("sha256-{digest}{writing}").parse().expect("digests are visible ASCII, and short enough")
}

/// The issuing agency that a package names must be the sender's own, or one that it may speak for.
pub(crate) fn check_claim(
    in_force: &InForce,
    system: &System,
    understood: &Understood,
    envelope: &Envelope,
) -> Result<(), Refusal> {
    match understood.foreign_sender(&in_force.checked, system, envelope.created_at) {
        None => Ok(()),
        Some(claimed) => {
            Err(Refusal::SenderMismatch { sender: system.id.clone(), claimed: printable(claimed) })
        }
    }
}

/// Text from a package, fit for an error.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_a_number_in_the_place_of_an_id_is_none() {
        for id in [
            "H60.07,2026/11/20,15/SM-VP",
            "15/QĐ-UBND",
            "H60.31-261102-0007",
            "7f3c2a10-5b9e-4c1d-8f00-12ab34cd56ef",
        ] {
            assert!(is_reference(id), "{id}");
        }
        for text in ["Trần Thị Mẫu", "079188012345", "mau", "0912-345 678", "Mẫu-079188012345"] {
            assert!(!is_reference(text), "{text}");
        }
    }
}
