//! One cell of one row, before its kind is known.
//!
//! 1. what a program shows for an error, or could not read, is refused;
//! 2. text is decoded with the charset of its column, also where a program took the bytes of an old font for windows-1252;
//! 3. UTF-8 that was encoded twice is repaired first, where the mapping says so.
//!
//! # What holds
//!
//! * Nothing is replaced: bytes that are no text in the charset are refused with the place of the first.
//! * Who may see a letter of it is decided here, by the field; of a column that no field names the sender alone.

use std::borrow::Cow;

use jiff::civil::DateTime;
use lienthong_model::schema::{Field, Kind};
use lienthong_vntext::Charset;
use lienthong_vntext::text::repair_double_utf8;

use super::guard::{NOT_SHOWN, OF_NO_FIELD, audience_of, has_many_digits};
use super::kinds::{clock, expecting, finding, unreadable};
use super::reasons::{CELL_ERROR, NOT_IN_CHARSET};
use super::{FieldMap, clean, join_in};
use crate::audience::{Audience, personal};
use crate::finding::Finding;
use crate::phrase::Phrase;
use crate::rows::{Cell, ColumnLayout, time_text};
use crate::single_byte;

/// What a row is read with.
pub(super) struct Cells<'r, 'a> {
    /// The cell of a column of the layout.
    pub(super) get: &'r dyn Fn(usize) -> Cell<'a>,
    pub(super) columns: &'r [ColumnLayout],
    pub(super) charset: Charset,
    /// Who may see what is not personal: a row that slipped has what is under other columns.
    pub(super) audience: Audience,
    /// How many digits of a number are certain, where not all are.
    pub(super) certain_digits: Option<usize>,
    /// Whether the format has rounded what has more.
    pub(super) rounds: bool,
    /// Bytes of the file before a cell, by the column of the layout.
    pub(super) offset: &'r dyn Fn(usize) -> Option<u64>,
    /// Whether the format has fields of dates by itself, written YYYYMMDD.
    pub(super) has_date_fields: bool,
}

impl Cells<'_, '_> {
    /// Who may see a letter of the text of a field.
    pub(super) fn audience(&self, field: &Field) -> Audience {
        audience_of(field, self.audience)
    }
}

/// A value before its kind is known.
pub(super) enum Raw<'a> {
    Nothing,
    Text(Cow<'a, str>),
    Number(&'a str),
    Date(DateTime),
    Bool(bool),
}

/// A cell, decoded.
pub(super) fn raw<'a>(
    column: usize,
    map: &FieldMap,
    field: &Field,
    cells: &Cells<'_, 'a>,
) -> Result<Raw<'a>, Finding> {
    let layout = &cells.columns[column];
    let charset = layout.charset.unwrap_or(cells.charset);
    let has_place = (cells.offset)(column).is_some();
    let text = match (cells.get)(column) {
        Cell::Absent => return Ok(Raw::Nothing),
        // As a person sees it where it may be a code, and as a number where it is counted.
        Cell::Digits(digits) => match field.kind {
            Kind::Text { .. } | Kind::Digits { .. } | Kind::Code(_) => digits.into(),
            _ if join_in::keeps_zeros(map, field) => digits.into(),
            _ => return Ok(Raw::Number(without_zeros(digits))),
        },
        Cell::Number(number) => return Ok(Raw::Number(number)),
        Cell::Date(at) => return Ok(Raw::Date(at)),
        Cell::Bool(flag) => return Ok(Raw::Bool(flag)),
        Cell::Time(time) => clock(field, time)?.into(),
        // What is no error of a program may be anybody's text.
        Cell::Error(text) if is_error(text) => {
            return Err(expecting(Finding::new(&CELL_ERROR).found(text), field));
        }
        Cell::Error(_) => {
            let found =
                Phrase::new("a text that is no error of a program", "chuỗi không phải mã lỗi của phần mềm");
            return Err(expecting(Finding::new(&CELL_ERROR).found(found), field));
        }
        Cell::Misfit(kind, text) => {
            return Err(finding(kind.reason(), field, text).expected(kind.expected()));
        }
        Cell::Unreadable(why) => return Err(unreadable(why, field)),
        Cell::Bytes(bytes) => match repaired(map, bytes) {
            Some(text) => text.into(),
            None => decode(charset, bytes, cells.audience(field), has_place)?,
        },
        Cell::Text(text) if repaired(map, text.as_bytes()).is_some() => {
            repaired(map, text.as_bytes()).unwrap_or_default().into()
        }
        Cell::Text(text) if charset.is_unicode() || is_plain(text) => {
            decode(Charset::Utf8, text.as_bytes(), cells.audience(field), has_place)?
        }
        // The program that made the file took the bytes of a legacy font for windows-1252.
        Cell::Text(text) => {
            let bytes = single_byte::windows_1252(text).ok_or_else(|| {
                let audience = cells.audience(field);
                let less = if field.personal { personal(text) } else { NOT_SHOWN };
                Finding::new(&NOT_IN_CHARSET).found_for(audience, text, less).expected_in(
                    format!("bytes of {} read as windows-1252", charset.name()),
                    format!("byte của {} đọc theo windows-1252", charset.name()),
                )
            })?;
            Cow::Owned(decode(charset, &bytes, cells.audience(field), has_place)?.into_owned())
        }
    };
    Ok(Raw::Text(text))
}

