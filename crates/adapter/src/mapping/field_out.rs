//! One field of one record: from a value to what is written in its column.
//!
//! The inverse of `field_in`. What reading would not give back is refused: a text that means nothing in the format, a
//! date that no form can say, a code without a counterpart, and no value where the format reads a blank as one.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use lienthong_model::schema::{Field, PartialDate, Value};

use super::kinds::{finding, no_code, of_value, show};
use super::numbers::{read_native, reads_in_two_ways, same_number};
use super::reasons::{ABSENT_NOT_SAYABLE, NOT_SAYABLE};
use super::{DateForm, FieldMap, Form, From, OnUnknown};
use crate::finding::Finding;
use crate::phrase;
use crate::rows::{ColumnKind, FormatLayout, OutCell};

/// What is expected in place of a value that means nothing in the format.
const MEANS_NOTHING: [&str; 2] = [
    "a value; in this format it means that there is none",
    "một giá trị; ở định dạng này giá trị đó nghĩa là không có gì",
];

/// What is expected in place of a number that would read in two ways.
const TWO_WAYS: &str = "number = { group = …, decimal = … }";

/// What a format makes of numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    /// How many digits it keeps, where it does not keep them all.
    certain: Option<usize>,
    /// Whether a number is something else to it than a text of digits.
    are_own: bool,
}

impl Numbers {
    pub(super) const fn of(format: &FormatLayout) -> Self {
        Self { certain: format.certain_digits(), are_own: format.has_numbers() }
    }
}

/// A cell that is ready to be written.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Ready<'r> {
    #[default]
    Absent,
    Text(Cow<'r, str>),
    Number(Cow<'r, str>),
    Date(Date),
    DateTime(DateTime),
    Bool(bool),
}

impl Ready<'_> {
    pub(super) fn cell(&self) -> OutCell<'_> {
        match self {
            Self::Absent => OutCell::Absent,
            Self::Text(text) => OutCell::Text(text),
            Self::Number(text) => OutCell::Number(text),
            Self::Date(date) => OutCell::Date(*date),
            Self::DateTime(at) => OutCell::DateTime(*at),
            Self::Bool(flag) => OutCell::Bool(*flag),
        }
    }
}

/// What a column of `kind` gets. `is_read` says whether the mapping reads the field from it as well.
pub(super) fn ready<'r>(
    map: &FieldMap,
    field: &Field,
    value: Option<&'r Value>,
    kind: ColumnKind,
    is_read: bool,
    numbers: Numbers,
) -> Result<Ready<'r>, Finding> {
    let Some(value) = value else { return nothing(map, kind, is_read) };
    let refuse = |en: &str, vi: &str| Err(of_value(&NOT_SAYABLE, field, value).expected_in(en, vi));
    match (kind, value) {
        (ColumnKind::Number { .. }, Value::Decimal(number)) => {
            if map.nothing.iter().any(|nothing| same_number(nothing, number)) {
                return refuse(MEANS_NOTHING[0], MEANS_NOTHING[1]);
            }
            // Where the format has no numbers of its own, it is read as a text again.
            let is_text =
                !numbers.are_own && matches!(map.form, Form::Plain) && reads_in_two_ways(number.as_str());
            if is_text {
                return refuse(TWO_WAYS, TWO_WAYS);
            }
            Ok(Ready::Number(number.as_str().into()))
        }
        (ColumnKind::Number { .. }, Value::Text(_)) => {
            let text = text(map, field, value)?;
            let digits = match map.clean.pad_left {
                // Reading fills the zeros in again.
                Some(('0', width)) if text.len() == width => {
                    let stripped = text.trim_start_matches('0');
                    if stripped.is_empty() { "0" } else { stripped }
                }
                _ => &text,
            };
            let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            if !whole
                || (digits.len() > 1 && digits.starts_with('0'))
                || numbers.certain.is_some_and(|certain| digits.len() > certain)
                || !map.takes_numbers
            {
                return refuse("a number, without losing a digit", "số mà không mất chữ số nào");
            }
            if map.nothing.iter().any(|nothing| nothing == digits) {
                return refuse(MEANS_NOTHING[0], MEANS_NOTHING[1]);
            }
            Ok(Ready::Number(digits.to_owned().into()))
        }
        (ColumnKind::Number { .. }, Value::Date(date @ PartialDate::Year(_))) if year_form(map).is_some() => {
            let Some(digits) = year_form(map).and_then(|form| form.write(*date, None)) else {
                return refuse("a number", "số");
            };
            if map.nothing.contains(&digits) {
                return refuse(MEANS_NOTHING[0], MEANS_NOTHING[1]);
            }
            Ok(Ready::Number(digits.into()))
        }
        (ColumnKind::Number { .. }, Value::Date(_)) => {
            refuse("a year alone, as a number", "năm, dưới dạng số")
        }
        (ColumnKind::Date, Value::Date(PartialDate::Day(date))) => Ok(Ready::Date(*date)),
        (ColumnKind::DateTime, Value::Date(PartialDate::Day(date))) => {
            Ok(Ready::DateTime(date.to_datetime(jiff::civil::Time::midnight())))
        }
        (ColumnKind::DateTime, Value::DateTime(at)) => Ok(Ready::DateTime(*at)),
        (ColumnKind::Bool, Value::Boolean(flag)) => Ok(Ready::Bool(*flag)),
        (ColumnKind::Text | ColumnKind::TextOf { .. } | ColumnKind::Memo, value) => {
            let text = text(map, field, value)?;
            if map.nothing.iter().any(|nothing| *nothing == *text) {
                return refuse(MEANS_NOTHING[0], MEANS_NOTHING[1]);
            }
            Ok(Ready::Text(text))
        }
        (ColumnKind::Number { .. }, _) => refuse("a number", "số"),
        (ColumnKind::Date, _) => refuse("a whole date", "ngày đầy đủ"),
        (ColumnKind::DateTime, _) => refuse("a whole date with time", "ngày giờ đầy đủ"),
        (ColumnKind::Bool, _) => refuse("yes or no", "có hoặc không"),
    }
}

