//! Whether a table has a memo file: what the first bytes of a DBF say.
//!
//! Source: the file structures of dBASE III to 7, FoxPro 2 and Visual FoxPro. The first byte says the version; bytes 8
//! and 9 the length of the header; a field takes 32 bytes from byte 32 on, its type in the 12th, up to a byte 0x0D.

use std::io::{self, Read};

/// What a table says of its memo file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It has none.
    None,
    /// It has one, most likely with this ending.
    Memo(&'static str),
    /// The bytes are not those of a table that is known here.
    Unknown,
}

/// Header bytes that are read; a table of 255 fields has fewer.
const MAX_HEADER: u64 = 16 * 1024;

/// Reads the header of a table.
pub(super) fn need(from: impl Read) -> io::Result<Need> {
    let mut bytes = Vec::new();
    from.take(MAX_HEADER).read_to_end(&mut bytes)?;
    Ok(need_of(&bytes))
}

fn need_of(bytes: &[u8]) -> Need {
    let Some(head) = bytes.get(..32) else { return Need::Unknown };
    match head[0] {
        // dBASE III, IV, 7 and SQL tables with a memo file; Clipper and FoxBASE write the first as well.
        0x83 | 0x8b | 0x8c | 0x8e | 0xcb => Need::Memo("dbt"),
        // FoxPro 2.
        0xf5 => Need::Memo("fpt"),
        // Visual FoxPro: bit 1 of byte 28, and fields of the types memo, general, picture and blob.
        0x30..=0x32 if head[28] & 2 != 0 || has_field(bytes, b"MGPW") => Need::Memo("fpt"),
        // Some programs write the version of a table without memo file and a memo field all the same.
        0x02 | 0x03 | 0x43 | 0x63 if has_field(bytes, b"M") => Need::Memo("dbt"),
        0x02 | 0x03 | 0x04 | 0x05 | 0x30..=0x32 | 0x43 | 0x63 => Need::None,
        _ => Need::Unknown,
    }
}

fn has_field(bytes: &[u8], types: &[u8]) -> bool {
    let header = usize::from(u16::from_le_bytes([bytes[8], bytes[9]])).min(bytes.len());
    let fields = bytes.get(32..header).unwrap_or_default().chunks_exact(32);
    fields.take_while(|field| field[0] != 0x0d).any(|field| types.contains(&field[11]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(version: u8, flags: u8, types: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; 32];
        let header = u16::try_from(33 + 32 * types.len()).unwrap();
        bytes[0] = version;
        bytes[8..10].copy_from_slice(&header.to_le_bytes());
        bytes[28] = flags;
        for kind in types {
            let mut field = [0; 32];
            (field[0], field[11]) = (b'A', *kind);
            bytes.extend(field);
        }
        bytes.push(0x0d);
        // A record that looks like a memo field.
        bytes.extend([b'M'; 64]);
        bytes
    }

    #[test]
    fn a_table_says_by_version_and_fields_whether_it_has_a_memo_file() {
        let check =
            |bytes: &[u8], expected: Need| assert_eq!(need_of(bytes), expected, "{:x?}", bytes.first());
        check(&table(0x83, 0, b"C"), Need::Memo("dbt"));
        check(&table(0x8b, 0, b"CM"), Need::Memo("dbt"));
        check(&table(0xf5, 0, b"CM"), Need::Memo("fpt"));
        check(&table(0x30, 0, b"CM"), Need::Memo("fpt"));
        check(&table(0x30, 2, b"C"), Need::Memo("fpt"));
        check(&table(0x30, 1, b"CNB"), Need::None);
        check(&table(0x03, 0, b"CN"), Need::None);
        check(&table(0x03, 0, b"CM"), Need::Memo("dbt"));
        check(&table(0x77, 0, b"C"), Need::Unknown);
        check(b"", Need::Unknown);
        check(&table(0x03, 0, b"C")[..31], Need::Unknown);
        // A header that is longer than the file.
        let mut cut = table(0x03, 0, b"C")[..40].to_vec();
        cut[8..10].copy_from_slice(&[0xff, 0xff]);
        check(&cut, Need::None);
    }
}
