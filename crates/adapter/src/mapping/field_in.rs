//! One field of one row: from cells to a value.
//!
//! 1. take: the cell, decoded with the charset of its column (`cell_in`); parts split, several cells joined;
//! 2. nothing: texts that mean nothing end here;
//! 3. clean: the steps that the mapping names;
//! 4. read: as the kind of the field, in the form of the mapping;
//! 5. check: the rules of the schema.
//!
//! A [`Watch`] sees every step, for people who want to know why; traffic has none and pays nothing for it.

use std::borrow::Cow;

use lienthong_model::schema::{Field, Kind, Value};
use lienthong_vntext::text::{Strictness, TextProblem, is_sound};

use super::cell_in::{Cells, Raw, raw};
use super::damage::check_damage;
use super::kinds::{
    broken, expecting, finding, from_bool, from_date, from_number, from_text, of_value, show,
};
use super::numbers::{read_native, same_number};
use super::reasons::{DAMAGED_TEXT, NOT_A_DATE, NUMBER_ROUNDED, RULE_BROKEN, VALUE_REQUIRED, WRONG_PARTS};
use super::{FieldMap, Form, From, join_in};
use crate::audience::Audience;
use crate::finding::Finding;
use crate::phrase::Phrase;
use crate::rows::FieldType;

/// Sees what happens to a value.
pub trait Watch {
    /// The value after an operation. `text` is only called where somebody looks.
    fn step(&mut self, operation: &'static str, text: impl FnOnce() -> String);
}

impl Watch for () {
    fn step(&mut self, _: &'static str, _: impl FnOnce() -> String) {}
}

/// One operation and the value after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The name of the operation, as mappings write it.
    pub operation: &'static str,
    /// The value after it.
    pub value: String,
}

/// Every operation that changed something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Steps(pub Vec<Step>);

impl Watch for Steps {
    fn step(&mut self, operation: &'static str, text: impl FnOnce() -> String) {
        let value = text();
        if self.0.last().is_none_or(|last| last.value != value) {
            self.0.push(Step { operation, value });
        }
    }
}

/// Reads one field. The finding has no row and no column yet.
pub(super) fn read<W: Watch>(
    map: &FieldMap,
    field: &Field,
    cells: &Cells<'_, '_>,
    watch: &mut W,
) -> Result<Option<Value>, Finding> {
    let value = match &map.from {
        From::Constant(value) => Some(value.clone()),
        from => match take(from, map, field, cells, watch)? {
            Raw::Nothing => None,
            Raw::Text(text) => {
                let text = map.clean.rest(text);
                watch.step("clean", || text.to_string());
                let is_zeros = *text == *ZERO_DATE;
                let read = from_text(map, field, text);
                Some(read.map_err(|finding| of_a_date_field(finding, map, cells, is_zeros))?)
            }
            Raw::Number(number) if cells.rounds && is_rounded(field, number) => {
                return Err(expecting(finding(&NUMBER_ROUNDED, field, number), field));
            }
            Raw::Number(number) => Some(from_number(map, field, number, cells.certain_digits)?),
            Raw::Date(at) => Some(from_date(field, at)?),
            Raw::Bool(flag) => Some(from_bool(map, field, flag)?),
        },
    };
    // The row above comes first where it is asked.
    let value = value.or_else(|| map.default.clone().filter(|_| !map.fill_down));
    let Some(value) = value else { return Ok(None) };
    watch.step("value", || show(&value));
    field.check(Some(&value)).map_err(|found| {
        // A number as it stands there: with a point where the file has a comma it would be another one.
        let written = match (&field.kind, &map.from) {
            (Kind::Decimal { .. }, From::Column(_) | From::Part { .. }) => {
                take(&map.from, map, field, cells, &mut ()).ok()
            }
            _ => None,
        };
        let finding = match written {
            Some(Raw::Text(text)) => finding(&RULE_BROKEN, field, &text),
            _ => of_value(&RULE_BROKEN, field, &value),
        };
        broken(finding, &found.rule)
    })?;
    Ok(Some(value))
}

/// Whether a number of a sheet has more digits before its point than a double is certain of.
fn is_rounded(field: &Field, number: &str) -> bool {
    let whole = number.split(['.', 'e', 'E']).next().unwrap_or_default();
    matches!(field.kind, Kind::Decimal { .. }) && whole.bytes().filter(u8::is_ascii_digit).count() > 15
}

/// Some programs write zeros into a field of dates for nothing, which a mapping may say.
const ZERO_DATE: &str = "00000000";

/// Says what a field of dates holds, of zeros as of all else that is no date there.
fn of_a_date_field(finding: Finding, map: &FieldMap, cells: &Cells<'_, '_>, is_zeros: bool) -> Finding {
    let is_it = *finding.reason == NOT_A_DATE && is_zeros && map.form == Form::Plain;
    if is_it && cells.has_date_fields { finding.expected(FieldType::Date.expected()) } else { finding }
}

/// A required field that has no value.
pub(super) fn required(map: &FieldMap) -> Finding {
    Finding::new(&VALUE_REQUIRED).path(&map.name)
}

fn take<'a, W: Watch>(
    from: &From,
    map: &FieldMap,
    field: &Field,
    cells: &Cells<'_, 'a>,
    watch: &mut W,
) -> Result<Raw<'a>, Finding> {
    match from {
        From::Column(column) => {
            let raw = raw(*column, map, field, cells)?;
            first(raw, map, field, cells.audience(field), watch)
        }
        From::Part { column, separator, index, count } => {
            let whole = first(raw(*column, map, field, cells)?, map, field, cells.audience(field), watch)?;
            let text = match whole {
                Raw::Text(text) => text,
                Raw::Nothing => return Ok(Raw::Nothing),
                other => return Ok(other),
            };
            let found = text.split(separator.as_str()).count();
            if found != *count {
                return Err(finding(&WRONG_PARTS, field, "").found(found.to_string()).expected_in(
                    format!("{count}, separated by {separator:?}"),
                    format!("{count}, phân cách bằng {separator:?}"),
                ));
            }
            let part = text.split(separator.as_str()).nth(*index).unwrap_or_default().trim().to_owned();
            watch.step("split", || part.clone());
            Ok(if map.nothing.contains(&part) { Raw::Nothing } else { Raw::Text(part.into()) })
        }
        From::Join { columns, separator } => {
            let cell =
                |column| first(raw(column, map, field, cells)?, map, field, cells.audience(field), &mut ());
            let joined = join_in::join((columns, separator), map, field, cells, cell)?;
            watch.step("join", || joined.clone());
            Ok(if joined.is_empty() { Raw::Nothing } else { Raw::Text(joined.into()) })
        }
        From::Constant(_) => Ok(Raw::Nothing),
    }
}

