//! Publishing the log: what the store has recorded becomes tiles and a signed checkpoint.
//!
//! The store is the truth; the folder is made from it, and made again where it is behind.
//!
//! # What holds
//!
//! * A store that does not agree with what was signed (an old backup that was put back, a record that was changed) is
//!   never signed over: the gateway does not start, or the publisher stops and an alarm says so.
//! * What was signed is compared with the store again and again, some records at each round, so that a changed record
//!   is noticed also where nobody asks for its proof.

use lienthong_adapter::phrase;
use std::path::PathBuf;
use std::sync::Arc;

use lienthong_audit::{PublishError, Publisher, Signer};
use lienthong_store::Store;

use crate::state::Gateway;

/// The folder of the log within the data folder.
pub const FOLDER: &str = "log";
/// Entries published at once.
const BATCH: usize = 4096;
/// Entries compared at each round.
const COMPARED: usize = 1024;

/// Why the log cannot be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishingError {
    /// The store does not answer.
    #[error("the records cannot be read")]
    Store(#[from] lienthong_store::Error),
    /// The folder cannot be written, or does not agree with the store.
    #[error("{0}")]
    Folder(#[from] PublishError),
    /// The store has fewer records than were signed.
    #[error("the store has {stored} records, but {signed} were signed: was an old backup put back?")]
    Behind {
        /// In the store.
        stored: u64,
        /// Signed.
        signed: u64,
    },
    /// A task has failed.
    #[error("publishing has failed")]
    Task(#[from] tokio::task::JoinError),
}

impl PublishingError {
    /// Whether the store and what was signed disagree, which no repetition mends.
    pub fn is_fork(&self) -> bool {
        matches!(self, Self::Behind { .. } | Self::Folder(PublishError::Fork(_)))
    }
}

/// Opens the folder of the log, making it where there is none.
pub fn open(folder: PathBuf, signer: Signer) -> Result<Publisher, lienthong_audit::FolderError> {
    Publisher::open(folder, signer)
}

/// Publishes all that the store has recorded since the last checkpoint. The last record that was signed is compared
/// with the store in any case.
pub async fn publish(
    store: &Arc<dyn Store>,
    mut publisher: Publisher,
) -> (Option<Publisher>, Result<u64, PublishingError>) {
    loop {
        let signed = publisher.size();
        let stored = match store.log_size().await {
            Ok(stored) => stored,
            Err(error) => return (Some(publisher), Err(error.into())),
        };
        if stored < signed {
            return (Some(publisher), Err(PublishingError::Behind { stored, signed }));
        }
        let (back, result) = hand_over(store, publisher, signed.saturating_sub(1), BATCH).await;
        match (back, result) {
            (Some(back), Ok(())) if back.size() < stored => publisher = back,
            (back, result) => return (back, result.map(|()| stored)),
        }
    }
}

/// Hands records to the publisher, which compares those that were signed and publishes those that were not.
async fn hand_over(
    store: &Arc<dyn Store>,
    mut publisher: Publisher,
    first: u64,
    most: usize,
) -> (Option<Publisher>, Result<(), PublishingError>) {
    let entries = match store.log_entries(first, most).await {
        Ok(entries) => entries,
        Err(error) => return (Some(publisher), Err(error.into())),
    };
    let work = tokio::task::spawn_blocking(move || {
        let result = publisher.publish(first, entries).map(drop);
        (publisher, result)
    });
    match work.await {
        Ok((back, result)) => (Some(back), result.map_err(PublishingError::from)),
        Err(error) => (None, Err(error.into())),
    }
}

/// Compares some of what was signed with the store, and says where to go on.
async fn compare(
    store: &Arc<dyn Store>,
    publisher: Publisher,
    from: u64,
) -> (Option<Publisher>, Result<u64, PublishingError>) {
    let signed = publisher.size();
    let from = if from < signed { from } else { 0 };
    let most = usize::try_from(signed - from).unwrap_or(COMPARED).min(COMPARED);
    let (back, result) = hand_over(store, publisher, from, most).await;
    (back, result.map(|()| from + most as u64))
}

/// Publishes until the gateway goes down, and once more then.
pub async fn run(gateway: Arc<Gateway>, publisher: Publisher) {
    let mut publisher = Some(publisher);
    let mut compared = 0;
    loop {
        let every = gateway.current().checked.node.log.checkpoint_every;
        let down = tokio::select! {
            () = gateway.going_down() => true,
            () = tokio::time::sleep(every) => false,
        };
        let Some(mine) = publisher.take() else {
            tracing::error!("The log is not published any more; restart the gateway.");
            return;
        };
        let (back, mut result) = publish(&gateway.store, mine).await;
        publisher = back;
        if result.is_ok()
            && let Some(mine) = publisher.take()
        {
            let (back, next) = compare(&gateway.store, mine, compared).await;
            publisher = back;
            result = next.inspect(|next| compared = *next);
        }
        match result {
            Ok(_) => gateway.alarms.clear("LOG_NOT_PUBLISHED"),
            Err(error) => {
                tracing::error!(%error, "The log could not be published.");
                gateway.alarms.raise(
                    "LOG_NOT_PUBLISHED",
                    phrase!("{error}", "chưa công bố được nhật ký ({error})"),
                    gateway.now(),
                );
                if error.is_fork() {
                    return;
                }
            }
        }
        if down {
            return;
        }
    }
}
