//! A system with a service: it answers with what it was asked, and tells what it saw of a call.
//!
//! [`Echo::start`] serves it in this process, [`serve`] until the process ends. What it answers beside its messages is
//! written in `proto/echo/v1/echo.proto`.

use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::Frame;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_stream::{Stream, StreamExt as _};
use tonic::metadata::{KeyAndValueRef, MetadataMap};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Certificate, Identity, Server, ServerTlsConfig};
use tonic::{Code, Request, Response, Status, Streaming};
use tonic_types::{ErrorDetails, StatusExt as _};

/// Generated from `proto/echo/v1/echo.proto`.
#[allow(missing_docs, unreachable_pub, reason = "generated code; its documentation is in proto/")]
#[allow(clippy::all, clippy::pedantic, reason = "generated code")]
pub mod v1 {
    tonic::include_proto!("echo.v1");
}

use v1::echo_service_server::{EchoService, EchoServiceServer};
use v1::{EchoRequest, EchoResponse, FailRequest, Metadatum};

/// The full name of the gRPC service.
pub const SERVICE: &str = "echo.v1.EchoService";
/// Bytes of all that is collected that come back.
const KEPT: usize = 64 * 1024;
/// Larger than any message of a test.
const LARGEST: usize = 80 << 20;

/// Certificate, key and root of a server, PEM.
#[derive(Debug, Clone)]
pub struct ServerTls {
    /// Certificate chain.
    pub certificate: Vec<u8>,
    /// Its key.
    pub key: Vec<u8>,
    /// Who issues the certificates of clients.
    pub client_root: Vec<u8>,
}

/// What the service has seen so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// Calls that began.
    pub begun: u64,
    /// Calls whose caller went away before their end.
    pub cancelled: u64,
}

/// A running service; it ends when dropped.
pub struct Echo {
    /// Where it listens.
    pub address: SocketAddr,
    seen: watch::Sender<Seen>,
    /// Its own: with it end its connections too, without a good-bye.
    runtime: Option<tokio::runtime::Runtime>,
}

