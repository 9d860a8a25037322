//! One field of one record: from bytes to a cell.
//!
//! What cannot be a value of its field, such as 30 February or letters where a number belongs, comes with the text as it
//! stands and why: whoever needs the field refuses it by name. An overflow `*****` is an error of the program that wrote
//! it.

use std::fmt::Write as _;
use std::ops::Range;

use jiff::Span;
use jiff::civil::{Date, DateTime, Time, date};
use lienthong_adapter::mapping::reasons::NOT_A_DATE;
use lienthong_adapter::rows::{Cell, FieldType, Unreadable};
use lienthong_adapter::{Phrase, phrase};

use super::header::{FieldKind, TableField};

/// Numbers that a record holds in binary, as text: one behind the other.
#[derive(Default)]
pub(crate) struct Made {
    text: String,
    places: Vec<Range<usize>>,
}

impl Made {
    /// Makes the text of all binary numbers of `record`.
    pub(crate) fn fill(&mut self, fields: &[TableField], record: &[u8]) {
        self.text.clear();
        self.places.clear();
        for field in fields.iter().filter(|field| is_binary_number(field.kind)) {
            let start = self.text.len();
            let bytes = &record[field.start..field.start + field.width];
            // Writing into memory does not fail.
            let _ = match (field.kind, bytes.first_chunk::<4>(), bytes.first_chunk::<8>()) {
                (FieldKind::Integer, Some(four), _) => write!(self.text, "{}", i32::from_le_bytes(*four)),
                (FieldKind::Currency, _, Some(eight)) => {
                    let all = i64::from_le_bytes(*eight);
                    let (sign, size) = (if all < 0 { "-" } else { "" }, all.unsigned_abs());
                    write!(self.text, "{sign}{}.{:04}", size / 10_000, size % 10_000)
                }
                (FieldKind::Double, _, Some(eight)) => match f64::from_le_bytes(*eight) {
                    // A double keeps 15 digits; written out, the others would look like digits of a code.
                    large if large.is_finite() && large.abs() >= 1e15 => write!(self.text, "{large:E}"),
                    other => write!(self.text, "{other}"),
                },
                _ => Ok(()),
            };
            self.places.push(start..self.text.len());
        }
    }

    /// The texts, in the order of their fields.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| &self.text[place.clone()])
    }
}

/// Whether a field is a number in binary, which has no way to be blank.
pub(crate) const fn is_binary_number(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Integer | FieldKind::Currency | FieldKind::Double)
}

/// The cell of a field; `made` are the texts of binary numbers that are left. Memos are the caller's.
pub(crate) fn cell<'r>(
    field: &TableField,
    bytes: &'r [u8],
    is_short: bool,
    made: &mut impl Iterator<Item = &'r str>,
) -> Cell<'r> {
    match field.kind {
        FieldKind::Text => Cell::Bytes(text(bytes, is_short)),
        FieldKind::Number => number(bytes),
        FieldKind::Date => day(bytes),
        FieldKind::Logical => match bytes {
            b"T" | b"t" | b"Y" | b"y" => Cell::Bool(true),
            b"F" | b"f" | b"N" | b"n" => Cell::Bool(false),
            b"?" | b" " | b"\0" => Cell::Absent,
            _ => misfit(FieldType::Boolean, bytes),
        },
        FieldKind::Integer | FieldKind::Currency | FieldKind::Double => match made.next() {
            Some(number @ ("NaN" | "inf" | "-inf")) => Cell::Error(number),
            Some(number) => Cell::Number(number),
            None => Cell::Absent,
        },
        FieldKind::Time => wall_clock(bytes),
        FieldKind::Memo | FieldKind::Binary if is_blank(bytes) => Cell::Absent,
        FieldKind::Memo | FieldKind::Binary => Cell::Error("(binary)"),
    }
}

/// Without the padding: blanks and NULs at the end; or as long as its last byte says.
fn text(bytes: &[u8], is_short: bool) -> &[u8] {
    if is_short {
        let length = bytes.last().map_or(0, |byte| usize::from(*byte));
        return &bytes[..length.min(bytes.len().saturating_sub(1))];
    }
    let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(0, |at| at + 1);
    &bytes[..end]
}

fn number(bytes: &[u8]) -> Cell<'_> {
    let bytes = trim(bytes);
    if bytes.is_empty() {
        return Cell::Absent;
    }
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let good =
        digits > 0 && bytes.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    match std::str::from_utf8(bytes) {
        Ok(text) if good => Cell::Number(text),
        Ok(text) if bytes.iter().all(|byte| *byte == b'*') => Cell::Error(text),
        _ => misfit(FieldType::Number, bytes),
    }
}

