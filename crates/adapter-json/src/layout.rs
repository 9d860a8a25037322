//! The columns of a layout by their paths, so that every value is looked up once.

use lienthong_adapter::rows::{ColumnLayout, GroupLayout};

use lienthong_adapter::rows::json_path::{self as path, Step};

/// The columns and groups of a row, or of an entry of a group.
#[derive(Debug, Default)]
pub(crate) struct Level {
    /// The first is the row itself.
    nodes: Vec<Node>,
    /// How many columns there are.
    pub(crate) columns: usize,
    /// The levels within.
    pub(crate) groups: Vec<Level>,
}

/// A place in a row that a path leads to or through.
#[derive(Debug, Default)]
pub(crate) struct Node {
    children: Vec<(Step, usize)>,
    /// The columns that have their value here.
    pub(crate) columns: Vec<usize>,
    /// The group that has its entries here.
    pub(crate) group: Option<usize>,
}

impl Node {
    /// Whether nothing but a scalar can stand here.
    pub(crate) fn is_scalar(&self) -> bool {
        !self.columns.is_empty() && self.children.is_empty()
    }
}

impl Level {
    pub(crate) fn new(columns: &[ColumnLayout], groups: &[GroupLayout]) -> Self {
        let mut level = Self { nodes: vec![Node::default()], columns: columns.len(), groups: Vec::new() };
        for (index, column) in columns.iter().enumerate() {
            for name in &column.names {
                let node = level.place(&path::parse(name));
                level.nodes[node].columns.push(index);
            }
        }
        for (index, group) in groups.iter().enumerate() {
            let node = level.place(&path::parse(&group.path));
            level.nodes[node].group = Some(index);
            level.groups.push(Self::new(&group.columns, &group.groups));
        }
        level
    }

    pub(crate) fn node(&self, at: usize) -> &Node {
        &self.nodes[at]
    }

    /// The node of a member.
    pub(crate) fn member(&self, at: usize, name: &str) -> Option<usize> {
        let is = |step: &Step| matches!(step, Step::Name(own) if own == name);
        self.nodes[at].children.iter().find(|(step, _)| is(step)).map(|(_, child)| *child)
    }

    /// The node of an entry of an array.
    pub(crate) fn entry(&self, at: usize, number: usize) -> Option<usize> {
        self.nodes[at].children.iter().find(|(step, _)| *step == Step::Entry(number)).map(|(_, child)| *child)
    }

    fn place(&mut self, steps: &[Step]) -> usize {
        let mut at = 0;
        for step in steps {
            let known = self.nodes[at].children.iter().find(|(own, _)| own == step).map(|(_, child)| *child);
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
