//! The children of one element, by name, in any order.

use lienthong_adapter::{DecodeError, Finding, Phrase, Unit, phrase};
use lienthong_model::text::nfc;

use super::cx::Cx;
use crate::reasons::*;
use crate::tree::{Element, Space, Text, WHITE, is_xml, with_unix_lines};
use crate::warnings::*;

/// Which children and attributes an element may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Children that occur at most once.
    pub(crate) once: &'static [&'static str],
    /// Children that may be repeated.
    pub(crate) many: &'static [&'static str],
    /// Attributes, without prefix.
    pub(crate) attributes: &'static [&'static str],
    /// Whether it holds text itself.
    pub(crate) text: bool,
    /// Whether an XML signature may stand in it.
    pub(crate) signature: bool,
}

impl Shape {
    /// No children, no attributes, no text.
    pub(crate) const EMPTY: Self =
        Self { once: &[], many: &[], attributes: &[], text: false, signature: false };
    /// Text only.
    const LEAF: Self = Self { text: true, ..Self::EMPTY };
}

/// One element whose children were checked against its shape.
pub(crate) struct Fields<'t> {
    elements: &'t [Element<'t>],
    index: usize,
    path: String,
}

/// Whether an element says nothing: it then counts as absent.
pub(crate) fn is_blank(element: &Element<'_>) -> bool {
    element.children.is_empty()
        && match &element.text {
            Text::Empty => true,
            Text::Slice(text) => text.trim_matches(WHITE).is_empty(),
            Text::Joined(text) => text.trim_matches(WHITE).is_empty(),
        }
}

impl<'t> Fields<'t> {
    /// Refuses repeated single children; warns of what is not known.
    pub(super) fn new(
        cx: &mut Cx<'t>,
        index: usize,
        path: String,
        shape: &Shape,
    ) -> Result<Self, DecodeError> {
        let elements = &cx.tree.elements;
        let element = &elements[index];
        let mut seen = vec![false; shape.once.len()];
        for child in element.children.iter().map(|child| &elements[*child]) {
            let is_ours = child.space == Space::Edxml;
            if let Some(at) = shape.once.iter().position(|name| is_ours && *name == child.local) {
                if std::mem::replace(&mut seen[at], true) {
                    let finding = Finding::new(&DUPLICATE_ELEMENT).found(child.local).at(child.start);
                    return Err(finding.path(format!("{path}/{}", child.local)).into());
                }
            } else if !(is_ours && shape.many.contains(&child.local)
                || child.space == Space::Dsig && shape.signature)
            {
                let name = child.prefixed(child.local);
                cx.warn(Finding::new(&UNKNOWN_ELEMENT).found(name).at(child.start).path(path.as_str()));
            }
        }
        for name in &element.attributes {
            let local = name.split_once(':').map_or(*name, |(_, local)| local);
            if !shape.attributes.contains(&local) {
                cx.warn(Finding::new(&UNKNOWN_ATTRIBUTE).found(name).at(element.start).path(path.as_str()));
            }
        }
        let has_text = match &element.text {
            Text::Empty => false,
            Text::Slice(text) => !text.trim_matches(WHITE).is_empty(),
            Text::Joined(text) => !text.trim_matches(WHITE).is_empty(),
        };
        if has_text && !shape.text {
            cx.warn(Finding::new(&STRAY_TEXT).at(element.inner_start).path(path.as_str()));
        }
        Ok(Self { elements, index, path })
    }

    /// Index of the element itself.
    pub(crate) fn index(&self) -> usize {
        self.index
    }
    /// Where it starts.
    pub(crate) fn start(&self) -> usize {
        self.elements[self.index].start
    }
    /// The path of a child.
    pub(crate) fn path_of(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }

    /// Children of this name that say something.
    pub(crate) fn many(&self, name: &str) -> Vec<usize> {
        let of_name = |index: &usize| {
            let child = &self.elements[*index];
            child.space == Space::Edxml && child.local == name && !is_blank(child)
        };
        self.elements[self.index].children.iter().copied().filter(of_name).collect()
    }
    /// The child of this name, where it says something.
    pub(crate) fn one(&self, name: &str) -> Option<usize> {
        self.many(name).first().copied()
    }
    /// The child of this name, or a refusal.
    pub(crate) fn required(&self, name: &str) -> Result<usize, DecodeError> {
        self.one(name).ok_or_else(|| self.missing(name))
    }
    /// The refusal of a missing child.
    pub(crate) fn missing(&self, name: &str) -> DecodeError {
        Finding::new(&MISSING_ELEMENT).expected(name).at(self.start()).path(self.path_of(name)).into()
    }

