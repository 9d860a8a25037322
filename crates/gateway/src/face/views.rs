//! What the store knows, as peers read it.

use bytes::Bytes;
use lienthong_model::route::{Planned, Unreachable as ModelUnreachable};
use lienthong_store::{DeliveryId, DeliveryState, DeliveryView, LogIndex};
use lienthong_wire::message::{
    Delivery, DeliveryState as WireState, Fault, PlannedDelivery, Quarantine, QuarantinedRow, Receipt,
    RowCounts, Unreachable, Warning,
};
use lienthong_wire::time;

use crate::apart::{ABSENT_COLUMNS, BETWEEN_NAMES, RowReport};
use crate::fault::Detail;
use crate::formats::RowsRead;
use crate::refusal::Refusal;

/// A receipt.
pub fn receipt(
    jws: String,
    accepted_at: jiff::Timestamp,
    digest: &lienthong_model::Digest,
    index: LogIndex,
) -> Receipt {
    Receipt {
        jws,
        accepted_at: Some(time::to_wire(accepted_at)),
        payload_sha256: Bytes::copy_from_slice(digest.as_bytes()),
        log_index: index,
    }
}

/// How many rows of which fate.
pub fn row_counts(rows: &RowsRead) -> RowCounts {
    let counts = &rows.counts;
    RowCounts {
        read: counts.read,
        accepted: counts.accepted,
        quarantined: counts.faulty,
        left_out: counts.filtered,
        after_end: counts.tally.after_end,
        deleted: counts.tally.deleted,
        hidden: counts.tally.hidden,
        other_sheets: counts.tally.other_sheets,
        absent_columns: rows.absent.clone(),
    }
}

/// The same in JSON, under the names of the API.
pub fn row_counts_json(counts: &RowCounts) -> serde_json::Value {
    serde_json::json!({
        "read": counts.read,
        "accepted": counts.accepted,
        "quarantined": counts.quarantined,
        "left_out": counts.left_out,
        "after_end": counts.after_end,
        "deleted": counts.deleted,
        "hidden": counts.hidden,
        "other_sheets": counts.other_sheets,
        "absent_columns": counts.absent_columns,
    })
}

/// The same, as the record of the acceptance has them; nothing where no mapping read rows.
pub fn row_counts_on_record(detail: &Detail) -> Option<RowCounts> {
    let count = |key: &str| detail.get(key).and_then(|text| text.parse().ok());
    Some(RowCounts {
        read: count("rows_read")?,
        accepted: count("rows_accepted").unwrap_or_default(),
        quarantined: count("rows_quarantined").unwrap_or_default(),
        left_out: count("rows_filtered").unwrap_or_default(),
        after_end: count("rows_after_end").unwrap_or_default(),
        deleted: count("rows_deleted").unwrap_or_default(),
        hidden: count("rows_hidden").unwrap_or_default(),
        other_sheets: count("other_sheets").unwrap_or_default(),
        absent_columns: detail
            .get(ABSENT_COLUMNS)
            .map(|names| names.split(BETWEEN_NAMES).map(str::to_owned).collect())
            .unwrap_or_default(),
    })
}

/// Warnings that a sender is told.
pub const MOST_WARNINGS: usize = 16;

/// What is odd about the content of a message.
pub fn warnings(found: &[lienthong_adapter::Warning]) -> Vec<Warning> {
    let view = |lienthong_adapter::Warning(finding): &lienthong_adapter::Warning| Warning {
        reason: finding.reason.code.to_owned(),
        field: finding.place.path.clone().unwrap_or_default(),
        message: finding.message_en(),
        message_vi: finding.message_vi(),
    };
    found.iter().take(MOST_WARNINGS).map(view).collect()
}

