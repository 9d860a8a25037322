//! The promises of the JSON adapters.
#![allow(clippy::unwrap_used, reason = "a test")]

mod canonical;
mod common;
mod properties;
mod reading;
mod writing;
