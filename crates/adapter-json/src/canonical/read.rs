//! A canonical document to records.
//!
//! 1. schema: the member `schema`, wherever it stands; where the records come first, the document is read twice;
//! 2. records: one after the other, every value by the kind of its field;
//! 3. check: every record against its schema;
//! 4. end: nothing else stands in the document.

use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use jiff::civil::DateTime;
use lienthong_adapter::mapping::reasons::{DAMAGED_TEXT, RULE_BROKEN, TOO_MANY_ROWS};
use lienthong_adapter::mapping::rule_broken;
use lienthong_adapter::{Decoded, Facts, Finding, Limits, Phrase, Say, phrase};
use lienthong_model::Payload;
use lienthong_model::schema::{Batch, Field, Kind, PartialDate, Record, Schema, Schemas, Value};
use lienthong_vntext::Charset;

use super::EXTRA;
use crate::parse::{Parser, at, twice};
use crate::reasons::{UNKNOWN_FIELD, UNKNOWN_SCHEMA, WRONG_TYPE};
use crate::tree::{self, At, Tree};
use lienthong_adapter::rows::json_path as path;

/// Reads a whole document.
pub(super) fn records(bytes: &Bytes, schemas: &Schemas, limits: &Limits) -> Result<Decoded, Finding> {
    let mut document = Document::open(bytes, limits)?;
    let mut schema = None;
    let mut records = None;
    while let Some((name, offset)) = document.member()? {
        match name.as_str() {
            "schema" if schema.is_none() => schema = Some(find(schemas, &document.text("schema")?, offset)?),
            "records" if records.is_none() => {
                let known = match &schema {
                    Some(known) => Arc::clone(known),
                    None => find(schemas, &schema_behind(bytes, limits)?, offset)?,
                };
                records = Some(document.records(&known)?);
            }
            "schema" | "records" => {
                return Err(twice(&name, offset));
            }
            other => {
                let finding = at(&UNKNOWN_FIELD, offset).found(other).path(other);
                return Err(finding);
            }
        }
    }
    document.parser.end()?;
    let missing = |name: &str| {
        at(&WRONG_TYPE, 0)
            .found(Phrase::new("nothing", "không có gì"))
            .expected(phrase!("a member `{name}`", "thành phần `{name}`"))
    };
    let schema = schema.ok_or_else(|| missing("schema"))?;
    let records = records.ok_or_else(|| missing("records"))?;
    Ok(Decoded {
        payload: Payload::Records(Box::new(Batch { schema, records })),
        warnings: Vec::new(),
        warnings_left_off: 0,
        facts: Facts::default(),
    })
}

fn find(schemas: &Schemas, name: &str, offset: u64) -> Result<Arc<Schema>, Finding> {
    let schema = name.parse().ok().and_then(|id| schemas.get(&id).cloned());
    schema.ok_or_else(|| {
        let known: Vec<&str> = schemas.iter().map(|schema| schema.id.as_str()).collect();
        at(&UNKNOWN_SCHEMA, offset).found(name).expected(known.join(", ")).path("schema")
    })
}

/// The schema of a document whose records come first.
fn schema_behind(bytes: &Bytes, limits: &Limits) -> Result<String, Finding> {
    let mut document = Document::open(bytes, limits)?;
    while let Some((name, _)) = document.member()? {
        if name == "schema" {
            return document.text("schema");
        }
        if name == "records" {
            while document.entry()? {}
        } else {
            document.parser.row(1)?;
        }
    }
    Err(at(&WRONG_TYPE, 0)
        .found(Phrase::new("nothing", "không có gì"))
        .expected(Phrase::new("a member `schema`", "thành phần `schema`")))
}

/// A document that is being read, member by member.
struct Document<'a> {
    parser: Parser<'a>,
    limits: Limits,
    is_open: bool,
    /// Entries of the array that is being read.
    entries: Option<u64>,
}

