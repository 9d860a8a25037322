//! Writing records as JSON: the members in the order of the tables, each in the type that the portal's tables give it.
//!
//! Absent texts are written as `""`, as senders do; absent lists, numbers and booleans are left out, since an array that is
//! present replaces the stored one. The original bytes are never used: they may hold the session of a call, and what
//! nobody understands is kept beside the fields and written again.

use lienthong_adapter::mapping::rule_broken;
use lienthong_adapter::{EncodeContext, EncodeError, Encoded, Finding, Limits, payload_phrase};
use lienthong_model::Payload;
use lienthong_model::schema::{Batch, Record, Value};
use lienthong_model::system::{DossierProfile, DossierShape, FormatOptions};

use crate::dates;
use crate::json::{self, push_text};
use crate::member::{Form, Member};
use crate::number::DossierNumber;
use crate::number_finding;
use crate::path::Path;
use crate::read::{DOSSIER_SERVICE, STEP_SERVICE};
use crate::reasons::*;
use crate::schema::{DOSSIERS, Known, Layout, STEPS, Slot};
use crate::view::{PATHS_JOINED_BY, text};

/// Writes `payload`.
pub(crate) fn encode(payload: &Payload, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
    let (batch, known, service) = records(payload)?;
    let options = context.options;
    let mut writer = Writer { out: String::new(), path: Path::default(), options };
    if options.dossier.shape == DossierShape::Call {
        writer.out.push_str("{\"service\":");
        push_text(&mut writer.out, service);
        writer.out.push_str(",\"data\":");
    }
    writer.out.push('[');
    for (n, record) in batch.records.iter().enumerate() {
        writer.out.push_str(if n > 0 { "," } else { "" });
        writer.path.enter_entry(n + 1);
        writer.check(known, record)?;
        writer.object(&known.layout, record)?;
        writer.path.leave();
    }
    writer.out.push(']');
    if options.dossier.shape == DossierShape::Call {
        writer.out.push('}');
    }
    Ok(Encoded::from(bytes::Bytes::from(writer.out)))
}

/// The records of `payload`, where they are of one of the two schemas.
fn records(payload: &Payload) -> Result<(&Batch, &'static Known, &'static str), EncodeError> {
    let Payload::Records(batch) = payload else {
        let found = payload_phrase(payload);
        return Err(Finding::new(&NOT_CARRIED).found(found).into());
    };
    let kinds: [(&'static Known, &'static str); 2] = [(&DOSSIERS, DOSSIER_SERVICE), (&STEPS, STEP_SERVICE)];
    for (known, service) in kinds {
        if batch.schema == known.schema {
            if batch.records.is_empty() {
                return Err(Finding::new(&NO_RECORDS).into());
            }
            return Ok((batch, known, service));
        }
    }
    Err(Finding::new(&NOT_CARRIED).found(batch.schema.id.to_string()).into())
}

struct Writer<'a> {
    out: String,
    path: Path,
    options: &'a FormatOptions,
}

