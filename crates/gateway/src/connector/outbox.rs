//! The `folder` connector, from the system: files in its outbox become messages.
//!
//! For each file that is complete, in order of name:
//!
//! 1. read the payload, and the envelope beside it where there is one;
//! 2. accept it like any other message;
//! 3. accepted: move the file to `sent/` with `NAME.receipt.json`; refused: to `refused/` with `NAME.error.json`;
//!    not now: leave it.
//!
//! # What holds
//!
//! * A crash between 2 and 3 sends the same file again, and its message id makes the two one: without an id of its own
//!   a file is named by the digest of its bytes.
//! * A file that is still being copied is left alone: it must be unchanged from one look to the next. Names that begin
//!   with a dot or end in `.part` or `.tmp` are never taken.

use std::collections::HashMap;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use lienthong_model::envelope::MAX_KEY_BYTES;
use lienthong_model::system::Connector;
use lienthong_model::{Digest, Receiver, SystemId};
use lienthong_store::Notify;
use serde::Deserialize;

use crate::accept::{Accepted, Draft, Submission};
use crate::connector::folder::ENVELOPE;
use crate::refusal::Refusal;
use crate::state::{Gateway, InForce};

/// What an office may write beside a payload. All is optional where the format says it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outside {
    message_id: Option<lienthong_model::MessageId>,
    #[serde(rename = "type")]
    kind: Option<lienthong_model::MessageType>,
    #[serde(default)]
    to: Vec<String>,
    created_at: Option<jiff::Timestamp>,
    case_key: Option<String>,
    correlation_id: Option<String>,
}

/// Bytes of an envelope.
const MAX_ENVELOPE: u64 = 64 * 1024;

/// How a file looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    bytes: u64,
    changed: Option<SystemTime>,
}

/// What is remembered of one outbox between two looks.
#[derive(Default)]
struct Watched {
    files: HashMap<PathBuf, Look>,
    next: Option<tokio::time::Instant>,
}

/// Looks into all outboxes until the gateway goes down. One system after the other: offices that use folders send
/// little, and a slow share is given up after a time.
pub async fn run(gateway: Arc<Gateway>) {
    let mut watched: HashMap<SystemId, Watched> = HashMap::new();
    let mut tick = tokio::time::interval(Duration::from_millis(500));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = gateway.going_down() => return,
            _ = tick.tick() => {}
        }
        let in_force = gateway.current();
        watched.retain(|id, _| in_force.checked.systems.get(id).is_some());
        for system in in_force.checked.systems.iter().filter(|system| system.enabled) {
            let Connector::Folder { outbox: Some(outbox), every, .. } = &system.connector else { continue };
            let memory = watched.entry(system.id.clone()).or_default();
            let now = tokio::time::Instant::now();
            if memory.next.is_some_and(|next| now < next) {
                continue;
            }
            memory.next = Some(now + *every);
            look(&gateway, &in_force, &system.id, outbox, memory).await;
        }
    }
}

async fn look(
    gateway: &Gateway,
    in_force: &Arc<InForce>,
    system: &SystemId,
    outbox: &Path,
    memory: &mut Watched,
) {
    let folder = outbox.to_owned();
    let listing = tokio::task::spawn_blocking(move || list(&folder));
    let Ok(Ok(Ok(files))) = tokio::time::timeout(Duration::from_secs(10), listing).await else {
        // The share is offline: what it holds is sent when it is back.
        memory.files.clear();
        return;
    };
    gateway.seen.lock().expect("no panic while seen is held").insert(system.clone(), gateway.now());
    for (path, look) in &files {
        if memory.files.get(path) == Some(look) {
            take(gateway, in_force, system, outbox, path, look.bytes).await;
        }
    }
    memory.files = files.into_iter().collect();
}

/// Complete files, in order of name.
fn list(outbox: &Path) -> io::Result<Vec<(PathBuf, Look)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(outbox)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let ours = name.starts_with('.')
            || [".part", ".tmp", ".receipt.json", ".error.json"].iter().any(|ending| name.ends_with(ending))
            || name.ends_with(ENVELOPE);
        // A symbolic link may point anywhere: only plain files are taken.
        let metadata = entry.metadata()?;
        if !ours && metadata.is_file() {
            files.push((entry.path(), Look { bytes: metadata.len(), changed: metadata.modified().ok() }));
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(files)
}

async fn take(
    gateway: &Gateway,
    in_force: &Arc<InForce>,
    system: &SystemId,
    outbox: &Path,
    path: &Path,
    bytes: u64,
) {
    let answer = send(gateway, in_force, system, path, bytes).await;
    if let Err(refusal) = &answer
        && refusal.retry_after().is_some()
    {
        tracing::info!(reason = refusal.reason(), "File stays in the outbox for now.");
        return;
    }
    let (outbox, path) = (outbox.to_owned(), path.to_owned());
    let filed = tokio::task::spawn_blocking(move || file_away(&outbox, &path, &answer)).await;
    if let Ok(Err(error)) = filed {
        tracing::warn!(%error, %system, "File could not be moved out of the outbox; it will be sent again as a duplicate.");
    }
}

