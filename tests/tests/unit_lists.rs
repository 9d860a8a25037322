//! The real lists of units, row by row, through every format of tables and every charset that can hold them.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use lienthong_adapter::Limits;
use lienthong_adapter::mapping::{
    Collected, Direction, FieldMap, MappedReader, MappedWriter, Mapping, OnError, RowMap, Unmapped,
};
use lienthong_adapter::rows::{
    Align, Cell, ColumnKind, ColumnLayout, CsvLayout, DbfLayout, DbfVersion, End, FixedLayout, FixedUnit,
    FormatLayout, Header, Heading, JsonLayout, Layout, Pad, RecordEnd, SheetLayout, SheetName, Span,
    WriteContext, XmlLayout,
};
use lienthong_gateway::formats::row_formats;
use lienthong_model::schema::{Field, Kind, Record, Schema, Value};
use lienthong_tests::repository;
use lienthong_vntext::Charset;

/// Each list with the rows that it has.
const LISTS: [(&str, usize); 6] = [
    ("tuyen_quang_pre2025_v2.4.0.csv", 137),
    ("ha_giang_pre2025_v2.4.0.csv", 193),
    ("tuyen_quang_post2025_20260725.csv", 124),
    ("tuyen_quang_pre2025_madnh_v1.6.0.csv", 138),
    ("gso_xls/gso_tuyen_quang.xls", 138),
    ("gso_xls/gso_ha_giang.xls", 193),
];
const FORMATS: [&str; 7] = ["csv", "fixed", "dbf", "xlsx", "xls", "xml", "json"];

/// One list: names of columns, and rows of texts; nothing where a cell is absent.
struct List {
    columns: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
}

fn sheet() -> SheetLayout {
    SheetLayout { sheet: SheetName::Index(0), header: Header::default(), end: End::default() }
}

/// Reads a list cell by cell, without any mapping.
fn read(name: &str) -> List {
    let path = repository().join("tests/samples/units").join(name);
    let format = if Path::new(name).extension().is_some_and(|ending| ending == "xls") {
        FormatLayout::Xls(sheet())
    } else {
        FormatLayout::Csv(CsvLayout::default())
    };
    let layout = Layout { charset: Charset::Utf8, columns: Vec::new(), groups: Vec::new(), format };
    let formats = row_formats();
    let input = Box::new(std::fs::File::open(path).unwrap());
    let mut reader = formats.of(&layout).unwrap().open(input, &layout, &Limits::default()).unwrap();
    let columns: Vec<String> = reader.columns().iter().map(|column| column.name.clone()).collect();
    let mut rows = Vec::new();
    while let Some(row) = reader.next_row().unwrap() {
        let text = |at: usize| match row.cells.get(at).copied().unwrap_or_default() {
            Cell::Absent => None,
            Cell::Text(text) => Some(text.to_owned()),
            Cell::Bytes(bytes) => Some(std::str::from_utf8(bytes).unwrap().to_owned()),
            other => panic!("codes are text, not {other:?}"),
        };
        rows.push((0..columns.len()).map(text).map(|text| text.filter(|text| !text.is_empty())).collect());
    }
    List { columns, rows }
}

/// A mapping of all columns as text, wide enough for the list in any charset.
fn mapping(list: &List, format: &str, charset: Charset) -> Mapping {
    const WIDTH: u16 = 160;
    let name = |at: usize| format!("c{at}");
    let fields = (0..list.columns.len()).map(|at| Field {
        name: name(at).parse().unwrap(),
        title: list.columns[at].clone(),
        kind: Kind::Text { max_chars: None },
        required: false,
        personal: false,
        search_key: false,
    });
    let schema =
        Arc::new(Schema { id: "don-vi/v1".parse().unwrap(), title: String::new(), fields: fields.collect() });
    let column = |at: usize| ColumnLayout {
        names: vec![if format == "dbf" { format!("C{at}") } else { list.columns[at].replace(' ', "_") }],
        charset: None,
        required: false,
        kind: ColumnKind::TextOf { bytes: WIDTH },
        span: Some(Span { start: at * usize::from(WIDTH), length: WIDTH.into() }),
        pad: Pad { with: b' ', align: Align::Left, is_number: false, ..Pad::default() },
    };
    let layout = match format {
        "csv" => FormatLayout::Csv(CsvLayout { delimiter: b';', ..CsvLayout::default() }),
        "fixed" => FormatLayout::Fixed(FixedLayout {
            end: RecordEnd::CrLf,
            unit: FixedUnit::Byte,
            length: None,
            short_is_absent: false,
            heading: Heading::Absent,
            data_end: End::default(),
        }),
        "dbf" => FormatLayout::Dbf(DbfLayout {
            version: DbfVersion::FoxPro,
            include_deleted: false,
            trust_size: false,
            code_page: 0,
        }),
        "xlsx" => FormatLayout::Xlsx(sheet()),
        "xls" => FormatLayout::Xls(sheet()),
        "xml" => FormatLayout::Xml(XmlLayout {
            rows: "DanhSach/DonVi".into(),
            namespaces: Vec::new(),
            soap: None,
            dataset: false,
            unwrap: None,
            write_empty: false,
            drop_beside: false,
        }),
        _ => FormatLayout::Json(JsonLayout {
            rows: "data".into(),
            single: false,
            constants: Vec::new(),
            write_null: false,
            drop_beside: false,
        }),
    };
    let fields = (0..list.columns.len())
        .map(|at| FieldMap::plain(schema.path(&name(at)).unwrap(), name(at), at))
        .collect();
    Mapping {
        name: format.into(),
        layout: Layout {
            charset,
            columns: (0..list.columns.len()).map(column).collect(),
            groups: Vec::new(),
            format: layout,
        },
        schema,
        direction: Direction::Both,
        unmapped: Unmapped::Refuse,
        on_error: OnError::Refuse,
        key: Vec::new(),
        filters: Vec::new(),
        may_leave_none: false,
        takes_other_charset: false,
        rows: RowMap { fields, groups: Vec::new() },
    }
}

