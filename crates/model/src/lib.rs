//! The words of the gateway as types: agency codes, the directory, systems, routes, envelopes, canonical payloads
//! and audit records.
//!
//! # What holds
//!
//! * Nothing here does I/O, reads a clock or is async. What depends on time takes the time as an argument.
//! * Identifiers are text. A leading zero is part of a code, and no code is ever parsed as a number.
//! * A value of a newtype is valid: it can only be made by its parser.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod agency_code;
pub mod digest;
pub mod directory;
pub mod document;
pub mod envelope;
pub mod file_rule;
pub mod ids;
pub mod payload;
pub mod quotes;
pub mod record;
pub mod route;
pub mod schema;
pub mod system;
pub mod text;
pub mod time;
pub mod unit_code;

pub use agency_code::{AgencyCode, CodeError, CodeForm};
pub use digest::Digest;
pub use directory::{AgencyVersion, Directory, Level, Standing};
pub use envelope::{Envelope, Receiver};
pub use file_rule::FileRule;
pub use ids::{IdError, MessageId, MessageType, RouteName, ServiceId, SystemId, SystemName};
pub use payload::{FormatName, Payload};
pub use quotes::Quotes;
pub use route::{Decided, RouteRefusal, RouteTable, World};
pub use system::{System, Systems};
pub use unit_code::UnitCode;
