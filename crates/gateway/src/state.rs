//! What the parts of the gateway share: the configuration in force, the store, keys, alarms and wake-ups.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use arc_swap::ArcSwap;
use jiff::Timestamp;
use lienthong_audit::folder::LogFolder;
use lienthong_config::Checked;
use lienthong_model::record::{AuditRecord, Event};
use lienthong_model::route::World;
use lienthong_model::{ServiceId, SystemId, SystemName};
use lienthong_store::Store;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::alarm::Alarms;
use crate::call::breaker::Breakers;
use crate::connector::channel::Channels;
use crate::connector::http_client::HttpClients;
use crate::formats::Formats;
use crate::identity::certificate::IdentityIndex;
use crate::identity::tls::TlsState;
use crate::identity::token::Tokens;
use crate::receipt::ReceiptSigner;
use crate::rooms::Rooms;

/// A configuration with what was made of it. Requests hold on to the one they began with.
pub struct InForce {
    /// The checked files.
    pub checked: Checked,
    /// Which system a certificate or a token subject is.
    pub identities: IdentityIndex,
    /// Issuers' keys and verified tokens.
    pub tokens: Tokens,
    /// TLS of the doors.
    pub tls: TlsState,
    /// Connections to the servers of systems.
    pub channels: Channels,
    /// Connections to the HTTP servers of systems.
    pub http: HttpClients,
    /// Offered services by the full name of their gRPC service.
    pub services: HashMap<String, Vec<ServiceId>>,
    /// The gateway as a sender of notices.
    pub gateway_system: SystemId,
    /// Requests at once of one caller, by the name that records give it.
    pub places: Places<String>,
    /// Calls at once of one service.
    pub call_places: Places<ServiceId>,
    /// Since when.
    pub loaded_at: Timestamp,
}

/// A bounded number of places for each of many.
pub struct Places<K>(Mutex<HashMap<K, Arc<Semaphore>>>);

impl<K> Default for Places<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Clone + Eq + std::hash::Hash> Places<K> {
    /// A place, free again when dropped; nothing when all `limit` are taken.
    pub fn take(&self, of: &K, limit: u32) -> Option<OwnedSemaphorePermit> {
        self.all(of, limit).try_acquire_owned().ok()
    }

    /// All places of one.
    pub fn all(&self, of: &K, limit: u32) -> Arc<Semaphore> {
        let mut places = self.0.lock().expect("no panic while places are held");
        match places.get(of) {
            Some(places) => Arc::clone(places),
            None => {
                let new = Arc::new(Semaphore::new(limit as usize));
                places.insert(of.clone(), Arc::clone(&new));
                new
            }
        }
    }
}

impl InForce {
    /// What routing looks at.
    pub fn world(&self) -> World<'_> {
        World { directory: &self.checked.directory, systems: &self.checked.systems }
    }

    /// A record that names this configuration.
    pub fn record(&self, event: Event, now: Timestamp) -> AuditRecord {
        AuditRecord::new(event, now, self.checked.revision, &self.checked.node.name)
    }

    /// A record about the gateway itself: it concerns the agency that runs it, whose auditors find it.
    pub fn own_record(&self, event: Event, now: Timestamp) -> AuditRecord {
        let mut record = self.record(event, now);
        record.actor_agency = Some(self.checked.node.agency.clone());
        record
    }

    /// The name of the gateway as a system of its own agency.
    pub fn gateway_system_of(checked: &Checked) -> SystemId {
        let name: SystemName = "gateway".parse().expect("the name is a system name");
        SystemId { agency: checked.node.agency.clone(), name }
    }
}

/// A clock. Tests give their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The gateway.
pub struct Gateway {
    /// The configuration in force.
    pub in_force: ArcSwap<InForce>,
    /// Custody.
    pub store: Arc<dyn Store>,
    /// Adapters by format.
    pub formats: Formats,
    /// Signs receipts.
    pub receipts: ReceiptSigner,
    /// The published log.
    pub log: LogFolder,
    /// The verifier key of the log.
    pub log_key: String,
    /// What is wrong now.
    pub alarms: Alarms,
    /// Who is to be woken.
    pub wakes: Wakes,
    /// When systems were last seen.
    pub seen: Mutex<HashMap<SystemId, Timestamp>>,
    /// Receivers and services that do not answer.
    pub breakers: Breakers,
    /// Room in memory for payloads.
    pub rooms: Rooms,
    /// Deliveries under way on receive streams.
    pub streams: crate::connector::pull::Streams,
    /// The configuration folder.
    pub folder: PathBuf,
    /// The clock.
    pub clock: Clock,
    /// When the gateway started.
    pub started_at: Timestamp,
    /// Turns true when the gateway goes down.
    pub shutdown: tokio::sync::watch::Sender<bool>,
    /// Tells connections that certificates or the configuration may have changed.
    pub reloads: tokio::sync::watch::Sender<()>,
    /// Held while a configuration is read.
    pub reloading: tokio::sync::Mutex<()>,
    /// How many refusals of unknown callers may still be recorded one by one.
    pub strangers: crate::admit::Budgets,
    /// The same for requests of known callers that came to nothing.
    pub callers: crate::admit::Budgets,
}

impl Gateway {
    /// Now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The configuration in force.
    pub fn current(&self) -> Arc<InForce> {
        self.in_force.load_full()
    }

    /// Waits until the gateway goes down.
    pub async fn going_down(&self) {
        let mut shutdown = self.shutdown.subscribe();
        // An error means that the sender is gone, which is going down as well.
        let _ = shutdown.wait_for(|down| *down).await;
    }
}

/// Who is to be woken when something may be due.
#[derive(Default)]
pub struct Wakes {
    waiting: Mutex<HashMap<SystemId, Arc<Notify>>>,
    pushed: Mutex<HashSet<SystemId>>,
    push: Notify,
}

impl Wakes {
    /// Something may be due for `receiver`.
    pub fn wake(&self, receiver: &SystemId) {
        if let Some(notify) = self.waiting.lock().expect("no panic while wakes are held").get(receiver) {
            notify.notify_waiters();
        }
        if self.pushed.lock().expect("no panic while wakes are held").insert(receiver.clone()) {
            self.push.notify_one();
        }
    }

    /// What a receive stream of `receiver` waits on.
    pub fn of(&self, receiver: &SystemId) -> Arc<Notify> {
        let mut waiting = self.waiting.lock().expect("no panic while wakes are held");
        Arc::clone(waiting.entry(receiver.clone()).or_default())
    }

    /// Waits until somebody was woken, and says who; for the one dispatcher.
    pub async fn pushed(&self) -> HashSet<SystemId> {
        loop {
            let pushed = std::mem::take(&mut *self.pushed.lock().expect("no panic while wakes are held"));
            if !pushed.is_empty() {
                return pushed;
            }
            self.push.notified().await;
        }
    }
}
