//! A table and its memo file in one message: a ZIP archive of two files.
//!
//! 1. directory: the end record and the entries before it; exactly one `.dbf`, at most one `.dbt` or `.fpt`;
//! 2. memo: unpacked into memory;
//! 3. table: unpacked while it is read.
//!
//! # What holds
//!
//! * Nothing unpacks to more than the directory says, and the directory may say no more than the limits allow.
//! * Length and CRC of each file are checked when its last byte is read.

use std::io::{self, Read, Seek, SeekFrom, Take, Write};

use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use lienthong_adapter::{DecodeError, Finding, Limits, Phrase, Say, Unit, phrase};

use crate::reasons::{DBF_ARCHIVE, DBF_ARCHIVE_TOO_LARGE};
use crate::window::unreadable;

/// How an archive begins, which no table does.
pub(crate) const LOCAL: &[u8; 4] = b"PK\x03\x04";
/// What a memo file is called.
const MEMO: [&str; 2] = ["its memo file", "tệp memo"];
/// Bytes that a file may unpack to however well it packs: a short note fills a block of 512 bytes, and columns are filled
/// up with blanks.
const PADDED: u64 = 64 << 20;
const LOCAL_SIZE: usize = 30;
const CENTRAL: &[u8] = b"PK\x01\x02";
const CENTRAL_SIZE: usize = 46;
const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
/// The longest comment behind the end record, and a directory of a few files.
const TAIL: u64 = 0xFFFF + END_SIZE as u64;
const LARGEST_DIRECTORY: usize = 16 << 10;

/// The two files of an archive.
pub(crate) struct Archive {
    pub(crate) table: Entry,
    pub(crate) memo: Option<Entry>,
}

/// One file in the directory.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) unpacked: u64,
    packed: u64,
    offset: u64,
    crc: u32,
    stored: bool,
}

impl Archive {
    /// Reads the directory.
    pub(crate) fn read<R: Read + Seek>(input: &mut R, limits: &Limits) -> Result<Self, DecodeError> {
        let (count, directory) = directory(input)?;
        let mut rest = directory.as_slice();
        let (mut table, mut memo) = (None, None);
        for _ in 0..count {
            let (entry, behind) = Entry::read(rest)?;
            rest = behind;
            let lower = entry.name.to_ascii_lowercase();
            let slot = match lower.rsplit_once('.') {
                Some((_, "dbf")) => &mut table,
                Some((_, "dbt" | "fpt")) => &mut memo,
                _ => return Err(damaged(phrase!("it holds {}", "có chứa {}", entry.name))),
            };
            if slot.replace(entry).is_some() {
                return Err(damaged(Phrase::new("it holds two files of one kind", "chứa hai tệp cùng loại")));
            }
        }
        let Some(table) = table else {
            return Err(damaged(Phrase::new("it holds no table", "không chứa bảng nào")));
        };
        // Texts of another table would be read without an error.
        if memo.as_ref().is_some_and(|memo: &Entry| !is_beside(&table.name, &memo.name)) {
            return Err(damaged(Phrase::new(
                "its memo file has another name than its table",
                "tệp memo không cùng tên với bảng",
            )));
        }
        let files = [Some((&table, ["the table", "bảng"])), memo.as_ref().map(|memo| (memo, MEMO))];
        let mut left = limits.unpacked_bytes;
        for (entry, [en, vi]) in files.into_iter().flatten() {
            let most = entry.packed.saturating_mul(limits.ratio).max(PADDED).min(left);
            left = left.checked_sub(entry.unpacked).filter(|_| entry.unpacked <= most).ok_or_else(|| {
                let unpacked = entry.unpacked;
                Finding::new(&DBF_ARCHIVE_TOO_LARGE)
                    .found(phrase!("{unpacked} bytes of {en}", "{unpacked} byte của {vi}").ours())
                    .expected(Phrase::count(most, Unit::Bytes))
            })?;
        }
        Ok(Self { table, memo })
    }
}

