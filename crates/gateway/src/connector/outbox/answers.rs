//! What an office is told of its file, beside the file: a receipt and what was kept apart, or why it was refused.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::listing::{REFUSED, SENT};
use crate::accept::Accepted;
use crate::apart::{self, RowReport};
use crate::face::views;
use crate::formats::RowsRead;
use crate::refused_message::Refused;

/// The folder that an answered file goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Folder {
    /// It was accepted.
    Sent,
    /// It was refused.
    Refused,
}

impl Folder {
    /// Its name in the outbox.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sent => SENT,
            Self::Refused => REFUSED,
        }
    }
}

/// The endings of answers; `pattern.rs` of the rules knows them as names that are never taken.
pub(super) const ENDINGS: [&str; 3] = [RECEIPT, ROWS, ERROR];
const RECEIPT: &str = "receipt.json";
const ROWS: &str = "rows.json";
const ERROR: &str = "error.json";

/// What an office is told beside the reason, where nothing says what its file is.
const NO_RULE: [&str; 2] = [
    "no rule for files matches the name of this one, and no envelope stood beside it",
    "tên tệp không khớp quy tắc nào dành cho tệp, và bên cạnh tệp không có phong bì",
];

/// What is put beside a file: `NAME.ENDING`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) ending: String,
    pub(super) text: Value,
}

/// The folder for a file that was answered so, and what is put beside it there, in this order. `is_unknown` says that
/// there are rules for files, and none is for this one.
pub(super) fn answers(answer: &Result<Accepted, Refused>, is_unknown: bool) -> (Folder, Vec<Answer>) {
    let one = |ending: &str, text| Answer { ending: ending.to_owned(), text };
    match answer {
        Ok(accepted) => {
            let mut receipt = serde_json::json!({
                "v": 1,
                "message_id": accepted.id,
                "accepted_at": accepted.accepted_at,
                "duplicate": accepted.duplicate,
                "sha256": accepted.digest,
                "receipt": accepted.receipt,
            });
            if let Some(rows) = &accepted.rows {
                receipt["rows"] = views::row_counts_json(&views::row_counts(rows));
            }
            if !accepted.warnings.is_empty() {
                let told = accepted.warnings.iter().take(views::MOST_WARNINGS);
                receipt["warnings"] =
                    told.map(|warning| serde_json::json!(RowReport::of(&warning.0))).collect();
            }
            let mut answers = vec![one(RECEIPT, receipt)];
            if let Some(RowsRead { counts, apart, .. }) = &accepted.rows
                && counts.read > counts.accepted
            {
                let rows = serde_json::json!({
                    "v": 1,
                    "message_id": accepted.id,
                    "read": counts.read,
                    "accepted": counts.accepted,
                    "quarantined": apart.len(),
                    "left_out": counts.filtered,
                    "rows": apart::rows(apart),
                });
                answers.push(one(ROWS, rows));
            }
            (Folder::Sent, answers)
        }
        Err(Refused { refusal, id, digest, index }) => {
            let mut error = serde_json::json!({
                "v": 1,
                "reason": refusal.reason(),
                "message": refusal.said().en,
                "message_vi": refusal.said().vi,
            });
            // Where the mistake is, for programs; of a file without a good row, the first of its rows.
            if let Some(fault) = RowReport::of_refusal(refusal) {
                error["fault"] = serde_json::json!(fault);
            }
            if let Some(bad) = refusal.bad_rows() {
                error["read"] = bad.read.into();
                error["quarantined"] = bad.count.into();
                error["rows"] = bad.first.iter().map(|row| serde_json::json!(RowReport::of(row))).collect();
            }
            // What ties the file to its record: names of files are not recorded.
            if let Some(digest) = digest {
                error["sha256"] = digest.to_string().into();
            }
            if let Some(id) = id {
                error["message_id"] = id.as_str().into();
            }
            if let Some(index) = index {
                error["record"] = (*index).into();
            }
            // What is refused then is often no more than a name that nobody expected.
            if is_unknown {
                error["note"] = NO_RULE[0].into();
                error["note_vi"] = NO_RULE[1].into();
            }
            (Folder::Refused, vec![one(ERROR, error)])
        }
    }
}
