//! The format of systems that exchange bytes which only they understand.

use bytes::Bytes;
use lienthong_model::Payload;

use crate::Adapter;
use crate::decode::{DecodeContext, DecodeError, Decoded, Facts};
use crate::encode::{EncodeContext, EncodeError, Encoded};
use crate::finding::Finding;
use crate::phrase::Phrase;
use crate::reasons::NOT_OPAQUE;

/// `opaque`: any bytes, carried without being read.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpaqueAdapter;

impl Adapter for OpaqueAdapter {
    fn format(&self) -> &'static str {
        "opaque"
    }
    fn file_extension(&self) -> &'static str {
        "bin"
    }
    fn media_type(&self) -> &'static str {
        "application/octet-stream"
    }
    fn decode(&self, bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
        context.limits.check_package(bytes)?;
        Ok(Decoded {
            payload: Payload::Opaque(bytes.clone()),
            warnings: Vec::new(),
            warnings_left_off: 0,
            facts: Facts::default(),
        })
    }
    fn encode(&self, payload: &Payload, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
        match (payload, context.original) {
            (Payload::Opaque(bytes), _) | (_, Some(bytes)) => Ok(bytes.clone().into()),
            (Payload::Document(_), None) => Err(Finding::new(&NOT_OPAQUE)
                .found(Phrase::new("document", "văn bản điện tử (document)"))
                .into()),
            (Payload::Status(_), None) => Err(Finding::new(&NOT_OPAQUE)
                .found(Phrase::new("document-status", "trạng thái văn bản (document-status)"))
                .into()),
            _ => Err(Finding::new(&NOT_OPAQUE).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opaque_bytes_conform() {
        let samples = [("text", Bytes::from_static(b"any \xff bytes")), ("nothing", Bytes::new())];
        crate::conformance::run(&OpaqueAdapter, &samples);
    }

    #[test]
    fn a_document_is_never_poured_into_an_opaque_receiver() {
        let payload = Payload::Document(Box::default());
        let options = lienthong_model::system::FormatOptions::default();
        let error = OpaqueAdapter.encode(&payload, &EncodeContext::new(&options)).unwrap_err();
        assert_eq!(error.code(), "NOT_OPAQUE");
    }
}
