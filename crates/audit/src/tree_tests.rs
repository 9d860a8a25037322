//! Roots and proofs, held against `ct-merkle`, which somebody else wrote.

use super::*;
use crate::edge::RightEdge;
use crate::tile::{TILE_WIDTH, TileKind, TilePath};
use aws_lc_rs::digest::{Context, SHA256};
use ct_merkle::digest::{FixedOutput, HashMarker, Output, OutputSizeUser, Update, consts::U32};
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash, mem_backed_tree::MemoryBackedTree};
use std::collections::HashMap;
use std::convert::Infallible;

/// SHA-256 in the form in which the oracle wants it.
struct Sha256(Context);

impl Default for Sha256 {
    fn default() -> Sha256 {
        Sha256(Context::new(&SHA256))
    }
}
impl OutputSizeUser for Sha256 {
    type OutputSize = U32;
}
impl Update for Sha256 {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
}
impl FixedOutput for Sha256 {
    fn finalize_into(self, out: &mut Output<Sha256>) {
        out.copy_from_slice(self.0.finish().as_ref());
    }
}
impl HashMarker for Sha256 {}

type Oracle = MemoryBackedTree<Sha256, Vec<u8>>;

/// A tree whose tiles are kept in memory, grown with [`RightEdge`] only.
#[derive(Default)]
struct Tiles {
    edge: RightEdge,
    full: HashMap<TilePath, Vec<Hash>>,
}

impl Tiles {
    fn push(&mut self, entry: &[u8]) {
        let full = &mut self.full;
        self.edge.push(Hash::of_leaf(entry), |path, hashes| {
            assert!(full.insert(path, hashes.to_vec()).is_none(), "{path} became full twice");
        });
    }

    fn tile(&self, path: TilePath) -> Vec<Hash> {
        let partial = self.edge.partial_tiles().find(|(partial, _)| *partial == path);
        partial.map_or_else(|| self.full[&path].clone(), |(_, hashes)| hashes.to_vec())
    }
}

impl HashSource for Tiles {
    type Error = Infallible;

    fn hash(&mut self, node: Node) -> Result<Hash, Infallible> {
        let leaves = (node.index << (node.level % 8)) as usize;
        let kind = TileKind::Hashes(node.level / 8);
        let path = TilePath::at_size(kind, leaves as u64 / TILE_WIDTH, self.edge.size()).unwrap();
        let start = leaves % TILE_WIDTH as usize;
        Ok(Hash::of_complete(&self.tile(path)[start..start + (1 << (node.level % 8))]))
    }
}

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

/// Both trees at `size`.
fn grow(tiles: &mut Tiles, oracle: &mut Oracle, size: u64) {
    while tiles.edge.size() < size {
        let next = entry(tiles.edge.size());
        tiles.push(&next);
        oracle.push(next);
    }
}

fn get<T>(result: Result<T, Infallible>) -> T {
    let Ok(value) = result;
    value
}

fn check_root(tiles: &mut Tiles, oracle: &Oracle) {
    let size = tiles.edge.size();
    let expected = Hash(oracle.root().as_bytes()[..].try_into().unwrap());
    assert_eq!(tiles.edge.root(), expected, "root at {size}");
    assert_eq!(get(root(tiles, size)), expected, "root from tiles at {size}");
    let loaded = RightEdge::load(size, |path| Ok::<_, Infallible>(tiles.tile(path)));
    assert_eq!(get(loaded), tiles.edge, "edge read back at {size}");
}

fn check_inclusion(tiles: &mut Tiles, oracle: &Oracle, index: u64) {
    let size = tiles.edge.size();
    let proof = get(inclusion_proof(tiles, index, size)).unwrap();
    let expected = oracle.prove_inclusion(index as usize);
    let bytes: Vec<u8> = proof.iter().flat_map(|hash| hash.0).collect();
    assert_eq!(bytes, expected.as_bytes(), "{index} in {size}");
    let theirs = InclusionProof::<Sha256>::from_bytes(bytes);
    oracle.root().verify_inclusion(&entry(index), index, &theirs).unwrap();

    let (leaf, root) = (Hash::of_leaf(&entry(index)), tiles.edge.root());
    assert_eq!(verify_inclusion(&proof, index, size, leaf, root), Ok(()), "{index} in {size}");
    refuses_spoiled(&proof, |bad| verify_inclusion(bad, index, size, leaf, root));
    let other = Hash::of_leaf(b"another entry");
    assert!(verify_inclusion(&proof, index, size, other, root).is_err());
    assert!(verify_inclusion(&proof, size, size, leaf, root).is_err());
    if size > 1 {
        let wrong_place = (index + 1) % size;
        assert!(verify_inclusion(&proof, wrong_place, size, leaf, root).is_err(), "{index} in {size}");
    }
}

