//! Decoding and encoding with a [`Table`]: the charsets of one or two bytes a letter.
//!
//! Decoding goes block by block. A block of plain ASCII is copied; any other is looked up byte by byte into a buffer
//! on the stack, which is appended as a whole. A mark byte looks back at the byte before it and replaces its letter.
//!
//! # What holds
//!
//! * A block never ends before a mark, so that the letter to replace is in the buffer.
//! * When an error is returned, the output has the text before the block of the error; callers cut it off.

use crate::error::DecodeErrorKind;
use crate::refused::{is_plain, plain_ascii};
use crate::table::Table;

/// Bytes that are looked up at a time.
const BLOCK: usize = 128;
/// Room for a block that took in a mark, three bytes each, and what the last write spills over.
const ROOM: usize = 3 * (BLOCK + 1) + 4;

/// Appends the text of `bytes`. The error is the place and what is wrong there.
pub(crate) fn decode(table: &Table, bytes: &[u8], out: &mut String) -> Result<(), (usize, DecodeErrorKind)> {
    out.reserve(bytes.len() + bytes.len() / 2);
    let is_mark = |at: usize| bytes.get(at).is_some_and(|&byte| table.mark[usize::from(byte)] != 0);
    let mut start = 0;
    let mut buffer = [0; ROOM];
    while start < bytes.len() {
        let mut end = bytes.len().min(start + BLOCK);
        if is_mark(end) {
            end += 1;
        }
        let block = &bytes[start..end];
        if table.has_ascii && block.iter().fold(true, |plain, &byte| plain & is_plain(byte)) {
            let text = std::str::from_utf8(block).expect("plain ASCII is UTF-8");
            out.push_str(text);
        } else {
            let len = decode_block(table, block, &mut buffer).map_err(|(at, kind)| (start + at, kind))?;
            let text = std::str::from_utf8(&buffer[..len]).expect("tables have UTF-8");
            out.push_str(text);
        }
        start = end;
    }
    Ok(())
}

/// Writes the UTF-8 of a block and gives its length.
fn decode_block(
    table: &Table,
    block: &[u8],
    buffer: &mut [u8; ROOM],
) -> Result<usize, (usize, DecodeErrorKind)> {
    let mut len = 0;
    let mut before = 0;
    for (at, &byte) in block.iter().enumerate() {
        let mut packed = table.packed[usize::from(byte)];
        if packed == 0 {
            let mark = table.mark[usize::from(byte)];
            if mark == 0 {
                let is_control = byte < 0x20 || byte == 0x7F;
                let kind = if is_control { DecodeErrorKind::Control } else { DecodeErrorKind::UndefinedByte };
                return Err((at, kind));
            }
            packed = table.composed[usize::from(mark)][usize::from(table.base[usize::from(before)])];
            if packed == 0 {
                return Err((at, DecodeErrorKind::MarkWithoutBase));
            }
            len -= (table.packed[usize::from(before)] >> 24) as usize;
        }
        buffer[len..len + 4].copy_from_slice(&packed.to_le_bytes());
        len += (packed >> 24) as usize;
        before = byte;
    }
    Ok(len)
}

/// Appends the bytes of `text`, which is NFC. The error is the place in bytes and the character that has none; then
/// callers cut off what was appended.
pub(crate) fn encode(table: &Table, text: &str, out: &mut Vec<u8>) -> Result<(), (usize, char)> {
    out.reserve(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let plain = if table.has_ascii { plain_ascii(&bytes[at..]) } else { 0 };
        if plain >= 8 {
            out.extend_from_slice(&bytes[at..at + plain]);
            at += plain;
        }
        let end = bytes.len().min(at + BLOCK);
        while at < end {
            if table.has_ascii && is_plain(bytes[at]) {
                out.push(bytes[at]);
                at += 1;
                continue;
            }
            let letter = text[at..].chars().next().expect("a character begins here");
            match table.bytes_of(letter) {
                Some(one @ 0..0x100) => out.push(one as u8),
                Some(two) => out.extend_from_slice(&two.to_be_bytes()),
                None => return Err((at, letter)),
            }
            at += letter.len_utf8();
        }
    }
    Ok(())
}
