//! The files of a configuration folder, read once and bounded, and the revision over them.
//!
//! 1. list: `lienthong.toml`, `agencies.csv`, every `.csv` in `agencies/` and `codelists/`, and every `.toml` in
//!    `schemas/`, `mappings/`, `systems/` and `routes/`, at any depth; names that begin with a dot and copies that editors leave (`~`, `.bak`) are not read;
//! 2. refuse what leads out of the folder, is too large or is not UTF-8;
//! 3. hash: the revision is SHA-256 over the sorted list of (path, digest of the bytes).
//!
//! Secrets and certificates are not part of the revision: they change without a review.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lienthong_model::Digest;
use lienthong_model::digest::Hasher;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::source::Source;

/// Largest file.
pub(crate) const MAX_FILE_BYTES: u64 = 16 << 20;
/// All files together; more would not fit beside the traffic of the gateway that reloads them.
const MAX_TOTAL_BYTES: u64 = 128 << 20;
/// Files in the folder.
const MAX_FILES: usize = 10_000;
/// Folders within folders.
const MAX_DEPTH: usize = 8;

/// The folders within a configuration that are in force: a change in any of them is a new revision.
pub const WATCHED: [&str; 6] = ["agencies", "systems", "routes", "schemas", "mappings", "codelists"];

/// What a file of the configuration is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// `lienthong.toml`.
    Node,
    /// `agencies.csv` and `agencies/*.csv`.
    Agencies,
    /// `codelists/*.csv`.
    CodeLists,
    /// `schemas/*.toml`.
    Schemas,
    /// `mappings/*.toml`.
    Mappings,
    /// `systems/*.toml`.
    Systems,
    /// `routes/*.toml`.
    Routes,
    /// `tests/*.toml`: not part of what is in force.
    Tests,
}

/// The files that could be read.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    pub(crate) files: Vec<(FileKind, Arc<Source>)>,
    /// Kinds of which a file exists that could not be read; what it declares is unknown.
    pub(crate) broken: Vec<FileKind>,
    digests: Vec<(String, Digest)>,
}

impl Folder {
    /// Reads all configuration files of `dir`, which is canonical.
    pub(crate) fn read(dir: &Path, sink: &mut Sink) -> Self {
        let mut listing = Listing::default();
        for (kind, name) in [(FileKind::Node, "lienthong.toml"), (FileKind::Agencies, "agencies.csv")] {
            if dir.join(name).symlink_metadata().is_ok() {
                listing.found.push((kind, name.to_owned()));
            }
        }
        for (kind, name, extension) in [
            (FileKind::Agencies, "agencies", ".csv"),
            (FileKind::CodeLists, "codelists", ".csv"),
            (FileKind::Schemas, "schemas", ".toml"),
            (FileKind::Mappings, "mappings", ".toml"),
            (FileKind::Systems, "systems", ".toml"),
            (FileKind::Routes, "routes", ".toml"),
        ] {
            listing.walk(dir, name, extension, kind, 0, sink);
        }
        let folder = Self::read_listed(dir, listing, sink);
        folder.require(FileKind::Node, "lienthong.toml", sink);
        folder.require(FileKind::Agencies, "agencies.csv", sink);
        folder
    }

    /// Reads `tests/*.toml` of `dir`, which is canonical.
    pub(crate) fn read_tests(dir: &Path, sink: &mut Sink) -> Self {
        let mut listing = Listing::default();
        listing.walk(dir, "tests", ".toml", FileKind::Tests, 0, sink);
        Self::read_listed(dir, listing, sink)
    }

    fn read_listed(dir: &Path, listing: Listing, sink: &mut Sink) -> Self {
        let mut folder = Self { broken: listing.broken, ..Self::default() };
        let mut total = 0;
        for (kind, name) in listing.found {
            match read_file(dir, &name, &mut total) {
                Ok((text, digest)) => {
                    folder.digests.push((name.clone(), digest));
                    folder.files.push((kind, Arc::new(Source::new(name, text))));
                }
                Err(problem) => {
                    folder.broken.push(kind);
                    sink.push(*problem);
                }
            }
        }
        folder
    }

    fn require(&self, kind: FileKind, name: &str, sink: &mut Sink) {
        if !self.broken.contains(&kind) && self.of(kind).next().is_none() {
            sink.push(
                Diagnostic::of_file(Code::MissingFile, name)
                    .label("there is no such file", "không có tệp này")
                    .help(
                        "`lienthong init` writes a starter folder",
                        "lệnh `lienthong init` tạo thư mục mẫu",
                    ),
            );
        }
    }

