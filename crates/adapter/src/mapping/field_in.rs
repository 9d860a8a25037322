//! One field of one row: from cells to a value.
//!
//! 1. take: the cell, decoded with the charset of its column; parts split, several cells joined;
//! 2. nothing: texts that mean nothing end here;
//! 3. clean: the steps that the mapping names;
//! 4. read: as the kind of the field, in the form of the mapping;
//! 5. check: the rules of the schema.
//!
//! A [`Watch`] sees every step, for people who want to know why; traffic has none and pays nothing for it.

use std::borrow::Cow;

use jiff::civil::{DateTime, Time};
use lienthong_model::schema::{Field, Kind, PartialDate, Record, Value};
use lienthong_vntext::Charset;
use lienthong_vntext::text::{Strictness, check, repair_double_utf8};

use super::numbers::{NumberFault, read_native, read_plain};
use super::reasons::{
    AMBIGUOUS_NUMBER, CELL_ERROR, DAMAGED_TEXT, NOT_A_BOOLEAN, NOT_A_CODE, NOT_A_DATE, NOT_A_NUMBER,
    NOT_DIGITS, NOT_IN_CHARSET, NUMBER_FOR_TEXT, PERSONAL, RULE_BROKEN, VALUE_REQUIRED, WRONG_KIND,
    WRONG_PARTS,
};
use super::{DateForm, FieldMap, Form, From, clean};
use crate::finding::{Finding, Reason};
use crate::rows::{Cell, ColumnLayout};
use crate::single_byte;

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

/// What a row is read with.
pub(super) struct Cells<'r, 'a> {
    /// The cell of a column of the layout.
    pub(super) get: &'r dyn Fn(usize) -> Cell<'a>,
    pub(super) columns: &'r [ColumnLayout],
    pub(super) charset: Charset,
}

/// A value before its kind is known.
enum Raw<'a> {
    Nothing,
    Text(Cow<'a, str>),
    Number(&'a str),
    Date(DateTime),
    Bool(bool),
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
                Some(from_text(map, field, text)?)
            }
            Raw::Number(number) => Some(from_number(map, field, number)?),
            Raw::Date(at) => Some(from_date(field, at)?),
            Raw::Bool(flag) => Some(from_bool(map, field, flag)?),
        },
    };
    let value = value.or_else(|| map.default.clone());
    let Some(value) = value else { return Ok(None) };
    watch.step("value", || show(&value));
    field.check(Some(&value)).map_err(|broken| {
        let expected = broken.rule.to_string();
        finding(&RULE_BROKEN, field, &show(&value)).expected(expected)
    })?;
    Ok(Some(value))
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
            first(raw, map, field, watch)
        }
        From::Part { column, separator, index, count } => {
            let whole = first(raw(*column, map, field, cells)?, map, field, watch)?;
            let text = match whole {
                Raw::Text(text) => text,
                Raw::Nothing => return Ok(Raw::Nothing),
                other => return Ok(other),
            };
            let found = text.split(separator.as_str()).count();
            if found != *count {
                return Err(finding(&WRONG_PARTS, field, "")
                    .found(found.to_string())
                    .expected(format!("{count}, separated by {separator:?}")));
            }
            let part = text.split(separator.as_str()).nth(*index).unwrap_or_default().trim().to_owned();
            watch.step("split", || part.clone());
            Ok(if map.nothing.contains(&part) { Raw::Nothing } else { Raw::Text(part.into()) })
        }
        From::Join { columns, separator } => {
            let mut joined = String::new();
            for column in columns {
                match first(raw(*column, map, field, cells)?, map, field, &mut ())? {
                    Raw::Nothing => {}
                    Raw::Text(text) => {
                        if !joined.is_empty() {
                            joined.push_str(separator);
                        }
                        joined.push_str(&text);
                    }
                    _ => return Err(finding(&WRONG_KIND, field, "a cell that is not text").expected("text")),
                }
            }
            watch.step("join", || joined.clone());
            Ok(if joined.is_empty() { Raw::Nothing } else { Raw::Text(joined.into()) })
        }
        From::Constant(_) => Ok(Raw::Nothing),
    }
}

