//! The `http` connector: the gateway pushes a message as the body of an HTTP request.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use lienthong_model::system::{HttpPush, HttpTarget};
use lienthong_store::Leased;

use crate::connector::Delivered;
use crate::connector::answer;
use crate::connector::failure::Failure;
use crate::connector::http_client::{HttpAnswer, HttpRequest};
use crate::dispatch::attempt::Outgoing;
use crate::state::InForce;

/// Bytes of an answer to a push that are read: no receipt of a receiver is longer.
const MAX_ANSWER: usize = 1 << 20;

/// Pushes one message and reads what the receiver says of it.
pub async fn deliver(
    in_force: &InForce,
    push: &HttpPush,
    leased: &Leased,
    outgoing: Outgoing,
    now: jiff::Timestamp,
) -> Delivered {
    let mut headers = about(leased, &outgoing);
    let media_type = push.content_type.as_deref().unwrap_or(outgoing.media_type);
    if let Ok(value) = HeaderValue::from_str(media_type) {
        headers.insert(CONTENT_TYPE, value);
    }
    let request = HttpRequest { method: push.method, path: String::new(), headers, body: outgoing.payload };
    let answered = send(in_force, &push.target, leased, request).await;
    let judged = answered.and_then(|answer| answer::of_http(&answer, push.success.as_ref(), now));
    judged.map_or_else(Delivered::from, |()| Delivered::Accepted)
}

/// One request to a receiver, within the time of its entry.
pub(super) async fn send(
    in_force: &InForce,
    target: &HttpTarget,
    leased: &Leased,
    request: HttpRequest,
) -> Result<HttpAnswer, Failure> {
    let answered = in_force.http.exchange(target, request, target.timeout, MAX_ANSWER).await;
    answered.map_err(|error| {
        let failure = Failure::from(&error);
        tracing::debug!(%error, receiver = %leased.receiver, "Receiver cannot be asked.");
        failure
    })
}

/// What a receiver reads of a delivery beside its payload; a redelivery has the same but for the attempt.
pub(super) fn about(leased: &Leased, outgoing: &Outgoing) -> HeaderMap {
    let message = &leased.message;
    let envelope = &message.envelope;
    let forwarded = leased.addressed != leased.receiver.agency;
    let redelivery = leased.attempt > 1 || leased.replay_of.is_some();
    let texts: [(&'static str, Option<String>); 12] = [
        ("lienthong-message-id", Some(envelope.id.to_string())),
        ("lienthong-sender", Some(envelope.sender.to_string())),
        ("lienthong-type", Some(envelope.kind.to_string())),
        ("lienthong-format", Some(outgoing.format.clone())),
        ("lienthong-delivery-id", Some(leased.id.0.to_string())),
        ("lienthong-attempt", Some(leased.attempt.to_string())),
        ("lienthong-redelivery", Some(redelivery.to_string())),
        ("lienthong-accepted-at", Some(message.accepted_at.to_string())),
        ("lienthong-sha256", Some(outgoing.digest.to_string())),
        ("lienthong-case-key", envelope.case_key.clone()),
        ("lienthong-correlation-id", envelope.correlation_id.clone()),
        ("lienthong-forwarded-from", forwarded.then(|| leased.addressed.to_string())),
    ];
    let mut headers = HeaderMap::new();
    for (name, text) in texts {
        // A key with letters that no header can carry is on record, and not passed on.
        if let Some(Ok(value)) = text.map(|text| HeaderValue::from_str(&text)) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    headers
}
