//! By which values auditors find a message or a call: those of its schema's search keys, once each.
//!
//! The values may be numbers of persons. They stay in memory until the store has made keyed hashes of them.

use std::collections::BTreeSet;

use bytes::Bytes;
use lienthong_config::Checked;
use lienthong_model::MessageType;
use lienthong_model::schema::{Schema, SearchTerm};
use lienthong_wire::records::RecordsReader;

use crate::formats::Understood;

/// The terms of a message of `kind` whose bytes are `sent`.
pub(crate) fn of(
    checked: &Checked,
    kind: &MessageType,
    understood: &Understood,
    sent: &Bytes,
) -> Vec<SearchTerm> {
    let Some(schema) = checked.schemas.get(kind).filter(|schema| schema.has_search_keys()) else {
        return Vec::new();
    };
    let is_canonical = understood.format.as_str() == "canonical";
    let Some(records) = understood.canonical.as_ref().or(is_canonical.then_some(sent)) else {
        return Vec::new();
    };
    of_records(schema, records)
}

/// The terms of canonical records of a schema.
pub(crate) fn of_records(schema: &Schema, records: &Bytes) -> Vec<SearchTerm> {
    if !schema.has_search_keys() {
        return Vec::new();
    }
    let mut terms = BTreeSet::new();
    // What is no record any more was refused when it was understood.
    if let Ok(Some(mut reader)) = RecordsReader::open(records) {
        while let Ok(Some(record)) = reader.next_record(schema) {
            schema.search_terms(&record, &mut |term| {
                terms.insert(term);
            });
        }
    }
    terms.into_iter().collect()
}
