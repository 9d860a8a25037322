//! One row to one record.
//!
//! 1. remember: values that rows below are filled with, also of a row that is left out or bad;
//! 2. filter: a row that the mapping leaves out becomes nothing;
//! 3. fields: each is read, filled down from above where the mapping says so, and put where its path leads;
//! 4. groups: rows within the row, each the same way, then the list as a whole against its rules;
//! 5. the rest: what no field names is carried, kept or refused.
//!
//! # What holds
//!
//! * The first thing that does not fit ends the row, and the finding names its column and its path.
//! * A row is filled with the value that stands above it, or it is a bad one: never with that of the block before.
//! * What is remembered from row to row is the caller's: see [`MappedReader`](super::MappedReader).

use std::collections::HashMap;

use lienthong_model::schema::{Field, Record, Value};
use lienthong_vntext::Charset;

use super::cell_in::{self, Cells};
use super::field_in;
use super::guard::{audience_of, guard};
use super::kinds;
use super::reasons::{ROW_ABOVE_UNKNOWN, RULE_BROKEN, UNMAPPED_COLUMN};
use super::{FieldMap, Mapping, RowMap, Unmapped};
use crate::audience::Audience;
use crate::finding::Finding;
use crate::phrase;
use crate::phrase::{Phrase, Say};
use crate::rows::{Binding, Cell, Column, ColumnLayout, ExtraCell, FormatLayout, GroupLayout, Layout, Row};

pub(super) fn cell<'a>(binding: &Binding, row: &Row<'a>, column: usize) -> Cell<'a> {
    binding.index[column].and_then(|at| row.cells.get(at)).copied().unwrap_or_default()
}

/// The name that a column of the layout has in the file.
fn named<'n>(binding: &Binding, names: &'n [String], column: usize) -> Option<&'n str> {
    let at = binding.index.get(column).copied().flatten()?;
    names.get(at).map(String::as_str)
}

/// What stands above a row in a column that is filled down.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Above {
    /// No value yet.
    Nothing,
    Value(Value),
    /// A row that cannot be read: it may have begun another block.
    Unknown,
}

impl Above {
    /// The value that a blank cell stands for.
    pub(super) fn fill(&self, map: &FieldMap) -> Result<Option<Value>, Finding> {
        match self {
            Self::Nothing => Ok(map.default.clone()),
            Self::Value(value) => Ok(Some(value.clone())),
            Self::Unknown => Err(Finding::new(&ROW_ABOVE_UNKNOWN)),
        }
    }
}

/// Remembers what the rows below this one are filled with.
pub(super) fn remember(map: &RowMap, fields: &[Field], cells: &Cells<'_, '_>, above: &mut [Above]) {
    let filled = map.fields.iter().enumerate().filter(|(_, one)| one.fill_down && one.direction.reads());
    for (index, one) in filled {
        match field_in::read(one, field_at(fields, one.to.steps()), cells, &mut ()) {
            Ok(Some(value)) => above[index] = Above::Value(value),
            Ok(None) => {}
            Err(_) => above[index] = Above::Unknown,
        }
    }
}

/// The columns of a file by their names.
pub(super) struct Names {
    /// For messages: with the letter that a sheet has for them.
    pub(super) shown: Vec<String>,
    /// Under which they are kept: as the file has them, unless two columns have one name.
    kept: Vec<String>,
}

impl Names {
    pub(super) fn of(columns: &[Column]) -> Self {
        let shown = columns.iter().map(|column| match &column.letter {
            Some(letter) if !column.name.is_empty() => format!("{} ({letter})", column.name),
            Some(letter) => letter.clone(),
            None => column.name.clone(),
        });
        let shown: Vec<String> = shown.collect();
        let mut times: HashMap<&str, usize> = HashMap::new();
        columns.iter().for_each(|column| *times.entry(&column.name).or_default() += 1);
        let kept = columns.iter().zip(&shown).enumerate().map(|(at, (column, shown))| {
            match (column.name.as_str(), &column.letter) {
                ("", _) => shown.clone(),
                (name, _) if times[name] == 1 => name.to_owned(),
                (_, Some(_)) => shown.clone(),
                (name, None) => format!("{name} ({})", at + 1),
            }
        });
        Self { kept: kept.collect(), shown }
    }
}

