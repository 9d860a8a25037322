//! The envelope that an office may put beside a file, and what the system's rules say without one.

use std::fs::Metadata;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use lienthong_model::envelope::MAX_KEY_BYTES;
use lienthong_model::{FileRule, Receiver};
use lienthong_store::Notify;
use serde::Deserialize;

use super::listing::beside;
use crate::accept::Draft;
use crate::connector::files::open_plain;
use crate::connector::folder::ENVELOPE;
use crate::refusal::Refusal;

/// Bytes of an envelope.
const MAX_ENVELOPE: u64 = 64 * 1024;

/// What an office may write beside a payload. All is optional where the format or a rule says it.
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

/// The envelope beside a payload: `letter.edxml.envelope.json`, or `letter.envelope.json` as inboxes have it.
pub(super) fn envelope_of(path: &Path) -> Option<(PathBuf, Metadata)> {
    let named = [beside(path, ENVELOPE), path.with_extension(ENVELOPE)];
    // Not following links: they may point anywhere.
    named.into_iter().find_map(|envelope| {
        let metadata = std::fs::symlink_metadata(&envelope).ok()?;
        Some((envelope, metadata))
    })
}

/// Reads the envelope beside a payload, if there is one.
pub(super) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match envelope_of(path) {
        Some((envelope, metadata)) if metadata.is_file() && metadata.len() <= MAX_ENVELOPE => {
            let mut text = Vec::new();
            open_plain(&envelope)?.0.take(MAX_ENVELOPE).read_to_end(&mut text)?;
            Ok(Some(text))
        }
        // Something stands where the envelope belongs: without it the message might go elsewhere.
        Some(_) => Ok(Some(b"not a file of at most 64 KiB".to_vec())),
        None => Ok(None),
    }
}

/// What is said of a file: its envelope, completed by the rule for it.
pub(super) fn draft(envelope: Option<&[u8]>, rule: Option<&FileRule>) -> Result<Draft, Refusal> {
    let mut draft = envelope.map_or_else(|| Ok(Draft::default()), parse)?;
    // An envelope that says another type speaks of something that the rule does not know.
    if let Some(rule) = rule.filter(|rule| draft.kind.as_ref().is_none_or(|kind| *kind == rule.kind)) {
        draft.kind = Some(rule.kind.clone());
        if draft.receivers.is_empty() {
            draft.receivers.clone_from(&rule.to);
        }
    }
    Ok(draft)
}

fn parse(text: &[u8]) -> Result<Draft, Refusal> {
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
        writing: None,
    })
}
