//! What one package may cost.

use crate::decode::DecodeError;
use crate::finding::Finding;
use crate::phrase::{Phrase, Unit};
use crate::reasons::PACKAGE_TOO_LARGE;

/// Bounds on what a package may hold. A package beyond them is refused, whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the package.
    pub package_bytes: u64,
    /// Elements or objects inside each other.
    pub depth: usize,
    /// Elements or values in all, which bounds the memory of the parsed package.
    pub elements: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Receivers.
    pub receivers: usize,
    /// Files.
    pub attachments: usize,
    /// Bytes of all files together, unpacked.
    pub unpacked_bytes: u64,
    /// Unpacked bytes for each packed one, looked at beyond [`Limits::RATIO_FROM`].
    pub ratio: u64,
    /// Rows of a table.
    pub rows: u64,
    /// Columns of a table.
    pub columns: usize,
    /// Bytes of one cell.
    pub cell_bytes: usize,
    /// Warnings that are kept; more are counted only.
    pub warnings: usize,
}

impl Limits {
    /// Files that unpack to no more than this are never bombs.
    pub const RATIO_FROM: u64 = 1 << 20;

    /// Refuses a package with more bytes than allowed: the first step of every adapter.
    pub fn check_package(&self, bytes: &[u8]) -> Result<(), DecodeError> {
        let length = bytes.len() as u64;
        if length > self.package_bytes {
            return Err(Finding::new(&PACKAGE_TOO_LARGE)
                .found(Phrase::count(length, Unit::Bytes))
                .expected(Phrase::count(self.package_bytes, Unit::Bytes))
                .into());
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            package_bytes: 100 << 20,
            depth: 32,
            elements: 100_000,
            attributes: 64,
            receivers: 1_000,
            attachments: 200,
            unpacked_bytes: 400 << 20,
            ratio: 100,
            rows: 10_000_000,
            columns: 4_096,
            cell_bytes: 1 << 20,
            warnings: 100,
        }
    }
}
