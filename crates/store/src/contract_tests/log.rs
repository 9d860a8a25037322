//! The log and its searches.

use std::collections::BTreeSet;
use std::sync::Arc;

use lienthong_model::AgencyCode;
use lienthong_model::record::{AuditRecord, Event};
use lienthong_model::schema::SearchTerm;

use super::{
    RECEIVER, SENDER, Shared, at, envelope, found, lease, message, message_from, record, record_of,
    settlement, system, to,
};
use crate::{CallNumber, DeliveryState, Outcome, Search, TermHashes};

pub async fn the_log_gives_back_the_exact_bytes(store: Shared) {
    let records: Vec<AuditRecord> = (0..20)
        .map(|n| record(Event::AccessRefused, n).with_detail("số", "Nguyễn \"quoted\" \u{1F4DC}"))
        .collect();
    for (n, record) in (0..).zip(&records) {
        assert_eq!(store.record(record.clone()).await.unwrap(), n);
    }
    let bytes =
        |from: usize, to: usize| records[from..to].iter().map(AuditRecord::to_bytes).collect::<Vec<_>>();
    assert_eq!(store.log_entries(0, 100).await.unwrap(), bytes(0, 20));
    assert_eq!(store.log_entries(5, 3).await.unwrap(), bytes(5, 8));
    assert!(store.log_entries(20, 3).await.unwrap().is_empty());
    assert!(store.log_entries(u64::MAX, 3).await.unwrap().is_empty());
    assert_eq!(store.log_size().await.unwrap(), 20);
}

fn any() -> Search {
    Search { limit: 100, ..Search::default() }
}

fn code(text: &str) -> Option<AgencyCode> {
    Some(text.parse().unwrap())
}

/// A small log that all searches below look at.
///
/// 0 accepted a, 1 accepted b, 2 accepted c, 3 started a, 4 a is dead, 5 refused d, 6 configuration, 7 a call.
async fn fill(store: &Shared) {
    for (seconds, id, sender, receiver, correlation) in [
        (1, "a", SENDER, RECEIVER, Some("case-1")),
        (2, "b", SENDER, "H60.06/qlvb", Some("case-2")),
        (3, "c", "H60.32/qlvb", "H60.06/khac", None),
    ] {
        let mut envelope = envelope(sender, id);
        envelope.correlation_id = correlation.map(str::to_owned);
        store.keep(message_from(envelope, seconds, b"x", vec![to(receiver)])).await.unwrap();
    }
    let leased = lease(store, 1, 4).await;
    store.settle(settlement(&leased[0], Outcome::Dead, 5)).await.unwrap();
    let mut refused = record_of(Event::MessageRefused, 6, &envelope(SENDER, "d"), &[system("H60.07/qlvb")]);
    refused.kind = Some("khai-sinh/v1".parse().unwrap());
    refused.receivers[0].route = Some("hộ tịch".parse().unwrap());
    refused.receivers[0].forwarded_from = code("H60.08");
    store.record(refused).await.unwrap();
    store.record(AuditRecord { actor_agency: code("H60"), ..record(Event::ConfigLoaded, 7) }).await.unwrap();
    let call = AuditRecord {
        correlation_id: Some("case-1".to_owned()),
        sender: Some(system("H60.32/qlvb")),
        ..record(Event::CallAnswered, 8)
    };
    store.record(call).await.unwrap();
}

pub async fn a_search_finds_what_it_names_and_nothing_else(store: Shared) {
    fill(&store).await;
    let check = async |search: Search, expected: &[u64]| {
        assert_eq!(found(&store, search.clone()).await, expected, "{search:?}");
    };
    check(any(), &[7, 6, 5, 4, 3, 2, 1, 0]).await;
    check(Search { from: Some(at(3)), ..any() }, &[7, 6, 5, 4, 3, 2]).await;
    check(Search { from: Some(at(3)), to: Some(at(5)), ..any() }, &[3, 2]).await;
    check(Search { to: Some(at(1)), ..any() }, &[]).await;
    check(Search { from: Some(at(5000)), ..any() }, &[]).await;
    check(Search { events: vec![Event::DeliveryDead, Event::ConfigLoaded], ..any() }, &[6, 4]).await;
    check(Search { events: vec![Event::PayloadErased], ..any() }, &[]).await;
    check(Search { message_id: Some("a".parse().unwrap()), ..any() }, &[4, 3, 0]).await;
    check(Search { message_id: Some("d".parse().unwrap()), ..any() }, &[5]).await;
    check(Search { message_id: Some("none".parse().unwrap()), ..any() }, &[]).await;
    check(Search { correlation_id: Some("case-1".to_owned()), ..any() }, &[7, 4, 3, 0]).await;
    let both =
        Search { message_id: Some("a".parse().unwrap()), correlation_id: Some("case-2".to_owned()), ..any() };
    check(both, &[]).await;
    check(Search { sender: Some(system(SENDER)), ..any() }, &[5, 4, 3, 1, 0]).await;
    check(Search { sender: Some(system("H60.31/khac")), ..any() }, &[]).await;
    check(Search { sender_agency: code("H60.32"), ..any() }, &[7, 2]).await;
    check(Search { sender_agency: code("H60.05"), ..any() }, &[]).await;
    check(Search { receiver: Some(system("H60.06/qlvb")), ..any() }, &[1]).await;
    check(Search { receiver_agency: code("H60.06"), ..any() }, &[2, 1]).await;
    check(Search { receiver_agency: code("H60.08"), ..any() }, &[5]).await;
    check(Search { kind: Some("khai-sinh/v1".parse().unwrap()), ..any() }, &[5]).await;
    check(Search { kind: Some("khai-tu/v1".parse().unwrap()), ..any() }, &[]).await;
    check(Search { route: Some("hộ tịch".parse().unwrap()), ..any() }, &[5]).await;
    check(Search { state: Some(DeliveryState::Dead), ..any() }, &[4, 3, 0]).await;
    check(Search { state: Some(DeliveryState::Waiting), ..any() }, &[2, 1]).await;
    let narrow =
        Search { sender: Some(system(SENDER)), receiver_agency: code("H60.05"), from: Some(at(4)), ..any() };
    check(narrow, &[4, 3]).await;
}

