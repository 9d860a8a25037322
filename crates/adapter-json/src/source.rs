//! The bytes of a document, in pieces, with their place.

use lienthong_adapter::rows::Input;
use lienthong_adapter::{Finding, read_failed};

const PIECE: usize = 64 << 10;

/// Reads ahead one piece and no more.
pub(crate) struct Source<'a> {
    input: Box<dyn Input + 'a>,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    /// Bytes of the input before the buffer.
    before: u64,
}

impl<'a> Source<'a> {
    pub(crate) fn new(input: Box<dyn Input + 'a>) -> Self {
        Self { input, buffer: vec![0; PIECE], at: 0, filled: 0, before: 0 }
    }

    /// Bytes before the next one.
    pub(crate) fn offset(&self) -> u64 {
        self.before + self.at as u64
    }

    /// What is at hand without reading; not empty unless the input is at its end.
    pub(crate) fn rest(&mut self) -> Result<&[u8], Finding> {
        if self.at == self.filled {
            self.fill()?;
        }
        Ok(&self.buffer[self.at..self.filled])
    }

    /// The next byte.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, Finding> {
        if self.at == self.filled {
            self.fill()?;
        }
        Ok(self.buffer[self.at..self.filled].first().copied())
    }

    /// Steps over bytes that were seen.
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.filled);
    }

    fn fill(&mut self) -> Result<(), Finding> {
        self.before += self.filled as u64;
        (self.at, self.filled) = (0, 0);
        loop {
            match self.input.read(&mut self.buffer) {
                Ok(bytes) => {
                    self.filled = bytes;
                    return Ok(());
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(read_failed(&error).at(usize::try_from(self.before).unwrap_or(usize::MAX)));
                }
            }
        }
    }
}