/// The form by which a year is a number.
fn year_form(map: &FieldMap) -> Option<&DateForm> {
    match &map.form {
        Form::Dates(forms) => forms.iter().find(|form| form.is_year_alone()),
        _ => None,
    }
}

/// What reading makes of a date that is written: the year 1 has no text that is read.
fn read_of(forms: &[DateForm], text: &str) -> Option<(PartialDate, Time)> {
    let (date, time) = forms.iter().find_map(|form| form.read(text))?;
    Some((date, time.unwrap_or(Time::midnight())))
}

/// What stands for an absent value.
fn nothing<'r>(map: &FieldMap, kind: ColumnKind, is_read: bool) -> Result<Ready<'r>, Finding> {
    absent(map, is_read)?;
    Ok(match map.nothing.first() {
        None => Ready::Absent,
        Some(text) if text.is_empty() => Ready::Absent,
        // A column of numbers says it with the number itself.
        Some(text) if matches!(kind, ColumnKind::Number { .. }) && read_native(text).is_ok() => {
            Ready::Number(text.clone().into())
        }
        Some(text) => Ready::Text(text.clone().into()),
    })
}

/// Refuses to write no value where a blank is read as the default, as the value of the row above, or always as one.
pub(super) fn absent(map: &FieldMap, is_read: bool) -> Result<(), Finding> {
    let (en, vi) = match (&map.from, &map.default) {
        (From::Constant(_), _) => ("one that is always the same", "một giá trị cố định"),
        (_, Some(_)) => ("its default", "giá trị mặc định"),
        (_, None) if map.fill_down => ("the value of the row above", "giá trị của dòng trên"),
        _ => return Ok(()),
    };
    if is_read { Err(Finding::new(&ABSENT_NOT_SAYABLE).expected_in(en, vi)) } else { Ok(()) }
}

/// A value as the text of the format.
pub(super) fn text<'r>(map: &FieldMap, field: &Field, value: &'r Value) -> Result<Cow<'r, str>, Finding> {
    let refuse = |as_what: String| Err(of_value(&NOT_SAYABLE, field, value).expected(as_what));
    Ok(match (value, &map.form) {
        (Value::Text(text), Form::Codes(codes)) => match codes.write(text) {
            Some(code) => Cow::Owned(code.to_owned()),
            None if codes.on_unknown == OnUnknown::Refuse => {
                let expected = phrase!("a code of the mapping ({})", "mã có trong ánh xạ ({})", codes.name);
                return Err(finding(&NOT_SAYABLE, field, text).expected(expected));
            }
            None => return Err(finding(no_code(codes), field, text).expected(codes.expected(false))),
        },
        (Value::Text(text), _) => Cow::Borrowed(text),
        (Value::Decimal(number), Form::Number(form)) => Cow::Owned(form.write(number)),
        // Reading takes `1.234` for a whole number or a fraction, and refuses it.
        (Value::Decimal(number), _) if reads_in_two_ways(number.as_str()) => {
            return refuse(TWO_WAYS.into());
        }
        (Value::Decimal(number), _) => Cow::Borrowed(number.as_str()),
        (Value::Boolean(flag), Form::Boolean { yes, no }) => {
            let words = if *flag { yes } else { no };
            match words.first() {
                Some(word) => Cow::Owned(word.clone()),
                None => {
                    return Err(of_value(&NOT_SAYABLE, field, value)
                        .expected_in("one of the texts of the mapping", "một trong các chữ của ánh xạ"));
                }
            }
        }
        (Value::Date(date), Form::Dates(forms)) => {
            let written = forms.iter().find_map(|form| form.write(*date, None));
            match written.filter(|text| read_of(forms, text) == Some((*date, Time::midnight()))) {
                Some(text) => Cow::Owned(text),
                None => return refuse(forms.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")),
            }
        }
        (Value::DateTime(at), Form::Dates(forms)) => {
            let day = PartialDate::Day(at.date());
            let written = forms.iter().find_map(|form| form.write(day, Some(at.time())));
            match written.filter(|text| read_of(forms, text) == Some((day, at.time()))) {
                Some(text) => Cow::Owned(text),
                None => return refuse(forms.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")),
            }
        }
        (Value::Boolean(_) | Value::Date(_) | Value::DateTime(_), _) => Cow::Owned(show(value)),
        _ => {
            return Err(of_value(&NOT_SAYABLE, field, value).expected_in("one cell", "một ô"));
        }
    })
}
