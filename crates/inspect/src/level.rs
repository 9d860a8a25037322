//! The columns of a table, or of the rows of a document with the groups within them, each with what it holds.

use lienthong_adapter::rows::{Cell, Column, GroupLayout, Layout, Row};

use crate::guess::Guess;
use crate::profile::Profile;

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
}

/// An element that repeats within a row.
#[derive(Debug)]
pub struct Group {
    /// Its path from the row, or from the entry around it.
    pub path: String,
    /// The name of a field for it.
    pub name: String,
    /// What lies in its entries.
    pub level: Level,
}

impl Level {
    /// The columns of a file, and the groups of its layout.
    pub(crate) fn new(columns: &[Column], layout: &Layout) -> Self {
        Self {
            columns: columns.iter().cloned().map(Profile::new).collect(),
            groups: layout.groups.iter().map(Group::new).collect(),
            folds_names: layout.format.header().is_some(),
            ..Self::default()
        }
    }

    /// Looks at one row; `number` is that of the row of the file.
    pub(crate) fn add(&mut self, row: &Row<'_>, number: u64) {
        self.rows += 1;
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

    /// No more rows.
    pub(crate) fn finish(&mut self) {
        self.columns.iter_mut().for_each(Profile::finish);
        self.groups.iter_mut().for_each(|group| group.level.finish());
    }

    /// All columns, those of groups as well, each with its guess and the path of the group that it is in.
    pub fn all(&self) -> Vec<(String, &Profile, &Guess, u64)> {
        let own = self.columns.iter().zip(&self.guesses);
        let mut all: Vec<_> =
            own.map(|(profile, guess)| (String::new(), profile, guess, self.rows)).collect();
        for group in &self.groups {
            let inside = group.level.all().into_iter();
            all.extend(inside.map(|(path, profile, guess, rows)| {
                (format!("{}[] {path}", group.path), profile, guess, rows)
            }));
        }
        all
    }
}

impl Group {
    fn new(layout: &GroupLayout) -> Self {
        let column = |name: &str| Column { name: name.to_owned(), ..Column::default() };
        let columns = layout.columns.iter().map(|one| Profile::new(column(one.name())));
        let groups = layout.groups.iter().map(Self::new).collect();
        let level = Level { columns: columns.collect(), groups, ..Level::default() };
        Self { path: layout.path.clone(), name: String::new(), level }
    }
}
