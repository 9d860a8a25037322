//! The columns of a table, or of the rows of a document with the groups within them, each with what it holds.

use std::borrow::Cow;

use lienthong_adapter::rows::{Cell, Column, FormatLayout, HeaderRule, Heading, Layout, Row, fold_name};
use lienthong_vntext::Charset;

use crate::another::{self, Another};
use crate::aside::{Aside, OfData};
use crate::drawn::is_drawn;
use crate::guess::Guess;
use crate::profile::Profile;
use crate::suspicion::Suspicion;
use crate::trees::{Inner, Shape};

/// Rows named.
const MAX_ROWS: usize = 5;

/// Columns and groups of a row, or of an entry of a group.
#[derive(Debug, Default)]
pub struct Level {
    /// What each column holds.
    pub columns: Vec<Profile>,
    /// What each may be.
    pub guesses: Vec<Guess>,
    /// Elements that repeat within a row. Tables have none.
    pub groups: Vec<Group>,
    /// Whether names of columns are one where only case or blanks tell them apart, as in the headers of tables.
    pub(crate) folds_names: bool,
    /// Rows, or entries of all rows.
    pub rows: u64,
    /// Most entries of one row.
    pub most: u64,
    /// Whether a row with fewer cells than the header has lost some, as in text with delimiters.
    may_be_short: bool,
    /// Rows of a table that are no data.
    aside: Option<Aside>,
    /// Headers of other tables below it.
    another: Option<Another>,
    pub(crate) others: Vec<another::Found>,
    /// Whether lines may be drawn between rows that bars part, and how many were.
    may_be_drawn: bool,
    pub(crate) drawn: u64,
    /// Cells of the row that came last, and its number, where rows may be short.
    last_cells: (usize, u64),
    /// The names, where they stand in the file, one behind the other, and the first rows that have them again.
    header: Option<(Charset, String)>,
    headers: Vec<u64>,
    /// What all rows of data have, and no sum or title among them.
    pub(crate) of_data: Option<OfData>,
}

/// An element that repeats within a row.
#[derive(Debug)]
pub struct Group {
    /// Its path from the row, or from the entry around it.
    pub path: String,
    /// Columns around it that stand before it.
    pub(crate) before: usize,
    /// The name of a field for it.
    pub name: String,
    /// What lies in its entries.
    pub level: Level,
}

impl Level {
    /// The columns of a file, and the groups of its rows.
    pub(crate) fn new(columns: &[Column], layout: &Layout, shape: &Shape) -> Self {
        Self {
            columns: columns.iter().cloned().map(Profile::new).collect(),
            groups: shape.groups.iter().map(Group::new).collect(),
            folds_names: layout.format.header().is_some(),
            may_be_short: matches!(layout.format, FormatLayout::Csv(_)),
            aside: match layout.format {
                FormatLayout::Fixed(_) => Some(Aside::new(layout.charset, true)),
                FormatLayout::Csv(_) | FormatLayout::Xlsx(_) | FormatLayout::Xls(_) => {
                    Some(Aside::new(layout.charset, false))
                }
                _ => None,
            },
            another: matches!(
                layout.format,
                FormatLayout::Csv(_) | FormatLayout::Xlsx(_) | FormatLayout::Xls(_)
            )
            .then(|| Another::new(layout.charset, columns.len())),
            may_be_drawn: matches!(&layout.format, FormatLayout::Csv(csv) if csv.delimiter == b'|'),
            header: has_header(&layout.format)
                .then(|| (layout.charset, columns.iter().map(|column| bare(&column.name)).collect())),
            ..Self::default()
        }
    }

    /// Whether rows end before the last column, lines that are drawn between them among these.
    pub(crate) fn has_short_rows(&self) -> bool {
        let has = |what| self.columns.iter().any(|profile| profile.suspicions.contains_key(&what));
        // Parts of one row are no rows.
        self.drawn > 0 || has(Suspicion::ShortRow) && !has(Suspicion::BrokenLine)
    }

    /// Looks at one row; `number` is that of the row of the file.
    pub(crate) fn add(&mut self, row: &Row<'_>, number: u64) {
        if self.may_be_drawn && is_line(row) {
            self.drawn += 1;
            return;
        }
        if self.is_header(row) {
            if self.headers.len() < MAX_ROWS {
                self.headers.push(number);
            }
            return;
        }
        self.rows += 1;
        if let Some(aside) = &mut self.aside {
            aside.add(row, self.columns.len(), number);
        }
        if let Some(another) = &mut self.another {
            another.add(row, number);
        }
        if self.may_be_short {
            let first = row.cells.iter().rposition(|cell| *cell != Cell::Absent).map_or(0, |at| at + 1);
            if let Some(profile) = self.columns.get_mut(first) {
                profile.suspect(Suspicion::ShortRow, number);
            }
            self.look_for_a_broken_line(first, number);
        }
        for (index, profile) in self.columns.iter_mut().enumerate() {
            profile.add(row.cells.get(index).copied().unwrap_or(Cell::Absent), number);
        }
        for (group, entries) in self.groups.iter_mut().zip(&row.groups) {
            group.level.most = group.level.most.max(entries.len() as u64);
            for entry in entries {
                group.level.add(entry, number);
            }
        }
    }

