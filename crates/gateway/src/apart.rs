//! Rows that were kept apart: what the record of the message says of them, and what the sender is told.
//!
//! The record counts them by reason and names the first of them. The sender gets a notice with the row, the column and the reason of each of the
//! first of them, in the transaction that takes custody. Neither holds a value that is personal: findings never do.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lienthong_adapter::mapping::reasons::{BESIDE_ROWS, DUPLICATE_COLUMN, MISSING_COLUMN, UNMAPPED_COLUMN};
use lienthong_adapter::{Finding, Phrase, Words, phrase};
use lienthong_model::record::AuditRecord;
use lienthong_model::{Envelope, FormatName};
use lienthong_store::{NewMessage, Notify};
use serde::Serialize;

use crate::dispatch::notice;
use crate::formats::{Apart, Understood};
use crate::refusal::Refusal;
use crate::state::{Gateway, InForce};

/// What a record knows beside its fields.
pub type Detail = BTreeMap<String, String>;

/// What the notice says. Fields are only ever added.
#[derive(Serialize)]
struct Report<'a> {
    v: u32,
    message_id: &'a lienthong_model::MessageId,
    #[serde(rename = "type")]
    kind: &'a lienthong_model::MessageType,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<&'a str>,
    state: &'static str,
    read: u64,
    accepted: u64,
    quarantined: u64,
    left_out: u64,
    rows: Vec<RowReport>,
    at: Timestamp,
}

/// One row that was kept apart.
#[derive(Debug, Clone, Serialize)]
pub struct RowReport {
    /// Its number, as the program that made the file shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The column of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The field of the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Bytes of the file before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Stable reason.
    pub reason: &'static str,
    /// What stood there; words in its place where that is personal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// In English.
    pub message: String,
    /// In Vietnamese.
    pub message_vi: String,
}

impl RowReport {
    /// What people are told of a fault.
    pub fn of(finding: &Finding) -> Self {
        Self {
            row: finding.place.row,
            column: finding.place.field.clone(),
            field: finding.place.path.clone(),
            offset: finding.place.offset,
            reason: finding.reason.code,
            found: finding.found.clone(),
            expected: finding.expected.clone(),
            message: finding.message_en(),
            message_vi: finding.message_vi(),
        }
    }
}

/// The column that a file lacks or has twice, by the names that the mapping gives it.
pub fn missing_column(finding: &Finding) -> Option<String> {
    let is_named = *finding.reason == MISSING_COLUMN
        || *finding.reason == DUPLICATE_COLUMN && finding.place.path.is_none();
    finding.expected.clone().filter(|_| is_named)
}

/// Formats whose names of elements and members are those of a norm: a path in them says nothing of anybody.
const OF_NORMS: [&str; 2] = ["edxml", "dossier-json"];

/// Reasons that find counts and words of ours, and nothing of what stands in the file.
const OURS: [&str; 14] = [
    "CSV_CUT_OFF",
    "CSV_SHORT_ROW",
    "CSV_UNCLOSED_QUOTE",
    "CELL_TOO_LARGE",
    "DBF_TRUNCATED",
    "FIXED_LONG_RECORD",
    "FIXED_SHORT_RECORD",
    "PACKAGE_TOO_LARGE",
    "ROWS_QUARANTINED",
    "ROW_ENDS_TABLE",
    "ROW_TOO_LONG",
    "ROW_WITHOUT_VALUES",
    "NO_FORMAT",
    "TOO_MANY_COLUMNS",
];

