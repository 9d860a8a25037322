//! `AdminService`: how the gateway is, and what operators and administrators do about it.

use std::sync::Arc;

use lienthong_model::SystemId;
use lienthong_model::record::{Event, PartyOfRecord};
use lienthong_store::{DeliveryFilter, DeliveryId, DeliveryState, ReplayRequest, Replayed};
use lienthong_wire::admin::admin_service_server::AdminService;
use lienthong_wire::admin::{
    Alarm, DeadLetter, GetStatusRequest, GetStatusResponse, ListDeadLettersRequest, ListDeadLettersResponse,
    ListSystemsRequest, ListSystemsResponse, ReloadRequest, ReloadResponse, ReplayDeadLetterRequest,
    ReplayDeadLetterResponse, SystemState,
};
use lienthong_wire::time;
use tonic::{Request, Response, Status};

use crate::accept::later;
use crate::face::{Face, fields, pages::Question, views};
use crate::identity::Person;
use crate::identity::token::Role;
use crate::refusal::Refusal;
use crate::reload;
use crate::state::InForce;

const STAFF: [Role; 2] = [Role::Operator, Role::Administrator];

#[tonic::async_trait]
impl AdminService for Face {
    async fn get_status(
        &self,
        request: Request<GetStatusRequest>,
    ) -> Result<Response<GetStatusResponse>, Status> {
        let (_, in_force) = self.staff(&request).await?;
        let stats = self.0.store.stats().await.map_err(Refusal::from)?;
        let log = self.0.log.clone();
        let checkpoint = tokio::task::spawn_blocking(move || log.checkpoint()).await;
        let checkpoint_size = checkpoint.ok().and_then(Result::ok).map_or(0, |checkpoint| checkpoint.size);
        let alarms = self.0.alarms.list().into_iter().map(|(reason, alarm)| Alarm {
            reason: reason.to_owned(),
            message: alarm.message.en.into_owned(),
            message_vi: alarm.message.vi.into_owned(),
            since: Some(time::to_wire(alarm.since)),
        });
        Ok(Response::new(GetStatusResponse {
            node: in_force.checked.node.name.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            revision: in_force.checked.revision.to_string(),
            loaded_at: Some(time::to_wire(in_force.loaded_at)),
            started_at: Some(time::to_wire(self.0.started_at)),
            log_size: stats.log_size,
            checkpoint_size,
            open_deliveries: stats.open_deliveries,
            dead_deliveries: stats.dead_deliveries,
            free_bytes: stats.free_bytes,
            alarms: alarms.collect(),
        }))
    }

    async fn reload(&self, request: Request<ReloadRequest>) -> Result<Response<ReloadResponse>, Status> {
        let admitted = self.admitted(&request)?;
        let person = self.0.person(admitted, &[Role::Administrator], "administrator").await?;
        let reloaded = reload::reload(&self.0, Some(&person.id)).await?;
        Ok(Response::new(ReloadResponse {
            revision: reloaded.revision.to_string(),
            changed: reloaded.changed,
            warnings: reloaded.warnings,
        }))
    }

    async fn list_dead_letters(
        &self,
        request: Request<ListDeadLettersRequest>,
    ) -> Result<Response<ListDeadLettersResponse>, Status> {
        self.staff(&request).await?;
        let request = request.into_inner();
        let limit = fields::page_size(request.page_size)?;
        let more = request.include_refused_and_expired;
        let question = Question::new("ListDeadLetters", &(&request.receiver, &request.sender, more));
        let mut states = vec![DeliveryState::Dead];
        if more {
            states.extend([DeliveryState::Refused, DeliveryState::Expired]);
        }
        let filter = DeliveryFilter {
            states,
            receiver: fields::optional("receiver", &request.receiver)?,
            sender: fields::optional("sender", &request.sender)?,
            within: None,
            after: question.number(&request.page_token)?.map(DeliveryId),
            limit,
        };
        let entries = self.0.store.deliveries(filter).await.map_err(Refusal::from)?;
        let next = entries.last().filter(|_| entries.len() == limit);
        let next_page_token = next.map(|last| question.token(&last.delivery.id.0.to_string()));
        let dead_letters = entries.iter().map(|entry| DeadLetter {
            sender: entry.message.envelope.sender.to_string(),
            message_id: entry.message.envelope.id.to_string(),
            r#type: entry.message.envelope.kind.to_string(),
            delivery: Some(views::delivery(&entry.delivery)),
            replays: entry.delivery.replays,
            accepted_at: Some(time::to_wire(entry.message.accepted_at)),
        });
        Ok(Response::new(ListDeadLettersResponse {
            dead_letters: dead_letters.collect(),
            next_page_token: next_page_token.unwrap_or_default(),
        }))
    }

