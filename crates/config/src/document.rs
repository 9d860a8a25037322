//! Reading TOML with places: every key and every value knows where it stands.
//!
//! A table is read through [`Fields`]: each key is asked for by name, and at the end whatever was not asked for is an
//! unknown key. So the keys of a table are written once, where they are read, and "did you mean" knows them all.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::names::nearest;
use crate::source::{Source, Spot, Syntax};
use crate::toml_mistakes::syntax_error;

/// Syntax errors of one file that are reported; the rest follow from the first.
const MAX_SYNTAX_ERRORS: usize = 10;

/// Reads `source` and hands its top table to `read`; nothing where the text is not TOML.
pub(crate) fn read_document<T>(
    source: &Arc<Source>,
    sink: &mut Sink,
    read: impl FnOnce(Fields<'_>, &mut Sink) -> T,
) -> Option<T> {
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    let mut reported = BTreeSet::new();
    for error in errors.iter().take(MAX_SYNTAX_ERRORS) {
        let span = error.span().unwrap_or(0..0);
        let found = syntax_error(source, span, error.message());
        // The parser may say several things about one bare word.
        if reported.insert(found.place.as_ref().map(|place| place.span.start)) {
            sink.push(found);
        }
    }
    if !errors.is_empty() {
        return None;
    }
    warn_of_placeholders(source, document.get_ref(), sink);
    Some(read(Fields::new(source, document.get_ref(), 0..0), sink))
}

fn warn_of_placeholders(source: &Source, table: &DeTable<'_>, sink: &mut Sink) {
    fn walk(source: &Source, value: &Spanned<DeValue<'_>>, sink: &mut Sink) {
        match value.get_ref() {
            DeValue::String(text) if text.contains("${") => sink.push(
                source
                    .at(Code::Placeholder, value.span())
                    .label("nothing is put in place of ${…}", "không có gì thay vào chỗ ${…}"),
            ),
            DeValue::Array(list) => list.iter().for_each(|value| walk(source, value, sink)),
            DeValue::Table(table) => table.values().for_each(|value| walk(source, value, sink)),
            _ => {}
        }
    }
    table.values().for_each(|value| walk(source, value, sink));
}

/// A table that is being read.
pub(crate) struct Fields<'a> {
    source: &'a Arc<Source>,
    table: &'a DeTable<'a>,
    /// Where the table stands: its header or its braces.
    pub(crate) span: Range<usize>,
    asked: BTreeSet<&'static str>,
    missing: BTreeSet<&'static str>,
    /// The document has no such table; that is one mistake, or none, and not one for each of its keys.
    is_absent: bool,
}

impl<'a> Fields<'a> {
    fn new(source: &'a Arc<Source>, table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self { source, table, span, asked: BTreeSet::new(), missing: BTreeSet::new(), is_absent: false }
    }

    /// The value of `key`, if the table has it.
    pub(crate) fn get(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.asked.insert(key);
        let (name, value) = self.table.get_key_value(key)?;
        let span = value.span();
        Some(Value { source: self.source, value: value.get_ref(), span, key: Some((key, name.span())) })
    }

    /// The value of `key`; a mistake, reported by [`Self::finish`], where the table does not have it.
    pub(crate) fn need(&mut self, key: &'static str) -> Option<Value<'a>> {
        let value = self.get(key);
        if value.is_none() {
            self.missing.insert(key);
        }
        value
    }

    /// The tables of `[[key]]`, or of one `[key]` by mistake.
    pub(crate) fn tables(&mut self, key: &'static str, sink: &mut Sink) -> Vec<Fields<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        match value.value {
            DeValue::Array(list) if list.iter().all(|item| item.get_ref().is_table()) => {
                value.items().into_iter().filter_map(|item| item.table(sink)).collect()
            }
            _ => {
                sink.push(value.error(Code::WrongType).label(
                    format!("write [[{key}]] above each entry"),
                    format!("hãy viết [[{key}]] phía trên mỗi mục"),
                ));
                Vec::new()
            }
        }
    }

