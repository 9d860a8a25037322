//! The ZIP archive that a workbook is: its directory, and the parts by name.
//!
//! 1. end: the end record in the last 64 KiB, and that of ZIP64 before it;
//! 2. directory: one entry for each part, names made equal (`\` is `/`, case does not count);
//! 3. part: the data behind the local header, handed out as a [`Part`].
//!
//! Archives are read by their directory alone: local headers of streaming writers know no sizes.
//!
//! # What holds
//!
//! * All parts together unpack to no more than [`Limits::unpacked_bytes`], each to no more than its ratio.
//! * Every number of the archive is checked before memory is taken for it.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Say, Unit, phrase, read_failed};

use super::part::Part;
use crate::sheet::bytes::{self, u32_at, u64_at};
use crate::sheet::reasons::{ENCRYPTED, WORKBOOK_DAMAGED, WORKBOOK_TOO_LARGE, WORKBOOK_TRUNCATED};

const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const END64: &[u8] = b"PK\x06\x06";
const LOCATOR64: &[u8] = b"PK\x06\x07";
const LOCATOR64_SIZE: usize = 20;
const CENTRAL: &[u8] = b"PK\x01\x02";
const CENTRAL_SIZE: usize = 46;
const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_SIZE: usize = 30;

/// An archive whose directory was read.
pub(crate) struct Archive<R> {
    input: R,
    entries: HashMap<String, Entry>,
    length: u64,
    ratio: u64,
    /// Bytes that parts may still unpack to.
    left: u64,
}

/// One part in the directory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    offset: u64,
    pub(crate) packed: u64,
    pub(crate) unpacked: u64,
    pub(crate) crc: u32,
    pub(crate) stored: bool,
    method: u16,
    encrypted: bool,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory of `input`.
    pub(crate) fn open(mut input: R, limits: &Limits) -> Result<Self, DecodeError> {
        let length = input.seek(SeekFrom::End(0)).map_err(failed)?;
        let (count, size, start) = end_record(&mut input, length)?;
        if count > limits.elements as u64 {
            return Err(Finding::new(&WORKBOOK_TOO_LARGE)
                .found(Phrase::count(count, Unit::Parts))
                .expected(Phrase::count(limits.elements, Unit::Parts))
                .into());
        }
        if start.checked_add(size).is_none_or(|end| end > length) {
            return Err(damaged(Phrase::new(
                "its directory is not where it says",
                "thư mục không nằm ở vị trí đã ghi",
            )));
        }
        input.seek(SeekFrom::Start(start)).map_err(failed)?;
        let mut directory = Vec::new();
        input.by_ref().take(size).read_to_end(&mut directory).map_err(failed)?;
        let mut entries = HashMap::new();
        let mut rest = directory.as_slice();
        for _ in 0..count {
            let (name, entry, behind) = central(rest)
                .ok_or_else(|| damaged(Phrase::new("its directory is cut off", "thư mục bị cắt cụt")))?;
            rest = behind;
            if !name.ends_with('/') && entries.insert(name, entry).is_some() {
                return Err(damaged(Phrase::new("two parts have one name", "hai phần trùng tên")));
            }
        }
        Ok(Self { input, entries, length, ratio: limits.ratio, left: limits.unpacked_bytes })
    }

    /// Whether there is a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&key(name))
    }

    /// Reads a part with `read`, where there is one.
    pub(crate) fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Part<&mut R>) -> Result<(T, u64), DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        let Some(entry) = self.entries.get(&key(name)).copied() else { return Ok(None) };
        let allowed = self.seek(&entry)?;
        let (value, unpacked) = read(Part::new(&mut self.input, entry, allowed))?;
        self.left = self.left.saturating_sub(unpacked);
        Ok(Some(value))
    }

    /// The last part that is read of this archive, where there is one of this name.
    pub(crate) fn into_part(mut self, name: &str) -> Result<Option<Part<R>>, DecodeError> {
        let Some(entry) = self.entries.get(&key(name)).copied() else { return Ok(None) };
        let allowed = self.seek(&entry)?;
        Ok(Some(Part::new(self.input, entry, allowed)))
    }

    /// Goes to the data of a part; gives the bytes that it may unpack to.
    fn seek(&mut self, entry: &Entry) -> Result<u64, DecodeError> {
        if entry.encrypted {
            return Err(Finding::new(&ENCRYPTED).into());
        }
        if !entry.stored && entry.method != 8 {
            return Err(damaged(
                phrase!(
                    "compression method {} is not deflate",
                    "phương pháp nén {} không phải deflate",
                    entry.method
                )
                .ours(),
            ));
        }
        self.input.seek(SeekFrom::Start(entry.offset)).map_err(failed)?;
        let mut local = [0; LOCAL_SIZE];
        self.input.read_exact(&mut local).map_err(|_| {
            damaged(Phrase::new(
                "a part is not where the directory says",
                "có phần không nằm ở vị trí mà thư mục ghi",
            ))
        })?;
        if !local.starts_with(LOCAL) {
            return Err(damaged(Phrase::new(
                "a part is not where the directory says",
                "có phần không nằm ở vị trí mà thư mục ghi",
            )));
        }
        let start = entry.offset + (LOCAL_SIZE + u16_at(&local, 26) + u16_at(&local, 28)) as u64;
        if start.checked_add(entry.packed).is_none_or(|end| end > self.length) {
            return Err(damaged(Phrase::new("a part reaches behind the end", "có phần vượt quá cuối tệp")));
        }
        self.input.seek(SeekFrom::Start(start)).map_err(failed)?;
        Ok(self.left.min(entry.packed.saturating_mul(self.ratio).max(Limits::RATIO_FROM)))
    }
}

