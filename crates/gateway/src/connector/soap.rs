//! The `soap` connector: the gateway pushes a message as a SOAP request.
//!
//! Where the receiver's entry says in which parameter of which operation messages go, every message goes there, also one
//! that looks like an envelope: the sender does not choose the operation. Elsewhere a message is an envelope, and says its
//! own version.

use ::http::HeaderValue;
use ::http::header::CONTENT_TYPE;
use lienthong_adapter::{Encoded, Finding, Phrase};
use lienthong_model::system::{HttpMethod, SoapPush, SoapVersion};
use lienthong_store::Leased;

use crate::connector::http_client::HttpRequest;
use crate::connector::soap_text::{self, NotXml};
use crate::connector::xml_flaw::{self, Flaw};
use crate::connector::{Delivered, answer, http, soap_envelope};
use crate::dispatch::attempt::Outgoing;
use crate::glossary::deliveries::{CHARACTER_NOT_IN_XML, NOT_AN_ENVELOPE, PAYLOAD_NOT_TEXT, PAYLOAD_NOT_XML};
use crate::state::InForce;

/// What a finding about the whole message names.
const PAYLOAD: &str = "payload";

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
        Err(finding) => return Delivered::Unsayable(Box::new(finding)),
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
fn enveloped(push: &SoapPush, payload: Encoded) -> Result<(SoapVersion, Encoded), Finding> {
    let bytes = payload.into_bytes();
    let Some(wrap) = &push.wrap else {
        return match soap_envelope::read(&bytes) {
            Ok(envelope) => Ok((envelope.version, bytes.into())),
            Err(flaw) => Err(not_an_envelope(flaw)),
        };
    };
    let envelope =
        soap_text::wrap_parameter(push.version, wrap, &bytes).map_err(|error| unwrappable(&error, &bytes))?;
    Ok((push.version, bytes::Bytes::from(envelope).into()))
}

fn not_an_envelope(flaw: Flaw) -> Finding {
    let expected = Phrase::new("a SOAP envelope", "phong bì SOAP");
    Finding::new(&NOT_AN_ENVELOPE).found(flaw.why).at(flaw.at).expected(expected).path(PAYLOAD)
}

/// Why a message does not fit into its parameter.
fn unwrappable(error: &NotXml, payload: &[u8]) -> Finding {
    let flaw = xml_flaw::flaw_of(payload);
    let finding = match error {
        NotXml::NotUtf8 => Finding::new(&PAYLOAD_NOT_TEXT)
            .found(Phrase::new("bytes that are not UTF-8", "byte không phải UTF-8"))
            .expected(Phrase::new("text in UTF-8", "văn bản UTF-8")),
        NotXml::Character => Finding::new(&CHARACTER_NOT_IN_XML)
            .found(Phrase::new("a control character", "ký tự điều khiển"))
            .expected(Phrase::new("characters of XML 1.0", "ký tự của XML 1.0")),
        NotXml::Malformed | NotXml::NoEnvelope => {
            let finding = Finding::new(&PAYLOAD_NOT_XML);
            let finding = match &flaw {
                Some(flaw) => finding.found(&flaw.why),
                None => finding,
            };
            finding.expected(Phrase::new("an XML document", "một tài liệu XML"))
        }
    };
    let finding = match flaw {
        Some(flaw) => finding.at(flaw.at),
        None => finding,
    };
    finding.path(PAYLOAD)
}
