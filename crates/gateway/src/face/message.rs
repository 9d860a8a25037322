//! `MessageService`: sending and receiving.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use lienthong_model::system::Connector;
use lienthong_model::{Digest, SystemId, time as days};
use lienthong_store::{DeliveryFilter, DeliveryId, Leased, MessageKey, Settled};
use lienthong_wire::message::message_service_server::MessageService;
use lienthong_wire::message::{
    AcknowledgeRequest, AcknowledgeResponse, DownloadRequest, DownloadResponse, Envelope, GetMessageRequest,
    GetMessageResponse, ListDeliveriesRequest, ListDeliveriesResponse, PreviewRequest, PreviewResponse,
    ReceiveRequest, ReceiveResponse, SendRequest, SendResponse, SendStreamRequest, SendStreamResponse,
    SentDelivery, Verdict, send_stream_request::Part,
};
use lienthong_wire::time;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

use crate::accept::{Accepted, Submission, later};
use crate::admit::Entered;
use crate::apart;
use crate::connector::grpc::{acknowledged, pieces};
use crate::connector::is_reason;
use crate::connector::pull::{self, PullRequest};
use crate::dispatch::attempt::{self, NotOutgoing};
use crate::face::upload::{self, Broken};
use crate::face::{Face, fields, pages::Question, views};
use crate::refusal::Refusal;
use crate::refused_message::NotTaken;
use crate::state::InForce;

/// The name of this ingress on record.
const INGRESS: &str = "grpc";

#[tonic::async_trait]
impl MessageService for Face {
    async fn send(&self, request: Request<SendRequest>) -> Result<Response<SendResponse>, Status> {
        let Entered { system: sender, in_force, _place } = self.system(&request).await?;
        let SendRequest { envelope, payload, payload_sha256 } = request.into_inner();
        let _room = self.0.rooms.incoming(&sender.to_string(), payload.len() as u64).await?;
        let digest = Digest::of(&payload);
        let envelope = envelope.unwrap_or_default();
        let declared = match fields::digest("payload_sha256", &payload_sha256) {
            Ok(declared) => declared,
            Err(refusal) => {
                let not_taken = not_taken(&sender, &envelope, Some(payload.len() as u64), Some(digest));
                return Err(self.not_taken(&in_force, not_taken, refusal).await);
            }
        };
        let sent = Sent { sender, envelope, payload, digest, declared };
        let accepted = self.submit(&in_force, sent).await?;
        Ok(Response::new(SendResponse {
            receipt: Some(views::receipt(accepted.receipt, accepted.accepted_at, &digest, accepted.index)),
            deliveries: accepted.decided.deliveries.iter().map(views::planned).collect(),
            unreachable: accepted.decided.unreachable.iter().map(views::unreachable).collect(),
            duplicate: accepted.duplicate,
            message_id: accepted.id.to_string(),
            quarantine: accepted.rows.as_ref().and_then(views::quarantine),
            rows: accepted.rows.as_ref().map(views::row_counts),
            warnings: views::warnings(&accepted.warnings),
        }))
    }

    async fn send_stream(
        &self,
        request: Request<Streaming<SendStreamRequest>>,
    ) -> Result<Response<SendStreamResponse>, Status> {
        let Entered { system: sender, in_force, _place } = self.system(&request).await?;
        let mut parts = request.into_inner();
        let header = match upload::next(&mut parts).await?.and_then(|request| request.part) {
            Some(Part::Header(header)) => header,
            _ => return Err(first_must_be_header().into()),
        };
        let envelope = header.envelope.unwrap_or_default();
        let size = Some(header.payload_size).filter(|size| *size > 0);
        let not_taken = not_taken(&sender, &envelope, size, None);
        let limit = in_force.checked.node.limits.max_message_bytes;
        let declared = fields::digest("header.payload_sha256", &header.payload_sha256);
        let declared = declared.and_then(|declared| match size {
            Some(found) if found > limit => Err(Refusal::TooLarge { limit, found }),
            _ => Ok(declared),
        });
        let declared = match declared {
            Ok(declared) => declared,
            Err(refusal) => return Err(self.not_taken(&in_force, not_taken, refusal).await),
        };
        let mut charge = self.0.rooms.charge(&sender.to_string(), size.unwrap_or(limit)).await?;
        let collected = upload::collect(&mut parts, header.payload_size, limit, &mut charge).await;
        let (payload, digest) = match collected {
            Ok(collected) => collected,
            // Of a message that may come again in a moment there is nothing to say on record.
            Err(Broken::Refused(refusal)) if !matches!(refusal, Refusal::Busy { .. }) => {
                return Err(self.not_taken(&in_force, not_taken, refusal).await);
            }
            Err(broken) => return Err(broken.into()),
        };
        let sent = Sent { sender, envelope, payload, digest, declared };
        let accepted = self.submit(&in_force, sent).await?;
        Ok(Response::new(SendStreamResponse {
            receipt: Some(views::receipt(accepted.receipt, accepted.accepted_at, &digest, accepted.index)),
            deliveries: accepted.decided.deliveries.iter().map(views::planned).collect(),
            unreachable: accepted.decided.unreachable.iter().map(views::unreachable).collect(),
            duplicate: accepted.duplicate,
            message_id: accepted.id.to_string(),
            quarantine: accepted.rows.as_ref().and_then(views::quarantine),
            rows: accepted.rows.as_ref().map(views::row_counts),
            warnings: views::warnings(&accepted.warnings),
        }))
    }

