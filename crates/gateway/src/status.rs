//! The one place where a refusal becomes a status: gRPC with rich details, or HTTP.

use lienthong_adapter::Finding;
use lienthong_model::route::RouteRefusal;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::refusal::Refusal;
use crate::{apart, fault};

/// The domain of every `ErrorInfo` of ours.
pub const DOMAIN: &str = "lienthong";
/// Bad rows that a status tells one by one: its details go in a header.
const MAX_ROWS: usize = 8;
/// Marks an answer whose refusal is on record, from the handler to `face/refused.rs`, which takes it off.
pub const RECORDED: &str = "lienthong-recorded";

/// The gRPC code of a refusal.
pub fn code(refusal: &Refusal) -> Code {
    match refusal {
        Refusal::NoCertificate
        | Refusal::UnknownCertificate
        | Refusal::CertificateExpired
        | Refusal::NoToken
        | Refusal::Token(_)
        | Refusal::IdentitiesDiffer => Code::Unauthenticated,
        Refusal::SystemDisabled(_)
        | Refusal::NotASystem
        | Refusal::RoleRequired(_)
        | Refusal::SenderMismatch { .. }
        | Refusal::UnknownAgency(_) => Code::PermissionDenied,
        Refusal::Field { .. }
        | Refusal::PageToken
        | Refusal::SizeMismatch { .. }
        | Refusal::DigestMismatch { .. }
        | Refusal::Unreadable(_)
        | Refusal::TypeMismatch { .. }
        | Refusal::TooManyReceivers { .. }
        | Refusal::AmbiguousService(_)
        | Refusal::Unwritable(_) => Code::InvalidArgument,
        Refusal::TooLarge { .. } => Code::OutOfRange,
        Refusal::Route(refusal) => route_code(refusal),
        Refusal::IdReused { .. } => Code::AlreadyExists,
        Refusal::NotFound(_) => Code::NotFound,
        Refusal::StaleAttempt { .. } => Code::Aborted,
        Refusal::Ended(_)
        | Refusal::NotReplayable(_)
        | Refusal::NotCollected(..)
        | Refusal::Erased
        | Refusal::Config(_) => Code::FailedPrecondition,
        Refusal::Busy { .. } | Refusal::Full => Code::ResourceExhausted,
        Refusal::Store(_)
        | Refusal::ServiceResting { .. }
        | Refusal::ServiceUnreachable(_)
        | Refusal::ShuttingDown => Code::Unavailable,
        Refusal::CallTimeout | Refusal::TooSlow => Code::DeadlineExceeded,
        Refusal::ServiceFailed(status) => status.code(),
        Refusal::ServiceAnswered(failure) if failure.again.is_some() => Code::Unavailable,
        Refusal::ServiceAnswered(_) => Code::FailedPrecondition,
        Refusal::UnknownService(_) | Refusal::UnknownMethod(_) => Code::Unimplemented,
        Refusal::Recorded(refusal) => code(refusal),
    }
}

fn route_code(refusal: &RouteRefusal) -> Code {
    match refusal.reason() {
        "NO_ROUTE" | "SELF_ADDRESSED" | "SENDER_CLOSED" => Code::PermissionDenied,
        "NO_RECEIVER" | "UNKNOWN_RECEIVER" | "DUPLICATE_RECEIVER" | "AMBIGUOUS_SYSTEM" => {
            Code::InvalidArgument
        }
        "TOO_LARGE" => Code::OutOfRange,
        _ => Code::FailedPrecondition,
    }
}

/// The gRPC status of a refusal, with details that programs read.
pub fn status(refusal: &Refusal) -> Status {
    let (refusal, recorded) = refusal.split();
    let mut status = plain_status(refusal);
    if recorded {
        status.metadata_mut().insert(RECORDED, MetadataValue::from_static("1"));
    }
    status
}

fn plain_status(refusal: &Refusal) -> Status {
    if let Refusal::ServiceFailed(theirs) = refusal {
        // The service's own answer goes back as it came.
        return (**theirs).clone();
    }
    let said = refusal.said();
    let mut details = ErrorDetails::new();
    details.set_error_info(refusal.reason(), DOMAIN, metadata(refusal));
    details.set_localized_message("vi", said.vi);
    if let Refusal::Field { path, problem } = refusal {
        details.add_bad_request_violation(path.clone(), problem.said().en.clone());
    }
    for finding in refusal.bad_rows().map(|bad| &*bad.first).unwrap_or_default().iter().take(MAX_ROWS) {
        let row = finding.place.row.map(|row| format!("row {row}"));
        let path = [row, finding.place.field.clone()].into_iter().flatten().collect::<Vec<_>>().join(".");
        details.add_bad_request_violation(path, finding.for_the_sender().message_en());
    }
    if let Some(delay) = refusal.retry_after() {
        details.set_retry_info(Some(delay));
    }
    Status::with_error_details(code(refusal), said.en, details)
}

