//! What the targets share. A target's input begins with [`CHOICES`] bytes that choose a layout; the rest is a file.
//!
//! | module | idea |
//! |---|---|
//! | `archive` | archives of parts of an input |
//! | `table` | a mapping of a table with a field of every kind |
//! | `tree` | the same for trees, with groups |
//! | `trip` | a file to records, to a file, to records |

mod archive;
mod table;
mod tree;
mod trip;

pub use archive::{archive, parts};
pub use table::{ALL, FIRST, date_forms, end, header, table, table_of};
pub use tree::{Names, people, tree};
pub use trip::{limits, there_and_back};

/// Bytes in front of the file.
pub const CHOICES: usize = 2;

/// The choices and the file.
pub fn split(data: &[u8]) -> Option<([u8; CHOICES], &[u8])> {
    data.split_first_chunk().map(|(choices, file)| (*choices, file))
}

/// The bit of `byte` that decides something.
pub const fn bit(byte: u8, at: u8) -> bool {
    byte >> at & 1 == 1
}
