//! Where the value of a field stands: `from`, `at`, `join`, `split`, `const`.

use lienthong_adapter::mapping::{Form, From};
use lienthong_adapter::rows::{ColumnKind, Span};
use lienthong_model::schema::{Kind, Precision, Value as FieldValue};
use lienthong_vntext::Charset;

use super::Reading;
use super::columns::{Columns, Said};
use super::described::{self, Described};
use super::field::{Asks, Level, own_charset};
use super::forms;
use super::source::{Format, foreign};
use super::texts::{some_of, text_of, texts_of};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::source::Spot;

/// Where a value stands.
pub(super) enum Source {
    Columns(From),
    Constant(FieldValue),
}

/// Where a value stands, and where that is said.
pub(super) struct Place {
    /// Nothing where it is wrong.
    pub(super) from: Option<Source>,
    pub(super) spot: Spot,
    /// Where `column` says how it is written.
    pub(super) described: Option<Spot>,
    /// Whether it is meant that longer values are refused.
    pub(super) refuses_longer: bool,
}

/// Most parts of a column.
const MAX_PARTS: usize = 32;

/// Names under which one column is found.
const MAX_NAMES: usize = 64;

/// Reads the place of a field; its columns are added to those of the level.
pub(super) fn read(
    table: &mut Fields<'_>,
    reading: &Reading<'_>,
    asks: &Asks<'_>,
    level: Level<'_>,
    columns: &mut Columns,
    sink: &mut Sink,
) -> Place {
    let (from, at) = (table.get("from"), table.get("at"));
    let (join, split, constant) = (table.get("join"), table.get("split"), table.get("const"));
    let required_value = table.get("required");
    let required = required_value.as_ref().map(|value| value.boolean(sink));
    let whole = join.is_none() && split.is_none();
    let column_value = table.get("column");
    let column = column_value.as_ref().map(|value| described::read(value, reading, asks, whole, sink));
    let described = column_value.as_ref().map(Value::spot);
    let charset = own_charset(table, reading, sink);
    let spot = [&from, &at, &join, &constant].into_iter().flatten().next();
    let spot = spot.map_or_else(|| table.spot(), Value::spot);
    let refuses_longer = column.flatten().is_some_and(|column| column.refuses_longer);
    let place = |from| Place { from, spot: spot.clone(), described: described.clone(), refuses_longer };
    let given: Vec<&Value<'_>> = [&from, &join, &constant].into_iter().flatten().collect();
    if let [first, second, ..] = given[..] {
        let first = first.key_name();
        sink.push(
            second
                .error_at_key(Code::Conflict)
                .label(format!("besides `{first}`"), format!("đã có `{first}`")),
        );
        return place(None);
    }
    if let Some(value) = &constant {
        for other in [&at, &split].into_iter().flatten() {
            let found = other.error_at_key(Code::Conflict);
            sink.push(found.label("besides `const`", "đã có `const`"));
        }
        let value = asks.field.and_then(|field| forms::value_of(value, field, sink));
        return place(value.map(Source::Constant));
    }
    let is_fixed = reading.format == Some(Format::Fixed);
    if let (Some(value), Some(format), false) = (&at, reading.format, is_fixed) {
        sink.push(foreign(value, &[Format::Fixed], format));
        return place(None);
    }
    let (Some(charset), Some(column)) = (charset, column.unwrap_or(Some(Described::default()))) else {
        return place(None);
    };
    let needed = asks.field.is_some_and(|field| field.required)
        && table.get("default").is_none()
        && asks.direction.reads()
        && level.outermost
        && !reading.format.is_some_and(Format::is_tree);
    let Some(required) = required.unwrap_or(Some(needed)) else { return place(None) };
    let say = |names: Vec<String>, span: Option<Span>, spot: Spot| Said {
        names,
        required,
        charset,
        kind: column.kind,
        pad: column.pad,
        described: described.clone(),
        span,
        natural: natural(reading, asks, whole, span),
        writes: asks.direction.writes() && reading.direction.writes(),
        spot,
    };
    if let Some(join) = &join {
        return place(read_join(join, is_fixed, &say, columns, sink).map(Source::Columns));
    }
    let name = |sink: &mut Sink| {
        from.as_ref().map(|value| {
            some_of(value, MAX_NAMES, sink)?;
            texts_of(value, sink)
        })
    };
    let said =
        if is_fixed {
            let Some(at) = &at else {
                sink.push(table.error(Code::MissingKey).label(
                    "`at`, `join` or `const` is missing here",
                    "ở đây thiếu `at`, `join` hoặc `const`",
                ));
                return place(None);
            };
            let usual = table.get("to").and_then(|to| to.as_text()).unwrap_or_default().to_owned();
            let names = name(sink).unwrap_or_else(|| Some(vec![usual]));
            names.zip(read_span(at, sink)).map(|(names, span)| say(names, Some(span), at.spot()))
        } else {
            let Some(from) = &from else {
                sink.push(table.error(Code::MissingKey).label(
                    "`from`, `join` or `const` is missing here",
                    "ở đây thiếu `from`, `join` hoặc `const`",
                ));
                return place(None);
            };
            name(sink).flatten().map(|names| say(names, None, from.spot()))
        };
    let Some(index) = said.and_then(|said| columns.add(said, sink)) else { return place(None) };
    let from = match &split {
        Some(split) => read_split(split, index, sink),
        None => Some(From::Column(index)),
    };
    place(from.map(Source::Columns))
}

