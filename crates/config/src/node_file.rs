//! `lienthong.toml`: this node, and the levels of each time.
//!
//! ```toml
//! [node]
//! name = "tuyenquang-1"               # the name of this process in records and logs
//! agency = "H60"                      # the agency that runs the gateway
//! data = "data"                       # where messages and the log are kept
//!
//! [[listener]]                        # one or more
//! name = "systems"
//! address = "0.0.0.0:8443"
//! require = "certificate"             # "certificate" | "token" | "both"
//!
//! [tls]
//! certificate = "certs/gateway.pem"   # chain, leaf first
//! key = "certs/gateway.key"           # PEM PKCS#8
//! client_roots = ["certs/ca.pem"]
//! crls = []                           # optional
//! crl_expired = "degrade"             # optional: "degrade" | "refuse"
//! server_roots = []                   # optional: client_roots where empty
//!
//! [[issuer]]                          # none, one or more
//! issuer = "https://id.example.gov.vn"
//! jwks = "certs/issuer.jwks.json"
//! audience = "lienthong"
//! bind = true                         # optional: tokens are bound to the client certificate
//! leeway = "30s"                      # optional
//!
//! [keys]                              # { file = "…" } or { env = "…" }
//! master = { file = "keys/master" }
//! receipts = { file = "keys/receipts.pem" }
//! log = { file = "keys/log.pem" }
//!
//! [log]
//! origin = "lgsp.example.gov.vn/log"
//! checkpoint_every = "1s"             # optional
//! public_entries = false              # optional
//!
//! [limits]                            # all optional
//! max_message = "64MiB"
//! max_inline = "2MiB"
//! max_receivers = 1000
//! max_in_flight_per_system = 64
//! max_connections = 4096
//! max_buffered = "128MiB"
//! min_free = "1GiB"
//! call_timeout = "30s"
//!
//! [retention]                         # optional
//! payload_days = 400                  # without it payloads are kept for ever
//!
//! [[hierarchy]]                       # one or more, not on the same day
//! name = "two tiers"
//! valid_from = "2025-07-01"
//! valid_to = "2030-01-01"             # optional
//! levels = ["province", "commune"]    # highest first
//! beside = ["central", "department"]  # optional
//! ```
//!
//! What is optional has its default in [`crate::defaults`].

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lienthong_model::directory::Hierarchy;

use crate::code::Code;
use crate::context::Context;
use crate::defaults as default;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value, read_document};
use crate::hierarchies::read_hierarchies;
use crate::keys::{self, SecretKind};
use crate::limits::{read_limits, read_retention};
use crate::node::{CrlExpired, Issuer, Keys, Listener, Log, Node, Require, Tls};
use crate::secrets;
use crate::source::{Source, Spot};
use crate::values;

/// What the file says.
#[derive(Debug, Default)]
pub(crate) struct NodeFile {
    /// Nothing where a part is missing or wrong.
    pub(crate) node: Option<Node>,
    /// The agency that runs the gateway, to be looked up.
    pub(crate) agency: Option<(lienthong_model::AgencyCode, Spot)>,
    /// The levels of each time, with the place of each name of a hierarchy.
    pub(crate) hierarchies: Vec<(Hierarchy, Spot)>,
    /// Whether all hierarchies could be read; otherwise no level is unknown.
    pub(crate) levels_complete: bool,
}

const HOUR: Duration = Duration::from_secs(3_600);

/// Reads the file; reports everything that is wrong with it.
pub(crate) fn read(source: &Arc<Source>, context: &Context, sink: &mut Sink) -> NodeFile {
    read_document(source, sink, |top, sink| read_top(top, context, sink)).unwrap_or_default()
}

