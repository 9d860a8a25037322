//! What lies in the rows of a document: columns, and groups that repeat.
//!
//! Rows are read without any column, so that every value is told by its path. What repeats has its number there.
//!
//! # What holds
//!
//! * Every path that a row has leads to a column of the shape, in a group or outside, or is named as left out.
//! * Columns and groups come in the order of the document (`order`): a program that reads what is written from a draft may
//!   want its elements in their order.
//! * An element that stands alone in some rows is a group of one there, and so is an object in the place of an array.
//! * An array that no group can be (arrays in it, or too deep) is a column for each of its entries. Paths of XML have no
//!   numbers: what repeats too deep there is left out.
//! * What no path of XML leads to is left out as well: text between elements, and names of namespaces without a prefix.
//! * Where JSON has a text in one row and an object or an array in another, no column reads both: it is left out.

use lienthong_adapter::rows::{ColumnLayout, FormatLayout, GroupLayout, Layout, RowReader};

use super::order::InOrder;

/// Entries of an array that become columns.
const MAX_ENTRIES: usize = 100;
/// Columns of all levels.
const MAX_COLUMNS: usize = 4_000;
/// Groups within groups that a configuration may have.
const MAX_DEPTH: usize = 7;
/// Paths that are named as left out.
const MAX_LEFT_OUT: usize = 20;

/// Columns and groups of a row, or of an entry of a group.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Paths from the row.
    pub(crate) columns: Vec<String>,
    pub(crate) groups: Vec<Inner>,
    /// What no column can be, a few of them.
    pub(crate) left_out: Vec<LeftOut>,
}

/// A group, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inner {
    /// The path of its entries, from the row or the entry around it.
    pub(crate) path: String,
    /// Columns of the shape around it that stand before it.
    pub(crate) before: usize,
    pub(crate) shape: Shape,
}

/// A part of the rows that no column can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its path from the row of the file.
    pub path: String,
    /// Why it is left out.
    pub why: WhyLeftOut,
}

/// Why a part of the rows can be no column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// It repeats within more groups than a mapping has.
    TooDeep,
    /// There are more columns or entries than a draft has.
    TooMany,
    /// It is a text here, and an object or an array there.
    TwoKinds,
    /// No path leads to it: text between elements, or a name whose namespace the beginning of the file does not declare.
    NoName,
}

impl Shape {
    /// The columns as a layout.
    pub(crate) fn columns(&self) -> Vec<ColumnLayout> {
        self.columns.iter().map(|path| ColumnLayout::named(path.clone())).collect()
    }

    /// The groups as a layout.
    pub(crate) fn groups(&self) -> Vec<GroupLayout> {
        let group = |inner: &Inner| GroupLayout {
            path: inner.path.clone(),
            before: inner.before,
            columns: inner.shape.columns(),
            groups: inner.shape.groups(),
        };
        self.groups.iter().map(group).collect()
    }
}

/// Learns the shape of the rows that a reader without columns tells.
pub(crate) fn learn(reader: &mut dyn RowReader, layout: &Layout) -> Shape {
    let joint = if matches!(layout.format, FormatLayout::Xml(_)) { '/' } else { '.' };
    let mut tree = Node::default();
    let mut number = 0;
    loop {
        match reader.next_row() {
            Ok(None) => break,
            Ok(Some(row)) => {
                number += 1;
                row.extra.iter().for_each(|extra| tree.add(&steps(extra.path, joint), number));
            }
            Err(fault) if fault.fatal => break,
            Err(_) => {}
        }
    }
    tree.into_shape(joint)
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
    names: InOrder<Node>,
    /// Entries, all of them as one.
    entry: Option<Box<Node>>,
    /// The highest number of an entry.
    most: usize,
    /// Entries seen so far, and the last of them: its row, or the entry around it, and its own number.
    entries: u64,
    last: (u64, usize),
}

impl Node {
    /// Adds a path of the row of this number, or of the entry; those of one come one after the other.
    fn add(&mut self, steps: &[Step], row: u64) {
        match steps.split_first() {
            None => self.is_value = true,
            Some((Step::Entry(number), rest)) => {
                self.most = self.most.max(*number);
                if std::mem::replace(&mut self.last, (row, *number)) != (row, *number) {
                    self.entries += 1;
                }
                self.entry.get_or_insert_default().add(rest, self.entries);
            }
            Some((Step::Name(name), rest)) => self.names.of(name, row).add(rest, row),
        }
    }

    /// Whether nothing stands here or below.
    fn is_empty(&self) -> bool {
        !self.is_value && self.names.is_empty() && self.entry.is_none()
    }

