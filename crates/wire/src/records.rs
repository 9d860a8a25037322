//! Records of schemas, to and from `lienthong.record.v1.Records`, one at a time.
//!
//! A message may hold a million records. So [`RecordsWriter`] appends one after the other, and [`RecordsReader`] takes one
//! after the other out of the bytes; neither ever holds them all as values.
//!
//! # What holds
//!
//! * The bytes are those of `Record { records: … }`: any protobuf library reads them whole.
//! * A record that was read is one of its schema: kinds, lengths and codes are checked, and texts are NFC.

use bytes::{Buf, Bytes};
use jiff::civil::DateTime;
use lienthong_model::schema::{Broken, Field, Kind, Record, Schema, Value};
use lienthong_model::text::nfc;
use prost::Message as _;

use crate::record as wire;
use crate::record::value::Kind as WireKind;

/// Why bytes are not records of a schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordsError {
    /// Not the protobuf message.
    #[error("the bytes are not lienthong.record.v1.Records")]
    Bytes,
    /// Records of another schema.
    #[error("records of {found}")]
    Schema {
        /// What the bytes say.
        found: String,
    },
    /// A field that the schema does not have.
    #[error("record {record} has a field {path} that the schema does not have")]
    Unknown {
        /// Which record, from 1.
        record: u64,
        /// The field.
        path: String,
    },
    /// A value of another kind, or not in its canonical text.
    #[error("record {record}, {path}: expected a {expected}")]
    Kind {
        /// Which record, from 1.
        record: u64,
        /// The field.
        path: String,
        /// The kind of the schema.
        expected: &'static str,
    },
    /// A rule of the schema.
    #[error("record {record}, {broken}")]
    Broken {
        /// Which record, from 1.
        record: u64,
        /// The rule.
        broken: Broken,
    },
}

/// The key of `Record.records`: field 3, length-delimited.
const BODY: u8 = 3 << 3 | 2;
/// The key of `Records.schema`.
const SCHEMA: u8 = 1 << 3 | 2;
/// The key of `Records.records`.
const ENTRY: u8 = 2 << 3 | 2;

/// Appends records to the bytes of one message.
#[derive(Debug)]
pub struct RecordsWriter {
    fields: Vec<Field>,
    body: Vec<u8>,
}

impl RecordsWriter {
    /// For records of `schema`.
    pub fn new(schema: &Schema) -> Self {
        let mut body = vec![SCHEMA];
        put_length(schema.id.as_str().len(), &mut body);
        body.extend_from_slice(schema.id.as_str().as_bytes());
        Self { fields: schema.fields.clone(), body }
    }

    /// Appends one record.
    pub fn push(&mut self, record: &Record) {
        let message = to_wire(&self.fields, record);
        self.body.push(ENTRY);
        put_length(message.encoded_len(), &mut self.body);
        message.encode_raw(&mut self.body);
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// Never: the schema's name is there from the beginning.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// The whole message.
    pub fn finish(self) -> Bytes {
        let mut bytes = Vec::with_capacity(self.body.len() + 11);
        bytes.push(BODY);
        put_length(self.body.len(), &mut bytes);
        bytes.extend_from_slice(&self.body);
        bytes.into()
    }
}

/// Takes records out of the bytes of one message.
#[derive(Debug)]
pub struct RecordsReader {
    schema: String,
    rest: Bytes,
    read: u64,
}

impl RecordsReader {
    /// Begins to read, or says that the bytes are no records. Nothing where they are another body of `Record`.
    pub fn open(bytes: &Bytes) -> Result<Option<Self>, RecordsError> {
        let mut rest = bytes.clone();
        if rest.first() != Some(&BODY) {
            return Ok(None);
        }
        rest.advance(1);
        let length = take_length(&mut rest).ok_or(RecordsError::Bytes)?;
        if rest.len() != length {
            return Err(RecordsError::Bytes);
        }
        let mut schema = String::new();
        if rest.first() == Some(&SCHEMA) {
            rest.advance(1);
            let text = take(&mut rest).ok_or(RecordsError::Bytes)?;
            schema = String::from_utf8(text.to_vec()).map_err(|_| RecordsError::Bytes)?;
        }
        Ok(Some(Self { schema, rest, read: 0 }))
    }

