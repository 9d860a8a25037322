//! CSV, fixed width, DBF, xlsx and xls as rows.
//!
//! Each format is a [`RowFormat`](lienthong_adapter::rows::RowFormat); a mapping makes an adapter of it.
//!
//! | module | idea |
//! |---|---|
//! | `csv` | [`CsvFormat`]: delimited text |
//! | [`sheet`] | xlsx and xls |
//! | `dbf` | [`DbfFormat`]: tables of dBase and FoxPro, with memos |
//! | `fixed` | [`FixedFormat`]: records of fixed width |
//! | `window`, `cursor`, `text_cell` | shared by the byte formats: a buffer to read through, row after row, texts to bytes |
//! | `ending` | where the data of lines ends |
//! | `foreign` | files of another kind, and empty ones |
//! | `nearest` | what a file has in the place of a header that is not found |
//! | `reasons` | all that they can say beyond what every format of rows says |
//!
//! # What holds
//!
//! * Reading takes the memory of one row, whatever the size of the file.
//! * What is written reads back as it was, or is refused: no text is cut, padded into another or left out.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod csv;
mod cursor;
mod dbf;
mod ending;
mod fixed;
mod foreign;
mod nearest;
mod reasons;
pub mod sheet;
mod text_cell;
mod window;

pub use csv::{CsvFormat, CsvGuess, LineEnd, guess_csv};
pub use dbf::{DbfField, DbfFormat, DbfInfo, describe_dbf};
pub use fixed::FixedFormat;
pub use reasons::REFUSALS;
