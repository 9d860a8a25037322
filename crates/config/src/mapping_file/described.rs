//! `column` of a field: how its column is written, and whether what is written so is read again.

use lienthong_adapter::mapping::{DateForm, Form};
use lienthong_adapter::rows::{Align, ColumnKind, Pad, Stored};
use lienthong_model::schema::Kind;

use super::field::Asks;
use super::source::{Format, foreign};
use super::texts::one_ascii;
use super::{Reading, number_types};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::Value;
use crate::values;

/// What `column` says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Described {
    pub(super) kind: Option<ColumnKind>,
    pub(super) pad: Option<Pad>,
    /// Whether it is meant that values which are longer than the column are refused.
    pub(super) refuses_longer: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Text,
    Number,
    /// A number of a type that not every format has.
    Stored(Stored),
    Date,
    DateTime,
    Boolean,
    Memo,
}

/// `column = { type = "text", width = 40, decimals = 0, pad = "0", align = "right", longer = "refuse" }`.
pub(super) fn read(
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
    let of_types = number_types::WORDS.map(|(word, stored)| (word, Word::Stored(stored)));
    let words: Vec<(&str, Word)> = words.into_iter().chain(of_types).collect();
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
    let longer = fields.get("longer").map(|value| values::word(&value, &[("refuse", ())], sink));
    fields.finish(sink);
    let before = sink.len();
    // A text of a table may stand on the right of its field; what fills it up is always blanks.
    for (value, of) in [(&pad_value, &[Format::Fixed][..]), (&align_value, &[Format::Fixed, Format::Dbf])] {
        if let (Some(value), Some(format)) = (value, reading.format.filter(|format| !of.contains(format))) {
            sink.push(foreign(value, of, format));
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
    let (word, stored) = match word {
        Word::Stored(stored) => (Word::Number, stored),
        other => (other, Stored::Digits),
    };
    if let Some(value) = &word_value {
        number_types::check(value, stored, reading, sink);
    }
    if let Some(value) = decimals_value.as_ref().filter(|_| word != Word::Number) {
        sink.push(value.error_at_key(Code::OperationMisfit).label("for numbers", "dành cho số"));
    }
    if let (Some(value), false) = (&word_value, fits(word, asks, whole)) {
        let kind = asks.field.map_or("", |field| field.kind.word());
        sink.push(value.error(Code::OperationMisfit).label(
            format!("a field of the kind {kind} is not written into it as it is described here"),
            format!("trường kiểu {kind} không được ghi vào cột như vậy"),
        ));
    }
    if let (Some(value), Some(format)) = (&word_value, reading.format) {
        check_form(value, word, format, reading, asks, sink);
    }
    let width = match width {
        Some(width) => Some(width?),
        None => None,
    };
    number_types::check_widths(stored, width_value.as_ref(), decimals_value.as_ref(), sink);
    let own_width = number_types::own_width(stored);
    let kind = match (word, width) {
        (Word::Number, _) if let Some((width, own)) = own_width => {
            let said = match decimals {
                Some(decimals) => u8::try_from(decimals?).ok()?,
                None => scale(asks),
            };
            Some(ColumnKind::Number { width, decimals: own.unwrap_or(said) })
        }
        (Word::Text, Some(width)) => Some(ColumnKind::TextOf { bytes: u16::try_from(width).ok()? }),
        (Word::Text, None) => named.then_some(ColumnKind::Text),
        (Word::Number, width) => {
            let most = if reading.format == Some(Format::Dbf) { 20 } else { 40 };
            let Some(width) = width.or((reading.format != Some(Format::Dbf)).then_some(most)) else {
                let found = value.error(Code::WidthMissing);
                sink.push(found.label("a number needs its width", "cột số cần có độ rộng"));
                return None;
            };
            if let Some(value) = width_value.as_ref().filter(|_| width > most) {
                let found = value.error(Code::OutOfRange);
                sink.push(found.label(format!("at most {most}"), format!("tối đa {most}")));
                return None;
            }
            let decimals = match decimals {
                Some(decimals) => u8::try_from(decimals?).ok()?,
                None => scale(asks),
            };
            // 0.25 takes four places.
            let least = u64::from(decimals) + 2;
            if let Some(value) = width_value.filter(|_| decimals > 0 && width < least) {
                let found = value.error(Code::OutOfRange);
                sink.push(
                    found
                        .label(
                            format!("a number with {decimals} places behind the point takes {least}"),
                            format!("số có {decimals} chữ số sau dấu thập phân cần {least} chỗ"),
                        )
                        .suggest(value.span.clone(), least.to_string()),
                );
                return None;
            }
            Some(ColumnKind::Number { width: u8::try_from(width).ok()?, decimals })
        }
        (Word::Date, _) => Some(ColumnKind::Date),
        (Word::DateTime, _) => Some(ColumnKind::DateTime),
        (Word::Boolean, _) => Some(ColumnKind::Bool),
        (Word::Memo, _) => Some(ColumnKind::Memo),
        (Word::Stored(_), _) => None,
    };
    let pad = match (with, align) {
        (None, None) if stored == Stored::Digits => None,
        (with, align) => {
            let usual = Pad::default();
            Some(Pad {
                with: with.unwrap_or(Some(usual.with))?,
                align: align.unwrap_or(Some(usual.align))?,
                is_number: is_decimal,
                stored,
            })
        }
    };
    (!sink.has_errors_since(before)).then_some(Described { kind, pad, refuses_longer: longer.is_some() })
}

/// A column of a type is written as its format has such values, whatever the form of the field says; and a number is
/// read as text only where that is asked for.
fn check_form(
    value: &Value<'_>,
    word: Word,
    format: Format,
    reading: &Reading<'_>,
    asks: &Asks<'_>,
    sink: &mut Sink,
) {
    if !reading.direction.writes() || !asks.direction.writes() {
        return;
    }
    // JSON and data sets have numbers, true and false of their own, and dates as text.
    let has_own = format == Format::Json || format == Format::Xml && reading.dataset;
    let as_text = matches!(format, Format::Csv | Format::Fixed | Format::Xml) && !has_own;
    let written = match (word, asks.form) {
        (Word::Date, Some(Form::Dates(_))) if as_text || has_own => {
            ["2026-11-20, not as dates says", "2026-11-20, không theo dates"]
        }
        (Word::DateTime, Some(Form::Dates(_))) if as_text || has_own => {
            ["2026-11-20T08:00:00, not as dates says", "2026-11-20T08:00:00, không theo dates"]
        }
        (Word::Number, Some(Form::Number(_))) if as_text => {
            ["1234.5, not as number says", "1234.5, không theo number"]
        }
        // 1.234 is a whole number elsewhere; a column of text refuses to write it.
        (Word::Number, Some(Form::Plain)) if as_text && has_thousandths(asks) => {
            ["1.234, which reads in two ways", "1.234, chuỗi đọc được theo hai cách"]
        }
        (Word::Boolean, Some(Form::Boolean { .. })) if as_text => {
            ["true and false, not as yes and no say", "true và false, không theo yes và no"]
        }
        _ => {
            check_digits(value, word, asks, sink);
            return;
        }
    };
    let format = format.name();
    let found = value.error(Code::NotReadBack).label(
        format!("in {format} it is written {}", written[0]),
        format!("trong {format} được ghi {}", written[1]),
    );
    sink.push(found.suggest(value.span.clone(), "\"text\""));
}

/// Whether a value may have three digits behind the point.
fn has_thousandths(asks: &Asks<'_>) -> bool {
    let kind = asks.field.map(|field| &field.kind);
    matches!(kind, Some(Kind::Decimal { max_scale }) if max_scale.is_none_or(|scale| scale >= 3))
}

/// Digits and codes in a column of numbers.
fn check_digits(value: &Value<'_>, word: Word, asks: &Asks<'_>, sink: &mut Sink) {
    let is_text = asks
        .field
        .is_some_and(|field| matches!(field.kind, Kind::Digits { .. } | Kind::Text { .. } | Kind::Code(_)));
    if word == Word::Number && is_text && !asks.takes_numbers {
        let found = value.error(Code::NotReadBack).label(
            "a number is read into this field only with takes_numbers = true",
            "số chỉ được đọc vào trường này khi có takes_numbers = true",
        );
        sink.push(found.suggest(value.span.clone(), "\"text\""));
    }
}

/// Whether a value of the field can be written into such a column at all.
fn fits(word: Word, asks: &Asks<'_>, whole: bool) -> bool {
    let Some(field) = asks.field else { return true };
    if !whole {
        return matches!(word, Word::Text | Word::Memo);
    }
    match word {
        Word::Text | Word::Memo => true,
        Word::Number | Word::Stored(_) => match field.kind {
            Kind::Decimal { .. } | Kind::Digits { .. } | Kind::Text { .. } | Kind::Code(_) => true,
            // A year is a number where one of the forms is a year alone.
            Kind::Date { .. } => match asks.form {
                Some(Form::Dates(forms)) => forms.iter().any(DateForm::is_year_alone),
                // What is wrong with the forms is told once.
                form => form.is_none(),
            },
            _ => false,
        },
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
