//! What reading would change or leave out is not written, where a mapping goes both ways.
//!
//! Blanks at the ends of a text go in reading, a text that looks damaged is refused, short codes are filled up to those of
//! another, rows that the filter does not let pass are never seen again, and a key that stands twice refuses its row.
//! Changes that the mapping names itself, of case for example, are its own.

use lienthong_model::schema::{Field, Value};

use super::field_in;
use super::field_out::Ready;
use super::reasons::NOT_SAYABLE;
use super::{FieldMap, Filter, Test, clean, kinds};
use crate::audience::Audience;
use crate::finding::Finding;
use crate::phrase;
use crate::rows::ColumnLayout;

/// Refuses a text whose blanks at its ends would go, or that would be filled up to another. `audience` may see a letter
/// of it.
pub(super) fn check_text(
    one: &FieldMap,
    field: &Field,
    value: &Value,
    audience: Audience,
) -> Result<(), Finding> {
    match (value, one.clean.pad_left) {
        (Value::Text(text), Some((_, width))) if text.chars().count() < width => {
            let finding = kinds::finding(&NOT_SAYABLE, field, text);
            let expected =
                phrase!("a text of at least {width} characters", "văn bản có ít nhất {width} ký tự");
            return Err(finding.expected(expected).path(&one.name));
        }
        _ => {}
    }
    match value {
        Value::Text(text) if one.clean.trim && clean::trim(text.as_str().into()) != text.as_str() => {
            let finding = kinds::finding(&NOT_SAYABLE, field, &format!("{text:?}"));
            Err(finding
                .expected_in("a text without blanks around it", "văn bản không có khoảng trắng ở hai đầu")
                .path(&one.name))
        }
        Value::Text(text) => {
            field_in::undamaged(&one.clean.first(text.as_str().into()), (one, field), audience, &|| None)
                .map_err(|finding| finding.path(&one.name))
        }
        _ => Ok(()),
    }
}

/// Refuses a row that the filter would leave out.
pub(super) fn check_filter(filter: &Filter, column: &ColumnLayout, cell: &Ready<'_>) -> Result<(), Finding> {
    let passes = match cell {
        Ready::Text(text) | Ready::Number(text) => filter.test.passes(text.trim()),
        Ready::Absent => filter.test.passes(""),
        // Texts alone are compared, and these have letters or signs between their digits.
        Ready::Date(_) | Ready::DateTime(_) | Ready::Bool(_) => filter.test != Test::Digits,
    };
    if passes {
        return Ok(());
    }
    Err(Finding::new(&NOT_SAYABLE)
        .found_in("a record that `where` leaves out", "bản ghi không thuộc `where`")
        .expected(filter.test.wanted())
        .field(column.name()))
}
