//! Where the value of a field stands: `from`, `at`, `join`, `split`, `const`, and `column`, how its column is written.

use lienthong_adapter::mapping::{Form, From};
use lienthong_adapter::rows::{Align, ColumnKind, Pad, Span};
use lienthong_model::schema::{Kind, Precision, Value as FieldValue};
use lienthong_vntext::Charset;

use super::Reading;
use super::columns::{Columns, Said};
use super::field::{Asks, Level, own_charset};
use super::forms;
use super::source::{Format, foreign};
use super::texts::{one_ascii, some_of, text_of, texts_of};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::source::Spot;
use crate::values;

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
    let column = table.get("column").map(|value| read_column(&value, reading, asks, whole, sink));
    let charset = own_charset(table, reading, sink);
    let spot = [&from, &at, &join, &constant].into_iter().flatten().next();
    let spot = spot.map_or_else(|| table.spot(), Value::spot);
    let place = |from| Place { from, spot: spot.clone() };
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

/// What `column` says.
#[derive(Debug, Clone, Copy, Default)]
struct Described {
    kind: Option<ColumnKind>,
    pad: Option<Pad>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Text,
    Number,
    Date,
    DateTime,
    Boolean,
    Memo,
}

/// `column = { type = "text", width = 40, decimals = 0, pad = "0", align = "right" }`.
fn read_column(
    value: &Value<'_>,
    reading: &Reading<'_>,
    asks: &Asks<'_>,
    whole: bool,
    sink: &mut Sink,
) -> Option<Described> {
    let mut fields = value.table(sink)?;
    let words = [
        ("text", Word::Text),
        ("number", Word::Number),
        ("date", Word::Date),
        ("date-time", Word::DateTime),
        ("boolean", Word::Boolean),
        ("memo", Word::Memo),
    ];
    let word_value = fields.get("type");
    let word = word_value.as_ref().map(|value| values::word(value, &words, sink));
    let width_value = fields.get("width");
    let width = width_value.as_ref().map(|value| value.integer(1..=65_535, sink));
    let decimals_value = fields.get("decimals");
    let decimals = decimals_value.as_ref().map(|value| value.integer(0..=30, sink));
    let pad_value = fields.get("pad");
    let with = pad_value.as_ref().map(|value| one_ascii(value, sink));
    let align_value = fields.get("align");
    let aligns = [("left", Align::Left), ("right", Align::Right)];
    let align = align_value.as_ref().map(|value| values::word(value, &aligns, sink));
    fields.finish(sink);
    let before = sink.len();
    if let Some(format) = reading.format.filter(|format| !matches!(format, Format::Fixed | Format::Dbf)) {
        for value in [&pad_value, &align_value].into_iter().flatten() {
            sink.push(foreign(value, &[Format::Fixed, Format::Dbf], format));
        }
    }
    if let (Some(value), Some(format @ Format::Fixed)) = (&width_value, reading.format) {
        sink.push(foreign(value, &[Format::Dbf], format));
    }
    let is_decimal = asks.field.is_some_and(|field| matches!(field.kind, Kind::Decimal { .. }));
    let usual = if (is_decimal || decimals.is_some()) && reading.format != Some(Format::Fixed) {
        Word::Number
    } else {
        Word::Text
    };
    let named = word.is_some();
    let word = word.unwrap_or(Some(usual))?;
    if let Some(value) = decimals_value.filter(|_| word != Word::Number) {
        sink.push(value.error_at_key(Code::OperationMisfit).label("for numbers", "dành cho số"));
    }
    if let (Some(value), false) = (&word_value, fits(word, asks, whole)) {
        let kind = asks.field.map_or("", |field| field.kind.word());
        sink.push(value.error(Code::OperationMisfit).label(
            format!("a field of the kind {kind} is not written into it as it is described here"),
            format!("trường kiểu {kind} không được ghi vào cột như vậy"),
        ));
    }
    let width = match width {
        Some(width) => Some(width?),
        None => None,
    };
    let kind = match (word, width) {
        (Word::Text, Some(width)) => Some(ColumnKind::TextOf { bytes: u16::try_from(width).ok()? }),
        (Word::Text, None) => named.then_some(ColumnKind::Text),
        (Word::Number, width) => {
            let most = if reading.format == Some(Format::Dbf) { 20 } else { 40 };
            let Some(width) = width.or((reading.format != Some(Format::Dbf)).then_some(most)) else {
                let found = value.error(Code::WidthMissing);
                sink.push(found.label("a number needs its width", "cột số cần có độ rộng"));
                return None;
            };
            if let Some(value) = width_value.filter(|_| width > most) {
                let found = value.error(Code::OutOfRange);
                sink.push(found.label(format!("at most {most}"), format!("tối đa {most}")));
                return None;
            }
            let decimals = match decimals {
                Some(decimals) => u8::try_from(decimals?).ok()?,
                None => scale(asks),
            };
            Some(ColumnKind::Number { width: u8::try_from(width).ok()?, decimals })
        }
        (Word::Date, _) => Some(ColumnKind::Date),
        (Word::DateTime, _) => Some(ColumnKind::DateTime),
        (Word::Boolean, _) => Some(ColumnKind::Bool),
        (Word::Memo, _) => Some(ColumnKind::Memo),
    };
    let pad = match (with, align) {
        (None, None) => None,
        (with, align) => {
            let usual = Pad::default();
            Some(Pad { with: with.unwrap_or(Some(usual.with))?, align: align.unwrap_or(Some(usual.align))? })
        }
    };
    (!sink.has_errors_since(before)).then_some(Described { kind, pad })
}

/// Whether a value of the field can be written into such a column at all.
fn fits(word: Word, asks: &Asks<'_>, whole: bool) -> bool {
    let Some(field) = asks.field else { return true };
    if !whole {
        return matches!(word, Word::Text | Word::Memo);
    }
    match word {
        Word::Text | Word::Memo => true,
        Word::Number => {
            matches!(
                field.kind,
                Kind::Decimal { .. } | Kind::Digits { .. } | Kind::Text { .. } | Kind::Code(_)
            )
        }
        Word::Date => matches!(field.kind, Kind::Date { .. }),
        Word::DateTime => matches!(field.kind, Kind::DateTime | Kind::Date { .. }),
        Word::Boolean => matches!(field.kind, Kind::Boolean),
    }
}

/// Digits behind the point of the field.
fn scale(asks: &Asks<'_>) -> u8 {
    match asks.field.map(|field| &field.kind) {
        Some(Kind::Decimal { max_scale }) => max_scale.unwrap_or(0),
        _ => 0,
    }
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
