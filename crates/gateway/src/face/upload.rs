//! A payload that comes in pieces.
//!
//! # What holds
//!
//! * Memory follows the bytes that came, never the size that was said, and each is charged before it is kept.
//! * A sender that is silent for too long, or slower than a bad line, is let go; so is one whose bytes are more or
//!   fewer than it said.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures::Stream;
use futures::stream::StreamExt as _;
use lienthong_model::Digest;
use lienthong_model::digest::Hasher;
use lienthong_wire::message::{SendStreamRequest, send_stream_request::Part};
use tonic::Status;

use crate::refusal::Refusal;
use crate::rooms::Charge;

/// Why a payload did not come whole.
#[derive(Debug)]
pub(super) enum Broken {
    /// The sender's mistake, or no room.
    Refused(Refusal),
    /// The connection's end.
    Stream(Status),
}

impl From<Refusal> for Broken {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Broken> for Status {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Refused(refusal) => refusal.into(),
            Broken::Stream(status) => status,
        }
    }
}

/// How long a sender may be silent between two pieces of a payload.
const PIECE_WITHIN: Duration = Duration::from_secs(30);
/// Bytes in a second that a sender must make on average, after a start that is free. A bad line makes more.
const SLOWEST: u64 = 4 * 1024;
/// The start that is free.
const SLACK: Duration = Duration::from_secs(60);

/// The next piece; nothing at the end of the stream.
pub(super) async fn next(
    parts: &mut (impl Stream<Item = Result<SendStreamRequest, Status>> + Unpin),
) -> Result<Option<SendStreamRequest>, Broken> {
    match tokio::time::timeout(PIECE_WITHIN, parts.next()).await {
        Ok(part) => part.transpose().map_err(Broken::Stream),
        Err(_) => {
            Err(Refusal::field("part", "the next piece did not come in time", "phần tiếp theo đến quá muộn")
                .into())
        }
    }
}

/// The payload in one piece, held once, and its digest.
pub(super) async fn collect(
    parts: &mut (impl Stream<Item = Result<SendStreamRequest, Status>> + Unpin),
    declared: u64,
    limit: u64,
    charge: &mut Charge<'_>,
) -> Result<(Bytes, Digest), Broken> {
    let began = tokio::time::Instant::now();
    // A header that says a large size is believed only as its bytes come.
    let mut payload = BytesMut::with_capacity(usize::try_from(declared.min(1 << 20)).unwrap_or(0));
    let mut hasher = Hasher::default();
    let allowed = if declared == 0 { limit } else { declared };
    while let Some(request) = next(parts).await? {
        let Some(Part::Chunk(chunk)) = request.part else {
            return Err(Refusal::field(
                "part",
                "must be a piece of the payload",
                "phải là một phần nội dung",
            )
            .into());
        };
        let found = payload.len() as u64 + chunk.len() as u64;
        if found > limit {
            return Err(Refusal::TooLarge { limit, found }.into());
        }
        if found > allowed {
            return Err(Refusal::SizeMismatch { declared, found }.into());
        }
        if began.elapsed() > SLACK + Duration::from_secs(found / SLOWEST) {
            return Err(Refusal::TooSlow.into());
        }
        charge.grow_to(found).await?;
        hasher.update(&chunk);
        payload.extend_from_slice(&chunk);
    }
    let found = payload.len() as u64;
    if declared != 0 && found != declared {
        return Err(Refusal::SizeMismatch { declared, found }.into());
    }
    Ok((payload.freeze(), hasher.finish()))
}
