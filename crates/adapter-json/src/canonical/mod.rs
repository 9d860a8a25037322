//! Canonical JSON: records under the names of their own schema, for systems that have no format of their own.
//!
//! ```json
//! {"schema":"khai-sinh/v1","records":[{"ho_ten":"…","ngay_sinh":"1950-06","tai_lieu":[{"ten":"…"}],"_extra":{"GHICHU":"…"}}]}
//! ```
//!
//! | kind | JSON |
//! |---|---|
//! | text, digits, code | a text |
//! | decimal | a text, so that no reader makes a float of it: `"12.50"` |
//! | boolean | `true`, `false` |
//! | date | `"2026-11-20"`, `"2026-11"`, `"2026"` |
//! | date-time | `"2026-11-20T08:00:00"`, a wall clock in Vietnam |
//! | group | an object |
//! | repeated group | an array of objects |
//!
//! An absent value is no member; reading takes `null` and the empty text as absent too. `_extra` holds what no field
//! names. Members of other names are refused.

mod read;
mod write;

pub use write::CanonicalWriter;

use std::sync::Arc;

use bytes::Bytes;
use lienthong_adapter::{Adapter, DecodeContext, DecodeError, Decoded, EncodeContext, EncodeError, Encoded};
use lienthong_model::Payload;
use lienthong_model::schema::Schemas;

/// The name of the member that holds what no field names. Field names begin with a letter.
const EXTRA: &str = "_extra";

/// The format `canonical-json`: only for records.
#[derive(Debug, Clone)]
pub struct CanonicalJson {
    schemas: Arc<Schemas>,
}

impl CanonicalJson {
    /// An adapter that reads records of these schemas.
    pub fn new(schemas: Arc<Schemas>) -> Self {
        Self { schemas }
    }
}

impl Adapter for CanonicalJson {
    fn format(&self) -> &'static str {
        "canonical-json"
    }
    fn file_extension(&self) -> &'static str {
        "json"
    }
    fn media_type(&self) -> &'static str {
        "application/json"
    }
    fn decode(&self, bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
        context.limits.check_package(bytes)?;
        let read = read::records(bytes, &self.schemas, &context.limits);
        read.map_err(|finding| DecodeError::from(finding).located(bytes))
    }
    fn encode(&self, payload: &Payload, _: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
        Ok(Encoded::from(Bytes::from(write::records(payload)?)))
    }
}
