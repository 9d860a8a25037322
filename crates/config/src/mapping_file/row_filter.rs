//! `where`: which rows count, by what one column has.

use lienthong_adapter::mapping::{Filter, Test};
use lienthong_adapter::rows::ColumnKind;

use super::Reading;
use super::columns::{Columns, Said};
use super::place::read_span;
use super::source::Format;
use super::texts::{some_of, text_of, texts_of};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value, quoted};
use crate::values;

/// Conditions of one `where`.
const MAX_FILTERS: usize = 20;

/// `where`, one or a list of them; nothing where one is wrong.
pub(super) fn read_filters(
    value: Option<&Value<'_>>,
    reading: &Reading<'_>,
    columns: &mut Columns,
    sink: &mut Sink,
) -> Option<Vec<Filter>> {
    let Some(value) = value else { return Some(Vec::new()) };
    let all = some_of(value, MAX_FILTERS, sink)?;
    let read: Vec<Option<Filter>> = all.iter().map(|one| read_filter(one, reading, columns, sink)).collect();
    read.into_iter().collect()
}

/// `where_none`: whether a file may come of which `where` leaves nothing.
pub(super) fn read_where_none(
    value: Option<&Value<'_>>,
    filters: Option<&[Filter]>,
    sink: &mut Sink,
) -> Option<bool> {
    let Some(value) = value else { return Some(false) };
    if filters.is_some_and(<[_]>::is_empty) {
        let found = value.error_at_key(Code::Conflict);
        sink.push(found.label("there is no `where` that leaves rows out", "không có `where` để bỏ qua dòng"));
        return None;
    }
    values::word(value, &[("refuse", false), ("accept", true)], sink)
}

fn read_filter(
    value: &Value<'_>,
    reading: &Reading<'_>,
    columns: &mut Columns,
    sink: &mut Sink,
) -> Option<Filter> {
    let mut fields = value.table(sink)?;
    let is_fixed = reading.format == Some(Format::Fixed);
    let column = fields.need(if is_fixed { "at" } else { "column" });
    let test = read_test(&mut fields, value, sink);
    fields.finish(sink);
    let (column, test) = (column?, test?);
    let (names, span) = match is_fixed {
        true => (vec!["where".to_owned()], Some(read_span(&column, sink)?)),
        false => (vec![text_of(&column, sink)?], None),
    };
    let natural = span.map_or(ColumnKind::Text, |span| ColumnKind::TextOf {
        bytes: u16::try_from(span.length).unwrap_or(u16::MAX),
    });
    let index = columns.find_or_add(Said::plain(names, span, natural, true, column.spot()), sink)?;
    Some(Filter { column: index, test })
}

/// What `where` asks of the column: one thing.
fn read_test(fields: &mut Fields<'_>, value: &Value<'_>, sink: &mut Sink) -> Option<Test> {
    let (is, is_not) = (fields.get("is"), fields.get("is_not"));
    let (filled, digits) = (fields.get("filled"), fields.get("digits"));
    let given: Vec<&Value<'_>> = [&is, &is_not, &filled, &digits].into_iter().flatten().collect();
    match given[..] {
        [_] => {}
        [] => {
            sink.push(value.error(Code::MissingKey).label(
                "says neither is, is_not, filled nor digits",
                "không có is, is_not, filled hay digits",
            ));
            return None;
        }
        [_, second, ..] => {
            sink.push(
                second
                    .error_at_key(Code::Conflict)
                    .label("`where` asks one thing of a column", "`where` chỉ xét một điều ở một cột"),
            );
            return None;
        }
    }
    if let Some(value) = is.as_ref().or(is_not.as_ref()) {
        let found = texts_of(value, sink)?;
        return trimmed(value, sink).then(|| if is.is_some() { Test::Is(found) } else { Test::IsNot(found) });
    }
    let value = filled.as_ref().or(digits.as_ref())?;
    if !value.boolean(sink)? {
        sink.push(
            value
                .error(Code::BadValue)
                .label("only true says something", "chỉ giá trị true có nghĩa")
                .suggest(value.span.clone(), "true"),
        );
        return None;
    }
    Some(if filled.is_some() { Test::Filled } else { Test::Digits })
}

/// Whether all texts are as cells are compared.
fn trimmed(value: &Value<'_>, sink: &mut Sink) -> bool {
    for one in value.one_or_more() {
        let trimmed = one.as_text().map(|text| (text, text.trim()));
        if let Some((text, trimmed)) = trimmed.filter(|(text, trimmed)| text != trimmed) {
            let found = one.error(Code::NeverFound).label(
                "a cell is trimmed before it is compared",
                "ô được cắt khoảng trắng trước khi so sánh",
            );
            let is_blank = text.trim().is_empty();
            sink.push(if is_blank { found } else { found.suggest(one.span.clone(), quoted(trimmed)) });
            return false;
        }
    }
    true
}
