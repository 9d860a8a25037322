//! The header of a table: its version, its fields and where its records are.
//!
//! The byte that names a code page is told and never believed: no id is reserved for TCVN3 or VNI.

use jiff::civil::{Date, date};
use lienthong_adapter::{DecodeError, Finding, Phrase, Say, phrase};

use crate::reasons::{DBF_HEADER, DBF_VERSION};
use crate::window::Window;

/// Bytes of the header before the fields, and of each field.
pub(crate) const HEAD: usize = 32;
/// Stands behind the last field.
pub(crate) const FIELDS_END: u8 = 0x0D;

/// What a header says.
pub(crate) struct Table {
    pub(crate) version: Version,
    pub(crate) records: u32,
    pub(crate) header_length: usize,
    pub(crate) record_length: usize,
    pub(crate) language: u8,
    pub(crate) updated: Option<Date>,
    pub(crate) fields: Vec<TableField>,
    /// Where the bits stand that say which fields are NULL.
    pub(crate) null_flags: Option<std::ops::Range<usize>>,
}

/// The first byte of a table that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version(pub(crate) u8);

/// A field as its descriptor says, the hidden field of null flags left out.
#[derive(Debug, Clone)]
pub(crate) struct TableField {
    pub(crate) name: Vec<u8>,
    pub(crate) letter: u8,
    pub(crate) kind: FieldKind,
    /// Its bytes in a record.
    pub(crate) start: usize,
    pub(crate) width: usize,
    pub(crate) decimals: u8,
    /// The bit that says that the last byte is the length of the text.
    pub(crate) length_bit: Option<usize>,
    /// The bit that says that the field is NULL.
    pub(crate) null_bit: Option<usize>,
}

/// How a field is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldKind {
    /// `C`, and `V` of Visual FoxPro.
    Text,
    /// `N`, `F`.
    Number,
    /// `D`.
    Date,
    /// `L`.
    Logical,
    /// `M`: ten digits, or four bytes.
    Memo,
    /// `I`: four bytes.
    Integer,
    /// `Y`: eight bytes, ten-thousandths.
    Currency,
    /// `B` of Visual FoxPro.
    Double,
    /// `T`: a Julian day and milliseconds.
    Time,
    /// Pictures, objects and other things that are no text.
    Binary,
}

const VERSIONS: &[(u8, &str)] = &[
    (0x02, "FoxBASE"),
    (0x03, "dBase III / IV, FoxPro"),
    (0x30, "Visual FoxPro"),
    (0x31, "Visual FoxPro, autoincrement"),
    (0x32, "Visual FoxPro, varchar"),
    (0x43, "dBase IV SQL table"),
    (0x63, "dBase IV SQL system"),
    (0x83, "dBase III with memo"),
    (0x8B, "dBase IV with memo"),
    (0xCB, "dBase IV SQL table with memo"),
    (0xF5, "FoxPro 2 with memo"),
    (0xFB, "FoxBASE"),
];

impl Version {
    /// What programs call it.
    pub(crate) fn name(self) -> &'static str {
        VERSIONS.iter().find(|(byte, _)| *byte == self.0).map_or("", |(_, name)| name)
    }
    pub(crate) const fn is_visual_foxpro(self) -> bool {
        matches!(self.0, 0x30..=0x32)
    }
    /// Whether the blocks of its `.DBT` say their length.
    pub(crate) const fn is_dbase4(self) -> bool {
        matches!(self.0, 0x43 | 0x63 | 0x8B | 0xCB)
    }
}

impl Table {
    /// Reads the header at the beginning of `window` and consumes it.
    pub(crate) fn read(window: &mut Window<'_>) -> Result<Self, DecodeError> {
        window.fill(HEAD)?;
        let version = window.data().first().copied().unwrap_or(0);
        if window.data().is_empty() || !VERSIONS.iter().any(|(byte, _)| *byte == version) {
            let found = window.data().first().map_or(Phrase::new("no byte", "dữ liệu rỗng"), |byte| {
                phrase!("byte {byte:02X}", "byte {byte:02X}").ours()
            });
            let known: Vec<String> = VERSIONS.iter().map(|(byte, _)| format!("{byte:02X}")).collect();
            return Err(Finding::new(&DBF_VERSION).found(found).expected(known.join(" ")).at(0).into());
        }
        let version = Version(version);
        let Some(head) = window.data().first_chunk::<HEAD>().copied() else {
            return Err(damaged(
                Phrase::new("fewer than 32 bytes", "chưa đủ 32 byte"),
                Phrase::new("a header", "một phần đầu đầy đủ"),
                window.data().len(),
            ));
        };
        let header_length = usize::from(u16::from_le_bytes([head[8], head[9]]));
        let record_length = usize::from(u16::from_le_bytes([head[10], head[11]]));
        if !window.fill(header_length)? || header_length <= HEAD {
            return Err(damaged(
                phrase!("a length of {header_length} bytes", "độ dài {header_length} byte").ours(),
                Phrase::new("the bytes of the header", "đủ số byte của phần đầu"),
                8,
            ));
        }
        let bytes = &window.data()[..header_length];
        let mut table = Self {
            version,
            records: u32::from_le_bytes([head[4], head[5], head[6], head[7]]),
            header_length,
            record_length,
            language: head[29],
            updated: updated(&head),
            fields: Vec::new(),
            null_flags: None,
        };
        table.read_fields(bytes)?;
        window.consume(header_length);
        Ok(table)
    }

