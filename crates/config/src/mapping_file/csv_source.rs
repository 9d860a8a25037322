//! `[source]` of csv: marks between and around cells that are told apart from what the cells hold.

use lienthong_adapter::rows::CsvLayout;

use super::source::{flag, read_end, read_header, word};
use super::texts::one_ascii;
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value};

/// The keys of csv.
pub(super) fn read(table: &mut Fields<'_>, sink: &mut Sink) -> Option<CsvLayout> {
    let usual = CsvLayout::default();
    let delimiter_value = table.get("delimiter");
    let delimiter = match &delimiter_value {
        Some(value) if value.as_text() == Some("tab") => Some(b'\t'),
        Some(value) => one_ascii(value, sink),
        None => Some(usual.delimiter),
    };
    let quote_value = table.get("quote");
    let quote = match &quote_value {
        Some(value) if value.as_text() == Some("none") => Some(None),
        Some(value) => one_ascii(value, sink).map(Some),
        None => Some(usual.quote),
    };
    check_marks(delimiter_value.as_ref().zip(delimiter), quote_value.as_ref().zip(quote.flatten()), sink)?;
    if let (Some(delimiter), Some(Some(quote)), Some(value)) =
        (delimiter, quote, delimiter_value.as_ref().or(quote_value.as_ref()))
        && delimiter == quote
    {
        sink.push(
            value
                .error(Code::Conflict)
                .label("a delimiter is not the quote", "dấu phân cách không được trùng dấu nháy"),
        );
        return None;
    }
    let header = read_header(table, sink);
    let end = read_end(table, sink);
    let short_is_absent = word(table, "short", &[("refuse", false), ("absent", true)], sink);
    let bom = flag(table, "bom", sink);
    let utf16 = flag(table, "utf16", sink);
    let excel_safe = flag(table, "excel_safe", sink);
    let lf = word(table, "line_end", &[("crlf", false), ("lf", true)], sink);
    Some(CsvLayout {
        delimiter: delimiter?,
        quote: quote?,
        header: header?,
        end: end?,
        short_is_absent: short_is_absent?,
        bom: bom?,
        utf16: utf16?,
        excel_safe: excel_safe?,
        lf: lf?,
    })
}

/// A delimiter and a quote are told apart from what values are made of.
fn check_marks(
    delimiter: Option<(&Value<'_>, u8)>,
    quote: Option<(&Value<'_>, u8)>,
    sink: &mut Sink,
) -> Option<()> {
    let is_of_values = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'\r' | b'\n' | 0);
    let bad_delimiter = delimiter.filter(|(_, byte)| is_of_values(*byte) || matches!(byte, b'"' | b'\''));
    let bad_quote = quote.filter(|(_, byte)| is_of_values(*byte) || matches!(byte, b' ' | b'\t'));
    let (value, en, vi) = match (bad_delimiter, bad_quote) {
        (Some((value, _)), _) => (
            value,
            "a delimiter is no letter, digit, quote or line end",
            "dấu phân cách không được là chữ cái, chữ số, dấu nháy hoặc dấu xuống dòng",
        ),
        (None, Some((value, _))) => (
            value,
            "a quote is no letter, digit, blank or line end",
            "dấu nháy không được là chữ cái, chữ số, khoảng trắng hoặc dấu xuống dòng",
        ),
        (None, None) => return Some(()),
    };
    let found = value.error(Code::OutOfRange).label(en, vi);
    // `t` is how some programs write a tab.
    sink.push(match value.as_text() {
        Some("t") => found.suggest(value.span.clone(), "\"tab\""),
        _ => found,
    });
    None
}
