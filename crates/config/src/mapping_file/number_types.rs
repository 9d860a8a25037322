//! Types of numbers: `column = { type = "integer" }`, which formats have each, and what is fixed by it.
//!
//! A number of `type = "number"` is its digits, in every format. Tables of dBase and data sets of ADO.NET have others.

use lienthong_adapter::rows::Stored;

use super::Reading;
use super::source::{Format, foreign};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::Value;

/// The words for them, beside `number`.
pub(super) const WORDS: [(&str, Stored); 5] = [
    ("float", Stored::Float),
    ("integer", Stored::Integer),
    ("long", Stored::Long),
    ("currency", Stored::Currency),
    ("double", Stored::Double),
];

/// Refuses a type that the format does not have.
pub(super) fn check(word: &Value<'_>, stored: Stored, reading: &Reading<'_>, sink: &mut Sink) {
    let Some(format) = reading.format else { return };
    let (in_dbf, in_data_sets) = match stored {
        Stored::Digits => (true, true),
        Stored::Float | Stored::Currency => (true, false),
        Stored::Long => (false, true),
        Stored::Integer | Stored::Double => (true, true),
    };
    let has = match format {
        Format::Dbf => in_dbf,
        Format::Xml => in_data_sets && reading.dataset || stored == Stored::Digits,
        _ => stored == Stored::Digits,
    };
    if has {
        return;
    }
    if format == Format::Xml && in_data_sets {
        let found = word.error_at_key(Code::ForeignSourceKey);
        sink.push(found.label("for data sets: dataset = true", "dành cho tập dữ liệu: dataset = true"));
        return;
    }
    let of: &[Format] = match (in_dbf, in_data_sets) {
        (true, true) => &[Format::Dbf, Format::Xml],
        (true, false) => &[Format::Dbf],
        _ => &[Format::Xml],
    };
    sink.push(foreign(word, of, format));
}

/// The width and the places behind the point that the type itself says; the most that such a number takes where it is
/// shown.
pub(super) const fn own_width(stored: Stored) -> Option<(u8, Option<u8>)> {
    match stored {
        Stored::Integer => Some((11, Some(0))),
        Stored::Long => Some((20, Some(0))),
        Stored::Currency => Some((20, Some(4))),
        Stored::Double => Some((20, None)),
        Stored::Digits | Stored::Float => None,
    }
}

/// Refuses a width, or places behind the point, beside a type that says its own.
pub(super) fn check_widths(
    stored: Stored,
    width: Option<&Value<'_>>,
    decimals: Option<&Value<'_>>,
    sink: &mut Sink,
) {
    let own = own_width(stored);
    if let (Some(value), Some(_)) = (width, own) {
        let found = value.error_at_key(Code::OperationMisfit);
        sink.push(found.label("this type has a width of its own", "kiểu này có độ rộng riêng"));
    }
    if let (Some(value), Some((_, Some(own)))) = (decimals, own) {
        let found = value.error_at_key(Code::OperationMisfit);
        sink.push(found.label(
            format!("this type has {own} places behind the point"),
            format!("kiểu này có {own} chữ số sau dấu thập phân"),
        ));
    }
}
