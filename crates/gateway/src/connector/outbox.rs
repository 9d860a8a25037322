//! The `folder` connector, from the system: files in its outbox become messages.
//!
//! For each file that is complete, in order of name:
//!
//! 1. read the payload, and the envelope beside it where there is one; a DBF table and its memo file are one payload;
//! 2. accept it like any other message, with the type and the receivers of the envelope or of the system's rule;
//! 3. accepted: move the file to `sent/` with `NAME.receipt.json`; refused: to `refused/` with `NAME.error.json`;
//!    not now: leave it. What a crash has left half done is finished before the next file is taken (`filing.rs`).
//!
//! # What holds
//!
//! * A crash between 2 and 3 sends the same file again, and its message id makes the two one: without an id of its own
//!   a file is named by the digest of its bytes and by its writing, which is its name and its time of change. The same
//!   bytes written anew are another message.
//! * A file that is still being copied is left alone: it must be unchanged from one look to the next, a table together
//!   with its memo file. Names that begin with a dot or end in `.part` or `.tmp` are never taken.
//! * What can never be taken is not left in silence: it is logged once, and an alarm counts it until it is gone. So does
//!   one about envelopes whose file does not come, and one about an outbox that cannot be read (`attention.rs`).

mod answers;
mod attention;
mod filing;
mod listing;
mod memo;
mod names;
mod outside;
mod outside_text;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use lienthong_model::digest::Hasher;
use lienthong_model::system::{Connector, System};
use lienthong_model::{Digest, FileRule, SystemId};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use self::listing::{Found, Listing, Look, Odd, Seen, list};
use self::memo::Need;
use self::outside::Beside;
use crate::accept::{Accepted, Draft, Submission};
use crate::connector::dbf_pair::{Piece, is_table, pack, split};
use crate::connector::files::open_plain;
use crate::refusal::Refusal;
use crate::refused_message::{NotTaken, Refused};
use crate::state::{Gateway, InForce};

/// Looks that a table waits for its memo file; then it is sent without, and the adapter says which rows lack text.
const MEMO_LOOKS: u32 = 12;

/// Bytes of a file that is read only to know its digest.
const MAX_HASHED: u64 = 1024 * 1024 * 1024;

/// What is remembered of one outbox between two looks.
#[derive(Clone, Default)]
struct Watched {
    /// As they looked, and for how many looks that has not changed.
    files: HashMap<String, (Found, u32)>,
    lone: HashSet<String>,
    odd: BTreeSet<(OsString, Odd)>,
    /// Envelopes without their file, and for how many looks.
    orphans: HashMap<String, u32>,
    /// Looks since it could last be read.
    failed: u32,
    is_gone: bool,
    next: Option<tokio::time::Instant>,
}

/// Outboxes that are looked into at once.
const AT_ONCE: usize = 8;

/// Looks into all outboxes until the gateway goes down, and ends what it has begun. Each has a look of its own: a file that
/// takes long, or a slow share, holds up nobody else's.
pub async fn run(gateway: Arc<Gateway>) {
    let mut watched: HashMap<SystemId, Watched> = HashMap::new();
    // While an outbox is looked into, what was remembered before stands for it.
    let mut looks: JoinSet<Watched> = JoinSet::new();
    let mut busy: HashMap<tokio::task::Id, SystemId> = HashMap::new();
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut tick = tokio::time::interval(Duration::from_millis(500));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = gateway.going_down() => break,
            Some(looked) = looks.join_next_with_id() => {
                // One that has panicked has left its outbox as it was: it is looked into again.
                let id = looked.as_ref().map_or_else(|error| error.id(), |(id, _)| *id);
                if let (Some(system), Ok((_, memory))) = (busy.remove(&id), looked) {
                    watched.insert(system, memory);
                }
                continue;
            }
            _ = tick.tick() => {}
        }
        let in_force = gateway.current();
        let outbox = |system: &System| match &system.connector {
            Connector::Folder { outbox: Some(outbox), every, .. } if system.enabled => {
                Some((outbox.clone(), *every))
            }
            _ => None,
        };
        watched.retain(|id, _| in_force.checked.systems.get(id).and_then(outbox).is_some());
        let mut due: Vec<(&System, PathBuf)> = Vec::new();
        let now = tokio::time::Instant::now();
        for system in &in_force.checked.systems {
            if busy.values().any(|id| *id == system.id) {
                continue;
            }
            let Some((outbox, every)) = outbox(system) else { continue };
            let memory = watched.entry(system.id.clone()).or_default();
            if memory.next.is_none_or(|next| next <= now) {
                memory.next = Some(now + every);
                due.push((system, outbox));
            }
        }
        for (system, outbox) in due {
            let mut memory = watched.get(&system.id).cloned().unwrap_or_default();
            let (gateway, in_force, turns) =
                (Arc::clone(&gateway), Arc::clone(&in_force), Arc::clone(&turns));
            let (id, system) = (system.id.clone(), system.clone());
            let begun = looks.spawn(async move {
                let _turn = turns.acquire().await.expect("it is never closed");
                look(&gateway, &in_force, &system, &outbox, &mut memory).await;
                memory
            });
            busy.insert(begun.id(), id);
        }
        attention::tell(&gateway, &watched);
    }
    while looks.join_next().await.is_some() {}
}