pub async fn a_message_is_found_by_its_search_keys_until_it_is_erased(store: Shared) {
    let term = |field: &str, value: &str| SearchTerm { field: field.to_owned(), value: value.to_owned() };
    let with = |id: &str, second: i64, terms: Vec<SearchTerm>| {
        let mut message = message(id, second);
        message.search_terms = terms;
        message
    };
    let (mother, child) = (term("me.so_dinh_danh", "000000000001"), term("so_dinh_danh", "000000000002"));
    store.keep(with("a", 1, vec![mother.clone(), child.clone(), child.clone()])).await.unwrap();
    store.keep(with("b", 2, vec![mother.clone()])).await.unwrap();
    store.keep(with("c", 3, vec![term("so_dinh_danh", "000000000001")])).await.unwrap();
    lease(&store, 1, 4).await;
    let by = |term: &SearchTerm| Search { term: Some(term.clone()), ..any() };
    assert_eq!(found(&store, by(&mother)).await, [3, 1, 0], "the lease of the first as well");
    assert_eq!(found(&store, by(&child)).await, [3, 0]);
    assert_eq!(found(&store, by(&term("so_dinh_danh", "00000000002"))).await, [] as [u64; 0]);
    let narrow = Search { message_id: Some("b".parse().unwrap()), ..by(&child) };
    assert_eq!(found(&store, narrow).await, [] as [u64; 0], "all that is given must hold");
    let narrow = Search { events: vec![Event::MessageAccepted], ..by(&mother) };
    assert_eq!(found(&store, narrow).await, [1, 0]);

    store.erase_day(super::DAY.parse().unwrap(), at(5), record(Event::PayloadErased, 5)).await.unwrap();
    assert_eq!(found(&store, by(&mother)).await, [] as [u64; 0], "hashes go with the payload");
}

pub async fn a_record_is_found_by_its_own_terms_until_they_are_forgotten(store: Shared) {
    let term = |value: &str| SearchTerm { field: "so_dinh_danh".to_owned(), value: value.to_owned() };
    let (one, other, third) = (term("000000000001"), term("000000000002"), term("000000000003"));
    let mut asked = message("m", 1);
    asked.search_terms = vec![one.clone()];
    store.keep(asked).await.unwrap();
    let (first, second) = (CallNumber([1; 16]), CallNumber([2; 16]));
    let mut terms = store.hash_terms(&[one.clone(), other.clone(), other.clone()]).await;
    let begins = |second: i64| record(Event::CallStarted, second);
    assert_eq!(store.begin_call(first, begins(2), terms.clone()).await.unwrap(), 1);
    assert_eq!(store.begin_call(second, begins(3), TermHashes::default()).await.unwrap(), 2);
    let about_one = store.hash_terms(std::slice::from_ref(&one)).await;
    let ends = || record(Event::CallAnswered, 4);
    assert_eq!(store.end_call(second, ends(), about_one).await.unwrap(), 3);
    terms.add(store.hash_terms(std::slice::from_ref(&third)).await);
    assert_eq!(store.end_call(first, ends(), terms).await.unwrap(), 4);
    let by = |term: &SearchTerm| Search { term: Some(term.clone()), ..any() };
    assert_eq!(found(&store, by(&one)).await, [4, 3, 1, 0]);
    assert_eq!(found(&store, by(&other)).await, [4, 1]);
    assert_eq!(found(&store, by(&third)).await, [4]);
    assert_eq!(found(&store, Search { from: Some(at(3)), ..by(&one) }).await, [4, 3]);

    store.forget_terms(at(4)).await.unwrap();
    assert_eq!(found(&store, by(&one)).await, [4, 3, 0], "terms of messages go with their payloads");
    assert_eq!(found(&store, any()).await, [4, 3, 2, 1, 0], "the records stay");
    store.forget_terms(at(5)).await.unwrap();
    assert_eq!(found(&store, by(&one)).await, [0]);
}

