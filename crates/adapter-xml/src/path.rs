//! Paths: `ThongTin/HoTen`, `@id`, `ThongTin/@id`, `t:HoTen`, `.` for the element itself.

use lienthong_adapter::Finding;

use crate::reasons::{UNDECLARED_PREFIX, WRONG_LAYOUT};
use crate::space::{Space, Spaces};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    /// Nothing where every namespace is right.
    pub(crate) space: Option<Space>,
    /// The local name.
    pub(crate) name: String,
    /// The name as the path has it, with its prefix.
    pub(crate) written: String,
    pub(crate) is_attribute: bool,
}

impl Step {
    /// Whether an element or attribute of this name is meant.
    pub(crate) fn is(&self, space: Space, name: &str) -> bool {
        self.name == name && self.space.is_none_or(|own| own == space)
    }
}

/// The steps of `path`; none for `.`. An attribute may only be the last.
pub(crate) fn parse(path: &str, spaces: &Spaces) -> Result<Vec<Step>, Finding> {
    if path == "." {
        return Ok(Vec::new());
    }
    let wrong = || Finding::new(&WRONG_LAYOUT).found(format!("the path `{path}`"));
    let count = path.split('/').count();
    let steps = path.split('/').enumerate().map(|(index, text)| {
        let (is_attribute, written) = match text.strip_prefix('@') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if written.is_empty() || (is_attribute && index + 1 < count) {
            return Err(wrong().expected("names between single `/`, an attribute at the end"));
        }
        let (space, name) = match written.split_once(':') {
            None => (None, written),
            Some((prefix, name)) => match spaces.named(prefix) {
                Some(space) => (Some(space), name),
                None => return Err(Finding::new(&UNDECLARED_PREFIX).found(prefix).path(path)),
            },
        };
        let name = lienthong_vntext::nfc(name).into_owned();
        Ok(Step { space, name, written: written.to_owned(), is_attribute })
    });
    steps.collect()
}

/// Whether XML allows `name` as a name without prefix (Namespaces in XML 1.0, NCName, without the rarer characters).
pub(crate) fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) && name.bytes().all(plain) {
        return true;
    }
    let first = |letter: char| letter.is_alphabetic() || letter == '_';
    let other =
        |letter: char| first(letter) || letter.is_numeric() || "-.\u{b7}".contains(letter) || is_mark(letter);
    name.starts_with(first) && name.chars().all(other)
}

/// Tones and marks of decomposed letters.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}
