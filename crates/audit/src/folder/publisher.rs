//! Publishing: the only way into a log folder.
//!
//! The entries' truth lies elsewhere, in a database; the publisher is given them by index, from its size on. One
//! publication, in order:
//!
//! 1. compare: entries that the signed tree has already must be the same, or it is a [`Fork`];
//! 2. write: full tiles and bundles as they fill, then the partial ones of the new size;
//! 3. clear: partial tiles that an interrupted publication left inside the new size are removed;
//! 4. settle: all of it is flushed, directories included;
//! 5. sign: the checkpoint is signed, put in its place and flushed;
//! 6. tidy: partial tiles that a full one has replaced are removed.
//!
//! # What holds
//!
//! * `Ok` means on disk. `Err` means *unknown*: the next publication first reads the folder again, through the function
//!   that opens it, and goes on from the checkpoint that it finds there.
//! * After an interruption at any instant the folder still verifies against its checkpoint, and publishing the same
//!   entries again gives the same files.
//! * A checkpoint never replaces one with which it is inconsistent. One publisher at a time has the folder.
//! * The work is in proportion to the new entries, not to the log.

use super::disk::{Disk, Files, RealFiles};
use super::reader::{LogFolder, split_hashes};
use super::{CHECKPOINT, FolderError};
use crate::bundle::{self, EntryTooLong};
use crate::checkpoint::Checkpoint;
use crate::edge::RightEdge;
use crate::hash::Hash;
use crate::key::Signer;
use crate::note::Note;
use crate::tile::{TILE_WIDTH, TileKind, TilePath};
use crate::tree;
use std::fs::{self, File, TryLockError};
use std::path::Path;

/// Writes one log folder.
pub struct Publisher {
    signer: Signer,
    disk: Disk,
    reader: LogFolder,
    last: Published,
    /// Set while the folder may hold something else than `last` says.
    unsure: bool,
    /// Held as long as the publisher lives; the system lets go of it when the process ends, however it ends.
    _lock: File,
}

/// The state of a log: all of it can be read back from the folder.
struct Published {
    checkpoint: Checkpoint,
    note: Note,
    edge: RightEdge,
    /// The encoded entries of the bundle that is not full yet.
    bundle: Vec<u8>,
}

impl Publisher {
    /// Takes over the log in the folder `root`, or begins one there, named and signed by `signer`.
    ///
    /// A new log gets a checkpoint of size 0 at once. A folder with tiles and no checkpoint, or with the checkpoint of
    /// another log, is refused.
    pub fn open(root: impl AsRef<Path>, signer: Signer) -> Result<Publisher, FolderError> {
        Publisher::open_with(root.as_ref(), signer, Box::new(RealFiles))
    }

    pub(crate) fn open_with(
        root: &Path,
        signer: Signer,
        files: Box<dyn Files>,
    ) -> Result<Publisher, FolderError> {
        fs::create_dir_all(root).map_err(FolderError::io("create", root))?;
        let lock_path = root.join(".lock");
        let lock = File::create(&lock_path).map_err(FolderError::io("create", &lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FolderError::Locked(root.to_owned())),
            Err(TryLockError::Error(error)) => return Err(FolderError::io("lock", lock_path)(error)),
        }
        let mut disk = Disk::open(root, files)?;
        let reader = LogFolder::new(root);
        let last = recover(&mut disk, &reader, &signer)?;
        Ok(Publisher { signer, disk, reader, last, unsure: false, _lock: lock })
    }

    /// How many entries are signed. The next one to be published has this index.
    pub fn size(&self) -> u64 {
        self.last.checkpoint.size
    }