/// `split = { at = ", ", part = 1, of = 3 }`: parts count from 1.
fn read_split(value: &Value<'_>, column: usize, sink: &mut Sink) -> Option<From> {
    let mut fields = value.table(sink)?;
    let separator = fields.need("at").and_then(|value| text_of(&value, sink));
    let part_value = fields.need("part");
    let of = fields.need("of").and_then(|value| value.integer(2..=MAX_PARTS as u64, sink));
    let most = of.unwrap_or(MAX_PARTS as u64);
    let part = part_value.and_then(|value| value.integer(1..=most, sink));
    fields.finish(sink);
    Some(From::Part {
        column,
        separator: separator?,
        index: usize::try_from(part? - 1).ok()?,
        count: usize::try_from(of?).ok()?,
    })
}

/// `join = { from = ["HO", "TEN"], with = " " }`; in records of fixed width `at = [{ … }, { … }]`.
fn read_join(
    value: &Value<'_>,
    is_fixed: bool,
    say: &dyn Fn(Vec<String>, Option<Span>, Spot) -> Said,
    columns: &mut Columns,
    sink: &mut Sink,
) -> Option<From> {
    let mut fields = value.table(sink)?;
    let parts = fields.need(if is_fixed { "at" } else { "from" });
    let separator = fields.get("with").map(|value| text_of(&value, sink));
    fields.finish(sink);
    let parts = parts?;
    let all = some_of(&parts, MAX_PARTS, sink)?;
    if all.len() < 2 {
        sink.push(parts.error(Code::OutOfRange).label("name at least two", "cần nêu ít nhất hai"));
        return None;
    }
    let mut indices = Vec::new();
    for (number, part) in all.iter().enumerate() {
        let said = if is_fixed {
            let span = read_span(part, sink)?;
            say(vec![format!("{}-{}", span.start + 1, span.start + span.length)], Some(span), part.spot())
        } else {
            say(texts_of(part, sink)?, None, part.spot())
        };
        let index = columns.add(said, sink)?;
        if indices.contains(&index) {
            let found = part.error(Code::ColumnTwice);
            let number = number + 1;
            sink.push(found.label(format!("part {number} again"), format!("phần {number} bị lặp")));
            return None;
        }
        indices.push(index);
    }
    Some(From::Join { columns: indices, separator: separator.unwrap_or_else(|| Some(" ".to_owned()))? })
}

/// `{ start = 1, length = 40 }`: people count places from 1.
pub(super) fn read_span(value: &Value<'_>, sink: &mut Sink) -> Option<Span> {
    let mut fields = value.table(sink)?;
    let start = fields.need("start").and_then(|value| value.integer(1..=1_000_000, sink));
    let length = fields.need("length").and_then(|value| value.integer(1..=65_535, sink));
    fields.finish(sink);
    Some(Span { start: usize::try_from(start? - 1).ok()?, length: usize::try_from(length?).ok()? })
}

/// How a column is written where the mapping does not say: as the format itself has such values.
fn natural(reading: &Reading<'_>, asks: &Asks<'_>, whole: bool, span: Option<Span>) -> ColumnKind {
    if let Some(span) = span {
        return ColumnKind::TextOf { bytes: u16::try_from(span.length).unwrap_or(u16::MAX) };
    }
    let (Some(format), Some(field)) = (reading.format, asks.field) else { return ColumnKind::Text };
    if !whole || !matches!(asks.form, Some(Form::Plain)) {
        return ColumnKind::Text;
    }
    let is_sheet = matches!(format, Format::Xlsx | Format::Xls);
    let ascii =
        |bytes: u16| if format == Format::Dbf { ColumnKind::TextOf { bytes } } else { ColumnKind::Text };
    match &field.kind {
        Kind::Boolean if is_sheet || matches!(format, Format::Dbf | Format::Json) => ColumnKind::Bool,
        Kind::Date { precision: Precision::Day } if is_sheet || format == Format::Dbf => ColumnKind::Date,
        // 2026-11-20, 2026-11 or 2026.
        Kind::Date { .. } => ascii(10),
        Kind::DateTime if is_sheet => ColumnKind::DateTime,
        Kind::DateTime => ascii(19),
        Kind::Digits { max, .. } if reading.charset.is_none_or(Charset::is_ascii_compatible) => ascii(*max),
        Kind::Decimal { max_scale: Some(scale) } if is_sheet || format == Format::Json => {
            ColumnKind::Number { width: 40, decimals: *scale }
        }
        _ => ColumnKind::Text,
    }
}