fn record(row: &[Option<String>]) -> Record {
    Record { values: row.iter().map(|text| text.clone().map(Value::Text)).collect(), extra: Vec::new() }
}

/// Writes rows; `Err` is the place and the text of the first refusal.
fn write(mapping: &Mapping, rows: &[Vec<Option<String>>]) -> Result<bytes::Bytes, String> {
    let formats = row_formats();
    let sink = Collected::default();
    let context = WriteContext { at: jiff::Timestamp::UNIX_EPOCH };
    let format = formats.of(&mapping.layout).unwrap();
    let mut writer = MappedWriter::create(mapping, &**format, Box::new(sink.clone()), &context).unwrap();
    for row in rows {
        writer.write_record(&record(row)).map_err(|error| error.code().to_owned())?;
    }
    writer.finish().map_err(|error| error.code().to_owned())?;
    Ok(sink.take())
}

fn read_back(mapping: &Mapping, bytes: bytes::Bytes) -> Vec<Vec<Option<String>>> {
    let formats = row_formats();
    let format = formats.of(&mapping.layout).unwrap();
    let input = Box::new(Cursor::new(bytes));
    let mut reader = MappedReader::open(mapping, &**format, input, &Limits::default()).unwrap();
    let mut rows = Vec::new();
    while let Some(read) = reader.next_record().unwrap() {
        let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_text).map(str::to_owned);
        rows.push(read.record.values.iter().map(text).collect());
    }
    rows
}

#[test]
fn every_row_comes_back_through_every_format_and_charset_that_can_hold_it() {
    let mut tried = 0;
    for (name, count) in LISTS {
        let list = read(name);
        assert_eq!(list.rows.len(), count, "{name}");
        for format in FORMATS {
            for charset in Charset::ALL.iter().copied() {
                let bytes_only = matches!(format, "fixed" | "dbf");
                let utf16 = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
                let unicode = utf16 || matches!(charset, Charset::Utf8 | Charset::Utf8Nfd);
                // Trees are Unicode by themselves, sheets in UTF-16 are the same sheets; bytes at fixed places are
                // never UTF-16 in any program.
                if (matches!(format, "xml" | "json") && charset != Charset::Utf8)
                    || (bytes_only && utf16)
                    || (matches!(format, "xlsx" | "xls") && unicode && charset != Charset::Utf8)
                {
                    continue;
                }
                let mapping = mapping(&list, format, charset);
                let fits = |text: &String| charset.encode(text).is_ok();
                let fits_row = |row: &&Vec<Option<String>>| row.iter().flatten().all(fits);
                let columns_fit = mapping.layout.columns.iter().all(|column| fits(&column.names[0]));
                if !columns_fit && format != "fixed" {
                    continue;
                }
                let (good, bad): (Vec<_>, Vec<_>) = list.rows.iter().cloned().partition(|row| fits_row(&row));
                for row in bad {
                    let refused = write(&mapping, &[row]).unwrap_err();
                    assert_eq!(refused, "NOT_ENCODABLE", "{name} {format} {}", charset.name());
                }
                if good.is_empty() {
                    continue;
                }
                let bytes = write(&mapping, &good).unwrap_or_else(|error| {
                    panic!("{name} {format} {}: {error}", charset.name());
                });
                assert!(read_back(&mapping, bytes) == good, "{name} {format} {}", charset.name());
                tried += 1;
            }
        }
    }
    assert!(tried > 150, "only {tried} ways were tried");
}

#[test]
fn tcvn3_refuses_exactly_the_names_with_a_capital_that_has_a_tone() {
    let mut refused = Vec::new();
    for (name, column) in [(LISTS[0].0, "ward"), (LISTS[1].0, "ward"), (LISTS[2].0, "FullName")] {
        let list = read(name);
        let at = list.columns.iter().position(|found| found == column).unwrap();
        let names = list.rows.into_iter().filter_map(|mut row| row[at].take());
        let only = List { columns: vec!["TEN".into()], rows: Vec::new() };
        let mapping = mapping(&only, "dbf", Charset::Tcvn3Abc);
        refused.extend(names.filter(|name| write(&mapping, &[vec![Some(name.clone())]]).is_err()));
    }
    assert_eq!(refused, ["Phường Ỷ La", "Xã Thượng Ấm", "Xã Phúc Ứng"]);
}
