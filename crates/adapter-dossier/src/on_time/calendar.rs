//! Which days are working days. Holidays and the Saturdays that make up for them are decided every year, so all of it is
//! data of the administrator; the calendar knows the days from which to which it was filled in, and answers no others.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// A calendar of working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCalendar {
    first: Date,
    last: Date,
    weekdays: [bool; 7],
    days_off: BTreeSet<Date>,
    working: BTreeSet<Date>,
}

/// Why something is not a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// It ends before it begins.
    #[error("the calendar ends on {last}, before it begins on {first}")]
    Range {
        /// First day.
        first: Date,
        /// Last day.
        last: Date,
    },
    /// A day is off and made up for at once.
    #[error("{0} is both a day off and a working day")]
    Both(Date),
    /// A day that is listed is not between the first and the last day.
    #[error("{0} is not a day of the calendar")]
    Outside(Date),
}

impl WorkCalendar {
    /// Monday to Friday.
    pub const MONDAY_TO_FRIDAY: [bool; 7] = [true, true, true, true, true, false, false];

    /// A calendar of the days from `first` to `last`, both in it.
    ///
    /// `weekdays` says of Monday to Sunday whether they are working days; `days_off` (Tết, …) and `working` (Saturdays that
    /// make up for bridging days) are the exceptions.
    pub fn new(
        first: Date,
        last: Date,
        weekdays: [bool; 7],
        days_off: BTreeSet<Date>,
        working: BTreeSet<Date>,
    ) -> Result<Self, CalendarError> {
        if last < first {
            return Err(CalendarError::Range { first, last });
        }
        if let Some(day) = days_off.intersection(&working).next() {
            return Err(CalendarError::Both(*day));
        }
        if let Some(day) = days_off.union(&working).find(|day| **day < first || **day > last) {
            return Err(CalendarError::Outside(*day));
        }
        Ok(Self { first, last, weekdays, days_off, working })
    }

    /// Whether `day` is a working day; nothing outside of the calendar.
    pub fn is_working(&self, day: Date) -> Option<bool> {
        if day < self.first || day > self.last {
            return None;
        }
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).expect("0 to 6");
        Some(!self.days_off.contains(&day) && (self.working.contains(&day) || self.weekdays[weekday]))
    }

    /// Seconds between two points in time that lie on working days, so that 86 400 are one working day: from Monday
    /// 08:00 to Tuesday 08:00 is one, from Friday 08:00 to Monday 08:00 as well. 0 where `to` is not after `from`.
    ///
    /// The error is the first day that the calendar does not have.
    pub fn working_seconds(&self, from: DateTime, to: DateTime) -> Result<i64, Date> {
        let mut sum = 0;
        let mut begin = from;
        while begin < to {
            let day = begin.date();
            let next = day.checked_add(1.day()).map_err(|_| day)?.to_datetime(jiff::civil::Time::midnight());
            let end = next.min(to);
            if self.is_working(day).ok_or(day)? {
                sum += end.duration_since(begin).as_secs();
            }
            begin = end;
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Invented holidays: Thursday 12 November is off, Saturday 14 November makes up for it.
    fn calendar() -> WorkCalendar {
        let week = WorkCalendar::MONDAY_TO_FRIDAY;
        let (off, on) = (date(2026, 11, 12), date(2026, 11, 14));
        WorkCalendar::new(date(2026, 11, 1), date(2026, 11, 30), week, [off].into(), [on].into()).unwrap()
    }

    #[test]
    fn only_time_on_working_days_counts() {
        let check = |from: &str, to: &str, expected: Result<i64, Date>| {
            let answer = calendar().working_seconds(from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(answer, expected, "{from} {to}");
        };
        check("2026-11-02T08:00:00", "2026-11-03T08:00:00", Ok(86_400));
        check("2026-11-02T08:00:00", "2026-11-09T08:00:00", Ok(5 * 86_400));
        check("2026-11-06T08:00:00", "2026-11-09T08:00:00", Ok(86_400));
        check("2026-11-07T08:00:00", "2026-11-08T20:00:00", Ok(0));
        check("2026-11-11T08:00:00", "2026-11-13T08:00:00", Ok(86_400));
        check("2026-11-13T08:00:00", "2026-11-16T08:00:00", Ok(2 * 86_400));
        check("2026-11-09T08:00:00", "2026-11-02T08:00:00", Ok(0));
        check("2026-11-02T08:00:00", "2026-11-02T09:30:15", Ok(5_415));
        check("2026-10-31T08:00:00", "2026-11-02T09:30:15", Err(date(2026, 10, 31)));
        check("2026-11-30T08:00:00", "2026-12-01T00:00:00", Ok(16 * 3600));
        check("2026-11-30T08:00:00", "2026-12-01T00:00:01", Err(date(2026, 12, 1)));
        check("9999-12-31T08:00:00", "9999-12-31T09:00:00", Err(date(9999, 12, 31)));
    }

    #[test]
    fn a_calendar_that_contradicts_itself_is_none() {
        let week = WorkCalendar::MONDAY_TO_FRIDAY;
        let (first, last) = (date(2026, 1, 1), date(2026, 12, 31));
        let none = BTreeSet::new;
        let make = |first, last, off, on| WorkCalendar::new(first, last, week, off, on).map(|_| ());
        assert_eq!(make(last, first, none(), none()), Err(CalendarError::Range { first: last, last: first }));
        assert_eq!(make(first, last, [first].into(), [first].into()), Err(CalendarError::Both(first)));
        let outside = date(2027, 1, 1);
        assert_eq!(make(first, last, [outside].into(), none()), Err(CalendarError::Outside(outside)));
        assert_eq!(make(first, first, none(), none()), Ok(()));
    }
}
