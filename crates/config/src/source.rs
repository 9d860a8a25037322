//! The text of one file, and where a byte of it stands as line and column.

use std::ops::Range;
use std::sync::Arc;

use crate::code::Code;
use crate::conceal::Line;
use crate::csv::as_field;
use crate::diagnostic::{Diagnostic, Place};
use crate::document::quoted;
use crate::names::nearest;

/// Characters of a line that are shown on either side of a place.
const SHOWN: usize = 160;

/// A file that has been read.
#[derive(Debug)]
pub(crate) struct Source {
    /// Relative to the folder, with `/`.
    pub(crate) file: String,
    /// Its text, without a byte order mark: offsets count from behind it, as editors do.
    pub(crate) text: Arc<str>,
    /// The byte at which each line begins.
    lines: Vec<usize>,
    /// How many characters begin before each [`STRIDE`]th byte: a column in a line of 16 MiB is found as fast as any.
    marks: Vec<usize>,
}

/// Bytes between two marks.
const STRIDE: usize = 256;

/// Characters that begin in `bytes`.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

impl Source {
    pub(crate) fn new(file: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut marks = vec![0];
        let mut count = 0;
        for block in text.as_bytes().chunks(STRIDE) {
            count += characters(block);
            marks.push(count);
        }
        Self { file: file.into(), text, lines, marks }
    }

    /// Characters between two boundaries.
    fn count(&self, span: Range<usize>) -> usize {
        let until = |at: usize| {
            let block = at / STRIDE;
            self.marks[block] + characters(&self.text.as_bytes()[block * STRIDE..at])
        };
        until(span.end) - until(span.start)
    }

    /// A diagnostic at `span`.
    pub(crate) fn at(&self, code: Code, span: Range<usize>) -> Diagnostic {
        Diagnostic { place: Some(self.place(span)), ..Diagnostic::of_file(code, &self.file) }
    }

    /// The text of `span`.
    pub(crate) fn slice(&self, span: Range<usize>) -> &str {
        self.text.get(span).unwrap_or_default()
    }

    /// Where `span` stands. A span of several lines is underlined to the end of its first line.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        let start = self.boundary(span.start);
        let end = self.boundary(span.end).max(start);
        let index = self.lines.partition_point(|&begin| begin <= start) - 1;
        let begin = self.lines[index];
        let line_end = self.lines.get(index + 1).map_or(self.text.len(), |&next| next - 1);
        let line = self.text[begin..line_end].trim_end_matches('\r');
        let before = self.count(begin..start);
        let length = self.count(start..end.min(begin + line.len()).max(start));
        let cut = before.saturating_sub(SHOWN);
        let shown = self.text[begin..start]
            .char_indices()
            .rev()
            .take(SHOWN)
            .last()
            .map_or(start, |(at, _)| begin + at);
        let excerpt = self.text[shown..(begin + line.len()).max(shown)].chars().take(2 * SHOWN).collect();
        let whole = Some(Line { text: Arc::clone(&self.text), span: begin..begin + line.len() });
        Place { line: index + 1, column: before + 1, length, span: start..end, excerpt, cut, whole }
    }

    fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// A place to which a later check may come back, when the document itself is no longer in memory.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub(crate) source: Arc<Source>,
    pub(crate) span: Range<usize>,
    pub(crate) syntax: Syntax,
}

/// How a text is written at a spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// In quotes.
    Toml,
    /// In quotes only where it needs them.
    Csv,
}

impl Spot {
    /// A diagnostic here.
    pub(crate) fn error(&self, code: Code) -> Diagnostic {
        self.source.at(code, self.span.clone())
    }

    /// Suggests the known name nearest to `wrong` in place of what stands here, if any is near.
    pub(crate) fn suggest_nearest<'a>(
        &self,
        found: Diagnostic,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        match nearest(wrong, known) {
            Some(near) => self.suggest(found, near),
            None => found,
        }
    }

    /// Suggests `text` in place of what stands here.
    pub(crate) fn suggest(&self, found: Diagnostic, text: &str) -> Diagnostic {
        let replacement = match self.syntax {
            Syntax::Toml => quoted(text),
            Syntax::Csv => as_field(text),
        };
        found.suggest(self.span.clone(), replacement)
    }

    /// `file:line`, to point at a second place in a label.
    pub(crate) fn line(&self) -> String {
        format!("{}:{}", self.source.file, self.source.place(self.span.clone()).line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("x = 1\n{}đích{}\n", "ă".repeat(20_000), "b".repeat(20_000));
        let source = Source::new("a.toml", text);
        let start = source.text.find("đích").unwrap();
        let place = source.place(start..start + "đích".len());
        assert_eq!((place.line, place.column, place.length, place.cut), (2, 20_001, 4, 20_000 - SHOWN));
        let shown: Vec<char> = place.excerpt.chars().collect();
        assert_eq!(shown.len(), 2 * SHOWN);
        assert_eq!(shown[SHOWN..SHOWN + 4].iter().collect::<String>(), "đích");
    }

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let source = Source::new("a.toml", "x = 1\r\ntên = \"xã\"\n");
        let check = |needle: &str, line, column, length, excerpt: &str| {
            let start = source.text.find(needle).unwrap();
            let place = source.place(start..start + needle.len());
            assert_eq!((place.line, place.column, place.length), (line, column, length), "{needle}");
            assert_eq!(place.excerpt, excerpt);
        };
        check("1", 1, 5, 1, "x = 1");
        check("\"xã\"", 2, 7, 4, "tên = \"xã\"");
        let end = source.place(source.text.len()..source.text.len() + 7);
        assert_eq!((end.line, end.column, end.length), (3, 1, 0));
    }
}
