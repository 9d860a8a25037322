//! What goes into a store and comes out of it.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_model::record::{AuditRecord, Event};
use lienthong_model::schema::SearchTerm;
use lienthong_model::{
    AgencyCode, Digest, Envelope, FormatName, MessageId, MessageType, RouteName, SystemId,
};

/// The place of an audit record in the log, from 0.
pub type LogIndex = u64;

/// A message within this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageSeq(pub i64);

/// One delivery within this store. Grows with the order of acceptance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(pub i64);

/// What senders know a message by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageKey {
    /// Who sent it.
    pub sender: SystemId,
    /// The sender's id of it.
    pub id: MessageId,
}

/// Which outcomes are told to the sender by a notice of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Notify {
    /// Refused by the receiver, dead, expired.
    #[default]
    Failures,
    /// The above, and accepted by the receiver.
    All,
    /// None; the sender asks.
    Nothing,
}

/// A message to be kept.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// What is written on the outside.
    pub envelope: Envelope,
    /// The format of `payload`.
    pub format: FormatName,
    /// The bytes as the sender sent them.
    pub payload: Bytes,
    /// What they mean, where reading them again under another configuration might say something else. Sealed, kept and
    /// erased together with the payload.
    pub canonical: Option<Bytes>,
    /// The values by which auditors find the message. Kept as keyed hashes, and erased together with the payload.
    pub search_terms: Vec<SearchTerm>,
    /// SHA-256 of `payload`.
    pub digest: Digest,
    /// By the gateway's clock. Its day in Vietnam chooses the data key.
    pub accepted_at: Timestamp,
    /// The receipt that the sender will hold.
    pub receipt: String,
    /// Which outcomes the sender is told.
    pub notify: Notify,
    /// The notice of the gateway about another message: it never causes a notice itself.
    pub is_notice: bool,
    /// One for each receiver, at least one.
    pub deliveries: Vec<NewDelivery>,
    /// Written with it, in the same transaction.
    pub record: AuditRecord,
    /// Tells the sender what of the message was kept apart; kept in the same transaction.
    pub notice: Option<Box<NewMessage>>,
}

/// The bytes of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPayload {
    /// As the sender sent them.
    pub sent: Bytes,
    /// See [`NewMessage::canonical`].
    pub canonical: Option<Bytes>,
}

/// A delivery to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDelivery {
    /// Who gets it.
    pub receiver: SystemId,
    /// The agency that the sender named; differs from the receiver's after a succession.
    pub addressed: AgencyCode,
    /// The route that decided.
    pub route: RouteName,
    /// Whether it waits for earlier deliveries of the same sender, receiver and case key.
    pub ordered: bool,
    /// When attempts end.
    pub retry_until: Timestamp,
    /// When the message is worth delivering no more.
    pub expires_at: Timestamp,
}

/// What [`Store::keep`](crate::Store::keep) did.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// Custody begins now.
    New {
        /// The message.
        seq: MessageSeq,
        /// Where its record is.
        index: LogIndex,
    },
    /// The same bytes were kept before; nothing was written.
    Again {
        /// The receipt of the first time.
        receipt: String,
        /// Where the record of the first time is.
        index: LogIndex,
    },
}

/// The state of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// To be attempted.
    Waiting,
    /// An attempt is under way.
    Leased,
    /// The receiver took it.
    Accepted,
    /// The receiver refused it.
    Refused,
    /// Attempts have ended; an operator may replay it.
    Dead,
    /// It was worth delivering no more.
    Expired,
}

impl DeliveryState {
    /// Every state, in the order of their stored numbers.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Leased, Self::Accepted, Self::Refused, Self::Dead, Self::Expired];
    /// Whether nothing more will happen by itself.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Waiting | Self::Leased)
    }
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Leased => "leased",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Dead => "dead",
            Self::Expired => "expired",
        }
    }
}

/// A request for deliveries that are due.
#[derive(Clone)]
pub struct LeaseRequest {
    /// Whose deliveries.
    pub receiver: SystemId,
    /// Who holds the lease: one connection, or one connector of one process.
    pub owner: String,
    /// At most this many.
    pub max: usize,
    /// Now.
    pub now: Timestamp,
    /// When the lease ends by itself.
    pub until: Timestamp,
    /// Makes the record of one lease (`delivery.started`).
    pub record: RecordOf<Leased>,
}

