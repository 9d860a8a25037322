//! A look into a FoxPro table at the bytes themselves, as its own program would, and no reader of the gateway's.

use std::ops::Range;

/// Bytes before the descriptions of the columns, and of each description.
const BLOCK: usize = 32;
/// What stands behind the last description.
const END: u8 = 0x0d;

/// Where the value of a column stands in a record, counted from 1; nothing where the table has no such place.
pub(crate) fn place(table: &[u8], record: usize, column: &str) -> Option<Range<usize>> {
    let number = |at: usize| Some(usize::from(u16::from_le_bytes([*table.get(at)?, *table.get(at + 1)?])));
    let (header, length) = (number(8)?, number(10)?);
    // Each record begins with the mark of deletion.
    let mut start = header + record.checked_sub(1)? * length + 1;
    for description in table.get(BLOCK..)?.chunks_exact(BLOCK).take_while(|block| block[0] != END) {
        let name = description[..11].split(|byte| *byte == 0).next()?;
        let width = usize::from(description[16]);
        if name == column.as_bytes() {
            return Some(start..start + width).filter(|place| place.end <= table.len());
        }
        start += width;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_record_and_column() {
        let mut table = vec![0; BLOCK];
        (table[8], table[10]) = (97, 6);
        for (name, width) in [("MA", 2), ("TEN", 3)] {
            let mut description = [0; BLOCK];
            description[..name.len()].copy_from_slice(name.as_bytes());
            description[16] = width;
            table.extend(description);
        }
        table.push(END);
        table.extend(b" 01abc 02def");
        let check = |record, column, expected: Option<&[u8]>| {
            assert_eq!(place(&table, record, column).map(|place| &table[place]), expected);
        };
        check(1, "MA", Some(b"01"));
        check(2, "TEN", Some(b"def"));
        check(3, "TEN", None);
        check(0, "MA", None);
        check(1, "T", None);
        assert_eq!(place(&table[..40], 1, "MA"), None);
    }
}
