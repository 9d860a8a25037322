use super::super::Supplement;
use super::*;
use jiff::civil::date;

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn calendar() -> WorkCalendar {
    let week = WorkCalendar::MONDAY_TO_FRIDAY;
    let none = std::collections::BTreeSet::new;
    WorkCalendar::new(date(2026, 1, 1), date(2026, 12, 31), week, none(), none()).unwrap()
}

fn steps(steps: &[(&str, &str)]) -> Vec<Event> {
    steps
        .iter()
        .map(|(day, status)| Event { at: at(&format!("2026-11-{day}:00:00")), status: (*status).to_owned() })
        .collect()
}

/// Received Monday, 2 November 2026, 08:00; due Tuesday, 10 November, 17:00.
fn dossier(status: &str, list: &[(&str, &str)]) -> Timeline {
    Timeline {
        status: Some(status.to_owned()),
        received_at: Some(at("2026-11-02T08:00:00")),
        due_at: Some(at("2026-11-10T17:00:00")),
        steps: steps(list),
        ..Timeline::default()
    }
}

fn check(timeline: &Timeline, expected: Timeliness) {
    assert_eq!(qd766(timeline, None, &calendar(), at("2026-11-30T00:00:00")), expected, "{timeline:?}");
}

#[test]
fn the_worked_example_is_on_time_and_the_simple_rule_cannot_tell() {
    let timeline = Timeline {
        due_at: None,
        finished_at: Some(at("2026-11-09T08:00:00")),
        supplements: vec![Supplement {
            asked_at: at("2026-11-03T08:00:00"),
            complete_at: Some(at("2026-11-04T08:00:00")),
            moved_due: false,
        }],
        ..dossier("9", &[])
    };
    let end = at("2026-11-30T00:00:00");
    let days = |count| Some(Limit { count, unit: Unit::WorkingDays });
    assert_eq!(qd766(&timeline, days(5), &calendar(), end), Timeliness::OnTime);
    // Five working days less one: four are enough, three are not.
    assert_eq!(qd766(&timeline, days(4), &calendar(), end), Timeliness::OnTime);
    assert_eq!(qd766(&timeline, days(3), &calendar(), end), Timeliness::Late);
    let without = Timeline { supplements: Vec::new(), ..timeline.clone() };
    assert_eq!(qd766(&without, days(4), &calendar(), end), Timeliness::Late);
    assert_eq!(super::super::simple(&timeline, end), Timeliness::CannotTell(Why::NoDueDate));
    assert_eq!(qd766(&timeline, None, &calendar(), end), Timeliness::CannotTell(Why::NoDueDate));
}

#[test]
fn the_step_that_ends_processing_is_chosen_by_its_status() {
    use Timeliness::{Late, OnTime};
    // 9 before 10: the citizen who comes late for the result does not make the office late.
    check(&dossier("10", &[("02T08", "2"), ("09T08", "9"), ("20T08", "10")]), OnTime);
    check(&dossier("10", &[("02T08", "2"), ("20T08", "10")]), Late);
    check(&dossier("8", &[("02T08", "2"), ("09T08", "8")]), OnTime);
    check(&dossier("7", &[("02T08", "2"), ("12T08", "7")]), Late);
    // Refused: after it was received, or at the door.
    check(&dossier("3", &[("02T08", "2"), ("09T08", "3")]), OnTime);
    check(&dossier("3", &[("02T08", "1"), ("09T08", "3")]), Timeliness::CannotTell(Why::NotReceived));
    // To the second, not to the day.
    check(&dossier("9", &[("02T08", "2"), ("10T17", "9")]), OnTime);
    check(&dossier("9", &[("02T08", "2"), ("10T18", "9")]), Late);
    // A 9 that was followed by more work was none; nor was the first of two.
    check(&dossier("4", &[("02T08", "2"), ("03T08", "9"), ("04T08", "4"), ("20T08", "9")]), Late);
    check(&dossier("9", &[("02T08", "2"), ("03T08", "9"), ("20T08", "9")]), Late);
    // The dossier is ahead of its steps.
    let ahead = Timeline { finished_at: Some(at("2026-11-09T08:00:00")), ..dossier("9", &[("02T08", "2")]) };
    check(&ahead, OnTime);
    check(&dossier("9", &[("02T08", "2")]), Timeliness::CannotTell(Why::NoEnd));
}