/// The steps on text that come before it may mean nothing.
fn first<'a, W: Watch>(
    raw: Raw<'a>,
    map: &FieldMap,
    field: &Field,
    audience: Audience,
    watch: &mut W,
) -> Result<Raw<'a>, Finding> {
    let Raw::Text(text) = raw else {
        let is_it = |nothing: &str, number: &str| {
            read_native(number).is_ok_and(|number| same_number(nothing, &number))
        };
        if let Raw::Number(number) = raw
            && map
                .nothing
                .iter()
                .any(|nothing| nothing == number || !nothing.is_empty() && is_it(nothing, number))
        {
            return Ok(Raw::Nothing);
        }
        return Ok(raw);
    };
    watch.step("decode", || text.to_string());
    let written = if let Cow::Borrowed(text) = text { Some(text) } else { None };
    let text = map.clean.first(text);
    watch.step("trim", || text.to_string());
    if map.nothing.iter().any(|nothing| *nothing == *text) {
        watch.step("nothing", String::new);
        return Ok(Raw::Nothing);
    }
    undamaged(&text, (map, field), audience, &|| written?.find(&*text))?;
    Ok(Raw::Text(text))
}

/// Refuses a text that nobody typed so. `begin` says where in the bytes of its cell it stands as it is, if it does.
pub(super) fn undamaged(
    text: &str,
    (map, field): (&FieldMap, &Field),
    audience: Audience,
    begin: &dyn Fn() -> Option<usize>,
) -> Result<(), Finding> {
    let strictness = match field.kind {
        Kind::Digits { .. } | Kind::Code(_) => Strictness::Identifier,
        _ if map.is_vietnamese => Strictness::Vietnamese,
        _ => Strictness::Text,
    };
    // ASCII without `&` has nothing to look for, also where it is not plain.
    if is_sound(text, strictness) || text.is_ascii() && !text.contains('&') {
        return Ok(());
    }
    check_damage(text, strictness).map_err(|problem| {
        let at = begin().map(|begin| (begin + problem.offset) as u64);
        let words = |problem: &TextProblem| Phrase::of(problem.to_string(), problem.message_vi());
        let (all, less) = (words(&problem), words(&problem.clone().personal()).ours());
        Finding::new(&DAMAGED_TEXT)
            .found_for(audience, all, less)
            .expected_in("text as it was typed", "văn bản như đã gõ")
            .before(at)
    })
}
