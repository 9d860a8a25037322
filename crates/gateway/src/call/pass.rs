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
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};
use http_body::Frame;
use lienthong_model::Digest;
use lienthong_model::ServiceId;
use lienthong_model::digest::Hasher;
use lienthong_model::record::Event;
use tokio::sync::oneshot;
use tonic::body::Body;
use tower::Service as _;

use crate::admit::{Admitted, Entered, Place};
use crate::call::{Answer, Asked, Permitted, grpc_timeout, is_method};
use crate::connector::grpc::code_name;
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
    let mut guard = Unanswered { gateway: Arc::clone(&gateway), flow: Some(Flow::new(permitted, place)) };
    let flow = guard.flow.as_mut().expect("it was put there a line ago");
    let outgoing = outgoing(request, flow);
    let limit = given.unwrap_or(flow.permitted.timeout);
    let deadline = given.map(|given| tokio::time::Instant::now() + given);
    let mut channel = flow.permitted.channel.clone();
    let called = async {
        std::future::poll_fn(|context| channel.poll_ready(context)).await?;
        channel.call(outgoing).await
    };
    let response = match tokio::time::timeout(limit, called).await {
        Ok(Ok(response)) => response,
        // The connection keeps the deadline as well, and may be the first to see that it has come.
        Ok(Err(error)) if error.source().is_some_and(|cause| cause.is::<tonic::TimeoutExpired>()) => {
            return Err(guard.end(Refusal::CallTimeout, true).await);
        }
        Ok(Err(error)) => {
            tracing::debug!(%error, "Service could not be called.");
            return Err(guard.end(Refusal::ServiceUnreachable, false).await);
        }
        Err(_) => return Err(guard.end(Refusal::CallTimeout, true).await),
    };
    let flow = guard.flow.take().expect("nothing has taken it yet");
    gateway.note_service(&flow.permitted, true);
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
    let (ended, over) = oneshot::channel();
    flow._ended = Some(ended);
    let measured = Measured { inner: body, measure: Arc::clone(&flow.request), over };
    Request::from_parts(parts, Body::new(measured))
}

/// The response as the caller gets it: recorded before its end leaves.
async fn answer(
    gateway: Arc<Gateway>,
    flow: Flow,
    response: Response<Body>,
    deadline: Option<tokio::time::Instant>,
) -> Result<Response<Body>, Refusal> {
    let (mut parts, body) = response.into_parts();
    for name in NOT_PASSED {
        parts.headers.remove(name);
    }
    let sleep = deadline.map(|deadline| Box::pin(tokio::time::sleep_until(deadline)));
    let trailers_only = parts.headers.contains_key("grpc-status");
    if trailers_only {
        // There is no body to hold back: the headers are the answer.
        let answer = flow.answer(grpc_status(&parts.headers));
        gateway.record_answer(&flow.permitted, &answer).await?;
        return Ok(Response::from_parts(parts, body));
    }
    if let Ok(value) = HeaderValue::from_str(&flow.permitted.asked.call_id) {
        parts.headers.insert("lienthong-call-id", value);
    }
    let recorded = Recorded { gateway, flow: Some(flow), inner: body, sleep, stage: Stage::Flowing };
    Ok(Response::from_parts(parts, Body::new(recorded)))
}

/// The status of trailers as a reason: nothing for OK.
fn grpc_status(headers: &HeaderMap) -> Option<String> {
    let code =
        headers.get("grpc-status").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    match code.map(tonic::Code::from_i32) {
        Some(tonic::Code::Ok) => None,
        Some(code) => Some(format!("GRPC_{}", code_name(code))),
        None => Some("GRPC_NO_STATUS".into()),
    }
}

/// A call under way: what is needed to record its end.
struct Flow {
    permitted: Permitted,
    request: Arc<Mutex<Measure>>,
    response: Measure,
    _place: Place,
    /// Dropped with the call: what the caller could still say is not waited for.
    _ended: Option<oneshot::Sender<()>>,
}

#[derive(Default)]
struct Measure {
    hasher: Hasher,
    bytes: u64,
}

impl Measure {
    fn add(&mut self, data: &[u8]) {
        self.hasher.update(data);
        self.bytes += data.len() as u64;
    }
    fn take(&mut self) -> (Digest, u64) {
        (std::mem::take(&mut self.hasher).finish(), self.bytes)
    }
}

impl Flow {
    fn new(permitted: Permitted, place: Place) -> Self {
        Self { permitted, request: Arc::default(), response: Measure::default(), _place: place, _ended: None }
    }

    fn answer(&self, reason: Option<String>) -> Answer {
        let (request, request_bytes) = self.request.lock().expect("no panic while measuring").take();
        let mut response = Measure { hasher: self.response.hasher.clone(), bytes: self.response.bytes };
        let (response, response_bytes) = response.take();
        let event = if reason.is_none() { Event::CallAnswered } else { Event::CallFailed };
        Answer { event, reason, request, request_bytes, response, response_bytes }
    }
}

/// Records a call whose caller goes away before there is an answer.
struct Unanswered {
    gateway: Arc<Gateway>,
    flow: Option<Flow>,
}

