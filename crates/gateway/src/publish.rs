//! Publishing the log: what the store has recorded becomes tiles and a signed checkpoint.
//!
//! The store is the truth; the folder is made from it, and made again where it is behind. A store that does not agree
//! with what was signed (an old backup that was put back, a record that was changed) is never signed over: the
//! publisher stops, and an alarm says so.

use std::path::PathBuf;
use std::sync::Arc;

use lienthong_audit::{PublishError, Publisher, Signer};
use lienthong_store::Store;

use crate::state::Gateway;

/// The folder of the log within the data folder.
pub const FOLDER: &str = "log";
/// Entries published at once.
const BATCH: usize = 4096;

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

/// Publishes all that the store has recorded since the last checkpoint.
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
        if stored == signed {
            return (Some(publisher), Ok(signed));
        }
        // One record that was signed before is published again: that it is the same is checked, not assumed.
        let first = signed.saturating_sub(1);
        let entries = match store.log_entries(first, BATCH).await {
            Ok(entries) => entries,
            Err(error) => return (Some(publisher), Err(error.into())),
        };
        let published = tokio::task::spawn_blocking(move || {
            let result = publisher.publish(first, entries).map(drop);
            (publisher, result)
        });
        match published.await {
            Ok((back, Ok(()))) => publisher = back,
            Ok((back, Err(error))) => return (Some(back), Err(error.into())),
            Err(error) => return (None, Err(error.into())),
        }
    }
}

/// Publishes until the gateway goes down, and once more then.
pub async fn run(gateway: Arc<Gateway>, publisher: Publisher) {
    let mut publisher = Some(publisher);
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
        let (back, result) = publish(&gateway.store, mine).await;
        publisher = back;
        match result {
            Ok(_) => gateway.alarms.clear("LOG_NOT_PUBLISHED"),
            Err(error) => {
                tracing::error!(%error, "The log could not be published.");
                gateway.alarms.raise("LOG_NOT_PUBLISHED", error.to_string(), gateway.now());
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
