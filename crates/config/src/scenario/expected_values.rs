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

/// Values that are shown.
const MOST: usize = 10;

/// Values that are not as expected, in their order.
#[derive(Debug, Default)]
pub(super) struct Differences {
    first: Option<Failure>,
    /// What was expected with `-`, and what is there with `+`, each behind the number of its row.
    lines: Vec<String>,
    count: usize,
}

impl Differences {
    /// Looks at a row, of which nothing is there where `record` is nothing.
    pub(super) fn look(&mut self, row: u64, named: &Named, record: Option<&Record>, schema: &Schema) {
        let Some(record) = record else {
            let expected = Text::new(format!("a record in row {row}"), format!("bản ghi ở dòng {row}"));
            let lines = named.iter().map(|(name, wanted)| format!("{row} - {name} = {}", wanted.text()));
            return self.add(plain(expected, Text::new("there is none", "không có")), lines.collect());
        };
        Level { row, prefix: String::new(), fields: &schema.fields, schema }.differ(named, record, self);
    }

    /// The first, with the lines of all where there are several; nothing where all is as expected.
    pub(super) fn failure(mut self) -> Option<Failure> {
        if self.count > MOST {
            self.lines.push("…".to_owned());
        }
        let diff = if self.count > 1 { self.lines } else { Vec::new() };
        self.first.map(|first| Failure { diff, ..first })
    }

    fn add(&mut self, failure: Failure, lines: Vec<String>) {
        self.first.get_or_insert(failure);
        self.count += 1;
        if self.count <= MOST {
            self.lines.extend(lines);
        }
    }
}

impl Wanted {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Entries(entries) => counted(entries.len()),
        }
    }
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
    fn differ(&self, named: &Named, record: &Record, all: &mut Differences) {
        for (name, wanted) in named {
            self.one(name, wanted, record, all);
        }
    }

    fn one(&self, name: &str, wanted: &Wanted, record: &Record, all: &mut Differences) {
        let (row, full) = (self.row, format!("{}{name}", self.prefix));
        let at = |text: &str| {
            Text::new(format!("row {row}, {full} = {text}"), format!("dòng {row}, {full} = {text}"))
        };
        let expected = format!("{row} - {full} = {}", wanted.text());
        let other = |text: &str, all: &mut Differences| {
            let found = format!("{row} + {full} = {text}");
            all.add(plain(at(&wanted.text()), at(text)), vec![expected.clone(), found]);
        };
        let Some(path) = FieldPath::find(self.fields, name) else {
            let schema = &self.schema.id;
            let none = Text::new(
                format!("{schema} has no field {full}"),
                format!("{schema} không có trường {full}"),
            );
            return all.add(plain(at(&wanted.text()), none), vec![expected]);
        };
        let found = record.get(&path);
        let entries = match wanted {
            Wanted::Text(expected) => {
                let found = found.map(canonical);
                let is_it = found.as_deref() == Some(expected) || (found.is_none() && expected.is_empty());
                if !is_it {
                    other(found.as_deref().unwrap_or("∅"), all);
                }
                return;
            }
            Wanted::Entries(entries) => entries,
        };
        let list = match found {
            Some(Found::List(list)) => list.as_slice(),
            None => &[],
            Some(value) => return other(&canonical(value), all),
        };
        if list.len() != entries.len() {
            return other(&counted(list.len()), all);
        }
        let fields = path.field(self.fields).fields();
        for ((named, record), number) in entries.iter().zip(list).zip(1..) {
            Level { prefix: format!("{full}[{number}]."), fields, ..*self }.differ(named, record, all);
        }
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
