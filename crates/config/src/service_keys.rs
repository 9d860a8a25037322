//! `[[system.service]]`: what a system offers to be called, over gRPC, HTTP or SOAP.

use lienthong_model::system::{Offer, Service};
use lienthong_model::{ServiceId, SystemId, SystemName};

use crate::code::Code;
use crate::connector_file::{Named, read_http_service, read_soap_service};
use crate::context::Context;
use crate::defaults as default;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};
use crate::grpc_target::read_target;
use crate::values;

/// The service, and its id even where the rest is wrong.
pub(crate) fn read_service(
    mut fields: Fields<'_>,
    system: Option<&SystemId>,
    known: &[ServiceId],
    named: &mut Named,
    context: &Context,
    sink: &mut Sink,
) -> (Option<Service>, Option<ServiceId>) {
    let name_value = fields.need("name");
    let name: Option<SystemName> = name_value.as_ref().and_then(|value| values::identifier(value, sink));
    let version = fields.need("version").and_then(|value| value.integer(1..=u64::from(u16::MAX), sink));
    let offer = read_offer(&mut fields, named, context, sink);
    let limit = fields.get("max_in_flight").map(|value| value.integer(1..=100_000, sink));
    fields.finish(sink);
    let id = (|| {
        let version = u16::try_from(version?).ok()?;
        Some(ServiceId { system: system?.clone(), name: name?, version })
    })();
    if let (Some(id), Some(value)) = (&id, &name_value)
        && known.contains(id)
    {
        sink.push(
            value
                .error(Code::DuplicateService)
                .label(format!("{id} stands above"), format!("{id} đã có ở trên")),
        );
    }
    let service = (|| {
        let limit = limit.unwrap_or(Some(default::SERVICE_IN_FLIGHT))?;
        let max_in_flight = u32::try_from(limit).ok()?;
        Some(Service { id: id.clone()?, offer: offer?, max_in_flight })
    })();
    (service, id)
}

/// How the service is called: by the keys of a gRPC server, or a table `http` or `soap`.
fn read_offer(
    fields: &mut Fields<'_>,
    named: &mut Named,
    context: &Context,
    sink: &mut Sink,
) -> Option<Offer> {
    let (http, soap) = (fields.get("http"), fields.get("soap"));
    if let (Some(_), Some(soap)) = (&http, &soap) {
        sink.push(soap.error_at_key(Code::Conflict).label("besides `http`", "đã có `http`"));
        return None;
    }
    let Some(table) = http.as_ref().or(soap.as_ref()) else {
        // All are asked for, since all are known here.
        let [grpc, address, ..] =
            ["grpc", "address", "ca", "timeout", "plaintext"].map(|key| fields.get(key));
        if grpc.is_none() && address.is_none() {
            sink.push(
                fields
                    .error(Code::MissingKey)
                    .label("one of grpc, http, soap is missing", "thiếu một trong các khóa grpc, http, soap"),
            );
            return None;
        }
        let name = fields.need("grpc").and_then(|value| read_grpc_name(&value, sink));
        let target = read_target(fields, context, sink);
        return Some(Offer::Grpc { name: name?, target: target? });
    };
    if let Some(grpc) = fields.get("grpc") {
        sink.push(grpc.error_at_key(Code::Conflict).label(
            "a service is called over one of grpc, http, soap",
            "mỗi dịch vụ chỉ gọi qua một trong grpc, http, soap",
        ));
        return None;
    }
    match http {
        Some(_) => read_http_service(table, context, named, sink).map(Box::new).map(Offer::Http),
        None => read_soap_service(table, context, named, sink).map(Box::new).map(Offer::Soap),
    }
}

/// What the names of the gateway's own services begin with: a call of such a name is never passed on.
const OWN_SERVICES: [&str; 3] = ["lienthong.", "grpc.health.", "grpc.reflection."];

/// The full name of a gRPC service.
fn read_grpc_name(value: &Value<'_>, sink: &mut Sink) -> Option<String> {
    let text = value.text(sink)?;
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if text.len() <= 200 && text.split('.').all(part) {
        if let Some(own) = OWN_SERVICES.iter().find(|own| text.starts_with(**own)) {
            sink.push(
                value
                    .error(Code::OwnService)
                    .label(format!("the gateway answers {own}* itself"), format!("cổng tự trả lời {own}*")),
            );
            return None;
        }
        return Some(text.to_owned());
    }
    let found = value.error(Code::BadIdentifier).label(
        "expected the full name of a gRPC service, e.g. demo.residence.v1.ResidenceService",
        "cần tên đầy đủ của dịch vụ gRPC, ví dụ demo.residence.v1.ResidenceService",
    );
    let bare = text.trim_matches('/');
    sink.push(if bare != text && bare.split('.').all(part) {
        found.suggest(value.span.clone(), format!("\"{bare}\""))
    } else {
        found
    });
    None
}
