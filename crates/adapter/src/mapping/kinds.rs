//! Texts and the cells of a format, read as the kind of a field in the form of its mapping.
//!
//! Nothing is guessed: a number is no text, a date is no number, and a text that reads in two ways is refused.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};
use lienthong_model::schema::{Broken, Field, Kind, PartialDate, Record, Rule, Schema, Value};

use super::guard::{audience, guard_value};
use super::numbers::{
    NumberFault, read_native, read_plain, whole_digits, without_noise, without_spare_zeros,
};
use super::reasons::{
    AMBIGUOUS_NUMBER, CODE_COLLIDES, NOT_A_BOOLEAN, NOT_A_CODE, NOT_A_DATE, NOT_A_NUMBER, NOT_DIGITS,
    NUMBER_FOR_TEXT, NUMBER_ROUNDED, WRONG_KIND,
};
use super::{CodeMap, DateForm, FieldMap, Form, OnUnknown};
use crate::audience::personal;
use crate::finding::{Finding, Reason};
use crate::phrase::{Phrase, Unit};
use crate::rows::{Unreadable, time_text};
use crate::{phrase, wall_clock};

pub(super) fn from_text(map: &FieldMap, field: &Field, text: Cow<'_, str>) -> Result<Value, Finding> {
    let refuse = |reason: &'static Reason| finding(reason, field, &text);
    Ok(match (&field.kind, &map.form) {
        (Kind::Code(_), Form::Codes(codes)) => match codes.read(&text) {
            Some(code) => Value::Text(code.to_owned()),
            None => return Err(refuse(no_code(codes)).expected(codes.expected(true))),
        },
        (Kind::Text { .. }, Form::Codes(codes)) => match codes.read(&text) {
            Some(code) => Value::Text(code.to_owned()),
            None => return Err(refuse(no_code(codes)).expected(codes.expected(true))),
        },
        (Kind::Digits { min, max }, _) => {
            let fits = (usize::from(*min)..=usize::from(*max)).contains(&text.len());
            if !fits || !text.bytes().all(|b| b.is_ascii_digit()) {
                let digits = match min == max {
                    true => Phrase::count(min, Unit::Digits),
                    false => Phrase::count(format!("{min}–{max}"), Unit::Digits),
                };
                return Err(refuse(&NOT_DIGITS).expected(digits));
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
                Some(_) => {
                    let expected = Phrase::new("a day without a time of day", "ngày không kèm giờ");
                    return Err(refuse(&NOT_A_DATE).expected(expected));
                }
                _ => return Err(refuse(&NOT_A_DATE).expected(date_expected(form, &text, "2026-11-20"))),
            }
        }
        (Kind::DateTime, form) => {
            let read = match form {
                Form::Dates(forms) => forms.iter().find_map(|form| form.read(&text)),
                _ => plain_time(&text, map.drops_fractions)
                    .map(|at| (PartialDate::Day(at.date()), Some(at.time()))),
            };
            match read {
                // `-004713-11-24` is ISO as well, and has no canonical text.
                Some((PartialDate::Day(date), _)) if date.year() < 0 => {
                    return Err(refuse(&NOT_A_DATE).expected(date_expected(
                        form,
                        &text,
                        "2026-11-20T08:00:00",
                    )));
                }
                Some((PartialDate::Day(date), time)) => {
                    Value::DateTime(date.to_datetime(time.unwrap_or(Time::midnight())))
                }
                _ => {
                    let has_fraction = !matches!(form, Form::Dates(_))
                        && matches!(wall_clock::read(&text), wall_clock::Read::Cut(_));
                    return Err(refuse(&NOT_A_DATE).expected(match has_fraction {
                        true => WHOLE_SECONDS,
                        false => date_expected(form, &text, "2026-11-20T08:00:00"),
                    }));
                }
            }
        }
        (Kind::Group { .. }, _) | (_, _) => {
            return Err(refuse(&WRONG_KIND).expected(kind_phrase(&field.kind)));
        }
    })
}

/// What is expected in place of a time with a fraction of a second.
const WHOLE_SECONDS: Phrase = Phrase::new(
    "2026-11-20T08:00:00 without a fraction of a second, or fractions = \"drop\" in the mapping",
    "2026-11-20T08:00:00 không có phần lẻ của giây, hoặc fractions = \"drop\" trong ánh xạ",
);

/// Why a list has no counterpart of a code.
pub(super) fn no_code(codes: &CodeMap) -> &'static Reason {
    match codes.on_unknown {
        OnUnknown::Refuse => &NOT_A_CODE,
        OnUnknown::Keep => &CODE_COLLIDES,
    }
}

