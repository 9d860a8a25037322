//! The contract that every store keeps.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_model::record::AuditRecord;
use lienthong_model::schema::SearchTerm;
use lienthong_model::{Digest, SystemId};

use crate::search_hash::{KeyedHash, TermHashes};
use crate::types::{
    CallNumber, DeliveryEntry, DeliveryFilter, DeliveryId, Due, ExpiryOf, Found, Kept, KeyDay, LeaseRequest,
    Leased, LogIndex, MessageKey, MessageSeq, MessageView, NewMessage, Overdue, ReplayRequest, Replayed,
    Search, Settled, Settlement, Stats, StoredPayload,
};

/// The bytes that came first under a message id, and those that came now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherBytes {
    /// The digest of the first.
    pub first: Digest,
    /// That of the others.
    pub found: Digest,
}

/// Why a store did not do as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The sender used this message id for other bytes before.
    #[error("message id {} was used for other bytes", key.id)]
    Conflict {
        /// The id.
        key: MessageKey,
        /// How the bytes differ. In a box, so that results stay small.
        digests: Box<OtherBytes>,
    },
    /// There is no such delivery, or it is another receiver's.
    #[error("no such delivery")]
    NoDelivery,
    /// There is no such message.
    #[error("no such message")]
    NoMessage,
    /// The attempt named is not the one under way.
    #[error("attempt {named} is not the current attempt {current}")]
    StaleAttempt {
        /// What the receiver named.
        named: u32,
        /// The last attempt.
        current: u32,
    },
    /// The delivery has ended in another way.
    #[error("the delivery has ended as {state}")]
    Ended {
        /// How.
        state: &'static str,
    },
    /// The delivery was replayed as often as is allowed.
    #[error("replayed {count} times, {cap} are allowed")]
    ReplayCap {
        /// How often so far.
        count: u32,
        /// How often is allowed.
        cap: u32,
    },
    /// The delivery still waits or is under way, so it cannot be replayed.
    #[error("the delivery is still open")]
    StillOpen,
    /// The payload was erased with its day's key.
    #[error("the payload was erased on schedule")]
    Erased,
    /// The stored bytes are not what was kept: the disk or somebody changed them.
    #[error("stored bytes are damaged: {what}")]
    Damaged {
        /// What is damaged.
        what: &'static str,
    },
    /// There is no room for more.
    #[error("storage is full")]
    Full,
    /// The store does not answer; whether it did as asked is unknown.
    #[error("the store failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Whether the same call may succeed later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Full | Self::Failed(_))
    }
}

/// Durable custody.
///
/// All methods may be called from many tasks at once; writes that wait together share one commit. An error of kind
/// [`Error::Failed`] means *unknown*: callers resolve it by calling again, never by assuming.
#[async_trait]
pub trait Store: Send + Sync {
    /// Keeps a message with its deliveries and its audit record, in one transaction.
    ///
    /// `Ok` means on disk. Keeping the same (sender, id) with the same digest is [`Kept::Again`] and writes nothing;
    /// with another digest it is [`Error::Conflict`], and the first stands. [`Error::Full`] when free space is below
    /// the reserve.
    async fn keep(&self, message: NewMessage) -> Result<Kept, Error>;

    /// Appends one audit record. `Ok` means on disk, at the index returned.
    async fn record(&self, record: AuditRecord) -> Result<LogIndex, Error>;

    /// The same for the record that begins a call, which searches find by `terms` until they are forgotten. The call is
    /// open until it is ended. The record is on its way when the future is first polled: what is recorded afterwards
    /// stands behind it.
    async fn begin_call(
        &self,
        call: CallNumber,
        record: AuditRecord,
        terms: TermHashes,
    ) -> Result<LogIndex, Error>;

    /// The same for the record that ends a call.
    async fn end_call(
        &self,
        call: CallNumber,
        record: AuditRecord,
        terms: TermHashes,
    ) -> Result<LogIndex, Error>;

    /// Calls that are open, each with the record that began it: when a store has just been opened, those that nobody will
    /// end any more.
    async fn open_calls(&self) -> Result<Vec<(CallNumber, Vec<u8>)>, Error>;

