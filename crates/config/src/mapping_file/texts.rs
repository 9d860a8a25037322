//! Texts that a mapping compares with those of files: in NFC, with every blank kept.

use lienthong_model::text::nfc;

use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::Value;

/// A text with something in it.
pub(super) fn text_of(value: &Value<'_>, sink: &mut Sink) -> Option<String> {
    let text = value.text(sink)?;
    if text.is_empty() {
        sink.push(value.error(Code::Empty).label("say something here", "cần có nội dung ở đây"));
        return None;
    }
    Some(nfc(text).into_owned())
}

/// Any text.
pub(super) fn any_text(value: &Value<'_>, sink: &mut Sink) -> Option<String> {
    Some(nfc(value.text(sink)?).into_owned())
}

/// Most texts of one list: far more than any format has, and few enough to be compared with each other.
const MAX_TEXTS: usize = 4_096;

/// The values of a list, or the value itself; nothing where there are too many.
pub(super) fn some_of<'a>(value: &Value<'a>, most: usize, sink: &mut Sink) -> Option<Vec<Value<'a>>> {
    let all = value.one_or_more();
    if all.len() > most {
        let found = value.error(Code::OutOfRange);
        sink.push(found.label(format!("more than {most}"), format!("nhiều hơn {most}")));
        return None;
    }
    Some(all)
}

/// One text or a list of them, at least one, none empty.
pub(super) fn texts_of(value: &Value<'_>, sink: &mut Sink) -> Option<Vec<String>> {
    let all = some_of(value, MAX_TEXTS, sink)?;
    if all.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
        return None;
    }
    let read: Vec<Option<String>> = all.iter().map(|value| text_of(value, sink)).collect();
    read.into_iter().collect()
}

/// One character.
pub(super) fn one_char(value: &Value<'_>, sink: &mut Sink) -> Option<char> {
    let text = text_of(value, sink)?;
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(c),
        _ => {
            sink.push(value.error(Code::OutOfRange).label("one character", "chỉ một ký tự"));
            None
        }
    }
}

/// One ASCII character.
pub(super) fn one_ascii(value: &Value<'_>, sink: &mut Sink) -> Option<u8> {
    let c = one_char(value, sink)?;
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => Some(byte),
        _ => {
            sink.push(value.error(Code::OutOfRange).label("one ASCII character", "chỉ một ký tự ASCII"));
            None
        }
    }
}

/// A text that means nothing, where it is not a blank.
pub(super) struct NothingText<'a> {
    pub(super) value: Value<'a>,
    pub(super) text: &'a str,
}

impl<'a> NothingText<'a> {
    /// Nothing for blanks, and for what is no text.
    pub(super) fn of(value: Value<'a>) -> Option<Self> {
        let text = value.as_text()?.trim();
        (!text.is_empty()).then_some(Self { value, text })
    }
}
