//! Points in time as senders write them: `yyyyMMddHHmmss`, or ISO with or without a zone. All are wall clocks in Vietnam.

use jiff::civil::DateTime;
use lienthong_adapter::wall_clock;

pub(crate) use lienthong_adapter::wall_clock::Read;

/// Reads `text` in any of the forms. A zone is converted to the clock of Vietnam.
pub(crate) fn read(text: &str) -> Read {
    if text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit()) {
        return wall_clock::digits_of(text).map_or(Read::Impossible, Read::Is);
    }
    wall_clock::read(text)
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