/// Whether a text is what programs show for an error, or for a value that does not fit or cannot be shown.
fn is_error(text: &str) -> bool {
    const ERRORS: [&str; 18] = [
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#BLOCKED!",
        "#CONNECT!",
        "#FIELD!",
        "#UNKNOWN!",
        "#BUSY!",
        "NaN",
        "(memo)",
        "(binary)",
    ];
    ERRORS.contains(&text) || !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'*' | b'#'))
}

/// A whole number without the zeros in front.
fn without_zeros(digits: &str) -> &str {
    let stripped = digits.trim_start_matches('0');
    if stripped.is_empty() { &digits[digits.len().saturating_sub(1)..] } else { stripped }
}

/// `has_place` says that the format knows where the cell begins.
fn decode<'a>(
    charset: Charset,
    bytes: &'a [u8],
    audience: Audience,
    has_place: bool,
) -> Result<Cow<'a, str>, Finding> {
    charset.decode(bytes).map_err(|error| {
        let at = error.offset;
        // What each byte is in another old charset says nothing where all of them are UTF-8.
        let is_utf8 = !charset.is_unicode() && std::str::from_utf8(bytes).is_ok();
        let finding = match is_utf8 {
            true => Finding::new(&NOT_IN_CHARSET)
                .found(Phrase::new("letters of UTF-8", "chữ UTF-8"))
                .expected(charset.name()),
            false => not_in_charset(if has_place { error.without_place() } else { error }, bytes, audience),
        };
        finding.at(at)
    })
}

/// `bytes` are the cell: what stands around the wrong byte may be a number of a person.
fn not_in_charset(error: lienthong_vntext::DecodeError, bytes: &[u8], audience: Audience) -> Finding {
    let is_open = audience == Audience::Everybody;
    let audience =
        if is_open && has_many_digits(&String::from_utf8_lossy(bytes)) { Audience::Sender } else { audience };
    let charset = error.charset.name();
    let words = |error: &lienthong_vntext::DecodeError| Phrase::of(error.to_string(), error.message_vi());
    let (all, less) = (words(&error), words(&error.clone().personal()).ours());
    Finding::new(&NOT_IN_CHARSET).found_for(audience, all, less).expected(charset)
}

/// Text that was UTF-8 twice, where the mapping wants it repaired. Decoding would refuse what such text may hold.
fn repaired(map: &FieldMap, bytes: &[u8]) -> Option<String> {
    if !map.clean.repair_double_utf8 || bytes.is_ascii() {
        return None;
    }
    repair_double_utf8(std::str::from_utf8(bytes).ok()?)
}

/// Text that is the same in every charset. Some control bytes are letters in VN1 and VISCII.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n'))
}

/// A text of a column that no field names, decoded and trimmed.
pub(super) fn extra(cell: Cell<'_>, charset: Charset) -> Result<Option<String>, Finding> {
    let text = match cell {
        Cell::Absent => return Ok(None),
        Cell::Text(text) => Charset::Utf8.decode(text.as_bytes()),
        Cell::Bytes(bytes) => charset.decode(bytes),
        Cell::Number(text) | Cell::Digits(text) => Ok(text.into()),
        // An error is no text: written again it would be one.
        Cell::Error(text) => {
            return Err(Finding::new(&CELL_ERROR).found(text).expected_in("a value", "một giá trị"));
        }
        // What stands there may be anybody's.
        Cell::Misfit(kind, text) => {
            let finding = Finding::new(kind.reason()).found_for(Audience::Sender, text, OF_NO_FIELD);
            return Err(finding.expected(kind.expected()));
        }
        Cell::Unreadable(why) => {
            let finding = Finding::new(why.reason).found(&why.found);
            return Err(match &why.expected {
                Some(words) => finding.expected(words),
                None => finding.expected_in("a value", "một giá trị"),
            });
        }
        Cell::Date(at) => Ok(super::dates::iso_time(at).into()),
        Cell::Time(time) => Ok(time_text(time).into()),
        Cell::Bool(flag) => Ok(flag.to_string().into()),
    };
    // Nobody has said whether the column is personal, so the sender alone sees its text.
    let text = text.map_err(|error| not_in_charset(error, b"", Audience::Sender))?;
    let text = clean::trim(text);
    Ok((!text.is_empty()).then(|| text.into_owned()))
}
