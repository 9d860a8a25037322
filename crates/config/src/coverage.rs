//! `config coverage`: how much of a file a mapping carries, and what neither side has.
//!
//! A table names its columns at its head. A document does not: all its rows are looked at, and a path that repeats
//! (`con[2].ten`) is one column (`con[].ten`).

use std::collections::BTreeSet;

use lienthong_adapter::DecodeError;
use lienthong_adapter::mapping::{Mapping, RowMap, Unmapped};
use lienthong_adapter::rows::{
    Cell, Column, ColumnLayout, ExtraCell, FormatLayout, GroupLayout, Layout, Row, RowReader, bind,
};
use lienthong_model::schema::{Field, FieldPath};
use serde::Serialize;

/// How much of the columns of a file a mapping carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Columns of the file that a field or `carry` names.
    pub mapped: usize,
    /// Columns of the file.
    pub of: usize,
    /// Columns of the file that nobody names.
    pub unmapped: Vec<String>,
    /// What becomes of them: `refuse`, `keep` or `drop`.
    pub then: &'static str,
    /// Columns of the mapping that the file does not have, by their first name.
    pub missing: Vec<String>,
    /// Fields of the schema that reading never fills, by their dotted names.
    pub unfilled: Vec<String>,
}

/// How much of a table with these columns `mapping` carries.
///
/// `Err` where two columns of the file answer to one name.
pub fn coverage(mapping: &Mapping, columns: &[Column]) -> Result<Coverage, DecodeError> {
    // A column that is missing is told here, and refuses nothing.
    let optional = mapping.layout.columns.iter().cloned();
    let optional = optional.map(|column| ColumnLayout { required: false, ..column });
    let layout = Layout { columns: optional.collect(), ..mapping.layout.clone() };
    let binding = bind(columns, &layout)?;
    let name = |column: &Column| match &column.letter {
        Some(letter) if column.name.is_empty() => letter.clone(),
        _ => column.name.clone(),
    };
    let missing = layout.columns.iter().zip(&binding.index).filter(|(_, at)| at.is_none());
    let missing: Vec<String> = missing.map(|(column, _)| column.name().to_owned()).collect();
    Ok(Coverage {
        mapped: columns.len() - binding.unused.len().min(columns.len()),
        of: columns.len(),
        unmapped: binding.unused.iter().filter_map(|at| columns.get(*at)).map(name).collect(),
        then: then(mapping),
        missing,
        unfilled: unfilled(mapping),
    })
}

/// Different paths of a document that are told.
const MOST_PATHS: usize = 10_000;

/// How much of a document `mapping` carries, by all its rows. Rows that are wrong are passed over.
///
/// `Err` where the document cannot be read to its end.
pub fn coverage_of_rows(
    mapping: &Mapping,
    reader: &mut dyn RowReader,
    progress: &mut dyn FnMut(u64),
) -> Result<Coverage, DecodeError> {
    let mut seen = Seen::of(&mapping.layout.columns, &mapping.layout.groups);
    let mut unmapped = BTreeSet::new();
    for count in 1.. {
        match reader.next_row() {
            Ok(Some(row)) => {
                seen.add(&row);
                for ExtraCell { path, .. } in &row.extra {
                    if unmapped.len() < MOST_PATHS {
                        unmapped.insert(without_numbers(path));
                    }
                }
            }
            Ok(None) => break,
            Err(fault) if fault.fatal => return Err(fault.error),
            Err(_) => {}
        }
        progress(count);
    }
    let (mut mapped, mut missing) = (0, Vec::new());
    let layout = &mapping.layout;
    let step = if matches!(layout.format, FormatLayout::Json(_)) { '.' } else { '/' };
    seen.tell("", step, &layout.columns, &layout.groups, &mut |seen, name| match seen {
        true => mapped += 1,
        false => missing.push(name),
    });
    Ok(Coverage {
        mapped,
        of: mapped + unmapped.len(),
        unmapped: unmapped.into_iter().collect(),
        then: then(mapping),
        missing,
        unfilled: unfilled(mapping),
    })
}

/// Which columns of a level had a value in some row.
struct Seen {
    columns: Vec<bool>,
    groups: Vec<Self>,
}

impl Seen {
    fn of(columns: &[ColumnLayout], groups: &[GroupLayout]) -> Self {
        let groups = groups.iter().map(|group| Self::of(&group.columns, &group.groups));
        Self { columns: vec![false; columns.len()], groups: groups.collect() }
    }

    fn add(&mut self, row: &Row<'_>) {
        for (seen, cell) in self.columns.iter_mut().zip(&row.cells) {
            *seen |= *cell != Cell::Absent;
        }
        for (seen, rows) in self.groups.iter_mut().zip(&row.groups) {
            rows.iter().for_each(|row| seen.add(row));
        }
    }

    /// Tells of each column whether it was seen, and its path.
    fn tell(
        &self,
        prefix: &str,
        step: char,
        columns: &[ColumnLayout],
        groups: &[GroupLayout],
        told: &mut dyn FnMut(bool, String),
    ) {
        for (seen, column) in self.columns.iter().zip(columns) {
            told(*seen, format!("{prefix}{}", column.name()));
        }
        for (seen, group) in self.groups.iter().zip(groups) {
            let prefix = format!("{prefix}{}[]{step}", group.path);
            seen.tell(&prefix, step, &group.columns, &group.groups, told);
        }
    }
}

/// A path whose numbers are left out: `con[2].ten` is `con[].ten`.
fn without_numbers(path: &str) -> String {
    let mut parts = path.split('[');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_digit());
        out.push('[');
        out.push_str(if rest.starts_with(']') { rest } else { part });
    }
    out
}

fn then(mapping: &Mapping) -> &'static str {
    match mapping.unmapped {
        Unmapped::Refuse => "refuse",
        Unmapped::Keep => "keep",
        Unmapped::Drop => "drop",
    }
}

/// The fields that reading never fills, those of groups as `con[].ten`.
fn unfilled(mapping: &Mapping) -> Vec<String> {
    fn walk(rows: &RowMap, fields: &[Field], prefix: &str, found: &mut Vec<String>) {
        for (name, path) in FieldPath::leaves(fields) {
            let name = format!("{prefix}{name}");
            if let Some(group) = rows.groups.iter().find(|group| group.to == path) {
                walk(&group.rows, path.field(fields).fields(), &format!("{name}[]."), found);
            } else if !rows.fields.iter().any(|one| one.to == path && one.direction.reads()) {
                found.push(name);
            }
        }
    }
    let mut found = Vec::new();
    walk(&mapping.rows, &mapping.schema.fields, "", &mut found);
    found
}
