//! Connections to the servers of systems: made when first needed, shared, and kept.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use lienthong_config::node::Node;
use lienthong_model::system::GrpcTarget;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ChannelError {
    /// A file of certificates cannot be read.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The address or the certificates are not usable.
    #[error("the connection cannot be set up")]
    Setup(#[from] tonic::transport::Error),
}

/// The connections of one configuration.
pub struct Channels {
    identity: Identity,
    roots: Vec<PathBuf>,
    open: Mutex<HashMap<GrpcTarget, Channel>>,
}

impl Channels {
    /// The gateway shows its own certificate to the servers it calls.
    pub fn new(node: &Node) -> Result<Self, ChannelError> {
        let certificate = read(&node.tls.certificate)?;
        let key = read(&node.tls.key)?;
        let roots =
            if node.tls.server_roots.is_empty() { &node.tls.client_roots } else { &node.tls.server_roots };
        Ok(Self {
            identity: Identity::from_pem(certificate, key),
            roots: roots.clone(),
            open: Mutex::default(),
        })
    }

    /// The connection to a target. It connects by itself, and again after a failure.
    pub fn to(&self, target: &GrpcTarget) -> Result<Channel, ChannelError> {
        if let Some(channel) = self.open.lock().expect("no panic while channels are held").get(target) {
            return Ok(channel.clone());
        }
        let mut endpoint = Endpoint::from_shared(target.address.clone())?
            .connect_timeout(target.timeout.min(Duration::from_secs(10)))
            .tcp_nodelay(true)
            .http2_keep_alive_interval(Duration::from_secs(30))
            .keep_alive_timeout(Duration::from_secs(10))
            .initial_stream_window_size(1 << 20)
            .initial_connection_window_size(4 << 20)
            .user_agent(concat!("lienthong/", env!("CARGO_PKG_VERSION")))?;
        if target.address.starts_with("https://") {
            let mut tls = ClientTlsConfig::new().identity(self.identity.clone());
            let roots = target
                .ca
                .as_slice()
                .iter()
                .chain(target.ca.is_none().then_some(&self.roots).into_iter().flatten());
            for root in roots {
                tls = tls.ca_certificate(Certificate::from_pem(read(root)?));
            }
            endpoint = endpoint.tls_config(tls)?;
        }
        let channel = endpoint.connect_lazy();
        let mut open = self.open.lock().expect("no panic while channels are held");
        Ok(open.entry(target.clone()).or_insert(channel).clone())
    }
}

fn read(path: &PathBuf) -> Result<Vec<u8>, ChannelError> {
    std::fs::read(path).map_err(|source| ChannelError::File { path: path.clone(), source })
}
