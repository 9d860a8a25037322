//! A call by name under way: steps 3 to 5 of a call whose request and answer are whole messages.
//!
//! 1. say: what the caller gives becomes what the server takes; for gRPC it is that already. What cannot be said is
//!    refused before the call has begun;
//! 2. the start is on record;
//! 3. ask, within the time;
//! 4. understand: what the server answers becomes what the caller takes;
//! 5. the end is on record, found by the search keys of both where they are records, with the digests of what the server got and gave and, where that is something else, of what
//!    the caller gave and gets; only now does the answer leave.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use lienthong_store::LogIndex;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};

use crate::call::legacy::{CallerAnswer, Came, ServerRequest};
use crate::call::record::{Failed, Underway};
use crate::call::{Asked, Permitted, Way, raw};
use crate::connector::cause::cause;
use crate::refusal::Refusal;
use crate::state::Gateway;

/// How coarse timers and the limit in a header are: a service's own timer may come that much early.
const TICK: Duration = Duration::from_millis(2);

/// An answer that may leave.
pub struct Answered {
    /// What the caller gets.
    pub payload: Bytes,
    /// Where its record is.
    pub log_index: LogIndex,
}

/// Makes a call that is permitted. Whatever the end, it is on record when this returns.
pub async fn make(
    gateway: &Arc<Gateway>,
    permitted: Permitted,
    payload: Bytes,
    limit: Duration,
) -> Result<Answered, Refusal> {
    let said = match &permitted.way {
        Way::Grpc { .. } => Ok(ServerRequest::as_it_is(payload.clone())),
        Way::Legacy(method) => method.say(gateway, &permitted, &payload),
    };
    let request = match said {
        Ok(request) => request,
        Err(refusal) => {
            let Permitted { in_force, asked, .. } = &permitted;
            return Err(gateway.refuse_call(in_force, asked, refusal, Some(&payload)).await);
        }
    };
    let mut underway = Underway::start(gateway, permitted, &request).await?;
    if request.body != payload {
        underway.note("said_sha256", &payload);
    }
    let permitted = underway.permitted();
    let came = ask(permitted, request, limit, gateway.now()).await;
    gateway.note_service(permitted, came.judged.as_ref().err());
    let Came { answer, judged } = came;
    let understood = judged.and_then(|()| match &permitted.way {
        Way::Grpc { .. } => Ok(CallerAnswer::as_it_is(answer.clone())),
        Way::Legacy(method) => method.understand(gateway, permitted, &answer),
    });
    if let Ok(CallerAnswer { payload, terms }) = &understood {
        if *payload != answer {
            underway.note("understood_sha256", payload);
        }
        underway.found_by(terms).await;
    }
    let log_index = underway.end(&answer, understood.as_ref().err().map(Failed::of)).await?;
    match understood {
        Ok(CallerAnswer { payload, .. }) => Ok(Answered { payload, log_index }),
        Err(refusal) => Err(refusal.recorded()),
    }
}

async fn ask(permitted: &Permitted, request: ServerRequest, limit: Duration, now: jiff::Timestamp) -> Came {
    let limits = &permitted.in_force.checked.node.limits;
    let max = usize::try_from(limits.max_message_bytes).unwrap_or(usize::MAX);
    let asked = match &permitted.way {
        Way::Legacy(method) => method.ask(permitted, request, limit, max, now).await,
        Way::Grpc { channel, name } => {
            let begun = tokio::time::Instant::now();
            let asked = ask_grpc(permitted, channel.clone(), name, request.body, limit, max);
            match tokio::time::timeout(limit, asked).await.unwrap_or(Err(Refusal::CallTimeout)) {
                // The service was told the limit, and may be the first to see that it has come.
                Err(Refusal::ServiceFailed(status))
                    if gave_up(&status) && begun.elapsed() + TICK >= limit =>
                {
                    Err(Refusal::CallTimeout)
                }
                answer => answer.map(|answer| Came { answer, judged: Ok(()) }),
            }
        }
    };
    asked.unwrap_or_else(|refusal| Came { answer: Bytes::new(), judged: Err(refusal) })
}

async fn ask_grpc(
    permitted: &Permitted,
    channel: Channel,
    name: &str,
    request: Bytes,
    limit: Duration,
    max: usize,
) -> Result<Bytes, Refusal> {
    let path = format!("/{name}/{}", permitted.asked.method);
    let path = path
        .parse()
        .map_err(|_| Refusal::field("method", "is not a method name", "không phải tên phương thức"))?;
    let mut outgoing = Request::new(request);
    outgoing.set_timeout(limit);
    mark(outgoing.metadata_mut(), &permitted.asked);
    let answer = raw::unary(channel, path, outgoing, max).await;
    answer.map(tonic::Response::into_inner).map_err(failure)
}

/// Who calls, for the service to read.
fn mark(metadata: &mut tonic::metadata::MetadataMap, asked: &Asked) {
    for (key, value) in asked.marks() {
        // A correlation id with letters that no header can carry is on record, and not passed on.
        if let (false, Ok(value)) = (value.is_empty(), value.parse()) {
            metadata.insert(key, value);
        }
    }
}

fn gave_up(status: &Status) -> bool {
    matches!(status.code(), Code::Cancelled | Code::DeadlineExceeded)
}

/// What an error of the call means: the service's own, or that there was no service.
fn failure(status: Status) -> Refusal {
    match (status.code(), std::error::Error::source(&status)) {
        (Code::Unavailable, Some(ours)) => Refusal::ServiceUnreachable(cause(ours).into()),
        (Code::DeadlineExceeded | Code::Cancelled, Some(_)) => Refusal::CallTimeout,
        _ => Refusal::ServiceFailed(Box::new(status)),
    }
}
