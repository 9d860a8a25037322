//! Writing a ZIP archive from front to back: sizes stand behind the data of each part (flag bit 3).
//!
//! The times of parts are the message's, in Vietnam; the same rows at the same time give the same bytes.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};

/// How hard parts are compressed. Level 3 writes two fifths more rows a second, in files larger by a quarter; level 6 an
/// eighth fewer, in files smaller by a hundredth.
const LEVEL: u32 = 5;

/// An archive that is being written.
pub(crate) struct Pack<W> {
    output: W,
    offset: u64,
    /// The directory so far.
    directory: Vec<u8>,
    entries: u16,
    time: [u8; 4],
    open: Option<Open>,
}

/// The part that is being written.
struct Open {
    name: &'static str,
    start: u64,
    encoder: DeflateEncoder<Vec<u8>>,
    crc: Crc,
    unpacked: u64,
    packed: u64,
}

impl<W: Write> Pack<W> {
    pub(crate) fn new(output: W, at: Timestamp) -> Self {
        let (directory, time) = (Vec::new(), dos_time(at));
        Self { output, offset: 0, directory, entries: 0, time, open: None }
    }

    /// Begins a part.
    pub(crate) fn begin(&mut self, name: &'static str) -> io::Result<()> {
        self.end()?;
        let start = self.offset;
        let mut header = Vec::with_capacity(30 + name.len());
        header.extend_from_slice(b"PK\x03\x04");
        header.extend_from_slice(&VERSION_FLAGS_METHOD);
        header.extend_from_slice(&self.time);
        // CRC and sizes follow the data.
        header.extend_from_slice(&[0; 12]);
        header.extend_from_slice(&length(name.len()).to_le_bytes());
        header.extend_from_slice(&[0; 2]);
        header.extend_from_slice(name.as_bytes());
        self.put(&header)?;
        let encoder = DeflateEncoder::new(Vec::new(), Compression::new(LEVEL));
        self.open = Some(Open { name, start, encoder, crc: Crc::new(), unpacked: 0, packed: 0 });
        Ok(())
    }

    /// Writes bytes of the part that has begun.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.crc.update(bytes);
        open.unpacked += bytes.len() as u64;
        open.encoder.write_all(bytes)?;
        let ready = std::mem::take(open.encoder.get_mut());
        open.packed += ready.len() as u64;
        self.put(&ready)
    }

    /// Ends the part that has begun.
    fn end(&mut self) -> io::Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let rest = open.encoder.finish()?;
        self.put(&rest)?;
        let packed = small(open.packed + rest.len() as u64)?;
        let unpacked = small(open.unpacked)?;
        let mut sizes = Vec::with_capacity(12);
        for number in [open.crc.sum(), packed, unpacked] {
            sizes.extend_from_slice(&number.to_le_bytes());
        }
        self.put(b"PK\x07\x08")?;
        self.put(&sizes)?;
        self.directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        self.directory.extend_from_slice(&VERSION_FLAGS_METHOD);
        self.directory.extend_from_slice(&self.time);
        self.directory.extend_from_slice(&sizes);
        self.directory.extend_from_slice(&length(open.name.len()).to_le_bytes());
        // No extra field, comment, disk and attributes.
        self.directory.extend_from_slice(&[0; 12]);
        self.directory.extend_from_slice(&small(open.start)?.to_le_bytes());
        self.directory.extend_from_slice(open.name.as_bytes());
        self.entries += 1;
        Ok(())
    }

    /// Writes the directory and flushes.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.end()?;
        let start = small(self.offset)?;
        let directory = std::mem::take(&mut self.directory);
        self.put(&directory)?;
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        end.extend_from_slice(&self.entries.to_le_bytes());
        end.extend_from_slice(&self.entries.to_le_bytes());
        end.extend_from_slice(&small(directory.len() as u64)?.to_le_bytes());
        end.extend_from_slice(&start.to_le_bytes());
        end.extend_from_slice(&[0; 2]);
        self.put(&end)?;
        self.output.flush()
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.offset += bytes.len() as u64;
        self.output.write_all(bytes)
    }
}

/// Version 2.0; sizes behind the data, names in UTF-8; deflate.
const VERSION_FLAGS_METHOD: [u8; 6] = [20, 0, 0x08, 0x08, 8, 0];

/// A length of a name of ours.
fn length(bytes: usize) -> u16 {
    u16::try_from(bytes).expect("names of parts are short")
}

/// A number of an archive without ZIP64.
fn small(number: u64) -> io::Result<u32> {
    u32::try_from(number).map_err(|_| io::Error::other("the archive would have more than 4 GiB"))
}

/// Time and date as archives hold them, from 1980 and to two seconds.
fn dos_time(at: Timestamp) -> [u8; 4] {
    let at = at.to_zoned(TimeZone::fixed(offset(7))).datetime();
    let at = at
        .max(jiff::civil::date(1980, 1, 1).at(0, 0, 0, 0))
        .min(jiff::civil::date(2107, 12, 31).at(0, 0, 0, 0));
    let number = |value: i8| u16::try_from(value).unwrap_or(0);
    let time = (number(at.hour()) << 11) | (number(at.minute()) << 5) | (number(at.second()) / 2);
    let year = u16::try_from(at.year() - 1980).unwrap_or(0);
    let date = (year << 9) | (number(at.month()) << 5) | number(at.day());
    let ([a, b], [c, d]) = (time.to_le_bytes(), date.to_le_bytes());
    [a, b, c, d]
}
