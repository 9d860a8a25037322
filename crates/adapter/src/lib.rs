//! Adapters: pure code between the bytes of one format and canonical payloads.
//!
//! [`Adapter`] is the border. Everything else in this crate is what crosses it: the contexts that callers give,
//! what reading and writing hand back, how a refusal is worded, and [`conformance`], the test that every adapter runs.
//!
//! Formats that are rows (tables, lists of elements) implement [`rows::RowFormat`] instead, and become adapters through a
//! [`mapping`], the declaration of what their columns mean.
//!
//! # What holds
//!
//! * No I/O, no clock, no randomness, no async: what depends on the time or the node takes it as an argument. The
//!   same bytes in the same context give the same answer on every node.
//! * No input makes an adapter panic, and none costs more memory than [`Limits`] allow.
//! * Reading is lossless or refused. What an adapter tolerates it says in a [`Warning`].

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod audience;
pub mod conformance;
mod decode;
pub mod document;
mod encode;
mod file_kind;
mod finding;
mod io_words;
mod library_words;
mod limits;
pub mod mapping;
mod opaque;
mod phrase;
mod reasons;
pub mod rows;
pub mod single_byte;
pub mod wall_clock;
mod xml_reference;

pub use audience::Audience;
pub use decode::{BadRows, DecodeContext, DecodeError, Decoded, Facts, Signature, Warning};
pub use encode::{EncodeContext, EncodeError, Encoded, GatewayHop};
pub use file_kind::{FileKind, check_kind, head_of};
pub use finding::{Finding, Place, Reason, Words, excerpt};
pub use io_words::{io_error_vi, read_failed, write_failed};
pub use library_words::{base64_phrase, name_phrase, payload_phrase, xml_phrase};
pub use limits::Limits;
pub use opaque::OpaqueAdapter;
pub use phrase::{Phrase, Say, Unit};
pub use reasons::{COMMON, FILE_EMPTY, NOT_OPAQUE, OTHER_KIND, PACKAGE_TOO_LARGE};
pub use xml_reference::{NoCharacter, xml_reference};

use bytes::Bytes;
use lienthong_model::Payload;

/// Reads and writes one format.
///
/// Adapters hold no state that calls change, so one value serves all threads.
pub trait Adapter: Send + Sync {
    /// The name of the format in configuration files: `edxml`, `opaque`, …
    fn format(&self) -> &'static str;

    /// Extension of the files that folder connectors write, without the dot.
    fn file_extension(&self) -> &'static str;

    /// Media type of the bytes, for connectors that say one.
    fn media_type(&self) -> &'static str;

    /// Reads `bytes`.
    ///
    /// `Ok` means that everything the format gives a meaning was read, checked and brought to canonical form (NFC),
    /// or that a warning names what was not. The payload may share memory with `bytes`, which therefore live on.
    /// `Err` means that the bytes must not travel on as this format; the error names the first mistake and its place
    /// and is fit to be shown to the sender. Reading again gives the same answer.
    ///
    /// What the content says of sender and receivers comes back as [`Facts`]. Facts are claims: who really sends is
    /// what the connection proved, and comparing the two is the caller's work.
    fn decode(&self, bytes: &Bytes, context: &DecodeContext) -> Result<Decoded, DecodeError>;

    /// Writes `payload`.
    ///
    /// Without `context.original` the bytes are written anew, and reading them gives the same payload again, apart
    /// from how files are packed and from what the context asks for: the form of codes, one more hop.
    /// With `context.original`, which must be the bytes that `payload` was read from by this format, the bytes are
    /// those of the original with only these changes made, so what the adapter does not understand survives.
    /// `Err` means that the payload cannot be said in this format or within the context without a loss.
    fn encode(&self, payload: &Payload, context: &EncodeContext<'_>) -> Result<Encoded, EncodeError>;
}
