//! The rule `simple`, as one system codes it: the date of finishing is not after the date of the promise.

use jiff::civil::DateTime;

use super::{Timeline, Timeliness, Why, verdict};

/// Whether a dossier is on time by dates alone.
///
/// Status 9 and 10: the date of `finished_at` against the date of `due_at`. Status 2, 4, 5 and 6: the date of
/// `period_end` in the place of the first. A dossier that was withdrawn or stopped (7, 8) the rule does not speak of.
pub fn simple(timeline: &Timeline, period_end: DateTime) -> Timeliness {
    let (is_finished, end) = match timeline.status.as_deref() {
        Some("9" | "10") => (true, timeline.finished_at),
        Some("2" | "4" | "5" | "6") => (false, Some(period_end)),
        Some("1" | "3") => return Timeliness::CannotTell(Why::NotReceived),
        _ => return Timeliness::CannotTell(Why::Status),
    };
    match (end, timeline.due_at) {
        (_, None) => Timeliness::CannotTell(Why::NoDueDate),
        (None, _) => Timeliness::CannotTell(Why::NoEnd),
        (Some(end), Some(due)) => verdict(is_finished, days_late(end, due) == 0),
    }
}

/// Days from the promise to the end, by dates; 0 where it is on time.
pub fn days_late(end: DateTime, due: DateTime) -> i32 {
    (end.date() - due.date()).get_days().max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    fn dossier(status: &str, finished: Option<&str>) -> Timeline {
        Timeline {
            status: Some(status.to_owned()),
            received_at: Some(at("2026-11-02T08:00:00")),
            due_at: Some(at("2026-11-10T17:00:00")),
            finished_at: finished.map(at),
            ..Timeline::default()
        }
    }

    #[test]
    fn the_examples_of_the_norm_come_out() {
        let check = |finished: &str, days: i32, expected: Timeliness| {
            let dossier = dossier("9", Some(finished));
            assert_eq!(simple(&dossier, at("2026-11-30T00:00:00")), expected, "{finished}");
            assert_eq!(days_late(at(finished), at("2026-11-10T17:00:00")), days, "{finished}");
        };
        check("2026-11-10T23:30:00", 0, Timeliness::OnTime);
        check("2026-11-11T00:01:00", 1, Timeliness::Late);
        check("2026-12-11T00:01:00", 31, Timeliness::Late);
        check("2026-11-03T00:00:00", 0, Timeliness::OnTime);
    }

    #[test]
    fn what_is_not_finished_is_measured_at_the_end_of_the_period() {
        let check = |timeline: Timeline, end: &str, expected: Timeliness| {
            assert_eq!(simple(&timeline, at(end)), expected, "{timeline:?}");
        };
        check(dossier("4", None), "2026-11-10T23:59:59", Timeliness::OpenInTime);
        check(dossier("4", None), "2026-11-11T00:00:00", Timeliness::OpenLate);
        check(dossier("10", None), "2026-11-11T00:00:00", Timeliness::CannotTell(Why::NoEnd));
        check(dossier("1", None), "2026-11-11T00:00:00", Timeliness::CannotTell(Why::NotReceived));
        check(dossier("3", None), "2026-11-11T00:00:00", Timeliness::CannotTell(Why::NotReceived));
        check(dossier("8", None), "2026-11-11T00:00:00", Timeliness::CannotTell(Why::Status));
        check(dossier("77", None), "2026-11-11T00:00:00", Timeliness::CannotTell(Why::Status));
        let no_due = Timeline { due_at: None, ..dossier("9", Some("2026-11-09T08:00:00")) };
        check(no_due, "2026-11-30T00:00:00", Timeliness::CannotTell(Why::NoDueDate));
    }
}
