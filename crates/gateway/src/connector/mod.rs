//! Connectors: how messages reach a system, and how the gateway reaches servers.

pub mod answer;
mod answer_text;
pub mod cause;
pub mod channel;
mod dbf_pair;
pub mod dial;
pub mod failure;
mod files;
pub mod folder;
pub mod grpc;
pub mod http;
pub mod http_client;
pub mod outbox;
pub mod pinned;
pub mod pull;
pub mod soap;
mod soap_envelope;
pub mod soap_request;
pub mod soap_text;
mod success;
pub(crate) mod xml_flaw;

use std::time::Duration;

use lienthong_adapter::Finding;

/// How an attempt ended at the receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// It took the message.
    Accepted,
    /// It refused the message, for good.
    Refused {
        /// Stable reason.
        reason: String,
        /// What is wrong with its answer, where that is known.
        fault: Option<Box<Finding>>,
    },
    /// No attempt can succeed.
    Dead(String),
    /// The message cannot be said in the receiver's format: no attempt can succeed.
    Unsayable(Box<Finding>),
    /// Again later.
    Retry {
        /// Stable reason.
        reason: String,
        /// Not before; the usual back-off where absent.
        after: Option<Duration>,
        /// Whether the receiver answered at all.
        reached: bool,
        /// What is wrong with its answer, where that is known.
        fault: Option<Box<Finding>>,
    },
}

impl Delivered {
    /// Again later, as often as is usual.
    pub fn again(reason: impl Into<String>, reached: bool) -> Self {
        Self::Retry { reason: reason.into(), after: None, reached, fault: None }
    }

    /// Refused for good.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::Refused { reason: reason.into(), fault: None }
    }
}

/// Whether a text is a reason as receivers may give one: 1 to 64 characters of A-Z, 0-9 and _.
pub fn is_reason(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
