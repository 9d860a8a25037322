//! A text with signatures under it (C2SP signed-note).
//!
//! The text ends in a newline. An empty line follows, and then one line for each signature:
//! `— <key name> <base64 of key id and signature>`.
//!
//! # What holds
//!
//! * [`open`] hands out the text only after a trusted key's signature over it was checked. A line of a trusted key that
//!   does not verify spoils the whole note; lines of unknown keys are passed over.
//! * A note that parses has no control characters but newlines, so it can be shown on a terminal.

use crate::key::{KeyId, KeyName, Signer, Verifier};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fmt;

/// The longest note that is read, in bytes. Post-quantum signatures take nearly 5 kB each.
pub const MAX_NOTE: usize = 1 << 20;
/// The most signature lines that are read. C2SP asks for 16 at least.
pub const MAX_SIGNATURES: usize = 100;

/// A note whose form was checked and whose signatures were not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

/// One signature line of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// The name of the key that claims to have signed.
    pub name: KeyName,
    /// The id of that key.
    pub id: KeyId,
    /// The signature itself.
    pub signature: Vec<u8>,
}

impl Note {
    /// A note of `text`, signed by each of `signers`.
    pub fn sign(text: &str, signers: &[&Signer]) -> Result<Note, NoteError> {
        let signable = text.ends_with('\n') && text.len() <= MAX_NOTE && !text.contains(is_forbidden);
        if !signable || signers.is_empty() {
            return Err(NoteError::Malformed);
        }
        let line = |signer: &&Signer| SignatureLine {
            name: signer.name().clone(),
            id: signer.id(),
            signature: signer.sign(text),
        };
        Ok(Note { text: text.to_owned(), signatures: signers.iter().map(line).collect() })
    }

