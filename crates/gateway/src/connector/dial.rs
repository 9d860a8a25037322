//! Opening a connection to an HTTP server: TCP, then TLS as the server's entry wants it.
//!
//! No proxy, whatever the environment says, and HTTP/1.1 only: it is what old servers speak and new ones still do.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use lienthong_config::node::Node;
use lienthong_model::system::{HttpTarget, TlsVersion};
use rustls::ClientConfig;
use rustls::client::WebPkiServerVerifier;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{PrivateKeyDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::connector::cause;
use crate::connector::pinned::PinnedVerifier;
use crate::identity::tls::{TlsError, certificates, roots};

/// Why there is no connection.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DialError {
    /// The address has no host that TLS can be asked for.
    #[error("the address names no server")]
    Name,
    /// No name server knows the host.
    #[error("the host is not known: {0}")]
    Host(#[source] Arc<io::Error>),
    /// Nobody answers there.
    #[error("no connection: {0}")]
    Tcp(#[source] Arc<io::Error>),
    /// The server does not speak TLS as it should, or is not the one that is expected.
    #[error("no TLS: {0}")]
    Tls(#[source] Arc<io::Error>),
    /// None of these within the time.
    #[error("no connection in time")]
    TimedOut,
}

impl DialError {
    /// The stable reason.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Name | Self::Host(_) => "HOST_NOT_FOUND",
            Self::Tcp(_) => "CONNECTION_FAILED",
            Self::Tls(error) => cause::of_handshake(error),
            Self::TimedOut => "DEADLINE_EXCEEDED",
        }
    }
}

/// The files of the gateway's own that connections need.
#[derive(Debug, Clone)]
pub struct OwnFiles {
    certificate: PathBuf,
    key: PathBuf,
    roots: Vec<PathBuf>,
}

impl OwnFiles {
    /// The gateway's certificate and key, and the roots for servers whose entries name none.
    pub fn of(node: &Node) -> Self {
        let tls = &node.tls;
        let roots = if tls.server_roots.is_empty() { &tls.client_roots } else { &tls.server_roots };
        Self { certificate: tls.certificate.clone(), key: tls.key.clone(), roots: roots.clone() }
    }
}

/// Opens connections to one server.
#[derive(Clone)]
pub struct Dial {
    tls: Option<TlsConnector>,
    within: Duration,
}

impl Dial {
    /// Reads the files that the server's entry names.
    pub fn new(target: &HttpTarget, own: &OwnFiles) -> Result<Self, TlsError> {
        let encrypted = target.address.starts_with("https://");
        let tls = if encrypted { Some(TlsConnector::from(Arc::new(tls(target, own)?))) } else { None };
        Ok(Self { tls, within: target.timeout.min(Duration::from_secs(10)) })
    }

    async fn open(self, to: Uri) -> Result<TokioIo<Wire>, DialError> {
        let host = to.host().ok_or(DialError::Name)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = to.port_u16().unwrap_or(if self.tls.is_some() { 443 } else { 80 });
        let opened = async {
            let found = tokio::net::lookup_host((host, port)).await;
            let addresses: Vec<_> = found.map_err(|error| DialError::Host(error.into()))?.collect();
            let stream = TcpStream::connect(&addresses[..]).await;
            let stream = stream.map_err(|error| DialError::Tcp(error.into()))?;
            // Without it small requests wait for nothing; a socket that cannot is as good.
            let _ = stream.set_nodelay(true);
            let Some(tls) = &self.tls else { return Ok(Wire(Box::new(stream))) };
            let name = ServerName::try_from(host.to_owned()).map_err(|_| DialError::Name)?;
            let stream = tls.connect(name, stream).await.map_err(|error| DialError::Tls(error.into()))?;
            Ok(Wire(Box::new(stream)))
        };
        let opened = tokio::time::timeout(self.within, opened).await;
        opened.unwrap_or(Err(DialError::TimedOut)).map(TokioIo::new)
    }
}

impl tower::Service<Uri> for Dial {
    type Response = TokioIo<Wire>;
    type Error = DialError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, DialError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), DialError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        Box::pin(self.clone().open(to))
    }
}

fn tls(target: &HttpTarget, own: &OwnFiles) -> Result<ClientConfig, TlsError> {
    let setup = |error: &dyn std::fmt::Display| TlsError::Setup(error.to_string());
    let versions: &[&rustls::SupportedProtocolVersion] = match target.tls_min {
        TlsVersion::V12 => &[&rustls::version::TLS13, &rustls::version::TLS12],
        TlsVersion::V13 => &[&rustls::version::TLS13],
    };
    let builder = ClientConfig::builder_with_protocol_versions(versions);
    let trusted = || match &target.ca {
        Some(ca) => roots(std::slice::from_ref(ca)),
        None => roots(&own.roots),
    };
    let builder = if target.pins.is_empty() {
        builder.with_root_certificates(trusted()?)
    } else {
        let chain = if target.ca.is_some() {
            let verifier = WebPkiServerVerifier::builder(Arc::new(trusted()?)).build();
            Some(verifier.map_err(|error| setup(&error))?)
        } else {
            None
        };
        let verifier = PinnedVerifier::new(target.pins.clone(), chain);
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    };
    let mut config = if target.present_certificate {
        let key = PrivateKeyDer::from_pem_file(&own.key)
            .map_err(|error| TlsError::File { path: own.key.clone(), cause: error.to_string() })?;
        let chain = certificates(&own.certificate)?;
        builder.with_client_auth_cert(chain, key).map_err(|error| setup(&error))?
    } else {
        builder.with_no_client_auth()
    };
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// What a connection reads from and writes to.
trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// A connection, encrypted or not.
pub struct Wire(Box<dyn Socket>);

impl Connection for Wire {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }
}
