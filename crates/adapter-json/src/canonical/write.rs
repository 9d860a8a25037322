//! Records to a canonical document, each on a line of its own.

use std::sync::Arc;

use jiff::civil::DateTime;
use lienthong_adapter::mapping::reasons::{NOT_SAYABLE, RULE_BROKEN, WRONG_SCHEMA};
use lienthong_adapter::mapping::rule_broken;
use lienthong_adapter::{EncodeError, Finding, Phrase, payload_phrase};
use lienthong_model::Payload;
use lienthong_model::schema::{Field, Record, Schema, Value};

use super::EXTRA;
use crate::out::string;

/// Writes a whole document.
pub(super) fn records(payload: &Payload) -> Result<Vec<u8>, EncodeError> {
    let Payload::Records(batch) = payload else {
        let found = payload_phrase(payload);
        return Err(Finding::new(&WRONG_SCHEMA)
            .found(found)
            .expected(Phrase::new("records", "bản ghi"))
            .into());
    };
    let mut writer = CanonicalWriter::new(Arc::clone(&batch.schema))?;
    for record in &batch.records {
        writer.push(record)?;
    }
    Ok(writer.finish())
}

/// Writes a canonical document record by record, so that nobody need hold all of it.
#[derive(Debug)]
pub struct CanonicalWriter {
    schema: Arc<Schema>,
    /// What was written and not taken yet.
    to: Vec<u8>,
    number: u64,
}

impl CanonicalWriter {
    /// Begins a document of records of `schema`.
    ///
    /// # Errors
    ///
    /// A name that JSON cannot say.
    pub fn new(schema: Arc<Schema>) -> Result<Self, EncodeError> {
        let mut to = b"{\"schema\":".to_vec();
        string(schema.id.as_str(), &mut to)?;
        to.extend_from_slice(b",\"records\":[");
        Ok(Self { schema, to, number: 0 })
    }

    /// Appends a record.
    ///
    /// # Errors
    ///
    /// `RULE_BROKEN` for one that is not of the schema, and what JSON cannot say, with its number from 1.
    pub fn push(&mut self, record: &Record) -> Result<(), EncodeError> {
        self.number += 1;
        let (number, schema) = (self.number, &self.schema);
        self.to.extend_from_slice(if number == 1 { b"\n" } else { b",\n" });
        schema
            .check(record)
            .map_err(|broken| rule_broken(&RULE_BROKEN, schema, record, &broken).record(number))?;
        group(record, &schema.fields, &mut self.to).map_err(|finding| finding.record(number))?;
        Ok(())
    }

    /// What was written since the last call.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.to)
    }

    /// Bytes that wait to be taken.
    pub fn waiting(&self) -> usize {
        self.to.len()
    }

    /// Ends the document, and gives what was not taken.
    pub fn finish(mut self) -> Vec<u8> {
        self.to.extend_from_slice(if self.number == 0 { b"]}\n" } else { b"\n]}\n" });
        self.to
    }
}

fn group(record: &Record, fields: &[Field], to: &mut Vec<u8>) -> Result<(), Finding> {
    to.push(b'{');
    let mut is_first = true;
    let mut member = |name: &str, to: &mut Vec<u8>| {
        if !std::mem::take(&mut is_first) {
            to.push(b',');
        }
        string(name, to)?;
        to.push(b':');
        Ok::<_, Finding>(())
    };
    for (field, held) in fields.iter().zip(&record.values) {
        let Some(held) = held else { continue };
        member(field.name.as_str(), to)?;
        value(held, field, to).map_err(|finding| {
            let within = finding.place.path.as_deref().map_or(String::new(), |path| format!(".{path}"));
            finding.path(format!("{}{within}", field.name))
        })?;
    }
    if !record.extra.is_empty() {
        member(EXTRA, to)?;
        extra(&record.extra, to)?;
    }
    to.push(b'}');
    Ok(())
}

fn extra(extra: &[(String, String)], to: &mut Vec<u8>) -> Result<(), Finding> {
    let mut names: Vec<&str> = extra.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|two| two[0] == two[1]) {
        return Err(Finding::new(&NOT_SAYABLE)
            .found(twice[0])
            .expected(Phrase::new("a name that stands once", "tên chỉ xuất hiện một lần"))
            .path(EXTRA)
            .field(twice[0]));
    }
    to.push(b'{');
    for (index, (name, text)) in extra.iter().enumerate() {
        if index > 0 {
            to.push(b',');
        }
        string(name, to)?;
        to.push(b':');
        string(text, to)?;
    }
    to.push(b'}');
    Ok(())
}

fn value(value: &Value, field: &Field, to: &mut Vec<u8>) -> Result<(), Finding> {
    match value {
        Value::Text(text) => string(text, to),
        Value::Decimal(number) => string(number.as_str(), to),
        Value::Boolean(flag) => {
            to.extend_from_slice(if *flag { b"true" } else { b"false" });
            Ok(())
        }
        Value::Date(date) => string(&date.to_string(), to),
        Value::DateTime(at) => string(&date_time(*at), to),
        Value::Group(record) => group(record, field.fields(), to),
        Value::List(list) => {
            to.push(b'[');
            for (index, record) in list.iter().enumerate() {
                if index > 0 {
                    to.push(b',');
                }
                group(record, field.fields(), to)?;
            }
            to.push(b']');
            Ok(())
        }
        _ => Err(Finding::new(&NOT_SAYABLE).found(field.kind.word()).expected("JSON")),
    }
}

/// A wall clock to the second.
pub(super) fn date_time(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
