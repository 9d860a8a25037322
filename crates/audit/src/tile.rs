//! The names of tiles and entry bundles, as C2SP tlog-tiles lays them out.
//!
//! A tile is 256 consecutive hashes of one level: `tile/<L>/<N>`; while it is not full, `tile/<L>/<N>.p/<W>`. An entry
//! bundle is the entries of 256 consecutive leaves: `tile/entries/<N>`, partial likewise. `<N>` is written in groups
//! of three digits, all but the last with an `x`: 1234067 is `x001/x234/067`.
//!
//! # What holds
//!
//! * A path that parses is the only spelling of its tile, has no `..`, and lies under `tile/`.

use std::{fmt, num::NonZeroU16, str::FromStr};

/// Hashes in a full tile, and entries in a full bundle.
pub const TILE_WIDTH: u64 = 256;

/// Levels are written with numbers up to this one, far above what any tree reaches.
const MAX_LEVEL: u8 = 63;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TileKind {
    /// Hashes of subtrees of `256^level` leaves each; level 0 holds leaf hashes.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

impl TileKind {
    /// How many hashes (or entries) of this kind a tree of `size` leaves has; `None` when it has none.
    pub fn count_at(self, size: u64) -> Option<u64> {
        let level = match self {
            TileKind::Hashes(level) => u32::from(level),
            TileKind::Entries => 0,
        };
        size.checked_shr(8 * level).filter(|&count| count > 0)
    }
}

/// One tile or bundle, full or partial. `Display` writes the path relative to the log, `FromStr` reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TilePath {
    kind: TileKind,
    index: u64,
    /// From 1 to 256.
    width: NonZeroU16,
}

impl TilePath {
    /// The full tile.
    pub fn full(kind: TileKind, index: u64) -> TilePath {
        TilePath { kind, index, width: FULL }
    }

    /// The tile as wide as a tree of `size` leaves has it; `None` when that tree does not reach it.
    pub fn at_size(kind: TileKind, index: u64, size: u64) -> Option<TilePath> {
        let before = index.checked_mul(TILE_WIDTH)?;
        let width = kind.count_at(size)?.saturating_sub(before).min(TILE_WIDTH);
        Some(TilePath { kind, index, width: NonZeroU16::new(width as u16)? })
    }

    /// The partial tile at the right edge of a tree of `size` leaves; `None` when the last tile is full.
    pub fn last_partial(kind: TileKind, size: u64) -> Option<TilePath> {
        let index = kind.count_at(size)? / TILE_WIDTH;
        TilePath::at_size(kind, index, size)
    }

    /// What the tile holds.
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// Which tile of its kind, counted from the left.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or entries it holds, from 1 to 256.
    pub fn width(&self) -> usize {
        usize::from(self.width.get())
    }

    /// Whether it holds all 256.
    pub fn is_full(&self) -> bool {
        self.width == FULL
    }

    /// Whether all that it holds is in a tree of `size` leaves.
    pub fn is_within(&self, size: u64) -> bool {
        TilePath::at_size(self.kind, self.index, size).is_some_and(|tile| self.width <= tile.width)
    }

    /// The folder that holds the partial forms of this tile.
    pub(crate) fn partials_folder(&self) -> String {
        format!("{}.p", TilePath::full(self.kind, self.index))
    }
}

const FULL: NonZeroU16 = NonZeroU16::new(TILE_WIDTH as u16).expect("256 is not 0");

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        let mut divisor: u64 = 1;
        while self.index / divisor >= 1000 {
            divisor *= 1000;
        }
        while divisor > 1 {
            write!(f, "x{:03}/", self.index / divisor % 1000)?;
            divisor /= 1000;
        }
        write!(f, "{:03}", self.index % 1000)?;
        if !self.is_full() {
            write!(f, ".p/{}", self.width)?;
        }
        Ok(())
    }
}

impl FromStr for TilePath {
    type Err = TilePathError;

