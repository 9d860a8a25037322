//! The `folder` connector, towards the system: messages become files in its inbox.
//!
//! 1. the name: what the system's rule for the message type says, or the gateway's own;
//! 2. the payload and its envelope are written, hidden (`files.rs`); a DBF table that comes with its memo file becomes
//!    the two files that it is;
//! 3. envelope, memo file and payload are shown in this order, so that whoever sees a payload finds the others. Only
//!    now is the delivery accepted.
//!
//! # What holds
//!
//! * The name is the same for every attempt of a delivery, so that a repetition replaces and never doubles. A file that
//!   is not of this message is never replaced.
//! * Nothing that a sender wrote becomes part of a path.
//! * A folder that is not there (a share that is offline, a stick that is not plugged in) is a failure to try again
//!   after, never a folder to be made: it might be made on the wrong disk.

use std::io::{self, Read as _};
use std::path::Path;

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_model::file_rule::NameFacts;
use lienthong_model::system::System;
use lienthong_model::{Digest, FileRule, MessageId, SystemId, time};
use lienthong_store::Leased;
use serde::{Deserialize, Serialize};

use crate::connector::Delivered;
use crate::connector::dbf_pair::{self, Pair};
use crate::connector::files::{Batch, NotPlaced, Written, open_plain};
use crate::dispatch::attempt::Outgoing;
use crate::state::InForce;

/// The ending of envelopes.
pub const ENVELOPE: &str = "envelope.json";

/// Bytes of an envelope that are read to see whose it is.
const MAX_ENVELOPE: u64 = 64 * 1024;

/// A table with its memo file may have so many times the bytes that a message may have: the two come compressed.
const UNPACKED_TIMES: u64 = 8;

/// What stands in the envelope beside a payload. Fields are only ever added.
#[derive(Serialize)]
struct Outside<'a> {
    v: u32,
    sender: &'a SystemId,
    message_id: &'a MessageId,
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
    /// Of the payload, which a table and its memo file are together; see `files`.
    sha256: Digest,
    size: usize,
    receipt: &'a str,
    /// The files of a payload that became more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileOfPayload>,
}

#[derive(Serialize)]
struct FileOfPayload {
    name: String,
    sha256: Digest,
    size: u64,
}

/// Whose message an envelope is about.
#[derive(Deserialize)]
struct Whose {
    sender: SystemId,
    message_id: MessageId,
}

/// What a delivery is called in the inbox.
struct Names {
    payload: String,
    envelope: String,
    with_envelope: bool,
}

/// Puts one message into `inbox`.
pub async fn deliver(
    in_force: &InForce,
    receiver: &System,
    inbox: &Path,
    leased: &Leased,
    outgoing: Outgoing,
) -> Delivered {
    let rule = FileRule::of_type(&receiver.files, &leased.message.envelope.kind);
    let Some(names) = names(rule, leased, outgoing.extension) else {
        return Delivered::Dead("NAME_TOO_LONG".into());
    };
    let limit = in_force.checked.node.limits.max_message_bytes.saturating_mul(UNPACKED_TIMES);
    let (inbox, delivery) = (inbox.to_owned(), leased.clone());
    let written =
        tokio::task::spawn_blocking(move || write(&inbox, &names, limit, &delivery, outgoing)).await;
    let reason = match written {
        Ok(Ok(())) => return Delivered::Accepted,
        Ok(Err(NotPlaced::Taken)) => {
            return Delivered::again("NAME_TAKEN", true);
        }
        Ok(Err(NotPlaced::Io(error))) => {
            tracing::debug!(%error, receiver = %leased.receiver, "Folder cannot be written.");
            let missing = error.kind() == io::ErrorKind::NotFound;
            if missing { "FOLDER_MISSING" } else { "FOLDER_NOT_WRITABLE" }
        }
        Err(_) => "FOLDER_NOT_WRITABLE",
    };
    Delivered::again(reason, false)
}

