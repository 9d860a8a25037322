//! What is done to the text of a cell, against the values that the field may have: nothing is made up, and every text
//! of the mapping can be found.

use lienthong_adapter::mapping::{Clean, Form};
use lienthong_model::schema::{Field, Kind};
use lienthong_model::text::nfc;

use super::texts::NothingText;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::{Fields, Value, quoted};

/// A field as it was read.
pub(super) struct Read<'a> {
    pub(super) field: &'a Field,
    pub(super) form: &'a Form,
    pub(super) clean: &'a Clean,
    pub(super) nothing: &'a [String],
    /// Whether anything is read into it.
    pub(super) reads: bool,
    /// Whether rows without a value get one.
    pub(super) fills: bool,
}

/// Checks one field; its keys are asked for again, to point at them.
pub(super) fn check(table: &mut Fields<'_>, read: &Read<'_>, sink: &mut Sink) {
    let before = sink.len();
    if let Some(value) = table.get("pad_left") {
        pad_left(&value, read, sink);
    }
    if !read.reads || sink.len() > before {
        return;
    }
    match read.form {
        Form::Codes(_) => codes(table, read, sink),
        Form::Boolean { .. } => words(table, read, sink),
        _ => own_codes(table, read, sink),
    }
    nothing(table, read, sink);
}

/// `pad_left` gives back zeros, and makes nothing else up.
fn pad_left(value: &Value<'_>, read: &Read<'_>, sink: &mut Sink) {
    let Some((with, to)) = read.clean.pad_left else { return };
    let makes_up = match read.field.kind {
        Kind::Digits { .. } => with != '0',
        _ => with != '0' && (with.is_alphanumeric() || "+-−.,".contains(with)),
    };
    let (low, high) = match read.field.kind {
        Kind::Digits { min, max } => (usize::from(min), usize::from(max)),
        Kind::Text { max_chars: Some(most) } => (0, usize::try_from(most).unwrap_or(usize::MAX)),
        _ => (0, usize::MAX),
    };
    if !makes_up && (low..=high).contains(&to) {
        return;
    }
    let found = value.error(Code::FillsWrongly);
    let found = if makes_up {
        found.label(
            format!("{with:?} in front makes another value; zeros alone are given back"),
            format!("thêm {with:?} vào trước làm thành giá trị khác; chỉ số 0 mới được trả lại"),
        )
    } else {
        found.label(
            format!("the field has {low} to {high}, and {to} are filled up"),
            format!("trường có từ {low} đến {high} ký tự, còn ở đây thêm cho đủ {to}"),
        )
    };
    let right = format!("{{ with = \"0\", to = {} }}", to.clamp(low, high));
    sink.push(found.suggest(value.span.clone(), right));
}

/// Why no cell has a text, when it is compared.
enum Never {
    /// It would have been changed.
    Changed(String),
    /// It means nothing.
    Nothing,
}

fn never(text: &str, read: &Read<'_>) -> Option<Never> {
    if read.nothing.iter().any(|nothing| nothing == text) {
        return Some(Never::Nothing);
    }
    let changed = read.clean.apply(text);
    (changed != text).then(|| Never::Changed(changed.into_owned()))
}

fn say(found: Diagnostic, never: &Never) -> Diagnostic {
    match never {
        Never::Changed(text) => found.label(
            format!("a cell with it is {text:?} when it is compared"),
            format!("ô có chuỗi này thành {text:?} khi so sánh"),
        ),
        Never::Nothing => {
            found.label("`nothing` says that it means nothing", "`nothing` quy định chuỗi này nghĩa là trống")
        }
    }
}

/// The codes of the format.
fn codes(table: &mut Fields<'_>, read: &Read<'_>, sink: &mut Sink) {
    let (Form::Codes(map), Some(value)) = (read.form, table.get("codes")) else { return };
    let is_inline = value.table(sink).filter(|table| !table.pairs().iter().any(|(key, _)| *key == "list"));
    if let Some(inline) = is_inline {
        for (legacy, value) in inline.pairs() {
            let Some(never) = never(&nfc(legacy), read) else { continue };
            let found = say(value.error_at_key(Code::NeverFound), &never);
            let span = found.place.as_ref().map(|place| place.span.clone());
            sink.push(match (never, span) {
                (Never::Changed(text), Some(span)) if map.read(&text).is_none() => {
                    found.suggest(span, quoted(&text))
                }
                _ => found,
            });
        }
        return;
    }
    if let Some((legacy, never)) = map.legacy().into_iter().find_map(|code| Some((code, never(code, read)?)))
    {
        let found = match never {
            Never::Changed(text) => value.error(Code::NeverFound).label(
                format!("a cell with {legacy:?} is {text:?} when it is compared"),
                format!("ô có {legacy:?} thành {text:?} khi so sánh"),
            ),
            Never::Nothing => value.error(Code::NeverFound).label(
                format!("{legacy:?} means nothing by `nothing`"),
                format!("{legacy:?} nghĩa là trống theo `nothing`"),
            ),
        };
        sink.push(found);
    }
}

/// The words for yes and no.
fn words(table: &mut Fields<'_>, read: &Read<'_>, sink: &mut Sink) {
    let all = [table.get("yes"), table.get("no")];
    for value in all.iter().flatten().flat_map(Value::one_or_more) {
        let Some(never) = value.as_text().and_then(|text| never(&nfc(text), read)) else { continue };
        let found = say(value.error(Code::NeverFound), &never);
        sink.push(match never {
            Never::Changed(text) if !text.is_empty() => found.suggest(value.span.clone(), quoted(&text)),
            _ => found,
        });
    }
}

/// Codes that stand in the format as they are.
fn own_codes(table: &mut Fields<'_>, read: &Read<'_>, sink: &mut Sink) {
    let Kind::Code(list) = &read.field.kind else { return };
    let lost: Vec<&str> = list
        .labels
        .keys()
        .map(String::as_str)
        .filter(|code| matches!(never(code, read), Some(Never::Changed(_))))
        .collect();
    if lost.is_empty() {
        return;
    }
    let keys = ["case", "pad_left", "collapse_spaces", "fix_lookalikes"];
    let Some(value) = keys.into_iter().find_map(|key| table.get(key)) else { return };
    let (shown, name) = (lost[..lost.len().min(5)].join(", "), &list.name);
    sink.push(value.error_at_key(Code::NeverFound).label(
        format!("it changes codes of {name} into others: {shown}"),
        format!("làm đổi mã của {name} thành chuỗi khác: {shown}"),
    ));
}

/// `nothing` beside the values of the field.
fn nothing(table: &mut Fields<'_>, read: &Read<'_>, sink: &mut Sink) {
    let Some(value) = table.get("nothing") else { return };
    let texts: Vec<NothingText<'_>> = value.one_or_more().into_iter().filter_map(NothingText::of).collect();
    for one in &texts {
        if let Kind::Digits { min, max } = read.field.kind
            && (usize::from(min)..=usize::from(max)).contains(&one.text.len())
            && one.text.bytes().all(|byte| byte.is_ascii_digit())
        {
            sink.push(
                one.value
                    .error(Code::NothingMisfit)
                    .label("digits that the field may hold", "là dãy chữ số mà trường có thể có"),
            );
        }
    }
    if let Some(one) = texts.first().filter(|_| read.field.required && !read.fills) {
        sink.push(one.value.error(Code::NothingMisfit).label(
            "the field is required, so a row with this is refused",
            "trường là bắt buộc nên dòng có chuỗi này bị từ chối",
        ));
    }
}
