//! Names in the order of a document, of which each row shows a part.
//!
//! A name that is new stands behind the one before it in its row. Where nothing known stands before it, it stands before
//! what is known behind it; where nothing known is in its row at all, at the end.

/// Values by name, in the order of the document.
#[derive(Debug)]
pub(super) struct InOrder<T> {
    all: Vec<(String, T)>,
    /// The row whose names came last.
    row: u64,
    /// Names up to the one of this row that came last, once one of them is known.
    behind: Option<usize>,
    /// Names of this row at the end: what is known behind them is not seen yet.
    loose: usize,
}

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self { all: Vec::new(), row: 0, behind: None, loose: 0 }
    }
}

impl<T: Default> InOrder<T> {
    /// The value of a name in the row of this number. The names of a row come one after the other.
    pub(super) fn of(&mut self, name: &str, row: u64) -> &mut T {
        if self.row != row {
            (self.row, self.behind, self.loose) = (row, None, 0);
        }
        let at = self.place(name);
        &mut self.all[at].1
    }

    fn place(&mut self, name: &str) -> usize {
        let settled = self.all.len() - self.loose;
        match (self.all.iter().position(|(own, _)| own == name), self.behind) {
            (Some(known), _) if known >= settled => known,
            (Some(known), _) => {
                let at = known + self.loose;
                self.all[known..].rotate_right(std::mem::take(&mut self.loose));
                self.behind = Some(at + 1);
                at
            }
            (None, Some(behind)) => {
                self.all.insert(behind, (name.to_owned(), T::default()));
                self.behind = Some(behind + 1);
                behind
            }
            (None, None) => {
                self.all.push((name.to_owned(), T::default()));
                self.loose += 1;
                self.all.len() - 1
            }
        }
    }

    /// Takes in what stands under the same names elsewhere, as one more row.
    pub(super) fn take_in(&mut self, other: Self, join: impl Fn(&mut T, T)) {
        (self.behind, self.loose) = (None, 0);
        for (name, value) in other.all {
            let at = self.place(&name);
            join(&mut self.all[at].1, value);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.all.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.all.iter_mut().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_the_first_rows_lack_stands_where_its_row_has_it() {
        for (rows, expected) in [
            (&["a c", "a b c"][..], "a b c"),
            (&["b c", "a b c"], "a b c"),
            (&["a", "b"], "a b"),
            (&["a b", "b c", "c d"], "a b c d"),
            (&["c", "a a b b c", "d"], "a b c d"),
            // Rows in an order of their own: the first stands.
            (&["a b", "b a", "b c a"], "a b c"),
            (&[], ""),
        ] {
            let mut names = InOrder::<()>::default();
            for (row, number) in rows.iter().zip(1..) {
                row.split(' ').for_each(|name| *names.of(name, number) = ());
            }
            let found: Vec<&str> = names.iter().map(|(name, ())| name).collect();
            assert_eq!(found.join(" "), expected, "{rows:?}");
        }
    }
}
