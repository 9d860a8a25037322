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
use crate::connector::{Delivered, answer, http, xml_flaw};
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
        // Half an envelope begins as a whole one does.
        let flaw = xml_flaw::flaw_of(&bytes);
        return match soap_text::envelope_version(&bytes).filter(|_| flaw.is_none()) {
            Some(version) => Ok((version, bytes.into())),
            None => Err(not_an_envelope(flaw)),
        };
    };
    let envelope =
        soap_text::wrap_parameter(push.version, wrap, &bytes).map_err(|error| unwrappable(&error, &bytes))?;
    Ok((push.version, bytes::Bytes::from(envelope).into()))
}

fn not_an_envelope(flaw: Option<(usize, Phrase)>) -> Finding {
    let finding = Finding::new(&NOT_AN_ENVELOPE);
    let finding = match flaw {
        Some((at, why)) => finding.found(why).at(at),
        None => finding.found(Phrase::new("a message without one", "thông điệp không có phong bì")),
    };
    finding.expected(Phrase::new("a SOAP envelope, or `wrap`", "phong bì SOAP, hoặc `wrap`")).path(PAYLOAD)
}

/// Why a message does not fit into its parameter.
fn unwrappable(error: &NotXml, payload: &[u8]) -> Finding {
    let finding = match error {
        NotXml::NotUtf8 => Finding::new(&PAYLOAD_NOT_TEXT)
            .found(Phrase::new("bytes that are not UTF-8", "byte không phải UTF-8"))
            .expected(Phrase::new("text in UTF-8", "văn bản UTF-8"))
            .at(xml_flaw::flaw(payload).0),
        NotXml::Character => {
            let finding = Finding::new(&CHARACTER_NOT_IN_XML)
                .found(Phrase::new("a control character", "ký tự điều khiển"))
                .expected(Phrase::new("characters of XML 1.0", "ký tự của XML 1.0"));
            match str::from_utf8(payload).ok().and_then(xml_flaw::not_in_xml) {
                Some(at) => finding.at(at),
                None => finding,
            }
        }
        NotXml::Malformed | NotXml::NoEnvelope => {
            let (at, why) = xml_flaw::flaw(payload);
            Finding::new(&PAYLOAD_NOT_XML)
                .found(why)
                .expected(Phrase::new("an XML document", "một tài liệu XML"))
                .at(at)
        }
    };
    finding.path(PAYLOAD)
}
