//! The promises of the dossier adapter.
#![allow(clippy::unwrap_used, reason = "a test")]

mod common;
mod conformance;
mod reading;
mod refusals;
