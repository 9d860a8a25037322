//! What one message or call becomes, across the change of 1 July 2025, and what routes say about each other.
//!
//! Agency codes below level 1 are invented, and so are all successors.

mod calls;
mod lints;
mod sets;
mod stage;

use super::*;
use crate::directory::units::{CHANGE, EVE, code, level, old, successor};
use crate::directory::{AgencyVersion, Successor};
use crate::envelope::Receiver;
use crate::system::{GrpcTarget, Offer, Service, System, Systems};
use stage::*;

#[test]
fn without_a_route_nothing_travels() {
    stage(vec![]).check(to("H60.02215"), AFTER, CHANGE, "NO_ROUTE");
    let mut other_kind = down();
    other_kind.subject = Subject::Messages(vec!["khai-sinh/v1".parse().unwrap()]);
    stage(vec![other_kind]).check(to("H60.02215"), AFTER, CHANGE, "NO_ROUTE");
    stage(vec![route("x", "agency:H22", &["level:commune"])]).check(
        to("H60.02215"),
        AFTER,
        CHANGE,
        "NO_ROUTE",
    );
    stage(vec![route("x", "agency:H60+system:other", &["level:commune"])]).check(
        to("H60.02215"),
        AFTER,
        CHANGE,
        "NO_ROUTE",
    );
    let stage = stage(vec![down()]);
    stage.check(to("H60.02215"), AFTER, CHANGE, "H60.02215>H60.02215/qlvb down");
    assert_eq!(stage.plan(vec![], AFTER, CHANGE), ["NO_RECEIVER"]);
}

#[test]
fn a_route_holds_only_on_its_days() {
    let mut bounded = down();
    (bounded.valid_from, bounded.valid_to) =
        (Some("2025-07-02".parse().unwrap()), Some("2025-07-03".parse().unwrap()));
    let stage = stage(vec![bounded]);
    for (today, expected) in [
        ("2025-07-01", "NO_ROUTE"),
        ("2025-07-02", "H60.02215>H60.02215/qlvb down"),
        ("2025-07-03", "NO_ROUTE"),
    ] {
        stage.check(to("H60.02215"), AFTER, today.parse().unwrap(), expected);
    }
}

#[test]
fn the_first_route_that_matches_decides() {
    let stage = stage(vec![
        route("one", "agency:H60", &["agency:H60.02203", "agency:H60.02215"]),
        route("two", "under:H60", &["level:commune"]),
        route("three", "level:province", &["level:commune+under:H60"]),
    ]);
    stage.check(to("H60.02215"), AFTER, CHANGE, "H60.02215>H60.02215/qlvb one");
    stage.check(to("H60.00691"), AFTER, CHANGE, "H60.00691>H60.00691/qlvb three");
    // On the eve that commune was under Hà Giang.
    stage.check(to("H60.00691"), BEFORE, EVE, "NO_ROUTE");
}

#[test]
fn a_code_reused_by_another_body_does_not_get_what_was_meant_for_the_first() {
    let stage = stage(vec![down()]);
    stage.check(to("H60.02215"), BEFORE, EVE, "H60.02215>H60.02215/qlvb down");
    // Phường Ỷ La was meant; the code is now that of Phường Minh Xuân.
    stage.check(to("H60.02215"), BEFORE, CHANGE, "RECEIVER_CLOSED");
    stage.check(to("H60.02215"), AFTER, CHANGE, "H60.02215>H60.02215/qlvb down");
    // The same instants in UTC.
    stage.check(to("H60.02215"), "2025-06-30T16:59:59Z", CHANGE, "RECEIVER_CLOSED");
    stage.check(to("H60.02215"), "2025-06-30T17:00:00Z", CHANGE, "H60.02215>H60.02215/qlvb down");
}

#[test]
fn a_message_that_crosses_the_change_goes_to_the_single_successor() {
    let edit = |all: &mut Vec<AgencyVersion>| {
        old(all, "H60.02203").successors = vec![successor("H60.02215")];
        old(all, "H60.02215").successors = vec![successor("H60.02212")];
        old(all, "H60.02212").successors = vec![successor("H60.02212")];
        old(all, "H60.02200").successors = vec![successor("H60.02215"), successor("H60.02212")];
    };
    let forward = stage_with(vec![down()], edit);
    for (receiver, expected) in [
        ("H60.02203", "H60.02203>H60.02215/qlvb down"),
        ("H60.02215", "H60.02215>H60.02212/qlvb down"),
        ("H60.02212", "H60.02212>H60.02212/qlvb down"),
        ("H60.02200", "RECEIVER_CLOSED"),
        ("H60.02206", "RECEIVER_CLOSED"),
    ] {
        forward.check(to(receiver), BEFORE, CHANGE, expected);
    }
    // Named after it had closed, a code without a later version still means the closed agency.
    forward.check(to("H60.02203"), AFTER, CHANGE, "H60.02203>H60.02215/qlvb down");
    let decided = forward.decide(&envelope(vec![to("H60.02203"), to("H60.02212")], BEFORE), CHANGE).unwrap();
    assert_eq!(decided.deliveries.iter().map(Planned::is_forwarded).collect::<Vec<_>>(), [true, false]);

    let mut strict = down();
    strict.when_closed = WhenClosed::Refuse;
    let refuse = stage_with(vec![strict], edit);
    let closed = |receiver: &str, successors: Vec<Successor>| match refuse
        .decide(&envelope(vec![to(receiver)], BEFORE), CHANGE)
    {
        Err(RouteRefusal::ReceiverClosed { on, successors: found, .. }) => {
            assert_eq!((on, found), (CHANGE, successors), "{receiver}");
        }
        other => panic!("{receiver}: {other:?}"),
    };
    closed("H60.02203", vec![successor("H60.02215")]);
    closed("H60.02200", vec![successor("H60.02215"), successor("H60.02212")]);
    // It goes on, so that it is not closed at all.
    refuse.check(to("H60.02212"), BEFORE, CHANGE, "H60.02212>H60.02212/qlvb down");
}

