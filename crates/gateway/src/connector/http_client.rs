//! One exchange with an HTTP server of a system: request out, answer in, both bounded.
//!
//! 1. the connections of the server are found, or made as its entry wants them;
//! 2. the secret is read where it is now;
//! 3. the request goes out with its length, since old servers do not read pieces;
//! 4. the answer is read up to a bound. Nothing follows a redirect.
//!
//! # What holds
//!
//! * Nothing of a secret and nothing of an answer is in an error or a log line.
//! * An exchange has an end: connecting and the whole are bounded in time.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::error::Error as _;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use http_body::{Body as _, Frame, SizeHint};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use lienthong_adapter::Encoded;
use lienthong_config::node::Node;
use lienthong_model::system::{HttpAuth, HttpMethod, HttpTarget, Secret};

use crate::connector::dial::{Dial, DialError, OwnFiles};
use crate::identity::tls::TlsError;

/// The largest secret, bytes.
const MAX_SECRET: u64 = 16 * 1024;
/// Connections of one server that are kept open while nothing is asked.
const IDLE: usize = 8;
/// How long they are kept: shorter than most servers do, so that ours is seldom the one that is closed already.
const IDLE_FOR: Duration = Duration::from_secs(20);

/// Why an exchange has no answer.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The files of the entry cannot be used.
    #[error("the connection cannot be set up: {0}")]
    Setup(#[from] TlsError),
    /// The address or a header cannot be sent.
    #[error("the request cannot be sent as the entry says: {0}")]
    Request(#[from] http::Error),
    /// The secret is not there, or is not one line of text.
    #[error("the secret {place} cannot be read")]
    Secret {
        /// Where it should be.
        place: String,
    },
    /// There is no connection.
    #[error(transparent)]
    Dial(DialError),
    /// The connection broke, or what came is not HTTP.
    #[error("the exchange broke off: {0}")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No whole answer within the time.
    #[error("no answer in time")]
    TimedOut,
}

/// A request.
pub struct HttpRequest {
    /// POST or PUT.
    pub method: HttpMethod,
    /// What follows the address of the server.
    pub path: String,
    /// Headers beside those of the server's entry.
    pub headers: HeaderMap,
    /// The body.
    pub body: Encoded,
}

/// An answer.
pub struct HttpAnswer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The body, or its beginning.
    pub body: Bytes,
    /// The bound in bytes, where there was more.
    pub cut_at: Option<usize>,
}

type Pool = Client<Dial, Pieces>;

/// The connections of one configuration to HTTP servers.
pub struct HttpClients {
    own: OwnFiles,
    open: Mutex<HashMap<HttpTarget, Pool>>,
}

impl HttpClients {
    /// The gateway shows its own certificate to servers whose entries say so.
    pub fn new(node: &Node) -> Self {
        Self { own: OwnFiles::of(node), open: Mutex::default() }
    }

    /// One exchange within `limit`; of the answer at most `max_answer` bytes are kept.
    pub async fn exchange(
        &self,
        target: &HttpTarget,
        request: HttpRequest,
        limit: Duration,
        max_answer: usize,
    ) -> Result<HttpAnswer, ExchangeError> {
        let pool = self.to(target)?;
        let request = with_entry(target, request).await?;
        let exchanged = tokio::time::timeout(limit, exchange(&pool, request, max_answer)).await;
        exchanged.unwrap_or(Err(ExchangeError::TimedOut))
    }

    fn to(&self, target: &HttpTarget) -> Result<Pool, ExchangeError> {
        if let Some(pool) = self.open.lock().expect("no panic while connections are held").get(target) {
            return Ok(pool.clone());
        }
        let pool = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_FOR)
            .pool_max_idle_per_host(IDLE)
            .http1_max_buf_size(64 * 1024)
            .build(Dial::new(target, &self.own)?);
        let mut open = self.open.lock().expect("no panic while connections are held");
        Ok(open.entry(target.clone()).or_insert(pool).clone())
    }
}