    /// Reads the form of a note and checks no signature.
    pub fn parse(note: &str) -> Result<Note, NoteError> {
        if note.len() > MAX_NOTE || note.contains(is_forbidden) {
            return Err(NoteError::Malformed);
        }
        let blank = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = (&note[..blank + 1], &note[blank + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(NoteError::Malformed);
        }
        let signatures: Option<Vec<_>> = lines.split('\n').map(parse_line).collect();
        Ok(Note { text: text.to_owned(), signatures: signatures.ok_or(NoteError::Malformed)? })
    }

    /// The text, which nobody may have signed.
    pub fn unverified_text(&self) -> &str {
        &self.text
    }

    /// The signature lines, in order.
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// The text, once at least one of `verifiers` has signed it and none of their lines is wrong.
    pub fn verified_text(&self, verifiers: &[&Verifier]) -> Result<&str, NoteError> {
        let mut signed = false;
        for line in &self.signatures {
            let known = verifiers.iter().find(|key| *key.name() == line.name && key.id() == line.id);
            let Some(key) = known else { continue };
            if !key.verifies(&self.text, &line.signature) {
                return Err(NoteError::WrongSignature { name: line.name.clone(), id: line.id });
            }
            signed = true;
        }
        if signed { Ok(&self.text) } else { Err(NoteError::NotSigned) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for line in &self.signatures {
            let bytes = [line.id.0.as_slice(), &line.signature].concat();
            writeln!(f, "— {} {}", line.name, STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

/// The text of a note, once one of `verifiers` is known to have signed it.
pub fn open(note: &str, verifiers: &[&Verifier]) -> Result<String, NoteError> {
    Note::parse(note)?.verified_text(verifiers).map(str::to_owned)
}

/// Why a note is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// The bytes are not a signed note.
    #[error("not a signed note")]
    Malformed,
    /// None of the trusted keys has signed it.
    #[error("not signed by a trusted key")]
    NotSigned,
    /// A line claims to be a trusted key's and is not.
    #[error("signature of key {name}+{id} is wrong")]
    WrongSignature {
        /// The name of the trusted key.
        name: KeyName,
        /// Its id.
        id: KeyId,
    },
}

fn is_forbidden(c: char) -> bool {
    c < ' ' && c != '\n'
}

fn parse_line(line: &str) -> Option<SignatureLine> {
    let (name, base64) = line.strip_prefix("— ")?.split_once(' ')?;
    let bytes = STANDARD.decode(base64).ok()?;
    let (id, signature) = bytes.split_first_chunk()?;
    if signature.is_empty() {
        return None;
    }
    Some(SignatureLine { name: name.parse().ok()?, id: KeyId(*id), signature: signature.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const TEXT: &str = "If you think cryptography is the answer to your problem,\n\
                        then you don't know what your problem is.\n";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
        then you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    fn signer(name: &str, seed: u8) -> Signer {
        Signer::from_seed(name.parse().unwrap(), &[seed; 32]).unwrap()
    }

    /// The note, verifier key and signing key of the Go implementation's tests, on which the specification rests.
    #[test]
    fn the_published_note_verifies_and_is_signed_again_byte_for_byte() {
        let verifier: Verifier = PETER.parse().unwrap();
        assert_eq!(open(NOTE, &[&verifier]).unwrap(), TEXT);
        let typed_seed = STANDARD.decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz").unwrap();
        let seed: [u8; 32] = typed_seed[1..].try_into().unwrap();
        let signer = Signer::from_seed("PeterNeumann".parse().unwrap(), &seed).unwrap();
        assert_eq!(signer.verifier(), verifier);
        assert_eq!(Note::sign(TEXT, &[&signer]).unwrap().to_string(), NOTE);
    }

    #[test]
    fn no_single_changed_byte_goes_unnoticed() {
        let verifier: Verifier = PETER.parse().unwrap();
        for place in 0..NOTE.len() {
            let mut bytes = NOTE.as_bytes().to_vec();
            bytes[place] ^= 1;
            let changed = String::from_utf8_lossy(&bytes);
            assert!(open(&changed, &[&verifier]).is_err(), "byte {place}");
        }
    }

    #[test]
    fn unknown_keys_are_passed_over_and_a_wrong_line_of_a_known_key_spoils_the_note() {
        let (log, other) = (signer("log", 1), signer("other", 2));
        let renewed = signer("log", 3);
        let note = Note::sign("text\n\nmore\n", &[&other, &log, &renewed]).unwrap();
        let read = Note::parse(&note.to_string()).unwrap();
        assert_eq!(read, note);
        for trusted in [&log, &other, &renewed] {
            assert_eq!(read.verified_text(&[&trusted.verifier()]).unwrap(), "text\n\nmore\n");
        }
        let stranger = signer("log", 4).verifier();
        assert_eq!(read.verified_text(&[&stranger]), Err(NoteError::NotSigned));
        assert_eq!(read.verified_text(&[]), Err(NoteError::NotSigned));

        let mut spoiled = note;
        spoiled.signatures[1].signature[0] ^= 1;
        let error = NoteError::WrongSignature { name: log.name().clone(), id: log.id() };
        assert_eq!(spoiled.verified_text(&[&log.verifier(), &other.verifier()]), Err(error));
        assert!(spoiled.verified_text(&[&other.verifier()]).is_ok());
    }

    #[test]
    fn malformed_notes_are_refused() {
        let line = "— log AAAAAAE=\n";
        assert!(Note::parse(&format!("text\n\n{line}")).is_ok());
        for bad in [
            String::new(),
            "text\n".into(),
            "text\n\n".into(),
            format!("text\n{line}"),
            format!("text\n\n{line}\n"),
            format!("text\n\n{}", line.trim_end()),
            format!("text\r\n\n{line}"),
            format!("te\txt\n\n{line}"),
            "text\n\n- log AAAAAAE=\n".into(),
            "text\n\n—log AAAAAAE=\n".into(),
            "text\n\n— log  AAAAAAE=\n".into(),
            "text\n\n— log AAAAAAE= \n".into(),
            "text\n\n—  AAAAAAE=\n".into(),
            "text\n\n— l+g AAAAAAE=\n".into(),
            "text\n\n— log AAAAAA==\n".into(),
            "text\n\n— log AAAAAAE\n".into(),
            "text\n\n— log AAAAAAF=\n".into(),
            format!("text\n\n{}", line.repeat(MAX_SIGNATURES + 1)),
        ] {
            assert_eq!(Note::parse(&bad), Err(NoteError::Malformed), "{bad:?}");
        }
        assert_eq!(Note::sign("no newline", &[&signer("log", 1)]), Err(NoteError::Malformed));
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_is_its_own_spelling(text in "[a\n]{0,6}\n\n(— [a-z+ ]{1,3} [A-Za-z0-9+/=]{0,12}\n){0,3}") {
            if let Ok(note) = Note::parse(&text) {
                prop_assert_eq!(note.to_string(), text);
            }
        }

        #[test]
        fn any_text_can_be_signed_and_opened(text in "[^\\x00-\\x1f]{0,20}(\n[^\\x00-\\x1f]{0,5}){0,4}\n") {
            let signer = signer("log", 1);
            let note = Note::sign(&text, &[&signer]).unwrap().to_string();
            prop_assert_eq!(open(&note, &[&signer.verifier()]), Ok(text));
        }
    }
}
