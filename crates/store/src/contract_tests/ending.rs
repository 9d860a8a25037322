//! Notices, expiry, replay, lists.

use std::collections::BTreeSet;
use std::sync::Arc;

use lienthong_model::record::Event;

use super::{
    RECEIVER, SENDER, Shared, at, envelope, events, ids, in_case, key, lease, message, message_from, notice,
    record_of, replay_of, settlement, system, to, wish,
};
use crate::{DeliveryFilter, DeliveryState, Error, Expiry, ExpiryOf, Outcome, Settled};

/// Records each expiry and tells the sender.
pub fn expiry(seconds: i64) -> ExpiryOf {
    Arc::new(move |overdue| {
        let envelope = &overdue.entry.message.envelope;
        let receivers = std::slice::from_ref(&overdue.entry.delivery.receiver);
        Expiry {
            record: record_of(Event::DeliveryExpired, seconds, envelope, receivers),
            notice: Some(Box::new(notice(&format!("expired-{}", envelope.id), seconds))),
        }
    })
}

pub async fn a_notice_is_kept_with_the_end_it_tells_of(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let leased = lease(&store, 1, 2).await;
    let mut refused = settlement(&leased[0], Outcome::Refused, 3);
    refused.record.detail.insert("row".to_owned(), "7".to_owned());
    let mut told = notice("about-a", 3);
    told.payload = vec![b'n'; 300 << 10].into();
    told.digest = lienthong_model::Digest::of(&told.payload);
    refused.notice = Some(Box::new(told.clone()));
    assert_eq!(store.settle(refused.clone()).await.unwrap(), Settled::Now);
    assert_eq!(store.settle(refused).await.unwrap(), Settled::Already);

    // What the record knows of the mistake is told with the delivery.
    let ended = &store.message(&key(SENDER, "a")).await.unwrap().unwrap().deliveries[0];
    assert_eq!(ended.failure.get("row").map(String::as_str), Some("7"));
    let to_sender = store.lease(wish(SENDER, "owner", 10, 4)).await.unwrap();
    assert_eq!(ids(&to_sender), ["about-a"]);
    assert!(to_sender[0].message.is_notice);
    assert_eq!(store.payload(to_sender[0].message.seq).await.unwrap().sent, told.payload);
    let expected = [
        Event::MessageAccepted,
        Event::DeliveryStarted,
        Event::DeliveryRefused,
        Event::MessageAccepted,
        Event::DeliveryStarted,
    ];
    assert_eq!(events(&store).await, expected);
}

pub async fn an_expired_delivery_is_never_leased_and_ends_once(store: Shared) {
    for id in ["a", "b"] {
        store.keep(in_case(id, "case", 1)).await.unwrap();
    }
    let mut lasting = in_case("c", "case", 1);
    lasting.deliveries[0].expires_at = at(9000);
    store.keep(lasting).await.unwrap();
    assert!(store.expire(at(1999), 10, expiry(1999)).await.unwrap().is_empty());
    assert!(lease(&store, 10, 2000).await.is_empty());

    let mut expired = Vec::new();
    for left in [1, 1, 0] {
        let some = store.expire(at(2000), 1, expiry(2000)).await.unwrap();
        assert_eq!(some.len(), left);
        expired.extend(some.into_iter().map(|overdue| overdue.entry.message.envelope.id.to_string()));
    }
    expired.sort();
    assert_eq!(expired, ["a", "b"]);
    let ended = &store.message(&key(SENDER, "b")).await.unwrap().unwrap().deliveries[0];
    assert_eq!((ended.state, ended.changed_at), (DeliveryState::Expired, at(2000)));
    assert_eq!(ids(&lease(&store, 10, 2001).await), ["c"], "its case goes on");
    let notices = store.backlog(&system(SENDER)).await.unwrap();
    assert_eq!(notices.0, 2);
    assert_eq!(events(&store).await.iter().filter(|event| **event == Event::DeliveryExpired).count(), 2);
}

pub async fn a_lease_under_way_does_not_expire(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let leased = lease(&store, 1, 1995).await;
    assert!(store.expire(at(2004), 10, expiry(2004)).await.unwrap().is_empty());
    assert_eq!(store.expire(at(2005), 10, expiry(2005)).await.unwrap().len(), 1);
    let late = store.settle(settlement(&leased[0], Outcome::Accepted, 2006)).await;
    assert!(matches!(late, Err(Error::Ended { state: "expired" })), "{late:?}");
}

pub async fn a_replay_is_linked_to_its_original_and_capped(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let first = lease(&store, 1, 2).await;
    store.settle(settlement(&first[0], Outcome::Dead, 3)).await.unwrap();
    let mut last = first[0].clone();
    for count in 1..=2 {
        let replayed = store.replay(replay_of(&last, 2, 10)).await.unwrap();
        assert_eq!((replayed.original, replayed.count), (first[0].id, count));
        let leased = lease(&store, 10, 11).await;
        assert_eq!(leased[0].id, replayed.id);
        assert_eq!((leased[0].attempt, leased[0].replay_of), (1, Some(first[0].id)));
        assert_eq!((leased[0].retry_until, leased[0].expires_at), (at(1010), at(2010)));
        store.settle(settlement(&leased[0], Outcome::Refused, 12)).await.unwrap();
        last = leased[0].clone();
    }
    for named in [&first[0], &last] {
        let capped = store.replay(replay_of(named, 2, 20)).await;
        assert!(matches!(capped, Err(Error::ReplayCap { count: 2, cap: 2 })), "{capped:?}");
    }
    let view = store.message(&key(SENDER, "a")).await.unwrap().unwrap();
    let links: Vec<_> = view.deliveries.iter().map(|one| (one.replay_of, one.replays)).collect();
    assert_eq!(links, [(None, 2), (Some(first[0].id), 0), (Some(first[0].id), 0)]);
    let replays = events(&store).await.into_iter().filter(|event| *event == Event::DeliveryReplayed);
    assert_eq!(replays.count(), 2);
}

