//! From the elements of a row to its cells.
//!
//! Every text and every attribute is a cell of a column, lies in a group, or is kept as extra with its whole path, also
//! within groups: nothing is passed over. A column that stands twice where no group says that it may is refused; what no
//! path leads to may repeat, and has its number behind its name in the path.

use std::borrow::Cow;
use std::collections::HashMap;

use lienthong_adapter::mapping::reasons::{DUPLICATE_COLUMN, WRONG_KIND};
use lienthong_adapter::rows::ado_names::decode_name;
use lienthong_adapter::rows::{Cell, ExtraCell, Row};
use lienthong_adapter::{Finding, Phrase};

use crate::dataset;
use crate::layout::Level;
use crate::reasons::DUPLICATE_ELEMENT;
use crate::space::{Space, Spaces};
use crate::tree::{At, Span, Tree};

/// So few children are compared with each other.
const FEW: usize = 16;

/// Texts that no column names.
#[derive(Debug, Default)]
pub(crate) struct Extra {
    paths: String,
    found: Vec<(Span, Span, Option<u64>)>,
}

impl Extra {
    pub(crate) fn clear(&mut self) {
        self.paths.clear();
        self.found.clear();
    }
    /// As rows have them. Beside columns they come in the order of their paths, since where they stood among these is
    /// not kept; where there is no column they are all of the row, in the order of the document.
    pub(crate) fn cells<'t>(&'t self, tree: &'t Tree, is_all: bool) -> Vec<ExtraCell<'t>> {
        let cells = self.found.iter().map(|(path, text, offset)| ExtraCell {
            path: &self.paths[path.clone()],
            cell: Cell::Text(tree.text(text)),
            offset: *offset,
        });
        let mut cells: Vec<_> = cells.collect();
        if !is_all {
            cells.sort_by_key(|extra| extra.path);
        }
        cells
    }
    fn push(&mut self, path: &str, text: Span, offset: Option<u64>) {
        let start = self.paths.len();
        self.paths.push_str(if path.is_empty() { "." } else { path });
        self.found.push((start..self.paths.len(), text, offset));
    }
}

/// Picks the cells of one row.
pub(crate) struct Picker<'p, 't> {
    pub(crate) tree: &'t Tree,
    pub(crate) spaces: &'p Spaces,
    pub(crate) extra: &'p mut Extra,
    /// Whether attributes of ADO.NET are no data.
    pub(crate) is_dataset: bool,
    /// Whether offsets are those of the file.
    pub(crate) has_offsets: bool,
    /// The path of the element that is looked at, from the row.
    pub(crate) path: String,
}

