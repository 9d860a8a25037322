//! Durable custody of messages, deliveries and audit records.
//!
//! [`Store`] is the contract; `sqlite` keeps it in one file beside the process. Callers know only the trait, so that a
//! store shared by many gateways fits behind it.
//!
//! # What holds
//!
//! * `Ok` from a writing method means on disk: it survives a crash of the process or the machine.
//! * Every change of custody and the audit record of it are one transaction. There is no method that does one without
//!   the other.
//! * Payload bytes are sealed under the data key of their day before they reach the disk; a data key reaches the disk
//!   only wrapped by the master key.
//! * The order of audit records is the order of their index, without gaps, from 0.

#![cfg_attr(any(test, feature = "contract-tests"), allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod contract;
#[cfg(any(test, feature = "contract-tests"))]
pub mod contract_tests;
mod search_hash;
pub mod sqlite;
pub mod types;
pub mod vault;
mod views;

pub use contract::{Error, OtherBytes, Store};
pub use search_hash::{KeyedHash, TermHashes};
pub use sqlite::SqliteStore;
pub use types::*;
