//! Any bytes as a table of dBase or FoxPro, alone or in an archive with its memos: what is read and can be written reads
//! again to the same, and telling of it never panics. A file of two parts is a table and its memos.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use lienthong_adapter::rows::{ColumnKind, DbfLayout, DbfVersion, FormatLayout};
use lienthong_adapter_table::{DbfFormat, describe_dbf};
use lienthong_fuzz::{ALL, archive, bit, limits, parts, split, table_of, there_and_back};
use lienthong_vntext::Charset;

const VERSIONS: [DbfVersion; 4] =
    [DbfVersion::DBase3, DbfVersion::DBase4, DbfVersion::FoxPro, DbfVersion::VisualFoxPro];

fuzz_target!(|data: &[u8]| {
    let Some(([first, second], file)) = split(data) else { return };
    let made;
    let file = match parts(file)[..] {
        [table, memos] => {
            let memo_name = if bit(first, 5) { "a.dbt" } else { "a.fpt" };
            made = archive(&[("a.dbf", table), (memo_name, memos)]);
            &made
        }
        _ => file,
    };
    if let Ok(info) = describe_dbf(&mut Cursor::new(file), &limits()) {
        assert!(!format!("{info:?}").is_empty(), "a table can be told");
    }
    let version = VERSIONS[usize::from(first % 4)];
    let dbf = DbfLayout { version, include_deleted: bit(first, 2), trust_size: bit(first, 3), code_page: 0 };
    let charset = Charset::ALL[usize::from(second % 16) % Charset::ALL.len()];
    let mut mapping = table_of(ALL, FormatLayout::Dbf(dbf), charset, second >> 4);
    for column in &mut mapping.layout.columns {
        match column.kind {
            // Texts only, without a memo file.
            _ if bit(first, 4) => column.kind = ColumnKind::TextOf { bytes: 40 },
            // Only Visual FoxPro has times.
            ColumnKind::DateTime if version != DbfVersion::VisualFoxPro => {
                column.kind = ColumnKind::TextOf { bytes: 19 };
            }
            _ => {}
        }
    }
    there_and_back(&mapping, &DbfFormat, file);
});
