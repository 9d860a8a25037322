//! Writing a package: anew from a payload, or as the original bytes with small changes.
//!
//! * Anew ([`document`], [`status`]): exactly the prefixes and the order of the norm's packages, since some receivers
//!   reject others.
//! * Beside the original ([`beside`]): the original bytes, in which only the trace, the form of agency codes and the
//!   packing of files may change. Unknown elements and the sender's layout survive.

mod beside;
mod codes;
mod contents;
mod document;
mod splice;
mod status;
mod xml;

use lienthong_adapter::{EncodeContext, EncodeError, Encoded, Finding};
use lienthong_model::Payload;

use crate::reasons::{NOT_EDXML, TRACE_LOOP};
use crate::trace;

/// Writes `payload`.
pub(crate) fn encode(payload: &Payload, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
    if let (Payload::Document(document), Some(hop)) = (payload, context.hop)
        && trace::is_loop(&document.trace, &hop.agency)
    {
        return Err(Finding::new(&TRACE_LOOP).found(hop.agency.as_str()).into());
    }
    match (payload, context.original) {
        (Payload::Document(_) | Payload::Status(_), Some(original)) => {
            beside::encode(payload, original, context)
        }
        (Payload::Document(document), None) => document::encode(document, context),
        (Payload::Status(status), None) => status::encode(status, context),
        _ => Err(Finding::new(&NOT_EDXML).into()),
    }
}
