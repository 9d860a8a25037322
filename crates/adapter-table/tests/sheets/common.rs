//! Reading and writing whole files, and building workbooks by hand.

use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use crate::words::check_vietnamese;
use bytes::Bytes;
use flate2::Crc;
use flate2::write::DeflateEncoder;
use jiff::Timestamp;
use lienthong_adapter::mapping::{Collected, Direction, FieldMap, Mapping, OnError, RowMap, Unmapped};
use lienthong_adapter::rows::{
    Cell, Column, ColumnLayout, FormatLayout, Layout, OutCell, OutRow, RowFormat, SheetLayout, SheetName,
    Tally, WriteContext,
};
use lienthong_adapter::{DecodeError, Limits};
use lienthong_adapter_table::sheet::{XlsFormat, XlsxFormat};
use lienthong_model::schema::{Field, FieldName, Kind, Schema};
use lienthong_vntext::Charset;

/// The two kinds of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Book {
    Xlsx,
    Xls,
}

pub(crate) const BOTH: [Book; 2] = [Book::Xlsx, Book::Xls];

impl Book {
    pub(crate) fn format(self) -> Arc<dyn RowFormat> {
        match self {
            Self::Xlsx => Arc::new(XlsxFormat),
            Self::Xls => Arc::new(XlsFormat),
        }
    }
    /// A layout of plain text columns.
    pub(crate) fn layout(self, names: &[&str]) -> Layout {
        self.with(names, sheet())
    }
    pub(crate) fn with(self, names: &[&str], sheet: SheetLayout) -> Layout {
        Layout {
            charset: Charset::Utf8,
            columns: names.iter().map(|name| ColumnLayout::named(*name)).collect(),
            groups: Vec::new(),
            format: match self {
                Self::Xlsx => FormatLayout::Xlsx(sheet),
                Self::Xls => FormatLayout::Xls(sheet),
            },
        }
    }
}

pub(crate) fn sheet() -> SheetLayout {
    SheetLayout { sheet: SheetName::Index(0), header: Default::default(), end: Default::default() }
}

/// A cell that outlives its row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Owned {
    Absent,
    Text(String),
    Number(String),
    Other(String),
}

pub(crate) fn text(text: &str) -> Owned {
    Owned::Text(text.to_owned())
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<(u64, Vec<Owned>)>,
    /// Rows that could not be read, and the error behind which nothing could.
    pub(crate) faults: Vec<DecodeError>,
    pub(crate) tally: Tally,
}

impl Table {
    pub(crate) fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }
    pub(crate) fn cells(&self) -> Vec<Vec<Owned>> {
        self.rows.iter().map(|(_, cells)| cells.clone()).collect()
    }
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.faults.iter().map(DecodeError::code).collect()
    }
}

pub(crate) fn read_with(layout: &Layout, bytes: &[u8], limits: &Limits) -> Result<Table, DecodeError> {
    let format: &dyn RowFormat = match layout.format {
        FormatLayout::Xls(_) => &XlsFormat,
        _ => &XlsxFormat,
    };
    let mut reader = format.open(Box::new(Cursor::new(bytes.to_vec())), layout, limits)?;
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let columns = reader.columns().to_vec();
    loop {
        match reader.next_row() {
            Ok(Some(row)) => {
                assert_eq!(row.cells.len(), columns.len());
                rows.push((row.number, row.cells.iter().map(owned).collect()));
            }
            Ok(None) => break,
            Err(fault) => {
                let fatal = fault.fatal;
                faults.push(fault.error);
                assert!(faults.len() < 100_000, "reading ends");
                if fatal {
                    assert!(matches!(reader.next_row(), Ok(None)), "a fatal fault is the end");
                    break;
                }
            }
        }
    }
    Ok(Table { columns, rows, faults, tally: reader.tally() })
}

