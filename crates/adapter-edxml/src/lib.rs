//! edXML (QCVN 102:2016/BTTTT) documents and statuses, both ways.
//!
//! A package is one XML document: an envelope with a header, a manifest, and the files in base64, usually each in a
//! ZIP archive of its own.
//!
//! | module | idea |
//! |---|---|
//! | `parse`, `tree` | text to a tree of elements, within limits; `variants` names what is not QCVN 102:2016 |
//! | `read` | the tree to a payload; `warnings` and `reasons` are all that it can say |
//! | `base64`, `zip`, `sniff` | what is in an attachment, without holding it decoded |
//! | `write` | a payload to a package, anew or beside the original bytes; `pack` makes the archives |
//! | `dates`, `trace` | the small rules of the format |
//!
//! # What holds
//!
//! * Elements are found by namespace and name, never by prefix or order.
//! * The content of an attachment is strictly checked, and its digest is that of the file inside all wrappings.
//! * Signatures are noticed, not verified: [`Signature`](lienthong_adapter::Signature) says which of the two it is.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod base64;
mod dates;
mod names;
mod open;
mod pack;
mod parse;
mod read;
mod reasons;
mod sniff;
mod trace;
mod tree;
mod variants;
mod warnings;
mod write;
mod zip;

use bytes::Bytes;
use lienthong_adapter::{Adapter, DecodeContext, DecodeError, Decoded, EncodeContext, EncodeError, Encoded};
use lienthong_model::Payload;

pub use open::open;
pub use reasons::REFUSALS;
pub use warnings::WARNINGS;

/// The format `edxml`.
#[derive(Debug, Clone, Copy, Default)]
pub struct EdxmlAdapter;

impl Adapter for EdxmlAdapter {
    fn format(&self) -> &'static str {
        "edxml"
    }
    fn file_extension(&self) -> &'static str {
        "edxml"
    }
    fn media_type(&self) -> &'static str {
        "application/xml"
    }
    fn decode(&self, bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
        read::decode(bytes, context)
    }
    fn encode(&self, payload: &Payload, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
        write::encode(payload, context)
    }
}
