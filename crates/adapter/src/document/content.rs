//! Files as base64 text (RFC 4648, section 4), and back.
//!
//! Written without line breaks. Read with white space between the letters, which old programs put after 76 of them, and
//! otherwise strictly: a letter of another alphabet, missing padding and bits that would be lost are refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use lienthong_model::document::{Attachment, Content, Transport};

use super::reasons::DOCUMENT_FILE_BASE64;
use crate::base64_phrase;
use crate::encode::EncodeError;
use crate::finding::Finding;

/// The file of `attachment` as text. `open` unpacks it where the package did not carry it as it is.
pub(super) fn text_of(
    attachment: &Attachment,
    open: &impl Fn(&Attachment) -> Result<Bytes, EncodeError>,
) -> Result<String, EncodeError> {
    if let (Content::Base64(text), Transport::Raw) = (&attachment.content, attachment.transport)
        && let Ok(text) = std::str::from_utf8(text)
    {
        // It was checked when the package was read; decoding it again would say nothing new.
        return Ok(text.split_ascii_whitespace().collect());
    }
    Ok(STANDARD.encode(open(attachment)?))
}

/// The file of a text.
pub(super) fn file_of(text: &str) -> Result<Bytes, Finding> {
    let packed: String;
    let letters = if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        packed = text.split_ascii_whitespace().collect();
        &packed
    } else {
        text
    };
    match STANDARD.decode(letters) {
        Ok(file) => Ok(file.into()),
        Err(error) => Err(Finding::new(&DOCUMENT_FILE_BASE64).found(base64_phrase(&error))),
    }
}
