//! What goes into a store, and what custody of it gives back: a message is kept, leased, settled, replayed or expires.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_model::record::AuditRecord;
use lienthong_model::schema::SearchTerm;
use lienthong_model::{AgencyCode, Digest, Envelope, FormatName, MessageId, RouteName, SystemId};

pub use crate::views::*;

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

/// Which call a record begins or ends: a number of the gateway's own, used once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallNumber(pub [u8; 16]);
