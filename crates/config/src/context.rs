//! What a check needs to know besides the files: the time, the formats, and whether it may look at other files.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;

/// The formats that this build has adapters for. The caller knows them; this crate depends on no adapter.
#[derive(Debug, Clone)]
pub struct KnownFormats(Vec<String>);

impl KnownFormats {
    /// A list of names.
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
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
