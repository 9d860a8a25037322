//! What is on record of a call: that it began, and how it ended; or that it was not let through.
//!
//! # What holds
//!
//! * Every call that began has exactly one record of its end, also when its caller goes away, or the gateway itself
//!   (`left`).
//! * Of what was said only digests, sizes and the place of a mistake are on record; of a service's own words nothing.
//!   Search terms of records go to the store, which keeps keyed hashes of them.

use std::borrow::Cow;
use std::sync::Arc;

use lienthong_model::Digest;
use lienthong_model::record::{AuditRecord, Event, PartyOfRecord};
use lienthong_model::schema::SearchTerm;
use lienthong_store::{LogIndex, TermHashes};

use crate::call::legacy::ServerRequest;
use crate::call::{Asked, Permitted};
use crate::connector::grpc::code_name;
use crate::fault;
use crate::refusal::Refusal;
use crate::state::{Gateway, InForce};

impl Gateway {
    /// Says that a call was not let through, with the digest of what it asked where that is known. The refusal comes
    /// back, or why it could not be recorded.
    pub async fn refuse_call(
        &self,
        in_force: &InForce,
        asked: &Asked,
        refusal: Refusal,
        payload: Option<&[u8]>,
    ) -> Refusal {
        let mut record = base_record(in_force, asked, Event::CallRefused, self.now());
        // What no system offers is the caller's word, and may be anybody's name; so is a method that a service lacks.
        let offered = in_force.checked.systems.service(&asked.service);
        if offered.is_none() {
            record.service = None;
        }
        if offered.is_none_or(|(_, service)| !service.offer.has_method(&asked.method)) {
            record.method = None;
        }
        if let Some(payload) = payload {
            record = record.with_detail("said_sha256", Digest::of(payload));
        }
        let record = Failed::of(&refusal).put_into(record);
        match self.record_refused(&asked.caller.to_string(), record).await {
            Ok(()) => refusal.recorded(),
            Err(error) => error,
        }
    }

    /// Step 3. `Ok` means that the record is on disk and the request may leave.
    ///
    /// The record is on its way when this is first polled. Who drops the future must still record an end.
    pub async fn start(&self, permitted: &Permitted, terms: TermHashes) -> Result<(), Refusal> {
        let record = call_record(permitted, Event::CallStarted, self.now());
        self.store.begin_call(permitted.number, record, terms).await?;
        Ok(())
    }

    /// Step 5. `Ok` means that the record is on disk and the answer may leave.
    ///
    /// The service has done its part: its place is free at once. Who was told that a call is over, or gave it up, and
    /// asks again is not turned away because the record is still on its way to the disk.
    pub async fn record_answer(
        &self,
        permitted: &mut Permitted,
        answer: &Answer,
    ) -> Result<LogIndex, Refusal> {
        permitted.place = None;
        let event = if answer.failed.is_none() { Event::CallAnswered } else { Event::CallFailed };
        let mut record = call_record(permitted, event, self.now());
        record.digest = Some(answer.response);
        record.size = Some(answer.response_bytes);
        record = record.with_detail("request_sha256", answer.request);
        record = record.with_detail("request_bytes", answer.request_bytes);
        for (name, digest) in &answer.notes {
            record = record.with_detail(name, digest);
        }
        if let Some(failed) = &answer.failed {
            record = failed.put_into(record);
        }
        Ok(self.store.end_call(permitted.number, record, answer.terms.clone()).await?)
    }
}

/// Why a call did not end as it should.
#[derive(Debug, Clone)]
pub struct Failed {
    reason: Cow<'static, str>,
    /// Why there was no connection.
    cause: Option<Cow<'static, str>>,
    /// Where in the request or the answer the mistake is.
    place: fault::Detail,
}

impl Failed {
    /// A reason that says all.
    pub fn with(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), cause: None, place: fault::Detail::new() }
    }

    /// What a refusal says.
    pub fn of(refusal: &Refusal) -> Self {
        let reason = match refusal {
            Refusal::ServiceFailed(status) => format!("GRPC_{}", code_name(status.code())).into(),
            Refusal::ServiceAnswered(failure) => failure.reason.clone(),
            other => other.reason().into(),
        };
        let cause = match refusal {
            Refusal::ServiceUnreachable(cause) => Some(cause.clone()),
            _ => None,
        };
        Self { reason, cause, place: fault::refused(refusal, None) }
    }

    fn put_into(&self, mut record: AuditRecord) -> AuditRecord {
        record.reason = Some(self.reason.to_string());
        if let Some(cause) = &self.cause {
            record = record.with_detail("cause", cause);
        }
        record.detail.extend(self.place.clone());
        record
    }
}

