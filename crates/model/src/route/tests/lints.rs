//! What routes say about each other.

use super::*;

fn shadowed(routes: Vec<Route>) -> Vec<(String, String)> {
    let found = RouteTable::new(routes).shadowed();
    found.into_iter().map(|found| (found.route.to_string(), found.by.to_string())).collect()
}

fn overlapping(mut routes: Vec<Route>) -> Vec<Vec<&'static str>> {
    for (index, route) in routes.iter_mut().enumerate() {
        route.delivery.max_bytes = index as u64;
    }
    RouteTable::new(routes).overlapping().into_iter().map(|found| found.differ).collect()
}

#[test]
fn a_route_that_an_earlier_one_covers_never_decides() {
    let wide = || route("wide", "under:H60", &["level:commune"]);
    let narrow = || route("narrow", "under:H60+system:qlvb", &["level:commune+under:H60"]);
    assert_eq!(shadowed(vec![wide(), narrow()]), [("narrow".to_owned(), "wide".to_owned())]);
    assert_eq!(shadowed(vec![wide(), wide()]).len(), 1);
    assert_eq!(shadowed(vec![narrow(), wide()]), []);
    let day = |text: &str| Some(text.parse().unwrap());
    let bounded = |from, to| Route { valid_from: from, valid_to: to, ..wide() };
    assert_eq!(shadowed(vec![bounded(None, day("2026-01-01")), narrow()]), []);
    let within = Route { valid_from: day("2025-02-01"), valid_to: day("2025-03-01"), ..narrow() };
    assert_eq!(shadowed(vec![bounded(day("2025-01-01"), day("2026-01-01")), within.clone()]).len(), 1);
    assert_eq!(shadowed(vec![bounded(day("2025-02-02"), None), within]), []);
    let more = Route {
        subject: Subject::Messages(vec![MessageType::document(), MessageType::document_status()]),
        ..wide()
    };
    assert_eq!(shadowed(vec![wide(), more.clone()]), []);
    assert_eq!(shadowed(vec![more, wide()]).len(), 1);
}

#[test]
fn a_call_route_for_all_methods_covers_one_for_some() {
    let call = |methods: &[&str], to: &[&str]| Route {
        subject: Subject::Calls {
            service: "H60/other/tra-cuu/v1".parse().unwrap(),
            methods: methods.iter().map(|&method| method.to_owned()).collect(),
        },
        ..route("call", "level:commune", to)
    };
    assert_eq!(shadowed(vec![call(&[], &[]), call(&["A"], &["agency:H60"])]).len(), 1);
    assert_eq!(shadowed(vec![call(&["A", "B"], &[]), call(&["A"], &[])]).len(), 1);
    assert_eq!(shadowed(vec![call(&["A"], &[]), call(&[], &[])]), []);
    assert_eq!(shadowed(vec![call(&[], &["agency:H60"]), call(&["A"], &[])]), []);
}

#[test]
fn routes_that_meet_with_another_policy_are_named() {
    let one = || route("one", "level:commune", &["agency:H60"]);
    let other = || route("other", "under:H60", &["agency:H60+system:qlvb"]);
    assert_eq!(overlapping(vec![one(), other()]), [vec!["delivery"]]);
    let table = RouteTable::new(vec![one(), Route { when_closed: WhenClosed::Refuse, ..other() }]);
    assert_eq!(table.overlapping()[0].differ, ["when_closed"]);
    assert_eq!(RouteTable::new(vec![one(), other()]).overlapping(), [], "no policy differs");
    // The exception before its rule is meant.
    assert_eq!(overlapping(vec![route("x", "level:commune+system:a", &["agency:H60"]), one()]).len(), 0);
    assert_eq!(overlapping(vec![one(), route("x", "level:district", &["agency:H60"])]).len(), 0);
    assert_eq!(overlapping(vec![one(), route("x", "under:H60", &["agency:H61"])]).len(), 0);
    // Whether H60.1 is a commune is not known here.
    assert_eq!(overlapping(vec![one(), route("x", "agency:H60.1", &["agency:H60+system:q"])]).len(), 0);
    let day: Option<Date> = Some(CHANGE);
    let (early, late) = (Route { valid_to: day, ..one() }, Route { valid_from: day, ..other() });
    assert_eq!(overlapping(vec![early, late]).len(), 0);
}
