//! The promises of CSV, fixed width and DBF.
#![allow(clippy::unwrap_used, reason = "a test")]

mod common;
mod conformance;
mod csv_reading;
mod csv_writing;
mod dbf_reading;
mod dbf_writing;
mod fixed;
mod properties;
mod refusals;

#[path = "../shared/words.rs"]
mod words;
