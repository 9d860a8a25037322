//! Calls: one system asks another and waits for the answer.
//!
//! The steps, for both doors (`ExchangeService.Call` and pass-through) and for every kind of server:
//!
//! 1. permit: a route lets this caller call this method of this service;
//! 2. place: the service has a bounded number of calls at once, and one that does not answer is left alone for a while;
//!    what the caller gives is put into the server's words;
//! 3. record `call.started`, durably: only now does the request leave;
//! 4. call, within the caller's deadline;
//! 5. record `call.answered` or `call.failed`, durably: only now does the answer leave.
//!
//! How a server is reached in step 4 is [`Way`]: gRPC, or HTTP and SOAP (`legacy`, `translate`). What is on record of a call is
//! in `record`.
//!
//! # What holds
//!
//! * Nothing of a call is stored but its records.
//! * A refusal is on record when it is answered.

pub mod breaker;
mod flow;
pub mod left;
pub mod legacy;
pub mod named;
pub mod pass;
pub mod raw;
mod record;
mod translate;

use std::sync::Arc;
use std::time::Duration;

use lienthong_model::system::{Offer, Service};
use lienthong_model::{RouteName, ServiceId, SystemId, time};
use lienthong_store::CallNumber;
use tokio::sync::OwnedSemaphorePermit;
use tonic::transport::Channel;

use crate::refusal::Refusal;
use crate::state::{Gateway, InForce};

/// A call as its caller means it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who calls, as proven.
    pub caller: SystemId,
    /// What.
    pub service: ServiceId,
    /// Bare method name.
    pub method: String,
    /// The caller's id of this call, or ours.
    pub call_id: String,
    /// The caller's correlation id.
    pub correlation_id: Option<String>,
    /// `call` or `pass`.
    pub ingress: &'static str,
}

impl Asked {
    /// What the service reads of the call beside its request: names of headers with values, which may be empty.
    fn marks(&self) -> [(&'static str, String); 3] {
        [
            ("lienthong-caller", self.caller.to_string()),
            ("lienthong-call-id", self.call_id.clone()),
            ("lienthong-correlation-id", self.correlation_id.clone().unwrap_or_default()),
        ]
    }
}

/// A call that may be made now.
pub struct Permitted {
    /// What was asked.
    pub asked: Asked,
    /// Its number in the store: ids that callers give may come again.
    pub number: CallNumber,
    /// The configuration it began with.
    pub in_force: Arc<InForce>,
    /// The route that lets it through.
    pub route: RouteName,
    /// Where to.
    pub way: Way,
    /// Time that the service's entry allows.
    pub timeout: Duration,
    /// Its place at the service, until the service has done its part.
    pub place: Option<OwnedSemaphorePermit>,
}

/// How the server of a call is reached.
pub enum Way {
    /// Over gRPC.
    Grpc {
        /// The connection.
        channel: Channel,
        /// Full name of the service.
        name: String,
    },
    /// Over HTTP or SOAP.
    Legacy(Box<legacy::Method>),
}

impl Gateway {
    /// Steps 1 and 2. A refusal is on record when this returns.
    pub async fn permit(&self, in_force: &Arc<InForce>, asked: Asked) -> Result<Permitted, Refusal> {
        match self.try_permit(in_force, asked.clone()) {
            Ok(permitted) => Ok(permitted),
            Err(refusal) => Err(self.refuse_call(in_force, &asked, refusal, None).await),
        }
    }

