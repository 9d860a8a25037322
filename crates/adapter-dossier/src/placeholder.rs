//! Numbers that senders write where they know none. They belong to nobody: never a search key, never matched.

/// Which numbers are placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholders {
    listed: Vec<String>,
}

impl Default for Placeholders {
    /// `000000001`, which senders write as an old id number.
    fn default() -> Self {
        Self { listed: vec!["000000001".to_owned()] }
    }
}

impl Placeholders {
    /// Those that an administrator has listed.
    pub fn new(listed: impl IntoIterator<Item = String>) -> Self {
        Self { listed: listed.into_iter().collect() }
    }

    /// Whether `number` belongs to nobody: empty, one digit again and again (`0`, `111111111`), or listed.
    pub fn covers(&self, number: &str) -> bool {
        let number = number.trim();
        let mut bytes = number.bytes();
        let all_equal = match bytes.next() {
            None => true,
            Some(first) => first.is_ascii_digit() && bytes.all(|byte| byte == first),
        };
        all_equal || self.listed.iter().any(|listed| listed == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_nobody() {
        for number in ["", " ", "0", "000000001", " 000000001 ", "000000000", "111111111111"] {
            assert!(Placeholders::default().covers(number), "{number:?}");
        }
        for number in ["000000000123", "000000002", "01", "aaaaaaaaa"] {
            assert!(!Placeholders::default().covers(number), "{number:?}");
        }
        let own = Placeholders::new(["123456789".to_owned()]);
        assert!(own.covers("123456789") && own.covers("0") && !own.covers("000000001"));
    }
}
