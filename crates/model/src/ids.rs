//! Identifiers: of systems, services, message types, messages and routes.
//!
//! Each is text that its parser has checked, compares exactly, and prints as it was parsed. Agency codes and unit
//! codes have rules of their own and live beside this file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::agency_code::AgencyCode;
use crate::quotes::{CHARACTER_LEFT_OUT, LEFT_OUT, Quotes};

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing was given.
    #[error("{what} is empty")]
    Empty {
        /// Which identifier was read.
        what: &'static str,
    },
    /// More bytes than the identifier may have.
    #[error("{what} has {found} bytes, more than {limit}")]
    TooLong {
        /// Which identifier was read.
        what: &'static str,
        /// Bytes allowed.
        limit: usize,
        /// Bytes found.
        found: usize,
    },
    /// A character that the identifier may not hold.
    #[error("{what} holds {found:?} at byte {offset}; allowed are {allowed}")]
    Character {
        /// Which identifier was read.
        what: &'static str,
        /// The character.
        found: char,
        /// Where it stands.
        offset: usize,
        /// What may stand there, in words.
        allowed: &'static str,
    },
    /// The parts are not those of the identifier.
    #[error("{what} must have the form {form}, found {found:?}")]
    Form {
        /// Which identifier was read.
        what: &'static str,
        /// The form, in words.
        form: &'static str,
        /// What was found, cut to a printable length.
        found: String,
    },
    /// The agency part is not an agency code.
    #[error("the agency part of {what} is not an agency code: {source}")]
    Agency {
        /// Which identifier was read.
        what: &'static str,
        /// The refusal of the code parser.
        source: crate::agency_code::CodeError,
    },
}

impl Quotes for IdError {
    fn unquoted(&self) -> Self {
        match self {
            Self::Empty { .. } | Self::TooLong { .. } => self.clone(),
            &Self::Character { what, found: _, offset, allowed } => {
                Self::Character { what, found: CHARACTER_LEFT_OUT, offset, allowed }
            }
            &Self::Form { what, form, found: _ } => Self::Form { what, form, found: LEFT_OUT.to_owned() },
            Self::Agency { what, source } => Self::Agency { what, source: source.unquoted() },
        }
    }
}

/// Checks the length of `text` and each of its characters.
pub(crate) fn check(
    what: &'static str,
    text: &str,
    limit: usize,
    allowed: &'static str,
    is_allowed: impl Fn(usize, char) -> bool,
) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty { what });
    }
    if text.len() > limit {
        return Err(IdError::TooLong { what, limit, found: text.len() });
    }
    match text.char_indices().find(|&(offset, found)| !is_allowed(offset, found)) {
        Some((offset, found)) => Err(IdError::Character { what, found, offset, allowed }),
        None => Ok(()),
    }
}

fn is_label(offset: usize, c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || (offset > 0 && c == '-')
}

const LABEL: &str = "a-z, 0-9 and, after the first, -";

/// Serializes, prints and parses a newtype as its text.
macro_rules! text_id {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        text_serde!($name);
    };
}

/// Serializes a type through its `Display` and `FromStr`.
macro_rules! text_serde {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use text_serde;

/// The name of a system within its agency: 1 to 63 characters of `a-z 0-9 -`, e.g. `qlvb`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemName(String);
text_id!(SystemName);

impl FromStr for SystemName {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        check("system name", text, 63, LABEL, is_label)?;
        Ok(Self(text.to_owned()))
    }
}

/// A system of one agency, `AGENCY/NAME`, e.g. `H60.31/qlvb`. The only thing that connects to the gateway.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SystemId {
    /// The agency that owns the system, in canonical form.
    pub agency: AgencyCode,
    /// Its name within the agency.
    pub name: SystemName,
}
text_serde!(SystemId);

impl fmt::Display for SystemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.agency, self.name)
    }
}

impl FromStr for SystemId {
    type Err = IdError;
    /// Accepts only the canonical form of the agency code: an identity has one spelling.
    fn from_str(text: &str) -> Result<Self, IdError> {
        const WHAT: &str = "system id";
        const FORM: &str = "AGENCY/NAME";
        let form = || IdError::Form { what: WHAT, form: FORM, found: shorten(text) };
        let (agency, name) = text.split_once('/').ok_or_else(form)?;
        let agency =
            AgencyCode::canonical(agency).map_err(|source| IdError::Agency { what: WHAT, source })?;
        Ok(Self { agency, name: name.parse()? })
    }
}