    /// The text of a child as it stands, in NFC.
    pub(crate) fn text(&self, cx: &mut Cx<'t>, name: &str) -> Result<Option<String>, DecodeError> {
        self.one(name)
            .map_or(Ok(None), |at| leaf(cx, at, &self.path_of(name), longest(&self.path, name), false))
    }
    /// The text of a child without white space around it, for codes, numbers and dates.
    pub(crate) fn token(&self, cx: &mut Cx<'t>, name: &str) -> Result<Option<String>, DecodeError> {
        self.one(name)
            .map_or(Ok(None), |at| leaf(cx, at, &self.path_of(name), longest(&self.path, name), true))
    }
    /// [`Fields::token`], or a refusal.
    pub(crate) fn required_token(&self, cx: &mut Cx<'t>, name: &str) -> Result<String, DecodeError> {
        self.token(cx, name)?.ok_or_else(|| self.missing(name))
    }
    /// [`Fields::text`], or a refusal.
    pub(crate) fn required_text(&self, cx: &mut Cx<'t>, name: &str) -> Result<String, DecodeError> {
        self.text(cx, name)?.ok_or_else(|| self.missing(name))
    }
    /// The texts of all children of this name.
    pub(crate) fn texts(&self, cx: &mut Cx<'t>, name: &str) -> Result<Vec<String>, DecodeError> {
        let (path, longest) = (self.path_of(name), longest(&self.path, name));
        self.many(name).into_iter().filter_map(|at| leaf(cx, at, &path, longest, false).transpose()).collect()
    }
    /// [`Fields::texts`] without white space around them.
    pub(crate) fn tokens(&self, cx: &mut Cx<'t>, name: &str) -> Result<Vec<String>, DecodeError> {
        let path = self.path_of(name);
        self.many(name).into_iter().filter_map(|at| leaf(cx, at, &path, None, true).transpose()).collect()
    }
    /// A token that should be one of `known`; another is kept, with a warning.
    pub(crate) fn listed(
        &self,
        cx: &mut Cx<'t>,
        name: &str,
        known: &[&str],
    ) -> Result<Option<String>, DecodeError> {
        let value = self.token(cx, name)?;
        if let Some(value) = value.as_deref().filter(|value| !known.contains(value)) {
            let finding = Finding::new(&UNKNOWN_VALUE).found(value).expected(known.join(", "));
            cx.warn(self.placed(finding, name));
        }
        Ok(value)
    }
    /// `finding` at the child `name`.
    pub(crate) fn placed(&self, finding: Finding, name: &str) -> Finding {
        let at = self.one(name).unwrap_or(self.index);
        finding.at(self.elements[at].start).path(self.path_of(name))
    }
}

/// The text of a leaf; nothing where it holds elements only.
fn leaf(
    cx: &mut Cx<'_>,
    index: usize,
    path: &str,
    longest: Option<usize>,
    trim: bool,
) -> Result<Option<String>, DecodeError> {
    Fields::new(cx, index, path.into(), &Shape::LEAF)?;
    let element = &cx.tree.elements[index];
    let raw = match &element.text {
        Text::Empty => "",
        Text::Slice(text) => text,
        Text::Joined(text) => text.as_str(),
    };
    if let Some(c) = raw.chars().find(|c| !is_xml(*c)) {
        let finding = Finding::new(&XML_CHARACTER).found(format!("U+{:04X}", u32::from(c)));
        return Err(finding.at(element.inner_start).path(path).into());
    }
    let text = match &element.text {
        Text::Slice(text) => with_unix_lines(text),
        _ => raw.into(),
    };
    let text = if trim { text.trim_matches(WHITE) } else { &text };
    let text = nfc(text).into_owned();
    if text.contains('\u{fffd}') {
        cx.warn(Finding::new(&REPLACEMENT_CHARACTER).at(element.start).path(path));
    }
    if let Some(longest) = longest {
        let length = text.chars().count();
        if length > longest {
            let finding = Finding::new(&TEXT_TOO_LONG).found(Phrase::count(length, Unit::Characters));
            cx.warn(
                finding
                    .expected(phrase!("at most {longest}", "nhiều nhất {longest}"))
                    .at(element.start)
                    .path(path),
            );
        }
    }
    Ok(Some(text).filter(|text| !text.trim_matches(WHITE).is_empty()))
}

/// The longest text that one widely used checker takes.
fn longest(parent: &str, name: &str) -> Option<usize> {
    Some(match name {
        "OrganizationInCharge" | "OrganName" | "AttachmentName" => 200,
        "OrganAdd" | "Appendix" => 250,
        "Email" | "Competence" | "Position" | "SphereOfPromulgation" | "TypeName" => 100,
        "Telephone" | "Fax" => 20,
        "CodeNumber" => 11,
        "CodeNotation" => 30,
        "Place" if parent.ends_with("ToPlaces") => 150,
        "Place" | "FullName" => 50,
        "Subject" | "Content" => 500,
        "TyperNotation" => 10,
        _ => return None,
    })
}
