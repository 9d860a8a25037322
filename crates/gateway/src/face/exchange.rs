//! `ExchangeService`: calls by name, and what may be called.

use lienthong_model::route::Subject;
use lienthong_model::{MessageId, ServiceId, time as days};
use lienthong_wire::exchange::exchange_service_server::ExchangeService;
use lienthong_wire::exchange::{
    CallRequest, CallResponse, ListServicesRequest, ListServicesResponse, ServiceOffer,
};
use lienthong_wire::time;
use tonic::{Code, Request, Response, Status};

use crate::admit::Entered;
use crate::call::{Asked, Underway, grpc_timeout, is_method, raw};
use crate::connector::grpc::code_name;
use crate::face::{Face, fields, pages::Question};
use crate::refusal::Refusal;

#[tonic::async_trait]
impl ExchangeService for Face {
    async fn call(&self, request: Request<CallRequest>) -> Result<Response<CallResponse>, Status> {
        let Entered { system: caller, in_force, _place } = self.system(&request).await?;
        let given = request.metadata().get("grpc-timeout").and_then(|value| value.to_str().ok());
        let given = given.and_then(grpc_timeout);
        let CallRequest { service, method, payload, correlation_id, call_id } = request.into_inner();
        if !is_method(&method) {
            return Err(Refusal::field("method", "is not a method name", "không phải tên phương thức").into());
        }
        let call_id = match fields::optional::<MessageId>("call_id", &call_id)? {
            Some(id) => id.to_string(),
            None => uuid::Uuid::now_v7().to_string(),
        };
        let asked = Asked {
            caller,
            service: fields::required::<ServiceId>("service", &service)?,
            method,
            call_id: call_id.clone(),
            correlation_id: fields::key("correlation_id", correlation_id)?,
            ingress: "call",
        };
        let permitted = self.0.permit(&in_force, asked).await?;
        let max = usize::try_from(in_force.checked.node.limits.max_message_bytes).unwrap_or(usize::MAX);
        let limit = given.unwrap_or(permitted.timeout).min(in_force.checked.node.limits.call_timeout);
        let underway = Underway::new(&self.0, permitted, &payload);
        let permitted = underway.permitted();
        let outcome = {
            let services = &permitted.in_force.checked.systems;
            let (_, service) =
                services.service(&permitted.asked.service).ok_or(Refusal::ServiceUnreachable)?;
            let path = format!("/{}/{}", service.grpc, permitted.asked.method);
            let path = path.parse().map_err(|_| {
                Refusal::field("method", "is not a method name", "không phải tên phương thức")
            })?;
            let mut outgoing = Request::new(payload);
            outgoing.set_timeout(limit);
            mark(outgoing.metadata_mut(), &permitted.asked);
            let call = raw::unary(permitted.channel.clone(), path, outgoing, max);
            tokio::time::timeout(limit, call).await
        };
        let (answer, failed) = match outcome {
            Ok(Ok(response)) => (response.into_inner(), None),
            Ok(Err(status)) => (bytes::Bytes::new(), Some(failure(status))),
            Err(_) => (bytes::Bytes::new(), Some(Refusal::CallTimeout)),
        };
        self.0.note_service(permitted, !matches!(failed, Some(Refusal::ServiceUnreachable)));
        let reason = failed.as_ref().map(|refusal| match refusal {
            Refusal::ServiceFailed(status) => format!("GRPC_{}", code_name(status.code())),
            other => other.reason().to_owned(),
        });
        let log_index = underway.end(&answer, reason).await?;
        match failed {
            Some(refusal) => Err(refusal.recorded().into()),
            None => Ok(Response::new(CallResponse {
                payload: answer,
                call_id,
                answered_at: Some(time::to_wire(self.0.now())),
                log_index,
            })),
        }
    }

    async fn list_services(
        &self,
        request: Request<ListServicesRequest>,
    ) -> Result<Response<ListServicesResponse>, Status> {
        let Entered { system: caller, in_force, _place } = self.system(&request).await?;
        let request = request.into_inner();
        let limit = fields::page_size(request.page_size)?;
        let question = Question::new("ListServices", &caller);
        let after = question.key(&request.page_token)?;
        let today = days::local_date(self.0.now());
        let mut offers = Vec::new();
        let mut services: Vec<_> =
            in_force.checked.systems.iter().flat_map(|system| &system.services).collect();
        services.sort_by_key(|service| service.id.to_string());
        for service in services {
            if after.as_ref().is_some_and(|after| service.id.to_string() <= *after) {
                continue;
            }
            let open = in_force.checked.routes.routes().iter().find_map(|route| match &route.subject {
                Subject::Calls { service: of, methods } if *of == service.id => {
                    let method = methods.first().map_or("", String::as_str);
                    let routes = &in_force.checked.routes;
                    let permit = routes.decide_call(&in_force.world(), &caller, &service.id, method, today);
                    permit.is_ok_and(|permit| permit.route.name == route.name).then_some((route, methods))
                }
                _ => None,
            });
            let Some((route, methods)) = open else { continue };
            offers.push(ServiceOffer {
                service: service.id.to_string(),
                grpc_service: service.grpc.clone(),
                methods: methods.clone(),
                route: route.name.to_string(),
                legal_basis: route.legal_basis.clone(),
            });
            if offers.len() == limit {
                break;
            }
        }
        let next = offers.last().filter(|_| offers.len() == limit).map(|last| question.token(&last.service));
        Ok(Response::new(ListServicesResponse {
            services: offers,
            next_page_token: next.unwrap_or_default(),
        }))
    }
}

/// Who calls, for the service to read.
fn mark(metadata: &mut tonic::metadata::MetadataMap, asked: &Asked) {
    for (key, value) in [
        ("lienthong-caller", asked.caller.to_string()),
        ("lienthong-call-id", asked.call_id.clone()),
        ("lienthong-correlation-id", asked.correlation_id.clone().unwrap_or_default()),
    ] {
        // A correlation id with letters that no header can carry is on record, and not passed on.
        if let (false, Ok(value)) = (value.is_empty(), value.parse()) {
            metadata.insert(key, value);
        }
    }
}

/// What an error of the call means: the service's own, or that there was no service.
fn failure(status: Status) -> Refusal {
    let ours = std::error::Error::source(&status).is_some();
    match status.code() {
        Code::Unavailable if ours => Refusal::ServiceUnreachable,
        Code::DeadlineExceeded | Code::Cancelled if ours => Refusal::CallTimeout,
        _ => Refusal::ServiceFailed(Box::new(status)),
    }
}
