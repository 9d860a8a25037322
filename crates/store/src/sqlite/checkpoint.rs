//! Moving pages from the write-ahead log into the database, beside the writer.
//!
//! A checkpoint copies many pages and waits for the disk. In the writer it would hold up every caller for that long, so
//! a thread of its own does the most of it. It cannot empty the log while the writer goes on appending; when the log
//! reaches [`LOG_PAGES`], the writer copies the little that is left and begins the log anew.

use std::path::Path;
use std::sync::mpsc;
use std::thread::JoinHandle;

use rusqlite::Connection;

use super::OpenError;

/// Pages in the log at which the writer empties it: 64 MiB.
pub(super) const LOG_PAGES: i64 = 16_000;
/// Jobs after which the thread is woken, some thousand pages.
const JOBS: usize = 1000;

/// The thread and the way to it.
pub(super) struct Checkpointer {
    wake: Option<mpsc::SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    jobs: usize,
}

impl Checkpointer {
    pub(super) fn start(path: &Path) -> Result<Self, OpenError> {
        let conn = Connection::open(path)?;
        conn.busy_timeout(std::time::Duration::from_secs(5))?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "cache_size", -64)?;
        let (wake, woken) = mpsc::sync_channel(1);
        let run = move || {
            while woken.recv().is_ok() {
                let done = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
                if let Err(error) = done {
                    tracing::warn!(%error, "The write-ahead log could not be moved into the database.");
                }
            }
        };
        let thread = std::thread::Builder::new().name("store-checkpoint".to_owned()).spawn(run)?;
        Ok(Self { wake: Some(wake), thread: Some(thread), jobs: 0 })
    }

    /// Counts what was committed.
    pub(super) fn committed(&mut self, jobs: usize) {
        self.jobs += jobs;
        if self.jobs >= JOBS {
            self.jobs = 0;
            // When it is still at work, the next thousand jobs wake it again.
            let _ = self.wake.as_ref().map(|wake| wake.try_send(()));
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.wake = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
