//! Instants as SQLite keeps them: nanoseconds since 1970.

use jiff::Timestamp;

use super::schema::BLOCKED;

/// `at` as it is stored. Instants that 64 bits cannot hold (before 1677, after 2262) become the nearest that they can.
pub(super) fn to_stored(at: Timestamp) -> i64 {
    let nanos = at.as_nanosecond();
    i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX }).min(BLOCKED - 1)
}

/// What was stored.
pub(super) fn from_stored(nanos: i64) -> Timestamp {
    Timestamp::from_nanosecond(nanos.into()).expect("64 bits of nanoseconds lie within the calendar")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_comes_back_to_the_nanosecond() {
        for text in ["2026-03-01T07:00:00.123456789+07:00", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.9Z"]
        {
            let at: Timestamp = text.parse().unwrap();
            assert_eq!(from_stored(to_stored(at)), at, "{text}");
        }
    }

    #[test]
    fn an_instant_beyond_64_bits_keeps_its_side_and_never_means_blocked() {
        assert!(to_stored(Timestamp::MAX) < BLOCKED);
        assert!(from_stored(to_stored(Timestamp::MAX)) > "2262-01-01T00:00:00Z".parse().unwrap());
        assert!(from_stored(to_stored(Timestamp::MIN)) < "1678-01-01T00:00:00Z".parse().unwrap());
    }
}
