//! The codes that a field may hold, with their labels.

use std::collections::BTreeMap;

/// A list of codes, as a norm or an administrator has declared it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeList {
    /// Its name in the configuration.
    pub name: String,
    /// Code to label. Codes compare exactly.
    pub labels: BTreeMap<String, String>,
    /// Whether codes that are not in the list are kept: norms add codes between two versions of the file.
    pub open: bool,
}

impl CodeList {
    /// Whether a field may hold `code`.
    pub fn allows(&self, code: &str) -> bool {
        self.open || self.labels.contains_key(code)
    }
}
