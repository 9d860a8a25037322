//! The values of one row on their way out: nested by their paths, in the order in which they came.

use std::io::Write;

use lienthong_adapter::mapping::reasons::NOT_SAYABLE;
use lienthong_adapter::rows::OutCell;
use lienthong_adapter::{Finding, Phrase};

use lienthong_adapter::rows::json_path::Step;

/// Entries of an array that only extra values make, at most: a path may name any number.
const MAX_ENTRY: usize = 100_000;

/// Index of a value.
pub(crate) type At = usize;

/// The values of one row; the first is the row.
pub(crate) struct Out<'r> {
    nodes: Vec<Node<'r>>,
}

struct Node<'r> {
    name: &'r str,
    kind: Kind<'r>,
    first: Option<At>,
    last: Option<At>,
    next: Option<At>,
    /// Members or entries.
    length: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind<'r> {
    Object,
    Array,
    Value(OutCell<'r>),
    /// A text that was made for this row.
    Made(String),
}

impl<'r> Out<'r> {
    pub(crate) fn new(root: Kind<'r>) -> Self {
        let mut out = Self { nodes: Vec::new() };
        out.node("", root);
        out
    }

    pub(crate) fn set(&mut self, at: At, kind: Kind<'r>) {
        self.nodes[at].kind = kind;
    }

    /// Adds a member or an entry at the end.
    pub(crate) fn push(&mut self, parent: At, name: &'r str, kind: Kind<'r>) -> At {
        let at = self.node(name, kind);
        let parent = &mut self.nodes[parent];
        parent.first.get_or_insert(at);
        parent.length += 1;
        if let Some(last) = parent.last.replace(at) {
            self.nodes[last].next = Some(at);
        }
        at
    }

    fn node(&mut self, name: &'r str, kind: Kind<'r>) -> At {
        self.nodes.push(Node { name, kind, first: None, last: None, next: None, length: 0 });
        self.nodes.len() - 1
    }

    /// The place at the end of `steps`, which gets `kind`; what is on the way is made. Nothing where another value
    /// is on the way or in the place, or where an entry is too far behind the last.
    pub(crate) fn insert(&mut self, root: At, steps: &'r [Step], kind: Kind<'r>) -> Option<At> {
        let mut at = root;
        for (index, step) in steps.iter().enumerate() {
            let last = index + 1 == steps.len();
            let found = self.find(at, step)?;
            at = match found {
                Some(found) => found,
                None => {
                    let new = match steps.get(index + 1) {
                        None => kind.clone(),
                        Some(Step::Name(_)) => Kind::Object,
                        Some(Step::Entry(_)) => Kind::Array,
                    };
                    let name = if let Step::Name(name) = step { name } else { "" };
                    at = self.push(at, name, new);
                    continue;
                }
            };
            let is_nothing = self.nodes[at].kind == Kind::Value(OutCell::Absent);
            if last && is_nothing {
                self.nodes[at].kind = kind.clone();
            } else if last {
                return None;
            }
        }
        Some(at)
    }

    /// The child that a step leads to, if there is one; `None` outside where the step cannot be walked.
    fn find(&mut self, at: At, step: &Step) -> Option<Option<At>> {
        let mut children = std::iter::successors(self.nodes[at].first, |at| self.nodes[*at].next);
        match (step, &self.nodes[at].kind) {
            (Step::Name(name), Kind::Object) => {
                // Columns of one parent mostly stand side by side.
                let last = self.nodes[at].last.filter(|last| self.nodes[*last].name == name);
                Some(last.or_else(|| children.find(|child| self.nodes[*child].name == name)))
            }
            (Step::Entry(number), Kind::Array) if *number <= MAX_ENTRY => {
                if let Some(child) = children.nth(number - 1) {
                    return Some(Some(child));
                }
                while self.nodes[at].length + 1 < *number {
                    self.push(at, "", Kind::Value(OutCell::Absent));
                }
                Some(None)
            }
            _ => None,
        }
    }

    /// Writes the value at `at` and all within.
    pub(crate) fn write(&self, at: At, to: &mut Vec<u8>) -> Result<(), Finding> {
        let node = &self.nodes[at];
        let (open, close) = match &node.kind {
            Kind::Value(cell) => return scalar(cell, to),
            Kind::Made(text) => return string(text, to),
            Kind::Object => (b'{', b'}'),
            Kind::Array => (b'[', b']'),
        };
        to.push(open);
        let children = std::iter::successors(node.first, |at| self.nodes[*at].next);
        for (index, child) in children.enumerate() {
            if index > 0 {
                to.push(b',');
            }
            if node.kind == Kind::Object {
                string(self.nodes[child].name, to)?;
                to.push(b':');
            }
            self.write(child, to)?;
        }
        to.push(close);
        Ok(())
    }
}

/// Writes a value that is no array and no object.
pub(crate) fn scalar(cell: &OutCell<'_>, to: &mut Vec<u8>) -> Result<(), Finding> {
    match cell {
        OutCell::Absent => to.extend_from_slice(b"null"),
        OutCell::Text(text) => string(text, to)?,
        OutCell::Number(number) if crate::parse::is_number(number) => to.extend_from_slice(number.as_bytes()),
        OutCell::Number(_) => {
            return Err(Finding::new(&NOT_SAYABLE)
                .found(Phrase::new("a text that is no number", "văn bản không phải số"))
                .expected(Phrase::new("a number of JSON", "số của JSON")));
        }
        OutCell::Bool(flag) => to.extend_from_slice(if *flag { b"true" } else { b"false" }),
        OutCell::Date(date) => string(&date.strftime("%Y-%m-%d").to_string(), to)?,
        OutCell::DateTime(at) => string(&at.strftime("%Y-%m-%dT%H:%M:%S").to_string(), to)?,
    }
    Ok(())
}

/// The bytes that a text may not hold as they are (RFC 8259, section 7). As a table, since most bytes are looked at and
/// left.
pub(crate) const IS_ESCAPED: [bool; 256] = {
    let mut is_escaped = [false; 256];
    is_escaped[b'"' as usize] = true;
    is_escaped[b'\\' as usize] = true;
    let mut control = 0;
    while control < 0x20 {
        is_escaped[control] = true;
        control += 1;
    }
    is_escaped
};

/// Whether a text lost a letter: U+FFFD stands for it. Hardly any text has the byte that this begins with.
pub(crate) fn has_replacement(text: &str) -> bool {
    text.bytes().fold(false, |seen, byte| seen | (byte == 0xEF)) && text.contains('\u{fffd}')
}

/// Writes a text with the escapes that it must have and no others, so that letters stay legible.
pub(crate) fn string(text: &str, to: &mut Vec<u8>) -> Result<(), Finding> {
    if has_replacement(text) {
        return Err(Finding::new(&NOT_SAYABLE)
            .found(Phrase::new("a text with U+FFFD", "văn bản có U+FFFD"))
            .expected(Phrase::new("a text that lost no letter", "văn bản không mất chữ")));
    }
    to.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| IS_ESCAPED[usize::from(*byte)]) {
        to.extend_from_slice(&rest[..at]);
        match rest[at] {
            b'\n' => to.extend_from_slice(b"\\n"),
            b'\r' => to.extend_from_slice(b"\\r"),
            b'\t' => to.extend_from_slice(b"\\t"),
            byte @ (b'"' | b'\\') => to.extend_from_slice(&[b'\\', byte]),
            control => write!(to, "\\u{control:04x}").expect("memory takes all bytes"),
        }
        rest = &rest[at + 1..];
    }
    to.extend_from_slice(rest);
    to.push(b'"');
    Ok(())
}