fn day(bytes: &[u8]) -> Cell<'_> {
    let digits = trim(bytes);
    if digits.is_empty() {
        return Cell::Absent;
    }
    let part = |range: Range<usize>| {
        digits[range]
            .iter()
            .try_fold(0_i16, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0')))
    };
    let read = || {
        let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    match (digits.len() == 8).then(read).flatten() {
        Some(date) => Cell::Date(date.to_datetime(Time::midnight())),
        // Some programs write zeros for nothing. A mapping may say so, which it can for texts only.
        None if digits == b"00000000" => Cell::Bytes(digits),
        None => misfit(FieldType::Date, digits),
    }
}

/// A Julian day and milliseconds since midnight, to the second. FoxPro computes with binary numbers, so that a whole
/// second may lack a few of them.
fn wall_clock(bytes: &[u8]) -> Cell<'_> {
    if is_blank(bytes) {
        return Cell::Absent;
    }
    let read = || {
        let days = i32::from_le_bytes(*bytes.first_chunk()?);
        let milliseconds = u32::from_le_bytes(*bytes.last_chunk()?);
        let days = i64::from(days) - UNIX_EPOCH_JULIAN;
        let date = date(1970, 1, 1).checked_add(Span::new().try_days(days).ok()?).ok()?;
        let seconds = (i64::from(milliseconds) + NOISE) / 1000;
        if milliseconds >= DAY_MILLISECONDS {
            return None;
        }
        let at =
            date.to_datetime(Time::midnight()).checked_add(Span::new().try_seconds(seconds).ok()?).ok()?;
        // Days before our era are no entry of anybody, and no text of four digits can say them.
        (at.year() >= 0).then_some(at)
    };
    read().map_or(Cell::Unreadable(&NO_TIME), Cell::Date)
}

/// The Julian day of 1970-01-01, and the milliseconds of a day.
const UNIX_EPOCH_JULIAN: i64 = 2_440_588;
const DAY_MILLISECONDS: u32 = 86_400_000;
/// Milliseconds that a whole second may lack.
const NOISE: i64 = 5;

/// A day from the year 0 on as its eight digits.
pub(crate) fn date_bytes(date: Date) -> [u8; 8] {
    let (year, month, day) = (date.year(), i32::from(date.month()), i32::from(date.day()));
    let mut rest = 10_000 * i32::from(year) + 100 * month + day;
    let mut digits = [0; 8];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    digits
}

/// A wall clock as its eight bytes.
pub(crate) fn wall_clock_bytes(at: DateTime) -> [u8; 8] {
    let days = date(1970, 1, 1).until(at.date()).map_or(0, |span| i64::from(span.get_days()));
    let julian = i32::try_from(days + UNIX_EPOCH_JULIAN).expect("the years of dates have four digits");
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    let seconds = 3600 * i32::from(hour) + 60 * i32::from(minute) + i32::from(second);
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&julian.to_le_bytes());
    bytes[4..].copy_from_slice(&(1000 * seconds).to_le_bytes());
    bytes
}

/// Where the text of a memo field stands: its block, or nothing. The error is what stands there instead.
pub(crate) fn memo_block(bytes: &[u8]) -> Result<Option<u64>, Phrase> {
    if let [a, b, c, d] = *bytes {
        let block = u32::from_le_bytes([a, b, c, d]);
        return Ok((block > 0 && bytes != b"    ").then_some(block.into()));
    }
    let digits = trim(bytes);
    if digits.iter().all(|byte| *byte == b'0') {
        return Ok(None);
    }
    let text = std::str::from_utf8(digits).ok();
    // It may be a text that stands in the field itself, and of a person.
    let found = |count| phrase!("{count} bytes that are no number", "{count} byte không phải là số").ours();
    text.and_then(|text| text.parse().ok()).map(Some).ok_or_else(|| found(digits.len()))
}

/// Whether there is nothing but padding.
pub(crate) fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b' ' | 0))
}

fn trim(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !matches!(byte, b' ' | 0)).unwrap_or(bytes.len());
    let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(start, |at| at + 1);
    &bytes[start..end]
}

static NO_TIME: Unreadable = Unreadable {
    reason: &NOT_A_DATE,
    found: Phrase::new("the content of the field", "nội dung của trường"),
    expected: Some(Phrase::new(
        "a Julian day and the milliseconds since midnight",
        "số ngày Julius và số mili giây tính từ nửa đêm",
    )),
};

fn misfit(kind: FieldType, bytes: &[u8]) -> Cell<'_> {
    Cell::Misfit(kind, std::str::from_utf8(bytes).unwrap_or("(bytes)"))
}
