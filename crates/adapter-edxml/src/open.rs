//! The bytes of a file, for formats that carry files unpacked.

use bytes::Bytes;
use lienthong_adapter::{DecodeError, EncodeError, Finding, Phrase};
use lienthong_model::document::{Attachment, Content, Transport};

use crate::reasons::ORIGINAL_UNREADABLE;
use crate::zip::{self, Survey};

/// The file of `attachment`: shared with the payload where it already is the file, unpacked otherwise.
pub fn open(attachment: &Attachment) -> Result<Bytes, EncodeError> {
    let text = match &attachment.content {
        Content::File(file) => return Ok(file.clone()),
        Content::Base64(text) => text,
    };
    let mut file = Vec::with_capacity(usize::try_from(attachment.size).unwrap_or(0));
    let add = |piece: &[u8]| {
        file.extend_from_slice(piece);
        Ok(())
    };
    match attachment.transport {
        Transport::Raw => crate::base64::decode(text, add).map(drop).map_err(unreadable)?,
        Transport::Zip => {
            let survey = Survey::of(text).map_err(unreadable)?;
            let archive = zip::Transport::of(&survey, &attachment.name).map_err(unreadable)?;
            let archive = archive.ok_or_else(|| {
                Finding::new(&ORIGINAL_UNREADABLE)
                    .found(Phrase::new("an archive of another kind", "tệp nén thuộc loại khác"))
            })?;
            archive.unpack(text, attachment.size, u64::MAX, add).map(drop).map_err(unreadable)?;
        }
    }
    Ok(file.into())
}

fn unreadable(error: DecodeError) -> EncodeError {
    Finding::new(&ORIGINAL_UNREADABLE).found(error.code()).into()
}
