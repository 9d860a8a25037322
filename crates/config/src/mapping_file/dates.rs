//! `dates` of a field: how dates are written in a format, and whether they say as much as the field needs.

use lienthong_adapter::mapping::{DateForm, DateFormError};
use lienthong_model::schema::{Field, Kind, Precision};

use super::texts::some_of;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::{Value, quoted};

/// Ways to write a date in one column.
const MAX_FORMS: usize = 32;

/// `dates = ["dd/MM/yyyy", "yyyy"]`, with a `pivot` for years of two digits.
///
/// `field` says how much of a date must be there: a form that says less is never read and never written.
pub(super) fn dates(
    value: &Value<'_>,
    pivot: Option<&Value<'_>>,
    field: Option<&Field>,
    sink: &mut Sink,
) -> Option<Vec<DateForm>> {
    let pivot = match pivot {
        Some(value) => Some(u8::try_from(value.integer(0..=99, sink)?).ok()?),
        None => None,
    };
    let all = some_of(value, MAX_FORMS, sink)?;
    if all.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
        return None;
    }
    let mut forms: Vec<DateForm> = Vec::new();
    let mut good = true;
    for value in &all {
        let Some(text) = value.text(sink) else {
            good = false;
            continue;
        };
        let form = match DateForm::parse(text, pivot) {
            Ok(form) => form,
            Err(error) => {
                sink.push(bad_form(value, text, &error));
                good = false;
                continue;
            }
        };
        if let Some(found) = field.and_then(|field| too_little(value, &form, field)) {
            sink.push(found);
            good = false;
        }
        if let Some(other) = forms.iter().find(|other| other.conflicts(&form)) {
            sink.push(value.error(Code::DatesConflict).label(
                format!("{other} reads some of the same texts as other dates"),
                format!("{other} đọc cùng một chuỗi thành ngày khác"),
            ));
            good = false;
        }
        forms.push(form);
    }
    good.then_some(forms)
}

/// A form that says less than the field needs.
fn too_little(value: &Value<'_>, form: &DateForm, field: &Field) -> Option<Diagnostic> {
    let needs = match &field.kind {
        Kind::Date { precision } => *precision,
        Kind::DateTime => Precision::Day,
        _ => return None,
    };
    let word = |precision| match precision {
        Precision::Day => ["a day", "ngày, tháng, năm"],
        Precision::Month => ["a month", "tháng, năm"],
        Precision::Year => ["a year", "năm"],
    };
    let (needed, said) = (word(needs), word(form.precision()));
    (form.precision() > needs).then(|| {
        value.error(Code::DateFormMisfit).label(
            format!("the field needs {}, and this says {} alone", needed[0], said[0]),
            format!("trường cần có {}, còn dạng này chỉ có {}", needed[1], said[1]),
        )
    })
}

fn bad_form(value: &Value<'_>, text: &str, error: &DateFormError) -> Diagnostic {
    let (en, vi) = match error {
        DateFormError::Pivot => {
            return value
                .error(Code::PivotMissing)
                .label("say which century yy means", "cần nêu yy thuộc thế kỷ nào")
                .help(
                    "write pivot = 30 beside it: 30 is 2030, 31 is 1931",
                    "hãy viết thêm pivot = 30: 30 là 2030, 31 là 1931",
                );
        }
        DateFormError::Unknown(part) => (
            format!("{part} is none of dd, d, MM, M, yyyy, yy, HH, mm, ss"),
            format!("{part} không thuộc dd, d, MM, M, yyyy, yy, HH, mm, ss"),
        ),
        DateFormError::Digit(digit) => (
            format!("the digit {digit} stands for itself and reads as part of a number"),
            format!("chữ số {digit} là ký tự cố định và bị đọc lẫn với con số"),
        ),
        DateFormError::Unbounded => (
            "nobody can tell where d or M ends; write dd, MM, or something between them".to_owned(),
            "không xác định được d hoặc M kết thúc ở đâu; hãy viết dd, MM, hoặc thêm ký tự ngăn cách"
                .to_owned(),
        ),
        DateFormError::Twice => ("a part stands twice".to_owned(), "có phần bị lặp".to_owned()),
        _ => (
            "a day needs its month, a time its day, and every date a year".to_owned(),
            "ngày cần có tháng, giờ cần có ngày, và mọi ngày cần có năm".to_owned(),
        ),
    };
    let found = value.error(Code::BadDateForm).label(en, vi);
    if let DateFormError::Unbounded = error {
        let wide = doubled(text);
        if DateForm::parse(&wide, Some(0)).is_ok() {
            return found.suggest(value.span.clone(), quoted(&wide));
        }
    }
    // Other programs write DD/MM/YYYY, and mm for months.
    let lower = text.replace('D', "d").replace('Y', "y").replace("mm/", "MM/").replace("-mm-", "-MM-");
    if lower != text && DateForm::parse(&lower, Some(0)).is_ok() {
        return found.suggest(value.span.clone(), quoted(&lower));
    }
    found
}

/// `d` and `M` as `dd` and `MM`.
fn doubled(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(c);
        if matches!(c, 'd' | 'M') {
            out.push(c);
            // A pair is one already.
            rest.next_if_eq(&c);
        }
    }
    out
}