impl Writer<'_> {
    /// Refuses a record that is none of the schema, or whose number is none: a mapping may have brought it.
    fn check(&mut self, known: &Known, record: &Record) -> Result<(), EncodeError> {
        if let Err(broken) = known.schema.check(record) {
            self.path.enter(&broken.path);
            return Err(self.refuse(rule_broken(&SCHEMA_RULE, &known.schema, record, &broken)));
        }
        let number = text(known, record, "number").unwrap_or_default();
        let read = match DossierNumber::parse(number, self.options.code_form) {
            Err(_) if self.options.dossier.local_numbers => DossierNumber::local(number),
            other => other,
        };
        read.map(|_| ()).map_err(|error| {
            self.path.enter("MaHoSo");
            self.refuse(number_finding::of(&error))
        })
    }

    fn refuse(&self, finding: Finding) -> EncodeError {
        self.path.on(finding).into()
    }

    fn object(&mut self, layout: &Layout, record: &Record) -> Result<(), EncodeError> {
        self.out.push('{');
        let before = self.out.len();
        for slot in &layout.slots {
            self.path.enter(slot.member.wire);
            self.member(slot, slot.get(record), before)?;
            self.path.leave();
        }
        let groups = record.values.iter().flatten().filter_map(|value| match value {
            Value::Group(group) => Some(group),
            _ => None,
        });
        let extra = groups.chain([record]).flat_map(|record| &record.extra);
        let mut names = std::collections::HashSet::new();
        for (name, text) in extra {
            let known = layout.slots.iter().any(|slot| slot.member.wire == name.as_str());
            if known || !names.insert(name) {
                return Err(self.refuse(Finding::new(&EXTRA_CLASH).found(name)));
            }
            self.name(name, before);
            self.extra(text);
        }
        self.out.push('}');
        Ok(())
    }

    /// What stands beside the fields: JSON where it is JSON, as this format keeps it; anything else is a text.
    fn extra(&mut self, text: &str) {
        // It was within the limits of its package when it was read, or is a text that a mapping kept: only the stack of
        // this parser is at stake.
        let limits = Limits {
            package_bytes: u64::MAX,
            elements: usize::MAX,
            cell_bytes: usize::MAX,
            depth: 128,
            ..Limits::default()
        };
        match json::parse(text.as_bytes(), &limits) {
            Ok(tree) => json::push_node(&mut self.out, &tree.root),
            Err(_) => push_text(&mut self.out, text),
        }
    }

    /// A name, with the comma before it where it is not the first since `before`.
    fn name(&mut self, name: &str, before: usize) {
        if self.out.len() > before {
            self.out.push(',');
        }
        push_text(&mut self.out, name);
        self.out.push(':');
    }

    fn member(&mut self, slot: &Slot, value: Option<&Value>, before: usize) -> Result<(), EncodeError> {
        let member = slot.member;
        let profile = self.options.dossier.profile;
        let is_unknown = member.since_2024 && profile == Some(DossierProfile::Of2020);
        let Some(value) = value else {
            if member.required_2024 && profile == Some(DossierProfile::Of2024) {
                return Err(self.refuse(Finding::new(&VALUE_MISSING).expected(member.wire)));
            }
            if let Some(absent) = absent(member).filter(|_| !is_unknown) {
                self.name(member.wire, before);
                self.out.push_str(absent);
            }
            return Ok(());
        };
        if is_unknown {
            return Err(self.refuse(Finding::new(&NOT_IN_PROFILE).expected("2020")));
        }
        self.name(member.wire, before);
        match (member.form, value) {
            (Form::List(_), Value::List(records)) => {
                let layout = slot.entries.as_ref().expect("lists have a layout");
                self.out.push('[');
                for (n, record) in records.iter().enumerate() {
                    self.out.push_str(if n > 0 { "," } else { "" });
                    self.path.enter_entry(n + 1);
                    self.object(layout, record)?;
                    self.path.leave();
                }
                self.out.push(']');
            }
            (Form::Paths, Value::List(records)) => self.paths(records)?,
            (Form::Time, Value::DateTime(at)) => self.time(dates::write_compact(*at), "yyyyMMddHHmmss")?,
            (Form::Iso | Form::IsoOrNull, Value::DateTime(at)) => {
                self.time(dates::write_iso(*at), "yyyy-MM-ddTHH:mm:ss")?;
            }
            (Form::Flag, Value::Boolean(flag)) => self.out.push_str(if *flag { "\"1\"" } else { "\"0\"" }),
            (Form::Bool, Value::Boolean(flag)) => self.out.push_str(if *flag { "true" } else { "false" }),
            (Form::Int, Value::Decimal(number)) => self.out.push_str(number.as_str()),
            (_, Value::Decimal(number)) => push_text(&mut self.out, number.as_str()),
            (_, Value::Text(text)) => push_text(&mut self.out, text),
            _ => unreachable!("the record was checked against its schema"),
        }
        Ok(())
    }

    fn time(&mut self, text: Option<String>, form: &str) -> Result<(), EncodeError> {
        let text = text.ok_or_else(|| self.refuse(Finding::new(&TIME_NOT_EXPRESSIBLE).expected(form)))?;
        push_text(&mut self.out, &text);
        Ok(())
    }

    fn paths(&mut self, records: &[Record]) -> Result<(), EncodeError> {
        let paths: Vec<&str> = records
            .iter()
            .map(|record| record.values.first().and_then(Option::as_ref).and_then(Value::as_text))
            .map(Option::unwrap_or_default)
            .collect();
        let joined = paths.join(PATHS_JOINED_BY);
        if joined.is_empty() || !joined.split(PATHS_JOINED_BY).eq(paths.iter().copied()) {
            return Err(self.refuse(Finding::new(&PATHS_NOT_EXPRESSIBLE).expected(PATHS_JOINED_BY)));
        }
        push_text(&mut self.out, &joined);
        Ok(())
    }
}

/// What is written where a value is absent; nothing where the member is left out.
fn absent(member: &Member) -> Option<&'static str> {
    match member.form {
        Form::List(_) | Form::Bool | Form::Int | Form::Iso => None,
        Form::IsoOrNull => Some("null"),
        _ => Some("\"\""),
    }
}
