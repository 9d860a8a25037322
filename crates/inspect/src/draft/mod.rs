//! A first schema and mapping, as text for the configuration folder: a start for a person, never used unread.
//!
//! | module | idea |
//! |---|---|
//! | `schema` | what the data is |
//! | `mapping` | how the file writes it, column by column; `source` says how its rows lie, `steps` how a text is read |
//! | `documents` | documents that stand in a column |
//! | `dbf` | names and types of columns of dBase and FoxPro |
//! | `not_written` | what the file has and no key says |
//!
//! # What holds
//!
//! * A draft loads without an error, and reads every row that the inspection read, but for what it says itself.

mod dbf;
mod documents;
mod mapping;
mod not_written;
mod schema;
mod source;
mod steps;

use std::fmt::Write as _;

use lienthong_adapter::rows::fold_name;

use crate::Inspection;
use crate::guess::{Guess, GuessKind, slug};
use crate::level::{Group, Level, Part};
use crate::profile::Profile;

/// Files for the configuration folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// `schemas/NAME.toml`.
    pub schema: String,
    /// `mappings/NAME.toml`.
    pub mapping: String,
    /// `codelists/NAME.csv` by name.
    pub code_lists: Vec<(String, String)>,
}

/// The language of the comments in a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Vietnamese.
    Vietnamese,
}

impl Language {
    fn pick<T>(self, en: T, vi: T) -> T {
        match self {
            Self::English => en,
            Self::Vietnamese => vi,
        }
    }
}

/// Writes a draft under `name` (letters, digits and `-`).
pub(crate) fn draft(name: &str, title: &str, language: Language, inspection: &Inspection) -> Draft {
    let mut code_lists = Vec::new();
    lists(name, &inspection.level, &mut code_lists);
    let title = if title.trim().is_empty() { name } else { title };
    Draft {
        schema: schema::schema(name, title, language, inspection),
        mapping: mapping::mapping(name, language, inspection),
        code_lists,
    }
}

/// What a draft has an entry for.
enum Entry<'l> {
    Field(usize, &'l Profile, &'l Guess),
    Group(&'l Group),
}

/// The columns that a mapping can name, and the groups, in the order of the file. Two columns of one name, and one without
/// any, are none.
fn entries(level: &Level) -> impl Iterator<Item = Entry<'_>> {
    level.parts().filter_map(|part| match part {
        Part::Group(group) => Some(Entry::Group(group)),
        Part::Column(index) => {
            let (profile, guess) = level.columns.get(index).zip(level.guesses.get(index))?;
            let is_named = !profile.column.name.trim().is_empty() && before(level, index).is_none();
            is_named.then_some(Entry::Field(index, profile, guess))
        }
    })
}

/// The columns alone.
fn usable(level: &Level) -> impl Iterator<Item = (usize, &Profile, &Guess)> {
    entries(level).filter_map(|entry| match entry {
        Entry::Field(index, profile, guess) => Some((index, profile, guess)),
        Entry::Group(_) => None,
    })
}

/// The name of an earlier column that is this one's to whoever looks for a column.
fn before(level: &Level, index: usize) -> Option<&str> {
    let key = |name: &str| if level.folds_names { fold_name(name, false) } else { name.to_owned() };
    let own = key(&level.columns[index].column.name);
    let mut names = level.columns[..index].iter().map(|other| other.column.name.as_str());
    names.find(|name| key(name) == own)
}

fn lists(name: &str, level: &Level, all: &mut Vec<(String, String)>) {
    for (_, _, guess) in usable(level) {
        if let GuessKind::Code { values } = &guess.kind {
            all.push((list_name(name, guess), list_text(values)));
        }
    }
    for group in &level.groups {
        lists(&format!("{name}-{}", group.name.replace('_', "-")), &group.level, all);
    }
}

fn list_name(name: &str, guess: &Guess) -> String {
    format!("{name}-{}", guess.name.replace('_', "-"))
}

fn list_text(values: &[String]) -> String {
    let mut text = String::from("code,label\n");
    for value in values {
        let quoted = if value.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.clone()
        };
        let _ = writeln!(text, "{},{quoted}", slug(value));
    }
    text
}

/// A TOML string.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => drop(write!(out, "\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}

/// A text within a comment: no line break of a file may end it.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(100).collect()
}
