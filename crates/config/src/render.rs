//! A diagnostic as a person reads it in a terminal.
//!
//! The caret stands under its text by display width: combining marks take no cell, East Asian wide characters two,
//! a tab is shown as four blanks. Control characters of a file are never sent to the terminal.

use std::fmt::Write;

use crate::diagnostic::Diagnostic;
use crate::text::{Lang, Severity};

/// How to render.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// The language of all texts.
    pub lang: Lang,
    /// ANSI colours.
    pub colour: bool,
}

/// One diagnostic, several lines, with a line end behind each.
pub fn render(diagnostic: &Diagnostic, style: Style) -> String {
    let paint = Paint { on: style.colour };
    let severity = diagnostic.severity();
    let tone = match severity {
        Severity::Error => "31;1",
        Severity::Warning => "33;1",
    };
    let head = format!("{}[{}]", severity.word(style.lang), diagnostic.code);
    let title = diagnostic.message(style.lang);
    let mut out = format!("{}: {}\n", paint.with(tone, &head), paint.with("1", title));
    let label = diagnostic.label.as_ref().map(|text| printable(text.in_lang(style.lang)));
    let gutter = diagnostic.place.as_ref().map_or(1, |place| place.line.to_string().len());
    let margin = " ".repeat(gutter);
    let (bar, arrow, equals) = (paint.with("34", "|"), paint.with("34", "-->"), paint.with("34", "="));
    let file = printable(&diagnostic.file);
    match &diagnostic.place {
        None => {
            writeln_to(&mut out, format_args!("{margin}{arrow} {file}"));
            if let Some(label) = &label {
                writeln_to(&mut out, format_args!("{margin} {equals} {label}"));
            }
        }
        Some(place) => {
            let before = place.column - 1 - place.cut;
            let mut cells = place.excerpt.chars();
            let left = shown(cells.by_ref().take(before));
            let middle = shown(cells.by_ref().take(place.length));
            let right = shown(cells);
            let carets = "^".repeat(width(&middle).max(1));
            let (ellipsis, indent) = if place.cut > 0 { ("…", " ") } else { ("", "") };
            writeln_to(&mut out, format_args!("{margin}{arrow} {file}:{}:{}", place.line, place.column));
            writeln_to(&mut out, format_args!("{margin} {bar}"));
            let line = paint.with("34", &format!("{} |", place.line));
            writeln_to(&mut out, format_args!("{line} {ellipsis}{left}{middle}{right}"));
            let mark = match &label {
                Some(label) => format!("{carets} {label}"),
                None => carets,
            };
            let pad = " ".repeat(width(&left));
            writeln_to(&mut out, format_args!("{margin} {bar} {indent}{pad}{}", paint.with(tone, &mark)));
        }
    }
    if let Some(help) = &diagnostic.help {
        let word = match style.lang {
            Lang::En => "help",
            Lang::Vi => "gợi ý",
        };
        let text = printable(help.in_lang(style.lang));
        writeln_to(&mut out, format_args!("{margin} {equals} {}: {text}", paint.with("1", word)));
    }
    out
}

/// How many errors and warnings there are, as one line without a line end.
pub fn summary(diagnostics: &[Diagnostic], lang: Lang) -> String {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let s = |n: usize| if n == 1 { "" } else { "s" };
    match lang {
        Lang::En => format!("{errors} error{}, {warnings} warning{}", s(errors), s(warnings)),
        Lang::Vi => format!("{errors} lỗi, {warnings} cảnh báo"),
    }
}

struct Paint {
    on: bool,
}

impl Paint {
    fn with(&self, tone: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{tone}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

fn writeln_to(out: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(out, "{line}").expect("a String takes any text");
}

/// Characters of a file as they go to the terminal.
fn shown(chars: impl Iterator<Item = char>) -> String {
    chars.flat_map(|c| if c == '\t' { "    ".chars().collect() } else { vec![harmless(c)] }).collect()
}

fn printable(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { ' ' } else { harmless(c) }).collect()
}

/// A file may hold escape sequences and direction marks; a terminal must not obey them.
fn harmless(c: char) -> char {
    let steers = c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if steers { '\u{fffd}' } else { c }
}

/// Cells that `text` takes in a terminal.
fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036f
        | 0x1ab0..=0x1aff
        | 0x1dc0..=0x1dff
        | 0x20d0..=0x20ff
        | 0xfe00..=0xfe0f
        | 0xfe20..=0xfe2f => 0,
        0x200b..=0x200d | 0xfeff => 0,
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff => 2,
        0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;
    use crate::source::Source;

    fn check(text: &str, needle: &str, lang: Lang, expected: &str) {
        let source = Source::new("routes/ho-tich.toml", text);
        let start = text.find(needle).unwrap();
        let found = source
            .at(Code::UnknownKey, start..start + needle.len())
            .label("not a key of a route", "không phải là khóa của tuyến")
            .suggest(start..start + needle.len(), "purpose");
        assert_eq!(render(&found, Style { lang, colour: false }), expected);
    }

    #[test]
    fn the_caret_stands_under_its_text_in_both_languages() {
        check(
            "[[route]]\n\tmục = { purpos = \"x\" }",
            "purpos",
            Lang::En,
            "error[E0102]: unknown key
 --> routes/ho-tich.toml:2:10
  |
2 |     mục = { purpos = \"x\" }
  |             ^^^^^^ not a key of a route
  = help: did you mean \"purpose\"?
",
        );
        check(
            "# Mu\u{323}c đi\u{301}ch 漢\npurpos = 1",
            "ch 漢",
            Lang::Vi,
            "lỗi[E0102]: khóa không được biết đến
 --> routes/ho-tich.toml:1:11
  |
1 | # Mu\u{323}c đi\u{301}ch 漢
  |         ^^^^^ không phải là khóa của tuyến
  = gợi ý: có phải bạn muốn viết \"purpose\"?
",
        );
    }

    #[test]
    fn a_file_cannot_steer_the_terminal() {
        let source = Source::new("a.toml", "x = \"\u{1b}[2J\u{202e}\"");
        let text = render(&source.at(Code::WrongType, 0..1), Style::default());
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    }
}
