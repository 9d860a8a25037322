//! How the values of a field are written in a format: dates, numbers, codes, yes and no; and values themselves.

use std::collections::HashMap;
use std::sync::Arc;

use lienthong_adapter::mapping::{CodeMap, DateForm, DateFormError, NumberForm, OnUnknown};
use lienthong_model::schema::{CodeList, Field, Kind, Value as FieldValue};
use lienthong_model::text::nfc;

use super::texts::{any_text, one_char, some_of, text_of, texts_of};
use crate::code::Code;
use crate::code_lists_file::{CodeListEntry, CodeLists};
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::{Value, quoted};
use crate::rule_texts::rule_text;

/// Ways to write a date in one column.
const MAX_FORMS: usize = 32;

/// `dates = ["dd/MM/yyyy", "yyyy"]`, with a `pivot` for years of two digits.
pub(super) fn dates(value: &Value<'_>, pivot: Option<&Value<'_>>, sink: &mut Sink) -> Option<Vec<DateForm>> {
    let pivot = match pivot {
        Some(value) => Some(u8::try_from(value.integer(0..=99, sink)?).ok()?),
        None => None,
    };
    let all = some_of(value, MAX_FORMS, sink)?;
    if all.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
        return None;
    }
    let mut forms: Vec<DateForm> = Vec::new();
    let mut good = true;
    for value in &all {
        let Some(text) = value.text(sink) else {
            good = false;
            continue;
        };
        let form = match DateForm::parse(text, pivot) {
            Ok(form) => form,
            Err(error) => {
                sink.push(bad_form(value, text, &error));
                good = false;
                continue;
            }
        };
        if let Some(other) = forms.iter().find(|other| other.conflicts(&form)) {
            sink.push(value.error(Code::DatesConflict).label(
                format!("{other} reads some of the same texts as other dates"),
                format!("{other} đọc cùng một chuỗi thành ngày khác"),
            ));
            good = false;
        }
        forms.push(form);
    }
    good.then_some(forms)
}

fn bad_form(value: &Value<'_>, text: &str, error: &DateFormError) -> Diagnostic {
    let (en, vi) = match error {
        DateFormError::Pivot => {
            return value
                .error(Code::PivotMissing)
                .label("say which century yy means", "cần nêu yy thuộc thế kỷ nào")
                .help(
                    "write pivot = 30 beside it: 30 is 2030, 31 is 1931",
                    "hãy viết thêm pivot = 30: 30 là 2030, 31 là 1931",
                );
        }
        DateFormError::Unknown(part) => (
            format!("{part} is none of dd, d, MM, M, yyyy, yy, HH, mm, ss"),
            format!("{part} không thuộc dd, d, MM, M, yyyy, yy, HH, mm, ss"),
        ),
        DateFormError::Twice => ("a part stands twice".to_owned(), "có phần bị lặp".to_owned()),
        _ => (
            "a day needs its month, a time its day, and every date a year".to_owned(),
            "ngày cần có tháng, giờ cần có ngày, và mọi ngày cần có năm".to_owned(),
        ),
    };
    let found = value.error(Code::BadDateForm).label(en, vi);
    // Other programs write DD/MM/YYYY, and mm for months.
    let lower = text.replace('D', "d").replace('Y', "y").replace("mm/", "MM/").replace("-mm-", "-MM-");
    if lower != text && DateForm::parse(&lower, Some(0)).is_ok() {
        return found.suggest(value.span.clone(), quoted(&lower));
    }
    found
}

/// `number = { group = ".", decimal = ",", suffix = "đ" }`.
pub(super) fn number(value: &Value<'_>, sink: &mut Sink) -> Option<NumberForm> {
    let mut fields = value.table(sink)?;
    let separator = |value: &Value<'_>, sink: &mut Sink| {
        let c = one_char(value, sink)?;
        if c.is_ascii_digit() || c == '-' {
            let found = value.error(Code::OutOfRange);
            sink.push(found.label("part of a number", "thuộc về chính con số"));
            return None;
        }
        Some(c)
    };
    let group_value = fields.get("group");
    let group = group_value.as_ref().map(|value| separator(value, sink));
    let decimal = fields.get("decimal").map(|value| separator(&value, sink));
    let suffixes = fields.get("suffix").map(|value| texts_of(&value, sink));
    fields.finish(sink);
    let decimal = decimal.unwrap_or(Some('.'))?;
    let group = match group {
        Some(group) => Some(group?),
        None => None,
    };
    if let Some(value) = group_value.filter(|_| group == Some(decimal)) {
        let found = value.error(Code::Conflict);
        sink.push(found.label(
            format!("{decimal:?} stands before the fraction already"),
            format!("{decimal:?} đã là dấu thập phân"),
        ));
        return None;
    }
    Some(NumberForm { group, decimal, suffixes: suffixes.unwrap_or_else(|| Some(Vec::new()))? })
}

/// `yes` and `no`: the texts for each, none of them in both.
pub(super) fn booleans(
    yes: &Value<'_>,
    no: &Value<'_>,
    sink: &mut Sink,
) -> Option<(Vec<String>, Vec<String>)> {
    let yes = texts_of(yes, sink);
    let words = texts_of(no, sink);
    let (yes, words) = (yes?, words?);
    if let Some(both) = words.iter().find(|word| yes.contains(word)) {
        let found = no.error(Code::Conflict);
        sink.push(found.label(format!("{both:?} means yes as well"), format!("{both:?} cũng nằm trong yes")));
        return None;
    }
    Some((yes, words))
}

