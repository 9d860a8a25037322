//! `AuditService`: searching the log, and proving what it says.
//!
//! # What holds
//!
//! * An auditor sees the records that concern an agency of the token's subtree, as it ever was; without an agency in
//!   the token, nothing.
//! * Each search and each look is on record before it is answered.

use std::collections::BTreeSet;
use std::sync::Arc;

use lienthong_adapter::phrase;
use lienthong_model::record::{AuditRecord, Event};
use lienthong_model::schema::{FieldName, SearchTerm};
use lienthong_model::text::nfc;
use lienthong_model::{AgencyCode, MessageId, SystemId};
use lienthong_store::{DeliveryState, Found, MessageKey, Search};
use lienthong_wire::audit::audit_service_server::AuditService;
use lienthong_wire::audit::{
    DeliveryOutcome, GetCheckpointRequest, GetCheckpointResponse, GetTimelineRequest, GetTimelineResponse,
    ProveRequest, ProveResponse, Record, SearchRequest, SearchResponse, SearchTerm as WireTerm,
};
use lienthong_wire::time;
use tonic::{Request, Response, Status};

use crate::face::{Face, fields, pages::Question};
use crate::identity::Person;
use crate::identity::token::Role;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::state::InForce;

/// Records of one message that a timeline shows.
const TIMELINE: usize = 1000;

/// An auditor, and what the auditor may see.
struct Auditor {
    person: Person,
    within: Arc<BTreeSet<AgencyCode>>,
    in_force: Arc<InForce>,
}

#[tonic::async_trait]
impl AuditService for Face {
    async fn search(&self, request: Request<SearchRequest>) -> Result<Response<SearchResponse>, Status> {
        let auditor = self.auditor(&request).await?;
        let mut request = request.into_inner();
        let page_token = std::mem::take(&mut request.page_token);
        let question = Question::new("Search", &(&auditor.within, &request));
        let mut search = read(&request)?;
        search.before = question.number(&page_token)?;
        search.within = Some(Arc::clone(&auditor.within));
        let limit = search.limit;
        // What was looked for may be a person's number, and a plain digest of one is soon guessed. The record keeps a
        // keyed hash, by which the same search is recognised.
        let asked = self.0.store.keyed_hash(format!("{request:?}").as_bytes());
        let asked: String = asked.iter().map(|byte| format!("{byte:02x}")).collect();
        let record = auditor.record(self, Event::AuditSearched).with_detail("query_hmac", asked);
        self.0.store.record(record).await.map_err(Refusal::from)?;
        let found = self.0.store.search(search).await.map_err(Refusal::from)?;
        // A key that was one once is still found; a slip of the pen must not read as "there is no such message".
        if let Some(term) = request.term.as_ref().filter(|_| found.is_empty()) {
            known_key(&auditor.in_force, term.field.trim())?;
        }
        let next = found.last().filter(|_| found.len() == limit);
        let next_page_token = next.map(|last| question.token(&last.index.to_string())).unwrap_or_default();
        Ok(Response::new(SearchResponse {
            records: found.into_iter().map(record_of).collect(),
            next_page_token,
        }))
    }

    async fn get_timeline(
        &self,
        request: Request<GetTimelineRequest>,
    ) -> Result<Response<GetTimelineResponse>, Status> {
        let auditor = self.auditor(&request).await?;
        let request = request.into_inner();
        let sender: SystemId = fields::required("sender", &request.sender)?;
        let id: MessageId = fields::required("message_id", &request.message_id)?;
        let mut record = auditor.record(self, Event::AuditShown);
        record.sender = Some(sender.clone());
        record.message_id = Some(id.clone());
        self.0.store.record(record).await.map_err(Refusal::from)?;
        let search = Search {
            sender: Some(sender.clone()),
            message_id: Some(id.clone()),
            within: Some(Arc::clone(&auditor.within)),
            limit: TIMELINE,
            ..Search::default()
        };
        let mut found = self.0.store.search(search).await.map_err(Refusal::from)?;
        // Looks of auditors at this message are about it, but not of its life.
        found.retain(|found| event_of(found) != Some(Event::AuditShown));
        if found.is_empty() {
            return Err(Refusal::NotFound("message").into());
        }
        found.reverse();
        let view = self.0.store.message(&MessageKey { sender, id }).await.map_err(Refusal::from)?;
        let deliveries = view.into_iter().flat_map(|view| view.deliveries).map(|delivery| DeliveryOutcome {
            receiver: delivery.receiver.to_string(),
            state: delivery.state.name().to_owned(),
            attempts: delivery.attempts,
            reason: delivery.reason.unwrap_or_default(),
        });
        Ok(Response::new(GetTimelineResponse {
            records: found.into_iter().map(record_of).collect(),
            deliveries: deliveries.collect(),
        }))
    }

