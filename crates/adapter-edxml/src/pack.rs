//! Writing the archive in which a package carries a file: one deflated entry, streamed into base64 text.
//!
//! Neither the archive nor a second copy of the file is ever held: the file comes in pieces, base64 text goes out.
//! There is no randomness and no clock in an adapter, so the entry is named by the digest of the file, in the shape
//! of a UUID of version 8, and dated 1980-01-01.

use std::io::Write as _;

use base64::engine::general_purpose::{GeneralPurpose, STANDARD};
use base64::write::EncoderWriter;
use bytes::Bytes;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use lienthong_model::Digest;

use crate::sniff;

type Base64 = EncoderWriter<'static, GeneralPurpose, Vec<u8>>;

/// Version 2.0: deflate.
const VERSION: u16 = 20;
/// Bit 3, sizes behind the data; bit 11, the name is UTF-8.
const FLAGS: u16 = 0x0808;
const DEFLATE: u16 = 8;
/// 1980-01-01, the first date that ZIP knows.
const DATE: u16 = 0x21;

/// An archive being written. Writing to memory does not fail.
pub(crate) struct Packer {
    deflate: DeflateEncoder<Base64>,
    name: String,
    crc: Crc,
}

impl Packer {
    /// Begins the archive of a file with this digest and name.
    pub(crate) fn new(sha256: &Digest, file_name: &str, size_hint: u64) -> Self {
        let name = entry_name(sha256, file_name);
        let room = usize::try_from(size_hint / 2 + 512).unwrap_or(0).min(64 << 20);
        let mut out = EncoderWriter::new(Vec::with_capacity(room), &STANDARD);
        let mut header = b"PK\x03\x04".to_vec();
        common(&mut header, 0, [0, 0], &name);
        header.extend(name.as_bytes());
        write(&mut out, &header);
        // Most files are compressed already (PDF, OOXML, JPEG): time spent on searching would be wasted.
        Self { deflate: DeflateEncoder::new(out, Compression::fast()), name, crc: Crc::new() }
    }

    /// Adds the next piece of the file.
    pub(crate) fn add(&mut self, piece: &[u8]) {
        self.crc.update(piece);
        self.deflate.write_all(piece).expect("a Vec takes what is written");
    }

    /// Ends the archive; gives its base64 text. Nothing where the sizes are beyond what ZIP without extensions says.
    pub(crate) fn finish(mut self) -> Option<Bytes> {
        self.deflate.try_finish().expect("a Vec takes what is written");
        let sizes =
            [u32::try_from(self.deflate.total_out()).ok()?, u32::try_from(self.deflate.total_in()).ok()?];
        let crc = self.crc.sum();
        let mut out = self.deflate.finish().expect("a Vec takes what is written");
        let local_size = 30 + self.name.len();
        let mut end = b"PK\x07\x08".to_vec();
        end.extend(crc.to_le_bytes());
        sizes.iter().for_each(|size| end.extend(size.to_le_bytes()));
        let central_at = u32::try_from(local_size + end.len()).ok()?.checked_add(sizes[0])?;
        let central_start = end.len();
        end.extend(b"PK\x01\x02");
        end.extend(VERSION.to_le_bytes());
        common(&mut end, crc, sizes, &self.name);
        // Comment, disk, attributes and the offset of the local header are zero.
        end.extend([0; 14]);
        end.extend(self.name.as_bytes());
        let central_size = u32::try_from(end.len() - central_start).ok()?;
        end.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        end.extend(central_size.to_le_bytes());
        end.extend(central_at.to_le_bytes());
        end.extend([0; 2]);
        write(&mut out, &end);
        Some(out.finish().expect("a Vec takes what is written").into())
    }
}

/// What local header and central entry have in common, up to the length of the extra field.
fn common(out: &mut Vec<u8>, crc: u32, sizes: [u32; 2], name: &str) {
    for field in [VERSION, FLAGS, DEFLATE, 0, DATE] {
        out.extend(field.to_le_bytes());
    }
    out.extend(crc.to_le_bytes());
    sizes.iter().for_each(|size| out.extend(size.to_le_bytes()));
    out.extend((name.len() as u16).to_le_bytes());
    out.extend([0; 2]);
}

