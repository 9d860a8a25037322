//! From the values of a row to its cells.
//!
//! Every value is a cell of a column, lies in a group, or is kept as extra with its whole path, also within groups:
//! nothing is passed over.

use lienthong_adapter::mapping::reasons::{DUPLICATE_COLUMN, WRONG_KIND};
use lienthong_adapter::rows::{Cell, ExtraCell, Row};
use lienthong_adapter::{Finding, Phrase, Say};

use crate::layout::Level;
use crate::tree::{At, Span, Tree, Value};
use lienthong_adapter::rows::json_path as path;

/// Values that no column names.
#[derive(Debug, Default)]
pub(crate) struct Extra {
    paths: String,
    found: Vec<(Span, At)>,
}

impl Extra {
    pub(crate) fn clear(&mut self) {
        self.paths.clear();
        self.found.clear();
    }
    /// As rows have them, in the order of their paths: where they stood among columns is not kept.
    pub(crate) fn cells<'t>(&'t self, tree: &'t Tree) -> Vec<ExtraCell<'t>> {
        let cells = self.found.iter().map(|(span, at)| ExtraCell {
            path: &self.paths[span.clone()],
            cell: cell(tree, *at),
            offset: Some(tree.nodes[*at].offset),
        });
        let mut cells: Vec<_> = cells.collect();
        cells.sort_by_key(|extra| extra.path);
        cells
    }
    fn push(&mut self, path: &str, at: At) {
        let start = self.paths.len();
        self.paths.push_str(path);
        self.found.push((start..self.paths.len(), at));
    }
}

/// A scalar as a cell; nothing for `null`, arrays and objects.
pub(crate) fn cell(tree: &Tree, at: At) -> Cell<'_> {
    match &tree.nodes[at].value {
        Value::Null | Value::Array(_) | Value::Object(_) => Cell::Absent,
        Value::Bool(flag) => Cell::Bool(*flag),
        Value::Number(span) => Cell::Number(tree.text(span)),
        Value::Text(span) => Cell::Text(tree.text(span)),
    }
}

/// Picks the cells of one row.
pub(crate) struct Picker<'p, 't> {
    tree: &'t Tree,
    extra: &'p mut Extra,
    /// The path of the value that is looked at.
    path: String,
}

impl<'p, 't> Picker<'p, 't> {
    pub(crate) fn new(tree: &'t Tree, extra: &'p mut Extra) -> Self {
        Self { tree, extra, path: String::new() }
    }

    /// The cells of the value at `at`, which is the `number`th.
    pub(crate) fn row(&mut self, level: &Level, at: At, number: u64) -> Result<Row<'t>, Finding> {
        let offset = self.tree.nodes[at].offset;
        let mut row = Row {
            number,
            offset: Some(offset),
            offsets: vec![offset; level.columns],
            cells: vec![Cell::Absent; level.columns],
            groups: level.groups.iter().map(|_| Vec::new()).collect(),
            extra: Vec::new(),
        };
        let value = &self.tree.nodes[at].value;
        // Only where a column is the value itself may an entry be something else than an object.
        if !matches!(value, Value::Object(_)) && level.node(0).columns.is_empty() {
            return Err(self.wrong(at, Phrase::new("an object", "đối tượng")));
        }
        self.visit(level, 0, at, &mut row)?;
        Ok(row)
    }

    fn visit(&mut self, level: &Level, node: usize, at: At, row: &mut Row<'t>) -> Result<(), Finding> {
        let here = level.node(node);
        if let Some(group) = here.group {
            return self.group(level, group, at, row);
        }
        match &self.tree.nodes[at].value {
            Value::Null => Ok(()),
            Value::Array(_) | Value::Object(_) if here.is_scalar() => Err(self
                .wrong(at, Phrase::new("a text, a number, true or false", "văn bản, số, true hoặc false"))),
            Value::Object(_) => {
                for child in self.tree.children(at) {
                    let name = self.tree.name(child);
                    let length = self.path.len();
                    path::push_name(&mut self.path, name);
                    match level.member(node, name) {
                        Some(node) => self.visit(level, node, child, row)?,
                        None => self.unnamed(child),
                    }
                    self.path.truncate(length);
                }
                Ok(())
            }
            Value::Array(_) => {
                for (child, number) in self.tree.children(at).zip(1..) {
                    let length = self.path.len();
                    path::push_entry(&mut self.path, number);
                    match level.entry(node, number) {
                        Some(node) => self.visit(level, node, child, row)?,
                        None => self.unnamed(child),
                    }
                    self.path.truncate(length);
                }
                Ok(())
            }
            _ if here.columns.is_empty() => {
                self.extra.push(&self.path, at);
                Ok(())
            }
            _ => {
                for column in &here.columns {
                    let slot = &mut row.cells[*column];
                    if *slot != Cell::Absent {
                        return Err(self
                            .place(Finding::new(&DUPLICATE_COLUMN).found(&self.path).field(&self.path), at)
                            .expected(Phrase::new(
                                "one of the names of a column",
                                "chỉ một trong các tên của một cột",
                            )));
                    }
                    *slot = cell(self.tree, at);
                    row.offsets[*column] = self.tree.nodes[at].offset;
                }
                Ok(())
            }
        }
    }

    fn group(&mut self, level: &Level, group: usize, at: At, row: &mut Row<'t>) -> Result<(), Finding> {
        let inner = &level.groups[group];
        match &self.tree.nodes[at].value {
            Value::Null => {}
            Value::Array(_) => {
                for (entry, number) in self.tree.children(at).zip(1..) {
                    let length = self.path.len();
                    path::push_entry(&mut self.path, number);
                    let inside = self.row(inner, entry, number as u64)?;
                    row.groups[group].push(inside);
                    self.path.truncate(length);
                }
            }
            // Some programs write a list of one without its brackets.
            Value::Object(_) => {
                let inside = self.row(inner, at, 1)?;
                row.groups[group].push(inside);
            }
            _ => return Err(self.wrong(at, Phrase::new("an array", "mảng"))),
        }
        Ok(())
    }

    /// Keeps what no path leads to.
    fn unnamed(&mut self, at: At) {
        match &self.tree.nodes[at].value {
            Value::Null => {}
            Value::Object(_) => {
                for child in self.tree.children(at) {
                    let length = self.path.len();
                    path::push_name(&mut self.path, self.tree.name(child));
                    self.unnamed(child);
                    self.path.truncate(length);
                }
            }
            Value::Array(_) => {
                for (child, number) in self.tree.children(at).zip(1..) {
                    let length = self.path.len();
                    path::push_entry(&mut self.path, number);
                    self.unnamed(child);
                    self.path.truncate(length);
                }
            }
            _ => self.extra.push(&self.path, at),
        }
    }

    fn wrong(&self, at: At, expected: impl Say) -> Finding {
        let found = self.tree.nodes[at].value.word();
        self.place(Finding::new(&WRONG_KIND).found(found).expected(expected), at)
    }

    fn place(&self, finding: Finding, at: At) -> Finding {
        let mut finding = finding.path(if self.path.is_empty() { "." } else { &self.path });
        finding.place.offset = Some(self.tree.nodes[at].offset);
        finding
    }
}
