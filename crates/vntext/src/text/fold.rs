//! Keys for comparing what people write in headers and labels.
//!
//! For comparing only: different words get the same key, and a key is no text to store or to send.

use crate::unicode::{nfc, nfd};

/// A key without case, without Vietnamese marks, đ as d, and with runs of white space as one space, none at the ends.
///
/// Marks of other scripts go too, as long as they are combining marks of U+0300 to U+036F.
///
/// ```
/// use lienthong_vntext::text::fold;
/// assert_eq!(fold("  NGÀY  THÁNG\u{A0}năm Đẻ "), "ngay thang nam de");
/// assert_eq!(fold("hoà"), fold("hòa"));
/// ```
pub fn fold(text: &str) -> String {
    spaced(
        nfd(text)
            .filter(|c| !matches!(c, '\u{300}'..='\u{36F}'))
            .flat_map(char::to_lowercase)
            .map(|c| if c == 'đ' { 'd' } else { c }),
    )
}

/// The same with all marks kept, in NFC.
///
/// ```
/// use lienthong_vntext::text::fold_keep_marks;
/// assert_eq!(fold_keep_marks("Họ  và TÊN"), "họ và tên");
/// ```
pub fn fold_keep_marks(text: &str) -> String {
    let lower = text.to_lowercase();
    spaced(nfc(&lower).chars())
}

/// White space as single spaces.
fn spaced(letters: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut is_gap = false;
    for letter in letters {
        if letter.is_whitespace() {
            is_gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut is_gap) {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}