impl Unanswered {
    /// Ends the call with a failure of ours, on record.
    async fn end(mut self, refusal: Refusal, reached: bool) -> Refusal {
        let Some(flow) = self.flow.take() else { return refusal };
        self.gateway.note_service(&flow.permitted, reached);
        let answer = flow.answer(Some(refusal.reason().to_owned()));
        match self.gateway.record_answer(&flow.permitted, &answer).await {
            Ok(_) => refusal.recorded(),
            Err(error) => error,
        }
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if let Some(flow) = self.flow.take() {
            record_cancelled(&self.gateway, flow);
        }
    }
}

fn record_cancelled(gateway: &Arc<Gateway>, flow: Flow) {
    let gateway = Arc::clone(gateway);
    tokio::spawn(async move {
        let answer = flow.answer(Some("CANCELLED".into()));
        if let Err(error) = gateway.record_answer(&flow.permitted, &answer).await {
            tracing::error!(%error, "The end of a cancelled call could not be recorded.");
        }
    });
}

/// A request body that is measured on its way, and breaks off when the call is over.
struct Measured {
    inner: Body,
    measure: Arc<Mutex<Measure>>,
    over: oneshot::Receiver<()>,
}

impl http_body::Body for Measured {
    type Data = Bytes;
    type Error = tonic::Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, tonic::Status>>> {
        if Pin::new(&mut self.over).poll(context).is_ready() {
            return Poll::Ready(Some(Err(tonic::Status::cancelled("the call is over"))));
        }
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            self.measure.lock().expect("no panic while measuring").add(data);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.inner.size_hint()
    }
}

type Recording = Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send>>;

enum Stage {
    /// Data goes through.
    Flowing,
    /// The trailers wait for their record.
    Recording(Recording, HeaderMap),
    /// All is said.
    Done,
}

/// A response body whose trailers wait for their record.
struct Recorded {
    gateway: Arc<Gateway>,
    flow: Option<Flow>,
    inner: Body,
    sleep: Option<Pin<Box<tokio::time::Sleep>>>,
    stage: Stage,
}

impl Recorded {
    /// Ends the call as ours to end.
    fn fail(&mut self, refusal: &Refusal) {
        self.finish(trailers(refusal), Some(refusal.reason().to_owned()));
    }

    /// Begins to record the end of the call; its trailers leave afterwards.
    fn finish(&mut self, trailers: HeaderMap, reason: Option<String>) {
        let Some(flow) = self.flow.take() else {
            self.stage = Stage::Done;
            return;
        };
        let gateway = Arc::clone(&self.gateway);
        let recording = async move {
            let answer = flow.answer(reason);
            gateway.record_answer(&flow.permitted, &answer).await.map(drop)
        };
        self.stage = Stage::Recording(Box::pin(recording), trailers);
    }
}

/// Trailers that say what a refusal says.
fn trailers(refusal: &Refusal) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    // Adding a status to headers fails only where its text is no header value; then the code alone is said.
    if status::status(refusal).add_header(&mut trailers).is_err() {
        trailers.insert("grpc-status", HeaderValue::from(i32::from(status::code(refusal))));
    }
    trailers
}

impl http_body::Body for Recorded {
    type Data = Bytes;
    type Error = tonic::Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, tonic::Status>>> {
        loop {
            let this = &mut *self;
            match &mut this.stage {
                Stage::Done => return Poll::Ready(None),
                Stage::Recording(recording, held) => {
                    let recorded = std::task::ready!(recording.as_mut().poll(context));
                    let held = std::mem::take(held);
                    this.stage = Stage::Done;
                    // An answer that is not on record must not be taken for complete.
                    let trailers = recorded.map_or_else(|refusal| trailers(&refusal), |()| held);
                    return Poll::Ready(Some(Ok(Frame::trailers(trailers))));
                }
                Stage::Flowing => {
                    if let Some(sleep) = &mut this.sleep
                        && sleep.as_mut().poll(context).is_ready()
                    {
                        // Dropping the body cancels the call at the service.
                        this.inner = Body::empty();
                        this.fail(&Refusal::CallTimeout);
                        continue;
                    }
                    match std::task::ready!(Pin::new(&mut this.inner).poll_frame(context)) {
                        Some(Ok(frame)) => match frame.into_trailers() {
                            Ok(held) => {
                                let reason = grpc_status(&held);
                                this.finish(held, reason);
                            }
                            Err(frame) => {
                                if let (Some(data), Some(flow)) = (frame.data_ref(), &mut this.flow) {
                                    flow.response.add(data);
                                }
                                return Poll::Ready(Some(Ok(frame)));
                            }
                        },
                        Some(Err(error)) => {
                            tracing::debug!(%error, "Service broke off its answer.");
                            this.fail(&Refusal::ServiceUnreachable);
                        }
                        None => this.fail(&Refusal::ServiceUnreachable),
                    }
                }
            }
        }
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        if let Some(flow) = self.flow.take() {
            record_cancelled(&self.gateway, flow);
        }
    }
}
