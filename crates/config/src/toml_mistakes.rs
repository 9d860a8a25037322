//! A text that is not TOML: what people most likely meant where the parser only says what it met.
//!
//! In this order: a code that lost its quotes, quotes that a word processor turned into curly ones, a word without
//! quotes. What is none of these keeps the parser's own message.

use std::ops::Range;
use std::sync::Arc;

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::document;
use crate::source::Source;
use crate::toml_texts;

/// A code that lost its quotes is shown as that: TOML itself only says that the number or the word is malformed.
pub(crate) fn syntax_error(source: &Arc<Source>, span: Range<usize>, message: &str) -> Diagnostic {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_');
    let start = source.slice(0..span.start).trim_end_matches(is_word).len();
    let rest = source.slice(start..source.text.len());
    let word = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
    let place = start..start + word.len();
    let before = source.slice(0..start).trim_end_matches([' ', '\t']);
    let is_value = before.ends_with(['=', '[', ',']) && !before.ends_with("[[");
    let quoted = format!("\"{word}\"");
    if is_value && word.len() > 1 && word.starts_with('0') && word.bytes().all(|b| b.is_ascii_digit()) {
        return source
            .at(Code::CodeAsNumber, place.clone())
            .help(format!("write it as a text: {quoted}"), format!("hãy viết dưới dạng chuỗi: {quoted}"))
            .suggest(place, quoted);
    }
    // Word processors turn quotes into curly ones.
    let line = source.slice(span.start..source.text.len()).lines().next().unwrap_or_default();
    if let Some((inner, _)) = line.strip_prefix(['“', '”', '„']).and_then(|line| line.split_once(['”', '“']))
    {
        let end = span.start + line.chars().next().map_or(0, char::len_utf8) + inner.len() + '”'.len_utf8();
        return source
            .at(Code::Syntax, span.start..end)
            .label("curly quotes; TOML takes straight ones", "dấu nháy cong; TOML chỉ nhận dấu nháy thẳng")
            .suggest(span.start..end, document::quoted(inner));
    }
    let found = source.at(Code::Syntax, span).label(message, toml_texts::vietnamese(message));
    if is_value && word.starts_with(|c: char| c.is_ascii_alphanumeric()) && message.contains("quoted") {
        return found.suggest(place, quoted);
    }
    found
}