    type ReceiveStream = ReceiverStream<Result<ReceiveResponse, Status>>;

    async fn receive(
        &self,
        request: Request<ReceiveRequest>,
    ) -> Result<Response<Self::ReceiveStream>, Status> {
        let Entered { system: receiver, in_force, _place } = self.system(&request).await?;
        let request = request.into_inner();
        let connector = in_force.checked.systems.get(&receiver).map(|system| &system.connector);
        match connector {
            Some(Connector::Pull) => {}
            Some(other) => return Err(Refusal::NotCollected(receiver, other.kind()).into()),
            None => return Err(Refusal::NotCollected(receiver, "none").into()),
        }
        let max_in_flight = match request.max_in_flight {
            0 => 16,
            wanted @ 1..=256 => wanted as usize,
            _ => return Err(Refusal::field("max_in_flight", "must be 0 to 256", "phải từ 0 đến 256").into()),
        };
        let lease = match &request.lease {
            None => Duration::from_secs(60),
            Some(lease) => time::duration_from_wire(lease)
                .filter(|lease| (1..=3600).contains(&lease.as_secs()))
                .ok_or_else(|| {
                    Refusal::field("lease", "must be 1 second to 1 hour", "phải từ 1 giây đến 1 giờ")
                })?,
        };
        // One waits to be sent while the next is made; more would only age.
        let (sender, responses) = mpsc::channel(2);
        let pull = PullRequest { receiver, max_in_flight, lease, drain: request.drain };
        tokio::spawn(pull::serve(Arc::clone(&self.0), pull, sender));
        Ok(Response::new(ReceiverStream::new(responses)))
    }

    type DownloadStream = BoxStream<'static, Result<DownloadResponse, Status>>;

    async fn download(
        &self,
        request: Request<DownloadRequest>,
    ) -> Result<Response<Self::DownloadStream>, Status> {
        let Entered { system: receiver, in_force, _place } = self.system(&request).await?;
        let request = request.into_inner();
        let id = views::delivery_id("delivery_id", &request.delivery_id)?;
        // The lease is on record; only the one who holds it gets the payload.
        let leased = self.leased(id, request.attempt, &receiver).await?;
        let system = in_force.checked.systems.get(&receiver).ok_or(Refusal::UnknownCertificate)?;
        let outgoing =
            attempt::outgoing(&self.0, &in_force, system, &leased).await.map_err(|not| match not {
                NotOutgoing::Never(_) => Refusal::Erased,
                // The sender is told what stands there, and the receiver what everybody may know.
                NotOutgoing::Unsayable(finding) => {
                    Refusal::Unwritable(Box::new(finding.for_everybody().into()))
                }
                NotOutgoing::Later(_) => Refusal::Busy { retry_after: Duration::from_secs(2) },
            })?;
        let chunks: Vec<Bytes> = outgoing.payload.segments().iter().flat_map(pieces).collect();
        let room = outgoing.room;
        let stream = stream::iter(chunks).map(move |chunk| {
            let _held_while_streaming = &room;
            Ok(DownloadResponse { chunk })
        });
        Ok(Response::new(stream.boxed()))
    }

