//! What a file really is: names of files lie, and a system that "exports to Excel" often writes an HTML table.

use std::io::{Read, SeekFrom};

use lienthong_adapter::rows::Input;
use lienthong_adapter::{DecodeError, Finding, Limits, PACKAGE_TOO_LARGE, read_failed};

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
    const fn words(self) -> &'static str {
        match self {
            Self::Xlsx => "an Excel workbook (.xlsx)",
            Self::Xls => "an Excel 97–2003 workbook (.xls)",
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
        Err(mut finding) => {
            finding.expected.get_or_insert_with(|| what.words().to_owned());
            Err(finding.into())
        }
    }
}

/// The kind of workbook that `input` is, or what it is instead; stands at its beginning again.
pub(crate) fn identify(input: &mut dyn Input, limits: &Limits) -> Result<Result<What, Finding>, DecodeError> {
    let length = input.seek(SeekFrom::End(0)).map_err(failed)?;
    if length > limits.package_bytes {
        let finding = Finding::new(&PACKAGE_TOO_LARGE).found(format!("{length} bytes"));
        return Err(finding.expected(format!("{} bytes", limits.package_bytes)).into());
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
        Err(Finding::new(&OLD_WORKBOOK).found(version).expected("an Excel 97–2003 workbook or .xlsx"))
    };
    match head {
        [] => return Err(Finding::new(&WORKBOOK_TRUNCATED).found("the file is empty")),
        _ if MAGIC.starts_with(head) || b"PK\x03\x04".starts_with(head) => {
            return Err(Finding::new(&WORKBOOK_TRUNCATED).found("the header is cut off"));
        }
        [0x09, 0x00, 0x04, 0x00, ..] => return old("Excel 2 (BIFF2)"),
        [0x09, 0x02, 0x06, 0x00, ..] => return old("Excel 3 (BIFF3)"),
        [0x09, 0x04, 0x06, 0x00, ..] => return old("Excel 4 (BIFF4)"),
        _ => {}
    }
    Err(Finding::new(&NOT_A_WORKBOOK).found(other(head)))
}

/// What a file is that is no workbook.
fn other(head: &[u8]) -> &'static str {
    let text: Vec<u8> = match head {
        [0xff, 0xfe, rest @ ..] => rest.iter().copied().step_by(2).collect(),
        [0xfe, 0xff, rest @ ..] => rest.iter().copied().skip(1).step_by(2).collect(),
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.to_vec(),
        _ => head.to_vec(),
    };
    let start = text.trim_ascii_start().to_ascii_lowercase();
    let holds = |needle: &[u8]| start.windows(needle.len()).any(|window| window == needle);
    if holds(b"urn:schemas-microsoft-com:office:spreadsheet") {
        "an XML spreadsheet of Excel 2003"
    } else if [b"<html".as_slice(), b"<!doctype html", b"<table", b"<meta", b"<head"]
        .iter()
        .any(|tag| start.starts_with(tag))
        || (start.starts_with(b"<") && holds(b"<table"))
    {
        "an HTML page (web table)"
    } else if start.starts_with(b"mime-version:") {
        "a web archive (MHTML)"
    } else if start.starts_with(b"<") {
        "an XML file"
    } else if start.starts_with(b"{\\rtf") {
        "an RTF document"
    } else if start.starts_with(b"%pdf") {
        "a PDF file"
    } else if start.starts_with(b"id;p") {
        "a SYLK file"
    } else if !text.iter().any(|byte| matches!(byte, 0..=8 | 14..=31)) {
        "a text file such as CSV"
    } else {
        "a file of another kind"
    }
}

fn failed(error: std::io::Error) -> DecodeError {
    read_failed(&error).into()
}
