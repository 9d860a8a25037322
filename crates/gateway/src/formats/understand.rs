//! A sender's bytes to what they mean.
//!
//! 1. the sender's mapping for the message type reads the rows, one by one, into canonical records; where its rule is
//!    quarantine, bad rows are kept apart with their reasons and good ones pass;
//! 2. without a mapping, the adapter of the sender's format reads the bytes as a whole;
//! 3. records of documents are one document each message, and say on their outside what a package says;
//! 4. what was understood of records is handed back in canonical bytes, to be kept beside the original.
//!
//! # What holds
//!
//! * A file of which no row is good is refused, whatever the rule.
//! * A document is whole: a bad row of one refuses it, whatever the rule.
//! * Every row is accounted for: read = accepted + kept apart + filtered.

use std::collections::BTreeMap;
use std::io::Cursor;

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::document::{is_whole, limits_of};
use lienthong_adapter::mapping::{Counts, MappedReader, Mapping, OnError};
use lienthong_adapter::{Adapter as _, BadRows, DecodeContext, DecodeError, Facts, Finding, Limits, Warning};
use lienthong_config::{Checked, Way};
use lienthong_model::schema::Batch;
use lienthong_model::system::System;
use lienthong_model::{AgencyCode, FormatName, MessageType, Payload, time};
use lienthong_wire::records::RecordsWriter;

use super::reasons::{SENDER_MISMATCH, TYPE_MISMATCH};
use super::{Formats, documents, records};

/// Rows that are told one by one; the rest is counted by reason.
const MAX_TOLD: usize = 200;

/// What a message means.
#[derive(Debug)]
pub struct Understood {
    /// The message type that the content says.
    pub kind: Option<MessageType>,
    /// The format of the bytes.
    pub format: FormatName,
    /// What the content says on its outside.
    pub facts: Facts,
    /// What was tolerated.
    pub warnings: Vec<Warning>,
    /// Canonical records, to be kept beside the bytes.
    pub canonical: Option<Bytes>,
    /// What became of the rows, where a mapping has read them.
    pub rows: Option<RowsRead>,
}

/// What became of the rows of a file.
#[derive(Debug, Clone)]
pub struct RowsRead {
    /// How many rows of which fate.
    pub counts: Counts,
    /// Those that were kept apart.
    pub apart: Apart,
    /// Columns of the mapping that the file does not have.
    pub absent: Vec<String>,
}

/// Rows that were kept apart.
#[derive(Debug, Clone, Default)]
pub struct Apart {
    /// The first of them, each with its row, column and reason; never with what is personal.
    pub rows: Vec<Finding>,
    /// All of them, by reason.
    pub by_reason: BTreeMap<&'static str, u64>,
}

impl Understood {
    /// Refuses content of another type than `kind`, which its envelope says.
    pub fn of_type(self, kind: &MessageType) -> Result<Self, DecodeError> {
        match self.kind.as_ref().filter(|found| *found != kind) {
            Some(found) => {
                Err(Finding::new(&TYPE_MISMATCH).found(found.as_str()).expected(kind.as_str()).into())
            }
            None => Ok(self),
        }
    }

    /// The agency that the content names as its sender, where that is neither the system's own nor one that it speaks for.
    #[must_use]
    pub fn foreign_sender(&self, checked: &Checked, system: &System, at: Timestamp) -> Option<&str> {
        let claimed = self.facts.sender.as_deref()?;
        let (form, day) = (system.format_options.code_form, time::local_date(at));
        let resolved = checked.directory.resolve(claimed, form, day).ok().map(|resolved| resolved.code);
        let is_own = |code: &AgencyCode| *code == system.id.agency || system.speaks_for.contains(code);
        (!resolved.as_ref().is_some_and(is_own)).then_some(claimed)
    }

    /// Refuses content of a sender that the system does not speak for.
    pub fn of_sender(self, checked: &Checked, system: &System, at: Timestamp) -> Result<Self, DecodeError> {
        match self.foreign_sender(checked, system, at) {
            Some(claimed) => {
                let finding = Finding::new(&SENDER_MISMATCH).found(claimed);
                Err(finding.expected(system.id.agency.as_str()).into())
            }
            None => Ok(self),
        }
    }
}

