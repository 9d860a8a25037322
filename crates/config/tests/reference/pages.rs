//! The pages of the reference, read back: tables by section, and examples by the path of their file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lienthong_config::Code;

/// The folders of the editions, from the folder of the repository.
pub(crate) const EDITIONS: [&str; 2] = ["docs", "docs/vi"];

/// The pages of one edition, in their order.
const PAGES: [&str; 4] =
    ["reference.md", "reference-mappings.md", "reference-systems.md", "reference-schemas.md"];

/// One edition of the reference.
#[derive(Default)]
pub(crate) struct Page {
    /// The rows of the table below each heading that is code.
    pub(crate) sections: BTreeMap<String, Vec<Row>>,
    /// Path in the configuration folder, and text.
    pub(crate) examples: Vec<(String, String)>,
}

/// One row: the key, and the other cells.
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) cells: Vec<String>,
}

impl Row {
    /// Whether a value of the key is a table: its type says so, in either language.
    pub(crate) fn holds_table(&self) -> bool {
        let kind = self.kind().split('`').step_by(2).collect::<String>();
        (kind.contains("table") || kind.contains("bảng")) && self.key != "values"
    }

    /// The sections that its type names.
    pub(crate) fn sections(&self) -> Vec<String> {
        let named = self.kind().split_once(": ").map_or("", |(_, named)| named);
        named.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    /// A value that the key cannot have, the code of the refusal, and what it says is allowed.
    pub(crate) fn bounds(&self) -> Option<(&'static str, Code, String)> {
        let kind = self.kind();
        let words: Vec<&str> = kind.split('`').skip(1).step_by(2).collect();
        if kind.starts_with("`\"") && kind.split('`').step_by(2).all(|part| matches!(part, "" | " · ")) {
            let words: Vec<&str> = words.iter().map(|word| word.trim_matches('"')).collect();
            return Some(("\"zzz\"", Code::UnknownWord, words.join(", ")));
        }
        let (name, range) = kind.split_once(", ")?;
        let (low, high) = range.split_once(" to ").or_else(|| range.split_once(" đến "))?;
        let allowed = format!("{} to {} are allowed", low.trim_matches('`'), high.trim_matches('`'));
        let wrong = match name {
            "number" | "số nguyên" => "99999999999",
            "duration" | "khoảng thời gian" => "\"99999d\"",
            "size" | "kích thước" => "\"99999999GiB\"",
            _ => return None,
        };
        Some((wrong, Code::OutOfRange, allowed))
    }

    /// The type: the third cell from the end of the row.
    fn kind(&self) -> &str {
        &self.cells[self.cells.len() - 3]
    }
}

impl Page {
    /// Reads all pages of one edition.
    pub(crate) fn read(edition: &str) -> Self {
        let mut all = Self::default();
        for name in PAGES {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(edition).join(name);
            all.add(&std::fs::read_to_string(path).unwrap());
        }
        all
    }

    /// The keys that a section lists, each of them once.
    pub(crate) fn keys(&self, section: &str) -> BTreeSet<String> {
        let rows = self.sections.get(section).unwrap_or_else(|| panic!("no section is called {section}"));
        let keys: BTreeSet<String> = rows.iter().map(|row| row.key.clone()).collect();
        assert_eq!(keys.len(), rows.len(), "{section} lists a key twice");
        keys
    }

    fn add(&mut self, text: &str) {
        let (mut section, mut example): (Option<String>, Option<(String, String)>) = (None, None);
        for line in text.lines() {
            if let Some((_, body)) = &mut example {
                if line == "```" {
                    self.examples.extend(example.take());
                } else {
                    body.push_str(line);
                    body.push('\n');
                }
            } else if let Some(path) = line.strip_prefix("```") {
                let (_, path) = path.split_once(' ').unwrap();
                example = Some((path.to_owned(), String::new()));
            } else if let Some(name) = line.strip_prefix("### `").and_then(|rest| rest.strip_suffix('`')) {
                assert!(self.sections.insert(name.to_owned(), Vec::new()).is_none(), "{name} stands twice");
                section = Some(name.to_owned());
            } else if line.starts_with("| `") {
                let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
                let key = cells[0].trim_matches('`').to_owned();
                let cells = cells[1..].iter().map(|cell| (*cell).to_owned()).collect();
                let section = section.as_ref().unwrap();
                self.sections.get_mut(section).unwrap().push(Row { key, cells });
            }
        }
    }
}
