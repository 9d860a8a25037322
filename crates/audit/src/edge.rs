//! The right edge of a growing tree: the tiles that are not yet full.
//!
//! It is all that appending needs: at most 255 hashes per tile level, whatever the size of the log. Appending hashes
//! each leaf in once, hands out every tile that becomes full, and keeps the rest. The edge is never stored by itself: it
//! *is* the partial tiles of the current size, so it is read back from them.

use crate::hash::Hash;
use crate::tile::{TILE_WIDTH, TileKind, TilePath};

/// The tiles at the right edge of a tree, level by level, each with fewer than 256 hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RightEdge {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl RightEdge {
    /// The edge of the empty tree.
    pub fn new() -> RightEdge {
        RightEdge::default()
    }

    /// The edge of a tree of `size` leaves, from its partial tiles. `tile` gives the hashes of the partial tile it is
    /// asked for, exactly as many as the path's width.
    pub fn load<E>(
        size: u64,
        mut tile: impl FnMut(TilePath) -> Result<Vec<Hash>, E>,
    ) -> Result<RightEdge, E> {
        let mut edge = RightEdge { size, levels: Vec::new() };
        let mut level = 0;
        while let Some(count) = TileKind::Hashes(level).count_at(size) {
            edge.levels.push(match TilePath::last_partial(TileKind::Hashes(level), size) {
                Some(path) => tile(path)?,
                None => Vec::new(),
            });
            debug_assert_eq!(edge.levels[usize::from(level)].len() as u64, count % TILE_WIDTH);
            level += 1;
        }
        Ok(edge)
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends one leaf. `full` is called for every tile that this leaf makes full, lowest level first.
    pub fn push(&mut self, leaf: Hash, mut full: impl FnMut(TilePath, &[Hash])) {
        self.size += 1;
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let row = &mut self.levels[level];
            row.push(hash);
            if (row.len() as u64) < TILE_WIDTH {
                return;
            }
            let kind = TileKind::Hashes(level as u8);
            let index = (self.size >> (8 * (level + 1))) - 1;
            full(TilePath::full(kind, index), row);
            hash = Hash::of_complete(row);
            row.clear();
        }
    }

    /// The tiles that are partial now, lowest level first.
    pub fn partial_tiles(&self) -> impl Iterator<Item = (TilePath, &[Hash])> {
        (0..).zip(&self.levels).filter_map(|(level, row)| {
            Some((TilePath::last_partial(TileKind::Hashes(level), self.size)?, row.as_slice()))
        })
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        let mut joined: Option<Hash> = None;
        for row in &self.levels {
            let mut end = row.len();
            while end > 0 {
                let start = end - (1 << end.trailing_zeros());
                let left = Hash::of_complete(&row[start..end]);
                joined = Some(joined.map_or(left, |right| Hash::of_node(left, right)));
                end = start;
            }
        }
        joined.unwrap_or_else(Hash::of_empty_tree)
    }
}