fn read_top(mut top: Fields<'_>, context: &Context, sink: &mut Sink) -> NodeFile {
    let mut own = section(&mut top, "node", sink);
    let name = own.need("name").and_then(|value| value.words(sink));
    let agency_value = own.need("agency");
    let agency = agency_value.as_ref().and_then(|value| values::agency_code(value, sink));
    let data = own.need("data").and_then(|value| values::path(&value, &context.dir, sink));
    own.finish(sink);
    let listeners = read_listeners(&mut top, sink);
    let tls = read_tls(section(&mut top, "tls", sink), context, sink);
    let issuers = read_issuers(&mut top, context, sink);
    let keys = read_keys(section(&mut top, "keys", sink), context, sink);
    let log = read_log(section(&mut top, "log", sink), sink);
    let limits = read_limits(top.table("limits", sink), sink);
    let retention = read_retention(top.table("retention", sink), sink);
    let mut own = Sink::default();
    let hierarchies = read_hierarchies(&mut top, &mut own);
    let levels_complete = !own.has_errors();
    sink.append(own);
    for (listener, spot) in &listeners {
        if listener.require != Require::Certificate && issuers.is_empty() {
            sink.push(spot.error(Code::NoIssuer).label("there is no [[issuer]]", "chưa có [[issuer]] nào"));
        }
    }
    top.finish(sink);
    let found_agency = agency.clone().zip(agency_value.map(|value| value.spot()));
    let node = (|| {
        Some(Node {
            name: name?,
            agency: agency?,
            data: data?,
            listeners: listeners.into_iter().map(|(listener, _)| listener).collect(),
            tls: tls?,
            issuers,
            keys: keys?,
            log: log?,
            limits,
            retention,
        })
    })();
    NodeFile { node, agency: found_agency, hierarchies, levels_complete }
}

/// A table that must be there.
fn section<'a>(top: &mut Fields<'a>, key: &'static str, sink: &mut Sink) -> Fields<'a> {
    let _ = top.need(key);
    top.table(key, sink)
}

fn read_listeners(top: &mut Fields<'_>, sink: &mut Sink) -> Vec<(Listener, Spot)> {
    let mut found: Vec<(Listener, Spot)> = Vec::new();
    let _ = top.need("listener");
    let tables = top.tables("listener", sink);
    for mut table in tables {
        let name = table.need("name");
        let address = table.need("address");
        let require = table.need("require");
        let words =
            [("certificate", Require::Certificate), ("token", Require::Token), ("both", Require::Both)];
        let read = |sink: &mut Sink| {
            let label = name.as_ref().and_then(|value| value.words(sink));
            let socket = address.as_ref().and_then(|value| read_socket(value, sink));
            let asks = require.as_ref().and_then(|value| values::word(value, &words, sink));
            Some(Listener { name: label?, address: socket?, require: asks? })
        };
        if let (Some(listener), Some(name), Some(address), Some(require)) =
            (read(sink), &name, &address, &require)
        {
            for (other, _) in &found {
                let twice = if other.name == listener.name {
                    Some((name, "name", "tên"))
                } else if other.address == listener.address && listener.address.port() != 0 {
                    Some((address, "address", "địa chỉ"))
                } else {
                    None
                };
                if let Some((value, en, vi)) = twice {
                    let label = (
                        format!("the {en} of another listener, {}", other.name),
                        format!("trùng {vi} với cửa tiếp nhận {}", other.name),
                    );
                    sink.push(value.error(Code::DuplicateListener).label(label.0, label.1));
                }
            }
            found.push((listener, require.spot()));
        }
        table.finish(sink);
    }
    found
}

fn read_socket(value: &Value<'_>, sink: &mut Sink) -> Option<SocketAddr> {
    let text = value.text(sink)?;
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    let found = value.error(Code::BadAddress).label("expected IP:PORT", "cần dạng IP:CỔNG");
    let port = text.rsplit_once(':').map_or(text, |(_, port)| port);
    let mended = text.replace("localhost", "127.0.0.1");
    sink.push(if mended.parse::<SocketAddr>().is_ok() {
        found.suggest(value.span.clone(), format!("\"{mended}\""))
    } else if text.trim_start_matches(':') == port && port.parse::<u16>().is_ok() {
        found.suggest(value.span.clone(), format!("\"0.0.0.0:{port}\""))
    } else {
        found
    });
    None
}

