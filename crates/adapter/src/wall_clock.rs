//! Points in time in ISO form, with or without a zone. All become wall clocks in Vietnam.
//!
//! Parsers of libraries leave off a zone, or take the 60th second for the 59th; here nothing is left off in silence.

use jiff::civil::{Date, DateTime, Time};
use lienthong_model::time;

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// A point in time.
    Is(DateTime),
    /// One with a fraction of a second that is not zero; the fraction is left off.
    Cut(DateTime),
    /// Written like one, but no day or time of the calendar.
    Impossible,
    /// Not written like one.
    Other,
}

/// Reads `yyyy-MM-ddTHH:mm:ss`, a space for the `T`, with a fraction of up to nine digits and `Z` or `+07:00`.
pub fn read(text: &str) -> Read {
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
    let Some(local) = digits_of(&digits) else { return Read::Impossible };
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

/// `yyyyMMddHHmmss`, all digits; nothing where that is no time of the calendar.
pub fn digits_of(text: &str) -> Option<DateTime> {
    let part = |from: usize, length: usize| text[from..from + length].parse::<i16>().ok();
    let small = |from: usize| part(from, 2).and_then(|n| i8::try_from(n).ok());
    let date = Date::new(part(0, 4)?, small(4)?, small(6)?).ok()?;
    let time = Time::new(small(8)?, small(10)?, small(12)?, 0).ok()?;
    Some(date.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_converted_and_nothing_is_left_off_in_silence() {
        let is = |text: &str, expected: &str| {
            assert_eq!(read(text), Read::Is(expected.parse().unwrap()), "{text}")
        };
        is("2026-11-02T08:00:00", "2026-11-02T08:00:00");
        is("2026-11-02T08:00:00+07:00", "2026-11-02T08:00:00");
        is("2026-11-02T08:00:00+08:00", "2026-11-02T07:00:00");
        is("2026-11-02 18:00:00.000Z", "2026-11-03T01:00:00");
        assert_eq!(read("2026-11-02T08:00:00.5"), Read::Cut("2026-11-02T08:00:00".parse().unwrap()));
        for text in ["2026-11-02T08:00:60", "2026-02-29T00:00:00", "2026-11-02T24:00:00"] {
            assert_eq!(read(text), Read::Impossible, "{text}");
        }
        for text in
            ["", "2026-11-02", "2026-11-02T08:00", "2026-11-02T08:00:00+7", "2026-11-02T08:00:00[Asia/Tokyo]"]
        {
            assert_eq!(read(text), Read::Other, "{text}");
        }
    }
}
