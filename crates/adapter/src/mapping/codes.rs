//! Codes of a format and the codes that they mean.

use std::collections::{HashMap, HashSet};

use crate::phrase;
use crate::phrase::Phrase;

/// Codes that are told one by one, at most.
const MOST_TOLD: usize = 8;

/// A translation between the codes of one format and canonical codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeMap {
    /// Its name in the configuration, for messages.
    pub name: String,
    /// What is done with codes that are not in the list.
    pub on_unknown: OnUnknown,
    reading: HashMap<String, String>,
    writing: HashMap<String, String>,
    /// All canonical codes of the list, mapped or not.
    canonical: HashSet<String>,
}

/// What is done with codes that are not in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUnknown {
    /// The row is refused.
    #[default]
    Refuse,
    /// A code that neither side knows is kept as it is, in both directions.
    ///
    /// One that means something on the other side is refused: a `2` of the format that the list does not name is not
    /// the canonical `2`, and the other way round.
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

    /// With all codes of the canonical list, so that none of them is ever taken for a code of the format.
    #[must_use]
    pub fn with_list<'a>(mut self, codes: impl IntoIterator<Item = &'a str>) -> Self {
        self.canonical.extend(codes.into_iter().map(str::to_owned));
        self
    }

    /// The canonical code.
    pub fn read<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        match self.reading.get(code) {
            Some(code) => Some(code),
            None => self.is_kept(code).then_some(code),
        }
    }

    /// The code of the format.
    pub fn write<'a>(&'a self, code: &'a str) -> Option<&'a str> {
        match self.writing.get(code) {
            Some(code) => Some(code),
            None => self.is_kept(code).then_some(code),
        }
    }

    /// Whether a code is nobody's: kept, it is still told apart from all others.
    fn is_kept(&self, code: &str) -> bool {
        self.on_unknown == OnUnknown::Keep
            && !self.reading.contains_key(code)
            && !self.writing.contains_key(code)
            && !self.canonical.contains(code)
    }

    /// What is expected where a code is none of the format's, or none of the schema's.
    pub(super) fn expected(&self, is_of_format: bool) -> Phrase {
        if self.on_unknown == OnUnknown::Keep {
            return Phrase::of(&*self.name, &*self.name);
        }
        let side = if is_of_format { &self.reading } else { &self.writing };
        let mut codes: Vec<&str> = side.keys().map(String::as_str).collect();
        codes.sort_unstable();
        if codes.len() <= MOST_TOLD {
            let codes = codes.join(", ");
            return phrase!("one of {codes}", "một trong {codes}");
        }
        let name = &self.name;
        phrase!("a code of {name}", "mã thuộc {name}")
    }

    /// The codes of the format, in order.
    pub fn legacy(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self.reading.keys().map(String::as_str).collect();
        codes.sort_unstable();
        codes
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_kept_is_never_another_code() {
        let pairs = [("1".to_owned(), "2".to_owned()), ("X".to_owned(), "xa".to_owned())];
        let map = CodeMap::new("x", OnUnknown::Keep, &pairs).with_list(["2", "xa", "phuong"]);
        let back = |code: &str| map.write(code).and_then(|legacy| map.read(legacy)).map(str::to_owned);
        for code in ["2", "xa", "7", "dac-khu"] {
            assert_eq!(back(code).as_deref(), Some(code), "{code}");
        }
        // `2`, `xa` and `phuong` of the format are not those of the list; a canonical `1` would be read as `2`.
        assert_eq!(["2", "xa", "phuong"].map(|code| map.read(code)), [None; 3]);
        assert_eq!(["1", "X", "phuong"].map(|code| map.write(code)), [None; 3]);
        assert_eq!((map.read("7"), map.write("7")), (Some("7"), Some("7")));
    }
}