    /// The table of `[key]`; where it is absent, an empty one that stands nowhere.
    pub(crate) fn table(&mut self, key: &'static str, sink: &mut Sink) -> Fields<'a> {
        static EMPTY: std::sync::LazyLock<DeTable<'static>> = std::sync::LazyLock::new(DeTable::new);
        let found = self.get(key).and_then(|value| value.table(sink));
        found.unwrap_or_else(|| Fields {
            is_absent: true,
            ..Fields::new(self.source, &EMPTY, self.span.clone())
        })
    }

    /// Whether the table has any key.
    pub(crate) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Whether it stands in braces.
    pub(crate) fn is_inline(&self) -> bool {
        self.source.slice(self.span.clone()).starts_with('{')
    }

    /// Where the table stands.
    pub(crate) fn spot(&self) -> Spot {
        Spot { source: self.source.clone(), span: self.span.clone(), syntax: Syntax::Toml }
    }

    /// A diagnostic about the table as a whole.
    pub(crate) fn error(&self, code: Code) -> Diagnostic {
        self.source.at(code, self.span.clone())
    }

    /// All pairs in the order of the file, where the keys are data: codes, prefixes. Nothing is then unknown.
    pub(crate) fn pairs(&self) -> Vec<(&'a str, Value<'a>)> {
        let mut pairs: Vec<(&'a str, Value<'a>)> = self
            .table
            .iter()
            .map(|(key, value)| {
                let (name, at) = (key.get_ref().as_ref(), Some((key.get_ref().as_ref(), key.span())));
                let value =
                    Value { source: self.source, value: value.get_ref(), span: value.span(), key: at };
                (name, value)
            })
            .collect();
        pairs.sort_by_key(|(_, value)| value.span.start);
        pairs
    }

    /// Reports every key that nobody asked for, and every key that is missing.
    pub(crate) fn finish(mut self, sink: &mut Sink) {
        let free = |name: &&'static str| !self.table.contains_key(*name);
        for (key, _) in self.table.iter().filter(|(key, _)| !self.asked.contains(key.get_ref().as_ref())) {
            if sink.is_full() {
                break;
            }
            let known: Vec<&str> = self.asked.iter().copied().collect();
            let known = known.join(", ");
            let found = self
                .source
                .at(Code::UnknownKey, key.span())
                .label(format!("known here: {known}"), format!("ở đây dùng được: {known}"));
            // A key that already stands in the table is no suggestion: it would then stand there twice.
            let near = nearest(key.get_ref(), self.asked.iter().copied().filter(free));
            sink.push(match near {
                Some(near) => {
                    // A misspelt key is not missing as well: that would be one mistake told twice.
                    self.missing.remove(near);
                    found.suggest(key.span(), near)
                }
                None => found,
            });
        }
        if self.is_absent {
            return;
        }
        for key in &self.missing {
            sink.push(
                self.error(Code::MissingKey)
                    .label(format!("the key `{key}` is missing here"), format!("ở đây thiếu khóa `{key}`")),
            );
        }
    }
}

/// A value and its place.
#[derive(Clone)]
pub(crate) struct Value<'a> {
    source: &'a Arc<Source>,
    value: &'a DeValue<'a>,
    /// Where it stands.
    pub(crate) span: Range<usize>,
    key: Option<(&'a str, Range<usize>)>,
}

impl<'a> Value<'a> {
    /// A diagnostic about the value.
    pub(crate) fn error(&self, code: Code) -> Diagnostic {
        self.source.at(code, self.span.clone())
    }

    /// Where the value stands.
    pub(crate) fn spot(&self) -> Spot {
        Spot { source: self.source.clone(), span: self.span.clone(), syntax: Syntax::Toml }
    }

    /// The name of its key.
    pub(crate) fn key_name(&self) -> &'a str {
        self.key.as_ref().map_or("", |(name, _)| name)
    }

    /// A diagnostic about the key of the value.
    pub(crate) fn error_at_key(&self, code: Code) -> Diagnostic {
        let span = self.key.as_ref().map_or_else(|| self.span.clone(), |(_, span)| span.clone());
        self.source.at(code, span)
    }

    /// A diagnostic about bytes `part` of the text, where the file spells the text as it is.
    pub(crate) fn error_in(&self, code: Code, text: &str, part: Range<usize>) -> Diagnostic {
        if self.source.slice(self.span.clone()) == format!("\"{text}\"") {
            let begin = self.span.start + 1;
            return self.source.at(code, begin + part.start..begin + part.end);
        }
        self.error(code)
    }

