//! What a check needs to know besides the files: the time, the formats, and whether it may look at other files.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_model::schema::Schema;

/// The formats that this build has adapters for, and the schemas that they bring. The caller knows them; this crate
/// depends on no adapter.
#[derive(Debug, Clone)]
pub struct KnownFormats {
    names: Vec<String>,
    schemas: Vec<Arc<Schema>>,
}

impl KnownFormats {
    /// A list of names.
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), schemas: Vec::new() }
    }
    /// With schemas that need no file: mappings may be for them.
    #[must_use]
    pub fn with_schemas(mut self, schemas: impl IntoIterator<Item = Arc<Schema>>) -> Self {
        self.schemas.extend(schemas);
        self
    }
    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

impl KnownFormats {
    /// The schemas that need no file.
    pub(crate) fn schemas(&self) -> &[Arc<Schema>] {
        &self.schemas
    }
}

impl Default for KnownFormats {
    /// `edxml`, `opaque` and `canonical`.
    fn default() -> Self {
        Self::new(["edxml", "opaque", "canonical"])
    }
}

/// What a check knows.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The folder of the configuration, absolute.
    pub(crate) dir: PathBuf,
    /// When it is checked.
    pub(crate) now: Timestamp,
    /// The day of `now` in Vietnam.
    pub(crate) today: Date,
    /// Formats with an adapter.
    pub(crate) formats: KnownFormats,
    /// Whether files and variables that the configuration names are looked at. A check of a bare text does not.
    pub(crate) looks_around: bool,
}
