//! The memo file of a table: long texts in blocks.
//!
//! | file | block |
//! |---|---|
//! | `.DBT` of dBase III | 512 bytes; the text ends with 1A 1A |
//! | `.DBT` of dBase IV | size at byte 20; `FF FF 08 00`, then the length with these eight bytes |
//! | `.FPT` of FoxPro | size at byte 6, big-endian; type and length, big-endian |

use lienthong_adapter::mapping::reasons::CELL_TOO_LARGE;
use lienthong_adapter::{Finding, Phrase, Say, Unit, phrase};
use memchr::memmem;

use super::header::Version;
use crate::reasons::MEMO_DAMAGED;

/// Bytes of the header, in all kinds.
const HEADER: usize = 512;
/// How a block of text begins in `.FPT`.
const TEXT_BLOCK: [u8; 4] = [0, 0, 0, 1];

/// How texts lie in a memo file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemoForm {
    DBase3,
    DBase4,
    FoxPro,
}

/// A memo file in memory.
pub(crate) struct Memo {
    bytes: Vec<u8>,
    form: MemoForm,
    block: u64,
}

impl Memo {
    /// The memo file of a table, which its name's extension and the table's version tell apart.
    pub(crate) fn new(name: &str, bytes: Vec<u8>, version: Version) -> Self {
        let at = |place: usize| bytes.get(place).copied().unwrap_or(0);
        let is_foxpro = name.to_ascii_lowercase().ends_with(".fpt");
        let (form, block) = if is_foxpro {
            (MemoForm::FoxPro, u16::from_be_bytes([at(6), at(7)]))
        } else if version.is_dbase4() {
            (MemoForm::DBase4, u16::from_le_bytes([at(20), at(21)]))
        } else {
            (MemoForm::DBase3, 512)
        };
        // Block size 0 is 512 in dBase, and one byte in FoxPro.
        let block = match (block, form) {
            (0, MemoForm::FoxPro) => 1,
            (0, _) => 512,
            (block, _) => u64::from(block),
        };
        Self { bytes, form, block }
    }

    /// The text of a block.
    pub(crate) fn text(&self, block: u64, most: usize) -> Result<&[u8], Finding> {
        let whole = self.bytes.as_slice();
        let start = block.checked_mul(self.block).and_then(|at| usize::try_from(at).ok());
        // A number that leads into the header names no text, and the zeros there would read as an empty one.
        let Some(bytes) =
            start.filter(|at| *at >= HEADER).and_then(|at| whole.get(at..)).filter(|bytes| !bytes.is_empty())
        else {
            let blocks = whole.len() as u64 / self.block;
            let found = Phrase::new("a block that the file does not have", "khối không có trong tệp");
            return Err(damaged(
                found,
                phrase!("one of its {blocks} blocks", "một trong {blocks} khối").ours(),
            ));
        };
        let header = bytes.first_chunk::<8>();
        let long = |at: usize, read: fn([u8; 4]) -> u32| {
            header.map(|h| read([h[at], h[at + 1], h[at + 2], h[at + 3]]) as usize)
        };
        let text = match self.form {
            MemoForm::DBase3 => memmem::find(bytes, b"\x1a\x1a").map(|end| &bytes[..end]),
            MemoForm::DBase4 if header.is_some_and(|h| h.starts_with(b"\xff\xff\x08\x00")) => {
                long(4, u32::from_le_bytes).and_then(|length| bytes.get(8..length))
            }
            MemoForm::DBase4 => None,
            // Pictures and objects have other types.
            MemoForm::FoxPro if !header.is_some_and(|h| h.starts_with(&TEXT_BLOCK)) => None,
            MemoForm::FoxPro => long(4, u32::from_be_bytes).and_then(|length| bytes.get(8..)?.get(..length)),
        };
        let text = text.ok_or_else(|| {
            damaged(
                Phrase::new("a block without a text", "khối không chứa văn bản"),
                Phrase::new(
                    "a block of text with its length or end",
                    "khối văn bản có độ dài hoặc dấu kết thúc",
                ),
            )
        })?;
        if text.len() > most {
            return Err(Finding::new(&CELL_TOO_LARGE)
                .found(Phrase::count(text.len(), Unit::Bytes))
                .expected(Phrase::count(most, Unit::Bytes)));
        }
        Ok(text)
    }
}

/// What stands in the place of the number may be of a person, so it is not said.
fn damaged(found: impl Say, expected: impl Say) -> Finding {
    Finding::new(&MEMO_DAMAGED).found(found).expected(expected)
}

