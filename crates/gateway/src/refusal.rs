//! Why a request was not done: one value serves the peer, the audit record and the retry.
//!
//! `Display` is what the peer reads, in English; [`Refusal::message_vi`] is the same in Vietnamese (`refusal_words.rs`). Both name the
//! peer's mistake and nothing of ours. [`Refusal::reason`] is stable: programs and auditors may rely on it. Which gRPC
//! or HTTP status it becomes is decided in `status.rs` alone.

use std::borrow::Cow;
use std::time::Duration;

use lienthong_adapter::{BadRows, DecodeError, EncodeError, Finding};
use lienthong_model::route::RouteRefusal;
use lienthong_model::{AgencyCode, Digest, MessageId, ServiceId, SystemId};
use lienthong_store as store;

use crate::connector::failure::Failure;
use crate::identity::token::TokenError;
use crate::problem::Problem;

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The listener asks for a client certificate, and none came.
    #[error("a client certificate is required")]
    NoCertificate,
    /// The certificate chains to a trusted root but is no system's.
    #[error("the client certificate belongs to no system")]
    UnknownCertificate,
    /// The certificate was in order when the connection began and is not any more.
    #[error("the client certificate is past its end")]
    CertificateExpired,
    /// The listener asks for a token, and none came.
    #[error("a bearer token is required")]
    NoToken,
    /// The token is not in order.
    #[error("{0}")]
    Token(#[from] TokenError),
    /// The token is for another system than the certificate.
    #[error("the token and the certificate belong to different systems")]
    IdentitiesDiffer,
    /// The system is switched off.
    #[error("system {0} is disabled")]
    SystemDisabled(SystemId),
    /// Only systems may do this.
    #[error("only a system may do this")]
    NotASystem,
    /// A role is missing.
    #[error("the role {0} is required")]
    RoleRequired(&'static str),
    /// A field of the request is wrong.
    #[error("{path}: {}", .problem.said().en)]
    Field {
        /// Path of the field, e.g. `envelope.receivers[2].agency`.
        path: String,
        /// What is wrong.
        problem: Problem,
    },
    /// A page token is not one of ours, or belongs to another question.
    #[error("the page token is not from the last answer of the same request")]
    PageToken,
    /// Too many bytes.
    #[error("{found} bytes are more than the {limit} allowed")]
    TooLarge {
        /// Allowed.
        limit: u64,
        /// Found, or the least that it would have been.
        found: u64,
    },
    /// The parts of a streamed payload do not make what the header says.
    #[error("the payload has {found} bytes, its header says {declared}")]
    SizeMismatch {
        /// What the header says.
        declared: u64,
        /// What came.
        found: u64,
    },
    /// The payload comes so slowly that it could be held up for ever.
    #[error("the payload comes too slowly")]
    TooSlow,
    /// The payload is not the one whose digest the sender gave.
    #[error("the payload does not have the SHA-256 that the sender gave")]
    DigestMismatch {
        /// What the sender gave.
        declared: Digest,
        /// That of what came.
        found: Digest,
    },
    /// The payload is not what the sender's system entry says.
    #[error("{0}")]
    Unreadable(#[source] Box<DecodeError>),
    /// The payload is of another type than the envelope says.
    #[error("the payload is {found}, the envelope says {declared}")]
    TypeMismatch {
        /// In the envelope.
        declared: String,
        /// In the payload.
        found: String,
    },
    /// The payload names an issuing agency that the sender may not speak for.
    #[error("{sender} may not send for agency {claimed}")]
    SenderMismatch {
        /// Who sends, as proven.
        sender: SystemId,
        /// What the payload says.
        claimed: String,
    },
    /// No route, or no receiver.
    #[error("{0}")]
    Route(#[from] Box<RouteRefusal>),
    /// More receivers than the node takes.
    #[error("{found} receivers are more than the {limit} allowed")]
    TooManyReceivers {
        /// Allowed.
        limit: usize,
        /// Found.
        found: usize,
    },
    /// The id was used for other bytes.
    #[error("message id {id} was used before for other bytes")]
    IdReused {
        /// The id.
        id: MessageId,
        /// How the bytes differ.
        digests: Box<store::OtherBytes>,
    },
    /// There is no such message, delivery or record, or it is not the caller's to see.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The acknowledgement names an attempt that is over.
    #[error("attempt {named} is over, the current attempt is {current}")]
    StaleAttempt {
        /// Named.
        named: u32,
        /// Current.
        current: u32,
    },
    /// The delivery has ended.
    #[error("the delivery has ended as {0}")]
    Ended(&'static str),
    /// The delivery cannot be replayed.
    #[error("{0}")]
    NotReplayable(String),
    /// The payload was erased on schedule.
    #[error("the payload was erased at the end of its retention")]
    Erased,
    /// The system gets its messages in another way.
    #[error("{0} does not collect its messages; its connector is {1}")]
    NotCollected(SystemId, &'static str),
    /// Too much at once.
    #[error("too many requests at once, please send it again")]
    Busy {
        /// Not before.
        retry_after: Duration,
    },
    /// The service has failed, and is given time.
    #[error("the server of {service} has just failed and is given some time; please try again later")]
    ServiceResting {
        /// The service.
        service: ServiceId,
        /// Not before.
        retry_after: Duration,
    },
    /// There is no room.
    #[error("the gateway takes no new messages now, its storage is full; please send it again later")]
    Full,
    /// Ours to mend.
    #[error("the gateway could not do it now, please send it again")]
    Store(#[source] store::Error),
    /// The called service did not answer in time.
    #[error("the service did not answer within its time")]
    CallTimeout,
    /// The called service cannot be reached, for a reason that is stable as well.
    #[error("the service cannot be reached now ({0})")]
    ServiceUnreachable(Cow<'static, str>),
    /// The called service answered with an error of its own.
    #[error("the service answered with an error")]
    ServiceFailed(Box<tonic::Status>),
    /// The called service answered over HTTP or SOAP, and not with what was asked.
    #[error("the service answered with {}{}", .0.reason, .0.said.as_ref().map(|said| format!(": {said}")).unwrap_or_default())]
    ServiceAnswered(Box<Failure>),
    /// The service has no such method.
    #[error("the service has no method {0}")]
    UnknownMethod(String),
    /// Nothing is served under this name.
    #[error("no service of this name is offered: {0}")]
    UnknownService(String),
    /// Several systems offer it.
    #[error("{0} is offered by several systems; name one in the metadata key lienthong-service")]
    AmbiguousService(String),
    /// The message cannot be said in the receiver's format.
    #[error("{0}")]
    Unwritable(#[source] Box<EncodeError>),
    /// The configuration was refused; the text lists why.
    #[error("the configuration has errors and was not taken:\n{0}")]
    Config(String),
    /// The agency of the token has no place in the directory.
    #[error("agency {0} of the token is not in the directory")]
    UnknownAgency(AgencyCode),
    /// A refusal that is on record already.
    #[error("{0}")]
    Recorded(Box<Refusal>),
    /// The gateway is going down.
    #[error("the gateway is shutting down, please send it again")]
    ShuttingDown,
}

impl Refusal {
    /// A wrong field, in words that quote nothing.
    pub fn field(path: impl Into<String>, en: &'static str, vi: &'static str) -> Self {
        Self::wrong_field(path, Problem::new(en, vi))
    }

    /// A wrong field.
    pub fn wrong_field(path: impl Into<String>, problem: impl Into<Problem>) -> Self {
        Self::Field { path: path.into(), problem: problem.into() }
    }

    /// Says that the record of this refusal is on disk.
    #[must_use]
    pub fn recorded(self) -> Self {
        match self {
            Self::Recorded(_) => self,
            other => Self::Recorded(Box::new(other)),
        }
    }

    /// The refusal itself, and whether it is on record.
    pub fn split(&self) -> (&Self, bool) {
        match self {
            Self::Recorded(refusal) => (refusal, true),
            other => (other, false),
        }
    }

    /// The stable reason.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::NoCertificate => "CERTIFICATE_REQUIRED",
            Self::UnknownCertificate => "CERTIFICATE_UNKNOWN",
            Self::CertificateExpired => "CERTIFICATE_EXPIRED",
            Self::NoToken => "TOKEN_REQUIRED",
            Self::Token(error) => error.reason(),
            Self::IdentitiesDiffer => "IDENTITIES_DIFFER",
            Self::SystemDisabled(_) => "SYSTEM_DISABLED",
            Self::NotASystem => "SYSTEM_REQUIRED",
            Self::RoleRequired(_) => "ROLE_REQUIRED",
            Self::Field { .. } => "INVALID_FIELD",
            Self::PageToken => "INVALID_PAGE_TOKEN",
            Self::TooLarge { .. } => "TOO_LARGE",
            Self::SizeMismatch { .. } => "SIZE_MISMATCH",
            Self::TooSlow => "TOO_SLOW",
            Self::DigestMismatch { .. } => "DIGEST_MISMATCH",
            Self::Unreadable(error) => error.code(),
            Self::TypeMismatch { .. } => "TYPE_MISMATCH",
            Self::SenderMismatch { .. } => "SENDER_MISMATCH",
            Self::Route(refusal) => refusal.reason(),
            Self::TooManyReceivers { .. } => "TOO_MANY_RECEIVERS",
            Self::IdReused { .. } => "MESSAGE_ID_REUSED",
            Self::NotFound(_) => "NOT_FOUND",
            Self::StaleAttempt { .. } => "STALE_ATTEMPT",
            Self::Ended(_) => "DELIVERY_ENDED",
            Self::NotReplayable(_) => "NOT_REPLAYABLE",
            Self::Erased => "PAYLOAD_ERASED",
            Self::NotCollected(..) => "NOT_A_PULL_SYSTEM",
            Self::Busy { .. } => "BUSY",
            Self::ServiceResting { .. } => "SERVICE_RESTING",
            Self::Full => "STORAGE_FULL",
            Self::Store(_) => "STORE_FAILED",
            Self::CallTimeout => "CALL_TIMEOUT",
            Self::ServiceUnreachable(_) => "SERVICE_UNREACHABLE",
            Self::ServiceFailed(_) | Self::ServiceAnswered(_) => "SERVICE_FAILED",
            Self::UnknownMethod(_) => "UNKNOWN_METHOD",
            Self::UnknownService(_) => "UNKNOWN_SERVICE",
            Self::AmbiguousService(_) => "AMBIGUOUS_SERVICE",
            Self::Unwritable(error) => error.code(),
            Self::Config(_) => "CONFIG_INVALID",
            Self::UnknownAgency(_) => "UNKNOWN_AGENCY",
            Self::Recorded(refusal) => refusal.reason(),
            Self::ShuttingDown => "SHUTTING_DOWN",
        }
    }

    /// Where in a message, a request or an answer the mistake is.
    pub fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Unreadable(error) => Some(error.finding()),
            Self::Unwritable(error) => Some(error.finding()),
            Self::ServiceAnswered(failure) => failure.finding.as_deref(),
            Self::Recorded(refusal) => refusal.finding(),
            _ => None,
        }
    }

    /// The rows of a file of which none is good.
    pub fn bad_rows(&self) -> Option<&BadRows> {
        match self {
            Self::Unreadable(error) => error.bad_rows(),
            Self::Recorded(refusal) => refusal.bad_rows(),
            _ => None,
        }
    }

    /// How long the peer should wait before it tries again; nothing where trying again does not help.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after } | Self::ServiceResting { retry_after, .. } => Some(*retry_after),
            Self::Full => Some(Duration::from_secs(60)),
            Self::Store(_) | Self::ShuttingDown => Some(Duration::from_secs(2)),
            Self::ServiceUnreachable(_) | Self::CallTimeout => Some(Duration::from_secs(5)),
            Self::ServiceAnswered(failure) => {
                failure.again.map(|again| again.after.unwrap_or(Duration::from_secs(5)))
            }
            Self::Recorded(refusal) => refusal.retry_after(),
            _ => None,
        }
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict { key, digests } => Self::IdReused { id: key.id, digests },
            store::Error::NoDelivery => Self::NotFound("delivery"),
            store::Error::NoMessage => Self::NotFound("message"),
            store::Error::StaleAttempt { named, current } => Self::StaleAttempt { named, current },
            store::Error::Ended { state } => Self::Ended(state),
            store::Error::ReplayCap { .. } | store::Error::StillOpen => {
                Self::NotReplayable(error.to_string())
            }
            store::Error::Erased => Self::Erased,
            store::Error::Full => Self::Full,
            other => Self::Store(other),
        }
    }
}
