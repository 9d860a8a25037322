//! The folders of `folder` connectors: what an office writes into them must reach nothing else.
//!
//! 1. each folder is resolved: links and `..` are followed as far as the disk has them;
//! 2. none is, holds or lies in a folder of the gateway itself: `node.data`, the folders of certificates and keys, the
//!    files of the configuration;
//! 3. none is, holds or lies in another inbox or outbox;
//! 4. one that is not there is only warned of: a share may be away.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use lienthong_model::system::{HttpAuth, Secret, System};

use crate::code::Code;
use crate::context::Context;
use crate::diagnostic::Sink;
use crate::node::Node;
use crate::source::Spot;
use crate::systems_file::SystemEntry;

/// A folder of a connector.
struct Used<'a> {
    entry: &'a SystemEntry,
    /// As it is written.
    path: &'a Path,
    /// As the disk has it.
    resolved: PathBuf,
    spot: &'a Spot,
}

/// A folder of the gateway itself.
struct Own {
    resolved: PathBuf,
    en: &'static str,
    vi: &'static str,
    /// Whether nothing may lie in it even where the configuration itself does.
    whole: bool,
}

/// Checks the folders of all systems. Without a node, whose file has errors, its folders are not known.
pub(crate) fn check(context: &Context, node: Option<&Node>, systems: &[SystemEntry], sink: &mut Sink) {
    let used: Vec<Used<'_>> = systems
        .iter()
        .flat_map(|entry| entry.folders.iter().map(move |(path, spot)| (entry, path, spot)))
        .map(|(entry, path, spot)| Used { entry, path, resolved: resolve(path), spot })
        .collect();
    if used.is_empty() {
        return;
    }
    let own = own_folders(context, node, systems);
    let dir = resolve(&context.dir);
    let mut first: HashMap<&Path, &Used<'_>> = HashMap::new();
    let own_of = |folder: &Used<'_>| own.iter().find(|own| touches(&folder.resolved, own, &dir));
    // One that is in the wrong place is that mistake alone.
    for folder in used.iter().filter(|folder| own_of(folder).is_none()) {
        first.entry(&folder.resolved).or_insert(folder);
    }
    for folder in &used {
        if let Some(own) = own_of(folder) {
            let (en, vi) = relation(&folder.resolved, &own.resolved);
            let place = own.resolved.strip_prefix(&dir).unwrap_or(&own.resolved);
            let named = if place.as_os_str().is_empty() { Path::new(".") } else { place }.display();
            sink.push(
                folder
                    .spot
                    .error(Code::OwnFolder)
                    .label(format!("{en} {}, {named}", own.en), format!("{vi} {}, {named}", own.vi)),
            );
        } else if let Some(other) = shared(folder, &first) {
            let found = folder.spot.error(Code::SharedFolder);
            let (id, line) = (&other.entry.id, other.spot.line());
            let same = folder.resolved == other.resolved;
            sink.push(match (std::ptr::eq(folder.entry, other.entry), same) {
                (true, true) => {
                    found.label("inbox and outbox are one folder", "hộp đến và hộp đi là cùng một thư mục")
                }
                (true, false) => {
                    found.label("inbox and outbox lie in each other", "hộp đến và hộp đi nằm trong nhau")
                }
                (false, true) => {
                    found.label(format!("also of {id}, {line}"), format!("cũng của {id}, {line}"))
                }
                (false, false) => found.label(
                    format!("lies in a folder of {id}, {line}"),
                    format!("nằm trong thư mục của {id}, {line}"),
                ),
            });
        } else if folder.entry.is_enabled() && !folder.path.is_dir() {
            let shown = folder.path.strip_prefix(&context.dir).unwrap_or(folder.path).display();
            sink.push(folder.spot.error(Code::FolderMissing).label(
                format!("{shown} is not there; the gateway will try again until it is there"),
                format!("không có {shown}; cổng sẽ thử lại cho đến khi có"),
            ));
        }
    }
}

/// The folder that is this one, or that this one lies in. A system that stands twice is another mistake.
fn shared<'a>(folder: &Used<'_>, first: &HashMap<&Path, &'a Used<'a>>) -> Option<&'a Used<'a>> {
    let above = folder.resolved.ancestors().filter_map(|path| first.get(path).copied());
    above
        .filter(|other| !std::ptr::eq(other.spot, folder.spot))
        .find(|other| std::ptr::eq(other.entry, folder.entry) || other.entry.id != folder.entry.id)
}

/// Whether an office that uses `folder` could reach `own`, or `folder` is a part of `own`.
///
/// A key that lies beside the configuration, or above it, does not forbid all folders of the configuration.
fn touches(folder: &Path, own: &Own, dir: &Path) -> bool {
    let place = &own.resolved;
    place.starts_with(folder) || (folder.starts_with(place) && (own.whole || !dir.starts_with(place)))
}

fn relation(folder: &Path, own: &Path) -> (&'static str, &'static str) {
    if folder == own {
        ("this is", "đây là")
    } else if folder.starts_with(own) {
        ("lies in", "nằm trong")
    } else {
        ("holds", "chứa")
    }
}

fn own_folders(context: &Context, node: Option<&Node>, systems: &[SystemEntry]) -> Vec<Own> {
    let mut own: Vec<Own> = Vec::new();
    let mut add = |path: &Path, (en, vi), whole| {
        let resolved = resolve(path);
        if !own.iter().any(|other| other.resolved == resolved) {
            own.push(Own { resolved, en, vi, whole });
        }
    };
    // First, so that it stays whole where it is one of the others as well.
    if let Some(node) = node {
        add(&node.data, ("the data folder of the gateway", "thư mục dữ liệu của cổng"), true);
    }
    let configuration = ("the folder of the configuration", "thư mục cấu hình");
    add(&context.dir, configuration, false);
    for name in ["agencies", "systems", "routes", "tests"] {
        add(&context.dir.join(name), configuration, false);
    }
    let Some(node) = node else { return own };
    let (keys, tls) = (&node.keys, &node.tls);
    let targets = systems.iter().filter_map(|entry| entry.system.as_ref()).flat_map(System::http_targets);
    let shown = targets.filter_map(|target| target.auth.as_ref()).map(HttpAuth::secret);
    let secrets = [&keys.master, &keys.receipts, &keys.log].into_iter().chain(shown);
    let secrets = secrets.filter_map(|secret| match secret {
        Secret::File(path) => Some(path),
        Secret::Env(_) => None,
    });
    for folder in secrets.chain([&tls.key]).filter_map(|file| file.parent()) {
        add(folder, ("the folder of the gateway's keys", "thư mục khóa của cổng"), false);
    }
    let trusted = [&tls.certificate].into_iter().chain(&tls.client_roots).chain(&tls.server_roots);
    let trusted = trusted.chain(&tls.crls).chain(node.issuers.iter().map(|issuer| &issuer.jwks));
    for folder in trusted.filter_map(|file| file.parent()) {
        let certificates = ("the folder of the gateway's certificates", "thư mục chứng thư số của cổng");
        add(folder, certificates, false);
    }
    own
}

/// Follows links and `..` as the system does, as far as the disk has them; the rest is only tidied.
fn resolve(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                resolved.pop();
            }
            part => {
                resolved.push(part);
                if let Ok(real) = resolved.canonicalize() {
                    resolved = real;
                }
            }
        }
    }
    resolved
}
