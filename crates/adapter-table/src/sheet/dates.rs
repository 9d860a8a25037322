//! Dates of cells: a number of days, and a format that says it is a date.
//!
//! Days count from 1900 with a 29 February 1900 that never was, or from 1904 without. What lies before 1 March 1900
//! is therefore refused: nobody can know whether the writer had the false day.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, date};
use lienthong_adapter::{Finding, Phrase};

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

/// What is wrong with a cell of a date format that holds `serial`. The number itself may be the birthday of a person.
pub(crate) fn impossible(serial: f64, epoch: Epoch) -> Finding {
    let found = if serial < LAST {
        Phrase::new("a smaller number", "số nhỏ hơn")
    } else {
        Phrase::new("a larger number", "số lớn hơn")
    };
    Finding::new(&IMPOSSIBLE_SERIAL).found(found).expected(match epoch {
        Epoch::Y1900 => Phrase::new(
            "61 (1 March 1900) to 2958465 (31 December 9999)",
            "từ 61 (01/3/1900) đến 2958465 (31/12/9999)",
        ),
        Epoch::Y1904 => Phrase::new(
            "0 (1 January 1904) to 2957003 (31 December 9999)",
            "từ 0 (01/01/1904) đến 2957003 (31/12/9999)",
        ),
    })
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

/// Whether a built-in number format is one of dates.
pub(crate) const fn is_builtin_date(id: u32) -> bool {
    matches!(id, 14..=22 | 45..=47)
}

/// Whether a format code is one of dates: it has d, m, y, h or s outside quotes, escapes and brackets.
pub(crate) fn is_date_format(code: &str) -> bool {
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        match c.to_ascii_lowercase() {
            'd' | 'm' | 'y' | 'h' | 's' => return true,
            // The next character stands for itself, for its width, or fills.
            '\\' | '_' | '*' => {
                rest.next();
            }
            '"' => {
                rest.by_ref().find(|c| *c == '"');
            }
            '[' => {
                let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
                let unit = inside.to_ascii_lowercase();
                // Elapsed time; all else are colours, conditions and locales.
                if !unit.is_empty()
                    && ["h", "m", "s"].iter().any(|u| unit.trim_matches(|c| u.contains(c)).is_empty())
                {
                    return true;
                }
            }
            'g' if rest.as_str().to_ascii_lowercase().starts_with("eneral") => {
                rest.by_ref().take("eneral".len()).for_each(drop);
            }
            _ => {}
        }
    }
    false
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

    #[test]
    fn a_format_is_a_date_by_its_letters() {
        for code in ["dd/mm/yyyy", "[$-42A]d mmmm yyyy;@", "m/d/yy h:mm", "[h]:mm", "[ss].00", "yyyy", "@* d"]
        {
            assert!(is_date_format(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0\" đồng\"",
            "0.00E+00",
            "@",
            "[Red]0",
            "\\d0",
            "0_d",
            "#,##0 [$₫-42A]",
            "",
            "\"d",
        ] {
            assert!(!is_date_format(code), "{code}");
        }
    }
}
