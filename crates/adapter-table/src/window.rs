//! A window that slides over the bytes of an input: the buffer under every parser of this crate.
//!
//! A parser looks at [`Window::data`], asks for [`Window::more`] while its record is not whole, and lets go of what it
//! has read with [`Window::consume`]. The window grows only for a record that is larger than it, so parsers bound the
//! records that they ask more for.

use std::io::{ErrorKind, Read};

use lienthong_adapter::{DecodeError, read_failed};

/// Bytes of a new window: enough for a few hundred rows between two reads.
const SIZE: usize = 256 << 10;

/// A sliding window over an input.
pub(crate) struct Window<'a> {
    input: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
}

impl<'a> Window<'a> {
    pub(crate) fn new(input: Box<dyn Read + 'a>) -> Self {
        Self { input, buffer: vec![0; SIZE], start: 0, end: 0, ended: false }
    }

    /// What was read and not consumed.
    pub(crate) fn data(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Reads some more bytes behind the data. `false` means that there are none.
    pub(crate) fn more(&mut self) -> Result<bool, DecodeError> {
        if self.ended {
            return Ok(false);
        }
        if self.end == self.buffer.len() {
            if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
                self.end -= self.start;
                self.start = 0;
            } else {
                self.buffer.resize(2 * self.buffer.len(), 0);
            }
        }
        loop {
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(length) => {
                    self.end += length;
                    return Ok(true);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unreadable(&error)),
            }
        }
    }

    /// Reads until there are `length` bytes. `false` means that the input ends before.
    pub(crate) fn fill(&mut self, length: usize) -> Result<bool, DecodeError> {
        while self.end - self.start < length {
            if !self.more()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Lets go of the first `length` bytes of the data.
    pub(crate) fn consume(&mut self, length: usize) {
        self.start += length;
        debug_assert!(self.start <= self.end, "only what was read is consumed");
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
    }
}

/// The input itself failed; or a reader of ours within it, which says more.
pub(crate) fn unreadable(error: &std::io::Error) -> DecodeError {
    if let Some(ours) = error.get_ref().and_then(|inner| inner.downcast_ref::<DecodeError>()) {
        return ours.clone();
    }
    read_failed(error).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_passes_once_whatever_the_steps() {
        let bytes: Vec<u8> = (0..2 * SIZE + 77).map(|n| (n % 251) as u8).collect();
        for step in [1_000, SIZE - 1, SIZE + 1, 3 * SIZE] {
            let mut window = Window::new(Box::new(&bytes[..]));
            let mut seen = Vec::new();
            loop {
                let whole = window.fill(step).unwrap();
                let length = window.data().len().min(step);
                seen.extend_from_slice(&window.data()[..length]);
                window.consume(length);
                if !whole {
                    break;
                }
            }
            assert!(seen == bytes, "{step}");
        }
    }
}
