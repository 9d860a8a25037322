//! One JSON string: its escapes undone, in NFC.

use std::borrow::Cow;

use lienthong_adapter::Finding;
use lienthong_model::text::nfc;

use crate::reasons::*;

/// Reads the string that `input` begins with: the text, and the bytes that it takes with its quotes. A refusal comes
/// with the offset of the mistake.
pub(super) fn read(input: &str, most: usize) -> Result<(String, usize), (Finding, usize)> {
    let bytes = input.as_bytes();
    let mut text = String::new();
    let mut at = 1;
    loop {
        let plain = bytes[at..].iter().take_while(|b| **b >= 0x20 && **b != b'"' && **b != b'\\').count();
        text.push_str(&input[at..at + plain]);
        at += plain;
        if text.len() > most {
            return Err((Finding::new(&JSON_TEXT_TOO_LARGE).expected(most.to_string()), 0));
        }
        match bytes.get(at) {
            Some(b'"') => {
                let text = match nfc(&text) {
                    Cow::Borrowed(_) => text,
                    Cow::Owned(normal) => normal,
                };
                return Ok((text, at + 1));
            }
            Some(b'\\') => {
                let (c, length) = escape(&input[at..]).map_err(|finding| (finding, at))?;
                text.push(c);
                at += length;
            }
            Some(control) => {
                let found = format!("U+{control:04X}");
                return Err((Finding::new(&JSON_CONTROL_CHARACTER).found(found), at));
            }
            None => return Err((Finding::new(&JSON_TRUNCATED).expected("`\"`"), at)),
        }
    }
}

/// The character of the escape that `input` begins with, and the bytes that it takes.
fn escape(input: &str) -> Result<(char, usize), Finding> {
    let plain = match input.as_bytes().get(1) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let first = unit(input).ok_or_else(|| Finding::new(&JSON_ESCAPE))?;
            if let Some(c) = char::from_u32(first) {
                return Ok((c, 6));
            }
            // Half of a character: the other half must follow.
            let second = input.get(6..).and_then(unit);
            let pair = match (first, second) {
                (0xd800..=0xdbff, Some(second @ 0xdc00..=0xdfff)) => {
                    char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))
                }
                _ => None,
            };
            return pair.map(|c| (c, 12)).ok_or_else(|| Finding::new(&JSON_LONE_SURROGATE));
        }
        _ => return Err(Finding::new(&JSON_ESCAPE)),
    };
    Ok((plain, 2))
}

/// The four digits of an escape `\uXXXX` at the beginning of `input`.
fn unit(input: &str) -> Option<u32> {
    let digits = input.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}
