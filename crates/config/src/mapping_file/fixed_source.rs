//! `[source]` of fixed: how records end, what places count, what stands above the records, and where they end.

use lienthong_adapter::rows::{FixedLayout, FixedUnit, Heading, RecordEnd};
use lienthong_vntext::Charset;

use super::source::{read_end, word};
use super::texts::{any_text, some_of};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};

/// Most lines above the records.
const MOST_LINES: u32 = 100;

/// The keys of fixed.
pub(super) fn read(table: &mut Fields<'_>, charset: Option<Charset>, sink: &mut Sink) -> Option<FixedLayout> {
    let ends = [("crlf", RecordEnd::CrLf), ("lf", RecordEnd::Lf), ("none", RecordEnd::Nothing)];
    let end = word(table, "line_end", &ends, sink);
    let unit = word(table, "unit", &[("byte", FixedUnit::Byte), ("char", FixedUnit::Char)], sink);
    let length = table.get("length").map(|value| value.integer(1..=1_000_000, sink));
    let length = length.map_or(Some(None), |length| Some(Some(usize::try_from(length?).ok()?)));
    let short_is_absent = word(table, "short", &[("refuse", false), ("absent", true)], sink);
    if let (Some(FixedUnit::Char), Some(charset), Some(value)) = (unit, charset, table.get("unit"))
        && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd)
    {
        sink.push(
            value
                .error(Code::Conflict)
                .label(
                    format!("{charset} files are laid out in bytes"),
                    format!("tệp {charset} được bố trí theo byte"),
                )
                .suggest(value.span.clone(), "\"byte\""),
        );
        return None;
    }
    let heading_value = table.get("heading");
    let heading = match &heading_value {
        Some(value) => heading(value, charset, sink),
        None => Some(Heading::Absent),
    };
    if let (Some(RecordEnd::Nothing), Some(value)) = (end, &heading_value) {
        sink.push(value.error_at_key(Code::Conflict).label(
            "records without line ends have no lines above them",
            "bản ghi không có ký tự xuống dòng thì không có dòng nào đứng trên",
        ));
        return None;
    }
    let data_end = read_end(table, sink);
    Some(FixedLayout {
        end: end?,
        unit: unit?,
        length: length?,
        short_is_absent: short_is_absent?,
        heading: heading?,
        data_end: data_end?,
    })
}

/// `heading = 2`, `"MA  TEN"` or a list of lines.
fn heading(value: &Value<'_>, charset: Option<Charset>, sink: &mut Sink) -> Option<Heading> {
    if value.is_number() {
        let count = value.integer(1..=u64::from(MOST_LINES), sink)?;
        return u32::try_from(count).ok().map(Heading::Passed);
    }
    let lines = some_of(value, MOST_LINES as usize, sink)?;
    if lines.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one line", "cần nêu ít nhất một dòng"));
        return None;
    }
    let read: Vec<Option<String>> = lines.iter().map(|line| heading_line(line, charset, sink)).collect();
    read.into_iter().collect::<Option<_>>().map(Heading::Lines)
}

/// One line that the charset can say.
fn heading_line(value: &Value<'_>, charset: Option<Charset>, sink: &mut Sink) -> Option<String> {
    let text = any_text(value, sink)?;
    if text.contains(['\r', '\n', '\u{1a}']) {
        let found = value.error(Code::OutOfRange);
        sink.push(
            found
                .label("one line", "chỉ một dòng")
                .help("write a list of lines", "hãy viết danh sách các dòng"),
        );
        return None;
    }
    if let Some(Err(error)) = charset.map(|charset| charset.encode(&text)) {
        sink.push(value.error(Code::OutOfRange).label(error.to_string(), error.message_vi()));
        return None;
    }
    Some(text)
}