pub(crate) fn read(layout: &Layout, bytes: &[u8]) -> Table {
    let table = read_with(layout, bytes, &Limits::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(table.faults.is_empty(), "{}", table.faults[0]);
    table
}

fn owned(cell: &Cell<'_>) -> Owned {
    match cell {
        Cell::Absent => Owned::Absent,
        Cell::Text(text) => Owned::Text((*text).to_owned()),
        Cell::Number(text) => Owned::Number((*text).to_owned()),
        Cell::Date(at) => Owned::Other(at.to_string()),
        Cell::Digits(digits) => Owned::Other((*digits).to_owned()),
        Cell::Bool(flag) => Owned::Other(flag.to_string()),
        Cell::Error(text) => Owned::Other((*text).to_owned()),
        Cell::Time(time) => Owned::Other(time.to_string()),
        Cell::Misfit(_, text) => Owned::Other((*text).to_owned()),
        Cell::Unreadable(why) => Owned::Other(why.reason.code.to_owned()),
        Cell::Bytes(bytes) => Owned::Other(format!("{bytes:?}")),
    }
}

/// Writes rows; the time is that of no clock.
pub(crate) fn write(layout: &Layout, rows: &[Vec<OutCell<'_>>]) -> Result<Bytes, String> {
    let format: &dyn RowFormat = match layout.format {
        FormatLayout::Xls(_) => &XlsFormat,
        _ => &XlsxFormat,
    };
    let sink = Collected::default();
    let at = Timestamp::from_second(1_790_000_000).unwrap();
    let code = |error: lienthong_adapter::EncodeError| {
        check_vietnamese(error.code(), &error.message_vi());
        format!("{} {error}", error.code())
    };
    let mut writer = format.create(Box::new(sink.clone()), layout, &WriteContext { at }).map_err(code)?;
    for (cells, number) in rows.iter().zip(1..) {
        let row = OutRow { number, cells: cells.clone(), ..OutRow::default() };
        writer.write_row(&row).map_err(code)?;
    }
    writer.finish().map_err(code)?;
    drop(writer);
    Ok(sink.take())
}

/// Rows of text as cells to be written; nothing is an absent cell.
pub(crate) fn texts(rows: &[Vec<Owned>]) -> Vec<Vec<OutCell<'_>>> {
    let cell = |cell| match cell {
        &Owned::Absent => OutCell::Absent,
        Owned::Text(text) => OutCell::Text(text),
        Owned::Number(text) => OutCell::Number(text),
        other => panic!("{other:?} is not written here"),
    };
    rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

pub(crate) fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples")
}

pub(crate) fn sample(path: &str) -> Bytes {
    std::fs::read(samples().join(path)).unwrap_or_else(|error| panic!("{path}: {error}")).into()
}

/// A mapping of one column to one field each: name, kind.
pub(crate) fn mapping(book: Book, fields: &[(&str, &str, Kind)]) -> Mapping {
    let names: Vec<&str> = fields.iter().map(|(column, ..)| *column).collect();
    let schema = Schema {
        id: "unit/v1".parse().unwrap(),
        title: "Units".to_owned(),
        fields: fields
            .iter()
            .map(|(_, name, kind)| Field {
                name: FieldName::from_str(name).unwrap(),
                title: (*name).to_owned(),
                kind: kind.clone(),
                required: false,
                personal: false,
                search_key: false,
            })
            .collect(),
    };
    let maps = fields
        .iter()
        .enumerate()
        .map(|(index, (_, name, _))| FieldMap::plain(schema.path(name).unwrap(), *name, index));
    Mapping {
        name: "units".to_owned(),
        layout: book.layout(&names),
        direction: Direction::Both,
        unmapped: Unmapped::Refuse,
        on_error: OnError::Refuse,
        key: Vec::new(),
        filters: Vec::new(),
        may_leave_none: false,
        takes_other_charset: false,
        rows: RowMap { fields: maps.collect(), groups: Vec::new() },
        schema: Arc::new(schema),
    }
}

pub(crate) fn any_text() -> Kind {
    Kind::Text { max_chars: None }
}

/// The cells of a CSV file: RFC 4180 with commas, as the samples are.
pub(crate) fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

/// An archive of these parts.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut crc = Crc::new();
        crc.update(content);
        let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        for number in [crc.sum(), packed.len() as u32, content.len() as u32] {
            common.extend(number.to_le_bytes());
        }
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(*b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.bytes());
        out.extend(*b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.bytes());
        out.extend(packed);
    }
    let start = out.len() as u32;
    out.extend(&directory);
    out.extend(*b"PK\x05\x06\0\0\0\0");
    out.extend((parts.len() as u16).to_le_bytes());
    out.extend((parts.len() as u16).to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// The inside of a workbook's parts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts<'a> {
    /// Whether the namespaces are those of strict workbooks.
    pub(crate) strict: bool,
    /// What stands in `workbook` besides the sheets.
    pub(crate) workbook: &'a str,
    pub(crate) styles: &'a str,
    pub(crate) strings: &'a str,
    /// Name, attributes and the inside of `worksheet`.
    pub(crate) sheets: &'a [(&'a str, &'a str, &'a str)],
}

impl Parts<'_> {
    pub(crate) fn build(&self) -> Vec<u8> {
        let (main, types) = match self.strict {
            true => (
                "xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"",
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            ),
            false => (
                "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"",
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            ),
        };
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{types}/{kind}\" Target=\"{target}\"/>")
        };
        let around = |inside: String| {
            let package = "http://schemas.openxmlformats.org/package/2006/relationships";
            format!("<Relationships xmlns=\"{package}\">{inside}</Relationships>")
        };
        let mut list = String::new();
        let mut relations =
            relation("s", "styles", "styles.xml") + &relation("t", "sharedStrings", "/xl/sharedStrings.xml");
        for (index, (name, attributes, _)) in self.sheets.iter().enumerate() {
            list +=
                &format!("<sheet name=\"{name}\" sheetId=\"{0}\" {attributes} r:id=\"r{0}\"/>", index + 1);
            relations +=
                &relation(&format!("r{}", index + 1), "worksheet", &format!("worksheets/s{index}.xml"));
        }
        let workbook = format!(
            "<workbook {main} xmlns:r=\"{types}\">{}<sheets>{list}</sheets></workbook>",
            self.workbook
        );
        let styles = format!("<styleSheet {main}>{}</styleSheet>", self.styles);
        let strings = format!("<sst {main}>{}</sst>", self.strings);
        let root = around(relation("w", "officeDocument", "xl/workbook.xml"));
        let relations = around(relations);
        let sheets: Vec<(String, String)> = (0..)
            .zip(self.sheets)
            .map(|(index, (_, _, inside))| {
                let xml = format!("<?xml version=\"1.0\"?><worksheet {main}>{inside}</worksheet>");
                (format!("xl/worksheets/s{index}.xml"), xml)
            })
            .collect();
        let mut parts = vec![
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", workbook.as_bytes()),
            ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
            ("xl/styles.xml", styles.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
        ];
        parts.extend(sheets.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())));
        zip(&parts)
    }
}

/// A workbook of one sheet with these rows, as XML.
pub(crate) fn one_sheet(rows: &str) -> Vec<u8> {
    let inside = format!("<sheetData>{rows}</sheetData>");
    Parts { sheets: &[("Sheet1", "", &inside)], ..Parts::default() }.build()
}
