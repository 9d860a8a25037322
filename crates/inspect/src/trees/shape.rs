//! What lies in the rows of a document: columns, and groups that repeat.
//!
//! Rows are read without any column, so that every value is told by its path. What repeats has its number there.
//!
//! # What holds
//!
//! * Every path that a row has leads to a column of the shape, in a group or outside.
//! * An array that no group can be (arrays in it, or a text in its place elsewhere) is a column for each of its entries.

use lienthong_adapter::rows::{ColumnLayout, FormatLayout, GroupLayout, Layout, RowReader};

/// Entries of an array that become columns.
const MAX_ENTRIES: usize = 100;
/// Columns of all levels.
const MAX_COLUMNS: usize = 4_000;
/// Groups within groups that a configuration may have.
const MAX_DEPTH: usize = 7;

/// Columns and groups of a row, or of an entry of a group.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Paths from the row.
    pub(crate) columns: Vec<String>,
    pub(crate) groups: Vec<(String, Shape)>,
}

impl Shape {
    /// The columns as a layout.
    pub(crate) fn columns(&self) -> Vec<ColumnLayout> {
        self.columns.iter().map(|path| ColumnLayout::named(path.clone())).collect()
    }

    /// The groups as a layout.
    pub(crate) fn groups(&self) -> Vec<GroupLayout> {
        let group = |(path, shape): &(String, Self)| GroupLayout {
            path: path.clone(),
            columns: shape.columns(),
            groups: shape.groups(),
        };
        self.groups.iter().map(group).collect()
    }
}

/// Learns the shape of the rows that a reader without columns tells.
pub(crate) fn learn(reader: &mut dyn RowReader, layout: &Layout) -> Shape {
    let joint = if matches!(layout.format, FormatLayout::Xml(_)) { '/' } else { '.' };
    let mut tree = Node::default();
    loop {
        match reader.next_row() {
            Ok(None) => break,
            Ok(Some(row)) => row.extra.iter().for_each(|(path, _)| tree.add(&steps(path, joint))),
            Err(fault) if fault.fatal => break,
            Err(_) => {}
        }
    }
    let mut left = MAX_COLUMNS;
    tree.shape(joint, 0, &mut left)
}

/// One step of a path, as it is written there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Name(String),
    Entry(usize),
}

/// The steps of a path; none for `.`.
fn steps(path: &str, joint: char) -> Vec<Step> {
    let mut found = Vec::new();
    if path == "." {
        return found;
    }
    let mut name = String::new();
    let mut letters = path.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if joint == '.' => {
                name.push(letter);
                name.extend(letters.next());
            }
            '[' => {
                let rest = letters.as_str();
                let number =
                    rest.split_once(']').and_then(|(number, rest)| Some((number.parse().ok()?, rest)));
                let Some((number, rest)) = number else {
                    name.push(letter);
                    continue;
                };
                if !name.is_empty() {
                    found.push(Step::Name(std::mem::take(&mut name)));
                }
                found.push(Step::Entry(number));
                letters = rest.chars();
            }
            letter if letter == joint => {
                if !name.is_empty() {
                    found.push(Step::Name(std::mem::take(&mut name)));
                }
            }
            letter => name.push(letter),
        }
    }
    if !name.is_empty() {
        found.push(Step::Name(name));
    }
    found
}

/// What stands at a place of a row, over all rows.
#[derive(Debug, Default)]
struct Node {
    /// A value stands here in some row.
    is_value: bool,
    /// In the order in which they came.
    names: Vec<(String, Node)>,
    /// Entries, all of them as one.
    entry: Option<Box<Node>>,
    /// The highest number of an entry.
    most: usize,
}

impl Node {
    fn add(&mut self, steps: &[Step]) {
        match steps.split_first() {
            None => self.is_value = true,
            Some((Step::Entry(number), rest)) => {
                self.most = self.most.max(*number);
                self.entry.get_or_insert_default().add(rest);
            }
            Some((Step::Name(name), rest)) => {
                let at = self.names.iter().position(|(own, _)| own == name).unwrap_or_else(|| {
                    self.names.push((name.clone(), Self::default()));
                    self.names.len() - 1
                });
                self.names[at].1.add(rest);
            }
        }
    }

