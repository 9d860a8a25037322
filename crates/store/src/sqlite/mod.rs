//! The store in one SQLite file beside the process.
//!
//! [`SqliteStore`] is a table of contents: each method hands its work to the one writer (`writer`) or to a reader
//! (`readers`), and a file of its name says what the work is.
//!
//! # What holds
//!
//! * One process has the file: a lock beside it says so. Within it, one thread writes and the others only read.
//! * SQLite runs with a write-ahead log and `synchronous=FULL`: a commit returns when the log is on disk.
//! * Payloads are sealed before they reach SQLite. Everything else (ids, systems, times, digests, records) is in the
//!   clear: it is what the audit log shows anyway.
//!
//! # What it leaves to others
//!
//! * Backups: copy the file with SQLite's own means, or while no process has it. The master key is not in it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_model::SystemId;
use lienthong_model::record::AuditRecord;
use lienthong_model::schema::SearchTerm;
use rusqlite::{Connection, OptionalExtension};

use crate::search_hash::{KeyedHash, SearchHasher, TermHashes};
use crate::vault::MasterKey;
use crate::{
    CallNumber, DeliveryEntry, DeliveryFilter, DeliveryId, Due, Error, ExpiryOf, Found, Kept, KeyDay,
    LeaseRequest, Leased, LogIndex, MessageKey, MessageSeq, MessageView, NewMessage, Overdue, ReplayRequest,
    Replayed, Search, Settled, Settlement, Stats, Store, StoredPayload,
};

mod candidates;
mod check;
mod erase;
mod expire;
mod facts;
mod failure;
mod faults;
mod instant;
mod keep;
mod keys;
mod lease;
mod list;
mod names;
mod postings;
mod queue;
mod read;
mod readers;
mod replay;
mod rows;
mod schema;
mod search;
mod settle;
mod space;
mod stage;
mod state;
#[cfg(test)]
mod tests;
mod writer;

use faults::Faults;
use keys::Keys;
use readers::Readers;
use space::Space;
use stage::Stages;
use state::{Edge, State, Tx};
use writer::{Writer, WriterThread};

/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 64;
/// Pages that the write-ahead log holds before they are moved into the database.
const CHECKPOINT_PAGES: i64 = 4000;
/// Values that are hashed before others get the thread: about a millisecond.
const HASHED_AT_ONCE: usize = 1024;
/// Threads that answer everything but searches.
const READERS: usize = 2;

/// How to open a store.
#[derive(Debug, Clone)]
pub struct Options {
    /// Wraps the data keys. The same one each time.
    pub master_key: MasterKey,
    /// Custody is refused when the disk has fewer free bytes than this.
    pub min_free_bytes: u64,
}