impl Echo {
    /// Serves on a free port without encryption.
    pub async fn start() -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), None).await
    }

    /// Serves at an address.
    pub async fn start_at(address: SocketAddr, tls: Option<ServerTls>) -> Self {
        let socket = std::net::TcpListener::bind(address).expect("a port of the loopback can be had");
        socket.set_nonblocking(true).expect("a socket can be told not to block");
        let address = socket.local_addr().expect("a bound socket has an address");
        let seen = watch::Sender::default();
        let service = Service { seen: seen.clone() };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("threads can be had");
        runtime.spawn(async move {
            let socket = TcpListener::from_std(socket).expect("the socket does not block");
            run(socket, tls, service).await;
        });
        Self { address, seen, runtime: Some(runtime) }
    }

    /// The address as a configuration writes it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the service has seen.
    pub fn seen(&self) -> Seen {
        *self.seen.borrow()
    }

    /// Waits until what the service has seen fits; fails after ten seconds.
    pub async fn wait(&self, fits: impl FnMut(&Seen) -> bool) -> Seen {
        let mut seen = self.seen.subscribe();
        let waited = tokio::time::timeout(Duration::from_secs(10), seen.wait_for(fits)).await;
        *waited
            .unwrap_or_else(|_| panic!("the service has seen only {:?}", self.seen()))
            .expect("the sender is here")
    }

    /// Ends it and its connections; the port is free afterwards.
    pub async fn stop(mut self) {
        let runtime = self.runtime.take();
        let ended = tokio::task::spawn_blocking(move || drop(runtime));
        ended.await.expect("ending a runtime does not panic");
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Serves until the process ends.
pub async fn serve(socket: TcpListener, tls: Option<ServerTls>) {
    run(socket, tls, Service::default()).await;
}

async fn run(socket: TcpListener, tls: Option<ServerTls>, service: Service) {
    let mut server = Server::builder()
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(4 << 20)
        .layer(tower::layer::layer_fn(|inner| Extras { inner }));
    if let Some(tls) = tls {
        let config = ServerTlsConfig::new()
            .identity(Identity::from_pem(tls.certificate, tls.key))
            .client_ca_root(Certificate::from_pem(tls.client_root));
        server = server.tls_config(config).expect("the certificates of the tests are in order");
    }
    let service =
        EchoServiceServer::new(service).max_decoding_message_size(LARGEST).max_encoding_message_size(LARGEST);
    let incoming = TcpIncoming::from(socket).with_nodelay(Some(true));
    // It ends with its sockets; who calls it sees that.
    let _ = server.add_service(service).serve_with_incoming(incoming).await;
}

#[derive(Debug, Clone, Default)]
struct Service {
    seen: watch::Sender<Seen>,
}

/// A call under way: dropped before its end, it was cancelled.
struct Call {
    seen: watch::Sender<Seen>,
    ended: bool,
}

impl Call {
    fn begin(service: &Service) -> Self {
        service.seen.send_modify(|seen| seen.begun += 1);
        Self { seen: service.seen.clone(), ended: false }
    }
    fn end(&mut self) {
        self.ended = true;
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.ended {
            self.seen.send_modify(|seen| seen.cancelled += 1);
        }
    }
}

type Answers = Pin<Box<dyn Stream<Item = Result<EchoResponse, Status>> + Send>>;

#[tonic::async_trait]
impl EchoService for Service {
    async fn unary(&self, request: Request<EchoRequest>) -> Result<Response<EchoResponse>, Status> {
        let mut call = Call::begin(self);
        let metadata = metadata(request.metadata());
        let request = request.into_inner();
        pause(&request).await;
        call.end();
        Ok(Response::new(EchoResponse { payload: request.payload, total: 0, metadata }))
    }

    async fn collect(
        &self,
        request: Request<Streaming<EchoRequest>>,
    ) -> Result<Response<EchoResponse>, Status> {
        let mut call = Call::begin(self);
        let metadata = metadata(request.metadata());
        let mut requests = request.into_inner();
        let (mut total, mut kept) = (0, Vec::new());
        while let Some(request) = requests.message().await? {
            pause(&request).await;
            total += request.payload.len() as u64;
            let room = KEPT - kept.len();
            kept.extend_from_slice(&request.payload[..request.payload.len().min(room)]);
        }
        call.end();
        Ok(Response::new(EchoResponse { payload: kept.into(), total, metadata }))
    }

    type RepeatStream = Answers;

    async fn repeat(&self, request: Request<EchoRequest>) -> Result<Response<Answers>, Status> {
        let mut call = Call::begin(self);
        let mut metadata = metadata(request.metadata());
        let request = request.into_inner();
        let payload = match request.size {
            0 => request.payload.clone(),
            size => Bytes::from(vec![b'x'; size as usize]),
        };
        let answers = async_stream(move |answers| async move {
            for _ in 0..request.times {
                pause(&request).await;
                let metadata = std::mem::take(&mut metadata);
                let answer = EchoResponse { payload: payload.clone(), total: 0, metadata };
                if answers.send(Ok(answer)).await.is_err() {
                    return;
                }
            }
            call.end();
        });
        Ok(Response::new(answers))
    }

    type ChatStream = Answers;

    async fn chat(&self, request: Request<Streaming<EchoRequest>>) -> Result<Response<Answers>, Status> {
        let mut call = Call::begin(self);
        let mut metadata = metadata(request.metadata());
        let mut requests = request.into_inner();
        let answers = async_stream(move |answers| async move {
            loop {
                let answer = match requests.message().await {
                    Ok(None) => break,
                    Ok(Some(request)) => {
                        pause(&request).await;
                        let metadata = std::mem::take(&mut metadata);
                        Ok(EchoResponse { payload: request.payload, total: 0, metadata })
                    }
                    Err(_) => return,
                };
                if answers.send(answer).await.is_err() {
                    return;
                }
            }
            call.end();
        });
        Ok(Response::new(answers))
    }

    async fn fail(&self, request: Request<FailRequest>) -> Result<Response<EchoResponse>, Status> {
        Call::begin(self).end();
        Err(failure(request.get_ref()))
    }

    type FailLateStream = Answers;

    async fn fail_late(&self, request: Request<FailRequest>) -> Result<Response<Answers>, Status> {
        Call::begin(self).end();
        let request = request.into_inner();
        let answers = (0..request.after).map(|_| Ok(EchoResponse::default()));
        let answers: Vec<_> = answers.chain(std::iter::once(Err(failure(&request)))).collect();
        Ok(Response::new(Box::pin(tokio_stream::iter(answers))))
    }
}

/// A stream that a task feeds. The task ends with the stream: its next answer has nowhere to go, or it is aborted.
fn async_stream<F, T>(task: F) -> Answers
where
    F: FnOnce(tokio::sync::mpsc::Sender<Result<EchoResponse, Status>>) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let (answers, stream) = tokio::sync::mpsc::channel(1);
    let aborted = Aborted(tokio::spawn(task(answers)).abort_handle());
    Box::pin(tokio_stream::wrappers::ReceiverStream::new(stream).map(move |answer| {
        let _ = &aborted;
        answer
    }))
}

struct Aborted(tokio::task::AbortHandle);

