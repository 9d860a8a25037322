//! The ZIP archives in which packages carry files: one entry, named `<uuid>.<ext>` or like the file, usually streamed.
//!
//! Writers of such archives do not know sizes beforehand: they set flag bit 3, leave the sizes of the local header
//! zero and put them behind the data. So an archive is read through its central directory, at its end. Attachments
//! are base64 text and are not held decoded, so reading takes two passes over the text: [`Survey`] keeps the two ends
//! (of another file its digest, and one pass is all), [`Transport::of`] judges, [`Transport::unpack`] inflates in pieces.

use flate2::{Crc, Decompress, FlushDecompress, Status};
use lienthong_adapter::{DecodeError, Finding, Phrase, Unit};
use lienthong_model::digest::{Digest, Hasher};

use crate::base64;
use crate::reasons::{ATTACHMENT_BOMB, ATTACHMENT_CORRUPT};
use crate::sniff;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const LOCAL_SIZE: usize = 30;
const CENTRAL_SIZE: usize = 46;
const END_SIZE: usize = 22;
/// Room for a local header with a name of ours.
const HEAD: usize = 512;
/// Room for the end record with the longest comment, and a central entry before it.
const TAIL: usize = END_SIZE + 0xffff + CENTRAL_SIZE + 4096;

/// What one pass over the decoded bytes of an attachment keeps.
pub(crate) struct Survey {
    /// Of the whole; nothing where the bytes begin like an archive, of which the file inside is what counts.
    hasher: Option<Hasher>,
    /// The first bytes.
    pub(crate) head: Vec<u8>,
    tail: Vec<u8>,
    /// Bytes in all.
    pub(crate) length: u64,
}

impl Survey {
    /// Decodes `text` once.
    pub(crate) fn of(text: &[u8]) -> Result<Self, DecodeError> {
        let mut survey = Self { hasher: None, head: Vec::new(), tail: Vec::new(), length: 0 };
        base64::decode(text, |piece| {
            if survey.length == 0 && !piece.starts_with(LOCAL) {
                survey.hasher = Some(Hasher::default());
            }
            survey.length += piece.len() as u64;
            let room = HEAD.saturating_sub(survey.head.len());
            survey.head.extend_from_slice(&piece[..piece.len().min(room)]);
            match &mut survey.hasher {
                Some(hasher) => hasher.update(piece),
                None => survey.keep_tail(piece),
            }
            Ok(())
        })?;
        Ok(survey)
    }

    fn keep_tail(&mut self, piece: &[u8]) {
        self.tail.extend_from_slice(piece);
        if self.tail.len() > 4 * TAIL {
            self.tail.drain(..self.tail.len() - TAIL);
        }
    }

    /// The digest of the bytes of `text`, from which the survey was made. An archive takes another pass.
    pub(crate) fn digest(&mut self, text: &[u8]) -> Result<Digest, DecodeError> {
        if let Some(hasher) = self.hasher.take() {
            return Ok(hasher.finish());
        }
        let mut hasher = Hasher::default();
        base64::decode(text, |piece| {
            hasher.update(piece);
            Ok(())
        })?;
        Ok(hasher.finish())
    }

    /// Whether the bytes begin like a ZIP archive.
    pub(crate) fn is_archive(&self) -> bool {
        self.head.starts_with(LOCAL)
    }
}

/// An archive in which a package carries a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Transport {
    /// Name of the entry.
    pub(crate) entry: String,
    data_start: u64,
    packed: u64,
    unpacked: u64,
    crc: u32,
    stored: bool,
}

impl Transport {
    /// Judges an archive that carries the file `file_name`: `None` where it is the file itself.
    ///
    /// Where an entry is named like those of packages, or the file is by its name no archive, a directory that does not
    /// fit is damage: what stands there is neither the file nor anything to take it out of.
    pub(crate) fn of(survey: &Survey, file_name: &str) -> Result<Option<Self>, DecodeError> {
        let head = &survey.head;
        let local = local_name(head);
        let name = local.and_then(|name| std::str::from_utf8(name).ok());
        let is_ours = name.is_some_and(is_transport_name);
        if !is_ours && sniff::is_archive_name(file_name) {
            return Ok(None);
        }
        let tail = &survey.tail;
        let Some(end) = end_record(tail) else {
            return Err(corrupt(Phrase::new("it has no central directory", "không có thư mục trung tâm")));
        };
        let (entries, size, offset) =
            (u16_at(tail, end + 10), u32_at(tail, end + 12), u32_at(tail, end + 16));
        if entries != 1 {
            return Ok(None);
        }
        let tail_start = survey.length - tail.len() as u64;
        let central = u64::from(offset)
            .checked_sub(tail_start)
            .and_then(|at| usize::try_from(at).ok())
            .filter(|at| at.saturating_add(size as usize) == end && size as usize >= CENTRAL_SIZE)
            .filter(|at| tail[*at..].starts_with(CENTRAL))
            .ok_or_else(|| {
                corrupt(Phrase::new(
                    "its central directory is not where it says",
                    "thư mục trung tâm không nằm ở vị trí đã ghi",
                ))
            })?;
        let entry_name =
            tail.get(central + CENTRAL_SIZE..central + CENTRAL_SIZE + u16_at(tail, central + 28) as usize);
        if local.is_some_and(|name| entry_name != Some(name)) {
            return Err(corrupt(Phrase::new(
                "its two headers name different files",
                "hai phần đầu ghi hai tên tệp khác nhau",
            )));
        }
        let of_kind = |name: &str| {
            let extension = sniff::extension(name);
            extension.is_some() && extension == sniff::extension(file_name)
        };
        let Some(name) = name.filter(|name| is_ours || of_kind(name)) else { return Ok(None) };
        if u16_at(tail, central + 8) & 1 != 0 {
            return Err(corrupt(Phrase::new("it is encrypted", "tệp được mã hóa")));
        }
        let stored = match u16_at(tail, central + 10) {
            0 => true,
            8 => false,
            _ => {
                return Err(corrupt(Phrase::new(
                    "its compression method is neither stored nor deflate",
                    "phương pháp nén không phải stored hoặc deflate",
                )));
            }
        };
        let transport = Self {
            entry: name.into(),
            data_start: (LOCAL_SIZE + u16_at(head, 26) as usize + u16_at(head, 28) as usize) as u64,
            packed: u32_at(tail, central + 20).into(),
            unpacked: u32_at(tail, central + 24).into(),
            crc: u32_at(tail, central + 16),
            stored,
        };
        let fits = u32_at(tail, central + 42) == 0
            && transport.data_start + transport.packed <= u64::from(offset)
            && (!stored || transport.packed == transport.unpacked);
        if fits {
            Ok(Some(transport))
        } else {
            Err(corrupt(Phrase::new("its sizes do not fit together", "các kích thước không khớp nhau")))
        }
    }

