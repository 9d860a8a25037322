//! The days of Vietnamese administration.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// Asia/Ho_Chi_Minh: UTC+7 the whole year, without daylight saving since 1979. Formats that carry no zone mean it.
pub const OFFSET: Offset = Offset::constant(7);

/// The time zone that `OFFSET` describes.
pub fn zone() -> TimeZone {
    OFFSET.to_time_zone()
}

/// The day that `instant` falls on in Vietnam: the day that decides which agencies exist.
pub fn local_date(instant: Timestamp) -> Date {
    local(instant).date()
}

/// The wall clock in Vietnam at `instant`.
pub fn local(instant: Timestamp) -> DateTime {
    OFFSET.to_datetime(instant)
}

/// The instant of a Vietnamese wall clock, or nothing where it is outside of the calendar.
pub fn instant(local: DateTime) -> Option<Timestamp> {
    OFFSET.to_timestamp(local).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_midnight_in_vietnam() {
        let check = |text: &str, expected: &str| {
            assert_eq!(local_date(text.parse().unwrap()).to_string(), expected, "{text}");
        };
        check("2025-06-30T23:59:59+07:00", "2025-06-30");
        check("2025-06-30T16:59:59Z", "2025-06-30");
        check("2025-07-01T00:00:00+07:00", "2025-07-01");
        check("2025-06-30T17:00:00Z", "2025-07-01");
    }
}
