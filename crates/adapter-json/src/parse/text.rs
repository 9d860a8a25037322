//! Texts: escapes, halves of characters, and what no text may have.
//!
//! A text that is spoilt is stepped over to its end, so that reading can go on behind it.

use lienthong_adapter::mapping::reasons::CELL_TOO_LARGE;
use lienthong_adapter::{Finding, Phrase, Unit, phrase};

use super::{Parser, at};
use crate::out::{IS_ESCAPED, has_replacement};
use crate::reasons::{JSON_ENCODING, JSON_NOT_WELL_FORMED, LONE_SURROGATE, REPLACEMENT_CHARACTER};
use crate::tree::Span;

/// Half a character, and where its escape stands.
struct Half {
    unit: u16,
    offset: u64,
}

impl Parser<'_> {
    /// A text, from its first quote to its last.
    pub(super) fn text(&mut self) -> Result<Span, Finding> {
        let start = self.source.offset();
        self.source.advance(1);
        self.scratch.clear();
        let mut half = None;
        loop {
            let room = self.limits.cell_bytes.saturating_sub(self.scratch.len()) + 1;
            let rest = self.source.rest()?;
            let plain = rest.iter().position(|byte| IS_ESCAPED[usize::from(*byte)]);
            let length = plain.unwrap_or(rest.len());
            // What is beyond the limit is stepped over; one byte too many is kept as the proof of it.
            self.scratch.extend_from_slice(&rest[..length.min(room)]);
            let stop = plain.map(|at| rest[at]);
            if rest.is_empty() {
                return Err(self.unexpected(Phrase::new("the end of a text", "dấu kết thúc văn bản"))?);
            }
            self.source.advance(length);
            match stop {
                None => self.lone(&mut half),
                Some(b'"') => {
                    self.source.advance(1);
                    break;
                }
                Some(b'\\') => {
                    if length > 0 {
                        self.lone(&mut half);
                    }
                    self.escape(&mut half)?;
                }
                Some(control) => {
                    let offset = self.source.offset();
                    let finding = at(&JSON_NOT_WELL_FORMED, offset)
                        .found(phrase!("byte {control:02X}", "byte {control:02X}").ours());
                    self.spoil(
                        finding.expected(Phrase::new("an escape for it", "chuỗi thoát thay cho ký tự đó")),
                    );
                    self.source.advance(1);
                }
            }
        }
        self.lone(&mut half);
        self.keep(start)
    }

    fn keep(&mut self, start: u64) -> Result<Span, Finding> {
        if self.scratch.len() > self.limits.cell_bytes {
            let most = self.limits.cell_bytes;
            let finding = at(&CELL_TOO_LARGE, start).found(Phrase::more_than(most, Unit::Bytes));
            self.spoil(finding.expected(Phrase::count(most, Unit::Bytes)));
            return Ok(0..0);
        }
        let scratch = std::mem::take(&mut self.scratch);
        let span = match std::str::from_utf8(&scratch) {
            Ok(text) => {
                if has_replacement(text) {
                    self.spoil(at(&REPLACEMENT_CHARACTER, start));
                }
                self.tree.keep(text)
            }
            Err(error) => {
                let byte = scratch[error.valid_up_to()];
                // Where nothing was escaped before it, the bytes of the text are those of the document.
                let offset = start + 1 + error.valid_up_to() as u64;
                self.spoil(
                    at(&JSON_ENCODING, offset).found(phrase!("byte {byte:02X}", "byte {byte:02X}").ours()),
                );
                0..0
            }
        };
        self.scratch = scratch;
        Ok(span)
    }

    /// An escape, from its backslash. `half` is the first half of a character that stands right before it.
    fn escape(&mut self, half: &mut Option<Half>) -> Result<(), Finding> {
        let offset = self.source.offset();
        self.source.advance(1);
        let letter = match self.source.peek()? {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.source.advance(1);
                let unit = self.unit()?;
                let whole = half.as_ref().and_then(|half| char::decode_utf16([half.unit, unit]).next()?.ok());
                if let Some(letter) = whole {
                    *half = None;
                    self.push(letter);
                    return Ok(());
                }
                self.lone(half);
                match char::from_u32(u32::from(unit)) {
                    Some(letter) => self.push(letter),
                    None => *half = Some(Half { unit, offset }),
                }
                return Ok(());
            }
            _ => {
                return Err(
                    self.unexpected(Phrase::new("one of the escapes of JSON", "một chuỗi thoát của JSON"))?
                );
            }
        };
        self.source.advance(1);
        self.lone(half);
        self.push(letter);
        Ok(())
    }

    /// Half a character has not found its other half.
    fn lone(&mut self, half: &mut Option<Half>) {
        if let Some(Half { unit, offset }) = half.take() {
            self.spoil(at(&LONE_SURROGATE, offset).found(format!("\\u{unit:04X}")));
        }
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u16, Finding> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.source.peek()?.and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(
                    self.unexpected(Phrase::new("four hexadecimal digits", "bốn chữ số thập lục phân"))?
                );
            };
            unit = unit * 16 + digit as u16;
            self.source.advance(1);
        }
        Ok(unit)
    }

    fn push(&mut self, letter: char) {
        if self.scratch.len() <= self.limits.cell_bytes {
            self.scratch.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}
