//! Instants and durations.

use std::time::Duration;

use jiff::Timestamp;

/// To the wire.
pub fn to_wire(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }.normalized_timestamp()
}

/// From the wire; nothing where it is outside of the calendar or not normalized.
pub fn from_wire(at: &prost_types::Timestamp) -> Option<Timestamp> {
    if !(0..1_000_000_000).contains(&at.nanos) {
        return None;
    }
    Timestamp::new(at.seconds, at.nanos).ok()
}

/// To the wire; longer than the wire can say becomes the longest.
pub fn duration_to_wire(duration: Duration) -> prost_types::Duration {
    prost_types::Duration {
        seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        nanos: i32::try_from(duration.subsec_nanos()).unwrap_or(0),
    }
}

/// From the wire; nothing where it is negative.
pub fn duration_from_wire(duration: &prost_types::Duration) -> Option<Duration> {
    let seconds = u64::try_from(duration.seconds).ok()?;
    let nanos = u32::try_from(duration.nanos).ok().filter(|nanos| *nanos < 1_000_000_000)?;
    Some(Duration::new(seconds, nanos))
}

/// Seconds and nanoseconds of instants before 1970 have the same sign in jiff; the wire wants nanoseconds positive.
trait Normalized {
    fn normalized_timestamp(self) -> Self;
}

impl Normalized for prost_types::Timestamp {
    fn normalized_timestamp(mut self) -> Self {
        if self.nanos < 0 {
            self.seconds -= 1;
            self.nanos += 1_000_000_000;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_survives_the_wire() {
        for text in ["2026-11-20T01:02:03.000000004Z", "1969-12-31T23:59:59.5Z", "1970-01-01T00:00:00Z"] {
            let at: Timestamp = text.parse().unwrap();
            let wire = to_wire(at);
            assert!(wire.nanos >= 0);
            assert_eq!(from_wire(&wire), Some(at), "{text}");
        }
        assert_eq!(from_wire(&prost_types::Timestamp { seconds: i64::MAX, nanos: 0 }), None);
        assert_eq!(from_wire(&prost_types::Timestamp { seconds: 0, nanos: -1 }), None);
    }
}
