//! `number` of a field: how numbers are written in a format, so that nothing beside the digits reads as one of them.

use lienthong_adapter::mapping::NumberForm;

use super::texts::{one_char, texts_of};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Value, quoted};
use crate::values;

/// `number = { group = ".", decimal = ",", suffix = "đ", below_zero = "parentheses" }`.
pub(super) fn number(value: &Value<'_>, sink: &mut Sink) -> Option<NumberForm> {
    let mut fields = value.table(sink)?;
    let separator = |value: &Value<'_>, sink: &mut Sink| {
        let c = one_char(value, sink)?;
        if c.is_alphanumeric() || is_sign(c) || matches!(c, '(' | ')') {
            let found = value.error(Code::NumberUnsafe);
            sink.push(found.label(
                "neither a digit nor a letter nor a sign stands between digits",
                "giữa các chữ số không được là chữ số, chữ cái hay dấu cộng trừ",
            ));
            return None;
        }
        Some(c)
    };
    let group_value = fields.get("group");
    let group = group_value.as_ref().map(|value| separator(value, sink));
    let decimal = fields.get("decimal").map(|value| separator(&value, sink));
    let suffix_value = fields.get("suffix");
    let suffixes = suffix_value.as_ref().map(|value| texts_of(value, sink));
    let below_zero = fields.get("below_zero");
    let words = [("minus", false), ("parentheses", true)];
    let in_parentheses = below_zero.map(|value| values::word(&value, &words, sink));
    fields.finish(sink);
    let in_parentheses = in_parentheses.unwrap_or(Some(false))?;
    let decimal = decimal.unwrap_or(Some('.'))?;
    let group = match group {
        Some(group) => Some(group?),
        None => None,
    };
    let suffixes = suffixes.unwrap_or_else(|| Some(Vec::new()))?;
    for (value, suffix) in suffix_value.iter().flat_map(Value::one_or_more).zip(&suffixes) {
        let within = |c: char| is_sign(c) || matches!(c, '.' | ',') || c == decimal || group == Some(c);
        if suffix.trim_start().starts_with(|c: char| c.is_numeric() || within(c)) || is_exponent(suffix) {
            let found = value.error(Code::NumberUnsafe);
            sink.push(found.label("reads as part of the number", "bị đọc lẫn với con số"));
            return None;
        }
        if suffix.trim_end() != suffix {
            // The cell is trimmed before its end is compared.
            let found = value.error(Code::NeverFound);
            let found = found.label("ends with a blank", "kết thúc bằng khoảng trắng");
            sink.push(match suffix.trim_end() {
                "" => found,
                trimmed => found.suggest(value.span.clone(), quoted(trimmed)),
            });
            return None;
        }
    }
    if let Some(value) = group_value.filter(|_| group == Some(decimal)) {
        let found = value.error(Code::Conflict);
        sink.push(found.label(
            format!("{decimal:?} stands before the fraction already"),
            format!("{decimal:?} đã là dấu thập phân"),
        ));
        return None;
    }
    Some(NumberForm { group, decimal, suffixes, in_parentheses })
}

fn is_sign(c: char) -> bool {
    matches!(c, '-' | '+' | '−' | '–' | '±')
}

/// `e5`: behind digits it reads as a power of ten.
fn is_exponent(suffix: &str) -> bool {
    let rest = suffix.trim_start().strip_prefix(['e', 'E']).map(|rest| rest.trim_start_matches(is_sign));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_numeric()))
}