fn read_tls(mut table: Fields<'_>, context: &Context, sink: &mut Sink) -> Option<Tls> {
    let certificate = table.need("certificate");
    let key = table.need("key");
    let chain = certificate.as_ref().and_then(|value| values::path(value, &context.dir, sink));
    let mut leaf = None;
    if let (Some(path), Some(value)) = (&chain, &certificate) {
        leaf = keys::certificates(path, &value.spot(), context, sink).into_iter().next();
    }
    let key_path = key.as_ref().and_then(|value| values::path(value, &context.dir, sink));
    if let (Some(path), Some(value)) = (&key_path, &key) {
        keys::tls_key(path, &value.spot(), leaf.as_ref(), context, sink);
    }
    let roots = table.need("client_roots");
    let client_roots = read_roots(roots.as_ref(), context, sink);
    if let Some(value) = &roots
        && value.one_or_more().is_empty()
    {
        sink.push(value.error(Code::Empty).label("name at least one file", "cần nêu ít nhất một tệp"));
    }
    let mut crls = Vec::new();
    for value in table.get("crls").map(|value| value.one_or_more()).unwrap_or_default() {
        if let Some(path) = values::path(&value, &context.dir, sink) {
            keys::revocation_list(&path, &value.spot(), context, sink);
            crls.push(path);
        }
    }
    let words = [("degrade", CrlExpired::Degrade), ("refuse", CrlExpired::Refuse)];
    let crl_expired = table.get("crl_expired").and_then(|value| values::word(&value, &words, sink));
    let server_roots = read_roots(table.get("server_roots").as_ref(), context, sink);
    table.finish(sink);
    Some(Tls {
        certificate: chain?,
        key: key_path?,
        client_roots,
        crls,
        crl_expired: crl_expired.unwrap_or(default::CRL_EXPIRED),
        server_roots,
    })
}

fn read_roots(value: Option<&Value<'_>>, context: &Context, sink: &mut Sink) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for value in value.map(Value::one_or_more).unwrap_or_default() {
        if let Some(path) = values::path(&value, &context.dir, sink) {
            keys::certificates(&path, &value.spot(), context, sink);
            found.push(path);
        }
    }
    found
}

fn read_issuers(top: &mut Fields<'_>, context: &Context, sink: &mut Sink) -> Vec<Issuer> {
    let mut found: Vec<Issuer> = Vec::new();
    for mut table in top.tables("issuer", sink) {
        let name = table.need("issuer");
        let issuer = name.as_ref().and_then(|value| value.words(sink));
        let jwks = table.need("jwks");
        let path = jwks.as_ref().and_then(|value| values::path(value, &context.dir, sink));
        if let (Some(path), Some(value)) = (&path, &jwks) {
            keys::public_keys(path, &value.spot(), context, sink);
        }
        let audience = table.need("audience").and_then(|value| value.words(sink));
        let bind = table.get("bind").and_then(|value| value.boolean(sink)).unwrap_or(default::BIND);
        let leeway =
            table.get("leeway").and_then(|value| values::duration(&value, Duration::ZERO..=HOUR, sink));
        if let (Some(issuer), Some(name)) = (&issuer, &name)
            && found.iter().any(|other| other.issuer == *issuer)
        {
            sink.push(
                name.error(Code::DuplicateIssuer)
                    .label("another [[issuer]] has this name", "một [[issuer]] khác đã dùng tên này"),
            );
        }
        if let (Some(issuer), Some(jwks), Some(audience)) = (issuer, path, audience) {
            found.push(Issuer { issuer, jwks, audience, bind, leeway: leeway.unwrap_or(default::LEEWAY) });
        }
        table.finish(sink);
    }
    found
}

fn read_keys(mut table: Fields<'_>, context: &Context, sink: &mut Sink) -> Option<Keys> {
    let mut read = |key, kind| {
        let value = table.need(key)?;
        let secret = secrets::read(&value, context, sink)?;
        keys::secret(&secret, kind, &value.spot(), context, sink);
        Some(secret)
    };
    let master = read("master", SecretKind::Master);
    let receipts = read("receipts", SecretKind::P256);
    let log = read("log", SecretKind::Ed25519);
    table.finish(sink);
    Some(Keys { master: master?, receipts: receipts?, log: log? })
}

fn read_log(mut table: Fields<'_>, sink: &mut Sink) -> Option<Log> {
    let value = table.need("origin");
    let origin = value.as_ref().and_then(|value| value.words(sink));
    if let (Some(origin), Some(value)) = (&origin, &value)
        && (origin.contains([' ', '+']) || origin.contains("://") || origin.chars().any(char::is_whitespace))
    {
        sink.push(value.error(Code::BadIdentifier).label(
            "the origin is like an address without https://, blanks and +",
            "origin giống một địa chỉ, không có https://, khoảng trắng và dấu +",
        ));
    }
    let range = Duration::from_millis(100)..=HOUR;
    let every = table.get("checkpoint_every").and_then(|value| values::duration(&value, range, sink));
    let public = table.get("public_entries").and_then(|value| value.boolean(sink));
    table.finish(sink);
    Some(Log {
        origin: origin?,
        checkpoint_every: every.unwrap_or(default::CHECKPOINT_EVERY),
        public_entries: public.unwrap_or(default::PUBLIC_ENTRIES),
    })
}