pub async fn a_call_is_open_from_the_record_that_begins_it_to_the_one_that_ends_it(store: Shared) {
    let (first, second) = (CallNumber([1; 16]), CallNumber([2; 16]));
    let begins = |second: i64| record(Event::CallStarted, second);
    for (call, second) in [(first, 1), (second, 2)] {
        store.begin_call(call, begins(second), TermHashes::default()).await.unwrap();
    }
    let open = || async { store.open_calls().await.unwrap() };
    let body = |second: i64| begins(second).to_bytes();
    assert_eq!(open().await, [(first, body(1)), (second, body(2))]);
    store.end_call(first, record(Event::CallFailed, 3), TermHashes::default()).await.unwrap();
    assert_eq!(open().await, [(second, body(2))]);
    store.end_call(first, record(Event::CallFailed, 4), TermHashes::default()).await.unwrap();
    store.end_call(second, record(Event::CallAnswered, 5), TermHashes::default()).await.unwrap();
    assert!(open().await.is_empty());
}

/// Records by two agencies in turn, all at once; the indexes of those of the first.
pub async fn many_records(store: &Shared, count: i64) -> BTreeSet<u64> {
    let tasks: Vec<_> = (0..count)
        .map(|n| {
            let is_first = n % 3 == 0;
            let sender = if is_first { "H60.31/qlvb" } else { "H60.32/qlvb" };
            let record = AuditRecord { sender: Some(system(sender)), ..record(Event::MessageRefused, n) };
            let store = store.clone();
            tokio::spawn(async move { (is_first, store.record(record).await.unwrap()) })
        })
        .collect();
    let mut of_first = BTreeSet::new();
    for task in tasks {
        if let (true, index) = task.await.unwrap() {
            of_first.insert(index);
        }
    }
    of_first
}

pub async fn pages_go_from_the_newest_to_the_oldest_without_overlap(store: Shared) {
    const COUNT: i64 = 2500;
    let of_first = many_records(&store, COUNT).await;
    let within: BTreeSet<AgencyCode> =
        ["H60.31", "H60.32", "H60.33"].map(|code| code.parse().unwrap()).into();
    for (search, expected) in [
        (any(), (0..COUNT as u64).collect()),
        (Search { from: Some(at(0)), to: Some(at(COUNT)), ..any() }, (0..COUNT as u64).collect()),
        (Search { sender_agency: code("H60.31"), ..any() }, of_first),
        (Search { within: Some(Arc::new(within)), ..any() }, (0..COUNT as u64).collect()),
    ] {
        let (mut all, mut before) = (Vec::new(), None);
        loop {
            let page = found(&store, Search { before, limit: 97, ..search.clone() }).await;
            let Some(last) = page.last() else { break };
            before = Some(*last);
            all.extend(page);
        }
        assert!(all.into_iter().eq(expected.into_iter().rev()), "{search:?}");
    }
}

pub async fn an_auditor_sees_only_the_agencies_given(store: Shared) {
    fill(&store).await;
    let check = async |codes: &[&str], search: Search, expected: &[u64]| {
        let within = codes.iter().map(|code| code.parse().unwrap()).collect();
        let search = Search { within: Some(Arc::new(within)), ..search };
        assert_eq!(found(&store, search.clone()).await, expected, "{search:?}");
    };
    check(&["H60.05"], any(), &[4, 3, 0]).await;
    check(&["H60.05", "H60.32"], any(), &[7, 4, 3, 2, 0]).await;
    check(&["H60"], any(), &[6]).await;
    check(&["H60.08"], any(), &[5]).await;
    check(&[], any(), &[]).await;
    check(&["H60.06"], Search { message_id: Some("a".parse().unwrap()), ..any() }, &[]).await;
    check(&["H60.05"], Search { correlation_id: Some("case-1".to_owned()), ..any() }, &[4, 3, 0]).await;
    check(&["H60.06"], Search { sender_agency: code("H60.31"), ..any() }, &[1]).await;
}

pub async fn a_record_is_found_by_its_time_even_when_the_clock_stepped_back(store: Shared) {
    const HOUR: i64 = 3600;
    for seconds in [0, 5 * HOUR, HOUR, 2 * HOUR, 6 * HOUR] {
        store.record(record(Event::ConfigLoaded, seconds)).await.unwrap();
    }
    let check = async |from: i64, to: i64, expected: &[u64]| {
        let search = Search { from: Some(at(from)), to: Some(at(to)), ..any() };
        assert_eq!(found(&store, search).await, expected, "{from} to {to}");
    };
    check(HOUR, 3 * HOUR, &[3, 2]).await;
    check(5 * HOUR, 6 * HOUR, &[1]).await;
    check(4 * HOUR, 7 * HOUR, &[4, 1]).await;
    check(0, 1, &[0]).await;
}