#[test]
fn the_time_of_the_citizen_is_not_the_time_of_the_office() {
    use Timeliness::{Late, OnTime};
    // Three days late, and three days waited for.
    check(&dossier("9", &[("02T08", "2"), ("03T08", "5"), ("06T08", "4"), ("13T17", "9")]), OnTime);
    check(&dossier("9", &[("02T08", "2"), ("03T08", "5"), ("06T08", "4"), ("13T18", "9")]), Late);
    // Asked once and never answered: it ended with the question. Asked twice: late.
    check(&dossier("5", &[("02T08", "2"), ("03T08", "5")]), OnTime);
    check(&dossier("5", &[("02T08", "2"), ("12T08", "5")]), Late);
    check(&dossier("5", &[("02T08", "2"), ("03T08", "5"), ("04T08", "4"), ("05T08", "5")]), Late);
    // The same, where a sender has rewritten the 5 of the dossier to 9.
    check(&dossier("9", &[("02T08", "2"), ("03T08", "5")]), OnTime);
    // Where a new date was promised for it, the time is in that date.
    let supplement = |moved_due| Supplement {
        asked_at: at("2026-11-03T08:00:00"),
        complete_at: Some(at("2026-11-06T08:00:00")),
        moved_due,
    };
    let with = |supplements: Vec<Supplement>| Timeline {
        supplements,
        ..dossier("9", &[("02T08", "2"), ("13T16", "9")])
    };
    check(&with(vec![supplement(false)]), OnTime);
    check(&with(vec![supplement(true)]), Late);
    // Two that overlap count once.
    let more = Timeline {
        steps: steps(&[("02T08", "2"), ("14T16", "9")]),
        ..with(vec![supplement(false), supplement(false)])
    };
    check(&more, Late);
}

#[test]
fn what_is_not_finished_is_measured_at_the_end_of_the_period() {
    let open = dossier("4", &[("02T08", "2"), ("03T08", "4")]);
    let check = |timeline: &Timeline, end: &str, expected: Timeliness| {
        assert_eq!(qd766(timeline, None, &calendar(), at(end)), expected, "{end}");
    };
    check(&open, "2026-11-10T17:00:00", Timeliness::OpenInTime);
    check(&open, "2026-11-10T17:00:01", Timeliness::OpenLate);
    // It ended after the period.
    let later = dossier("9", &[("02T08", "2"), ("20T08", "9")]);
    check(&later, "2026-11-10T00:00:00", Timeliness::OpenInTime);
    check(&later, "2026-11-20T08:00:00", Timeliness::Late);
    let asked_later = dossier("5", &[("02T08", "2"), ("03T08", "5"), ("04T08", "4"), ("20T08", "5")]);
    check(&asked_later, "2026-11-10T00:00:00", Timeliness::OpenInTime);
    check(&asked_later, "2026-11-20T08:00:00", Timeliness::Late);
    check(&dossier("1", &[]), "2026-11-20T08:00:00", Timeliness::CannotTell(Why::NotReceived));
    check(&dossier("99", &[]), "2026-11-20T08:00:00", Timeliness::CannotTell(Why::Status));
}

#[test]
fn a_limit_is_counted_in_its_own_unit() {
    let check = |finished: &str, count: u32, unit: Unit, expected: Timeliness| {
        let timeline = Timeline {
            due_at: None,
            received_at: Some(at("2026-01-31T08:00:00")),
            finished_at: Some(at(finished)),
            ..dossier("9", &[])
        };
        let limit = Some(Limit { count, unit });
        let answer = qd766(&timeline, limit, &calendar(), at("2027-12-31T00:00:00"));
        assert_eq!(answer, expected, "{finished} {count} {unit:?}");
    };
    use Timeliness::{Late, OnTime};
    check("2026-01-31T12:00:00", 4, Unit::Hours, OnTime);
    check("2026-01-31T12:00:01", 4, Unit::Hours, Late);
    check("2026-02-02T08:00:00", 2, Unit::Days, OnTime);
    check("2026-02-02T08:00:01", 2, Unit::Days, Late);
    check("2026-02-28T08:00:00", 1, Unit::Months, OnTime);
    check("2026-02-28T08:00:01", 1, Unit::Months, Late);
    check("2026-02-28T08:00:01", u32::MAX, Unit::Months, OnTime);
    let outside = Timeliness::CannotTell(Why::Calendar(date(2027, 1, 1)));
    check("2027-01-04T08:00:00", 500, Unit::WorkingDays, outside);
    let nothing = Timeline { received_at: None, due_at: None, ..dossier("4", &[]) };
    let answer = qd766(&nothing, None, &calendar(), at("2026-11-30T00:00:00"));
    assert_eq!(answer, Timeliness::CannotTell(Why::NoReceipt));
}
