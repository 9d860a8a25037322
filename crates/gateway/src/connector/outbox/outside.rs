//! The envelope that an office may put beside a file, and what the system's rules say without one.

use std::fs::Metadata;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use lienthong_adapter::phrase;
use lienthong_model::FileRule;
use lienthong_model::envelope::MAX_KEY_BYTES;

use super::listing::beside;
use super::outside_text;
use crate::accept::Draft;
use crate::connector::files::open_plain;
use crate::connector::folder::ENVELOPE;
use crate::problem::Problem;
use crate::refusal::Refusal;

/// Bytes of an envelope.
const MAX_ENVELOPE: u64 = 64 * 1024;

/// What stands where the envelope of a file belongs. Whatever it is, without it the message might go elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Beside {
    /// Nothing.
    Nothing,
    /// A file, with this text.
    Text(Vec<u8>),
    /// A file that is too large, with its size.
    TooLarge(u64),
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// Something else that is no file.
    Other,
}

/// The envelope beside a payload: `letter.edxml.envelope.json`, or `letter.envelope.json` as inboxes have it.
pub(super) fn envelope_of(path: &Path) -> Option<(PathBuf, Metadata)> {
    let named = [beside(path, ENVELOPE), path.with_extension(ENVELOPE)];
    // Not following links: they may point anywhere.
    named.into_iter().find_map(|envelope| {
        let metadata = std::fs::symlink_metadata(&envelope).ok()?;
        Some((envelope, metadata))
    })
}

/// Reads the envelope beside a payload, if there is one.
pub(super) fn read(path: &Path) -> io::Result<Beside> {
    let Some((envelope, metadata)) = envelope_of(path) else { return Ok(Beside::Nothing) };
    let kind = metadata.file_type();
    Ok(match metadata.len() {
        _ if kind.is_symlink() => Beside::Link,
        _ if kind.is_dir() => Beside::Folder,
        _ if !kind.is_file() => Beside::Other,
        bytes if bytes > MAX_ENVELOPE => Beside::TooLarge(bytes),
        _ => {
            let mut text = Vec::new();
            open_plain(&envelope)?.0.take(MAX_ENVELOPE).read_to_end(&mut text)?;
            Beside::Text(text)
        }
    })
}

/// What is said of a file: its envelope, completed by the rule for it.
pub(super) fn draft(envelope: Beside, rule: Option<&FileRule>) -> Result<Draft, Refusal> {
    let wrong = |problem: Problem| Err(Refusal::wrong_field(ENVELOPE, problem));
    let mut draft = match envelope {
        Beside::Nothing => Draft::default(),
        Beside::Text(text) => parse(&text)?,
        Beside::TooLarge(bytes) => {
            return wrong(Problem::ours(phrase!(
                "the envelope has {bytes} bytes; an envelope has at most {MAX_ENVELOPE}",
                "phong bì có {bytes} byte; phong bì được có tối đa {MAX_ENVELOPE} byte"
            )));
        }
        Beside::Folder => {
            return wrong(Problem::new(
                "a folder has the name of the envelope; the envelope must be a file",
                "một thư mục mang tên của phong bì; phong bì phải là tệp",
            ));
        }
        Beside::Link => {
            return wrong(Problem::new(
                "the envelope is a symbolic link, which is not followed; it must be a file",
                "phong bì là liên kết tượng trưng nên không được đọc; phong bì phải là tệp",
            ));
        }
        Beside::Other => {
            return wrong(Problem::new(
                "what has the name of the envelope is no file",
                "thứ mang tên của phong bì không phải là tệp",
            ));
        }
    };
    // An envelope that says another type speaks of something that the rule does not know.
    if let Some(rule) = rule.filter(|rule| draft.kind.as_ref().is_none_or(|kind| *kind == rule.kind)) {
        draft.kind = Some(rule.kind.clone());
        if draft.receivers.is_empty() {
            draft.receivers.clone_from(&rule.to);
        }
    }
    Ok(draft)
}

fn parse(text: &[u8]) -> Result<Draft, Refusal> {
    let draft = outside_text::parse(text).map_err(|fault| Refusal::wrong_field(ENVELOPE, &fault))?;
    for (name, value) in [("case_key", &draft.case_key), ("correlation_id", &draft.correlation_id)] {
        if value.as_ref().is_some_and(|value| value.len() > MAX_KEY_BYTES) {
            return Err(Refusal::field(name, "has more than 200 bytes", "dài quá 200 byte"));
        }
    }
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_where_an_envelope_belongs_is_named_in_both_languages() {
        let folder = tempfile::tempdir().unwrap();
        let check = |make: &dyn Fn(&Path), english: &str, vietnamese: &str| {
            let path = folder.path().join("a.bin.envelope.json");
            make(&path);
            let refusal = draft(read(&folder.path().join("a.bin")).unwrap(), None).unwrap_err();
            let said = (refusal.to_string(), refusal.message_vi());
            assert!(said.0.contains(english) && said.1.contains(vietnamese), "{said:?}");
            if path.is_dir() { std::fs::remove_dir(&path) } else { std::fs::remove_file(&path) }.unwrap();
        };
        let large = vec![b' '; 65_537];
        check(&|path| std::fs::write(path, &large).unwrap(), "has 65537 bytes", "có 65537 byte");
        check(&|path| std::fs::create_dir(path).unwrap(), "a folder has the name", "một thư mục mang tên");
        let link = |path: &Path| std::os::unix::fs::symlink("/nowhere", path).unwrap();
        check(&link, "is a symbolic link", "là liên kết tượng trưng");
        assert_eq!(read(&folder.path().join("a.bin")).unwrap(), Beside::Nothing);
    }
}
