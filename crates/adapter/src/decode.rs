//! Reading: what callers say beforehand, what they get, and how a refusal looks.

use std::fmt;

use jiff::Timestamp;
use lienthong_model::system::FormatOptions;
use lienthong_model::{AgencyCode, Payload};

use crate::finding::{Finding, Place};
use crate::limits::Limits;

/// What reading may depend on besides the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeContext {
    /// How the sending system speaks.
    pub options: FormatOptions,
    /// What a package may cost.
    pub limits: Limits,
    /// When the gateway got the bytes; dates are compared with it, for warnings only.
    pub received_at: Timestamp,
    /// The gateway's own agency code: a package that has passed here twice already is going in circles.
    pub gateway: Option<AgencyCode>,
}

impl DecodeContext {
    /// A context with default options and limits.
    pub fn new(received_at: Timestamp) -> Self {
        Self { options: FormatOptions::default(), limits: Limits::default(), received_at, gateway: None }
    }
}

/// A package that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The canonical payload.
    pub payload: Payload,
    /// What was tolerated, in the order of the input; at most [`Limits::warnings`].
    pub warnings: Vec<Warning>,
    /// Warnings beyond the limit.
    pub warnings_left_off: usize,
    /// What the package says on its own outside.
    pub facts: Facts,
}

/// What the package claims, for envelopes of senders that give none (a folder holds nothing but files).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The sending agency, as written. The caller compares it with the authenticated system.
    pub sender: Option<String>,
    /// The receiving agencies, as written.
    pub receivers: Vec<String>,
    /// The sender's id of this message. Missing where the format has ids of documents only, which repeat; callers
    /// then take the digest of the bytes.
    pub message_id: Option<String>,
    /// When the message was made.
    pub created_at: Option<Timestamp>,
    /// Ties messages about one thing together: a document, its statuses, its recall.
    pub correlation_id: Option<String>,
    /// What is known of a signature inside the package.
    pub signature: Signature,
}

/// What is known of a signature inside a package. No adapter verifies signatures: the gateway's receipt, not the
/// signature, is its evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Signature {
    /// There is none.
    #[default]
    Absent,
    /// Something stands where a signature belongs, but it is none, e.g. one that a former hop has rewritten.
    NotASignature,
    /// There is one. Whether it holds has not been looked at.
    PresentUnverified,
}

impl Signature {
    /// Stable text for records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::NotASignature => "not_a_signature",
            Self::PresentUnverified => "present_unverified",
        }
    }
}

/// Something odd that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning(pub Finding);

/// Why bytes are not a valid package of the format.
///
/// `Display` is the English text that the sender may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Finding>);

impl DecodeError {
    /// The stable reason, e.g. `DUPLICATE_ELEMENT`.
    pub fn code(&self) -> &'static str {
        self.0.reason.code
    }
    /// The Vietnamese text.
    pub fn message_vi(&self) -> String {
        self.0.message_vi()
    }
    /// Where the mistake is.
    pub fn place(&self) -> &Place {
        &self.0.place
    }
    /// All that is known.
    pub fn finding(&self) -> &Finding {
        &self.0
    }
    /// Adds line and column, once the input is at hand.
    #[must_use]
    pub fn located(mut self, input: &[u8]) -> Self {
        self.0.place.locate(input);
        self
    }
}

impl From<Finding> for DecodeError {
    fn from(finding: Finding) -> Self {
        Self(Box::new(finding))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DecodeError {}

impl Warning {
    /// The stable reason, e.g. `UNKNOWN_ELEMENT`.
    pub fn code(&self) -> &'static str {
        self.0.reason.code
    }
    /// The Vietnamese text.
    pub fn message_vi(&self) -> String {
        self.0.message_vi()
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
