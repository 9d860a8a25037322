//! Documents and statuses as records of two built-in schemas, so that mappings can carry them.
//!
//! | module | idea |
//! |---|---|
//! | `schema` | the schemas `document` and `document-status` |
//! | `slots` | values of a record by the names of their fields |
//! | `to_record` | a document to its record; only the opening of a file can fail |
//! | `from_record` | a record to its document, checked |
//! | `content` | files as base64 text, and back |
//! | `reasons` | all that the above can refuse |
//!
//! # What holds
//!
//! * A document that becomes a record and a document again is the same document. How a package packed a file is not
//!   part of it: the record holds the file itself (RFC 4648, section 4, without line breaks), with size and digest.
//! * `reference` is made from `number` and `notation`. A record may have either, and where it has both they must agree.
//! * A document that lacks what its schema requires becomes a record that lacks it; nothing is made up.
//! * No finding shows the name of a person or a letter of a file.

mod content;
mod from_record;
mod reasons;
mod schema;
mod slots;
mod to_record;

use lienthong_model::MessageType;
use lienthong_model::document::{Document, DocumentStatus};
use lienthong_model::schema::Schema;

use crate::{Facts, Limits};

pub use from_record::read;
pub use reasons::REFUSALS;
pub use schema::{document_schema, status_schema};
pub use to_record::write;

/// Whether messages of this type are one document or status each, and never a list of records.
pub fn is_whole(kind: &MessageType) -> bool {
    *kind == MessageType::document() || *kind == MessageType::document_status()
}

/// `limits` for records of `schema`: a file stands in one cell, so that for documents the package bounds the cell.
pub fn limits_of(schema: &Schema, limits: &Limits) -> Limits {
    let mut limits = *limits;
    if schema.id == MessageType::document() {
        let package = usize::try_from(limits.package_bytes).unwrap_or(usize::MAX);
        limits.cell_bytes = limits.cell_bytes.max(package);
    }
    limits
}

/// What a document says on its outside, by the rules of edXML packages: a recall belongs to what it recalls.
pub fn facts_of_document(document: &Document) -> Facts {
    Facts {
        sender: Some(document.sender.code_text.clone()),
        receivers: document.receivers.iter().map(|party| party.code_text.clone()).collect(),
        created_at: document.trace.first().and_then(|hop| hop.at),
        correlation_id: document.business.document_id.clone().or_else(|| document.document_id.clone()),
        ..Facts::default()
    }
}

/// What a status says on its outside: it goes to the agency whose document it is about.
pub fn facts_of_status(status: &DocumentStatus) -> Facts {
    Facts {
        sender: Some(status.reporter.code_text.clone()),
        receivers: status.about.agency_text.iter().cloned().collect(),
        created_at: status.at,
        correlation_id: status.about.document_id.clone(),
        ..Facts::default()
    }
}