    /// The message type that the bytes name.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// The next record, checked against `schema`.
    pub fn next_record(&mut self, schema: &Schema) -> Result<Option<Record>, RecordsError> {
        if self.schema != schema.id.as_str() {
            return Err(RecordsError::Schema { found: self.schema.clone() });
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        if self.rest.get_u8() != ENTRY {
            return Err(RecordsError::Bytes);
        }
        let bytes = take(&mut self.rest).ok_or(RecordsError::Bytes)?;
        let message = wire::Fields::decode(bytes).map_err(|_| RecordsError::Bytes)?;
        self.read += 1;
        let number = self.read;
        let record = from_wire(&schema.fields, message, number, "")?;
        schema.check(&record).map_err(|broken| RecordsError::Broken { record: number, broken })?;
        Ok(Some(record))
    }
}

fn to_wire(fields: &[Field], record: &Record) -> wire::Fields {
    let named = fields.iter().zip(&record.values);
    let values = named.filter_map(|(field, value)| {
        let kind = match value.as_ref()? {
            Value::Text(text) => WireKind::Text(text.clone()),
            Value::Decimal(number) => WireKind::Decimal(number.to_string()),
            Value::Boolean(flag) => WireKind::Boolean(*flag),
            Value::Date(date) => WireKind::Date(date.to_string()),
            Value::DateTime(at) => WireKind::DateTime(date_time(*at)),
            Value::Group(group) => WireKind::Group(to_wire(field.fields(), group)),
            Value::List(list) => WireKind::List(wire::FieldsList {
                records: list.iter().map(|record| to_wire(field.fields(), record)).collect(),
            }),
            _ => return None,
        };
        Some((field.name.to_string(), wire::Value { kind: Some(kind) }))
    });
    wire::Fields { fields: values.collect(), extra: record.extra.iter().cloned().collect() }
}

fn from_wire(
    fields: &[Field],
    message: wire::Fields,
    number: u64,
    prefix: &str,
) -> Result<Record, RecordsError> {
    let mut record = Record::empty(fields.len());
    for (name, value) in message.fields {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let Some(index) = fields.iter().position(|field| field.name.as_str() == name) else {
            return Err(RecordsError::Unknown { record: number, path });
        };
        let field = &fields[index];
        let Some(kind) = value.kind else { continue };
        let wrong = || RecordsError::Kind { record: number, path: path.clone(), expected: field.kind.word() };
        let value = match (kind, &field.kind) {
            (WireKind::Text(text), Kind::Text { .. } | Kind::Digits { .. } | Kind::Code(_)) => {
                Value::Text(match nfc(&text) {
                    std::borrow::Cow::Borrowed(_) => text,
                    std::borrow::Cow::Owned(composed) => composed,
                })
            }
            (WireKind::Decimal(text), Kind::Decimal { .. }) => {
                Value::Decimal(text.parse().map_err(|_| wrong())?)
            }
            (WireKind::Boolean(flag), Kind::Boolean) => Value::Boolean(flag),
            (WireKind::Date(text), Kind::Date { .. }) => Value::Date(text.parse().map_err(|_| wrong())?),
            (WireKind::DateTime(text), Kind::DateTime) => {
                Value::DateTime(text.parse().ok().filter(|at| date_time(*at) == text).ok_or_else(wrong)?)
            }
            (WireKind::Group(group), Kind::Group { fields, repeats: None }) => {
                Value::Group(from_wire(fields, group, number, &path)?)
            }
            (WireKind::List(list), Kind::Group { fields, repeats: Some(_) }) => {
                let records = list.records.into_iter().enumerate();
                let records =
                    records.map(|(n, one)| from_wire(fields, one, number, &format!("{path}[{}]", n + 1)));
                Value::List(records.collect::<Result<_, _>>()?)
            }
            _ => return Err(wrong()),
        };
        record.values[index] = Some(value);
    }
    record.extra = message.extra.into_iter().collect();
    Ok(record)
}

/// A wall clock in canonical text. What does not read as its own text, one with a zone for example, is refused.
fn date_time(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn put_length(length: usize, out: &mut Vec<u8>) {
    let mut rest = length as u64;
    while rest >= 0x80 {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

fn take_length(bytes: &mut Bytes) -> Option<usize> {
    let mut length = 0u64;
    for shift in (0..63).step_by(7) {
        if bytes.is_empty() {
            return None;
        }
        let byte = bytes.get_u8();
        length |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return usize::try_from(length).ok();
        }
    }
    None
}

fn take(bytes: &mut Bytes) -> Option<Bytes> {
    let length = take_length(bytes)?;
    (length <= bytes.len()).then(|| bytes.split_to(length))
}

#[cfg(test)]
mod tests {
    use lienthong_model::schema::{PartialDate, Repeats};

    use super::*;

    fn field(name: &str, kind: Kind) -> Field {
        Field {
            name: name.parse().unwrap(),
            title: name.into(),
            kind,
            required: false,
            personal: false,
            search_key: false,
        }
    }

    fn schema() -> Schema {
        let inner = vec![field("name", Kind::Text { max_chars: None })];
        Schema {
            id: "test/v1".parse().unwrap(),
            title: "Test".into(),
            fields: vec![
                field("code", Kind::Digits { min: 5, max: 5 }),
                field("area", Kind::Decimal { max_scale: None }),
                field("open", Kind::Boolean),
                field("since", Kind::Date { precision: lienthong_model::schema::Precision::Year }),
                field("at", Kind::DateTime),
                field("head", Kind::Group { fields: inner.clone(), repeats: None }),
                field("parts", Kind::Group { fields: inner, repeats: Some(Repeats { min: 0, max: 9 }) }),
            ],
        }
    }

    fn record() -> Record {
        let named = |name: &str| Record { values: vec![Some(Value::Text(name.into()))], extra: Vec::new() };
        Record {
            values: vec![
                Some(Value::Text("02200".into())),
                Some(Value::Decimal("12.50".parse().unwrap())),
                Some(Value::Boolean(false)),
                Some(Value::Date(PartialDate::Year(1950))),
                Some(Value::DateTime("2026-11-20T08:00:01".parse().unwrap())),
                Some(Value::Group(named("Mẫu"))),
                Some(Value::List(vec![named("Một"), named("Hai")])),
            ],
            extra: vec![("Ghi chú".into(), "x".into())],
        }
    }

    #[test]
    fn records_come_back_one_by_one_as_they_were() {
        let schema = schema();
        let mut writer = RecordsWriter::new(&schema);
        let half = Record {
            values: vec![Some(Value::Text("00001".into())), None, None, None, None, None, None],
            extra: vec![],
        };
        [&record(), &half].into_iter().for_each(|record| writer.push(record));
        let bytes = writer.finish();
        let mut reader = RecordsReader::open(&bytes).unwrap().unwrap();
        assert_eq!(reader.next_record(&schema).unwrap(), Some(record()));
        assert_eq!(reader.next_record(&schema).unwrap(), Some(half));
        assert_eq!(reader.next_record(&schema).unwrap(), None);
        let whole = wire::Record::decode(bytes.clone()).unwrap();
        assert_eq!(whole.encode_to_vec(), bytes, "any library reads and writes the same bytes");
    }

    #[test]
    fn bytes_that_are_no_records_are_refused() {
        let schema = schema();
        let mut writer = RecordsWriter::new(&schema);
        writer.push(&record());
        let bytes = writer.finish();
        for end in 0..bytes.len() {
            let read = RecordsReader::open(&bytes.slice(..end));
            let Ok(Some(mut reader)) = read else { continue };
            while let Ok(Some(_)) = reader.next_record(&schema) {}
            panic!("{end} bytes of {} were taken", bytes.len());
        }
        let mut other = schema.clone();
        other.fields[0].kind = Kind::Digits { min: 6, max: 6 };
        let mut reader = RecordsReader::open(&bytes).unwrap().unwrap();
        assert!(matches!(reader.next_record(&other), Err(RecordsError::Broken { record: 1, .. })));
        other.fields.remove(0);
        let mut reader = RecordsReader::open(&bytes).unwrap().unwrap();
        assert!(matches!(reader.next_record(&other), Err(RecordsError::Unknown { .. })));
        other.id = "test/v2".parse().unwrap();
        let mut reader = RecordsReader::open(&bytes).unwrap().unwrap();
        assert!(matches!(reader.next_record(&other), Err(RecordsError::Schema { .. })));
    }
}