async fn look(
    gateway: &Gateway,
    in_force: &Arc<InForce>,
    system: &System,
    outbox: &Path,
    memory: &mut Watched,
) {
    let folder = outbox.to_owned();
    let listing = tokio::task::spawn_blocking(move || list(&folder));
    let listing = match tokio::time::timeout(Duration::from_secs(10), listing).await {
        Ok(Ok(Ok(listing))) => listing,
        failed => {
            // The share is offline: what it holds is sent when it is back.
            memory.files.clear();
            memory.failed = memory.failed.saturating_add(1);
            memory.is_gone = matches!(failed, Ok(Ok(Err(error))) if error.kind() == io::ErrorKind::NotFound);
            return;
        }
    };
    memory.failed = 0;
    gateway.seen.lock().expect("no panic while seen is held").insert(system.id.clone(), gateway.now());
    let Listing { found, lone, odd, orphans, is_blocked, unfinished } = listing;
    let answered = finish(system, outbox, unfinished).await;
    for (_, odd) in odd.difference(&memory.odd) {
        tracing::warn!(system = %system.id, reason = &*odd.words().en, "A file in the outbox is never taken.");
    }
    for _ in lone.difference(&memory.lone) {
        tracing::debug!(system = %system.id, "A memo file in the outbox has no table and is left alone.");
    }
    (memory.lone, memory.odd) = (lone, odd);
    let looks = |name: &String| memory.orphans.get(name).map_or(0, |looks| looks.saturating_add(1));
    memory.orphans =
        orphans.into_iter().map(|name| (looks(&name), name)).map(|(looks, name)| (name, looks)).collect();
    let mut files = HashMap::new();
    for found in found {
        let before = memory.files.get(&found.file.name);
        let looks = before.filter(|(before, _)| *before == found).map_or(0, |(_, looks)| looks + 1);
        if looks > 0
            && !is_blocked
            && !answered.contains(&found.file)
            && let Some(memo) = memo_of(outbox, &found, looks).await
        {
            take(gateway, in_force, system, outbox, &found.file, memo.as_ref()).await;
        }
        files.insert(found.file.name.clone(), (found, looks));
    }
    memory.files = files;
}

/// Finishes what was being filed when the gateway went down. Gives the files that are answered already.
async fn finish(system: &System, outbox: &Path, unfinished: Vec<String>) -> Vec<Seen> {
    let mut answered = Vec::new();
    for written in unfinished {
        let outbox = outbox.to_owned();
        let finished = tokio::task::spawn_blocking(move || filing::finish(&outbox, &written)).await;
        let Ok((about, done)) = finished else { continue };
        if let Err(error) = done {
            tracing::warn!(%error, system = %system.id, "A file that was answered cannot be moved out of the outbox yet.");
        }
        answered.extend(about);
    }
    answered
}

/// The memo file that a settled file goes with, if any; nothing where that must still be waited for.
async fn memo_of(outbox: &Path, found: &Found, looks: u32) -> Option<Option<Seen>> {
    if !is_table(&found.file.name) {
        return Some(None);
    }
    let path = outbox.join(&found.file.name);
    let need = tokio::task::spawn_blocking(move || memo::need(open_plain(&path)?.0)).await;
    // One that cannot be read now is looked at again.
    let need = need.ok()?.ok()?;
    let preferred = |ending: &str| {
        let mut memos = found.memos.iter();
        memos.find(|memo| split(&memo.name).1.eq_ignore_ascii_case(ending))
    };
    let memo = match need {
        Need::None => None,
        Need::Memo(ending) => preferred(ending).or(found.memos.first()),
        Need::Unknown => found.memos.first(),
    };
    let is_missing = memo.is_none() && matches!(need, Need::Memo(_));
    if is_missing && looks < MEMO_LOOKS {
        return None;
    }
    Some(memo.cloned())
}

