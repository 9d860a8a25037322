//! Files that are certainly no text: they begin as a format does that no text begins like.
//!
//! A workbook that somebody put into the folder of CSV would else be refused for a quote in its middle, and a PDF for a
//! column that it lacks.

use std::io::Read as _;

use lienthong_adapter::rows::Input;
use lienthong_adapter::{DecodeError, Finding, Phrase};

use crate::reasons::NOT_A_TEXT;
use crate::window::unreadable;

/// Bytes that are looked at.
const HEAD: u64 = 8;

/// Refuses `input` where it is no text, and stands at its beginning again.
pub(crate) fn refuse(input: &mut dyn Input) -> Result<(), DecodeError> {
    let mut head = Vec::new();
    input.rewind().map_err(|error| unreadable(&error))?;
    (&mut *input).take(HEAD).read_to_end(&mut head).map_err(|error| unreadable(&error))?;
    input.rewind().map_err(|error| unreadable(&error))?;
    match what(&head) {
        Some(found) => {
            let finding = Finding::new(&NOT_A_TEXT).found(found);
            Err(finding.expected(Phrase::new("a text file", "tệp văn bản")).into())
        }
        None => Ok(()),
    }
}

fn what(head: &[u8]) -> Option<Phrase> {
    Some(match head {
        [b'P', b'K', 3, 4, ..] => Phrase::new(
            "a ZIP archive, as a workbook (.xlsx) is one",
            "tệp nén ZIP, như sổ tính Excel (.xlsx)",
        ),
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => {
            Phrase::new("a file of old Office (.xls, .doc)", "tệp Office đời cũ (.xls, .doc)")
        }
        [b'%', b'P', b'D', b'F', b'-', ..] => Phrase::new("a PDF file", "tệp PDF"),
        [b'{', b'\\', b'r', b't', b'f', ..] => Phrase::new("an RTF document", "tệp RTF"),
        [b'R', b'a', b'r', b'!', ..] | [0x37, 0x7A, 0xBC, 0xAF, ..] | [0x1F, 0x8B, ..] => {
            Phrase::new("an archive (RAR, 7z, gzip)", "tệp nén (RAR, 7z, gzip)")
        }
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => {
            Phrase::new("a picture (PNG, JPEG)", "tệp ảnh (PNG, JPEG)")
        }
        _ => return None,
    })
}
