//! What a file really is: names of files lie, and a system that "exports to Excel" often writes an HTML table.

use std::io::{Read, SeekFrom};

use lienthong_adapter::rows::Input;
use lienthong_adapter::{
    DecodeError, FILE_EMPTY, FileKind, Finding, Limits, PACKAGE_TOO_LARGE, Phrase, Unit, read_failed,
};

use super::reasons::{ENCRYPTED, NOT_A_WORKBOOK, OLD_WORKBOOK, WORKBOOK_TRUNCATED};
use super::xls::container::{Container, MAGIC};

/// Bytes that are looked at.
const HEAD: u64 = 4096;

/// A kind of workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Xlsx,
    Xls,
}

impl What {
    const fn words(self) -> Phrase {
        match self {
            Self::Xlsx => Phrase::new("an Excel workbook (.xlsx)", "sổ tính Excel (.xlsx)"),
            Self::Xls => Phrase::new("an Excel 97–2003 workbook (.xls)", "sổ tính Excel 97–2003 (.xls)"),
        }
    }
}

/// Refuses `input` where it is not a workbook of this kind, and stands at its beginning again.
pub(crate) fn expect(input: &mut dyn Input, what: What, limits: &Limits) -> Result<(), DecodeError> {
    let is = identify(input, limits)?;
    match is {
        Ok(is) if is == what => Ok(()),
        Ok(What::Xls) if is_encrypted(input, limits)? => Err(Finding::new(&ENCRYPTED).into()),
        Ok(other) => Err(Finding::new(&NOT_A_WORKBOOK).found(other.words()).expected(what.words()).into()),
        Err(finding) => Err(or_expected(finding, what.words()).into()),
    }
}

/// `finding`, with what was expected where it does not say that itself.
pub(crate) fn or_expected(finding: Finding, expected: Phrase) -> Finding {
    if finding.expected.is_some() { finding } else { finding.expected(expected) }
}

/// The kind of workbook that `input` is, or what it is instead; stands at its beginning again.
pub(crate) fn identify(input: &mut dyn Input, limits: &Limits) -> Result<Result<What, Finding>, DecodeError> {
    let length = input.seek(SeekFrom::End(0)).map_err(failed)?;
    if length > limits.package_bytes {
        let finding = Finding::new(&PACKAGE_TOO_LARGE).found(Phrase::count(length, Unit::Bytes));
        return Err(finding.expected(Phrase::count(limits.package_bytes, Unit::Bytes)).into());
    }
    input.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut head = Vec::new();
    (&mut *input).take(HEAD).read_to_end(&mut head).map_err(failed)?;
    input.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok(kind(&head))
}

/// The whole of `input`, which [`identify`] has measured.
pub(crate) fn whole(input: &mut dyn Input, limits: &Limits) -> Result<Vec<u8>, DecodeError> {
    let mut bytes = Vec::new();
    (&mut *input).take(limits.package_bytes).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Whether a compound file carries an encrypted workbook of the new kind.
fn is_encrypted(input: &mut dyn Input, limits: &Limits) -> Result<bool, DecodeError> {
    let container = Container::open(whole(input, limits)?)?;
    Ok(container.has("EncryptedPackage"))
}

fn kind(head: &[u8]) -> Result<What, Finding> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(What::Xlsx);
    }
    if head.starts_with(&MAGIC) {
        return Ok(What::Xls);
    }
    let old = |version: &str| {
        Err(Finding::new(&OLD_WORKBOOK)
            .found(version)
            .expected(Phrase::new("an Excel 97–2003 workbook or .xlsx", "sổ tính Excel 97–2003 hoặc .xlsx")))
    };
    let is = FileKind::of(head);
    if let Some(found) = is.words().filter(|_| matches!(is, FileKind::Empty | FileKind::Blank)) {
        return Err(Finding::new(&FILE_EMPTY).found(found));
    }
    match head {
        _ if MAGIC.starts_with(head) || b"PK\x03\x04".starts_with(head) => {
            return Err(Finding::new(&WORKBOOK_TRUNCATED)
                .found(Phrase::new("the header is cut off", "phần đầu bị cắt cụt")));
        }
        [0x09, 0x00, 0x04, 0x00, ..] => return old("Excel 2 (BIFF2)"),
        [0x09, 0x02, 0x06, 0x00, ..] => return old("Excel 3 (BIFF3)"),
        [0x09, 0x04, 0x06, 0x00, ..] => return old("Excel 4 (BIFF4)"),
        _ => {}
    }
    Err(Finding::new(&NOT_A_WORKBOOK).found(other(head)))
}

/// What a file is that is no workbook.
fn other(head: &[u8]) -> Phrase {
    if let Some(known) = FileKind::of(head).words() {
        known
    } else if head.starts_with(b"<") {
        Phrase::new("an XML file", "tệp XML")
    } else if head.starts_with(b"ID;P") {
        Phrase::new("a SYLK file", "tệp SYLK")
    } else if !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=31)) {
        Phrase::new("a text file such as CSV", "tệp văn bản như CSV")
    } else {
        Phrase::new("a file of another kind", "tệp thuộc loại khác")
    }
}

fn failed(error: std::io::Error) -> DecodeError {
    read_failed(&error).into()
}
