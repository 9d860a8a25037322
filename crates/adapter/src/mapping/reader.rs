//! A file to records, row by row.
//!
//! # What holds
//!
//! * Memory is that of one row, and of 16 bytes for each row where the mapping names a key.
//! * A fault names the row and the column as a person finds them; what is personal is not shown.
//! * Every row is counted once: read = accepted + faulty + filtered.

use lienthong_model::schema::{Field, Record, Value};
use lienthong_vntext::Charset;

use super::field_in::{self, Cells, Steps};
use super::guard::guard;
use super::keys::Keys;
use super::kinds;
use super::reasons::{NOT_READ, UNMAPPED_COLUMN};
use super::{From, Mapping, RowMap, Unmapped};
use crate::decode::DecodeError;
use crate::document::limits_of;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::rows::{
    Binding, Cell, ColumnLayout, GroupLayout, Input, Row, RowFault, RowFormat, RowReader, Tally, bind,
};

/// Reads records of one file.
pub struct MappedReader<'a> {
    mapping: &'a Mapping,
    rows: Box<dyn RowReader + 'a>,
    binding: Binding,
    /// Names of the columns of the file, for messages.
    names: Vec<String>,
    /// The last value of each field that is filled down.
    above: Vec<Option<Value>>,
    keys: Keys,
    /// Columns of the layout that no field uses: carried by name.
    carried: Vec<usize>,
    /// Whether records have personal fields.
    guarded: bool,
    counts: Counts,
}

/// A record and where it stood.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRecord {
    /// The record.
    pub record: Record,
    /// Its row, as the program that made the file shows it.
    pub row: u64,
}

/// How many rows of which fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows of data.
    pub read: u64,
    /// Rows that became records.
    pub accepted: u64,
    /// Rows with a fault.
    pub faulty: u64,
    /// Rows that the mapping's filter left out.
    pub filtered: u64,
    /// What the format passed over.
    pub tally: Tally,
}

/// One field of one row, told step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Index of the field in the mapping's rows.
    pub field: usize,
    /// The names of the columns in the file.
    pub columns: Vec<String>,
    /// The operations.
    pub steps: Steps,
    /// What became of it.
    pub value: Result<Option<Value>, Finding>,
}

