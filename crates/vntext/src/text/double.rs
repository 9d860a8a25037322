//! UTF-8 that was read as windows-1252 or Latin-1 and written as UTF-8 again: `Tuyên` became `TuyÃªn`.
//!
//! Each byte of the first UTF-8 became a character of windows-1252, so taking these characters for bytes gives the
//! first UTF-8 back. Vietnamese text that was never damaged does not pass: it would have to consist of runs that are
//! valid UTF-8 by chance.

use crate::refused::refused;
use crate::table::windows::cp1252_byte;
use crate::unicode::nfc;

/// The text before it was encoded twice, in NFC; `None` when it does not look damaged in this way.
///
/// Damaged means: every run of characters beyond ASCII is, in windows-1252, valid UTF-8, and there is at least one.
/// The controls U+0080 to U+009F are taken for the bytes of the same number: Latin-1 has nothing else there, and Windows
/// takes what windows-1252 leaves open (81, 8D, 8F, 90, 9D) for them. Text with such controls does not pass
/// [`crate::Charset::decode`]; to repair it, call this on the UTF-8 before.
///
/// ```
/// use lienthong_vntext::text::repair_double_utf8;
/// assert_eq!(repair_double_utf8("TuyÃªn Quang").as_deref(), Some("Tuyên Quang"));
/// assert_eq!(repair_double_utf8("thá»\u{8B} xÃ£").as_deref(), Some("thị xã"));
/// assert_eq!(repair_double_utf8("há»\u{8D}c").as_deref(), Some("học"));
/// assert_eq!(repair_double_utf8("Tuyên Quang"), None);
/// ```
pub fn repair_double_utf8(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Vec<u8> = text.chars().map(cp1252_byte).collect::<Option<_>>()?;
    // A run is valid by itself when the whole is: ASCII between runs begins a new character.
    let before = String::from_utf8(bytes).ok()?;
    let is_text = before.chars().all(|letter| refused(letter).is_none());
    is_text.then(|| nfc(&before).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_undone_and_nothing_else_is_touched() {
        for text in ["Xã Thượng Ấm", "Ủy ban nhân dân", "“Đ”", "ọ ỏ ẩ ỉ ắ ề"] {
            let latin_1: String = text.bytes().map(char::from).collect();
            let twice: String = text.bytes().map(windows_1252).collect();
            for twice in [latin_1, twice] {
                assert_eq!(repair_double_utf8(&twice).as_deref(), Some(text), "{twice}");
            }
            assert_eq!(repair_double_utf8(text), None);
        }
        for text in ["", "abc", "é", "Ã", "café", "â€", "Ã©中", "\u{C2}\u{85}"] {
            assert_eq!(repair_double_utf8(text), None, "{text:?}");
        }
    }

    /// What Windows makes of a byte.
    fn windows_1252(byte: u8) -> char {
        let latin_1 = char::from(byte);
        ('\u{100}'..='\u{2122}').find(|&c| cp1252_byte(c) == Some(byte)).unwrap_or(latin_1)
    }
}
