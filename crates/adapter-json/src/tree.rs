//! The values of one row, side by side in one piece of memory.

use lienthong_adapter::Phrase;
use std::ops::Range;

/// Where a text stands in [`Tree::text`].
pub(crate) type Span = Range<usize>;

/// Index of a node.
pub(crate) type At = usize;

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// As written.
    Number(Span),
    /// In NFC or not, as written.
    Text(Span),
    /// The first entry.
    Array(Option<At>),
    /// The first member.
    Object(Option<At>),
}

/// A value, and its name where it is a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// In NFC.
    pub(crate) name: Span,
    pub(crate) value: Value,
    /// The next member or entry.
    pub(crate) next: Option<At>,
    /// Bytes of the document before the value.
    pub(crate) offset: u64,
}

/// The values of one row.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    text: String,
}

impl Value {
    /// What people call it.
    pub(crate) fn word(&self) -> Phrase {
        match self {
            Self::Null => Phrase::new("null", "null"),
            Self::Bool(_) => Phrase::new("true or false", "true hoặc false"),
            Self::Number(_) => Phrase::new("a number", "giá trị số"),
            Self::Text(_) => Phrase::new("a text", "văn bản"),
            Self::Array(_) => Phrase::new("an array", "mảng"),
            Self::Object(_) => Phrase::new("an object", "đối tượng"),
        }
    }
    /// The first member or entry.
    pub(crate) fn first(&self) -> Option<At> {
        match self {
            Self::Array(first) | Self::Object(first) => *first,
            _ => None,
        }
    }
}

impl Tree {
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
        self.text.clear();
    }
    /// Keeps a text.
    pub(crate) fn keep(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }
    /// Keeps a text in the place of the one that came last.
    pub(crate) fn replace(&mut self, last: Span, text: &str) -> Span {
        debug_assert_eq!(last.end, self.text.len(), "only what came last has nothing behind it");
        self.text.truncate(last.start);
        self.keep(text)
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
    /// The members of an object or the entries of an array.
    pub(crate) fn children(&self, at: At) -> impl Iterator<Item = At> + '_ {
        std::iter::successors(self.nodes[at].value.first(), |at| self.nodes[*at].next)
    }
}
