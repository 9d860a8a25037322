//! Requests that are no requests: bytes that no message of the API can be read from, or too many of them.
//!
//! The gRPC library refuses these before any handler sees them, with a text of its own. Here they get a stable reason,
//! and their record, like every other refusal.

use std::sync::Arc;

use http::{Request, Response};
use lienthong_model::record::Event;
use tonic::body::Body;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::identity::Peer;
use crate::state::Gateway;
use crate::status::DOMAIN;

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
        path: request.uri().path().chars().take(120).collect(),
    }
}

/// Gives a library's refusal a reason and a record; every other response goes as it is.
pub async fn dress(gateway: &Arc<Gateway>, outside: Outside, response: Response<axum::body::Body>) -> Response<axum::body::Body> {
    let headers = response.headers();
    if !headers.contains_key("grpc-status") || headers.contains_key("grpc-status-details-bin") {
        return response;
    }
    let Some(status) = Status::from_header_map(headers) else { return response };
    let Some((code, reason, message, message_vi)) = reading(&status) else { return response };
    let in_force = gateway.current();
    match gateway.admit(outside.peer.as_ref(), outside.authorization.as_deref()).await {
        Ok(admitted) => {
            let mut record = in_force.record(Event::AccessRefused, gateway.now());
            record = record.with_detail("path", outside.path);
            record.actor = Some(admitted.caller.name());
            record.reason = Some(reason.to_owned());
            gateway.record_or_log(record).await;
        }
        // Who it is could not be proven either: that refusal is on record already, and is the one that is told.
        Err(refusal) => return Status::from(refusal).into_http::<Body>().map(axum::body::Body::new),
    }
    let mut details = ErrorDetails::new();
    details.set_error_info(reason, DOMAIN, std::collections::HashMap::new());
    details.set_localized_message("vi", message_vi);
    Status::with_error_details(code, message, details).into_http::<Body>().map(axum::body::Body::new)
}

/// What a refusal of the library means.
fn reading(status: &Status) -> Option<(Code, &'static str, &'static str, &'static str)> {
    match status.code() {
        Code::OutOfRange | Code::ResourceExhausted => Some((
            Code::OutOfRange,
            "REQUEST_TOO_LARGE",
            "the request is larger than one request may be; send large payloads with SendStream",
            "Yêu cầu vượt quá kích thước cho phép; nội dung lớn hãy gửi bằng SendStream.",
        )),
        Code::Internal | Code::InvalidArgument | Code::Unknown => Some((
            Code::InvalidArgument,
            "MALFORMED_REQUEST",
            "the request cannot be read as a message of this method",
            "Không đọc được yêu cầu theo phương thức này.",
        )),
        Code::Unimplemented => Some((
            Code::Unimplemented,
            "UNKNOWN_METHOD",
            "there is no such method, or its compression is not supported",
            "Không có phương thức này hoặc cách nén không được hỗ trợ.",
        )),
        _ => None,
    }
}
