//! Threads that read, each with a connection of its own, so that reading never blocks the writer.
//!
//! Searches have a thread for themselves: an auditor's question over a whole year must not delay a delivery.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use super::failure::Cause;
use super::names::Names;
use super::rows::View;
use super::{OpenError, STATEMENTS};
use crate::Error;

type Read = Box<dyn FnOnce(&mut View<'_>) + Send>;

/// Some threads and the way to them.
pub(super) struct Readers {
    reads: Option<mpsc::Sender<Read>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Starts `count` threads.
    pub(super) fn start(path: &Path, name: &str, count: usize) -> Result<Self, OpenError> {
        let (reads, received) = mpsc::channel::<Read>();
        let received = Arc::new(Mutex::new(received));
        let threads = (0..count)
            .map(|_| {
                let conn = connect(path)?;
                let received = received.clone();
                let work = move || run(&conn, &received);
                Ok(std::thread::Builder::new().name(name.to_owned()).spawn(work)?)
            })
            .collect::<Result<_, OpenError>>()?;
        Ok(Self { reads: Some(reads), threads })
    }

    /// Runs `read` on one of the threads.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut View<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        let read: Read = Box::new(move |view| {
            // Nobody waits any more: reading would be for nothing.
            if !answer.is_closed() {
                let _ = answer.send(read(view));
            }
        });
        let sent = self.reads.as_ref().is_some_and(|reads| reads.send(read).is_ok());
        if !sent {
            return Err(Cause::Closed.into());
        }
        answered.await.unwrap_or_else(|_| Err(Cause::Closed.into()))
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.reads = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn connect(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    conn.pragma_update(None, "cache_size", -1024)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

fn run(conn: &Connection, received: &Mutex<mpsc::Receiver<Read>>) {
    let mut names = Names::default();
    loop {
        let next = received.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(read) = next else { return };
        // One read sees one state of the store, whatever is written meanwhile.
        if let Err(error) = conn.execute_batch("BEGIN") {
            tracing::error!(%error, "Reading from the store could not begin.");
        }
        read(&mut View { conn, names: &mut names });
        if let Err(error) = conn.execute_batch("COMMIT") {
            tracing::error!(%error, "Reading from the store could not end.");
        }
    }
}
