//! Files of another kind than their reader takes, and files without anything in them.

use lienthong_adapter::rows::Input;
use lienthong_adapter::{DecodeError, FileKind, Phrase, check_kind, head_of};

use crate::window::unreadable;

/// Refuses `input` where it is certainly no text; one without rows may be empty. It stands at its beginning again.
pub(crate) fn refuse_no_text(input: &mut dyn Input, may_be_empty: bool) -> Result<(), DecodeError> {
    let taken: &[FileKind] = if may_be_empty { &[FileKind::Empty, FileKind::Blank] } else { &[] };
    refuse(input, taken, Phrase::new("a text file", "tệp văn bản"))
}

/// Refuses `input` where it is certainly no table of dBase, and no archive of one with its memo file.
pub(crate) fn refuse_no_dbf(input: &mut dyn Input) -> Result<(), DecodeError> {
    let taken = &[FileKind::Dbf, FileKind::Zip];
    refuse(input, taken, Phrase::new("a DBF table (dBase, FoxPro)", "bảng DBF (dBase, FoxPro)"))
}

fn refuse(input: &mut dyn Input, taken: &[FileKind], expected: Phrase) -> Result<(), DecodeError> {
    let head = head_of(input).map_err(|error| unreadable(&error))?;
    Ok(check_kind(&head, taken, expected)?)
}
