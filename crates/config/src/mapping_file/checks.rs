//! What the fields of a mapping do together: one place for each field, one value for each column, and a way back.

use std::collections::BTreeSet;
use std::collections::HashMap;

use lienthong_adapter::mapping::{
    Direction, Filter, From, Loss, LossKind, Mapping, RowMap, Unmapped, Weight,
};
use lienthong_model::schema::{Field, FieldPath};

use super::field::FieldRead;
use super::losses::loss_text;
use super::texts::some_of;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::{Value, quoted};
use crate::source::Spot;

/// Where things stand to which the analysis of a whole mapping comes back.
pub(super) struct Spots {
    pub(super) schema: Option<Spot>,
    pub(super) direction: Option<Spot>,
    pub(super) leave_out: Option<Spot>,
    pub(super) rewrites: Option<Spot>,
    /// One for each field.
    pub(super) fields: Vec<FieldSpots>,
}

/// Where a field stands.
pub(super) struct FieldSpots {
    /// Its place in the format.
    pub(super) place: Spot,
    /// Where `column` says how it is written.
    pub(super) described: Option<Spot>,
    /// Whether it is meant that longer values are refused.
    pub(super) refuses_longer: bool,
}

/// Fields of one level: none twice in one direction, and no column that two fields write.
pub(super) fn fields(read: &[FieldRead], mapping: Direction, sink: &mut Sink) {
    for way in [Direction::reads, Direction::writes] {
        let mut known: HashMap<&FieldPath, &Spot> = HashMap::new();
        for one in read.iter().filter(|one| way(one.direction)) {
            let Some(to) = &one.to else { continue };
            if let Some(first) = known.insert(to, &one.spot) {
                let line = first.line();
                let found = one.spot.error(Code::FieldTwice);
                sink.push(found.label(format!("also in {line}"), format!("đã có ở {line}")));
                return;
            }
        }
    }
    if !mapping.writes() {
        return;
    }
    let mut written: HashMap<usize, Vec<&FieldRead>> = HashMap::new();
    for one in read.iter().filter(|one| one.direction.writes()) {
        let Some(map) = &one.map else { continue };
        for column in map.from.columns() {
            let others = written.entry(*column).or_default();
            if let Some(other) = others.iter().find(|other| !are_parts(&other.map, &one.map)) {
                let line = other.place.line();
                let found = one.place.error(Code::ColumnTwice);
                sink.push(found.label(format!("also in {line}"), format!("đã có ở {line}")));
                return;
            }
            others.push(one);
        }
    }
}

type Map = Option<lienthong_adapter::mapping::FieldMap>;

/// Whether both are parts of one column, and different ones.
fn are_parts(one: &Map, other: &Map) -> bool {
    let part = |map: &Map| match map.as_ref().map(|map| &map.from) {
        Some(From::Part { separator, index, count, .. }) => Some((separator.clone(), *count, *index)),
        _ => None,
    };
    match (part(one), part(other)) {
        (Some((at, of, index)), Some((other_at, other_of, other_index))) => {
            at == other_at && of == other_of && index != other_index
        }
        _ => false,
    }
}

/// Rows that are written must pass the filter when they are read again.
pub(super) fn filters_inverse(
    map: &RowMap,
    filters: &[Filter],
    spot: &Spot,
    spots: &Spots,
    direction: Direction,
    sink: &mut Sink,
) {
    let written = |filter: &Filter| {
        map.fields.iter().any(|one| one.direction.writes() && one.from.columns() == [filter.column])
    };
    if direction == Direction::Both && !filters.iter().all(written) {
        let found = spot.error(Code::NoInverse).label(
            "no field writes the column, so rows that are written would not be read again",
            "không trường nào ghi cột này nên dòng đã ghi sẽ không được đọc lại",
        );
        sink.push(only_reading(found, spots));
    }
}

