//! The promises of [`Store`] as tests that every store must pass.
//!
//! Each test is an `async fn` that takes an empty store. [`store_contract_tests!`](crate::store_contract_tests) makes a
//! `#[tokio::test]` of each, given how to make an empty store. What only some stores can show (a crash, a full disk, a
//! wrong key) is tested beside them.

#![expect(missing_docs, reason = "a test's name is the promise that it keeps")]

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use lienthong_model::record::{AuditRecord, Event, PartyOfRecord};
use lienthong_model::{Digest, Envelope, Receiver, SystemId};

use crate::{
    LeaseRequest, Leased, MessageKey, NewDelivery, NewMessage, Notify, Outcome, ReplayRequest, Search,
    Settlement, Store,
};

pub mod custody;
pub mod delivery;
pub mod ending;
pub mod log;

/// A store as callers hold it.
pub type Shared = Arc<dyn Store>;

/// Midnight in Vietnam at the beginning of the day on which tests happen.
pub const DAY: &str = "2026-03-01";

/// An instant of that day, or after it.
pub fn at(seconds: i64) -> Timestamp {
    let midnight: Timestamp = "2026-03-01T00:00:00+07:00".parse().unwrap();
    midnight + SignedDuration::from_secs(seconds)
}

pub fn system(text: &str) -> SystemId {
    text.parse().unwrap()
}

/// Who sends, unless a test says otherwise.
pub const SENDER: &str = "H60.31/qlvb";
/// Who receives, unless a test says otherwise.
pub const RECEIVER: &str = "H60.05/qlvb";

pub fn record(event: Event, seconds: i64) -> AuditRecord {
    AuditRecord::new(event, at(seconds), Digest::of(b"revision"), "node-1")
}

/// A record as the gateway makes it of a message.
pub fn record_of(event: Event, seconds: i64, message: &Envelope, receivers: &[SystemId]) -> AuditRecord {
    let party = |system: &SystemId| PartyOfRecord {
        system: system.clone(),
        route: Some("văn bản".parse().unwrap()),
        forwarded_from: None,
    };
    AuditRecord {
        sender: Some(message.sender.clone()),
        receivers: receivers.iter().map(party).collect(),
        kind: Some(message.kind.clone()),
        message_id: Some(message.id.clone()),
        correlation_id: message.correlation_id.clone(),
        ..record(event, seconds)
    }
}

pub fn envelope(sender: &str, id: &str) -> Envelope {
    Envelope {
        sender: system(sender),
        id: id.parse().unwrap(),
        kind: "document".parse().unwrap(),
        receivers: vec![Receiver::Agency("H60.05".to_owned())],
        created_at: at(-60),
        case_key: None,
        correlation_id: None,
    }
}

pub fn to(receiver: &str) -> NewDelivery {
    NewDelivery {
        receiver: system(receiver),
        addressed: system(receiver).agency,
        route: "văn bản".parse().unwrap(),
        ordered: false,
        retry_until: at(1000),
        expires_at: at(2000),
    }
}

/// A message accepted `seconds` after midnight.
pub fn message_from(
    envelope: Envelope,
    seconds: i64,
    payload: &[u8],
    deliveries: Vec<NewDelivery>,
) -> NewMessage {
    let receivers: Vec<SystemId> = deliveries.iter().map(|delivery| delivery.receiver.clone()).collect();
    NewMessage {
        format: "edxml".parse().unwrap(),
        payload: payload.to_vec().into(),
        digest: Digest::of(payload),
        accepted_at: at(seconds),
        receipt: format!("receipt of {} at {seconds}", envelope.id),
        notify: Notify::All,
        is_notice: false,
        canonical: None,
        search_terms: Vec::new(),
        notice: None,
        record: record_of(Event::MessageAccepted, seconds, &envelope, &receivers),
        deliveries,
        envelope,
    }
}

/// A message from [`SENDER`] to [`RECEIVER`].
pub fn message(id: &str, seconds: i64) -> NewMessage {
    let payload = format!("payload of {id}");
    message_from(envelope(SENDER, id), seconds, payload.as_bytes(), vec![to(RECEIVER)])
}

/// A message that must keep its order within a case.
pub fn in_case(id: &str, case_key: &str, seconds: i64) -> NewMessage {
    let mut message = message(id, seconds);
    message.envelope.case_key = Some(case_key.to_owned());
    message.deliveries[0].ordered = true;
    message
}

/// A notice of the gateway to [`SENDER`].
pub fn notice(id: &str, seconds: i64) -> NewMessage {
    let mut notice = message_from(envelope("H60/gateway", id), seconds, b"a notice", vec![to(SENDER)]);
    notice.is_notice = true;
    notice.deliveries[0].expires_at = at(9000);
    notice
}

pub fn key(sender: &str, id: &str) -> MessageKey {
    MessageKey { sender: system(sender), id: id.parse().unwrap() }
}

/// A wish of `receiver` for at most `max` deliveries; leases last ten seconds.
pub fn wish(receiver: &str, owner: &str, max: usize, seconds: i64) -> LeaseRequest {
    LeaseRequest {
        receiver: system(receiver),
        owner: owner.to_owned(),
        max,
        now: at(seconds),
        until: at(seconds + 10),
        record: Arc::new(move |leased: &Leased| AuditRecord {
            attempt: Some(leased.attempt),
            ..record_of(
                Event::DeliveryStarted,
                seconds,
                &leased.message.envelope,
                std::slice::from_ref(&leased.receiver),
            )
        }),
    }
}

