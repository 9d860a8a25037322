//! Looking into records of the two schemas by the names of their fields.

use jiff::civil::DateTime;
use lienthong_model::schema::{Record, Value};

use crate::schema::{Known, Slot};

/// What stands between several paths in one member.
pub(crate) const PATHS_JOINED_BY: &str = "##";

impl Slot {
    /// The value of this member in `record`.
    pub(crate) fn get<'r>(&self, record: &'r Record) -> Option<&'r Value> {
        let value = record.values.get(self.outer)?.as_ref()?;
        match (self.inner, value) {
            (None, value) => Some(value),
            (Some(inner), Value::Group(group)) => group.values.get(inner)?.as_ref(),
            _ => None,
        }
    }
}

/// The value of the field `name`, dotted.
///
/// # Panics
///
/// Where the schema has no such field.
pub(crate) fn value<'r>(known: &Known, record: &'r Record, name: &str) -> Option<&'r Value> {
    let slot = known.layout.slots.iter().find(|slot| slot.member.field == name);
    slot.expect("names are those of the tables").get(record)
}

/// The same, of a text.
pub(crate) fn text<'r>(known: &Known, record: &'r Record, name: &str) -> Option<&'r str> {
    value(known, record, name).and_then(Value::as_text)
}

/// The same, of a point in time.
pub(crate) fn time(known: &Known, record: &Record, name: &str) -> Option<DateTime> {
    match value(known, record, name) {
        Some(Value::DateTime(at)) => Some(*at),
        _ => None,
    }
}

/// The same, of a list; an absent one is empty.
pub(crate) fn list<'r>(known: &Known, record: &'r Record, name: &str) -> &'r [Record] {
    match value(known, record, name) {
        Some(Value::List(list)) => list,
        _ => &[],
    }
}
