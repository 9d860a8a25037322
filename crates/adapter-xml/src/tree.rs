//! The elements of one row, side by side in one piece of memory.

use std::ops::Range;

use crate::space::Space;

/// Where a text stands in the tree.
pub(crate) type Span = Range<usize>;
/// Index of an element.
pub(crate) type At = usize;

/// An element.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) space: Space,
    /// The local name in NFC.
    pub(crate) name: Span,
    /// Its own text, without that of its children.
    pub(crate) text: Span,
    pub(crate) attributes: Range<usize>,
    pub(crate) first: Option<At>,
    pub(crate) next: Option<At>,
    /// Bytes before it.
    pub(crate) offset: u64,
    /// `xsi:nil="true"`.
    pub(crate) is_nil: bool,
}

/// An attribute that is data.
#[derive(Debug, Clone)]
pub(crate) struct Attribute {
    pub(crate) space: Space,
    pub(crate) name: Span,
    pub(crate) value: Span,
}

/// The elements of one row; the first is the row.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) attributes: Vec<Attribute>,
    text: String,
}

impl Tree {
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
        self.attributes.clear();
        self.text.clear();
    }
    pub(crate) fn keep(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
    pub(crate) fn text(&self, span: &Span) -> &str {
        &self.text[span.clone()]
    }
    /// Bytes of all texts.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }
    pub(crate) fn name(&self, at: At) -> &str {
        self.text(&self.nodes[at].name)
    }
    pub(crate) fn children(&self, at: At) -> impl Iterator<Item = At> + Clone + '_ {
        std::iter::successors(self.nodes[at].first, |at| self.nodes[*at].next)
    }
    pub(crate) fn attributes(&self, at: At) -> &[Attribute] {
        &self.attributes[self.nodes[at].attributes.clone()]
    }
}
