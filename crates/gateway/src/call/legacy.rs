//! Calls of systems that speak HTTP or SOAP, for callers that do not.
//!
//! The caller's bytes are the body of the request, and those of the answer come back as they are.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use lienthong_model::system::{HttpMethod, HttpTarget, Offer, SoapVersion};

use crate::call::Permitted;
use crate::connector::answer::{self, Failure};
use crate::connector::http_client::{ExchangeError, HttpRequest};
use crate::connector::soap;
use crate::refusal::Refusal;

/// A method of a service that is reached over HTTP.
pub struct Method {
    target: HttpTarget,
    how: How,
}

enum How {
    Http { verb: HttpMethod, path: String, content_type: Option<String> },
    Soap { version: SoapVersion, action: String },
}

impl Method {
    /// The method of this name; nothing where the service's entry does not list it.
    pub fn of(offer: &Offer, name: &str) -> Option<Self> {
        match offer {
            Offer::Grpc { .. } => None,
            Offer::Http(service) => {
                let method = service.methods.get(name)?;
                let (verb, path) = (method.verb, method.path.clone());
                let how = How::Http { verb, path, content_type: method.content_type.clone() };
                Some(Self { target: service.target.clone(), how })
            }
            Offer::Soap(service) => {
                let method = service.methods.get(name)?;
                let how = How::Soap { version: service.version, action: method.action.clone() };
                Some(Self { target: service.target.clone(), how })
            }
        }
    }

    /// Asks the server.
    pub async fn ask(
        &self,
        permitted: &Permitted,
        request: Bytes,
        limit: Duration,
        max: usize,
        now: jiff::Timestamp,
    ) -> Result<Bytes, Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in permitted.asked.marks() {
            // A correlation id with letters that no header can carry is on record, and not passed on.
            if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(&value)) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        let (method, path) = match &self.how {
            How::Http { verb, path, content_type } => {
                let content_type = content_type.as_deref().unwrap_or("application/octet-stream");
                if let Ok(value) = HeaderValue::from_str(content_type) {
                    headers.insert(CONTENT_TYPE, value);
                }
                (*verb, path.clone())
            }
            How::Soap { version, action } => {
                soap::say_action(&mut headers, *version, action);
                (HttpMethod::Post, String::new())
            }
        };
        let request = HttpRequest { method, path, headers, body: request.into() };
        let exchanged = permitted.in_force.http.exchange(&self.target, request, limit, max).await;
        let answer = exchanged.map_err(|error| unanswered(permitted, &error))?;
        let judged = match &self.how {
            How::Http { .. } => answer::of_http(&answer, None, now),
            How::Soap { .. } => answer::of_soap(&answer, None, now),
        };
        judged.map_err(|failure| Refusal::ServiceAnswered(Box::new(failure)))?;
        if answer.is_cut {
            return Err(Refusal::ServiceAnswered(Box::new(Failure::too_large())));
        }
        Ok(answer.body)
    }
}

fn unanswered(permitted: &Permitted, error: &ExchangeError) -> Refusal {
    let reason = Failure::from(error).reason;
    tracing::warn!(%error, %reason, service = %permitted.asked.service, "Service cannot be asked.");
    match error {
        ExchangeError::TimedOut => Refusal::CallTimeout,
        _ => Refusal::ServiceUnreachable,
    }
}
