//! A folder becomes one checked configuration, or a list of everything that is wrong.
//!
//! 1. read every file, bounded; 2. read each into entries with places; 3. build the directory; 4. cross checks;
//! 5. only without any error: the configuration.
//!
//! # What holds
//!
//! * Every mistake of every file is reported at once, in order of file and place.
//! * Nothing of a configuration with an error is ever used.
//! * Text cannot make this panic, and a file costs memory in proportion to its size.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use lienthong_model::route::RouteTable;
use lienthong_model::system::Systems;

use crate::code::Code;
use crate::code_lists_file::CodeLists;
use crate::context::{Context, KnownFormats};
use crate::cross_check::Everything;
use crate::diagnostic::{Diagnostic, Sink};
use crate::folder::{FileKind, Folder};
use crate::mapping_file::World;
use crate::mappings::Mappings;
use crate::schemas_file::SchemaEntries;
use crate::source::Source;
use crate::type_check::Types;
use crate::{
    Checked, agencies_file, defaults, directory_check, folder_check, mapping_file, node_file, routes_file,
    systems_file,
};

/// A configuration that may be used, and what is odd with it.
#[derive(Debug)]
pub struct Loaded {
    /// The configuration.
    pub checked: Checked,
    /// Warnings, by file and place.
    pub warnings: Vec<Diagnostic>,
}

/// Reads and checks the folder `dir` as of `now`.
///
/// `Err` holds every error and every warning, by file and place, with at least one error. Certificates, keys and
/// lists that the configuration names are read as well, bounded. Blocks on the disk.
pub fn load(dir: &Path, now: Timestamp, formats: &KnownFormats) -> Result<Loaded, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let dir = match dir.canonicalize() {
        Ok(dir) if dir.is_dir() => dir,
        Ok(_) => return Err(vec![no_folder(dir, "not a folder", "không phải là thư mục")]),
        Err(error) => {
            return Err(vec![no_folder(dir, &error.to_string(), &format!("hệ điều hành báo: {error}"))]);
        }
    };
    let context = context(dir, now, formats, true);
    let folder = Folder::read(&context.dir, &mut sink);
    let checked = check(&folder, &context, &mut sink);
    let failed = sink.has_errors();
    let found = sink.finish();
    match checked {
        Some(checked) if !failed => Ok(Loaded { checked, warnings: found }),
        _ => Err(found),
    }
}

fn no_folder(dir: &Path, en: &str, vi: &str) -> Diagnostic {
    Diagnostic::of_file(Code::Unreadable, dir.display().to_string()).label(en, vi)
}

fn context(dir: PathBuf, now: Timestamp, formats: &KnownFormats, looks_around: bool) -> Context {
    let today = lienthong_model::time::local_date(now);
    Context { dir, now, today, formats: formats.clone(), looks_around }
}

/// Checks one text alone: no other file is looked at, and nothing is called unknown that another file could declare.
///
/// Pure, for editors and for fuzzing: any text is a list of diagnostics, never a panic.
pub fn check_text(kind: FileKind, text: &str) -> Vec<Diagnostic> {
    let now = Timestamp::UNIX_EPOCH;
    let context = context(PathBuf::new(), now, &KnownFormats::default(), false);
    let source = Arc::new(Source::new("text", text.strip_prefix('\u{feff}').unwrap_or(text)));
    let mut sink = Sink::default();
    match kind {
        FileKind::Node => {
            node_file::read(&source, &context, &mut sink);
        }
        FileKind::Agencies => {
            let mut rows = Vec::new();
            agencies_file::read(&source, &mut rows, &mut sink);
            agencies_file::fill_parents(&mut rows);
            directory_check::build(Vec::new(), &rows, &mut sink);
        }
        FileKind::CodeLists => {
            CodeLists::default().read(&source, &mut sink);
        }
        FileKind::Schemas => {
            SchemaEntries::default().read(&source, &CodeLists::default(), &mut sink);
        }
        FileKind::Mappings => {
            let (schemas, lists) = (SchemaEntries::default(), CodeLists::default());
            let world = World { schemas: &schemas, lists: &lists };
            mapping_file::read(&source, world, &mut Vec::new(), &mut sink);
        }
        FileKind::Systems => {
            systems_file::read(&source, &context, &mut Vec::new(), &mut sink);
        }
        FileKind::Routes => {
            routes_file::read(&source, defaults::MAX_MESSAGE_BYTES, &mut Vec::new(), &mut sink);
        }
        FileKind::Tests => {
            crate::scenario::read(&source, &mut Vec::new(), &mut sink);
        }
    }
    sink.finish()
}