/// Leases for [`RECEIVER`].
pub async fn lease(store: &Shared, max: usize, seconds: i64) -> Vec<Leased> {
    store.lease(wish(RECEIVER, "owner", max, seconds)).await.unwrap()
}

/// The message ids of leases.
pub fn ids(leased: &[Leased]) -> Vec<&str> {
    leased.iter().map(|leased| leased.message.envelope.id.as_str()).collect()
}

pub fn settlement(leased: &Leased, outcome: Outcome, seconds: i64) -> Settlement {
    let event = match outcome {
        Outcome::Accepted => Event::DeliveryAccepted,
        Outcome::Refused => Event::DeliveryRefused,
        Outcome::Retry { .. } => Event::DeliveryFailed,
        Outcome::Dead => Event::DeliveryDead,
    };
    let receivers = std::slice::from_ref(&leased.receiver);
    Settlement {
        delivery: leased.id,
        receiver: leased.receiver.clone(),
        attempt: leased.attempt,
        reason: (outcome != Outcome::Accepted).then(|| "REASON".to_owned()),
        outcome,
        now: at(seconds),
        record: record_of(event, seconds, &leased.message.envelope, receivers),
        notice: None,
    }
}

pub fn replay_of(leased: &Leased, cap: u32, seconds: i64) -> ReplayRequest {
    ReplayRequest {
        delivery: leased.id,
        cap,
        now: at(seconds),
        retry_until: at(seconds + 1000),
        expires_at: at(seconds + 2000),
        record: Arc::new(move |replayed| {
            let receivers = std::slice::from_ref(&replayed.receiver);
            record_of(Event::DeliveryReplayed, seconds, &replayed.message.envelope, receivers)
                .with_detail("count", replayed.count)
        }),
    }
}

/// The events of the whole log, in order.
pub async fn events(store: &Shared) -> Vec<Event> {
    let size = store.log_size().await.unwrap();
    let entries = store.log_entries(0, usize::MAX).await.unwrap();
    assert_eq!(entries.len() as u64, size, "the log has no gaps");
    entries.iter().map(|bytes| serde_json::from_slice::<AuditRecord>(bytes).unwrap().event).collect()
}

/// The indexes that a search finds.
pub async fn found(store: &Shared, search: Search) -> Vec<u64> {
    store.search(search).await.unwrap().into_iter().map(|found| found.index).collect()
}

/// Makes a test of each promise. `$make` is an expression that gives an empty [`Shared`] and what must outlive it.
#[macro_export]
macro_rules! store_contract_tests {
    ($make:expr) => {
        $crate::store_contract_tests! { @each $make;
            custody: the_same_message_twice_is_one, other_bytes_under_the_same_id_are_refused,
                the_same_id_of_another_sender_is_another_message, what_was_kept_is_what_is_read,
                a_payload_comes_back_exactly, a_canonical_form_is_kept_and_erased_with_its_payload,
                what_was_kept_apart_is_told_in_the_same_transaction, many_at_once_are_all_kept_and_the_log_has_no_gaps,
                what_was_never_kept_is_nothing, erasing_a_day_ends_its_payloads_and_nothing_else,
                a_day_may_be_used_again_after_it_was_erased;
            delivery: a_lease_is_given_once_and_recorded, a_lease_that_has_run_out_is_given_again_as_the_next_attempt,
                the_oldest_is_leased_first, an_acknowledgement_of_an_older_attempt_is_refused,
                acknowledging_twice_writes_nothing, another_outcome_after_the_end_is_refused,
                another_receivers_delivery_cannot_be_settled, a_retry_waits_until_its_time,
                a_released_lease_is_due_at_once, an_acknowledgement_after_a_release_still_counts,
                a_case_keeps_its_order, what_has_ended_does_not_hold_up_its_case,
                due_and_backlog_tell_who_waits, one_receiver_does_not_see_the_deliveries_of_another;
            ending: a_notice_is_kept_with_the_end_it_tells_of, an_expired_delivery_is_never_leased_and_ends_once,
                a_lease_under_way_does_not_expire, a_replay_is_linked_to_its_original_and_capped,
                what_is_open_or_accepted_is_not_replayed, deliveries_are_listed_by_what_is_asked;
            log: the_log_gives_back_the_exact_bytes, a_search_finds_what_it_names_and_nothing_else,
                a_message_is_found_by_its_search_keys_until_it_is_erased,
                a_record_is_found_by_its_own_terms_until_they_are_forgotten,
                a_call_is_open_from_the_record_that_begins_it_to_the_one_that_ends_it,
                pages_go_from_the_newest_to_the_oldest_without_overlap, an_auditor_sees_only_the_agencies_given,
                a_record_is_found_by_its_time_even_when_the_clock_stepped_back;
        }
    };
    (@each $make:expr; $($area:ident: $($promise:ident),+;)+) => {
        $($(
            #[tokio::test]
            async fn $promise() {
                let (store, _outlives) = $make;
                $crate::contract_tests::$area::$promise(store).await;
            }
        )+)+
    };
}
