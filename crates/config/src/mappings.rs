//! Mappings in force, and which of them a system speaks through.

use std::collections::BTreeMap;
use std::sync::Arc;

use lienthong_adapter::mapping::{Loss, Mapping};
use lienthong_model::MessageType;
use lienthong_model::system::System;

/// From a file to records, or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// What a system sends becomes records.
    Read,
    /// Records become what a system gets.
    Write,
}

/// A mapping as the configuration declares it.
#[derive(Debug, Clone)]
pub struct Declared {
    /// The mapping.
    pub mapping: Arc<Mapping>,
    /// What people call it.
    pub title: Option<String>,
    /// Its file, relative to the folder, with `/`.
    pub file: String,
    /// The line on which it begins.
    pub line: usize,
    /// What it loses or may refuse, in the order of its fields. None is an error.
    pub losses: Vec<Loss>,
}

/// All mappings, by name.
#[derive(Debug, Clone, Default)]
pub struct Mappings {
    by_name: BTreeMap<String, Declared>,
}

impl Mappings {
    /// Indexes mappings by their names, which are unique: that is checked where the files are read.
    pub fn new(mappings: impl IntoIterator<Item = Declared>) -> Self {
        let by_name = mappings.into_iter().map(|one| (one.mapping.name.clone(), one)).collect();
        Self { by_name }
    }

    /// The mapping of this name.
    pub fn get(&self, name: &str) -> Option<&Declared> {
        self.by_name.get(name)
    }

    /// All, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = &Declared> {
        self.by_name.values()
    }

    /// The mapping of `system` for a message type and a way; nothing where it speaks its format for them.
    ///
    /// There is at most one: that is checked where the files are read.
    pub fn of(&self, system: &System, kind: &MessageType, way: Way) -> Option<&Declared> {
        let mut named = system.mappings.iter().filter_map(|name| self.get(name));
        named.find(|one| one.mapping.schema.id == *kind && one.goes(way))
    }
}

impl Declared {
    /// Whether it goes this way.
    pub fn goes(&self, way: Way) -> bool {
        match way {
            Way::Read => self.mapping.direction.reads(),
            Way::Write => self.mapping.direction.writes(),
        }
    }
}
