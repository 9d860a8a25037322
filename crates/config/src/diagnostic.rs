//! One mistake or oddity in one place: what, where, and what to write instead.
//!
//! The message of a diagnostic is the title of its [`Code`]; what is particular to this place is in `label`. Columns
//! count characters from 1. Spans also say bytes, for programs that apply a [`Suggestion`].

use std::ops::Range;

use serde::Serialize;
use serde::ser::SerializeStruct;

use crate::code::Code;
use crate::conceal::{Line, conceal};
use crate::text::{Lang, Severity, Text};

/// One mistake or oddity. Serializes as one JSON object with both languages.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What it is about.
    pub code: Code,
    /// The file, relative to the folder of the configuration, with `/`.
    pub file: String,
    /// Where in the file; nothing when it is about the file as a whole.
    pub place: Option<Place>,
    /// What is particular here; stands behind the caret.
    pub label: Option<Text>,
    /// What may help.
    pub help: Option<Text>,
    /// What to write instead.
    pub suggestion: Option<Suggestion>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Characters that the caret underlines; 0 at an empty place.
    pub length: usize,
    /// Bytes from the beginning of the file.
    pub span: Range<usize>,
    /// The line, without its end, cut around the place where it is very long.
    pub excerpt: String,
    /// Characters of the line that were cut before the excerpt.
    pub cut: usize,
    /// The line, until secrets in it are hidden.
    #[serde(skip)]
    pub(crate) whole: Option<Line>,
}

/// A replacement that makes this mistake go away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// Bytes to replace in the file of the diagnostic.
    pub span: Range<usize>,
    /// What to write there.
    pub replacement: String,
}

impl Suggestion {
    /// The text of the file with the replacement made; `text` as it is where the span is not in it.
    pub fn apply(&self, text: &str) -> String {
        match (text.get(..self.span.start), text.get(self.span.end..)) {
            (Some(before), Some(after)) => format!("{before}{}{after}", self.replacement),
            _ => text.to_owned(),
        }
    }
}

impl Diagnostic {
    /// A diagnostic about a file as a whole.
    pub fn of_file(code: Code, file: impl Into<String>) -> Self {
        Self { code, file: file.into(), place: None, label: None, help: None, suggestion: None }
    }
    /// Says what is particular here.
    #[must_use]
    pub fn label(mut self, en: impl Into<String>, vi: impl Into<String>) -> Self {
        self.label = Some(Text::new(en, vi));
        self
    }
    /// Says what may help.
    #[must_use]
    pub fn help(mut self, en: impl Into<String>, vi: impl Into<String>) -> Self {
        self.help = Some(Text::new(en, vi));
        self
    }
    /// Says what to write instead of `span`. A help that was given before stays.
    #[must_use]
    pub fn suggest(mut self, span: Range<usize>, replacement: impl Into<String>) -> Self {
        let replacement = replacement.into();
        if self.help.is_none() {
            self.help = Some(Text::new(
                format!("did you mean {}?", shown(&replacement)),
                format!("có phải bạn muốn viết {}?", shown(&replacement)),
            ));
        }
        self.suggestion = Some(Suggestion { span, replacement });
        self
    }
    /// Whether it stops the configuration from being used.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
    /// Whether it stops the configuration from being used.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
    /// One line: what is wrong.
    pub fn message(&self, lang: Lang) -> &'static str {
        self.code.title(lang)
    }
    /// Where it stands among others: by file, then by place.
    pub(crate) fn order(&self) -> (&str, usize, Code) {
        (&self.file, self.place.as_ref().map_or(0, |place| place.span.start), self.code)
    }
}

/// A replacement as a person reads it: in quotes, unless it has its own.
fn shown(replacement: &str) -> String {
    if replacement.starts_with(['"', '{', '[']) || matches!(replacement, "true" | "false") {
        replacement.to_owned()
    } else {
        format!("\"{replacement}\"")
    }
}

impl Serialize for Diagnostic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let title = Text::new(self.code.title(Lang::En), self.code.title(Lang::Vi));
        let mut object = serializer.serialize_struct("Diagnostic", 8)?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("severity", &self.severity())?;
        object.serialize_field("file", &self.file)?;
        object.serialize_field("place", &self.place)?;
        object.serialize_field("message", &title)?;
        object.serialize_field("label", &self.label)?;
        object.serialize_field("help", &self.help)?;
        object.serialize_field("suggestion", &self.suggestion)?;
        object.end()
    }
}

/// Collects diagnostics, up to a number that nobody reads to the end.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    found: Vec<Diagnostic>,
    has_errors: bool,
}

/// More diagnostics than this are not kept: a broken file of 16 MiB must not fill the memory.
pub(crate) const MAX_DIAGNOSTICS: usize = 2_000;

impl Sink {
    /// Keeps one.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        // An error always finds room: it decides whether the configuration may be used.
        if self.found.len() < MAX_DIAGNOSTICS || (diagnostic.is_error() && !self.has_errors()) {
            self.has_errors |= diagnostic.is_error();
            self.found.push(diagnostic);
        }
    }
    /// Keeps all that another has found.
    pub(crate) fn append(&mut self, other: Self) {
        other.found.into_iter().for_each(|found| self.push(found));
    }
    /// As [`Self::append`], where the suggestions do not fit.
    pub(crate) fn append_without_suggestions(&mut self, other: Self) {
        for found in other.found {
            self.push(Diagnostic { suggestion: None, ..found });
        }
    }
    /// Adds to the one that was kept last.
    pub(crate) fn amend(&mut self, change: impl FnOnce(Diagnostic) -> Diagnostic) {
        if let Some(last) = self.found.pop() {
            self.found.push(change(last));
        }
    }
    /// Whether nothing more is kept, so that looking for suggestions is in vain.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= MAX_DIAGNOSTICS && self.has_errors()
    }
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }
    /// Whether there is an error among those that came behind the first `len`.
    pub(crate) fn has_errors_since(&self, len: usize) -> bool {
        self.found.get(len..).is_some_and(|found| found.iter().any(Diagnostic::is_error)) || self.is_full()
    }
    /// Whether there is an error among them.
    pub(crate) fn has_errors(&self) -> bool {
        self.has_errors
    }
    /// All of them, by file and place.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| a.order().cmp(&b.order()));
        conceal(&mut self.found);
        self.found.dedup();
        self.found
    }
}
