//! What a set of receivers reaches, and whom it leaves out.

use super::*;

#[test]
fn a_set_reaches_every_member_and_names_those_it_cannot_reach() {
    let set = |name: &str, under: &str| Receiver::Set { level: Some(level(name)), under: code(under) };
    let mut stage = stage(vec![down()]);
    assert_eq!(stage.plan(vec![set("commune", "H60")], AFTER, CHANGE).len(), 124);
    assert_eq!(stage.plan(vec![to("H60.02215"), set("commune", "H60")], AFTER, CHANGE).len(), 124);
    assert_eq!(stage.plan(vec![set("commune", "H60")], BEFORE, EVE).len(), 137);
    assert_eq!(stage.plan(vec![set("commune", "H22")], BEFORE, EVE).len(), 193);
    assert_eq!(stage.plan(vec![set("district", "H60")], AFTER, CHANGE), ["EMPTY_SET"]);
    assert_eq!(stage.plan(vec![set("commune", "H22")], AFTER, CHANGE), ["EMPTY_SET"]);
    assert_eq!(stage.plan(vec![set("district", "H60")], BEFORE, EVE), ["NO_ROUTE"]);
    assert_eq!(stage.plan(vec![set("commune", "H99")], AFTER, CHANGE), ["UNKNOWN_RECEIVER"]);

    let systems = stage.systems.iter().filter(|system| system.id.to_string() != "H60.00691/qlvb");
    stage.systems = Systems::new(systems.cloned().collect());
    let decided = stage.decide(&envelope(vec![set("commune", "H60")], AFTER), CHANGE).unwrap();
    assert_eq!(decided.deliveries.len(), 123);
    let unreachable: Vec<_> =
        decided.unreachable.iter().map(|member| (member.agency.as_str(), member.why.reason())).collect();
    assert_eq!(unreachable, [("H60.00691", "NO_SYSTEM")]);
}

#[test]
fn a_set_that_crosses_the_change_means_the_members_of_its_day() {
    let stage = stage_with(vec![down()], |all| {
        old(all, "H60.02203").successors = vec![successor("H60.02215")];
        old(all, "H60.02215").successors = vec![successor("H60.02215")];
    });
    let set = Receiver::Set { level: None, under: code("H60.070") };
    let decided = stage.decide(&envelope(vec![set], BEFORE), CHANGE).unwrap();
    let members = stage.directory.under(&code("H60.070"), EVE).len();
    // Two of the members are one agency now.
    assert_eq!(decided.deliveries.len(), 1);
    assert_eq!(decided.deliveries[0].to.to_string(), "H60.02215/qlvb");
    assert_eq!(decided.unreachable.len(), members - 2);
    assert!(decided.unreachable.iter().all(|member| member.why.reason() == "RECEIVER_CLOSED"));
}

#[test]
fn the_sender_is_no_member_of_a_set() {
    let stage = stage(vec![route("across", "level:commune", &["level:commune"])]);
    let set = Receiver::Set { level: None, under: code("H60") };
    let mut message = envelope(vec![set], AFTER);
    message.sender = "H60.02215/qlvb".parse().unwrap();
    let decided = stage.decide(&message, CHANGE).unwrap();
    assert_eq!(decided.deliveries.len(), 123);
    assert!(decided.deliveries.iter().all(|planned| planned.to != message.sender));
}

#[test]
fn a_member_that_the_sender_took_over_from_is_not_called_unreachable() {
    // Invented: H60.02203 went to H60.02215, which sends; H60.02212 goes on.
    let stage = stage_with(vec![route("across", "level:commune", &["level:commune"])], |all| {
        old(all, "H60.02203").successors = vec![successor("H60.02215")];
        old(all, "H60.02212").successors = vec![successor("H60.02212")];
    });
    let mut message = envelope(vec![Receiver::Set { level: None, under: code("H60.070") }], BEFORE);
    message.sender = "H60.02215/qlvb".parse().unwrap();
    let decided = stage.decide(&message, CHANGE).unwrap();
    let reached: Vec<_> = decided.deliveries.iter().map(|planned| planned.to.to_string()).collect();
    assert_eq!(reached, ["H60.02212/qlvb"]);
    assert!(decided.unreachable.iter().all(|member| member.agency != code("H60.02203")));
}
