//! What a mapping does to one row, for a person: every operation on every field, also of the entries of groups.

use lienthong_model::schema::{Field, Value};

use super::cell_in::Cells;
use super::field_in::{self, Steps};
use super::guard::guard;
use super::row_in::{Above, Around, field_at};
use super::{FieldMap, RowMap};
use crate::finding::Finding;
use crate::rows::{GroupLayout, Row};

/// One row, told.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldRow<'m> {
    /// Its number, as the program that made the file shows it.
    pub number: u64,
    /// Whether the mapping leaves it out; then its fields are what they would have been.
    pub is_left_out: bool,
    /// Its fields, also those of the entries of its groups.
    pub fields: Vec<Told<'m>>,
}

/// One field of one row, told step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct Told<'m> {
    /// Its name from the outermost record, with the numbers of entries: `con[2].ten`.
    pub name: String,
    /// Whether it is personal, or within what is.
    pub is_personal: bool,
    /// The names of the columns in the file.
    pub columns: Vec<String>,
    /// The operations.
    pub steps: Steps,
    /// What became of it.
    pub value: Result<Option<Value>, Finding>,
    /// How it is mapped.
    pub map: &'m FieldMap,
}

/// Where fields stand that are told.
pub(super) struct Place<'p> {
    /// What stands before the names of the fields.
    pub(super) prefix: &'p str,
    pub(super) is_personal: bool,
    /// The name of a column in the file; nothing where the file has none.
    pub(super) column: &'p dyn Fn(usize) -> Option<String>,
}

/// Tells the fields of a row, without its groups.
pub(super) fn fields<'m>(
    map: &'m RowMap,
    fields: &'m [Field],
    cells: &Cells<'_, '_>,
    above: Option<&[Above]>,
    place: &Place<'_>,
    told: &mut Vec<Told<'m>>,
) {
    for (index, one) in map.fields.iter().enumerate().filter(|(_, one)| one.direction.reads()) {
        let field = field_at(fields, one.to.steps());
        let mut steps = Steps::default();
        let value = match (field_in::read(one, field, cells, &mut steps), above) {
            (Ok(None), Some(above)) if one.fill_down => above[index].fill(one),
            (read, _) => read,
        };
        let value = value.map_err(|finding| guard(finding, field, cells.audience));
        told.push(Told {
            name: format!("{}{}", place.prefix, one.name),
            is_personal: place.is_personal || field.personal,
            columns: one.from.columns().iter().filter_map(|column| (place.column)(*column)).collect(),
            steps,
            value,
            map: one,
        });
    }
}

/// The row around groups that are told.
pub(super) struct Outer<'p> {
    /// What stands before the names of its fields, and before the paths of its columns.
    pub(super) prefix: &'p str,
    pub(super) path: &'p str,
    pub(super) is_personal: bool,
    /// What joins the steps of a path in the file.
    pub(super) joint: char,
}

/// Tells the entries of the groups of a row.
pub(super) fn groups<'m>(
    map: &'m RowMap,
    schema: &'m [Field],
    layouts: &'m [GroupLayout],
    around: Around,
    rows: &[Vec<Row<'_>>],
    outer: &Outer<'_>,
    told: &mut Vec<Told<'m>>,
) {
    for group in &map.groups {
        let layout = &layouts[group.layout];
        let field = field_at(schema, group.to.steps());
        let entries = rows.get(group.layout).map(Vec::as_slice).unwrap_or_default();
        let around = around.within(field);
        for (number, row) in (1..).zip(entries) {
            let prefix = format!("{}{}[{number}].", outer.prefix, field.name);
            let path = format!("{}{}[{number}]{}", outer.path, layout.path, outer.joint);
            let is_personal = outer.is_personal || field.personal;
            let column = |at: usize| Some(format!("{path}{}", layout.columns[at].name()));
            let get = |column: usize| row.cells.get(column).copied().unwrap_or_default();
            let cells = around.cells(&get, &layout.columns);
            let place = Place { prefix: &prefix, is_personal, column: &column };
            fields(&group.rows, field.fields(), &cells, None, &place, told);
            let outer = Outer { prefix: &prefix, path: &path, is_personal, joint: outer.joint };
            groups(&group.rows, field.fields(), &layout.groups, around, &row.groups, &outer, told);
        }
    }
}
