//! Numbers of cells as exact decimal text.
//!
//! A cell holds a double. Programs write it with 15 to 17 digits, so `2.2` comes as `2.2000000000000002`: the shortest
//! text that gives the same double is what the person typed. A text of up to 15 digits, and a whole number written
//! out, stand as they are.

/// Digits that every double keeps.
pub(crate) const EXACT_DIGITS: usize = 15;

/// A number: its text, and the double that stands for it in dates.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub(crate) text: String,
    pub(crate) value: f64,
}

impl Number {
    /// The number that `text` writes; nothing where it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let numeric = |byte: u8| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E');
        if text.len() > 400 || !text.bytes().all(numeric) {
            return None;
        }
        let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
        let whole = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let text = if whole || digits(text) <= EXACT_DIGITS { text.to_owned() } else { shortest(value) };
        Some(Self { text, value })
    }

    /// The number with zeros in front up to so many digits; nothing where it is no whole number, is negative, or has
    /// more digits than every double keeps.
    pub(crate) fn filled_up(&self, digits: u8) -> Option<String> {
        let is_exact = (0.0..1e15).contains(&self.value) && self.value.fract() == 0.0;
        is_exact.then(|| format!("{:01$}", self.value as u64, usize::from(digits)))
    }

    /// The number of a double; nothing where it is not finite.
    pub(crate) fn of(value: f64) -> Option<Self> {
        value.is_finite().then(|| Self { text: shortest(value), value })
    }
}

/// The shortest decimal text that gives `value` again.
fn shortest(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-10..1e21).contains(&size) {
        value.to_string()
    } else {
        format!("{value:E}")
    }
}

/// Whether a cell gives back the digits of `text`, of which `value` is the double: few enough, or the shortest text of
/// their double, as what a program calculated is (`3.3000000000000003`). A whole number of so many digits is none of
/// these: whoever opens the sheet sees other digits than were written.
pub(crate) fn is_kept(text: &str, value: f64) -> bool {
    let is_exact = digits(text) <= EXACT_DIGITS || text.contains('.') && shortest(value) == text;
    // Of more digits before its point reading cannot tell whether they were rounded.
    is_exact && whole_digits(text) <= EXACT_DIGITS
}

/// How many digits stand before the point.
pub(crate) fn whole_digits(text: &str) -> usize {
    let whole = text.split(['.', 'e', 'E']).next().unwrap_or_default();
    whole.trim_start_matches(['-', '0']).len()
}

/// How many digits of `text` matter.
pub(crate) fn digits(text: &str) -> usize {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let all: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let all = all.trim_start_matches('0');
    if mantissa.contains('.') { all.len() } else { all.trim_end_matches('0').len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_its_digits() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Number::parse(text).map(|n| n.text).as_deref(), expected, "{text}");
        };
        check("2200", Some("2200"));
        check("1.50", Some("1.50"));
        check("2.2E3", Some("2.2E3"));
        check("2.2000000000000002", Some("2.2"));
        check("0.30000000000000004", Some("0.30000000000000004"));
        check("123456789012345678", Some("123456789012345678"));
        check("1.2345678901234568E+17", Some("123456789012345680"));
        check("-1.0000000000000001E-15", Some("-1E-15"));
        assert!(is_kept("999999999999999", 999_999_999_999_999.0) && !is_kept("1000000000000000", 1e15));
        for wrong in ["", "NaN", "inf", "1e999", "1,5", "0x1", " 1", "1 2", "--1"] {
            check(wrong, None);
        }
        assert_eq!(Number::of(12.5).map(|n| n.text).as_deref(), Some("12.5"));
        assert_eq!(Number::of(-0.0).map(|n| n.text).as_deref(), Some("0"));
        assert_eq!(Number::of(f64::NAN), None);
        let filled = |text: &str| Number::parse(text).and_then(|number| number.filled_up(5));
        assert_eq!(filled("123").as_deref(), Some("00123"));
        assert_eq!(filled("1.23E2").as_deref(), Some("00123"));
        assert_eq!(filled("1234567").as_deref(), Some("1234567"));
        for other in ["-123", "12.5", "1000000000000000"] {
            assert_eq!(filled(other), None, "{other}");
        }
    }
}
