//! The compound file (MS-CFB) that an old workbook is: streams in chains of sectors.
//!
//! 1. header: the sizes of sectors, and where the tables begin;
//! 2. tables: the sectors of the FAT are listed in the header and in further sectors behind it;
//! 3. directory: the streams directly below the root, found by following the tree;
//! 4. stream: the sectors of a chain; small streams lie in the root's own stream.
//!
//! The last sector may be short: real files end where their last stream does.
//!
//! # What holds
//!
//! * A chain never has more sectors than the file, so no damage makes reading long or memory large.

use std::collections::HashSet;

use lienthong_adapter::{DecodeError, Finding, Phrase, Say};

use crate::sheet::bytes::{u16_at, u32_at};
use crate::sheet::reasons::{WORKBOOK_DAMAGED, WORKBOOK_TRUNCATED};

/// The first bytes of a compound file.
pub(crate) const MAGIC: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const HEADER: usize = 512;
/// Sectors of the FAT that the header itself lists.
const LISTED: usize = 109;
const ENTRY: usize = 128;
const MINI: usize = 64;
const END_OF_CHAIN: u32 = 0xffff_fffe;
/// Numbers from here on are no sectors.
const SPECIAL: u32 = 0xffff_fffa;

/// A compound file, whole in memory.
pub(crate) struct Container {
    bytes: Vec<u8>,
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    streams: Vec<Stream>,
    /// Streams below this size lie in the mini stream.
    cutoff: u64,
}

/// A stream in the directory.
#[derive(Debug)]
struct Stream {
    name: String,
    start: u32,
    size: u64,
}

impl Container {
    /// Reads the tables and the directory.
    pub(crate) fn open(bytes: Vec<u8>) -> Result<Self, DecodeError> {
        if bytes.len() < HEADER {
            return Err(truncated(Phrase::new("the header is cut off", "phần đầu bị cắt cụt")));
        }
        let sector = match (u16_at(&bytes, 26), u16_at(&bytes, 30)) {
            (3, 9) => 512,
            (4, 12) => 4096,
            _ => return Err(damaged(Phrase::new("the sizes of sectors are wrong", "kích thước khối sai"))),
        };
        if u16_at(&bytes, 32) != 6 || u16_at(&bytes, 28) != 0xfffe {
            return Err(damaged(Phrase::new("the header is wrong", "phần đầu sai")));
        }
        let mut container = Self {
            cutoff: u32_at(&bytes, 56).into(),
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini: Vec::new(),
            streams: Vec::new(),
            sector,
            bytes,
        };
        container.read_fat()?;
        let mini_fat = container.chain(u32_at(&container.bytes, 60), None)?;
        container.mini_fat = numbers(&mini_fat).collect();
        container.read_directory()?;
        Ok(container)
    }

    /// The stream of this name directly below the root, whatever its case.
    pub(crate) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, DecodeError> {
        let Some(stream) = self.streams.iter().find(|stream| stream.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        if stream.size >= self.cutoff {
            return self.chain(stream.start, Some(stream.size)).map(Some);
        }
        let size = usize::try_from(stream.size)
            .map_err(|_| damaged(Phrase::new("a stream is too large", "luồng dữ liệu quá lớn")))?;
        let mut content = Vec::new();
        let mut at = stream.start;
        while content.len() < size {
            let start = usize::try_from(at).ok().and_then(|at| at.checked_mul(MINI));
            let piece = start.and_then(|start| self.mini.get(start..(start + MINI).min(self.mini.len())));
            let piece = piece.filter(|piece| !piece.is_empty());
            content.extend_from_slice(piece.ok_or_else(|| {
                truncated(Phrase::new("a small stream is cut off", "luồng dữ liệu nhỏ bị cắt cụt"))
            })?);
            at = next(&self.mini_fat, at);
        }
        content.truncate(size);
        Ok(Some(content))
    }

    /// Whether there is a stream or a storage of this name below the root.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.streams.iter().any(|stream| stream.name.eq_ignore_ascii_case(name))
    }

    fn sectors(&self) -> usize {
        self.bytes.len().saturating_sub(self.sector).div_ceil(self.sector)
    }

    /// The bytes of a sector; fewer where it is the last and short.
    fn sector(&self, number: u32) -> Option<&[u8]> {
        let start = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        self.bytes.get(start..self.bytes.len().min(start.checked_add(self.sector)?)).filter(|s| !s.is_empty())
    }