fn write(out: &mut Base64, bytes: &[u8]) {
    out.write_all(bytes).expect("a Vec takes what is written");
}

fn entry_name(sha256: &Digest, file_name: &str) -> String {
    let hex = sha256.to_string();
    let extension = sniff::extension(file_name).filter(|e| e.len() <= 10).unwrap_or_else(|| "bin".into());
    // Version 8 and the variant of RFC 9562 stand at their places.
    format!("{}-{}-8{}-8{}-{}.{extension}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zip::{Survey, Transport};

    fn pack(file: &[u8], name: &str) -> Bytes {
        let mut packer = Packer::new(&Digest::of(file), name, file.len() as u64);
        file.chunks(1000).for_each(|piece| packer.add(piece));
        packer.finish().unwrap()
    }

    #[test]
    fn what_is_packed_unpacks_to_the_same_bytes() {
        let noise: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for file in [&b""[..], b"x", "chữ Việt".as_bytes(), &noise, &vec![7; 90_000]] {
            let text = pack(file, "a.TXT");
            assert_eq!(text, pack(file, "a.TXT"), "packing is repeatable");
            let transport = Transport::of(&Survey::of(&text).unwrap(), "a.txt").unwrap().unwrap();
            assert!(transport.entry.ends_with(".txt"));
            let mut back = Vec::new();
            let length = transport.unpack(&text, u64::MAX, 100, |piece| {
                back.extend_from_slice(piece);
                Ok(())
            });
            assert_eq!((back.as_slice(), length), (file, Ok(file.len() as u64)));
        }
    }

    #[test]
    fn a_bomb_is_stopped_at_the_limit_and_not_later() {
        let text = pack(&vec![0; 3 << 20], "a.txt");
        let transport = Transport::of(&Survey::of(&text).unwrap(), "a.txt").unwrap().unwrap();
        for (allowed, ratio) in [(u64::MAX, 10), (1000, u64::MAX)] {
            let mut handed = 0;
            let error = transport.unpack(&text, allowed, ratio, |piece| {
                handed += piece.len() as u64;
                Ok(())
            });
            assert_eq!(error.unwrap_err().code(), "ATTACHMENT_BOMB");
            assert!(handed <= allowed.min(1 << 20));
        }
        assert_eq!(transport.unpack(&text, u64::MAX, u64::MAX, |_| Ok(())), Ok(3 << 20));
    }

    #[test]
    fn any_damage_is_noticed() {
        use base64::Engine as _;
        let file = b"Nothing of this may change unnoticed. Nothing of this may change unnoticed.";
        let archive = STANDARD.decode(pack(file, "a.txt")).unwrap();
        for at in 0..archive.len() {
            let mut damaged = archive.clone();
            damaged[at] ^= 0x10;
            let text = STANDARD.encode(&damaged);
            let Ok(Some(transport)) = Transport::of(&Survey::of(text.as_bytes()).unwrap(), "a.txt") else {
                continue;
            };
            let mut back = Vec::new();
            let answer = transport.unpack(text.as_bytes(), u64::MAX, 100, |piece| {
                back.extend_from_slice(piece);
                Ok(())
            });
            assert!(answer.is_err() || back == file, "byte {at}");
        }
        let mut renamed = archive.clone();
        renamed[30] = if renamed[30] == b'0' { b'1' } else { b'0' };
        let text = STANDARD.encode(&renamed);
        let error = Transport::of(&Survey::of(text.as_bytes()).unwrap(), "a.txt").unwrap_err();
        assert!(error.to_string().contains("two headers"), "{error}");
        for end in 0..archive.len() {
            let text = STANDARD.encode(&archive[..end]);
            let survey = Survey::of(text.as_bytes()).unwrap();
            assert!(Transport::of(&survey, "a.txt").is_err() || end < 70, "cut at {end}");
        }
    }
}
