//! Strict base64 in pieces: white space may be skipped, nothing else.
//!
//! Text is decoded in chunks of a few tens of KiB into a buffer that is used again, so an attachment is never held
//! decoded. A chunk without white space, which is the usual case, goes to the decoder where it stands.

use base64::DecodeError as Wrong;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lienthong_adapter::{DecodeError, Finding, Phrase, phrase};

use crate::reasons::ATTACHMENT_BASE64;

/// Characters decoded at once; a multiple of four.
const CHUNK: usize = 64 << 10;

/// Decodes `text` and hands the bytes to `sink`, piece by piece. Offsets in errors count from the start of `text`.
pub(crate) fn decode(
    text: &[u8],
    mut sink: impl FnMut(&[u8]) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut decoded = vec![0; CHUNK / 4 * 3];
    let mut packed = Vec::new();
    let mut rest = text;
    let mut done = 0;
    while !rest.is_empty() {
        let (letters, taken) = take_chunk(rest, &mut packed);
        let last = rest[taken..].iter().all(is_white);
        let fail = |at: usize, what: Phrase| Err(wrong(text, done + nth_letter(&rest[..taken], at), what));
        match STANDARD.decode_slice(letters, &mut decoded) {
            Ok(_) if !last && letters.ends_with(b"=") => {
                return fail(
                    letters.len() - 1,
                    Phrase::new("`=` before the end", "`=` trước khi hết nội dung"),
                );
            }
            Ok(length) => sink(&decoded[..length])?,
            Err(base64::DecodeSliceError::DecodeError(error)) => {
                let (at, what) = match error {
                    Wrong::InvalidByte(at, byte) if byte.is_ascii_graphic() => {
                        (at, phrase!("`{0}`", "`{0}`", char::from(byte)))
                    }
                    Wrong::InvalidByte(at, byte) => (at, phrase!("the byte {byte:02X}", "byte {byte:02X}")),
                    Wrong::InvalidLastSymbol(at, _) => (
                        at,
                        Phrase::new(
                            "a last letter with bits that would be lost",
                            "ký tự cuối có các bit sẽ bị mất",
                        ),
                    ),
                    Wrong::InvalidLength(_) | Wrong::InvalidPadding => (
                        letters.len(),
                        Phrase::new("the length is not a multiple of four", "độ dài không phải bội số của 4"),
                    ),
                };
                return fail(at, what);
            }
            Err(base64::DecodeSliceError::OutputSliceTooSmall) => {
                return fail(0, Phrase::new("a chunk that does not fit", "một đoạn không vừa bộ đệm"));
            }
        }
        rest = &rest[taken..];
        done += taken;
    }
    Ok(())
}

/// The next chunk of letters and how many bytes of `rest` it takes.
fn take_chunk<'t>(rest: &'t [u8], packed: &'t mut Vec<u8>) -> (&'t [u8], usize) {
    let block = &rest[..rest.len().min(CHUNK)];
    // Counting has no early exit, so it compiles to vector instructions.
    if block.iter().filter(|b| is_white(b)).count() == 0 {
        return (block, block.len());
    }
    packed.clear();
    let mut taken = 0;
    while packed.len() < CHUNK && taken < rest.len() {
        let line = &rest[taken..];
        let line = &line[..line.len().min(CHUNK - packed.len())];
        let length = line.iter().position(is_white).unwrap_or(line.len());
        packed.extend_from_slice(&line[..length]);
        taken += length + rest[taken + length..].iter().take_while(|b| is_white(b)).count();
    }
    (packed, taken)
}

fn is_white(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Where the letter with number `n` stands in `text`.
fn nth_letter(text: &[u8], n: usize) -> usize {
    text.iter().enumerate().filter(|(_, b)| !is_white(b)).nth(n).map_or(text.len(), |(at, _)| at)
}

fn wrong(text: &[u8], at: usize, what: Phrase) -> DecodeError {
    let at = at.min(text.len());
    let Phrase { en, vi, .. } = what;
    let found = Phrase::of(
        format!("{en} at offset {at} of the content"),
        format!("{vi} tại vị trí {at} của nội dung"),
    );
    Finding::new(&ATTACHMENT_BASE64).found(found).at(at).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Result<Vec<u8>, (u64, String)> {
        let mut bytes = Vec::new();
        decode(text, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })
        .map_err(|e| (e.place().offset.unwrap(), e.to_string()))?;
        Ok(bytes)
    }

    #[test]
    fn white_space_is_skipped_and_nothing_else() {
        assert_eq!(all(b"R2hpIGNow7ogbeG6q3UuCg==").unwrap(), "Ghi chú mẫu.\n".as_bytes());
        assert_eq!(all(b" R2hp\r\nIG\tNow7og beG6q3UuCg= =\n").unwrap(), "Ghi chú mẫu.\n".as_bytes());
        assert_eq!(all(b"").unwrap(), b"");
        assert_eq!(all(b" \n").unwrap(), b"");
        let check = |text: &[u8], offset: u64, expected: &str| {
            let (at, message) = all(text).unwrap_err();
            assert_eq!(at, offset, "{message}");
            assert!(message.contains(expected), "{message}");
        };
        check(b"${__StringFromFile(test.txt,,,)}", 0, "`$` at offset 0");
        check(b"AAAA\nBB-B", 7, "`-` at offset 7");
        check(b"AAAA\nBB\xc3\xa1", 7, "the byte C3");
        check(b"AAA", 3, "multiple of four");
        check(b"AA=", 3, "multiple of four");
        check(b"AB==", 1, "bits");
        check(b"AA==AAAA", 2, "`=`");
        check(b"=", 0, "`=`");
    }

    #[test]
    fn chunks_join_without_a_seam() {
        let file: Vec<u8> = (0..300_001_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let text = STANDARD.encode(&file);
        assert_eq!(all(text.as_bytes()).unwrap(), file);
        let lines: Vec<&[u8]> = text.as_bytes().chunks(76).collect();
        assert_eq!(all(&lines.join(&b"\r\n"[..])).unwrap(), file);
        let mut wrong = text.clone().into_bytes();
        wrong[200_000] = b'?';
        assert_eq!(all(&wrong).unwrap_err().0, 200_000);
        let early_end = format!("{}={}", "A".repeat(CHUNK - 1), "AAAA");
        assert_eq!(all(early_end.as_bytes()).unwrap_err().0, CHUNK as u64 - 1, "padding ends the text");
    }
}