fn check(folder: &Folder, context: &Context, sink: &mut Sink) -> Option<Checked> {
    let is_whole = |kind| !folder.broken.contains(&kind);
    let mut node = folder
        .of(FileKind::Node)
        .next()
        .map(|source| node_file::read(source, context, sink))
        .unwrap_or_default();
    let mut rows = Vec::new();
    let mut agencies_complete = is_whole(FileKind::Agencies);
    for source in folder.of(FileKind::Agencies) {
        agencies_complete &= agencies_file::read(source, &mut rows, sink);
    }
    agencies_file::fill_parents(&mut rows);
    let hierarchies = std::mem::take(&mut node.hierarchies);
    let level_names: BTreeSet<String> = hierarchies
        .iter()
        .flat_map(|(hierarchy, _)| hierarchy.levels.iter().chain(&hierarchy.beside))
        .map(|level| level.as_str().to_owned())
        .collect();
    // A list with a broken row would make its parents and successors unknown, and every level where none is known.
    let usable = agencies_complete && !rows.is_empty() && node.levels_complete && !hierarchies.is_empty();
    let directory = if usable { directory_check::build(hierarchies, &rows, sink) } else { None };
    let mut lists = CodeLists::of_whole_folder(is_whole(FileKind::CodeLists));
    for source in folder.of(FileKind::CodeLists) {
        lists.read(source, sink);
    }
    let mut schemas = SchemaEntries {
        complete: is_whole(FileKind::Schemas),
        built_in: context.formats.schemas().to_vec(),
        ..SchemaEntries::default()
    };
    for source in folder.of(FileKind::Schemas) {
        schemas.read(source, &lists, sink);
    }
    let world = World { schemas: &schemas, lists: &lists };
    let mut mappings = Vec::new();
    let mut mappings_complete = is_whole(FileKind::Mappings);
    for source in folder.of(FileKind::Mappings) {
        mappings_complete &= mapping_file::read(source, world, &mut mappings, sink);
    }
    let mut systems = Vec::new();
    let mut systems_complete = is_whole(FileKind::Systems);
    for source in folder.of(FileKind::Systems) {
        systems_complete &= systems_file::read(source, context, &mut systems, sink);
    }
    let largest =
        node.node.as_ref().map_or(defaults::MAX_MESSAGE_BYTES, |node| node.limits.max_message_bytes);
    let mut routes = Vec::new();
    for source in folder.of(FileKind::Routes) {
        routes_file::read(source, largest, &mut routes, sink);
    }
    let levels: BTreeSet<&str> = level_names.iter().map(String::as_str).collect();
    let types = Types { schemas: &schemas, mappings: &mappings, mappings_complete };
    let everything = Everything {
        context,
        codes: rows.iter().map(|row| &row.version.code).collect(),
        agencies_complete: agencies_complete && !rows.is_empty(),
        levels: node.levels_complete.then_some(levels),
        directory: directory.as_ref(),
        systems: &systems,
        systems_complete,
        routes: &routes,
        node_agency: node.agency.as_ref(),
        unknown_types: types.unknown_in(&routes, &systems),
    };
    everything.check(sink);
    types.check(&everything, sink);
    folder_check::check(context, node.node.as_ref(), &systems, sink);
    Some(Checked {
        revision: folder.revision(),
        node: node.node?,
        directory: directory?,
        systems: Systems::new(systems.into_iter().filter_map(|entry| entry.system).collect()),
        routes: RouteTable::new(routes.into_iter().filter_map(|entry| entry.route).collect()),
        schemas: schemas.into_schemas(),
        mappings: Mappings::new(mappings.into_iter().filter_map(|entry| entry.declared)),
    })
}
