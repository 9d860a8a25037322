//! A folder of files becomes one checked configuration, or a list of mistakes with places and hints.
//!
//! * [`load`] reads and checks a folder; [`check_text`] one text alone.
//! * [`Diagnostic`] is one mistake in one place; [`render`] is how a person reads it.
//! * [`explain()`] says what would happen to a message, [`run_tests`] compares that with what is expected.
//! * [`Mappings`] says how each system writes which records; [`loss_text`] and [`coverage()`] say what a mapping loses
//!   and what of a file it carries.
//! * [`starter`] holds the commented files of a new folder.
//!
//! The formats of the files are described at the head of the module that reads each.
//!
//! # What holds
//!
//! * Reading is bounded, and no text makes it panic.
//! * No text of one value is spliced into another; secrets are named, and never shown.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod agencies_file;
mod charset_check;
mod code;
mod code_lists_file;
mod code_texts;
mod conceal;
mod connector_file;
mod context;
mod coverage;
mod cross_check;
mod csv;
mod data_code_texts;
mod defaults;
mod diagnostic;
mod directory_check;
mod document;
mod exchange_code_texts;
pub mod explain;
mod file_rules;
mod file_rules_check;
mod folder;
mod folder_check;
mod grpc_target;
mod hierarchies;
mod http_target;
mod keys;
mod limits;
mod load;
mod mapping_code_texts;
mod mapping_file;
mod mappings;
mod names;
pub mod node;
mod node_file;
mod personal_names;
mod refusals;
mod render;
mod route_texts;
mod routes_file;
mod rule_texts;
mod scenario;
mod schema_kinds;
mod schemas_file;
mod secrets;
mod service_keys;
mod soap_check;
mod source;
pub mod starter;
mod systems_file;
mod text;
mod toml_mistakes;
mod toml_texts;
mod type_check;
mod values;

use std::sync::Arc;

use lienthong_model::route::RouteTable;
use lienthong_model::schema::Schemas;
use lienthong_model::system::Systems;
use lienthong_model::{Digest, Directory};

pub use self::code::{Code, NoSuchCode};
pub use self::context::KnownFormats;
pub use self::coverage::{Coverage, coverage, coverage_of_rows};
pub use self::diagnostic::{Diagnostic, Place, Suggestion};
pub use self::explain::explain;
pub use self::folder::{FileKind, WATCHED};
pub use self::load::{Loaded, check_text, load};
pub use self::mapping_file::loss_text;
pub use self::mappings::{Declared, Mappings, Way};
pub use self::refusals::{code_text, id_text};
pub use self::render::{Style, render, summary};
pub use self::route_texts::{mismatch_text, refusal_text};
pub use self::scenario::{Failure, FileRead, Sent, TestOutcome, WholeFormats, run_tests};
pub use self::text::{Lang, Severity, Text};

/// A configuration that has passed every check.
#[derive(Debug)]
pub struct Checked {
    /// The hash of the whole configuration.
    pub revision: Digest,
    /// This node.
    pub node: node::Node,
    /// Agencies of all times.
    pub directory: Directory,
    /// Systems.
    pub systems: Systems,
    /// Routes.
    pub routes: RouteTable,
    /// Schemas, by message type.
    pub schemas: Schemas,
    /// Mappings, by name.
    pub mappings: Mappings,
}

/// A configuration in force; requests hold on to the one they began with.
pub type InForce = Arc<Checked>;
