//! The `pull` connector: a system holds a stream open and gets what is due, as fast as it acknowledges.
//!
//! 1. lease as many as the stream has places for; each is on record;
//! 2. send each, with its payload where it is small;
//! 3. wait for an acknowledgement, a new message, or the end of a lease; then again.
//!
//! When the stream ends, what it holds is released and comes again at once, with the next attempt number.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use lienthong_model::SystemId;
use lienthong_store::{DeliveryId, Leased};
use lienthong_wire::message::ReceiveResponse;
use tokio::sync::{Notify, mpsc};
use tonic::Status;

use crate::connector::grpc::incoming;
use crate::dispatch::attempt;
use crate::refusal::Refusal;
use crate::state::Gateway;

/// Deliveries that are under way on receive streams of this process.
#[derive(Default)]
pub struct Streams {
    held: Mutex<HashMap<DeliveryId, Held>>,
}

struct Held {
    leased: Leased,
    stream: Arc<Stream>,
}

/// One open stream.
#[derive(Default)]
struct Stream {
    acknowledged: Notify,
}

impl Streams {
    /// The delivery, if a stream of this process holds exactly this attempt for `receiver`.
    pub fn held(&self, id: DeliveryId, attempt: u32, receiver: &SystemId) -> Option<Leased> {
        let held = self.held.lock().expect("no panic while streams are held");
        let leased = &held.get(&id)?.leased;
        (leased.attempt == attempt && leased.receiver == *receiver).then(|| leased.clone())
    }

    /// The delivery is settled: its place is free.
    pub fn settled(&self, id: DeliveryId) {
        if let Some(held) = self.held.lock().expect("no panic while streams are held").remove(&id) {
            held.stream.acknowledged.notify_one();
        }
    }

    fn hold(&self, leased: &Leased, stream: &Arc<Stream>) {
        let held = Held { leased: leased.clone(), stream: Arc::clone(stream) };
        self.held.lock().expect("no panic while streams are held").insert(leased.id, held);
    }

    /// How many places of a stream are taken. Leases that have run out are no longer held: another stream may have them.
    fn taken(&self, stream: &Arc<Stream>, now: Timestamp) -> usize {
        let mut held = self.held.lock().expect("no panic while streams are held");
        held.retain(|_, held| !Arc::ptr_eq(&held.stream, stream) || now < held.leased.until);
        held.values().filter(|held| Arc::ptr_eq(&held.stream, stream)).count()
    }

    fn drop_stream(&self, stream: &Arc<Stream>) {
        let mut held = self.held.lock().expect("no panic while streams are held");
        held.retain(|_, held| !Arc::ptr_eq(&held.stream, stream));
    }
}

/// What a system asked for.
#[derive(Debug, Clone)]
pub struct PullRequest {
    /// Whose messages.
    pub receiver: SystemId,
    /// Unacknowledged at once.
    pub max_in_flight: usize,
    /// How long each is held.
    pub lease: Duration,
    /// End when nothing is due.
    pub drain: bool,
}

/// Serves one stream until the system goes away, the gateway goes down, or nothing is due and the system wanted no more.
pub async fn serve(
    gateway: Arc<Gateway>,
    request: PullRequest,
    responses: mpsc::Sender<Result<ReceiveResponse, Status>>,
) {
    let owner = format!("pull:{}", uuid::Uuid::now_v7());
    let stream = Arc::new(Stream::default());
    let end = tokio::select! {
        end = feed(&gateway, &request, &owner, &stream, &responses) => end,
        () = responses.closed() => Ok(()),
        () = gateway.going_down() => Err(Refusal::ShuttingDown),
    };
    if let Err(refusal) = end {
        // Where nobody reads any more there is nobody to tell.
        let _ = responses.try_send(Err(refusal.into()));
    }
    gateway.streams.drop_stream(&stream);
    match gateway.store.release(&owner, gateway.now()).await {
        Ok(0) => {}
        Ok(_) => gateway.wakes.wake(&request.receiver),
        Err(error) => tracing::warn!(%error, "Leases could not be released; they run out by themselves."),
    }
}

async fn feed(
    gateway: &Gateway,
    request: &PullRequest,
    owner: &str,
    stream: &Arc<Stream>,
    responses: &mpsc::Sender<Result<ReceiveResponse, Status>>,
) -> Result<(), Refusal> {
    let wake = gateway.wakes.of(&request.receiver);
    loop {
        // Listening begins before looking: what is accepted in between is not missed.
        let woken = wake.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        let in_force = gateway.current();
        let system = in_force.checked.systems.get(&request.receiver).filter(|system| system.enabled);
        if system.is_none() {
            return Err(Refusal::SystemDisabled(request.receiver.clone()));
        }
        let free = request.max_in_flight.saturating_sub(gateway.streams.taken(stream, gateway.now()));
        let leased = if free == 0 {
            Vec::new()
        } else {
            attempt::lease(gateway, &request.receiver, owner, free, request.lease).await?
        };
        let found = leased.len();
        for leased in leased {
            send(gateway, &leased, stream, responses).await?;
        }
        if found > 0 && found == free {
            continue;
        }
        let nothing_held = gateway.streams.taken(stream, gateway.now()) == 0;
        if request.drain && found == 0 && nothing_held {
            return Ok(());
        }
        // Deliveries that come back after a failure wake nobody, so look again in any case.
        let pause = if request.drain { Duration::from_millis(50) } else { Duration::from_secs(1) };
        tokio::select! {
            () = woken => {}
            () = stream.acknowledged.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Sends one leased delivery. One that cannot be said in the receiver's format is settled here and takes no place.
async fn send(
    gateway: &Gateway,
    leased: &Leased,
    stream: &Arc<Stream>,
    responses: &mpsc::Sender<Result<ReceiveResponse, Status>>,
) -> Result<(), Refusal> {
    let in_force = gateway.current();
    let Some(system) = in_force.checked.systems.get(&leased.receiver) else { return Ok(()) };
    let outgoing = match attempt::outgoing(gateway, &in_force, system, leased).await {
        Ok(outgoing) => outgoing,
        Err(not) => {
            attempt::settle(gateway, &in_force, leased, not.into(), None).await;
            return Ok(());
        }
    };
    let message = incoming(leased, &outgoing);
    let inline = message.payload_size <= in_force.checked.node.limits.max_inline_bytes;
    let payload = if inline { outgoing.payload.into_bytes() } else { bytes::Bytes::new() };
    gateway.streams.hold(leased, stream);
    let response = ReceiveResponse { message: Some(message), payload, payload_omitted: !inline };
    // A reader that is gone ends the stream through `closed`; until then the lease is held.
    let _ = responses.send(Ok(response)).await;
    Ok(())
}