impl<'a> MappedReader<'a> {
    /// Opens a file.
    pub fn open(
        mapping: &'a Mapping,
        format: &dyn RowFormat,
        input: Box<dyn Input + 'a>,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        if !mapping.direction.reads() {
            return Err(Finding::new(&NOT_READ)
                .found(&mapping.name)
                .expected_in("one for reading", "ánh xạ dùng để đọc")
                .into());
        }
        let limits = limits_of(&mapping.schema, limits);
        let rows = format.open(input, &mapping.layout, &limits)?;
        let binding = bind(rows.columns(), &mapping.layout)?;
        let names: Vec<String> = rows
            .columns()
            .iter()
            .map(|column| match &column.letter {
                Some(letter) if !column.name.is_empty() => format!("{} ({letter})", column.name),
                Some(letter) => letter.clone(),
                None => column.name.clone(),
            })
            .collect();
        if mapping.unmapped == Unmapped::Refuse
            && let Some(unused) = binding.unused.first()
        {
            return Err(Finding::new(&UNMAPPED_COLUMN).found(&names[*unused]).into());
        }
        let above = vec![None; mapping.rows.fields.len()];
        let carried = carried(mapping);
        Ok(Self {
            mapping,
            rows,
            binding,
            names,
            above,
            keys: Keys::default(),
            carried,
            guarded: mapping.schema.has_personal(),
            counts: Counts::default(),
        })
    }

    /// The next record, or nothing at the end. After a fault that is not fatal reading goes on.
    pub fn next_record(&mut self) -> Result<Option<ReadRecord>, RowFault> {
        loop {
            let row = match self.rows.next_row() {
                Ok(Some(row)) => row,
                Ok(None) => {
                    self.counts.tally = self.rows.tally();
                    return Ok(None);
                }
                Err(fault) => {
                    self.counts.read += 1;
                    self.counts.faulty += 1;
                    return Err(fault);
                }
            };
            self.counts.read += 1;
            let number = row.number;
            let read = match read_top(
                self.mapping,
                &self.binding,
                &self.names,
                &self.carried,
                self.guarded,
                &row,
                &mut self.above,
            ) {
                Ok(Some(record)) => self.keys.take(&self.mapping.key, &record, number).map(|()| record),
                Ok(None) => {
                    self.counts.filtered += 1;
                    continue;
                }
                Err(finding) => Err(finding),
            };
            return match read {
                Ok(record) => {
                    self.counts.accepted += 1;
                    Ok(Some(ReadRecord { record, row: number }))
                }
                Err(finding) => {
                    self.counts.faulty += 1;
                    let mut finding = finding.row(number);
                    // An offset within a cell is one within the file where the format knows the row's.
                    finding.place.offset = finding.place.offset.or(row.offset);
                    Err(RowFault::row(finding))
                }
            };
        }
    }

    /// The next row, with every operation on every field of it. Groups inside rows are not told.
    pub fn next_told(&mut self) -> Result<Option<(u64, Vec<Told>)>, RowFault> {
        let Some(row) = self.rows.next_row()? else { return Ok(None) };
        let get = |column: usize| cell(&self.binding, &row, column);
        let layout = &self.mapping.layout;
        let guarded = self.guarded;
        let cells = Cells { get: &get, columns: &layout.columns, charset: layout.charset, guarded };
        let told = self.mapping.rows.fields.iter().enumerate().filter(|(_, map)| map.direction.reads());
        let told = told.map(|(index, map)| {
            let field = self.mapping.schema.field(&map.to);
            let mut steps = Steps::default();
            let value = field_in::read(map, field, &cells, &mut steps);
            let value = value.map_err(|finding| if guarded { guard(finding, field) } else { finding });
            let columns = map.from.columns().iter().filter_map(|column| {
                let at = self.binding.index[*column]?;
                Some(self.names.get(at).cloned().unwrap_or_else(|| layout.columns[*column].name().to_owned()))
            });
            Told { field: index, columns: columns.collect(), steps, value }
        });
        Ok(Some((row.number, told.collect())))
    }

    /// The columns of the file that no field names.
    pub fn unused(&self) -> Vec<&str> {
        self.binding.unused.iter().map(|at| self.names[*at].as_str()).collect()
    }

    /// How many columns the file has.
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// What was read so far.
    pub fn counts(&self) -> Counts {
        Counts { tally: self.rows.tally(), ..self.counts }
    }
}

fn cell<'a>(binding: &Binding, row: &Row<'a>, column: usize) -> Cell<'a> {
    binding.index[column].and_then(|at| row.cells.get(at)).copied().unwrap_or_default()
}

fn carried(mapping: &Mapping) -> Vec<usize> {
    let used = |column: &usize| {
        mapping.rows.fields.iter().any(|field| field.from.columns().contains(column))
            || mapping.filter.as_ref().is_some_and(|filter| filter.column == *column)
    };
    (0..mapping.layout.columns.len()).filter(|column| !used(column)).collect()
}

/// A row of the outermost level: filtered, read, filled down, with what no field names.
fn read_top(
    mapping: &Mapping,
    binding: &Binding,
    names: &[String],
    carried: &[usize],
    guarded: bool,
    row: &Row<'_>,
    above: &mut [Option<Value>],
) -> Result<Option<Record>, Finding> {
    let layout = &mapping.layout;
    let get = |column: usize| cell(binding, row, column);
    let cells = Cells { get: &get, columns: &layout.columns, charset: layout.charset, guarded };
    if let Some(filter) = &mapping.filter {
        let charset = layout.columns[filter.column].charset.unwrap_or(layout.charset);
        let text = field_in::extra(get(filter.column), charset)?.unwrap_or_default();
        if !filter.is.contains(&text) {
            return Ok(None);
        }
    }
    let mut record = Record::empty(mapping.schema.fields.len());
    read_fields(&mapping.rows, &mapping.schema.fields, &cells, names, binding, Some(above), &mut record)?;
    let around = Around { charset: layout.charset, guarded };
    read_groups(&mapping.rows, &mapping.schema.fields, &layout.groups, around, row, &mut record)?;
    for column in carried {
        let layout = &layout.columns[*column];
        let charset = layout.charset.unwrap_or(mapping.layout.charset);
        if let Some(text) = field_in::extra(get(*column), charset).map_err(|f| f.field(layout.name()))? {
            record.extra.push((layout.name().to_owned(), text));
        }
    }
    keep_extra(mapping, binding, names, row, &mut record)?;
    Ok(Some(record))
}