    async fn acknowledge(
        &self,
        request: Request<AcknowledgeRequest>,
    ) -> Result<Response<AcknowledgeResponse>, Status> {
        let Entered { system: receiver, in_force, _place } = self.system(&request).await?;
        let request = request.into_inner();
        let id = views::delivery_id("delivery_id", &request.delivery_id)?;
        let acknowledgement = request.acknowledgement.unwrap_or_default();
        match Verdict::try_from(acknowledgement.verdict) {
            Err(_) | Ok(Verdict::Unspecified) => {
                let field = "acknowledgement.verdict";
                return Err(Refusal::field(field, "is required", "bắt buộc").into());
            }
            Ok(Verdict::Refused) if !is_reason(&acknowledgement.reason) => {
                let problem = "must be 1 to 64 characters of A-Z, 0-9 and _";
                let problem_vi = "phải gồm 1 đến 64 ký tự A-Z, 0-9 và _";
                return Err(Refusal::field("acknowledgement.reason", problem, problem_vi).into());
            }
            Ok(_) => {}
        }
        if let Some(after) = &acknowledgement.retry_after
            && time::duration_from_wire(after).is_none()
        {
            let field = "acknowledgement.retry_after";
            return Err(Refusal::field(
                field,
                "is not a duration from now on",
                "không phải khoảng thời gian hợp lệ",
            )
            .into());
        }
        let leased = self.leased(id, request.attempt, &receiver).await?;
        let delivered = acknowledged(acknowledgement);
        let settled = attempt::try_settle(&self.0, &in_force, &leased, delivered, None).await?;
        self.0.streams.settled(id);
        Ok(Response::new(AcknowledgeResponse { duplicate: settled == Settled::Already }))
    }

    async fn get_message(
        &self,
        request: Request<GetMessageRequest>,
    ) -> Result<Response<GetMessageResponse>, Status> {
        let Entered { system: sender, .. } = self.system(&request).await?;
        let id = fields::required("message_id", &request.into_inner().message_id)?;
        let view = self.0.store.message(&MessageKey { sender, id }).await.map_err(Refusal::from)?;
        let view = view.ok_or(Refusal::NotFound("message"))?;
        let message = view.message;
        Ok(Response::new(GetMessageResponse {
            receipt: Some(views::receipt(
                message.receipt,
                message.accepted_at,
                &message.digest,
                message.index,
            )),
            r#type: message.envelope.kind.to_string(),
            deliveries: view.deliveries.iter().map(views::delivery).collect(),
            rows: views::row_counts_on_record(&view.detail),
            quarantined_rows: view.detail.get(apart::FIRST_ROWS).cloned().unwrap_or_default(),
        }))
    }

    async fn list_deliveries(
        &self,
        request: Request<ListDeliveriesRequest>,
    ) -> Result<Response<ListDeliveriesResponse>, Status> {
        let Entered { system: sender, .. } = self.system(&request).await?;
        let request = request.into_inner();
        let limit = fields::page_size(request.page_size)?;
        let states: Result<Vec<_>, _> =
            request.states.iter().map(|state| views::state_from_wire("states", *state)).collect();
        let question = Question::new("ListDeliveries", &(&sender, &request.states));
        let filter = DeliveryFilter {
            states: states?,
            sender: Some(sender),
            after: question.number(&request.page_token)?.map(DeliveryId),
            limit,
            ..DeliveryFilter::default()
        };
        let entries = self.0.store.deliveries(filter).await.map_err(Refusal::from)?;
        let next = entries.last().filter(|_| entries.len() == limit);
        let next_page_token = next.map(|last| question.token(&last.delivery.id.0.to_string()));
        let deliveries = entries.iter().map(|entry| SentDelivery {
            message_id: entry.message.envelope.id.to_string(),
            r#type: entry.message.envelope.kind.to_string(),
            delivery: Some(views::delivery(&entry.delivery)),
        });
        Ok(Response::new(ListDeliveriesResponse {
            deliveries: deliveries.collect(),
            next_page_token: next_page_token.unwrap_or_default(),
        }))
    }

    async fn preview(&self, request: Request<PreviewRequest>) -> Result<Response<PreviewResponse>, Status> {
        let Entered { system: sender, in_force, _place } = self.system(&request).await?;
        let request = request.into_inner();
        let draft = fields::envelope(request.envelope.unwrap_or_default())?;
        let now = self.0.now();
        let required = |path: &str| Refusal::field(path, "is required", "bắt buộc");
        let envelope = lienthong_model::Envelope {
            sender,
            id: draft.id.unwrap_or_else(|| "preview".parse().expect("letters are visible ASCII")),
            kind: draft.kind.ok_or_else(|| required("envelope.type"))?,
            receivers: draft.receivers,
            created_at: draft.created_at.unwrap_or(now),
            case_key: draft.case_key,
            correlation_id: draft.correlation_id,
        };
        let size = (request.payload_size > 0).then_some(request.payload_size);
        let decided =
            in_force.checked.routes.decide(&in_force.world(), &envelope, size, days::local_date(now));
        let decided = decided.map_err(|refusal| Refusal::from(Box::new(refusal)))?;
        Ok(Response::new(PreviewResponse {
            deliveries: decided.deliveries.iter().map(views::planned).collect(),
            unreachable: decided.unreachable.iter().map(views::unreachable).collect(),
        }))
    }
}

