//! One-stop-shop dossiers (hồ sơ một cửa) and their progress in the national portal's JSON, both ways.
//!
//! | module | idea |
//! |---|---|
//! | `json`, `path` | bytes to a tree that knows where everything stood, and texts to JSON |
//! | `member`, `tables`, `lists` | every member of the JSON, declared once |
//! | `schema` | the schemas `dossier` and `dossier-progress`, made from the tables |
//! | `read` | the tree to records; `warnings` and `reasons` are all that it can say |
//! | `write` | records to JSON |
//! | [`number`] | dossier numbers |
//! | [`steps`] | which step is the state, and which are the same |
//! | [`on_time`] | whether dossiers are on time, by two named rules |
//! | [`answer`] | answers of the portal, both ways |
//! | [`mask`] | personal data as it may be shown |
//! | [`placeholder`], `traps` | what senders write where they have nothing, or not the truth |
//! | `dates`, `view`, `number_finding` | the small rules |
//!
//! # What holds
//!
//! * Reading is lenient in how a value is written, never in what it says: a float, an impossible day or a number that is
//!   none is refused, with its place.
//! * Members that nobody knows travel on beside the fields of their record.
//! * Paths of files are texts. Nothing here, and nothing of the gateway, fetches them.
//! * No finding shows the value of a member, and the session of a call is never kept.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod answer;
mod dates;
mod json;
mod lists;
pub mod mask;
mod member;
pub mod number;
mod number_finding;
pub mod on_time;
mod path;
pub mod placeholder;
mod read;
mod reasons;
mod schema;
pub mod steps;
mod tables;
mod traps;
mod view;
mod warnings;
mod write;

use bytes::Bytes;
use lienthong_adapter::{Adapter, DecodeContext, DecodeError, Decoded, EncodeContext, EncodeError, Encoded};
use lienthong_model::Payload;

pub use reasons::REFUSALS;
pub use schema::{dossier_schema, progress_schema};
pub use traps::is_finished_without_date;
pub use warnings::WARNINGS;

/// The format `dossier-json`.
///
/// Reads the call of the national portal, a bare array, and one object. Writes what the receiver's
/// [`DossierOptions`](lienthong_model::system::DossierOptions) ask for; without them a bare array.
#[derive(Debug, Clone, Copy, Default)]
pub struct DossierAdapter;

impl Adapter for DossierAdapter {
    fn format(&self) -> &'static str {
        "dossier-json"
    }
    fn file_extension(&self) -> &'static str {
        "json"
    }
    fn media_type(&self) -> &'static str {
        "application/json"
    }
    fn decode(&self, bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError> {
        read::decode(bytes, context)
    }
    fn encode(&self, payload: &Payload, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError> {
        write::encode(payload, context)
    }
}
