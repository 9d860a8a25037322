//! The `soap` connector: the gateway pushes a message as a SOAP request.
//!
//! Where the receiver's entry says in which parameter of which operation messages go, every message goes there, also one
//! that looks like an envelope: the sender does not choose the operation. Elsewhere a message is an envelope, and says its
//! own version.

use ::http::HeaderValue;
use ::http::header::CONTENT_TYPE;
use lienthong_adapter::Encoded;
use lienthong_model::system::{HttpMethod, SoapPush, SoapVersion};
use lienthong_store::Leased;

use crate::connector::http_client::HttpRequest;
use crate::connector::soap_text::{self, NotXml};
use crate::connector::{Delivered, answer, http};
use crate::dispatch::attempt::Outgoing;
use crate::state::InForce;

/// Pushes one message and reads what the receiver says of it.
pub async fn deliver(
    in_force: &InForce,
    push: &SoapPush,
    leased: &Leased,
    mut outgoing: Outgoing,
    now: jiff::Timestamp,
) -> Delivered {
    let mut headers = http::about(leased, &outgoing);
    let payload = std::mem::take(&mut outgoing.payload);
    let (version, body) = match enveloped(push, payload) {
        Ok(enveloped) => enveloped,
        Err(reason) => return Delivered::Dead(reason.into()),
    };
    say_action(&mut headers, version, &push.action);
    let request = HttpRequest { method: HttpMethod::Post, path: String::new(), headers, body };
    let answered = http::send(in_force, &push.target, leased, request).await;
    let judged = answered.and_then(|answer| answer::of_soap(&answer, push.success.as_ref(), now));
    judged.map_or_else(Delivered::from, |()| Delivered::Accepted)
}

/// The headers of a SOAP request.
pub fn say_action(headers: &mut ::http::HeaderMap, version: SoapVersion, action: &str) {
    let (content_type, soap_action) = soap_text::action_headers(version, action);
    // The configuration takes only actions that a header can carry.
    if let Ok(value) = HeaderValue::from_str(&content_type) {
        headers.insert(CONTENT_TYPE, value);
    }
    if let Some(Ok(value)) = soap_action.map(|action| HeaderValue::from_str(&action)) {
        headers.insert("soapaction", value);
    }
}

/// The envelope of a message.
fn enveloped(push: &SoapPush, payload: Encoded) -> Result<(SoapVersion, Encoded), &'static str> {
    let bytes = payload.into_bytes();
    let Some(wrap) = &push.wrap else {
        let version = soap_text::envelope_version(&bytes).ok_or("NOT_AN_ENVELOPE")?;
        return Ok((version, bytes.into()));
    };
    let envelope = soap_text::wrap_parameter(push.version, wrap, &bytes).map_err(|error| match error {
        NotXml::NotUtf8 => "PAYLOAD_NOT_TEXT",
        NotXml::Character => "CHARACTER_NOT_IN_XML",
        NotXml::Malformed | NotXml::NoEnvelope => "PAYLOAD_NOT_XML",
    })?;
    Ok((push.version, bytes::Bytes::from(envelope).into()))
}