    /// The files of one kind.
    pub(crate) fn of(&self, kind: FileKind) -> impl Iterator<Item = &Arc<Source>> {
        self.files.iter().filter(move |(found, _)| *found == kind).map(|(_, source)| source)
    }

    /// The hash of the whole configuration.
    pub(crate) fn revision(&self) -> Digest {
        let mut sorted: Vec<_> = self.digests.iter().collect();
        sorted.sort();
        let mut hasher = Hasher::default();
        for (name, digest) in sorted {
            hasher.update(name.as_bytes());
            hasher.update(&[0]);
            hasher.update(digest.as_bytes());
        }
        hasher.finish()
    }
}

#[derive(Default)]
struct Listing {
    found: Vec<(FileKind, String)>,
    broken: Vec<FileKind>,
    entries: usize,
}

impl Listing {
    /// Adds the files below `dir/name` that end with `extension`, in order of their names.
    fn walk(
        &mut self,
        dir: &Path,
        name: &str,
        extension: &str,
        kind: FileKind,
        depth: usize,
        sink: &mut Sink,
    ) {
        let path = dir.join(name);
        if path.symlink_metadata().is_err() {
            return;
        }
        let entries = inside(dir, &path, name).and_then(|path| {
            let mut names = Vec::new();
            for entry in std::fs::read_dir(path).map_err(|error| unreadable(name, &error))? {
                let entry = entry.map_err(|error| unreadable(name, &error))?;
                self.entries += 1;
                if self.entries > MAX_FILES {
                    let found = Diagnostic::of_file(Code::TooMany, name);
                    return Err(Box::new(found.label(
                        format!("more than {MAX_FILES} files"),
                        format!("nhiều hơn {MAX_FILES} tệp"),
                    )));
                }
                names.push(entry.file_name());
            }
            names.sort();
            Ok(names)
        });
        let entries = match entries {
            Ok(entries) => entries,
            Err(problem) => {
                self.broken.push(kind);
                sink.push(*problem);
                return;
            }
        };
        for entry in entries {
            let Some(entry) = entry.to_str().filter(|entry| !entry.starts_with('.')) else { continue };
            let name = format!("{name}/{entry}");
            if entry.ends_with(extension) {
                self.found.push((kind, name));
            } else if depth < MAX_DEPTH && dir.join(&name).is_dir() {
                self.walk(dir, &name, extension, kind, depth + 1, sink);
            }
        }
    }
}

/// The real path of a file, which must be in the folder.
fn inside(dir: &Path, path: &Path, name: &str) -> Result<PathBuf, Box<Diagnostic>> {
    let real = path.canonicalize().map_err(|error| unreadable(name, &error))?;
    if real.starts_with(dir) {
        return Ok(real);
    }
    Err(Box::new(
        Diagnostic::of_file(Code::LeadsOutside, name)
            .label(format!("a link to {}", real.display()), format!("liên kết tới {}", real.display())),
    ))
}

fn unreadable(name: &str, error: &std::io::Error) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::of_file(Code::Unreadable, name)
            .label(error.to_string(), format!("hệ điều hành báo: {error}")),
    )
}

fn read_file(dir: &Path, name: &str, total: &mut u64) -> Result<(String, Digest), Box<Diagnostic>> {
    let path = inside(dir, &dir.join(name), name)?;
    let bytes = read_bounded(&path).map_err(|error| unreadable(name, &error))?;
    *total += bytes.as_ref().map_or(MAX_FILE_BYTES, |bytes| bytes.len() as u64);
    let too_large = |limit: u64| {
        let limit = crate::values::show_size(limit);
        let found = Diagnostic::of_file(Code::TooLarge, name);
        Box::new(found.label(format!("more than {limit}"), format!("lớn hơn {limit}")))
    };
    let bytes = bytes.ok_or_else(|| too_large(MAX_FILE_BYTES))?;
    if *total > MAX_TOTAL_BYTES {
        return Err(too_large(MAX_TOTAL_BYTES));
    }
    let digest = Digest::of(&bytes);
    match String::from_utf8(bytes) {
        Ok(text) => Ok((without_mark(text), digest)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let good = String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned();
            let place = Source::new(name, without_mark(good)).at(Code::NotUtf8, at..at);
            Err(Box::new(place.label(
                format!("byte {at} of the file is not UTF-8"),
                format!("byte thứ {at} của tệp không phải UTF-8"),
            )))
        }
    }
}

fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// The bytes of a regular file; nothing where it is larger than a configuration file may be.
pub(crate) fn read_bounded(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    // Opening a named pipe waits for its writer, so the kind is asked before.
    if !path.metadata()?.is_file() {
        return Err(std::io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE_BYTES).then_some(bytes))
}
