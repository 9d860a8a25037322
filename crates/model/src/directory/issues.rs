//! What can be wrong or odd with a directory. Texts name agencies, never files: whoever read the file adds the place.

use jiff::civil::Date;

use super::Level;
use crate::agency_code::{AgencyCode, CodeError};
use crate::quotes::Quotes;
use crate::unit_code::UnitCode;

/// What is wrong with a directory. `version` is the index in the list given to [`super::Directory::build`], `other`
/// that of the second one involved.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "every variant's text says what its fields are")]
pub enum DirectoryError {
    /// The key of a version is (code, first day), and its periods are apart.
    #[error("two versions of {code} share days")]
    Overlap { version: usize, other: usize, code: AgencyCode },
    /// The first day no more is not after the first day.
    #[error("{code} ends on {to}, which is not after its first day {from}")]
    EmptyPeriod { version: usize, code: AgencyCode, from: Date, to: Date },
    /// One day has one hierarchy. The indices are those of the hierarchies.
    #[error("the hierarchies {name:?} and {other_name:?} share days")]
    HierarchiesOverlap { hierarchy: usize, other: usize, name: String, other_name: String },
    /// A level that the hierarchy of the time does not have.
    #[error("{code} has the level {level}, which the hierarchy {hierarchy:?} does not have")]
    UnknownLevel { version: usize, code: AgencyCode, level: Level, hierarchy: String },
    /// The parent is in no version.
    #[error("the parent of {code}, {parent}, is not in the directory")]
    UnknownParent { version: usize, code: AgencyCode, parent: AgencyCode },
    /// A live agency under a parent that is closed or not yet open.
    #[error("{code} is in force on {on}, but its parent {parent} is not")]
    ParentNotOpen { version: usize, code: AgencyCode, parent: AgencyCode, on: Date },
    /// The parent is not of the level above; nothing expected means that the level is the highest.
    #[error("the parent of {code}, {parent}, has the level {found} on {on}; {}", expected_level(.expected))]
    ParentLevel {
        version: usize,
        code: AgencyCode,
        parent: AgencyCode,
        found: Level,
        expected: Option<Level>,
        on: Date,
    },
    /// An agency that is above itself.
    #[error("{code} is its own superior through its parents on {on}")]
    ParentCycle { version: usize, code: AgencyCode, on: Date },
    /// More parents above one another than any administration has.
    #[error("{code} has more than {} agencies above it", super::MAX_DEPTH)]
    ParentTooDeep { version: usize, code: AgencyCode },
    /// An alias that is empty, or a program's word for "nothing".
    #[error("{code} has the alias {alias:?}, which names nothing")]
    AliasNamesNothing { version: usize, code: AgencyCode, alias: String },
    /// Two agencies with one alias on one day.
    #[error("{code} and {other_code} both have the alias {alias:?} on {on}")]
    AliasTaken {
        version: usize,
        other: usize,
        code: AgencyCode,
        other_code: AgencyCode,
        alias: String,
        on: Date,
    },
    /// An alias that is the code, in either form, of another agency.
    #[error("the alias {alias:?} of {code} is the code of another agency, {other_code}")]
    AliasIsCode { version: usize, other: usize, code: AgencyCode, other_code: AgencyCode, alias: String },
    /// Two agencies that govern one territory on one day.
    #[error("{code} and {other_code} both have the unit code {unit} on {on}")]
    UnitTaken {
        version: usize,
        other: usize,
        code: AgencyCode,
        other_code: AgencyCode,
        unit: UnitCode,
        on: Date,
    },
    /// The successor is in no version.
    #[error("the successor of {code}, {successor}, is not in the directory")]
    UnknownSuccessor { version: usize, code: AgencyCode, successor: AgencyCode },
    /// The successor begins after a gap, or is itself closed by then.
    #[error("{code} ends on {on}, but its successor {successor} is not in force on that day{}", opens_on(.opens))]
    SuccessorNotOpen {
        version: usize,
        code: AgencyCode,
        successor: AgencyCode,
        on: Date,
        opens: Option<Date>,
    },
    /// Closed agencies that are each other's successors.
    #[error("the successors of {code} lead back to it through {successor}")]
    SuccessorCycle { version: usize, code: AgencyCode, successor: AgencyCode },
}

fn expected_level(expected: &Option<Level>) -> String {
    match expected {
        Some(level) => format!("it must be {level}"),
        None => "it must be beside the territorial chain".to_owned(),
    }
}

fn opens_on(opens: &Option<Date>) -> String {
    opens.map_or(String::new(), |day| format!("; it begins on {day}"))
}