pub async fn what_is_open_or_accepted_is_not_replayed(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let first = lease(&store, 1, 2).await;
    assert!(matches!(store.replay(replay_of(&first[0], 9, 3)).await, Err(Error::StillOpen)));
    store.settle(settlement(&first[0], Outcome::Dead, 3)).await.unwrap();
    store.replay(replay_of(&first[0], 9, 4)).await.unwrap();
    assert!(matches!(store.replay(replay_of(&first[0], 9, 4)).await, Err(Error::StillOpen)));
    let second = lease(&store, 1, 5).await;
    store.settle(settlement(&second[0], Outcome::Accepted, 6)).await.unwrap();
    for named in [&first[0], &second[0]] {
        let refused = store.replay(replay_of(named, 9, 7)).await;
        assert!(matches!(refused, Err(Error::Ended { state: "accepted" })), "{refused:?}");
    }
    let mut unknown = replay_of(&first[0], 9, 7);
    unknown.delivery = crate::DeliveryId(first[0].id.0 + 1000);
    assert!(matches!(store.replay(unknown).await, Err(Error::NoDelivery)));

    store.keep(message("b", 8)).await.unwrap();
    let third = lease(&store, 1, 9).await;
    store.settle(settlement(&third[0], Outcome::Dead, 9)).await.unwrap();
    let erased = super::record(Event::PayloadErased, 10);
    store.erase_day(super::DAY.parse().unwrap(), at(10), erased).await.unwrap();
    assert!(matches!(store.replay(replay_of(&third[0], 9, 11)).await, Err(Error::Erased)));
}

pub async fn deliveries_are_listed_by_what_is_asked(store: Shared) {
    for (n, sender) in ["H60.31/qlvb", "H60.32/qlvb", "H60.31/qlvb"].into_iter().enumerate() {
        let receivers = vec![to(RECEIVER), to("H60.06/qlvb")];
        store.keep(message_from(envelope(sender, &format!("m{n}")), 1, b"x", receivers)).await.unwrap();
    }
    let leased = lease(&store, 2, 2).await;
    store.settle(settlement(&leased[0], Outcome::Accepted, 3)).await.unwrap();
    store.settle(settlement(&leased[1], Outcome::Dead, 3)).await.unwrap();

    let check = async |filter: DeliveryFilter, expected: &[i64]| {
        let all = store.deliveries(DeliveryFilter { limit: 100, ..filter.clone() }).await.unwrap();
        let all: Vec<_> = all.iter().map(|entry| entry.delivery.id).collect();
        let first = leased[0].id.0;
        assert_eq!(all.iter().map(|id| id.0 - first).collect::<Vec<_>>(), expected, "{filter:?}");
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let page = DeliveryFilter { limit: 1, after, ..filter.clone() };
            let Some(one) = store.deliveries(page).await.unwrap().pop() else { break };
            after = Some(one.delivery.id);
            paged.push(one.delivery.id);
        }
        assert_eq!(paged, all, "one by one: {filter:?}");
    };
    use DeliveryState::{Accepted, Dead, Expired, Leased, Refused, Waiting};
    let within = |codes: &[&str]| {
        let codes: BTreeSet<_> = codes.iter().map(|code| code.parse().unwrap()).collect();
        Some(Arc::new(codes))
    };
    let any = DeliveryFilter::default;
    check(any(), &[0, 1, 2, 3, 4, 5]).await;
    check(DeliveryFilter { states: vec![Dead], ..any() }, &[2]).await;
    check(DeliveryFilter { states: vec![Refused, Dead, Expired], ..any() }, &[2]).await;
    check(DeliveryFilter { states: vec![Accepted, Dead], ..any() }, &[0, 2]).await;
    check(DeliveryFilter { states: vec![Waiting, Leased], ..any() }, &[1, 3, 4, 5]).await;
    check(DeliveryFilter { receiver: Some(system(RECEIVER)), ..any() }, &[0, 2, 4]).await;
    check(DeliveryFilter { receiver: Some(system("H60.99/x")), ..any() }, &[]).await;
    check(DeliveryFilter { sender: Some(system("H60.32/qlvb")), ..any() }, &[2, 3]).await;
    check(DeliveryFilter { within: within(&["H60.06"]), ..any() }, &[1, 3, 5]).await;
    check(DeliveryFilter { within: within(&["H60.31", "H60.06"]), ..any() }, &[0, 1, 3, 4, 5]).await;
    check(DeliveryFilter { within: within(&[]), ..any() }, &[]).await;
}
