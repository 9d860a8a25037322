//! Archives made of mutated parts: checksums would refuse nearly every archive that was mutated as a whole.

use flate2::Crc;

/// What stands between two parts of an input.
pub const BETWEEN: &[u8] = b"--//--";

/// The parts of an input.
pub fn parts(file: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for at in 0..file.len() {
        if at >= start && file[at..].starts_with(BETWEEN) {
            parts.push(&file[start..at]);
            start = at + BETWEEN.len();
        }
    }
    parts.push(&file[start..]);
    parts
}

/// A ZIP archive of these files, stored.
pub fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let size = |bytes: &[u8]| u32::try_from(bytes.len()).expect("a small input").to_le_bytes();
    for (name, bytes) in files {
        let mut crc = Crc::new();
        crc.update(bytes);
        // Version 2.0, no flags, stored, 1 January 1980.
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend_from_slice(&crc.sum().to_le_bytes());
        common.extend_from_slice(&size(bytes));
        common.extend_from_slice(&size(bytes));
        common.extend_from_slice(&size(name.as_bytes())[..2]);
        common.extend_from_slice(&[0, 0]);
        let offset = size(&out);
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&common);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(bytes);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&offset);
        directory.extend_from_slice(name.as_bytes());
    }
    let (count, start, length) = (size(&vec![0; files.len()]), size(&out), size(&directory));
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count[..2]);
    out.extend_from_slice(&count[..2]);
    out.extend_from_slice(&length);
    out.extend_from_slice(&start);
    out.extend_from_slice(&[0, 0]);
    out
}
