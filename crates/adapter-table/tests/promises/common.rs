//! Samples, layouts and mappings for the tests.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

use crate::words::check_vietnamese;
use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::mapping::{
    Collected, Direction, FieldMap, MappedAdapter, Mapping, OnError, RowMap, Unmapped,
};
use lienthong_adapter::rows::{
    Cell, Column, ColumnKind, ColumnLayout, CsvLayout, DbfLayout, DbfVersion, End, FixedLayout, FixedUnit,
    FormatLayout, Heading, Layout, OutCell, OutRow, RecordEnd, RowFault, RowFormat, Span, Tally,
    WriteContext,
};
use lienthong_adapter::{Adapter, DecodeContext, DecodeError, EncodeContext, EncodeError, Limits};
use lienthong_adapter_table::{CsvFormat, DbfFormat, FixedFormat};
use lienthong_model::Payload;
use lienthong_model::schema::{Batch, Field, Kind, Record, Schema, Value};
use lienthong_model::system::FormatOptions;
use lienthong_vntext::Charset;

/// The folder of the samples.
pub(crate) fn samples() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/samples"))
}

pub(crate) fn sample(name: &str) -> Bytes {
    let path = samples().join(name);
    fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).into()
}

/// The unit lists, with the place of the column that holds the name of a unit.
pub(crate) const UNITS: [(&str, usize, usize); 4] = [
    ("tuyen_quang_pre2025_v2.4.0.csv", 137, 5),
    ("ha_giang_pre2025_v2.4.0.csv", 193, 5),
    ("tuyen_quang_post2025_20260725.csv", 124, 5),
    ("tuyen_quang_pre2025_madnh_v1.6.0.csv", 138, 4),
];

/// A layout of columns in one charset.
pub(crate) fn layout(names: &[&str], charset: Charset, format: FormatLayout) -> Layout {
    let column = |name: &&str| ColumnLayout { required: true, ..ColumnLayout::named(*name) };
    let columns = names.iter().map(column).collect();
    Layout { charset, columns, groups: Vec::new(), format }
}

pub(crate) fn csv(names: &[&str], charset: Charset) -> Layout {
    layout(names, charset, FormatLayout::Csv(CsvLayout::default()))
}

pub(crate) fn csv_with(names: &[&str], change: impl FnOnce(&mut CsvLayout)) -> Layout {
    let mut csv = CsvLayout::default();
    change(&mut csv);
    layout(names, Charset::Utf8, FormatLayout::Csv(csv))
}

/// Columns of name, start and length.
pub(crate) fn fixed(columns: &[(&str, usize, usize)], charset: Charset, end: RecordEnd) -> Layout {
    let heading = Heading::Absent;
    let fixed = FixedLayout {
        end,
        unit: FixedUnit::Byte,
        length: None,
        short_is_absent: false,
        heading,
        data_end: End::default(),
    };
    let names: Vec<&str> = columns.iter().map(|column| column.0).collect();
    let mut layout = layout(&names, charset, FormatLayout::Fixed(fixed));
    for (column, (_, start, length)) in layout.columns.iter_mut().zip(columns) {
        column.span = Some(Span { start: *start, length: *length });
    }
    layout
}

pub(crate) fn fixed_of(layout: &mut Layout) -> &mut FixedLayout {
    match &mut layout.format {
        FormatLayout::Fixed(fixed) => fixed,
        _ => unreachable!("a layout of fixed width"),
    }
}

pub(crate) fn dbf(columns: &[(&str, ColumnKind)]) -> Layout {
    dbf_with(columns, |_| {})
}

pub(crate) fn dbf_with(columns: &[(&str, ColumnKind)], change: impl FnOnce(&mut DbfLayout)) -> Layout {
    let mut dbf =
        DbfLayout { version: DbfVersion::DBase3, include_deleted: false, trust_size: false, code_page: 0 };
    change(&mut dbf);
    let names: Vec<&str> = columns.iter().map(|column| column.0).collect();
    let mut layout = layout(&names, Charset::Utf8, FormatLayout::Dbf(dbf));
    for (column, (_, kind)) in layout.columns.iter_mut().zip(columns) {
        column.kind = *kind;
    }
    layout
}

