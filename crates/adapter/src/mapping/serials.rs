//! Days as sheets count them, from 30 December 1899.

use jiff::civil::Date;

/// Digits of the last day of the year 9999.
pub(super) const DIGITS: usize = 7;

/// Day 60 is a 29 February 1900 that never was: days up to it are refused.
pub(super) const FIRST: i64 = 61;

/// The day of a number.
pub(super) fn read(text: &str) -> Option<Date> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let serial: i64 = whole.parse().ok()?;
    if serial < FIRST {
        return None;
    }
    let days = jiff::Span::new().try_days(serial).ok()?;
    Date::constant(1899, 12, 30).checked_add(days).ok()
}

/// The number of a day.
pub(super) fn write(date: Date) -> Option<String> {
    let days = Date::constant(1899, 12, 30).until(date).ok()?.get_days();
    (i64::from(days) >= FIRST).then(|| days.to_string())
}
