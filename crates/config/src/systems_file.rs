//! `systems/*.toml`: the systems that connect, one or more in a file.
//!
//! ```toml
//! [[system]]
//! id = "H60.31/qlvb"                       # AGENCY/NAME
//! title = "Quản lý văn bản, xã Lâm Bình"
//! contact = "vanthu@example.gov.vn"        # optional
//! format = "edxml"                         # a format with an adapter; optional where mappings are named
//! mappings = ["khai-sinh-lam-binh"]        # optional: of mappings/, one to read and one to write of each schema
//! receives = ["document", "document-status"]
//! connector = { kind = "pull" }
//! #         = { kind = "grpc", address = "https://host:port", ca = "certs/x.pem", timeout = "30s", plaintext = false }
//! #         = { kind = "http", address = "https://host:port/path", … }   # keys at the head of `connector_file`
//! #         = { kind = "soap", address = "https://host:port/path", … }   # the same
//! #         = { kind = "folder", inbox = "folders/x/in", outbox = "folders/x/out", every = "5s" }
//! certificate = { sha256 = ["…"] }         # optional: pins certificates
//! #           = { file = "certs/x.pem" }   # pins the first certificate of the file
//! token_subject = "…"                      # optional: the `sub` of its tokens; the id where absent
//! speaks_for = ["H60.05"]                  # optional: agencies in whose name it may send documents
//! code_form = "old"                        # optional: "old" | "new": how agency codes are written to it
//! raw_attachments = false                  # optional
//! trace = "append"                         # optional: "append" | "leave"
//! dossier_profile = "2024"                 # optional: "2020" | "2024": the members that its dossiers have
//! dossier_shape = "array"                  # optional: "array" | "call": what stands around dossiers written to it
//! dossier_numbers = "national"             # optional: "national" | "local": "local" also takes numbers of its own
//! enabled = true                           # optional
//!
//! [[system.service]]                       # optional: what it offers to be called
//! name = "tra-cuu"
//! version = 1
//! grpc = "demo.residence.v1.ResidenceService"
//! address = "https://host:port"            # and ca, timeout, plaintext as above
//! max_in_flight = 32                       # optional
//! # instead of grpc and address: a table http or soap, see `connector_file`
//!
//! [[system.file]]                          # optional: what the files of a folder are, see `file_rules`
//! ```

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lienthong_model::Receiver;
use lienthong_model::system::{
    Connector, DossierOptions, DossierProfile, DossierShape, FormatOptions, System, SystemIdentity,
};
use lienthong_model::{AgencyCode, CodeForm, Digest, FormatName, MessageType, ServiceId, SystemId};

use crate::code::Code;
use crate::connector_file::{Named, read_http_push, read_soap_push};
use crate::context::Context;
use crate::defaults as default;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value, read_document};
use crate::file_rules::{self, Around};
use crate::grpc_target::read_target;
use crate::keys;
use crate::names::nearest;
use crate::service_keys::read_service;
use crate::source::{Source, Spot};
use crate::values;

/// One entry.
#[derive(Debug)]
pub(crate) struct SystemEntry {
    /// Known even where the rest of the entry is wrong, so that routes to it are not unknown as well.
    pub(crate) id: SystemId,
    pub(crate) id_spot: Spot,
    /// Nothing where a part is missing or wrong.
    pub(crate) system: Option<System>,
    pub(crate) services: Vec<ServiceId>,
    /// Whether the ids of all its services are known.
    pub(crate) services_complete: bool,
    pub(crate) pins: Vec<(Digest, Spot)>,
    pub(crate) subject: Option<(String, Spot)>,
    pub(crate) folders: Vec<(PathBuf, Spot)>,
    pub(crate) speaks_for: Vec<(AgencyCode, Spot)>,
    pub(crate) mappings: Vec<(String, Spot)>,
    /// The mappings that methods of its services name.
    pub(crate) called_through: Named,
    pub(crate) receives: Vec<(MessageType, Spot)>,
    pub(crate) file_receivers: Vec<(Receiver, Spot)>,
}

/// Reads one file; reports everything that is wrong with it, and says whether all entries are known by id.
pub(crate) fn read(
    source: &Arc<Source>,
    context: &Context,
    entries: &mut Vec<SystemEntry>,
    sink: &mut Sink,
) -> bool {
    let complete = read_document(source, sink, |mut top, sink| {
        let tables = top.tables("system", sink);
        top.finish(sink);
        let count = tables.len();
        let read = tables.into_iter().filter_map(|table| read_system(table, context, sink));
        let before = entries.len();
        entries.extend(read);
        entries.len() == before + count
    });
    complete == Some(true)
}