/// Why a store was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file is something else.
    #[error("the file is not a store of this program")]
    Foreign,
    /// A newer version of the program has changed the tables.
    #[error("the store has version {found}; this program knows versions up to {known}")]
    Newer {
        /// The version of the file.
        found: i32,
        /// The newest version that is known.
        known: i32,
    },
    /// Another process has it open.
    #[error("another process has the store open")]
    InUse,
    /// The data keys were wrapped by another master key.
    #[error("the master key is not the one that this store was made with")]
    WrongMasterKey,
    /// The file or its folder cannot be used.
    #[error("the store cannot be opened")]
    Io(#[from] std::io::Error),
    /// SQLite refused.
    #[error("the store cannot be opened")]
    Sqlite(#[from] rusqlite::Error),
}

/// A store in one file. Dropping it waits for what was handed over to be written.
pub struct SqliteStore {
    writer: Writer,
    thread: Option<JoinHandle<()>>,
    reads: Readers,
    searches: Readers,
    keys: Arc<Keys>,
    stages: Arc<Stages>,
    space: Space,
    log_size: Arc<AtomicU64>,
    hasher: SearchHasher,
    /// Held as long as any thread may touch the file.
    _lock: File,
}

impl SqliteStore {
    /// Opens the store in `path`, which is made if there is none.
    ///
    /// Beside it lie `-wal` and `-shm` (SQLite's own) and `-lock`. Blocks until all is recovered.
    pub fn open(path: impl AsRef<Path>, options: Options) -> Result<Self, OpenError> {
        Self::open_with(path.as_ref(), options, Faults::default())
    }

    pub(crate) fn open_with(path: &Path, options: Options, faults: Faults) -> Result<Self, OpenError> {
        let lock = lock(path)?;
        let conn = connect(path, &options.master_key)?;
        stage::sweep_stages(&conn)?;
        erase::finish(&conn)?;
        let state = State::load(&conn)?;
        let hasher = options.master_key.search_hasher();
        let keys = Arc::new(Keys::new(options.master_key));
        let stages = Arc::new(Stages::load(&conn)?);
        let log_size = Arc::new(AtomicU64::new(state.next_entry as u64));
        let reads = Readers::start(path, "store-reader", READERS)?;
        let searches = Readers::start(path, "store-search", 1)?;
        let thread = WriterThread {
            conn,
            state: Some(state),
            keys: keys.clone(),
            stages: stages.clone(),
            log_size: log_size.clone(),
            faults,
        };
        let (writer, thread) = thread.start()?;
        let space = Space::new(folder(path), options.min_free_bytes);
        Ok(Self {
            writer,
            thread: Some(thread),
            reads,
            searches,
            keys,
            stages,
            space,
            log_size,
            hasher,
            _lock: lock,
        })
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.writer.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn lock(path: &Path) -> Result<File, OpenError> {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    let file = File::options().create(true).truncate(false).write(true).open(name)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The writer's connection, with tables and the right master key.
fn connect(path: &Path, master_key: &MasterKey) -> Result<Connection, OpenError> {
    let is_new = !path.exists();
    let mut conn = Connection::open(path)?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    schema::prepare(&mut conn)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    conn.pragma_update(None, "cache_size", -8192)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    check_master_key(&conn, master_key)?;
    if is_new {
        // The entry of the file in its folder must be on disk before anything in it is promised.
        File::open(folder(path))?.sync_all()?;
    }
    Ok(conn)
}

fn check_master_key(conn: &Connection, master_key: &MasterKey) -> Result<(), OpenError> {
    let known: Option<Vec<u8>> = conn
        .query_row("SELECT value FROM meta WHERE key = 'master_key_check'", [], |row| row.get(0))
        .optional()?;
    match known {
        Some(known) if master_key.is_of(&known) => Ok(()),
        Some(_) => Err(OpenError::WrongMasterKey),
        None => {
            let check = master_key.check_value();
            conn.execute("INSERT INTO meta (key, value) VALUES ('master_key_check', ?1)", [check])?;
            Ok(())
        }
    }
}

/// A limit as SQLite takes it.
fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

#[async_trait]
impl Store for SqliteStore {
    async fn keep(&self, message: NewMessage) -> Result<Kept, Error> {
        keep::keep(self, message).await
    }

    async fn record(&self, record: AuditRecord) -> Result<LogIndex, Error> {
        let body = record.to_bytes();
        self.writer.call(0, move |tx| tx.append(&record, &body, None)).await
    }

    async fn begin_call(
        &self,
        call: CallNumber,
        record: AuditRecord,
        terms: TermHashes,
    ) -> Result<LogIndex, Error> {
        let body = record.to_bytes();
        let begin = move |tx: &mut Tx<'_>| tx.append_call(call, Edge::Begins, &record, &body, &terms);
        self.writer.call(0, begin).await
    }

    async fn end_call(
        &self,
        call: CallNumber,
        record: AuditRecord,
        terms: TermHashes,
    ) -> Result<LogIndex, Error> {
        let body = record.to_bytes();
        let end = move |tx: &mut Tx<'_>| tx.append_call(call, Edge::Ends, &record, &body, &terms);
        self.writer.call(0, end).await
    }

    async fn open_calls(&self) -> Result<Vec<(CallNumber, Vec<u8>)>, Error> {
        self.reads.call(read::open_calls).await
    }

    async fn hash_terms(&self, terms: &[SearchTerm]) -> TermHashes {
        let mut hashes = TermHashes::default();
        for some in terms.chunks(HASHED_AT_ONCE) {
            hashes.0.extend(some.iter().map(|term| self.hasher.term(term)));
            // A register may have a million of them, and others want the thread.
            tokio::task::yield_now().await;
        }
        hashes
    }

    async fn lease(&self, request: LeaseRequest) -> Result<Vec<Leased>, Error> {
        self.writer.call(0, move |tx| lease::lease(tx, &request)).await
    }

    async fn settle(&self, settlement: Settlement) -> Result<Settled, Error> {
        self.writer.call(0, move |tx| settle::settle(tx, &settlement)).await
    }

    async fn release(&self, owner: &str, now: Timestamp) -> Result<u64, Error> {
        let owner = Arc::from(owner);
        self.writer.call(0, move |tx| lease::release(tx, &owner, now)).await
    }

    async fn expire(&self, now: Timestamp, limit: usize, expiry: ExpiryOf) -> Result<Vec<Overdue>, Error> {
        self.writer.call(0, move |tx| expire::expire(tx, now, limit, &expiry)).await
    }

    async fn payload(&self, message: MessageSeq) -> Result<StoredPayload, Error> {
        let keys = self.keys.clone();
        self.reads.call(move |view| read::payload(view, &keys, message)).await
    }

    async fn due(&self) -> Result<Vec<Due>, Error> {
        self.reads.call(read::due).await
    }

    async fn message(&self, key: &MessageKey) -> Result<Option<MessageView>, Error> {
        let key = key.clone();
        self.reads.call(move |view| read::message(view, &key)).await
    }

    async fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryEntry>, Error> {
        self.reads.call(move |view| view.entry(id)).await
    }

    async fn deliveries(&self, filter: DeliveryFilter) -> Result<Vec<DeliveryEntry>, Error> {
        self.searches.call(move |view| list::deliveries(view, &filter)).await
    }

    async fn replay(&self, request: ReplayRequest) -> Result<Replayed, Error> {
        self.writer.call(0, move |tx| replay::replay(tx, &request)).await
    }

    async fn search(&self, search: Search) -> Result<Vec<Found>, Error> {
        let term = search.term.as_ref().map(|term| self.hasher.term(term));
        self.searches.call(move |view| search::search(view, &search, term)).await
    }

    fn keyed_hash(&self, bytes: &[u8]) -> KeyedHash {
        self.hasher.query(bytes)
    }

    async fn log_size(&self) -> Result<u64, Error> {
        Ok(self.log_size.load(Ordering::Acquire))
    }

    async fn log_entries(&self, from: LogIndex, limit: usize) -> Result<Vec<Vec<u8>>, Error> {
        self.reads.call(move |view| read::log_entries(view, from, limit)).await
    }

    async fn key_days(&self) -> Result<Vec<KeyDay>, Error> {
        self.reads.call(read::key_days).await
    }

    async fn erase_day(&self, day: Date, now: Timestamp, record: AuditRecord) -> Result<(), Error> {
        erase::erase_day(self, day, now, record).await
    }

    async fn forget_terms(&self, before: Timestamp) -> Result<(), Error> {
        erase::forget_terms(self, before).await
    }

    async fn backlog(&self, receiver: &SystemId) -> Result<(u64, Option<Timestamp>), Error> {
        let receiver = receiver.clone();
        self.reads.call(move |view| read::backlog(view, &receiver)).await
    }

    async fn stats(&self) -> Result<Stats, Error> {
        let (open_deliveries, dead_deliveries) = self.reads.call(read::counts).await?;
        let log_size = self.log_size.load(Ordering::Acquire);
        Ok(Stats { free_bytes: self.space.free()?, log_size, open_deliveries, dead_deliveries })
    }
}
