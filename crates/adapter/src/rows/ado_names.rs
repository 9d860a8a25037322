//! Names of elements as ADO.NET writes those that XML does not allow: `Tên_x0020_tỉnh`.

use std::borrow::Cow;

/// Characters that mean something in paths; in names they stay as ADO.NET writes them: `Nam_x002F_Nữ`.
pub const OF_PATHS: [char; 5] = ['/', ':', '@', '[', ']'];

/// `name` with its `_x0020_` as the characters that they stand for (`XmlConvert.DecodeName`), but those of paths.
pub fn decode_name(name: &str) -> Cow<'_, str> {
    if !name.contains("_x") {
        return name.into();
    }
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find("_x") {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        match escaped(rest).filter(|letter| !OF_PATHS.contains(letter)) {
            Some(letter) => {
                text.push(letter);
                rest = &rest[7..];
            }
            None => {
                text.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    text.push_str(rest);
    lienthong_vntext::nfc(&text).into_owned().into()
}

/// The character of the escape that `text` begins with.
pub fn escaped(text: &str) -> Option<char> {
    let code = text.get(2..7)?.strip_suffix('_')?;
    let is_hex = code.bytes().all(|byte| byte.is_ascii_hexdigit());
    u32::from_str_radix(code, 16).ok().filter(|_| is_hex).and_then(char::from_u32)
}
