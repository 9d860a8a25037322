//! A DBF table and its memo file as one payload: a ZIP of two entries, the table first.
//!
//! Texts longer than 254 bytes stand in the memo file, so a table without it has lost them. The two therefore travel
//! as one message, in the form that the adapter of DBF files reads.
//!
//! # What holds
//!
//! * The same two files under the same names give the same bytes, so that a file that is sent again names itself again.
//! * A ZIP that is not exactly such a pair, or would become too large, is not opened.

use std::io::{self, Cursor, Read, Write};

use bytes::Bytes;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// What the name of a table ends with.
const TABLE: &str = "dbf";
/// What the names of memo files end with: FoxPro's, and those of dBASE and Clipper.
pub(crate) const MEMOS: [&str; 2] = ["fpt", "dbt"];

/// The name before its last dot, and what stands behind it.
pub(crate) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or((name, ""))
}

/// Whether a file of this name is a table.
pub(crate) fn is_table(name: &str) -> bool {
    split(name).1.eq_ignore_ascii_case(TABLE)
}

/// Whether a file of this name is a memo file.
pub(crate) fn is_memo(name: &str) -> bool {
    memo_ending(name).is_some()
}

fn memo_ending(name: &str) -> Option<&'static str> {
    MEMOS.into_iter().find(|ending| split(name).1.eq_ignore_ascii_case(ending))
}

/// The name of the memo file of a table, in the case of the table's own ending.
pub(crate) fn memo_name(table: &str, ending: &str) -> String {
    let (stem, own) = if is_table(table) { split(table) } else { (table, "") };
    // A name without the ending of tables says nothing of the case; DOS wrote capitals.
    let capitals = own.is_empty() || own.starts_with('D');
    let ending = if capitals { ending.to_ascii_uppercase() } else { ending.to_owned() };
    format!("{stem}.{ending}")
}

/// A file to be packed: its name, how many bytes of it, and where they come from.
pub(crate) struct Piece<'a, R> {
    pub(crate) name: &'a str,
    pub(crate) bytes: u64,
    pub(crate) from: R,
}

/// Packs a table and its memo file, reading no further than their sizes.
pub(crate) fn pack<R: Read>(table: Piece<'_, R>, memo: Piece<'_, R>) -> io::Result<Vec<u8>> {
    let size = table.bytes + memo.bytes + 1024;
    let room = Vec::with_capacity(usize::try_from(size).map_err(io::Error::other)?);
    let mut writer = ZipWriter::new(Cursor::new(room));
    for piece in [table, memo] {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(piece.bytes >= u64::from(u32::MAX))
            .last_modified_time(DateTime::default());
        writer.start_file(piece.name, options)?;
        io::copy(&mut piece.from.take(piece.bytes), &mut writer)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// A payload that is a table and its memo file.
pub(crate) struct Pair {
    archive: ZipArchive<Cursor<Bytes>>,
    table: usize,
    memo: usize,
    /// `fpt` or `dbt`.
    pub(crate) memo_ending: &'static str,
}

impl Pair {
    /// Opens a payload; nothing where it is not exactly a table and a memo file, whole, of at most `limit` bytes.
    pub(crate) fn open(payload: &Bytes, limit: u64) -> Option<Self> {
        if !payload.starts_with(b"PK\x03\x04") {
            return None;
        }
        let mut archive = ZipArchive::new(Cursor::new(payload.clone())).ok()?;
        if archive.len() != 2 {
            return None;
        }
        let (mut table, mut memo, mut left) = (None, None, limit);
        for index in 0..2 {
            let entry = archive.by_index(index).ok()?;
            let (name, size) = (entry.name().ok()?.into_owned(), entry.size());
            if !entry.is_file() || name.contains(['/', '\\']) || size > left {
                return None;
            }
            left -= size;
            // What it says of its size is only known to be true when it was read; so are its sums.
            if io::copy(&mut entry.take(size + 1), &mut io::sink()).ok()? != size {
                return None;
            }
            match memo_ending(&name) {
                Some(ending) => memo = Some((index, ending)),
                None if is_table(&name) => table = Some(index),
                None => return None,
            }
        }
        let (memo, memo_ending) = memo?;
        Some(Self { archive, table: table?, memo, memo_ending })
    }

    /// Copies the table.
    pub(crate) fn copy_table(&mut self, to: &mut impl Write) -> io::Result<()> {
        self.copy(self.table, to)
    }

    /// Copies the memo file.
    pub(crate) fn copy_memo(&mut self, to: &mut impl Write) -> io::Result<()> {
        self.copy(self.memo, to)
    }

    fn copy(&mut self, index: usize, to: &mut impl Write) -> io::Result<()> {
        let entry = self.archive.by_index(index)?;
        let size = entry.size();
        io::copy(&mut entry.take(size), to)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(table: &str, memo: &str) -> Bytes {
        let table = Piece { name: table, bytes: 5, from: &b"table"[..] };
        let memo = Piece { name: memo, bytes: 4, from: &b"memo, and what grew since"[..] };
        Bytes::from(pack(table, memo).unwrap())
    }

    #[test]
    fn a_pair_is_packed_to_the_same_bytes_and_comes_out_again() {
        let payload = packed("KS.DBF", "KS.FPT");
        assert_eq!(payload, packed("KS.DBF", "KS.FPT"));
        let mut pair = Pair::open(&payload, 9).unwrap();
        let (mut table, mut memo) = (Vec::new(), Vec::new());
        pair.copy_table(&mut table).unwrap();
        pair.copy_memo(&mut memo).unwrap();
        assert_eq!(
            (table.as_slice(), memo.as_slice(), pair.memo_ending),
            (&b"table"[..], &b"memo"[..], "fpt")
        );
        assert!(payload.windows(5).any(|part| part == b"table"), "it is stored, not compressed");
    }

    #[test]
    fn what_is_not_exactly_a_pair_is_not_opened() {
        let whole = packed("KS.DBF", "KS.dbt");
        assert!(Pair::open(&whole, 9).is_some());
        assert!(Pair::open(&whole, 8).is_none(), "too large");
        assert!(Pair::open(&packed("KS.DBF", "KS.TXT"), 9).is_none(), "another file");
        assert!(Pair::open(&packed("KS.DBF", "KT.DBF"), 9).is_none(), "two tables");
        assert!(Pair::open(&packed("a/KS.DBF", "KS.FPT"), 9).is_none(), "a path");
        assert!(Pair::open(&whole.slice(..whole.len() - 1), 9).is_none(), "cut");
        let mut damaged = whole.to_vec();
        let at = damaged.windows(5).position(|part| part == b"table").unwrap();
        damaged[at] ^= 1;
        assert!(Pair::open(&Bytes::from(damaged), 9).is_none(), "damaged");
        assert!(Pair::open(&Bytes::from_static(b"PK\x03\x04"), 9).is_none());
    }

    #[test]
    fn a_memo_file_has_the_stem_and_the_case_of_its_table() {
        for (table, expected) in
            [("KS_42.DBF", "KS_42.FPT"), ("ks.42.dbf", "ks.42.fpt"), ("KS.42", "KS.42.FPT"), ("KS", "KS.FPT")]
        {
            assert_eq!(memo_name(table, "fpt"), expected);
        }
    }
}