impl Drop for Aborted {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn pause(request: &EchoRequest) {
    let Some(delay) = &request.delay else { return };
    tokio::time::sleep(Duration::try_from(*delay).unwrap_or_default()).await;
}

fn failure(request: &FailRequest) -> Status {
    let code = Code::from_i32(request.code);
    if request.reason.is_empty() {
        return Status::new(code, request.message.clone());
    }
    let known = std::collections::HashMap::from([("known".to_owned(), "to the service alone".to_owned())]);
    let details = ErrorDetails::with_error_info(request.reason.clone(), "echo.example", known);
    Status::with_error_details(code, request.message.clone(), details)
}

fn metadata(map: &MetadataMap) -> Vec<Metadatum> {
    let entry = |pair| match pair {
        KeyAndValueRef::Ascii(key, value) => {
            Some(Metadatum { key: key.to_string(), value: Bytes::copy_from_slice(value.as_bytes()) })
        }
        KeyAndValueRef::Binary(key, value) => {
            Some(Metadatum { key: key.to_string(), value: value.to_bytes().ok()? })
        }
    };
    map.iter().filter_map(entry).collect()
}

/// Puts what the request metadata ask for into the response metadata and the trailers.
#[derive(Clone)]
struct Extras<S> {
    inner: S,
}

impl<S, B> tower::Service<http::Request<B>> for Extras<S>
where
    S: tower::Service<http::Request<B>, Response = http::Response<tonic::body::Body>>,
    S::Future: Send + 'static,
{
    type Response = http::Response<tonic::body::Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let headers = starting_with("x-header-", request.headers());
        let trailers = starting_with("x-trailer-", request.headers());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let mut response = answer.await?;
            headers.into_iter().for_each(|(name, value)| {
                response.headers_mut().append(name, value);
            });
            Ok(response.map(|inner| tonic::body::Body::new(WithTrailers { inner, trailers })))
        })
    }
}

type Pairs = Vec<(HeaderName, HeaderValue)>;

fn starting_with(prefix: &str, headers: &HeaderMap) -> Pairs {
    let pairs = headers.iter().filter(|(name, _)| name.as_str().starts_with(prefix));
    pairs.map(|(name, value)| (name.clone(), value.clone())).collect()
}

struct WithTrailers {
    inner: tonic::body::Body,
    trailers: Pairs,
}

impl http_body::Body for WithTrailers {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let mut polled = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &mut polled
            && let Some(trailers) = frame.trailers_mut()
        {
            for (name, value) in std::mem::take(&mut self.trailers) {
                trailers.append(name, value);
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }
}

/// How a province offers an echo service: the entry of its system, and a route to it.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The system, e.g. `H60.05/echo`.
    pub system: String,
    /// Where the service is.
    pub url: String,
    /// Calls at once.
    pub max_in_flight: u32,
    /// Time for an answer, as the configuration writes it.
    pub timeout: String,
    /// Methods that the route lets through; all where empty.
    pub methods: Vec<String>,
    /// Who may call, as the configuration writes it.
    pub from: String,
}

impl Offer {
    /// A service of `H60.05/echo` that every `app` of a commune may call.
    pub fn new(url: &str) -> Self {
        Self {
            system: "H60.05/echo".into(),
            url: url.into(),
            max_in_flight: 64,
            timeout: "10s".into(),
            methods: Vec::new(),
            from: r#"{ level = "commune", under = "H60", system = "app" }"#.into(),
        }
    }

    /// The id of the service.
    pub fn service(&self) -> String {
        format!("{}/echo/v1", self.system)
    }

    /// Writes it into a province.
    pub fn put(&self, province: &crate::Province) {
        let Self { system, url, max_in_flight, timeout, methods, from } = self;
        let file = system.replace('/', "-");
        let plaintext = url.starts_with("http://");
        let mut entry = crate::province::pull_system(system, "opaque", "[]").trim_end().to_owned();
        entry += &format!(
            "\n\n[[system.service]]\nname = \"echo\"\nversion = 1\ngrpc = \"{SERVICE}\"\naddress = \"{url}\"\n\
             plaintext = {plaintext}\ntimeout = \"{timeout}\"\nmax_in_flight = {max_in_flight}\n"
        );
        province.put(&format!("systems/{file}.toml"), &entry);
        let methods = if methods.is_empty() { String::new() } else { format!("methods = {methods:?}\n") };
        let service = self.service();
        let route = format!(
            "[[route]]\nname = \"gọi {service}\"\nservice = \"{service}\"\n{methods}from = {from}\n\
             legal_basis = \"Quy chế thử\"\npurpose = \"Thử\"\n"
        );
        province.put(&format!("routes/{file}.toml"), &route);
    }
}
