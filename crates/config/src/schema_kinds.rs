//! `schemas/*.toml`: the type of a field, and the keys that only this type has.
//!
//! A key of another type is told first, since it shows better than anything else what the type should have been.
//!
//! # What holds
//!
//! * A kind that comes out is whole: a part of it that is missing or wrong is on the sink, and nothing comes out.
//! * Groups lie within each other no deeper than [`MAX_DEPTH`].

use std::sync::Arc;

use lienthong_model::schema::{CodeList, Kind, Precision, Repeats};

use crate::code::Code;
use crate::code_lists_file::CodeLists;
use crate::diagnostic::Sink;
use crate::document::Fields;
use crate::schemas_file::{Level, read_fields};
use crate::values;

/// Groups within groups.
const MAX_DEPTH: usize = 8;
/// Most characters of a text, and most entries of a group.
const MAX_COUNT: u64 = 10_000_000;

/// The word of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Text,
    Digits,
    Decimal,
    Boolean,
    Date,
    DateTime,
    Code,
    Group,
}

impl Word {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Digits => "digits",
            Self::Decimal => "decimal",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Code => "code",
            Self::Group => "group",
        }
    }
}

/// The keys that only some types have.
const KEYS: [(&str, Word); 8] = [
    ("max", Word::Text),
    ("length", Word::Digits),
    ("scale", Word::Decimal),
    ("precision", Word::Date),
    ("codes", Word::Code),
    ("open", Word::Code),
    ("field", Word::Group),
    ("repeats", Word::Group),
];

pub(crate) fn read_kind(
    table: &mut Fields<'_>,
    word: Option<Word>,
    lists: &CodeLists,
    level: Level,
    sink: &mut Sink,
) -> Option<Kind> {
    let mut fits = true;
    for (key, of) in KEYS {
        let Some(value) = table.get(key) else { continue };
        if let Some(word) = word.filter(|word| *word != of) {
            let (of, word) = (of.name(), word.name());
            sink.push(value.error_at_key(Code::SchemaKeyMisfit).label(
                format!("for the type {of}, and this is {word}"),
                format!("dành cho kiểu {of}, còn đây là {word}"),
            ));
            fits = false;
        }
    }
    let kind = match word? {
        Word::Boolean => Kind::Boolean,
        Word::DateTime => Kind::DateTime,
        Word::Text => Kind::Text { max_chars: optional(table, "max", 1..=MAX_COUNT, sink)? },
        Word::Digits => read_digits(table, sink)?,
        Word::Decimal => Kind::Decimal { max_scale: optional(table, "scale", 0..=30, sink)? },
        Word::Date => {
            let words = [("day", Precision::Day), ("month", Precision::Month), ("year", Precision::Year)];
            let precision = table.get("precision").map(|value| values::word(&value, &words, sink));
            Kind::Date { precision: precision.unwrap_or(Some(Precision::Day))? }
        }
        Word::Code => Kind::Code(read_list(table, lists, sink)?),
        Word::Group => read_group(table, lists, level, sink)?,
    };
    fits.then_some(kind)
}

/// Nothing where the value is wrong, `Some(None)` where there is none.
fn optional<T: TryFrom<u64>>(
    table: &mut Fields<'_>,
    key: &'static str,
    range: std::ops::RangeInclusive<u64>,
    sink: &mut Sink,
) -> Option<Option<T>> {
    match table.get(key) {
        Some(value) => Some(Some(T::try_from(value.integer(range, sink)?).ok()?)),
        None => Some(None),
    }
}

fn read_digits(table: &mut Fields<'_>, sink: &mut Sink) -> Option<Kind> {
    let value = table.need("length")?;
    let parts = value.one_or_more();
    let read: Vec<u16> = parts
        .iter()
        .filter_map(|part| part.integer(1..=1_000, sink).and_then(|length| u16::try_from(length).ok()))
        .collect();
    match (&read[..], parts.len()) {
        ([length], 1) => Some(Kind::Digits { min: *length, max: *length }),
        ([min, max], 2) if min <= max => Some(Kind::Digits { min: *min, max: *max }),
        ([min, max], 2) => {
            let found = value.error(Code::OutOfRange);
            sink.push(
                found
                    .label("the fewest come first", "số nhỏ nhất đứng trước")
                    .suggest(value.span.clone(), format!("[{max}, {min}]")),
            );
            None
        }
        (read, count) if read.len() == count => {
            let found = value.error(Code::WrongType);
            sink.push(found.label("a number, or [fewest, most]", "một số, hoặc [ít nhất, nhiều nhất]"));
            None
        }
        _ => None,
    }
}

fn read_list(table: &mut Fields<'_>, lists: &CodeLists, sink: &mut Sink) -> Option<Arc<CodeList>> {
    let value = table.need("codes");
    let open = table.get("open").map(|value| value.boolean(sink));
    let (value, open) = (value?, open.unwrap_or(Some(false))?);
    let name = value.words(sink)?;
    let Some(entry) = lists.get(&name) else {
        if !lists.complete {
            return None;
        }
        let spot = value.spot();
        let found = spot
            .error(Code::UnknownCodeList)
            .label(format!("there is no codelists/{name}.csv"), format!("không có tệp codelists/{name}.csv"));
        sink.push(spot.suggest_nearest(found, &name, lists.names()));
        return None;
    };
    if open { Some(Arc::new(CodeList { open, ..(*entry.list).clone() })) } else { Some(entry.list.clone()) }
}

fn read_group(table: &mut Fields<'_>, lists: &CodeLists, level: Level, sink: &mut Sink) -> Option<Kind> {
    let repeats_value = table.get("repeats");
    let repeats = match &repeats_value {
        Some(value) => {
            let mut fields = value.table(sink)?;
            let min = fields.get("min").map(|value| value.integer(0..=MAX_COUNT, sink));
            let max = fields.need("max");
            let max = max.and_then(|value| value.integer(1..=MAX_COUNT, sink));
            fields.finish(sink);
            let (min, max) = (min.unwrap_or(Some(0))?, max?);
            if min > max {
                let found = value.error(Code::OutOfRange);
                sink.push(found.label("min is more than max", "min lớn hơn max"));
                return None;
            }
            Some(Repeats { min: u32::try_from(min).ok()?, max: u32::try_from(max).ok()? })
        }
        None => None,
    };
    if level.depth >= MAX_DEPTH {
        let found = table.error(Code::OutOfRange);
        sink.push(found.label(
            format!("more than {MAX_DEPTH} groups within each other"),
            format!("hơn {MAX_DEPTH} nhóm lồng nhau"),
        ));
        return None;
    }
    let level = Level { depth: level.depth + 1, repeated: level.repeated || repeats.is_some() };
    Some(Kind::Group { fields: read_fields(table, lists, level, sink)?, repeats })
}
