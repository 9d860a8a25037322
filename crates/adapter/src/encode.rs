//! Writing: what callers say beforehand, what they get, and how a refusal looks.

use std::fmt;

use bytes::{Bytes, BytesMut};
use jiff::Timestamp;
use lienthong_model::AgencyCode;
use lienthong_model::system::FormatOptions;

use crate::finding::Finding;

/// What writing may depend on besides the payload.
#[derive(Debug, Clone, Copy)]
pub struct EncodeContext<'a> {
    /// How the receiving system wants it.
    pub options: &'a FormatOptions,
    /// The gateway's hop, appended where the format has a trace and the options do not say `leave_trace`.
    pub hop: Option<&'a GatewayHop>,
    /// The bytes that the payload was read from, where they are of this format and the payload is as it was read.
    pub original: Option<&'a Bytes>,
}

impl<'a> EncodeContext<'a> {
    /// A context that writes anew and adds nothing.
    pub fn new(options: &'a FormatOptions) -> Self {
        Self { options, hop: None, original: None }
    }
}

/// The gateway in the trace of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayHop {
    /// The gateway's agency code.
    pub agency: AgencyCode,
    /// When the message passes.
    pub at: Timestamp,
}

/// A written package, in pieces: large parts are shared with the payload, not copied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Encoded {
    segments: Vec<Bytes>,
}

impl Encoded {
    /// Adds a piece.
    pub fn push(&mut self, segment: Bytes) {
        if !segment.is_empty() {
            self.segments.push(segment);
        }
    }
    /// The pieces in order; none is empty.
    pub fn segments(&self) -> &[Bytes] {
        &self.segments
    }
    /// Bytes in all.
    pub fn len(&self) -> usize {
        self.segments.iter().map(Bytes::len).sum()
    }
    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }
    /// One piece; free where there is only one.
    pub fn into_bytes(mut self) -> Bytes {
        if self.segments.len() <= 1 {
            return self.segments.pop().unwrap_or_default();
        }
        let mut all = BytesMut::with_capacity(self.len());
        self.segments.iter().for_each(|segment| all.extend_from_slice(segment));
        all.freeze()
    }
}

impl From<Bytes> for Encoded {
    fn from(bytes: Bytes) -> Self {
        let mut encoded = Self::default();
        encoded.push(bytes);
        encoded
    }
}

/// Why a payload cannot be written in this format for this receiver.
///
/// `Display` is English text for the sender and the operator; it holds no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError(Box<Finding>);

impl EncodeError {
    /// The stable reason, e.g. `CODE_NOT_IN_FORM`.
    pub fn code(&self) -> &'static str {
        self.0.reason.code
    }
    /// The Vietnamese text.
    pub fn message_vi(&self) -> String {
        self.0.message_vi()
    }
    /// All that is known.
    pub fn finding(&self) -> &Finding {
        &self.0
    }
    /// The same as whoever sent the payload may see it.
    #[must_use]
    pub fn for_the_sender(&self) -> Self {
        self.0.for_the_sender().into_owned().into()
    }
    /// The same for others than the sender.
    #[must_use]
    pub fn for_everybody(&self) -> Self {
        self.0.as_ref().clone().for_everybody().into()
    }
}

impl From<Finding> for EncodeError {
    fn from(finding: Finding) -> Self {
        Self(Box::new(finding))
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for EncodeError {}
