//! Schemas: what a kind of data is, apart from the formats that carry it.
//!
//! A schema names typed fields, in groups within groups. Legacy formats meet it through mappings; a record of a schema
//! ([`Record`]) is what travels between them.
//!
//! | module | idea |
//! |---|---|
//! | `field` | fields, their kinds, and paths to them |
//! | `value` | records and their values; exact decimals, dates that may lack a day or a month |
//! | `check` | whether a record is one of its schema |
//! | `search` | by which values an auditor finds a record |
//! | `code_list` | the codes that a field may hold |
//!
//! # What holds
//!
//! * Every text is NFC. Codes and digits are text; no leading zero is ever lost.
//! * Numbers are exact decimals, never floats.
//! * A record has its values in the order of its schema's fields, so that no name is looked up per value.

mod check;
mod code_list;
mod field;
mod search;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use check::{Broken, Held, Rule};
pub use code_list::CodeList;
pub use field::{Field, FieldName, FieldPath, Kind, Precision, Repeats};
pub use search::SearchTerm;
pub use value::{Decimal, PartialDate, Record, Value, ValueError};

use crate::ids::MessageType;

/// What a kind of data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The message type of its records, e.g. `khai-sinh/v1`.
    pub id: MessageType,
    /// What people call it.
    pub title: String,
    /// The fields, in order.
    pub fields: Vec<Field>,
}

/// Records of one schema: the payload of one message.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// Whose records.
    pub schema: Arc<Schema>,
    /// In the order of the source.
    pub records: Vec<Record>,
}

/// All schemas, by message type.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    by_id: BTreeMap<MessageType, Arc<Schema>>,
}

impl Schemas {
    /// Indexes schemas. Ids are unique: that is checked where the files are read.
    pub fn new(schemas: impl IntoIterator<Item = Arc<Schema>>) -> Self {
        Self { by_id: schemas.into_iter().map(|schema| (schema.id.clone(), schema)).collect() }
    }
    /// The schema of a message type.
    pub fn get(&self, id: &MessageType) -> Option<&Arc<Schema>> {
        self.by_id.get(id)
    }
    /// All, in order of id.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Schema>> {
        self.by_id.values()
    }
}

impl Schema {
    /// The field that `path` leads to.
    ///
    /// # Panics
    ///
    /// Where the path is not of this schema; paths are made by [`Schema::path`].
    pub fn field(&self, path: &FieldPath) -> &Field {
        path.field(&self.fields)
    }

    /// Whether a record says something about a person, in whatever depth.
    pub fn has_personal(&self) -> bool {
        fn any(fields: &[Field]) -> bool {
            fields.iter().any(|field| field.personal || any(field.fields()))
        }
        any(&self.fields)
    }

    /// The path of dotted `text`, e.g. `applicant.name`, through groups that do not repeat.
    pub fn path(&self, text: &str) -> Option<FieldPath> {
        field::path(&self.fields, text)
    }

    /// Every field that no group holds together with others, with its dotted path: what a row can carry. Fields of
    /// repeated groups are left out; the group itself is in.
    pub fn leaves(&self) -> Vec<(String, FieldPath)> {
        field::leaves(&self.fields)
    }
}
