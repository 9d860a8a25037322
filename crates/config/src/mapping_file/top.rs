//! A mapping file as a whole: its own keys, `[source]`, fields and groups, put together and checked.

use std::sync::Arc;

use lienthong_adapter::mapping::{Direction, GroupMap, Mapping, OnError, RowMap, Unmapped, analyse};
use lienthong_adapter::rows::{ColumnKind, FormatLayout, GroupLayout, Layout};
use lienthong_model::MessageType;
use lienthong_model::schema::{Field, FieldPath, Schema};

use super::checks::{self, FieldSpots, Spots};
use super::columns::{Columns, Said};
use super::field::{self, FieldRead, Level};
use super::row_filter::{read_filters, read_where_none};
use super::source::{self, Format, SourceRead};
use super::texts::{some_of, text_of};
use super::written;
use super::{DIRECTIONS, MappingEntry, Reading, World, resolve};
use super::{headers, paths};
use crate::code::Code;
use crate::code_lists_file::stem;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value, read_document};
use crate::mappings::Declared;
use crate::source::{Source, Spot};
use crate::values;

/// Groups within groups.
const MAX_DEPTH: usize = 8;
/// Fields of one level: as many as a file may have columns.
const MAX_FIELDS: usize = 4_096;

/// Reads one file; reports everything that is wrong with it, and says whether its mapping is known by name.
pub(crate) fn read(
    source: &Arc<Source>,
    world: World<'_>,
    entries: &mut Vec<MappingEntry>,
    sink: &mut Sink,
) -> bool {
    let entry = read_document(source, sink, |top, sink| read_mapping(source, top, world, sink));
    let known = entry.is_some();
    entries.extend(entry);
    known
}

fn read_mapping(
    source: &Arc<Source>,
    mut top: Fields<'_>,
    world: World<'_>,
    sink: &mut Sink,
) -> MappingEntry {
    let before = sink.len();
    let name_value = top.get("name");
    let name = name_value.as_ref().and_then(|value| value.words(sink));
    let name = name.unwrap_or_else(|| stem(&source.file).to_owned());
    let title = top.get("title").map(|value| value.words(sink));
    let schema_value = top.need("schema");
    let (id, schema) = schema_value.as_ref().map(|value| find_schema(value, world, sink)).unwrap_or_default();
    let direction_value = top.get("direction");
    let direction = direction_value.as_ref().map(|value| values::word(value, &DIRECTIONS, sink));
    let direction = direction.unwrap_or(Some(Direction::Both));
    let words = [("refuse", Unmapped::Refuse), ("keep", Unmapped::Keep), ("drop", Unmapped::Drop)];
    let unmapped = top.get("unmapped").map(|value| values::word(&value, &words, sink));
    let words = [("refuse", OnError::Refuse), ("quarantine", OnError::Quarantine)];
    let on_error = top.get("on_error").map(|value| values::word(&value, &words, sink));
    let (key, filter_value) = (top.get("key"), top.get("where"));
    let none_value = top.get("where_none");
    let words = [("refuse", false), ("accept", true)];
    let takes_other = top.get("other_charset").map(|value| values::word(&value, &words, sink));
    let (carry, leave_out, rewrites) = (top.get("carry"), top.get("leave_out"), top.get("rewrites"));
    let source_read = match top.need("source").and_then(|value| value.table(sink)) {
        Some(table) => source::read(table, sink),
        None => source::SourceRead::default(),
    };
    let reading = Reading {
        world,
        format: source_read.format,
        charset: source_read.charset,
        dataset: matches!(&source_read.layout, Some(FormatLayout::Xml(xml)) if xml.dataset),
        direction: direction.unwrap_or_default(),
    };
    let fields = schema.as_ref().map(|schema| schema.fields.as_slice());
    let level = Level { fields, outermost: true };
    let mut columns = Columns::default();
    let read = read_fields(&mut top, &reading, level, &mut columns, sink);
    let groups = read_groups(&mut top, &reading, &source_read, (fields, &columns), 0, sink);
    let filters = read_filters(filter_value.as_ref(), &reading, &mut columns, sink);
    let may_leave_none = read_where_none(none_value.as_ref(), filters.as_deref(), sink);
    let carried = read_carry(carry.as_ref(), unmapped.flatten(), &reading, &mut columns, sink);
    let key_value = key;
    let key = read_paths(key_value.as_ref(), fields, sink);
    let key = match &key_value {
        Some(value) => key.filter(|key| checks::key_fields(key, value, fields, sink)),
        None => key,
    };
    let left = checks::named(leave_out.as_ref(), fields, sink);
    let rewritten = checks::named(rewrites.as_ref(), fields, sink);
    top.finish(sink);
    let columns = columns.lay_out(&source_read, sink);
    let spots = Spots {
        schema: schema_value.as_ref().map(Value::spot),
        direction: direction_value.as_ref().map(Value::spot),
        leave_out: leave_out.as_ref().map(Value::spot),
        rewrites: rewrites.as_ref().map(Value::spot),
        fields: read.iter().map(field_spots).collect(),
    };
    if let (Some(map), Some(filters), Some(value)) = (rows_of(&read), &filters, &filter_value) {
        checks::filters_inverse(&map, filters, &value.spot(), &spots, reading.direction, sink);
    }
    if let (Some(map), Some(key), Some(value)) = (rows_of(&read), &key, &key_value) {
        checks::key(&map, key, value, reading.direction, sink);
    }
    let build = || {
        let (map, (groups, layouts)) = (rows_of(&read)?, groups?);
        carried?;
        Some(Mapping {
            name: name.clone(),
            schema: schema.clone()?,
            layout: Layout {
                charset: source_read.charset?,
                columns: columns?,
                groups: layouts,
                format: source_read.layout?,
            },
            direction: direction?,
            unmapped: unmapped.unwrap_or(Some(Unmapped::Refuse))?,
            on_error: on_error.unwrap_or(Some(OnError::Refuse))?,
            key: key?,
            filters: filters?,
            may_leave_none: may_leave_none?,
            takes_other_charset: takes_other.unwrap_or(Some(false))?,
            rows: RowMap { groups, ..map },
        })
    };
    let mapping = build().filter(|_| !sink.has_errors_since(before));
    let spot = name_value.as_ref().map_or_else(|| top_spot(source), Value::spot);
    let declared = mapping.zip(left.zip(rewritten)).map(|(mapping, (left, rewritten))| {
        headers::named(&mapping, source_read.header.as_ref(), source_read.until.as_ref(), sink);
        let losses = analyse(&mapping);
        checks::losses(&mapping, &losses, &left, &spots, sink);
        if !sink.has_errors_since(before) {
            written::check(&mapping, &losses, &rewritten, &spots, sink);
        }
        let (mapping, file) = (Arc::new(mapping), source.file.clone());
        let line = source.place(spot.span.clone()).line;
        Declared { mapping, title: title.clone().flatten(), file, line, losses }
    });
    let declared = declared.filter(|_| !sink.has_errors_since(before));
    MappingEntry { name, spot, schema: id, direction, declared }
}

