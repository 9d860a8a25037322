//! Taking a new configuration: checked whole, then swapped whole; on any error the old one stays in force.
//!
//! A change is noticed by looking at the files every two seconds, which works on every kind of disk, or asked for by an
//! administrator. Certificates, revocation lists and key sets count as files of the configuration here, though their
//! change makes no new revision.

use lienthong_adapter::Phrase;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lienthong_config::{Checked, Diagnostic, Lang, Style};
use lienthong_model::Digest;
use lienthong_model::record::Event;

use crate::connector::channel::Channels;
use crate::connector::http_client::HttpClients;
use crate::formats;
use crate::identity::certificate::IdentityIndex;
use crate::identity::tls::TlsState;
use crate::identity::token::Tokens;
use crate::refusal::Refusal;
use crate::state::{Gateway, InForce};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Folders inside each other that are looked into.
const MAX_DEPTH: u32 = 8;

/// A configuration was read.
#[derive(Debug)]
pub struct Reloaded {
    /// Its hash.
    pub revision: Digest,
    /// Whether it is another than before.
    pub changed: bool,
    /// Warnings, for people.
    pub warnings: Vec<String>,
}

/// Why a configuration is not in force.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The files have errors; all of them, with places.
    #[error("{}", render(.0))]
    Files(Vec<Diagnostic>),
    /// Certificates cannot be used.
    #[error(transparent)]
    Tls(#[from] crate::identity::tls::TlsError),
    /// A key set cannot be used.
    #[error(transparent)]
    Jwks(#[from] crate::identity::token::JwksError),
    /// Certificates for outgoing connections cannot be used.
    #[error(transparent)]
    Channels(#[from] crate::connector::channel::ChannelError),
}

/// Diagnostics as people read them in a log.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    let style = Style { lang: Lang::En, colour: false };
    diagnostics
        .iter()
        .map(|diagnostic| lienthong_config::render(diagnostic, style))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Reads a folder and makes everything of it that requests need.
pub fn load(folder: &Path, now: Timestamp) -> Result<(InForce, Vec<Diagnostic>), LoadError> {
    let loaded = lienthong_config::load(folder, now, &formats::known()).map_err(LoadError::Files)?;
    Ok((make(loaded.checked, now)?, loaded.warnings))
}

fn make(checked: Checked, now: Timestamp) -> Result<InForce, LoadError> {
    let mut services: HashMap<String, Vec<_>> = HashMap::new();
    for service in checked.systems.iter().flat_map(|system| &system.services) {
        if let Some(name) = service.offer.grpc_name() {
            services.entry(name.to_owned()).or_default().push(service.id.clone());
        }
    }
    Ok(InForce {
        identities: IdentityIndex::new(&checked.systems),
        tokens: Tokens::load(&checked.node.issuers)?,
        tls: TlsState::load(&checked.node.tls)?,
        channels: Channels::new(&checked.node)?,
        http: HttpClients::new(&checked.node),
        services,
        gateway_system: InForce::gateway_system_of(&checked),
        places: Default::default(),
        call_places: Default::default(),
        loaded_at: now,
        checked,
    })
}

/// Reads the configuration again and puts it in force, or says why not. Either is on record when this returns.
pub async fn reload(gateway: &Arc<Gateway>, actor: Option<&str>) -> Result<Reloaded, Refusal> {
    // One at a time: the one who comes later reads the later files.
    let _turn = gateway.reloading.lock().await;
    let now = gateway.now();
    let before = gateway.current();
    let folder = gateway.folder.clone();
    let loaded = tokio::task::spawn_blocking(move || load(&folder, now)).await;
    let loaded = loaded.map_err(|error| Refusal::Store(lienthong_store::Error::Failed(error.into())))?;
    let (in_force, warnings) = match loaded {
        Ok(loaded) => loaded,
        Err(error) => return Err(refused(gateway, &before, actor, &error).await),
    };
    if let Some(what) = needs_restart(&before.checked, &in_force.checked) {
        tracing::warn!(what, "This change takes effect at the next start.");
    }
    let revision = in_force.checked.revision;
    let changed = revision != before.checked.revision;
    if changed {
        let mut record =
            in_force.own_record(Event::ConfigLoaded, now).with_detail("before", before.checked.revision);
        record.actor = actor.map(str::to_owned);
        gateway.store.record(record).await?;
    }
    gateway.in_force.store(Arc::new(in_force));
    gateway.alarms.clear("CONFIG_REFUSED");
    gateway.reloads.send_replace(());
    if changed {
        tracing::info!(%revision, "Configuration is in force.");
    }
    let warnings = warnings.iter().map(|warning| render(std::slice::from_ref(warning))).collect();
    Ok(Reloaded { revision, changed, warnings })
}

async fn refused(gateway: &Gateway, before: &InForce, actor: Option<&str>, error: &LoadError) -> Refusal {
    let text = error.to_string();
    tracing::error!("Configuration was refused, the one before stays in force:\n{text}");
    gateway.alarms.raise(
        "CONFIG_REFUSED",
        Phrase::new(
            "the files have errors; the configuration before is in force",
            "các tệp cấu hình có lỗi; cấu hình trước đó vẫn có hiệu lực",
        ),
        gateway.now(),
    );
    let mut record = before.own_record(Event::ConfigRefused, gateway.now());
    record.actor = actor.map(str::to_owned);
    record.reason = Some("CONFIG_INVALID".into());
    if let LoadError::Files(diagnostics) = error {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
        record = record.with_detail("errors", errors);
    }
    gateway.record_or_log(record).await;
    Refusal::Config(text)
}

/// What cannot change while the gateway runs.
fn needs_restart(before: &Checked, after: &Checked) -> Option<&'static str> {
    if before.node.listeners != after.node.listeners {
        Some("listener")
    } else if before.node.data != after.node.data {
        Some("node.data")
    } else if before.node.keys != after.node.keys {
        Some("keys")
    } else if before.node.log.origin != after.node.log.origin {
        Some("log.origin")
    } else {
        None
    }
}

type Fingerprint = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Watches the files until the gateway goes down.
pub async fn watch(gateway: Arc<Gateway>) {
    let mut seen = look(&gateway).await;
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = gateway.going_down() => return,
            _ = tick.tick() => {}
        }
        let now = look(&gateway).await;
        if now == seen {
            continue;
        }
        // Files are often written one after the other: wait until they are still.
        seen = now;
        loop {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let now = look(&gateway).await;
            if now == seen {
                break;
            }
            seen = now;
        }
        // Its own record and log say how it went.
        let _ = reload(&gateway, None).await;
    }
}

