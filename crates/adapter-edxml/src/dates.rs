//! Dates and times of the format: `yyyy/MM/dd` and `yyyy/MM/dd HH:mm:ss`, without a zone, meaning UTC+7.
//!
//! A hyphen in place of the slash and a time after a date are accepted as odd. `dd/MM/yyyy` is refused: it belongs to
//! an older variant, and guessing between two orders of numbers is how deadlines are missed.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use lienthong_model::time;

pub(crate) const DATE_FORM: &str = "yyyy/MM/dd";
pub(crate) const TIME_FORM: &str = "yyyy/MM/dd HH:mm:ss";

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read<T> {
    pub(crate) value: T,
    /// Accepted, but not the form of the norm.
    pub(crate) odd: bool,
}

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It has another form.
    Form,
    /// It has the form, and no calendar has the day.
    Impossible,
}

/// Reads a date.
pub(crate) fn date(text: &str) -> Result<Read<Date>, Why> {
    let (day, clock) = match text.split_once(' ') {
        Some((day, clock)) => (day, Some(clock)),
        None => (text, None),
    };
    let read = day_of(day)?;
    clock.map(clock_of).transpose()?;
    Ok(Read { value: read.value, odd: read.odd || clock.is_some() })
}

/// Reads a time.
pub(crate) fn timestamp(text: &str) -> Result<Read<Timestamp>, Why> {
    let (day, clock) = text.split_once(' ').ok_or(Why::Form)?;
    let day = day_of(day)?;
    let local = DateTime::from_parts(day.value, clock_of(clock)?);
    let value = time::instant(local).ok_or(Why::Impossible)?;
    Ok(Read { value, odd: day.odd })
}

/// Writes a date; nothing where the form has no room for the year.
pub(crate) fn write_date(date: Date) -> Option<String> {
    (1..=9999)
        .contains(&date.year())
        .then(|| format!("{:04}/{:02}/{:02}", date.year(), date.month(), date.day()))
}

/// Writes a time, to the second.
pub(crate) fn write_timestamp(at: Timestamp) -> Option<String> {
    let local = time::local(at);
    let day = write_date(local.date())?;
    Some(format!("{day} {:02}:{:02}:{:02}", local.hour(), local.minute(), local.second()))
}

fn day_of(text: &str) -> Result<Read<Date>, Why> {
    let odd = text.contains('-');
    let [year, month, day] = numbers(text, if odd { '-' } else { '/' }, [4, 2, 2])?;
    let value = Date::new(year, month as i8, day as i8).map_err(|_| Why::Impossible)?;
    if year == 0 {
        return Err(Why::Impossible);
    }
    Ok(Read { value, odd })
}

fn clock_of(text: &str) -> Result<Time, Why> {
    let [hour, minute, second] = numbers(text, ':', [2, 2, 2])?;
    Time::new(hour as i8, minute as i8, second as i8, 0).map_err(|_| Why::Impossible)
}

/// Three numbers of exactly the given widths; each fits its target type by its width.
fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Result<[i16; 3], Why> {
    let mut numbers = [0; 3];
    let mut parts = text.split(separator);
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts.next().ok_or(Why::Form)?;
        if part.len() != width || !part.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Why::Form);
        }
        *number = part.parse().map_err(|_| Why::Form)?;
    }
    if parts.next().is_some() { Err(Why::Form) } else { Ok(numbers) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_by_the_norm_and_the_known_oddities_only() {
        let check = |text: &str, expected: Result<(&str, bool), Why>| {
            let read = date(text).map(|read| (read.value.to_string(), read.odd));
            assert_eq!(read, expected.map(|(date, odd)| (date.to_string(), odd)), "{text}");
        };
        check("2026/11/20", Ok(("2026-11-20", false)));
        check("2024/02/29", Ok(("2024-02-29", false)));
        check("2026-11-20", Ok(("2026-11-20", true)));
        check("2026/11/20 08:00:00", Ok(("2026-11-20", true)));
        check("2014/02/30", Err(Why::Impossible));
        check("2026/13/01", Err(Why::Impossible));
        check("2026/11/20 24:00:00", Err(Why::Impossible));
        check("0000/01/01", Err(Why::Impossible));
        for text in
            ["20/11/2026", "2026/1/20", "2026/11/20 08:00", "2026-11/20", "2026/11/20/1", "", "２026/11/20"]
        {
            check(text, Err(Why::Form));
        }
    }

    #[test]
    fn times_are_vietnamese_wall_clock() {
        let read = timestamp("2026/11/20 00:05:00").unwrap();
        assert_eq!(read.value, "2026-11-19T17:05:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(write_timestamp(read.value).unwrap(), "2026/11/20 00:05:00");
        assert_eq!(timestamp("2026/11/20").map(|_| ()), Err(Why::Form));
        assert_eq!(timestamp("2026/11/20 08:60:00").map(|_| ()), Err(Why::Impossible));
        assert_eq!(write_timestamp(Timestamp::MIN), None);
    }
}
