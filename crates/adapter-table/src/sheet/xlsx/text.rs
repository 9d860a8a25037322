//! Text of cells: the escapes of characters that XML cannot hold.
//!
//! `_x000D_` is the UTF-16 unit 000D. A text that looks like an escape by itself is written with its first `_` escaped:
//! `_x005F_x000D_` (ECMA-376 part 1, 22.9.2.19).

use std::borrow::Cow;
use std::fmt::Write;

const LENGTH: usize = "_x000D_".len();

/// `text` without escapes; nothing where they give half a character.
pub(crate) fn unescape(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains("_x") {
        return Some(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut high = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let Some(unit) = escape(rest) else {
            if high.is_some() {
                return None;
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = &rest[LENGTH..];
        match (high.take(), unit) {
            (None, 0xd800..0xdc00) => high = Some(unit),
            (high, unit) => {
                let units = high.into_iter().chain([unit]);
                for decoded in char::decode_utf16(units) {
                    out.push(decoded.ok()?);
                }
            }
        }
    }
    high.is_none().then_some(Cow::Owned(out))
}

/// Writes `text` as XML content: escaped for XML, and what would look like an escape as one.
pub(crate) fn write(text: &str, out: &mut String) {
    let mut rest = text;
    let is_special = |byte| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\r' | b'_');
    while let Some(at) = rest.bytes().position(is_special) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match from.as_bytes()[0] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            // XML readers make a line feed of it.
            b'\r' => "_x000D_",
            _ if escape(from).is_some() => "_x005F_",
            _ => "_",
        });
        rest = &from[1..];
    }
    out.push_str(rest);
}

/// `text` as the value of an attribute.
pub(crate) fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// The unit of an escape at the start of `text`.
fn escape(text: &str) -> Option<u16> {
    let bytes = text.as_bytes().get(..LENGTH)?;
    let digits = bytes.strip_prefix(b"_x")?.strip_suffix(b"_")?;
    let digits = std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_what_looks_like_one_survives() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(unescape(text).as_deref(), expected, "{text}");
        };
        check("a_x000D_\nb", Some("a\r\nb"));
        check("_x005F_x000D_", Some("_x000D_"));
        check("_xD83D__xDE00_", Some("😀"));
        check("_x00D_ _xyz_ tên_xã", Some("_x00D_ _xyz_ tên_xã"));
        check("_xD83D_", None);
        check("_xD83D_a", None);
        check("_xDE00_", None);
        for text in ["a\r\nb", "_x000D_", "_x005F_", "<&>\"'", "Ỷ La", "__x0041_", "\t_x"] {
            let mut out = String::new();
            write(text, &mut out);
            let plain = quick_xml::escape::unescape(&out).unwrap().into_owned();
            assert_eq!(unescape(&plain).as_deref(), Some(text));
        }
    }
}
