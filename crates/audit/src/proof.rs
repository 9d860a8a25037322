//! One entry's proof, as a text to hand out with the entry (C2SP tlog-proof).
//!
//! The text has the entry's index, the hashes that lead from it to the root, and the signed checkpoint that has the
//! root. Together with the entry's bytes and the log's verifier key it convinces anybody, offline and for as long as
//! the key is trusted.

use crate::checkpoint::{Checkpoint, CheckpointError, parse_decimal};
use crate::hash::Hash;
use crate::key::Verifier;
use crate::note::{MAX_NOTE, Note};
use crate::tree::{self, Mismatch};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{fmt, str::FromStr};

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// A tree of 2^64 entries would be this high.
const MAX_HASHES: usize = 64;

/// The proof that an entry is in a log. `Display` writes the text of a `.tlog-proof` file, `FromStr` reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Bytes of the application that nothing authenticates.
    pub extra: Option<Vec<u8>>,
    /// Which entry, counted from 0.
    pub index: u64,
    /// From the entry's sibling upwards.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, as the log wrote it.
    pub checkpoint: Note,
}

impl Proof {
    /// Checks that `entry` is at this place in the log of `verifier`, and gives the checkpoint that says so.
    pub fn verify(&self, entry: &[u8], verifier: &Verifier) -> Result<Checkpoint, ProofError> {
        let checkpoint = Checkpoint::open(&self.checkpoint.to_string(), verifier)?;
        let leaf = Hash::of_leaf(entry);
        tree::verify_inclusion(&self.hashes, self.index, checkpoint.size, leaf, checkpoint.root)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

impl FromStr for Proof {
    type Err = ProofError;

    fn from_str(text: &str) -> Result<Proof, ProofError> {
        if text.len() > 2 * MAX_NOTE {
            return Err(ProofError::Malformed);
        }
        // The proof has no empty line of its own, so the first one is where the checkpoint begins.
        let (head, checkpoint) = text.split_once("\n\n").ok_or(ProofError::Malformed)?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(ProofError::Malformed);
        }
        let extra = lines.next_if(|line| line.starts_with("extra "));
        let extra = extra.map(|line| STANDARD.decode(&line["extra ".len()..])).transpose();
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(parse_decimal);
        let hashes: Result<Vec<Hash>, _> = lines.map(str::parse).collect();
        match (extra, index, hashes) {
            (Ok(extra), Some(index), Ok(hashes)) if hashes.len() <= MAX_HASHES => {
                let checkpoint = Note::parse(checkpoint).map_err(CheckpointError::Note)?;
                Checkpoint::read_unverified(&checkpoint)?;
                Ok(Proof { extra, index, hashes, checkpoint })
            }
            _ => Err(ProofError::Malformed),
        }
    }
}

/// An entry with its proof: what an auditor takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The entry's bytes, exactly as logged.
    pub entry: Vec<u8>,
    /// The proof that they were.
    pub proof: Proof,
}

/// Why a proof does not convince.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The text is not a proof.
    #[error("not a tlog-proof")]
    Malformed,
    /// The checkpoint in it is not believed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The entry, the index and the hashes do not lead to the signed root.
    #[error("entry is not proved")]
    NotProved(#[from] Mismatch),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Signer;
    use proptest::prelude::*;

    fn signer() -> Signer {
        Signer::from_seed("example.com/fancylog".parse().unwrap(), &[1; 32]).unwrap()
    }

    /// A log of two entries, and the proof of its second.
    fn sample() -> Proof {
        let (first, second) = (Hash::of_leaf(b"one"), Hash::of_leaf(b"two"));
        let checkpoint = Checkpoint::new(signer().name().clone(), 2, Hash::of_node(first, second));
        Proof { extra: None, index: 1, hashes: vec![first], checkpoint: checkpoint.sign(&signer()).unwrap() }
    }

    #[test]
    fn a_proof_convinces_for_its_own_entry_only() {
        let proof = sample();
        assert_eq!(proof.verify(b"two", &signer().verifier()).unwrap().size, 2);
        assert!(matches!(proof.verify(b"one", &signer().verifier()), Err(ProofError::NotProved(_))));
        let moved = Proof { index: 0, ..proof.clone() };
        assert!(matches!(moved.verify(b"two", &signer().verifier()), Err(ProofError::NotProved(_))));
        let longer = Proof { hashes: vec![proof.hashes[0]; 2], ..proof.clone() };
        assert_eq!(
            longer.verify(b"two", &signer().verifier()),
            Err(ProofError::NotProved(Mismatch::ProofTooLong))
        );
        let stranger = Signer::from_seed(signer().name().clone(), &[2; 32]).unwrap().verifier();
        assert!(matches!(proof.verify(b"two", &stranger), Err(ProofError::Checkpoint(_))));
    }

    #[test]
    fn the_text_is_that_of_the_specification() {
        let mut proof = sample();
        proof.extra = Some(b"age-v1".to_vec());
        let text = proof.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[..3], ["c2sp.org/tlog-proof@v1", "extra YWdlLXYx", "index 1"]);
        assert_eq!(lines[4..7], ["", "example.com/fancylog", "2"]);
        assert_eq!(text.parse::<Proof>().unwrap(), proof);
    }

    #[test]
    fn malformed_proofs_are_refused() {
        let good = sample().to_string();
        for (from, to) in [
            ("proof@v1\n", "proof@v2\n"),
            ("index 1\n", "index 01\n"),
            ("index 1\n", "index\n"),
            ("index 1\n", ""),
            ("index 1\n", "index 1\nextra YWdl\n"),
            ("index 1\n", "extra YWdl\nextra YWdl\nindex 1\n"),
            ("index 1\n", "extra YW=l\nindex 1\n"),
            ("index 1\n", "index 1\nAAAA\n"),
            ("index 1\n", "index 1\n\n"),
            ("index 1\n", "index 1\r\n"),
            ("\n— ", "\n- "),
        ] {
            let bad = good.replace(from, to);
            assert_ne!(bad, good);
            assert!(bad.parse::<Proof>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn proofs_are_read_back(
            index: u64,
            hashes in proptest::collection::vec(any::<[u8; 32]>(), 0..MAX_HASHES),
            extra: Option<Vec<u8>>,
        ) {
            let hashes = hashes.into_iter().map(Hash).collect();
            let proof = Proof { extra, index, hashes, checkpoint: sample().checkpoint };
            prop_assert_eq!(proof.to_string().parse(), Ok(proof));
        }

        #[test]
        fn any_text_is_refused_or_is_its_own_spelling(head in "(extra [A-Z=]{0,4}\n)?(index [0-9]{0,3}\n)?([A-Z]{43}=\n)?\n") {
            let text = format!("{HEADER}\n{head}{}", sample().checkpoint);
            if let Ok(proof) = text.parse::<Proof>() {
                prop_assert_eq!(proof.to_string(), text);
            }
        }
    }
}
