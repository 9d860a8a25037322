//! Columns as spreadsheets call them: `A`, `B`, …, `Z`, `AA`, …

/// The letters of a column, counted from 0.
pub(crate) fn letters(column: u32) -> String {
    let mut letters = String::new();
    push_letters(column, &mut letters);
    letters
}

/// The same, appended.
pub(crate) fn push_letters(column: u32, to: &mut String) {
    if column >= 26 {
        push_letters(column / 26 - 1, to);
    }
    to.push(char::from(b'A' + u8::try_from(column % 26).expect("below 26")));
}

/// The column of `letters`, counted from 0; nothing where they are none or go beyond the widest sheet.
pub(crate) fn column(letters: &str) -> Option<u32> {
    let (column, rest) = split(letters.as_bytes())?;
    rest.is_empty().then_some(column)
}

/// Column and row, both from 0, of a reference such as `B7`; `$` may stand before each.
pub(crate) fn cell(reference: &str) -> Option<(u32, u32)> {
    let bytes = reference.as_bytes();
    let (column, rest) = split(bytes.strip_prefix(b"$").unwrap_or(bytes))?;
    let digits = rest.strip_prefix(b"$").unwrap_or(rest);
    if digits.is_empty() || digits.len() > 7 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let row = digits.iter().fold(0, |row, digit| row * 10 + u32::from(digit - b'0'));
    Some((column, row.checked_sub(1).filter(|row| *row < super::MAX_ROWS)?))
}

fn split(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    if !(1..=3).contains(&length) {
        return None;
    }
    let (letters, rest) = bytes.split_at(length);
    let number =
        letters.iter().fold(0, |n, letter| n * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    Some((number - 1, rest)).filter(|(column, _)| *column < super::MAX_COLUMNS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_columns_are_each_others_inverse() {
        for (number, text) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(letters(number), text);
            assert_eq!(column(text), Some(number));
        }
        assert_eq!(cell("$B$7"), Some((1, 6)));
        assert_eq!(cell("XFD1048576"), Some((16_383, 1_048_575)));
        for wrong in ["", "7", "A", "A0", "XFE1", "A1048577", "A1 ", "AAAA1", "Ă1", "A99999999"] {
            assert_eq!(cell(wrong), None, "{wrong}");
        }
    }
}
