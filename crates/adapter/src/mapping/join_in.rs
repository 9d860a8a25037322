//! The cells of several columns as one text.
//!
//! 1. each cell is looked at for texts that mean nothing;
//! 2. whole numbers become their digits, where the field is a date or its mapping takes numbers for text;
//! 3. the parts with a value are joined;
//! 4. the parts of a date stand one behind the other, and are read as what they are beside all others: a day and a year
//!    without their month would be a month and its year.

use std::borrow::Cow;

use lienthong_model::schema::{Field, Kind};

use super::cell_in::{Cells, Raw};
use super::kinds::{expecting, finding};
use super::numbers::whole_digits;
use super::reasons::{NUMBER_ROUNDED, PART_MISSING, WRONG_KIND};
use super::{FieldMap, Form, From};
use crate::finding::Finding;

/// Joins what `take` gives for each column.
pub(super) fn join<'a>(
    (columns, separator): (&[usize], &str),
    map: &FieldMap,
    field: &Field,
    cells: &Cells<'_, 'a>,
    mut take: impl FnMut(usize) -> Result<Raw<'a>, Finding>,
) -> Result<String, Finding> {
    let mut parts = Vec::with_capacity(columns.len());
    for column in columns {
        parts.push(match take(*column)? {
            Raw::Nothing => None,
            Raw::Text(text) => Some(text),
            Raw::Number(number) => Some(digits(number, map, field, cells.certain_digits)?.into()),
            Raw::Date(_) | Raw::Bool(_) => return Err(no_text(field)),
        });
    }
    let joined = parts.iter().flatten().map(|part| &**part).collect::<Vec<_>>().join(separator);
    let missing = || gap(&parts).or_else(|| other_meaning(&parts, &joined, separator, map));
    if is_date(field)
        && let Some(missing) = missing()
    {
        return Err(Finding::new(&PART_MISSING)
            .found(cells.columns[columns[missing]].name())
            .expected_in("a value there as well", "cột đó cũng có giá trị"));
    }
    Ok(joined)
}

/// Whether the digits of a cell count as it shows them: of a date the zeros in front are read by `dd` and by `d`.
pub(super) fn keeps_zeros(map: &FieldMap, field: &Field) -> bool {
    matches!(map.from, From::Join { .. }) && is_date(field)
}

fn is_date(field: &Field) -> bool {
    matches!(field.kind, Kind::Date { .. } | Kind::DateTime)
}

/// The first part without a value between two that have one.
fn gap(parts: &[Option<Cow<'_, str>>]) -> Option<usize> {
    let first = parts.iter().position(Option::is_some)?;
    let last = parts.iter().rposition(Option::is_some)?;
    (first..last).find(|at| parts[*at].is_none())
}

/// The first part without a value, where a form reads the others as something else than the form of all parts does:
/// of `dd/MM/yy` a day and a month as a month and its year.
fn other_meaning(
    parts: &[Option<Cow<'_, str>>],
    joined: &str,
    separator: &str,
    map: &FieldMap,
) -> Option<usize> {
    let Form::Dates(forms) = &map.form else { return None };
    let missing = parts.iter().position(Option::is_none)?;
    let first = parts.iter().position(Option::is_some)?;
    let read = forms.iter().find(|form| form.matches(joined))?.pieces(separator);
    let all = forms.iter().map(|form| form.pieces(separator));
    let mut all = all.filter(|all| all.len() == parts.len()).peekable();
    all.peek()?;
    (!all.any(|all| all[first..].starts_with(&read))).then_some(missing)
}

fn digits(number: &str, map: &FieldMap, field: &Field, certain: Option<usize>) -> Result<String, Finding> {
    let digits = whole_digits(number).filter(|_| is_date(field) || map.takes_numbers);
    let Some(digits) = digits else { return Err(no_text(field)) };
    if certain.is_some_and(|certain| digits.len() > certain) {
        return Err(expecting(finding(&NUMBER_ROUNDED, field, number), field));
    }
    Ok(digits)
}

fn no_text(field: &Field) -> Finding {
    let found = Finding::new(&WRONG_KIND).found_in("a cell that is not text", "ô không phải văn bản");
    expecting(found, field)
}