fn check_consistency(tiles: &mut Tiles, oracle: &Oracle, old: u64, old_root: Hash) {
    let new = tiles.edge.size();
    let proof = get(consistency_proof(tiles, old, new)).unwrap();
    let new_root = tiles.edge.root();
    if old > 0 {
        let expected = oracle.prove_consistency((new - old) as usize);
        let bytes: Vec<u8> = proof.iter().flat_map(|hash| hash.0).collect();
        assert_eq!(bytes, expected.as_bytes(), "{old} to {new}");
        let theirs = ConsistencyProof::<Sha256>::try_from_bytes(bytes).unwrap();
        let old_theirs = RootHash::new(old_root.0.into(), old);
        oracle.root().verify_consistency(&old_theirs, &theirs).unwrap();
    }
    assert_eq!(verify_consistency(&proof, old, new, old_root, new_root), Ok(()), "{old} to {new}");
    refuses_spoiled(&proof, |bad| verify_consistency(bad, old, new, old_root, new_root));
    let other = Hash::of_leaf(b"another root");
    assert!(verify_consistency(&proof, old, new, other, new_root).is_err());
    if old > 0 {
        assert!(verify_consistency(&proof, old, new, old_root, other).is_err());
    }
    if old < new {
        assert!(verify_consistency(&proof, new, old, new_root, old_root).is_err());
    }
}

/// Every proof that differs from a good one in one hash, or in length by one, is refused.
fn refuses_spoiled(good: &[Hash], verify: impl Fn(&[Hash]) -> Result<(), Mismatch>) {
    for place in 0..good.len() {
        let mut bad = good.to_vec();
        bad[place].0[31] ^= 1;
        assert!(matches!(verify(&bad), Err(Mismatch::Root { .. })), "hash {place} changed");
    }
    let longer = [good, &[Hash::of_empty_tree()]].concat();
    assert_eq!(verify(&longer), Err(Mismatch::ProofTooLong));
    if let Some((_, shorter)) = good.split_last() {
        assert!(verify(shorter).is_err());
    }
}

#[test]
fn small_trees_agree_with_the_oracle_in_everything() {
    let (mut tiles, mut oracle) = (Tiles::default(), Oracle::new());
    assert_eq!(tiles.edge.root(), Hash::of_empty_tree());
    assert_eq!(get(root(&mut tiles, 0)), Hash::of_empty_tree());
    let mut roots = vec![tiles.edge.root()];
    for size in 1..=300 {
        grow(&mut tiles, &mut oracle, size);
        check_root(&mut tiles, &oracle);
        roots.push(tiles.edge.root());
        // All pairs while they are few, and a spread of them after.
        let step = if size <= 40 { 1 } else { 23 };
        for index in (0..size).rev().step_by(step) {
            check_inclusion(&mut tiles, &oracle, index);
            check_consistency(&mut tiles, &oracle, index, roots[index as usize]);
        }
        check_consistency(&mut tiles, &oracle, size, roots[size as usize]);
    }
}

#[test]
fn trees_at_the_borders_of_tiles_agree_with_the_oracle() {
    let (mut tiles, mut oracle) = (Tiles::default(), Oracle::new());
    let mut earlier = Vec::new();
    for size in [255, 256, 257, 511, 512, 513, 65_279, 65_280, 65_281, 65_535, 65_536, 65_537, 65_793] {
        grow(&mut tiles, &mut oracle, size);
        check_root(&mut tiles, &oracle);
        for index in [0, 1, 254, 255, 256, 257, 65_278, 65_535, 65_536, size - 1] {
            if index < size {
                check_inclusion(&mut tiles, &oracle, index);
            }
        }
        earlier.push((size, tiles.edge.root()));
        for &(old, old_root) in &earlier {
            check_consistency(&mut tiles, &oracle, old, old_root);
        }
    }
}

/// The tree of eight leaves in the reference data of Certificate Transparency.
#[test]
fn the_root_of_the_reference_leaves_is_the_published_one() {
    let leaves: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let mut tiles = Tiles::default();
    leaves.iter().for_each(|leaf| tiles.push(leaf));
    let expected = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
    assert_eq!(tiles.edge.root().to_hex(), expected);
}

#[test]
fn nothing_is_proved_outside_the_tree() {
    let mut tiles = Tiles::default();
    tiles.push(b"only");
    assert_eq!(get(inclusion_proof(&mut tiles, 1, 1)), None);
    assert_eq!(get(consistency_proof(&mut tiles, 2, 1)), None);
    let root = tiles.edge.root();
    assert_eq!(
        verify_inclusion(&[], 0, 0, Hash::of_leaf(b"only"), root),
        Err(Mismatch::OutsideTree { index: 0, size: 0 })
    );
    assert!(verify_consistency(&[], 0, 1, root, root).is_err(), "the empty tree has the empty root");
    assert_eq!(verify_inclusion(&[root; 64], u64::MAX - 1, u64::MAX, root, root).map_err(|_| ()), Err(()));
    assert_eq!(verify_consistency(&[root; 64], u64::MAX - 1, u64::MAX, root, root).map_err(|_| ()), Err(()));
}