/// Whether a key names fields, each of them once, and each of them has one value in a record.
pub(super) fn key_fields(
    key: &[FieldPath],
    value: &Value<'_>,
    fields: Option<&[Field]>,
    sink: &mut Sink,
) -> bool {
    let all = value.one_or_more();
    if all.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one field", "cần nêu ít nhất một trường"));
        return false;
    }
    for (index, (path, one)) in key.iter().zip(&all).enumerate() {
        if key[..index].contains(path) {
            let rest = all.iter().enumerate().filter(|(other, _)| *other != index);
            let rest: Vec<&str> = rest.map(|(_, one)| one.spelling()).collect();
            let found = one.error(Code::KeyTwice).label("again", "bị lặp");
            sink.push(found.suggest(value.span.clone(), format!("[{}]", rest.join(", "))));
            return false;
        }
        if fields.is_some_and(|fields| !path.field(fields).fields().is_empty()) {
            let found = one.error(Code::GroupMisfit);
            sink.push(found.label("a group has no single value", "nhóm không có một giá trị duy nhất"));
            return false;
        }
    }
    true
}

/// Every field of the key must be read: two rows without it would be one.
pub(super) fn key(map: &RowMap, key: &[FieldPath], value: &Value<'_>, direction: Direction, sink: &mut Sink) {
    let reads = |path: &FieldPath| map.fields.iter().any(|one| one.direction.reads() && one.to == *path);
    for (path, value) in key.iter().zip(value.one_or_more()) {
        if direction.reads() && !reads(path) {
            sink.push(value.error(Code::RequiredNotRead).label(
                "no [[field]] reads it, and the key needs it",
                "không [[field]] nào đọc trường này mà khóa lại cần",
            ));
        }
    }
}

/// Suggests that the mapping is for reading.
fn only_reading(found: Diagnostic, spots: &Spots) -> Diagnostic {
    let found = found.help("write direction = \"read\"", "hãy viết direction = \"read\"");
    match (&spots.direction, &spots.schema) {
        (Some(spot), _) => found.suggest(spot.span.clone(), "\"read\""),
        (None, Some(spot)) => {
            let schema = spot.source.slice(spot.span.clone());
            found.suggest(spot.span.clone(), format!("{schema}\ndirection = \"read\""))
        }
        (None, None) => found,
    }
}

/// What the analysis of the whole mapping found, as far as it is a mistake or odd.
pub(super) fn losses(mapping: &Mapping, losses: &[Loss], left: &[Named], spots: &Spots, sink: &mut Sink) {
    let Some(schema) = &spots.schema else { return };
    let named: Vec<&str> = losses
        .iter()
        .filter(|loss| loss.kind.weight() == Weight::Broken)
        .map(|loss| loss.what.as_str())
        .collect();
    if !named.is_empty() {
        let named = named.join(", ");
        sink.push(schema.error(Code::RequiredNotRead).label(named.clone(), named));
    }
    for loss in losses.iter().filter(|loss| loss.kind.weight() == Weight::NoInverse) {
        let column = |map: &From| matches!(map, From::Part { column, .. } if mapping.layout.columns[*column].name() == loss.what);
        let index = loss.field.or_else(|| mapping.rows.fields.iter().position(|one| column(&one.from)));
        let spot = index.map_or(schema, |index| &spots.fields[index].place);
        let text = loss_text(loss);
        let found = spot.error(Code::NoInverse).label(text.en, text.vi);
        sink.push(if mapping.direction == Direction::Both { only_reading(found, spots) } else { found });
    }
    parts_not_read(mapping, losses, schema, spots, sink);
    if mapping.direction.writes() {
        not_written(losses, left, &mapping.schema.fields, (schema, spots), sink);
    }
}

/// Parts of columns that nobody reads are lost, where the mapping does not say that columns may be.
fn parts_not_read(mapping: &Mapping, losses: &[Loss], schema: &Spot, spots: &Spots, sink: &mut Sink) {
    // Parts that are not written either are an error already.
    if mapping.unmapped == Unmapped::Drop || mapping.direction == Direction::Both {
        return;
    }
    for loss in losses.iter().filter(|loss| matches!(loss.kind, LossKind::PartsNotRead { .. })) {
        let is_part = |map: &From| matches!(map, From::Part { column, .. } if mapping.layout.columns[*column].name() == loss.what);
        let index = mapping.rows.fields.iter().position(|one| is_part(&one.from));
        let spot = index.map_or(schema, |index| &spots.fields[index].place);
        let text = loss_text(loss);
        sink.push(spot.error(Code::PartsNotRead).label(text.en, text.vi));
    }
}

/// A field that `leave_out` or `rewrites` names: its dotted name and where it stands.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) spot: Spot,
}