#[test]
fn a_closed_receiver_needs_a_route_that_would_have_covered_it() {
    let edit = |all: &mut Vec<AgencyVersion>| {
        old(all, "H60.02203").successors = vec![successor("H60.02215")];
    };
    let only_district = route("x", "agency:H60", &["under:H60.070"]);
    // Its last day counts: then it was under the district, which its successor is not.
    stage_with(vec![only_district], edit).check(
        to("H60.02203"),
        BEFORE,
        CHANGE,
        "H60.02203>H60.02215/qlvb x",
    );
    stage_with(vec![route("x", "agency:H60", &["agency:H60.02215"])], edit).check(
        to("H60.02203"),
        BEFORE,
        CHANGE,
        "NO_ROUTE",
    );
    let named = route("x", "agency:H60", &["level:commune+system:hotich"]);
    // The successor's `hotich` does not take documents.
    stage_with(vec![named], edit).check(to("H60.02203"), BEFORE, CHANGE, "NO_SYSTEM");
}

#[test]
fn a_receiver_that_is_unknown_or_not_yet_open_is_refused() {
    let stage = stage(vec![down()]);
    stage.check(to("H60.99999"), AFTER, CHANGE, "UNKNOWN_RECEIVER");
    stage.check(to("vxp.saas.03"), AFTER, CHANGE, "UNKNOWN_RECEIVER");
    stage.check(to("null"), AFTER, CHANGE, "UNKNOWN_RECEIVER");
    stage.check(to("H60.02215"), "2003-12-31T00:00:00+07:00", CHANGE, "RECEIVER_NOT_YET_OPEN");
    // Made tomorrow: the receiver of that day is not in force today.
    stage.check(to("H60.02215"), AFTER, EVE, "RECEIVER_NOT_YET_OPEN");
}

#[test]
fn a_sender_whose_agency_has_closed_sends_nothing() {
    let mut from_ha_giang = envelope(vec![to("H60")], BEFORE);
    from_ha_giang.sender = "H22/qlvb".parse().unwrap();
    let stage = stage(vec![route("up", "level:province", &["agency:H60"])]);
    assert!(stage.decide(&from_ha_giang, EVE).is_ok());
    let refusal = stage.decide(&from_ha_giang, CHANGE).unwrap_err();
    assert_eq!(refusal.reason(), "SENDER_CLOSED");
    from_ha_giang.sender = "H99/qlvb".parse().unwrap();
    assert_eq!(stage.decide(&from_ha_giang, EVE).unwrap_err().reason(), "SENDER_UNKNOWN");
}

#[test]
fn the_system_is_named_or_the_only_one() {
    let mut stage = stage(vec![
        route("named", "agency:H60", &["agency:H60.00691+system:kho"]),
        route("any", "agency:H60", &["level:commune"]),
    ]);
    let mut systems: Vec<System> = stage.systems.iter().cloned().collect();
    systems.push(system("H60.02215/kho", &["document"]));
    let mut disabled = system("H60.00691/kho", &["document"]);
    disabled.enabled = false;
    systems.push(disabled);
    systems.retain(|system| system.id.to_string() != "H60.00694/qlvb");
    stage.systems = Systems::new(systems);
    let system = |id: &str| Receiver::System(id.parse().unwrap());
    for (receiver, expected) in [
        // A disabled system still gets deliveries; they wait.
        (to("H60.00691"), "H60.00691>H60.00691/kho named"),
        (system("H60.00691/qlvb"), "H60.00691>H60.00691/qlvb any"),
        (to("H60.02215"), "AMBIGUOUS_SYSTEM"),
        (system("H60.02215/kho"), "H60.02215>H60.02215/kho any"),
        (system("H60.02215/hotich"), "NO_SYSTEM"),
        (system("H60.02215/none"), "NO_SYSTEM"),
        (to("H60.00694"), "NO_SYSTEM"),
    ] {
        stage.check(receiver, AFTER, CHANGE, expected);
    }
}

