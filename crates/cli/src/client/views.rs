//! What the API answers, as programs read it with `--json`: the names of `proto/`, states in lower case, bytes in
//! hexadecimal, instants in RFC 3339.

use lienthong_wire::admin::{DeadLetter, GetStatusResponse, SystemState};
use lienthong_wire::audit::{DeliveryOutcome, Record};
use lienthong_wire::directory::Agency;
use lienthong_wire::exchange::ServiceOffer;
use lienthong_wire::message::{
    Delivery, DeliveryState, Fault, Incoming, PlannedDelivery, Quarantine, QuarantinedRow, Receipt,
    Unreachable, Warning,
};
use lienthong_wire::time::duration_from_wire;
use serde_json::{Value, json};

use crate::texts::Lang;
use crate::when::json_wire;

/// Hexadecimal, lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A list of things.
pub(crate) fn list<T>(things: &[T], view: fn(&T) -> Value) -> Value {
    things.iter().map(view).collect()
}

/// Proof of custody.
pub(crate) fn receipt(receipt: &Receipt) -> Value {
    json!({
        "jws": receipt.jws,
        "accepted_at": json_wire(&receipt.accepted_at),
        "payload_sha256": hex(&receipt.payload_sha256),
        "log_index": receipt.log_index,
    })
}

/// A message on its way to one receiver.
pub(crate) fn delivery(delivery: &Delivery) -> Value {
    json!({
        "delivery_id": delivery.delivery_id,
        "receiver": delivery.receiver,
        "forwarded_from": delivery.forwarded_from,
        "route": delivery.route,
        "state": state(delivery.state()),
        "attempts": delivery.attempts,
        "reason": delivery.reason,
        "changed_at": json_wire(&delivery.changed_at),
        "next_attempt_at": json_wire(&delivery.next_attempt_at),
        "expires_at": json_wire(&delivery.expires_at),
        "replay_of": delivery.replay_of,
        "fault": delivery.fault.as_ref().map(fault),
    })
}

