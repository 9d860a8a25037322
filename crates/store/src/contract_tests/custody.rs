//! Taking custody, and payloads.

use lienthong_model::Digest;
use lienthong_model::record::Event;

use super::{
    RECEIVER, SENDER, Shared, at, envelope, events, in_case, key, lease, message, message_from, notice,
    record, settlement, to,
};
use crate::{DeliveryState, Error, Kept, MessageSeq, Outcome, Search};

pub async fn the_same_message_twice_is_one(store: Shared) {
    let Kept::New { index, .. } = store.keep(message("a", 1)).await.unwrap() else { panic!("it is new") };
    for seconds in [1, 2] {
        let again = store.keep(message("a", seconds)).await.unwrap();
        assert_eq!(again, Kept::Again { receipt: "receipt of a at 1".to_owned(), index });
    }
    assert_eq!(events(&store).await, [Event::MessageAccepted]);
    assert_eq!(lease(&store, 10, 3).await.len(), 1);
}

pub async fn other_bytes_under_the_same_id_are_refused(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    for size in [1, 300 << 10] {
        let other = message_from(envelope(SENDER, "a"), 2, &vec![7; size], vec![to(RECEIVER)]);
        let refused = store.keep(other).await.unwrap_err();
        assert!(matches!(&refused, Error::Conflict { key, .. } if key.id.as_str() == "a"), "{refused}");
        assert!(!refused.is_temporary());
    }
    let first = store.message(&key(SENDER, "a")).await.unwrap().unwrap().message;
    assert_eq!(first.receipt, "receipt of a at 1");
    assert_eq!(store.payload(first.seq).await.unwrap().sent, "payload of a");
    assert_eq!(events(&store).await, [Event::MessageAccepted]);
}

pub async fn the_same_id_of_another_sender_is_another_message(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let other = message_from(envelope("H60.32/qlvb", "a"), 2, b"other", vec![to(RECEIVER)]);
    assert!(matches!(store.keep(other).await.unwrap(), Kept::New { .. }));
    let first = store.message(&key(SENDER, "a")).await.unwrap().unwrap();
    let second = store.message(&key("H60.32/qlvb", "a")).await.unwrap().unwrap();
    assert_ne!(first.message.seq, second.message.seq);
}

pub async fn what_was_kept_is_what_is_read(store: Shared) {
    let mut kept = in_case("a", "hồ sơ 7", 1);
    kept.envelope.correlation_id = Some("000.00.31.H60-260301-0001".to_owned());
    kept.accepted_at = "2026-03-01T07:00:00.123456789+07:00".parse().unwrap();
    kept.deliveries.push(to("H60.06/qlvb"));
    let Kept::New { seq, index } = store.keep(kept.clone()).await.unwrap() else { panic!("it is new") };

    let view = store.message(&key(SENDER, "a")).await.unwrap().unwrap();
    let message = view.message;
    assert_eq!((message.seq, message.index), (seq, index));
    assert_eq!(message.envelope, kept.envelope);
    assert_eq!((message.format, message.digest, message.size), (kept.format, kept.digest, 12));
    assert_eq!((message.accepted_at, message.receipt), (kept.accepted_at, kept.receipt));
    assert_eq!((message.notify, message.is_notice), (kept.notify, false));
    assert_eq!(message.revision, kept.record.revision);
    assert_eq!(view.deliveries.len(), 2);
    for (read, kept) in view.deliveries.iter().zip(&kept.deliveries) {
        assert_eq!(
            (&read.receiver, &read.addressed, &read.route),
            (&kept.receiver, &kept.addressed, &kept.route)
        );
        assert_eq!((read.state, read.attempts, read.replays), (DeliveryState::Waiting, 0, 0));
        assert_eq!(read.expires_at, kept.expires_at);
        let entry = store.delivery(read.id).await.unwrap().unwrap();
        assert_eq!(&entry.delivery, read);
        assert_eq!(entry.message.seq, seq);
    }
}

pub async fn a_payload_comes_back_exactly(store: Shared) {
    for size in [0, 1, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 1_000_000] {
        let payload: Vec<u8> = (0..size).map(|at| (at * 31 % 251) as u8).collect();
        let id = format!("of-{size}");
        let kept =
            store.keep(message_from(envelope(SENDER, &id), 1, &payload, vec![to(RECEIVER)])).await.unwrap();
        let Kept::New { seq, .. } = kept else { panic!("{id} is new") };
        assert!(store.payload(seq).await.unwrap().sent == payload, "{id}");
        assert_eq!(store.message(&key(SENDER, &id)).await.unwrap().unwrap().message.size, size as u64);
    }
}

pub async fn a_canonical_form_is_kept_and_erased_with_its_payload(store: Shared) {
    for (sent, canonical) in [(10, 20), (0, 5), (300 << 10, 10), (10, 600 << 10), (200 << 10, 200 << 10)] {
        let id = format!("of-{sent}-{canonical}");
        let payload: Vec<u8> = (0..sent).map(|at| (at % 251) as u8).collect();
        let form: Vec<u8> = (0..canonical).map(|at| (at % 241) as u8).collect();
        let mut message = message_from(envelope(SENDER, &id), 1, &payload, vec![to(RECEIVER)]);
        message.canonical = Some(form.clone().into());
        let Kept::New { seq, .. } = store.keep(message).await.unwrap() else { panic!("{id} is new") };
        let read = store.payload(seq).await.unwrap();
        assert!(read.sent == payload && read.canonical.is_some_and(|read| read == form), "{id}");
        let message = store.message(&key(SENDER, &id)).await.unwrap().unwrap().message;
        assert_eq!((message.size, message.canonical_size), (sent, canonical));
    }
    let day = lienthong_model::time::local_date(at(1));
    store.erase_day(day, at(9), record(Event::PayloadErased, 9)).await.unwrap();
    let erased = store.message(&key(SENDER, "of-10-20")).await.unwrap().unwrap();
    assert!(matches!(store.payload(erased.message.seq).await, Err(Error::Erased)));
}

