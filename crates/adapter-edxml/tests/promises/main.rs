//! The promises of the edXML adapter.
#![allow(clippy::unwrap_used, reason = "a test")]

mod common;
mod conformance;
mod properties;
mod reading;
mod refusals;
mod writing;