pub(crate) fn format_of(layout: &Layout) -> Arc<dyn RowFormat> {
    match layout.format {
        FormatLayout::Csv(_) => Arc::new(CsvFormat),
        FormatLayout::Fixed(_) => Arc::new(FixedFormat),
        FormatLayout::Dbf(_) => Arc::new(DbfFormat),
        _ => unreachable!("a format of these tests"),
    }
}

/// A cell as text: its kind and what it says, decoded as UTF-8 where it is bytes.
pub(crate) fn show(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Absent => "-".into(),
        Cell::Text(text) => format!("t:{text}"),
        Cell::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Cell::Number(number) => format!("n:{number}"),
        Cell::Digits(digits) => format!("digits:{digits}"),
        Cell::Date(at) => format!("d:{at}"),
        Cell::Bool(flag) => format!("b:{flag}"),
        Cell::Error(text) => format!("e:{text}"),
        Cell::Time(time) => format!("at:{time}"),
        Cell::Misfit(kind, text) => format!("{kind:?}?{text}"),
        Cell::Unreadable(why) => format!("!{}", why.reason.code),
    }
}

/// What a reader said, row by row: `number@offset: cell|cell`, or `!code row offset` for faults.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<String>,
    pub(crate) tally: Tally,
}

/// Every refusal of these tests is heard in Vietnamese.
fn heard_in_vietnamese(error: &DecodeError) {
    check_vietnamese(error.code(), &error.message_vi());
}

pub(crate) fn hear(layout: &Layout, bytes: &[u8], limits: &Limits) -> Result<Heard, DecodeError> {
    let format = format_of(layout);
    let mut reader =
        format.open(Box::new(Cursor::new(bytes)), layout, limits).inspect_err(heard_in_vietnamese)?;
    let mut rows = Vec::new();
    loop {
        match reader.next_row() {
            Ok(None) => break,
            Ok(Some(row)) => {
                let cells: Vec<String> = row.cells.iter().map(show).collect();
                rows.push(format!("{}@{}: {}", row.number, row.offset.unwrap(), cells.join("|")));
            }
            Err(RowFault { error, fatal }) => {
                heard_in_vietnamese(&error);
                let place = error.place();
                let mark = if fatal { "!!" } else { "!" };
                let (row, offset) = (place.row.unwrap_or(0), place.offset.unwrap_or(0));
                rows.push(format!("{mark}{} {row} {offset}", error.code()));
            }
        }
    }
    assert!(reader.next_row().unwrap().is_none(), "the end stays the end");
    Ok(Heard { columns: reader.columns().to_vec(), rows, tally: reader.tally() })
}

/// Columns and rows as one text.
pub(crate) fn told(layout: &Layout, bytes: &[u8]) -> String {
    let heard = hear(layout, bytes, &Limits::default()).unwrap_or_else(|e| panic!("{e}"));
    let names: Vec<&str> = heard.columns.iter().map(|column| column.name.as_str()).collect();
    std::iter::once(names.join("|")).chain(heard.rows).collect::<Vec<_>>().join("\n")
}

/// The code of the refusal of a whole file.
pub(crate) fn refused(layout: &Layout, bytes: &[u8]) -> &'static str {
    hear(layout, bytes, &Limits::default()).unwrap_err().code()
}

/// Writes rows of texts.
pub(crate) fn write(layout: &Layout, rows: &[&[&str]]) -> Result<Vec<u8>, EncodeError> {
    let rows: Vec<Vec<OutCell<'_>>> =
        rows.iter().map(|row| row.iter().map(|text| OutCell::Text(text)).collect()).collect();
    write_cells(layout, rows)
}