/// Rows that were kept apart, where any were.
pub fn quarantine(rows: &RowsRead) -> Option<Quarantine> {
    let RowsRead { counts, apart, .. } = rows;
    let row = |report: RowReport| QuarantinedRow {
        row: report.row.unwrap_or_default(),
        column: report.column.unwrap_or_default(),
        field: report.field.unwrap_or_default(),
        reason: report.reason.to_owned(),
        message: report.message,
        message_vi: report.message_vi,
        sheet: report.sheet.unwrap_or_default(),
        offset: report.offset,
        found: report.found.unwrap_or_default(),
        found_vi: report.found_vi.unwrap_or_default(),
        expected: report.expected.unwrap_or_default(),
        expected_vi: report.expected_vi.unwrap_or_default(),
    };
    (!apart.is_empty()).then(|| Quarantine {
        read: counts.read,
        accepted: counts.accepted,
        quarantined: apart.len(),
        rows: crate::apart::rows(apart).into_iter().map(row).collect(),
    })
}

/// A delivery that a message has or would have.
pub fn planned(planned: &Planned) -> PlannedDelivery {
    PlannedDelivery {
        receiver: planned.to.to_string(),
        forwarded_from: if planned.is_forwarded() { planned.addressed.to_string() } else { String::new() },
        route: planned.route.to_string(),
        retry_for: Some(time::duration_to_wire(planned.delivery.retry_for)),
        ttl: Some(time::duration_to_wire(planned.delivery.ttl)),
    }
}

/// A member of a set that cannot be reached.
pub fn unreachable(unreachable: &ModelUnreachable) -> Unreachable {
    Unreachable { agency: unreachable.agency.to_string(), reason: unreachable.why.reason().to_owned() }
}

/// A delivery as it stands.
pub fn delivery(view: &DeliveryView) -> Delivery {
    let forwarded = view.addressed != view.receiver.agency;
    Delivery {
        delivery_id: view.id.0.to_string(),
        receiver: view.receiver.to_string(),
        forwarded_from: if forwarded { view.addressed.to_string() } else { String::new() },
        route: view.route.to_string(),
        state: state(view.state).into(),
        attempts: view.attempts,
        reason: view.reason.clone().unwrap_or_default(),
        changed_at: Some(time::to_wire(view.changed_at)),
        next_attempt_at: view.next_at.map(time::to_wire),
        expires_at: Some(time::to_wire(view.expires_at)),
        replay_of: view.replay_of.map(|id| id.0.to_string()).unwrap_or_default(),
        fault: fault(&view.failure),
    }
}

/// Where in a message the mistake is, as the record says it.
fn fault(detail: &Detail) -> Option<Fault> {
    let text = |key: &str| detail.get(key).cloned().unwrap_or_default();
    let number = |key: &str| detail.get(key).and_then(|text| text.parse().ok());
    let fault = Fault {
        sheet: text("sheet"),
        row: number("row").unwrap_or_default(),
        column: text("column"),
        field: text("field"),
        offset: number("offset"),
        found: text("found"),
        found_vi: text("found_vi"),
        expected: text("expected"),
        expected_vi: text("expected_vi"),
    };
    (fault != Fault::default()).then_some(fault)
}

fn state(state: DeliveryState) -> WireState {
    match state {
        DeliveryState::Waiting => WireState::Waiting,
        DeliveryState::Leased => WireState::Leased,
        DeliveryState::Accepted => WireState::Accepted,
        DeliveryState::Refused => WireState::Refused,
        DeliveryState::Dead => WireState::Dead,
        DeliveryState::Expired => WireState::Expired,
    }
}

/// A state from the wire.
pub fn state_from_wire(path: &str, value: i32) -> Result<DeliveryState, Refusal> {
    match WireState::try_from(value) {
        Ok(WireState::Waiting) => Ok(DeliveryState::Waiting),
        Ok(WireState::Leased) => Ok(DeliveryState::Leased),
        Ok(WireState::Accepted) => Ok(DeliveryState::Accepted),
        Ok(WireState::Refused) => Ok(DeliveryState::Refused),
        Ok(WireState::Dead) => Ok(DeliveryState::Dead),
        Ok(WireState::Expired) => Ok(DeliveryState::Expired),
        Ok(WireState::Unspecified) | Err(_) => {
            Err(Refusal::field(path, "is not a known state", "không phải trạng thái đã biết"))
        }
    }
}

/// A delivery id from the wire.
pub fn delivery_id(path: &str, text: &str) -> Result<DeliveryId, Refusal> {
    let wrong = |_| Refusal::field(path, "is not a delivery id", "không phải mã lượt chuyển");
    text.parse().map(DeliveryId).map_err(wrong)
}
