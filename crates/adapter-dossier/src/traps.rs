//! What reports must know of how senders fill dossiers.

use lienthong_model::schema::Record;

use crate::schema::DOSSIERS;
use crate::view::{text, time};

/// Whether a dossier says "finished" (9) without saying when.
///
/// Some senders rewrite the states 5, 6 and 8 to 9 before they send, "so that the portal counts them". A 9 with
/// `finished_at` may be trusted; one without it may be any of the four. `record` is of the schema `dossier`.
pub fn is_finished_without_date(record: &Record) -> bool {
    text(&DOSSIERS, record, "status") == Some("9") && time(&DOSSIERS, record, "finished_at").is_none()
}