/// A cell, decoded.
fn raw<'a>(column: usize, map: &FieldMap, field: &Field, cells: &Cells<'_, 'a>) -> Result<Raw<'a>, Finding> {
    let layout = &cells.columns[column];
    let charset = layout.charset.unwrap_or(cells.charset);
    let text = match (cells.get)(column) {
        Cell::Absent => return Ok(Raw::Nothing),
        Cell::Number(number) => return Ok(Raw::Number(number)),
        Cell::Date(at) => return Ok(Raw::Date(at)),
        Cell::Bool(flag) => return Ok(Raw::Bool(flag)),
        Cell::Error(text) => return Err(finding(&CELL_ERROR, field, text).expected(expected(field))),
        Cell::Bytes(bytes) => match repaired(map, bytes) {
            Some(text) => text.into(),
            None => decode(charset, bytes, field)?,
        },
        Cell::Text(text) if repaired(map, text.as_bytes()).is_some() => {
            repaired(map, text.as_bytes()).unwrap_or_default().into()
        }
        Cell::Text(text) if is_unicode(charset) || is_plain(text) => {
            decode(Charset::Utf8, text.as_bytes(), field)?
        }
        // The program that made the file took the bytes of a legacy font for windows-1252.
        Cell::Text(text) => {
            let bytes = single_byte::windows_1252(text).ok_or_else(|| {
                finding(&NOT_IN_CHARSET, field, text)
                    .expected(format!("bytes of {} read as windows-1252", charset.name()))
            })?;
            Cow::Owned(decode(charset, &bytes, field)?.into_owned())
        }
    };
    Ok(Raw::Text(text))
}

fn decode<'a>(charset: Charset, bytes: &'a [u8], field: &Field) -> Result<Cow<'a, str>, Finding> {
    charset
        .decode(bytes)
        .map_err(|error| not_in_charset(if field.personal { error.personal() } else { error }))
}

fn not_in_charset(error: lienthong_vntext::DecodeError) -> Finding {
    let charset = error.charset.name();
    Finding::new(&NOT_IN_CHARSET).long_found(error.to_string()).expected(charset)
}

/// Text that was UTF-8 twice, where the mapping wants it repaired. Decoding would refuse what such text may hold.
fn repaired(map: &FieldMap, bytes: &[u8]) -> Option<String> {
    if !map.clean.repair_double_utf8 || bytes.is_ascii() {
        return None;
    }
    repair_double_utf8(std::str::from_utf8(bytes).ok()?)
}

/// Text that is the same in every charset. Some control bytes are letters in VN1 and VISCII.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n'))
}

fn is_unicode(charset: Charset) -> bool {
    matches!(charset, Charset::Utf8 | Charset::Utf8Nfd | Charset::Utf16Le | Charset::Utf16Be)
}

/// The steps on text that come before it may mean nothing.
fn first<'a, W: Watch>(
    raw: Raw<'a>,
    map: &FieldMap,
    field: &Field,
    watch: &mut W,
) -> Result<Raw<'a>, Finding> {
    let Raw::Text(text) = raw else {
        if let Raw::Number(number) = raw
            && map.nothing.iter().any(|nothing| nothing == number)
        {
            return Ok(Raw::Nothing);
        }
        return Ok(raw);
    };
    watch.step("decode", || text.to_string());
    let text = map.clean.first(text);
    watch.step("trim", || text.to_string());
    if map.nothing.iter().any(|nothing| *nothing == *text) {
        watch.step("nothing", String::new);
        return Ok(Raw::Nothing);
    }
    let strictness = match field.kind {
        Kind::Digits { .. } | Kind::Code(_) => Strictness::Identifier,
        _ => Strictness::Text,
    };
    // Plain ASCII without `&` has nothing to look for.
    if (!text.is_ascii() || text.contains('&'))
        && let Err(problem) = check(&text, strictness)
    {
        let shown = if field.personal { problem.personal().to_string() } else { problem.to_string() };
        return Err(Finding::new(&DAMAGED_TEXT).long_found(shown).expected("text as it was typed"));
    }
    Ok(Raw::Text(text))
}

