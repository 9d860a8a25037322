//! The compound file around a workbook: one stream below the root (MS-CFB, version 3).
//!
//! In this order: header, stream, directory, FAT, further lists of the FAT's sectors. The stream is filled up to the
//! size below which it would have to lie in a stream of small ones.

use std::io::{self, Write};

use super::container::MAGIC;

const SECTOR: usize = 512;
const NUMBERS: usize = SECTOR / 4;
/// Sectors of the FAT that the header lists.
const LISTED: usize = 109;
/// Streams below this size lie in the mini stream.
const CUTOFF: usize = 4096;

const FREE: u32 = 0xffff_ffff;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const FAT_SECTOR: u32 = 0xffff_fffd;
const LIST_SECTOR: u32 = 0xffff_fffc;

/// Writes a compound file with `pieces`, one behind the other, as the stream `Workbook`.
pub(super) fn write(output: &mut dyn Write, pieces: &[&[u8]]) -> io::Result<()> {
    let length = pieces.iter().map(|piece| piece.len()).sum::<usize>();
    let size = length.max(CUTOFF);
    let stream = size.div_ceil(SECTOR);
    let (mut fat, mut lists) = (0, 0);
    loop {
        let all: usize = stream + 1 + fat + lists;
        let (need_fat, need_lists) =
            (all.div_ceil(NUMBERS), fat.saturating_sub(LISTED).div_ceil(NUMBERS - 1));
        if (need_fat, need_lists) == (fat, lists) {
            break;
        }
        (fat, lists) = (need_fat, need_lists);
    }
    let number = |sector: usize| {
        u32::try_from(sector).map_err(|_| io::Error::other("the workbook is too large for a compound file"))
    };
    let (directory, first_fat, first_list) = (stream, stream + 1, stream + 1 + fat);
    let fat_sectors = (first_fat..first_list).map(number).collect::<io::Result<Vec<u32>>>()?;

    let mut header = MAGIC.to_vec();
    header.extend_from_slice(&[0; 16]);
    // Minor and major version, byte order, sizes of sectors as powers of two.
    for word in [0x3e_u16, 3, 0xfffe, 9, 6, 0, 0, 0] {
        header.extend_from_slice(&word.to_le_bytes());
    }
    let list = if lists == 0 { END_OF_CHAIN } else { number(first_list)? };
    let cutoff = number(CUTOFF)?;
    for long in [0, number(fat)?, number(directory)?, 0, cutoff, END_OF_CHAIN, 0, list, number(lists)?] {
        header.extend_from_slice(&long.to_le_bytes());
    }
    put(&mut header, fat_sectors.iter().copied().take(LISTED), LISTED);
    output.write_all(&header)?;

    for piece in pieces {
        output.write_all(piece)?;
    }
    output.write_all(&vec![0; stream * SECTOR - length])?;

    let mut entries = Vec::with_capacity(SECTOR);
    entry(&mut entries, "Root Entry", 5, 1, END_OF_CHAIN, 0);
    entry(&mut entries, "Workbook", 2, FREE, 0, number(size)?);
    entry(&mut entries, "", 0, FREE, 0, 0);
    entry(&mut entries, "", 0, FREE, 0, 0);
    output.write_all(&entries)?;

    let mut table = Vec::with_capacity(fat * SECTOR);
    let chain = (1..stream).map(number).collect::<io::Result<Vec<u32>>>()?;
    let numbers = chain
        .into_iter()
        .chain([END_OF_CHAIN, END_OF_CHAIN])
        .chain(std::iter::repeat_n(FAT_SECTOR, fat))
        .chain(std::iter::repeat_n(LIST_SECTOR, lists));
    put(&mut table, numbers, fat * NUMBERS);
    output.write_all(&table)?;

    for (index, listed) in fat_sectors.get(LISTED..).unwrap_or_default().chunks(NUMBERS - 1).enumerate() {
        let mut sector = Vec::with_capacity(SECTOR);
        put(&mut sector, listed.iter().copied(), NUMBERS - 1);
        let next = if index + 1 == lists { END_OF_CHAIN } else { number(first_list + index + 1)? };
        sector.extend_from_slice(&next.to_le_bytes());
        output.write_all(&sector)?;
    }
    output.flush()
}

/// Adds `numbers`, filled up to `count` of them.
fn put(out: &mut Vec<u8>, numbers: impl Iterator<Item = u32>, count: usize) {
    numbers.chain(std::iter::repeat(FREE)).take(count).for_each(|n| out.extend_from_slice(&n.to_le_bytes()));
}

/// Adds an entry of the directory.
fn entry(out: &mut Vec<u8>, name: &str, kind: u8, child: u32, start: u32, size: u32) {
    let mut units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = if units.is_empty() { 0 } else { units.len() + 2 };
    units.resize(64, 0);
    out.extend_from_slice(&units);
    out.extend_from_slice(&u16::try_from(length).expect("names of streams are short").to_le_bytes());
    // Kind, black, no neighbours.
    out.extend_from_slice(&[kind, 1]);
    for long in [FREE, FREE, child] {
        out.extend_from_slice(&long.to_le_bytes());
    }
    // Class, state and times.
    out.extend_from_slice(&[0; 36]);
    for long in [start, size, 0] {
        out.extend_from_slice(&long.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::super::container::Container;
    use super::*;

    #[test]
    fn streams_of_every_size_come_back() {
        // The last sizes need lists of the FAT beyond the header.
        for size in [0, 1, 4095, 4096, 4097, 65_536, 7_000_000, 7_200_000, 16_000_000] {
            let content: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            let mut file = Vec::new();
            write(&mut file, &[&content[..size / 3], &content[size / 3..]]).unwrap();
            assert_eq!(file.len() % SECTOR, 0);
            let back = Container::open(file).unwrap().stream("workbook").unwrap().unwrap();
            assert_eq!(&back[..size], content, "{size}");
            assert!(back[size..].iter().all(|byte| *byte == 0));
        }
    }
}