    fn read_fat(&mut self) -> Result<(), DecodeError> {
        let mut list: Vec<u32> = numbers(&self.bytes[76..76 + 4 * LISTED]).collect();
        let mut at = u32_at(&self.bytes, 68);
        for _ in 0..=self.sectors() {
            if at >= SPECIAL {
                break;
            }
            let sector = self.sector(at).filter(|sector| sector.len() == self.sector);
            let sector = sector.ok_or_else(|| {
                truncated(Phrase::new("the table of sectors is cut off", "bảng khối bị cắt cụt"))
            })?;
            let (entries, next) = sector.split_at(self.sector - 4);
            list.extend(numbers(entries));
            at = u32_at(next, 0);
        }
        let wanted = usize::try_from(u32_at(&self.bytes, 44)).unwrap_or(usize::MAX);
        let listed = list.into_iter().filter(|number| *number < SPECIAL).take(wanted.min(self.sectors()));
        let mut fat = Vec::new();
        for number in listed {
            let sector = self.sector(number).ok_or_else(|| {
                truncated(Phrase::new("the table of sectors is cut off", "bảng khối bị cắt cụt"))
            })?;
            fat.extend(numbers(sector));
        }
        self.fat = fat;
        Ok(())
    }

    /// The bytes of a chain: `size` of them, or all of its sectors.
    fn chain(&self, start: u32, size: Option<u64>) -> Result<Vec<u8>, DecodeError> {
        let size = match size {
            Some(size) => usize::try_from(size)
                .map_err(|_| damaged(Phrase::new("a stream is too large", "luồng dữ liệu quá lớn")))?,
            None => usize::MAX,
        };
        let mut content = Vec::new();
        let mut at = start;
        for _ in 0..=self.sectors() {
            if at == END_OF_CHAIN || content.len() >= size {
                break;
            }
            if at >= SPECIAL {
                break;
            }
            let sector = self.sector(at).ok_or_else(|| {
                truncated(Phrase::new("a stream reaches behind the end", "luồng dữ liệu vượt quá cuối tệp"))
            })?;
            content.extend_from_slice(sector);
            at = next(&self.fat, at);
        }
        if size == usize::MAX {
            return Ok(content);
        }
        if content.len() < size {
            return Err(truncated(Phrase::new(
                "a stream is shorter than the directory says",
                "luồng dữ liệu ngắn hơn thư mục ghi",
            )));
        }
        content.truncate(size);
        Ok(content)
    }

    fn read_directory(&mut self) -> Result<(), DecodeError> {
        let directory = self.chain(u32_at(&self.bytes, 48), None)?;
        let entries: Vec<&[u8]> = directory.chunks_exact(ENTRY).collect();
        let root = entries
            .first()
            .filter(|root| root[66] == 5)
            .ok_or_else(|| damaged(Phrase::new("there is no root", "không có mục gốc")))?;
        let size = |entry: &[u8]| {
            let high = if self.sector == 512 { 0 } else { u64::from(u32_at(entry, 124)) };
            u64::from(u32_at(entry, 120)) | high << 32
        };
        let (mini_start, mini_size) = (u32_at(root, 116), size(root));
        let mut open = vec![u32_at(root, 76)];
        let mut seen = HashSet::new();
        let mut streams = Vec::new();
        while let Some(at) = open.pop() {
            let entry = usize::try_from(at).ok().and_then(|at| entries.get(at));
            let Some(entry) = entry.filter(|_| seen.insert(at)) else { continue };
            open.extend([u32_at(entry, 68), u32_at(entry, 72)]);
            let length = (usize::from(u16_at(entry, 64)) / 2).saturating_sub(1).min(31);
            let units = entry[..64].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
            let name: Vec<u16> = units.take(length).collect();
            let name = String::from_utf16_lossy(&name);
            let (start, size) =
                if entry[66] == 2 { (u32_at(entry, 116), size(entry)) } else { (END_OF_CHAIN, 0) };
            streams.push(Stream { name, start, size });
        }
        if mini_size > 0 {
            self.mini = self.chain(mini_start, Some(mini_size))?;
        }
        self.streams = streams;
        Ok(())
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]]))
}

/// The sector behind `at` in a table.
fn next(table: &[u32], at: u32) -> u32 {
    usize::try_from(at).ok().and_then(|at| table.get(at)).copied().unwrap_or(END_OF_CHAIN)
}

fn truncated(what: impl Say) -> DecodeError {
    Finding::new(&WORKBOOK_TRUNCATED).found(what).into()
}

fn damaged(what: impl Say) -> DecodeError {
    Finding::new(&WORKBOOK_DAMAGED).found(what).into()
}