async fn exchange(
    pool: &Pool,
    request: Request<Pieces>,
    max_answer: usize,
) -> Result<HttpAnswer, ExchangeError> {
    let answer = pool.request(request).await.map_err(failed)?;
    let (parts, mut body) = answer.into_parts();
    let (mut kept, mut cut_at) = (BytesMut::new(), None);
    while let Some(frame) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|error| ExchangeError::Broken(error.into()))?;
        let Ok(data) = frame.into_data() else { continue };
        let room = max_answer - kept.len();
        kept.extend_from_slice(&data[..data.len().min(room)]);
        if data.len() > room {
            cut_at = Some(max_answer);
            break;
        }
    }
    Ok(HttpAnswer { status: parts.status, headers: parts.headers, body: kept.freeze(), cut_at })
}

fn failed(error: hyper_util::client::legacy::Error) -> ExchangeError {
    match error.source().and_then(|source| source.downcast_ref::<DialError>()) {
        Some(dial) => ExchangeError::Dial(dial.clone()),
        None => ExchangeError::Broken(error.into()),
    }
}

/// The request with all that the server's entry adds.
async fn with_entry(target: &HttpTarget, request: HttpRequest) -> Result<Request<Pieces>, ExchangeError> {
    let HttpRequest { method, path, headers, body } = request;
    let address = if path.is_empty() {
        target.address.clone()
    } else {
        format!("{}{path}", target.address.trim_end_matches('/'))
    };
    let uri = address.parse::<Uri>().map_err(http::Error::from)?;
    let method = match method {
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
    };
    let mut request = Request::builder().method(method).uri(uri).body(Pieces::from(body))?;
    let sent = request.headers_mut();
    sent.insert(ACCEPT, HeaderValue::from_static("*/*"));
    sent.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    sent.insert(USER_AGENT, HeaderValue::from_static(concat!("lienthong/", env!("CARGO_PKG_VERSION"))));
    for (name, value) in &target.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(http::Error::from)?;
        sent.insert(name, HeaderValue::from_str(value).map_err(http::Error::from)?);
    }
    sent.extend(headers);
    if let Some(auth) = &target.auth {
        let (name, value) = credentials(auth).await?;
        sent.insert(name, value);
    }
    Ok(request)
}

async fn credentials(auth: &HttpAuth) -> Result<(HeaderName, HeaderValue), ExchangeError> {
    let secret = read_secret(auth.secret()).await?;
    let (name, text) = match auth {
        HttpAuth::Basic { user, .. } => {
            (AUTHORIZATION, format!("Basic {}", STANDARD.encode(format!("{user}:{secret}"))))
        }
        HttpAuth::Bearer { .. } => (AUTHORIZATION, format!("Bearer {secret}")),
        HttpAuth::Header { name, .. } => {
            (HeaderName::from_bytes(name.as_bytes()).map_err(http::Error::from)?, secret)
        }
    };
    let mut value = HeaderValue::from_str(&text).map_err(|_| unreadable(auth.secret()))?;
    value.set_sensitive(true);
    Ok((name, value))
}

fn unreadable(secret: &Secret) -> ExchangeError {
    let place = match secret {
        Secret::File(path) => path.display().to_string(),
        Secret::Env(name) => format!("${name}"),
    };
    ExchangeError::Secret { place }
}

/// The one line of a secret, as it is now.
async fn read_secret(secret: &Secret) -> Result<String, ExchangeError> {
    let text = match secret {
        Secret::Env(name) => std::env::var(name).ok(),
        Secret::File(path) => read_small(path).await.ok(),
    };
    // Editors of Windows put a mark in front, which is no part of a password.
    let text = text.as_deref().map(|text| text.strip_prefix('\u{feff}').unwrap_or(text));
    let line = text.map(|text| text.trim_end_matches(['\r', '\n']));
    match line {
        Some(line) if !line.is_empty() && !line.chars().any(char::is_control) => Ok(line.to_owned()),
        _ => Err(unreadable(secret)),
    }
}

async fn read_small(path: &std::path::Path) -> std::io::Result<String> {
    use tokio::io::AsyncReadExt as _;
    let mut text = String::new();
    tokio::fs::File::open(path).await?.take(MAX_SECRET).read_to_string(&mut text).await?;
    Ok(text)
}

/// A body in pieces whose whole length is known.
pub struct Pieces {
    pieces: VecDeque<Bytes>,
    left: u64,
}

impl From<Encoded> for Pieces {
    fn from(encoded: Encoded) -> Self {
        let left = encoded.len() as u64;
        Self { pieces: encoded.segments().iter().cloned().collect(), left }
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(piece) = self.pieces.pop_front() else { return Poll::Ready(None) };
        self.left -= piece.len() as u64;
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
