//! The one thread that writes.
//!
//! Jobs come over a channel. The steps, again and again:
//!
//! 1. take all jobs that wait, up to [`MOST_JOBS`] and [`MOST_BYTES`]; where many come, after a moment in which more do;
//! 2. run each within one transaction;
//! 3. commit, which waits for the disk;
//! 4. only now answer every caller.
//!
//! # What holds
//!
//! * No caller hears `Ok` before its transaction is on disk.
//! * A job that finds a mistake of its caller says so before it writes, so it costs the others nothing. When a job
//!   breaks after it may have written, the transaction is rolled back and each job of the batch runs again in a
//!   transaction of its own: only the broken one fails.
//! * When the commit fails, every caller of the batch hears that, the state is read again, and the next batch goes on.
//! * A job runs whether its caller still waits or not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::failure::{Cause, may_have_written};
use super::faults::{Faults, Step};
use super::keys::Keys;
use super::stage::Stages;
use super::state::{State, Tx};
use crate::Error;

/// Jobs in one transaction, at most.
const MOST_JOBS: usize = 512;
/// Payload bytes in one transaction, about: a large message must not make the small ones wait.
const MOST_BYTES: usize = 4 << 20;

/// After a batch of so many jobs more are on their way, most likely from the callers that it has just answered.
const BUSY_JOBS: usize = 4;
/// How long such a batch is followed by waiting for them: a fraction of what the disk takes, for half as many commits.
const LINGER: Duration = Duration::from_micros(200);

/// What callers hold to have something written.
#[derive(Clone)]
pub(super) struct Writer {
    messages: mpsc::UnboundedSender<Message>,
}

enum Message {
    Job(Box<dyn Job>),
    Stop,
}

impl Writer {
    /// Runs `work` in a transaction and answers when that is on disk. `bytes` is about what it writes.
    ///
    /// `work` may run more than once, each time in a transaction of its own of which at most the last is kept.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        bytes: usize,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, answered) = oneshot::channel();
        self.send(Call { bytes, work, result: None, answer });
        answered.await.unwrap_or_else(|_| Err(Cause::Closed.into()))
    }

    /// As [`Writer::call`], for callers that cannot wait.
    pub(super) fn post(&self, work: impl FnMut(&mut Tx<'_>) -> Result<(), Error> + Send + 'static) {
        let (answer, _) = oneshot::channel();
        self.send(Call { bytes: 0, work, result: None, answer });
    }

    /// Ends the thread after the jobs that wait.
    pub(super) fn stop(&self) {
        let _ = self.messages.send(Message::Stop);
    }

    fn send(&self, job: impl Job + 'static) {
        // A closed channel drops the job and with it the way back: the caller hears that the store is closed.
        let _ = self.messages.send(Message::Job(Box::new(job)));
    }
}

/// Something to be written, whatever its answer is.
trait Job: Send {
    fn bytes(&self) -> usize;
    /// Runs in the transaction and keeps the answer. `Err` means that the transaction must not be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), Broken>;
    /// Answers the caller: what `run` kept, or why that is not on disk.
    fn answer(self: Box<Self>, fate: Result<(), &Cause>);
}

/// A job may have written part of what it should.
struct Broken;

struct Call<T, F> {
    bytes: usize,
    work: F,
    result: Option<Result<T, Error>>,
    answer: oneshot::Sender<Result<T, Error>>,
}

impl<T: Send, F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send> Job for Call<T, F> {
    fn bytes(&self) -> usize {
        self.bytes
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), Broken> {
        let result = catch_unwind(AssertUnwindSafe(|| (self.work)(tx)));
        let result = result.unwrap_or_else(|_| Err(Cause::Panicked.into()));
        let is_broken = result.as_ref().is_err_and(may_have_written);
        self.result = Some(result);
        if is_broken { Err(Broken) } else { Ok(()) }
    }

    fn answer(self: Box<Self>, fate: Result<(), &Cause>) {
        let answer = match (fate, self.result) {
            (Ok(()), Some(result)) => result,
            // The job's own trouble says more than what it did to the transaction. A mistake of the caller does not
            // count here: it was found beside writes of others that are now lost.
            (Err(_), Some(Err(error))) if may_have_written(&error) => Err(error),
            (Err(cause), _) => Err(cause.to_error()),
            (Ok(()), None) => Err(Cause::Closed.into()),
        };
        let _ = self.answer.send(answer);
    }
}

/// How a transaction ended.
enum End {
    OnDisk,
    /// A job broke; nothing was kept.
    JobBroke,
    /// Whether it was kept is unknown to the callers.
    Lost(Cause),
}

