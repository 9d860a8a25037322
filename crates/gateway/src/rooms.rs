//! Room in memory for payloads: bounded, and never all for one.
//!
//! | room | for | waits |
//! |---|---|---|
//! | small | payloads that fit into one request, both ways | 5 s, 20 s outwards |
//! | incoming | large payloads that systems send, charged as their bytes come | 30 s |
//! | outgoing | large payloads on their way to receivers | 20 s |
//!
//! # What holds
//!
//! * Large payloads never take the room of small ones.
//! * No caller holds more than half of a room, so that one who is slow, or means it, does not stop the others. Its own
//!   payloads wait for each other.
//! * Who does not get room in time is told to come back; what it held is free again, so waiters cannot block each other
//!   for good.

use std::sync::Arc;
use std::time::Duration;

use lienthong_config::node::Limits;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::refusal::Refusal;
use crate::state::Places;

/// How long a sender waits for room for a small payload.
const SMALL_WAIT: Duration = Duration::from_secs(5);
/// How long a sender waits for room for the next bytes of a large payload.
const INCOMING_WAIT: Duration = Duration::from_secs(30);
/// How long a large payload waits for others of the same sender.
const TURN_WAIT: Duration = Duration::from_secs(60);
/// How long a delivery waits for room.
const OUTGOING_WAIT: Duration = Duration::from_secs(20);
/// The smallest charge for a payload that comes in pieces, in KiB.
const STEP_KIB: u32 = 1024;

/// All rooms, in KiB.
pub struct Rooms {
    small: Arc<Semaphore>,
    incoming: Arc<Semaphore>,
    outgoing: Arc<Semaphore>,
    senders: Places<String>,
    receivers: Places<String>,
    share: u32,
    inline: u64,
}

/// Room that is held; free again when dropped.
#[derive(Debug, Default)]
pub struct Room(Vec<OwnedSemaphorePermit>);

fn busy() -> Refusal {
    Refusal::Busy { retry_after: Duration::from_secs(5) }
}

fn kib(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX).max(1)
}

impl Rooms {
    /// Rooms of the sizes that the configuration says.
    pub fn new(limits: &Limits) -> Self {
        // The largest message fits into the half that one caller may hold.
        let total = kib(limits.max_buffered_bytes.max(limits.max_message_bytes.saturating_mul(2)));
        let room = |size: u32| Arc::new(Semaphore::new((size as usize).min(Semaphore::MAX_PERMITS)));
        Self {
            small: room(total / 2),
            incoming: room(total),
            outgoing: room(total),
            senders: Places::default(),
            receivers: Places::default(),
            share: total / 2,
            inline: limits.max_inline_bytes,
        }
    }

    /// Room for a payload that is here already.
    pub async fn incoming(&self, sender: &str, bytes: u64) -> Result<Room, Refusal> {
        if bytes <= self.inline {
            let small = Arc::clone(&self.small).acquire_many_owned(kib(bytes));
            return within(SMALL_WAIT, small).await.map(|permit| Room(vec![permit]));
        }
        let mut charge = self.charge(sender, bytes).await?;
        charge.grow_to(bytes).await?;
        Ok(charge.room)
    }

    /// Room for a payload of at most `expected` bytes that comes in pieces: waits for the sender's turn, and takes
    /// nothing of the common room yet.
    pub async fn charge(&self, sender: &str, expected: u64) -> Result<Charge<'_>, Refusal> {
        let share = self.senders.all(&sender.to_owned(), self.share);
        let turn = within(TURN_WAIT, share.acquire_many_owned(kib(expected).min(self.share))).await?;
        Ok(Charge { rooms: self, room: Room(vec![turn]), held: 0 })
    }

    /// Room for a payload on its way to `receiver`.
    pub async fn outgoing(&self, receiver: &str, bytes: u64) -> Result<Room, Refusal> {
        if bytes <= self.inline {
            let small = Arc::clone(&self.small).acquire_many_owned(kib(bytes));
            return within(OUTGOING_WAIT, small).await.map(|permit| Room(vec![permit]));
        }
        let kib = kib(bytes).min(self.share);
        let share = self.receivers.all(&receiver.to_owned(), self.share);
        let share = within(OUTGOING_WAIT, share.acquire_many_owned(kib)).await?;
        let room = within(OUTGOING_WAIT, Arc::clone(&self.outgoing).acquire_many_owned(kib)).await?;
        Ok(Room(vec![share, room]))
    }
}

async fn within(
    wait: Duration,
    permit: impl Future<Output = Result<OwnedSemaphorePermit, tokio::sync::AcquireError>>,
) -> Result<OwnedSemaphorePermit, Refusal> {
    match tokio::time::timeout(wait, permit).await {
        Ok(permit) => Ok(permit.expect("rooms are never closed")),
        Err(_) => Err(busy()),
    }
}

/// The room of a payload that comes in pieces: charged for what has come, not for what was announced.
pub struct Charge<'a> {
    rooms: &'a Rooms,
    room: Room,
    held: u32,
}

impl Charge<'_> {
    /// Room for `bytes` in all.
    pub async fn grow_to(&mut self, bytes: u64) -> Result<(), Refusal> {
        let wanted = kib(bytes).min(self.rooms.share);
        if wanted <= self.held {
            return Ok(());
        }
        let more = (wanted - self.held).max(STEP_KIB).min(self.rooms.share - self.held);
        let room = within(INCOMING_WAIT, Arc::clone(&self.rooms.incoming).acquire_many_owned(more)).await?;
        self.room.0.push(room);
        self.held += more;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rooms() -> Rooms {
        let mib = |count: u64| count << 20;
        Rooms::new(&Limits {
            max_message_bytes: mib(8),
            max_inline_bytes: mib(1),
            max_receivers: 10,
            max_in_flight_per_system: 10,
            max_connections: 10,
            max_buffered_bytes: mib(16),
            min_free_bytes: 0,
            call_timeout: Duration::from_secs(1),
        })
    }

    const MIB: u64 = 1 << 20;

    #[tokio::test(start_paused = true)]
    async fn one_sender_cannot_take_all_the_room() {
        let rooms = rooms();
        let mut held = Vec::new();
        for _ in 0..4 {
            let mut charge = rooms.charge("a", 2 * MIB).await.unwrap();
            charge.grow_to(2 * MIB).await.unwrap();
            held.push(charge);
        }
        assert!(rooms.charge("a", 2 * MIB).await.is_err(), "its half is taken");
        rooms.incoming("b", 8 * MIB).await.unwrap();
        rooms.incoming("a", 10).await.unwrap();
        held.pop();
        rooms.charge("a", 2 * MIB).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn who_announces_much_and_sends_little_holds_little() {
        let rooms = rooms();
        let mut held = Vec::new();
        for sender in ["a", "b", "c", "d"] {
            let mut charge = rooms.charge(sender, 8 * MIB).await.unwrap();
            charge.grow_to(100).await.unwrap();
            held.push(charge);
        }
        rooms.incoming("e", 8 * MIB).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_payload_is_charged_for_what_has_come() {
        let rooms = rooms();
        let mut charge = rooms.charge("a", 8 * MIB).await.unwrap();
        for bytes in [10, MIB, 3 * MIB, 8 * MIB] {
            charge.grow_to(bytes).await.unwrap();
        }
        assert_eq!(charge.held, 8 << 10);
    }
}
