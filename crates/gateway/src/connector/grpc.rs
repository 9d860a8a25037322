//! The `grpc` connector: the gateway pushes to the system's `InboxService`.

use bytes::Bytes;
use futures::stream;
use lienthong_model::system::GrpcTarget;
use lienthong_store::Leased;
use lienthong_wire::message::inbox_service_client::InboxServiceClient;
use lienthong_wire::message::{Acknowledgement, DeliverRequest, Incoming, Verdict, deliver_request::Part};
use lienthong_wire::time;
use tonic::Code;

use crate::connector::{Delivered, is_reason};
use crate::dispatch::attempt::Outgoing;
use crate::state::InForce;

/// Bytes in one piece.
const CHUNK: usize = 256 * 1024;

/// Pushes one message and waits for its acknowledgement.
pub async fn deliver(
    in_force: &InForce,
    target: &GrpcTarget,
    leased: &Leased,
    outgoing: Outgoing,
) -> Delivered {
    let channel = match in_force.channels.to(target) {
        Ok(channel) => channel,
        Err(error) => {
            tracing::warn!(%error, receiver = %leased.receiver, "Receiver cannot be connected to.");
            return unreachable("CONNECTION_FAILED");
        }
    };
    let head = DeliverRequest { part: Some(Part::Message(incoming(leased, &outgoing))) };
    let pieces = outgoing.payload.segments().iter().flat_map(pieces).collect::<Vec<_>>();
    let pieces = pieces.into_iter().map(|chunk| DeliverRequest { part: Some(Part::Chunk(chunk)) });
    let requests = stream::iter(std::iter::once(head).chain(pieces));
    let mut client = InboxServiceClient::new(channel);
    let answer = tokio::time::timeout(target.timeout, client.deliver(requests)).await;
    match answer {
        Ok(Ok(response)) => acknowledged(response.into_inner().acknowledgement.unwrap_or_default()),
        Ok(Err(status)) => failed(&status),
        Err(_) => unreachable("DEADLINE_EXCEEDED"),
    }
}

/// A slice of a payload in pieces that fit into one request.
pub fn pieces(segment: &Bytes) -> impl Iterator<Item = Bytes> + use<> {
    let segment = segment.clone();
    (0..segment.len()).step_by(CHUNK).map(move |from| segment.slice(from..segment.len().min(from + CHUNK)))
}

/// What the receiver reads of a delivery before its payload.
pub fn incoming(leased: &Leased, outgoing: &Outgoing) -> Incoming {
    let message = &leased.message;
    let envelope = &message.envelope;
    let forwarded = leased.addressed != leased.receiver.agency;
    Incoming {
        delivery_id: leased.id.0.to_string(),
        attempt: leased.attempt,
        lease_until: Some(time::to_wire(leased.until)),
        sender: envelope.sender.to_string(),
        message_id: envelope.id.to_string(),
        r#type: envelope.kind.to_string(),
        format: outgoing.format.clone(),
        created_at: Some(time::to_wire(envelope.created_at)),
        accepted_at: Some(time::to_wire(message.accepted_at)),
        case_key: envelope.case_key.clone().unwrap_or_default(),
        correlation_id: envelope.correlation_id.clone().unwrap_or_default(),
        forwarded_from: if forwarded { leased.addressed.to_string() } else { String::new() },
        payload_size: outgoing.payload.len() as u64,
        payload_sha256: Bytes::copy_from_slice(outgoing.digest.as_bytes()),
        receipt_jws: message.receipt.clone(),
        redelivery: leased.attempt > 1 || leased.replay_of.is_some(),
    }
}

/// What an acknowledgement means.
pub fn acknowledged(acknowledgement: Acknowledgement) -> Delivered {
    match acknowledgement.verdict() {
        Verdict::Accepted => Delivered::Accepted,
        Verdict::Refused if is_reason(&acknowledgement.reason) => Delivered::refused(acknowledgement.reason),
        Verdict::Refused => Delivered::refused("REFUSED_WITHOUT_REASON"),
        Verdict::Retry => Delivered::Retry {
            reason: if is_reason(&acknowledgement.reason) {
                acknowledgement.reason
            } else {
                "RECEIVER_ASKS_LATER".into()
            },
            after: acknowledgement.retry_after.as_ref().and_then(time::duration_from_wire),
            reached: true,
            fault: None,
        },
        Verdict::Unspecified => Delivered::again("NO_VERDICT", true),
    }
}

/// What an error status means: these codes mean "again later", any other "refused".
fn failed(status: &tonic::Status) -> Delivered {
    let reason = format!("GRPC_{}", code_name(status.code()));
    match status.code() {
        Code::Unavailable | Code::DeadlineExceeded => Delivered::again(reason, false),
        // A transport that breaks says Unknown, Internal or Cancelled; only the receiver itself says "refused".
        Code::Unknown
        | Code::Internal
        | Code::Cancelled
        | Code::ResourceExhausted
        | Code::Aborted
        | Code::Unimplemented
        | Code::Unauthenticated => Delivered::again(reason, true),
        _ => Delivered::refused(reason),
    }
}

fn unreachable(reason: &str) -> Delivered {
    Delivered::again(reason, false)
}

/// The name of a gRPC code as its specification writes it.
pub fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
