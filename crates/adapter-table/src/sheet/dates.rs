//! Dates and times of cells: a number of days, and a format that says it is one.
//!
//! Days count from 1900 with a 29 February 1900 that never was, or from 1904 without. What lies before 1 March 1900
//! is therefore refused: nobody can know whether the writer had the false day.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, date};
use lienthong_adapter::Phrase;
use lienthong_adapter::rows::Unreadable;

use super::reasons::IMPOSSIBLE_SERIAL;

/// From when days count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Epoch {
    /// Day 1 is 1 January 1900, day 60 the false 29 February.
    #[default]
    Y1900,
    /// Day 0 is 1 January 1904.
    Y1904,
}

const DAY_MS: f64 = 86_400_000.0;
/// Day 0 as 1 March 1900 and everything behind it count.
const ZERO_1900: Date = date(1899, 12, 30);
const ZERO_1904: Date = date(1904, 1, 1);
const FIRST_1900: f64 = 61.0;
/// Behind the last day of 9999.
const LAST: f64 = 2_958_466.0;

/// What a number of days is, by the format of its cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Serial {
    Day(DateTime),
    Clock(Time),
    /// Hours, minutes and seconds that went by: `36:00`.
    Elapsed(String),
    /// The number itself may be the birthday of a person, so it is not told.
    Impossible(&'static Unreadable),
}

static TOO_SMALL: Unreadable = impossible(Phrase::new("a smaller number", "số nhỏ hơn"), FROM_1900);
static TOO_LARGE: Unreadable = impossible(Phrase::new("a larger number", "số lớn hơn"), FROM_1900);
static TOO_SMALL_1904: Unreadable = impossible(Phrase::new("a smaller number", "số nhỏ hơn"), FROM_1904);
static TOO_LARGE_1904: Unreadable = impossible(Phrase::new("a larger number", "số lớn hơn"), FROM_1904);
static TOO_LONG: Unreadable = impossible(
    Phrase::new("24 hours or more", "từ 24 giờ trở lên"),
    Phrase::new("a time of day, from 00:00 to 23:59:59", "giờ trong ngày, từ 00:00 đến 23:59:59"),
);
static NO_TIME: Unreadable = impossible(
    Phrase::new("a number that is no time", "số không phải là thời lượng"),
    Phrase::new("hours that went by, as days from 0", "thời lượng tính theo ngày, từ 0"),
);
/// What is no day in ISO form.
pub(crate) static NOT_ISO: Unreadable = impossible(
    Phrase::new("a text that is no such day", "văn bản không phải là ngày"),
    Phrase::new("a day from 1900-03-01 in ISO form", "ngày từ 1900-03-01 theo dạng ISO"),
);
const FROM_1900: Phrase = Phrase::new(
    "61 (1 March 1900) to 2958465 (31 December 9999)",
    "từ 61 (01/3/1900) đến 2958465 (31/12/9999)",
);
const FROM_1904: Phrase = Phrase::new(
    "0 (1 January 1904) to 2957003 (31 December 9999)",
    "từ 0 (01/01/1904) đến 2957003 (31/12/9999)",
);

const fn impossible(found: Phrase, expected: Phrase) -> Unreadable {
    Unreadable { reason: &IMPOSSIBLE_SERIAL, found, expected: Some(expected) }
}

/// What `serial` is in a cell of dates, or of times where `is_time`. A part of a day is a time of day there.
pub(crate) fn read(serial: f64, is_time: bool, epoch: Epoch) -> Serial {
    let clock = if is_time && (0.0..1.0).contains(&serial) { time_of(serial) } else { None };
    if let Some(clock) = clock {
        return Serial::Clock(clock);
    }
    if let Some(at) = from_serial(serial, epoch) {
        return Serial::Day(at);
    }
    Serial::Impossible(match epoch {
        _ if is_time && (0.0..LAST).contains(&serial) => &TOO_LONG,
        Epoch::Y1900 if serial < LAST => &TOO_SMALL,
        Epoch::Y1900 => &TOO_LARGE,
        Epoch::Y1904 if serial < LAST => &TOO_SMALL_1904,
        Epoch::Y1904 => &TOO_LARGE_1904,
    })
}

/// What `serial` is in a cell of times that went by: hours, minutes and seconds, however many hours.
pub(crate) fn read_elapsed(serial: f64) -> Serial {
    if !(0.0..LAST).contains(&serial) {
        return Serial::Impossible(&NO_TIME);
    }
    let seconds = (serial * DAY_MS / 1000.0).round() as i64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Serial::Elapsed(match seconds {
        0 => format!("{hours:02}:{minutes:02}"),
        _ => format!("{hours:02}:{minutes:02}:{seconds:02}"),
    })
}

/// The time of day of a part of a day, to the millisecond; nothing where it is midnight of the next one.
fn time_of(part: f64) -> Option<Time> {
    let ms = (part * DAY_MS).round();
    let at = date(1900, 1, 1).to_datetime(Time::midnight());
    let at = at.checked_add((ms as i64).milliseconds()).ok()?;
    (ms < DAY_MS).then(|| at.time())
}

