//! Calls of systems that speak HTTP or SOAP, for callers that do not.
//!
//! What stands between the caller's format and the server's is in `translate`. A method without a mapping takes and
//! gives bytes as they are; over SOAP, a document that is no envelope is put into one.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use lienthong_adapter::mapping::Mapping;
use lienthong_adapter::{Phrase, phrase};
use lienthong_config::Checked;
use lienthong_model::schema::SearchTerm;
use lienthong_model::system::{HttpMethod, HttpTarget, Offer, SoapTakes, SoapVersion, Translation};

use crate::call::{Permitted, translate};
use crate::connector::answer;
use crate::connector::failure::Failure;
use crate::connector::http_client::{ExchangeError, HttpRequest};
use crate::connector::{soap, soap_request, soap_text, xml_flaw};
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::state::Gateway;

/// A method of a service that is reached over HTTP.
pub struct Method {
    target: HttpTarget,
    how: How,
    /// Writes the request.
    request: Option<Arc<Mapping>>,
    /// Reads the answer.
    response: Option<Arc<Mapping>>,
}

enum How {
    Http { verb: HttpMethod, path: String, content_type: Option<String> },
    Soap { version: SoapVersion, action: String, takes: SoapTakes },
}

/// A request in the server's words.
#[derive(Debug)]
pub struct ServerRequest {
    /// The body.
    pub body: Bytes,
    /// Its media type, where that is known.
    pub media_type: Option<&'static str>,
    /// By which auditors find the call.
    pub terms: Vec<SearchTerm>,
}

impl ServerRequest {
    /// Bytes that go as they are.
    pub fn as_it_is(body: Bytes) -> Self {
        Self { body, media_type: None, terms: Vec::new() }
    }
}

/// An answer in the caller's words.
#[derive(Debug)]
pub struct CallerAnswer {
    /// The bytes.
    pub payload: Bytes,
    /// By which auditors find the call.
    pub terms: Vec<SearchTerm>,
}

impl CallerAnswer {
    /// Bytes that come as they are.
    pub fn as_it_is(payload: Bytes) -> Self {
        Self { payload, terms: Vec::new() }
    }
}

/// What a server answered, and whether that is what was asked.
pub struct Came {
    /// Its bytes.
    pub answer: Bytes,
    /// What they mean.
    pub judged: Result<(), Refusal>,
}

impl Method {
    /// The method of this name; nothing where the service's entry does not list it.
    pub fn of(checked: &Checked, offer: &Offer, name: &str) -> Option<Self> {
        let (target, how, says) = match offer {
            Offer::Grpc { .. } => return None,
            Offer::Http(service) => {
                let method = service.methods.get(name)?;
                let (verb, path) = (method.verb, method.path.clone());
                let how = How::Http { verb, path, content_type: method.content_type.clone() };
                (service.target.clone(), how, &method.says)
            }
            Offer::Soap(service) => {
                let method = service.methods.get(name)?;
                let how = How::Soap {
                    version: service.version,
                    action: method.action.clone(),
                    takes: method.takes.clone(),
                };
                (service.target.clone(), how, &method.says)
            }
        };
        let Translation { request, response } = says;
        let mapping = |name: &String| {
            let declared = checked.mappings.get(name).expect("a checked configuration names known mappings");
            Arc::clone(&declared.mapping)
        };
        let (request, response) = (request.as_ref().map(mapping), response.as_ref().map(mapping));
        Some(Self { target, how, request, response })
    }

    /// What the caller gives, as the server takes it.
    pub fn say(
        &self,
        gateway: &Gateway,
        permitted: &Permitted,
        payload: &Bytes,
    ) -> Result<ServerRequest, Refusal> {
        let request = match &self.request {
            Some(mapping) => translate::request(gateway, permitted, mapping, payload)?,
            None => ServerRequest::as_it_is(payload.clone()),
        };
        let How::Soap { version, action, takes } = &self.how else { return Ok(request) };
        let request = enveloped(request, *version)?;
        if self.request.is_none() {
            // Routes are about methods, and servers go by the element of the body or by the action.
            soap_request::check(&request.body, takes, action, &self.target.address)
                .map_err(|error| Refusal::wrong_field("payload", &error))?;
        }
        Ok(request)
    }