    /// Whether its entries can be those of a group.
    fn is_group(&self, depth: usize) -> bool {
        depth < MAX_DEPTH && !self.is_value && self.entry.as_ref().is_some_and(|entry| entry.entry.is_none())
    }

    fn shape(&self, joint: char, depth: usize, left: &mut usize) -> Shape {
        let mut shape = Shape::default();
        self.put("", joint, depth, left, &mut shape);
        shape
    }

    /// Puts all that stands here into `shape`, under `path`.
    fn put(&self, path: &str, joint: char, depth: usize, left: &mut usize, shape: &mut Shape) {
        if self.is_value && *left > 0 {
            *left -= 1;
            shape.columns.push(if path.is_empty() { ".".to_owned() } else { path.to_owned() });
        }
        let below =
            |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}{joint}{name}") };
        if let Some(entry) = &self.entry {
            if self.is_group(depth) && !path.is_empty() {
                let mut inner = entry.shape(joint, depth + 1, left);
                // Some programs write a list of one without its brackets.
                for (name, node) in &self.names {
                    if !inner.knows(name, joint) {
                        node.put(name, joint, depth + 1, left, &mut inner);
                    }
                }
                if inner.columns.is_empty() && inner.groups.is_empty() {
                    inner.columns.push(".".to_owned());
                }
                shape.groups.push((path.to_owned(), inner));
                return;
            }
            // An array within one that is no group is none either.
            for number in 1..=self.most.min(MAX_ENTRIES) {
                entry.put(&format!("{path}[{number}]"), joint, MAX_DEPTH, left, shape);
            }
        }
        for (name, node) in &self.names {
            node.put(&below(name), joint, depth, left, shape);
        }
    }
}

impl Shape {
    /// Whether a path that begins with `name` leads somewhere already.
    fn knows(&self, name: &str, joint: char) -> bool {
        let begins = |path: &String| {
            path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([joint, '[']))
        };
        self.columns.iter().any(begins) || self.groups.iter().any(|(path, _)| begins(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &[&str], joint: char, columns: &str, groups: &str) {
        let mut tree = Node::default();
        for path in paths {
            tree.add(&steps(path, joint));
        }
        let mut left = MAX_COLUMNS;
        let shape = tree.shape(joint, 0, &mut left);
        let of = |(path, shape): &(String, Shape)| {
            format!("{path}({} {})", shape.columns.join(","), shape.groups.len())
        };
        let found: Vec<String> = shape.groups.iter().map(of).collect();
        assert_eq!(
            (shape.columns.join(" ").as_str(), found.join(" ").as_str()),
            (columns, groups),
            "{paths:?}"
        );
    }

    #[test]
    fn what_repeats_is_a_group() {
        check(&["ten", "con[1].ten", "con[2].ten", "con[1].chau[1].ten"], '.', "ten", "con(ten 1)");
        check(&["Nhan[1]", "Nhan[2]"], '.', "", "Nhan(. 0)");
        check(
            &["@ma", "GiayTo/Giay[1]/Ten", "GiayTo/Giay[1]/Tep[2]/@href"],
            '/',
            "@ma",
            "GiayTo/Giay(Ten 1)",
        );
        check(&["a[1].b", "a.b"], '.', "", "a(b 0)");
    }

    #[test]
    fn an_array_that_can_be_no_group_is_a_column_for_each_entry() {
        check(&["a[1][1]", "a[1][2]"], '.', "a[1][1] a[1][2]", "");
        check(&["a", "a[1]", "a[2].b"], '.', "a a[1] a[1].b a[2] a[2].b", "");
        check(&["x\\.y\\[1\\]"], '.', "x\\.y\\[1\\]", "");
    }
}