pub async fn what_was_kept_apart_is_told_in_the_same_transaction(store: Shared) {
    let mut first = message("a", 1);
    first.notice = Some(Box::new(notice("report-a", 1)));
    store.keep(first.clone()).await.unwrap();
    let told = store.message(&key("H60/gateway", "report-a")).await.unwrap().unwrap();
    assert!(told.message.is_notice);
    assert_eq!(store.log_size().await.unwrap(), 2);
    assert!(matches!(store.keep(first).await.unwrap(), Kept::Again { .. }));
    assert_eq!(store.log_size().await.unwrap(), 2, "the same message is not told of twice");
}

pub async fn many_at_once_are_all_kept_and_the_log_has_no_gaps(store: Shared) {
    // Every id is sent four times at once: one of them is new, the others are told of it.
    let tasks: Vec<_> = (0..200)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { store.keep(message(&format!("id-{}", n % 50), 1)).await.unwrap() })
        })
        .collect();
    let (mut new, mut again) = (Vec::new(), Vec::new());
    for task in tasks {
        match task.await.unwrap() {
            Kept::New { index, .. } => new.push(index),
            Kept::Again { index, .. } => again.push(index),
        }
    }
    new.sort_unstable();
    assert_eq!(new, (0..50).collect::<Vec<_>>());
    assert_eq!(again.len(), 150);
    assert_eq!(events(&store).await.len(), 50);
}

pub async fn what_was_never_kept_is_nothing(store: Shared) {
    assert_eq!(store.message(&key(SENDER, "a")).await.unwrap(), None);
    assert_eq!(store.delivery(crate::DeliveryId(7)).await.unwrap(), None);
    assert!(matches!(store.payload(MessageSeq(7)).await, Err(Error::NoMessage)));
    assert_eq!(store.log_size().await.unwrap(), 0);
    assert!(store.log_entries(0, 10).await.unwrap().is_empty());
    assert!(store.search(Search { limit: 10, ..Search::default() }).await.unwrap().is_empty());
    assert!(lease(&store, 10, 1).await.is_empty());
}

pub async fn erasing_a_day_ends_its_payloads_and_nothing_else(store: Shared) {
    const TOMORROW: i64 = 24 * 3600;
    let day = super::DAY.parse().unwrap();
    let large = message_from(envelope(SENDER, "large"), 2, &vec![7; 600 << 10], vec![to(RECEIVER)]);
    for kept in [message("a", 1), large] {
        store.keep(kept).await.unwrap();
    }
    let mut later = message("b", TOMORROW);
    later.deliveries[0].expires_at = at(TOMORROW + 100);
    store.keep(later).await.unwrap();
    let taken = lease(&store, 1, 3).await;
    store.settle(settlement(&taken[0], Outcome::Accepted, 4)).await.unwrap();
    let days = store.key_days().await.unwrap();
    assert_eq!(days.iter().map(|day| day.messages).collect::<Vec<_>>(), [2, 1]);

    for _ in 0..2 {
        store.erase_day(day, at(5), record(Event::PayloadErased, 5)).await.unwrap();
    }
    let get = async |id: &str| store.message(&key(SENDER, id)).await.unwrap().unwrap();
    for id in ["a", "large"] {
        let erased = get(id).await;
        assert!(matches!(store.payload(erased.message.seq).await, Err(Error::Erased)), "{id}");
    }
    assert_eq!(get("a").await.deliveries[0].state, DeliveryState::Accepted);
    let ended = &get("large").await.deliveries[0];
    assert_eq!((ended.state, ended.reason.as_deref()), (DeliveryState::Dead, Some("PAYLOAD_ERASED")));
    assert_eq!(store.payload(get("b").await.message.seq).await.unwrap().sent, "payload of b");
    assert_eq!(super::ids(&lease(&store, 10, TOMORROW).await), ["b"]);
    let erasures = events(&store).await.into_iter().filter(|event| *event == Event::PayloadErased);
    assert_eq!(erasures.count(), 1, "erasing again writes nothing");
    let days = store.key_days().await.unwrap();
    assert_eq!(days.len(), 1);
    // The message itself is still known: sending it again is no new message.
    assert!(matches!(store.keep(message("a", 6)).await.unwrap(), Kept::Again { .. }));
}

pub async fn a_day_may_be_used_again_after_it_was_erased(store: Shared) {
    let day = super::DAY.parse().unwrap();
    store.keep(message("a", 1)).await.unwrap();
    store.erase_day(day, at(2), record(Event::PayloadErased, 2)).await.unwrap();
    let Kept::New { seq, .. } = store.keep(message("b", 3)).await.unwrap() else { panic!("it is new") };
    assert_eq!(store.payload(seq).await.unwrap().sent, "payload of b");
    let erased = store.message(&key(SENDER, "a")).await.unwrap().unwrap().message;
    assert!(matches!(store.payload(erased.seq).await, Err(Error::Erased)));
    assert_eq!(erased.digest, Digest::of(b"payload of a"));
}