/// `certain` is how many digits of a number the format keeps, where it does not keep them all.
pub(super) fn from_number(
    map: &FieldMap,
    field: &Field,
    number: &str,
    certain: Option<usize>,
) -> Result<Value, Finding> {
    let read_date = |forms: &[DateForm]| {
        let serial = forms.iter().find(|form| form.is_serial()).and_then(|form| form.read(number));
        // A birthday of which the year is known, in a column of numbers.
        let year = || {
            let digits = whole_digits(number).filter(|digits| digits.len() == 4)?;
            forms.iter().find(|form| form.is_year_alone())?.read(&digits)
        };
        serial.or_else(year)
    };
    let date = match &map.form {
        Form::Dates(forms) => read_date(forms),
        _ => None,
    };
    match &field.kind {
        Kind::Decimal { max_scale } => match read_native(number) {
            Ok(number) => {
                let number = without_noise(number, certain, *max_scale);
                Ok(Value::Decimal(without_spare_zeros(number, *max_scale)))
            }
            Err(_) => Err(finding(&NOT_A_NUMBER, field, number).expected("1234.5")),
        },
        Kind::Date { .. } | Kind::DateTime => match date {
            Some((PartialDate::Day(date), _)) if matches!(field.kind, Kind::DateTime) => {
                Ok(Value::DateTime(date.to_datetime(Time::midnight())))
            }
            Some((date, _)) => Ok(Value::Date(date)),
            None => Err(kind_of(field, "the number", "số", number)),
        },
        Kind::Text { .. } | Kind::Digits { .. } | Kind::Code(_) => {
            let is_whole = number.bytes().all(|b| b.is_ascii_digit());
            if !map.takes_numbers || !is_whole {
                return Err(expecting(finding(&NUMBER_FOR_TEXT, field, number), field));
            }
            if certain.is_some_and(|certain| number.len() > certain) {
                return Err(expecting(finding(&NUMBER_ROUNDED, field, number), field));
            }
            from_text(map, field, map.clean.rest(number.into()))
        }
        Kind::Boolean if matches!(map.form, Form::Boolean { .. }) => from_text(map, field, number.into()),
        _ => Err(kind_of(field, "the number", "số", number)),
    }
}

/// A time in ISO form, where nothing else is declared; seconds or all of the time may be missing.
fn plain_time(text: &str, drops_fractions: bool) -> Option<DateTime> {
    let shape = "0000-00-00T00:00";
    match text.len() {
        10 => text.parse::<Date>().ok().map(|date| date.to_datetime(Time::midnight())),
        length if length == shape.len() => plain_time(&format!("{text}:00"), drops_fractions),
        _ => match wall_clock::read(text) {
            wall_clock::Read::Is(at) => Some(at),
            // Records hold no fractions of a second.
            wall_clock::Read::Cut(at) => Some(at).filter(|_| drops_fractions),
            _ => None,
        },
    }
}

pub(super) fn from_date(field: &Field, at: DateTime) -> Result<Value, Finding> {
    match field.kind {
        Kind::Date { .. } if at.time() == Time::midnight() => Ok(Value::Date(PartialDate::Day(at.date()))),
        // What programs compute has fractions of a second, which none of them shows.
        Kind::DateTime => {
            let (date, time) = (at.date(), at.time());
            Ok(Value::DateTime(date.at(time.hour(), time.minute(), time.second(), 0)))
        }
        Kind::Date { .. } => {
            let found = kind_of(field, "the date", "ngày", &at.to_string());
            Err(found.expected(Phrase::new("a date without a time", "ngày không kèm giờ")))
        }
        _ => Err(kind_of(field, "the date", "ngày", &at.to_string())),
    }
}

/// A time of day as the text that the field holds.
pub(super) fn clock(field: &Field, time: Time) -> Result<String, Finding> {
    let text = time_text(time);
    match field.kind {
        Kind::Text { .. } => Ok(text),
        _ => Err(kind_of(field, "the time", "giờ", &text)),
    }
}

/// A cell whose format cannot take what stands there for a value.
pub(super) fn unreadable(why: &'static Unreadable, field: &Field) -> Finding {
    let found = Finding::new(why.reason).found(&why.found);
    match &why.expected {
        Some(words) => found.expected(words),
        None => expecting(found, field),
    }
}