async fn take(
    gateway: &Gateway,
    in_force: &Arc<InForce>,
    system: &System,
    outbox: &Path,
    file: &Seen,
    memo: Option<&Seen>,
) {
    let answer = send(gateway, in_force, system, outbox, file, memo).await;
    if let Err(Refused { refusal, .. }) = &answer
        && refusal.retry_after().is_some()
    {
        tracing::info!(reason = refusal.reason(), "File stays in the outbox for now.");
        return;
    }
    let is_unknown = system.files.iter().any(|rule| rule.pattern.is_some())
        && FileRule::of_file(&system.files, &file.name).is_none();
    let (outbox, file, memo, now) = (outbox.to_owned(), file.clone(), memo.cloned(), gateway.now());
    let filed = tokio::task::spawn_blocking(move || {
        filing::file_away(&outbox, &file, memo.as_ref(), &answer, is_unknown, now)
    });
    let filed = filed.await;
    if let Ok(Err(error)) = filed {
        tracing::warn!(
            %error,
            system = %system.id,
            "File could not be moved out of the outbox; this is tried again."
        );
    }
}

async fn send(
    gateway: &Gateway,
    in_force: &Arc<InForce>,
    system: &System,
    outbox: &Path,
    file: &Seen,
    memo: Option<&Seen>,
) -> Result<Accepted, Refused> {
    let limit = in_force.checked.node.limits.max_message_bytes;
    let bytes = file.look.bytes.saturating_add(memo.map_or(0, |memo| memo.look.bytes));
    if bytes > limit {
        let refusal = Refusal::TooLarge { limit, found: bytes };
        let path = outbox.join(&file.name);
        let digest = tokio::task::spawn_blocking(move || digest_of(&path)).await;
        let not_taken = NotTaken {
            sender: system.id.clone(),
            ingress: "folder",
            kind: None,
            id: None,
            digest: digest.ok().and_then(Result::ok).flatten(),
            size: Some(bytes),
        };
        return Err(gateway.refuse(in_force, not_taken, refusal).await);
    }
    let _room = gateway.rooms.incoming(&system.id.to_string(), bytes).await?;
    let (folder, table, beside) = (outbox.to_owned(), file.clone(), memo.cloned());
    let read = tokio::task::spawn_blocking(move || read(&folder, &table, beside.as_ref()));
    let busy = Refusal::Busy { retry_after: Duration::from_secs(5) };
    let Ok(Ok((payload, envelope))) = read.await else { return Err(busy.into()) };
    let payload = Bytes::from(payload);
    let digest = Digest::of(&payload);
    let rule = FileRule::of_file(&system.files, &file.name);
    let mut submission =
        Submission { sender: system.id.clone(), draft: Draft::default(), payload, digest, ingress: "folder" };
    match outside::draft(envelope, rule) {
        Ok(draft) => submission.draft = draft,
        Err(refusal) => return Err(gateway.refuse(in_force, NotTaken::from(&submission), refusal).await),
    }
    submission.draft.writing = Some(writing(gateway, file, memo));
    gateway.accept(in_force, submission).await
}

/// The digest of a file that is too large to be sent, by which its record is found; nothing where even that would take
/// too long.
fn digest_of(path: &Path) -> io::Result<Option<Digest>> {
    let (from, metadata) = open_plain(path)?;
    if metadata.len() > MAX_HASHED {
        return Ok(None);
    }
    let (mut from, mut hasher, mut piece) = (from.take(MAX_HASHED), Hasher::default(), vec![0; 256 * 1024]);
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(Some(hasher.finish())),
            count => hasher.update(&piece[..count]),
        }
    }
}

/// What tells this writing of a file from another one of the same bytes. It is part of a message id, which goes into
/// the log: nobody may find out the name by trying.
fn writing(gateway: &Gateway, file: &Seen, memo: Option<&Seen>) -> u128 {
    let looks = serde_json::to_vec(&(file, memo)).expect("names and looks are plain data");
    u128::from_be_bytes(gateway.store.keyed_hash(&looks))
}

/// The payload, and what stands where its envelope belongs. A file that grows after it was looked at is read no further than it was
/// long then, and is not sent.
fn read(outbox: &Path, file: &Seen, memo: Option<&Seen>) -> io::Result<(Vec<u8>, Beside)> {
    let open = |seen: &Seen| -> io::Result<(PathBuf, std::fs::File)> {
        let path = outbox.join(&seen.name);
        let (file, _) = open_plain(&path)?;
        Ok((path, file))
    };
    let (path, from) = open(file)?;
    let payload = match memo {
        Some(memo) => {
            let table = Piece { name: &file.name, bytes: file.look.bytes, from };
            let memo = Piece { name: &memo.name, bytes: memo.look.bytes, from: open(memo)?.1 };
            pack(table, memo)?
        }
        None => {
            let mut payload = Vec::new();
            from.take(file.look.bytes).read_to_end(&mut payload)?;
            payload
        }
    };
    let envelope = outside::read(&path)?;
    for seen in [Some(file), memo].into_iter().flatten() {
        if Look::of(&std::fs::symlink_metadata(outbox.join(&seen.name))?) != seen.look {
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, "changed while it was read"));
        }
    }
    Ok((payload, envelope))
}
