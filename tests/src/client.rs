//! Clients of the API, and what they do most often.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use lienthong_wire::admin::admin_service_client::AdminServiceClient;
use lienthong_wire::admin::{Alarm, GetStatusRequest};
use lienthong_wire::audit::audit_service_client::AuditServiceClient;
use lienthong_wire::audit::{GetTimelineRequest, SearchRequest};
use lienthong_wire::directory::directory_service_client::DirectoryServiceClient;
use lienthong_wire::exchange::exchange_service_client::ExchangeServiceClient;
use lienthong_wire::message::message_service_client::MessageServiceClient;
use lienthong_wire::message::receiver::Target;
use lienthong_wire::message::{
    AcknowledgeRequest, AcknowledgeResponse, Acknowledgement, AgencySet, Envelope, GetMessageRequest,
    GetMessageResponse, Incoming, ReceiveRequest, ReceiveResponse, Receiver, SendRequest, SendResponse,
    Verdict,
};
use serde_json::Value;
use tonic::metadata::MetadataValue;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Code, Request, Status, Streaming};
use tonic_types::StatusExt as _;

use crate::province::TYPE;
use crate::{Identity, eventually};

/// A channel that carries a token, where there is one.
pub type Authorized = InterceptedService<Channel, Bearer>;

/// Adds the token of a caller.
#[derive(Debug, Clone)]
pub struct Bearer(Option<String>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            let value = MetadataValue::try_from(format!("Bearer {token}")).unwrap();
            request.metadata_mut().insert("authorization", value);
        }
        Ok(request)
    }
}

/// A connection of one caller.
#[derive(Debug, Clone)]
pub struct Client {
    /// The connection.
    pub channel: Channel,
    token: Option<String>,
}

/// Opens a connection over TLS.
pub async fn connect(
    address: SocketAddr,
    root: &str,
    identity: Option<&Identity>,
) -> Result<Channel, tonic::transport::Error> {
    crate::province::install_cryptography();
    let mut tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(root)).domain_name("localhost");
    if let Some(identity) = identity {
        tls = tls.identity(tonic::transport::Identity::from_pem(&identity.certificate, &identity.key));
    }
    let endpoint = Endpoint::from_shared(format!("https://{address}")).unwrap();
    endpoint.tls_config(tls)?.connect_timeout(Duration::from_secs(10)).connect().await
}

/// A refusal as a program reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// gRPC code.
    pub code: Code,
    /// The stable reason.
    pub reason: String,
    /// The text in Vietnamese.
    pub vietnamese: String,
    /// When to try again, where that helps.
    pub retry: Option<Duration>,
    /// Paths of wrong fields.
    pub fields: Vec<String>,
    /// The text in English.
    pub message: String,
    /// What a program may want beside the reason.
    pub metadata: std::collections::HashMap<String, String>,
}

/// Reads the details of a refusal; empty texts where they are missing.
pub fn refused(status: &Status) -> Refused {
    let details = status.get_error_details();
    let info = details.error_info().filter(|info| info.domain == "lienthong");
    let local = details.localized_message().filter(|message| message.locale == "vi");
    let violations = details.bad_request().map(|bad| bad.field_violations.as_slice()).unwrap_or_default();
    Refused {
        code: status.code(),
        reason: info.map(|info| info.reason.clone()).unwrap_or_default(),
        vietnamese: local.map(|message| message.message.clone()).unwrap_or_default(),
        retry: details.retry_info().and_then(|retry| retry.retry_delay),
        fields: violations.iter().map(|violation| violation.field.clone()).collect(),
        message: status.message().to_owned(),
        metadata: info.map(|info| info.metadata.clone()).unwrap_or_default(),
    }
}

/// The stable reason of a refusal.
pub fn reason<T: std::fmt::Debug>(result: Result<T, Status>) -> String {
    refused(&result.unwrap_err()).reason
}

/// A receiver from a text: an agency, a system (with a slash), or `*LEVEL@CODE` for a set.
pub fn receiver(text: &str) -> Receiver {
    let target = match text.strip_prefix('*').and_then(|set| set.split_once('@')) {
        Some((level, under)) => Target::Set(AgencySet { under: under.into(), level: level.into() }),
        None if text.contains('/') => Target::System(text.into()),
        None => Target::Agency(text.into()),
    };
    Receiver { target: Some(target) }
}

/// The message within what was received.
pub fn incoming(received: &ReceiveResponse) -> &Incoming {
    received.message.as_ref().unwrap()
}

/// A request to send a payload of [`TYPE`].
pub fn message(id: &str, to: &[&str], payload: impl Into<Bytes>) -> SendRequest {
    let envelope = Envelope {
        message_id: id.to_owned(),
        r#type: TYPE.to_owned(),
        receivers: to.iter().map(|text| receiver(text)).collect(),
        ..Envelope::default()
    };
    SendRequest { envelope: Some(envelope), payload: payload.into(), payload_sha256: Bytes::new() }
}

/// A verdict without more.
pub fn verdict(verdict: Verdict) -> Acknowledgement {
    Acknowledgement { verdict: verdict.into(), ..Acknowledgement::default() }
}

impl Client {
    /// A caller on a connection.
    pub fn new(channel: Channel, token: Option<String>) -> Self {
        Self { channel, token }
    }

    /// The connection, with the token of the caller.
    pub fn authorized(&self) -> Authorized {
        InterceptedService::new(self.channel.clone(), Bearer(self.token.clone()))
    }

    /// MessageService.
    pub fn messages(&self) -> MessageServiceClient<Authorized> {
        MessageServiceClient::new(self.authorized())
            .max_decoding_message_size(80 << 20)
            .max_encoding_message_size(80 << 20)
    }