impl DirectoryError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Overlap { .. } => "VERSIONS_OVERLAP",
            Self::EmptyPeriod { .. } => "EMPTY_PERIOD",
            Self::HierarchiesOverlap { .. } => "HIERARCHIES_OVERLAP",
            Self::UnknownLevel { .. } => "UNKNOWN_LEVEL",
            Self::UnknownParent { .. } => "UNKNOWN_PARENT",
            Self::ParentNotOpen { .. } => "PARENT_NOT_OPEN",
            Self::ParentLevel { .. } => "PARENT_LEVEL",
            Self::ParentCycle { .. } => "PARENT_CYCLE",
            Self::ParentTooDeep { .. } => "PARENT_TOO_DEEP",
            Self::AliasNamesNothing { .. } => "ALIAS_NAMES_NOTHING",
            Self::AliasTaken { .. } => "ALIAS_TAKEN",
            Self::AliasIsCode { .. } => "ALIAS_IS_CODE",
            Self::UnitTaken { .. } => "UNIT_TAKEN",
            Self::UnknownSuccessor { .. } => "UNKNOWN_SUCCESSOR",
            Self::SuccessorNotOpen { .. } => "SUCCESSOR_NOT_OPEN",
            Self::SuccessorCycle { .. } => "SUCCESSOR_CYCLE",
        }
    }

    /// The version to point at; nothing where the hierarchies are wrong.
    pub fn version(&self) -> Option<usize> {
        match self {
            Self::HierarchiesOverlap { .. } => None,
            Self::Overlap { version, .. }
            | Self::EmptyPeriod { version, .. }
            | Self::UnknownLevel { version, .. }
            | Self::UnknownParent { version, .. }
            | Self::ParentNotOpen { version, .. }
            | Self::ParentLevel { version, .. }
            | Self::ParentCycle { version, .. }
            | Self::ParentTooDeep { version, .. }
            | Self::AliasNamesNothing { version, .. }
            | Self::AliasTaken { version, .. }
            | Self::AliasIsCode { version, .. }
            | Self::UnitTaken { version, .. }
            | Self::UnknownSuccessor { version, .. }
            | Self::SuccessorNotOpen { version, .. }
            | Self::SuccessorCycle { version, .. } => Some(*version),
        }
    }

    /// The second version involved.
    pub fn other(&self) -> Option<usize> {
        match self {
            Self::Overlap { other, .. }
            | Self::AliasTaken { other, .. }
            | Self::AliasIsCode { other, .. }
            | Self::UnitTaken { other, .. } => Some(*other),
            _ => None,
        }
    }
}

/// What is odd with a directory, but not wrong. `version` and `other` are as in [`DirectoryError`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "every variant's text says what its fields are")]
pub enum DirectoryWarning {
    /// The parent's code is not a prefix of the code; the norm does not promise that it is.
    #[error("the code of {code} does not begin with that of its parent {parent}")]
    ParentNotPrefix { version: usize, code: AgencyCode, parent: AgencyCode },
    /// In the territorial chain, not at its top, and under nobody.
    #[error("{code} has the level {level} and no parent; no rule about agencies under another will cover it")]
    NoParent { version: usize, code: AgencyCode, level: Level },
    /// The alias decides, not the form of the text.
    #[error("{alias:?} has the form of the code {formula} but is an alias of {code}; the alias decides")]
    AliasBeatsFormula { version: usize, code: AgencyCode, alias: String, formula: AgencyCode },
    /// The periods of the alias and of the agency share no day.
    #[error("the alias {alias:?} of {code} is never in use while the agency is in force")]
    AliasNeverInUse { version: usize, code: AgencyCode, alias: String },
    /// Two agencies under one parent whose names differ at most in writing.
    #[error("{code} and {other_code} have the same name, {name:?}, under the same parent")]
    SameName { version: usize, other: usize, code: AgencyCode, other_code: AgencyCode, name: String },
    /// The next version of the code has the same name, but is not named as the successor.
    #[error(
        "{code} goes on under the same name on {on}, but does not name itself as its successor; messages to the \
         earlier {code} will not be delivered to the later"
    )]
    ContinuationNotStated { version: usize, other: usize, code: AgencyCode, on: Date },
    /// Successors of an agency that has no end.
    #[error("{code} names successors but has no end")]
    SuccessorOfOpen { version: usize, code: AgencyCode },
}

impl DirectoryWarning {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ParentNotPrefix { .. } => "PARENT_NOT_PREFIX",
            Self::NoParent { .. } => "NO_PARENT",
            Self::AliasBeatsFormula { .. } => "ALIAS_BEATS_FORMULA",
            Self::AliasNeverInUse { .. } => "ALIAS_NEVER_IN_USE",
            Self::SameName { .. } => "SAME_NAME",
            Self::ContinuationNotStated { .. } => "CONTINUATION_NOT_STATED",
            Self::SuccessorOfOpen { .. } => "SUCCESSOR_OF_OPEN",
        }
    }

    /// The version to point at.
    pub fn version(&self) -> usize {
        match self {
            Self::ParentNotPrefix { version, .. }
            | Self::NoParent { version, .. }
            | Self::AliasBeatsFormula { version, .. }
            | Self::AliasNeverInUse { version, .. }
            | Self::SameName { version, .. }
            | Self::ContinuationNotStated { version, .. }
            | Self::SuccessorOfOpen { version, .. } => *version,
        }
    }

    /// The second version involved.
    pub fn other(&self) -> Option<usize> {
        match self {
            Self::SameName { other, .. } | Self::ContinuationNotStated { other, .. } => Some(*other),
            _ => None,
        }
    }
}

/// Why a text names no agency.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// Neither an alias nor a code.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl Quotes for ResolveError {
    fn unquoted(&self) -> Self {
        match self {
            Self::Code(error) => Self::Code(error.unquoted()),
        }
    }
}

impl ResolveError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Code(error) => error.code(),
        }
    }
}
