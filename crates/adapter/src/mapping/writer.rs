//! Records to a file, row by row.
//!
//! Columns are written from fields: a plain column from one, a column of parts from all of its parts, columns that are
//! joined from the parts of one field. What no column carries is not written; `analyse` tells which fields these are.

use lienthong_model::schema::{Field, Record, Value};

use super::column_out;
use super::field_out::{self, Numbers, Ready};
use super::guard::{audience, audience_of, guard};
use super::keys::Keys;
use super::read_back;
use super::reasons::{NOT_CONSTANT, NOT_SAYABLE, NOT_WRITTEN, SEPARATOR_IN_PART, WRONG_PARTS};
use super::row_in::field_at;
use super::{FieldMap, From, Mapping, RowMap, Unmapped};
use crate::audience::Audience;
use crate::encode::EncodeError;
use crate::finding::Finding;
use crate::phrase;
use crate::rows::{ColumnLayout, GroupLayout, Layout, OutRow, Output, RowFormat, RowWriter, WriteContext};

/// Writes records into one file.
pub struct MappedWriter<'a> {
    mapping: &'a Mapping,
    rows: Box<dyn RowWriter + 'a>,
    plan: Plan,
    keys: Keys,
    written: u64,
}

/// From which fields the columns of a level are written.
struct Plan {
    columns: Vec<Source>,
    groups: Vec<Option<(usize, Plan)>>,
    constants: Vec<usize>,
    rules: Rules,
}

/// What holds for the columns of every level.
#[derive(Clone, Copy)]
struct Rules {
    /// Whether the mapping also reads.
    reads: bool,
    /// Who may see what is not personal.
    audience: Audience,
    numbers: Numbers,
}

/// From which fields a column is written. Numbers are indices in the fields of the row map.
enum Source {
    Nothing,
    Field(usize),
    Parts { separator: String, fields: Vec<Option<usize>> },
    JoinPart { field: usize, part: usize, parts: usize, separator: String },
}

struct ReadyRow<'r> {
    cells: Vec<Ready<'r>>,
    groups: Vec<Vec<ReadyRow<'r>>>,
}

impl<'a> MappedWriter<'a> {
    /// Begins a file.
    pub fn create(
        mapping: &'a Mapping,
        format: &dyn RowFormat,
        output: Box<dyn Output + 'a>,
        context: &WriteContext,
    ) -> Result<Self, EncodeError> {
        if !mapping.direction.writes() {
            return Err(Finding::new(&NOT_WRITTEN)
                .found(&mapping.name)
                .expected_in("one for writing", "ánh xạ dùng để ghi")
                .into());
        }
        let rows = format.create(output, &mapping.layout, context)?;
        let Layout { columns, groups, format, .. } = &mapping.layout;
        let rules = Rules {
            reads: mapping.direction.reads(),
            audience: audience(&mapping.schema),
            numbers: Numbers::of(format),
        };
        let plan = Plan::of(&mapping.rows, &mapping.schema.fields, columns, groups, rules);
        Ok(Self { mapping, rows, plan, keys: Keys::default(), written: 0 })
    }

    /// Writes one record of the mapping's schema. A refusal has the number of the record, from 1.
    pub fn write_record(&mut self, record: &Record) -> Result<(), EncodeError> {
        self.write_from(record, self.written + 1)
    }

    /// The same for a record that stood in a row of a file. A refusal has that row.
    pub fn write_from(&mut self, record: &Record, number: u64) -> Result<(), EncodeError> {
        let mapping = self.mapping;
        let layout = &mapping.layout;
        let placed =
            |finding: Finding| EncodeError::from(column_out::of_a_column(finding.record(number), mapping));
        let fields = &mapping.schema.fields;
        let mut ready = self
            .plan
            .ready(&mapping.rows, fields, &layout.columns, &layout.groups, record)
            .map_err(placed)?;
        let extra = extra(mapping, &self.plan, record, &mut ready).map_err(placed)?;
        if mapping.direction.reads() {
            for filter in &mapping.filters {
                let (column, cell) = (&layout.columns[filter.column], &ready.cells[filter.column]);
                read_back::check_filter(filter, column, cell).map_err(placed)?;
            }
            self.keys.take(mapping, record, number).map_err(placed)?;
        }
        let mut row = ready.row(number);
        row.extra = extra;
        let written = self.rows.write_row(&row);
        written.map_err(|error| {
            let text = |column: usize| match ready.cells.get(column) {
                Some(Ready::Text(text)) => Some(&**text),
                _ => None,
            };
            EncodeError::from(column_out::of_a_format(error.finding().clone(), mapping, &text))
        })?;
        self.written += 1;
        Ok(())
    }

    /// Writes the end of the file.
    pub fn finish(mut self) -> Result<u64, EncodeError> {
        self.rows.finish()?;
        Ok(self.written)
    }
}