    /// The newest checkpoint.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.last.checkpoint
    }

    /// The newest checkpoint, signed.
    pub fn note(&self) -> &Note {
        &self.last.note
    }

    /// Publishes `entries`, of which the first has index `first`, and signs the log with them at its end.
    ///
    /// Entries below [`size`](Self::size) are compared with what is signed and change nothing, so publishing again is
    /// safe. Without new entries nothing is written. `Err` that is not about the entries means *unknown*, and is
    /// resolved by calling again.
    pub fn publish<E: AsRef<[u8]>>(
        &mut self,
        first: u64,
        entries: impl IntoIterator<Item = E>,
    ) -> Result<&Checkpoint, PublishError> {
        if self.unsure {
            self.disk.reset()?;
            self.last = recover(&mut self.disk, &self.reader, &self.signer)?;
            self.unsure = false;
        }
        self.unsure = true;
        self.write_and_sign(first, entries)?;
        self.unsure = false;
        Ok(&self.last.checkpoint)
    }

    /// Compares the log with the history of a caller who has `size` entries with this `root`.
    ///
    /// A caller who has more entries than are signed gives the root of as many as are, so `size` is at most
    /// [`size`](Self::size). `Ok` means the same history. A caller with fewer entries than are signed has lost some, most
    /// likely because its database was restored from an older backup: [`Fork::Behind`].
    pub fn check_against(&self, size: u64, root: Hash) -> Result<(), PublishError> {
        let signed = self.size();
        if size > signed {
            return Err(PublishError::Gap { size: signed, first: size });
        }
        let ours = tree::root(&mut self.reader.hashes(signed), size)?;
        if ours != root {
            Err(Fork::Root { size, signed: ours, given: root })?;
        }
        if size < signed {
            Err(Fork::Behind { signed, given: size })?;
        }
        Ok(())
    }

    fn write_and_sign<E: AsRef<[u8]>>(
        &mut self,
        first: u64,
        entries: impl IntoIterator<Item = E>,
    ) -> Result<(), PublishError> {
        let old_size = self.size();
        if first > old_size {
            return Err(PublishError::Gap { size: old_size, first });
        }
        let mut signed_hashes = self.reader.hashes(old_size);
        let mut full_tiles = Vec::new();
        for (index, entry) in (first..).zip(entries) {
            let entry = entry.as_ref();
            let leaf = Hash::of_leaf(entry);
            if index < old_size {
                let signed = tree::HashSource::hash(&mut signed_hashes, tree::Node { level: 0, index })?;
                if signed != leaf {
                    Err(Fork::Entry { index, signed, given: leaf })?;
                }
                continue;
            }
            let done = append(&mut self.last, entry, leaf);
            let done =
                done.map_err(|EntryTooLong { length }| PublishError::EntryTooLong { index, length })?;
            for (path, bytes) in done {
                self.disk.put(&path.to_string(), &bytes)?;
                clear(&mut self.disk, path, old_size)?;
                full_tiles.push(path);
            }
        }
        let size = self.last.edge.size();
        if size == old_size {
            return Ok(());
        }
        for (path, bytes) in partial_files(&self.last) {
            // A tile as wide as before is on disk already.
            if !path.is_within(old_size) {
                self.disk.put(&path.to_string(), &bytes)?;
                clear(&mut self.disk, path, old_size)?;
            }
        }
        self.disk.settle()?;
        let checkpoint = Checkpoint::new(self.signer.name().clone(), size, self.last.edge.root());
        let note = sign(&checkpoint, &self.signer, &self.disk)?;
        self.disk.put(CHECKPOINT, note.to_string().as_bytes())?;
        self.disk.settle()?;
        (self.last.checkpoint, self.last.note) = (checkpoint, note);
        for path in full_tiles {
            // The publication is done, and what stays behind is right and merely superfluous: opening tries again.
            let _ = self.disk.remove_dir(&path.partials_folder());
        }
        Ok(())
    }
}

/// Reads the state of the log back from the folder, or begins a log. The way in at the start and after every error.
fn recover(disk: &mut Disk, reader: &LogFolder, signer: &Signer) -> Result<Published, FolderError> {
    if !disk.root().join(CHECKPOINT).exists() {
        if disk.root().join("tile").exists() {
            return Err(FolderError::NoCheckpoint(disk.root().to_owned()));
        }
        let checkpoint = Checkpoint::new(signer.name().clone(), 0, Hash::of_empty_tree());
        disk.put(CHECKPOINT, sign(&checkpoint, signer, disk)?.to_string().as_bytes())?;
        disk.settle()?;
    }
    let note = reader.note()?;
    let checkpoint = Checkpoint::open(&note.to_string(), &signer.verifier())
        .map_err(|source| FolderError::Checkpoint { path: disk.root().to_owned(), source })?;
    let size = checkpoint.size;
    let edge = RightEdge::load(size, |tile| reader.read_hashes(tile, size))?;
    if edge.root() != checkpoint.root {
        return Err(FolderError::Root { size, signed: checkpoint.root, found: edge.root() });
    }
    let bundle = match TilePath::last_partial(TileKind::Entries, size) {
        Some(path) => read_fitting_bundle(reader, path, size)?,
        None => Vec::new(),
    };
    sweep(disk, &edge)?;
    Ok(Published { checkpoint, note, edge, bundle })
}

/// The partial bundle, once its entries are found to have the hashes of the level-0 tile.
fn read_fitting_bundle(reader: &LogFolder, path: TilePath, size: u64) -> Result<Vec<u8>, FolderError> {
    let bytes = reader.read_tile(path, size)?;
    let tile = TilePath::at_size(TileKind::Hashes(0), path.index(), size).expect("the tile of the bundle");
    let hashes = split_hashes(&reader.read_tile(tile, size)?);
    let entries = bundle::entries(&bytes).map(|entry| entry.map(Hash::of_leaf));
    if entries.eq(hashes.into_iter().map(Ok)) { Ok(bytes) } else { Err(FolderError::Mismatch(path)) }
}