fn read_system(mut table: Fields<'_>, context: &Context, sink: &mut Sink) -> Option<SystemEntry> {
    let id_value = table.need("id");
    let id: Option<SystemId> = id_value.as_ref().and_then(|value| values::identifier(value, sink));
    let title = table.need("title").and_then(|value| value.words(sink));
    let contact = table.get("contact").and_then(|value| value.words(sink));
    let mappings = read_mappings(&mut table, sink);
    let format = if mappings.is_empty() { table.need("format") } else { table.get("format") };
    let has_format = format.is_some();
    let format = format.and_then(|value| read_format(&value, context, sink));
    let mut taken = Vec::new();
    let receives = read_types(&mut table, &mut taken, sink);
    let mut folders = Vec::new();
    let connector = table
        .need("connector")
        .and_then(|value| value.table(sink))
        .and_then(|fields| read_connector(fields, context, &mut folders, sink));
    let format_options = read_options(&mut table, sink);
    let pins = read_pins(&mut table, context, sink);
    let subject = table.get("token_subject").and_then(|value| Some((value.words(sink)?, value.spot())));
    let mut speaks_for = Vec::new();
    for value in table.get("speaks_for").map(|value| value.list(sink)).unwrap_or_default() {
        speaks_for.extend(values::agency_code(&value, sink).map(|code| (code, value.spot())));
    }
    let enabled = table.get("enabled").map(|value| value.boolean(sink));
    let around = Around { connector: connector.as_ref(), receives: receives.as_ref() };
    let files = file_rules::read(table.tables("file", sink), &around, sink);
    let tables = table.tables("service", sink);
    table.finish(sink);
    let mut services = Vec::new();
    let (mut known, mut named) = (Vec::new(), Named::new());
    for fields in tables {
        let (service, found) = read_service(fields, id.as_ref(), &known, &mut named, context, sink);
        services.push(service);
        known.extend(found);
    }
    let services_complete = known.len() == services.len();
    let id = id?;
    let build = || {
        Some(System {
            id: id.clone(),
            title: title?,
            contact,
            identity: SystemIdentity {
                pinned: pins.iter().flatten().map(|(digest, _)| *digest).collect(),
                token_subject: subject.as_ref().map(|(subject, _)| subject.clone()),
            },
            format: if has_format { Some(format?) } else { None },
            mappings: mappings.iter().map(|(name, _)| name.clone()).collect(),
            format_options,
            receives: receives?,
            connector: connector?,
            services: services.into_iter().collect::<Option<Vec<_>>>()?,
            speaks_for: speaks_for.iter().map(|(code, _)| code.clone()).collect(),
            files: files.rules?,
            enabled: enabled.unwrap_or(Some(true))?,
        })
    };
    // A format that is missing was told above; a system without one and without mappings is none.
    let has_speech = has_format || !mappings.is_empty();
    // A pin that could not be read must not leave the system to be known by names in certificates.
    let system = if pins.is_some() && has_speech { build() } else { None };
    let id_spot = id_value?.spot();
    let pins = pins.unwrap_or_default();
    Some(SystemEntry {
        id,
        id_spot,
        system,
        services: known,
        services_complete,
        pins,
        subject,
        folders,
        speaks_for,
        mappings,
        called_through: named,
        receives: taken,
        file_receivers: files.receivers,
    })
}

fn read_mappings(table: &mut Fields<'_>, sink: &mut Sink) -> Vec<(String, Spot)> {
    let values = table.get("mappings").map(|value| value.list(sink)).unwrap_or_default();
    values.iter().filter_map(|value| Some((value.words(sink)?, value.spot()))).collect()
}

fn read_format(value: &Value<'_>, context: &Context, sink: &mut Sink) -> Option<FormatName> {
    let text = value.text(sink)?;
    if context.formats.names().any(|name| name == text) {
        return values::identifier(value, sink);
    }
    let known: Vec<&str> = context.formats.names().collect();
    let known = known.join(", ");
    let found = value
        .error(Code::UnknownFormat)
        .label(format!("known: {known}"), format!("các định dạng dùng được: {known}"));
    sink.push(match nearest(text, context.formats.names()) {
        Some(near) => found.suggest(value.span.clone(), crate::document::quoted(near)),
        None => found,
    });
    None
}

/// The types; those that can be read also go into `taken`, with their places.
fn read_types(
    table: &mut Fields<'_>,
    taken: &mut Vec<(MessageType, Spot)>,
    sink: &mut Sink,
) -> Option<BTreeSet<MessageType>> {
    let value = table.need("receives")?;
    let mut all = true;
    for value in value.list(sink) {
        match values::identifier(&value, sink) {
            Some(kind) => taken.push((kind, value.spot())),
            None => all = false,
        }
    }
    all.then(|| taken.iter().map(|(kind, _)| kind.clone()).collect())
}

fn read_options(table: &mut Fields<'_>, sink: &mut Sink) -> FormatOptions {
    let forms = [("old", CodeForm::Old), ("new", CodeForm::New)];
    let trace = [("append", false), ("leave", true)];
    let profiles = [("2020", DossierProfile::Of2020), ("2024", DossierProfile::Of2024)];
    let shapes = [("array", DossierShape::Array), ("call", DossierShape::Call)];
    let numbers = [("national", false), ("local", true)];
    let dossier = DossierOptions {
        profile: table.get("dossier_profile").and_then(|value| values::word(&value, &profiles, sink)),
        shape: table
            .get("dossier_shape")
            .and_then(|value| values::word(&value, &shapes, sink))
            .unwrap_or_default(),
        local_numbers: table
            .get("dossier_numbers")
            .and_then(|value| values::word(&value, &numbers, sink))
            .unwrap_or(false),
    };
    FormatOptions {
        dossier,
        code_form: table.get("code_form").and_then(|value| values::word(&value, &forms, sink)),
        raw_attachments: table.get("raw_attachments").and_then(|value| value.boolean(sink)).unwrap_or(false),
        leave_trace: table.get("trace").and_then(|value| values::word(&value, &trace, sink)).unwrap_or(false),
    }
}

