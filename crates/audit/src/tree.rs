//! The Merkle tree of RFC 6962: its root, proofs that an entry is in it, proofs that it only grew.
//!
//! Making a proof needs hashes of complete subtrees, and asks a [`HashSource`] for them; where they lie is the
//! source's business. Checking a proof needs nothing but the proof. The two sides are written from different
//! descriptions (making: RFC 6962 section 2.1, checking: RFC 9162 section 2.1), so that a mistake in one does not hide
//! in the other.
//!
//! # What holds
//!
//! * A checked proof has exactly the length that its sizes ask for: nothing missing, nothing left over.
//! * Making a proof reads O(log size) subtrees.

use crate::hash::Hash;

/// A complete subtree: the `2^level` leaves from `index * 2^level` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Node {
    /// Height of the subtree; 0 is a leaf.
    pub level: u8,
    /// Which subtree of this height, counted from the left.
    pub index: u64,
}

/// Where the hashes of a tree are kept.
pub trait HashSource {
    /// Why a hash could not be had.
    type Error;

    /// The hash of a complete subtree that lies wholly inside the tree.
    fn hash(&mut self, node: Node) -> Result<Hash, Self::Error>;
}

/// The root of the first `size` leaves.
pub fn root<S: HashSource>(source: &mut S, size: u64) -> Result<Hash, S::Error> {
    if size == 0 { Ok(Hash::of_empty_tree()) } else { range(source, 0, size) }
}

/// The proof that leaf `index` is in the tree of `size` leaves, from the leaf's sibling upwards; `None` when the
/// tree has no such leaf.
pub fn inclusion_proof<S: HashSource>(
    source: &mut S,
    index: u64,
    size: u64,
) -> Result<Option<Vec<Hash>>, S::Error> {
    if index >= size {
        return Ok(None);
    }
    subtree_proof(source, Node { level: 0, index }, size).map(Some)
}

/// The proof that a complete subtree is part of the tree of `size` leaves, in which it lies.
///
/// It is checked like the proof of a leaf, in a tree that has subtrees of this height for leaves.
pub(crate) fn subtree_proof<S: HashSource>(
    source: &mut S,
    node: Node,
    size: u64,
) -> Result<Vec<Hash>, S::Error> {
    let first = node.index << node.level;
    let (mut low, mut high) = (0, size);
    let mut proof = Vec::new();
    while high - low > 1 << node.level {
        let middle = low + split(high - low);
        if first < middle {
            proof.push(range(source, middle, high)?);
            high = middle;
        } else {
            proof.push(range(source, low, middle)?);
            low = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that the tree of `new` leaves begins with the tree of `old` leaves; `None` when `old` is the larger.
/// Nothing needs proving from an empty tree, nor between equal sizes: those proofs are empty.
pub fn consistency_proof<S: HashSource>(
    source: &mut S,
    old: u64,
    new: u64,
) -> Result<Option<Vec<Hash>>, S::Error> {
    if old > new {
        return Ok(None);
    }
    if old == 0 || old == new {
        return Ok(Some(Vec::new()));
    }
    let (mut low, mut high) = (0, new);
    let mut proof = Vec::new();
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(range(source, middle, high)?);
            high = middle;
        } else {
            proof.push(range(source, low, middle)?);
            low = middle;
        }
    }
    // The verifier knows the old root already, so it is left out when it is itself the last piece.
    if low != 0 {
        proof.push(range(source, low, high)?);
    }
    proof.reverse();
    Ok(Some(proof))
}

/// Checks that `leaf` is entry `index` of the tree of `size` entries with this `root`.
pub fn verify_inclusion(
    proof: &[Hash],
    index: u64,
    size: u64,
    leaf: Hash,
    root: Hash,
) -> Result<(), Mismatch> {
    if index >= size {
        return Err(Mismatch::OutsideTree { index, size });
    }
    let (mut place, mut last) = (index, size - 1);
    let mut computed = leaf;
    for &sibling in proof {
        if last == 0 {
            return Err(Mismatch::ProofTooLong);
        }
        if place & 1 == 1 || place == last {
            computed = Hash::of_node(sibling, computed);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            computed = Hash::of_node(computed, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    if last != 0 {
        return Err(Mismatch::ProofTooShort);
    }
    same_root(root, computed)
}

/// Checks that the tree of `new` entries begins with the tree of `old` entries.
///
/// An empty old tree has the empty root and, like two equal sizes, an empty proof.
pub fn verify_consistency(
    proof: &[Hash],
    old: u64,
    new: u64,
    old_root: Hash,
    new_root: Hash,
) -> Result<(), Mismatch> {
    if old > new {
        return Err(Mismatch::Shrunk { old, new });
    }
    if old == 0 || old == new {
        if !proof.is_empty() {
            return Err(Mismatch::ProofTooLong);
        }
        if old == 0 {
            same_root(Hash::of_empty_tree(), old_root)?;
        }
        return if old == new { same_root(old_root, new_root) } else { Ok(()) };
    }
    let mut rest = proof.iter().copied();
    let first = if old.is_power_of_two() { Some(old_root) } else { rest.next() };
    let first = first.ok_or(Mismatch::ProofTooShort)?;
    let (mut place, mut last) = (old - 1, new - 1);
    while place & 1 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    let (mut computed_old, mut computed_new) = (first, first);
    for sibling in rest {
        if last == 0 {
            return Err(Mismatch::ProofTooLong);
        }
        if place & 1 == 1 || place == last {
            computed_old = Hash::of_node(sibling, computed_old);
            computed_new = Hash::of_node(sibling, computed_new);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            computed_new = Hash::of_node(computed_new, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    if last != 0 {
        return Err(Mismatch::ProofTooShort);
    }
    same_root(old_root, computed_old)?;
    same_root(new_root, computed_new)
}

/// Why a proof does not prove what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The tree has no such entry.
    #[error("entry {index} is outside a tree of {size} entries")]
    OutsideTree {
        /// The entry asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The newer tree is the smaller one.
    #[error("a tree of {old} entries cannot have become one of {new}")]
    Shrunk {
        /// Size of the older tree.
        old: u64,
        /// Size of the newer tree.
        new: u64,
    },
    /// The proof ends before the root is reached.
    #[error("proof has too few hashes")]
    ProofTooShort,
    /// Hashes are left over once the root is reached.
    #[error("proof has too many hashes")]
    ProofTooLong,
    /// The proof leads to another root.
    #[error("expected root {expected}, computed {computed}")]
    Root {
        /// The root that was to be proved.
        expected: Hash,
        /// The root to which the proof leads.
        computed: Hash,
    },
}

fn same_root(expected: Hash, computed: Hash) -> Result<(), Mismatch> {
    if expected == computed { Ok(()) } else { Err(Mismatch::Root { expected, computed }) }
}

/// The size of the left subtree of a tree of `size` > 1 leaves: the largest power of two below `size`.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The hash over the leaves from `low` to before `high`, where `low` is where a subtree of that many leaves may begin.
fn range<S: HashSource>(source: &mut S, low: u64, high: u64) -> Result<Hash, S::Error> {
    // The right-most subtree is the smallest, and the hashes join from the right: take the low bits first.
    let mut end = high;
    let mut joined: Option<Hash> = None;
    while end > low {
        let level = (end - low).trailing_zeros();
        let index = (end >> level) - 1;
        let left = source.hash(Node { level: level as u8, index })?;
        joined = Some(joined.map_or(left, |right| Hash::of_node(left, right)));
        end = index << level;
    }
    Ok(joined.expect("callers ask for at least one leaf"))
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