/// What a record keeps beside its fields goes into the columns of these names that no field writes; in trees also
/// into elements of their own.
fn extra<'r>(
    mapping: &Mapping,
    plan: &Plan,
    record: &'r Record,
    ready: &mut ReadyRow<'r>,
) -> Result<Vec<(&'r str, &'r str)>, Finding> {
    let mut left = Vec::new();
    for (name, text) in &record.extra {
        let columns = &mapping.layout.columns;
        let place = columns.iter().position(|column| column.names.contains(name));
        match place.filter(|at| matches!(plan.columns[*at], Source::Nothing)) {
            Some(at) => ready.cells[at] = Ready::Text(text.as_str().into()),
            None if mapping.unmapped == Unmapped::Drop => {}
            None if mapping.unmapped == Unmapped::Keep && mapping.layout.format.is_tree() => {
                left.push((name.as_str(), text.as_str()));
            }
            None => {
                return Err(Finding::new(&NOT_SAYABLE)
                    .found(name)
                    .expected_in("a column of the mapping", "một cột của ánh xạ")
                    .field(name));
            }
        }
    }
    Ok(left)
}

impl Plan {
    fn of(
        map: &RowMap,
        fields: &[Field],
        columns: &[ColumnLayout],
        groups: &[GroupLayout],
        rules: Rules,
    ) -> Self {
        let mut plan: Vec<Source> = columns.iter().map(|_| Source::Nothing).collect();
        let mut constants = Vec::new();
        for (index, field) in map.fields.iter().enumerate().filter(|(_, field)| field.direction.writes()) {
            match &field.from {
                From::Constant(_) => constants.push(index),
                From::Column(column) => {
                    // Where two fields read one column, the first writes it.
                    if matches!(plan[*column], Source::Nothing) {
                        plan[*column] = Source::Field(index);
                    }
                }
                From::Part { column, separator, index: part, count } => {
                    if !matches!(plan[*column], Source::Parts { .. }) {
                        plan[*column] =
                            Source::Parts { separator: separator.clone(), fields: vec![None; *count] };
                    }
                    if let Source::Parts { fields, .. } = &mut plan[*column]
                        && let Some(slot) = fields.get_mut(*part)
                    {
                        *slot = Some(index);
                    }
                }
                From::Join { columns, separator } => {
                    for (part, column) in columns.iter().enumerate() {
                        let separator = separator.clone();
                        plan[*column] =
                            Source::JoinPart { field: index, part, parts: columns.len(), separator };
                    }
                }
            }
        }
        let mut inner: Vec<Option<(usize, Self)>> = groups.iter().map(|_| None).collect();
        for (index, group) in map.groups.iter().enumerate() {
            let layout = &groups[group.layout];
            let field = field_at(fields, group.to.steps());
            let rules = Rules { audience: audience_of(field, rules.audience), ..rules };
            let plan = Self::of(&group.rows, field.fields(), &layout.columns, &layout.groups, rules);
            inner[group.layout] = Some((index, plan));
        }
        Self { columns: plan, groups: inner, constants, rules }
    }

