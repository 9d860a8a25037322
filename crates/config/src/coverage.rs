//! `config coverage`: how much of a file a mapping carries, and what neither side has.

use lienthong_adapter::DecodeError;
use lienthong_adapter::mapping::{Mapping, Unmapped};
use lienthong_adapter::rows::{Column, Layout, bind};
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

/// How much of a file with these columns `mapping` carries. In trees, where a file has no columns, those of the
/// mapping are taken for found.
///
/// `Err` where two columns of the file answer to one name.
pub fn coverage(mapping: &Mapping, columns: &[Column]) -> Result<Coverage, DecodeError> {
    // A column that is missing is told here, and refuses nothing.
    let optional = mapping.layout.columns.iter().cloned();
    let optional = optional.map(|column| lienthong_adapter::rows::ColumnLayout { required: false, ..column });
    let layout = Layout { columns: optional.collect(), ..mapping.layout.clone() };
    let binding = bind(columns, &layout)?;
    let name = |column: &Column| match &column.letter {
        Some(letter) if column.name.is_empty() => letter.clone(),
        _ => column.name.clone(),
    };
    let missing = layout.columns.iter().zip(&binding.index).filter(|(_, at)| at.is_none());
    let missing: Vec<String> = missing.map(|(column, _)| column.name().to_owned()).collect();
    let filled = |path: &lienthong_model::schema::FieldPath| {
        let by_field = mapping.rows.fields.iter().any(|one| one.to == *path && one.direction.reads());
        by_field || mapping.rows.groups.iter().any(|group| group.to == *path)
    };
    let unfilled = mapping.schema.leaves().into_iter().filter(|(_, path)| !filled(path));
    Ok(Coverage {
        mapped: columns.len() - binding.unused.len().min(columns.len()),
        of: columns.len(),
        unmapped: binding.unused.iter().filter_map(|at| columns.get(*at)).map(name).collect(),
        then: match mapping.unmapped {
            Unmapped::Refuse => "refuse",
            Unmapped::Keep => "keep",
            Unmapped::Drop => "drop",
        },
        missing,
        unfilled: unfilled.map(|(name, _)| name).collect(),
    })
}