impl<'t> Picker<'_, 't> {
    /// Bytes of the file before an element.
    fn offset(&self, at: At) -> Option<u64> {
        self.has_offsets.then_some(self.tree.nodes[at].offset)
    }

    /// The cells of the element at `at`, which is the `number`th.
    pub(crate) fn row(&mut self, level: &Level, at: At, number: u64) -> Result<Row<'t>, Finding> {
        let offset = self.offset(at);
        let mut row = Row {
            number,
            offset,
            offsets: offset.map_or_else(Vec::new, |offset| vec![offset; level.kinds.len()]),
            cells: vec![Cell::Absent; level.kinds.len()],
            groups: level.groups.iter().map(|_| Vec::new()).collect(),
            extra: Vec::new(),
        };
        self.element(level, 0, at, &mut row)?;
        Ok(row)
    }

    fn element(&mut self, level: &Level, node: usize, at: At, row: &mut Row<'t>) -> Result<(), Finding> {
        let here = level.node(node);
        let element = &self.tree.nodes[at];
        let text = self.tree.text(&element.text);
        let is_blank = text.trim().is_empty();
        if !element.is_nil {
            if here.columns.is_empty() {
                if !is_blank {
                    self.text(at);
                }
            } else if element.first.is_none() || !is_blank {
                for column in &here.columns {
                    self.set(row, (level, *column), text, at)?;
                }
            } else if here.is_leaf() {
                let finding = Finding::new(&WRONG_KIND)
                    .found(Phrase::new("elements within it", "có phần tử con"))
                    .expected(Phrase::new("a text", "văn bản"));
                return Err(self.place(finding, at));
            }
        }
        for attribute in self.tree.attributes(at) {
            let name = self.tree.text(&attribute.name);
            let value = &attribute.value;
            // A column that no program shows stands at the row and not in it.
            if let Some(hidden) = self.hidden(attribute.space, name) {
                match level.find(node, false, Space::NONE, &hidden) {
                    Some(found) => {
                        for column in &level.node(found).columns {
                            self.set(row, (level, *column), self.tree.text(value), at)?;
                        }
                    }
                    None => self.extra.push(&hidden, value.clone(), self.offset(at)),
                }
                continue;
            }
            match level.find(node, true, attribute.space, name) {
                Some(found) => {
                    for column in &level.node(found).columns {
                        self.set(row, (level, *column), self.tree.text(value), at)?;
                    }
                }
                None => self.unnamed_attribute(at, attribute.space, name, value),
            }
        }
        if !element.is_nil {
            self.children(level, node, at, row)?;
        }
        Ok(())
    }

    fn children(&mut self, level: &Level, node: usize, at: At, row: &mut Row<'t>) -> Result<(), Finding> {
        let find = |at: At| level.find(node, false, self.tree.nodes[at].space, self.tree.name(at));
        let may = |at: At| find(at).is_none_or(|node| level.node(node).group.is_some());
        let numbers = self.numbers(at, may)?;
        for child in self.tree.children(at) {
            let length = self.path.len();
            self.push(self.tree.nodes[child].space, self.tree.name(child), false);
            match level.find(node, false, self.tree.nodes[child].space, self.tree.name(child)) {
                Some(found) => match level.node(found).group {
                    Some(group) => {
                        let number = row.groups[group].len() as u64 + 1;
                        self.path.push_str(&format!("[{number}]"));
                        let inside = self.row(&level.groups[group], child, number)?;
                        row.groups[group].push(inside);
                    }
                    None => self.element(level, found, child, row)?,
                },
                None => {
                    self.push_number(&numbers, child);
                    self.unnamed(child)?;
                }
            }
            self.path.truncate(length);
        }
        Ok(())
    }

    /// Keeps what no path leads to.
    fn unnamed(&mut self, at: At) -> Result<(), Finding> {
        let element = &self.tree.nodes[at];
        if !element.is_nil {
            let is_blank = self.tree.text(&element.text).trim().is_empty();
            let is_empty = element.first.is_none() && element.attributes.is_empty();
            if !is_blank || is_empty {
                self.text(at);
            }
        }
        for attribute in self.tree.attributes(at) {
            self.unnamed_attribute(at, attribute.space, self.tree.text(&attribute.name), &attribute.value);
        }
        let numbers = self.numbers(at, |_| true)?;
        for child in self.tree.children(at) {
            let length = self.path.len();
            self.push(self.tree.nodes[child].space, self.tree.name(child), false);
            self.push_number(&numbers, child);
            self.unnamed(child)?;
            self.path.truncate(length);
        }
        Ok(())
    }

    /// Keeps the text of an element. Beside elements it is a part of its own, whose place among them no path says.
    fn text(&mut self, at: At) {
        let element = &self.tree.nodes[at];
        let length = self.path.len();
        if element.first.is_some() {
            step(&mut self.path, "", "text()", false);
        }
        self.extra.push(&self.path, element.text.clone(), self.offset(at));
        self.path.truncate(length);
    }

    /// The column of a data set whose values are attributes: `MappingType.Hidden` of ADO.NET.
    fn hidden<'n>(&self, space: Space, name: &'n str) -> Option<Cow<'n, str>> {
        let column = name.strip_prefix("hidden").filter(|column| !column.is_empty())?;
        (self.is_dataset && space == Space::MSDATA).then(|| decode_name(column))
    }

    fn unnamed_attribute(&mut self, at: At, space: Space, name: &str, value: &Span) {
        if self.is_dataset && matches!(space, Space::DIFFGRAM | Space::MSDATA) {
            return;
        }
        let length = self.path.len();
        self.push(space, name, true);
        self.extra.push(&self.path, value.clone(), self.offset(at));
        self.path.truncate(length);
    }

    fn push_number(&mut self, numbers: &HashMap<At, usize>, child: At) {
        if let Some(number) = numbers.get(&child) {
            self.path.push_str(&format!("[{number}]"));
        }
    }

    /// The numbers, from 1, of the children that share their name with others. Only those that `may` stand twice do.
    fn numbers(&self, at: At, may: impl Fn(At) -> bool) -> Result<HashMap<At, usize>, Finding> {
        let name = |at: &At| (self.tree.nodes[*at].space, self.tree.name(*at));
        if self.tree.children(at).nth(FEW).is_none() {
            // Comparing all is quicker than sorting a few, and mostly all differ.
            let mut children = self.tree.children(at);
            let mut pairs = std::iter::from_fn(|| children.next().map(|one| (one, children.clone())));
            if pairs.all(|(one, mut others)| others.all(|other| name(&one) != name(&other))) {
                return Ok(HashMap::new());
            }
        }
        let mut children: Vec<At> = self.tree.children(at).collect();
        children.sort_by(|a, b| name(a).cmp(&name(b)).then(a.cmp(b)));
        let twice = children.windows(2).find(|two| name(&two[0]) == name(&two[1]) && !may(two[0]));
        let Some([_, second]) = twice else {
            let alike =
                children.chunk_by(|one, other| name(one) == name(other)).filter(|alike| alike.len() > 1);
            return Ok(alike.flat_map(|alike| alike.iter().copied().zip(1..)).collect());
        };
        let mut path = self.path.clone();
        step(&mut path, self.spaces.prefix(self.tree.nodes[*second].space), self.tree.name(*second), false);
        let finding = Finding::new(&DUPLICATE_ELEMENT).found(format!("`{}`", self.tree.name(*second)));
        let mut finding = finding.path(path);
        finding.place.offset = self.has_offsets.then_some(self.tree.nodes[*second].offset);
        Err(finding)
    }

    fn set(
        &self,
        row: &mut Row<'t>,
        (level, column): (&Level, usize),
        text: &'t str,
        at: At,
    ) -> Result<(), Finding> {
        let slot = &mut row.cells[column];
        if *slot != Cell::Absent {
            let finding = Finding::new(&DUPLICATE_COLUMN).found(&self.path).field(&self.path);
            return Err(self.place(
                finding.expected(Phrase::new(
                    "one of the names of a column",
                    "chỉ một trong các tên của một cột",
                )),
                at,
            ));
        }
        *slot = if self.is_dataset { dataset::cell(text, level.kinds[column]) } else { Cell::Text(text) };
        if let Some(offset) = row.offsets.get_mut(column) {
            *offset = self.tree.nodes[at].offset;
        }
        Ok(())
    }

    fn push(&mut self, space: Space, name: &str, is_attribute: bool) {
        step(&mut self.path, self.spaces.prefix(space), name, is_attribute);
    }

    fn place(&self, finding: Finding, at: At) -> Finding {
        let mut finding = finding.path(if self.path.is_empty() { "." } else { &self.path });
        finding.place.offset = self.has_offsets.then_some(self.tree.nodes[at].offset);
        finding
    }
}

fn step(path: &mut String, prefix: &str, name: &str, is_attribute: bool) {
    if !path.is_empty() {
        path.push('/');
    }
    if is_attribute {
        path.push('@');
    }
    if !prefix.is_empty() {
        path.push_str(prefix);
        path.push(':');
    }
    path.push_str(name);
}