impl Formats {
    /// Reads what a system sent, as a message of `kind` where the sender says so.
    pub fn understand(
        &self,
        checked: &Checked,
        system: &System,
        kind: Option<&MessageType>,
        bytes: &Bytes,
        now: Timestamp,
    ) -> Result<Understood, DecodeError> {
        let limits = Limits { package_bytes: checked.node.limits.max_message_bytes, ..Limits::default() };
        if let Some(mapping) = reading(checked, system, kind) {
            return self.through(mapping, bytes, &limits);
        }
        let Some(format) = &system.format else {
            return Err(super::no_format(system, kind).into());
        };
        let mut context = DecodeContext::new(now);
        context.options = system.format_options.clone();
        context.gateway = Some(checked.node.agency.clone());
        context.limits = limits;
        if format.as_str() == "canonical"
            && let Some(kind) = records::check(bytes, checked, &limits)?
        {
            // The bytes are canonical already.
            let facts = match is_whole(&kind) {
                true => documents::facts(bytes, &*records::schema(checked, kind.as_str())?, &limits)?,
                false => Facts::default(),
            };
            return Ok(Understood { kind: Some(kind), facts, ..Understood::of(format.clone()) });
        }
        if let Some(schema) = kind.and_then(|kind| checked.schemas.get(kind)) {
            context.limits = limits_of(schema, &limits);
        }
        let decoded = match format.as_str() {
            "canonical-json" => records::canonical_json(checked).decode(bytes, &context)?,
            _ => self.get(format).decode(bytes, &context)?,
        };
        let canonical = match &decoded.payload {
            Payload::Records(batch) => Some(to_bytes(batch)),
            _ => None,
        };
        let facts = match (&decoded.payload, &canonical) {
            (Payload::Records(batch), Some(bytes)) if is_whole(&batch.schema.id) => {
                documents::facts(bytes, &batch.schema, &limits)?
            }
            _ => decoded.facts,
        };
        Ok(Understood {
            kind: decoded.payload.message_type(),
            facts,
            warnings: decoded.warnings,
            canonical,
            ..Understood::of(format.clone())
        })
    }

    /// Reads bytes through a mapping, which must read.
    pub fn through(
        &self,
        mapping: &Mapping,
        bytes: &Bytes,
        limits: &Limits,
    ) -> Result<Understood, DecodeError> {
        limits.check_package(bytes)?;
        let format = self.rows.of(&mapping.layout).expect("a checked mapping names a format that exists");
        let input = Box::new(Cursor::new(bytes.clone()));
        let mut reader = MappedReader::open(mapping, &**format, input, limits)?;
        let mut writer = RecordsWriter::new(&mapping.schema);
        let mut apart = Apart::default();
        let is_whole = is_whole(&mapping.schema.id);
        let refuses = is_whole || mapping.on_error == OnError::Refuse;
        loop {
            match reader.next_record() {
                Ok(Some(read)) => writer.push(&read.record),
                Ok(None) => break,
                Err(fault) if fault.fatal || refuses => return Err(fault.error),
                Err(fault) => apart.add(fault.error.finding()),
            }
        }
        let counts = reader.counts();
        let absent = reader.absent().into_iter().map(str::to_owned).collect();
        if counts.accepted == 0
            && let Some(first) = apart.rows.first()
        {
            // A file of which nothing is good is not a file with a few bad rows: its first fault says more.
            let all = counts.faulty == 1;
            return Err(if all {
                first.clone().into()
            } else {
                BadRows { first: apart.rows, count: counts.faulty, read: counts.read }.refusal()
            });
        }
        let name = format.format().parse().expect("names of formats are format names");
        let canonical = writer.finish();
        let facts = match is_whole {
            true => documents::facts(&canonical, &mapping.schema, limits)?,
            false => Facts::default(),
        };
        Ok(Understood {
            kind: Some(mapping.schema.id.clone()),
            facts,
            canonical: Some(canonical),
            rows: Some(RowsRead { counts, apart, absent }),
            warnings: reader.warnings(),
            ..Understood::of(name)
        })
    }
}

impl Understood {
    fn of(format: FormatName) -> Self {
        Self {
            kind: None,
            format,
            facts: Facts::default(),
            warnings: Vec::new(),
            canonical: None,
            rows: None,
        }
    }
}

impl Apart {
    fn add(&mut self, finding: &Finding) {
        *self.by_reason.entry(finding.reason.code).or_default() += 1;
        if self.rows.len() < MAX_TOLD {
            self.rows.push(finding.clone());
        }
    }
    /// How many.
    pub fn len(&self) -> u64 {
        self.by_reason.values().sum()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_reason.is_empty()
    }
}

/// The mapping that reads messages of `kind`; where the sender does not say the type, the only one there is.
fn reading<'c>(checked: &'c Checked, system: &System, kind: Option<&MessageType>) -> Option<&'c Mapping> {
    if let Some(kind) = kind {
        return checked.mappings.of(system, kind, Way::Read).map(|declared| &*declared.mapping);
    }
    let named = system.mappings.iter().filter_map(|name| checked.mappings.get(name));
    let mut reading = named.filter(|declared| declared.goes(Way::Read));
    match (reading.next(), reading.next(), &system.format) {
        (Some(only), None, None) => Some(&only.mapping),
        _ => None,
    }
}

fn to_bytes(batch: &Batch) -> Bytes {
    let mut writer = RecordsWriter::new(&batch.schema);
    batch.records.iter().for_each(|record| writer.push(record));
    writer.finish()
}