    fn ready<'r>(
        &self,
        map: &RowMap,
        fields: &[Field],
        columns: &[ColumnLayout],
        groups: &[GroupLayout],
        record: &'r Record,
    ) -> Result<ReadyRow<'r>, Finding> {
        for index in &self.constants {
            let one = &map.fields[*index];
            let From::Constant(constant) = &one.from else { continue };
            if value_at(record, one).is_none() {
                self.absent(one)?;
            }
            if let Some(value) = value_at(record, one).filter(|value| *value != constant) {
                let field = field_at(fields, one.to.steps());
                let finding = super::kinds::of_value(&NOT_CONSTANT, field, value);
                let finding = finding.expected(super::kinds::show(constant)).path(&one.name);
                return Err(self.guard(finding, map, fields));
            }
        }
        for one in map.fields.iter().filter(|one| one.direction.writes() && self.is_read(one)) {
            if let Some(value) = value_at(record, one) {
                let field = field_at(fields, one.to.steps());
                let checked =
                    read_back::check_text(one, field, value, audience_of(field, self.rules.audience));
                checked.map_err(|finding| {
                    column_out::within(self.guard(finding, map, fields), &one.from, columns)
                })?;
            }
        }
        let mut cells = Vec::with_capacity(columns.len());
        for (column, source) in columns.iter().zip(&self.columns) {
            let cell = self.cell(source, map, fields, column, record);
            let placed = |finding: Finding| self.guard(finding, map, fields).field(column.name());
            cells.push(cell.map_err(placed)?);
        }
        let mut rows = Vec::with_capacity(groups.len());
        for (layout, inner) in groups.iter().zip(&self.groups) {
            let Some((index, plan)) = inner else {
                rows.push(Vec::new());
                continue;
            };
            let group = &map.groups[*index];
            let field = field_at(fields, group.to.steps());
            let list = match record.get(&group.to) {
                Some(Value::List(list)) => list.as_slice(),
                _ => &[],
            };
            let inside = list.iter().enumerate().map(|(n, record)| {
                plan.ready(&group.rows, field.fields(), &layout.columns, &layout.groups, record).map_err(
                    |mut finding| {
                        let within = finding.place.path.take().unwrap_or_default();
                        finding.path(format!("{}[{}].{within}", field.name, n + 1))
                    },
                )
            });
            rows.push(inside.collect::<Result<_, _>>()?);
        }
        Ok(ReadyRow { cells, groups: rows })
    }

    fn cell<'r>(
        &self,
        source: &Source,
        map: &RowMap,
        fields: &[Field],
        column: &ColumnLayout,
        record: &'r Record,
    ) -> Result<Ready<'r>, Finding> {
        match source {
            Source::Nothing => Ok(Ready::Absent),
            Source::Field(index) => {
                let one = &map.fields[*index];
                let field = field_at(fields, one.to.steps());
                let is_read = self.is_read(one);
                field_out::ready(one, field, value_at(record, one), column.kind, is_read, self.rules.numbers)
                    .map_err(|finding| finding.path(&one.name))
            }
            Source::Parts { separator, fields: parts } => {
                let mut texts = Vec::with_capacity(parts.len());
                for index in parts {
                    let one = index.map(|index| &map.fields[index]);
                    let value = one.and_then(|one| Some((one, value_at(record, one)?)));
                    let Some((one, value)) = value else {
                        index.map_or(Ok(()), |index| self.absent(&map.fields[index]))?;
                        texts.push("".into());
                        continue;
                    };
                    let field = field_at(fields, one.to.steps());
                    let text =
                        field_out::text(one, field, value).map_err(|finding| finding.path(&one.name))?;
                    if text.contains(separator.as_str()) {
                        return Err(Finding::new(&SEPARATOR_IN_PART)
                            .found(format!("{separator:?}"))
                            .expected_in("a text without it", "văn bản không có dấu đó")
                            .path(&one.name));
                    }
                    texts.push(text);
                }
                if texts.iter().all(|text| text.is_empty()) {
                    return Ok(Ready::Absent);
                }
                if let Some(missing) = texts.iter().position(|text| text.is_empty()) {
                    return Err(Finding::new(&WRONG_PARTS)
                        .found(phrase!("{} of {}", "{} trên {}", missing, texts.len()))
                        .expected_in("all parts or none", "đủ các phần hoặc không phần nào"));
                }
                let joined = texts.join(separator.as_str());
                // `a-` and `b`, separated by `--`, would be `a` and `-b`.
                if !joined.split(separator.as_str()).map(str::trim).eq(texts.iter().map(|text| &**text)) {
                    return Err(Finding::new(&SEPARATOR_IN_PART)
                        .found(format!("{separator:?}"))
                        .expected_in("parts that split again alike", "các phần tách lại được như cũ"));
                }
                Ok(Ready::Text(joined.into()))
            }
            Source::JoinPart { field: index, part, parts, separator } => {
                let one = &map.fields[*index];
                let Some(value) = value_at(record, one) else {
                    return self.absent(one).map(|()| Ready::Absent);
                };
                let field = field_at(fields, one.to.steps());
                let text = field_out::text(one, field, value).map_err(|finding| finding.path(&one.name))?;
                let split: Vec<&str> = text.split(separator.as_str()).collect();
                if split.len() != *parts {
                    return Err(Finding::new(&WRONG_PARTS)
                        .found(split.len().to_string())
                        .expected_in(
                            format!("{parts}, separated by {separator:?}"),
                            format!("{parts}, phân cách bằng {separator:?}"),
                        )
                        .path(&one.name));
                }
                // A part that is read as nothing is left out when the parts are joined again.
                if split.iter().any(|part| one.nothing.iter().any(|nothing| nothing == part.trim())) {
                    return Err(Finding::new(&WRONG_PARTS)
                        .found_in("a part that means nothing", "một phần nghĩa là không có gì")
                        .expected_in("text in every part", "chữ ở mọi phần")
                        .path(&one.name));
                }
                Ok(Ready::Text(split[*part].to_owned().into()))
            }
        }
    }
}

impl Plan {
    /// Whether what is written from a field is read into it again.
    fn is_read(&self, one: &FieldMap) -> bool {
        self.rules.reads && one.direction.reads()
    }

    /// What everybody may see of a value.
    fn guard(&self, finding: Finding, map: &RowMap, fields: &[Field]) -> Finding {
        let named = |one: &&FieldMap| finding.place.path.as_deref() == Some(one.name.as_str());
        match map.fields.iter().find(named) {
            Some(one) => guard(finding, field_at(fields, one.to.steps()), self.rules.audience),
            None => finding,
        }
    }

    /// Refuses to leave out a value where reading would put one.
    fn absent(&self, one: &FieldMap) -> Result<(), Finding> {
        field_out::absent(one, self.is_read(one)).map_err(|finding| finding.path(&one.name))
    }
}

impl ReadyRow<'_> {
    fn row(&self, number: u64) -> OutRow<'_> {
        OutRow {
            number,
            cells: self.cells.iter().map(Ready::cell).collect(),
            groups: self
                .groups
                .iter()
                .map(|list| list.iter().zip(1..).map(|(row, n)| row.row(n)).collect())
                .collect(),
            extra: Vec::new(),
        }
    }
}

fn value_at<'r>(record: &'r Record, map: &FieldMap) -> Option<&'r Value> {
    record.get(&map.to)
}
