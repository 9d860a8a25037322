//! The trace: which gateways a document has passed.

use lienthong_model::AgencyCode;
use lienthong_model::document::Hop;

/// A document that has passed a gateway this often goes in circles. Once is a way there and back.
const LOOP: usize = 2;

/// Whether `trace` holds `gateway`, in any form of its code, so often that the document goes in circles.
pub(crate) fn is_loop(trace: &[Hop], gateway: &AgencyCode) -> bool {
    let passed = |hop: &&Hop| {
        let text = hop.agency_text.as_deref().unwrap_or_default();
        AgencyCode::read(text, None).is_ok_and(|reading| reading.code == *gateway)
    };
    trace.iter().filter(passed).count() >= LOOP
}
