//! Records of a schema in their canonical bytes: checked when they come in, and handed to whatever writes them.

use std::sync::Arc;

use bytes::Bytes;
use lienthong_adapter::mapping::rule_phrase;
use lienthong_adapter::{Adapter, DecodeError, Finding, Limits, Phrase, phrase};
use lienthong_adapter_json::CanonicalJson;
use lienthong_config::Checked;
use lienthong_model::MessageType;
use lienthong_model::schema::{Batch, Record, Schema};
use lienthong_wire::records::{RecordsError, RecordsReader};

use super::reasons::{CANONICAL_UNREADABLE, NOT_OF_SCHEMA, TOO_MANY_ROWS, UNKNOWN_SCHEMA};

/// Why canonical bytes could not be handed on: they, or whoever took them.
#[derive(Debug)]
pub enum RecordsFault<E> {
    /// The bytes.
    Read(DecodeError),
    /// Whoever took a record.
    Taken(E),
}

/// Checks canonical bytes that came from outside; the message type that they are of, or nothing where they are no
/// records but another body.
pub(super) fn check(
    bytes: &Bytes,
    checked: &Checked,
    limits: &Limits,
) -> Result<Option<MessageType>, DecodeError> {
    limits.check_package(bytes)?;
    let Some(reader) = RecordsReader::open(bytes).map_err(|error| finding(&error))? else { return Ok(None) };
    let schema = schema(checked, reader.schema())?;
    let mut count = 0;
    let counted = each(bytes, &schema, |_| {
        count += 1;
        if count > limits.rows { Err(()) } else { Ok(()) }
    });
    match counted {
        Ok(()) => Ok(Some(schema.id.clone())),
        Err(RecordsFault::Read(error)) => Err(error),
        Err(RecordsFault::Taken(())) => {
            Err(Finding::new(&TOO_MANY_ROWS).expected(limits.rows.to_string()).into())
        }
    }
}

/// The schema of a name that came from outside.
pub(super) fn schema(checked: &Checked, name: &str) -> Result<Arc<Schema>, DecodeError> {
    let id = name.parse::<MessageType>().ok();
    let found = id.and_then(|id| checked.schemas.get(&id).cloned());
    found.ok_or_else(|| Finding::new(&UNKNOWN_SCHEMA).found(name).into())
}

/// Hands every record of canonical bytes to `take`, one at a time.
pub(super) fn each<E>(
    bytes: &Bytes,
    schema: &Schema,
    mut take: impl FnMut(&Record) -> Result<(), E>,
) -> Result<(), RecordsFault<E>> {
    let read = |error: RecordsError| RecordsFault::Read(finding(&error));
    let mut reader = RecordsReader::open(bytes).map_err(read)?.ok_or_else(|| {
        RecordsFault::Read(
            Finding::new(&CANONICAL_UNREADABLE)
                .found(Phrase::new("another body", "nội dung loại khác"))
                .into(),
        )
    })?;
    while let Some(record) = reader.next_record(schema).map_err(read)? {
        take(&record).map_err(RecordsFault::Taken)?;
    }
    Ok(())
}

/// All records at once, for adapters that write a whole payload.
pub(super) fn batch(bytes: &Bytes, schema: &Arc<Schema>) -> Result<Batch, DecodeError> {
    let mut records = Vec::new();
    let all = each(bytes, schema, |record| {
        records.push(record.clone());
        Ok::<(), std::convert::Infallible>(())
    });
    match all {
        Ok(()) => Ok(Batch { schema: Arc::clone(schema), records }),
        Err(RecordsFault::Read(error)) => Err(error),
        Err(RecordsFault::Taken(never)) => match never {},
    }
}

/// Canonical JSON under the schemas in force.
pub(super) fn canonical_json(checked: &Checked) -> impl Adapter + use<> {
    CanonicalJson::new(Arc::new(checked.schemas.clone()))
}

/// Why canonical records cannot be read, with its stable reason.
pub fn finding(error: &RecordsError) -> DecodeError {
    let reason = match error {
        RecordsError::Bytes => &CANONICAL_UNREADABLE,
        RecordsError::Schema { .. } => &UNKNOWN_SCHEMA,
        _ => &NOT_OF_SCHEMA,
    };
    let finding = Finding::new(reason);
    let finding = match error {
        RecordsError::Schema { found } => finding.found(found),
        // The name is the caller's: it is part of what was found, and no place of the schema.
        RecordsError::Unknown { record, path } => finding
            .found(phrase!("the field {path}", "trường {path}"))
            .expected(Phrase::new("a field of the schema", "trường của lược đồ"))
            .record(*record),
        RecordsError::Kind { record, path, expected } => finding
            .found(Phrase::new("a value of another kind", "giá trị thuộc kiểu khác"))
            .expected(phrase!("a value of kind {expected}", "giá trị kiểu {expected}"))
            .record(*record)
            .path(path),
        RecordsError::Broken { record, broken } => finding
            .found(Phrase::new("a value that breaks a rule", "giá trị trái quy tắc"))
            .expected(rule_phrase(&broken.rule))
            .record(*record)
            .path(&broken.path),
        _ => {
            finding.found(Phrase::new("other bytes", "dữ liệu khác")).expected("lienthong.record.v1.Records")
        }
    };
    finding.into()
}