    /// The value as the file spells it.
    pub(crate) fn spelling(&self) -> &'a str {
        self.source.slice(self.span.clone())
    }

    /// Whether it is a whole number or a fraction.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self.value, DeValue::Integer(_) | DeValue::Float(_))
    }

    /// Whether it is a table.
    pub(crate) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    /// Whether it is a list.
    pub(crate) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// The text, if it is one.
    pub(crate) fn as_text(&self) -> Option<&'a str> {
        self.value.as_str()
    }

    /// True or false, if it is one.
    pub(crate) fn as_boolean(&self) -> Option<bool> {
        self.value.as_bool()
    }

    /// The text of a TOML date, if it is one.
    pub(crate) fn as_date_text(&self) -> Option<String> {
        match self.value {
            DeValue::Datetime(date) => Some(date.to_string()),
            _ => None,
        }
    }

    /// The text; a number where a text belongs is most often a code that lost its quotes.
    pub(crate) fn text(&self, sink: &mut Sink) -> Option<&'a str> {
        if self.is_number() {
            let quoted = format!("\"{}\"", self.spelling());
            sink.push(
                self.error(Code::CodeAsNumber)
                    .help(
                        format!("write it as a text: {quoted}"),
                        format!("hãy viết dưới dạng chuỗi: {quoted}"),
                    )
                    .suggest(self.span.clone(), quoted),
            );
            return None;
        }
        self.expect(self.value.as_str(), "a text in quotes", "một chuỗi trong dấu nháy", sink)
    }

    /// The text, with something in it besides white space.
    pub(crate) fn words(&self, sink: &mut Sink) -> Option<String> {
        let text = self.text(sink)?.trim();
        if text.is_empty() {
            sink.push(self.error(Code::Empty).label("say something here", "cần có nội dung ở đây"));
            return None;
        }
        Some(lienthong_model::text::nfc(text).into_owned())
    }

    /// True or false.
    pub(crate) fn boolean(&self, sink: &mut Sink) -> Option<bool> {
        let found = self.expect(self.value.as_bool(), "true or false", "true hoặc false", sink);
        if found.is_none()
            && let Some(word @ ("true" | "false")) = self.as_text()
        {
            // The mistake was reported just now; it is known how to mend it.
            sink.amend(|last| last.suggest(self.span.clone(), word));
        }
        found
    }

    /// A whole number in `range`.
    pub(crate) fn integer(&self, range: std::ops::RangeInclusive<u64>, sink: &mut Sink) -> Option<u64> {
        let number = self.expect(self.value.as_integer(), "a whole number", "một số nguyên", sink)?;
        let found = u64::from_str_radix(number.as_str(), number.radix()).ok().filter(|n| range.contains(n));
        if found.is_none() {
            let (low, high) = range.into_inner();
            sink.push(
                self.error(Code::OutOfRange)
                    .label(format!("{low} to {high} are allowed"), format!("cho phép từ {low} đến {high}")),
            );
        }
        found
    }

    /// The values of a list.
    pub(crate) fn list(&self, sink: &mut Sink) -> Vec<Value<'a>> {
        match self.value {
            DeValue::Array(_) => self.items(),
            _ => {
                let found = self.error(Code::WrongType).label(
                    format!("expected a list, found {}", self.kind()[0]),
                    format!("cần một danh sách, gặp {}", self.kind()[1]),
                );
                sink.push(found.suggest(self.span.clone(), format!("[{}]", self.spelling())));
                Vec::new()
            }
        }
    }

    /// The values of a list, or the value itself.
    pub(crate) fn one_or_more(&self) -> Vec<Value<'a>> {
        match self.value {
            DeValue::Array(_) => self.items(),
            _ => vec![self.clone()],
        }
    }

    fn items(&self) -> Vec<Value<'a>> {
        let DeValue::Array(list) = self.value else { return Vec::new() };
        let item = |value: &'a Spanned<DeValue<'a>>| Value {
            source: self.source,
            value: value.get_ref(),
            span: value.span(),
            key: self.key.clone(),
        };
        list.iter().map(item).collect()
    }

    /// The table.
    pub(crate) fn table(&self, sink: &mut Sink) -> Option<Fields<'a>> {
        let DeValue::Table(table) = self.value else {
            self.expect(None::<()>, "a table, { … }", "một bảng, { … }", sink);
            return None;
        };
        Some(Fields::new(self.source, table, self.span.clone()))
    }

    fn expect<T>(&self, found: Option<T>, en: &str, vi: &str, sink: &mut Sink) -> Option<T> {
        if found.is_none() {
            let [kind_en, kind_vi] = self.kind();
            sink.push(
                self.error(Code::WrongType)
                    .label(format!("expected {en}, found {kind_en}"), format!("cần {vi}, gặp {kind_vi}")),
            );
        }
        found
    }

    fn kind(&self) -> [&'static str; 2] {
        match self.value {
            DeValue::String(_) => ["a text", "một chuỗi"],
            DeValue::Integer(_) => ["a whole number", "một số nguyên"],
            DeValue::Float(_) => ["a fraction", "một số thập phân"],
            DeValue::Boolean(_) => ["true or false", "true hoặc false"],
            DeValue::Datetime(_) => ["a date", "một ngày giờ"],
            DeValue::Array(_) => ["a list", "một danh sách"],
            DeValue::Table(_) => ["a table", "một bảng"],
        }
    }
}

/// `text` as a TOML basic string, with its quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