async fn look(gateway: &Gateway) -> Fingerprint {
    let folder = gateway.folder.clone();
    let node = gateway.current().checked.node.clone();
    let looked = tokio::task::spawn_blocking(move || {
        let mut files = Fingerprint::new();
        let mut folders = vec![(folder.clone(), 0)];
        folders.extend(lienthong_config::WATCHED.map(|part| (folder.join(part), 1)));
        while let Some((folder, depth)) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(folder) else { continue };
            for path in entries.flatten().map(|entry| entry.path()) {
                // The folder itself holds the data too, which is not looked into.
                if (1..MAX_DEPTH).contains(&depth) && path.is_dir() {
                    folders.push((path, depth + 1));
                } else {
                    note(&mut files, path);
                }
            }
        }
        let tls = node.tls;
        let named = [tls.certificate, tls.key].into_iter().chain(tls.client_roots).chain(tls.crls);
        let named = named.chain(tls.server_roots).chain(node.issuers.into_iter().map(|issuer| issuer.jwks));
        named.for_each(|path| note(&mut files, path));
        files
    });
    looked.await.unwrap_or_default()
}

fn note(files: &mut Fingerprint, path: PathBuf) {
    if let Ok(metadata) = std::fs::metadata(&path)
        && metadata.is_file()
    {
        files.insert(path, (metadata.len(), metadata.modified().ok()));
    }
}