pub(super) fn from_bool(map: &FieldMap, field: &Field, flag: bool) -> Result<Value, Finding> {
    match (&field.kind, &map.form) {
        (Kind::Boolean, _) => Ok(Value::Boolean(flag)),
        (Kind::Code(_), Form::Codes(_)) => from_text(map, field, if flag { "true" } else { "false" }.into()),
        _ => Err(kind_of(field, "the value", "giá trị", &flag.to_string())),
    }
}

/// A finding with what was found, unless that is personal.
pub(super) fn finding(reason: &'static Reason, field: &Field, found: &str) -> Finding {
    Finding::new(reason).found_unless(field.personal, found)
}

/// A cell of another kind than the field.
fn kind_of(field: &Field, en: &str, vi: &str, value: &str) -> Finding {
    let value = if field.personal { personal(value) } else { Phrase::of(value, value) };
    let found = format!("{en} {}", value.en);
    let found = Finding::new(&WRONG_KIND).found_in(found, format!("{vi} {}", value.vi));
    expecting(found, field)
}

/// With what the field holds, in words.
pub(super) fn expecting(finding: Finding, field: &Field) -> Finding {
    let (en, vi) = match &field.kind {
        Kind::Text { .. } => ("text".to_owned(), "văn bản".to_owned()),
        Kind::Digits { min, max } if min == max => {
            (format!("text of {min} digits"), format!("văn bản gồm {min} chữ số"))
        }
        Kind::Digits { min, max } => {
            (format!("text of {min} to {max} digits"), format!("văn bản gồm {min} đến {max} chữ số"))
        }
        Kind::Decimal { .. } => ("a number".to_owned(), "số".to_owned()),
        Kind::Boolean => ("yes or no".to_owned(), "có hoặc không".to_owned()),
        Kind::Date { .. } => ("a date".to_owned(), "ngày".to_owned()),
        Kind::DateTime => ("a date with time".to_owned(), "ngày giờ".to_owned()),
        Kind::Code(list) => (format!("a code of {}", list.name), format!("mã thuộc danh mục {}", list.name)),
        _ => ("a group".to_owned(), "nhóm".to_owned()),
    };
    finding.expected_in(en, vi)
}

/// A kind of a schema by its word there.
fn kind_phrase(kind: &Kind) -> Phrase {
    let word = kind.word();
    phrase!("{word}", "giá trị kiểu {word}")
}

/// A rule of the schema that a value breaks.
pub(super) fn broken(finding: Finding, rule: &Rule) -> Finding {
    finding.expected(rule_phrase(rule))
}

/// A finding of `reason` for a record that is not one of its schema: the field, what it holds unless that is personal, and
/// the rule.
pub fn rule_broken(reason: &'static Reason, schema: &Schema, record: &Record, broken: &Broken) -> Finding {
    let held = schema.at(record, &broken.path);
    let finding = match held.map(|held| (held.field, held.value)) {
        Some((_, None)) | None => Finding::new(reason).found(NO_VALUE),
        Some((field, Some(value))) => {
            let is_personal = held.is_some_and(|held| held.is_personal);
            guard_value(value_found(reason, is_personal, value), field, audience(schema))
        }
    };
    finding.expected(rule_phrase(&broken.rule)).path(&broken.path)
}

/// What stands in a field without a value.
pub(super) const NO_VALUE: Phrase = Phrase::new("no value", "không có giá trị");

/// A rule of a schema in words: what a value must be, and what it is.
pub fn rule_phrase(rule: &Rule) -> Phrase {
    match rule {
        Rule::Required => Phrase::new("a value", "một giá trị"),
        Rule::Kind { expected } => phrase!("a value of kind {expected}", "giá trị kiểu {expected}"),
        Rule::TooLong { limit, found } => {
            phrase!(
                "at most {limit} characters; these are {found}",
                "không quá {limit} ký tự; đang có {found}"
            )
        }
        Rule::Digits { min, max, found } if min == max => {
            phrase!("{min} digits; these are {found} characters", "{min} chữ số; đang có {found} ký tự")
        }
        Rule::Digits { min, max, found } => phrase!(
            "{min} to {max} digits; these are {found} characters",
            "từ {min} đến {max} chữ số; đang có {found} ký tự"
        ),
        Rule::Scale { limit, found } => phrase!(
            "at most {limit} digits behind the point; these are {found}",
            "không quá {limit} chữ số sau dấu thập phân; đang có {found}"
        ),
        Rule::Precision => Phrase::new("a date with its day and month", "ngày đủ ngày, tháng"),
        Rule::Code { list } => phrase!("a code of the list {list}", "mã thuộc danh mục {list}"),
        Rule::Repeats { min, max, .. } => {
            phrase!("{min} to {max} entries", "từ {min} đến {max} mục")
        }
        _ => Phrase::of(rule.to_string(), rule.to_string()),
    }
}

