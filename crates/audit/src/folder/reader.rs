//! Reading a log folder: static files for a web server, entries and proofs for everybody.
//!
//! Nothing is cached between calls, so a reader may be shared and always sees the newest checkpoint. A reader trusts the
//! folder as a server trusts its own disk; whoever does not is served by [`crate::verify`].

use super::{CHECKPOINT, FolderError};
use crate::bundle;
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::note::{MAX_NOTE, Note, NoteError};
use crate::proof::{Exported, Proof};
use crate::tile::{TILE_WIDTH, TileKind, TilePath};
use crate::tree::{self, HashSource, Node};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// One file of the log, for a web server to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The content.
    pub bytes: Vec<u8>,
    /// The value of the `Content-Type` header.
    pub content_type: &'static str,
    /// Whether the content can never change, so that it may be cached for as long as anybody likes.
    pub immutable: bool,
}

/// A log folder, to be read.
#[derive(Debug, Clone)]
pub struct LogFolder {
    root: PathBuf,
}

impl LogFolder {
    /// The log in this folder. The folder is first looked at when something is read.
    pub fn new(root: impl Into<PathBuf>) -> LogFolder {
        LogFolder { root: root.into() }
    }

    /// What a server answers under the log's URL for `path`, such as `checkpoint` or `tile/0/x001/234.p/17`.
    ///
    /// `None` is a 404: the path is no path of a log, or what it names is not (yet) in the signed tree. Partial tiles
    /// of earlier sizes are cut from the wider ones, whether or not their own files are still there.
    pub fn read(&self, path: &str) -> Result<Option<Resource>, FolderError> {
        if path == CHECKPOINT {
            let bytes = self.note()?.to_string().into_bytes();
            return Ok(Some(Resource { bytes, content_type: "text/plain; charset=utf-8", immutable: false }));
        }
        let Ok(tile) = path.parse::<TilePath>() else { return Ok(None) };
        let size = self.checkpoint()?.size;
        if !tile.is_within(size) {
            return Ok(None);
        }
        let bytes = self.read_tile(tile, size)?;
        Ok(Some(Resource { bytes, content_type: "application/octet-stream", immutable: true }))
    }

    /// The signed checkpoint, in its form and without a look at its signatures.
    pub fn note(&self) -> Result<Note, FolderError> {
        let path = self.root.join(CHECKPOINT);
        let bytes = read_bounded(&path, MAX_NOTE + 1)?;
        let bytes = bytes.ok_or_else(|| FolderError::NoCheckpoint(self.root.clone()))?;
        let text = String::from_utf8(bytes).map_err(|_| self.bad_checkpoint(NoteError::Malformed))?;
        Note::parse(&text).map_err(|error| self.bad_checkpoint(error))
    }

    /// What the checkpoint says, believed as it stands.
    pub fn checkpoint(&self) -> Result<Checkpoint, FolderError> {
        Ok(self.signed()?.1)
    }

    /// Entry `index`; `None` when the signed tree has no such entry.
    pub fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, FolderError> {
        self.entry_at(index, self.checkpoint()?.size)
    }

    /// Entry `index` with the proof that it is in the signed tree; `None` when it has no such entry.
    pub fn export(&self, index: u64) -> Result<Option<Exported>, FolderError> {
        let (note, checkpoint) = self.signed()?;
        let Some(entry) = self.entry_at(index, checkpoint.size)? else { return Ok(None) };
        let hashes = tree::inclusion_proof(&mut self.hashes(checkpoint.size), index, checkpoint.size)?;
        Ok(hashes
            .map(|hashes| Exported { entry, proof: Proof { extra: None, index, hashes, checkpoint: note } }))
    }

    /// The signed checkpoint, and the proof that its tree begins with the tree of `old` entries; `None` when `old` is the
    /// larger. Both are of one reading: a publisher may replace the checkpoint at any time.
    pub fn grown_from(&self, old: u64) -> Result<(Note, Option<Vec<Hash>>), FolderError> {
        let (note, checkpoint) = self.signed()?;
        let proof = tree::consistency_proof(&mut self.hashes(checkpoint.size), old, checkpoint.size)?;
        Ok((note, proof))
    }