/// `codes = { "Xã" = "xa" }`, or `codes = { list = "loai-hinh", column = "hotich_cu" }`.
pub(super) fn codes(
    value: &Value<'_>,
    on_unknown: OnUnknown,
    field: Option<&Field>,
    lists: &CodeLists,
    sink: &mut Sink,
) -> Option<CodeMap> {
    let mut fields = value.table(sink)?;
    let known = match field.map(|field| &field.kind) {
        Some(Kind::Code(list)) => Some(list),
        _ => None,
    };
    if fields.get("list").is_none() {
        return inline(value, on_unknown, known, sink);
    }
    let (list, column) = (fields.need("list"), fields.need("column"));
    fields.finish(sink);
    let list = list?;
    let name = text_of(&list, sink)?;
    let columns = column.map(|value| value.one_or_more()).unwrap_or_default();
    let Some(entry) = lists.get(&name) else {
        if lists.complete {
            let spot = list.spot();
            let found = spot.error(Code::UnknownCodeList).label(
                format!("there is no codelists/{name}.csv"),
                format!("không có tệp codelists/{name}.csv"),
            );
            sink.push(spot.suggest_nearest(found, &name, lists.names()));
        }
        return None;
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut meanings: HashMap<String, (String, usize)> = HashMap::new();
    for column in columns {
        let name = text_of(&column, sink)?;
        for (legacy, code) in column_pairs(entry, &name, &column, &mut meanings, sink)? {
            pairs.push((legacy, code));
        }
    }
    if let Some(known) = known
        && known.name != entry.list.name
    {
        let strange: Vec<&str> =
            pairs.iter().map(|(_, code)| code.as_str()).filter(|code| !known.allows(code)).take(5).collect();
        if !strange.is_empty() {
            sink.push(not_in_list(list.error(Code::CodeNotInList), &strange.join(", "), known));
            return None;
        }
    }
    (!pairs.is_empty()).then(|| CodeMap::new(name, on_unknown, &pairs))
}

/// The pairs of one column of a list; each code of the format means one code.
fn column_pairs(
    entry: &CodeListEntry,
    name: &str,
    value: &Value<'_>,
    meanings: &mut HashMap<String, (String, usize)>,
    sink: &mut Sink,
) -> Option<Vec<(String, String)>> {
    let file = entry.file();
    let Some(pairs) = entry.pairs(name) else {
        let spot = value.spot();
        let columns = entry.columns.join(", ");
        let found = spot.error(Code::UnknownListColumn).label(
            format!("{file} has beside code and label: {columns}"),
            format!("ngoài code và label, {file} có: {columns}"),
        );
        sink.push(spot.suggest_nearest(found, name, entry.columns.iter().map(String::as_str)));
        return None;
    };
    let mut read = Vec::new();
    for pair in pairs {
        let (legacy, code, line) = (pair.legacy, pair.code, pair.line);
        if let Some((other, first)) = meanings.get(legacy)
            && other != code
        {
            sink.push(value.error(Code::CodeMeansTwo).label(
                format!("{legacy:?} means {other} and {code}: {file}, lines {first} and {line}"),
                format!("{legacy:?} ứng với {other} và {code}: {file}, dòng {first} và {line}"),
            ));
            return None;
        }
        meanings.insert(legacy.to_owned(), (code.to_owned(), line));
        read.push((legacy.to_owned(), code.to_owned()));
    }
    Some(read)
}

fn inline(
    value: &Value<'_>,
    on_unknown: OnUnknown,
    known: Option<&Arc<CodeList>>,
    sink: &mut Sink,
) -> Option<CodeMap> {
    let mut pairs = Vec::new();
    let mut good = true;
    for (legacy, value) in value.table(sink)?.pairs() {
        let Some(code) = text_of(&value, sink) else {
            good = false;
            continue;
        };
        if let Some(known) = known.filter(|known| !known.allows(&code)) {
            let spot = value.spot();
            let found = not_in_list(spot.error(Code::CodeNotInList), &code, known);
            // Of short codes each is near to every other, and a wrong one is worse than none.
            let near = known.labels.keys().map(String::as_str).filter(|_| code.len() > 3);
            sink.push(spot.suggest_nearest(found, &code, near));
            good = false;
        }
        pairs.push((nfc(legacy).into_owned(), code));
    }
    if pairs.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
        return None;
    }
    let name = known.map_or("codes", |list| &list.name);
    good.then(|| CodeMap::new(name, on_unknown, &pairs))
}

fn not_in_list(found: Diagnostic, codes: &str, list: &CodeList) -> Diagnostic {
    let name = &list.name;
    found.label(format!("{name} does not have {codes}"), format!("{name} không có {codes}"))
}

/// A value of the field, in canonical form.
pub(super) fn value_of(value: &Value<'_>, field: &Field, sink: &mut Sink) -> Option<FieldValue> {
    let kind = field.kind.word();
    let wrong = |en: String, vi: String| value.error(Code::BadValue).label(en, vi);
    let read = match &field.kind {
        Kind::Boolean => FieldValue::Boolean(value.boolean(sink)?),
        Kind::Group { .. } => return None,
        of => {
            let text = match value.as_date_text() {
                Some(text) => text,
                None => any_text(value, sink)?,
            };
            let parsed = match of {
                Kind::Decimal { .. } => text.parse().ok().map(FieldValue::Decimal),
                Kind::Date { .. } => text.parse().ok().map(FieldValue::Date),
                Kind::DateTime => text.parse().ok().map(FieldValue::DateTime),
                _ => Some(FieldValue::Text(text)),
            };
            let Some(parsed) = parsed else {
                sink.push(wrong(
                    format!("not the canonical form of {kind}"),
                    format!("không phải dạng chuẩn của {kind}"),
                ));
                return None;
            };
            parsed
        }
    };
    match field.check(Some(&read)) {
        Ok(()) => Some(read),
        Err(broken) => {
            let rule = rule_text(&broken.rule);
            sink.push(wrong(rule.en, rule.vi));
            None
        }
    }
}