    fn try_permit(&self, in_force: &Arc<InForce>, asked: Asked) -> Result<Permitted, Refusal> {
        let now = self.now();
        let today = time::local_date(now);
        let routes = &in_force.checked.routes;
        let world = in_force.world();
        let permit = routes.decide_call(&world, &asked.caller, &asked.service, &asked.method, today);
        let permit = permit.map_err(Box::new)?;
        let (route, service) = (permit.route.name.clone(), permit.service);
        let way = way(in_force, service, &asked.method)?;
        if let Some(pause) = self.breakers.pause(&breaker_name(service), now) {
            return Err(Refusal::ServiceResting { service: service.id.clone(), retry_after: pause });
        }
        let busy = Refusal::Busy { retry_after: Duration::from_secs(1) };
        let place = in_force.call_places.take(&service.id, service.max_in_flight).ok_or(busy)?;
        let timeout = service.offer.timeout();
        let number = CallNumber(uuid::Uuid::now_v7().into_bytes());
        Ok(Permitted {
            asked,
            number,
            in_force: Arc::clone(in_force),
            route,
            way,
            timeout,
            place: Some(place),
        })
    }

    /// What the end of a call says of the server as a whole.
    pub fn note_service(&self, permitted: &Permitted, refusal: Option<&Refusal>) {
        let Some(reached) = reached(refusal) else { return };
        let services = &permitted.in_force.checked.systems;
        let Some((_, service)) = services.service(&permitted.asked.service) else { return };
        let name = breaker_name(service);
        if reached {
            self.breakers.succeeded(&name);
        } else {
            self.breakers.failed(&name, self.now());
        }
    }
}

/// Reasons of the entry's own: they say nothing of the server, which others may reach.
const OWN_FAULTS: [&str; 4] =
    ["SECRET_MISSING", "CONNECTION_SETUP", "CERTIFICATE_NOT_TRUSTED", "OWN_CERTIFICATE_REFUSED"];

/// Whether the server itself answered, or may be about to; nothing where that is not known.
fn reached(refusal: Option<&Refusal>) -> Option<bool> {
    match refusal {
        Some(Refusal::ServiceUnreachable(cause)) if OWN_FAULTS.contains(&&**cause) => None,
        Some(Refusal::ServiceUnreachable(_)) => Some(false),
        Some(Refusal::ServiceAnswered(failure)) => Some(failure.reached()),
        _ => Some(true),
    }
}

/// Servers, not services, stop answering. The same server over other TLS or with other credentials is judged by itself:
/// what one entry gets wrong says nothing of the others.
fn breaker_name(service: &Service) -> String {
    match &service.offer {
        Offer::Grpc { target, .. } => format!("call:{target:?}"),
        Offer::Http(service) => format!("call:{:?}", service.target),
        Offer::Soap(service) => format!("call:{:?}", service.target),
    }
}

fn way(in_force: &InForce, service: &Service, method: &str) -> Result<Way, Refusal> {
    match &service.offer {
        Offer::Grpc { name, target } => {
            let channel = in_force.channels.to(target).map_err(|error| {
                tracing::warn!(%error, service = %service.id, "Service cannot be connected to.");
                Refusal::ServiceUnreachable("CONNECTION_SETUP".into())
            })?;
            Ok(Way::Grpc { channel, name: name.clone() })
        }
        offer => {
            let found = legacy::Method::of(&in_force.checked, offer, method);
            found
                .map(|method| Way::Legacy(Box::new(method)))
                .ok_or_else(|| Refusal::UnknownMethod(method.to_owned()))
        }
    }
}

/// Reads a `grpc-timeout` value: up to eight digits and a unit.
pub fn grpc_timeout(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(value * 3600),
        "M" => Duration::from_secs(value * 60),
        "S" => Duration::from_secs(value),
        "m" => Duration::from_millis(value),
        "u" => Duration::from_micros(value),
        "n" => Duration::from_nanos(value),
        _ => return None,
    })
}

/// Whether a text is a method name as gRPC has them.
pub fn is_method(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_reads_as_the_specification_says() {
        assert_eq!(grpc_timeout("100m"), Some(Duration::from_millis(100)));
        assert_eq!(grpc_timeout("99999999H"), Some(Duration::from_secs(99_999_999 * 3600)));
        for text in ["", "m", "100", "123456789S", "-1S", "1s", "1é"] {
            assert_eq!(grpc_timeout(text), None, "{text:?}");
        }
    }
}
