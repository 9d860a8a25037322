//! Instants and durations, as people write and read them. People are in Vietnam: UTC+7, without summer time.

use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use lienthong_model::time;
use lienthong_wire::time::from_wire;

use crate::texts::Said;

/// For people: `2026-11-20 08:00:00`, Vietnam.
pub(crate) fn show(at: Timestamp) -> String {
    time::local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// For people; empty where absent.
pub(crate) fn show_wire(at: &Option<prost_types::Timestamp>) -> String {
    at.as_ref().and_then(from_wire).map(show).unwrap_or_default()
}

/// For people, from the JSON of a record; empty where it is no instant.
pub(crate) fn show_text(at: &serde_json::Value) -> String {
    at.as_str().and_then(|text| text.parse().ok()).map(show).unwrap_or_default()
}

/// For programs: RFC 3339 in UTC; null where absent.
pub(crate) fn json_wire(at: &Option<prost_types::Timestamp>) -> Option<String> {
    at.as_ref().and_then(from_wire).map(|at| at.to_string())
}

/// `30s`, `5m`, `8h`, `30d`.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, Said> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let scale = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => 0,
    };
    let millis =
        number.parse::<u64>().ok().filter(|_| scale > 0).and_then(|number| number.checked_mul(scale));
    millis.map(Duration::from_millis).ok_or_else(|| {
        Said::new(
            "write a whole number and one of ms, s, m, h, d, e.g. 30s",
            "hãy ghi số nguyên kèm ms, s, m, h hoặc d, ví dụ 30s",
        )
    })
}

/// An instant: RFC 3339, a day in Vietnam (its beginning), or how long ago (`2h`, `7d`).
pub(crate) fn parse_instant(text: &str) -> Result<Timestamp, Said> {
    parse_instant_at(text, Timestamp::now())
}

fn parse_instant_at(text: &str, now: Timestamp) -> Result<Timestamp, Said> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let refusal = || {
        Said::new(
            "write 2026-11-20, 2026-11-20T08:00:00+07:00, or how long ago, e.g. 2h",
            "hãy ghi 2026-11-20, 2026-11-20T08:00:00+07:00, hoặc cách nay bao lâu, ví dụ 2h",
        )
    };
    if let Ok(ago) = parse_duration(text) {
        let ago = SignedDuration::try_from(ago).map_err(|_| refusal())?;
        return now.checked_sub(ago).map_err(|_| refusal());
    }
    let day: Date = text.parse().map_err(|_| refusal())?;
    time::instant(day.at(0, 0, 0, 0)).ok_or_else(refusal)
}

/// A duration for people, rounded to what matters.
pub(crate) fn show_duration(duration: Duration) -> Said {
    let seconds = duration.as_secs();
    let (number, en, vi) = match seconds {
        0..=119 => (seconds, "s", "giây"),
        120..=7_199 => (seconds / 60, "min", "phút"),
        7_200..=172_799 => (seconds / 3_600, "h", "giờ"),
        _ => (seconds / 86_400, "days", "ngày"),
    };
    Said::new(format!("{number} {en}"), format!("{number} {vi}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_people_write_them() {
        let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let check = |text: &str, expected: Option<&str>| {
            let expected = expected.map(|text| text.parse::<Timestamp>().unwrap());
            assert_eq!(parse_instant_at(text, now).ok(), expected, "{text}");
        };
        check("2026-11-20", Some("2026-11-19T17:00:00Z"));
        check("2026-11-20T08:00:00+07:00", Some("2026-11-20T01:00:00Z"));
        check("2h", Some("2026-11-20T08:00:00Z"));
        check("20-11-2026", None);
        check("2026-02-30", None);
        check("", None);
        check("99999999999999999d", None);
        assert_eq!(show("2026-11-20T01:00:00Z".parse().unwrap()), "2026-11-20 08:00:00");
        assert_eq!(show_text(&"2026-11-20T18:00:00.5Z".into()), "2026-11-21 01:00:00");
        assert_eq!(show_text(&serde_json::Value::Null), "");
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(parse_duration("8h"), Ok(Duration::from_secs(8 * 3600)));
        for bad in ["", "8", "h", "-1s", "1.5h", "8 h", "8H"] {
            assert!(parse_duration(bad).is_err(), "{bad:?}");
        }
    }
}