/// Removes the partial forms of the tile `now` that an interrupted publication may have left: those wider than any
/// signed one. They may hold entries that were never signed and are different now.
fn clear(disk: &mut Disk, now: TilePath, signed: u64) -> Result<(), FolderError> {
    let folder = now.partials_folder();
    for width in disk.list(&folder)? {
        let name = format!("{folder}/{width}");
        let keep = name.parse::<TilePath>().is_ok_and(|path| path == now || path.is_within(signed));
        if !keep {
            disk.remove_file(&name)?;
        }
    }
    Ok(())
}

/// Removes partial tiles that a signed full one has replaced, near the right edge, where an interruption leaves them.
fn sweep(disk: &mut Disk, edge: &RightEdge) -> Result<(), FolderError> {
    let levels = (0..8).map(TileKind::Hashes);
    for kind in levels.chain([TileKind::Entries]) {
        let Some(count) = kind.count_at(edge.size()) else { continue };
        let full = count / TILE_WIDTH;
        let Some(last) = full.checked_sub(1) else { continue };
        let path = TilePath::full(kind, last).to_string();
        let (parent, _) = path.rsplit_once('/').expect("a tile has a folder above it");
        let names = disk.list(parent)?;
        // A folder of partials is named like its full tile, with ".p" at the end.
        for tile in names.iter().filter_map(|name| name.strip_suffix(".p")) {
            let path = format!("{parent}/{tile}").parse::<TilePath>();
            let signed = path.is_ok_and(|path| path.is_within(edge.size()));
            if signed && names.iter().any(|name| name == tile) {
                disk.remove_dir(&format!("{parent}/{tile}.p"))?;
            }
        }
    }
    Ok(())
}

/// Appends one entry, and gives the files that it made full.
fn append(last: &mut Published, entry: &[u8], leaf: Hash) -> Result<Vec<(TilePath, Vec<u8>)>, EntryTooLong> {
    bundle::push(&mut last.bundle, entry)?;
    let mut done = Vec::new();
    last.edge.push(leaf, |path, hashes| done.push((path, join_hashes(hashes))));
    if let Some(&(tile, _)) = done.first() {
        let bundle = TilePath::full(TileKind::Entries, tile.index());
        done.push((bundle, std::mem::take(&mut last.bundle)));
    }
    Ok(done)
}

/// The partial tiles and the partial bundle of the present size.
fn partial_files(last: &Published) -> Vec<(TilePath, Vec<u8>)> {
    let tiles = last.edge.partial_tiles().map(|(path, hashes)| (path, join_hashes(hashes)));
    let bundle = TilePath::last_partial(TileKind::Entries, last.edge.size());
    tiles.chain(bundle.map(|path| (path, last.bundle.clone()))).collect()
}

fn join_hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

fn sign(checkpoint: &Checkpoint, signer: &Signer, disk: &Disk) -> Result<Note, FolderError> {
    checkpoint.sign(signer).map_err(|source| FolderError::Checkpoint { path: disk.root().to_owned(), source })
}

/// Why entries were not published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The entries contradict what is signed. Signing them would be to rewrite history, so it is never done.
    #[error("log would fork")]
    Fork(#[from] Fork),
    /// Entries are missing between the signed ones and the given ones.
    #[error("next entry to publish is {size}, got {first}")]
    Gap {
        /// How many entries are signed.
        size: u64,
        /// The index of the first entry given.
        first: u64,
    },
    /// An entry does not fit in a bundle.
    #[error("entry {index} has {length} bytes, at most 65535 fit")]
    EntryTooLong {
        /// Which entry.
        index: u64,
        /// Its length in bytes.
        length: usize,
    },
    /// The folder could not be read or written.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// How a history differs from the signed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fork {
    /// An entry is another than the signed one.
    #[error("entry {index} has hash {given}, the signed one has {signed}")]
    Entry {
        /// Which entry.
        index: u64,
        /// Its hash in the log.
        signed: Hash,
        /// The hash of what was given.
        given: Hash,
    },
    /// The history has other entries somewhere.
    #[error("first {size} entries have root {given}, the signed ones have {signed}")]
    Root {
        /// How many entries were compared.
        size: u64,
        /// Their root in the log.
        signed: Hash,
        /// Their root in what was given.
        given: Hash,
    },
    /// The history is the signed one, and ends too early.
    #[error("history ends after {given} entries, {signed} are signed")]
    Behind {
        /// How many entries are signed.
        signed: u64,
        /// How many were given.
        given: u64,
    },
}