/// Where in a file the mistake is that refused it. A column is named only where it is one of the mapping's: the header
/// of a file without a header is somebody's data.
pub fn place(finding: &Finding, format: Option<&FormatName>) -> Detail {
    let place = &finding.place;
    let is_of_norm = format.is_some_and(|format| OF_NORMS.contains(&format.as_str()));
    let (found, expected) = (found(finding), words(finding, |words| &words.expected, &finding.expected));
    let vi = |words: &Phrase| (words.vi != words.en).then(|| words.vi.to_string());
    let detail = [
        ("sheet", place.sheet.clone()),
        ("row", place.row.map(|row| row.to_string())),
        ("column", missing_column(finding).or_else(|| column(finding))),
        ("field", place.path.clone().filter(|_| is_of_norm && place.row.is_none())),
        ("offset", place.offset.map(|offset| offset.to_string())),
        ("found", found.as_ref().map(|words| words.en.to_string())),
        ("found_vi", found.as_ref().and_then(vi)),
        ("expected", expected.as_ref().map(|words| words.en.to_string())),
        ("expected_vi", expected.as_ref().and_then(vi)),
    ];
    detail.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

/// What is wrong with a request or an answer, where that is known: its place, and the first rows of a file of which none
/// is good.
pub fn refused(refusal: &Refusal, format: Option<&FormatName>) -> Detail {
    let mut detail = refusal.finding().map(|finding| place(finding, format)).unwrap_or_default();
    if let (Refusal::Field { path, problem, problem_vi }, _) = refusal.split() {
        detail.insert("field".to_owned(), path.clone());
        detail.insert("problem".to_owned(), own_words(problem));
        detail.insert("problem_vi".to_owned(), own_words(problem_vi));
    }
    if let Some(bad) = refusal.bad_rows() {
        let rows = [("rows_read", bad.read.to_string()), ("rows_quarantined", bad.count.to_string())];
        detail.extend(rows.map(|(key, value)| (key.to_owned(), value)));
        detail.insert("quarantined_rows".to_owned(), named(&bad.first));
    }
    detail
}

/// A problem without what it quotes of the peer: that stands behind a colon, or between quotes.
fn own_words(problem: &str) -> String {
    let ours = problem.split(": ").next().unwrap_or_default();
    let mut text = ours.to_owned();
    for quote in ['"', '\''] {
        // A quote within what is quoted is no end of it.
        if let (Some(first), Some(last)) = (text.find(quote), text.rfind(quote)) {
            text.replace_range(first..=last, "…");
        }
    }
    text
}

/// The column of a finding, where it is one of the mapping's.
fn column(finding: &Finding) -> Option<String> {
    finding.place.field.clone().filter(|_| finding.place.path.is_some())
}

/// What was found, of a field that is known; elsewhere it may be the names of columns, or what stands in their place:
/// then in words of ours, or not at all.
fn found(finding: &Finding) -> Option<Phrase> {
    if *finding.reason == UNMAPPED_COLUMN {
        return Some(match finding.place.number {
            Some(number) => phrase!(
                "a column that the mapping does not name, column {number}",
                "cột mà bảng ánh xạ không nêu tên, cột thứ {number}"
            ),
            None => Phrase::new(
                "a place that the mapping does not name",
                "một vị trí mà bảng ánh xạ không nêu tên",
            ),
        });
    }
    if *finding.reason == BESIDE_ROWS {
        return Some(Phrase::new(
            "something beside the rows that the mapping does not name",
            "nội dung bên cạnh các dòng mà bảng ánh xạ không nêu tên",
        ));
    }
    let is_known = finding.place.path.is_some() || OURS.contains(&finding.reason.code);
    words(finding, |words| &words.found, &finding.found).filter(|_| is_known)
}

/// A part of a finding in both languages.
fn words(
    finding: &Finding,
    part: impl Fn(&Words) -> &Option<String>,
    english: &Option<String>,
) -> Option<Phrase> {
    let vietnamese = finding.vietnamese.as_deref().and_then(|words| part(words).clone());
    let english = english.clone()?;
    Some(Phrase::of(english.clone(), vietnamese.unwrap_or(english)))
}

/// Rows that a record names, at most.
const NAMED_ROWS: usize = 16;

/// The first rows that were kept apart: `3 TENXA NOT_IN_CHARSET, 6 MAXA DUPLICATE_KEY`.
pub fn named(rows: &[Finding]) -> String {
    let named = rows.iter().take(NAMED_ROWS).map(|finding| {
        let row = finding.place.row.map(|row| row.to_string());
        let parts = [row, column(finding), Some(finding.reason.code.to_owned())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    named.collect::<Vec<_>>().join(", ")
}

/// The record of a message that came through a mapping: how many rows of which fate.
pub fn detail(mut record: AuditRecord, understood: &Understood) -> AuditRecord {
    if let Some(counts) = understood.counts {
        record = record.with_detail("rows_read", counts.read).with_detail("rows_accepted", counts.accepted);
        for (key, count) in [("rows_filtered", counts.filtered), ("rows_after_end", counts.tally.after_end)] {
            if count > 0 {
                record = record.with_detail(key, count);
            }
        }
    }
    if let Some(apart) = &understood.apart {
        record = record.with_detail("rows_quarantined", apart.len());
        record = record.with_detail("quarantined_rows", named(&apart.rows));
        for (reason, count) in apart.by_reason.iter().take(16) {
            record = record.with_detail(&format!("quarantined.{reason}"), count);
        }
    }
    record
}

/// What the sender is told, where rows were kept apart.
pub fn notice(
    gateway: &Gateway,
    in_force: &InForce,
    envelope: &Envelope,
    notify: Notify,
    understood: &Understood,
    now: Timestamp,
) -> Option<Box<NewMessage>> {
    let apart = understood.apart.as_ref()?;
    let counts = apart.counts;
    if notify == Notify::Nothing {
        return None;
    }
    let report = Report {
        v: 1,
        message_id: &envelope.id,
        kind: &envelope.kind,
        correlation_id: envelope.correlation_id.as_deref(),
        state: "quarantined",
        read: counts.read,
        accepted: counts.accepted,
        quarantined: apart.len(),
        left_out: counts.filtered,
        rows: rows(apart),
        at: now,
    };
    let payload = serde_json::to_vec(&report).expect("a report is plain data with text keys");
    // The sender's id of the message is unique with the sender only, and may be as long as an id can be.
    let name = format!("{}\0{}", envelope.sender, envelope.id);
    let id = format!("apart-{}", lienthong_model::Digest::of(name.as_bytes()));
    let about = envelope.id.as_str();
    let correlation = envelope.correlation_id.clone();
    Some(notice::to_sender(gateway, in_force, &envelope.sender, &id, about, correlation, payload.into(), now))
}

/// The rows of a report.
pub fn rows(apart: &Apart) -> Vec<RowReport> {
    apart.rows.iter().map(RowReport::of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_the_words_of_a_problem_and_not_what_it_quotes() {
        for (problem, expected) in [
            ("is required for this format", "is required for this format"),
            ("is not readable: invalid type: string \"Nguyễn Văn Mẫu\"", "is not readable"),
            (
                "message id holds 'ễ' at byte 3; allowed are A-Z",
                "message id holds … at byte 3; allowed are A-Z",
            ),
            ("the word \"a\\\" b\" is none", "the word … is none"),
        ] {
            assert_eq!(own_words(problem), expected);
        }
    }
}