    fn read_fields(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        let descriptors = descriptors(bytes)?;
        // A text of FoxPro and Clipper may have more than 255 bytes; in dBase the same byte means nothing there.
        let long = |d: &[u8; HEAD]| if d[11] == b'C' { 256 * usize::from(d[17]) } else { 0 };
        let short: usize = descriptors.iter().map(|d| usize::from(d[16])).sum();
        let full: usize = short + descriptors.iter().map(|d| long(d)).sum::<usize>();
        let is_long = 1 + full == self.record_length;
        if !is_long && 1 + short != self.record_length {
            let found =
                phrase!("fields of {short} bytes in all", "các trường dài tổng cộng {short} byte").ours();
            let expected = phrase!(
                "{}, the record length without its mark",
                "{}, độ dài bản ghi không kể dấu",
                self.record_length.saturating_sub(1)
            );
            return Err(damaged(&found, &expected, 10));
        }
        let (mut start, mut bit) = (1, 0);
        let mut next_bit = |wanted: bool| {
            bit += usize::from(wanted);
            wanted.then(|| bit - 1)
        };
        for (index, descriptor) in descriptors.iter().enumerate() {
            let width = usize::from(descriptor[16]) + if is_long { long(descriptor) } else { 0 };
            let (letter, flags) = (descriptor[11], descriptor[18]);
            let kind = kind(letter, self.version);
            let fits = match kind {
                FieldKind::Logical => width == 1,
                FieldKind::Date | FieldKind::Currency | FieldKind::Double | FieldKind::Time => width == 8,
                FieldKind::Integer => width == 4,
                FieldKind::Memo => width == 10 || width == 4,
                _ => width > 0,
            };
            if !fits {
                let found = phrase!(
                    "a field of type {} with {width} bytes",
                    "trường kiểu {} dài {width} byte",
                    char::from(letter).escape_default()
                )
                .ours();
                return Err(damaged(
                    &found,
                    Phrase::new("a width of its type", "độ rộng đúng kiểu"),
                    HEAD * (index + 1) + 16,
                ));
            }
            if letter == b'0' {
                self.null_flags = Some(start..start + width);
            } else {
                let visual = self.version.is_visual_foxpro();
                let length_bit = next_bit(visual && matches!(letter, b'V' | b'Q'));
                let null_bit = next_bit(visual && flags & 2 != 0);
                let end = descriptor[..11].iter().position(|byte| *byte == 0).unwrap_or(11);
                let name = descriptor[..end].trim_ascii_end().to_vec();
                let decimals = descriptor[17];
                self.fields.push(TableField {
                    name,
                    letter,
                    kind,
                    start,
                    width,
                    decimals,
                    length_bit,
                    null_bit,
                });
            }
            start += width;
        }
        Ok(())
    }
}

/// The descriptors up to their end mark.
fn descriptors(bytes: &[u8]) -> Result<Vec<&[u8; HEAD]>, DecodeError> {
    let mut found = Vec::new();
    let mut rest = &bytes[HEAD..];
    while rest.first().is_some_and(|byte| *byte != FIELDS_END) {
        let Some((descriptor, behind)) = rest.split_first_chunk::<HEAD>() else {
            return Err(damaged(
                Phrase::new("half a field", "nửa trường"),
                Phrase::new("the end mark 0D of the fields", "dấu kết thúc 0D của các trường"),
                bytes.len() - rest.len(),
            ));
        };
        found.push(descriptor);
        rest = behind;
    }
    if found.is_empty() {
        return Err(damaged(
            Phrase::new("no fields", "không có trường nào"),
            Phrase::new("at least one", "ít nhất một"),
            HEAD,
        ));
    }
    Ok(found)
}

fn kind(letter: u8, version: Version) -> FieldKind {
    match letter {
        b'C' | b'V' => FieldKind::Text,
        b'N' | b'F' => FieldKind::Number,
        b'D' => FieldKind::Date,
        b'L' => FieldKind::Logical,
        b'M' => FieldKind::Memo,
        b'I' => FieldKind::Integer,
        b'Y' => FieldKind::Currency,
        b'T' => FieldKind::Time,
        b'B' if version.is_visual_foxpro() => FieldKind::Double,
        _ => FieldKind::Binary,
    }
}

/// The day of the last change. Years count from 1900; some programs write two digits of them for 2000 and later.
fn updated(head: &[u8; HEAD]) -> Option<Date> {
    let [year, month, day] = [head[1], head[2], head[3]];
    let year = i16::from(year) + if year < 80 { 2000 } else { 1900 };
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    if (1..=12).contains(&month) && day >= 1 && day <= date(year, month, 1).days_in_month() {
        return Some(date(year, month, day));
    }
    None
}

fn damaged(found: impl Say, expected: impl Say, at: usize) -> DecodeError {
    Finding::new(&DBF_HEADER).found(found).expected(expected).at(at).into()
}
