//! `[source]` of a mapping: the format of the file and what the format needs to know.
//!
//! Each format has keys of its own. A key of another format is told as that, not as unknown: it shows what was meant.

use lienthong_adapter::rows::{
    Constant, DbfLayout, DbfVersion, End, FormatLayout, Header, HeaderRule, JsonLayout, SheetLayout,
    SheetName, SoapVersion, Until, Unwrap, XmlLayout,
};
use lienthong_vntext::Charset;

use super::fixed_source;
use super::texts::{text_of, texts_of};
use super::{csv_source, paths};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::names::nearest;
use crate::source::Spot;
use crate::values;

/// The largest number that every program of JSON reads as it is (RFC 8259, section 6).
const MOST_EXACT: u64 = (1 << 53) - 1;

/// A family of formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Csv,
    Fixed,
    Dbf,
    Xlsx,
    Xls,
    Xml,
    Json,
}

use Format::{Csv, Dbf, Fixed, Json, Xls, Xlsx, Xml};

const FORMATS: [(&str, Format); 7] = [
    ("csv", Csv),
    ("fixed", Fixed),
    ("dbf", Dbf),
    ("xlsx", Xlsx),
    ("xls", Xls),
    ("xml", Xml),
    ("json", Json),
];

/// Which formats have which keys, besides `format` and `charset`.
const KEYS: [(&str, &[Format]); 29] = [
    ("delimiter", &[Csv]),
    ("quote", &[Csv]),
    ("header", &[Csv, Xlsx, Xls]),
    ("until", &[Csv, Fixed, Xlsx, Xls]),
    ("ignore_after_end", &[Csv, Fixed, Xlsx, Xls]),
    ("bom", &[Csv]),
    ("utf16", &[Csv]),
    ("excel_safe", &[Csv]),
    ("line_end", &[Csv, Fixed]),
    ("heading", &[Fixed]),
    ("sheet", &[Xlsx, Xls]),
    ("unit", &[Fixed]),
    ("length", &[Fixed]),
    ("short", &[Csv, Fixed]),
    ("version", &[Dbf]),
    ("deleted", &[Dbf]),
    ("trust", &[Dbf]),
    ("code_page", &[Dbf]),
    ("rows", &[Xml, Json]),
    ("beside", &[Xml, Json]),
    ("namespaces", &[Xml]),
    ("soap", &[Xml]),
    ("dataset", &[Xml]),
    ("unwrap", &[Xml]),
    ("write_empty", &[Xml]),
    ("single", &[Json]),
    ("constants", &[Json]),
    ("write_null", &[Json]),
    // Of columns, in [[field]].
    ("at", &[Fixed]),
];

impl Format {
    /// The word for it.
    pub(super) fn name(self) -> &'static str {
        FORMATS.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }
    /// Whether rows are elements that may hold groups.
    pub(super) fn is_tree(self) -> bool {
        matches!(self, Xml | Json)
    }
    /// Whether the file is bytes of one charset, which somebody has to name.
    fn needs_charset(self) -> bool {
        matches!(self, Csv | Fixed | Dbf)
    }
}

/// What `[source]` says.
#[derive(Default)]
pub(super) struct SourceRead {
    pub(super) format: Option<Format>,
    pub(super) charset: Option<Charset>,
    pub(super) layout: Option<FormatLayout>,
    /// Where `charset`, `header` and `until` stand.
    pub(super) charset_spot: Option<Spot>,
    pub(super) header: Option<Spot>,
    pub(super) until: Option<Spot>,
}

