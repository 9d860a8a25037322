//! TLS of the doors: certificates, trusted roots and revocation lists, reloaded without a restart.
//!
//! 1. load: certificate, key, roots and revocation lists are read and checked as a whole;
//! 2. serve: each listener has a rustls configuration for what it requires; TLS 1.3 only;
//! 3. reload: a new whole replaces the old; connections whose certificate the new one would not take are closed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use lienthong_config::node::{CrlExpired, Require, Tls};
use rustls::RootCertStore;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer, UnixTime};
use x509_parser::prelude::FromDer as _;

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or is not what it should be.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The pieces do not fit together.
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

fn setup(error: impl std::fmt::Display) -> TlsError {
    TlsError::Setup(error.to_string())
}

/// TLS as it is in force.
pub struct TlsState {
    /// For listeners that require a client certificate.
    mutual: Arc<rustls::ServerConfig>,
    /// For listeners that do not.
    plain: Arc<rustls::ServerConfig>,
    verifier: Arc<dyn ClientCertVerifier>,
    /// The earliest next update among the revocation lists.
    pub crl_next_update: Option<Timestamp>,
}

impl TlsState {
    /// Reads and checks everything that `tls` names.
    pub fn load(tls: &Tls) -> Result<Self, TlsError> {
        let roots = Arc::new(roots(&tls.client_roots)?);
        let mut builder = WebPkiClientVerifier::builder(roots);
        let mut crl_next_update = None;
        if !tls.crls.is_empty() {
            let mut lists = Vec::new();
            for path in &tls.crls {
                let list = crl(path)?;
                let next = next_update(path, &list)?;
                crl_next_update = match (crl_next_update, next) {
                    (Some(known), Some(next)) => Some(std::cmp::min::<Timestamp>(known, next)),
                    (known, next) => known.or(next),
                };
                lists.push(list);
            }
            builder = builder.with_crls(lists).only_check_end_entity_revocation();
            if tls.crl_expired == CrlExpired::Refuse {
                builder = builder.enforce_revocation_expiration();
            }
        }
        let verifier = builder.build().map_err(setup)?;
        let chain = certificates(&tls.certificate)?;
        let key = PrivateKeyDer::from_pem_file(&tls.key)
            .map_err(|error| TlsError::File { path: tls.key.clone(), cause: error.to_string() })?;
        let base = || rustls::ServerConfig::builder_with_protocol_versions(&[&rustls::version::TLS13]);
        let finish = |mut config: rustls::ServerConfig| {
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
            config.send_tls13_tickets = 1;
            Arc::new(config)
        };
        let mutual = base()
            .with_client_cert_verifier(Arc::clone(&verifier))
            .with_single_cert(chain.clone(), key.clone_key())
            .map_err(setup)?;
        let plain = base().with_no_client_auth().with_single_cert(chain, key).map_err(setup)?;
        Ok(Self { mutual: finish(mutual), plain: finish(plain), verifier, crl_next_update })
    }

    /// The rustls configuration of a listener.
    pub fn server_config(&self, require: Require) -> Arc<rustls::ServerConfig> {
        match require {
            Require::Certificate | Require::Both => Arc::clone(&self.mutual),
            Require::Token => Arc::clone(&self.plain),
        }
    }

    /// Whether a certificate chain would be taken now: after a reload, and for resumed sessions.
    pub fn accepts(&self, chain: &[CertificateDer<'_>], now: Timestamp) -> bool {
        let Some((leaf, intermediates)) = chain.split_first() else { return false };
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        self.verifier.verify_client_cert(leaf, intermediates, now).is_ok()
    }
}

/// A rustls root store from PEM files.
pub fn roots(paths: &[PathBuf]) -> Result<RootCertStore, TlsError> {
    let mut store = RootCertStore::empty();
    for path in paths {
        for certificate in certificates(path)? {
            store
                .add(certificate)
                .map_err(|error| TlsError::File { path: path.clone(), cause: error.to_string() })?;
        }
    }
    Ok(store)
}

/// The certificates of a PEM file, at least one.
pub fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let error = |cause: String| TlsError::File { path: path.to_owned(), cause };
    let all: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(path).map_err(|cause| error(cause.to_string()))?.collect();
    let all = all.map_err(|cause| error(cause.to_string()))?;
    if all.is_empty() { Err(error("holds no certificate".into())) } else { Ok(all) }
}

fn crl(path: &Path) -> Result<CertificateRevocationListDer<'static>, TlsError> {
    let error = |cause: String| TlsError::File { path: path.to_owned(), cause };
    let bytes = std::fs::read(path).map_err(|cause| error(cause.to_string()))?;
    if bytes.starts_with(b"-----") {
        CertificateRevocationListDer::from_pem_slice(&bytes).map_err(|cause| error(cause.to_string()))
    } else {
        Ok(CertificateRevocationListDer::from(bytes))
    }
}

fn next_update(path: &Path, list: &CertificateRevocationListDer<'_>) -> Result<Option<Timestamp>, TlsError> {
    let (_, parsed) = x509_parser::revocation_list::CertificateRevocationList::from_der(list.as_ref())
        .map_err(|error| TlsError::File { path: path.to_owned(), cause: error.to_string() })?;
    Ok(parsed.next_update().and_then(|time| Timestamp::from_second(time.timestamp()).ok()))
}