    /// Whether its entries can be those of a group.
    fn is_group(&self, depth: usize) -> bool {
        depth < MAX_DEPTH && !self.is_value && self.entry.as_ref().is_some_and(|entry| entry.entry.is_none())
    }

    /// Puts what stands here without a number to the entries: it is a list of one that was written without brackets.
    /// In XML a text alone is one as well; JSON tells a text from an array.
    fn join(&mut self, joint: char) {
        if let Some(entry) = &mut self.entry {
            if joint == '/' {
                entry.is_value |= std::mem::take(&mut self.is_value);
            }
            if !self.is_value && entry.entry.is_none() {
                entry.names.take_in(std::mem::take(&mut self.names), Self::take_in);
            }
            entry.join(joint);
        }
        self.names.values_mut().for_each(|node| node.join(joint));
    }

    /// What stands in another node stands here as well.
    fn take_in(&mut self, other: Self) {
        self.is_value |= other.is_value;
        self.most = self.most.max(other.most);
        self.names.take_in(other.names, Self::take_in);
        if let Some(theirs) = other.entry {
            let entry = self.entry.get_or_insert_default();
            entry.is_value |= theirs.is_value;
            entry.names.take_in(theirs.names, Self::take_in);
            // Arrays in arrays: that there are any is all that is asked.
            entry.entry = entry.entry.take().or(theirs.entry);
            entry.most = entry.most.max(theirs.most);
        }
    }

    fn into_shape(mut self, joint: char) -> Shape {
        self.join(joint);
        let mut making = Making { joint, left: MAX_COLUMNS, left_out: Vec::new() };
        let mut shape = self.shape(0, "", &mut making);
        shape.left_out = making.left_out;
        shape
    }

    fn shape(&self, depth: usize, around: &str, making: &mut Making) -> Shape {
        let mut shape = Shape::default();
        self.put("", around, depth, making, &mut shape);
        if making.joint == '.' {
            // Members of objects have no order: groups behind the fields are easier to read.
            let all = shape.columns.len();
            shape.groups.iter_mut().for_each(|inner| inner.before = all);
        }
        shape
    }

    /// Puts all that stands here into `shape`, under `path`; `around` is the path of the group that it is in.
    fn put(&self, path: &str, around: &str, depth: usize, making: &mut Making, shape: &mut Shape) {
        let joint = making.joint;
        let below = |path: &str, name: &str| match path {
            "" => name.to_owned(),
            _ if name.is_empty() => path.to_owned(),
            _ => format!("{path}{joint}{name}"),
        };
        let is_torn = |node: &Self| node.is_value && !(node.names.is_empty() && node.entry.is_none());
        if joint == '.' && (is_torn(self) || self.entry.as_deref().is_some_and(is_torn)) {
            making.leave_out(below(around, path), WhyLeftOut::TwoKinds);
            return;
        }
        if self.is_value && making.left == 0 {
            making.leave_out(below(around, path), WhyLeftOut::TooMany);
        } else if self.is_value {
            making.left -= 1;
            shape.columns.push(if path.is_empty() { ".".to_owned() } else { path.to_owned() });
        }
        if let Some(entry) = &self.entry {
            if self.is_group(depth) && !path.is_empty() {
                let mut inner = entry.shape(depth + 1, &below(around, path), making);
                if entry.is_empty() {
                    inner.columns.push(".".to_owned());
                }
                // A group all of whose parts are left out reads nothing.
                if !(inner.columns.is_empty() && inner.groups.is_empty()) {
                    let before = shape.columns.len();
                    shape.groups.push(Inner { path: path.to_owned(), before, shape: inner });
                }
                return;
            }
            if joint == '/' {
                making.leave_out(below(around, path), WhyLeftOut::TooDeep);
                return;
            }
            if self.most > MAX_ENTRIES {
                let first = format!("{}[{}]", below(around, path), MAX_ENTRIES + 1);
                making.leave_out(first, WhyLeftOut::TooMany);
            }
            // An array within one that is no group is none either.
            for number in 1..=self.most.min(MAX_ENTRIES) {
                entry.put(&format!("{path}[{number}]"), around, MAX_DEPTH, making, shape);
            }
        }
        for (name, node) in self.names.iter() {
            if joint == '/' && has_no_name(name) {
                making.leave_out(below(around, &below(path, name)), WhyLeftOut::NoName);
                continue;
            }
            node.put(&below(path, name), around, depth, making, shape);
        }
    }
}

/// Whether a step of XML stands for what no mapping can name.
fn has_no_name(step: &str) -> bool {
    step == "text()" || step.trim_start_matches('@').starts_with("*:")
}

