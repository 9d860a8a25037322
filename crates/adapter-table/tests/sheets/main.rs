//! The promises of the formats `xlsx` and `xls`.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod broken;
mod cells;
mod common;
mod conformance;
mod hostile;
mod odd_cells;
mod tables;
mod units;
mod writing;
mod xls;

#[path = "../shared/words.rs"]
mod words;
