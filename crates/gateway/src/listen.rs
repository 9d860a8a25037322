//! Doors: accept, TLS, HTTP.
//!
//! 1. a connection takes one of a bounded number of places;
//! 2. TLS, within a time; a peer whose certificate is not in order is refused and recorded here;
//! 3. HTTP/2 or HTTP/1.1, with what is known of the peer inserted into every request;
//! 4. when certificates or revocation lists change, connections whose certificate would not be taken any more are
//!    closed at once, and the others go on.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use lienthong_config::node::{Listener, Require};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tower::ServiceExt as _;

use crate::identity::Peer;
use crate::identity::certificate::PeerCertificate;
use crate::state::Gateway;

/// Time for a handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Time for the header of an HTTP/1.1 request.
const HEADER: Duration = Duration::from_secs(15);
/// Streams at once on one HTTP/2 connection.
const STREAMS: u32 = 256;
/// Bytes of headers of one request.
const HEADERS: u32 = 32 * 1024;

/// Binds a door. Separate from serving, so that the caller knows the address before anybody connects.
pub async fn bind(listener: &Listener) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = TcpListener::bind(listener.address).await?;
    let address = socket.local_addr()?;
    Ok((socket, address))
}

/// Serves a door until the gateway goes down.
pub async fn serve(
    gateway: Arc<Gateway>,
    listener: Listener,
    socket: TcpListener,
    router: axum::Router,
    places: Arc<Semaphore>,
) {
    let name: Arc<str> = listener.name.as_str().into();
    loop {
        let place = tokio::select! {
            () = gateway.going_down() => return,
            place = Arc::clone(&places).acquire_owned() => place.expect("the places are never closed"),
        };
        let (stream, address) = tokio::select! {
            () = gateway.going_down() => return,
            accepted = socket.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file handles, or a peer that was gone before it was accepted: neither ends the door.
                    tracing::warn!(%error, listener = &*name, "Connection could not be accepted.");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let (gateway, name, router) = (Arc::clone(&gateway), Arc::clone(&name), router.clone());
        let require = listener.require;
        tokio::spawn(async move {
            connection(gateway, name, require, stream, address, router).await;
            drop(place);
        });
    }
}

async fn connection(
    gateway: Arc<Gateway>,
    listener: Arc<str>,
    require: Require,
    stream: TcpStream,
    address: SocketAddr,
    router: axum::Router,
) {
    // Latency matters more than a packet saved; a socket that refuses is a socket that is gone.
    let _ = stream.set_nodelay(true);
    let in_force = gateway.current();
    let acceptor = TlsAcceptor::from(in_force.tls.server_config(require));
    let stream = match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            tracing::debug!(%error, %address, "TLS handshake failed.");
            gateway.record_stranger(&in_force, &listener, handshake_reason(&error)).await;
            return;
        }
        Err(_) => {
            gateway.record_stranger(&in_force, &listener, "TLS_TIMEOUT").await;
            return;
        }
    };
    drop(in_force);
    let certificate = match peer_certificate(&stream) {
        Ok(certificate) => certificate,
        Err(()) => {
            gateway.record_stranger(&gateway.current(), &listener, "CERTIFICATE_UNREADABLE").await;
            return;
        }
    };
    let peer = Peer { listener, require, certificate: certificate.map(Arc::new), address };
    http(&gateway, peer, stream, router).await;
}

/// The stable reason of a handshake that failed.
fn handshake_reason(error: &io::Error) -> &'static str {
    let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
        return "TLS_BROKEN_OFF";
    };
    match error {
        rustls::Error::NoCertificatesPresented => "CERTIFICATE_REQUIRED",
        rustls::Error::InvalidCertificate(problem) => match problem {
            rustls::CertificateError::Expired | rustls::CertificateError::ExpiredContext { .. } => {
                "CERTIFICATE_EXPIRED"
            }
            rustls::CertificateError::Revoked => "CERTIFICATE_REVOKED",
            rustls::CertificateError::UnknownIssuer => "CERTIFICATE_UNTRUSTED",
            rustls::CertificateError::ExpiredRevocationList
            | rustls::CertificateError::ExpiredRevocationListContext { .. } => "CRL_EXPIRED",
            _ => "CERTIFICATE_INVALID",
        },
        rustls::Error::PeerIncompatible(_) => "TLS_INCOMPATIBLE",
        rustls::Error::AlertReceived(_) => "TLS_REFUSED_BY_PEER",
        _ => "TLS_FAILED",
    }
}

fn peer_certificate(stream: &TlsStream<TcpStream>) -> Result<Option<PeerCertificate>, ()> {
    match stream.get_ref().1.peer_certificates() {
        None => Ok(None),
        Some(chain) => PeerCertificate::read(chain).map(Some).ok_or(()),
    }
}

async fn http(gateway: &Arc<Gateway>, peer: Peer, stream: TlsStream<TcpStream>, router: axum::Router) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER)
        .max_buf_size(64 * 1024)
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEADERS)
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(4 << 20)
        .keep_alive_interval(Some(Duration::from_secs(30)))
        .keep_alive_timeout(Duration::from_secs(15));
    let certificate = peer.certificate.clone();
    let listener = Arc::clone(&peer.listener);
    let service = router.map_request(move |mut request: http::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(peer.clone());
        request.map(axum::body::Body::new)
    });
    let served = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    tokio::pin!(served);
    let mut reloads = gateway.reloads.subscribe();
    let mut down = gateway.shutdown.subscribe();
    let mut ending = false;
    let broken = loop {
        tokio::select! {
            result = served.as_mut() => break result.is_err_and(|error| {
                tracing::debug!(error, "Connection ended.");
                breaks_protocol(&*error)
            }),
            changed = reloads.changed() => {
                if changed.is_err() {
                    return;
                }
                let now = gateway.now();
                let taken = |certificate: &Arc<PeerCertificate>| gateway.current().tls.accepts(&certificate.chain, now);
                if certificate.as_ref().is_some_and(|certificate| !taken(certificate)) {
                    // Dropping the connection ends its streams: whoever was revoked gets nothing more.
                    tracing::info!("Connection closed: its certificate is not accepted any more.");
                    return;
                }
            }
            _ = down.wait_for(|down| *down), if !ending => {
                ending = true;
                served.as_mut().graceful_shutdown();
            }
        }
    };
    if broken {
        gateway.record_stranger(&gateway.current(), &listener, "HTTP_PROTOCOL").await;
    }
}

/// Whether a connection ended because the peer did not speak HTTP, and not because it went away.
fn breaks_protocol(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            return error.is_library();
        }
        if error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse) {
            return true;
        }
        next = error.source();
    }
    false
}