/// What is expected where a text is no date: the forms, and a day of the calendar where it has one of the forms.
fn date_expected(form: &Form, text: &str, plain: &str) -> Phrase {
    let Form::Dates(forms) = form else {
        let digits = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let has_form = [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(digits) && text[4..].starts_with('-');
        return match has_form && text.as_bytes()[7] == b'-' {
            true => phrase!("{plain}, a day of the calendar", "{plain}, là ngày có trên lịch"),
            false => Phrase::of(plain, plain),
        };
    };
    let said = forms.iter().map(DateForm::to_string).collect::<Vec<_>>().join(" | ");
    match forms.iter().any(|form| form.is_impossible(text)) {
        true => phrase!("{said}, a day of the calendar", "{said}, là ngày có trên lịch"),
        false => Phrase::of(&*said, &*said),
    }
}

/// A value as canonical text; nothing for groups and lists.
pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Decimal(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Date(date) => super::dates::iso(*date),
        Value::DateTime(at) => super::dates::iso_time(*at),
        _ => String::new(),
    }
}

/// A finding with the value that was found, unless that is personal; of a group or a list how much it is, in words.
pub(super) fn of_value(reason: &'static Reason, field: &Field, value: &Value) -> Finding {
    value_found(reason, field.personal, value)
}

fn value_found(reason: &'static Reason, is_personal: bool, value: &Value) -> Finding {
    match value {
        Value::Group(_) => Finding::new(reason).found(Phrase::new("a group", "nhóm")),
        Value::List(list) => Finding::new(reason).found(Phrase::count(list.len(), Unit::Entries)),
        value => Finding::new(reason).found_unless(is_personal, show(value)),
    }
}

#[cfg(test)]
mod tests {
    use lienthong_model::schema::Record;

    use super::super::reasons::NOT_SAYABLE;
    use super::*;

    #[test]
    fn a_cell_of_date_and_time_is_read_to_its_second() {
        let name = "luc".parse().unwrap();
        let kind = Kind::DateTime;
        let field =
            Field { name, title: String::new(), kind, required: false, personal: false, search_key: false };
        let at = jiff::civil::date(2024, 12, 31).at(23, 59, 59, 999_000_000);
        let second = jiff::civil::date(2024, 12, 31).at(23, 59, 59, 0);
        assert_eq!(from_date(&field, at).unwrap(), Value::DateTime(second));
    }

    #[test]
    fn a_broken_rule_shows_the_value_unless_it_is_personal() {
        for (personal, found) in [(false, "1.234"), (true, "(5 characters, personal)")] {
            let name = "so".parse().unwrap();
            let kind = Kind::Decimal { max_scale: Some(2) };
            let field =
                Field { name, title: String::new(), kind, required: false, personal, search_key: false };
            let schema = Schema { id: "mau/v1".parse().unwrap(), title: String::new(), fields: vec![field] };
            let values = vec![Some(Value::Decimal("1.234".parse().unwrap()))];
            let record = Record { values, ..Record::default() };
            let broken = schema.check(&record).unwrap_err();
            let finding = rule_broken(&NOT_SAYABLE, &schema, &record, &broken);
            assert_eq!(finding.found.as_deref(), Some(found));
            assert_eq!(finding.place.path.as_deref(), Some("so"));
        }
    }

    #[test]
    fn of_a_list_its_length_is_told_in_both_languages_and_no_more() {
        let name = "con".parse().unwrap();
        let kind = Kind::Text { max_chars: None };
        let field =
            Field { name, title: String::new(), kind, required: false, personal: true, search_key: false };
        let list = |entries| Value::List(vec![Record::empty(1); entries]);
        for (value, english, vietnamese) in [
            (list(1), "1 entry", "1 mục"),
            (list(3), "3 entries", "3 mục"),
            (Value::Group(Record::empty(1)), "a group", "nhóm"),
            (Value::Text("Mẫu".into()), "(3 characters, personal)", "(3 ký tự, dữ liệu cá nhân)"),
        ] {
            let finding = of_value(&NOT_SAYABLE, &field, &value);
            assert_eq!(finding.found.as_deref(), Some(english));
            assert_eq!(finding.vietnamese.unwrap().found.as_deref(), Some(vietnamese));
        }
    }
}
