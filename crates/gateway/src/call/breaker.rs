//! Who does not answer is left alone for a while: one breaker for each receiver or service.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;

use crate::accept::later;

/// The first pause.
const FIRST: Duration = Duration::from_secs(1);
/// The longest pause: a receiver that comes back waits at most this long.
const LONGEST: Duration = Duration::from_secs(60);

/// The breakers that are not closed.
#[derive(Debug, Default)]
pub struct Breakers(Mutex<HashMap<String, Open>>);

#[derive(Debug, Clone, Copy)]
struct Open {
    failures: u32,
    until: Timestamp,
}

impl Breakers {
    /// Whether an attempt may be made. After the pause it may: the next outcome decides.
    pub fn may_try(&self, name: &str, now: Timestamp) -> bool {
        self.open(name).is_none_or(|open| open.until <= now)
    }

    /// Whether the last attempt succeeded.
    pub fn is_closed(&self, name: &str) -> bool {
        self.open(name).is_none()
    }

    /// How long nothing should be tried.
    pub fn pause(&self, name: &str, now: Timestamp) -> Option<Duration> {
        let open = self.open(name).filter(|open| now < open.until)?;
        Some(open.until.duration_since(now).unsigned_abs())
    }

    /// It answered.
    pub fn succeeded(&self, name: &str) {
        self.0.lock().expect("no panic while breakers are held").remove(name);
    }

    /// It did not answer: the pause doubles.
    pub fn failed(&self, name: &str, now: Timestamp) {
        let mut breakers = self.0.lock().expect("no panic while breakers are held");
        let open = breakers.entry(name.to_owned()).or_insert(Open { failures: 0, until: now });
        let pause = FIRST.saturating_mul(1 << open.failures.min(10)).min(LONGEST);
        *open = Open { failures: open.failures + 1, until: later(now, pause) };
    }

    fn open(&self, name: &str) -> Option<Open> {
        self.0.lock().expect("no panic while breakers are held").get(name).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_end_with_an_answer() {
        let breakers = Breakers::default();
        let now: Timestamp = "2026-11-20T00:00:00Z".parse().unwrap();
        for expected in [1, 2, 4, 8, 16, 32, 60, 60] {
            breakers.failed("a", now);
            assert_eq!(breakers.pause("a", now), Some(Duration::from_secs(expected)));
            assert!(!breakers.may_try("a", now) && breakers.may_try("b", now));
        }
        assert!(breakers.may_try("a", later(now, Duration::from_secs(60))));
        breakers.succeeded("a");
        assert!(breakers.may_try("a", now) && breakers.is_closed("a"));
    }
}