    /// Unpacks the file from `text`, the base64 text of the archive, and hands it to `sink`, piece by piece.
    ///
    /// Never hands out more than `allowed` bytes, nor more than `ratio` times the packed size beyond the size from
    /// which ratios count. `Ok` means that size and CRC are those of the directory; it gives the size.
    pub(crate) fn unpack(
        &self,
        text: &[u8],
        allowed: u64,
        ratio: u64,
        mut sink: impl FnMut(&[u8]) -> Result<(), DecodeError>,
    ) -> Result<u64, DecodeError> {
        let allowed =
            allowed.min(self.packed.saturating_mul(ratio).max(lienthong_adapter::Limits::RATIO_FROM));
        let (mut crc, mut length) = (Crc::new(), 0);
        let mut take = |piece: &[u8]| {
            length += piece.len() as u64;
            if length > allowed {
                let finding = Finding::new(&ATTACHMENT_BOMB).found(Phrase::more_than(allowed, Unit::Bytes));
                return Err(finding.expected(Phrase::count(allowed, Unit::Bytes)).into());
            }
            crc.update(piece);
            sink(piece)
        };
        let mut inflater = Decompress::new(false);
        let mut buffer = vec![0; 64 << 10];
        let (mut position, mut ended) = (0_u64, self.stored);
        let data_end = self.data_start + self.packed;
        base64::decode(text, |piece| {
            let from = self.data_start.saturating_sub(position).min(piece.len() as u64) as usize;
            let to = data_end.saturating_sub(position).min(piece.len() as u64) as usize;
            position += piece.len() as u64;
            let data = &piece[from..to];
            if self.stored {
                return take(data);
            }
            let mut used = 0;
            while !ended {
                let (before_in, before_out) = (inflater.total_in(), inflater.total_out());
                let status =
                    inflater.decompress(&data[used..], &mut buffer, FlushDecompress::None).map_err(|_| {
                        corrupt(Phrase::new("its compressed data is wrong", "dữ liệu nén bị sai"))
                    })?;
                used += (inflater.total_in() - before_in) as usize;
                let made = (inflater.total_out() - before_out) as usize;
                take(&buffer[..made])?;
                ended = status == Status::StreamEnd;
                if made == 0 && used == data.len() {
                    break;
                }
                if made == 0 && inflater.total_in() == before_in {
                    return Err(corrupt(Phrase::new("its compressed data is wrong", "dữ liệu nén bị sai")));
                }
            }
            Ok(())
        })?;
        let whole = self.stored || (ended && inflater.total_in() == self.packed);
        if !whole || length != self.unpacked || crc.sum() != self.crc {
            return Err(corrupt(Phrase::new(
                "the file does not have the size and the CRC that it says",
                "tệp không đúng kích thước và CRC đã ghi",
            )));
        }
        Ok(length)
    }
}

fn corrupt(what: Phrase) -> DecodeError {
    Finding::new(&ATTACHMENT_CORRUPT).found(what).into()
}

/// The name in the local header at the start of `head`, where it has room there.
fn local_name(head: &[u8]) -> Option<&[u8]> {
    if !head.starts_with(LOCAL) || head.len() < LOCAL_SIZE {
        return None;
    }
    let length = u16_at(head, 26) as usize;
    head.get(LOCAL_SIZE..LOCAL_SIZE + length)
}

/// Whether `name` is `<uuid>.<ext>`.
fn is_transport_name(name: &str) -> bool {
    let Some((uuid, extension)) = name.split_once('.') else { return false };
    let uuid = uuid.len() == 36
        && uuid.bytes().enumerate().all(|(n, b)| match n {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        });
    uuid && (1..=20).contains(&extension.len()) && !extension.contains(['/', '\\', '\0'])
}

/// Where the end record stands in `tail`: the last one whose comment ends where the archive ends.
fn end_record(tail: &[u8]) -> Option<usize> {
    let last = tail.len().checked_sub(END_SIZE)?;
    (0..=last).rev().take(0x1_0000).find(|at| {
        tail[*at..].starts_with(END) && at + END_SIZE + u16_at(tail, at + 20) as usize == tail.len()
    })
}

/// A little-endian number; zero beyond the end.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

/// A little-endian number; zero beyond the end.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}
