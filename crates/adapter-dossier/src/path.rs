//! Where in a package: names joined by dots, entries of arrays by their number, from 1: `data[1].DinhDanhCHS[2]`.

use lienthong_adapter::Finding;

/// The way from the root to what is being read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Path {
    text: String,
    /// Length of `text` before each step.
    steps: Vec<usize>,
}

/// Longest name that a path repeats, in characters: names come from the package.
const MAX_NAME: usize = 40;

impl Path {
    /// Goes into the member `name`.
    pub(crate) fn enter(&mut self, name: &str) {
        self.steps.push(self.text.len());
        if !self.text.is_empty() {
            self.text.push('.');
        }
        self.text.extend(name.chars().take(MAX_NAME).map(|c| if c.is_control() { ' ' } else { c }));
    }
    /// Goes into the entry `number`, from 1.
    pub(crate) fn enter_entry(&mut self, number: usize) {
        self.steps.push(self.text.len());
        self.text.push_str(&format!("[{number}]"));
    }
    /// Goes back by one step.
    pub(crate) fn leave(&mut self) {
        let length = self.steps.pop().expect("every step in is one step out");
        self.text.truncate(length);
    }
    /// `finding` with this path; the root has none.
    pub(crate) fn on(&self, finding: Finding) -> Finding {
        if self.text.is_empty() { finding } else { finding.path(&self.text) }
    }
}
