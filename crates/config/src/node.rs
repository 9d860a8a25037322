//! This node, as `lienthong.toml` describes it, after checking: paths are absolute, durations and sizes are numbers.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use lienthong_model::AgencyCode;

pub use lienthong_model::system::Secret;

/// This node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The name of this process in records and logs, e.g. `tuyenquang-1`.
    pub name: String,
    /// The agency code under which the gateway appends its hop to the trace of documents.
    pub agency: AgencyCode,
    /// Where messages, the log and derived files are kept.
    pub data: PathBuf,
    /// Doors.
    pub listeners: Vec<Listener>,
    /// Certificates for all doors.
    pub tls: Tls,
    /// Who may issue tokens.
    pub issuers: Vec<Issuer>,
    /// Keys of the gateway itself.
    pub keys: Keys,
    /// The audit log.
    pub log: Log,
    /// How much of anything.
    pub limits: Limits,
    /// How long payloads are kept.
    pub retention: Retention,
}

/// A door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// Its name in logs and records.
    pub name: String,
    /// Where it listens.
    pub address: SocketAddr,
    /// What a peer must show.
    pub require: Require,
}

/// What a peer must show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Require {
    /// A client certificate: systems.
    Certificate,
    /// A token, without a client certificate: people.
    Token,
    /// A client certificate, and a token bound to it.
    Both,
}

/// Certificates for all doors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// Chain, PEM, leaf first.
    pub certificate: PathBuf,
    /// Its private key, PEM (PKCS#8).
    pub key: PathBuf,
    /// Roots (PEM) that client certificates must chain to.
    pub client_roots: Vec<PathBuf>,
    /// Revocation lists (PEM or DER).
    pub crls: Vec<PathBuf>,
    /// What happens when a revocation list is past its next update.
    pub crl_expired: CrlExpired,
    /// Roots (PEM) for the servers that the gateway calls; `client_roots` where empty.
    pub server_roots: Vec<PathBuf>,
}

/// What happens when a revocation list is past its next update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrlExpired {
    /// Go on with the old list, and raise an alarm.
    Degrade,
    /// Refuse client certificates until there is a new list.
    Refuse,
}

/// Who may issue tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The `iss` claim, compared exactly.
    pub issuer: String,
    /// Its keys.
    pub jwks: PathBuf,
    /// The `aud` that its tokens must carry.
    pub audience: String,
    /// Tokens of systems must be bound to the client certificate (`cnf.x5t#S256`, RFC 8705).
    pub bind: bool,
    /// Clock difference allowed.
    pub leeway: Duration,
}

/// Keys of the gateway itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// 32 bytes in hexadecimal or base64: wraps the data keys of each day.
    pub master: Secret,
    /// PEM, PKCS#8, P-256: signs receipts.
    pub receipts: Secret,
    /// PEM, PKCS#8, Ed25519: signs checkpoints.
    pub log: Secret,
}

/// The audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// The origin line of checkpoints, e.g. `lgsp.tuyenquang.gov.vn/log`.
    pub origin: String,
    /// How often a checkpoint is signed while the log grows.
    pub checkpoint_every: Duration,
    /// Entries are readable without proving who one is. Checkpoints and hash tiles always are.
    pub public_entries: bool,
}

/// How much of anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest payload, bytes.
    pub max_message_bytes: u64,
    /// Largest payload in one unary request and inline in a receive stream, bytes.
    pub max_inline_bytes: u64,
    /// Receivers of one message.
    pub max_receivers: usize,
    /// Requests at once of one system.
    pub max_in_flight_per_system: u32,
    /// Connections at once of each door.
    pub max_connections: usize,
    /// Payload bytes held in memory at once by all requests; more wait.
    pub max_buffered_bytes: u64,
    /// Free bytes on disk below which custody is refused.
    pub min_free_bytes: u64,
    /// Time allowed for one call.
    pub call_timeout: Duration,
}

/// How long payloads are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Days after which a day's data key is destroyed, and with it its payloads; nothing: never.
    pub payload_days: Option<u32>,
}