    /// The hash of subtrees within a tree of `size` entries.
    pub(crate) fn hashes(&self, size: u64) -> TileHashes<'_> {
        TileHashes { folder: self, size, tiles: HashMap::new() }
    }

    /// The bytes of a tile of a tree of `size` entries: from its own file, else cut from a wider one.
    pub(crate) fn read_tile(&self, tile: TilePath, size: u64) -> Result<Vec<u8>, FolderError> {
        let now = TilePath::at_size(tile.kind(), tile.index(), size);
        let full = TilePath::full(tile.kind(), tile.index());
        for candidate in [Some(tile), now, Some(full)].into_iter().flatten() {
            if let Some(bytes) = self.read_file(candidate)? {
                // A file with more in it than its name says is as wrong as one with less.
                if cut(candidate, &bytes).is_none_or(|whole| whole.len() != bytes.len()) {
                    return Err(FolderError::Malformed(candidate));
                }
                let part = cut(tile, &bytes).ok_or(FolderError::Malformed(candidate))?;
                return Ok(part.to_vec());
            }
        }
        Err(FolderError::Missing(tile))
    }

    /// The hashes in a tile of a tree of `size` entries.
    pub(crate) fn read_hashes(&self, tile: TilePath, size: u64) -> Result<Vec<Hash>, FolderError> {
        Ok(split_hashes(&self.read_tile(tile, size)?))
    }

    /// The bytes of exactly this file; `None` when it is not there.
    pub(crate) fn read_file(&self, tile: TilePath) -> Result<Option<Vec<u8>>, FolderError> {
        let limit = match tile.kind() {
            TileKind::Entries => bundle::MAX_BUNDLE,
            TileKind::Hashes(_) => TILE_WIDTH as usize * Hash::LEN,
        };
        // One byte above the limit is enough to see that a file is too long.
        read_bounded(&self.root.join(tile.to_string()), limit + 1)
    }

    fn signed(&self) -> Result<(Note, Checkpoint), FolderError> {
        let note = self.note()?;
        let checkpoint = Checkpoint::read_unverified(&note).map_err(|source| self.bad_checkpoint(source))?;
        Ok((note, checkpoint))
    }

    fn entry_at(&self, index: u64, size: u64) -> Result<Option<Vec<u8>>, FolderError> {
        if index >= size {
            return Ok(None);
        }
        let tile = TilePath::at_size(TileKind::Entries, index / TILE_WIDTH, size)
            .expect("an entry below the size is in a bundle of that size");
        let bytes = self.read_tile(tile, size)?;
        let entry = bundle::entries(&bytes).nth((index % TILE_WIDTH) as usize);
        let entry = entry.and_then(Result::ok).ok_or(FolderError::Malformed(tile))?;
        Ok(Some(entry.to_vec()))
    }

    fn bad_checkpoint(&self, source: impl Into<CheckpointError>) -> FolderError {
        FolderError::Checkpoint { path: self.root.clone(), source: source.into() }
    }
}

/// The hashes of a tree of a given size, read from its tiles. Tiles are kept for the life of the value, which is that
/// of one proof.
pub(crate) struct TileHashes<'a> {
    folder: &'a LogFolder,
    size: u64,
    tiles: HashMap<TilePath, Vec<Hash>>,
}

impl HashSource for TileHashes<'_> {
    type Error = FolderError;

    fn hash(&mut self, node: Node) -> Result<Hash, FolderError> {
        let below = node.level % 8;
        let first = node.index << below;
        let kind = TileKind::Hashes(node.level / 8);
        let tile = TilePath::at_size(kind, first / TILE_WIDTH, self.size)
            .expect("proofs ask only for subtrees inside the tree");
        if !self.tiles.contains_key(&tile) {
            self.tiles.insert(tile, self.folder.read_hashes(tile, self.size)?);
        }
        let start = (first % TILE_WIDTH) as usize;
        Ok(Hash::of_complete(&self.tiles[&tile][start..start + (1 << below)]))
    }
}

/// The part of `bytes`, the content of this tile or of a wider one, that this tile holds.
pub(crate) fn cut(tile: TilePath, bytes: &[u8]) -> Option<&[u8]> {
    match tile.kind() {
        TileKind::Entries => bundle::truncate(bytes, tile.width()),
        TileKind::Hashes(_) => bytes.get(..tile.width() * Hash::LEN),
    }
}

/// The hashes in the bytes of a tile.
pub(crate) fn split_hashes(bytes: &[u8]) -> Vec<Hash> {
    let (hashes, _) = bytes.as_chunks();
    hashes.iter().map(|bytes| Hash(*bytes)).collect()
}

/// At most `limit` bytes of a file; `None` when there is no such file.
pub(crate) fn read_bounded(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, FolderError> {
    let read = || {
        let mut bytes = Vec::new();
        File::open(path)?.take(limit as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) => match io::Error::kind(&error) {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(None),
            _ => Err(FolderError::io("read", path)(error)),
        },
    }
}