impl Entry {
    /// The first entry of a directory, and the rest.
    fn read(bytes: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        let cut = || damaged(Phrase::new("its directory is cut off", "thư mục bị cắt cụt"));
        let head = bytes.get(..CENTRAL_SIZE).filter(|head| head.starts_with(CENTRAL)).ok_or_else(cut)?;
        let name_end = CENTRAL_SIZE + usize::from(u16_at(head, 28));
        let end = name_end + usize::from(u16_at(head, 30)) + usize::from(u16_at(head, 32));
        let rest = bytes.get(end..).ok_or_else(cut)?;
        let name = name_of(&bytes[CENTRAL_SIZE..name_end]);
        if u16_at(head, 8) & 1 != 0 {
            return Err(damaged(Phrase::new("it is encrypted", "tệp được mã hóa")));
        }
        let stored = match u16_at(head, 10) {
            0 => true,
            8 => false,
            method => {
                return Err(damaged(phrase!("compression method {method}", "phương pháp nén {method}")));
            }
        };
        let entry = Self {
            name,
            unpacked: u32_at(head, 24).into(),
            packed: u32_at(head, 20).into(),
            offset: u32_at(head, 42).into(),
            crc: u32_at(head, 16),
            stored,
        };
        if [entry.unpacked, entry.packed, entry.offset].contains(&u64::from(u32::MAX)) {
            return Err(damaged(Phrase::new("it has more than 4 GiB", "lớn hơn 4 GiB")));
        }
        Ok((entry, rest))
    }

    /// The bytes of the file, unpacked while they are read.
    pub(crate) fn unpack<R: Read + Seek>(&self, mut input: R) -> Result<Unpacked<R>, DecodeError> {
        input.seek(SeekFrom::Start(self.offset)).map_err(|error| unreadable(&error))?;
        let mut local = [0; LOCAL_SIZE];
        let found = input.read_exact(&mut local);
        if found.is_err() || !local.starts_with(LOCAL) {
            return Err(damaged(Phrase::new(
                "a file is not where the directory says",
                "có tệp không nằm ở vị trí mà thư mục ghi",
            )));
        }
        let start = self.offset
            + (LOCAL_SIZE + usize::from(u16_at(&local, 26)) + usize::from(u16_at(&local, 28))) as u64;
        input.seek(SeekFrom::Start(start)).map_err(|error| unreadable(&error))?;
        let packed = input.take(self.packed);
        let input = if self.stored {
            Packed::Stored(packed)
        } else {
            Packed::Deflated(Box::new(DeflateDecoder::new(packed)))
        };
        Ok(Unpacked { input, left: self.unpacked, crc: Crc::new(), expected: self.crc })
    }
}

/// A file of an archive, unpacked while it is read.
pub(crate) struct Unpacked<R> {
    input: Packed<R>,
    left: u64,
    crc: Crc,
    expected: u32,
}

enum Packed<R> {
    Stored(Take<R>),
    Deflated(Box<DeflateDecoder<Take<R>>>),
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(out.len());
        if room == 0 {
            return Ok(0);
        }
        let read = match &mut self.input {
            Packed::Stored(input) => input.read(&mut out[..room]),
            Packed::Deflated(input) => input.read(&mut out[..room]),
        };
        let length = match read {
            Ok(length) if length > 0 => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            _ => {
                return Err(io::Error::other(damaged(Phrase::new(
                    "the data of a file is cut off or damaged",
                    "dữ liệu của một tệp bị cắt cụt hoặc hỏng",
                ))));
            }
        };
        self.crc.update(&out[..length]);
        self.left -= length as u64;
        if self.left == 0 && self.crc.sum() != self.expected {
            return Err(io::Error::other(damaged(Phrase::new(
                "the CRC of a file is wrong",
                "CRC của một tệp bị sai",
            ))));
        }
        Ok(length)
    }
}