/// A call whose end is not on record yet. Dropped before [`Underway::end`], its caller has gone away: that is recorded,
/// behind the record of its start.
pub(super) struct Underway {
    gateway: Arc<Gateway>,
    call: Option<(Permitted, Digest, u64)>,
    notes: Vec<(&'static str, Digest)>,
    terms: TermHashes,
}

impl Underway {
    /// Step 3. `Ok` means that the record is on disk and the request may leave.
    pub(super) async fn start(
        gateway: &Arc<Gateway>,
        permitted: Permitted,
        request: &ServerRequest,
    ) -> Result<Self, Refusal> {
        let ServerRequest { body, terms, .. } = request;
        let terms = gateway.store.hash_terms(terms).await;
        let call = Some((permitted, Digest::of(body), body.len() as u64));
        let mut underway =
            Self { gateway: Arc::clone(gateway), call, notes: Vec::new(), terms: terms.clone() };
        if let Err(refusal) = gateway.start(underway.permitted(), terms).await {
            underway.call = None;
            return Err(refusal);
        }
        Ok(underway)
    }

    /// The call.
    pub(super) fn permitted(&self) -> &Permitted {
        &self.call.as_ref().expect("a call ends once").0
    }

    /// Says one more digest in the record of the end.
    pub(super) fn note(&mut self, name: &'static str, bytes: &[u8]) {
        self.notes.push((name, Digest::of(bytes)));
    }

    /// Has the record of the end found by these as well.
    pub(super) async fn found_by(&mut self, terms: &[SearchTerm]) {
        self.terms.add(self.gateway.store.hash_terms(terms).await);
    }

    /// Step 5. `Ok` means that the record is on disk and the answer may leave.
    pub(super) async fn end(mut self, response: &[u8], failed: Option<Failed>) -> Result<LogIndex, Refusal> {
        let (mut permitted, request, request_bytes) = self.call.take().expect("a call ends once");
        let (notes, terms) = (std::mem::take(&mut self.notes), std::mem::take(&mut self.terms));
        let answer = Answer { notes, terms, ..Answer::new(request, request_bytes, response, failed) };
        self.gateway.record_answer(&mut permitted, &answer).await
    }
}

impl Drop for Underway {
    fn drop(&mut self) {
        let Some((mut permitted, request, request_bytes)) = self.call.take() else { return };
        let (gateway, terms) = (Arc::clone(&self.gateway), std::mem::take(&mut self.terms));
        tokio::spawn(async move {
            let failed = Some(Failed::with("CANCELLED"));
            let answer = Answer { terms, ..Answer::new(request, request_bytes, &[], failed) };
            if let Err(error) = gateway.record_answer(&mut permitted, &answer).await {
                tracing::error!(%error, "The end of a cancelled call could not be recorded.");
            }
        });
    }
}

/// How a call ended.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Why it failed; nothing where it was answered.
    pub failed: Option<Failed>,
    /// SHA-256 of the request as it went out.
    pub request: Digest,
    /// Its bytes.
    pub request_bytes: u64,
    /// SHA-256 of the response as it came in.
    pub response: Digest,
    /// Its bytes.
    pub response_bytes: u64,
    /// Digests of what else was said on the way.
    pub notes: Vec<(&'static str, Digest)>,
    /// By which auditors find its record.
    pub terms: TermHashes,
}

impl Answer {
    fn new(request: Digest, request_bytes: u64, response: &[u8], failed: Option<Failed>) -> Self {
        Self {
            failed,
            request,
            request_bytes,
            response: Digest::of(response),
            response_bytes: response.len() as u64,
            notes: Vec::new(),
            terms: TermHashes::default(),
        }
    }
}

fn call_record(permitted: &Permitted, event: Event, now: jiff::Timestamp) -> AuditRecord {
    let mut record = base_record(&permitted.in_force, &permitted.asked, event, now);
    record.receivers[0].route = Some(permitted.route.clone());
    record
}

fn base_record(in_force: &InForce, asked: &Asked, event: Event, now: jiff::Timestamp) -> AuditRecord {
    let mut record = in_force.record(event, now).with_detail("ingress", asked.ingress);
    record.sender = Some(asked.caller.clone());
    record.receivers =
        vec![PartyOfRecord { system: asked.service.system.clone(), route: None, forwarded_from: None }];
    record.service = Some(asked.service.clone());
    record.method = Some(asked.method.clone());
    record.message_id = asked.call_id.parse().ok();
    record.correlation_id.clone_from(&asked.correlation_id);
    record
}
