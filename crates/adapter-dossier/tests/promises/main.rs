//! The promises of the dossier adapter.
#![allow(clippy::unwrap_used, reason = "a test")]

mod common;
mod conformance;
mod properties;
mod reading;
mod reference;
mod refusals;
mod steps;
mod writing;