/// The names by the rule, or `20261120-080500_H60.07-qlvb_42.EXTENSION`, which sorts by time. Each is unique by the
/// delivery; nothing where the number of the delivery does not fit the rule.
fn names(rule: Option<&FileRule>, leased: &Leased, extension: &str) -> Option<Names> {
    let message = &leased.message;
    let delivery = leased.replay_of.unwrap_or(leased.id).0;
    let accepted_at = time::local(message.accepted_at);
    let with_envelope = rule.is_none_or(|rule| rule.envelope);
    let Some(template) = rule.and_then(|rule| rule.inbox_name.as_ref()) else {
        let at = accepted_at.strftime("%Y%m%d-%H%M%S");
        let sender = message.envelope.sender.to_string().replace('/', "-");
        let stem = format!("{at}_{sender}_{delivery}");
        let (payload, envelope) = (format!("{stem}.{extension}"), format!("{stem}.{ENVELOPE}"));
        return Some(Names { payload, envelope, with_envelope });
    };
    let (sender, kind) = (&message.envelope.sender.agency, &message.envelope.kind);
    let number = u64::try_from(delivery).ok()?;
    let payload = template.name(&NameFacts { accepted_at, sender, kind, number }).ok()?;
    let envelope = format!("{payload}.{ENVELOPE}");
    Some(Names { payload, envelope, with_envelope })
}

fn write(
    inbox: &Path,
    names: &Names,
    limit: u64,
    leased: &Leased,
    outgoing: Outgoing,
) -> Result<(), NotPlaced> {
    let Outgoing { payload, digest, format, room: _room, .. } = outgoing;
    let mut batch = Batch::new(inbox);
    let size = payload.len();
    let may_be_pair = format == "dbf" || dbf_pair::is_table(&names.payload);
    // Only what begins like a ZIP is worth being made one piece.
    let is_zip = payload.segments().first().is_some_and(|piece| piece.starts_with(b"PK"));
    let mut files = Vec::new();
    if may_be_pair && is_zip {
        let payload = payload.into_bytes();
        match Pair::open(&payload, limit) {
            Some(pair) => files = write_pair(&mut batch, names, pair)?,
            None => write_pieces(&mut batch, names, &[payload])?,
        }
    } else {
        write_pieces(&mut batch, names, payload.segments())?;
    }
    if names.with_envelope {
        let envelope = envelope(leased, &format, digest, size, files);
        batch.add(&names.envelope, |to| to.write_all(&envelope))?;
    }
    batch.show(is_ours(&inbox.join(&names.envelope), leased))
}

fn write_pieces(batch: &mut Batch<'_>, names: &Names, pieces: &[Bytes]) -> io::Result<()> {
    batch.add(&names.payload, |to| pieces.iter().try_for_each(|piece| to.write_all(piece)))?;
    Ok(())
}

fn write_pair(batch: &mut Batch<'_>, names: &Names, mut pair: Pair) -> io::Result<Vec<FileOfPayload>> {
    let memo_name = dbf_pair::memo_name(&names.payload, pair.memo_ending);
    let table = batch.add(&names.payload, |mut to| pair.copy_table(&mut to))?;
    let memo = batch.add(&memo_name, |mut to| pair.copy_memo(&mut to))?;
    let file = |name: &str, Written { sha256, size }| FileOfPayload { name: name.to_owned(), sha256, size };
    Ok(vec![file(&names.payload, table), file(&memo_name, memo)])
}

fn envelope(
    leased: &Leased,
    format: &str,
    sha256: Digest,
    size: usize,
    files: Vec<FileOfPayload>,
) -> Vec<u8> {
    let message = &leased.message;
    let outside = Outside {
        v: 1,
        sender: &message.envelope.sender,
        message_id: &message.envelope.id,
        kind: &message.envelope.kind,
        format,
        created_at: message.envelope.created_at,
        accepted_at: message.accepted_at,
        case_key: message.envelope.case_key.as_deref(),
        correlation_id: message.envelope.correlation_id.as_deref(),
        forwarded_from: (leased.addressed != leased.receiver.agency).then_some(&leased.addressed),
        delivery_id: leased.id.0,
        attempt: leased.attempt,
        redelivery: leased.attempt > 1 || leased.replay_of.is_some(),
        sha256,
        size,
        receipt: &message.receipt,
        files,
    };
    serde_json::to_vec_pretty(&outside).expect("an envelope is plain data with text keys")
}

/// Whether the envelope that stands there is of the same message, from an earlier attempt.
fn is_ours(envelope: &Path, leased: &Leased) -> bool {
    let Ok((file, _)) = open_plain(envelope) else { return false };
    let mut text = Vec::new();
    let read = file.take(MAX_ENVELOPE).read_to_end(&mut text);
    let whose = read.ok().and_then(|_| serde_json::from_slice::<Whose>(&text).ok());
    let own = &leased.message.envelope;
    whose.is_some_and(|whose| whose.sender == own.sender && whose.message_id == own.id)
}
