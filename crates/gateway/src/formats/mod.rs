//! The formats by name: what a message means, and what a receiver gets of it.
//!
//! | module | idea |
//! |---|---|
//! | `understand` | a sender's bytes to what they mean, with bad rows kept apart |
//! | `say` | what they mean to the bytes of a receiver |
//! | `documents` | documents whose parts a mapping names |
//! | `whole` | formats that need no mapping, as records, for a conversion without a gateway |
//! | `reasons` | what messages are refused for, by code |
//! | `samples` | the samples of config tests, as messages are read and said |
//! | `records` | records of a schema, one at a time, between canonical bytes, mappings and adapters |
//!
//! A receiver of the sender's own format gets the sender's bytes, with nothing changed but what the format says a hop
//! changes. Any other gets what was understood when the message was accepted, in its own format.

mod documents;
pub(crate) mod reasons;
mod records;
mod samples;
mod say;
mod understand;
mod whole;

use std::sync::Arc;

use lienthong_adapter::rows::RowFormats;
use lienthong_adapter::{Adapter, Finding, OpaqueAdapter, phrase};
use lienthong_adapter_dossier::DossierAdapter;
use lienthong_adapter_edxml::EdxmlAdapter;
use lienthong_adapter_json::JsonFormat;
use lienthong_adapter_table::sheet::{XlsFormat, XlsxFormat};
use lienthong_adapter_table::{CsvFormat, DbfFormat, FixedFormat};
use lienthong_adapter_xml::XmlFormat;
use lienthong_config::KnownFormats;
use lienthong_model::system::System;
use lienthong_model::{FormatName, MessageType};

/// Canonical JSON, record by record.
pub use lienthong_adapter_json::CanonicalWriter;
pub(crate) use reasons::OWN;
pub use records::{RecordsFault, finding as records_fault};
pub use say::{Said, Spoken, TranslateError};
pub use understand::{Apart, RowsRead, Understood};
pub use whole::WHOLE;

use crate::canonical::CanonicalAdapter;

/// The names of all formats that need no mapping, for the configuration.
pub const NAMES: &[&str] = &["canonical", "canonical-json", "dossier-json", "edxml", "opaque"];

/// What the configuration needs to know of formats.
pub fn known() -> KnownFormats {
    let schemas = [
        lienthong_adapter::document::document_schema(),
        lienthong_adapter::document::status_schema(),
        lienthong_adapter_dossier::dossier_schema(),
        lienthong_adapter_dossier::progress_schema(),
    ];
    KnownFormats::new(NAMES.iter().copied()).with_schemas(schemas)
}

/// The adapters, and the formats that mappings are for.
pub struct Formats {
    adapters: Vec<Box<dyn Adapter>>,
    rows: RowFormats,
}

impl Default for Formats {
    fn default() -> Self {
        let adapters: Vec<Box<dyn Adapter>> = vec![
            Box::new(CanonicalAdapter),
            Box::new(DossierAdapter),
            Box::new(EdxmlAdapter),
            Box::new(OpaqueAdapter),
        ];
        Self { adapters, rows: row_formats() }
    }
}

/// The formats that are rows: what mappings are for.
pub fn row_formats() -> RowFormats {
    RowFormats::new(vec![
        Arc::new(CsvFormat),
        Arc::new(DbfFormat),
        Arc::new(FixedFormat),
        Arc::new(JsonFormat),
        Arc::new(XlsFormat),
        Arc::new(XlsxFormat),
        Arc::new(XmlFormat),
    ])
}

impl Formats {
    /// The adapter of a format. A checked configuration names only formats that exist; bytes of a notice, and of a
    /// format that a later version has dropped, are carried as they are.
    pub fn get(&self, format: &FormatName) -> &dyn Adapter {
        let found = self.adapters.iter().find(|adapter| adapter.format() == format.as_str());
        found.map_or(&OpaqueAdapter, |adapter| &**adapter)
    }

    /// The formats that are rows.
    pub fn rows(&self) -> &RowFormats {
        &self.rows
    }

    /// Extension of files with bytes of a format.
    pub fn extension(&self, format: &FormatName) -> &'static str {
        let row = self.rows.iter().find(|row| row.format() == format.as_str());
        row.map_or_else(|| self.get(format).file_extension(), |row| row.file_extension())
    }
}

/// A system whose entry names neither a format nor a mapping for messages of `kind`.
fn no_format(system: &System, kind: Option<&MessageType>) -> Finding {
    let (id, any) = (&system.id, "?");
    let kind = kind.map_or(any, MessageType::as_str);
    Finding::new(&reasons::NO_FORMAT).found(kind).expected(phrase!(
        "a mapping for this type in `mappings` of {id}, or a `format`",
        "ánh xạ cho loại này trong `mappings` của {id}, hoặc `format`"
    ))
}