/// Reads `[source]`; reports everything that is wrong with it.
pub(super) fn read(mut table: Fields<'_>, sink: &mut Sink) -> SourceRead {
    let format = table.need("format").and_then(|value| values::word(&value, &FORMATS, sink));
    let charset_value = match format {
        Some(format) if format.needs_charset() => table.need("charset"),
        _ => table.get("charset"),
    };
    let charset = match &charset_value {
        Some(value) => charset_of(value, sink),
        None => format.filter(|format| !format.needs_charset()).map(|_| Charset::Utf8),
    };
    let mut fits = true;
    for (key, of) in KEYS.iter().filter(|(key, _)| *key != "at") {
        let Some(value) = table.get(key) else { continue };
        if let Some(format) = format.filter(|format| !of.contains(format)) {
            sink.push(foreign(&value, of, format));
            fits = false;
        }
    }
    if let (Some(value), Some(charset), Some(Fixed | Dbf)) = (&charset_value, charset, format)
        && !charset.is_ascii_compatible()
    {
        sink.push(value.error(Code::Conflict).label(
            "a character of fixed width files and DBF is made of bytes that can be ASCII",
            "tệp độ rộng cố định và DBF cần bảng mã tương thích ASCII",
        ));
        fits = false;
    }
    let layout = format.and_then(|format| read_layout(&mut table, format, charset, sink)).filter(|_| fits);
    let rows = match &layout {
        Some(FormatLayout::Xml(xml)) => Some(&xml.rows),
        Some(FormatLayout::Json(json)) => Some(&json.rows),
        _ => None,
    };
    if let (Some(rows), Some(value), Some(layout)) = (rows, table.get("rows"), &layout) {
        paths::rows(&value, rows, layout, sink);
    }
    let header = table.get("header").as_ref().map(Value::spot);
    let until = table.get("until").as_ref().map(Value::spot);
    table.finish(sink);
    let charset_spot = charset_value.as_ref().map(Value::spot);
    SourceRead { format, charset, layout, charset_spot, header, until }
}

/// A key of formats `of` in a mapping of another.
pub(super) fn foreign(value: &Value<'_>, of: &[Format], format: Format) -> crate::diagnostic::Diagnostic {
    let of: Vec<&str> = of.iter().map(|format| format.name()).collect();
    let (of, format) = (of.join(", "), format.name());
    value
        .error_at_key(Code::ForeignSourceKey)
        .label(format!("for {of}; this is {format}"), format!("dành cho {of}; đây là {format}"))
}

/// A charset by its name or an alias.
pub(super) fn charset_of(value: &Value<'_>, sink: &mut Sink) -> Option<Charset> {
    let text = value.text(sink)?;
    if let Some(charset) = Charset::from_name(text) {
        return Some(charset);
    }
    let names: Vec<&str> = Charset::ALL.iter().map(|charset| charset.name()).collect();
    let known = names.join(", ");
    let found = value
        .error(Code::UnknownCharset)
        .label(format!("supported: {known}"), format!("các bảng mã dùng được: {known}"));
    sink.push(match nearest(text, names) {
        Some(near) => found.suggest(value.span.clone(), format!("\"{near}\"")),
        None => found,
    });
    None
}

fn read_layout(
    table: &mut Fields<'_>,
    format: Format,
    charset: Option<Charset>,
    sink: &mut Sink,
) -> Option<FormatLayout> {
    match format {
        Csv => csv_source::read(table, sink).map(FormatLayout::Csv),
        Fixed => fixed_source::read(table, charset, sink).map(FormatLayout::Fixed),
        Dbf => read_dbf(table, sink).map(FormatLayout::Dbf),
        Xlsx => read_sheet(table, sink).map(FormatLayout::Xlsx),
        Xls => read_sheet(table, sink).map(FormatLayout::Xls),
        Xml => read_xml(table, sink).map(FormatLayout::Xml),
        Json => read_json(table, sink).map(FormatLayout::Json),
    }
}

/// True or false, and false where nothing is said.
pub(super) fn flag(table: &mut Fields<'_>, key: &'static str, sink: &mut Sink) -> Option<bool> {
    table.get(key).map_or(Some(false), |value| value.boolean(sink))
}