pub(crate) fn write_cells(layout: &Layout, rows: Vec<Vec<OutCell<'_>>>) -> Result<Vec<u8>, EncodeError> {
    written(layout, rows).inspect_err(|error| check_vietnamese(error.code(), &error.message_vi()))
}

fn written(layout: &Layout, rows: Vec<Vec<OutCell<'_>>>) -> Result<Vec<u8>, EncodeError> {
    let sink = Collected::default();
    let format = format_of(layout);
    let context = WriteContext { at: "2026-11-20T09:00:00+07:00".parse().unwrap() };
    let mut writer = format.create(Box::new(sink.clone()), layout, &context)?;
    for (cells, number) in rows.into_iter().zip(1..) {
        writer.write_row(&OutRow { number, cells, ..OutRow::default() })?;
    }
    writer.finish()?;
    drop(writer);
    Ok(sink.take().to_vec())
}

/// A field of a schema.
pub(crate) fn field(name: &str, kind: Kind) -> Field {
    let name = name.parse().unwrap();
    Field { name, title: String::new(), kind, required: false, personal: false, search_key: false }
}

/// A mapping with a field for each column of the layout, of the kinds given, or texts named `f0`, `f1`, ….
pub(crate) fn mapping_of(layout: Layout, fields: Vec<Field>) -> Arc<Mapping> {
    let schema =
        Arc::new(Schema { id: "thu/v1".parse().unwrap(), title: "Thử".into(), fields: fields.clone() });
    let maps = fields.iter().enumerate().map(|(at, field)| {
        let name = field.name.to_string();
        FieldMap::plain(schema.path(&name).unwrap(), name, at)
    });
    Arc::new(Mapping {
        name: "thu".into(),
        rows: RowMap { fields: maps.collect(), groups: Vec::new() },
        schema,
        layout,
        direction: Direction::Both,
        unmapped: Unmapped::Refuse,
        on_error: OnError::Refuse,
        key: Vec::new(),
        filters: Vec::new(),
        may_leave_none: false,
        takes_other_charset: false,
    })
}

pub(crate) fn mapping(layout: Layout) -> Arc<Mapping> {
    let fields =
        (0..layout.columns.len()).map(|n| field(&format!("f{n}"), Kind::Text { max_chars: None })).collect();
    mapping_of(layout, fields)
}

pub(crate) fn adapter(mapping: &Arc<Mapping>) -> MappedAdapter {
    MappedAdapter::new(Arc::clone(mapping), format_of(&mapping.layout))
}

pub(crate) fn decode(mapping: &Arc<Mapping>, bytes: &Bytes) -> Result<Batch, DecodeError> {
    let decoded = adapter(mapping).decode(bytes, &DecodeContext::new(Timestamp::UNIX_EPOCH))?;
    match decoded.payload {
        Payload::Records(batch) => Ok(*batch),
        other => panic!("records, not {other:?}"),
    }
}

pub(crate) fn encode(mapping: &Arc<Mapping>, records: Vec<Record>) -> Result<Bytes, EncodeError> {
    let batch = Batch { schema: Arc::clone(&mapping.schema), records };
    let options = FormatOptions::default();
    let payload = Payload::Records(Box::new(batch));
    adapter(mapping).encode(&payload, &EncodeContext::new(&options)).map(|encoded| encoded.into_bytes())
}

/// The names of the columns of a CSV sample.
pub(crate) fn header_of(bytes: &Bytes) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().next().unwrap().split(',').map(|name| name.trim_matches('"').to_owned()).collect()
}

/// A unit list as records of texts, with its header.
pub(crate) fn units(file: &str) -> (Vec<String>, Vec<Record>) {
    let bytes = sample(&format!("units/{file}"));
    let header = header_of(&bytes);
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let records = decode(&mapping(csv(&names, Charset::Utf8)), &bytes).unwrap().records;
    (header, records)
}

pub(crate) fn text_at(record: &Record, at: usize) -> &str {
    record.values[at].as_ref().and_then(Value::as_text).unwrap_or("")
}
