//! Rows that were kept apart: what the record of the message says of them, and what the sender is told.
//!
//! The record counts them by reason and names the first of them. The sender gets a notice with the row, the column and the reason of each of the
//! first of them, in the transaction that takes custody. Neither holds the value of a personal field; that of another the
//! sender sees, as it is its own, and the record only where it cannot be of a person.

use jiff::Timestamp;
use lienthong_adapter::{Finding, Phrase};
use lienthong_model::Envelope;
use lienthong_model::record::AuditRecord;
use lienthong_store::{NewMessage, Notify};
use serde::Serialize;

use crate::dispatch::notice;
use crate::fault;
use crate::formats::{Apart, RowsRead, Understood};
use crate::refusal::Refusal;
use crate::state::{Gateway, InForce};

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
    /// The sheet of a workbook. It is somebody's name for it: for whoever sent it, and never on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
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
    /// The same in Vietnamese, where it is words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found_vi: Option<String>,
    /// What would have been right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The same in Vietnamese, where it is words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_vi: Option<String>,
    /// The whole in English.
    pub message: String,
    /// The whole in Vietnamese.
    pub message_vi: String,
}

impl RowReport {
    /// What the sender is told of a refusal, where it is known what is wrong with a file.
    pub fn of_refusal(refusal: &Refusal) -> Option<Self> {
        if let Some(finding) = refusal.finding() {
            return Some(Self::of(finding));
        }
        let [found, expected] = fault::counted(refusal)?;
        Some(Self {
            sheet: None,
            row: None,
            column: None,
            field: None,
            offset: None,
            reason: refusal.reason(),
            found_vi: found.own_vi(),
            expected_vi: expected.own_vi(),
            found: Some(found.en.into_owned()),
            expected: Some(expected.en.into_owned()),
            message: refusal.said().en.into_owned(),
            message_vi: refusal.said().vi.into_owned(),
        })
    }

    /// What the sender is told of a fault.
    pub fn of(finding: &Finding) -> Self {
        let finding = finding.for_the_sender();
        let [found, expected] = fault::said(&finding);
        Self {
            sheet: finding.place.sheet.clone(),
            row: finding.place.row,
            column: fault::missing_column(&finding).or_else(|| finding.place.field.clone()),
            field: finding.place.path.clone(),
            offset: finding.place.offset,
            reason: finding.reason.code,
            found_vi: found.as_ref().and_then(Phrase::own_vi),
            expected_vi: expected.as_ref().and_then(Phrase::own_vi),
            found: found.map(|words| words.en.into_owned()),
            expected: expected.map(|words| words.en.into_owned()),
            message: finding.message_en(),
            message_vi: finding.message_vi(),
        }
    }
}

/// Where a record names the first rows that were kept apart.
pub const FIRST_ROWS: &str = "quarantined_rows";

/// Where a record names the columns of the mapping that a file does not have.
pub const ABSENT_COLUMNS: &str = "absent_columns";

/// What stands between them.
pub const BETWEEN_NAMES: &str = " | ";

/// Rows that a record names, at most.
const NAMED_ROWS: usize = 16;

/// The first rows that were kept apart: `3 TENXA NOT_IN_CHARSET, 6 MAXA DUPLICATE_KEY`.
pub fn named(rows: &[Finding]) -> String {
    rows.iter().take(NAMED_ROWS).map(fault::row_and_reason).collect::<Vec<_>>().join(", ")
}

/// The same for the record, in short and with what was found and expected in both languages.
pub fn named_rows(rows: &[Finding]) -> [(&'static str, String); 3] {
    let told: Vec<Phrase> = rows.iter().take(NAMED_ROWS).map(fault::row).collect();
    let all = |words: fn(&Phrase) -> &str| told.iter().map(words).collect::<Vec<_>>().join("; ");
    [
        (FIRST_ROWS, named(rows)),
        ("quarantined_rows_why", all(|told| &told.en)),
        ("quarantined_rows_why_vi", all(|told| &told.vi)),
    ]
}

/// The record of a message that came through a mapping: how many rows of which fate.
pub fn detail(mut record: AuditRecord, understood: &Understood) -> AuditRecord {
    let Some(RowsRead { counts, apart, absent }) = &understood.rows else { return record };
    record = record.with_detail("rows_read", counts.read).with_detail("rows_accepted", counts.accepted);
    for (key, count) in [
        ("rows_filtered", counts.filtered),
        ("rows_after_end", counts.tally.after_end),
        ("rows_deleted", counts.tally.deleted),
        ("rows_hidden", counts.tally.hidden),
        ("other_sheets", counts.tally.other_sheets),
    ] {
        if count > 0 {
            record = record.with_detail(key, count);
        }
    }
    if !absent.is_empty() {
        record = record.with_detail(ABSENT_COLUMNS, absent.join(BETWEEN_NAMES));
    }
    if !apart.is_empty() {
        record = record.with_detail("rows_quarantined", apart.len());
        for (key, value) in named_rows(&apart.rows) {
            record = record.with_detail(key, value);
        }
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
    let RowsRead { counts, apart, .. } = understood.rows.as_ref()?;
    if apart.is_empty() || notify == Notify::Nothing {
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