async fn send(
    gateway: &Gateway,
    in_force: &Arc<InForce>,
    system: &SystemId,
    path: &Path,
    bytes: u64,
) -> Result<Accepted, Refusal> {
    let limit = in_force.checked.node.limits.max_message_bytes;
    if bytes > limit {
        let refusal = Refusal::TooLarge { limit, found: bytes };
        return Err(gateway.refuse_unread(in_force, system, "folder", bytes, refusal).await);
    }
    let _room = gateway.rooms.incoming(&system.to_string(), bytes).await?;
    let payload_path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || -> io::Result<(Vec<u8>, Option<Vec<u8>>)> {
        // A file that grows after it was looked at is read no further than it was long then.
        let mut payload = Vec::new();
        std::fs::File::open(&payload_path)?.take(bytes).read_to_end(&mut payload)?;
        let outside = match envelope_of(&payload_path) {
            Some((envelope, metadata)) if metadata.is_file() && metadata.len() <= MAX_ENVELOPE => {
                Some(std::fs::read(envelope)?)
            }
            // Something stands where the envelope belongs: without it the message might go elsewhere.
            Some(_) => Some(b"not a file of at most 64 KiB".to_vec()),
            None => None,
        };
        Ok((payload, outside))
    });
    let busy = Refusal::Busy { retry_after: Duration::from_secs(5) };
    let Ok(Ok((payload, outside))) = read.await else { return Err(busy) };
    let payload = Bytes::from(payload);
    let digest = Digest::of(&payload);
    let read = outside.map_or_else(|| Ok(Draft::default()), |text| draft(&text));
    let mut submission =
        Submission { sender: system.clone(), draft: Draft::default(), payload, digest, ingress: "folder" };
    match read {
        Ok(draft) => submission.draft = draft,
        Err(refusal) => return Err(gateway.refuse(in_force, &submission, refusal).await),
    }
    gateway.accept(in_force, submission).await
}

fn draft(text: &[u8]) -> Result<Draft, Refusal> {
    let wrong = |error: &dyn std::fmt::Display| {
        Refusal::field(ENVELOPE, format!("is not readable: {error}"), "không đọc được tệp phong bì")
    };
    let outside: Outside = serde_json::from_slice(text).map_err(|error| wrong(&error))?;
    for (name, value) in [("case_key", &outside.case_key), ("correlation_id", &outside.correlation_id)] {
        if value.as_ref().is_some_and(|value| value.len() > MAX_KEY_BYTES) {
            return Err(Refusal::field(name, "has more than 200 bytes", "dài quá 200 byte"));
        }
    }
    let to = |text: String| {
        if text.contains('/') {
            text.parse().map(Receiver::System).map_err(|error| wrong(&error))
        } else {
            Ok(Receiver::Agency(text))
        }
    };
    Ok(Draft {
        id: outside.message_id,
        kind: outside.kind,
        receivers: outside.to.into_iter().map(to).collect::<Result<_, _>>()?,
        created_at: outside.created_at,
        case_key: outside.case_key,
        correlation_id: outside.correlation_id,
        notify: Notify::default(),
    })
}

/// The envelope beside a payload: `letter.edxml.envelope.json`, or `letter.envelope.json` as inboxes have it.
fn envelope_of(path: &Path) -> Option<(PathBuf, std::fs::Metadata)> {
    let named = [beside(path, ENVELOPE), path.with_extension(ENVELOPE)];
    // Not following links: they may point anywhere.
    named.into_iter().find_map(|envelope| {
        let metadata = std::fs::symlink_metadata(&envelope).ok()?;
        Some((envelope, metadata))
    })
}

/// `NAME.ENDING` beside `NAME`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// Moves a file that was answered, with its answer and its envelope.
fn file_away(outbox: &Path, path: &Path, answer: &Result<Accepted, Refusal>) -> io::Result<()> {
    let (folder, ending, text) = match answer {
        Ok(accepted) => {
            let text = serde_json::json!({
                "v": 1,
                "message_id": accepted.id,
                "accepted_at": accepted.accepted_at,
                "duplicate": accepted.duplicate,
                "sha256": accepted.digest,
                "receipt": accepted.receipt,
            });
            ("sent", "receipt.json", text)
        }
        Err(refusal) => {
            let text = serde_json::json!({
                "v": 1,
                "reason": refusal.reason(),
                "message": refusal.to_string(),
                "message_vi": refusal.message_vi(),
            });
            ("refused", "error.json", text)
        }
    };
    let folder = outbox.join(folder);
    std::fs::create_dir_all(&folder)?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let moved = folder.join(name);
    std::fs::write(beside(&moved, ending), serde_json::to_vec_pretty(&text)?)?;
    if let Some((envelope, _)) = envelope_of(path)
        && let Some(name) = envelope.file_name()
    {
        std::fs::rename(&envelope, folder.join(name))?;
    }
    std::fs::rename(path, &moved)
}
