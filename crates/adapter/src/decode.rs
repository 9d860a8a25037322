//! Reading: what callers say beforehand, what they get, and how a refusal looks.

use std::fmt;

use jiff::Timestamp;
use lienthong_model::system::FormatOptions;
use lienthong_model::{AgencyCode, Payload};

use crate::finding::{Finding, Place};
use crate::limits::Limits;
use crate::mapping::reasons::ROWS_QUARANTINED;
use crate::phrase;
use crate::phrase::Phrase;

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
pub struct DecodeError(Box<Wrong>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    finding: Finding,
    bad_rows: Option<BadRows>,
}

/// The rows of a file of which none is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRows {
    /// The first of them, each with its row, column and reason.
    pub first: Vec<Finding>,
    /// How many there are.
    pub count: u64,
    /// How many rows were read.
    pub read: u64,
}

impl BadRows {
    /// The refusal of their file.
    pub fn refusal(self) -> DecodeError {
        let Self { count, read, .. } = self;
        let finding = Finding::new(&ROWS_QUARANTINED)
            .found(phrase!("{count} bad rows of {read} read", "{count} dòng lỗi trên {read} dòng đã đọc"))
            .expected(Phrase::new("at least one good row", "ít nhất một dòng đúng"));
        DecodeError(Box::new(Wrong { finding, bad_rows: Some(self) }))
    }
}

/// Rows that a text names.
const NAMED_ROWS: usize = 3;

impl DecodeError {
    /// The stable reason, e.g. `DUPLICATE_ELEMENT`.
    pub fn code(&self) -> &'static str {
        self.0.finding.reason.code
    }
    /// The Vietnamese text.
    pub fn message_vi(&self) -> String {
        self.with_rows(self.0.finding.message_vi(), Finding::message_vi)
    }
    /// Where the mistake is.
    pub fn place(&self) -> &Place {
        &self.0.finding.place
    }
    /// All that is known.
    pub fn finding(&self) -> &Finding {
        &self.0.finding
    }
    /// The rows of a file of which none is good, where that is what is wrong.
    pub fn bad_rows(&self) -> Option<&BadRows> {
        self.0.bad_rows.as_ref()
    }
    /// The same as whoever sent the bytes may see it.
    #[must_use]
    pub fn for_the_sender(&self) -> Self {
        self.each(|finding| finding.for_the_sender().into_owned())
    }
    /// The same for others than the sender.
    #[must_use]
    pub fn for_everybody(&self) -> Self {
        self.each(|finding| finding.clone().for_everybody())
    }
    fn each(&self, of: impl Fn(&Finding) -> Finding) -> Self {
        let Wrong { finding, bad_rows } = &*self.0;
        let bad_rows = bad_rows.as_ref();
        let bad_rows =
            bad_rows.map(|rows| BadRows { first: rows.first.iter().map(&of).collect(), ..rows.clone() });
        Self(Box::new(Wrong { finding: of(finding), bad_rows }))
    }
    /// Adds line and column, once the input is at hand.
    #[must_use]
    pub fn located(mut self, input: &[u8]) -> Self {
        self.0.finding.place.locate(input);
        self
    }

    /// `text`, and what is wrong with the first of the rows.
    fn with_rows(&self, text: String, of: impl Fn(&Finding) -> String) -> String {
        let Some(rows) = self.bad_rows() else { return text };
        let named = rows.first.iter().take(NAMED_ROWS).map(of);
        let all = std::iter::once(text).chain(named).collect::<Vec<_>>().join("; ");
        if rows.count > NAMED_ROWS as u64 { all + "; …" } else { all }
    }
}

impl From<Finding> for DecodeError {
    fn from(finding: Finding) -> Self {
        Self(Box::new(Wrong { finding, bad_rows: None }))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with_rows(self.0.finding.message_en(), Finding::message_en))
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
