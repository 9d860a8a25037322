//! What the audience sees: a line for everything that happens, and for each step what was checked.
//!
//! For a program each step is one JSON object, printed when the step has ended.

use jiff::Timestamp;
use lienthong_model::time;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::Output;
use crate::texts::{Lang, Said};

/// The report of one run.
pub(crate) struct Report {
    output: Output,
    number: u32,
    step: Option<Step>,
}

/// A step that has begun.
struct Step {
    name: &'static str,
    title: Said,
    began: Timestamp,
    events: Vec<Value>,
    rows: Vec<Vec<String>>,
    checks: Vec<Said>,
}

impl Report {
    /// An empty one.
    pub(crate) fn new(output: Output) -> Self {
        Self { output, number: 0, step: None }
    }

    /// The language of the audience.
    pub(crate) fn lang(&self) -> Lang {
        self.output.lang
    }

    /// What is said before the first step; only to people.
    pub(crate) fn opening(&self, text: &Said) -> Result<(), Failure> {
        if self.output.json { Ok(()) } else { self.output.line(text.in_lang(self.output.lang)) }
    }

    /// What is said after the last step; only to people.
    pub(crate) fn closing(&self, text: &Said) -> Result<(), Failure> {
        self.opening(text)
    }

    /// A step begins. Its name is stable, for programs.
    pub(crate) fn begin(&mut self, name: &'static str, en: &str, vi: &str) -> Result<(), Failure> {
        self.number += 1;
        let title = Said::new(en, vi);
        if !self.output.json {
            let title = format!("{}. {}", self.number, title.in_lang(self.output.lang));
            self.paint("\n", "1", &title)?;
        }
        let (events, rows, checks) = (Vec::new(), Vec::new(), Vec::new());
        self.step = Some(Step { name, title, began: Timestamp::now(), events, rows, checks });
        Ok(())
    }

    /// Something has happened.
    pub(crate) fn event(&mut self, en: impl Into<String>, vi: impl Into<String>) -> Result<(), Failure> {
        self.event_at(Timestamp::now(), Said::new(en, vi))
    }

    /// Something has happened then.
    pub(crate) fn event_at(&mut self, at: Timestamp, text: Said) -> Result<(), Failure> {
        let text = text.in_lang(self.output.lang).to_owned();
        if !self.output.json {
            self.output.line(&format!("   {}  {text}", time::local(at).strftime("%H:%M:%S%.3f")))?;
        }
        if let Some(step) = &mut self.step {
            step.events.push(json!({ "at": at.to_string(), "text": text }));
        }
        Ok(())
    }

    /// What was found, one row under the other.
    pub(crate) fn table(&mut self, rows: &[Vec<String>]) -> Result<(), Failure> {
        if !self.output.json {
            for line in aligned(rows) {
                self.output.line(&format!("     {line}"))?;
            }
        }
        if let Some(step) = &mut self.step {
            step.rows.extend_from_slice(rows);
        }
        Ok(())
    }

    /// Something is as it should be.
    pub(crate) fn checked(&mut self, en: impl Into<String>, vi: impl Into<String>) {
        if let Some(step) = &mut self.step {
            step.checks.push(Said::new(en, vi));
        }
    }

    /// The step has ended as it should.
    pub(crate) fn end(&mut self) -> Result<(), Failure> {
        let Some(step) = self.step.take() else { return Ok(()) };
        if self.output.json {
            return self.output.value(&self.view(&step, None));
        }
        for check in &step.checks {
            self.paint("   ", "32", &format!("✓ {}", check.in_lang(self.output.lang)))?;
        }
        Ok(())
    }

    /// The run has ended as it should not.
    pub(crate) fn wrong(&mut self, failure: &Failure) -> Result<(), Failure> {
        let reason = failure.text(self.output.lang);
        let step = self.step.take();
        if self.output.json {
            let view = step.map(|step| self.view(&step, Some(&reason)));
            return self.output.value(&view.unwrap_or_else(|| json!({ "ok": false, "reason": reason })));
        }
        for check in step.iter().flat_map(|step| &step.checks) {
            self.paint("   ", "32", &format!("✓ {}", check.in_lang(self.output.lang)))?;
        }
        self.paint("   ", "31", &format!("✗ {reason}"))
    }

    fn view(&self, step: &Step, wrong: Option<&str>) -> Value {
        let lang = self.output.lang;
        json!({
            "step": step.name,
            "number": self.number,
            "title": step.title.in_lang(lang),
            "ok": wrong.is_none(),
            "began": step.began.to_string(),
            "ended": Timestamp::now().to_string(),
            "events": step.events,
            "rows": step.rows,
            "checked": step.checks.iter().map(|check| check.in_lang(lang)).collect::<Vec<_>>(),
            "reason": wrong,
        })
    }

    fn paint(&self, before: &str, code: &str, text: &str) -> Result<(), Failure> {
        let text = crate::output::harmless(text);
        match self.output.colour {
            true => self.output.raw(&format!("{before}\u{1b}[{code}m{text}\u{1b}[0m\n")),
            false => self.output.raw(&format!("{before}{text}\n")),
        }
    }
}

/// Rows as lines, values of a column under each other. Every letter of ours takes one place: texts are composed.
fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}  "));
        cells.collect::<String>().trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// Something that a step has found is not as it should be.
pub(crate) fn wrong(en: impl Into<String>, vi: impl Into<String>) -> Failure {
    Failure::Nonsense(Said::new(en, vi))
}

/// Goes on only where `holds`.
pub(crate) fn ensure(holds: bool, en: impl Into<String>, vi: impl Into<String>) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(wrong(en, vi)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_column_stand_under_each_other_whatever_their_marks() {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let rows = [row(["Vừ Mí", "x"]), row(["Ỷ", "yy"]), vec!["Lý".to_owned()]];
        assert_eq!(aligned(&rows), ["Vừ Mí  x", "Ỷ      yy", "Lý"]);
    }
}