#[test]
fn a_route_whose_system_is_missing_leaves_the_decision_to_the_next() {
    let stage = stage(vec![
        route("hotich", "agency:H60", &["level:commune+system:hotich"]),
        route("any", "agency:H60", &["level:commune"]),
    ]);
    stage.check(to("H60.00691"), AFTER, CHANGE, "H60.00691>H60.00691/qlvb any");
}

#[test]
fn a_list_is_all_or_nothing_and_names_each_receiver_once() {
    let stage = stage(vec![down()]);
    let plan =
        |receivers: &[&str]| stage.plan(receivers.iter().map(|text| to(text)).collect(), AFTER, CHANGE);
    assert_eq!(
        plan(&["H60.02215", "H60.00691"]),
        ["H60.02215>H60.02215/qlvb down", "H60.00691>H60.00691/qlvb down"]
    );
    assert_eq!(plan(&["H60.02215", "H60.99999"]), ["UNKNOWN_RECEIVER"]);
    assert_eq!(plan(&["H60.02215", "h60.02215"]), ["DUPLICATE_RECEIVER"]);
}

#[test]
fn a_system_sends_to_itself_only_where_the_route_says_so() {
    let mut own = route("own", "agency:H60", &["agency:H60"]);
    stage(vec![own.clone()]).check(to("H60"), AFTER, CHANGE, "SELF_ADDRESSED");
    own.allow_self = true;
    stage(vec![own]).check(to("H60"), AFTER, CHANGE, "H60>H60/qlvb own");
}

#[test]
fn a_payload_is_no_larger_than_the_route_allows() {
    let stage = stage(vec![down()]);
    let world = World { directory: &stage.directory, systems: &stage.systems };
    let table = RouteTable::new(stage.routes.clone());
    let decide = |receiver, size| table.decide(&world, &envelope(vec![receiver], AFTER), size, CHANGE);
    assert!(decide(to("H60.02215"), Some(1000)).is_ok());
    assert!(decide(to("H60.02215"), None).is_ok());
    assert_eq!(decide(to("H60.02215"), Some(1001)).unwrap_err().reason(), "TOO_LARGE");
    let set = Receiver::Set { level: None, under: code("H60") };
    assert_eq!(decide(set, Some(1001)).unwrap_err().reason(), "TOO_LARGE");
}

#[test]
fn the_sender_s_code_form_decides_ambiguous_receivers() {
    let mut stage = stage(vec![down()]);
    stage.check(to("H60.00.22.H17"), AFTER, CHANGE, "UNKNOWN_RECEIVER");
    let ambiguous = stage.decide(&envelope(vec![to("H60.00.22.H17")], AFTER), CHANGE).unwrap_err();
    assert!(matches!(ambiguous, RouteRefusal::UnknownReceiver { why: Some(_), .. }));
    let mut systems: Vec<System> = stage.systems.iter().cloned().collect();
    systems[1].format_options.code_form = Some(crate::agency_code::CodeForm::Old);
    assert_eq!(systems[1].id.to_string(), "H60/qlvb");
    stage.systems = Systems::new(systems);
    let read = stage.decide(&envelope(vec![to("H60.00.22.H17")], AFTER), CHANGE).unwrap_err();
    assert!(
        matches!(read, RouteRefusal::UnknownReceiver { why: None, receiver } if receiver == "H17.22.00.H60")
    );
}

#[test]
fn a_trace_says_of_each_route_why_it_did_not_decide() {
    let mut late = down();
    late.name = "late".parse().unwrap();
    late.valid_from = Some("2026-01-01".parse().unwrap());
    let mut kind = route("kind", "level:commune", &["level:district+under:H60"]);
    kind.subject = Subject::Messages(vec!["khai-sinh/v1".parse().unwrap()]);
    let stage = stage(vec![kind, late, down(), down()]);
    let world = World { directory: &stage.directory, systems: &stage.systems };
    let table = RouteTable::new(stage.routes.clone());
    let traced = table.decide_traced(&world, &envelope(vec![to("H60.02215")], AFTER), None, CHANGE);
    assert!(traced.result.is_ok());
    let [receiver] = &traced.receivers[..] else { panic!("{traced:?}") };
    assert_eq!(receiver.receiver, "H60.02215");
    let seen: Vec<_> = receiver.routes.iter().map(|route| route.mismatch.clone()).collect();
    let miss = |expected, found| PartyMiss::Level { expected: level(expected), found: level(found) };
    let expected = [
        vec![
            Mismatch::Subject,
            Mismatch::From { parties: vec![miss("commune", "province")] },
            Mismatch::To { parties: vec![miss("district", "commune")] },
        ],
        vec![Mismatch::NotYet { from: "2026-01-01".parse().unwrap() }],
        vec![],
    ];
    assert_eq!(seen, expected);
}
