//! What stands between a caller and a server that speaks another format: records of a schema.
//!
//! * The caller says records of the request's schema in its own format for it: through a mapping of its own, in canonical
//!   JSON, or as a canonical `lienthong.record.v1.Record`, which every caller may use. The request's mapping writes them.
//! * The response's mapping reads what the server answers; the caller gets that in its own format again.
//!
//! # What holds
//!
//! * A row that cannot be read fails the call, also where the mapping would keep it apart in a message: a caller must
//!   not take a part of an answer for the whole.

use bytes::Bytes;
use lienthong_adapter::mapping::Mapping;
use lienthong_adapter::{DecodeError, GatewayHop, Limits};
use lienthong_config::Way;
use lienthong_model::MessageType;
use lienthong_model::system::System;

use crate::aside::aside;
use crate::call::Permitted;
use crate::call::legacy::{CallerAnswer, ServerRequest};
use crate::connector::failure::Failure;
use crate::formats::{TranslateError, Understood};
use crate::refusal::Refusal;
use crate::search_terms;
use crate::state::Gateway;

/// What the caller gives, in the server's words.
pub(super) fn request(
    gateway: &Gateway,
    permitted: &Permitted,
    mapping: &Mapping,
    payload: &Bytes,
) -> Result<ServerRequest, Refusal> {
    let checked = &permitted.in_force.checked;
    let kind = &mapping.schema.id;
    aside(payload.len(), || {
        let caller = caller(permitted, kind, Way::Read)?;
        let understood = gateway
            .formats
            .understand(checked, &caller, Some(kind), payload, gateway.now())
            .map_err(unreadable)?;
        let found = understood.kind.as_ref().map_or("?", MessageType::as_str);
        if found != kind.as_str() {
            return Err(Refusal::TypeMismatch { declared: kind.to_string(), found: found.to_owned() });
        }
        let records = whole(understood, payload).map_err(unreadable)?;
        let said =
            gateway.formats.write(mapping, &records, &hop(gateway, permitted)).map_err(
                |error| match error {
                    TranslateError::Decode(error) => unreadable(error),
                    TranslateError::Encode(error) => Refusal::Unwritable(Box::new(error)),
                },
            )?;
        let terms = search_terms::of_records(&mapping.schema, &records);
        Ok(ServerRequest { body: said.payload.into_bytes(), media_type: Some(said.media_type), terms })
    })
}

/// What the server answers, in the caller's words.
pub(super) fn response(
    gateway: &Gateway,
    permitted: &Permitted,
    mapping: &Mapping,
    answer: &Bytes,
) -> Result<CallerAnswer, Refusal> {
    let checked = &permitted.in_force.checked;
    let kind = &mapping.schema.id;
    aside(answer.len(), || {
        let limits = Limits { package_bytes: answer.len() as u64, ..Limits::default() };
        let read = gateway.formats.through(mapping, answer, &limits);
        let records = read.and_then(|understood| whole(understood, answer));
        let records =
            records.map_err(|error| Refusal::ServiceAnswered(Box::new(Failure::unreadable(&error))))?;
        let caller = caller(permitted, kind, Way::Write)?;
        let said = gateway.formats.say_records(checked, kind, &records, &caller, &hop(gateway, permitted));
        // What cannot be said is the server's, and not the caller's own.
        let said = said.map_err(|error| match error {
            TranslateError::Decode(error) => unreadable(error.for_everybody()),
            TranslateError::Encode(error) => Refusal::Unwritable(Box::new(error.for_everybody())),
        })?;
        let terms = search_terms::of_records(&mapping.schema, &records);
        Ok(CallerAnswer { payload: said.payload.into_bytes(), terms })
    })
}

/// The caller as one that can say, or read, records of `kind`: as its entry says, or in canonical records.
fn caller(permitted: &Permitted, kind: &MessageType, way: Way) -> Result<System, Refusal> {
    let checked = &permitted.in_force.checked;
    let id = &permitted.asked.caller;
    let system = checked.systems.get(id).ok_or_else(|| Refusal::SystemDisabled(id.clone()))?;
    let carries = system.format.as_ref().is_some_and(|format| format.as_str() == "canonical-json");
    if checked.mappings.of(system, kind, way).is_some() || carries {
        return Ok(system.clone());
    }
    let canonical = "canonical".parse().expect("the name is the name of a format");
    Ok(System { format: Some(canonical), mappings: Vec::new(), ..system.clone() })
}

/// The records, where all of them could be read.
fn whole(understood: Understood, bytes: &Bytes) -> Result<Bytes, DecodeError> {
    if let Some(bad) = understood.rows.and_then(|rows| rows.apart.rows.into_iter().next()) {
        return Err(bad.into());
    }
    // Canonical records are kept as they came.
    Ok(understood.canonical.unwrap_or_else(|| bytes.clone()))
}

fn unreadable(error: DecodeError) -> Refusal {
    Refusal::Unreadable(Box::new(error))
}

fn hop(gateway: &Gateway, permitted: &Permitted) -> GatewayHop {
    GatewayHop { agency: permitted.in_force.checked.node.agency.clone(), at: gateway.now() }
}
