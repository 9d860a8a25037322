//! A refusal of a column that is written, told of the field that stands in it.
//!
//! Formats know columns and texts, not fields; and they do not know which of them are personal.
//!
//! 1. the column is looked for in the layout, by its name, or by the end of its path where a tree names an element;
//! 2. the finding gets the names of the fields that are written there;
//! 3. where the record has personal fields, the letter that a charset lacks is shown to the sender alone, and to nobody where
//!    the field is personal.
//!
//! # What holds
//!
//! * A finding that comes back with a path has one of a field, and its column is one of the mapping's.

use lienthong_model::schema::Field;
use lienthong_vntext::Charset;

use super::guard::NOT_SHOWN;
use super::reasons::NOT_ENCODABLE;
use super::row_in::field_at;
use super::{FieldMap, From, Mapping, RowMap};
use crate::finding::Finding;
use crate::phrase::Phrase;
use crate::rows::{ColumnLayout, GroupLayout};

/// A column of the layout, with the names of the fields that are written there.
struct Place<'m> {
    column: &'m ColumnLayout,
    /// Its number, where it is a column of the rows themselves and not of a group in them.
    top: Option<usize>,
    fields: Vec<String>,
    /// Whether one of them is personal, or within what is.
    is_personal: bool,
}

/// A finding of a format. `text` is what was to be written in a column of the rows.
pub(super) fn of_a_format<'t>(
    mut finding: Finding,
    mapping: &Mapping,
    text: &dyn Fn(usize) -> Option<&'t str>,
) -> Finding {
    let element = finding.place.path.take();
    let place = match (&finding.place.field, &element) {
        (Some(name), _) => find(mapping, |column| column == name),
        (None, Some(path)) => find(mapping, |column| is_end(column, path)),
        (None, None) => None,
    };
    if mapping.schema.has_personal() && *finding.reason == NOT_ENCODABLE {
        let text = place.as_ref().and_then(|place| Some((place.column, text(place.top?)?)));
        finding = without_letter(finding, text, mapping.layout.charset);
        // A format may have met the letter of a personal field.
        if place.as_ref().is_none_or(|place| place.is_personal) {
            finding.for_sender = None;
        }
    }
    match place {
        Some(place) => finding.field(place.column.name()).path(place.fields.join(", ")),
        // The name of an element that the mapping does not know may be anybody's.
        None => match element.filter(|_| finding.place.field.is_none()) {
            Some(element) => finding.field(element),
            None => finding,
        },
    }
}

/// A finding of ours, with the fields of its column where it names none.
pub(super) fn of_a_column(finding: Finding, mapping: &Mapping) -> Finding {
    let (None, Some(name)) = (&finding.place.path, &finding.place.field) else { return finding };
    match find(mapping, |column| column == name) {
        Some(place) => finding.path(place.fields.join(", ")),
        None => finding,
    }
}

/// With the columns that a field stands in.
pub(super) fn within(finding: Finding, from: &From, columns: &[ColumnLayout]) -> Finding {
    let names: Vec<&str> = from.columns().iter().map(|at| columns[*at].name()).collect();
    if names.is_empty() { finding } else { finding.field(names.join(", ")) }
}

/// The only column whose name is the one that is meant, where fields are written there.
fn find<'m>(mapping: &'m Mapping, is_meant: impl Fn(&str) -> bool) -> Option<Place<'m>> {
    let mut found = Vec::new();
    let layout = &mapping.layout;
    let within = Within { fields: &mapping.schema.fields, name: None, is_personal: false };
    collect(&mapping.rows, &layout.columns, &layout.groups, &within, &is_meant, &mut found);
    let is_only = found.len() == 1;
    found.pop().filter(|place| is_only && !place.fields.is_empty())
}

/// What is around the columns that are collected.
struct Within<'w> {
    fields: &'w [Field],
    /// The path of the group; nothing where the rows themselves are meant.
    name: Option<&'w str>,
    is_personal: bool,
}

impl Within<'_> {
    fn join(&self, name: &str) -> String {
        self.name.map_or_else(|| name.to_owned(), |group| format!("{group}.{name}"))
    }
}

fn collect<'m>(
    map: &RowMap,
    columns: &'m [ColumnLayout],
    groups: &'m [GroupLayout],
    within: &Within<'_>,
    is_meant: &dyn Fn(&str) -> bool,
    found: &mut Vec<Place<'m>>,
) {
    for (at, column) in columns.iter().enumerate().filter(|(_, column)| is_meant(column.name())) {
        let fields = map.fields.iter().filter(|one| one.direction.writes());
        let fields: Vec<_> = fields.filter(|one| one.from.columns().contains(&at)).collect();
        let is_personal = |one: &&FieldMap| field_at(within.fields, one.to.steps()).personal;
        found.push(Place {
            column,
            top: within.name.is_none().then_some(at),
            is_personal: within.is_personal || fields.iter().any(is_personal),
            fields: fields.iter().map(|one| within.join(&one.name)).collect(),
        });
    }
    for group in &map.groups {
        let layout = &groups[group.layout];
        let field = field_at(within.fields, group.to.steps());
        let is_personal = within.is_personal || field.personal;
        let name = within.join(&layout.path);
        let within = Within { fields: field.fields(), name: Some(&name), is_personal };
        collect(&group.rows, &layout.columns, &layout.groups, &within, is_meant, found);
    }
}

/// Whether the path of a column ends with that of an element.
fn is_end(column: &str, path: &str) -> bool {
    column.strip_suffix(path).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// What a charset lacks, without saying to everybody which letter it is.
fn without_letter(finding: Finding, written: Option<(&ColumnLayout, &str)>, charset: Charset) -> Finding {
    let error = written.and_then(|(column, text)| column.charset.unwrap_or(charset).encode(text).err());
    match error.map(lienthong_vntext::EncodeError::personal) {
        Some(error) => finding.only_for_the_sender(Phrase::of(error.to_string(), error.message_vi()).ours()),
        None => finding.only_for_the_sender(NOT_SHOWN),
    }
}