/// Values that a program may want beside the reason.
fn metadata(refusal: &Refusal) -> std::collections::HashMap<String, String> {
    let pairs: Vec<(&str, String)> = match refusal {
        Refusal::TooLarge { limit, found } => {
            vec![("limit", limit.to_string()), ("found", found.to_string())]
        }
        Refusal::StaleAttempt { named, current } => {
            vec![("named", named.to_string()), ("current", current.to_string())]
        }
        Refusal::TooManyReceivers { limit, found } => {
            vec![("limit", limit.to_string()), ("found", found.to_string())]
        }
        Refusal::Unreadable(error) => {
            let mut pairs = place(error.finding());
            if let Some(bad) = error.bad_rows() {
                pairs.push(("rows_read", bad.read.to_string()));
                pairs.push(("rows_quarantined", bad.count.to_string()));
                pairs.push(("quarantined_rows", apart::named(&bad.first)));
            }
            pairs
        }
        Refusal::Unwritable(error) => place(error.finding()),
        Refusal::ServiceAnswered(failure) => {
            let mut pairs = failure.finding.as_deref().map(place).unwrap_or_default();
            pairs.push(("answer", failure.reason.to_string()));
            pairs
        }
        Refusal::ServiceUnreachable(cause) => vec![("cause", cause.to_string())],
        Refusal::Route(refusal) => route_metadata(refusal),
        _ => Vec::new(),
    };
    let has_found = pairs.iter().any(|(key, _)| *key == "found");
    let counted = fault::counted(refusal).filter(|_| !has_found);
    let counted = counted.map(|[found, expected]| fault::members([Some(found), Some(expected)]));
    let pairs =
        pairs.into_iter().chain(counted.into_iter().flatten().filter_map(|(key, value)| Some((key, value?))));
    pairs.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Where a mistake is.
fn place(finding: &Finding) -> Vec<(&'static str, String)> {
    let place = &finding.place;
    let words = fault::members(fault::said(&finding.for_the_sender()));
    let place = [
        ("sheet", place.sheet.clone()),
        ("row", place.row.map(|row| row.to_string())),
        ("column", fault::missing_column(finding).or_else(|| place.field.clone())),
        ("field", place.path.clone()),
        ("offset", place.offset.map(|offset| offset.to_string())),
    ];
    place.into_iter().chain(words).filter_map(|(key, value)| Some((key, value?))).collect()
}

/// The parts of a routing refusal.
fn route_metadata(refusal: &RouteRefusal) -> Vec<(&'static str, String)> {
    match refusal {
        RouteRefusal::NoRoute { subject, receiver, .. } => {
            vec![("subject", subject.clone()), ("receiver", receiver.clone())]
        }
        RouteRefusal::UnknownReceiver { receiver, .. } | RouteRefusal::DuplicateReceiver { receiver } => {
            vec![("receiver", receiver.clone())]
        }
        RouteRefusal::ReceiverClosed { receiver, on, successors, .. } => {
            let codes: Vec<_> = successors.iter().map(|successor| successor.code.as_str()).collect();
            vec![
                ("receiver", receiver.to_string()),
                ("ended_on", on.to_string()),
                ("successors", codes.join(",")),
            ]
        }
        RouteRefusal::TooLarge { limit, size, .. } => {
            vec![("limit", limit.to_string()), ("found", size.to_string())]
        }
        _ => Vec::new(),
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        status(&refusal)
    }
}

/// The HTTP status of a refusal, for the paths that are not gRPC.
pub fn http(refusal: &Refusal) -> http::StatusCode {
    match code(refusal) {
        Code::Unauthenticated => http::StatusCode::UNAUTHORIZED,
        Code::PermissionDenied => http::StatusCode::FORBIDDEN,
        Code::NotFound | Code::Unimplemented => http::StatusCode::NOT_FOUND,
        Code::InvalidArgument | Code::OutOfRange => http::StatusCode::BAD_REQUEST,
        Code::AlreadyExists | Code::Aborted | Code::FailedPrecondition => http::StatusCode::CONFLICT,
        Code::ResourceExhausted => http::StatusCode::TOO_MANY_REQUESTS,
        Code::DeadlineExceeded => http::StatusCode::GATEWAY_TIMEOUT,
        _ => http::StatusCode::SERVICE_UNAVAILABLE,
    }
}
