//! Characters that nobody sees, in texts that may have them: without width, or of another direction.
//!
//! In a code they are refused. In a name or a note they are carried as they came, since a text is nobody's to change; but
//! whoever searches for it finds nothing, so its sender is told.

use lienthong_model::schema::{Field, Record, Schema, Value};
use lienthong_vntext::text::has_invisible;

use super::reasons::INVISIBLE_CHARACTER;
use crate::finding::Finding;
use crate::phrase::{Phrase, Unit};

/// The rows whose texts have such characters.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    rows: u64,
    /// The first of them, and the field.
    first: Option<(u64, String)>,
}

impl Unseen {
    pub(super) fn see(&mut self, schema: &Schema, record: &Record, row: u64) {
        let Some(field) = find(&schema.fields, record) else { return };
        self.rows += 1;
        self.first.get_or_insert((row, field));
    }

    /// What there is to say at the end.
    pub(super) fn warning(&self) -> Option<Finding> {
        let (row, field) = self.first.as_ref()?;
        let finding = Finding::new(&INVISIBLE_CHARACTER).found(Phrase::count(self.rows, Unit::Rows));
        let expected = Phrase::new("characters that can be seen", "ký tự nhìn thấy được");
        Some(finding.expected(expected).row(*row).path(field))
    }
}

/// The path of the first field with such a character.
fn find(fields: &[Field], record: &Record) -> Option<String> {
    let inner = |field: &Field, record: &Record| {
        find(field.fields(), record).map(|rest| format!("{}.{rest}", field.name))
    };
    fields.iter().zip(&record.values).find_map(|(field, value)| match value.as_ref()? {
        Value::Text(text) => has_invisible(text).then(|| field.name.to_string()),
        Value::Group(group) => inner(field, group),
        Value::List(list) => list.iter().find_map(|record| inner(field, record)),
        _ => None,
    })
}
