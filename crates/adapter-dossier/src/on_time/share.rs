//! A share of a hundred.

use std::fmt;

/// `part` of `whole`. Prints with two decimals, rounded half up: `66.67`; and `n/a` where the whole is nothing, since a
/// share of nothing is not "all of it".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.whole == 0 {
            return f.write_str("n/a");
        }
        let (part, whole) = (u128::from(self.part), u128::from(self.whole));
        let hundredths = (part * 20_000 + whole) / (2 * whole);
        write!(f, "{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_not_all_of_it() {
        let check = |part, whole, text: &str| assert_eq!(Share { part, whole }.to_string(), text);
        check(0, 0, "n/a");
        check(0, 3, "0.00");
        check(2, 3, "66.67");
        check(1, 3, "33.33");
        check(3, 3, "100.00");
        check(1, 800, "0.13");
        check(u64::MAX, u64::MAX, "100.00");
    }
}
