//! A passed-through call under way: its bodies are measured as they flow, and its end waits for its record.
//!
//! Whichever way a call ends (trailers, a deadline, a service that breaks off, a caller that goes away) exactly one
//! record says so: the [`Flow`] is what the record needs, and whoever takes it writes it.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use http_body::Frame;
use lienthong_model::Digest;
use lienthong_model::digest::Hasher;
use lienthong_store::TermHashes;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tonic::body::Body;

use crate::admit::Place;
use crate::call::Permitted;
use crate::call::record::{Answer, Failed};
use crate::connector::cause::cause;
use crate::connector::grpc::code_name;
use crate::refusal::Refusal;
use crate::state::Gateway;
use crate::status;

/// The status of trailers as a reason: nothing for OK.
pub(super) fn grpc_status(headers: &HeaderMap) -> Option<Failed> {
    let code =
        headers.get("grpc-status").and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    match code.map(tonic::Code::from_i32) {
        Some(tonic::Code::Ok) => None,
        Some(code) => Some(Failed::with(format!("GRPC_{}", code_name(code)))),
        None => Some(Failed::with("GRPC_NO_STATUS")),
    }
}

/// A call under way: what is needed to record its end.
pub(super) struct Flow {
    pub(super) permitted: Permitted,
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
    pub(super) fn new(permitted: Permitted, place: Place) -> Self {
        Self { permitted, request: Arc::default(), response: Measure::default(), _place: place, _ended: None }
    }

    /// The request's body, measured on its way.
    pub(super) fn measured(&mut self, body: Body) -> Body {
        let (ended, over) = oneshot::channel();
        self._ended = Some(ended);
        Body::new(Measured { inner: body, measure: Arc::clone(&self.request), over })
    }

    /// The response's body, whose end waits for its record.
    pub(super) fn recorded(self, gateway: Arc<Gateway>, body: Body, deadline: Option<Instant>) -> Body {
        let sleep = deadline.map(|deadline| Box::pin(tokio::time::sleep_until(deadline)));
        Body::new(Recorded { gateway, flow: Some(self), inner: body, sleep, stage: Stage::Flowing })
    }

    /// How the call ended, with what has flowed.
    pub(super) fn answer(&self, failed: Option<Failed>) -> Answer {
        let (request, request_bytes) = self.request.lock().expect("no panic while measuring").take();
        let mut response = Measure { hasher: self.response.hasher.clone(), bytes: self.response.bytes };
        let (response, response_bytes) = response.take();
        Answer {
            failed,
            request,
            request_bytes,
            response,
            response_bytes,
            notes: Vec::new(),
            terms: TermHashes::default(),
        }
    }
}

/// Records a call whose caller goes away before there is an answer, behind the record of its start.
pub(super) struct Unanswered {
    gateway: Arc<Gateway>,
    pub(super) flow: Option<Flow>,
}

impl Unanswered {
    /// Step 3. `Ok` means that the record is on disk and the request may leave.
    pub(super) async fn start(gateway: &Arc<Gateway>, flow: Flow) -> Result<Self, Refusal> {
        let mut guard = Self { gateway: Arc::clone(gateway), flow: None };
        let started = gateway.start(&guard.flow.insert(flow).permitted, TermHashes::default()).await;
        if let Err(refusal) = started {
            guard.flow = None;
            return Err(refusal);
        }
        Ok(guard)
    }

    /// Ends the call with a failure of ours, on record.
    pub(super) async fn end(mut self, refusal: Refusal) -> Refusal {
        let Some(mut flow) = self.flow.take() else { return refusal };
        self.gateway.note_service(&flow.permitted, Some(&refusal));
        let answer = flow.answer(Some(Failed::of(&refusal)));
        match self.gateway.record_answer(&mut flow.permitted, &answer).await {
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

fn record_cancelled(gateway: &Arc<Gateway>, mut flow: Flow) {
    let gateway = Arc::clone(gateway);
    tokio::spawn(async move {
        let answer = flow.answer(Some(Failed::with("CANCELLED")));
        if let Err(error) = gateway.record_answer(&mut flow.permitted, &answer).await {
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
        self.finish(trailers(refusal), Some(Failed::of(refusal)));
    }

    /// Begins to record the end of the call; its trailers leave afterwards.
    fn finish(&mut self, trailers: HeaderMap, failed: Option<Failed>) {
        let Some(mut flow) = self.flow.take() else {
            self.stage = Stage::Done;
            return;
        };
        let gateway = Arc::clone(&self.gateway);
        let recording = async move {
            let answer = flow.answer(failed);
            gateway.record_answer(&mut flow.permitted, &answer).await.map(drop)
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
                            this.fail(&Refusal::ServiceUnreachable(cause(&error).into()));
                        }
                        None => this.fail(&Refusal::ServiceUnreachable("CONNECTION_BROKEN".into())),
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