    /// ExchangeService.
    pub fn exchange(&self) -> ExchangeServiceClient<Authorized> {
        ExchangeServiceClient::new(self.authorized())
    }

    /// DirectoryService.
    pub fn directory(&self) -> DirectoryServiceClient<Authorized> {
        DirectoryServiceClient::new(self.authorized())
    }

    /// AuditService.
    pub fn audit(&self) -> AuditServiceClient<Authorized> {
        AuditServiceClient::new(self.authorized())
    }

    /// AdminService.
    pub fn admin(&self) -> AdminServiceClient<Authorized> {
        AdminServiceClient::new(self.authorized())
    }

    /// Sends a payload of [`TYPE`].
    pub async fn send(
        &self,
        id: &str,
        to: &[&str],
        payload: impl Into<Bytes>,
    ) -> Result<SendResponse, Status> {
        self.send_request(message(id, to, payload)).await
    }

    /// Sends what the test has made.
    pub async fn send_request(&self, request: SendRequest) -> Result<SendResponse, Status> {
        Ok(self.messages().send(request).await?.into_inner())
    }

    /// Collects what is due, without acknowledging it. The stream must stay open as long as the leases matter.
    pub async fn open(
        &self,
        drain: bool,
        lease: Option<Duration>,
    ) -> Result<Streaming<ReceiveResponse>, Status> {
        let lease = lease.map(|lease| prost_types::Duration::try_from(lease).unwrap());
        let request = ReceiveRequest { max_in_flight: 256, lease, drain };
        Ok(self.messages().receive(request).await?.into_inner())
    }

    /// The next message that comes, and the stream that holds its lease.
    pub async fn next(&self) -> (ReceiveResponse, Streaming<ReceiveResponse>) {
        let mut stream = self.open(false, None).await.unwrap();
        let next = tokio::time::timeout(crate::SOON, stream.message()).await;
        (next.expect("a message comes in time").unwrap().expect("the stream goes on"), stream)
    }

    /// Takes `count` messages, acknowledging each.
    pub async fn take(&self, count: usize) -> Vec<ReceiveResponse> {
        let mut stream = self.open(false, None).await.unwrap();
        let mut taken = Vec::new();
        while taken.len() < count {
            let next = tokio::time::timeout(crate::SOON, stream.message()).await;
            let next = next.unwrap_or_else(|_| panic!("{} of {count} messages came in time", taken.len()));
            let received = next.unwrap().expect("the stream goes on");
            self.acknowledge(&received, verdict(Verdict::Accepted)).await.unwrap();
            taken.push(received);
        }
        taken
    }

    /// That nothing is due: a stream that drains ends without a message.
    pub async fn nothing_is_due(&self) {
        let mut stream = self.open(true, None).await.unwrap();
        let next = tokio::time::timeout(crate::SOON, stream.message()).await.expect("a drained stream ends");
        if let Some(received) = next.unwrap() {
            panic!("this was due: {:?}", received.message);
        }
    }

    /// Ends the attempt of a received message.
    pub async fn acknowledge(
        &self,
        received: &ReceiveResponse,
        acknowledgement: Acknowledgement,
    ) -> Result<AcknowledgeResponse, Status> {
        let incoming = received.message.as_ref().unwrap();
        self.acknowledge_attempt(&incoming.delivery_id, incoming.attempt, acknowledgement).await
    }

    /// Ends an attempt.
    pub async fn acknowledge_attempt(
        &self,
        delivery_id: &str,
        attempt: u32,
        acknowledgement: Acknowledgement,
    ) -> Result<AcknowledgeResponse, Status> {
        let delivery_id = delivery_id.to_owned();
        let request = AcknowledgeRequest { delivery_id, attempt, acknowledgement: Some(acknowledgement) };
        Ok(self.messages().acknowledge(request).await?.into_inner())
    }

    /// A message that this system sent.
    pub async fn message(&self, id: &str) -> Result<GetMessageResponse, Status> {
        let request = GetMessageRequest { message_id: id.to_owned() };
        Ok(self.messages().get_message(request).await?.into_inner())
    }

    /// Records that an auditor finds, oldest first.
    pub async fn search(&self, mut request: SearchRequest) -> Vec<Value> {
        let mut found = Vec::new();
        loop {
            let page = self.audit().search(request.clone()).await.unwrap().into_inner();
            for record in page.records {
                let mut value: Value = serde_json::from_slice(&record.json).unwrap();
                value["index"] = record.index.into();
                found.push(value);
            }
            if page.next_page_token.is_empty() {
                found.reverse();
                return found;
            }
            request.page_token = page.next_page_token;
        }
    }

    /// Records of one event, oldest first.
    pub async fn events(&self, event: &str) -> Vec<Value> {
        self.search(SearchRequest { events: vec![event.to_owned()], ..SearchRequest::default() }).await
    }

    /// Waits until a record of `event` fits.
    pub async fn event(&self, event: &str, fits: impl Fn(&Value) -> bool) -> Value {
        eventually(event, || async { self.events(event).await.into_iter().find(|record| fits(record)) }).await
    }

    /// The events of one message in order, each with its record.
    pub async fn timeline(&self, sender: &str, id: &str) -> Vec<Value> {
        let request = GetTimelineRequest { sender: sender.to_owned(), message_id: id.to_owned() };
        let timeline = self.audit().get_timeline(request).await.unwrap().into_inner();
        let record = |record: &lienthong_wire::audit::Record| {
            let mut value: Value = serde_json::from_slice(&record.json).unwrap();
            value["index"] = record.index.into();
            value
        };
        timeline.records.iter().map(record).collect()
    }

    /// The alarms that are on.
    pub async fn alarms(&self) -> Vec<Alarm> {
        self.admin().get_status(GetStatusRequest {}).await.unwrap().into_inner().alarms
    }
}
