//! Changing case, where a mapping asks for it (`case = "upper"`, `"lower"` or `"title"`).
//!
//! Unicode's default casing (Unicode 3.13), which is right for Vietnamese: no letter has a rule of its own.

use crate::unicode::nfc;

/// `text` in capitals.
///
/// ```
/// assert_eq!(lienthong_vntext::case::upper("thị trấn"), "THỊ TRẤN");
/// ```
pub fn upper(text: &str) -> String {
    normal(text.to_uppercase())
}

/// `text` in small letters.
pub fn lower(text: &str) -> String {
    normal(text.to_lowercase())
}

/// Each word of `text` with a capital first letter and small letters after it. Words end at white space and hyphens.
///
/// ```
/// assert_eq!(lienthong_vntext::case::title("NGUYễN THị ÁNH"), "Nguyễn Thị Ánh");
/// ```
pub fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_inside = false;
    for letter in nfc(text).chars() {
        if is_inside {
            out.extend(letter.to_lowercase());
        } else {
            out.extend(letter.to_uppercase());
        }
        is_inside = !(letter.is_whitespace() || letter == '-');
    }
    normal(out)
}

/// Casing can leave NFC in scripts other than Latin.
fn normal(text: String) -> String {
    match nfc(&text) {
        std::borrow::Cow::Borrowed(_) => text,
        std::borrow::Cow::Owned(other) => other,
    }
}