fn from_text(map: &FieldMap, field: &Field, text: Cow<'_, str>) -> Result<Value, Finding> {
    let refuse = |reason: &'static Reason| finding(reason, field, &text);
    Ok(match (&field.kind, &map.form) {
        (Kind::Code(_), Form::Codes(codes)) => match codes.read(&text) {
            Some(code) => Value::Text(code.to_owned()),
            None => return Err(refuse(&NOT_A_CODE).expected(&codes.name)),
        },
        (Kind::Text { .. }, Form::Codes(codes)) => match codes.read(&text) {
            Some(code) => Value::Text(code.to_owned()),
            None => return Err(refuse(&NOT_A_CODE).expected(&codes.name)),
        },
        (Kind::Digits { min, max }, _) => {
            let fits = (usize::from(*min)..=usize::from(*max)).contains(&text.len());
            if !fits || !text.bytes().all(|b| b.is_ascii_digit()) {
                return Err(refuse(&NOT_DIGITS).expected(expected(field)));
            }
            Value::Text(text.into_owned())
        }
        (Kind::Text { .. } | Kind::Code(_), _) => Value::Text(text.into_owned()),
        (Kind::Decimal { .. }, Form::Number(form)) => match form.read(&text) {
            Ok(number) => Value::Decimal(number),
            Err(_) => return Err(refuse(&NOT_A_NUMBER).expected(form.example())),
        },
        (Kind::Decimal { .. }, _) => match read_plain(&text) {
            Ok(number) => Value::Decimal(number),
            Err(NumberFault::NotANumber) => return Err(refuse(&NOT_A_NUMBER).expected("1234.5")),
            Err(NumberFault::Ambiguous) => {
                return Err(refuse(&AMBIGUOUS_NUMBER).expected("number = { group = …, decimal = … }"));
            }
        },
        (Kind::Boolean, Form::Boolean { yes, no }) => {
            if yes.iter().any(|word| *word == *text) {
                Value::Boolean(true)
            } else if no.iter().any(|word| *word == *text) {
                Value::Boolean(false)
            } else {
                return Err(refuse(&NOT_A_BOOLEAN).expected(format!(
                    "{} / {}",
                    yes.join(", "),
                    no.join(", ")
                )));
            }
        }
        (Kind::Boolean, _) => match &*text {
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            _ => return Err(refuse(&NOT_A_BOOLEAN).expected("true / false")),
        },
        (Kind::Date { .. }, form) => {
            let read = match form {
                Form::Dates(forms) => forms.iter().find_map(|form| form.read(&text)),
                _ => text.parse().ok().map(|date| (date, None)),
            };
            match read {
                Some((date, None)) => Value::Date(date),
                // A day with a time is not a day; midnight is how some formats write one.
                Some((date, Some(time))) if time == Time::midnight() => Value::Date(date),
                _ => return Err(refuse(&NOT_A_DATE).expected(forms_text(form, "2026-11-20"))),
            }
        }
        (Kind::DateTime, form) => {
            let read = match form {
                Form::Dates(forms) => forms.iter().find_map(|form| form.read(&text)),
                _ => text.parse::<DateTime>().ok().map(|at| (PartialDate::Day(at.date()), Some(at.time()))),
            };
            match read {
                Some((PartialDate::Day(date), time)) => {
                    Value::DateTime(date.to_datetime(time.unwrap_or(Time::midnight())))
                }
                _ => return Err(refuse(&NOT_A_DATE).expected(forms_text(form, "2026-11-20T08:00:00"))),
            }
        }
        (Kind::Group { .. }, _) | (_, _) => {
            return Err(refuse(&WRONG_KIND).expected(field.kind.word()));
        }
    })
}