/// A row of the outermost level: filtered, read, filled down, with what no field names.
pub(super) fn read_top(
    mapping: &Mapping,
    binding: &Binding,
    names: &Names,
    carried: &[usize],
    audience: Audience,
    row: &Row<'_>,
    above: &mut [Above],
) -> Result<Option<Record>, Finding> {
    let layout = &mapping.layout;
    let get = |column: usize| cell(binding, row, column);
    let around = Around::of(layout, audience);
    let offset = |column: usize| binding.index[column].and_then(|at| row.offset_of(at));
    let cells = Cells { offset: &offset, ..around.cells(&get, &layout.columns) };
    remember(&mapping.rows, &mapping.schema.fields, &cells, above);
    if is_left_out(mapping, binding, &names.shown, &get)? {
        return Ok(None);
    }
    let mut record = Record::empty(mapping.schema.fields.len());
    let shown = &names.shown;
    read_fields(&mapping.rows, &mapping.schema.fields, &cells, shown, binding, Some(above), &mut record)?;
    read_groups(&mapping.rows, &mapping.schema.fields, &layout.groups, around, row, &mut record)?;
    for column in carried {
        let layout = &layout.columns[*column];
        let charset = layout.charset.unwrap_or(mapping.layout.charset);
        if let Some(text) = cell_in::extra(get(*column), charset).map_err(|f| f.field(layout.name()))? {
            record.extra.push((layout.name().to_owned(), text));
        }
    }
    keep_extra(mapping, binding, names, row, &mut record)?;
    Ok(Some(record))
}

