//! Pass-through: any method of a gRPC service that the gateway has never seen, streaming included, without decoding it.
//!
//! The gateway answers on its own address under the service's own name. Which system is meant follows from the
//! metadata key `lienthong-service`, or from the name where only one system offers it that the caller may call.
//!
//! # What holds
//!
//! * `call.started` is on disk before the request leaves, and `call.answered` or `call.failed` before the trailers
//!   leave, without which no gRPC client takes an answer for complete.
//! * Metadata and trailers go through as they came, except what belongs to one hop, the caller's token, and keys that
//!   begin with `lienthong-`, which only the gateway writes.
//! * The caller's deadline goes along and is kept here as well. When the caller goes away, the call is cancelled.
//! * Bodies flow: neither side is held in memory beyond the flow-control window.

use std::error::Error as _;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use lienthong_model::ServiceId;
use tonic::body::Body;
use tower::Service as _;

use crate::admit::{Admitted, Entered};
use crate::call::flow::{Flow, Unanswered, grpc_status};
use crate::call::{Asked, Way, grpc_timeout, is_method};
use crate::connector::cause::cause;
use crate::refusal::Refusal;
use crate::state::{Gateway, InForce};
use crate::status;

/// Names the service that is meant.
const SERVICE: &str = "lienthong-service";
/// Ties calls together.
const CORRELATION: &str = "lienthong-correlation-id";
/// What belongs to one hop, or to the gateway alone.
const NOT_PASSED: [&str; 7] =
    ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "host", "authorization"];

/// Answers one request whose path is none of the gateway's own.
pub async fn handle(gateway: Arc<Gateway>, request: Request<Body>) -> Response<Body> {
    match pass(gateway, request).await {
        Ok(response) => response,
        Err(refusal) => status::status(&refusal).into_http(),
    }
}

async fn pass(gateway: Arc<Gateway>, request: Request<Body>) -> Result<Response<Body>, Refusal> {
    let admitted = request.extensions().get::<Admitted>().cloned().ok_or(Refusal::NoCertificate)?;
    let Entered { system: caller, in_force, _place: place } = gateway.system(admitted).await?;
    let path = request.uri().path();
    let (grpc, method) = path.strip_prefix('/').and_then(|path| path.split_once('/')).unwrap_or_default();
    if !is_method(method) {
        return Err(Refusal::UnknownService(shorten(path)));
    }
    let service = meant(&gateway, &in_force, &caller, grpc, method, request.headers())?;
    let asked = Asked {
        caller,
        service,
        method: method.to_owned(),
        call_id: uuid::Uuid::now_v7().to_string(),
        correlation_id: correlation(request.headers())?,
        ingress: "pass",
    };
    let given =
        request.headers().get("grpc-timeout").and_then(|value| value.to_str().ok()).and_then(grpc_timeout);
    let permitted = gateway.permit(&in_force, asked).await?;
    let mut guard = Unanswered::start(&gateway, Flow::new(permitted, place)).await?;
    let flow = guard.flow.as_mut().expect("it was put there a line ago");
    let outgoing = outgoing(request, flow);
    let limit = given.unwrap_or(flow.permitted.timeout);
    let deadline = given.map(|given| tokio::time::Instant::now() + given);
    let Way::Grpc { channel, .. } = &flow.permitted.way else {
        // Only gRPC services have names that are looked up here.
        let refusal = Refusal::UnknownService(flow.permitted.asked.service.to_string());
        return Err(guard.end(refusal).await);
    };
    let mut channel = channel.clone();
    let called = async {
        std::future::poll_fn(|context| channel.poll_ready(context)).await?;
        channel.call(outgoing).await
    };
    let response = match tokio::time::timeout(limit, called).await {
        Ok(Ok(response)) => response,
        // The connection keeps the deadline as well, and may be the first to see that it has come.
        Ok(Err(error)) if error.source().is_some_and(|cause| cause.is::<tonic::TimeoutExpired>()) => {
            return Err(guard.end(Refusal::CallTimeout).await);
        }
        Ok(Err(error)) => {
            tracing::debug!(%error, "Service could not be called.");
            let refusal = Refusal::ServiceUnreachable(cause(&error).into());
            return Err(guard.end(refusal).await);
        }
        Err(_) => return Err(guard.end(Refusal::CallTimeout).await),
    };
    let flow = guard.flow.take().expect("nothing has taken it yet");
    gateway.note_service(&flow.permitted, None);
    answer(gateway, flow, response, deadline).await
}

