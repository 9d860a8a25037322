//! A file that was answered is moved out of the outbox, with its answer, its envelope and its memo file.
//!
//! # What holds
//!
//! * The answer is there before the file is, and whole from the moment it is seen. The table moves before its memo
//!   file: a memo file that is left over after a crash is sent by nobody, a table without its memo file would be.
//! * No name is too long to be answered: where `NAME.receipt.json` does not fit, `NAME` is cut, and a part of its
//!   digest keeps it apart from others.
//! * The folders of answers are folders, never links.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use lienthong_model::Digest;
use serde_json::Value;

use super::listing::{REFUSED, SENT, Seen};
use super::outside::envelope_of;
use crate::accept::Accepted;
use crate::apart;
use crate::connector::files::create_plain;
use crate::refusal::Refusal;

/// Bytes of a name that is cut.
const CUT: usize = 80;

/// What an office is told beside the reason, where nothing says what its file is.
const NO_RULE: [&str; 2] = [
    "no rule for files matches the name of this one, and no envelope stood beside it",
    "tên tệp không khớp quy tắc nào dành cho tệp, và bên cạnh tệp không có phong bì",
];

/// Moves a file that was answered. `is_unknown` says that there are rules for files, and none is for this one.
pub(super) fn file_away(
    outbox: &Path,
    file: &Seen,
    memo: Option<&Seen>,
    answer: &Result<Accepted, Refusal>,
    is_unknown: bool,
) -> io::Result<()> {
    let envelope = envelope_of(&outbox.join(&file.name));
    let (folder, answers) = answers(answer, is_unknown && envelope.is_none());
    let folder = outbox.join(folder);
    match fs::create_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if !fs::symlink_metadata(&folder)?.is_dir() {
                return Err(error);
            }
        }
        made => made?,
    }
    for (ending, text) in answers {
        write_answer(&folder, &file.name, ending, &serde_json::to_vec_pretty(&text)?)?;
    }
    if let Some((envelope, _)) = envelope
        && let Some(name) = envelope.file_name()
    {
        fs::rename(&envelope, folder.join(name))?;
    }
    for moved in [Some(file), memo].into_iter().flatten() {
        fs::rename(outbox.join(&moved.name), folder.join(&moved.name))?;
    }
    Ok(())
}

/// The folder for a file that was answered so, and what is put beside it there: each `NAME.ENDING`.
fn answers(
    answer: &Result<Accepted, Refusal>,
    is_unknown: bool,
) -> (&'static str, Vec<(&'static str, Value)>) {
    match answer {
        Ok(accepted) => {
            let receipt = serde_json::json!({
                "v": 1,
                "message_id": accepted.id,
                "accepted_at": accepted.accepted_at,
                "duplicate": accepted.duplicate,
                "sha256": accepted.digest,
                "receipt": accepted.receipt,
            });
            let mut answers = vec![("receipt.json", receipt)];
            if let Some(apart) = &accepted.apart {
                let rows = serde_json::json!({
                    "v": 1,
                    "message_id": accepted.id,
                    "read": apart.counts.read,
                    "accepted": apart.counts.accepted,
                    "quarantined": apart.len(),
                    "rows": apart::rows(apart),
                });
                answers.push(("rows.json", rows));
            }
            (SENT, answers)
        }
        Err(refusal) => {
            let mut error = serde_json::json!({
                "v": 1,
                "reason": refusal.reason(),
                "message": refusal.to_string(),
                "message_vi": refusal.message_vi(),
            });
            // What is refused then is often no more than a name that nobody expected.
            if is_unknown {
                error["note"] = NO_RULE[0].into();
                error["note_vi"] = NO_RULE[1].into();
            }
            (REFUSED, vec![("error.json", error)])
        }
    }
}

/// Puts an answer into the folder under a hidden name, and then shows it: programs of the office wait for it.
fn write_answer(folder: &Path, name: &str, ending: &str, text: &[u8]) -> io::Result<()> {
    let short = format!("{}.{ending}", cut(name));
    let hidden = folder.join(format!(".{short}.part"));
    let mut file = create_plain(&hidden)?;
    file.write_all(text)?;
    file.sync_all()?;
    match fs::rename(&hidden, folder.join(format!("{name}.{ending}"))) {
        // Each file system has its own limit, and this is how it says so.
        Err(error) if error.kind() == io::ErrorKind::InvalidFilename => {
            fs::rename(&hidden, folder.join(short))
        }
        shown => shown,
    }
}

/// The beginning of a name, and what keeps it apart from others with the same beginning.
fn cut(name: &str) -> String {
    let digest = Digest::of(name.as_bytes()).to_string();
    format!("{}~{}", &name[..name.floor_char_boundary(CUT)], &digest[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_from_the_moment_it_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let text = vec![b'x'; 64 * 1024];
        let whole = |folder: &Path| match fs::read(folder.join("a.bin.error.json")) {
            Ok(seen) => assert_eq!(seen.len(), text.len()),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::NotFound),
        };
        std::thread::scope(|scope| {
            let office = folder.path();
            let writing = scope.spawn(|| {
                (0..200).for_each(|_| write_answer(office, "a.bin", "error.json", &text).unwrap());
            });
            while !writing.is_finished() {
                whole(office);
            }
        });
        whole(folder.path());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing hidden is left");
    }

    #[test]
    fn names_that_are_cut_stay_apart_and_whole_letters() {
        let name = "ế".repeat(80);
        assert_eq!(cut(&name).split('~').next().unwrap(), "ế".repeat(26));
        assert_ne!(cut(&format!("{name}1")), cut(&format!("{name}2")));
    }
}