/// One of a few words; the first where nothing is said.
pub(super) fn word<T: Copy>(
    table: &mut Fields<'_>,
    key: &'static str,
    words: &[(&'static str, T)],
    sink: &mut Sink,
) -> Option<T> {
    table.get(key).map_or(words.first().map(|(_, first)| *first), |value| values::word(&value, words, sink))
}

fn read_sheet(table: &mut Fields<'_>, sink: &mut Sink) -> Option<SheetLayout> {
    let sheet = match table.get("sheet") {
        // People count sheets from 1, as the tabs stand.
        Some(value) if value.is_number() => value
            .integer(1..=10_000, sink)
            .and_then(|number| usize::try_from(number - 1).ok())
            .map(SheetName::Index),
        Some(value) => text_of(&value, sink).map(SheetName::Name),
        None => Some(SheetName::Index(0)),
    };
    let (header, end) = (read_header(table, sink), read_end(table, sink));
    Some(SheetLayout { sheet: sheet?, header: header?, end: end? })
}

/// `header = { row = 5, rows = 2, fold_diacritics = true }`, `{ find = ["Mã"] }` or `"none"`.
pub(super) fn read_header(table: &mut Fields<'_>, sink: &mut Sink) -> Option<Header> {
    let usual = Header::default();
    let Some(value) = table.get("header") else { return Some(usual) };
    if !value.is_table() {
        values::word(&value, &[("none", ())], sink)?;
        return Some(Header { rule: HeaderRule::Absent, ..usual });
    }
    let mut fields = value.table(sink)?;
    let (row, find) = (fields.get("row"), fields.get("find"));
    if let (Some(_), Some(find)) = (&row, &find) {
        sink.push(find.error_at_key(Code::Conflict).label("besides `row`", "đã có `row`"));
        return None;
    }
    let rule = match (&row, &find) {
        (Some(row), _) => row.integer(1..=1_000_000, sink).map(HeaderRule::Row),
        (None, Some(find)) => texts_of(find, sink).map(HeaderRule::Find),
        (None, None) => Some(usual.rule),
    };
    let rows = fields.get("rows").map(|value| value.integer(1..=6, sink));
    let rows = rows.map_or(Some(1), |rows| rows.and_then(|rows| u8::try_from(rows).ok()));
    let fold_diacritics = flag(&mut fields, "fold_diacritics", sink);
    fields.finish(sink);
    Some(Header { rule: rule?, rows: rows?, fold_diacritics: fold_diacritics? })
}

/// `until = "empty-row"`, `{ empty = "Mã" }` or `{ text = "Tổng cộng", column = "Tên" }`.
pub(super) fn read_end(table: &mut Fields<'_>, sink: &mut Sink) -> Option<End> {
    let ignore_after_end = flag(table, "ignore_after_end", sink);
    let until = match table.get("until") {
        None => Some(Until::EndOfFile),
        Some(value) if value.is_table() => {
            let mut fields = value.table(sink)?;
            let (empty, text, column) = (fields.get("empty"), fields.get("text"), fields.get("column"));
            if let (Some(_), Some(column)) = (&empty, &column) {
                sink.push(column.error_at_key(Code::Conflict).label("besides `empty`", "đã có `empty`"));
            }
            let until = match (&empty, &text) {
                (Some(_), Some(text)) => {
                    sink.push(text.error_at_key(Code::Conflict).label("besides `empty`", "đã có `empty`"));
                    None
                }
                (Some(column), None) => text_of(column, sink).map(Until::ColumnEmpty),
                (None, Some(text)) => match &column {
                    None => text_of(text, sink).map(Until::Text),
                    Some(column) => text_of(column, sink)
                        .zip(text_of(text, sink))
                        .map(|(column, text)| Until::TextIn { column, text }),
                },
                (None, None) => {
                    sink.push(
                        value
                            .error(Code::MissingKey)
                            .label("empty or text is missing", "thiếu empty hoặc text"),
                    );
                    None
                }
            };
            fields.finish(sink);
            until
        }
        Some(value) => values::word(&value, &[("empty-row", ())], sink).map(|()| Until::FirstEmptyRow),
    };
    Some(End { until: until?, ignore_after_end: ignore_after_end? })
}

fn read_dbf(table: &mut Fields<'_>, sink: &mut Sink) -> Option<DbfLayout> {
    let versions = [
        ("dbase3", DbfVersion::DBase3),
        ("dbase4", DbfVersion::DBase4),
        ("foxpro", DbfVersion::FoxPro),
        ("visual-foxpro", DbfVersion::VisualFoxPro),
    ];
    let version = word(table, "version", &versions, sink);
    let include_deleted = word(table, "deleted", &[("skip", false), ("include", true)], sink);
    let trust_size = word(table, "trust", &[("header", false), ("size", true)], sink);
    let code_page = table.get("code_page").map(|value| value.integer(0..=255, sink));
    let code_page = u8::try_from(code_page.unwrap_or(Some(0))?).ok()?;
    Some(DbfLayout {
        version: version?,
        include_deleted: include_deleted?,
        trust_size: trust_size?,
        code_page,
    })
}

fn read_xml(table: &mut Fields<'_>, sink: &mut Sink) -> Option<XmlLayout> {
    let dataset = flag(table, "dataset", sink);
    // In a data set every child of it is a row where nothing is said.
    let rows = if dataset == Some(true) { table.get("rows") } else { table.need("rows") };
    let rows = match rows {
        Some(value) => text_of(&value, sink),
        None => (dataset == Some(true)).then(String::new),
    };
    let namespaces = pairs(table, "namespaces", sink);
    let versions = [("1.1", SoapVersion::V11), ("1.2", SoapVersion::V12)];
    let soap = table.get("soap").map_or(Some(None), |value| values::word(&value, &versions, sink).map(Some));
    let kinds = [("xml", Unwrap::Xml), ("base64-xml", Unwrap::Base64Xml)];
    let unwrap = table.get("unwrap").map_or(Some(None), |value| values::word(&value, &kinds, sink).map(Some));
    let write_empty = flag(table, "write_empty", sink);
    let drop_beside = beside(table, sink);
    Some(XmlLayout {
        rows: rows?,
        namespaces: namespaces?,
        soap: soap?,
        dataset: dataset?,
        unwrap: unwrap?,
        write_empty: write_empty?,
        drop_beside: drop_beside?,
    })
}

fn read_json(table: &mut Fields<'_>, sink: &mut Sink) -> Option<JsonLayout> {
    let rows = table.get("rows").map_or(Some(String::new()), |value| value.text(sink).map(str::to_owned));
    let single = flag(table, "single", sink);
    let constants = constants(table, sink);
    let write_null = flag(table, "write_null", sink);
    let drop_beside = beside(table, sink);
    Some(JsonLayout {
        rows: rows?,
        single: single?,
        constants: constants?,
        write_null: write_null?,
        drop_beside: drop_beside?,
    })
}

/// What becomes of data beside the rows of a document: nothing of it is lost unless the mapping says so.
fn beside(table: &mut Fields<'_>, sink: &mut Sink) -> Option<bool> {
    word(table, "beside", &[("refuse", false), ("drop", true)], sink)
}

/// A table of texts, in the order of the file.
/// `constants = { version = "1", status = 200, ok = true }`.
fn constants(table: &mut Fields<'_>, sink: &mut Sink) -> Option<Vec<(String, Constant)>> {
    let Some(value) = table.get("constants") else { return Some(Vec::new()) };
    let fields = value.table(sink)?;
    let read = fields.pairs().into_iter().map(|(key, value)| {
        let constant = match value.as_boolean() {
            Some(flag) => Constant::Bool(flag),
            // Beyond that programs round what they read.
            None if value.is_number() => Constant::Number(value.integer(0..=MOST_EXACT, sink)?.to_string()),
            None => Constant::Text(text_of(&value, sink)?),
        };
        Some((key.to_owned(), constant))
    });
    read.collect::<Vec<_>>().into_iter().collect()
}

fn pairs(table: &mut Fields<'_>, key: &'static str, sink: &mut Sink) -> Option<Vec<(String, String)>> {
    let Some(value) = table.get(key) else { return Some(Vec::new()) };
    let fields = value.table(sink)?;
    let read = fields.pairs().into_iter().map(|(key, value)| Some((key.to_owned(), text_of(&value, sink)?)));
    read.collect::<Vec<_>>().into_iter().collect()
}
