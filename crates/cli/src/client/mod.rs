//! Speaking to a gateway: who we are, the connection, and what each command asks, without a word of printing.
//!
//! [`profile`] says where the gateway is and who we are; [`Connection::open`] makes of it clients for every service;
//! [`send`], [`receive`] and [`receipt`] are what takes more than one request; [`refusal`] reads the gateway's no;
//! [`views`] is what programs read with `--json`.

pub(crate) mod profile;
pub(crate) mod receipt;
pub(crate) mod receive;
pub(crate) mod refusal;
pub(crate) mod send;
pub(crate) mod views;

use std::time::Duration;

use lienthong_wire::admin::admin_service_client::AdminServiceClient;
use lienthong_wire::audit::audit_service_client::AuditServiceClient;
use lienthong_wire::directory::directory_service_client::DirectoryServiceClient;
use lienthong_wire::exchange::exchange_service_client::ExchangeServiceClient;
use lienthong_wire::message::message_service_client::MessageServiceClient;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use tonic::{Request, Status};

use crate::client::profile::Profile;
use crate::failure::Failure;
use crate::files;

/// Larger than the largest payload that a gateway carries inline, whatever its limits say.
const MAX_ANSWER: usize = 80 << 20;
const CONNECT: Duration = Duration::from_secs(10);

/// A connection to a gateway as one system or one person.
#[derive(Clone)]
pub(crate) struct Connection {
    channel: Channel,
    bearer: Bearer,
    timeout: Duration,
}

/// A channel that shows our token with every request.
pub(crate) type Authorized = InterceptedService<Channel, Bearer>;

/// Adds `authorization: Bearer …` where there is a token.
#[derive(Clone)]
pub(crate) struct Bearer(Option<MetadataValue<Ascii>>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(value) = &self.0 {
            request.metadata_mut().insert("authorization", value.clone());
        }
        Ok(request)
    }
}

impl Connection {
    /// Connects, with the certificate and the token of the profile. `timeout` is that of each request.
    pub(crate) async fn open(profile: &Profile, timeout: Duration) -> Result<Self, Failure> {
        let connect = |source: tonic::transport::Error| Failure::Connect {
            server: profile.server.clone(),
            source: source.into(),
        };
        let mut tls =
            ClientTlsConfig::new().ca_certificate(Certificate::from_pem(files::read_text(&profile.ca)?));
        if let Some(name) = &profile.server_name {
            tls = tls.domain_name(name);
        }
        if let Some((certificate, key)) = &profile.identity {
            tls = tls.identity(Identity::from_pem(files::read_text(certificate)?, files::read_text(key)?));
        }
        let bearer = match &profile.token {
            None => None,
            Some(path) => {
                let token = files::read_text(path)?;
                let mut value: MetadataValue<Ascii> = format!("Bearer {}", token.trim())
                    .parse()
                    .map_err(|_| Failure::content(path, "not a token", "không phải là mã truy cập"))?;
                // Keeps the token out of whatever prints metadata.
                value.set_sensitive(true);
                Some(value)
            }
        };
        let channel = Endpoint::from_shared(profile.server.clone())
            .map_err(connect)?
            .user_agent(concat!("lienthong/", env!("CARGO_PKG_VERSION")))
            .map_err(connect)?
            .connect_timeout(CONNECT)
            .http2_keep_alive_interval(Duration::from_secs(30))
            .tls_config(tls)
            .map_err(connect)?
            .connect()
            .await
            .map_err(connect)?;
        Ok(Self { channel, bearer: Bearer(bearer), timeout })
    }

    /// A request that must be answered in time; the gateway is told how much there is.
    pub(crate) fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.set_timeout(self.timeout);
        request
    }

    /// Sending and receiving.
    pub(crate) fn messages(&self) -> MessageServiceClient<Authorized> {
        MessageServiceClient::with_interceptor(self.channel.clone(), self.bearer.clone())
            .max_decoding_message_size(MAX_ANSWER)
    }
    /// Calls.
    pub(crate) fn exchange(&self) -> ExchangeServiceClient<Authorized> {
        ExchangeServiceClient::with_interceptor(self.channel.clone(), self.bearer.clone())
            .max_decoding_message_size(MAX_ANSWER)
    }
    /// Agencies.
    pub(crate) fn directory(&self) -> DirectoryServiceClient<Authorized> {
        DirectoryServiceClient::with_interceptor(self.channel.clone(), self.bearer.clone())
    }
    /// The audit log.
    pub(crate) fn audit(&self) -> AuditServiceClient<Authorized> {
        AuditServiceClient::with_interceptor(self.channel.clone(), self.bearer.clone())
            .max_decoding_message_size(MAX_ANSWER)
    }
    /// Running the gateway.
    pub(crate) fn admin(&self) -> AdminServiceClient<Authorized> {
        AdminServiceClient::with_interceptor(self.channel.clone(), self.bearer.clone())
            .max_decoding_message_size(MAX_ANSWER)
    }
}
