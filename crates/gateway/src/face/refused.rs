//! The last look at an answer: no refusal leaves without a reason and without a record.
//!
//! 1. a refusal that its handler has put on record goes as it is;
//! 2. one that the gRPC library made before any handler saw the request (bytes that no message can be read from, or
//!    too many of them) gets a stable reason;
//! 3. what is not on record yet is recorded, with who asked.

use std::sync::Arc;

use http::{Request, Response};
use lienthong_model::record::Event;
use tonic::body::Body;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::identity::Peer;
use crate::refusal::Refusal;
use crate::state::Gateway;
use crate::status::{DOMAIN, RECORDED};

/// What is needed of a request to record it.
pub struct Outside {
    peer: Option<Peer>,
    authorization: Option<String>,
    path: String,
}

/// Looks at a request before it goes on.
pub fn outside<B>(request: &Request<B>) -> Outside {
    let authorization = request.headers().get(http::header::AUTHORIZATION);
    Outside {
        peer: request.extensions().get::<Peer>().cloned(),
        authorization: authorization.and_then(|value| value.to_str().ok()).map(str::to_owned),
        path: request.uri().path().chars().filter(|c| !c.is_control()).take(120).collect(),
    }
}

/// Whose answer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answerer {
    /// One of the gateway's own services: what has no reason is the library's refusal.
    Gateway,
    /// A service behind the gateway: what it says is passed on as it is.
    Service,
}

/// Records a refusal that is not on record yet, and gives it a reason where it has none.
pub async fn record(
    gateway: &Arc<Gateway>,
    outside: Outside,
    answerer: Answerer,
    mut response: Response<axum::body::Body>,
) -> Response<axum::body::Body> {
    if response.headers_mut().remove(RECORDED).is_some() || !response.headers().contains_key("grpc-status") {
        return response;
    }
    let Some(status) = Status::from_header_map(response.headers()) else { return response };
    let known = status.get_details_error_info().filter(|info| info.domain == DOMAIN);
    let (reason, response) = match known {
        _ if status.code() == Code::Ok => return response,
        Some(info) => (info.reason, response),
        None if answerer == Answerer::Service => return response,
        None => match reading(&status) {
            Some(meaning) => (meaning.reason.to_owned(), http_response(meaning.status())),
            // An end that is nobody's mistake.
            None => return response,
        },
    };
    match gateway.admit(outside.peer.as_ref(), outside.authorization.as_deref()).await {
        Ok(admitted) => {
            if let Some(missed) = gateway.callers.may_record(gateway.now()) {
                let mut record = admitted.in_force.record(Event::AccessRefused, gateway.now());
                record = record.with_detail("path", outside.path);
                if missed > 0 {
                    record = record.with_detail("not_recorded_singly", missed);
                }
                record.actor = Some(admitted.caller.name());
                record.reason = Some(reason);
                gateway.record_or_log(record).await;
            }
            response
        }
        Err(Refusal::Recorded(refusal)) => {
            // Who it is could not be proven either: that refusal is on record, and is the one that is told.
            http_response(Status::from(*refusal))
        }
        Err(_) => response,
    }
}

fn http_response(status: Status) -> Response<axum::body::Body> {
    status.into_http::<Body>().map(axum::body::Body::new)
}

/// What a refusal of the library means.
struct Meaning {
    code: Code,
    reason: &'static str,
    message: &'static str,
    message_vi: &'static str,
}

impl Meaning {
    fn status(&self) -> Status {
        let mut details = ErrorDetails::new();
        details.set_error_info(self.reason, DOMAIN, std::collections::HashMap::new());
        details.set_localized_message("vi", self.message_vi);
        Status::with_error_details(self.code, self.message, details)
    }
}

fn reading(status: &Status) -> Option<Meaning> {
    if !status.details().is_empty() {
        return None;
    }
    match status.code() {
        Code::OutOfRange | Code::ResourceExhausted => Some(Meaning {
            code: Code::OutOfRange,
            reason: "REQUEST_TOO_LARGE",
            message: "the request is larger than one request may be; send large payloads with SendStream",
            message_vi: "Yêu cầu vượt quá kích thước cho phép; nội dung lớn hãy gửi bằng SendStream.",
        }),
        Code::Internal | Code::InvalidArgument | Code::Unknown => Some(Meaning {
            code: Code::InvalidArgument,
            reason: "MALFORMED_REQUEST",
            message: "the request cannot be read as a message of this method",
            message_vi: "Không đọc được yêu cầu theo phương thức này.",
        }),
        Code::Unimplemented => Some(Meaning {
            code: Code::Unimplemented,
            reason: "UNKNOWN_METHOD",
            message: "there is no such method, or its compression is not supported",
            message_vi: "Không có phương thức này hoặc cách nén không được hỗ trợ.",
        }),
        _ => None,
    }
}
