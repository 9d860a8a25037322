//! JSON as a tree that knows where everything stood.
//!
//! | module | idea |
//! |---|---|
//! | `parse` | bytes to a tree, strictly and within limits |
//! | `text` | one string: escapes, and what cannot be a text |
//! | `write` | texts, and trees again |
//!
//! # What holds
//!
//! * Strings and names are NFC. A name that occurs twice in one object is refused.
//! * Numbers are kept as they were written; nothing is ever a float.

use lienthong_adapter::Phrase;
mod parse;
mod text;
mod write;

pub(crate) use parse::parse;
pub(crate) use write::{push_node, push_text};

/// A value and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// Bytes before it.
    pub(crate) at: usize,
    pub(crate) json: Json,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// The number as it was written.
    Number(String),
    Text(String),
    Array(Vec<Node>),
    Object(Vec<Entry>),
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// Bytes before its name.
    pub(crate) at: usize,
    pub(crate) name: String,
    pub(crate) node: Node,
}

/// Bytes as a tree.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) root: Node,
    /// Whether a byte order mark stood before it.
    pub(crate) had_mark: bool,
}

impl Json {
    /// What it is, in words of JSON.
    pub(crate) fn kind(&self) -> Phrase {
        match self {
            Self::Null => Phrase::new("null", "null"),
            Self::Bool(_) => Phrase::new("true / false", "true / false"),
            Self::Number(_) => Phrase::new("number", "số"),
            Self::Text(_) => Phrase::new("text", "văn bản"),
            Self::Array(_) => Phrase::new("array", "mảng"),
            Self::Object(_) => Phrase::new("object", "đối tượng"),
        }
    }
    /// The members, of an object.
    pub(crate) fn entries(&self) -> Option<&[Entry]> {
        match self {
            Self::Object(entries) => Some(entries),
            _ => None,
        }
    }
}

/// The value of the member `name`.
pub(crate) fn member<'a>(entries: &'a [Entry], name: &str) -> Option<&'a Node> {
    entries.iter().find(|entry| entry.name == name).map(|entry| &entry.node)
}
