//! A start tag: its name and its attributes, resolved and checked.
//!
//! What comes out is the part that is data. Declarations of namespaces are used up here, `xsi:nil` becomes a flag, and
//! the rest of `xsi:` and `xml:space` speak to programs.

use std::borrow::Cow;

use lienthong_adapter::{Finding, Phrase, name_phrase, phrase};
use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::name::{Namespace, ResolveResult};

use super::Events;
use crate::path::is_name;
use crate::reasons::*;
use crate::space::Space;

/// Deepest nesting whatever the limits say: one level is one call.
const MAX_DEPTH: usize = 256;

/// A start tag.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tag {
    pub(crate) space: Space,
    /// The local name in NFC.
    pub(crate) name: String,
    /// Attributes that are data: without declarations, `xsi:` and `xml:space`.
    pub(crate) attributes: Vec<(Space, String, String)>,
    pub(crate) is_nil: bool,
    /// Bytes before it.
    pub(crate) offset: u64,
}

impl Tag {
    /// Whether an attribute says something of the data. Those of other namespaces speak to programs.
    pub(crate) fn has_data(&self) -> bool {
        self.attributes.iter().any(|(space, _, _)| *space == Space::NONE)
    }
}

impl Events<'_> {
    /// Opens the element of `tag`, which begins at `start`.
    pub(super) fn start(&mut self, tag: &BytesStart<'_>, start: u64) -> Result<(), Finding> {
        let most = self.limits.depth.min(MAX_DEPTH);
        if self.open.len() >= most {
            return Err(self.at(&XML_TOO_DEEP, start).expected(most.to_string()));
        }
        if self.open.is_empty() && std::mem::replace(&mut self.has_root, true) {
            return Err(self.ill_formed(Phrase::new("a second root element", "phần tử gốc thứ hai"), start));
        }
        let (space, local) = self.reader.resolver().resolve_element(tag.name());
        let space = self.space(space, start)?;
        self.check_prefix(tag.name().as_ref(), start)?;
        let name = self.name(local.as_ref(), start)?;
        // One tag serves all, so that its memory is not asked for again and again.
        let mut own = std::mem::take(&mut self.tag);
        own.name.clear();
        own.name.push_str(&name);
        own.attributes.clear();
        (own.space, own.is_nil, own.offset) = (space, false, start);
        // Of namespaces that nobody here knows, by their names: two prefixes may be of one.
        let mut others: Vec<(String, String)> = Vec::new();
        for (count, attribute) in tag.attributes().enumerate() {
            if count >= self.limits.attributes {
                let most = self.limits.attributes.to_string();
                return Err(self.at(&XML_TOO_MANY_ATTRIBUTES, start).expected(most));
            }
            let attribute = attribute.map_err(|error| self.wrong(&error.into(), start))?;
            self.check_prefix(attribute.key.as_ref(), start)?;
            if attribute.value.contains('<') {
                return Err(self.ill_formed(
                    Phrase::new("`<` in the value of an attribute", "`<` trong giá trị thuộc tính"),
                    start,
                ));
            }
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (space, local) = self.reader.resolver().resolve_attribute(attribute.key);
            let uri = match space {
                ResolveResult::Bound(Namespace(uri)) => Some(uri.to_owned()),
                _ => None,
            };
            let space = self.space(space, start)?;
            let name = self.name(local.as_ref(), start)?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|error| self.wrong(&error, start))?;
            match (space, &*name) {
                (Space::INSTANCE, "nil") => own.is_nil = matches!(value.trim(), "true" | "1"),
                (Space::INSTANCE, _) | (Space::XML, "space") => {}
                _ => {
                    let value = value.into_owned();
                    self.check(&value, start);
                    let is_same = |(s, n, _): &(Space, String, String)| *s == space && *n == *name;
                    let is_there = match uri.filter(|_| space == Space::OTHER) {
                        Some(uri) => {
                            let full = (uri, name.to_string());
                            let is_there = others.contains(&full);
                            others.push(full);
                            is_there
                        }
                        None => own.attributes.iter().any(is_same),
                    };
                    if is_there {
                        return Err(self.ill_formed(
                            phrase!(
                                "the attribute `{name}` stands twice",
                                "thuộc tính `{name}` xuất hiện hai lần"
                            ),
                            start,
                        ));
                    }
                    own.attributes.push((space, name.into_owned(), value));
                }
            }
        }
        if !self.open.is_empty() {
            self.path.push('/');
        }
        self.open.push(self.path.len());
        self.path.push_str(&own.name);
        self.tag = own;
        Ok(())
    }

    fn space(&self, result: ResolveResult<'_>, start: u64) -> Result<Space, Finding> {
        match result {
            ResolveResult::Unbound => Ok(Space::NONE),
            ResolveResult::Bound(Namespace(uri)) => Ok(self.spaces.of(uri)),
            ResolveResult::Unknown(prefix) => Err(self.at(&UNDECLARED_PREFIX, start).found(prefix)),
        }
    }

    fn name<'n>(&self, name: &'n str, start: u64) -> Result<Cow<'n, str>, Finding> {
        if name.is_ascii() && is_name(name) {
            return Ok(name.into());
        }
        let nfc = lienthong_vntext::nfc(name);
        if !is_name(&nfc) {
            return Err(self.ill_formed(name_phrase(name), start));
        }
        Ok(nfc)
    }

    fn check_prefix(&self, name: &str, start: u64) -> Result<(), Finding> {
        match name.split_once(':') {
            Some((prefix, _)) if !is_name(prefix) => Err(self.ill_formed(name_phrase(name), start)),
            _ => Ok(()),
        }
    }
}