    async fn prove(&self, request: Request<ProveRequest>) -> Result<Response<ProveResponse>, Status> {
        let auditor = self.auditor(&request).await?;
        let index = request.into_inner().index;
        let record = auditor.record(self, Event::AuditShown).with_detail("index", index);
        self.0.store.record(record).await.map_err(Refusal::from)?;
        let log = self.0.log.clone();
        let exported = tokio::task::spawn_blocking(move || log.export(index)).await;
        let exported = match exported {
            Ok(Ok(exported)) => exported.ok_or(Refusal::NotFound("record in the signed log"))?,
            Ok(Err(error)) => {
                tracing::error!(%error, "The published log cannot be read.");
                return Err(Refusal::Store(lienthong_store::Error::Failed(error.into())).into());
            }
            Err(error) => return Err(Refusal::Store(lienthong_store::Error::Failed(error.into())).into()),
        };
        let record: Option<AuditRecord> = serde_json::from_slice(&exported.entry).ok();
        let seen = record.is_some_and(|record| {
            record.agencies().into_iter().any(|agency| auditor.within.contains(agency))
        });
        if !seen {
            return Err(Refusal::NotFound("record in the signed log").into());
        }
        let json = exported.entry.into();
        Ok(Response::new(ProveResponse {
            record: Some(Record { index, json }),
            proof: exported.proof.to_string(),
        }))
    }

    async fn get_checkpoint(
        &self,
        request: Request<GetCheckpointRequest>,
    ) -> Result<Response<GetCheckpointResponse>, Status> {
        self.auditor(&request).await?;
        let older = request.into_inner().older_size;
        let log = self.0.log.clone();
        let read = tokio::task::spawn_blocking(move || -> Result<_, lienthong_audit::FolderError> {
            let (note, proof) = log.grown_from(older)?;
            Ok((note.to_string(), proof))
        });
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
            Status::from(Refusal::Store(lienthong_store::Error::Failed(error)))
        };
        let (checkpoint, proof) =
            read.await.map_err(|error| failed(error.into()))?.map_err(|error| failed(error.into()))?;
        let too_large = || Refusal::field("older_size", "is larger than the log", "lớn hơn nhật ký");
        Ok(Response::new(GetCheckpointResponse {
            checkpoint,
            consistency: proof
                .ok_or_else(too_large)?
                .iter()
                .map(|hash| bytes::Bytes::copy_from_slice(&hash.0))
                .collect(),
            verifier_key: self.0.log_key.clone(),
        }))
    }
}

impl Auditor {
    fn record(&self, face: &Face, event: Event) -> AuditRecord {
        let mut record = self.in_force.record(event, face.0.now());
        record.actor = Some(self.person.id.clone());
        record.actor_agency.clone_from(&self.person.agency);
        record
    }
}

impl Face {
    async fn auditor<T>(&self, request: &Request<T>) -> Result<Auditor, Refusal> {
        let admitted = self.admitted(request)?;
        let in_force = Arc::clone(&admitted.in_force);
        let person = self.0.person(admitted, &[Role::Auditor], "auditor").await?;
        let agency = person.agency.clone().ok_or(Refusal::RoleRequired("auditor of an agency"))?;
        let within = in_force.checked.directory.subtree_ever(&agency);
        Ok(Auditor { person, within: Arc::new(within), in_force })
    }
}

