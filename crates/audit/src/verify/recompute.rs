//! The log, computed anew from its entries and held against its tiles, file by file.

use super::VerifyError;
use crate::bundle;
use crate::checkpoint::Checkpoint;
use crate::edge::RightEdge;
use crate::folder::{LogFolder, split_hashes};
use crate::hash::Hash;
use crate::tile::{TILE_WIDTH, TileKind, TilePath};
use crate::tree::{self, Node};

/// What came of computing the log anew.
pub(super) struct Recomputed<'a> {
    folder: &'a LogFolder,
    size: u64,
    /// The tree over the entries that were read.
    pub(super) edge: RightEdge,
    /// How many files were read.
    pub(super) files: u64,
    /// The first place where a tile's file has another hash than the entries give.
    pub(super) difference: Option<Difference>,
}

impl<'a> Recomputed<'a> {
    pub(super) fn new(folder: &'a LogFolder, size: u64) -> Recomputed<'a> {
        Recomputed { folder, size, edge: RightEdge::new(), files: 0, difference: None }
    }

    /// Reads every entry and compares every tile, as far as the files are whole.
    pub(super) fn run(&mut self) -> Result<(), VerifyError> {
        let mut index = 0;
        while let Some(bundle) = TilePath::at_size(TileKind::Entries, index, self.size) {
            self.read_bundle(bundle)?;
            index += 1;
        }
        let partial: Vec<_> = self.edge.partial_tiles().map(|(path, row)| (path, row.to_vec())).collect();
        partial.iter().try_for_each(|(path, row)| self.compare(*path, row))
    }

    fn read_bundle(&mut self, path: TilePath) -> Result<(), VerifyError> {
        let bytes = self.folder.read_file(path)?.ok_or(VerifyError::Missing(path))?;
        self.files += 1;
        let mut full = Vec::new();
        let mut count = 0;
        for entry in bundle::entries(&bytes) {
            let index = path.index() * TILE_WIDTH + count;
            let entry = entry.map_err(|_| VerifyError::EntryCutShort { bundle: path, index })?;
            count += 1;
            if count > path.width() as u64 {
                // Counting on would push entries that the signed tree has no place for.
                continue;
            }
            self.edge.push(Hash::of_leaf(entry), |tile, row| full.push((tile, row.to_vec())));
        }
        if count != path.width() as u64 {
            return Err(VerifyError::EntryCount {
                bundle: path,
                expected: path.width() as u64,
                found: count,
            });
        }
        full.iter().try_for_each(|(tile, row)| self.compare(*tile, row))
    }

    /// Compares the hashes that a tile must have with those in its file.
    fn compare(&mut self, tile: TilePath, computed: &[Hash]) -> Result<(), VerifyError> {
        let bytes = self.folder.read_file(tile)?.ok_or(VerifyError::Missing(tile))?;
        self.files += 1;
        let expected = computed.len() * Hash::LEN;
        if bytes.len() != expected {
            return Err(VerifyError::TileLength { tile, expected, found: bytes.len() });
        }
        let recorded = split_hashes(&bytes);
        let place = recorded.iter().zip(computed).position(|(ours, theirs)| ours != theirs);
        if let (Some(place), None) = (place, self.difference) {
            let difference = Difference { tile, place, recorded: recorded[place], computed: computed[place] };
            self.difference = Some(difference);
        }
        Ok(())
    }
}

/// A hash that is recorded otherwise than it is computed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Difference {
    tile: TilePath,
    place: usize,
    recorded: Hash,
    computed: Hash,
}

impl Difference {
    /// Says which of the two is wrong: what is recorded, unless the signed root vouches for it.
    pub(super) fn blame(self, folder: &LogFolder, checkpoint: &Checkpoint) -> VerifyError {
        let Difference { tile, place, recorded, computed } = self;
        let TileKind::Hashes(tile_level) = tile.kind() else { unreachable!("only hashes are compared") };
        let level = 8 * tile_level;
        let index = tile.index() * TILE_WIDTH + place as u64;
        if !is_signed(folder, checkpoint, Node { level, index }, recorded) {
            return VerifyError::Tile { tile, place, expected: computed, found: recorded };
        }
        match tile_level.checked_sub(1) {
            None => {
                let bundle = TilePath::at_size(TileKind::Entries, tile.index(), checkpoint.size);
                let bundle = bundle.expect("a tile of level 0 has its bundle");
                VerifyError::Entry { bundle, index, expected: recorded, found: computed }
            }
            Some(below) => {
                let tile = TilePath::full(TileKind::Hashes(below), index);
                let first = index << level;
                let last = first + ((1 << level) - 1);
                VerifyError::Replaced { tile, first, last, expected: recorded, found: computed }
            }
        }
    }
}

/// Whether the tiles above lead from this hash to the signed root.
fn is_signed(folder: &LogFolder, checkpoint: &Checkpoint, node: Node, hash: Hash) -> bool {
    // What cannot be read cannot vouch, so an unreadable tile counts as "no".
    let Ok(proof) = tree::subtree_proof(&mut folder.hashes(checkpoint.size), node, checkpoint.size) else {
        return false;
    };
    let subtrees = ((checkpoint.size - 1) >> node.level) + 1;
    tree::verify_inclusion(&proof, node.index, subtrees, hash, checkpoint.root).is_ok()
}
