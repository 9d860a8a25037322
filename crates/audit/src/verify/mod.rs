//! Checking a whole log folder, or one exported entry, with nothing trusted but a key.
//!
//! [`verify_folder`] recomputes the log from its entries and holds every file against the result. The steps, in order:
//!
//! 1. the checkpoint: signed by the key, of the log that the key is named for;
//! 2. the entries: every bundle is read and hashed, every hash and every tile above compared with its file;
//! 3. the root: that of the recomputed tree must be the signed one;
//! 4. the older checkpoint, if one is given: the log must begin with what that one signed;
//! 5. the rest: any other file under `tile/` must be an earlier form of a tile, and agree with it.
//!
//! # What holds
//!
//! * `Ok` means that not one byte of the log differs from what was signed. Files beyond the signed size, which an
//!   interrupted publication leaves, are no part of the log: they are counted and not judged.
//! * An error names the file that is wrong, and the entry. When a bundle and the tile with its hashes disagree, the one
//!   that leads to the signed root is right.
//! * Memory is that of a few tiles, whatever the size of the log.

mod recompute;
#[cfg(test)]
mod tests;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::folder::{FolderError, LogFolder, cut};
use crate::hash::Hash;
use crate::key::{KeyName, Verifier};
use crate::proof::{Proof, ProofError};
use crate::tile::TilePath;
use crate::tree;
use recompute::Recomputed;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What was found in a log that verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The log.
    pub origin: KeyName,
    /// How many entries it has.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// How many files of the log were read and found right, the checkpoint included.
    pub files: u64,
    /// How many files lie beyond the signed size and were not judged.
    pub unsigned_files: u64,
    /// The size of the older checkpoint with which the log was found consistent.
    pub consistent_with: Option<u64>,
}

/// Checks everything in the log folder `root` against the key, and against an `older` signed checkpoint, if there is one.
pub fn verify_folder(
    root: impl AsRef<Path>,
    verifier: &Verifier,
    older: Option<&str>,
) -> Result<Report, VerifyError> {
    let root = root.as_ref();
    let folder = LogFolder::new(root);
    let checkpoint =
        Checkpoint::open(&folder.note()?.to_string(), verifier).map_err(VerifyError::Checkpoint)?;
    let older = older.map(|note| Checkpoint::open(note, verifier)).transpose();
    let older = older.map_err(VerifyError::OlderCheckpoint)?;

    let mut log = Recomputed::new(&folder, checkpoint.size);
    let stopped = log.run();
    // An earlier difference explains more than the file at which the work had to stop.
    if let Some(difference) = log.difference {
        return Err(difference.blame(&folder, &checkpoint));
    }
    stopped?;
    let (size, signed, computed) = (checkpoint.size, checkpoint.root, log.edge.root());
    if signed != computed {
        return Err(VerifyError::Root { size, signed, computed });
    }
    if let Some(older) = &older {
        check_older(&folder, &checkpoint, older)?;
    }
    let mut rest = Rest { folder: &folder, size, agreeing: 0, unsigned: 0 };
    rest.check(root)?;
    Ok(Report {
        origin: checkpoint.origin,
        size,
        root: signed,
        files: 1 + log.files + rest.agreeing,
        unsigned_files: rest.unsigned,
        consistent_with: older.map(|older| older.size),
    })
}

/// Checks one exported entry and the text of its proof, and gives the checkpoint that vouches for it.
pub fn verify_entry(entry: &[u8], proof: &str, verifier: &Verifier) -> Result<Checkpoint, ProofError> {
    proof.parse::<Proof>()?.verify(entry, verifier)
}

/// Checks that a log whose tiles are known to be right begins with what an older checkpoint signed.
fn check_older(folder: &LogFolder, now: &Checkpoint, older: &Checkpoint) -> Result<(), VerifyError> {
    if older.size > now.size {
        return Err(VerifyError::Shrunk { older: older.size, size: now.size });
    }
    let found = tree::root(&mut folder.hashes(now.size), older.size)?;
    if found != older.root {
        return Err(VerifyError::Rewritten { size: older.size, expected: older.root, found });
    }
    Ok(())
}

/// The files that the signed size does not call for.
struct Rest<'a> {
    folder: &'a LogFolder,
    size: u64,
    /// Earlier, narrower forms of tiles, found right.
    agreeing: u64,
    /// Files beyond the signed size.
    unsigned: u64,
}

