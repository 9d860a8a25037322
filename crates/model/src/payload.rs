//! What a message carries, once its format is out of the way.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::document::{Document, DocumentStatus};
use crate::ids::{IdError, MessageType, SystemName, text_serde};
use crate::schema::Batch;

/// The name of a format that an adapter reads and writes: `edxml`, `opaque`, `canonical`, …
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormatName(SystemName);
text_serde!(FormatName);

impl FormatName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for FormatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for FormatName {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Ok(Self(text.parse()?))
    }
}

/// A canonical payload: what adapters decode to and encode from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Payload {
    /// A document between agencies.
    Document(Box<Document>),
    /// What became of a document at its receiver.
    Status(Box<DocumentStatus>),
    /// Records of a declared schema.
    Records(Box<Batch>),
    /// Bytes that the gateway carries without reading them.
    Opaque(bytes::Bytes),
}

impl Payload {
    /// The message type that this payload is of; nothing for opaque bytes, whose sender names it.
    pub fn message_type(&self) -> Option<MessageType> {
        match self {
            Self::Document(_) => Some(MessageType::document()),
            Self::Status(_) => Some(MessageType::document_status()),
            Self::Records(batch) => Some(batch.schema.id.clone()),
            Self::Opaque(_) => None,
        }
    }
}
