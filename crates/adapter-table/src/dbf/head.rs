//! The header of a table that is written.

use jiff::civil::DateTime;
use lienthong_adapter::rows::{ColumnKind, ColumnLayout, DbfLayout, DbfVersion, Layout, Stored};
use lienthong_adapter::{Finding, Phrase, Say, Unit, phrase};

use super::header::{FIELDS_END, HEAD};
use crate::reasons::DBF_COLUMN;
use crate::text_cell;

/// Most bytes of a name, of a text, of a record.
const NAME: usize = 10;
const WIDEST_TEXT: u16 = 254;
const WIDEST_NUMBER: u8 = 20;
const LONGEST_RECORD: usize = 65_535;
/// Most fields: of dBase III, and of what came after it.
const FIELDS_DBASE3: usize = 128;
const FIELDS: usize = 255;
/// What stands behind the fields of Visual FoxPro: the path of a database that the table belongs to, or nothing.
const BACKLINK: usize = 263;

/// A column as a field.
pub(crate) struct OutField {
    name: Vec<u8>,
    pub(crate) letter: u8,
    pub(crate) width: usize,
    decimals: u8,
}

/// The columns as fields; a column that can be none is refused.
pub(crate) fn fields(layout: &Layout, version: DbfVersion) -> Result<Vec<OutField>, Finding> {
    let most = if version == DbfVersion::DBase3 { FIELDS_DBASE3 } else { FIELDS };
    if layout.columns.is_empty() || layout.columns.len() > most {
        let found = phrase!("{} columns", "{} cột", layout.columns.len());
        return Err(refused(&found, phrase!("1 to {most} columns", "1 đến {most} cột")));
    }
    let mut fields: Vec<OutField> = Vec::with_capacity(layout.columns.len());
    for column in &layout.columns {
        let placed = |finding: Finding| finding.field(column.name());
        let mut name = Vec::new();
        text_cell::encode(column.name(), layout.charset, &mut name).map_err(placed)?;
        if name.is_empty() || name.len() > NAME {
            let found = phrase!("a name of {} bytes", "tên dài {} byte", name.len());
            return Err(placed(refused(
                &found,
                phrase!("a name of 1 to {NAME} bytes", "tên dài 1 đến {NAME} byte"),
            )));
        }
        if fields.iter().any(|field| field.name.eq_ignore_ascii_case(&name)) {
            return Err(placed(refused(
                Phrase::new("the name of another column", "trùng tên cột khác"),
                Phrase::new("a name of its own", "tên riêng"),
            )));
        }
        let visual = version == DbfVersion::VisualFoxPro;
        if let Some(needed) = needed_for(column, version) {
            return Err(placed(refused(stored_word(column.pad.stored), needed)));
        }
        let (letter, width, decimals) = match column.kind {
            ColumnKind::Number { .. } if column.pad.stored == Stored::Integer => (b'I', 4, 0),
            ColumnKind::Number { .. } if column.pad.stored == Stored::Currency => (b'Y', 8, 4),
            ColumnKind::Number { decimals, .. } if column.pad.stored == Stored::Double => (b'B', 8, decimals),
            ColumnKind::TextOf { bytes: bytes @ 1..=WIDEST_TEXT } => (b'C', bytes.into(), 0),
            ColumnKind::Number { width: width @ 1..=WIDEST_NUMBER, decimals } if decimals < width => {
                let letter = if column.pad.stored == Stored::Float { b'F' } else { b'N' };
                (letter, width.into(), decimals)
            }
            ColumnKind::Date => (b'D', 8, 0),
            ColumnKind::DateTime if visual => (b'T', 8, 0),
            ColumnKind::Bool => (b'L', 1, 0),
            ColumnKind::Memo => (b'M', if visual { 4 } else { 10 }, 0),
            ColumnKind::Text => {
                return Err(placed(refused(
                    Phrase::new("a text of any length", "văn bản dài tùy ý"),
                    Phrase::new("max_bytes, or a memo", "max_bytes, hoặc memo"),
                )));
            }
            ColumnKind::TextOf { bytes } => {
                let found = phrase!("a text of {bytes} bytes", "văn bản dài {bytes} byte");
                return Err(placed(refused(
                    &found,
                    phrase!("1 to {WIDEST_TEXT} bytes, or a memo", "1 đến {WIDEST_TEXT} byte, hoặc memo"),
                )));
            }
            ColumnKind::Number { width, decimals } => {
                let found = phrase!(
                    "{width} places with {decimals} behind the point",
                    "{width} chữ số với {decimals} chữ số thập phân"
                );
                return Err(placed(refused(
                    &found,
                    phrase!("at most {WIDEST_NUMBER} places", "nhiều nhất {WIDEST_NUMBER} chữ số"),
                )));
            }
            ColumnKind::DateTime => {
                return Err(placed(refused(
                    Phrase::new("a date with time", "ngày giờ"),
                    Phrase::new("Visual FoxPro, or a text", "Visual FoxPro, hoặc văn bản"),
                )));
            }
        };
        fields.push(OutField { name, letter, width, decimals });
    }
    let length = record_length(&fields);
    if length > LONGEST_RECORD {
        return Err(refused(
            phrase!("a record of {length} bytes", "bản ghi dài {length} byte"),
            Phrase::count(LONGEST_RECORD, Unit::Bytes),
        ));
    }
    Ok(fields)
}

