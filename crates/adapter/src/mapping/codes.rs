//! Codes of a format and the codes that they mean.

use std::collections::HashMap;

/// A translation between the codes of one format and canonical codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeMap {
    /// Its name in the configuration, for messages.
    pub name: String,
    /// What is done with codes that are not in the list.
    pub on_unknown: OnUnknown,
    reading: HashMap<String, String>,
    writing: HashMap<String, String>,
}

/// What is done with codes that are not in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUnknown {
    /// The row is refused.
    #[default]
    Refuse,
    /// The code is kept as it is, in both directions.
    Keep,
}

impl CodeMap {
    /// A list of pairs: the code of the format, and the canonical code.
    ///
    /// Where two codes of the format mean one canonical code, the first of them is written; see [`Self::merged`].
    pub fn new(name: impl Into<String>, on_unknown: OnUnknown, pairs: &[(String, String)]) -> Self {
        let mut map = Self { name: name.into(), on_unknown, ..Self::default() };
        for (legacy, canonical) in pairs {
            map.reading.entry(legacy.clone()).or_insert_with(|| canonical.clone());
            map.writing.entry(canonical.clone()).or_insert_with(|| legacy.clone());
        }
        map
    }

    /// The canonical code.
    pub fn read<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        match self.reading.get(code) {
            Some(code) => Some(code),
            None => (self.on_unknown == OnUnknown::Keep).then_some(code),
        }
    }

    /// The code of the format.
    pub fn write<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        match self.writing.get(code) {
            Some(code) => Some(code),
            None => (self.on_unknown == OnUnknown::Keep).then_some(code),
        }
    }

    /// Codes of the format that are read and never written, because another means the same: in order.
    pub fn merged(&self) -> Vec<&str> {
        let mut merged: Vec<&str> = self
            .reading
            .iter()
            .filter(|(legacy, canonical)| self.writing.get(*canonical) != Some(legacy))
            .map(|(legacy, _)| legacy.as_str())
            .collect();
        merged.sort_unstable();
        merged
    }

    /// The canonical codes that the list can say, in order.
    pub fn canonical(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.writing.keys().map(String::as_str).collect();
        codes.sort_unstable();
        codes
    }
}
