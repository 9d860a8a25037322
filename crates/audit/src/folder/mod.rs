//! A log as a folder of static files, in the C2SP tlog-tiles layout.
//!
//! ```text
//! checkpoint                    the signed root; the only file that ever changes
//! tile/entries/x001/234         256 entries; while fewer: tile/entries/x001/234.p/17
//! tile/0/x001/234               their hashes; above them tile/1/…, tile/2/…
//! .lock  .staging/              the publisher's own, not part of the log
//! ```
//!
//! [`Publisher`] writes it, [`LogFolder`] reads it: for a web server, for proofs, for an auditor. Any web server can
//! serve the folder too; only names under `checkpoint` and `tile/` belong to the log.
//!
//! # What holds
//!
//! * The checkpoint is written last. Everything that it signs was on disk, directories included, before it appeared.
//! * Files beyond the checkpoint's size are no part of the log: an interrupted publication may leave some, the next one
//!   overwrites or removes those that its own size comes to cover, and none of them is served.

mod disk;
#[cfg(test)]
mod faults;
mod publisher;
mod reader;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use disk::Files;
pub use publisher::{Fork, PublishError, Publisher};
pub use reader::{LogFolder, Resource};

pub(crate) use reader::{cut, split_hashes};

use crate::checkpoint::CheckpointError;
use crate::hash::Hash;
use crate::tile::TilePath;
use std::{io, path::PathBuf};

/// The name of the checkpoint, in the folder and under the log's URL.
pub const CHECKPOINT: &str = "checkpoint";

/// Why a log folder could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The disk refused.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was attempted: `read`, `write` and so on.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the disk said.
        source: io::Error,
    },
    /// Another publisher is at work on this folder.
    #[error("log folder {} is in use by another publisher", .0.display())]
    Locked(
        /// The folder.
        PathBuf,
    ),
    /// The folder has tiles and no checkpoint: a part of the log is lost.
    #[error("log folder {} has tiles but no checkpoint", .0.display())]
    NoCheckpoint(
        /// The folder.
        PathBuf,
    ),
    /// The checkpoint is not this log's.
    #[error("checkpoint of log folder {} is not valid", path.display())]
    Checkpoint {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        source: CheckpointError,
    },
    /// A file that the checkpoint's size calls for is not there.
    #[error("{0} is missing")]
    Missing(
        /// The file.
        TilePath,
    ),
    /// A file has not the hashes or entries that its name promises.
    #[error("{0} does not hold what its name says")]
    Malformed(
        /// The file.
        TilePath,
    ),
    /// A file is whole and holds other entries than the tile with their hashes.
    #[error("{0} does not fit the hashes in the tile above it")]
    Mismatch(
        /// The file.
        TilePath,
    ),
    /// The tiles at the right edge do not lead to the signed root.
    #[error("tiles lead to root {found}, the checkpoint of {size} entries has {signed}")]
    Root {
        /// The signed size.
        size: u64,
        /// The signed root.
        signed: Hash,
        /// The root that the tiles have.
        found: Hash,
    },
}

impl FolderError {
    pub(crate) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> FolderError {
        let path = path.into();
        move |source| FolderError::Io { action, path, source }
    }
}
