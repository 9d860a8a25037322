//! Formats that need no mapping, as records: what an administrator converts without a gateway.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::{
    Adapter, DecodeContext, DecodeError, EncodeContext, EncodeError, Encoded, Limits, Warning, document,
};
use lienthong_config::Checked;
use lienthong_model::Payload;
use lienthong_model::schema::{Batch, Schema};
use lienthong_model::system::FormatOptions;
use lienthong_wire::records::RecordsReader;

use super::{Formats, documents, records};

/// The formats that hold records or documents and need no mapping.
pub const WHOLE: [&str; 4] = ["canonical", "canonical-json", "dossier-json", "edxml"];

impl Formats {
    /// The records of a file in one of [`WHOLE`], and what was odd in it; a document or a status is one record.
    pub fn read_whole(
        &self,
        checked: &Checked,
        format: &str,
        bytes: &Bytes,
        now: Timestamp,
    ) -> Result<(Batch, Vec<Warning>), DecodeError> {
        let mut context = DecodeContext::new(now);
        context.limits = Limits {
            package_bytes: bytes.len() as u64,
            rows: u64::MAX,
            cell_bytes: bytes.len().max(context.limits.cell_bytes),
            ..context.limits
        };
        if format == "canonical"
            && let Ok(Some(reader)) = RecordsReader::open(bytes)
        {
            let schema = records::schema(checked, reader.schema())?;
            return Ok((records::batch(bytes, &schema)?, Vec::new()));
        }
        let decoded = match format {
            "canonical-json" => records::canonical_json(checked).decode(bytes, &context)?,
            _ => self.whole(format).decode(bytes, &context)?,
        };
        let batch = match decoded.payload {
            Payload::Records(batch) => *batch,
            payload => {
                let record = document::write(&payload, lienthong_adapter_edxml::open);
                let (schema, record) = record.map_err(|error| error.finding().clone())?;
                Batch { schema, records: vec![record] }
            }
        };
        Ok((batch, decoded.warnings))
    }

    /// Canonical records in one of [`WHOLE`]. edXML takes one document or status; protobuf and JSON have its record.
    pub fn write_whole(
        &self,
        checked: &Checked,
        format: &str,
        schema: &Arc<Schema>,
        canonical: &Bytes,
    ) -> Result<Encoded, EncodeError> {
        if format == "canonical" {
            return Ok(canonical.clone().into());
        }
        let unread = |error: DecodeError| EncodeError::from(error.finding().clone());
        let payload = if format == "edxml" && document::is_whole(&schema.id) {
            let limits = Limits { package_bytes: canonical.len() as u64, ..Limits::default() };
            documents::payload(canonical, schema, None, &limits).map_err(unread)?
        } else {
            Payload::Records(Box::new(records::batch(canonical, schema).map_err(unread)?))
        };
        let options = FormatOptions::default();
        let context = EncodeContext::new(&options);
        match format {
            "canonical-json" => records::canonical_json(checked).encode(&payload, &context),
            _ => self.whole(format).encode(&payload, &context),
        }
    }

    fn whole(&self, format: &str) -> &dyn Adapter {
        let mut all = self.adapters.iter().map(|adapter| &**adapter);
        all.find(|adapter| adapter.format() == format).expect("one of WHOLE")
    }
}
