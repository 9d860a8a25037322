//! The promises of the XML adapter.
#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "../../../adapter/tests/shared/citizens.rs"]
mod citizens;
mod common;
mod dataset;
mod layouts;
mod properties;
mod reading;
mod soap;
mod writing;