/// The certificates that are this system; nothing where they cannot be read.
fn read_pins(table: &mut Fields<'_>, context: &Context, sink: &mut Sink) -> Option<Vec<(Digest, Spot)>> {
    let Some(value) = table.get("certificate") else { return Some(Vec::new()) };
    let mut fields = value.table(sink)?;
    let (sha256, file) = (fields.get("sha256"), fields.get("file"));
    let pins = match (&sha256, &file) {
        (Some(_), Some(file)) => {
            sink.push(file.error_at_key(Code::Conflict).label("besides `sha256`", "đã có `sha256`"));
            None
        }
        (Some(list), None) => {
            let read =
                list.one_or_more().into_iter().map(|value| Some((read_digest(&value, sink)?, value.spot())));
            read.collect::<Vec<_>>().into_iter().collect::<Option<Vec<_>>>()
        }
        (None, Some(list)) => {
            let mut pins = Some(Vec::new());
            for value in list.one_or_more() {
                let path = values::path(&value, &context.dir, sink);
                let leaf = path.and_then(|path| {
                    keys::certificates(&path, &value.spot(), context, sink).into_iter().next()
                });
                // Where no file is looked at, nothing is pinned and nothing is wrong.
                match leaf {
                    Some(leaf) => pins.iter_mut().for_each(|pins| pins.push((leaf.digest, value.spot()))),
                    None if context.looks_around => pins = None,
                    None => {}
                }
            }
            pins
        }
        (None, None) => {
            sink.push(
                value.error(Code::MissingKey).label("sha256 or file is missing", "thiếu sha256 hoặc file"),
            );
            None
        }
    };
    fields.finish(sink);
    if let (Some(list), Some(pins)) = (sha256.or(file), &pins)
        && pins.is_empty()
        && list.one_or_more().is_empty()
    {
        sink.push(list.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
        return None;
    }
    pins
}

pub(crate) fn read_digest(value: &Value<'_>, sink: &mut Sink) -> Option<Digest> {
    let text = value.text(sink)?;
    if let Ok(digest) = text.parse() {
        return Some(digest);
    }
    let found =
        value.error(Code::NotADigest).label("expected 64 hexadecimal digits", "cần 64 chữ số thập lục phân");
    let bare = text.replace([':', ' '], "").to_lowercase();
    sink.push(if bare.parse::<Digest>().is_ok() {
        found.suggest(value.span.clone(), format!("\"{bare}\""))
    } else {
        found
    });
    None
}

#[derive(Clone, Copy)]
enum Kind {
    Pull,
    Grpc,
    Http,
    Soap,
    Folder,
}

fn read_connector(
    mut fields: Fields<'_>,
    context: &Context,
    folders: &mut Vec<(PathBuf, Spot)>,
    sink: &mut Sink,
) -> Option<Connector> {
    let words = [
        ("pull", Kind::Pull),
        ("grpc", Kind::Grpc),
        ("http", Kind::Http),
        ("soap", Kind::Soap),
        ("folder", Kind::Folder),
    ];
    let kind = fields.need("kind").and_then(|value| values::word(&value, &words, sink))?;
    let connector = match kind {
        Kind::Pull => Some(Connector::Pull),
        Kind::Grpc => read_target(&mut fields, context, sink).map(Connector::Grpc),
        Kind::Http => read_http_push(&mut fields, context, sink).map(Box::new).map(Connector::Http),
        Kind::Soap => read_soap_push(&mut fields, context, sink).map(Box::new).map(Connector::Soap),
        Kind::Folder => {
            let inbox_value = fields.need("inbox");
            let outbox_value = fields.get("outbox");
            let mut read = |value: &Option<Value<'_>>, sink: &mut Sink| {
                let value = value.as_ref()?;
                let path = values::path(value, &context.dir, sink)?;
                folders.push((path.clone(), value.spot()));
                Some(path)
            };
            let inbox = read(&inbox_value, sink);
            let outbox = read(&outbox_value, sink);
            let range = Duration::from_millis(100)..=Duration::from_secs(default::DAY);
            let every = fields.get("every").map(|value| values::duration(&value, range, sink));
            let every = every.unwrap_or(Some(default::FOLDER_EVERY));
            let complete = outbox.is_some() == outbox_value.is_some();
            inbox.zip(every).filter(|_| complete).map(|(inbox, every)| Connector::Folder {
                inbox,
                outbox,
                every,
            })
        }
    };
    fields.finish(sink);
    connector
}