fn read_fields(
    map: &RowMap,
    fields: &[Field],
    cells: &Cells<'_, '_>,
    names: &[String],
    binding: &Binding,
    mut above: Option<&mut [Option<Value>]>,
    record: &mut Record,
) -> Result<(), Finding> {
    for (index, one) in map.fields.iter().enumerate().filter(|(_, one)| one.direction.reads()) {
        let field = field_at(fields, one.to.steps());
        let placed = |finding: Finding| {
            let finding = if cells.guarded { guard(finding, field) } else { finding };
            // The first column of the field that the file has; its declared name where it has none.
            let column = one.from.columns().first().copied();
            match column {
                Some(column) => {
                    let at = binding.index.get(column).copied().flatten();
                    let name = at.and_then(|at| names.get(at)).map(String::as_str);
                    finding.field(name.unwrap_or(cells.columns[column].name())).path(&one.name)
                }
                None => finding.path(&one.name),
            }
        };
        let mut value = field_in::read(one, field, cells, &mut ()).map_err(placed)?;
        if let Some(above) = above.as_deref_mut().filter(|_| one.fill_down) {
            match &value {
                Some(_) => above[index].clone_from(&value),
                None => value.clone_from(&above[index]),
            }
        }
        match value {
            Some(value) => put(fields, record, one.to.steps(), value),
            None if field.required => return Err(placed(field_in::required(one))),
            None => {}
        }
    }
    Ok(())
}

/// What a group takes from the row around it.
#[derive(Clone, Copy)]
struct Around {
    charset: Charset,
    guarded: bool,
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
        let mut list = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            let inside = || -> Result<Record, Finding> {
                let get = |column: usize| row.cells.get(column).copied().unwrap_or_default();
                let columns: &[ColumnLayout] = &layout.columns;
                let Around { charset, guarded } = around;
                let cells = Cells { get: &get, columns, charset, guarded };
                let mut record = Record::empty(field.fields().len());
                let identity = Binding::default();
                read_fields(&group.rows, field.fields(), &cells, &[], &identity, None, &mut record)?;
                read_groups(&group.rows, field.fields(), &layout.groups, around, row, &mut record)?;
                Ok(record)
            };
            list.push(inside().map_err(|mut finding| {
                let within = finding.place.path.take().unwrap_or_default();
                finding.path(format!("{}[{}].{within}", field.name, index + 1))
            })?);
        }
        let value = (!list.is_empty()).then_some(Value::List(list));
        field.check(value.as_ref()).map_err(|broken| {
            let finding = Finding::new(&super::reasons::RULE_BROKEN).found(field.name.as_str());
            kinds::broken(finding, &broken.rule).path(broken.path)
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
    names: &[String],
    row: &Row<'_>,
    record: &mut Record,
) -> Result<(), Finding> {
    let charset = mapping.layout.charset;
    if mapping.unmapped != Unmapped::Keep {
        return match row.extra.first() {
            Some((path, _)) if mapping.unmapped == Unmapped::Refuse => {
                Err(Finding::new(&UNMAPPED_COLUMN).found(path))
            }
            _ => Ok(()),
        };
    }
    for at in &binding.unused {
        let cell = row.cells.get(*at).copied().unwrap_or_default();
        if let Some(text) = field_in::extra(cell, charset).map_err(|finding| finding.field(&names[*at]))? {
            record.extra.push((names[*at].clone(), text));
        }
    }
    for (path, cell) in &row.extra {
        if let Some(text) = field_in::extra(*cell, charset).map_err(|finding| finding.field(path))? {
            record.extra.push(((*path).to_owned(), text));
        }
    }
    Ok(())
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

/// Whether the value of a field is always there, whatever the file says.
pub(super) fn is_constant(from: &From) -> bool {
    matches!(from, From::Constant(_))
}
