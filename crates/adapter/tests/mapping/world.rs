//! A schema and a mapping, built field by field.

use std::io::Cursor;
use std::sync::Arc;

use lienthong_adapter::mapping::{
    Collected, Counts, Direction, FieldMap, Filter, From, MappedReader, MappedWriter, Mapping, OnError,
    RowMap, Unmapped,
};
use lienthong_adapter::rows::{ColumnLayout, CsvLayout, FormatLayout, Layout, WriteContext};
use lienthong_adapter::{DecodeError, EncodeError, Limits};
use lienthong_model::schema::{CodeList, Field, Kind, Precision, Record, Schema, Value};
use lienthong_vntext::Charset;

use super::toy::Toy;

pub struct World {
    fields: Vec<Field>,
    maps: Vec<(String, FieldMap)>,
    pub columns: Vec<ColumnLayout>,
    pub unmapped: Unmapped,
    pub filters: Vec<Filter>,
    pub may_leave_none: bool,
    pub takes_other_charset: bool,
    pub key: Vec<&'static str>,
}

pub fn digits(count: u16) -> Kind {
    Kind::Digits { min: count, max: count }
}
pub fn text() -> Kind {
    Kind::Text { max_chars: None }
}
pub fn date() -> Kind {
    Kind::Date { precision: Precision::Day }
}
pub fn year() -> Kind {
    Kind::Date { precision: Precision::Year }
}
pub fn codes(codes: &[&str]) -> Kind {
    let labels = codes.iter().map(|code| ((*code).to_owned(), String::new())).collect();
    Kind::Code(Arc::new(CodeList { name: "list".into(), labels, open: false }))
}
pub fn value(text: &str) -> Value {
    Value::Text(text.into())
}

impl World {
    pub fn new() -> Self {
        Self {
            fields: Vec::new(),
            maps: Vec::new(),
            columns: Vec::new(),
            unmapped: Unmapped::Refuse,
            filters: Vec::new(),
            may_leave_none: false,
            takes_other_charset: false,
            key: Vec::new(),
        }
    }

    pub fn field(&mut self, name: &str, kind: Kind, column: &str) -> &mut FieldMap {
        let at = self.columns.len();
        self.field_from(name, kind, column, From::Column(at))
    }

    pub fn field_from(&mut self, name: &str, kind: Kind, column: &str, from: From) -> &mut FieldMap {
        if !column.is_empty() && !self.columns.iter().any(|known| known.name() == column) {
            self.columns.push(ColumnLayout::named(column));
        }
        self.fields.push(Field {
            name: name.parse().unwrap(),
            title: name.into(),
            kind,
            required: false,
            personal: false,
            search_key: false,
        });
        let path = self.schema().path(name).unwrap();
        self.maps.push((name.into(), FieldMap { from, ..FieldMap::plain(path, name, 0) }));
        &mut self.maps.last_mut().unwrap().1
    }

    pub fn mapping_field(&mut self, name: &str) -> &mut FieldMap {
        &mut self.maps.iter_mut().find(|(known, _)| known == name).unwrap().1
    }

    pub fn personal(&mut self, name: &str) {
        self.fields.iter_mut().find(|field| field.name.as_str() == name).unwrap().personal = true;
    }

    pub fn required(&mut self, name: &str) {
        self.fields.iter_mut().find(|field| field.name.as_str() == name).unwrap().required = true;
    }

    pub fn carry(&mut self, column: &str) {
        self.columns.push(ColumnLayout::named(column));
    }

    fn schema(&self) -> Schema {
        Schema { id: "test/v1".parse().unwrap(), title: "Test".into(), fields: self.fields.clone() }
    }

    pub fn mapping(&self) -> Mapping {
        let schema = self.schema();
        Mapping {
            name: "test".into(),
            key: self.key.iter().map(|name| schema.path(name).unwrap()).collect(),
            schema: schema.into(),
            layout: Layout {
                charset: Charset::Utf8,
                columns: self.columns.clone(),
                groups: Vec::new(),
                format: FormatLayout::Csv(CsvLayout::default()),
            },
            direction: Direction::Both,
            unmapped: self.unmapped,
            on_error: OnError::Refuse,
            filters: self.filters.clone(),
            may_leave_none: self.may_leave_none,
            takes_other_charset: self.takes_other_charset,
            rows: RowMap {
                fields: self.maps.iter().map(|(_, map)| map.clone()).collect(),
                groups: Vec::new(),
            },
        }
    }

    fn show(&self, record: &Record) -> String {
        let values = self.fields.iter().zip(&record.values);
        let mut shown: Vec<String> = values
            .filter_map(|(field, value)| {
                let text = match value.as_ref()? {
                    Value::Text(text) => text.clone(),
                    Value::Decimal(number) => number.to_string(),
                    Value::Date(date) => date.to_string(),
                    Value::Boolean(flag) => flag.to_string(),
                    other => format!("{other:?}"),
                };
                Some(format!("{}={text}", field.name))
            })
            .collect();
        shown.extend(record.extra.iter().map(|(name, text)| format!("extra:{name}={text}")));
        shown.join(" ")
    }

    pub fn read_all(&self, file: &[u8]) -> (Vec<String>, Vec<DecodeError>, Counts) {
        let mapping = self.mapping();
        let input = Box::new(Cursor::new(file.to_vec()));
        let mut reader = MappedReader::open(&mapping, &Toy, input, &Limits::default()).unwrap();
        let (mut records, mut faults) = (Vec::new(), Vec::new());
        loop {
            match reader.next_record() {
                Ok(Some(read)) => records.push(self.show(&read.record)),
                Ok(None) => return (records, faults, reader.counts()),
                Err(fault) => {
                    faults.push(fault.error);
                    if fault.fatal {
                        return (records, faults, reader.counts());
                    }
                }
            }
        }
    }

    pub fn read(&self, file: &[u8]) -> Result<Vec<String>, DecodeError> {
        Ok(self.records(file)?.iter().map(|record| self.show(record)).collect())
    }

    fn records(&self, file: &[u8]) -> Result<Vec<Record>, DecodeError> {
        let mapping = self.mapping();
        let input = Box::new(Cursor::new(file.to_vec()));
        let mut reader = MappedReader::open(&mapping, &Toy, input, &Limits::default())?;
        let mut records = Vec::new();
        while let Some(read) = reader.next_record().map_err(|fault| fault.error)? {
            records.push(read.record);
        }
        Ok(records)
    }

    pub fn write(&self, records: &[Record]) -> Result<Vec<u8>, EncodeError> {
        let mapping = self.mapping();
        let sink = Collected::default();
        let context = WriteContext { at: jiff::Timestamp::UNIX_EPOCH };
        let mut writer = MappedWriter::create(&mapping, &Toy, Box::new(sink.clone()), &context)?;
        for record in records {
            writer.write_record(record)?;
        }
        assert_eq!(writer.finish()?, records.len() as u64);
        Ok(sink.take().to_vec())
    }

    pub fn round_trip_bytes(&self, file: &[u8]) -> Vec<u8> {
        self.write(&self.records(file).unwrap()).unwrap()
    }

    pub fn round_trip(&self, file: &str) -> String {
        String::from_utf8(self.round_trip_bytes(file.as_bytes())).unwrap()
    }

    /// A record with one text, written.
    pub fn write_text(&self, name: &str, text: &str) -> Result<Vec<u8>, EncodeError> {
        let mut record = Record::empty(self.fields.len());
        let at = self.fields.iter().position(|field| field.name.as_str() == name).unwrap();
        record.values[at] = Some(value(text));
        self.write(&[record])
    }
}
