//! Where the columns and groups of a layout are written.

use std::borrow::Cow;

use lienthong_adapter::mapping::reasons::{NOT_ENCODABLE, NOT_SAYABLE};
use lienthong_adapter::rows::{ColumnKind, ColumnLayout, GroupLayout, OutCell, OutRow, Stored};
use lienthong_adapter::{Finding, Phrase, Say};
use lienthong_vntext::Charset;

use crate::dataset;
use crate::out::{At, Out};
use crate::path::{self, is_name};
use crate::space::Spaces;

/// A row, or an entry of a group.
pub(crate) struct Plan {
    columns: Vec<Place>,
    groups: Vec<(Place, Plan)>,
    /// What is written, one after the other.
    order: Vec<Part>,
    write_empty: bool,
}

/// A part of a row, by its index.
#[derive(Debug, Clone, Copy)]
enum Part {
    Column(usize),
    Group(usize),
}

/// A path: elements, and an attribute at the end.
struct Place {
    elements: Vec<String>,
    attribute: Option<String>,
    /// As the layout has it.
    path: String,
    decomposed: bool,
    /// The type of its values, in a data set.
    declared: Option<(ColumnKind, Stored)>,
}

/// What all paths of a layout have in common.
#[derive(Clone, Copy)]
pub(crate) struct Names<'s> {
    pub(crate) spaces: &'s Spaces,
    /// Whether names that XML forbids are escaped, as ADO.NET does.
    pub(crate) encode: bool,
    pub(crate) write_empty: bool,
}

impl Names<'_> {
    /// A name as it is written, with its prefix.
    pub(crate) fn written<'n>(&self, name: &'n str) -> Result<Cow<'n, str>, Finding> {
        if self.encode {
            return Ok(dataset::encode_name(name));
        }
        let good = match name.split_once(':') {
            Some((prefix, local)) => self.spaces.named(prefix).is_some() && is_name(local),
            None => is_name(name),
        };
        if good {
            Ok(name.into())
        } else {
            Err(unsayable(name, Phrase::new("the name of an element", "tên phần tử")))
        }
    }

    /// The name of what a mapping kept. What stands for a namespace without a prefix, or for text beside elements, is
    /// no name, even where any name can be written.
    fn kept<'n>(&self, name: &'n str) -> Result<Cow<'n, str>, Finding> {
        if name.starts_with("*:") || name == "text()" {
            return Err(unsayable(name, Phrase::new("the name of an element", "tên phần tử")));
        }
        self.written(name)
    }

    fn column(&self, column: &ColumnLayout, charset: Charset) -> Result<Place, Finding> {
        let declared = self.encode.then_some((column.kind, column.pad.stored));
        Ok(Place { declared, ..self.place(column.name(), charset)? })
    }

    fn place(&self, text: &str, charset: Charset) -> Result<Place, Finding> {
        let steps = path::parse(text, self.spaces)?;
        let mut place = Place {
            elements: Vec::new(),
            attribute: None,
            path: text.into(),
            decomposed: charset == Charset::Utf8Nfd,
            declared: None,
        };
        for step in steps {
            let name = self.written(&step.written)?.into_owned();
            if step.is_attribute { place.attribute = Some(name) } else { place.elements.push(name) }
        }
        Ok(place)
    }
}

impl Plan {
    pub(crate) fn new(
        names: Names<'_>,
        charset: Charset,
        columns: &[ColumnLayout],
        groups: &[GroupLayout],
    ) -> Result<Self, Finding> {
        let (order, write_empty) = (order(columns.len(), groups), names.write_empty);
        let mut plan = Self { columns: Vec::new(), groups: Vec::new(), order, write_empty };
        for column in columns {
            let charset = column.charset.unwrap_or(charset);
            let is_legacy =
                charset.is_ascii_compatible() && !matches!(charset, Charset::Utf8 | Charset::Utf8Nfd);
            if is_legacy {
                let finding = Finding::new(&NOT_ENCODABLE)
                    .found(Phrase::new("XML is Unicode", "XML dùng Unicode"))
                    .expected(charset.name());
                return Err(finding.field(column.name()));
            }
            plan.columns.push(names.column(column, charset)?);
        }
        for group in groups {
            let inner = Self::new(names, charset, &group.columns, &group.groups)?;
            let place = names.place(&group.path, charset)?;
            if place.attribute.is_some() || place.elements.is_empty() {
                return Err(unsayable(
                    &group.path,
                    Phrase::new("the path of an element", "đường dẫn phần tử"),
                ));
            }
            plan.groups.push((place, inner));
        }
        plan.check()?;
        Ok(plan)
    }

