//! Reading CSV (RFC 4180) with the place of every field.
//!
//! A reader of our own, because a diagnostic must underline the very field: where it begins and ends in the file,
//! quotes included. It reads commas only; a file with semicolons or tabs is recognised and refused with a hint.

use std::ops::Range;

use crate::code::Code;
use crate::diagnostic::Sink;
use crate::source::Source;

/// One field of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// What it says, without quotes and without white space around.
    pub(crate) text: String,
    /// Where it stands, with its quotes.
    pub(crate) span: Range<usize>,
}

/// The rows of a file, the header first; blank lines are skipped. Reports and leaves out what is not CSV.
pub(crate) fn read_rows(source: &Source, sink: &mut Sink) -> Vec<Vec<Field>> {
    let mut rows = Vec::new();
    let mut at = 0;
    while at < source.text.len() {
        let before = sink.len();
        let (row, next) = read_row(source, at, sink);
        let is_good = sink.len() == before;
        if is_good && (row.len() > 1 || row.iter().any(|field| !field.text.is_empty())) {
            rows.push(row);
        }
        at = next;
    }
    rows
}

fn read_row(source: &Source, start: usize, sink: &mut Sink) -> (Vec<Field>, usize) {
    let mut row = Vec::new();
    let mut at = start;
    loop {
        let field = read_field(source, at, sink);
        at = field.span.end;
        row.push(field);
        match source.text.as_bytes().get(at) {
            Some(b',') => at += 1,
            Some(b'\r') => return (row, (at + 2).min(source.text.len())),
            Some(_) => return (row, at + 1),
            None => return (row, at),
        }
    }
}

/// Reads one field up to the comma or line end behind it.
fn read_field(source: &Source, start: usize, sink: &mut Sink) -> Field {
    let text = &source.text;
    let rest = &text[start..];
    let end_of = |from: usize| {
        let tail = &text[from..];
        from + tail.find([',', '\n']).map_or(tail.len(), |end| {
            let crlf = tail[..end].ends_with('\r') && tail[end..].starts_with('\n');
            end - usize::from(crlf)
        })
    };
    if !rest.starts_with('"') {
        let end = end_of(start);
        let found = &text[start..end];
        if let Some(quote) = found.find('"') {
            let place = source.at(Code::CsvMalformed, start + quote..start + quote + 1);
            sink.push(place.label(
                "a field with quotes in it stands in quotes itself, and they are doubled",
                "ô có dấu nháy phải đặt trong dấu nháy, và dấu nháy bên trong viết hai lần",
            ));
        }
        return Field { text: found.trim().to_owned(), span: start..end };
    }
    let mut value = String::new();
    let mut at = start + 1;
    loop {
        let Some(quote) = text[at..].find('"').map(|quote| at + quote) else {
            // Underlines the quote that opened: where it should close is not known.
            sink.push(
                source
                    .at(Code::CsvMalformed, start..start + 1)
                    .label("this quote is never closed", "dấu nháy này không được đóng lại"),
            );
            return Field { text: value, span: start..text.len() };
        };
        value.push_str(&text[at..quote]);
        at = quote + 1;
        if text[at..].starts_with('"') {
            value.push('"');
            at += 1;
        } else {
            break;
        }
    }
    let end = end_of(at);
    if !text[at..end].trim().is_empty() {
        sink.push(
            source
                .at(Code::CsvMalformed, at..end)
                .label("text behind the closing quote", "có chữ phía sau dấu nháy đóng"),
        );
    }
    Field { text: value.trim().to_owned(), span: start..end }
}

/// The separator that a header was written with, when it is not the comma.
pub(crate) fn foreign_separator(header: &[Field]) -> Option<char> {
    let [only] = header else { return None };
    [';', '\t', '|'].into_iter().find(|&separator| only.text.contains(separator))
}

/// `text` as a field, in quotes where it needs them.
pub(crate) fn as_field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_know_their_text_and_their_place() {
        let source = Source::new("a.csv", "code,name\r\nH60,\"Ủy ban, \"\"tỉnh\"\"\" \r\n\r\nH61,\"a\nb\"");
        let mut sink = Sink::default();
        let rows = read_rows(&source, &mut sink);
        let texts: Vec<Vec<&str>> =
            rows.iter().map(|row| row.iter().map(|field| field.text.as_str()).collect()).collect();
        assert_eq!(texts, [["code", "name"], ["H60", "Ủy ban, \"tỉnh\""], ["H61", "a\nb"]]);
        assert_eq!(&source.text[rows[1][1].span.clone()], "\"Ủy ban, \"\"tỉnh\"\"\" ");
        assert!(!sink.has_errors());
    }
}