fn field_spots(one: &FieldRead) -> FieldSpots {
    FieldSpots {
        place: one.place.clone(),
        described: one.described.clone(),
        refuses_longer: one.refuses_longer,
    }
}

fn top_spot(source: &Arc<Source>) -> Spot {
    Spot { source: source.clone(), span: 0..0, syntax: crate::source::Syntax::Toml }
}

fn find_schema(
    value: &Value<'_>,
    world: World<'_>,
    sink: &mut Sink,
) -> (Option<MessageType>, Option<Arc<Schema>>) {
    let Some(id) = values::identifier::<MessageType>(value, sink) else { return (None, None) };
    match world.schemas.get(&id) {
        Some(schema) => (Some(id), schema.cloned()),
        None if !world.schemas.complete => (Some(id), None),
        None => {
            let spot = value.spot();
            let found = spot.error(Code::UnknownSchema).label(
                format!("no file in schemas/ declares {id}"),
                format!("không tệp nào trong schemas/ khai {id}"),
            );
            let known = world.schemas.by_id.keys().map(MessageType::as_str);
            sink.push(spot.suggest_nearest(found, id.as_str(), known));
            (None, None)
        }
    }
}

/// The `[[field]]`s of a level, checked against each other.
fn read_fields(
    table: &mut Fields<'_>,
    reading: &Reading<'_>,
    level: Level<'_>,
    columns: &mut Columns,
    sink: &mut Sink,
) -> Vec<FieldRead> {
    let mut tables = table.tables("field", sink);
    if tables.len() > MAX_FIELDS {
        let found = tables[MAX_FIELDS].error(Code::OutOfRange);
        sink.push(found.label(format!("more than {MAX_FIELDS} fields"), format!("hơn {MAX_FIELDS} trường")));
        tables.truncate(MAX_FIELDS);
    }
    let read = tables.into_iter().filter_map(|table| field::read(table, reading, level, columns, sink));
    let read: Vec<FieldRead> = read.collect();
    checks::fields(&read, reading.direction, sink);
    read
}

/// The maps; nothing where one of them is wrong.
fn rows_of(read: &[FieldRead]) -> Option<RowMap> {
    let fields = read.iter().map(|one| one.map.clone()).collect::<Option<Vec<_>>>()?;
    Some(RowMap { fields, groups: Vec::new() })
}

type Groups = (Vec<GroupMap>, Vec<GroupLayout>);