    /// No two columns have one place, and no group stands where something else does.
    fn check(&self) -> Result<(), Finding> {
        let columns = self.columns.iter().map(|place| (&place.elements, &place.attribute));
        let mut all: Vec<_> =
            columns.chain(self.groups.iter().map(|(place, _)| (&place.elements, &None))).collect();
        all.sort();
        if let Some(two) = all.windows(2).find(|two| two[0] == two[1]) {
            let path = two[0].0.join("/");
            return Err(unsayable(
                &path,
                Phrase::new("a value in a place of its own", "giá trị ở vị trí riêng"),
            )
            .field(path));
        }
        let within = |place: &Place, group: &Place| place.elements.starts_with(&group.elements);
        for (index, (group, _)) in self.groups.iter().enumerate() {
            let others = self.groups.iter().enumerate().filter(|(other, _)| *other != index);
            let mut others = self.columns.iter().chain(others.map(|(_, (place, _))| place));
            if let Some(other) = others.find(|place| within(place, group)) {
                return Err(unsayable(
                    &other.path,
                    Phrase::new("a place outside of a group", "vị trí ngoài nhóm"),
                )
                .field(&other.path));
            }
        }
        Ok(())
    }

    /// Puts a row into its element.
    pub(crate) fn fill<'r>(&'r self, out: &mut Out<'r>, at: At, row: &'r OutRow<'_>) -> Result<(), Finding> {
        for part in &self.order {
            match *part {
                Part::Column(index) => {
                    let Some(cell) = row.cells.get(index) else { continue };
                    self.put(out, at, &self.columns[index], cell)?;
                }
                Part::Group(index) => {
                    let (place, plan) = &self.groups[index];
                    let rows = row.groups.get(index).map(Vec::as_slice).unwrap_or_default();
                    let Some((name, parents)) = place.elements.split_last() else { continue };
                    let parent = parents.iter().fold(at, |at, name| out.enter(at, name));
                    for row in rows {
                        let entry = out.push(parent, name.into());
                        out.stay(entry);
                        plan.fill(out, entry, row)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn put<'r>(
        &'r self,
        out: &mut Out<'r>,
        at: At,
        place: &'r Place,
        cell: &OutCell<'r>,
    ) -> Result<(), Finding> {
        let element = place.elements.iter().fold(at, |at, name| out.enter(at, name));
        match (&place.attribute, place.text(cell)?) {
            (Some(name), Some(text)) => _ = out.set_attribute(element, name.into(), text),
            (None, Some(text)) => _ = out.set_text(element, text),
            (None, None) if self.write_empty && place.may_be_empty() => out.stay(element),
            (_, None) => {}
        }
        Ok(())
    }
}

/// The columns in their order, and each group behind as many of them as its layout says.
fn order(columns: usize, groups: &[GroupLayout]) -> Vec<Part> {
    let at = |column: usize| {
        let here = move |group: &GroupLayout| group.before.min(columns) == column;
        groups.iter().enumerate().filter(move |(_, group)| here(group)).map(|(index, _)| Part::Group(index))
    };
    (0..columns).flat_map(|column| at(column).chain([Part::Column(column)])).chain(at(columns)).collect()
}

impl Place {
    /// Whether an element without text is a value of its type: an empty number is none, and its reader breaks off.
    fn may_be_empty(&self) -> bool {
        let is_text = |kind| matches!(kind, ColumnKind::Text | ColumnKind::TextOf { .. } | ColumnKind::Memo);
        self.declared.is_none_or(|(kind, _)| is_text(kind))
    }

    /// A number as its type says it.
    fn number<'r>(&self, number: &'r str) -> Result<Cow<'r, str>, Finding> {
        Ok(match self.declared {
            Some((ColumnKind::Number { .. }, Stored::Integer)) => Stored::as_int(number)?.to_string().into(),
            Some((ColumnKind::Number { .. }, Stored::Long)) => Stored::as_long(number)?.to_string().into(),
            Some((ColumnKind::Number { .. }, Stored::Double)) => {
                Stored::as_double(number)?;
                number.into()
            }
            _ => number.into(),
        })
    }

    fn text<'r>(&self, cell: &OutCell<'r>) -> Result<Option<Cow<'r, str>>, Finding> {
        Ok(Some(match cell {
            OutCell::Absent => return Ok(None),
            OutCell::Text(text) if self.decomposed && !text.is_ascii() => {
                let bytes = Charset::Utf8Nfd.encode(text);
                let bytes = bytes.map_err(|_| {
                    unsayable(Phrase::new("a character", "một ký tự"), Phrase::new("a text", "văn bản"))
                        .field(&self.path)
                })?;
                String::from_utf8_lossy(&bytes).into_owned().into()
            }
            OutCell::Text(text) => Cow::Borrowed(text),
            OutCell::Number(number) => self.number(number).map_err(|finding| finding.field(&self.path))?,
            OutCell::Bool(flag) => if *flag { "true" } else { "false" }.into(),
            OutCell::Date(date) => date.strftime("%Y-%m-%d").to_string().into(),
            OutCell::DateTime(at) => at.strftime("%Y-%m-%dT%H:%M:%S").to_string().into(),
        }))
    }
}

