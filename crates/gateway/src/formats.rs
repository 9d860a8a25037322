//! The adapters by name, and what a receiver gets of a message.
//!
//! A receiver of the sender's own format gets the sender's bytes, with nothing changed but what the format says a hop
//! changes. Any other gets the canonical payload in its own format.

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_adapter::rows::RowFormats;
use lienthong_adapter::{
    Adapter, DecodeContext, DecodeError, Decoded, EncodeContext, EncodeError, Encoded, Finding, GatewayHop,
    Limits, OpaqueAdapter, Reason,
};
use lienthong_adapter_edxml::EdxmlAdapter;
use lienthong_model::system::{FormatOptions, System};
use lienthong_model::{AgencyCode, FormatName};

use crate::canonical::CanonicalAdapter;

/// The names of all formats, for the configuration.
pub const NAMES: &[&str] = &["canonical", "edxml", "opaque"];

/// The formats that are rows and that this build reads and writes, for mappings.
pub fn row_formats() -> RowFormats {
    RowFormats::default()
}

/// The system speaks through mappings, and none is for this.
const NO_FORMAT: Reason = Reason {
    code: "NO_FORMAT",
    en: "the system {found} has no format and no mapping for this message",
    vi: "hệ thống {found} không có định dạng và không có ánh xạ nào cho thông điệp này",
};

/// What is said of a system that has no format for a message.
pub(crate) fn no_format(system: &System) -> Finding {
    Finding::new(&NO_FORMAT).found(system.id.to_string())
}

/// The adapters.
pub struct Formats {
    adapters: Vec<Box<dyn Adapter>>,
}

impl Default for Formats {
    fn default() -> Self {
        let adapters: Vec<Box<dyn Adapter>> =
            vec![Box::new(CanonicalAdapter), Box::new(EdxmlAdapter), Box::new(OpaqueAdapter)];
        debug_assert!(NAMES.iter().all(|name| adapters.iter().any(|adapter| adapter.format() == *name)));
        Self { adapters }
    }
}

/// Why a receiver cannot get a message.
#[derive(Debug, thiserror::Error)]
pub enum TranslateError {
    /// The kept bytes are no longer readable as what they were accepted as.
    #[error("the kept bytes cannot be read: {0}")]
    Decode(#[source] DecodeError),
    /// They cannot be said in the receiver's format.
    #[error("{0}")]
    Encode(#[source] EncodeError),
}

impl TranslateError {
    /// The stable reason.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Decode(error) => error.code(),
            Self::Encode(error) => error.code(),
        }
    }
}

impl Formats {
    /// The adapter of a format. A checked configuration names only formats that exist; bytes of a notice, and of a
    /// format that a later version has dropped, are carried as they are.
    pub fn get(&self, format: &FormatName) -> &dyn Adapter {
        let found = self.adapters.iter().find(|adapter| adapter.format() == format.as_str());
        found.map_or(&OpaqueAdapter, |adapter| &**adapter)
    }

    /// Reads what a system sent.
    pub fn decode(
        &self,
        system: &System,
        bytes: &Bytes,
        max_bytes: u64,
        gateway: &AgencyCode,
        now: Timestamp,
    ) -> Result<Decoded, DecodeError> {
        let mut context = DecodeContext::new(now);
        context.options = system.format_options.clone();
        context.gateway = Some(gateway.clone());
        context.limits = Limits { package_bytes: max_bytes, ..Limits::default() };
        let format = system.format.as_ref().ok_or_else(|| no_format(system))?;
        self.get(format).decode(bytes, &context)
    }

    /// What `receiver` gets of a message that `sender_options` and `format` describe.
    pub fn translate(
        &self,
        bytes: &Bytes,
        format: &FormatName,
        sender_options: &FormatOptions,
        receiver: &System,
        hop: &GatewayHop,
    ) -> Result<Encoded, TranslateError> {
        let from = self.get(format);
        if from.format() == OpaqueAdapter.format() {
            return Ok(Encoded::from(bytes.clone()));
        }
        let mut context = DecodeContext::new(hop.at);
        context.options = sender_options.clone();
        // It was within the limits when it was accepted.
        context.limits = Limits { package_bytes: bytes.len() as u64, ..Limits::default() };
        let decoded = from.decode(bytes, &context).map_err(TranslateError::Decode)?;
        let spoken =
            receiver.format.as_ref().ok_or_else(|| TranslateError::Encode(no_format(receiver).into()))?;
        let same = format == spoken;
        let context = EncodeContext {
            options: &receiver.format_options,
            hop: (!receiver.format_options.leave_trace).then_some(hop),
            original: same.then_some(bytes),
        };
        self.get(spoken).encode(&decoded.payload, &context).map_err(TranslateError::Encode)
    }
}