fn from_number(map: &FieldMap, field: &Field, number: &str) -> Result<Value, Finding> {
    let serial = match &map.form {
        Form::Dates(forms) => forms.iter().find(|form| form.is_serial()),
        _ => None,
    };
    match &field.kind {
        Kind::Decimal { .. } => match read_native(number) {
            Ok(number) => Ok(Value::Decimal(number)),
            Err(_) => Err(finding(&NOT_A_NUMBER, field, number).expected("1234.5")),
        },
        Kind::Date { .. } | Kind::DateTime => match serial.and_then(|form| form.read(number)) {
            Some((PartialDate::Day(date), _)) if matches!(field.kind, Kind::DateTime) => {
                Ok(Value::DateTime(date.to_datetime(Time::midnight())))
            }
            Some((date, _)) => Ok(Value::Date(date)),
            None => {
                Err(finding(&WRONG_KIND, field, &format!("the number {number}")).expected(expected(field)))
            }
        },
        Kind::Text { .. } | Kind::Digits { .. } | Kind::Code(_) => {
            // Beyond 15 digits a sheet has rounded the number already.
            let whole = number.bytes().all(|b| b.is_ascii_digit()) && number.len() <= 15;
            if map.takes_numbers && whole {
                return from_text(map, field, map.clean.rest(number.into()));
            }
            Err(finding(&NUMBER_FOR_TEXT, field, number).expected(expected(field)))
        }
        Kind::Boolean if matches!(map.form, Form::Boolean { .. }) => from_text(map, field, number.into()),
        _ => Err(finding(&WRONG_KIND, field, &format!("the number {number}")).expected(expected(field))),
    }
}

fn from_date(field: &Field, at: DateTime) -> Result<Value, Finding> {
    match field.kind {
        Kind::Date { .. } if at.time() == Time::midnight() => Ok(Value::Date(PartialDate::Day(at.date()))),
        Kind::DateTime => Ok(Value::DateTime(at)),
        _ => Err(finding(&WRONG_KIND, field, &format!("the date {at}")).expected(expected(field))),
    }
}

fn from_bool(map: &FieldMap, field: &Field, flag: bool) -> Result<Value, Finding> {
    match (&field.kind, &map.form) {
        (Kind::Boolean, _) => Ok(Value::Boolean(flag)),
        (Kind::Code(_), Form::Codes(_)) => from_text(map, field, if flag { "true" } else { "false" }.into()),
        _ => Err(finding(&WRONG_KIND, field, &flag.to_string()).expected(expected(field))),
    }
}

/// A finding with what was found, unless that is personal.
pub(super) fn finding(reason: &'static Reason, field: &Field, found: &str) -> Finding {
    Finding::new(reason).found(if field.personal { PERSONAL } else { found })
}

/// What a field holds, in words.
pub(super) fn expected(field: &Field) -> String {
    match &field.kind {
        Kind::Text { .. } => "text".to_owned(),
        Kind::Digits { min, max } if min == max => format!("text of {min} digits"),
        Kind::Digits { min, max } => format!("text of {min} to {max} digits"),
        Kind::Decimal { .. } => "a number".to_owned(),
        Kind::Boolean => "yes or no".to_owned(),
        Kind::Date { .. } => "a date".to_owned(),
        Kind::DateTime => "a date with time".to_owned(),
        Kind::Code(list) => format!("a code of {}", list.name),
        _ => "a group".to_owned(),
    }
}

fn forms_text(form: &Form, plain: &str) -> String {
    match form {
        Form::Dates(forms) => forms.iter().map(DateForm::to_string).collect::<Vec<_>>().join(" | "),
        _ => plain.to_owned(),
    }
}

/// A value as canonical text.
pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Decimal(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => super::dates::iso(*date),
        Value::DateTime(at) => super::dates::iso_time(*at),
        Value::Group(Record { values, .. }) => format!("{} values", values.len()),
        Value::List(list) => format!("{} entries", list.len()),
        _ => String::new(),
    }
}

/// A text of a column that no field names, decoded and trimmed.
pub(super) fn extra(cell: Cell<'_>, charset: Charset) -> Result<Option<String>, Finding> {
    let text = match cell {
        Cell::Absent => return Ok(None),
        Cell::Text(text) => Charset::Utf8.decode(text.as_bytes()),
        Cell::Bytes(bytes) => charset.decode(bytes),
        Cell::Number(text) => Ok(text.into()),
        // An error is no text: written again it would be one.
        Cell::Error(text) => return Err(Finding::new(&CELL_ERROR).found(text).expected("a value")),
        Cell::Date(at) => Ok(super::dates::iso_time(at).into()),
        Cell::Bool(flag) => Ok(flag.to_string().into()),
    };
    // Nobody has said whether the column is personal, so its text is not shown.
    let text = text.map_err(|error| not_in_charset(error.personal()))?;
    let text = clean::trim(text);
    Ok((!text.is_empty()).then(|| text.into_owned()))
}
