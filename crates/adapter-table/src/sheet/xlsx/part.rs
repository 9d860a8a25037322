//! One part of an archive, unpacked as it is read.
//!
//! # What holds
//!
//! * No more bytes come out than the part may unpack to, and none but with the CRC and the size of the directory
//!   once the end was reached.
//! * Between two calls of [`Part::allow`] no more bytes are handed out than it allowed: so nobody who collects one
//!   element collects a whole file.

use std::io::{self, BufRead, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};
use lienthong_adapter::mapping::reasons::CELL_TOO_LARGE;
use lienthong_adapter::{Finding, Phrase, Say, Unit, phrase};

use super::archive::Entry;
use crate::sheet::reasons::{WORKBOOK_DAMAGED, WORKBOOK_TOO_LARGE, WORKBOOK_TRUNCATED};

const BUFFER: usize = 32 << 10;

/// One part of an archive.
pub(crate) struct Part<R> {
    input: R,
    entry: Entry,
    /// Packed bytes that were not read yet.
    packed_left: u64,
    packed: Vec<u8>,
    packed_at: usize,
    unpacked: Vec<u8>,
    unpacked_at: usize,
    inflater: Decompress,
    crc: Crc,
    length: u64,
    allowed: u64,
    element_left: usize,
    element_most: usize,
    ended: bool,
    fault: Option<Finding>,
}

impl<R: Read> Part<R> {
    /// The part whose data begins where `input` stands.
    pub(super) fn new(input: R, entry: Entry, allowed: u64) -> Self {
        Self {
            input,
            packed_left: entry.packed,
            entry,
            packed: Vec::new(),
            packed_at: 0,
            unpacked: vec![0; BUFFER],
            unpacked_at: BUFFER,
            inflater: Decompress::new(false),
            crc: Crc::new(),
            length: 0,
            allowed,
            element_left: usize::MAX,
            element_most: usize::MAX,
            ended: false,
            fault: None,
        }
    }

    /// Allows this many more bytes for the next element.
    pub(crate) fn allow(&mut self, bytes: usize) {
        self.element_left = bytes;
        self.element_most = bytes;
    }
    /// Unpacked bytes so far.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }
    /// Why reading failed, where this part knows.
    pub(crate) fn take_fault(&mut self) -> Option<Finding> {
        self.fault.take()
    }

    fn fail(&mut self, finding: Finding) -> io::Error {
        self.fault = Some(finding);
        io::ErrorKind::InvalidData.into()
    }

    /// Fills the buffer of unpacked bytes; leaves it empty at the end.
    fn fill(&mut self) -> io::Result<()> {
        self.unpacked.resize(BUFFER, 0);
        let mut made = 0;
        while made == 0 && !self.ended {
            if self.packed_at == self.packed.len() && self.packed_left > 0 {
                self.packed.clear();
                self.packed_at = 0;
                let most = self.packed_left.min(BUFFER as u64);
                let read = self.input.by_ref().take(most).read_to_end(&mut self.packed)?;
                if read == 0 {
                    return Err(self.fail(
                        Finding::new(&WORKBOOK_TRUNCATED)
                            .found(Phrase::new("a part is cut off", "một phần bị cắt cụt")),
                    ));
                }
                self.packed_left -= read as u64;
            }
            let packed = &self.packed[self.packed_at..];
            let used;
            if self.entry.stored {
                used = packed.len();
                self.unpacked[..used].copy_from_slice(packed);
                made = used;
                self.ended = self.packed_left == 0;
            } else {
                let (before_in, before_out) = (self.inflater.total_in(), self.inflater.total_out());
                let status = self.inflater.decompress(packed, &mut self.unpacked, FlushDecompress::None);
                used = usize::try_from(self.inflater.total_in() - before_in).unwrap_or(usize::MAX);
                made = usize::try_from(self.inflater.total_out() - before_out).unwrap_or(usize::MAX);
                let stuck = made == 0 && used == 0;
                match status {
                    Ok(Status::StreamEnd) => self.ended = true,
                    Ok(_) if !stuck => {}
                    _ => {
                        return Err(self.fail(wrong(Phrase::new(
                            "a part has wrong compressed data",
                            "một phần có dữ liệu nén sai",
                        ))));
                    }
                }
            }
            self.packed_at += used;
        }
        self.unpacked.truncate(made);
        self.unpacked_at = 0;
        self.crc.update(&self.unpacked);
        self.length += made as u64;
        if self.length > self.allowed {
            let finding =
                Finding::new(&WORKBOOK_TOO_LARGE).found(Phrase::more_than(self.allowed, Unit::Bytes));
            return Err(self.fail(finding.expected(phrase!(
                "{} bytes for this part",
                "{} byte cho phần này",
                self.allowed
            ))));
        }
        if self.ended && (self.length != self.entry.unpacked || self.crc.sum() != self.entry.crc) {
            return Err(self.fail(wrong(Phrase::new(
                "a part does not have the size and the CRC of the directory",
                "một phần không đúng kích thước và CRC ghi trong thư mục",
            ))));
        }
        Ok(())
    }
}

fn wrong(what: impl Say) -> Finding {
    Finding::new(&WORKBOOK_DAMAGED).found(what)
}

impl<R: Read> BufRead for Part<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.element_left == 0 {
            let most = self.element_most;
            let finding = Finding::new(&CELL_TOO_LARGE).found(Phrase::more_than(most, Unit::Bytes));
            return Err(self.fail(finding.expected(Phrase::count(most, Unit::Bytes))));
        }
        if self.unpacked_at == self.unpacked.len() && !self.ended {
            self.fill()?;
        }
        let rest = &self.unpacked[self.unpacked_at..];
        Ok(&rest[..rest.len().min(self.element_left)])
    }

    fn consume(&mut self, amount: usize) {
        self.unpacked_at += amount;
        self.element_left = self.element_left.saturating_sub(amount);
    }
}

impl<R: Read> Read for Part<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.consume(length);
        Ok(length)
    }
}
