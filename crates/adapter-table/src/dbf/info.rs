//! What a table says of itself, for people who draft a mapping.

use jiff::civil::Date;
use lienthong_adapter::rows::{ColumnKind, Input};
use lienthong_adapter::{DecodeError, Limits};

use super::header::{FieldKind, Table};
use super::source::Source;

/// What a table says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DbfInfo {
    /// The first byte.
    pub version: u8,
    /// What programs call the version.
    pub version_name: &'static str,
    /// The id of a code page, 0 where there is none. It is a claim: TCVN3 and VNI have no id.
    pub language: u8,
    /// The code page that the id stands for, where it is known.
    pub language_name: Option<&'static str>,
    /// The day of the last change.
    pub updated: Option<Date>,
    /// Records that the header says, deleted ones among them.
    pub records: u32,
    /// Records that the size of the file has room for.
    pub records_there: u64,
    /// The fields.
    pub fields: Vec<DbfField>,
    /// Whether some field keeps its texts in a memo file.
    pub needs_memo: bool,
    /// The name of the memo file that came along in an archive.
    pub memo: Option<String>,
    /// The name of the table in its archive.
    pub name: Option<String>,
}

/// A field of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DbfField {
    /// Its name, in whatever charset the table has.
    pub name: Vec<u8>,
    /// The letter of its type: `C`, `N`, `D`, …
    pub letter: char,
    /// Its bytes in a record.
    pub width: usize,
    /// Places behind the point.
    pub decimals: u8,
    /// The column that holds what it holds; nothing for pictures and the like.
    pub kind: Option<ColumnKind>,
}

/// Reads the header of a table, or of one in an archive with its memo file. `Err` means that it is none.
pub fn describe_dbf(input: &mut dyn Input, limits: &Limits) -> Result<DbfInfo, DecodeError> {
    let Source { mut window, size, memo, name } = Source::open(Box::new(input), limits)?;
    let table = Table::read(&mut window)?;
    let bytes = size.saturating_sub(table.header_length as u64);
    Ok(DbfInfo {
        version: table.version.0,
        version_name: table.version.name(),
        language: table.language,
        language_name: language_name(table.language),
        updated: table.updated,
        records: table.records,
        records_there: bytes / table.record_length as u64,
        needs_memo: table.fields.iter().any(|field| field.kind == FieldKind::Memo),
        memo: memo.map(|(name, _)| name),
        name,
        fields: table
            .fields
            .iter()
            .map(|field| DbfField {
                name: field.name.clone(),
                letter: char::from(field.letter),
                width: field.width,
                decimals: field.decimals,
                kind: field.declared(),
            })
            .collect(),
    })
}

/// The code pages that programs in Vietnam are known to write, and their neighbours.
const fn language_name(id: u8) -> Option<&'static str> {
    Some(match id {
        0x01 => "cp437",
        0x02 => "cp850",
        0x03 | 0x57 | 0x58 | 0x59 => "windows-1252",
        0x64 => "cp852",
        0x65 => "cp866",
        0x78 => "big5",
        0x79 => "cp949",
        0x7A => "gbk",
        0x7B => "shift-jis",
        0x7C => "windows-874",
        0xC8 => "windows-1250",
        0xC9 => "windows-1251",
        0xCA => "windows-1254",
        0xCB => "windows-1253",
        _ => return None,
    })
}
