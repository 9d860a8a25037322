//! How the values of a field are written in a format: codes, yes and no; and values themselves.

use std::collections::HashMap;
use std::sync::Arc;

use lienthong_adapter::mapping::{CodeMap, OnUnknown};
use lienthong_model::schema::{CodeList, Field, Kind, Value as FieldValue};
use lienthong_model::text::nfc;

use super::texts::{any_text, text_of, texts_of};
use crate::code::Code;
use crate::code_lists_file::{CodeListEntry, CodeLists};
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::Value;
use crate::rule_texts::rule_text;

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
    let canonical = known.map_or(&entry.list.labels, |known| &known.labels).keys().map(String::as_str);
    (!pairs.is_empty()).then(|| CodeMap::new(name, on_unknown, &pairs).with_list(canonical))
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
    let canonical = known.into_iter().flat_map(|list| list.labels.keys()).map(String::as_str);
    good.then(|| CodeMap::new(name, on_unknown, &pairs).with_list(canonical))
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
