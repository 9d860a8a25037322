//! How long to wait before the next attempt: exponential, bounded, with jitter so that a thousand deliveries that
//! failed together do not come back together.

use std::time::Duration;

/// The first wait.
const FIRST: Duration = Duration::from_secs(2);
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// The wait after attempt number `attempt`, from 1. `random` is in `0.0..1.0`: half of the wait is fixed, half is jitter.
pub fn after(attempt: u32, random: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(20);
    let full = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    full.mul_f64(0.5 + 0.5 * random.clamp(0.0, 1.0))
}

/// A random number in `0.0..1.0`, good enough for jitter.
pub fn random() -> f64 {
    let mut bytes = [0; 4];
    // Without randomness there is no jitter, and nothing worse.
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_are_bounded() {
        let mut before = Duration::ZERO;
        for attempt in 1..=40 {
            let (low, high) = (after(attempt, 0.0), after(attempt, 1.0));
            assert!(low >= Duration::from_secs(1) && high <= LONGEST, "{attempt}");
            assert!(high >= before && low * 2 == high, "{attempt}");
            before = high;
        }
        assert_eq!(before, LONGEST);
    }
}