/// An archive of these files.
pub(crate) fn write(files: &[(&str, &[u8])]) -> io::Result<Vec<u8>> {
    let too_large = |_| io::Error::other("the archive would have more than 4 GiB");
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let start = u32::try_from(out.len()).map_err(too_large)?;
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes)?;
        let mut packed = encoder.finish()?;
        // What packs better than a reader believes would be refused as a bomb: it is stored as it is.
        let length = bytes.len() as u64;
        let is_stored = length > PADDED && length / packed.len() as u64 >= Limits::default().ratio;
        if is_stored {
            packed = bytes.to_vec();
        }
        let mut crc = Crc::new();
        crc.update(bytes);
        // Version 2.0, no flags, deflate or stored; no time but the first that archives know, so that the same rows give the
        // same bytes.
        let mut common = vec![20, 0, 0, 0, if is_stored { 0 } else { 8 }, 0, 0, 0, 0x21, 0];
        common.extend_from_slice(&crc.sum().to_le_bytes());
        common.extend_from_slice(&u32::try_from(packed.len()).map_err(too_large)?.to_le_bytes());
        common.extend_from_slice(&u32::try_from(bytes.len()).map_err(too_large)?.to_le_bytes());
        common.extend_from_slice(&(name.len() as u16).to_le_bytes());
        common.extend_from_slice(&[0; 2]);
        out.extend_from_slice(LOCAL);
        out.extend_from_slice(&common);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&packed);
        directory.extend_from_slice(CENTRAL);
        directory.extend_from_slice(&[20, 0]);
        directory.extend_from_slice(&common);
        // No comment, disk and attributes.
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&start.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let start = u32::try_from(out.len()).map_err(too_large)?;
    out.extend_from_slice(&directory);
    out.extend_from_slice(END);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&[files.len() as u8, 0, files.len() as u8, 0]);
    out.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    Ok(out)
}

/// How many entries there are, and their bytes.
fn directory(input: &mut (impl Read + Seek)) -> Result<(u16, Vec<u8>), DecodeError> {
    let failed = |error: io::Error| unreadable(&error);
    let length = input.seek(SeekFrom::End(0)).map_err(failed)?;
    let tail_start = length.saturating_sub(TAIL);
    input.seek(SeekFrom::Start(tail_start)).map_err(failed)?;
    let mut tail = Vec::new();
    input.take(TAIL).read_to_end(&mut tail).map_err(failed)?;
    let is_end = |at: &usize| {
        tail[*at..].starts_with(END) && *at + END_SIZE + usize::from(u16_at(&tail, at + 20)) == tail.len()
    };
    let last = tail
        .len()
        .checked_sub(END_SIZE)
        .ok_or_else(|| damaged(Phrase::new("it is cut off", "tệp bị cắt cụt")))?;
    let at = (0..=last)
        .rev()
        .find(is_end)
        .ok_or_else(|| damaged(Phrase::new("it has no directory at its end", "không có thư mục ở cuối")))?;
    let (count, size, start) = (u16_at(&tail, at + 10), u32_at(&tail, at + 12), u32_at(&tail, at + 16));
    let size = size as usize;
    if size > LARGEST_DIRECTORY || u64::from(start) + size as u64 > length {
        return Err(damaged(Phrase::new(
            "its directory is not where it says",
            "thư mục không nằm ở vị trí đã ghi",
        )));
    }
    input.seek(SeekFrom::Start(start.into())).map_err(failed)?;
    let mut directory = vec![0; size];
    input.read_exact(&mut directory).map_err(failed)?;
    Ok((count, directory))
}

/// A name as it can be shown: other bytes than UTF-8 by their numbers.
fn name_of(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.escape_ascii().to_string(), str::to_owned)
}

/// Whether two files differ in nothing but the extension of their names, whatever the case.
fn is_beside(table: &str, memo: &str) -> bool {
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    stem(table) == stem(memo)
}

fn damaged(what: impl Say) -> DecodeError {
    let expected = Phrase::new(
        "a table (.dbf) and at most one memo file (.dbt, .fpt)",
        "một bảng (.dbf) và nhiều nhất một tệp memo (.dbt, .fpt)",
    );
    Finding::new(&DBF_ARCHIVE).found(what).expected(expected).into()
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