/// Compares paths so that entries come in the order of their numbers: `La[2]` before `La[10]`.
pub(crate) fn by_number(one: &str, other: &str) -> std::cmp::Ordering {
    let parts = |path: &'_ str| -> Vec<(String, usize)> {
        let part = |step: &str| match step.strip_suffix(']').and_then(|step| step.rsplit_once('[')) {
            Some((name, number)) => (name.to_owned(), number.parse().unwrap_or(0)),
            None => (step.to_owned(), 0),
        };
        path.split('/').map(part).collect()
    };
    parts(one).cmp(&parts(other))
}

/// Puts what a mapping kept into its place: a path, with the number behind the name of an element that repeats. The
/// entries of one name come in order.
pub(crate) fn put_extra<'r>(
    names: Names<'_>,
    out: &mut Out<'r>,
    path: &'r str,
    text: &'r str,
) -> Result<(), Finding> {
    let taken = || {
        unsayable(path, Phrase::new("a value in a place of its own", "giá trị ở vị trí riêng")).field(path)
    };
    let mut at = 0;
    if path != "." {
        for step in path.split('/') {
            if let Some(name) = step.strip_prefix('@') {
                let name = names.kept(name).map_err(|finding| finding.field(path))?;
                let is_new = out.set_attribute(at, name, text.into());
                return if is_new { Ok(()) } else { Err(taken()) };
            }
            let (name, number) = match step.strip_suffix(']').and_then(|step| step.rsplit_once('[')) {
                Some((name, number)) => (name, number.parse().ok().filter(|number| *number > 0)),
                None => (step, None),
            };
            let name = names.kept(name).map_err(|finding| finding.field(path))?;
            at = match (out.find(at, &name, number.unwrap_or(1)), number) {
                (Some(found), _) => found,
                (None, Some(number)) if number == 1 || out.find(at, &name, number - 1).is_some() => {
                    out.push(at, name)
                }
                // The entry before it is missing, so that this one would come back under another number.
                (None, Some(_)) => return Err(taken()),
                (None, None) => out.push(at, name),
            };
        }
    }
    if out.keep_text(at, text.into()) { Ok(()) } else { Err(taken()) }
}

pub(crate) fn unsayable(found: impl Say, expected: impl Say) -> Finding {
    Finding::new(&NOT_SAYABLE).found(found).expected(expected)
}