/// What a request says, with its payload; a wrong field of it is a refusal like any other, on record.
struct Sent {
    sender: SystemId,
    envelope: Envelope,
    payload: Bytes,
    digest: Digest,
    declared: Option<Digest>,
}

/// What is known of a message before its envelope is understood: what can be read of it.
fn not_taken(sender: &SystemId, envelope: &Envelope, size: Option<u64>, digest: Option<Digest>) -> NotTaken {
    NotTaken {
        sender: sender.clone(),
        ingress: INGRESS,
        kind: envelope.r#type.parse().ok(),
        id: envelope.message_id.parse().ok(),
        digest,
        size,
    }
}

impl Face {
    /// What a sender is told of a message that is refused before it is read.
    async fn not_taken(&self, in_force: &InForce, not_taken: NotTaken, refusal: Refusal) -> Status {
        Refusal::from(self.0.refuse(in_force, not_taken, refusal).await).into()
    }

    async fn submit(&self, in_force: &Arc<InForce>, sent: Sent) -> Result<Accepted, Refusal> {
        let Sent { sender, envelope, payload, digest, declared } = sent;
        let not_taken = not_taken(&sender, &envelope, Some(payload.len() as u64), Some(digest));
        let read = fields::envelope(envelope).and_then(|draft| {
            if let Some(declared) = declared.filter(|declared| *declared != digest) {
                return Err(Refusal::DigestMismatch { declared, found: digest });
            }
            if draft.id.is_none() && submission_needs_id(in_force, &sender) {
                let path = "envelope.message_id";
                return Err(Refusal::field(
                    path,
                    "is required for this format",
                    "bắt buộc với định dạng này",
                ));
            }
            Ok(draft)
        });
        let draft = match read {
            Ok(draft) => draft,
            Err(refusal) => return Err(self.0.refuse(in_force, not_taken, refusal).await.into()),
        };
        let submission = Submission { sender, draft, payload, digest, ingress: INGRESS };
        Ok(self.0.accept(in_force, submission).await?)
    }

    /// The delivery, where `attempt` is the one under way for `receiver`, or was the last.
    async fn leased(&self, id: DeliveryId, attempt: u32, receiver: &SystemId) -> Result<Leased, Refusal> {
        if let Some(leased) = self.0.streams.held(id, attempt, receiver) {
            return Ok(leased);
        }
        // Another process, or a stream that has ended: the store decides whether the attempt still counts.
        let entry = self.0.store.delivery(id).await?.filter(|entry| entry.delivery.receiver == *receiver);
        let entry = entry.ok_or(Refusal::NotFound("delivery"))?;
        if entry.delivery.attempts != attempt {
            return Err(Refusal::StaleAttempt { named: attempt, current: entry.delivery.attempts });
        }
        let expires_at = entry.delivery.expires_at;
        // The lease knew until when attempts are made; from the store it is the route that says it.
        let routes = &self.0.current().checked.routes;
        let retry_until = routes.get(&entry.delivery.route).map_or(expires_at, |route| {
            later(entry.message.accepted_at, route.delivery.retry_for).min(expires_at)
        });
        Ok(Leased {
            id,
            attempt,
            receiver: entry.delivery.receiver,
            addressed: entry.delivery.addressed,
            route: entry.delivery.route,
            retry_until,
            expires_at,
            until: self.0.now(),
            replay_of: entry.delivery.replay_of,
            message: entry.message,
        })
    }
}

/// Opaque bytes have no name of their own: over gRPC their sender gives one, so that sending again is one message.
fn submission_needs_id(in_force: &InForce, sender: &SystemId) -> bool {
    in_force
        .checked
        .systems
        .get(sender)
        .is_some_and(|system| system.format.as_ref().is_some_and(|format| format.as_str() == "opaque"))
}

fn first_must_be_header() -> Refusal {
    Refusal::field("part", "the first request must be the header", "yêu cầu đầu tiên phải là phần đầu")
}
