//! Delimited text to records: RFC 4180, strictly, over bytes.
//!
//! A record is a list of places in the window; nothing is copied or decoded here. Lines end with CR LF, LF or CR.
//!
//! # What holds
//!
//! * A quote inside a field that does not begin with one is a fault of its row, and so is a field that is too large: where
//!   the record ends is certain, and the rest of it is passed over (`passing`).
//! * Text behind a closing quote and a quote that is never closed end all reading: from there on nobody knows which line
//!   end is one of a row and which belongs to a text.
//! * Memory is that of one record, at most [`RECORD_CELLS`] times the largest cell.

use lienthong_adapter::mapping::reasons::CELL_TOO_LARGE;
use lienthong_adapter::rows::RowFault;
use lienthong_adapter::{Finding, Limits, Phrase, Reason, Unit};
use memchr::{memchr, memchr2, memchr2_iter};

use super::passing::{Passed, Passing, Place};
use super::utf16::source_length;
use crate::reasons::{CSV_ROW_TOO_LARGE, CSV_STRAY_QUOTE, CSV_TEXT_AFTER_QUOTE, CSV_UNCLOSED_QUOTE};
use crate::window::Window;

/// What programs of DOS put behind the last line.
const END_MARK: u8 = 0x1A;
/// Cells of the largest size that one record may hold.
const RECORD_CELLS: usize = 16;

/// Reads records.
pub(crate) struct Records<'a> {
    window: Window<'a>,
    delimiter: u8,
    quote: Option<u8>,
    /// The bytes at which a field without quotes ends.
    stops: [bool; 256],
    /// Whether the bytes are UTF-8 made of UTF-16.
    wide: bool,
    cell_bytes: usize,
    most_cells: usize,
    /// Of the record that was read last: its cells, how many there were, its bytes with the line end.
    cells: Vec<Span>,
    count: usize,
    length: usize,
    /// Line and offset of that record, and lines that it takes.
    line: u64,
    offset: u64,
    lines: u64,
}

/// A cell, as places from the beginning of its record; without its quotes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether quotes in it are doubled.
    pub(crate) doubled: bool,
}

impl<'a> Records<'a> {
    /// Records of `window`, which begins `offset` bytes into the file.
    pub(crate) fn new(
        window: Window<'a>,
        offset: u64,
        wide: bool,
        delimiter: u8,
        quote: Option<u8>,
        limits: &Limits,
    ) -> Self {
        let mut stops = [false; 256];
        for byte in [Some(delimiter), quote, Some(b'\r'), Some(b'\n')].into_iter().flatten() {
            stops[usize::from(byte)] = true;
        }
        Self {
            window,
            delimiter,
            quote,
            stops,
            wide,
            cell_bytes: limits.cell_bytes,
            most_cells: limits.columns.saturating_add(1),
            cells: Vec::new(),
            count: 0,
            length: 0,
            line: 1,
            offset,
            lines: 0,
        }
    }

    /// Goes to the next record. `false` means that there is none.
    pub(crate) fn advance(&mut self) -> Result<bool, RowFault> {
        self.offset += self.source_length(self.length);
        self.line += self.lines;
        self.window.consume(self.length);
        self.cells.clear();
        (self.count, self.length, self.lines) = (0, 0, 0);
        if !self.has(0)? {
            return Ok(false);
        }
        if self.byte(0)? == Some(END_MARK) && self.byte(1)?.is_none() {
            self.length = 1;
            return Ok(false);
        }
        let mut at = 0;
        loop {
            let first = self.byte(at)?;
            let stop = match self.quote {
                Some(quote) if first == Some(quote) => self.quoted(&mut at, quote)?,
                _ => match self.plain(&mut at) {
                    Err(fault) if is_too_large(&fault) => {
                        self.leave_line(at)?;
                        return Err(RowFault::row(fault.error.finding().clone()));
                    }
                    stop => stop?,
                },
            };
            match stop {
                Some(byte) if byte == self.delimiter => at += 1,
                Some(b'\r' | b'\n') | None => break,
                Some(_) => {
                    let fault = self.finding(&CSV_STRAY_QUOTE, at);
                    self.skip_line(&mut at)?;
                    self.end_line(at)?;
                    return Err(RowFault::row(fault));
                }
            }
        }
        self.end_line(at)?;
        Ok(true)
    }

    /// A field without quotes: goes to its end and gives the byte there.
    fn plain(&mut self, at: &mut usize) -> Result<Option<u8>, RowFault> {
        let start = *at;
        let stop = loop {
            let data = self.window.data();
            if let Some(ahead) = data[*at..].iter().position(|byte| self.stops[usize::from(*byte)]) {
                *at += ahead;
                break Some(data[*at]);
            }
            *at = data.len();
            if !self.more(start, *at)? {
                break None;
            }
        };
        self.push(Span { start, end: *at, doubled: false }, start)?;
        Ok(stop)
    }

