//! `ExchangeService`: calls by name, and what may be called.

use lienthong_model::route::Subject;
use lienthong_model::{MessageId, ServiceId, time as days};
use lienthong_wire::exchange::exchange_service_server::ExchangeService;
use lienthong_wire::exchange::{
    CallRequest, CallResponse, ListServicesRequest, ListServicesResponse, ServiceOffer,
};
use lienthong_wire::time;
use tonic::{Request, Response, Status};

use crate::admit::Entered;
use crate::call::{Asked, grpc_timeout, is_method, named};
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
        let limit = given.unwrap_or(permitted.timeout).min(in_force.checked.node.limits.call_timeout);
        let answered = named::make(&self.0, permitted, payload, limit).await?;
        Ok(Response::new(CallResponse {
            payload: answered.payload,
            call_id,
            answered_at: Some(time::to_wire(self.0.now())),
            log_index: answered.log_index,
        }))
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
            // Of a service that lists its methods, what the route leaves open is these.
            let listed = service.offer.methods().filter(|_| methods.is_empty()).unwrap_or_default();
            offers.push(ServiceOffer {
                service: service.id.to_string(),
                grpc_service: service.offer.grpc_name().unwrap_or_default().to_owned(),
                methods: methods.iter().cloned().chain(listed.into_iter().map(str::to_owned)).collect(),
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