/// The wall clock of a serial number, to the millisecond; nothing where it is before 1 March 1900 or behind 9999.
pub(crate) fn from_serial(serial: f64, epoch: Epoch) -> Option<DateTime> {
    let (zero, first) = match epoch {
        Epoch::Y1900 => (ZERO_1900, FIRST_1900),
        Epoch::Y1904 => (ZERO_1904, 0.0),
    };
    if !(first..LAST).contains(&serial) {
        return None;
    }
    let days = serial.floor();
    let ms = ((serial - days) * DAY_MS).round();
    let (days, ms) = if ms >= DAY_MS { (days + 1.0, 0.0) } else { (days, ms) };
    let day = zero.checked_add((days as i64).days()).ok()?;
    day.to_datetime(Time::midnight()).checked_add((ms as i64).milliseconds()).ok()
}

/// The serial number from 1900 that gives `at` again; nothing before 1 March 1900.
pub(crate) fn to_serial(at: DateTime) -> Option<f64> {
    let days = ZERO_1900.until(at.date()).ok()?.get_days();
    let time = at.time();
    let seconds =
        (f64::from(time.hour()) * 60.0 + f64::from(time.minute())) * 60.0 + f64::from(time.second());
    let ms = seconds * 1000.0 + f64::from(time.millisecond());
    let serial = f64::from(days) + ms / DAY_MS;
    (from_serial(serial, Epoch::Y1900) == Some(at)).then_some(serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_are_days_of_the_calendar() {
        let check = |serial: f64, epoch, expected: Option<DateTime>| {
            assert_eq!(from_serial(serial, epoch), expected, "{serial}");
        };
        check(44_197.0, Epoch::Y1900, Some(date(2021, 1, 1).at(0, 0, 0, 0)));
        check(44_197.354_166_666_7, Epoch::Y1900, Some(date(2021, 1, 1).at(8, 30, 0, 0)));
        check(61.0, Epoch::Y1900, Some(date(1900, 3, 1).at(0, 0, 0, 0)));
        check(2_958_465.0, Epoch::Y1900, Some(date(9999, 12, 31).at(0, 0, 0, 0)));
        check(42_735.0, Epoch::Y1904, Some(date(2021, 1, 1).at(0, 0, 0, 0)));
        check(0.0, Epoch::Y1904, Some(date(1904, 1, 1).at(0, 0, 0, 0)));
        check(44_196.999_999_999_9, Epoch::Y1900, Some(date(2021, 1, 1).at(0, 0, 0, 0)));
        for (serial, epoch) in [(60.9, Epoch::Y1900), (-1.0, Epoch::Y1904), (2_958_466.0, Epoch::Y1900)] {
            check(serial, epoch, None);
        }
        check(f64::NAN, Epoch::Y1900, None);
        check(2_958_465.999_999_999_9, Epoch::Y1904, None);
    }

    #[test]
    fn a_part_of_a_day_is_a_time_where_the_format_is_one_of_times() {
        let clock = |serial, epoch| match read(serial, true, epoch) {
            Serial::Clock(time) => time.to_string(),
            Serial::Day(at) => at.to_string(),
            Serial::Elapsed(text) => text,
            Serial::Impossible(why) => why.found.en.clone().into_owned(),
        };
        for epoch in [Epoch::Y1900, Epoch::Y1904] {
            assert_eq!(clock(0.0, epoch), "00:00:00");
            assert_eq!(clock(0.354_166_666_666_666_7, epoch), "08:30:00");
            assert_eq!(clock(0.999_988_425_925_925_9, epoch), "23:59:59");
        }
        assert_eq!(clock(0.999_999_999_999, Epoch::Y1900), "24 hours or more");
        assert_eq!(clock(1.5, Epoch::Y1900), "24 hours or more");
        assert_eq!(clock(-0.5, Epoch::Y1900), "a smaller number");
        assert_eq!(clock(44_197.5, Epoch::Y1900), "2021-01-01T12:00:00");
        assert_eq!(read(0.5, false, Epoch::Y1900), Serial::Impossible(&TOO_SMALL));
    }

    #[test]
    fn hours_that_went_by_may_be_more_than_a_day_has() {
        for (serial, text) in [
            (0.0, "00:00"),
            (0.354_166_666_666_666_7, "08:30"),
            (1.5, "36:00"),
            (100.250_011_574_1, "2406:00:01"),
        ] {
            assert_eq!(read_elapsed(serial), Serial::Elapsed(text.to_owned()));
        }
        for serial in [-0.5, f64::NAN, LAST] {
            assert_eq!(read_elapsed(serial), Serial::Impossible(&NO_TIME));
        }
    }

    #[test]
    fn every_second_of_a_day_has_a_serial() {
        for day in [date(1900, 3, 1), date(2026, 11, 25), date(9999, 12, 31)] {
            for second in 0..86_400 {
                let at = day.at(0, 0, 0, 0).checked_add(i64::from(second).seconds()).unwrap();
                assert_eq!(to_serial(at).and_then(|s| from_serial(s, Epoch::Y1900)), Some(at));
            }
        }
        assert_eq!(to_serial(date(1900, 2, 28).at(0, 0, 0, 0)), None);
        assert_eq!(to_serial(date(2026, 1, 1).at(0, 0, 0, 1)), None, "finer than a cell can hold");
    }
}
