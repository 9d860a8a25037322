//! Values of a record as a test expects them.
//!
//! A text is compared in canonical form, and an empty one stands for nothing. A table is a group. A list of tables is a
//! repeated group, with just so many entries; a text instead is their number.

use lienthong_model::schema::{Field, FieldPath, Record, Schema, Value as Found};

use super::Failure;
use super::sample::plain;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::text::Text;

/// Levels of groups that a test may name.
const DEEPEST: usize = 8;

/// What is expected of one field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    /// In canonical form.
    Text(String),
    /// The entries of a repeated group, by their named fields.
    Entries(Vec<Named>),
}

/// Fields with what is expected of them.
pub(super) type Named = Vec<(String, Wanted)>;

/// Reads what a table expects, but for the key `row`; a group is `cha.ho_ten = "…"` or `cha = { ho_ten = "…" }`.
pub(super) fn read(table: &Fields<'_>, sink: &mut Sink) -> Option<Named> {
    let mut named = Vec::new();
    for (key, value) in table.pairs().into_iter().filter(|(key, _)| *key != "row") {
        one(key, &value, 0, &mut named, sink)?;
    }
    Some(named)
}

fn one(name: &str, value: &Value<'_>, depth: usize, named: &mut Named, sink: &mut Sink) -> Option<()> {
    if value.is_table() && depth < DEEPEST {
        for (key, value) in value.table(sink)?.pairs() {
            one(&format!("{name}.{key}"), &value, depth + 1, named, sink)?;
        }
        return Some(());
    }
    if value.is_list() && depth < DEEPEST {
        let mut entries = Vec::new();
        for entry in value.list(sink) {
            let mut inner = Vec::new();
            for (key, value) in entry.table(sink)?.pairs() {
                one(key, &value, depth + 1, &mut inner, sink)?;
            }
            entries.push(inner);
        }
        named.push((name.to_owned(), Wanted::Entries(entries)));
        return Some(());
    }
    let text = match value.as_date_text().or_else(|| value.as_boolean().map(|flag| flag.to_string())) {
        Some(text) => text,
        None => value.text(sink)?.to_owned(),
    };
    named.push((name.to_owned(), Wanted::Text(lienthong_model::text::nfc(&text).into_owned())));
    Some(())
}

/// The first value of a record that is not as expected.
pub(super) fn differ(row: u64, named: &Named, record: &Record, schema: &Schema) -> Option<Failure> {
    let level = Level { row, prefix: String::new(), fields: &schema.fields, schema };
    level.differ(named, record)
}

/// A record, or an entry of a group in it.
struct Level<'s> {
    row: u64,
    /// What leads to it: `con[2].`
    prefix: String,
    fields: &'s [Field],
    schema: &'s Schema,
}

impl Level<'_> {
    fn differ(&self, named: &Named, record: &Record) -> Option<Failure> {
        named.iter().find_map(|(name, wanted)| self.one(name, wanted, record))
    }

    fn one(&self, name: &str, wanted: &Wanted, record: &Record) -> Option<Failure> {
        let full = format!("{}{name}", self.prefix);
        let at = |text: &str| {
            let row = self.row;
            Text::new(format!("row {row}, {full} = {text}"), format!("dòng {row}, {full} = {text}"))
        };
        let Some(path) = FieldPath::find(self.fields, name) else {
            let schema = &self.schema.id;
            let none = Text::new(
                format!("{schema} has no field {full}"),
                format!("{schema} không có trường {full}"),
            );
            let wanted = match wanted {
                Wanted::Text(text) => at(text),
                Wanted::Entries(entries) => at(&counted(entries.len())),
            };
            return Some(plain(wanted, none));
        };
        let found = record.get(&path);
        let Wanted::Entries(entries) = wanted else {
            let Wanted::Text(expected) = wanted else { return None };
            let found = found.map(canonical);
            if found.as_deref() == Some(expected) || (found.is_none() && expected.is_empty()) {
                return None;
            }
            return Some(plain(at(expected), at(found.as_deref().unwrap_or("∅"))));
        };
        let list = match found {
            Some(Found::List(list)) => list.as_slice(),
            None => &[],
            Some(other) => return Some(plain(at(&counted(entries.len())), at(&canonical(other)))),
        };
        if list.len() != entries.len() {
            return Some(plain(at(&counted(entries.len())), at(&counted(list.len()))));
        }
        let fields = path.field(self.fields).fields();
        entries.iter().zip(list).zip(1..).find_map(|((named, record), number)| {
            let inner = Level { prefix: format!("{full}[{number}]."), fields, ..*self };
            inner.differ(named, record)
        })
    }
}

/// So many entries, the same in both languages.
fn counted(entries: usize) -> String {
    format!("[{entries}]")
}

/// A value as canonical text.
fn canonical(value: &Found) -> String {
    match value {
        Found::Text(text) => text.clone(),
        Found::Decimal(number) => number.to_string(),
        Found::Boolean(flag) => flag.to_string(),
        Found::Date(date) => date.to_string(),
        Found::DateTime(at) => at.to_string(),
        Found::List(list) => list.len().to_string(),
        _ => String::new(),
    }
}
