//! What a store tells of what it keeps: messages, lists of deliveries, what auditors look for, how much there is.
//!
//! # What holds
//!
//! * Nothing here changes custody.
//! * `within` is for whoever may see some agencies only: the store itself leaves the others out.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_model::record::Event;
use lienthong_model::schema::SearchTerm;
use lienthong_model::{AgencyCode, MessageId, MessageType, RouteName, SystemId};

use crate::types::{DeliveryId, DeliveryState, LogIndex, StoredMessage};

/// One delivery as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryView {
    /// The delivery.
    pub id: DeliveryId,
    /// Who gets it.
    pub receiver: SystemId,
    /// The agency that the sender named.
    pub addressed: AgencyCode,
    /// The route that decided.
    pub route: RouteName,
    /// State.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// The reason of the last attempt that failed or of the refusal.
    pub reason: Option<String>,
    /// What the record of the last attempt that failed says beside its reason: where in the message the mistake is.
    /// Empty before the delivery has ended.
    pub failure: BTreeMap<String, String>,
    /// When the state last changed.
    pub changed_at: Timestamp,
    /// When the next attempt is due, for those that wait.
    pub next_at: Option<Timestamp>,
    /// When the message is worth delivering no more.
    pub expires_at: Timestamp,
    /// The delivery that this one repeats.
    pub replay_of: Option<DeliveryId>,
    /// How often this one was replayed.
    pub replays: u32,
}

/// A message with its deliveries.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageView {
    /// The message.
    pub message: StoredMessage,
    /// In the order of their ids.
    pub deliveries: Vec<DeliveryView>,
    /// What the record of its acceptance says beside who and what.
    pub detail: BTreeMap<String, String>,
}

/// One delivery with its message, for lists.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryEntry {
    /// The message.
    pub message: StoredMessage,
    /// The delivery.
    pub delivery: DeliveryView,
}

/// Which deliveries to list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeliveryFilter {
    /// Only in these states; any where empty.
    pub states: Vec<DeliveryState>,
    /// Only to this system.
    pub receiver: Option<SystemId>,
    /// Only from this system.
    pub sender: Option<SystemId>,
    /// Only where the sender or the receiver belongs to one of these agencies; nothing means all.
    pub within: Option<Arc<std::collections::BTreeSet<AgencyCode>>>,
    /// Only after this one.
    pub after: Option<DeliveryId>,
    /// At most this many.
    pub limit: usize,
}

/// What an auditor looks for. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Search {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// Only these events; any where empty.
    pub events: Vec<Event>,
    /// Sender: a system.
    pub sender: Option<SystemId>,
    /// Sender: an agency.
    pub sender_agency: Option<AgencyCode>,
    /// Receiver: a system.
    pub receiver: Option<SystemId>,
    /// Receiver: an agency.
    pub receiver_agency: Option<AgencyCode>,
    /// Message type.
    pub kind: Option<MessageType>,
    /// Route.
    pub route: Option<RouteName>,
    /// A delivery of the message is now in this state.
    pub state: Option<DeliveryState>,
    /// The sender's message id.
    pub message_id: Option<MessageId>,
    /// Correlation id.
    pub correlation_id: Option<String>,
    /// A value of a search key in the records of the message.
    pub term: Option<SearchTerm>,
    /// Only records that concern one of these agencies; nothing means all.
    pub within: Option<Arc<std::collections::BTreeSet<AgencyCode>>>,
    /// Only before this one: pages go from the newest to the oldest.
    pub before: Option<LogIndex>,
    /// At most this many.
    pub limit: usize,
}

/// A record that a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its place in the log.
    pub index: LogIndex,
    /// Its bytes, exactly as in the log.
    pub bytes: Vec<u8>,
}

/// How much is kept, for metrics and health.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stats {
    /// Free bytes on the disk that holds the store.
    pub free_bytes: u64,
    /// Records in the log.
    pub log_size: u64,
    /// Deliveries that wait or are under way.
    pub open_deliveries: u64,
    /// Deliveries that are dead.
    pub dead_deliveries: u64,
}

/// A day whose data key exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDay {
    /// The day in Vietnam.
    pub day: Date,
    /// Messages sealed under it.
    pub messages: u64,
}
