//! The entrance of every gRPC request, and the last look at its answer.
//!
//! 1. who is calling, before a byte of the body is read: a stranger cannot make the gateway hold anything;
//! 2. the request goes on, with who calls;
//! 3. a refusal that the gRPC library made before any handler saw the request (bytes that no message can be read from,
//!    or too many of them) gets a stable reason;
//! 4. a refusal that is not on record yet is recorded, with who asked.
//!
//! Only health is open to everybody.

use std::future::Future;
use std::sync::Arc;

use axum::body::Body;
use http::{Request, Response, header};
use lienthong_adapter::{Phrase, Unit};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, ErrorInfo, StatusExt as _};

use crate::fault::{self, Detail};
use crate::identity::Peer;
use crate::state::Gateway;
use crate::status::{DOMAIN, RECORDED};

/// Paths that need nobody's identity.
const OPEN: &str = "/grpc.health.v1.Health/";

/// Whose answer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answerer {
    /// One of the gateway's own services: what has no reason is the library's refusal.
    Gateway,
    /// A service behind the gateway: what it says is passed on as it is.
    Service,
}

/// Lets a request through to `next`, or answers it here.
pub async fn through<F: Future<Output = Response<Body>>>(
    gateway: &Arc<Gateway>,
    mut request: Request<Body>,
    answerer: Answerer,
    next: impl FnOnce(Request<Body>) -> F,
) -> Response<Body> {
    if request.uri().path().starts_with(OPEN) {
        return next(request).await;
    }
    let authorization = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let admitted = match gateway.admit(request.extensions().get::<Peer>(), authorization).await {
        Ok(admitted) => admitted,
        Err(refusal) => return unmarked(response(Status::from(refusal))),
    };
    let path: String = request.uri().path().chars().filter(|c| !c.is_control()).take(120).collect();
    request.extensions_mut().insert(admitted.clone());
    let mut answer = next(request).await;
    if answer.headers_mut().remove(RECORDED).is_some() || !answer.headers().contains_key("grpc-status") {
        return answer;
    }
    let Some(status) = Status::from_header_map(answer.headers()) else { return answer };
    let known = status.get_details_error_info().filter(|info| info.domain == DOMAIN);
    let (info, answer) = match known {
        _ if status.code() == Code::Ok => return answer,
        Some(info) => (info, answer),
        None if answerer == Answerer::Service => return answer,
        None => match reading(&status) {
            Some(meaning) => {
                let info = meaning.info();
                (info.clone(), response(meaning.status(info)))
            }
            // An end that is nobody's mistake.
            None => return answer,
        },
    };
    let detail = sizes(&info);
    gateway.record_caller(&admitted.in_force, admitted.caller.name(), &info.reason, &path, detail).await;
    answer
}

fn response(status: Status) -> Response<Body> {
    status.into_http::<tonic::body::Body>().map(Body::new)
}

/// Takes off the mark that is between handlers and this file.
fn unmarked(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().remove(RECORDED);
    response
}

/// What a refusal of the library means.
struct Meaning {
    code: Code,
    reason: &'static str,
    message: &'static str,
    message_vi: &'static str,
    /// Bytes that came, and that may.
    sizes: Option<(u64, u64)>,
}

impl Meaning {
    fn info(&self) -> ErrorInfo {
        let pairs = self.sizes.map(|(found, limit)| [("found", found), ("limit", limit)]);
        let pairs = pairs.into_iter().flatten().map(|(key, bytes)| (key.to_owned(), bytes.to_string()));
        ErrorInfo { reason: self.reason.to_owned(), domain: DOMAIN.to_owned(), metadata: pairs.collect() }
    }

    fn status(&self, info: ErrorInfo) -> Status {
        let mut details = ErrorDetails::new();
        details.set_error_info(info.reason, info.domain, info.metadata);
        details.set_localized_message("vi", self.message_vi);
        Status::with_error_details(self.code, self.message, details)
    }
}

/// The two numbers that the library says of a request that is too large: the bytes of it and those allowed.
fn sizes_in(message: &str) -> Option<(u64, u64)> {
    let mut numbers = message.split(|c: char| !c.is_ascii_digit()).filter_map(|text| text.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

/// What a record says of a size that was refused.
fn sizes(info: &ErrorInfo) -> Detail {
    let number = |key: &str| info.metadata.get(key)?.parse::<u64>().ok();
    let (Some(found), Some(limit)) = (number("found"), number("limit")) else { return Detail::new() };
    if !["TOO_LARGE", "REQUEST_TOO_LARGE"].contains(&info.reason.as_str()) {
        return Detail::new();
    }
    let words = [Some(Phrase::count(found, Unit::Bytes)), Some(Phrase::at_most(limit, Unit::Bytes))];
    let words = fault::members(words).into_iter();
    words.filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

fn reading(status: &Status) -> Option<Meaning> {
    if !status.details().is_empty() {
        return None;
    }
    match status.code() {
        Code::OutOfRange | Code::ResourceExhausted => Some(Meaning {
            code: Code::OutOfRange,
            reason: "REQUEST_TOO_LARGE",
            message: "the request is larger than one request may be; a large message goes with SendStream",
            message_vi: "Yêu cầu vượt quá kích thước cho phép; thông điệp lớn hãy gửi bằng SendStream.",
            sizes: sizes_in(status.message()),
        }),
        Code::Internal | Code::InvalidArgument | Code::Unknown => Some(Meaning {
            code: Code::InvalidArgument,
            reason: "MALFORMED_REQUEST",
            message: "the request cannot be read as a message of this method",
            message_vi: "Không đọc được yêu cầu theo phương thức này.",
            sizes: None,
        }),
        Code::Unimplemented => Some(Meaning {
            code: Code::Unimplemented,
            reason: "UNKNOWN_METHOD",
            message: "there is no such method, or its compression is not supported",
            message_vi: "Không có phương thức này hoặc cách nén không được hỗ trợ.",
            sizes: None,
        }),
        _ => None,
    }
}
