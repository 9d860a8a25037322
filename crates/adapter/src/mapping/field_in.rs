//! One field of one row: from cells to a value.
//!
//! 1. take: the cell, decoded with the charset of its column; parts split, several cells joined;
//! 2. nothing: texts that mean nothing end here;
//! 3. clean: the steps that the mapping names;
//! 4. read: as the kind of the field, in the form of the mapping;
//! 5. check: the rules of the schema.
//!
//! A [`Watch`] sees every step, for people who want to know why; traffic has none and pays nothing for it.

use std::borrow::Cow;

use jiff::civil::DateTime;
use lienthong_model::schema::{Field, Kind, Value};
use lienthong_vntext::Charset;
use lienthong_vntext::text::{Strictness, TextProblem, is_sound, repair_double_utf8};

use super::damage::check_damage;
use super::guard::{NOT_SHOWN, OF_NO_FIELD, audience_of};
use super::kinds::{
    broken, clock, expecting, finding, from_bool, from_date, from_number, from_text, of_value, show,
    unreadable,
};
use super::numbers::{read_native, same_number};
use super::reasons::{
    CELL_ERROR, DAMAGED_TEXT, NOT_A_DATE, NOT_IN_CHARSET, NUMBER_ROUNDED, RULE_BROKEN, VALUE_REQUIRED,
    WRONG_PARTS,
};
use super::{FieldMap, Form, From, clean, join_in};
use crate::audience::{Audience, personal};
use crate::finding::Finding;
use crate::phrase::Phrase;
use crate::rows::{Cell, ColumnLayout, FieldType, time_text};
use crate::single_byte;

/// Sees what happens to a value.
pub trait Watch {
    /// The value after an operation. `text` is only called where somebody looks.
    fn step(&mut self, operation: &'static str, text: impl FnOnce() -> String);
}

impl Watch for () {
    fn step(&mut self, _: &'static str, _: impl FnOnce() -> String) {}
}

/// One operation and the value after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The name of the operation, as mappings write it.
    pub operation: &'static str,
    /// The value after it.
    pub value: String,
}

/// Every operation that changed something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Steps(pub Vec<Step>);

impl Watch for Steps {
    fn step(&mut self, operation: &'static str, text: impl FnOnce() -> String) {
        let value = text();
        if self.0.last().is_none_or(|last| last.value != value) {
            self.0.push(Step { operation, value });
        }
    }
}

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
    fn audience(&self, field: &Field) -> Audience {
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

/// Reads one field. The finding has no row and no column yet.
pub(super) fn read<W: Watch>(
    map: &FieldMap,
    field: &Field,
    cells: &Cells<'_, '_>,
    watch: &mut W,
) -> Result<Option<Value>, Finding> {
    let value = match &map.from {
        From::Constant(value) => Some(value.clone()),
        from => match take(from, map, field, cells, watch)? {
            Raw::Nothing => None,
            Raw::Text(text) => {
                let text = map.clean.rest(text);
                watch.step("clean", || text.to_string());
                let is_zeros = *text == *ZERO_DATE;
                let read = from_text(map, field, text);
                Some(read.map_err(|finding| of_a_date_field(finding, map, cells, is_zeros))?)
            }
            Raw::Number(number) if cells.rounds && is_rounded(field, number) => {
                return Err(expecting(finding(&NUMBER_ROUNDED, field, number), field));
            }
            Raw::Number(number) => Some(from_number(map, field, number, cells.certain_digits)?),
            Raw::Date(at) => Some(from_date(field, at)?),
            Raw::Bool(flag) => Some(from_bool(map, field, flag)?),
        },
    };
    // The row above comes first where it is asked.
    let value = value.or_else(|| map.default.clone().filter(|_| !map.fill_down));
    let Some(value) = value else { return Ok(None) };
    watch.step("value", || show(&value));
    field.check(Some(&value)).map_err(|found| broken(of_value(&RULE_BROKEN, field, &value), &found.rule))?;
    Ok(Some(value))
}

/// Whether a number of a sheet has more digits before its point than a double is certain of.
fn is_rounded(field: &Field, number: &str) -> bool {
    let whole = number.split(['.', 'e', 'E']).next().unwrap_or_default();
    matches!(field.kind, Kind::Decimal { .. }) && whole.bytes().filter(u8::is_ascii_digit).count() > 15
}

/// Some programs write zeros into a field of dates for nothing, which a mapping may say.
const ZERO_DATE: &str = "00000000";

/// Says what a field of dates holds, of zeros as of all else that is no date there.
fn of_a_date_field(finding: Finding, map: &FieldMap, cells: &Cells<'_, '_>, is_zeros: bool) -> Finding {
    let is_it = *finding.reason == NOT_A_DATE && is_zeros && map.form == Form::Plain;
    if is_it && cells.has_date_fields { finding.expected(FieldType::Date.expected()) } else { finding }
}

/// A required field that has no value.
pub(super) fn required(map: &FieldMap) -> Finding {
    Finding::new(&VALUE_REQUIRED).path(&map.name)
}

fn take<'a, W: Watch>(
    from: &From,
    map: &FieldMap,
    field: &Field,
    cells: &Cells<'_, 'a>,
    watch: &mut W,
) -> Result<Raw<'a>, Finding> {
    match from {
        From::Column(column) => {
            let raw = raw(*column, map, field, cells)?;
            first(raw, map, field, cells.audience(field), watch)
        }
        From::Part { column, separator, index, count } => {
            let whole = first(raw(*column, map, field, cells)?, map, field, cells.audience(field), watch)?;
            let text = match whole {
                Raw::Text(text) => text,
                Raw::Nothing => return Ok(Raw::Nothing),
                other => return Ok(other),
            };
            let found = text.split(separator.as_str()).count();
            if found != *count {
                return Err(finding(&WRONG_PARTS, field, "").found(found.to_string()).expected_in(
                    format!("{count}, separated by {separator:?}"),
                    format!("{count}, phân cách bằng {separator:?}"),
                ));
            }
            let part = text.split(separator.as_str()).nth(*index).unwrap_or_default().trim().to_owned();
            watch.step("split", || part.clone());
            Ok(if map.nothing.contains(&part) { Raw::Nothing } else { Raw::Text(part.into()) })
        }
        From::Join { columns, separator } => {
            let cell =
                |column| first(raw(column, map, field, cells)?, map, field, cells.audience(field), &mut ());
            let joined = join_in::join((columns, separator), map, field, cells, cell)?;
            watch.step("join", || joined.clone());
            Ok(if joined.is_empty() { Raw::Nothing } else { Raw::Text(joined.into()) })
        }
        From::Constant(_) => Ok(Raw::Nothing),
    }
}

