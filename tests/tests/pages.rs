//! Lists come in pages that neither repeat nor skip, and whose tokens are good for the same question only.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use lienthong_tests::client::{Client, reason};
use lienthong_tests::{Gateway, Province};
use lienthong_wire::audit::SearchRequest;
use lienthong_wire::message::{DeliveryState, ListDeliveriesRequest, ListDeliveriesResponse};

async fn list(
    client: &Client,
    states: &[DeliveryState],
    page_size: i32,
    token: &str,
) -> Result<ListDeliveriesResponse, tonic::Status> {
    let states = states.iter().map(|state| i32::from(*state)).collect();
    let request = ListDeliveriesRequest { states, page_size, page_token: token.to_owned() };
    Ok(client.messages().list_deliveries(request).await?.into_inner())
}

#[tokio::test]
async fn pages_neither_repeat_nor_skip_while_the_list_grows() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    for number in 0..25 {
        commune.send(&format!("m-{number}"), &["H60.05"], "x").await.unwrap();
    }
    let (mut seen, mut token, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let page = list(&commune, &[], 10, &token).await.unwrap();
        assert!(page.deliveries.len() <= 10);
        seen.extend(page.deliveries.into_iter().map(|delivery| delivery.message_id));
        pages += 1;
        if pages == 1 {
            commune.send("late", &["H60.05"], "x").await.unwrap();
        }
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    let expected: Vec<String> =
        (0..25).map(|number| format!("m-{number}")).chain(["late".to_owned()]).collect();
    assert_eq!((seen, pages), (expected, 3));

    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let search =
        SearchRequest { events: vec!["message.accepted".into()], page_size: 7, ..SearchRequest::default() };
    let found = auditor.search(search).await;
    let ids: BTreeSet<&str> = found.iter().map(|record| record["message_id"].as_str().unwrap()).collect();
    assert_eq!((found.len(), ids.len()), (26, 26));
}

#[tokio::test]
async fn a_page_token_of_another_question_is_refused() {
    let province = Province::new();
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/app").await;
    for number in 0..3 {
        commune.send(&format!("m-{number}"), &["H60.05"], "x").await.unwrap();
    }
    let token = list(&commune, &[], 2, "").await.unwrap().next_page_token;
    assert_eq!(list(&commune, &[], 2, &token).await.unwrap().deliveries.len(), 1);
    let stranger = gateway.system("H60.32/app").await;
    let mut flipped = token.clone().into_bytes();
    flipped[3] = if flipped[3] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    let cases = [
        ("of another system", list(&stranger, &[], 2, &token).await),
        ("of another filter", list(&commune, &[DeliveryState::Dead], 2, &token).await),
        ("changed", list(&commune, &[], 2, &flipped).await),
        ("made up", list(&commune, &[], 2, "1").await),
        ("far too long", list(&commune, &[], 2, &"A".repeat(100_000)).await),
    ];
    for (what, result) in cases {
        assert_eq!(reason(result), "INVALID_PAGE_TOKEN", "{what}");
    }
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let search = SearchRequest { page_token: token, ..SearchRequest::default() };
    assert_eq!(reason(auditor.audit().search(search).await), "INVALID_PAGE_TOKEN", "of another method");
    for size in [-1, 1001, i32::MIN] {
        assert_eq!(reason(list(&commune, &[], size, "").await), "INVALID_FIELD", "{size}");
    }
}
