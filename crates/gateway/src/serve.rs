//! Starting the gateway, and ending it.
//!
//! 1. configuration, keys, store, log: on any error nothing listens;
//! 2. the start is recorded, and the end of calls that an earlier run left open;
//! 3. doors are bound, then served;
//! 4. until told to end: doors close, requests under way end, the log is published once more.

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::extract::Request;
use axum::middleware::Next;
use jiff::Timestamp;
use lienthong_audit::folder::LogFolder;
use lienthong_audit::{KeyName, Signer};
use lienthong_model::record::Event;
use lienthong_store::Store;
use lienthong_store::sqlite::{Options, SqliteStore};
use lienthong_store::vault::MasterKey;
use lienthong_wire::admin::admin_service_server::AdminServiceServer;
use lienthong_wire::audit::audit_service_server::AuditServiceServer;
use lienthong_wire::directory::directory_service_server::DirectoryServiceServer;
use lienthong_wire::exchange::exchange_service_server::ExchangeServiceServer;
use lienthong_wire::message::message_service_server::MessageServiceServer;
use tokio::sync::Semaphore;

use crate::call::{left, pass};
use crate::face::entrance::{Answerer, through};
use crate::face::{Face, log_files};
use crate::formats::Formats;
use crate::receipt::ReceiptSigner;
use crate::rooms::Rooms;
use crate::state::{Clock, Gateway};
use crate::{dispatch, keys, listen, publish, reload};

