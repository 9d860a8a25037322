//! UTF-8 that was read as windows-1252 and written as UTF-8 again: `Tuyên` became `TuyÃªn`.
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
/// The bytes 81, 8D, 8F, 90 and 9D, which windows-1252 leaves open, are taken for the controls of the same number, as
/// Windows does. Such text does not pass [`crate::Charset::decode`]; to repair it, call this on the UTF-8 before.
///
/// ```
/// use lienthong_vntext::text::repair_double_utf8;
/// assert_eq!(repair_double_utf8("TuyÃªn Quang").as_deref(), Some("Tuyên Quang"));
/// assert_eq!(repair_double_utf8("xÃ£ Háº¡ Lang, thá»\u{8B}").as_deref(), None);
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
            let twice: String = text.bytes().map(windows_1252).collect();
            assert_eq!(repair_double_utf8(&twice).as_deref(), Some(text), "{twice}");
            assert_eq!(repair_double_utf8(text), None);
        }
        for text in ["", "abc", "é", "Ã", "café", "â€", "Ã©中", "\u{C2}\u{85}"] {
            assert_eq!(repair_double_utf8(text), None, "{text:?}");
        }
    }

    /// What Windows makes of a byte.
    fn windows_1252(byte: u8) -> char {
        ('\0'..='\u{2122}').find(|&c| cp1252_byte(c) == Some(byte)).unwrap()
    }
}
