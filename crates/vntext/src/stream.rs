//! Decoding a long text that arrives in pieces, cut anywhere.
//!
//! A piece may end inside a letter of several bytes, before a tone byte, or between a letter and its combining marks.
//! [`StreamDecoder`] keeps back what the next piece may still change: in byte charsets at most one byte; in UTF-8 and
//! UTF-16 the last letter with its marks, up to 64 KiB of them.

use crate::charset::Charset;
use crate::error::DecodeError;
use crate::unicode::starts_afresh;

/// What is kept back at most. Only marks without end or malformed bytes reach it.
const MOST_HELD: usize = 64 << 10;

/// Decodes one file piece by piece. However it is cut, the text is that of decoding all at once, and so are kind and
/// offset of an error. (A letter with more than 64 KiB of combining marks may be left in another normal form.)
///
/// ```
/// use lienthong_vntext::{Charset, StreamDecoder};
/// let (mut decoder, mut text) = (StreamDecoder::new(Charset::VniWin), String::new());
/// decoder.push(b"H\xF6\xF4", &mut text)?;
/// decoder.push(b"\xF8ng", &mut text)?;
/// decoder.finish(&mut text)?;
/// assert_eq!(text, "Hường");
/// # Ok::<(), lienthong_vntext::DecodeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct StreamDecoder {
    charset: Charset,
    /// What was pushed and not decoded yet.
    held: Vec<u8>,
    /// Bytes before `held`.
    offset: usize,
}

impl StreamDecoder {
    /// A decoder at the start of a file. A byte order mark there is dropped.
    pub fn new(charset: Charset) -> StreamDecoder {
        StreamDecoder { charset, held: Vec::new(), offset: 0 }
    }

    /// Appends the text of `bytes`, as far as what follows cannot change it. Offsets in errors count from the start
    /// of the file.
    ///
    /// # Errors
    ///
    /// As [`Charset::decode`]. Text before the error in this piece is not appended, and the decoder cannot go on.
    pub fn push(&mut self, bytes: &[u8], out: &mut String) -> Result<(), DecodeError> {
        self.held.extend_from_slice(bytes);
        let mut settled = self.settled();
        if self.held.len() - settled > MOST_HELD {
            settled = self.whole_characters();
        }
        self.decode(settled, out)
    }

    /// Appends what was kept back.
    ///
    /// # Errors
    ///
    /// As [`Charset::decode`]; a character that was never finished is `Truncated`.
    pub fn finish(mut self, out: &mut String) -> Result<(), DecodeError> {
        self.decode(self.held.len(), out)
    }

    fn decode(&mut self, len: usize, out: &mut String) -> Result<(), DecodeError> {
        if len == 0 {
            return Ok(());
        }
        let bytes = &self.held[..len];
        let text = if self.offset == 0 { self.charset.strip_bom(bytes) } else { bytes };
        let before = self.offset + bytes.len() - text.len();
        let moved = |mut error: DecodeError| {
            error.offset += before;
            error
        };
        if let Err(error) = self.charset.decode_into(text, out) {
            // What seemed cut off here is malformed, when more bytes are there.
            let all = self.charset.decode(&self.held[bytes.len() - text.len()..]);
            return Err(moved(all.err().unwrap_or(error)));
        }
        self.held.drain(..len);
        self.offset += len;
        Ok(())
    }

    /// How much of what is held no further byte can change.
    fn settled(&self) -> usize {
        let held = &self.held;
        match self.charset {
            Charset::Utf8 | Charset::Utf8Nfd => {
                // From the last byte back to one that begins a letter which joins nothing before it.
                let begins = |&at: &usize| {
                    let end = held.len().min(at + 4);
                    held[at] < 0x80
                        || (held[at] >= 0xC0
                            && held[at..end]
                                .utf8_chunks()
                                .next()
                                .is_some_and(|chunk| chunk.valid().chars().next().is_some_and(starts_afresh)))
                };
                (0..held.len()).rev().find(begins).unwrap_or(0)
            }
            Charset::Utf16Le | Charset::Utf16Be => {
                let unit = |at: usize| {
                    let pair = [held[at], held[at + 1]];
                    if self.charset == Charset::Utf16Le {
                        u16::from_le_bytes(pair)
                    } else {
                        u16::from_be_bytes(pair)
                    }
                };
                let begins = |&at: &usize| {
                    let last = (at + 4 <= held.len()).then(|| unit(at + 2));
                    char::decode_utf16(std::iter::once(unit(at)).chain(last))
                        .next()
                        .is_some_and(|letter| letter.is_ok_and(starts_afresh))
                };
                (0..held.len() / 2).rev().map(|pair| 2 * pair).find(begins).unwrap_or(0)
            }
            _ => {
                let table = self.charset.table().expect("a byte charset has a table");
                let is_base = held.last().is_some_and(|&last| table.base[usize::from(last)] != 0);
                held.len() - usize::from(is_base)
            }
        }
    }

    /// How much of what is held does not end inside a character; all of it when it is malformed.
    fn whole_characters(&self) -> usize {
        match self.charset {
            Charset::Utf8 | Charset::Utf8Nfd => match std::str::from_utf8(&self.held) {
                Err(error) if error.error_len().is_none() => error.valid_up_to(),
                _ => self.held.len(),
            },
            // A pair that is cut here would be at most two units.
            _ => (self.held.len() & !1) - 4,
        }
    }
}
