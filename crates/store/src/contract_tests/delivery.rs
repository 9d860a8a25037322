//! Leases, attempts, order.

use lienthong_model::record::Event;

use super::{
    RECEIVER, SENDER, Shared, at, envelope, events, ids, in_case, key, lease, message, message_from, record,
    settlement, system, to, wish,
};
use crate::{DeliveryState, Due, Error, Outcome, Settled};

pub async fn a_lease_is_given_once_and_recorded(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let leased = lease(&store, 10, 2).await;
    assert_eq!(ids(&leased), ["a"]);
    let (one, kept) = (&leased[0], message("a", 1));
    assert_eq!((one.attempt, one.until, one.replay_of), (1, at(12), None));
    assert_eq!((one.retry_until, one.expires_at), (at(1000), at(2000)));
    assert_eq!(one.message.envelope, kept.envelope);
    assert_eq!(store.payload(one.message.seq).await.unwrap().sent, kept.payload);
    assert!(lease(&store, 10, 3).await.is_empty());
    assert_eq!(events(&store).await, [Event::MessageAccepted, Event::DeliveryStarted]);
    let view = store.delivery(one.id).await.unwrap().unwrap().delivery;
    assert_eq!((view.state, view.attempts, view.next_at), (DeliveryState::Leased, 1, None));
}

pub async fn a_lease_that_has_run_out_is_given_again_as_the_next_attempt(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    lease(&store, 1, 2).await;
    assert!(lease(&store, 1, 11).await.is_empty());
    let again = lease(&store, 1, 12).await;
    assert_eq!(again[0].attempt, 2);
}

pub async fn the_oldest_is_leased_first(store: Shared) {
    for (id, seconds) in [("b", 2), ("a", 1), ("c", 3), ("later", 9)] {
        store.keep(message(id, seconds)).await.unwrap();
    }
    assert_eq!(ids(&lease(&store, 2, 5).await), ["a", "b"]);
    assert_eq!(ids(&lease(&store, 2, 5).await), ["c"]);
    assert!(lease(&store, 0, 9).await.is_empty());
}

pub async fn an_acknowledgement_of_an_older_attempt_is_refused(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let first = lease(&store, 1, 2).await;
    let second = lease(&store, 1, 20).await;
    let stale = store.settle(settlement(&first[0], Outcome::Accepted, 21)).await;
    assert!(matches!(stale, Err(Error::StaleAttempt { named: 1, current: 2 })), "{stale:?}");
    let mut ahead = settlement(&second[0], Outcome::Accepted, 21);
    ahead.attempt = 3;
    assert!(matches!(store.settle(ahead).await, Err(Error::StaleAttempt { named: 3, current: 2 })));
    assert_eq!(events(&store).await.len(), 3, "a refused settlement writes nothing");
    assert_eq!(store.settle(settlement(&second[0], Outcome::Accepted, 22)).await.unwrap(), Settled::Now);
    let stale = store.settle(settlement(&first[0], Outcome::Accepted, 23)).await;
    assert!(matches!(stale, Err(Error::StaleAttempt { named: 1, current: 2 })));
}

pub async fn acknowledging_twice_writes_nothing(store: Shared) {
    let outcomes =
        [Outcome::Accepted, Outcome::Refused, Outcome::Dead, Outcome::Retry { at: at(100) }].into_iter();
    for (n, outcome) in outcomes.enumerate() {
        store.keep(message(&format!("a{n}"), 1)).await.unwrap();
        let leased = lease(&store, 1, 2).await;
        assert_eq!(store.settle(settlement(&leased[0], outcome.clone(), 3)).await.unwrap(), Settled::Now);
        let size = store.log_size().await.unwrap();
        let again = store.settle(settlement(&leased[0], outcome.clone(), 4)).await.unwrap();
        assert_eq!(again, Settled::Already, "{outcome:?}");
        assert_eq!(store.log_size().await.unwrap(), size, "{outcome:?}");
    }
}