    /// What is kept of terms by which a record is found.
    async fn hash_terms(&self, terms: &[SearchTerm]) -> TermHashes;

    /// Leases due deliveries of one receiver, oldest first, and records each, in one transaction.
    ///
    /// A delivery is due when it waits and its time has come, or when its lease has run out; then its attempt number
    /// is one more. A delivery that is `ordered` is not due while an earlier one of the same sender, receiver and case
    /// key is open. Expired deliveries are never leased. `Ok` means that the records are on disk: only then may a payload leave.
    async fn lease(&self, request: LeaseRequest) -> Result<Vec<Leased>, Error>;

    /// Ends an attempt, with its audit record and the notice to the sender, in one transaction.
    ///
    /// Settling an attempt that has ended in the same way is [`Settled::Already`]. An older attempt is
    /// [`Error::StaleAttempt`], another outcome after the end is [`Error::Ended`], another receiver's delivery is
    /// [`Error::NoDelivery`].
    async fn settle(&self, settlement: Settlement) -> Result<Settled, Error>;

    /// Makes the leases of one owner due now: its connection has ended. The attempt numbers stay used. Returns how many.
    async fn release(&self, owner: &str, now: Timestamp) -> Result<u64, Error>;

    /// Ends deliveries that have run out of time, at most `limit`, each with what `expiry` makes of it, in one
    /// transaction. A delivery under a lease that has not run out is left alone.
    async fn expire(&self, now: Timestamp, limit: usize, expiry: ExpiryOf) -> Result<Vec<Overdue>, Error>;

    /// The whole payload of a message, opened and checked against its digest, and its canonical form where one is kept.
    async fn payload(&self, message: MessageSeq) -> Result<StoredPayload, Error>;

    /// The receivers that have open deliveries, each with the time when its earliest is due.
    async fn due(&self) -> Result<Vec<Due>, Error>;

    /// A message with its deliveries.
    async fn message(&self, key: &MessageKey) -> Result<Option<MessageView>, Error>;

    /// One delivery with its message.
    async fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryEntry>, Error>;

    /// Deliveries in order of their ids.
    async fn deliveries(&self, filter: DeliveryFilter) -> Result<Vec<DeliveryEntry>, Error>;

    /// Puts a dead, refused or expired delivery back to work as a new delivery linked to the original, and records it.
    async fn replay(&self, request: ReplayRequest) -> Result<Replayed, Error>;

    /// Records from the newest to the oldest.
    async fn search(&self, search: Search) -> Result<Vec<Found>, Error>;

    /// A keyed hash of `bytes`, which may hold the number of a person: the same for the same bytes in this store, and
    /// nothing that could be tried out against a copy of the log.
    fn keyed_hash(&self, bytes: &[u8]) -> KeyedHash;

    /// How many records the log has.
    async fn log_size(&self) -> Result<u64, Error>;

    /// Records from `from` on, in order, at most `limit`, exactly the bytes that were recorded.
    async fn log_entries(&self, from: LogIndex, limit: usize) -> Result<Vec<Vec<u8>>, Error>;

    /// Days that have a data key.
    async fn key_days(&self) -> Result<Vec<KeyDay>, Error>;

    /// Destroys the data key of a day and the sealed bytes under it, with a record. Open deliveries of that day's
    /// messages end as dead with reason `PAYLOAD_ERASED`. Doing it again is `Ok`.
    async fn erase_day(&self, day: Date, now: Timestamp, record: AuditRecord) -> Result<(), Error>;

    /// Removes the terms of records of before `before` from the disk. The records stay.
    async fn forget_terms(&self, before: Timestamp) -> Result<(), Error>;

    /// Whose deliveries wait, and since when, for the state of each receiver: open count and oldest acceptance.
    async fn backlog(&self, receiver: &SystemId) -> Result<(u64, Option<Timestamp>), Error>;

    /// How much is kept.
    async fn stats(&self) -> Result<Stats, Error>;
}
