//! Control characters in the values of a column, each with the first rows where it stands.
//!
//! Two old charsets have capitals on some of them. Which they are is known when the charset of the column is, after all
//! values were seen: until then every control character is kept apart.

use std::collections::{BTreeMap, BTreeSet};

use lienthong_vntext::Charset;

/// The control characters of a column.
#[derive(Debug, Default)]
pub(crate) struct Controls {
    rows: BTreeMap<u8, Vec<u64>>,
}

impl Controls {
    /// Looks at one value of this row, and remembers at most `most` rows of each character.
    pub(crate) fn add(&mut self, value: &[u8], row: u64, most: usize) {
        for byte in value.iter().copied().filter(|byte| is_control(*byte)) {
            let rows = self.rows.entry(byte).or_default();
            if rows.len() < most && rows.last() != Some(&row) {
                rows.push(row);
            }
        }
    }

    /// The first rows of those that are no letters in `charset`.
    pub(crate) fn odd(&self, charset: Option<Charset>, most: usize) -> Vec<u64> {
        let is_letter = |byte: u8| charset.is_some_and(|charset| charset.decode(&[byte]).is_ok());
        let odd = self.rows.iter().filter(|(byte, _)| !is_letter(**byte)).flat_map(|(_, rows)| rows);
        odd.copied().collect::<BTreeSet<u64>>().into_iter().take(most).collect()
    }
}

/// Whether a byte is a control character that no text has, in every charset but two.
pub(crate) const fn is_control(byte: u8) -> bool {
    byte == 0x7F || byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_the_charset_is_nothing_odd() {
        let mut controls = Controls::default();
        for (row, value) in
            [(2, &b"N\x06"[..]), (3, b"A\tB\r\n"), (4, b"\x07\x07"), (5, b"NAM\x1a"), (6, b"\x06")]
        {
            controls.add(value, row, 2);
        }
        assert_eq!(controls.odd(Some(Charset::TcvnVn1), 5), [4, 5]);
        assert_eq!(controls.odd(None, 5), [2, 4, 5, 6]);
        assert_eq!(controls.odd(Some(Charset::Utf8), 1), [2]);
    }
}