pub async fn another_outcome_after_the_end_is_refused(store: Shared) {
    let all = [Outcome::Accepted, Outcome::Refused, Outcome::Dead, Outcome::Retry { at: at(500) }];
    for (n, first) in all.iter().enumerate() {
        store.keep(message(&format!("a{n}"), 1)).await.unwrap();
        let leased = lease(&store, 1, 2).await;
        store.settle(settlement(&leased[0], first.clone(), 3)).await.unwrap();
        let before = store.delivery(leased[0].id).await.unwrap();
        for second in all.iter().filter(|second| *second != first) {
            let refused = store.settle(settlement(&leased[0], second.clone(), 4)).await;
            assert!(matches!(refused, Err(Error::Ended { .. })), "{first:?} then {second:?}: {refused:?}");
        }
        assert_eq!(store.delivery(leased[0].id).await.unwrap(), before);
    }
}

pub async fn another_receivers_delivery_cannot_be_settled(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let leased = lease(&store, 1, 2).await;
    let mut foreign = settlement(&leased[0], Outcome::Accepted, 3);
    foreign.receiver = system("H60.06/qlvb");
    assert!(matches!(store.settle(foreign).await, Err(Error::NoDelivery)));
    let mut unknown = settlement(&leased[0], Outcome::Accepted, 3);
    unknown.delivery = crate::DeliveryId(leased[0].id.0 + 1000);
    assert!(matches!(store.settle(unknown).await, Err(Error::NoDelivery)));
    let view = store.delivery(leased[0].id).await.unwrap().unwrap().delivery;
    assert_eq!(view.state, DeliveryState::Leased);
}

pub async fn a_retry_waits_until_its_time(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let leased = lease(&store, 1, 2).await;
    store.settle(settlement(&leased[0], Outcome::Retry { at: at(50) }, 3)).await.unwrap();
    let view = store.delivery(leased[0].id).await.unwrap().unwrap().delivery;
    assert_eq!((view.state, view.next_at), (DeliveryState::Waiting, Some(at(50))));
    assert_eq!((view.reason.as_deref(), view.changed_at), (Some("REASON"), at(3)));
    assert!(lease(&store, 1, 49).await.is_empty());
    assert_eq!(lease(&store, 1, 50).await[0].attempt, 2);
}

pub async fn a_released_lease_is_due_at_once(store: Shared) {
    for id in ["a", "b", "c"] {
        store.keep(message(id, 1)).await.unwrap();
    }
    let mine = store.lease(wish(RECEIVER, "mine", 2, 2)).await.unwrap();
    store.lease(wish(RECEIVER, "other", 1, 2)).await.unwrap();
    store.settle(settlement(&mine[0], Outcome::Accepted, 3)).await.unwrap();
    assert_eq!(store.release("mine", at(4)).await.unwrap(), 1);
    assert_eq!(store.release("mine", at(4)).await.unwrap(), 0);
    let again = lease(&store, 10, 4).await;
    assert_eq!(ids(&again), ["b"]);
    assert_eq!(again[0].attempt, 2);
}

pub async fn an_acknowledgement_after_a_release_still_counts(store: Shared) {
    store.keep(message("a", 1)).await.unwrap();
    let leased = lease(&store, 1, 2).await;
    store.release("owner", at(3)).await.unwrap();
    assert_eq!(store.settle(settlement(&leased[0], Outcome::Accepted, 4)).await.unwrap(), Settled::Now);
    assert!(lease(&store, 1, 5).await.is_empty());
}

pub async fn a_case_keeps_its_order(store: Shared) {
    for (id, case) in [("a1", "a"), ("a2", "a"), ("b1", "b"), ("a3", "a")] {
        store.keep(in_case(id, case, 1)).await.unwrap();
    }
    store.keep(message("free", 2)).await.unwrap();
    let mut of_other = in_case("a1", "a", 2);
    of_other.envelope.sender = system("H60.32/qlvb");
    store.keep(of_other).await.unwrap();

    let leased = lease(&store, 10, 3).await;
    assert_eq!(ids(&leased), ["a1", "b1", "free", "a1"]);
    let waiting = store.message(&key(SENDER, "a2")).await.unwrap().unwrap();
    assert_eq!(waiting.deliveries[0].next_at, None, "it waits for another, not for a time");
    store.settle(settlement(&leased[0], Outcome::Retry { at: at(10) }, 4)).await.unwrap();
    assert!(lease(&store, 10, 5).await.is_empty(), "the first of the case is still open");
    let retried = lease(&store, 10, 10).await;
    assert_eq!(ids(&retried), ["a1"]);
    store.settle(settlement(&retried[0], Outcome::Accepted, 11)).await.unwrap();
    let next = lease(&store, 10, 11).await;
    assert_eq!(ids(&next), ["a2"], "one after the other");
}

