//! The elements of one row on their way out: nested by their paths, in the order of the layout.
//!
//! Every column makes its place, whether it has a value or not, so that the order of elements never depends on which
//! values there are; places without a value are left out when they are written.

use std::borrow::Cow;

use lienthong_adapter::{Finding, Phrase};

use crate::escape;
use crate::plan::unsayable;

/// Index of an element.
pub(crate) type At = usize;

/// The elements of one row; the first is the row.
pub(crate) struct Out<'r> {
    nodes: Vec<Node<'r>>,
}

#[derive(Default)]
struct Node<'r> {
    name: Cow<'r, str>,
    attributes: Vec<(Cow<'r, str>, Cow<'r, str>)>,
    text: Option<Cow<'r, str>>,
    /// Whether the text is one that a mapping kept: beside elements it would come back as another.
    is_kept: bool,
    /// Written even if there is nothing in it.
    stays: bool,
    first: Option<At>,
    last: Option<At>,
    next: Option<At>,
}

impl<'r> Out<'r> {
    pub(crate) fn new(name: &'r str) -> Self {
        Self { nodes: vec![Node { name: name.into(), stays: true, ..Node::default() }] }
    }

    /// Adds an element at the end of another.
    pub(crate) fn push(&mut self, parent: At, name: Cow<'r, str>) -> At {
        let at = self.nodes.len();
        self.nodes.push(Node { name, ..Node::default() });
        let parent = &mut self.nodes[parent];
        parent.first.get_or_insert(at);
        if let Some(last) = parent.last.replace(at) {
            self.nodes[last].next = Some(at);
        }
        at
    }

    fn children(&self, at: At) -> impl Iterator<Item = At> + '_ {
        std::iter::successors(self.nodes[at].first, |at| self.nodes[*at].next)
    }

    /// The `number`th child of this name, from 1.
    pub(crate) fn find(&self, at: At, name: &str, number: usize) -> Option<At> {
        self.children(at).filter(|child| self.nodes[*child].name == name).nth(number - 1)
    }

    /// The only child of this name, made where there is none.
    pub(crate) fn enter(&mut self, at: At, name: &'r str) -> At {
        // Columns of one parent mostly stand side by side.
        let last = self.nodes[at].last.filter(|last| self.nodes[*last].name == name);
        last.or_else(|| self.find(at, name, 1)).unwrap_or_else(|| self.push(at, name.into()))
    }

    pub(crate) fn stay(&mut self, at: At) {
        self.nodes[at].stays = true;
    }

    /// Sets the text of an element; false where it has one.
    pub(crate) fn set_text(&mut self, at: At, text: Cow<'r, str>) -> bool {
        self.nodes[at].text.replace(text).is_none()
    }

    /// Sets a text that a mapping kept; false where the element has one.
    pub(crate) fn keep_text(&mut self, at: At, text: Cow<'r, str>) -> bool {
        self.nodes[at].is_kept = true;
        self.set_text(at, text)
    }

    /// Sets an attribute; false where it is there.
    pub(crate) fn set_attribute(&mut self, at: At, name: Cow<'r, str>, value: Cow<'r, str>) -> bool {
        let attributes = &mut self.nodes[at].attributes;
        let is_new = attributes.iter().all(|(own, _)| *own != name);
        if is_new {
            attributes.push((name, value));
        }
        is_new
    }

    /// Writes an element and all within; nothing where there is nothing in it. `more` is put behind the name.
    pub(crate) fn write(&self, at: At, more: &str, to: &mut Vec<u8>) -> Result<bool, Finding> {
        let node = &self.nodes[at];
        let start = to.len();
        to.push(b'<');
        to.extend_from_slice(node.name.as_bytes());
        to.extend_from_slice(more.as_bytes());
        for (name, value) in &node.attributes {
            to.push(b' ');
            to.extend_from_slice(name.as_bytes());
            to.extend_from_slice(b"=\"");
            escape::attribute(value, to).map_err(|finding| finding.path(format!("{}/@{name}", node.name)))?;
            to.push(b'"');
        }
        to.push(b'>');
        let inner = to.len();
        if let Some(text) = &node.text {
            escape::text(text, to).map_err(|finding| finding.path(&node.name))?;
        }
        let mut has_children = false;
        for child in self.children(at) {
            has_children |= self.write(child, "", to)?;
        }
        if node.is_kept && has_children {
            let found =
                Phrase::new("a text that is kept, beside elements", "chữ được giữ lại, cạnh phần tử con");
            return Err(unsayable(found, Phrase::new("a text alone", "chỉ có chữ")).path(&node.name));
        }
        let has_any = has_children || node.text.is_some() || !node.attributes.is_empty() || node.stays;
        if !has_any {
            to.truncate(start);
        } else if to.len() == inner {
            to.truncate(inner - 1);
            to.extend_from_slice(b"/>");
        } else {
            to.extend_from_slice(b"</");
            to.extend_from_slice(node.name.as_bytes());
            to.push(b'>');
        }
        Ok(has_any)
    }
}
