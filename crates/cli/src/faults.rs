//! Mistakes in files that people send, as text and as JSON: file, row, column, what was found and what was expected.
//!
//! Who calls these commands has the file, and sees of it what its sender would.

use std::path::Path;

use lienthong_adapter::{DecodeError, EncodeError, Finding};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::texts::Lang;

/// A file that cannot be read as what it should be.
pub(crate) fn decode(path: &Path, error: &DecodeError) -> Failure {
    of(path, error.finding())
}

/// A file that cannot be written.
pub(crate) fn encode(path: &Path, error: &EncodeError) -> Failure {
    of(path, error.finding())
}

/// A row of `from` that cannot be written into `to`.
pub(crate) fn unwritten(from: &Path, to: &Path, finding: &Finding) -> Failure {
    let (finding, to, code) = (finding.for_the_sender(), to.display(), finding.reason.code);
    Failure::content(
        from,
        format!("cannot be written to {to}: {} ({code})", finding.message_en()),
        format!("không ghi được vào {to}: {} ({code})", finding.message_vi()),
    )
}

fn of(path: &Path, finding: &Finding) -> Failure {
    let finding = finding.for_the_sender();
    Failure::content(
        path,
        format!("{} ({})", finding.message_en(), finding.reason.code),
        format!("{} ({})", finding.message_vi(), finding.reason.code),
    )
}

/// The text in one language.
pub(crate) fn text(finding: &Finding, lang: Lang) -> String {
    let finding = finding.for_the_sender();
    match lang {
        Lang::En => finding.message_en(),
        Lang::Vi => finding.message_vi(),
    }
}

/// For programs.
pub(crate) fn view(finding: &Finding) -> Value {
    let finding = finding.for_the_sender();
    json!({
        "reason": finding.reason.code,
        "sheet": finding.place.sheet,
        "row": finding.place.row,
        "column": finding.place.field,
        "field": finding.place.path,
        "offset": finding.place.offset,
        "found": finding.found,
        "expected": finding.expected,
        "message": finding.message_en(),
        "message_vi": finding.message_vi(),
    })
}
