//! A scripted HTTP/1.1 server: it keeps what it was asked and answers what the test says.
//!
//! Written on the socket itself, so that what the gateway sends is read by no library of the gateway's.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::Identity;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// POST, PUT, ….
    pub method: String,
    /// As in the request line.
    pub path: String,
    /// Names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Which connection it came on, from 0.
    pub connection: usize,
    /// Whether the connection showed a client certificate.
    pub has_certificate: bool,
}

impl Asked {
    /// The value of a header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Status, headers, body.
    Says(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Nothing, for so long.
    Waits(Duration),
    /// The connection is closed.
    Closes,
    /// A body without an end.
    Endless,
}

impl Reply {
    /// A status with a body.
    pub fn says(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Says(status, Vec::new(), body.into())
    }

    /// The same with one header.
    pub fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        match self {
            Self::Says(status, mut headers, body) => {
                headers.push((name, value.into()));
                Self::Says(status, headers, body)
            }
            other => other,
        }
    }
}

/// TLS of the server.
pub struct WebTls {
    /// Its certificate.
    pub identity: Identity,
    /// 1.2 and nothing newer.
    pub is_old: bool,
    /// Root (PEM) of client certificates that are asked for.
    pub client_root: Option<String>,
    /// Whether a client without one is let go.
    pub requires: bool,
}

/// A running server; it ends with the test.
pub struct Web {
    /// Where it listens.
    pub address: SocketAddr,
    scheme: &'static str,
    asked: Arc<Mutex<Vec<Asked>>>,
}

type Script = Arc<dyn Fn(&Asked, usize) -> Reply + Send + Sync>;

impl Web {
    /// A server without TLS. `script` gets each request and its number, from 0.
    pub async fn start(script: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::launch(None, Arc::new(script)).await
    }

    /// A server with TLS.
    pub async fn start_tls(
        tls: WebTls,
        script: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::launch(Some(tls), Arc::new(script)).await
    }

    /// A URL at this server.
    pub fn url(&self, path: &str) -> String {
        format!("{}://localhost:{}{path}", self.scheme, self.address.port())
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Waits until it was asked `count` times, and returns these.
    pub async fn wait(&self, count: usize) -> Vec<Asked> {
        let enough = || async { Some(self.asked()).filter(|asked| asked.len() >= count) };
        crate::eventually(&format!("{count} requests"), enough).await
    }

    async fn launch(tls: Option<WebTls>, script: Script) -> Self {
        crate::province::install_cryptography();
        let listener = TcpListener::bind("localhost:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let acceptor = tls.map(|tls| TlsAcceptor::from(Arc::new(config(&tls))));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            let mut connection = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let (script, kept, acceptor) = (Arc::clone(&script), Arc::clone(&kept), acceptor.clone());
                tokio::spawn(async move {
                    let server = Server { script, kept, connection };
                    match acceptor {
                        None => server.serve(stream, false).await,
                        Some(acceptor) => {
                            let Ok(stream) = acceptor.accept(stream).await else { return };
                            let has_certificate = stream.get_ref().1.peer_certificates().is_some();
                            server.serve(stream, has_certificate).await;
                        }
                    }
                });
                connection += 1;
            }
        });
        Self { address, scheme, asked }
    }
}

fn config(tls: &WebTls) -> ServerConfig {
    let versions: &[&rustls::SupportedProtocolVersion] =
        if tls.is_old { &[&rustls::version::TLS12] } else { rustls::ALL_VERSIONS };
    let builder = ServerConfig::builder_with_protocol_versions(versions);
    let builder = match &tls.client_root {
        None => builder.with_no_client_auth(),
        Some(root) => {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
            let verifier = WebPkiClientVerifier::builder(Arc::new(roots));
            let verifier = if tls.requires { verifier } else { verifier.allow_unauthenticated() };
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let certificate = CertificateDer::from_pem_slice(tls.identity.certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(tls.identity.key.as_bytes()).unwrap();
    builder.with_single_cert(vec![certificate], key).unwrap()
}

struct Server {
    script: Script,
    kept: Arc<Mutex<Vec<Asked>>>,
    connection: usize,
}

impl Server {
    /// Answers one request after the other until the client goes away.
    async fn serve(self, mut stream: impl AsyncRead + AsyncWrite + Unpin, has_certificate: bool) {
        while let Some(mut asked) = read(&mut stream).await {
            (asked.connection, asked.has_certificate) = (self.connection, has_certificate);
            let number = {
                let mut kept = self.kept.lock().unwrap();
                kept.push(asked.clone());
                kept.len() - 1
            };
            let written = match (self.script)(&asked, number) {
                Reply::Says(status, headers, body) => {
                    let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
                    headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
                    let answer = [head.as_bytes(), b"\r\n", &body].concat();
                    stream.write_all(&answer).await
                }
                Reply::Waits(time) => {
                    tokio::time::sleep(time).await;
                    return;
                }
                Reply::Closes => return,
                Reply::Endless => endless(&mut stream).await,
            };
            if written.is_err() {
                return;
            }
        }
    }
}

async fn endless(stream: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n").await?;
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    loop {
        stream.write_all(&chunk).await?;
    }
}

/// The next request; nothing where the client has gone away. Only bodies with a length are read.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut asked = Asked { method, path, headers, body: Vec::new(), connection: 0, has_certificate: false };
    let length = asked.header("content-length").parse().expect("the gateway says how long a body is");
    asked.body = vec![0; length];
    stream.read_exact(&mut asked.body).await.ok()?;
    Some(asked)
}