impl Document<'_> {
    fn open(bytes: &Bytes, limits: &Limits) -> Result<Self, Finding> {
        let mut parser = Parser::new(Box::new(Cursor::new(bytes.clone())), limits)?;
        parser.expect(b'{')?;
        Ok(Self { parser, limits: *limits, is_open: false, entries: None })
    }

    /// The name of the next member of the root and its place; nothing at its end.
    fn member(&mut self) -> Result<Option<(String, u64)>, Finding> {
        if self.is_open {
            if !self.parser.either(b',', b'}')? {
                return Ok(None);
            }
        } else if self.parser.token()? == Some(b'}') {
            self.parser.source.advance(1);
            return Ok(None);
        }
        self.is_open = true;
        self.parser.token()?;
        let offset = self.parser.source.offset();
        let name = self.parser.member()?;
        self.parser.flaw().map_or(Ok(Some((name, offset))), Err)
    }

    /// A text that must stand here.
    fn text(&mut self, path: &str) -> Result<String, Finding> {
        self.parser.row(1)?;
        if let Some(flaw) = self.parser.flaw() {
            return Err(flaw);
        }
        let tree = &self.parser.tree;
        match &tree.nodes[0].value {
            tree::Value::Text(span) => Ok(tree.text(span).to_owned()),
            other => Err(wrong(tree, 0, other.word(), Phrase::new("a text", "văn bản")).path(path)),
        }
    }

    /// Reads the next entry of an array into the parser's tree; false at the end of it.
    fn entry(&mut self) -> Result<bool, Finding> {
        let entries = self.entries.unwrap_or(0);
        let goes_on = match self.entries {
            None => {
                self.parser.expect(b'[')?;
                self.entries = Some(0);
                let is_empty = self.parser.token()? == Some(b']');
                if is_empty {
                    self.parser.source.advance(1);
                }
                !is_empty
            }
            Some(_) => self.parser.either(b',', b']')?,
        };
        if !goes_on {
            self.entries = None;
            return Ok(false);
        }
        if entries >= self.limits.rows {
            let finding = at(&TOO_MANY_ROWS, self.parser.source.offset());
            return Err(finding.expected(self.limits.rows.to_string()));
        }
        self.parser.row(2)?;
        self.entries = Some(entries + 1);
        Ok(true)
    }

    fn records(&mut self, schema: &Schema) -> Result<Vec<Record>, Finding> {
        let mut records = Vec::new();
        while self.entry()? {
            let number = records.len() as u64 + 1;
            if let Some(flaw) = self.parser.flaw() {
                return Err(flaw.row(number));
            }
            let tree = &self.parser.tree;
            let record = record(tree, 0, &schema.fields, &mut String::new());
            let record = record.map_err(|finding| finding.row(number))?;
            schema.check(&record).map_err(|broken| {
                let mut finding = rule_broken(&RULE_BROKEN, schema, &record, &broken).row(number);
                finding.place.offset = Some(tree.nodes[0].offset);
                finding
            })?;
            records.push(record);
        }
        Ok(records)
    }
}

fn record(tree: &Tree, node: At, fields: &[Field], path: &mut String) -> Result<Record, Finding> {
    let tree::Value::Object(_) = tree.nodes[node].value else {
        return Err(wrong(tree, node, tree.nodes[node].value.word(), Phrase::new("an object", "đối tượng"))
            .path(&*path));
    };
    let mut record = Record::empty(fields.len());
    for child in tree.children(node) {
        let name = tree.name(child);
        let length = path.len();
        path::push_name(path, name);
        if name == EXTRA {
            record.extra = extra(tree, child, path)?;
        } else {
            let Some(index) = fields.iter().position(|field| field.name.as_str() == name) else {
                return Err(at(&UNKNOWN_FIELD, tree.nodes[child].offset).found(name).path(&*path));
            };
            record.values[index] = value(tree, child, &fields[index], path)?;
        }
        path.truncate(length);
    }
    Ok(record)
}

