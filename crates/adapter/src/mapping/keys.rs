//! Keys that stand once in a file, in 16 bytes for each row: the values themselves are not kept.

use std::collections::HashMap;

use lienthong_model::Digest;
use lienthong_model::schema::Record;

use super::kinds::show;
use super::reasons::DUPLICATE_KEY;
use super::{FieldMap, Mapping};
use crate::finding::Finding;
use crate::phrase;

/// The keys so far, each with its row.
#[derive(Debug, Default)]
pub(super) struct Keys(HashMap<[u8; 16], u64>);

impl Keys {
    /// Takes the key of a record, which is refused where it stood before. The first one stays.
    pub(super) fn take(&mut self, mapping: &Mapping, record: &Record, row: u64) -> Result<(), Finding> {
        if mapping.key.is_empty() {
            return Ok(());
        }
        let mut text = String::new();
        for path in &mapping.key {
            text.push_str(&record.get(path).map(show).unwrap_or_default());
            // No text holds this character, so that no two keys are one text.
            text.push('\0');
        }
        let digest = Digest::of(text.as_bytes());
        let mut short = [0; 16];
        short.copy_from_slice(&digest.as_bytes()[..16]);
        match self.0.get(&short) {
            Some(first) => Err(of_the_key(
                Finding::new(&DUPLICATE_KEY)
                    .found(phrase!("row {first}", "dòng {first}").ours())
                    .expected_in("a key that stands once", "khóa chỉ có một lần"),
                mapping,
            )),
            None => {
                self.0.insert(short, row);
                Ok(())
            }
        }
    }
}

/// With the fields of the key and the columns that they stand in.
fn of_the_key(finding: Finding, mapping: &Mapping) -> Finding {
    let fields: Vec<&FieldMap> =
        mapping.rows.fields.iter().filter(|one| mapping.key.contains(&one.to)).collect();
    let names: Vec<&str> = fields.iter().map(|one| one.name.as_str()).collect();
    let columns = fields.iter().flat_map(|one| one.from.columns());
    let columns: Vec<&str> = columns.map(|at| mapping.layout.columns[*at].name()).collect();
    let finding = if columns.is_empty() { finding } else { finding.field(columns.join(", ")) };
    if names.is_empty() { finding } else { finding.path(names.join(", ")) }
}
