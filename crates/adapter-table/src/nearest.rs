//! The row that came nearest to the header of a mapping, to be told where none is found.
//!
//! What stands above a table, or in a file without a header, may be the data of people. So a row is shown only where it
//! holds a name that the mapping knows, diacritics aside; of others it is told where they stand and how many cells they
//! have, as where a column is missing.

use lienthong_adapter::mapping::reasons::HEADER_NOT_FOUND;
use lienthong_adapter::rows::{Header, HeaderRule, Layout, fold_name};
use lienthong_adapter::{Finding, Phrase, phrase};
use lienthong_vntext::Charset;

/// Rows in which a header is looked for.
pub(crate) const SEARCHED: u64 = 100;
/// Cells of a row that are shown, and the letters of each.
const CELLS: usize = 12;
const LETTERS: usize = 24;

/// The rows that were looked at.
pub(crate) struct Nearest<'a> {
    header: &'a Header,
    /// The names of the mapping, without diacritics.
    known: Vec<String>,
    charset: Charset,
    /// The first filled row and its cells.
    first: Option<(u64, usize)>,
    /// The first row that is no text in the charset, and how many are none.
    unreadable: Option<(u64, u64)>,
    best: Option<Best>,
}

/// The first of the rows with most names that the mapping knows.
struct Best {
    number: u64,
    count: usize,
    names: Vec<String>,
}

impl<'a> Nearest<'a> {
    pub(crate) fn new(header: &'a Header, layout: &Layout) -> Self {
        let columns = layout.columns.iter().flat_map(|column| &column.names);
        // A name of two rows stands in both.
        let columns = columns.flat_map(|name| std::iter::once(name.as_str()).chain(name.split(" / ")));
        let known = wanted(header).iter().map(String::as_str).chain(columns);
        let known = known.map(|name| fold_name(name, true)).collect();
        let charset = layout.charset;
        Self { header, known, charset, first: None, unreadable: None, best: None }
    }

    /// Passes a row that cannot be read in the charset.
    pub(crate) fn pass(&mut self, number: u64) {
        if number <= SEARCHED {
            self.unreadable.get_or_insert((number, 0)).1 += 1;
        }
    }

    /// Looks at a row, whose number is as the program shows it.
    pub(crate) fn look(&mut self, number: u64, names: impl Iterator<Item = String>) {
        let names: Vec<String> = names.filter(|name| !name.trim().is_empty()).collect();
        if names.is_empty() || number > SEARCHED {
            return;
        }
        self.first.get_or_insert((number, names.len()));
        let count = names.iter().filter(|name| self.known.contains(&fold_name(name, true))).count();
        if count > self.best.as_ref().map_or(0, |best| best.count) {
            self.best = Some(Best { number, count, names });
        }
    }

    /// The refusal: what was looked for, what came nearest, and what it lacks.
    pub(crate) fn not_found(&self) -> Finding {
        let finding = Finding::new(&HEADER_NOT_FOUND).found(self.found());
        match &self.header.rule {
            HeaderRule::Row(number) => {
                finding.expected(phrase!("a header in row {number}", "tiêu đề ở dòng {number}"))
            }
            _ => finding.expected(wanted(self.header).join(", ")),
        }
    }

    fn found(&self) -> Phrase {
        let Some((number, count)) = self.unreadable else { return self.found_readable() };
        let charset = self.charset.name();
        let unread = phrase!(
            "row {number} is not in the charset {charset} (such rows: {count})",
            "dòng {number} không thuộc bảng mã {charset} (số dòng như vậy: {count})"
        )
        .ours();
        if self.first.is_none() {
            return unread;
        }
        let read = self.found_readable();
        Phrase::join(&[unread, read], "; ")
    }

    fn found_readable(&self) -> Phrase {
        let Some((first, cells)) = self.first else {
            return Phrase::new("no row with a value", "không có dòng nào có giá trị");
        };
        let Some(Best { number, names, .. }) = &self.best else {
            return phrase!(
                "row {first} (cells: {cells}), without a known name",
                "dòng {first} (số ô: {cells}), không có tên cột nào đã biết"
            )
            .ours();
        };
        let shown: Vec<String> = names.iter().take(CELLS).map(|name| cut(name)).collect();
        let more = if names.len() > CELLS { " | …" } else { "" };
        let row = format!("{}{more}", shown.join(" | "));
        let bare = self.header.fold_diacritics;
        let folded: Vec<String> = names.iter().map(|name| fold_name(name, bare)).collect();
        let lacks = wanted(self.header).iter().filter(|name| !folded.contains(&fold_name(name, bare)));
        let lacks: Vec<&str> = lacks.map(String::as_str).collect();
        if lacks.is_empty() {
            return phrase!("row {number}: {row}", "dòng {number}: {row}");
        }
        // What is missing comes first: a long row may be cut.
        let lacks = lacks.join(", ");
        phrase!("row {number}, without {lacks}: {row}", "dòng {number}, thiếu {lacks}: {row}")
    }
}

fn wanted(header: &Header) -> &[String] {
    match &header.rule {
        HeaderRule::Find(names) => names,
        HeaderRule::Row(_) | HeaderRule::Absent => &[],
    }
}

fn cut(name: &str) -> String {
    let mut short: String = name.trim().chars().take(LETTERS).collect();
    if name.trim().chars().nth(LETTERS).is_some() {
        short.push('…');
    }
    short
}
