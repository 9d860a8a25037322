//! Dispatch: what is due goes to its receiver.
//!
//! One loop watches who has something due and gives each receiver that the gateway pushes to (`grpc`, `folder`) a
//! worker of its own. The loop wakes for an acceptance, for a time that has come, and once a second in any case, so
//! that nothing depends on a wake-up being seen.
//!
//! # What holds
//!
//! * A dead receiver delays nobody else: workers share nothing but the store.
//! * The payload leaves only after the store has said that the record of the lease is on disk.
//! * Systems that collect (`pull`) are served by their own streams; this loop never leases for them.

pub mod attempt;
pub mod backoff;
pub mod notice;
pub mod sweep;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt as _};
use jiff::Timestamp;
use lienthong_model::SystemId;
use lienthong_model::system::Connector;
use tokio::task::JoinSet;

use crate::dispatch::attempt::Attempted;
use crate::state::Gateway;

/// How often the store is asked who has something due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a push may take before another node, or this one after a crash, may try again.
const LEASE: Duration = Duration::from_secs(300);
/// Deliveries of one receiver at once.
const AT_ONCE: usize = 16;

/// Runs until the gateway goes down.
pub async fn run(gateway: Arc<Gateway>) {
    release_before(&gateway).await;
    let mut workers: JoinSet<SystemId> = JoinSet::new();
    let mut running: HashSet<SystemId> = HashSet::new();
    let mut again: HashSet<SystemId> = HashSet::new();
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let wanted: Vec<SystemId> = tokio::select! {
            () = gateway.going_down() => break,
            pushed = gateway.wakes.pushed() => pushed.into_iter().collect(),
            _ = look.tick() => due_now(&gateway).await,
            Some(ended) = workers.join_next() => {
                match ended {
                    Ok(receiver) => {
                        running.remove(&receiver);
                        if again.remove(&receiver) { vec![receiver] } else { Vec::new() }
                    }
                    Err(error) => {
                        // Which one is unknown, so the next look starts workers for all that have something due.
                        tracing::error!(%error, "A delivery worker has failed.");
                        running.clear();
                        Vec::new()
                    }
                }
            }
        };
        for receiver in wanted {
            if running.contains(&receiver) {
                again.insert(receiver);
            } else if is_pushed_to(&gateway, &receiver)
                && gateway.breakers.may_try(&receiver.to_string(), gateway.now())
            {
                running.insert(receiver.clone());
                workers.spawn(work(Arc::clone(&gateway), receiver));
            }
        }
    }
    // Attempts under way are given a moment to end; their leases run out by themselves otherwise.
    let _ =
        tokio::time::timeout(Duration::from_secs(5), async { while workers.join_next().await.is_some() {} })
            .await;
}

/// Deliveries that this node was pushing when it ended are due now, not when their leases run out.
async fn release_before(gateway: &Gateway) {
    let released = async {
        for due in gateway.store.due().await? {
            gateway.store.release(&owner(gateway, &due.receiver), gateway.now()).await?;
        }
        Ok::<(), lienthong_store::Error>(())
    };
    if let Err(error) = released.await {
        tracing::warn!(%error, "Leases of the last run could not be released; they run out by themselves.");
    }
}

/// The holder of leases that this node pushes to a receiver.
fn owner(gateway: &Gateway, receiver: &SystemId) -> String {
    format!("push:{}:{receiver}", gateway.current().checked.node.name)
}

async fn due_now(gateway: &Gateway) -> Vec<SystemId> {
    let now = gateway.now();
    match gateway.store.due().await {
        Ok(due) => due.into_iter().filter(|due| due.at <= now).map(|due| due.receiver).collect(),
        Err(error) => {
            tracing::error!(%error, "The store does not say what is due.");
            Vec::new()
        }
    }
}

fn is_pushed_to(gateway: &Gateway, receiver: &SystemId) -> bool {
    let in_force = gateway.current();
    let system = in_force.checked.systems.get(receiver);
    system.is_some_and(|system| system.enabled && !matches!(system.connector, Connector::Pull))
}

/// Delivers to one receiver until nothing is due or it does not answer.
async fn work(gateway: Arc<Gateway>, receiver: SystemId) -> SystemId {
    let name = receiver.to_string();
    let owner = owner(&gateway, &receiver);
    loop {
        let now = gateway.now();
        if !gateway.breakers.may_try(&name, now) || *gateway.shutdown.borrow() {
            return receiver;
        }
        // While it is unknown whether the receiver is back, one delivery asks.
        let max = if gateway.breakers.is_closed(&name) { AT_ONCE } else { 1 };
        let leased = match attempt::lease(&gateway, &receiver, &owner, max, LEASE).await {
            Ok(leased) if leased.is_empty() => return receiver,
            Ok(leased) => leased,
            Err(error) => {
                tracing::error!(%error, receiver = name, "Deliveries could not be leased.");
                return receiver;
            }
        };
        let mut attempts: FuturesUnordered<_> =
            leased.into_iter().map(|leased| attempt::push(&gateway, leased)).collect();
        let mut reached = HashMap::new();
        while let Some(attempted) = attempts.next().await {
            *reached.entry(attempted).or_insert(0u32) += 1;
        }
        if reached.contains_key(&Attempted::Reached) {
            gateway.breakers.succeeded(&name);
        } else if reached.contains_key(&Attempted::Unreachable) {
            gateway.breakers.failed(&name, gateway.now());
            return receiver;
        }
    }
}

/// The instant `after` from `now`.
pub(crate) fn at(now: Timestamp, after: Duration) -> Timestamp {
    crate::accept::later(now, after)
}
