//! Values that the charset of their column does not have: a few rows of another program among those of one.
//!
//! Which charset a column is in is known when all values were seen: until then the rows that each of them cannot read are
//! kept apart, the first few.

use lienthong_vntext::Charset;

use crate::controls::is_control;

/// Rows that each charset cannot read.
#[derive(Debug, Default)]
pub(crate) struct Strays {
    /// Of UTF-8, then of each old charset.
    rows: [Vec<u64>; 1 + Charset::OLD.len()],
}

impl Strays {
    /// Looks at one value of this row, and remembers at most `most` rows of each charset. Control characters are told by
    /// themselves.
    pub(crate) fn add(&mut self, value: &[u8], row: u64, most: usize) {
        if value.is_ascii() || value.iter().copied().any(is_control) {
            return;
        }
        for (charset, rows) in all().zip(&mut self.rows) {
            if rows.len() < most && !reads(charset, value) {
                rows.push(row);
            }
        }
    }

    /// The first rows that this charset cannot read.
    pub(crate) fn of(&self, charset: Charset) -> &[u64] {
        let charset = if charset == Charset::Utf8Nfd { Charset::Utf8 } else { charset };
        let at = all().position(|own| own == charset);
        at.map_or(&[], |at| &self.rows[at])
    }
}

/// Charsets of bytes.
fn all() -> impl Iterator<Item = Charset> {
    [Charset::Utf8].into_iter().chain(Charset::OLD)
}

/// What was encoded twice holds controls, and is UTF-8 all the same.
fn reads(charset: Charset, value: &[u8]) -> bool {
    match charset {
        Charset::Utf8 => std::str::from_utf8(value).is_ok(),
        _ => charset.decode(value).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_another_charset_are_known_once_that_of_the_column_is() {
        let mut strays = Strays::default();
        for row in 2..9 {
            let charset = if matches!(row, 4 | 7) { Charset::Utf8 } else { Charset::Tcvn3Abc };
            strays.add(&charset.encode("Nguyễn Thị Mẫu").unwrap(), row, 5);
        }
        strays.add(b"Mau", 9, 5);
        strays.add(b"M\xc8\x01u", 10, 5);
        assert_eq!(strays.of(Charset::Tcvn3Abc), [4, 7]);
        assert_eq!(strays.of(Charset::Utf8), [2, 3, 5, 6, 8]);
        assert_eq!(strays.of(Charset::Utf16Le), [0; 0]);
    }
}
