//! The base64 text of a file, packed as the receiver wants it.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderWriter;
use bytes::Bytes;
use lienthong_adapter::{DecodeError, EncodeError, Finding, Phrase};
use lienthong_model::document::{Attachment, Content, Transport};

use crate::pack::Packer;
use crate::reasons::{ATTACHMENT_BOMB, ATTACHMENT_EMPTY, ORIGINAL_UNREADABLE};
use crate::zip::{self, Survey};

/// The text of `attachment` in the transport form `wanted`. Shared with the payload where it already has the form;
/// otherwise made in pieces, without the file being held unpacked.
pub(super) fn text(attachment: &Attachment, wanted: Transport) -> Result<Bytes, EncodeError> {
    if wanted == Transport::Raw && attachment.size == 0 {
        return Err(Finding::new(&ATTACHMENT_EMPTY).found(&attachment.id).into());
    }
    match (&attachment.content, wanted) {
        (Content::Base64(text), _) if attachment.transport == wanted => {
            let markup = text.iter().filter(|b| matches!(b, b'<' | b'&')).count();
            if markup > 0 {
                return Err(Finding::new(&ORIGINAL_UNREADABLE)
                    .found(Phrase::new("content that is not base64", "nội dung không phải base64"))
                    .into());
            }
            Ok(text.clone())
        }
        (Content::File(file), Transport::Raw) => Ok(STANDARD.encode(file).into()),
        (Content::File(file), Transport::Zip) => {
            let mut packer = Packer::new(&attachment.sha256, &attachment.name, attachment.size);
            packer.add(file);
            packer.finish().ok_or_else(too_large)
        }
        (Content::Base64(text), Transport::Zip) => {
            let mut packer = Packer::new(&attachment.sha256, &attachment.name, attachment.size);
            crate::base64::decode(text, |piece| {
                packer.add(piece);
                Ok(())
            })
            .map_err(unreadable)?;
            packer.finish().ok_or_else(too_large)
        }
        (Content::Base64(text), Transport::Raw) => unpacked(attachment, text).map_err(unreadable),
    }
}

fn unpacked(attachment: &Attachment, text: &[u8]) -> Result<Bytes, DecodeError> {
    let survey = Survey::of(text)?;
    let Some(archive) = zip::Transport::of(&survey, &attachment.name)? else {
        return Err(Finding::new(&ORIGINAL_UNREADABLE)
            .found(Phrase::new("an archive of another kind", "tệp nén thuộc loại khác"))
            .into());
    };
    let mut out = EncoderWriter::new(Vec::with_capacity(text.len()), &STANDARD);
    archive.unpack(text, attachment.size, u64::MAX, |piece| {
        out.write_all(piece).expect("a Vec takes what is written");
        Ok(())
    })?;
    Ok(out.finish().expect("a Vec takes what is written").into())
}

fn unreadable(error: DecodeError) -> EncodeError {
    Finding::new(&ORIGINAL_UNREADABLE).found(error.code()).into()
}

fn too_large() -> EncodeError {
    Finding::new(&ATTACHMENT_BOMB)
        .found(Phrase::new("4 GiB or more", "từ 4 GiB trở lên"))
        .expected("4 GiB")
        .into()
}