/// Whether a filter of the mapping leaves out the row whose cells `get` gives.
pub(super) fn is_left_out<'a>(
    mapping: &Mapping,
    binding: &Binding,
    names: &[String],
    get: &dyn Fn(usize) -> Cell<'a>,
) -> Result<bool, Finding> {
    let layout = &mapping.layout;
    for filter in &mapping.filters {
        let charset = layout.columns[filter.column].charset.unwrap_or(layout.charset);
        let name = || named(binding, names, filter.column).unwrap_or(layout.columns[filter.column].name());
        let text = cell_in::extra(get(filter.column), charset).map_err(|finding| {
            // The mapping names it, so that everybody may be told.
            finding.field(name()).path(layout.columns[filter.column].name())
        })?;
        if !filter.test.passes(&text.unwrap_or_default()) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn read_fields(
    map: &RowMap,
    fields: &[Field],
    cells: &Cells<'_, '_>,
    names: &[String],
    binding: &Binding,
    above: Option<&[Above]>,
    record: &mut Record,
) -> Result<(), Finding> {
    for (index, one) in map.fields.iter().enumerate().filter(|(_, one)| one.direction.reads()) {
        let field = field_at(fields, one.to.steps());
        let placed = |finding: Finding| {
            let finding = guard(finding, field, cells.audience);
            // The first column of the field that the file has; its declared name where it has none.
            let column = one.from.columns().first().copied();
            match column {
                Some(column) => {
                    let name = named(binding, names, column);
                    let mut finding = finding;
                    // What is within a cell is counted from its start.
                    let start = (cells.offset)(column);
                    let within = finding.place.offset.zip(start).map(|(at, start)| start + at);
                    finding.place.offset = within.or(start);
                    finding.field(name.unwrap_or(cells.columns[column].name())).path(&one.name)
                }
                None => finding.path(&one.name),
            }
        };
        let mut value = field_in::read(one, field, cells, &mut ()).map_err(placed)?;
        if let Some(above) = above.filter(|_| one.fill_down && value.is_none()) {
            value = above[index].fill(one).map_err(placed)?;
        }
        match value {
            Some(value) => put(fields, record, one.to.steps(), value),
            None if field.required => return Err(placed(field_in::required(one))),
            None => {}
        }
    }
    Ok(())
}

/// What holds for all rows of a file, also those within rows.
#[derive(Clone, Copy)]
pub(super) struct Around {
    charset: Charset,
    audience: Audience,
    certain_digits: Option<usize>,
    rounds: bool,
    has_date_fields: bool,
}

impl Around {
    pub(super) fn of(layout: &Layout, audience: Audience) -> Self {
        let certain_digits = layout.format.certain_digits();
        let has_date_fields = matches!(layout.format, FormatLayout::Dbf(_));
        let rounds = matches!(layout.format, FormatLayout::Xlsx(_) | FormatLayout::Xls(_));
        Self { charset: layout.charset, audience, certain_digits, rounds, has_date_fields }
    }

    /// Around the rows within a field.
    pub(super) fn within(self, field: &Field) -> Self {
        Self { audience: audience_of(field, self.audience), ..self }
    }

    /// The cells of a row, which `get` gives by the columns of its layout.
    pub(super) fn cells<'r, 'a>(
        self,
        get: &'r dyn Fn(usize) -> Cell<'a>,
        columns: &'r [ColumnLayout],
    ) -> Cells<'r, 'a> {
        let Self { charset, audience, certain_digits, rounds, has_date_fields } = self;
        Cells { get, columns, charset, audience, certain_digits, rounds, has_date_fields, offset: &|_| None }
    }
}

fn read_groups(
    map: &RowMap,
    fields: &[Field],
    layouts: &[GroupLayout],
    around: Around,
    row: &Row<'_>,
    record: &mut Record,
) -> Result<(), Finding> {
    for group in &map.groups {
        let layout = &layouts[group.layout];
        let field = field_at(fields, group.to.steps());
        let rows = row.groups.get(group.layout).map(Vec::as_slice).unwrap_or_default();
        let around = around.within(field);
        let mut list = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let inside = || -> Result<Record, Finding> {
                let get = |column: usize| row.cells.get(column).copied().unwrap_or_default();
                let offset = |column: usize| row.offset_of(column);
                let cells = Cells { offset: &offset, ..around.cells(&get, &layout.columns) };
                let mut record = Record::empty(field.fields().len());
                let identity = Binding::default();
                read_fields(&group.rows, field.fields(), &cells, &[], &identity, None, &mut record)?;
                read_groups(&group.rows, field.fields(), &layout.groups, around, row, &mut record)?;
                Ok(record)
            };
            list.push(inside().map_err(|mut finding| {
                let within = finding.place.path.take().unwrap_or_default();
                finding.place.offset = finding.place.offset.or(row.offset);
                finding.path(format!("{}[{}].{within}", field.name, index + 1))
            })?);
        }
        let value = (!list.is_empty()).then_some(Value::List(list));
        field.check(value.as_ref()).map_err(|broken| {
            let finding = match &value {
                Some(value) => kinds::of_value(&RULE_BROKEN, field, value),
                None => Finding::new(&RULE_BROKEN).found(kinds::NO_VALUE),
            };
            let first = rows.first().and_then(|row| row.offset);
            kinds::broken(finding, &broken.rule).path(broken.path).before(first)
        })?;
        if let Some(value) = value {
            put(fields, record, group.to.steps(), value);
        }
    }
    Ok(())
}

fn keep_extra(
    mapping: &Mapping,
    binding: &Binding,
    names: &Names,
    row: &Row<'_>,
    record: &mut Record,
) -> Result<(), Finding> {
    let charset = mapping.layout.charset;
    if mapping.unmapped != Unmapped::Keep {
        let is_refused = mapping.unmapped == Unmapped::Refuse;
        return match row.extra.first() {
            Some(extra) if is_refused => {
                let places = extra.path;
                let finding = match mapping.layout.format {
                    FormatLayout::Fixed(_) => {
                        unmapped(phrase!("at the places {places}", "ở các vị trí {places}"))
                    }
                    _ => unmapped(extra.path),
                };
                Err(finding.before(extra.offset))
            }
            _ => Ok(()),
        };
    }
    for at in &binding.unused {
        let cell = row.cells.get(*at).copied().unwrap_or_default();
        let placed = |finding: Finding| finding.field(&names.shown[*at]).number(*at as u64 + 1);
        if let Some(text) = cell_in::extra(cell, charset).map_err(placed)? {
            record.extra.push((names.kept[*at].clone(), text));
        }
    }
    for ExtraCell { path, cell, offset } in &row.extra {
        let placed = |finding: Finding| finding.field(path).before(*offset);
        if let Some(text) = cell_in::extra(*cell, charset).map_err(placed)? {
            record.extra.push(((*path).to_owned(), text));
        }
    }
    Ok(())
}

/// A column of the file, or a place in a tree, that no field names.
pub(super) fn unmapped(name: impl Say) -> Finding {
    let expected = Phrase::new("columns that the mapping names", "các cột mà bảng ánh xạ nêu tên");
    Finding::new(&UNMAPPED_COLUMN).found(name).expected(expected)
}

/// The field at the end of `steps`.
pub(super) fn field_at<'f>(fields: &'f [Field], steps: &[usize]) -> &'f Field {
    let (first, rest) = steps.split_first().expect("a path has at least one step");
    let field = &fields[*first];
    if rest.is_empty() { field } else { field_at(field.fields(), rest) }
}

/// Puts a value at the end of `steps`; groups on the way are made.
fn put(fields: &[Field], record: &mut Record, steps: &[usize], value: Value) {
    let (first, rest) = steps.split_first().expect("a path has at least one step");
    if rest.is_empty() {
        record.values[*first] = Some(value);
        return;
    }
    let inner = fields[*first].fields();
    let slot = &mut record.values[*first];
    if !matches!(slot, Some(Value::Group(_))) {
        *slot = Some(Value::Group(Record::empty(inner.len())));
    }
    if let Some(Value::Group(group)) = slot {
        put(inner, group, rest, value);
    }
}