pub async fn what_has_ended_does_not_hold_up_its_case(store: Shared) {
    for (n, outcome) in [Outcome::Refused, Outcome::Dead].into_iter().enumerate() {
        let case = format!("case-{n}");
        for id in ["first", "second"] {
            store.keep(in_case(&format!("{id}-{n}"), &case, 1)).await.unwrap();
        }
        let leased = lease(&store, 1, 2).await;
        store.settle(settlement(&leased[0], outcome, 3)).await.unwrap();
        assert_eq!(ids(&lease(&store, 10, 3).await), [format!("second-{n}")]);
    }
    let day = super::DAY.parse().unwrap();
    store.keep(in_case("erased", "case", 1)).await.unwrap();
    let mut later = in_case("later", "case", 24 * 3600);
    later.deliveries[0].expires_at = at(48 * 3600);
    store.keep(later).await.unwrap();
    store.erase_day(day, at(24 * 3600 + 1), record(Event::PayloadErased, 5)).await.unwrap();
    assert_eq!(ids(&lease(&store, 10, 24 * 3600 + 1).await), ["later"]);
}

pub async fn due_and_backlog_tell_who_waits(store: Shared) {
    assert!(store.due().await.unwrap().is_empty());
    assert_eq!(store.backlog(&system(RECEIVER)).await.unwrap(), (0, None));
    for (id, seconds) in [("a", 1), ("b", 2)] {
        store.keep(message(id, seconds)).await.unwrap();
    }
    let other = message_from(envelope(SENDER, "c"), 3, b"c", vec![to("H60.06/qlvb")]);
    store.keep(other).await.unwrap();
    let due = async || {
        let mut due = store.due().await.unwrap();
        due.sort_by(|one, other| one.receiver.cmp(&other.receiver));
        due
    };
    let is_due = |receiver: &str, seconds: i64| Due { receiver: system(receiver), at: at(seconds) };
    assert_eq!(due().await, [is_due(RECEIVER, 1), is_due("H60.06/qlvb", 3)]);
    assert_eq!(store.backlog(&system(RECEIVER)).await.unwrap(), (2, Some(at(1))));

    let leased = lease(&store, 10, 4).await;
    assert_eq!(due().await, [is_due("H60.05/qlvb", 14), is_due("H60.06/qlvb", 3)]);
    store.settle(settlement(&leased[0], Outcome::Accepted, 5)).await.unwrap();
    assert_eq!(store.backlog(&system(RECEIVER)).await.unwrap(), (1, Some(at(2))));
    store.settle(settlement(&leased[1], Outcome::Dead, 5)).await.unwrap();
    assert_eq!(due().await, [is_due("H60.06/qlvb", 3)]);
    assert_eq!(store.backlog(&system(RECEIVER)).await.unwrap(), (0, None));
    let stats = store.stats().await.unwrap();
    assert_eq!((stats.open_deliveries, stats.dead_deliveries, stats.log_size), (1, 1, 7));
}

pub async fn one_receiver_does_not_see_the_deliveries_of_another(store: Shared) {
    let both = message_from(envelope(SENDER, "a"), 1, b"a", vec![to(RECEIVER), to("H60.06/qlvb")]);
    store.keep(both).await.unwrap();
    let one = lease(&store, 10, 2).await;
    let other = store.lease(wish("H60.06/qlvb", "owner", 10, 2)).await.unwrap();
    assert_eq!((one.len(), other.len()), (1, 1));
    store.settle(settlement(&one[0], Outcome::Refused, 3)).await.unwrap();
    let view = store.message(&key(SENDER, "a")).await.unwrap().unwrap();
    let states: Vec<_> = view.deliveries.iter().map(|delivery| delivery.state).collect();
    assert_eq!(states, [DeliveryState::Refused, DeliveryState::Leased]);
}
