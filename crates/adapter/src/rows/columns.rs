//! Which column of a file is which column of the layout.
//!
//! Names compare exactly first; where nothing is equal, after NFC, trimming, single spaces and case folding, and
//! without diacritics where the layout says so. `_` and `-` are never ignored: `ProvinceCode` is not `province_code`.

use lienthong_vntext::text::{fold, fold_keep_marks};

use crate::decode::DecodeError;
use crate::finding::Finding;
use crate::mapping::reasons::{DUPLICATE_COLUMN, MISSING_COLUMN};
use crate::phrase;
use crate::phrase::Phrase;
use crate::rows::{Column, FormatLayout, Layout};

/// The places of the layout's columns in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Binding {
    /// For each column of the layout, its index among the columns of the file.
    pub index: Vec<Option<usize>>,
    /// Columns of the file that the layout does not use.
    pub unused: Vec<usize>,
}

/// Finds the layout's columns among those of a file.
///
/// A required column that is missing and two columns that match one name are refused; the error lists what was found.
pub fn bind(found: &[Column], layout: &Layout) -> Result<Binding, DecodeError> {
    if layout.format.is_tree() {
        return Ok(Binding { index: (0..layout.columns.len()).map(Some).collect(), unused: Vec::new() });
    }
    let bare = layout.format.header().is_some_and(|header| header.fold_diacritics);
    let fold = |text: &str| fold_name(text, bare);
    let folded: Vec<String> = found.iter().map(|column| fold(&column.name)).collect();
    let mut index = Vec::with_capacity(layout.columns.len());
    for column in &layout.columns {
        let exact = |at: &usize| column.names.iter().any(|name| *name == found[*at].name);
        let wanted: Vec<String> = column.names.iter().map(|name| fold(name)).collect();
        let alike = |at: &usize| wanted.contains(&folded[*at]);
        let mut matches: Vec<usize> = (0..found.len()).filter(exact).collect();
        if matches.is_empty() {
            matches = (0..found.len()).filter(alike).collect();
        }
        match matches[..] {
            [] if column.required => {
                let finding = Finding::new(&MISSING_COLUMN).expected(column.names.join(" | "));
                return Err(said(finding, found, layout, &folded, &fold).into());
            }
            [] => index.push(None),
            [one] => index.push(Some(one)),
            [first, second, ..] => {
                let show = |at: usize| match &found[at].letter {
                    Some(letter) => format!("{} ({letter})", found[at].name),
                    None => format!("{} ({})", found[at].name, at + 1),
                };
                return Err(Finding::new(&DUPLICATE_COLUMN)
                    .found(format!("{}, {}", show(first), show(second)))
                    .expected(column.names.join(" | "))
                    .into());
            }
        }
    }
    let unused = (0..found.len()).filter(|at| !index.contains(&Some(*at))).collect();
    Ok(Binding { index, unused })
}

/// Delimiters that a file may have in the place of the one that its mapping says.
const DELIMITERS: [char; 5] = [';', '\t', '|', ',', '~'];

/// The names that were found. Where not one of them is known, what stands in the place of the header is somebody's
/// data: it is counted and not shown.
fn said(
    finding: Finding,
    found: &[Column],
    layout: &Layout,
    folded: &[String],
    fold: &dyn Fn(&str) -> String,
) -> Finding {
    let mut names = layout.columns.iter().flat_map(|column| &column.names);
    if names.any(|name| folded.contains(&fold(name))) {
        let names: Vec<&str> = found.iter().map(|column| column.name.as_str()).collect();
        return finding.found(names.join(", "));
    }
    let other = match (&layout.format, found) {
        (FormatLayout::Csv(csv), [one]) => DELIMITERS
            .into_iter()
            .find(|delimiter| *delimiter != char::from(csv.delimiter) && one.name.contains(*delimiter)),
        _ => None,
    };
    let count = found.len();
    finding.found(match (count, other) {
        (1, Some(other)) => {
            let other = if other == '\t' { "TAB".to_owned() } else { other.to_string() };
            phrase!(
                "one column, which is not known, with {other} in it: is that the delimiter?",
                "một cột không quen, trong đó có {other}: có phải đó là dấu phân cách?"
            )
        }
        (1, None) => Phrase::new("one column, which is not known", "một cột, không phải cột nào quen"),
        _ => phrase!("{count} columns, none of them known", "{count} cột, không cột nào quen"),
    })
}

/// `name` as names are compared where none is equal: in NFC and lower case with single spaces, and without diacritics
/// where `bare`.
pub fn fold_name(name: &str, bare: bool) -> String {
    if bare { fold(name) } else { fold_keep_marks(name) }
}