impl Named {
    /// Whether it is the field, or a group around it.
    pub(super) fn covers(&self, what: &str) -> bool {
        let what = what.replace("[]", "");
        what.strip_prefix(&self.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

/// `leave_out` or `rewrites`; names may lead through groups that repeat.
pub(super) fn named(
    value: Option<&Value<'_>>,
    fields: Option<&[Field]>,
    sink: &mut Sink,
) -> Option<Vec<Named>> {
    let all = match value {
        Some(value) => some_of(value, 4_096, sink)?,
        None => Vec::new(),
    };
    let read = all.iter().map(|value| {
        let name = value.text(sink)?.to_owned();
        if !exists(fields?, &name) {
            // Tells what is wrong, and what is near.
            super::resolve(value, fields, sink)?;
        }
        Some(Named { name, spot: value.spot() })
    });
    read.collect::<Vec<_>>().into_iter().collect()
}

fn exists(fields: &[Field], name: &str) -> bool {
    let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
    let Some(field) = fields.iter().find(|field| field.name.as_str() == first) else { return false };
    rest.is_none_or(|rest| exists(field.fields(), rest))
}

fn not_written(
    losses: &[Loss],
    left: &[Named],
    fields: &[Field],
    (schema, spots): (&Spot, &Spots),
    sink: &mut Sink,
) {
    let not_written = losses.iter().filter(|loss| matches!(loss.kind, LossKind::NotWritten));
    let mut missing: BTreeSet<String> = not_written.map(|loss| loss.what.replace("[]", "")).collect();
    for one in left {
        if !missing.iter().any(|what| one.covers(what)) {
            let found = one.spot.error(Code::Conflict);
            sink.push(found.label("a [[field]] writes it", "đã có [[field]] ghi trường này"));
            return;
        }
    }
    missing.retain(|what| !left.iter().any(|one| one.covers(what)));
    if missing.is_empty() {
        return;
    }
    let (missing, _) = by_groups(fields, "", &missing);
    let names = missing.join(", ");
    let found = schema
        .error(Code::LeavesOut)
        .label(format!("not written: {names}"), format!("không được ghi: {names}"));
    let all = left.iter().map(|one| &one.name).chain(&missing);
    let list = format!("[{}]", all.map(|name| quoted(name)).collect::<Vec<_>>().join(", "));
    let found = found.help(
        format!("where that is meant: leave_out = {list}"),
        format!("nếu có chủ ý: leave_out = {list}"),
    );
    sink.push(match &spots.leave_out {
        Some(spot) => found.suggest(spot.span.clone(), list),
        None => {
            let written = schema.source.slice(schema.span.clone());
            found.suggest(schema.span.clone(), format!("{written}\nleave_out = {list}"))
        }
    });
}

/// The names of `missing` in the order of the schema, with a group in the place of all that is in it; and whether
/// nothing of `fields` is left.
fn by_groups(fields: &[Field], prefix: &str, missing: &BTreeSet<String>) -> (Vec<String>, bool) {
    let (mut names, mut all) = (Vec::new(), true);
    for field in fields {
        let name = format!("{prefix}{}", field.name);
        let (within, whole) = by_groups(field.fields(), &format!("{name}."), missing);
        if missing.contains(&name) || (whole && !within.is_empty()) {
            names.push(name);
        } else {
            all = false;
            names.extend(within);
        }
    }
    (names, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_written_is_told_by_groups() {
        let schema = lienthong_adapter::document::document_schema();
        let all = schema.leaves().into_iter().map(|(name, _)| name.replace("[]", ""));
        let missing: BTreeSet<String> =
            all.filter(|name| name != "subject" && name != "sender.code").collect();
        let (names, whole) = by_groups(&schema.fields, "", &missing);
        assert!(!whole);
        assert!(names.len() < missing.len(), "{names:?}");
        assert!(
            names.contains(&"signer".to_owned()) && names.contains(&"sender.name".to_owned()),
            "{names:?}"
        );
        let is_within = |name: &String| names.iter().any(|group| name.starts_with(&format!("{group}.")));
        assert!(!names.iter().any(is_within), "{names:?}");
        let whole: BTreeSet<String> =
            schema.leaves().into_iter().map(|(name, _)| name.replace("[]", "")).collect();
        assert!(by_groups(&schema.fields, "", &whole).1);
    }
}
