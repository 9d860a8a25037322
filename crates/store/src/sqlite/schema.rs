//! The tables, how they came to be, and opening a file that holds them.
//!
//! The file says whose it is (`application_id`) and how old its tables are (`user_version`). [`prepare`] makes the
//! tables in an empty file, brings older ones up to date, and refuses the rest. Each step of [`MIGRATIONS`] is one
//! transaction with its version number; a step that has been released is never changed.

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::OpenError;

/// Marks the file as ours: `LTST`.
const APPLICATION_ID: i32 = 0x4c54_5354;

/// The version of the tables that this program knows.
pub(super) const VERSION: i32 = MIGRATIONS.len() as i32;

/// `next_at` of a delivery that waits for an earlier one of its case.
pub(super) const BLOCKED: i64 = i64::MAX;

/// How each version is made from the one before.
///
/// Conventions: instants are nanoseconds since 1970; words that repeat (agencies, systems, types, routes, events) are
/// numbers of rows in `name`; `open` is 1 or NULL, so that partial indexes hold only what still moves.
const MIGRATIONS: [&str; 5] = [
    r"
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

-- Wrapped data keys. Messages name the row, not the day: a day whose key was destroyed may get another. Numbers are
-- never used twice, or an erased message would seem to have a key again.
CREATE TABLE day_key (
  id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL,
  messages INTEGER NOT NULL DEFAULT 0, first_message INTEGER, last_message INTEGER);

-- Keys that were destroyed and whose sealed bytes are still being removed.
CREATE TABLE erasing (key INTEGER PRIMARY KEY, next_message INTEGER NOT NULL, last_message INTEGER NOT NULL);

-- Chunks of large payloads: place is stage * 65536 + chunk number.
CREATE TABLE chunk (place INTEGER PRIMARY KEY, sealed BLOB NOT NULL);

-- Stages whose message has not been kept: swept at open.
CREATE TABLE staged (stage INTEGER PRIMARY KEY);

CREATE TABLE message (
  seq INTEGER PRIMARY KEY, sender INTEGER NOT NULL, id TEXT NOT NULL, kind INTEGER NOT NULL, format INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL, notify INTEGER NOT NULL, is_notice INTEGER NOT NULL, size INTEGER NOT NULL,
  digest BLOB NOT NULL, revision BLOB NOT NULL, entry INTEGER NOT NULL, key INTEGER NOT NULL,
  first_delivery INTEGER NOT NULL, deliveries INTEGER NOT NULL, case_key TEXT, correlation_id TEXT,
  outside TEXT NOT NULL, receipt TEXT NOT NULL,
  chunks INTEGER NOT NULL, stage INTEGER, sealed BLOB);
CREATE UNIQUE INDEX message_id ON message (id, sender);
CREATE INDEX message_correlation ON message (correlation_id) WHERE correlation_id IS NOT NULL;

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY, message INTEGER NOT NULL, sender INTEGER NOT NULL, receiver INTEGER NOT NULL,
  addressed INTEGER NOT NULL, route INTEGER NOT NULL, open INTEGER, state INTEGER NOT NULL, attempts INTEGER NOT NULL,
  attempt_ended INTEGER NOT NULL, ordered INTEGER NOT NULL, next_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
  retry_until INTEGER NOT NULL, expires_at INTEGER NOT NULL, case_key TEXT, owner TEXT, reason TEXT,
  replay_of INTEGER, replays INTEGER NOT NULL);
CREATE INDEX delivery_due ON delivery (receiver, next_at) WHERE open = 1;
CREATE INDEX delivery_expiry ON delivery (expires_at) WHERE open = 1;
CREATE INDEX delivery_case ON delivery (case_key, receiver, sender) WHERE open = 1 AND case_key IS NOT NULL;
CREATE INDEX delivery_owner ON delivery (owner) WHERE owner IS NOT NULL;
CREATE INDEX delivery_failed ON delivery (state) WHERE state >= 3;
CREATE INDEX delivery_replay ON delivery (replay_of) WHERE replay_of IS NOT NULL;

-- The log. Columns before body are what searches filter by; message_id and correlation_id only where message is NULL,
-- because otherwise the message has them.
CREATE TABLE entry (
  idx INTEGER PRIMARY KEY, at INTEGER NOT NULL, event INTEGER NOT NULL, kind INTEGER, message INTEGER,
  message_id TEXT, correlation_id TEXT, body BLOB NOT NULL);
CREATE INDEX entry_message ON entry (message) WHERE message IS NOT NULL;
CREATE INDEX entry_message_id ON entry (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX entry_correlation ON entry (correlation_id) WHERE correlation_id IS NOT NULL;

-- Which entries concern an agency, for each complete block of 1024: places in the block, 16 bits each, little end first.
CREATE TABLE posting (
  agency INTEGER NOT NULL, block INTEGER NOT NULL, list BLOB NOT NULL, PRIMARY KEY (agency, block)) WITHOUT ROWID;

-- The first and last entry of each quarter of an hour: clocks may step, so that entries are only almost in its order.
CREATE TABLE span (slot INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
",
    r"
-- Bytes of the canonical form, which is sealed behind the payload as if both were one.
ALTER TABLE message ADD COLUMN canonical_size INTEGER NOT NULL DEFAULT 0;
",
    r"
-- Keyed hashes of the values by which messages are found. They go with the payload.
CREATE TABLE search_key (hash BLOB NOT NULL, message INTEGER NOT NULL, PRIMARY KEY (hash, message)) WITHOUT ROWID;
CREATE INDEX search_key_message ON search_key (message);
",
    r"
-- The same for records that are of no message.
CREATE TABLE record_key (hash BLOB NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (hash, entry)) WITHOUT ROWID;
CREATE INDEX record_key_entry ON record_key (entry);
-- Calls that have begun and not ended, by numbers of the gateway's own.
CREATE TABLE open_call (call BLOB PRIMARY KEY, entry INTEGER NOT NULL) WITHOUT ROWID;
",
    r"
-- The record of the last attempt that failed, for what it says beside the reason.
ALTER TABLE delivery ADD COLUMN failure INTEGER;
",
];

/// Makes the tables, brings them up to date, or says why not. The connection must be the writer's.
pub(super) fn prepare(conn: &mut Connection) -> Result<(), OpenError> {
    let number =
        |conn: &Connection, pragma: &str| conn.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let application = number(conn, "application_id").map_err(not_a_database)?;
    let found = number(conn, "user_version")?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    let is_empty = application == 0 && found == 0 && tables == 0;
    if !is_empty && application != APPLICATION_ID {
        return Err(OpenError::Foreign);
    }
    if found > VERSION {
        return Err(OpenError::Newer { found, known: VERSION });
    }
    conn.pragma_update(None, "journal_mode", "WAL")?;
    for (step, version) in MIGRATIONS.iter().zip(1..).skip(found.max(0) as usize) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(step)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", version)?;
        tx.commit()?;
    }
    Ok(())
}

fn not_a_database(error: rusqlite::Error) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::Foreign,
        _ => error.into(),
    }
}