/// What a table would have to be of for a column that is stored so; nothing where it is.
fn needed_for(column: &ColumnLayout, version: DbfVersion) -> Option<Phrase> {
    let is_number = matches!(column.kind, ColumnKind::Number { .. });
    let is_there = match column.pad.stored {
        Stored::Digits => true,
        Stored::Float => version != DbfVersion::DBase3,
        Stored::Integer | Stored::Currency | Stored::Double => version == DbfVersion::VisualFoxPro,
        Stored::Long => false,
    };
    if is_there || !is_number {
        return None;
    }
    Some(match column.pad.stored {
        Stored::Float => Phrase::new("dBase IV or FoxPro, or a number", "dBase IV hoặc FoxPro, hoặc kiểu số"),
        Stored::Long => Phrase::new("a data set, or a number", "tập dữ liệu, hoặc kiểu số"),
        _ => Phrase::new("Visual FoxPro, or a number", "Visual FoxPro, hoặc kiểu số"),
    })
}

fn stored_word(stored: Stored) -> Phrase {
    match stored {
        Stored::Digits => Phrase::new("a number", "số"),
        Stored::Float => Phrase::new("a float", "kiểu float"),
        Stored::Integer => Phrase::new("an integer", "kiểu integer"),
        Stored::Long => Phrase::new("a long", "kiểu long"),
        Stored::Currency => Phrase::new("a currency", "kiểu currency"),
        Stored::Double => Phrase::new("a double", "kiểu double"),
    }
}

/// The bytes of a header.
pub(crate) fn bytes(
    fields: &[OutField],
    dbf: &DbfLayout,
    has_memo: bool,
    count: u32,
    at: DateTime,
) -> Vec<u8> {
    let version = dbf.version;
    let visual = version == DbfVersion::VisualFoxPro;
    let first = match (version, has_memo) {
        (DbfVersion::VisualFoxPro, _) => 0x30,
        (_, false) => 0x03,
        (DbfVersion::DBase3, true) => 0x83,
        (DbfVersion::DBase4, true) => 0x8B,
        (DbfVersion::FoxPro, true) => 0xF5,
    };
    let length = HEAD * (fields.len() + 1) + 1 + if visual { BACKLINK } else { 0 };
    let small = |number: usize| u16::try_from(number).expect("fields and records are few and short enough");
    let mut out = vec![0; length];
    out[0] = first;
    out[1] = u8::try_from(at.year() - 1900).unwrap_or(0);
    out[2] = at.month().unsigned_abs();
    out[3] = at.day().unsigned_abs();
    out[4..8].copy_from_slice(&count.to_le_bytes());
    out[8..10].copy_from_slice(&small(length).to_le_bytes());
    out[10..12].copy_from_slice(&small(record_length(fields)).to_le_bytes());
    // Visual FoxPro: a memo file belongs to the table.
    out[28] = if visual && has_memo { 2 } else { 0 };
    out[29] = dbf.code_page;
    let mut start = 1_u32;
    for (field, descriptor) in fields.iter().zip(out[HEAD..].chunks_exact_mut(HEAD)) {
        descriptor[..field.name.len()].copy_from_slice(&field.name);
        descriptor[11] = field.letter;
        if visual {
            descriptor[12..16].copy_from_slice(&start.to_le_bytes());
        }
        descriptor[16] = u8::try_from(field.width).expect("fields have at most 254 bytes");
        descriptor[17] = field.decimals;
        start += field.width as u32;
    }
    out[HEAD * (fields.len() + 1)] = FIELDS_END;
    out
}

fn record_length(fields: &[OutField]) -> usize {
    1 + fields.iter().map(|field| field.width).sum::<usize>()
}

fn refused(found: impl Say, expected: impl Say) -> Finding {
    Finding::new(&DBF_COLUMN).found(found).expected(expected)
}