    /// A field in quotes: goes behind its closing quote and gives the byte there.
    fn quoted(&mut self, at: &mut usize, quote: u8) -> Result<Option<u8>, RowFault> {
        let start = *at;
        let mut doubled = false;
        *at += 1;
        let stop = loop {
            match memchr(quote, &self.window.data()[*at..]) {
                Some(ahead) => {
                    *at += ahead + 1;
                    let behind = self.byte(*at)?;
                    if behind != Some(quote) {
                        break behind;
                    }
                    doubled = true;
                    *at += 1;
                }
                None => {
                    *at = self.window.data().len();
                    let has_more = match self.more(start, *at) {
                        Err(fault) if is_too_large(&fault) => {
                            self.lines += line_breaks(&self.window.data()[start + 1..*at]);
                            return Err(self.pass_over((start, *at), Place::Quoted, quote, &fault));
                        }
                        more => more?,
                    };
                    if !has_more {
                        return Err(self.unclosed(start));
                    }
                }
            }
        };
        if stop.is_some_and(|byte| byte != self.delimiter && byte != b'\r' && byte != b'\n') {
            return Err(RowFault::fatal(self.finding(&CSV_TEXT_AFTER_QUOTE, *at)));
        }
        let inside = start + 1..*at - 1;
        self.lines += line_breaks(&self.window.data()[inside.clone()]);
        match self.push(Span { start: inside.start, end: inside.end, doubled }, start) {
            Err(fault) => Err(self.pass_over((start, *at), Place::Closed, quote, &fault)),
            Ok(()) => Ok(stop),
        }
    }

    fn unclosed(&self, start: usize) -> RowFault {
        let finding = self.finding(&CSV_UNCLOSED_QUOTE, start);
        let found = Phrase::new("the end of the file", "hết tệp");
        RowFault::fatal(finding.found(found).expected(Phrase::new("a closing quote", "dấu nháy đóng")))
    }

    /// Goes to the end of a record of which the field from `start` on is too large, and gives the fault of its row.
    fn pass_over(
        &mut self,
        (start, at): (usize, usize),
        place: Place,
        quote: u8,
        fault: &RowFault,
    ) -> RowFault {
        let unclosed = self.unclosed(start);
        let mut passing = Passing::at(place, self.window.data()[at - 1], self.delimiter, quote);
        let mut from = at;
        loop {
            let passed = passing.over(&self.window.data()[from..]);
            let end = match passed {
                Passed::End(ahead) => Some(from + ahead),
                Passed::TextBehind(ahead) => {
                    return RowFault::fatal(self.finding(&CSV_TEXT_AFTER_QUOTE, from + ahead));
                }
                Passed::More => None,
            };
            if end.is_none() {
                let length = self.window.data().len();
                self.offset += self.source_length(length);
                self.window.consume(length);
                from = 0;
                match self.window.more() {
                    Err(fault) => return RowFault::fatal(fault),
                    Ok(true) => continue,
                    Ok(false) if passing.is_open() => return unclosed,
                    Ok(false) => {}
                }
            }
            self.cells.clear();
            self.lines += passing.lines;
            return match self.end_line(end.unwrap_or(0)) {
                Ok(()) => RowFault::row(fault.error.finding().clone()),
                Err(fault) => fault,
            };
        }
    }

    fn push(&mut self, span: Span, start: usize) -> Result<(), RowFault> {
        if span.end - span.start > self.cell_bytes {
            return Err(self.too_large(start, span.end));
        }
        self.count += 1;
        if self.count <= self.most_cells {
            self.cells.push(span);
        }
        Ok(())
    }

    /// Goes to the end of the line, whatever stands there.
    fn skip_line(&mut self, at: &mut usize) -> Result<(), RowFault> {
        let start = *at;
        loop {
            if let Some(ahead) = memchr2(b'\r', b'\n', &self.window.data()[*at..]) {
                *at += ahead;
                return Ok(());
            }
            *at = self.window.data().len();
            if !self.more(start, *at)? {
                return Ok(());
            }
        }
    }

    /// Goes to the end of a line that is too long to be held: what was read of it is let go.
    fn leave_line(&mut self, mut at: usize) -> Result<(), RowFault> {
        loop {
            let data = self.window.data();
            if let Some(ahead) = memchr2(b'\r', b'\n', &data[at..]) {
                self.cells.clear();
                return self.end_line(at + ahead);
            }
            let length = data.len();
            self.offset += self.source_length(length);
            self.window.consume(length);
            at = 0;
            if !self.window.more().map_err(RowFault::fatal)? {
                self.cells.clear();
                return self.end_line(0);
            }
        }
    }