/// The service that the caller means by a gRPC service name.
fn meant(
    gateway: &Gateway,
    in_force: &InForce,
    caller: &lienthong_model::SystemId,
    grpc: &str,
    method: &str,
    headers: &HeaderMap,
) -> Result<ServiceId, Refusal> {
    let unknown = || Refusal::UnknownService(shorten(grpc));
    let offers = in_force.services.get(grpc).ok_or_else(unknown)?;
    if let Some(named) = headers.get(SERVICE) {
        let named = named.to_str().map_err(|_| unknown())?;
        let found = offers.iter().find(|offer| offer.to_string() == named);
        return found.cloned().ok_or_else(|| Refusal::UnknownService(shorten(named)));
    }
    match offers.as_slice() {
        [] => Err(unknown()),
        [only] => Ok(only.clone()),
        several => {
            let today = lienthong_model::time::local_date(gateway.now());
            let world = in_force.world();
            let routes = &in_force.checked.routes;
            let mut open = several
                .iter()
                .filter(|offer| routes.decide_call(&world, caller, offer, method, today).is_ok());
            match (open.next(), open.next()) {
                (Some(only), None) => Ok(only.clone()),
                _ => Err(Refusal::AmbiguousService(shorten(grpc))),
            }
        }
    }
}

fn correlation(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get(CORRELATION) else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| text.len() <= lienthong_model::envelope::MAX_KEY_BYTES);
    let wrong = || {
        Refusal::field(CORRELATION, "is not ASCII of at most 200 bytes", "không phải ASCII tối đa 200 byte")
    };
    Ok(Some(text.ok_or_else(wrong)?.to_owned()))
}

fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// The request as the service gets it.
fn outgoing(request: Request<Body>, flow: &mut Flow) -> Request<Body> {
    let (mut parts, body) = request.into_parts();
    let own: Vec<HeaderName> = parts
        .headers
        .keys()
        .filter(|name| name.as_str().starts_with("lienthong-") || NOT_PASSED.contains(&name.as_str()))
        .cloned()
        .collect();
    own.iter().for_each(|name| {
        parts.headers.remove(name);
    });
    let asked = &flow.permitted.asked;
    for (name, value) in [
        ("lienthong-caller", asked.caller.to_string()),
        ("lienthong-call-id", asked.call_id.clone()),
        (CORRELATION, asked.correlation_id.clone().unwrap_or_default()),
    ] {
        if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(&value)) {
            parts.headers.insert(name, value);
        }
    }
    parts.headers.insert(http::header::TE, HeaderValue::from_static("trailers"));
    parts.extensions = http::Extensions::new();
    Request::from_parts(parts, flow.measured(body))
}

/// The response as the caller gets it: recorded before its end leaves.
async fn answer(
    gateway: Arc<Gateway>,
    mut flow: Flow,
    response: Response<Body>,
    deadline: Option<tokio::time::Instant>,
) -> Result<Response<Body>, Refusal> {
    let (mut parts, body) = response.into_parts();
    for name in NOT_PASSED {
        parts.headers.remove(name);
    }
    let trailers_only = parts.headers.contains_key("grpc-status");
    if trailers_only {
        // There is no body to hold back: the headers are the answer.
        let answer = flow.answer(grpc_status(&parts.headers));
        gateway.record_answer(&mut flow.permitted, &answer).await?;
        return Ok(Response::from_parts(parts, body));
    }
    if let Ok(value) = HeaderValue::from_str(&flow.permitted.asked.call_id) {
        parts.headers.insert("lienthong-call-id", value);
    }
    Ok(Response::from_parts(parts, flow.recorded(gateway, body, deadline)))
}