/// A memo file that is being written.
pub(crate) struct MemoWriter {
    form: MemoForm,
    bytes: Vec<u8>,
}

/// Block size of what is written: the usual ones.
const DBT_BLOCK: usize = 512;
const FPT_BLOCK: usize = 64;
/// The header of a memo file.
const MEMO_HEAD: usize = 512;

impl MemoWriter {
    pub(crate) fn new(form: MemoForm) -> Self {
        Self { form, bytes: vec![0; MEMO_HEAD] }
    }

    /// Adds a text and gives its block. Nothing where the file would be too large for its numbers.
    pub(crate) fn add(&mut self, text: &[u8]) -> Option<u32> {
        let size = self.block();
        let block = u32::try_from(self.bytes.len() / size).ok()?;
        let length = u32::try_from(text.len()).ok()?;
        match self.form {
            MemoForm::DBase3 => {
                self.bytes.extend_from_slice(text);
                self.bytes.extend_from_slice(b"\x1a\x1a");
            }
            MemoForm::DBase4 => {
                self.bytes.extend_from_slice(b"\xff\xff\x08\x00");
                self.bytes.extend_from_slice(&length.checked_add(8)?.to_le_bytes());
                self.bytes.extend_from_slice(text);
            }
            MemoForm::FoxPro => {
                self.bytes.extend_from_slice(&1_u32.to_be_bytes());
                self.bytes.extend_from_slice(&length.to_be_bytes());
                self.bytes.extend_from_slice(text);
            }
        }
        self.bytes.resize(self.bytes.len().next_multiple_of(size), 0);
        Some(block)
    }

    /// The whole file.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let next = u32::try_from(self.bytes.len() / self.block()).unwrap_or(u32::MAX);
        match self.form {
            MemoForm::DBase3 => {
                self.bytes[..4].copy_from_slice(&next.to_le_bytes());
                self.bytes[16] = 3;
            }
            MemoForm::DBase4 => {
                self.bytes[..4].copy_from_slice(&next.to_le_bytes());
                self.bytes[20..22].copy_from_slice(&(DBT_BLOCK as u16).to_le_bytes());
            }
            MemoForm::FoxPro => {
                self.bytes[..4].copy_from_slice(&next.to_be_bytes());
                self.bytes[6..8].copy_from_slice(&(FPT_BLOCK as u16).to_be_bytes());
            }
        }
        self.bytes
    }

    const fn block(&self) -> usize {
        match self.form {
            MemoForm::FoxPro => FPT_BLOCK,
            _ => DBT_BLOCK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_and_what_is_behind_the_end_is_refused() {
        for (form, name, version) in [
            (MemoForm::DBase3, "a.dbt", 0x83),
            (MemoForm::DBase4, "a.DBT", 0x8B),
            (MemoForm::FoxPro, "a.fpt", 0xF5),
        ] {
            let mut writer = MemoWriter::new(form);
            let texts = [&b"x"[..], &[b'y'; 700], b"", &[b'z'; 504]];
            let blocks: Vec<u32> = texts.iter().map(|text| writer.add(text).unwrap()).collect();
            let bytes = writer.finish();
            let memo = Memo::new(name, bytes.clone(), Version(version));
            for (block, text) in blocks.iter().zip(texts) {
                assert_eq!(memo.text((*block).into(), 1000).unwrap(), text, "{form:?}");
            }
            assert_eq!(memo.text(blocks[1].into(), 699).unwrap_err().reason.code, "CELL_TOO_LARGE");
            // The header is in block 0, and would read as an empty text.
            for block in [0, 1_000, u64::MAX] {
                let finding = memo.text(block, 1000).unwrap_err();
                assert_eq!(finding.reason.code, "MEMO_DAMAGED");
            }
            if form == MemoForm::FoxPro {
                let mut picture = bytes.clone();
                picture[512 + 3] = 0;
                let memo = Memo::new(name, picture, Version(version));
                assert_eq!(memo.text(blocks[0].into(), 1000).unwrap_err().reason.code, "MEMO_DAMAGED");
            }
            let last = bytes.iter().rposition(|byte| *byte == b'z').unwrap();
            let cut = Memo::new(name, bytes[..last].to_vec(), Version(version));
            assert_eq!(cut.text(blocks[3].into(), 1000).unwrap_err().reason.code, "MEMO_DAMAGED");
        }
    }
}