impl Rest<'_> {
    fn check(&mut self, root: &Path) -> Result<(), VerifyError> {
        let mut pending = vec![PathBuf::from("tile")];
        while let Some(directory) = pending.pop() {
            let path = root.join(&directory);
            let entries = match fs::read_dir(&path) {
                // An empty log has no tiles.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries.map_err(FolderError::io("list", &path))?,
            };
            for entry in entries {
                let entry = entry.map_err(FolderError::io("list", &path))?;
                let name = directory.join(entry.file_name());
                match entry.file_type().map_err(FolderError::io("look at", root.join(&name)))? {
                    kind if kind.is_dir() => pending.push(name),
                    kind if kind.is_file() => self.check_file(name)?,
                    _ => return Err(VerifyError::Unexpected(name)),
                }
            }
        }
        Ok(())
    }

    fn check_file(&mut self, name: PathBuf) -> Result<(), VerifyError> {
        // On every system the path of a tile is written with slashes.
        let parts: Option<Vec<&str>> = name.iter().map(|part| part.to_str()).collect();
        let Some(Ok(tile)) = parts.map(|parts| parts.join("/").parse::<TilePath>()) else {
            return Err(VerifyError::Unexpected(name));
        };
        let now = TilePath::at_size(tile.kind(), tile.index(), self.size);
        let Some(now) = now.filter(|now| tile.width() <= now.width()) else {
            self.unsigned += 1;
            return Ok(());
        };
        if tile == now {
            // It was read and compared when the log was recomputed.
            return Ok(());
        }
        let narrow = self.folder.read_file(tile)?;
        let wide = self.folder.read_file(now)?;
        let agrees = narrow.as_deref() == wide.as_deref().and_then(|wide| cut(tile, wide));
        if !agrees {
            return Err(VerifyError::Narrower { tile, now });
        }
        self.agreeing += 1;
        Ok(())
    }
}

/// What is wrong with a log: where, and what was expected there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The checkpoint is not this log's, or was changed.
    #[error("file checkpoint is not believed")]
    Checkpoint(#[source] CheckpointError),
    /// The older checkpoint is not this log's, or was changed.
    #[error("older checkpoint is not believed")]
    OlderCheckpoint(#[source] CheckpointError),
    /// A file of the log is gone.
    #[error("{0} is missing")]
    Missing(
        /// The file.
        TilePath,
    ),
    /// A bundle ends inside an entry.
    #[error("{bundle} ends inside entry {index}")]
    EntryCutShort {
        /// The file.
        bundle: TilePath,
        /// The entry.
        index: u64,
    },
    /// Entries were added to a bundle or taken away.
    #[error("{bundle} has {found} entries, expected {expected}")]
    EntryCount {
        /// The file.
        bundle: TilePath,
        /// How many entries its name promises.
        expected: u64,
        /// How many it has.
        found: u64,
    },
    /// An entry is not the one that was signed.
    #[error("entry {index} in {bundle} has hash {found}, the signed one is {expected}")]
    Entry {
        /// The file.
        bundle: TilePath,
        /// The entry.
        index: u64,
        /// The signed hash.
        expected: Hash,
        /// The hash of the entry as it is.
        found: Hash,
    },
    /// A tile has too few or too many bytes.
    #[error("{tile} has {found} bytes, expected {expected}")]
    TileLength {
        /// The file.
        tile: TilePath,
        /// The length that its name promises.
        expected: usize,
        /// Its length; one more than a full tile stands for any greater length.
        found: usize,
    },
    /// A hash in a tile is not that of what lies beneath.
    #[error("hash {place} in {tile} is {found}, expected {expected}")]
    Tile {
        /// The file.
        tile: TilePath,
        /// Which hash in it, counted from 0.
        place: usize,
        /// The hash that the entries give.
        expected: Hash,
        /// The hash in the file.
        found: Hash,
    },
    /// Entries and the tile with their hashes were replaced together; the tiles above still have the signed hash.
    #[error(
        "entries {first} to {last} beneath {tile} were replaced: they have hash {found}, the signed one is {expected}"
    )]
    Replaced {
        /// The topmost file that is wrong.
        tile: TilePath,
        /// The first entry in question.
        first: u64,
        /// The last entry in question.
        last: u64,
        /// The signed hash over them.
        expected: Hash,
        /// The hash over them as they are.
        found: Hash,
    },
    /// Entries and tiles are of one mind, and the checkpoint signs another log.
    #[error("entries and tiles have root {computed}, the checkpoint of {size} entries has {signed}")]
    Root {
        /// The signed size.
        size: u64,
        /// The signed root.
        signed: Hash,
        /// The root of the entries.
        computed: Hash,
    },
    /// The log has fewer entries than it once signed.
    #[error("log has {size} entries, an older checkpoint has {older}")]
    Shrunk {
        /// The size that the older checkpoint signed.
        older: u64,
        /// The size now.
        size: u64,
    },
    /// The log does not begin with what it once signed: history was rewritten and signed again.
    #[error("first {size} entries have root {found}, an older checkpoint signed {expected}")]
    Rewritten {
        /// The size that the older checkpoint signed.
        size: u64,
        /// The root that it signed.
        expected: Hash,
        /// The root that as many entries have now.
        found: Hash,
    },
    /// An earlier form of a tile has other content than the present one.
    #[error("{tile} differs from {now}")]
    Narrower {
        /// The file.
        tile: TilePath,
        /// The present form, which is right.
        now: TilePath,
    },
    /// A file among the tiles is no tile.
    #[error("{} does not belong to the log", .0.display())]
    Unexpected(
        /// The file, relative to the folder.
        PathBuf,
    ),
    /// A file could not be read.
    #[error(transparent)]
    Folder(#[from] FolderError),
}