/// A service that a system offers, `AGENCY/SYSTEM/SERVICE/vN`, e.g. `H60.05/hotich/tra-cuu/v1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId {
    /// The system that offers it.
    pub system: SystemId,
    /// Its name within the system, with the rules of a system name.
    pub name: SystemName,
    /// Its version, from 1.
    pub version: u16,
}
text_serde!(ServiceId);

impl fmt::Display for ServiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/v{}", self.system, self.name, self.version)
    }
}

impl FromStr for ServiceId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        const WHAT: &str = "service id";
        let form = || IdError::Form { what: WHAT, form: "AGENCY/SYSTEM/SERVICE/vN", found: shorten(text) };
        let (rest, version) = text.rsplit_once("/v").ok_or_else(form)?;
        let (system, name) = rest.rsplit_once('/').ok_or_else(form)?;
        let version = parse_version(version).ok_or_else(form)?;
        Ok(Self { system: system.parse()?, name: name.parse()?, version })
    }
}

/// What travels asynchronously: `document`, `document-status`, or a declared schema such as `khai-sinh/v1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageType(String);
text_id!(MessageType);

impl MessageType {
    /// Documents between agencies (văn bản).
    pub fn document() -> Self {
        Self("document".to_owned())
    }
    /// What became of a document at its receiver (trạng thái văn bản).
    pub fn document_status() -> Self {
        Self("document-status".to_owned())
    }
}

impl FromStr for MessageType {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        const WHAT: &str = "message type";
        let name = match text.rsplit_once("/v") {
            Some((name, version)) => {
                parse_version(version).ok_or_else(|| IdError::Form {
                    what: WHAT,
                    form: "NAME or NAME/vN",
                    found: shorten(text),
                })?;
                name
            }
            None => text,
        };
        check(WHAT, name, 63, LABEL, is_label)?;
        Ok(Self(text.to_owned()))
    }
}

/// The sender's id of a message: 1 to 128 visible ASCII characters, unique per sender.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(String);
text_id!(MessageId);

impl FromStr for MessageId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        check("message id", text, 128, "visible ASCII characters", |_, c| c.is_ascii_graphic())?;
        Ok(Self(text.to_owned()))
    }
}

/// The name of a route, in the administrator's words: 1 to 200 bytes without control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteName(String);
text_id!(RouteName);

impl FromStr for RouteName {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        check("route name", text, 200, "printable characters", |_, c| !c.is_control())?;
        Ok(Self(text.to_owned()))
    }
}

/// A version number as it is written: digits without a leading zero.
fn parse_version(text: &str) -> Option<u16> {
    let canonical = !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    if canonical { text.parse().ok() } else { None }
}

/// The beginning of a text that came from outside, short enough for an error.
pub(crate) fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_prints_as_it_was_parsed() {
        for text in ["H60.31/qlvb", "H60/a-1", "0999999999.01/x"] {
            assert_eq!(text.parse::<SystemId>().unwrap().to_string(), text);
        }
        for text in ["H60.05/hotich/tra-cuu/v1", "H60/a/b/v65535"] {
            assert_eq!(text.parse::<ServiceId>().unwrap().to_string(), text);
        }
        for text in ["document", "khai-sinh/v1"] {
            assert_eq!(text.parse::<MessageType>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_not_an_identifier_is_refused() {
        for text in [
            "",
            "H60",
            "H60/",
            "/qlvb",
            "h60/qlvb",
            "H60/QLVB",
            "H60/q lvb",
            "H60.00/qlvb",
            "H60/-a",
            "H60/a/b",
        ] {
            assert!(text.parse::<SystemId>().is_err(), "{text:?}");
        }
        for text in ["H60/a/v1", "H60/a/b/v0", "H60/a/b/v01", "H60/a/b/1", "H60/a/b/v65536", "H60/a/b/v+1"] {
            assert!(text.parse::<ServiceId>().is_err(), "{text:?}");
        }
        for text in ["", "Document", "khai-sinh/v", "khai-sinh/v01", "văn-bản", "/v1"] {
            assert!(text.parse::<MessageType>().is_err(), "{text:?}");
        }
        for text in ["", "a b", "ă", "a\u{0}"] {
            assert!(text.parse::<MessageId>().is_err(), "{text:?}");
        }
        assert!("x".repeat(129).parse::<MessageId>().is_err());
    }
}