fn read_groups(
    table: &mut Fields<'_>,
    reading: &Reading<'_>,
    source: &SourceRead,
    (fields, around): (Option<&[Field]>, &Columns),
    depth: usize,
    sink: &mut Sink,
) -> Option<Groups> {
    let mut all: Option<Groups> = Some((Vec::new(), Vec::new()));
    for mut table in table.tables("group", sink) {
        let to = table.need("to");
        let from_value = table.need("from");
        let from = from_value.as_ref().and_then(|value| text_of(value, sink));
        let found = to.as_ref().and_then(|value| resolve(value, fields, sink));
        let place = to.as_ref().map_or_else(|| table.spot(), Value::spot);
        let before = sink.len();
        if reading.format.is_some_and(|format| !format.is_tree()) {
            let format = reading.format.map_or("", Format::name);
            sink.push(
                place
                    .error(Code::GroupMisfit)
                    .label(format!("{format} has rows only"), format!("{format} chỉ có các dòng")),
            );
        } else if found.as_ref().is_some_and(|(_, field)| !field.is_repeated()) {
            let wrong = place
                .error(Code::GroupMisfit)
                .label("does not repeat in the schema", "không phải nhóm lặp lại trong lược đồ");
            sink.push(match repeated(fields.unwrap_or_default()) {
                Some(name) => place.suggest(wrong, &name),
                None => wrong,
            });
        } else if depth >= MAX_DEPTH {
            let found = place.error(Code::OutOfRange);
            sink.push(found.label("too many groups within each other", "quá nhiều nhóm lồng nhau"));
        }
        if sink.len() > before {
            all = None;
            continue;
        }
        let inner = found.as_ref().map(|(_, field)| field.fields());
        if let (Some(value), Some(path), Some(layout)) = (&from_value, &from, &source.layout) {
            paths::group(value, path, layout, sink);
        }
        let mut columns = Columns::default();
        let level = Level { fields: inner, outermost: false };
        let read = read_fields(&mut table, reading, level, &mut columns, sink);
        let groups = read_groups(&mut table, reading, source, (inner, &columns), depth + 1, sink);
        table.finish(sink);
        let columns = columns.lay_out(source, sink);
        let one = (|| {
            let (groups, layouts) = groups?;
            let (path, columns, map) = (from?, columns?, rows_of(&read)?);
            let rows = RowMap { groups, ..map };
            let before = around.before(&place);
            Some((found?.0, rows, GroupLayout { path, before, columns, groups: layouts }))
        })();
        all = all.zip(one).map(|((mut maps, mut layouts), (to, rows, layout))| {
            maps.push(GroupMap { to, layout: layouts.len(), rows });
            layouts.push(layout);
            (maps, layouts)
        });
    }
    all
}

/// The name of the group that repeats, where there is one alone.
fn repeated(fields: &[Field]) -> Option<String> {
    let leaves = FieldPath::leaves(fields);
    let mut groups = leaves.iter().filter(|(_, path)| path.field(fields).is_repeated());
    match (groups.next(), groups.next()) {
        (Some((name, _)), None) => Some(name.clone()),
        _ => None,
    }
}

/// `carry`: columns that no field names.
fn read_carry(
    value: Option<&Value<'_>>,
    unmapped: Option<Unmapped>,
    reading: &Reading<'_>,
    columns: &mut Columns,
    sink: &mut Sink,
) -> Option<()> {
    let Some(value) = value else { return Some(()) };
    if unmapped != Some(Unmapped::Keep) {
        sink.push(value.error_at_key(Code::Conflict).label(
            "only unmapped = \"keep\" keeps what no field names",
            "chỉ unmapped = \"keep\" mới giữ cột không có trường",
        ));
        return None;
    }
    if reading.format == Some(Format::Fixed) {
        let found = value.error_at_key(Code::ForeignSourceKey);
        sink.push(found.label("places of fixed width have no names", "vị trí trong bản ghi không có tên"));
        return None;
    }
    for item in some_of(value, MAX_FIELDS, sink)? {
        let (name, kind) = match item.is_table() {
            true => {
                let mut fields = item.table(sink)?;
                let name = fields.need("name").and_then(|value| text_of(&value, sink));
                let width = fields.need("width").and_then(|value| value.integer(1..=65_535, sink));
                fields.finish(sink);
                (name?, ColumnKind::TextOf { bytes: u16::try_from(width?).ok()? })
            }
            false => (text_of(&item, sink)?, ColumnKind::Text),
        };
        let said = Said::plain(vec![name], None, kind, false, item.spot());
        if columns.find(&said).is_some() {
            let found = item.error(Code::ColumnTwice);
            sink.push(found.label("a field has this column already", "đã có trường dùng cột này"));
            return None;
        }
        columns.add(Said { writes: reading.direction.writes(), ..said }, sink)?;
    }
    Some(())
}

/// A list of fields.
fn read_paths(
    value: Option<&Value<'_>>,
    fields: Option<&[Field]>,
    sink: &mut Sink,
) -> Option<Vec<FieldPath>> {
    let all = match value {
        Some(value) => some_of(value, MAX_FIELDS, sink)?,
        None => Vec::new(),
    };
    let read: Vec<Option<FieldPath>> =
        all.iter().map(|value| resolve(value, fields, sink).map(|(path, _)| path)).collect();
    read.into_iter().collect()
}