    fn from_str(path: &str) -> Result<TilePath, TilePathError> {
        // What is read loosely here is made strict at the end: only the one spelling that Display writes is accepted.
        let rest = path.strip_prefix("tile/").ok_or(TilePathError)?;
        let (kind, rest) = rest.split_once('/').ok_or(TilePathError)?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes(number(level).filter(|&l| l <= MAX_LEVEL).ok_or(TilePathError)?),
        };
        let (index, width) = match rest.split_once(".p/") {
            Some((index, width)) => {
                (index, number::<u16>(width).filter(|&w| u64::from(w) < TILE_WIDTH).ok_or(TilePathError)?)
            }
            None => (rest, FULL.get()),
        };
        let mut value: u64 = 0;
        for group in index.split('/') {
            let digits: u64 = number(group.strip_prefix('x').unwrap_or(group)).ok_or(TilePathError)?;
            value = value.checked_mul(1000).and_then(|v| v.checked_add(digits)).ok_or(TilePathError)?;
        }
        let width = NonZeroU16::new(width).ok_or(TilePathError)?;
        let tile = TilePath { kind, index: value, width };
        if tile.to_string() == path { Ok(tile) } else { Err(TilePathError) }
    }
}

/// A path that names no tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the path of a tile or an entry bundle")]
pub struct TilePathError;

fn number<T: FromStr>(digits: &str) -> Option<T> {
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn paths_are_those_of_tlog_tiles() {
        let check = |text: &str, kind, index, width| {
            let path: TilePath = text.parse().unwrap();
            assert_eq!((path.kind(), path.index(), path.width()), (kind, index, width), "{text}");
            assert_eq!(path.to_string(), text);
        };
        check("tile/0/000", TileKind::Hashes(0), 0, 256);
        check("tile/1/x001/x234/067", TileKind::Hashes(1), 1_234_067, 256);
        check("tile/63/999.p/255", TileKind::Hashes(63), 999, 255);
        check("tile/entries/x001/000.p/1", TileKind::Entries, 1000, 1);
        check("tile/0/x018/x446/x744/x073/x709/x551/615", TileKind::Hashes(0), u64::MAX, 256);
    }

    #[test]
    fn no_other_spelling_is_accepted() {
        for bad in [
            "",
            "tile",
            "tile/",
            "/tile/0/000",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/00",
            "tile/0/0000",
            "tile/00/000",
            "tile/64/000",
            "tile/256/000",
            "tile/-1/000",
            "tile/+1/000",
            "tile/0/x000/000",
            "tile/0/001/000",
            "tile/0/x001",
            "tile/0/x001/x000",
            "tile/0/000.p",
            "tile/0/000.p/",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/+1",
            "tile/0/000/..",
            "tile/0/../checkpoint",
            "tile/0/000.p/1/",
            "tile/0/000.p/1.p/1",
            "tile//000",
            "tile/0//000",
            "tile/entries/..",
            "tile/Entries/000",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
            "tile/0/x001/x018/x446/x744/x073/x709/x551/615",
            "tile/0/０００",
            "tile/0/000\0",
            "tile/data/000",
            "checkpoint",
        ] {
            assert_eq!(bad.parse::<TilePath>(), Err(TilePathError), "{bad:?}");
        }
    }

    /// The example in the text of tlog-tiles.
    #[test]
    fn a_tree_of_70000_has_the_tiles_of_the_specification() {
        let width =
            |level, index| TilePath::at_size(TileKind::Hashes(level), index, 70_000).map(|t| t.width());
        assert_eq!((width(0, 272), width(0, 273), width(0, 274)), (Some(256), Some(112), None));
        assert_eq!((width(1, 0), width(1, 1), width(1, 2)), (Some(256), Some(17), None));
        assert_eq!((width(2, 0), width(2, 1), width(3, 0)), (Some(1), None, None));
        assert_eq!((width(7, 0), width(8, 0), width(63, 0)), (None, None, None));
        assert_eq!(TilePath::last_partial(TileKind::Hashes(0), 256), None);
        assert_eq!(TilePath::last_partial(TileKind::Hashes(1), 256).unwrap().to_string(), "tile/1/000.p/1");
    }

    proptest! {
        #[test]
        fn every_path_is_read_back(level in proptest::option::of(0u8..=63), index: u64, width in 1u16..=256) {
            let kind = level.map_or(TileKind::Entries, TileKind::Hashes);
            let tile = TilePath { kind, index, width: NonZeroU16::new(width).unwrap() };
            prop_assert_eq!(tile.to_string().parse(), Ok(tile));
        }

        #[test]
        fn any_text_is_refused_or_is_its_own_spelling(text in "(tile/)?[0-9a-zx./+]{0,24}") {
            if let Ok(tile) = text.parse::<TilePath>() {
                prop_assert_eq!(tile.to_string(), text);
            }
        }
    }
}