    /// What the server answers, as the caller takes it.
    pub fn understand(
        &self,
        gateway: &Gateway,
        permitted: &Permitted,
        answer: &Bytes,
    ) -> Result<CallerAnswer, Refusal> {
        match &self.response {
            Some(mapping) => translate::response(gateway, permitted, mapping, answer),
            None => Ok(CallerAnswer::as_it_is(answer.clone())),
        }
    }

    /// Asks the server; an error is one without an answer.
    pub async fn ask(
        &self,
        permitted: &Permitted,
        request: ServerRequest,
        limit: Duration,
        max: usize,
        now: jiff::Timestamp,
    ) -> Result<Came, Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in permitted.asked.marks() {
            // A correlation id with letters that no header can carry is on record, and not passed on.
            if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(&value)) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        let ServerRequest { body, media_type, .. } = request;
        let (method, path) = match &self.how {
            How::Http { verb, path, content_type } => {
                let said = content_type.as_deref().or(media_type).unwrap_or("application/octet-stream");
                if let Ok(value) = HeaderValue::from_str(said) {
                    headers.insert(CONTENT_TYPE, value);
                }
                (*verb, path.clone())
            }
            How::Soap { version, action, .. } => {
                // An envelope of the caller's says its own version.
                let version = soap_text::envelope_version(&body).unwrap_or(*version);
                soap::say_action(&mut headers, version, action);
                (HttpMethod::Post, String::new())
            }
        };
        let request = HttpRequest { method, path, headers, body: body.into() };
        let exchanged = permitted.in_force.http.exchange(&self.target, request, limit, max).await;
        let answer = exchanged.map_err(|error| unanswered(permitted, &error))?;
        let judged = match &self.how {
            How::Http { .. } => answer::of_http(&answer, None, now),
            How::Soap { .. } => answer::of_soap_call(&answer, now),
        };
        if let Some(most) = answer.cut_at {
            // The beginning of an answer is none that could be named.
            let judged = judged.and_then(|()| Err(Failure::too_large(most)));
            return Ok(Came { answer: Bytes::new(), judged: judged.map_err(said) });
        }
        Ok(Came { answer: answer.body, judged: judged.map_err(said) })
    }
}

/// A request that is no envelope yet, put into one.
fn enveloped(request: ServerRequest, version: SoapVersion) -> Result<ServerRequest, Refusal> {
    if soap_text::envelope_version(&request.body).is_some() {
        return Ok(request);
    }
    let envelope = soap_text::wrap_document(version, &request.body).map_err(|_| {
        let flaw = xml_flaw::flaw_of(&request.body).map(|flaw| flaw.words());
        let Phrase { en, vi, .. } = flaw.unwrap_or(Phrase::new("", ""));
        let words = phrase!("is no XML for a SOAP body{en}", "không phải XML để đặt vào phần thân SOAP{vi}",);
        Refusal::wrong_field("payload", Problem::ours(words))
    })?;
    Ok(ServerRequest { body: envelope.into(), media_type: None, terms: request.terms })
}

fn said(failure: Failure) -> Refusal {
    Refusal::ServiceAnswered(Box::new(failure))
}

fn unanswered(permitted: &Permitted, error: &ExchangeError) -> Refusal {
    let reason = Failure::from(error).reason;
    tracing::warn!(%error, %reason, service = %permitted.asked.service, "Service cannot be asked.");
    match error {
        ExchangeError::TimedOut => Refusal::CallTimeout,
        _ => Refusal::ServiceUnreachable(reason),
    }
}