/// A cell, decoded.
fn raw<'a>(column: usize, map: &FieldMap, field: &Field, cells: &Cells<'_, 'a>) -> Result<Raw<'a>, Finding> {
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
            return Err(expecting(finding(&CELL_ERROR, field, text), field));
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
            false => not_in_charset(if has_place { error.without_place() } else { error }, audience),
        };
        finding.at(at)
    })
}

fn not_in_charset(error: lienthong_vntext::DecodeError, audience: Audience) -> Finding {
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

/// The steps on text that come before it may mean nothing.
fn first<'a, W: Watch>(
    raw: Raw<'a>,
    map: &FieldMap,
    field: &Field,
    audience: Audience,
    watch: &mut W,
) -> Result<Raw<'a>, Finding> {
    let Raw::Text(text) = raw else {
        let is_it = |nothing: &str, number: &str| {
            read_native(number).is_ok_and(|number| same_number(nothing, &number))
        };
        if let Raw::Number(number) = raw
            && map
                .nothing
                .iter()
                .any(|nothing| nothing == number || !nothing.is_empty() && is_it(nothing, number))
        {
            return Ok(Raw::Nothing);
        }
        return Ok(raw);
    };
    watch.step("decode", || text.to_string());
    let written = if let Cow::Borrowed(text) = text { Some(text) } else { None };
    let text = map.clean.first(text);
    watch.step("trim", || text.to_string());
    if map.nothing.iter().any(|nothing| *nothing == *text) {
        watch.step("nothing", String::new);
        return Ok(Raw::Nothing);
    }
    undamaged(&text, (map, field), audience, &|| written?.find(&*text))?;
    Ok(Raw::Text(text))
}

/// Refuses a text that nobody typed so. `begin` says where in the bytes of its cell it stands as it is, if it does.
pub(super) fn undamaged(
    text: &str,
    (map, field): (&FieldMap, &Field),
    audience: Audience,
    begin: &dyn Fn() -> Option<usize>,
) -> Result<(), Finding> {
    let strictness = match field.kind {
        Kind::Digits { .. } | Kind::Code(_) => Strictness::Identifier,
        _ if map.is_vietnamese => Strictness::Vietnamese,
        _ => Strictness::Text,
    };
    // ASCII without `&` has nothing to look for, also where it is not plain.
    if is_sound(text, strictness) || text.is_ascii() && !text.contains('&') {
        return Ok(());
    }
    check_damage(text, strictness).map_err(|problem| {
        let at = begin().map(|begin| (begin + problem.offset) as u64);
        let words = |problem: &TextProblem| Phrase::of(problem.to_string(), problem.message_vi());
        let (all, less) = (words(&problem), words(&problem.clone().personal()).ours());
        Finding::new(&DAMAGED_TEXT)
            .found_for(audience, all, less)
            .expected_in("text as it was typed", "văn bản như đã gõ")
            .before(at)
    })
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
    let text = text.map_err(|error| not_in_charset(error, Audience::Sender))?;
    let text = clean::trim(text);
    Ok((!text.is_empty()).then(|| text.into_owned()))
}
