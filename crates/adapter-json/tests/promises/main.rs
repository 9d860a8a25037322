//! The promises of the JSON adapters.
#![allow(clippy::unwrap_used, reason = "a test")]

mod canonical;
#[path = "../../../adapter/tests/shared/citizens.rs"]
mod citizens;
mod common;
mod properties;
mod reading;
mod writing;