    /// Sets the length of the record, with the line end at `at`.
    fn end_line(&mut self, at: usize) -> Result<(), RowFault> {
        let end = match self.byte(at)? {
            Some(b'\r') if self.byte(at + 1)? == Some(b'\n') => at + 2,
            Some(_) => at + 1,
            None => at,
        };
        self.length = end;
        self.lines += 1;
        Ok(())
    }

    /// Reads more bytes for the cell that begins at `start`.
    fn more(&mut self, start: usize, at: usize) -> Result<bool, RowFault> {
        if at - start > self.cell_bytes {
            return Err(self.too_large(start, at));
        }
        if at > self.cell_bytes.saturating_mul(RECORD_CELLS) {
            let finding = self.finding(&CSV_ROW_TOO_LARGE, 0).found(Phrase::count(at, Unit::Bytes));
            let expected = Phrase::count(self.cell_bytes.saturating_mul(RECORD_CELLS), Unit::Bytes);
            return Err(RowFault::fatal(finding.expected(expected)));
        }
        self.window.more().map_err(RowFault::fatal)
    }

    fn too_large(&self, start: usize, at: usize) -> RowFault {
        let finding = self.finding(&CELL_TOO_LARGE, start).found(Phrase::more_than(at - start, Unit::Bytes));
        RowFault::fatal(finding.expected(Phrase::count(self.cell_bytes, Unit::Bytes)))
    }

    fn has(&mut self, at: usize) -> Result<bool, RowFault> {
        if at < self.window.data().len() {
            return Ok(true);
        }
        self.window.more().map_err(RowFault::fatal)
    }

    fn byte(&mut self, at: usize) -> Result<Option<u8>, RowFault> {
        Ok(if self.has(at)? { self.window.data().get(at).copied() } else { None })
    }

    /// A finding at a place of this record.
    pub(crate) fn finding(&self, reason: &'static Reason, at: usize) -> Finding {
        let mut finding = Finding::new(reason).row(self.line);
        finding.place.offset = Some(self.place(at));
        finding
    }

    /// Bytes of the file before a place of this record.
    pub(crate) fn place(&self, at: usize) -> u64 {
        self.offset + self.source_length(at)
    }

    /// Bytes of the file that the first `length` bytes of the record were.
    fn source_length(&self, length: usize) -> u64 {
        if self.wide { source_length(&self.window.data()[..length]) } else { length as u64 }
    }

    /// The cells of the record, one more than columns are allowed at most.
    pub(crate) fn cells(&self) -> &[Span] {
        &self.cells
    }
    /// How many cells the record had.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
    /// Whether the record ends with the file, without a line end.
    pub(crate) fn is_cut_off(&self) -> bool {
        !matches!(self.bytes().last(), Some(b'\r' | b'\n'))
    }
    /// The bytes of the record.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.window.data()[..self.length]
    }
    /// The line, from 1, on which the record begins.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }
    /// Bytes of the file before the record.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }
    pub(crate) fn quote(&self) -> Option<u8> {
        self.quote
    }
    /// Takes another delimiter for what follows.
    pub(crate) fn set_delimiter(&mut self, delimiter: u8) {
        self.stops[usize::from(self.delimiter)] = false;
        self.stops[usize::from(delimiter)] = true;
        self.delimiter = delimiter;
    }
    /// The first bytes, before any record is read.
    pub(crate) fn peek(&mut self, length: usize) -> Result<&[u8], RowFault> {
        self.window.fill(length).map_err(RowFault::fatal)?;
        let data = self.window.data();
        Ok(&data[..data.len().min(length)])
    }
    /// Whether the bytes are UTF-8 made of UTF-16.
    pub(crate) fn wide(&self) -> bool {
        self.wide
    }
    /// The text of a cell in `bytes` of its record with its quotes as they are meant, appended to `out`.
    pub(crate) fn unescape(bytes: &[u8], quote: u8, out: &mut Vec<u8>) {
        let mut rest = bytes;
        while let Some(at) = memchr(quote, rest) {
            out.extend_from_slice(&rest[..=at]);
            rest = &rest[(at + 2).min(rest.len())..];
        }
        out.extend_from_slice(rest);
    }

    /// The bytes of a cell as it is written, with its quotes doubled, of which `length` were meant.
    pub(crate) fn length_written(bytes: &[u8], quote: u8, length: usize) -> usize {
        let mut at = 0;
        for _ in 0..length.min(bytes.len()) {
            at += if bytes.get(at) == Some(&quote) { 2 } else { 1 };
        }
        at.min(bytes.len())
    }
}

fn is_too_large(fault: &RowFault) -> bool {
    *fault.error.finding().reason == CELL_TOO_LARGE
}

/// Line ends inside a cell, as an editor counts them.
fn line_breaks(bytes: &[u8]) -> u64 {
    memchr2_iter(b'\r', b'\n', bytes)
        .filter(|at| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .count() as u64
}
