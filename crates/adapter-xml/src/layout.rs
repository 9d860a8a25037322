//! The columns of a layout by their paths, so that every element is looked up once.

use lienthong_adapter::Finding;
use lienthong_adapter::rows::{ColumnKind, ColumnLayout, GroupLayout};

use crate::path::{self, Step};
use crate::space::{Space, Spaces};

/// The columns and groups of a row, or of an entry of a group.
#[derive(Debug, Default)]
pub(crate) struct Level {
    /// The first is the row itself.
    nodes: Vec<Node>,
    /// The kinds of the columns.
    pub(crate) kinds: Vec<ColumnKind>,
    /// The levels within.
    pub(crate) groups: Vec<Level>,
}

/// A place in a row that a path leads to or through.
#[derive(Debug, Default)]
pub(crate) struct Node {
    children: Vec<(Step, usize)>,
    /// The columns that have their value here.
    pub(crate) columns: Vec<usize>,
    /// The group whose entries stand here.
    pub(crate) group: Option<usize>,
}

impl Level {
    pub(crate) fn new(
        columns: &[ColumnLayout],
        groups: &[GroupLayout],
        spaces: &Spaces,
    ) -> Result<Self, Finding> {
        let kinds = columns.iter().map(|column| column.kind).collect();
        let mut level = Self { nodes: vec![Node::default()], kinds, groups: Vec::new() };
        for (index, column) in columns.iter().enumerate() {
            for name in &column.names {
                let node = level.place(&path::parse(name, spaces)?);
                level.nodes[node].columns.push(index);
            }
        }
        for (index, group) in groups.iter().enumerate() {
            let node = level.place(&path::parse(&group.path, spaces)?);
            level.nodes[node].group = Some(index);
            level.groups.push(Self::new(&group.columns, &group.groups, spaces)?);
        }
        Ok(level)
    }

    /// Whether no column and no group takes anything out of a row.
    pub(crate) fn is_bare(&self) -> bool {
        self.kinds.is_empty() && self.groups.is_empty()
    }

    pub(crate) fn node(&self, at: usize) -> &Node {
        &self.nodes[at]
    }

    /// The node of an element or an attribute; one that names its namespace comes first.
    pub(crate) fn find(&self, at: usize, is_attribute: bool, space: Space, name: &str) -> Option<usize> {
        let children = &self.nodes[at].children;
        let mut fit =
            children.iter().filter(|(step, _)| step.is_attribute == is_attribute && step.is(space, name));
        let first = fit.next()?;
        let named = if first.0.space.is_some() { None } else { fit.find(|(step, _)| step.space.is_some()) };
        Some(named.unwrap_or(first).1)
    }

    fn place(&mut self, steps: &[Step]) -> usize {
        let mut at = 0;
        for step in steps {
            let is = |own: &Step| {
                own.is_attribute == step.is_attribute && own.space == step.space && own.name == step.name
            };
            let known = self.nodes[at].children.iter().find(|(own, _)| is(own)).map(|(_, child)| *child);
            at = known.unwrap_or_else(|| {
                let child = self.nodes.len();
                self.nodes.push(Node::default());
                self.nodes[at].children.push((step.clone(), child));
                child
            });
        }
        at
    }
}

impl Node {
    /// Whether nothing but text can stand here.
    pub(crate) fn is_leaf(&self) -> bool {
        self.children.iter().all(|(step, _)| step.is_attribute)
    }
}
