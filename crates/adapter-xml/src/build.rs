//! From the start tag of a row to the tree of its elements.
//!
//! The text of an element is that of all its text and CDATA children, joined.

use lienthong_adapter::mapping::reasons::{CELL_TOO_LARGE, WRONG_KIND};
use lienthong_adapter::rows::ado_names::decode_name;
use lienthong_adapter::{Finding, Limits, Phrase, Unit};

use crate::events::{Events, Token};
use crate::reasons::{XML_TOO_LARGE, XML_TOO_MANY_ELEMENTS};
use crate::tree::{At, Attribute, Node, Tree};

/// What bounds a row, and how its names are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Builder {
    pub(crate) limits: Limits,
    /// Whether `_x0020_` in names is a space.
    pub(crate) decode_names: bool,
}

struct Open {
    node: At,
    last: Option<At>,
    text: String,
}

impl Builder {
    /// Reads the element whose start tag came last, to its end tag. What comes back beside the tree spoils the row
    /// alone.
    pub(crate) fn read(&self, events: &mut Events<'_>, tree: &mut Tree) -> Result<Option<Finding>, Finding> {
        tree.clear();
        events.path_from = events.depth();
        let read = self.elements(events, tree);
        events.path_from = 0;
        read
    }

    fn elements(&self, events: &mut Events<'_>, tree: &mut Tree) -> Result<Option<Finding>, Finding> {
        let mut open = vec![self.element(events, tree)?];
        let mut flaw = None;
        // Memory of texts that are closed, for those that follow.
        let mut spare: Vec<String> = Vec::new();
        while let Some(inner) = open.last_mut() {
            match events.next()? {
                Token::Text => {
                    let offset = events.position();
                    if inner.text.len() + events.text.len() <= self.limits.cell_bytes {
                        inner.text.push_str(&events.text);
                    } else if flaw.is_none() {
                        let most = self.limits.cell_bytes;
                        let finding = events.at(&CELL_TOO_LARGE, offset);
                        let finding = finding.found(Phrase::more_than(most, Unit::Bytes));
                        flaw = Some(finding.expected(Phrase::count(most, Unit::Bytes)));
                    }
                }
                Token::Open => {
                    let mut child = self.element(events, tree)?;
                    child.text = spare.pop().unwrap_or_default();
                    match inner.last.replace(child.node) {
                        Some(last) => tree.nodes[last].next = Some(child.node),
                        None => tree.nodes[inner.node].first = Some(child.node),
                    }
                    open.push(child);
                }
                Token::Close => {
                    // White space between elements is no text.
                    let is_layout = inner.last.is_some() && inner.text.trim().is_empty();
                    let node = inner.node;
                    let has_content = inner.last.is_some() || !inner.text.trim().is_empty();
                    if tree.nodes[node].is_nil && has_content && flaw.is_none() {
                        let finding = events.at(&WRONG_KIND, tree.nodes[node].offset);
                        flaw = Some(finding.found(Phrase::new("a value", "một giá trị")).expected(
                            Phrase::new("none, as xsi:nil says", "không có giá trị, như xsi:nil đã ghi"),
                        ));
                    }
                    if !is_layout {
                        tree.nodes[node].text = tree.keep(&inner.text);
                    }
                    spare.extend(open.pop().map(|mut closed| {
                        closed.text.clear();
                        closed.text
                    }));
                }
                Token::End => break,
            }
        }
        Ok(events.flaw().or(flaw))
    }

    fn element(&self, events: &Events<'_>, tree: &mut Tree) -> Result<Open, Finding> {
        let tag = &events.tag;
        if tree.nodes.len() >= self.limits.elements {
            let most = self.limits.elements.to_string();
            return Err(events.at(&XML_TOO_MANY_ELEMENTS, tag.offset).expected(most));
        }
        if tree.bytes() as u64 > self.limits.package_bytes {
            let most = Phrase::count(self.limits.package_bytes, Unit::Bytes);
            return Err(events.at(&XML_TOO_LARGE, tag.offset).expected(most));
        }
        let most = self.limits.cell_bytes;
        let texts = tag.attributes.iter().flat_map(|(_, name, value)| [name, value]).chain([&tag.name]);
        if let Some(large) = texts.into_iter().find(|text| text.len() > most) {
            let finding =
                events.at(&CELL_TOO_LARGE, tag.offset).found(Phrase::count(large.len(), Unit::Bytes));
            return Err(finding.expected(Phrase::count(most, Unit::Bytes)));
        }
        let start = tree.attributes.len();
        for (space, name, value) in &tag.attributes {
            let (name, value) = (tree.keep(name), tree.keep(value));
            tree.attributes.push(Attribute { space: *space, name, value });
        }
        let name = match self.decode_names {
            true => tree.keep(&decode_name(&tag.name)),
            false => tree.keep(&tag.name),
        };
        let attributes = start..tree.attributes.len();
        let (space, is_nil, offset) = (tag.space, tag.is_nil, tag.offset);
        tree.nodes.push(Node {
            space,
            name,
            text: 0..0,
            attributes,
            first: None,
            next: None,
            offset,
            is_nil,
        });
        Ok(Open { node: tree.nodes.len() - 1, last: None, text: String::new() })
    }
}
