//! Paths in the namespaces of a layout.

use lienthong_adapter::rows::xml_path;
pub(crate) use lienthong_adapter::rows::xml_path::is_name;
use lienthong_adapter::{Finding, Phrase, phrase};

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
    let steps = xml_path::parse(path).map_err(|_| {
        let finding = Finding::new(&WRONG_LAYOUT).found(phrase!("the path `{path}`", "đường dẫn `{path}`"));
        finding.expected(Phrase::new(
            "names between single `/`, an attribute at the end",
            "các tên cách nhau bằng một dấu `/`, thuộc tính ở cuối",
        ))
    })?;
    let steps = steps.into_iter().map(|step| {
        let space = match step.prefix.map(|prefix| (prefix, spaces.named(prefix))) {
            None => None,
            Some((_, Some(space))) => Some(space),
            Some((prefix, None)) => return Err(Finding::new(&UNDECLARED_PREFIX).found(prefix).path(path)),
        };
        let name = lienthong_vntext::nfc(step.name).into_owned();
        Ok(Step { space, name, written: step.written.to_owned(), is_attribute: step.is_attribute })
    });
    steps.collect()
}