/// What the thread owns.
pub(super) struct WriterThread {
    pub(super) conn: Connection,
    /// Nothing where it must be read again.
    pub(super) state: Option<State>,
    pub(super) keys: Arc<Keys>,
    pub(super) stages: Arc<Stages>,
    /// Records on disk, for readers.
    pub(super) log_size: Arc<AtomicU64>,
    pub(super) faults: Faults,
}

impl WriterThread {
    /// Starts the thread.
    pub(super) fn start(self) -> std::io::Result<(Writer, std::thread::JoinHandle<()>)> {
        let (messages, received) = mpsc::unbounded_channel();
        let thread =
            std::thread::Builder::new().name("store-writer".to_owned()).spawn(|| self.run(received))?;
        Ok((Writer { messages }, thread))
    }

    fn run(mut self, mut received: mpsc::UnboundedReceiver<Message>) {
        let mut is_busy = false;
        while let Some(Message::Job(first)) = received.blocking_recv() {
            if is_busy {
                std::thread::sleep(LINGER);
            }
            let mut bytes = first.bytes();
            let mut batch = vec![first];
            let mut stop = false;
            while batch.len() < MOST_JOBS && bytes < MOST_BYTES {
                match received.try_recv() {
                    Ok(Message::Job(job)) => {
                        bytes += job.bytes();
                        batch.push(job);
                    }
                    Ok(Message::Stop) => {
                        stop = true;
                        break;
                    }
                    Err(_) => break,
                }
            }
            is_busy = batch.len() >= BUSY_JOBS;
            self.write(batch);
            if stop {
                break;
            }
        }
    }

    /// Runs, commits and answers a batch.
    fn write(&mut self, mut batch: Vec<Box<dyn Job>>) {
        match self.transact(&mut batch) {
            End::JobBroke if batch.len() > 1 => batch.into_iter().for_each(|job| self.write(vec![job])),
            End::OnDisk => batch.into_iter().for_each(|job| job.answer(Ok(()))),
            End::JobBroke => batch.into_iter().for_each(|job| job.answer(Err(&Cause::Closed))),
            End::Lost(cause) => {
                tracing::error!(error = %cause, jobs = batch.len(), "Writing to the store failed.");
                batch.into_iter().for_each(|job| job.answer(Err(&cause)));
            }
        }
    }

    fn transact(&mut self, batch: &mut [Box<dyn Job>]) -> End {
        let end = self.try_transact(batch).unwrap_or_else(End::Lost);
        if !matches!(end, End::OnDisk) {
            if !self.conn.is_autocommit() {
                let rolled_back = self.conn.execute_batch("ROLLBACK");
                if let Err(error) = rolled_back {
                    tracing::error!(%error, "Rolling back failed.");
                }
            }
            self.state = None;
            if let Err(error) = self.known() {
                tracing::error!(%error, "The store could not be read again.");
            }
        }
        end
    }

    /// What the writer knows, read from the disk when it was lost.
    fn known(&mut self) -> Result<&mut State, Cause> {
        match &mut self.state {
            Some(state) => Ok(state),
            lost => {
                let state = lost.insert(State::load(&self.conn)?);
                // What was reported as lost may be on disk all the same.
                self.log_size.store(state.next_entry as u64, Ordering::Release);
                Ok(state)
            }
        }
    }

    fn try_transact(&mut self, batch: &mut [Box<dyn Job>]) -> Result<End, Cause> {
        self.known()?;
        let state = self.state.as_mut().expect("it was just read");
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for job in batch {
            let mut tx = Tx { conn: &self.conn, state, keys: &self.keys, stages: &self.stages };
            if job.run(&mut tx).is_err() {
                return Ok(End::JobBroke);
            }
        }
        state.flush(&self.conn)?;
        self.faults.at(Step::BeforeCommit)?;
        self.conn.prepare_cached("COMMIT")?.execute([])?;
        self.faults.at(Step::AfterCommit)?;
        self.keys.publish(std::mem::take(&mut state.new_keys), std::mem::take(&mut state.gone_keys));
        self.log_size.store(state.next_entry as u64, Ordering::Release);
        if std::mem::take(&mut state.truncate_wal) {
            truncate_wal(&self.conn);
        }
        Ok(End::OnDisk)
    }
}

/// Moves everything from the write-ahead log into the database and cuts the log to nothing. Readers may prevent it.
fn truncate_wal(conn: &Connection) {
    let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    match busy {
        Ok(0) => {}
        Ok(_) => tracing::warn!(
            "A reader kept erased pages in the write-ahead log; later checkpoints remove them."
        ),
        Err(error) => tracing::warn!(%error, "Erased pages could not be removed from the write-ahead log."),
    }
}