fn extra(tree: &Tree, node: At, path: &str) -> Result<Vec<(String, String)>, Finding> {
    let tree::Value::Object(_) = tree.nodes[node].value else {
        return Err(wrong(tree, node, tree.nodes[node].value.word(), Phrase::new("an object", "đối tượng"))
            .path(path));
    };
    let mut extra = Vec::new();
    for child in tree.children(node) {
        let name = tree.name(child);
        let tree::Value::Text(span) = &tree.nodes[child].value else {
            return Err(wrong(tree, child, tree.nodes[child].value.word(), Phrase::new("a text", "văn bản"))
                .path(path)
                .field(name));
        };
        if let Some(text) = text(tree, child, tree.text(span), path)? {
            extra.push((name.to_owned(), text));
        }
    }
    Ok(extra)
}

/// In NFC, without what no text may have; nothing where it is empty.
fn text(tree: &Tree, node: At, text: &str, path: &str) -> Result<Option<String>, Finding> {
    let text = Charset::Utf8.decode(text.as_bytes()).map_err(|error| {
        let error = error.personal().without_place();
        let finding = at(&DAMAGED_TEXT, tree.nodes[node].offset);
        let finding = finding.found_in(error.to_string(), error.message_vi()).path(path);
        finding.expected(Phrase::new("text as it was typed", "văn bản như đã gõ"))
    })?;
    Ok((!text.is_empty()).then(|| text.into_owned()))
}

fn value(tree: &Tree, node: At, field: &Field, path: &mut String) -> Result<Option<Value>, Finding> {
    let found = &tree.nodes[node].value;
    let no = |expected: Phrase| wrong(tree, node, found.word(), expected).path(&*path);
    if let Kind::Group { fields, repeats } = &field.kind {
        return match (found, repeats) {
            (tree::Value::Null, _) => Ok(None),
            (_, None) => record(tree, node, fields, path).map(|group| Some(Value::Group(group))),
            (tree::Value::Array(_), Some(_)) => {
                let mut list = Vec::new();
                for (entry, number) in tree.children(node).zip(1..) {
                    let length = path.len();
                    path::push_entry(path, number);
                    list.push(record(tree, entry, fields, path)?);
                    path.truncate(length);
                }
                // An array without entries replaces what a receiver has; one that is absent leaves it.
                Ok(Some(Value::List(list)))
            }
            _ => Err(no(Phrase::new("an array", "mảng"))),
        };
    }
    let span = match (found, &field.kind) {
        (tree::Value::Null, _) => return Ok(None),
        (tree::Value::Bool(flag), Kind::Boolean) => return Ok(Some(Value::Boolean(*flag))),
        (_, Kind::Boolean) => return Err(no(Phrase::new("true or false", "true hoặc false"))),
        (tree::Value::Text(span), _) => span,
        (_, Kind::Decimal { .. }) => {
            return Err(no(Phrase::new("a text with a number: \"12.50\"", "văn bản chứa số: \"12.50\"")));
        }
        _ => return Err(no(Phrase::new("a text", "văn bản"))),
    };
    let Some(text) = text(tree, node, tree.text(span), path)? else { return Ok(None) };
    let no = |expected: Phrase| {
        let finding = at(&WRONG_TYPE, tree.nodes[node].offset).expected(expected);
        finding.found_unless(field.personal, &text).path(&*path)
    };
    Ok(Some(match field.kind {
        Kind::Decimal { .. } => {
            Value::Decimal(text.parse().map_err(|_| no(Phrase::new("a number: \"12.50\"", "số: \"12.50\"")))?)
        }
        Kind::Date { .. } => Value::Date(
            text.parse::<PartialDate>()
                .map_err(|_| no(Phrase::new("a date: \"2026-11-20\"", "ngày: \"2026-11-20\"")))?,
        ),
        Kind::DateTime => Value::DateTime(
            text.parse::<DateTime>().ok().filter(|at| super::write::date_time(*at) == text).ok_or_else(
                || {
                    no(Phrase::new(
                        "a wall clock: \"2026-11-20T08:00:00\"",
                        "ngày giờ: \"2026-11-20T08:00:00\"",
                    ))
                },
            )?,
        ),
        _ => Value::Text(text),
    }))
}

fn wrong(tree: &Tree, node: At, found: impl Say, expected: impl Say) -> Finding {
    at(&WRONG_TYPE, tree.nodes[node].offset).found(found).expected(expected)
}
