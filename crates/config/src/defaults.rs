//! What holds where the configuration says nothing. Every default of every file is here, and nowhere else.

use std::time::Duration;

/// `tls.crl_expired`.
pub(crate) const CRL_EXPIRED: crate::node::CrlExpired = crate::node::CrlExpired::Degrade;
/// `issuer.leeway`: clocks of offices that are synchronised differ by less.
pub(crate) const LEEWAY: Duration = Duration::from_secs(30);
/// `issuer.bind`: a stolen token is worthless without the key of the certificate.
pub(crate) const BIND: bool = true;
/// `log.checkpoint_every`.
pub(crate) const CHECKPOINT_EVERY: Duration = Duration::from_secs(1);
/// `log.public_entries`: records name agencies and times, which is more than the public needs.
pub(crate) const PUBLIC_ENTRIES: bool = false;
/// `limits.max_message`.
pub(crate) const MAX_MESSAGE_BYTES: u64 = 64 << 20;
/// `limits.max_inline`: below the 4 MiB that gRPC libraries accept unless told otherwise.
pub(crate) const MAX_INLINE_BYTES: u64 = 2 << 20;
/// `limits.max_receivers`: every agency of a province, and room.
pub(crate) const MAX_RECEIVERS: u64 = 1_000;
/// `limits.max_in_flight_per_system`.
pub(crate) const MAX_IN_FLIGHT: u64 = 64;
/// `limits.max_connections`.
pub(crate) const MAX_CONNECTIONS: u64 = 4_096;
/// `limits.max_buffered`.
pub(crate) const MAX_BUFFERED_BYTES: u64 = 128 << 20;
/// `limits.min_free`: room for the log to go on when custody is refused.
pub(crate) const MIN_FREE_BYTES: u64 = 1 << 30;
/// `limits.call_timeout`.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// `deliver.retry_for`: over a holiday.
pub(crate) const RETRY_FOR: Duration = Duration::from_secs(7 * DAY);
/// `deliver.ttl`.
pub(crate) const TTL: Duration = Duration::from_secs(30 * DAY);
/// `timeout` of a gRPC server.
pub(crate) const GRPC_TIMEOUT: Duration = Duration::from_secs(30);
/// `timeout` of an HTTP server: old systems answer slowly.
pub(crate) const HTTP_TIMEOUT: Duration = Duration::from_secs(60);
/// `max_in_flight` of a service.
pub(crate) const SERVICE_IN_FLIGHT: u64 = 32;
/// `every` of a folder connector.
pub(crate) const FOLDER_EVERY: Duration = Duration::from_secs(5);
/// A certificate that expires within this time is warned of.
pub(crate) const EXPIRY_WARNING: Duration = Duration::from_secs(30 * DAY);

/// Seconds of a day.
pub(crate) const DAY: u64 = 86_400;
