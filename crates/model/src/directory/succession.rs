//! Who takes over from an agency that has closed.
//!
//! A successor is a code; the version meant is the one in force on the day its predecessor ended. Each step goes
//! to a version that ends later, so that every walk ends. Nothing is inferred from codes or names: a code that goes
//! on without naming itself as its successor belongs to another body.

use jiff::civil::Date;

use super::{AgencyVersion, Directory, Standing, Successor};
use crate::agency_code::AgencyCode;

/// Why nobody can be said to have taken over.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SuccessionError {
    /// Not an agency.
    #[error("{code} is not in the directory")]
    Unknown {
        /// The code.
        code: AgencyCode,
    },
    /// It has not begun.
    #[error("{code} begins on {on}")]
    NotYet {
        /// The code.
        code: AgencyCode,
        /// Its first day.
        on: Date,
    },
    /// It ended and nobody is named.
    #[error("{code} ended on {on} and has no successor")]
    None {
        /// The agency at which the walk ended.
        code: AgencyCode,
        /// Its first day no more.
        on: Date,
    },
    /// It ended and several are named.
    #[error("{code} ended on {on} and has several successors: {}", list(.successors))]
    Several {
        /// The agency at which the walk ended.
        code: AgencyCode,
        /// Its first day no more.
        on: Date,
        /// All of them.
        successors: Vec<Successor>,
    },
}

fn list(successors: &[Successor]) -> String {
    successors.iter().map(|successor| successor.code.as_str()).collect::<Vec<_>>().join(", ")
}

impl SuccessionError {
    /// The successors among which only the sender can choose.
    pub fn successors(&self) -> &[Successor] {
        match self {
            Self::Several { successors, .. } => successors,
            _ => &[],
        }
    }
}

impl Directory {
    /// From `code`, as it stands on `day`, to the agency that is in force on `day`: each single successor in turn,
    /// the last one in force. The agency itself alone where it is in force.
    pub fn successor(&self, code: &AgencyCode, day: Date) -> Result<Vec<&AgencyVersion>, SuccessionError> {
        match self.standing(code, day) {
            Standing::Open(version) => Ok(vec![version]),
            Standing::Closed { last, .. } => self.succession(last, day),
            Standing::NotYet(version) => {
                Err(SuccessionError::NotYet { code: code.clone(), on: version.valid.from })
            }
            Standing::Unknown => Err(SuccessionError::Unknown { code: code.clone() }),
        }
    }

    /// As [`Directory::successor`], from one version: for an agency whose code has since been given to another.
    pub fn succession<'a>(
        &'a self,
        version: &'a AgencyVersion,
        day: Date,
    ) -> Result<Vec<&'a AgencyVersion>, SuccessionError> {
        let (mut steps, mut at) = (Vec::new(), version);
        while let Some(on) = at.valid.to.filter(|to| *to <= day) {
            at = self.next(at, on)?;
            steps.push(at);
        }
        Ok(if steps.is_empty() { vec![version] } else { steps })
    }

    /// The version that `version` is on `day`, where it only changed its record: as long as it names itself, and
    /// nobody else, as its successor. It may have ended all the same.
    pub fn continued<'a>(&'a self, version: &'a AgencyVersion, day: Date) -> &'a AgencyVersion {
        let mut at = version;
        while let Some(on) = at.valid.to.filter(|to| *to <= day)
            && let Ok(next) = self.next(at, on)
            && next.code == at.code
        {
            at = next;
        }
        at
    }

    /// The single successor of a version that ended `on`.
    fn next(&self, version: &AgencyVersion, on: Date) -> Result<&AgencyVersion, SuccessionError> {
        let code = || version.code.clone();
        let mut successors = version.successors.iter().map(|successor| &successor.code);
        let first = successors.next().ok_or_else(|| SuccessionError::None { code: code(), on })?;
        if successors.any(|other| other != first) {
            return Err(SuccessionError::Several {
                code: code(),
                on,
                successors: version.successors.clone(),
            });
        }
        // The build has made sure that it is in force; what it has not checked leads nowhere.
        self.agency(first, on).ok_or_else(|| SuccessionError::None { code: code(), on })
    }
}
