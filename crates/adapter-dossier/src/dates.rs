//! Points in time as senders write them: `yyyyMMddHHmmss`, or ISO with or without a zone. All are wall clocks in Vietnam.

use jiff::civil::{Date, DateTime, Time};
use lienthong_model::time;

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// A point in time.
    Is(DateTime),
    /// One with a fraction of a second that is not zero; the fraction is left off.
    Cut(DateTime),
    /// Written like one, but no day or time of the calendar.
    Impossible,
    /// Not written like one.
    Other,
}

/// Reads `text` in any of the forms. A zone is converted to the clock of Vietnam.
pub(crate) fn read(text: &str) -> Read {
    if text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit()) {
        return compact(text).map_or(Read::Impossible, Read::Is);
    }
    iso(text)
}

/// `yyyyMMddHHmmss`. Years before 0 and fractions of seconds cannot be said.
pub(crate) fn write_compact(at: DateTime) -> Option<String> {
    sayable(at).then(|| {
        let (date, time) = (at.date(), at.time());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        format!("{:04}{:02}{:02}{hour:02}{minute:02}{second:02}", date.year(), date.month(), date.day())
    })
}

/// `yyyy-MM-ddTHH:mm:ss`, with the same bounds.
pub(crate) fn write_iso(at: DateTime) -> Option<String> {
    sayable(at).then(|| {
        let (date, time) = (at.date(), at.time());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}", date.year(), date.month(), date.day())
    })
}

fn sayable(at: DateTime) -> bool {
    at.year() >= 0 && at.subsec_nanosecond() == 0
}

fn compact(text: &str) -> Option<DateTime> {
    let part = |from: usize, length: usize| text[from..from + length].parse::<i16>().ok();
    let small = |from: usize| part(from, 2).and_then(|n| i8::try_from(n).ok());
    let date = Date::new(part(0, 4)?, small(4)?, small(6)?).ok()?;
    let time = Time::new(small(8)?, small(10)?, small(12)?, 0).ok()?;
    Some(date.to_datetime(time))
}

/// `yyyy-MM-ddTHH:mm:ss`, a space for the `T`, with a fraction of up to nine digits and `Z` or `+07:00`.
fn iso(text: &str) -> Read {
    let shape = b"0000-00-00T00:00:00";
    let bytes = text.as_bytes();
    let fits = bytes.len() >= shape.len()
        && shape.iter().zip(bytes).all(|(want, have)| match want {
            b'0' => have.is_ascii_digit(),
            b'T' => matches!(have, b'T' | b't' | b' '),
            other => other == have,
        });
    if !fits {
        return Read::Other;
    }
    let digits: String = text[..shape.len()].chars().filter(char::is_ascii_digit).collect();
    let (fraction, zone) = match text[shape.len()..].strip_prefix('.') {
        None => ("", &text[shape.len()..]),
        Some(rest) => rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count()),
    };
    let had_point = bytes.get(shape.len()) == Some(&b'.');
    if fraction.len() > 9 || (had_point && fraction.is_empty()) {
        return Read::Other;
    }
    let Some(seconds) = offset(zone) else { return Read::Other };
    let Some(local) = compact(&digits) else { return Read::Impossible };
    let at = match seconds {
        None => Some(local),
        // To the instant by its own zone, and from there to the clock of Vietnam.
        Some(seconds) => jiff::tz::Offset::from_seconds(seconds)
            .ok()
            .and_then(|offset| offset.to_timestamp(local).ok())
            .map(time::local),
    };
    match at {
        None => Read::Impossible,
        // Before the year 0, where its own zone has taken it: it could not be written again.
        Some(at) if at.year() < 0 => Read::Impossible,
        Some(at) if fraction.bytes().any(|b| b != b'0') => Read::Cut(at),
        Some(at) => Read::Is(at),
    }
}

/// Seconds east of UTC; `Some(None)` where no zone is given, nothing where the text is no zone.
fn offset(text: &str) -> Option<Option<i32>> {
    match text {
        "" => return Some(None),
        "Z" | "z" => return Some(Some(0)),
        _ => {}
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let two = |text: &str| {
        (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<i32>().ok())?
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours <= 14 && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_senders_is_read_as_the_clock_of_vietnam() {
        let check = |text: &str, expected: &str| {
            let Read::Is(at) = read(text) else { panic!("{text}: {:?}", read(text)) };
            assert_eq!(at.to_string(), expected, "{text}");
            assert_eq!(read(&write_compact(at).unwrap()), Read::Is(at));
            assert_eq!(read(&write_iso(at).unwrap()), Read::Is(at));
        };
        check("20261102080000", "2026-11-02T08:00:00");
        check("2026-11-02T08:00:00", "2026-11-02T08:00:00");
        check("2026-11-02 08:00:00.000", "2026-11-02T08:00:00");
        check("2026-11-02T08:00:00+07:00", "2026-11-02T08:00:00");
        check("2026-11-02T18:00:00Z", "2026-11-03T01:00:00");
        check("2026-11-02T00:00:00.0+09:30", "2026-11-01T21:30:00");
        check("00010101000000", "0001-01-01T00:00:00");
    }

    #[test]
    fn fractions_are_noticed_and_other_forms_are_not_guessed() {
        let at = "2026-11-02T08:00:00".parse().unwrap();
        assert_eq!(read("2026-11-02T08:00:00.1234567"), Read::Cut(at));
        for text in [
            "20261302080000",
            "20260229000000",
            "2026-11-02T24:00:00",
            "20261102086000",
            "0000-01-01T00:00:00+14:00",
        ] {
            assert_eq!(read(text), Read::Impossible, "{text}");
        }
        for text in [
            "",
            "20261102",
            "02/11/2026",
            "2026-11-02",
            "2026-11-02T08:00",
            "2026-11-02T08:00:00.",
            "2026-11-02T08:00:00+7",
            "2026-11-02T08:00:00+07:00x",
            "2026-11-02T08:00:00ặ",
            "2026-11-02ặ08:00:00",
            "２０２６１１０２０８００００",
            "202611020800001",
        ] {
            assert_eq!(read(text), Read::Other, "{text}");
        }
        assert_eq!(
            write_compact("-0001-01-01T00:00:00".parse::<DateTime>().unwrap_or(at)),
            write_compact(at)
        );
        assert_eq!(write_iso("2026-11-02T08:00:00.5".parse().unwrap()), None);
    }
}