fn record_of(found: Found) -> Record {
    Record { index: found.index, json: found.bytes.into() }
}

fn event_of(found: &Found) -> Option<Event> {
    serde_json::from_slice::<AuditRecord>(&found.bytes).ok().map(|record| record.event)
}

/// The conditions of a search.
fn read(request: &SearchRequest) -> Result<Search, Refusal> {
    let instant = |path: &'static str, at: &Option<_>| match at {
        Some(at) => time::from_wire(at)
            .map(Some)
            .ok_or_else(|| Refusal::field(path, "is not an instant", "không phải thời điểm hợp lệ")),
        None => Ok(None),
    };
    let mut events = Vec::new();
    for (index, name) in request.events.iter().enumerate() {
        let event: Result<Event, _> = serde_json::from_value(serde_json::Value::String(name.clone()));
        let path = format!("events[{index}]");
        events
            .push(event.map_err(|_| Refusal::field(path, "is not an event", "không phải sự kiện đã biết"))?);
    }
    let (sender, sender_agency) = party("sender", &request.sender)?;
    let (receiver, receiver_agency) = party("receiver", &request.receiver)?;
    let state = match request.state.as_str() {
        "" => None,
        name => Some(DeliveryState::ALL.into_iter().find(|state| state.name() == name).ok_or_else(|| {
            Refusal::field("state", "is not a state of deliveries", "không phải trạng thái của lượt chuyển")
        })?),
    };
    Ok(Search {
        from: instant("from", &request.from)?,
        to: instant("to", &request.to)?,
        events,
        sender,
        sender_agency,
        receiver,
        receiver_agency,
        kind: fields::optional("type", &request.r#type)?,
        route: fields::optional("route", &request.route)?,
        state,
        message_id: fields::optional("message_id", &request.message_id)?,
        correlation_id: fields::key("correlation_id", request.correlation_id.clone())?,
        term: request.term.as_ref().map(term).transpose()?,
        within: None,
        before: None,
        limit: fields::page_size(request.page_size)?,
    })
}

/// A field and a value, both in the forms in which records have them.
fn term(term: &WireTerm) -> Result<SearchTerm, Refusal> {
    let field = term.field.trim();
    let names = |name: &str| name.parse::<FieldName>().is_ok();
    if !field.split('.').all(names) {
        let (en, vi) = ("is not the path of a field", "không phải đường dẫn của trường");
        return Err(Refusal::field("term.field", en, vi));
    }
    let value = nfc(term.value.trim()).into_owned();
    if value.is_empty() {
        return Err(Refusal::field("term.value", "is empty", "bị để trống"));
    }
    Ok(SearchTerm { field: field.to_owned(), value })
}

/// Whether a schema in force has `field` as a search key.
fn known_key(in_force: &InForce, field: &str) -> Result<(), Refusal> {
    let schemas = in_force.checked.schemas.iter();
    let known: BTreeSet<String> = schemas.flat_map(|schema| schema.search_keys()).collect();
    if known.contains(field) {
        return Ok(());
    }
    let known = known.into_iter().collect::<Vec<_>>().join(", ");
    let problem = Problem::of(&field, |field| {
        phrase!(
            "{field} is no search key of the schemas in force; those are: {known}",
            "{field} không phải khóa tìm kiếm của các lược đồ đang có hiệu lực; các khóa: {known}"
        )
    });
    Err(Refusal::wrong_field("term.field", problem))
}

/// A system id, or an agency code in any written form.
fn party(path: &str, text: &str) -> Result<(Option<SystemId>, Option<AgencyCode>), Refusal> {
    if text.is_empty() {
        Ok((None, None))
    } else if text.contains('/') {
        Ok((Some(fields::required(path, text)?), None))
    } else {
        let reading = AgencyCode::read(text, None);
        let wrong = |error| Refusal::wrong_field(path, &error);
        Ok((None, Some(reading.map_err(wrong)?.code)))
    }
}