/// Where in a message the mistake is: what is known, under the names of the audit record.
pub(crate) fn fault(fault: &Fault) -> Value {
    let texts = [
        ("sheet", &fault.sheet),
        ("column", &fault.column),
        ("field", &fault.field),
        ("found", &fault.found),
        ("found_vi", &fault.found_vi),
        ("expected", &fault.expected),
        ("expected_vi", &fault.expected_vi),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    let numbers = [("row", Some(fault.row).filter(|row| *row > 0)), ("offset", fault.offset)];
    let numbers = numbers.into_iter().filter_map(|(key, number)| Some((key.to_owned(), number?.into())));
    texts.map(|(key, text)| (key.to_owned(), Value::from(text.as_str()))).chain(numbers).collect()
}

/// A member of a set that cannot be reached.
pub(crate) fn unreachable(unreachable: &Unreachable) -> Value {
    json!({ "agency": unreachable.agency, "reason": unreachable.reason })
}

/// A delivery that a message would have.
pub(crate) fn planned(planned: &PlannedDelivery) -> Value {
    let seconds =
        |d: &Option<prost_types::Duration>| d.as_ref().and_then(duration_from_wire).map(|d| d.as_secs());
    json!({
        "receiver": planned.receiver,
        "forwarded_from": planned.forwarded_from,
        "route": planned.route,
        "retry_for_seconds": seconds(&planned.retry_for),
        "ttl_seconds": seconds(&planned.ttl),
    })
}

/// A message that has come, without its payload.
pub(crate) fn incoming(incoming: &Incoming) -> Value {
    json!({
        "delivery_id": incoming.delivery_id,
        "attempt": incoming.attempt,
        "lease_until": json_wire(&incoming.lease_until),
        "sender": incoming.sender,
        "message_id": incoming.message_id,
        "type": incoming.r#type,
        "format": incoming.format,
        "created_at": json_wire(&incoming.created_at),
        "accepted_at": json_wire(&incoming.accepted_at),
        "case_key": incoming.case_key,
        "correlation_id": incoming.correlation_id,
        "forwarded_from": incoming.forwarded_from,
        "payload_size": incoming.payload_size,
        "payload_sha256": hex(&incoming.payload_sha256),
        "receipt_jws": incoming.receipt_jws,
        "redelivery": incoming.redelivery,
    })
}

/// An audit record: what it says, and where it is.
pub(crate) fn record(record: &Record) -> Value {
    let said = serde_json::from_slice(&record.json).unwrap_or(Value::Null);
    json!({ "index": record.index, "record": said })
}

/// Where a delivery stands.
pub(crate) fn outcome(outcome: &DeliveryOutcome) -> Value {
    json!({
        "receiver": outcome.receiver,
        "state": outcome.state,
        "attempts": outcome.attempts,
        "reason": outcome.reason,
    })
}

/// A delivery that has ended badly.
pub(crate) fn dead_letter(letter: &DeadLetter) -> Value {
    json!({
        "sender": letter.sender,
        "message_id": letter.message_id,
        "type": letter.r#type,
        "delivery": letter.delivery.as_ref().map(delivery),
        "replays": letter.replays,
        "accepted_at": json_wire(&letter.accepted_at),
    })
}

/// How a system is.
pub(crate) fn system(system: &SystemState) -> Value {
    json!({
        "system": system.system,
        "title": system.title,
        "connector": system.connector,
        "backlog": system.backlog,
        "oldest": json_wire(&system.oldest),
        "last_seen": json_wire(&system.last_seen),
    })
}

/// How the gateway is.
pub(crate) fn gateway(status: &GetStatusResponse) -> Value {
    let alarm = |alarm: &lienthong_wire::admin::Alarm| json!({ "reason": alarm.reason, "message": alarm.message, "message_vi": alarm.message_vi, "since": json_wire(&alarm.since) });
    json!({
        "node": status.node,
        "version": status.version,
        "revision": status.revision,
        "loaded_at": json_wire(&status.loaded_at),
        "started_at": json_wire(&status.started_at),
        "log_size": status.log_size,
        "checkpoint_size": status.checkpoint_size,
        "open_deliveries": status.open_deliveries,
        "dead_deliveries": status.dead_deliveries,
        "free_bytes": status.free_bytes,
        "alarms": status.alarms.iter().map(alarm).collect::<Vec<_>>(),
    })
}

/// A service that may be called.
pub(crate) fn service(offer: &ServiceOffer) -> Value {
    json!({
        "service": offer.service,
        "grpc_service": offer.grpc_service,
        "methods": offer.methods,
        "route": offer.route,
        "legal_basis": offer.legal_basis,
    })
}

/// One version of an agency.
pub(crate) fn agency(agency: &Agency) -> Value {
    json!({
        "code": agency.code,
        "old_code": agency.old_code,
        "name": agency.name,
        "level": agency.level,
        "parent": agency.parent,
        "valid_from": agency.valid_from,
        "valid_to": agency.valid_to,
        "unit_code": agency.unit_code,
        "successors": agency.successors,
        "aliases": agency.aliases,
    })
}

/// The stable name of a state, as the audit API writes it.
pub(crate) fn state(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Unspecified => "",
        DeliveryState::Waiting => "waiting",
        DeliveryState::Leased => "leased",
        DeliveryState::Accepted => "accepted",
        DeliveryState::Refused => "refused",
        DeliveryState::Dead => "dead",
        DeliveryState::Expired => "expired",
    }
}

/// The state for people, from its stable name.
pub(crate) fn state_word(name: &str, lang: Lang) -> String {
    match name {
        "waiting" => lang.pick("waiting", "đang chờ").to_owned(),
        "leased" => lang.pick("under way", "đang chuyển").to_owned(),
        "accepted" => lang.pick("accepted", "đã nhận").to_owned(),
        "refused" => lang.pick("refused", "bị từ chối").to_owned(),
        "dead" => lang.pick("dead", "thất bại").to_owned(),
        "expired" => lang.pick("expired", "hết hạn").to_owned(),
        other => other.to_owned(),
    }
}

/// What is odd about the content of a message.
pub(crate) fn warning(warning: &Warning) -> Value {
    json!({
        "reason": warning.reason,
        "field": warning.field,
        "message": warning.message,
        "message_vi": warning.message_vi,
    })
}

/// Rows that were kept apart.
pub(crate) fn quarantine(quarantine: &Quarantine) -> Value {
    let row = |row: &QuarantinedRow| {
        json!({
            "sheet": row.sheet,
            "row": row.row,
            "column": row.column,
            "field": row.field,
            "offset": row.offset,
            "reason": row.reason,
            "found": row.found,
            "found_vi": row.found_vi,
            "expected": row.expected,
            "expected_vi": row.expected_vi,
            "message": row.message,
            "message_vi": row.message_vi,
        })
    };
    json!({
        "read": quarantine.read,
        "accepted": quarantine.accepted,
        "quarantined": quarantine.quarantined,
        "rows": quarantine.rows.iter().map(row).collect::<Vec<_>>(),
    })
}
