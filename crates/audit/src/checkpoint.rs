//! The text that a log signs: who it is, how many entries it has, and their root (C2SP tlog-checkpoint).
//!
//! The origin of a log and the name of its key are one and the same here, as tlog-checkpoint recommends: whoever has
//! the verifier key knows which log it speaks for.

use crate::hash::Hash;
use crate::key::{KeyName, Signer, Verifier};
use crate::note::{self, Note, NoteError};
use std::{fmt, str::FromStr};

/// What a log says of itself. `Display` writes the text to be signed, `FromStr` reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log that speaks.
    pub origin: KeyName,
    /// How many entries it has.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// Further lines, none of them empty. We write none and keep those of others.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    pub fn new(origin: KeyName, size: u64, root: Hash) -> Checkpoint {
        Checkpoint { origin, size, root, extensions: Vec::new() }
    }

    /// The checkpoint as a signed note.
    pub fn sign(&self, signer: &Signer) -> Result<Note, CheckpointError> {
        let text = self.to_string();
        // An extension line with a newline in it would be read back as something else.
        if Checkpoint::from_str(&text).as_ref() != Ok(self) {
            return Err(CheckpointError::Malformed);
        }
        Ok(Note::sign(&text, &[signer])?)
    }

    /// Reads a signed checkpoint, once the signature of `verifier` and the origin are found right.
    pub fn open(note: &str, verifier: &Verifier) -> Result<Checkpoint, CheckpointError> {
        let checkpoint: Checkpoint = note::open(note, &[verifier])?.parse()?;
        if checkpoint.origin != *verifier.name() {
            let expected = verifier.name().clone();
            return Err(CheckpointError::Origin { expected, found: checkpoint.origin });
        }
        Ok(checkpoint)
    }

    /// What a note says, believed without a look at its signatures. For a server that hands its own files out, not for a
    /// verifier.
    pub fn read_unverified(note: &Note) -> Result<Checkpoint, CheckpointError> {
        note.unverified_text().parse()
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, self.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Checkpoint, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Malformed)?.split('\n');
        let mut line = || lines.next().ok_or(CheckpointError::Malformed);
        let origin = line()?.parse().map_err(|_| CheckpointError::Malformed)?;
        let size = parse_decimal(line()?).ok_or(CheckpointError::Malformed)?;
        let root = line()?.parse().map_err(|_| CheckpointError::Malformed)?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(CheckpointError::Malformed);
        }
        Ok(Checkpoint { origin, size, root, extensions })
    }
}

/// Why a checkpoint is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It is not a signed note, or the right key has not signed it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The signed text is not that of a checkpoint.
    #[error("not a checkpoint")]
    Malformed,
    /// The checkpoint is of another log.
    #[error("checkpoint is of log {found}, expected {expected}")]
    Origin {
        /// The log that the key belongs to.
        expected: KeyName,
        /// The log that the checkpoint names.
        found: KeyName,
    },
}

/// Reads a decimal number without sign and leading zeros.
pub(crate) fn parse_decimal(digits: &str) -> Option<u64> {
    let number: u64 = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signer(name: &str) -> Signer {
        Signer::from_seed(name.parse().unwrap(), &[7; 32]).unwrap()
    }

    #[test]
    fn the_example_of_the_specification_is_read() {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let checkpoint: Checkpoint = text.parse().unwrap();
        assert_eq!(
            (checkpoint.origin.as_str(), checkpoint.size),
            ("example.com/behind-the-sofa", 20_852_163)
        );
        assert_eq!(checkpoint.to_string(), text);
    }

    #[test]
    fn malformed_checkpoints_are_refused() {
        let root = Hash::of_empty_tree();
        for bad in [
            String::new(),
            "\n".into(),
            "log\n0\n".into(),
            format!("log\n0\n{root}"),
            format!("\n0\n{root}\n"),
            format!("log\n00\n{root}\n"),
            format!("log\n+1\n{root}\n"),
            format!("log\n-1\n{root}\n"),
            format!("log\n18446744073709551616\n{root}\n"),
            format!("log\n0\n{root}\n\n"),
            format!("log\n0\n{root}\n\next\n"),
            "log\n0\nAAAA\n".into(),
        ] {
            assert_eq!(bad.parse::<Checkpoint>(), Err(CheckpointError::Malformed), "{bad:?}");
        }
    }

    #[test]
    fn a_checkpoint_is_believed_only_with_its_own_logs_signature() {
        let (log, other) = (signer("log"), signer("other"));
        let checkpoint = Checkpoint::new(log.name().clone(), 3, Hash([1; 32]));
        let note = checkpoint.sign(&log).unwrap().to_string();
        assert_eq!(Checkpoint::open(&note, &log.verifier()).unwrap(), checkpoint);
        assert_eq!(
            Checkpoint::open(&note, &other.verifier()),
            Err(CheckpointError::Note(NoteError::NotSigned))
        );
        let foreign = checkpoint.sign(&other).unwrap().to_string();
        assert!(matches!(Checkpoint::open(&foreign, &other.verifier()), Err(CheckpointError::Origin { .. })));
        assert!(Checkpoint::open(&note.replace("\n3\n", "\n4\n"), &log.verifier()).is_err());

        let mut broken = checkpoint;
        broken.extensions.push("a\nb".into());
        assert_eq!(broken.sign(&log), Err(CheckpointError::Malformed));
    }

    proptest! {
        #[test]
        fn checkpoints_are_read_back(size: u64, root: [u8; 32], extensions in proptest::collection::vec("[ -~é]{1,9}", 0..3)) {
            let checkpoint = Checkpoint { origin: "log".parse().unwrap(), size, root: Hash(root), extensions };
            prop_assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
        }

        #[test]
        fn any_text_is_refused_or_is_its_own_spelling(text in "[a-z ]{0,3}\n[0-9+]{0,3}\n[A-Z]{43}=\n[\na]{0,3}") {
            if let Ok(checkpoint) = text.parse::<Checkpoint>() {
                prop_assert_eq!(checkpoint.to_string(), text);
            }
        }
    }
}
