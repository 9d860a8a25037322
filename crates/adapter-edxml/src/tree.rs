//! A package as a tree of its elements.
//!
//! The tree borrows names and texts from the package and knows the byte range of every element, so that fields can be
//! read in any order, mistakes be placed, and changes be made in the original bytes. `parse` makes it.

use std::borrow::Cow;

/// Which namespace an element is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// That of QCVN 102:2016.
    Edxml,
    /// That of XML signatures.
    Dsig,
    /// Another, or none.
    Other,
}

/// The character data of an element, without that of its children.
#[derive(Debug, Default)]
pub(crate) enum Text<'a> {
    #[default]
    Empty,
    /// One piece, as it stands in the package, line ends not yet normalised.
    Slice(&'a str),
    /// Several pieces or character references, joined and normalised.
    Joined(String),
}

/// An element. All positions are bytes from the start of the package.
#[derive(Debug)]
pub(crate) struct Element<'a> {
    pub(crate) space: Space,
    pub(crate) prefix: Option<&'a str>,
    pub(crate) local: &'a str,
    /// Names of attributes, as written, without namespace declarations.
    pub(crate) attributes: Vec<&'a str>,
    /// Whether it declares namespaces itself.
    pub(crate) declares: bool,
    /// Its `<`.
    pub(crate) start: usize,
    /// After the `>` of its start tag.
    pub(crate) inner_start: usize,
    /// The `<` of its end tag; after the tag, where the element is one empty tag.
    pub(crate) inner_end: usize,
    /// After its end tag.
    pub(crate) end: usize,
    /// Indexes of its children.
    pub(crate) children: Vec<usize>,
    pub(crate) text: Text<'a>,
}

impl Element<'_> {
    /// Whether it is written as one empty tag, `<a/>`.
    pub(crate) fn is_empty_tag(&self) -> bool {
        self.inner_start == self.end
    }
    /// `name` with the prefix of this element.
    pub(crate) fn prefixed(&self, name: &str) -> String {
        self.prefix.map_or_else(|| name.into(), |prefix| format!("{prefix}:{name}"))
    }
}

/// A parsed package.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    /// The root is the first.
    pub(crate) elements: Vec<Element<'a>>,
    /// Whether a byte order mark stood before it.
    pub(crate) had_mark: bool,
}

/// White space of XML.
pub(crate) const WHITE: [char; 4] = [' ', '\t', '\r', '\n'];

/// Whether XML 1.0 can carry `c`.
pub(crate) fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Line ends as XML hands them to applications: CRLF and CR are LF.
pub(crate) fn with_unix_lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}
