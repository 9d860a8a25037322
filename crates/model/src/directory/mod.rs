//! The directory: which agencies exist on a day, at which level, under whom, and what became of them.
//!
//! The key of a version is (code, first day): a code may be given to another body, and codes and names alone say
//! nothing. The files: `build` sorts, indexes and checks; `lookup` answers; `succession` says who took over;
//! `issues` holds all that can be wrong.
//!
//! # What holds
//!
//! * Every lookup takes a date. There is no "today" here, and no lookup by name.
//! * On one day a code, an alias and a unit code each have one bearer.
//! * Two versions of one code are the same body only where the earlier names the code as its own successor.

mod build;
mod issues;
mod lookup;
mod succession;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod units;

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::issues::{DirectoryError, DirectoryWarning, ResolveError};
pub use self::succession::SuccessionError;
use crate::agency_code::AgencyCode;
use crate::ids::{IdError, SystemName, text_serde};
use crate::unit_code::UnitCode;

/// The name of a level: `province`, `commune`, or whatever the configured hierarchies say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(SystemName);
text_serde!(Level);

impl Level {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Level {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Ok(Self(text.parse()?))
    }
}

/// Half-open: `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// First day no more; nothing while it lasts.
    pub to: Option<Date>,
}

impl Period {
    /// Whether `day` is in the period.
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
    /// Whether the two share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
    /// The days that the two share.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let to = match (self.to, other.to) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        self.overlaps(other).then(|| Self { from: self.from.max(other.from), to })
    }
}

/// The territorial levels of a time, highest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Hierarchy {
    /// What people call it, e.g. `two tiers`.
    pub name: String,
    /// When it is in force.
    pub valid: Period,
    /// The chain of levels, highest first.
    pub levels: Vec<Level>,
    /// Levels beside the chain, e.g. `central`, `department`.
    pub beside: Vec<Level>,
}

/// One version of an agency. The key is (code, `valid.from`).
#[derive(Debug, Clone, PartialEq)]
pub struct AgencyVersion {
    /// Canonical code.
    pub code: AgencyCode,
    /// Name.
    pub name: String,
    /// Level.
    pub level: Level,
    /// The agency above; nothing at the top.
    pub parent: Option<AgencyCode>,
    /// When this version is in force.
    pub valid: Period,
    /// Other texts by which it is known.
    pub aliases: Vec<Alias>,
    /// The territory it governs.
    pub unit_code: Option<UnitCode>,
    /// Who takes over when it closes.
    pub successors: Vec<Successor>,
}

/// Another text by which an agency is known: an old code that is not the reversed new one, a vendor's id.
#[derive(Debug, Clone, PartialEq)]
pub struct Alias {
    /// The text, compared exactly after trimming.
    pub text: String,
    /// When it is in use; the version's period where absent.
    pub valid: Option<Period>,
}

/// Who takes over.
#[derive(Debug, Clone, PartialEq)]
pub struct Successor {
    /// Its code.
    pub code: AgencyCode,
    /// The legal act.
    pub act: Option<String>,
}

/// Where an agency stands on a day.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing<'a> {
    /// In force.
    Open(&'a AgencyVersion),
    /// Not yet in force.
    NotYet(&'a AgencyVersion),
    /// No longer in force.
    Closed {
        /// The last version.
        last: &'a AgencyVersion,
        /// First day no more.
        on: Date,
    },
    /// Never heard of.
    Unknown,
}

/// Most agencies above one another.
pub const MAX_DEPTH: usize = 16;

/// All agencies of all times, with the indices that answer every question about them.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    hierarchies: Vec<Hierarchy>,
    /// In order of (code, from); all indices below point into it.
    versions: Vec<AgencyVersion>,
    by_code: HashMap<AgencyCode, Range<usize>>,
    aliases: HashMap<String, Vec<AliasUse>>,
    /// In order of from.
    units: HashMap<UnitCode, Vec<usize>>,
    /// By parent.
    children: HashMap<AgencyCode, Vec<usize>>,
    /// By successor.
    predecessors: HashMap<AgencyCode, Vec<usize>>,
}

/// One alias of one version.
#[derive(Debug, Clone)]
struct AliasUse {
    /// Never longer than the version.
    valid: Period,
    version: usize,
    /// It has no end of its own, only the agency has.
    outlives: bool,
}

/// What a text was found to mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The agency; it may be closed, not yet open, or unknown on the day: ask [`Directory::standing`].
    pub code: AgencyCode,
    /// An alias decided, not the form of the text.
    pub by_alias: bool,
}
