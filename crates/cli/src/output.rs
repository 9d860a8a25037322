//! The only place that prints.
//!
//! Results go to standard output, everything else (progress, hints, errors) to standard error, so that a pipe gets
//! results only. With `--json` results are JSON, one object per line.
//!
//! # What holds
//!
//! * What a peer or a file wrote cannot steer the terminal: control characters are replaced.
//! * A row of a table is a line: a line break in a cell is shown as `⏎`.
//! * A reader that goes away ends the command quietly.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

use crate::failure::Failure;
use crate::texts::Lang;

/// How this command line wants to be answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// The language for people.
    pub(crate) lang: Lang,
    /// For a program.
    pub(crate) json: bool,
    /// ANSI colours.
    pub(crate) colour: bool,
}

impl Output {
    /// One or more lines of a result.
    pub(crate) fn line(&self, text: &str) -> Result<(), Failure> {
        self.bytes(format!("{}\n", harmless(text)).as_bytes())
    }

    /// A text of our own making that may hold colours, exactly as it is.
    pub(crate) fn raw(&self, text: &str) -> Result<(), Failure> {
        self.bytes(text.as_bytes())
    }

    /// Bytes of a result, exactly as they are.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::OutputClosed),
            Err(error) => Err(Failure::unexpected("cannot print", "không in ra được", error)),
            Ok(()) => Ok(()),
        }
    }

    /// A result for a program, on one line.
    pub(crate) fn value(&self, value: &impl Serialize) -> Result<(), Failure> {
        let mut text = serde_json::to_vec(value)
            .map_err(|error| Failure::unexpected("cannot write JSON", "không ghi được JSON", error))?;
        text.push(b'\n');
        self.bytes(&text)
    }

    /// A table for people. An empty one says so.
    pub(crate) fn table(&self, headers: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        if rows.is_empty() {
            return self.line(self.lang.pick("(none)", "(không có)"));
        }
        let mut table = Table::new();
        // A line under the header, blanks between columns, and no lines between rows.
        table.load_preset("     ──            ").set_content_arrangement(ContentArrangement::Disabled);
        table.set_header(headers);
        for row in rows {
            table.add_row(row.iter().map(|cell| one_line(cell)));
        }
        self.line(&table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n"))
    }

    /// Names and values, one pair per line, values under each other. Empty values are left out.
    pub(crate) fn facts(&self, facts: &[(&str, String)]) -> Result<(), Failure> {
        let shown = facts.iter().filter(|(_, value)| !value.is_empty());
        let width = shown.clone().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in shown {
            let pad = " ".repeat(width - name.chars().count());
            self.line(&format!("{name}{pad}  {value}"))?;
        }
        Ok(())
    }

    /// Something for a person at the terminal that is no result.
    pub(crate) fn note(&self, text: &str) {
        // Where standard error is gone there is nobody left to tell.
        let _ = writeln!(io::stderr().lock(), "{}", harmless(text));
    }

    /// Tells a person at a terminal how far long work has come; programs and files are told nothing.
    pub(crate) fn progress(&self) -> Progress {
        let shown = !self.json && io::stderr().is_terminal();
        Progress { lang: self.lang, shown, said: None, next: Instant::now() + FIRST }
    }

    /// Why the command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        match failure {
            Failure::OutputClosed => {}
            failure if self.json => self.note(&failure.json().to_string()),
            failure => {
                self.note(&format!("{}: {}", self.lang.pick("error", "lỗi"), failure.text(self.lang)));
            }
        }
    }
}

/// How long work may take before anything is said of it.
const FIRST: Duration = Duration::from_millis(500);
/// How often it is said.
const EVERY: Duration = Duration::from_millis(200);

/// How far long work has come, on one line that is written over.
#[derive(Debug)]
pub(crate) struct Progress {
    lang: Lang,
    shown: bool,
    said: Option<u64>,
    next: Instant,
}

impl Progress {
    /// So many rows are done.
    pub(crate) fn at(&mut self, rows: u64) {
        // The clock is not looked at for every row.
        if !self.shown || !rows.is_multiple_of(1024) || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + EVERY;
        self.said = Some(rows);
        let text = self.lang.pick("rows", "dòng");
        // Where standard error is gone there is nobody left to tell.
        let _ = write!(io::stderr().lock(), "\r{rows} {text} ");
    }

    /// The line goes away.
    pub(crate) fn done(&mut self) {
        if self.said.take().is_some() {
            let _ = write!(io::stderr().lock(), "\r{:40}\r", "");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done();
    }
}

/// The text without characters that a terminal would obey.
pub(crate) fn harmless(text: &str) -> String {
    let steers = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

/// The text on one line, without characters that a terminal would obey: line breaks are seen, and tabs are blanks.
pub(crate) fn one_line(text: &str) -> String {
    harmless(&text.replace("\r\n", "⏎").replace(['\r', '\n'], "⏎").replace('\t', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_on_its_line() {
        assert_eq!(one_line("Xã\r\nA\nB\rC\tD\u{7}"), "Xã⏎A⏎B⏎C D\u{fffd}");
    }

    #[test]
    fn a_peer_cannot_steer_the_terminal() {
        assert_eq!(harmless("\u{1b}[2J\u{202e}Xã\tA\n"), "\u{fffd}[2J\u{fffd}Xã\tA\n");
    }
}