/// Why the gateway did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration.
    #[error("{0}")]
    Config(#[from] reload::LoadError),
    /// A key of the gateway.
    #[error(transparent)]
    Key(#[from] keys::KeyError),
    /// The key that signs the log.
    #[error("the log's key or origin cannot be used: {0}")]
    LogKey(String),
    /// The data folder.
    #[error("data folder {path}: {source}")]
    Data {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The store.
    #[error("the store cannot be opened: {0}")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The published log.
    #[error("the published log cannot be opened: {0}")]
    Log(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A door.
    #[error("listener {name} at {address}: {source}")]
    Listen {
        /// Its name.
        name: String,
        /// Where it should listen.
        address: SocketAddr,
        /// Why it does not.
        source: std::io::Error,
    },
}

/// A gateway that runs.
pub struct Running {
    /// The gateway.
    pub gateway: Arc<Gateway>,
    /// Each door's name and address.
    pub addresses: Vec<(String, SocketAddr)>,
    tasks: tokio::task::JoinSet<()>,
}

impl Running {
    /// Ends the gateway: requests under way are given a moment.
    pub async fn stop(mut self) {
        self.gateway.shutdown.send_replace(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_secs(20), all).await.is_err() {
            tracing::warn!("Not everything ended in time.");
        }
    }
}

/// Starts the gateway of a configuration folder.
pub async fn start(folder: &Path) -> Result<Running, StartError> {
    let clock: Clock = Arc::new(Timestamp::now);
    let (gateway, publisher) = open(folder, clock).await?;
    let in_force = gateway.current();
    let router = router(&gateway);
    let mut doors = Vec::new();
    for listener in &in_force.checked.node.listeners {
        let bound = listen::bind(listener).await.map_err(|source| StartError::Listen {
            name: listener.name.clone(),
            address: listener.address,
            source,
        })?;
        doors.push((listener.clone(), bound));
    }
    let mut tasks = tokio::task::JoinSet::new();
    let mut addresses = Vec::new();
    for (listener, (socket, address)) in doors {
        addresses.push((listener.name.clone(), address));
        // Each door has places of its own: whoever fills one does not close the others.
        let places = Arc::new(Semaphore::new(in_force.checked.node.limits.max_connections));
        tasks.spawn(listen::serve(Arc::clone(&gateway), listener, socket, router.clone(), places));
    }
    tasks.spawn(dispatch::run(Arc::clone(&gateway)));
    tasks.spawn(dispatch::sweep::run(Arc::clone(&gateway)));
    tasks.spawn(crate::connector::outbox::run(Arc::clone(&gateway)));
    tasks.spawn(publish::run(Arc::clone(&gateway), publisher));
    tasks.spawn(reload::watch(Arc::clone(&gateway)));
    Ok(Running { gateway, addresses, tasks })
}

/// Everything but the doors.
async fn open(folder: &Path, clock: Clock) -> Result<(Arc<Gateway>, lienthong_audit::Publisher), StartError> {
    let now = clock();
    let (in_force, warnings) = reload::load(folder, now)?;
    for warning in &warnings {
        tracing::warn!("{}", reload::render(std::slice::from_ref(warning)));
    }
    let node = &in_force.checked.node;
    let data_error = |source| StartError::Data { path: node.data.clone(), source };
    // Nobody else's business, whatever the umask says.
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&node.data).map_err(data_error)?;
    let receipts = ReceiptSigner::new(keys::receipts(&node.keys.receipts)?, node.log.origin.clone());
    let log_error = |error: &dyn std::fmt::Display| StartError::LogKey(error.to_string());
    let name: KeyName = node.log.origin.parse().map_err(|error| log_error(&error))?;
    let key = keys::log(&node.keys.log)?;
    let signer = Signer::from_pkcs8_der(name, key.secret_pkcs8_der()).map_err(|error| log_error(&error))?;
    let log_key = signer.verifier().to_string();
    let master_key = MasterKey::new(keys::master(&node.keys.master)?);
    let options = Options { master_key, min_free_bytes: node.limits.min_free_bytes };
    let store = SqliteStore::open(node.data.join("lienthong.db"), options)
        .map_err(|error| StartError::Store(error.into()))?;
    let store: Arc<dyn Store> = Arc::new(store);
    let log_folder = node.data.join(publish::FOLDER);
    let publisher =
        publish::open(log_folder.clone(), signer).map_err(|error| StartError::Log(error.into()))?;
    // Before anything is recorded: a new record must not fill the place of one that is missing.
    let (publisher, published) = publish::publish(&store, publisher).await;
    published.map_err(|error| StartError::Log(error.into()))?;
    let publisher = publisher.ok_or_else(|| StartError::Log("publishing has failed".into()))?;
    store
        .record(
            in_force.own_record(Event::GatewayStarted, now).with_detail("version", env!("CARGO_PKG_VERSION")),
        )
        .await
        .map_err(|error| StartError::Store(error.into()))?;
    left::end(&store, &in_force, now).await.map_err(|error| StartError::Store(error.into()))?;
    let gateway = Gateway {
        store,
        formats: Formats::default(),
        receipts,
        log: LogFolder::new(log_folder),
        log_key,
        alarms: Default::default(),
        wakes: Default::default(),
        seen: Default::default(),
        breakers: Default::default(),
        rooms: Rooms::new(&node.limits),
        streams: Default::default(),
        folder: folder.to_owned(),
        clock,
        started_at: now,
        shutdown: tokio::sync::watch::Sender::new(false),
        reloads: tokio::sync::watch::Sender::new(()),
        reloading: Default::default(),
        strangers: Default::default(),
        callers: Default::default(),
        in_force: ArcSwap::from_pointee(in_force),
    };
    Ok((Arc::new(gateway), publisher))
}

/// One router behind all doors: the five services, health, reflection, the static files, and pass-through for the rest.
fn router(gateway: &Arc<Gateway>) -> axum::Router {
    let limits = &gateway.current().checked.node.limits;
    // The payload, and what stands around it.
    let message = usize::try_from(limits.max_inline_bytes).unwrap_or(usize::MAX).saturating_add(64 * 1024);
    let whole = usize::try_from(limits.max_message_bytes).unwrap_or(usize::MAX).saturating_add(64 * 1024);
    let face = Face(Arc::clone(gateway));
    let (health, health_service) = tonic_health::server::health_reporter();
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(lienthong_wire::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()
        .expect("the descriptors are those that the code was generated from");
    tokio::spawn(async move {
        health.set_serving::<MessageServiceServer<Face>>().await;
        health.set_serving::<ExchangeServiceServer<Face>>().await;
        health.set_serving::<DirectoryServiceServer<Face>>().await;
        health.set_serving::<AuditServiceServer<Face>>().await;
        health.set_serving::<AdminServiceServer<Face>>().await;
    });
    let ours = tonic::service::Routes::new(
        MessageServiceServer::new(face.clone())
            .max_decoding_message_size(message.max(1 << 20) + (1 << 16))
            .max_encoding_message_size(whole),
    )
    .add_service(
        ExchangeServiceServer::new(face.clone())
            .max_decoding_message_size(message)
            .max_encoding_message_size(whole),
    )
    .add_service(DirectoryServiceServer::new(face.clone()))
    .add_service(AuditServiceServer::new(face.clone()))
    .add_service(AdminServiceServer::new(face))
    .add_service(health_service.max_decoding_message_size(64 * 1024))
    .add_service(reflection)
    .into_axum_router()
    .reset_fallback();
    let entered = Arc::clone(gateway);
    let ours = ours.layer(axum::middleware::from_fn(move |request: Request, next: Next| {
        let gateway = Arc::clone(&entered);
        async move { through(&gateway, request, Answerer::Gateway, |request| next.run(request)).await }
    }));
    let passing = Arc::clone(gateway);
    ours.merge(log_files::router(Arc::clone(gateway))).fallback(move |request: Request| {
        let gateway = Arc::clone(&passing);
        async move {
            let grpc = request.headers().get(http::header::CONTENT_TYPE);
            if !grpc.is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc")) {
                return log_files::not_found();
            }
            let pass = |request: Request| {
                let gateway = Arc::clone(&gateway);
                async move {
                    pass::handle(gateway, request.map(tonic::body::Body::new))
                        .await
                        .map(axum::body::Body::new)
                }
            };
            through(&gateway, request, Answerer::Service, pass).await
        }
    })
}