/// What is kept in mind while a shape is made.
struct Making {
    joint: char,
    /// Columns that there may still be.
    left: usize,
    left_out: Vec<LeftOut>,
}

impl Making {
    fn leave_out(&mut self, path: String, why: WhyLeftOut) {
        if self.left_out.len() < MAX_LEFT_OUT {
            self.left_out.push(LeftOut { path, why });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape_of(paths: &[&str], joint: char) -> Shape {
        shape_of_rows(&[paths], joint)
    }

    fn shape_of_rows(rows: &[&[&str]], joint: char) -> Shape {
        let mut tree = Node::default();
        for (paths, number) in rows.iter().zip(1..) {
            paths.iter().for_each(|path| tree.add(&steps(path, joint), number));
        }
        tree.into_shape(joint)
    }

    fn check(paths: &[&str], joint: char, columns: &str, groups: &str) {
        let shape = shape_of(paths, joint);
        let of = |inner: &Inner| {
            format!("{}({} {})", inner.path, inner.shape.columns.join(","), inner.shape.groups.len())
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
    fn an_element_alone_is_a_list_of_one() {
        check(&["Ten", "DienThoai", "DienThoai[1]", "DienThoai[2]"], '/', "Ten", "DienThoai(. 0)");
        check(&["Tep", "Tep/@loai", "Tep[1]", "Tep[2]/@loai"], '/', "", "Tep(.,@loai 0)");
        check(&["So[1]/Gia", "So[2]/Gia[1]", "So[2]/Gia[2]", "So/Gia[1]"], '/', "", "So( 1)");
    }

    #[test]
    fn columns_and_groups_come_in_the_order_of_the_document() {
        let rows: [&[&str]; 3] = [&["b", "e"], &["b", "d[1]/x", "d[2]/x", "d[2]/y", "e"], &["a", "b", "c"]];
        let shape = shape_of_rows(&rows, '/');
        assert_eq!(shape.columns, ["a", "b", "c", "e"]);
        assert_eq!((shape.groups[0].before, shape.groups[0].shape.columns.join(" ")), (3, "x y".to_owned()));
        // An entry that stands alone in one row, and is one of many in another.
        let rows: [&[&str]; 2] = [&["d/y", "d/z"], &["d[1]/x", "d[1]/z", "d[2]/x", "d[2]/y", "d[2]/z"]];
        assert_eq!(shape_of_rows(&rows, '/').groups[0].shape.columns, ["x", "y", "z"]);
    }

    fn left_out(paths: &[&str], joint: char) -> Vec<(String, WhyLeftOut)> {
        let shape = shape_of(paths, joint);
        shape.left_out.into_iter().map(|one| (one.path, one.why)).collect()
    }

    #[test]
    fn what_no_column_can_be_is_left_out_by_its_name() {
        let deep: String = (0..9).map(|_| "A[2]/").collect();
        let found = left_out(&[&format!("{deep}B")], '/');
        assert_eq!(found, [("A/A/A/A/A/A/A/A".to_owned(), WhyLeftOut::TooDeep)]);
        for (paths, path) in [
            (&["dt", "dt[1]", "dt[2]"][..], "dt"),
            (&["dt", "dt.so"], "dt"),
            (&["tv[1].dt[1]", "tv[1].dt", "tv[2].ten"], "tv.dt"),
            (&["dt[1]", "dt[2].so"], "dt"),
            (&["dt[1]", "dt.so"], "dt"),
            (&["dt[1][1]", "dt[2]"], "dt"),
            (&["tv[1].dt[1]", "tv[1].dt"], "tv.dt"),
        ] {
            assert_eq!(left_out(paths, '.'), [(path.to_owned(), WhyLeftOut::TwoKinds)], "{paths:?}");
            assert!(
                shape_of(paths, '.').groups.iter().all(|inner| inner.shape.columns == ["ten"]),
                "{paths:?}"
            );
        }
    }

    #[test]
    fn what_no_path_leads_to_is_left_out() {
        let paths = ["Ten", "Mo/text()", "Mo/b", "q/@*:ma", "*:La/x"];
        check(&paths, '/', "Ten Mo/b", "");
        let left: Vec<String> = left_out(&paths, '/').into_iter().map(|(path, _)| path).collect();
        assert_eq!(left, ["Mo/text()", "q/@*:ma", "*:La"]);
    }

    #[test]
    fn an_array_that_can_be_no_group_is_a_column_for_each_entry() {
        check(&["a[1][1]", "a[1][2]"], '.', "a[1][1] a[1][2]", "");
        check(&["x\\.y\\[1\\]"], '.', "x\\.y\\[1\\]", "");
    }
}
