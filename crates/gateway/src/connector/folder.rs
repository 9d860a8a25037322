//! The `folder` connector, towards the system: messages become files in its inbox.
//!
//! 1. write the payload and its envelope under hidden names, and sync them;
//! 2. rename the envelope, then the payload, so that whoever sees a payload finds its envelope;
//! 3. sync the folder. Only now is the delivery accepted.
//!
//! # What holds
//!
//! * The name is the same for every attempt of a delivery, so that a repetition replaces and never doubles.
//! * Nothing that a sender wrote becomes part of a path.
//! * A folder that is not there (a share that is offline, a stick that is not plugged in) is a failure to try again
//!   after, never a folder to be made: it might be made on the wrong disk.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use jiff::Timestamp;
use lienthong_model::time;
use lienthong_store::Leased;
use serde::Serialize;

use crate::connector::Delivered;
use crate::dispatch::attempt::Outgoing;

/// The ending of envelopes.
pub const ENVELOPE: &str = "envelope.json";

/// What stands in the envelope beside a payload. Fields are only ever added.
#[derive(Serialize)]
struct Outside<'a> {
    v: u32,
    sender: &'a lienthong_model::SystemId,
    message_id: &'a lienthong_model::MessageId,
    #[serde(rename = "type")]
    kind: &'a lienthong_model::MessageType,
    format: &'a str,
    created_at: Timestamp,
    accepted_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded_from: Option<&'a lienthong_model::AgencyCode>,
    delivery_id: i64,
    attempt: u32,
    redelivery: bool,
    sha256: lienthong_model::Digest,
    size: usize,
    receipt: &'a str,
}

/// Puts one message into `inbox`.
pub async fn deliver(inbox: &Path, leased: &Leased, outgoing: Outgoing) -> Delivered {
    let name = file_name(leased);
    let message = &leased.message;
    let outside = Outside {
        v: 1,
        sender: &message.envelope.sender,
        message_id: &message.envelope.id,
        kind: &message.envelope.kind,
        format: &outgoing.format,
        created_at: message.envelope.created_at,
        accepted_at: message.accepted_at,
        case_key: message.envelope.case_key.as_deref(),
        correlation_id: message.envelope.correlation_id.as_deref(),
        forwarded_from: (leased.addressed != leased.receiver.agency).then_some(&leased.addressed),
        delivery_id: leased.id.0,
        attempt: leased.attempt,
        redelivery: leased.attempt > 1 || leased.replay_of.is_some(),
        sha256: outgoing.digest,
        size: outgoing.payload.len(),
        receipt: &message.receipt,
    };
    let envelope = serde_json::to_vec_pretty(&outside).expect("an envelope is plain data with text keys");
    let inbox = inbox.to_owned();
    let written = tokio::task::spawn_blocking(move || write(&inbox, &name, &envelope, &outgoing)).await;
    match written {
        Ok(Ok(())) => Delivered::Accepted,
        Ok(Err(error)) => {
            tracing::debug!(%error, receiver = %leased.receiver, "Folder cannot be written.");
            let missing = error.kind() == io::ErrorKind::NotFound;
            let reason = if missing { "FOLDER_MISSING" } else { "FOLDER_NOT_WRITABLE" };
            Delivered::Retry { reason: reason.into(), after: None, reached: false }
        }
        Err(_) => Delivered::Retry { reason: "FOLDER_NOT_WRITABLE".into(), after: None, reached: false },
    }
}

/// `20261120-080500_H60.07-qlvb_42`: sorts by time, and is unique by the delivery.
fn file_name(leased: &Leased) -> String {
    let at = time::local(leased.message.accepted_at).strftime("%Y%m%d-%H%M%S");
    let sender = leased.message.envelope.sender.to_string().replace('/', "-");
    let delivery = leased.replay_of.unwrap_or(leased.id).0;
    format!("{at}_{sender}_{delivery}")
}

fn write(inbox: &Path, name: &str, envelope: &[u8], outgoing: &Outgoing) -> io::Result<()> {
    let hidden = |ending: &str| inbox.join(format!(".{name}.{ending}.part"));
    let open = |ending: &str| inbox.join(format!("{name}.{ending}"));
    let pieces = outgoing.payload.segments();
    write_synced(&hidden(outgoing.extension), pieces.iter().map(|piece| &piece[..]))?;
    write_synced(&hidden(ENVELOPE), std::iter::once(envelope))?;
    std::fs::rename(hidden(ENVELOPE), open(ENVELOPE))?;
    std::fs::rename(hidden(outgoing.extension), open(outgoing.extension))?;
    File::open(inbox)?.sync_all()
}

fn write_synced<'a>(path: &Path, pieces: impl Iterator<Item = &'a [u8]>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    for piece in pieces {
        file.write_all(piece)?;
    }
    file.sync_all()
}
