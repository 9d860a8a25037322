//! An append-only Merkle log: tiles, signed checkpoints, proofs and offline verification.
//!
//! The log is a sequence of entries. An entry is bytes, and this crate never looks inside. From the entries follow a
//! Merkle tree (RFC 6962), its hashes as static tiles (C2SP tlog-tiles), and a signed root (C2SP tlog-checkpoint in
//! a C2SP signed-note). Whoever holds the verifier key can check all of it with tools that nobody here wrote.
//!
//! From the purest to the one that touches a disk:
//!
//! | module | knows |
//! |---|---|
//! | [`hash`] | one hash, of a leaf or of an inner node |
//! | [`tree`] | roots, inclusion proofs and consistency proofs, made and checked |
//! | [`edge`] | the right edge of a growing tree: all that appending needs |
//! | [`tile`] | the names of tiles and bundles, and where a tree of some size has which |
//! | [`bundle`] | entries inside a bundle |
//! | [`key`] | the signer's and the verifier's key |
//! | [`note`] | a signed text |
//! | [`checkpoint`] | the text that a log signs |
//! | [`proof`] | one entry's proof, as a text to hand out |
//! | [`folder`] | a log as a folder of files: published, served, recovered |
//! | [`verify`] | everything above, recomputed by somebody who trusts only a key |
//!
//! # What holds
//!
//! * Nothing here reads a clock, starts a thread or speaks to a network; only [`folder`] and [`verify`] touch a disk.
//! * No input makes a parser panic, and every text that a parser accepts is the one text its value is written as.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod bundle;
pub mod checkpoint;
pub mod edge;
pub mod folder;
pub mod hash;
pub mod key;
pub mod note;
pub mod proof;
#[cfg(test)]
mod samples;
pub mod tile;
pub mod tree;
pub mod verify;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use folder::{FolderError, Fork, LogFolder, PublishError, Publisher, Resource};
pub use hash::Hash;
pub use key::{KeyError, KeyName, Signer, Verifier};
pub use proof::{Exported, Proof, ProofError};
pub use verify::{Report, VerifyError, verify_entry, verify_folder};