    /// Two short rows, one below the other, that have the cells of one row and the cell that is broken twice.
    fn look_for_a_broken_line(&mut self, cells: usize, number: u64) {
        let columns = self.columns.len();
        let (before, at) = self.last_cells;
        self.last_cells = (cells, number);
        let is_next = at + 1 == number && (1..columns).contains(&before) && cells > 0;
        if is_next
            && before + cells == columns + 1
            && let Some(profile) = self.columns.get_mut(before - 1)
        {
            profile.suspect(Suspicion::BrokenLine, at);
            self.last_cells = (0, number);
        }
    }

    /// Whether a row is the header again: nobody's values are all called as their columns are.
    fn is_header(&self, row: &Row<'_>) -> bool {
        let Some((charset, names)) = &self.header else { return false };
        let mut rest = names.as_str();
        let mut count = 0;
        for cell in row.cells.iter().filter(|cell| !cell.is_blank()) {
            let text = match cell {
                Cell::Bytes(bytes) => charset.decode(bytes.trim_ascii()).ok(),
                Cell::Text(text) => Some(Cow::Borrowed(*text)),
                _ => None,
            };
            let Some(text) = text.map(|text| bare(&text)) else { return false };
            let Some(behind) = rest.strip_prefix(text.as_str()) else { return false };
            rest = behind;
            count += 1;
        }
        count >= 2 && rest.is_empty()
    }

    /// Tells columns whose name is that of an earlier one.
    pub(crate) fn tell_same_names(&mut self) {
        let key = |name: &str| if self.folds_names { fold_name(name, false) } else { name.to_owned() };
        let keys: Vec<String> = self.columns.iter().map(|profile| key(&profile.column.name)).collect();
        for (at, profile) in self.columns.iter_mut().enumerate() {
            if !keys[at].is_empty() && keys[..at].contains(&keys[at]) {
                profile.suspicions.entry(Suspicion::SameName).or_default();
            }
        }
    }

    /// No more rows.
    pub(crate) fn finish(&mut self) {
        self.columns.iter_mut().for_each(Profile::finish);
        if let Some(first) = self.columns.first_mut().filter(|_| !self.headers.is_empty()) {
            first.suspicions.insert(Suspicion::HeaderAgain, std::mem::take(&mut self.headers));
        }
        if let Some(aside) = self.aside.take() {
            self.of_data = aside.finish(&mut self.columns);
        }
        if let Some(another) = self.another.take() {
            self.others = another.finish();
            self.tell_others();
        }
        self.groups.iter_mut().for_each(|group| group.level.finish());
    }

    /// Tells the headers of other tables, and their rows as nothing else.
    fn tell_others(&mut self) {
        for found in &self.others {
            for profile in &mut self.columns {
                if let Some(rows) = profile.suspicions.get_mut(&Suspicion::Unnumbered) {
                    rows.retain(|row| *row != found.row);
                }
                profile.suspicions.retain(|what, rows| *what != Suspicion::Unnumbered || !rows.is_empty());
            }
            self.columns[found.column].suspect(Suspicion::AnotherTable, found.row);
        }
    }

    /// All columns, those of groups as well, each with its guess and the path of the group that it is in.
    pub fn all(&self) -> Vec<(String, &Profile, &Guess, u64)> {
        let mut all = Vec::new();
        for part in self.parts() {
            match part {
                Part::Column(index) => {
                    let own = self.columns.get(index).zip(self.guesses.get(index));
                    all.extend(own.map(|(profile, guess)| (String::new(), profile, guess, self.rows)));
                }
                Part::Group(group) => {
                    let inside = group.level.all().into_iter();
                    all.extend(inside.map(|(path, profile, guess, rows)| {
                        (format!("{}[] {path}", group.path), profile, guess, rows)
                    }));
                }
            }
        }
        all
    }

    /// What all columns hold, those of groups as well.
    pub(crate) fn profiles(&self) -> Vec<&Profile> {
        let inside = self.groups.iter().flat_map(|group| group.level.profiles());
        self.columns.iter().chain(inside).collect()
    }

    /// Columns and groups in the order of the file.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        (0..=self.columns.len()).flat_map(|index| {
            let before = self.groups.iter().filter(move |group| group.before == index).map(Part::Group);
            before.chain((index < self.columns.len()).then_some(Part::Column(index)))
        })
    }
}

/// Whether a row is a line that is drawn, without a bar in it.
fn is_line(row: &Row<'_>) -> bool {
    let mut cells = row.cells.iter().filter(|cell| !cell.is_blank());
    matches!((cells.next(), cells.next()), (Some(Cell::Bytes(bytes)), None) if is_drawn(bytes))
}

/// Letters alone, without blanks.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether the names of columns stand in the file, as they are.
fn has_header(format: &FormatLayout) -> bool {
    match format {
        FormatLayout::Fixed(fixed) => matches!(fixed.heading, Heading::Lines(_)),
        _ => format.header().is_some_and(|header| header.rule != HeaderRule::Absent),
    }
}

/// A column or a group.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part<'l> {
    /// The column of this index.
    Column(usize),
    Group(&'l Group),
}

impl Group {
    fn new(inner: &Inner) -> Self {
        let column = |name: &String| Profile::new(Column { name: name.clone(), ..Column::default() });
        let columns = inner.shape.columns.iter().map(column).collect();
        let groups = inner.shape.groups.iter().map(Self::new).collect();
        let level = Level { columns, groups, ..Level::default() };
        Self { path: inner.path.clone(), before: inner.before, name: String::new(), level }
    }
}
