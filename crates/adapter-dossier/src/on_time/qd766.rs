//! The rule `qd766`, after a description of the formulas for QĐ 766/QĐ-TTg.
//!
//! The steps, in order:
//!
//! 1. when did processing end: [`ending`];
//! 2. how long did the office wait for the citizen: [`waiting`];
//! 3. is the end, less that time, within the promise; without a promise, within the procedure's longest time: [`within`].
//!
//! # Readings of ours, where the description is silent
//!
//! * A step that ends processing counts only where no step of processing follows: a dossier that goes on is not ended.
//!   Of several such steps of one status the last counts, since some senders write 9 before it is true.
//! * A supplement for which a new date was promised is in that date already; its time is not subtracted again.
//! * A dossier that ended after the period was open in it.

use jiff::Span;
use jiff::civil::DateTime;

use super::{Event, Timeline, Timeliness, Why, WorkCalendar, verdict};

/// The longest time that a procedure may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// In what the time of a procedure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Hours by the clock.
    Hours,
    /// Days of 24 hours.
    Days,
    /// Working days.
    WorkingDays,
    /// Months of the calendar.
    Months,
}

/// When processing ended.
#[derive(Debug, PartialEq, Eq)]
enum Ending {
    At(DateTime),
    /// Supplements were asked for again and again, and the last, asked for then, was never answered.
    AskedAgain(DateTime),
    Open,
    Unknown(Why),
}

const DAY: i64 = 86_400;

/// Whether a dossier is on time, by steps, supplements, promise, and the longest time of its procedure.
///
/// `limit` is used where no date was promised, and `calendar` where the limit is in working days.
pub fn qd766(
    timeline: &Timeline,
    limit: Option<Limit>,
    calendar: &WorkCalendar,
    period_end: DateTime,
) -> Timeliness {
    let (is_finished, end) = match ending(timeline) {
        Ending::At(at) if at <= period_end => (true, at),
        Ending::AskedAgain(at) if at <= period_end => return Timeliness::Late,
        Ending::At(_) | Ending::AskedAgain(_) | Ending::Open => (false, period_end),
        Ending::Unknown(why) => return Timeliness::CannotTell(why),
    };
    match within(timeline, limit, calendar, end) {
        Ok(is_within) => verdict(is_finished, is_within),
        Err(why) => Timeliness::CannotTell(why),
    }
}

fn ending(timeline: &Timeline) -> Ending {
    let is_going = |step: &Event| matches!(step.status.as_str(), "2" | "4" | "5" | "6");
    let was_received = timeline.steps.iter().any(is_going);
    let last_going = timeline.steps.iter().rposition(is_going);
    let tail = &timeline.steps[last_going.map_or(0, |at| at + 1)..];
    for status in ["9", "10", "8", "3", "7"] {
        let Some(step) = tail.iter().rfind(|step| step.status == status) else { continue };
        if status == "3" && !was_received {
            return Ending::Unknown(Why::NotReceived);
        }
        return Ending::At(step.at);
    }
    // No step ends it. The dossier itself may be ahead of its steps.
    let status = timeline.status.as_deref();
    if let (Some("9" | "10"), Some(at)) = (status, timeline.finished_at) {
        return Ending::At(at);
    }
    if let Some(last) = timeline.steps.last().filter(|step| step.status == "5") {
        let asked = timeline.steps.iter().filter(|step| step.status == "5").count();
        return if asked > 1 { Ending::AskedAgain(last.at) } else { Ending::At(last.at) };
    }
    match status {
        Some("2" | "4" | "5" | "6") => Ending::Open,
        Some("3") if was_received => timeline.refused_at.map_or(Ending::Unknown(Why::NoEnd), Ending::At),
        Some("1" | "3") => Ending::Unknown(Why::NotReceived),
        Some("7" | "8" | "9" | "10") => Ending::Unknown(Why::NoEnd),
        _ => Ending::Unknown(Why::Status),
    }
}

/// When the office waited for the citizen, up to `end`: from each request to its completion, without overlaps. What the
/// dossier says of its supplements counts; where it says nothing, the steps do.
fn waiting(timeline: &Timeline, end: DateTime, with_moved: bool) -> Vec<(DateTime, DateTime)> {
    let told = timeline.supplements.iter().any(|supplement| supplement.complete_at.is_some());
    let mut spans: Vec<(DateTime, DateTime)> = if told {
        let supplements = timeline.supplements.iter().filter(|s| with_moved || !s.moved_due);
        supplements.filter_map(|s| Some((s.asked_at, s.complete_at?))).collect()
    } else {
        let pairs = timeline.steps.windows(2);
        pairs.filter(|pair| pair[0].status == "5").map(|pair| (pair[0].at, pair[1].at)).collect()
    };
    let start = timeline.received_at.unwrap_or(DateTime::MIN);
    spans.iter_mut().for_each(|(from, to)| (*from, *to) = ((*from).max(start), (*to).min(end)));
    spans.retain(|(from, to)| from < to);
    spans.sort();
    let mut merged: Vec<(DateTime, DateTime)> = Vec::new();
    for (from, to) in spans {
        match merged.last_mut() {
            Some((_, last)) if from <= *last => *last = (*last).max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

fn within(
    timeline: &Timeline,
    limit: Option<Limit>,
    calendar: &WorkCalendar,
    end: DateTime,
) -> Result<bool, Why> {
    let seconds = |from: DateTime, to: DateTime| to.duration_since(from).as_secs();
    let waited = |spans: &[(DateTime, DateTime)]| spans.iter().map(|(a, b)| seconds(*a, *b)).sum::<i64>();
    if let Some(due) = timeline.due_at {
        return Ok(seconds(due, end) <= waited(&waiting(timeline, end, false)));
    }
    let received = timeline.received_at.ok_or(Why::NoReceipt)?;
    let limit = limit.ok_or(Why::NoDueDate)?;
    let count = i64::from(limit.count);
    let waits = waiting(timeline, end, true);
    Ok(match limit.unit {
        Unit::Hours => seconds(received, end) - waited(&waits) <= count * 3_600,
        Unit::Days => seconds(received, end) - waited(&waits) <= count * DAY,
        Unit::WorkingDays => {
            let working = |from, to| calendar.working_seconds(from, to).map_err(Why::Calendar);
            let mut used = working(received, end)?;
            for (from, to) in waits {
                used -= working(from, to)?;
            }
            used <= count * DAY
        }
        // A limit beyond the end of the calendar holds whatever comes.
        Unit::Months => Span::new()
            .try_months(count)
            .and_then(|months| received.checked_add(months))
            .map_or(true, |until| seconds(until, end) <= waited(&waits)),
    })
}

#[cfg(test)]
#[path = "qd766_tests.rs"]
mod tests;
