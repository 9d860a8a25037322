//! `[[hierarchy]]` of `lienthong.toml`: the levels of each time. And periods, which many entries have.

use lienthong_model::Level;
use lienthong_model::directory::{Hierarchy, Period};

use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::source::Spot;
use crate::values;

/// Reads all hierarchies, with the place of each name.
pub(crate) fn read_hierarchies(top: &mut Fields<'_>, sink: &mut Sink) -> Vec<(Hierarchy, Spot)> {
    let mut found: Vec<(Hierarchy, Spot)> = Vec::new();
    let _ = top.need("hierarchy");
    let tables = top.tables("hierarchy", sink);
    for mut table in tables {
        let spot = table.spot();
        let name_value = table.need("name");
        let name = name_value.as_ref().and_then(|value| value.words(sink));
        let valid = period(&mut table, true, sink);
        let levels_value = table.need("levels");
        let levels = read_levels(levels_value.as_ref(), sink);
        let beside = read_levels(table.get("beside").as_ref(), sink);
        if let Some(value) = &levels_value
            && value.one_or_more().is_empty()
        {
            sink.push(value.error(Code::Empty).label("name at least one level", "cần nêu ít nhất một cấp"));
        }
        table.finish(sink);
        if let (Some(name), Some((Some(from), to))) = (name, valid) {
            let spot = name_value.map_or(spot, |value| value.spot());
            found.push((Hierarchy { name, valid: Period { from, to }, levels, beside }, spot));
        }
    }
    found
}

fn read_levels(value: Option<&Value<'_>>, sink: &mut Sink) -> Vec<Level> {
    let Some(value) = value else { return Vec::new() };
    value.list(sink).iter().filter_map(|value| values::identifier(value, sink)).collect()
}

/// `valid_from` and `valid_to`; nothing where one of them is wrong.
pub(crate) fn period(
    table: &mut Fields<'_>,
    must_begin: bool,
    sink: &mut Sink,
) -> Option<(Option<jiff::civil::Date>, Option<jiff::civil::Date>)> {
    let from = if must_begin { table.need("valid_from") } else { table.get("valid_from") };
    let to = table.get("valid_to");
    let first = from.as_ref().map(|value| values::date(value, sink));
    let end = to.as_ref().map(|value| values::date(value, sink));
    if let (Some(Some(first)), Some(Some(end)), Some(value)) = (first, end, &to)
        && end <= first
    {
        sink.push(
            value
                .error(Code::BadPeriod)
                .label(format!("not after {first}"), format!("không sau ngày {first}")),
        );
        return None;
    }
    if (must_begin && first.is_none()) || first == Some(None) || end == Some(None) {
        return None;
    }
    Some((first.flatten(), end.flatten()))
}