/// Entries, size and start of the directory.
fn end_record(input: &mut (impl Read + Seek), length: u64) -> Result<(u64, u64, u64), DecodeError> {
    let truncated = || {
        Finding::new(&WORKBOOK_TRUNCATED)
            .found(Phrase::new("the archive has no directory at its end", "tệp nén không có thư mục ở cuối"))
    };
    let tail_start = length.saturating_sub((END_SIZE + 0xffff + LOCATOR64_SIZE) as u64);
    input.seek(SeekFrom::Start(tail_start)).map_err(failed)?;
    let mut tail = Vec::new();
    input.by_ref().take(length - tail_start).read_to_end(&mut tail).map_err(failed)?;
    let last = tail.len().checked_sub(END_SIZE).ok_or_else(truncated)?;
    // Zero bytes behind the archive are tolerated: some mail and copy programs fill up blocks.
    let filled = tail.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    let ends = |at: usize| {
        let end = at + END_SIZE + u16_at(&tail, at + 20);
        end <= tail.len() && (end == tail.len() || end >= filled)
    };
    let at = (0..=last).rev().find(|at| tail[*at..].starts_with(END) && ends(*at)).ok_or_else(truncated)?;
    let (count, size, start) = (u16_at(&tail, at + 10), u32_at(&tail, at + 12), u32_at(&tail, at + 16));
    if count != 0xffff && size != u32::MAX && start != u32::MAX {
        return Ok((count as u64, size.into(), start.into()));
    }
    let locator = at.checked_sub(LOCATOR64_SIZE).filter(|at| tail[*at..].starts_with(LOCATOR64));
    let locator = locator.ok_or_else(|| {
        damaged(Phrase::new("the end record of ZIP64 is missing", "thiếu bản ghi cuối của ZIP64"))
    })?;
    let mut record = [0; 56];
    let found =
        input.seek(SeekFrom::Start(u64_at(&tail, locator + 8))).and_then(|_| input.read_exact(&mut record));
    if found.is_err() || !record.starts_with(END64) {
        return Err(damaged(Phrase::new(
            "the end record of ZIP64 is missing",
            "thiếu bản ghi cuối của ZIP64",
        )));
    }
    Ok((u64_at(&record, 32), u64_at(&record, 40), u64_at(&record, 48)))
}

/// The first entry of a directory, and the rest behind it.
fn central(bytes: &[u8]) -> Option<(String, Entry, &[u8])> {
    let head = bytes.get(..CENTRAL_SIZE).filter(|head| head.starts_with(CENTRAL))?;
    let (name, extra, comment) = (u16_at(head, 28), u16_at(head, 30), u16_at(head, 32));
    let rest = &bytes[CENTRAL_SIZE..];
    let (name, rest) = rest.split_at_checked(name)?;
    let (mut extra, rest) = rest.split_at_checked(extra)?;
    let (_, rest) = rest.split_at_checked(comment)?;
    let mut packed = u64::from(u32_at(head, 20));
    let mut unpacked = u64::from(u32_at(head, 24));
    let mut offset = u64::from(u32_at(head, 42));
    while extra.len() >= 4 {
        let (id, size) = (u16_at(extra, 0), u16_at(extra, 2));
        let mut field = extra.get(4..4 + size)?;
        extra = &extra[4 + size..];
        if id == 1 {
            // ZIP64: a number of eight bytes for each that is full above, in this order.
            for number in [&mut unpacked, &mut packed, &mut offset] {
                if *number == u64::from(u32::MAX) && field.len() >= 8 {
                    *number = u64_at(field, 0);
                    field = &field[8..];
                }
            }
        }
    }
    let method = u16_at(head, 10) as u16;
    let entry = Entry {
        offset,
        packed,
        unpacked,
        crc: u32_at(head, 16),
        stored: method == 0,
        method,
        encrypted: u16_at(head, 8) & 1 != 0,
    };
    Some((key(&String::from_utf8_lossy(name)), entry, rest))
}

/// A name as names of parts are compared.
fn key(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_ascii_lowercase()
}

pub(super) fn damaged(what: impl Say) -> DecodeError {
    Finding::new(&WORKBOOK_DAMAGED).found(what).into()
}

fn failed(error: std::io::Error) -> DecodeError {
    read_failed(&error).into()
}

/// A length or a count of two bytes.
fn u16_at(bytes: &[u8], at: usize) -> usize {
    bytes::u16_at(bytes, at).into()
}