/// Makes an audit record of something that only the transaction knows. Called within it: no I/O, no waiting.
pub type RecordOf<T> = Arc<dyn Fn(&T) -> AuditRecord + Send + Sync>;

/// A delivery under lease.
#[derive(Debug, Clone, PartialEq)]
pub struct Leased {
    /// The delivery.
    pub id: DeliveryId,
    /// Counts from 1. An acknowledgement must name it.
    pub attempt: u32,
    /// Who gets it.
    pub receiver: SystemId,
    /// The agency that the sender named.
    pub addressed: AgencyCode,
    /// The route that decided.
    pub route: RouteName,
    /// When attempts end.
    pub retry_until: Timestamp,
    /// When the message is worth delivering no more.
    pub expires_at: Timestamp,
    /// When this lease ends by itself.
    pub until: Timestamp,
    /// The delivery that this one repeats at an operator's wish.
    pub replay_of: Option<DeliveryId>,
    /// The message.
    pub message: StoredMessage,
}

/// A message without its payload.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredMessage {
    /// Within this store.
    pub seq: MessageSeq,
    /// What is written on the outside.
    pub envelope: Envelope,
    /// The format of the payload.
    pub format: FormatName,
    /// SHA-256 of the payload.
    pub digest: Digest,
    /// Its bytes.
    pub size: u64,
    /// Bytes of its canonical form, where that is kept beside it.
    pub canonical_size: u64,
    /// When custody began.
    pub accepted_at: Timestamp,
    /// The receipt.
    pub receipt: String,
    /// Which outcomes the sender is told.
    pub notify: Notify,
    /// See [`NewMessage::is_notice`].
    pub is_notice: bool,
    /// The revision in force when it was accepted.
    pub revision: Digest,
    /// Where the record of its acceptance is.
    pub index: LogIndex,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The receiver took it.
    Accepted,
    /// The receiver refused it, for good.
    Refused,
    /// Try again, not before this instant.
    Retry {
        /// Not before.
        at: Timestamp,
    },
    /// No more attempts.
    Dead,
}

/// The end of an attempt.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The delivery.
    pub delivery: DeliveryId,
    /// Whose it must be.
    pub receiver: SystemId,
    /// The attempt that ended.
    pub attempt: u32,
    /// How.
    pub outcome: Outcome,
    /// Stable reason of what was not accepted.
    pub reason: Option<String>,
    /// Now.
    pub now: Timestamp,
    /// Written with it, in the same transaction.
    pub record: AuditRecord,
    /// Tells the sender; kept in the same transaction.
    pub notice: Option<Box<NewMessage>>,
}

/// What [`Store::settle`](crate::Store::settle) did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The state changed.
    Now,
    /// The same attempt had been settled with the same outcome before; nothing was written.
    Already,
}

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

/// A wish to put a dead, refused or expired delivery back to work.
#[derive(Clone)]
pub struct ReplayRequest {
    /// The delivery; where it is itself a replay, its original is meant.
    pub delivery: DeliveryId,
    /// The original may be replayed this often.
    pub cap: u32,
    /// Now.
    pub now: Timestamp,
    /// For the new delivery.
    pub retry_until: Timestamp,
    /// For the new delivery.
    pub expires_at: Timestamp,
    /// Makes the record (`delivery.replayed`).
    pub record: RecordOf<Replayed>,
}

/// What a replay made.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// The new delivery.
    pub id: DeliveryId,
    /// The first delivery of this message to this receiver.
    pub original: DeliveryId,
    /// How often the original has been replayed, this one included.
    pub count: u32,
    /// To whom.
    pub receiver: SystemId,
    /// The message.
    pub message: StoredMessage,
}

/// A delivery that has run out of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Overdue {
    /// The delivery and its message.
    pub entry: DeliveryEntry,
}

/// What expiring a delivery writes.
#[derive(Debug, Clone)]
pub struct Expiry {
    /// The record (`delivery.expired`).
    pub record: AuditRecord,
    /// Tells the sender.
    pub notice: Option<Box<NewMessage>>,
}

/// Makes what expiring one delivery writes.
pub type ExpiryOf = Arc<dyn Fn(&Overdue) -> Expiry + Send + Sync>;

/// When a receiver's next delivery is due.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// The receiver.
    pub receiver: SystemId,
    /// Its earliest.
    pub at: Timestamp,
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