    async fn replay_dead_letter(
        &self,
        request: Request<ReplayDeadLetterRequest>,
    ) -> Result<Response<ReplayDeadLetterResponse>, Status> {
        let (person, in_force) = self.staff(&request).await?;
        let request = request.into_inner();
        let delivery = views::delivery_id("delivery_id", &request.delivery_id)?;
        let cap = match request.cap {
            0 => 5,
            cap @ 1..=100 => cap,
            _ => return Err(Refusal::field("cap", "must be 0 to 100", "phải từ 0 đến 100").into()),
        };
        let entry = self.0.store.delivery(delivery).await.map_err(Refusal::from)?;
        let entry = entry.ok_or(Refusal::NotFound("delivery"))?;
        // The times of the route as it is now, or, where it is gone, those that the delivery had.
        let route = in_force.checked.routes.get(&entry.delivery.route);
        let now = self.0.now();
        let had = entry.delivery.expires_at.duration_since(entry.message.accepted_at).unsigned_abs();
        let (retry_for, ttl) =
            route.map_or((had, had), |route| (route.delivery.retry_for, route.delivery.ttl));
        let record = Arc::new(move |replayed: &Replayed| {
            let message = &replayed.message;
            let mut record = in_force
                .record(Event::DeliveryReplayed, now)
                .with_detail("delivery", replayed.id.0)
                .with_detail("original", replayed.original.0)
                .with_detail("count", replayed.count);
            record.actor = Some(person.id.clone());
            record.actor_agency.clone_from(&person.agency);
            record.sender = Some(message.envelope.sender.clone());
            let system = replayed.receiver.clone();
            record.receivers = vec![PartyOfRecord { system, route: None, forwarded_from: None }];
            record.kind = Some(message.envelope.kind.clone());
            record.message_id = Some(message.envelope.id.clone());
            record.correlation_id.clone_from(&message.envelope.correlation_id);
            record
        });
        let request = ReplayRequest {
            delivery,
            cap,
            now,
            retry_until: later(now, retry_for),
            expires_at: later(now, ttl),
            record,
        };
        let replayed = self.0.store.replay(request).await.map_err(Refusal::from)?;
        self.0.wakes.wake(&replayed.receiver);
        Ok(Response::new(ReplayDeadLetterResponse {
            delivery_id: replayed.id.0.to_string(),
            original_delivery_id: replayed.original.0.to_string(),
            count: replayed.count,
        }))
    }

    async fn list_systems(
        &self,
        request: Request<ListSystemsRequest>,
    ) -> Result<Response<ListSystemsResponse>, Status> {
        let (_, in_force) = self.staff(&request).await?;
        let request = request.into_inner();
        let limit = fields::page_size(request.page_size)?;
        let question = Question::new("ListSystems", &());
        let after = question.key(&request.page_token)?;
        let after: Option<SystemId> =
            after.map(|key| key.parse().map_err(|_| Refusal::PageToken)).transpose()?;
        let mut systems = Vec::new();
        let all = in_force.checked.systems.iter();
        for system in all.filter(|system| after.as_ref().is_none_or(|after| system.id > *after)).take(limit) {
            let (backlog, oldest) = self.0.store.backlog(&system.id).await.map_err(Refusal::from)?;
            let seen = self.0.seen.lock().expect("no panic while seen is held").get(&system.id).copied();
            systems.push(SystemState {
                system: system.id.to_string(),
                title: system.title.clone(),
                connector: system.connector.kind().to_owned(),
                backlog,
                oldest: oldest.map(time::to_wire),
                last_seen: seen.map(time::to_wire),
            });
        }
        let next = systems.last().filter(|_| systems.len() == limit).map(|last| question.token(&last.system));
        Ok(Response::new(ListSystemsResponse { systems, next_page_token: next.unwrap_or_default() }))
    }
}

impl Face {
    async fn staff<T>(&self, request: &Request<T>) -> Result<(Person, Arc<InForce>), Refusal> {
        let admitted = self.admitted(request)?;
        let in_force = Arc::clone(&admitted.in_force);
        let person = self.0.person(admitted, &STAFF, "operator or administrator").await?;
        Ok((person, in_force))
    }
}
