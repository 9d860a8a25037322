//! Citizens as records, mapped to columns and groups of any format that is a tree. The tests of such formats share it.
//!
//! A module of the tests of the crates `adapter-json` and `adapter-xml`.

use std::sync::Arc;

use bytes::Bytes;
use lienthong_adapter::mapping::{Direction, FieldMap, GroupMap, Mapping, OnError, RowMap, Unmapped};
use lienthong_adapter::rows::{ColumnKind, ColumnLayout, FormatLayout, GroupLayout, Layout};
use lienthong_adapter::{Adapter, DecodeContext, DecodeError, EncodeContext};
use lienthong_model::Payload;
use lienthong_model::schema::{Batch, Field, Kind, Precision, Record, Repeats, Schema, Value};
use lienthong_model::system::FormatOptions;
use lienthong_vntext::Charset;

fn field(name: &str, kind: Kind, required: bool) -> Field {
    let personal = matches!(name, "ho_ten" | "so_dinh_danh");
    Field { name: name.parse().unwrap(), title: name.into(), kind, required, personal, search_key: false }
}

fn text() -> Kind {
    Kind::Text { max_chars: Some(200) }
}

fn list(fields: Vec<Field>) -> Kind {
    Kind::Group { fields, repeats: Some(Repeats { min: 0, max: 100 }) }
}

/// One schema that has every kind.
pub(crate) fn schema() -> Arc<Schema> {
    let file = vec![field("duong_dan", text(), true)];
    let paper = vec![field("ten", text(), true), field("so", text(), false), field("tep", list(file), false)];
    let home = vec![field("xa", text(), false), field("tinh", text(), false)];
    Arc::new(Schema {
        id: "cong-dan/v1".parse().unwrap(),
        title: "Công dân".into(),
        fields: vec![
            field("ho_ten", text(), true),
            field("so_dinh_danh", Kind::Digits { min: 12, max: 12 }, false),
            field("ngay_sinh", Kind::Date { precision: Precision::Year }, false),
            field("so_tien", Kind::Decimal { max_scale: None }, false),
            field("con_song", Kind::Boolean, false),
            field("luc", Kind::DateTime, false),
            field("que", Kind::Group { fields: home, repeats: None }, false),
            field("giay_to", list(paper), false),
            field("nhan", list(vec![field("gia_tri", text(), true)]), false),
        ],
    })
}

/// Column names for dotted field names, with kinds.
pub(crate) type Columns<'a> = &'a [(&'a str, &'a str)];

fn kind_of(field: &Field) -> ColumnKind {
    match field.kind {
        Kind::Decimal { .. } => ColumnKind::Number { width: 20, decimals: 2 },
        Kind::Boolean => ColumnKind::Bool,
        Kind::DateTime => ColumnKind::DateTime,
        _ => ColumnKind::Text,
    }
}

fn schema_of(fields: &[Field]) -> Schema {
    Schema { id: "x/v1".parse().unwrap(), title: String::new(), fields: fields.to_vec() }
}

pub(crate) fn rows(fields: &[Field], columns: Columns<'_>) -> (RowMap, Vec<ColumnLayout>) {
    let schema = schema_of(fields);
    let (mut map, mut layouts) = (RowMap::default(), Vec::new());
    for (index, (names, to)) in columns.iter().enumerate() {
        let path = schema.path(to).unwrap();
        let mut column = ColumnLayout::named("");
        column.names = names.split('|').map(str::to_owned).collect();
        column.kind = kind_of(schema.field(&path));
        layouts.push(column);
        map.fields.push(FieldMap::plain(path, *to, index));
    }
    (map, layouts)
}

/// A mapping of [`schema`] with these columns, and groups as (path, field, columns, groups).
pub(crate) struct GroupOf<'a>(
    pub(crate) &'a str,
    pub(crate) &'a str,
    pub(crate) Columns<'a>,
    pub(crate) Vec<GroupOf<'a>>,
);

fn groups(fields: &[Field], of: &[GroupOf<'_>]) -> (Vec<GroupMap>, Vec<GroupLayout>) {
    let schema = schema_of(fields);
    let mut made = (Vec::new(), Vec::new());
    for (index, GroupOf(path, to, columns, inner)) in of.iter().enumerate() {
        let to = schema.path(to).unwrap();
        let fields = schema.field(&to).fields();
        let (mut map, columns) = rows(fields, columns);
        let (maps, layouts) = groups(fields, inner);
        map.groups = maps;
        made.0.push(GroupMap { to, layout: index, rows: map });
        made.1.push(GroupLayout { path: (*path).into(), before: usize::MAX, columns, groups: layouts });
    }
    made
}

/// A mapping of [`schema`] with these columns and groups.
pub(crate) fn mapping_of(format: FormatLayout, columns: Columns<'_>, of: &[GroupOf<'_>]) -> Mapping {
    let schema = schema();
    let (mut map, columns) = rows(&schema.fields, columns);
    let (maps, layouts) = groups(&schema.fields, of);
    map.groups = maps;
    Mapping {
        name: "mẫu".into(),
        layout: Layout { charset: Charset::Utf8, columns, groups: layouts, format },
        schema,
        direction: Direction::Both,
        unmapped: Unmapped::Keep,
        on_error: OnError::Refuse,
        key: Vec::new(),
        filters: Vec::new(),
        may_leave_none: false,
        takes_other_charset: false,
        rows: map,
    }
}

pub(crate) fn context() -> DecodeContext {
    DecodeContext::new("2026-11-21T12:00:00+07:00".parse().unwrap())
}

pub(crate) fn decode(adapter: &dyn Adapter, bytes: impl Into<Bytes>) -> Result<Vec<Record>, DecodeError> {
    adapter.decode(&bytes.into(), &context()).map(|decoded| match decoded.payload {
        Payload::Records(batch) => batch.records,
        other => panic!("{other:?}"),
    })
}

pub(crate) fn encode(adapter: &dyn Adapter, records: Vec<Record>) -> Result<String, (&'static str, String)> {
    let payload = Payload::Records(Box::new(Batch { schema: schema(), records }));
    let options = FormatOptions::default();
    let encoded = adapter.encode(&payload, &EncodeContext::new(&options));
    let encoded = encoded.map_err(|error| (error.code(), error.to_string()))?;
    Ok(String::from_utf8(encoded.into_bytes().to_vec()).unwrap())
}

/// A value of a record, as text.
pub(crate) fn show(record: &Record, path: &str) -> String {
    match record.get(&schema().path(path).unwrap()) {
        None => "-".into(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Decimal(number)) => number.to_string(),
        Some(Value::Boolean(flag)) => flag.to_string(),
        Some(Value::Date(date)) => date.to_string(),
        Some(other) => format!("{other:?}"),
    }
}
