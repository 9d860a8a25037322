//! Receiving: a stream of messages, their payloads, and the acknowledgement that ends each.
//!
//! # What holds
//!
//! * [`Inbox::store`] answers `Ok` only when the payload is on disk under its name and its digest is that of the
//!   envelope. Whoever acknowledges after that loses nothing.
//! * Storing a redelivery finds the file of the first time and writes nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use lienthong_model::Digest;
use lienthong_wire::message::{
    AcknowledgeRequest, Acknowledgement, DownloadRequest, Incoming, ReceiveRequest, ReceiveResponse, Verdict,
};
use lienthong_wire::time::duration_to_wire;
use tonic::Streaming;

use crate::client::Connection;
use crate::failure::Failure;
use crate::files::{self, Access, Staged};

/// How to receive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// The stream ends when nothing is due.
    pub(crate) drain: bool,
    /// Deliveries that may be unacknowledged at once; 0 for the gateway's own number.
    pub(crate) in_flight: u32,
    /// How long each is held for its acknowledgement; nothing for the gateway's own time.
    pub(crate) lease: Option<Duration>,
}

/// An open stream of messages.
pub(crate) struct Inbox {
    connection: Connection,
    stream: Streaming<ReceiveResponse>,
}

/// One message that has come.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    /// What it is.
    pub(crate) incoming: Incoming,
    payload: bytes::Bytes,
    omitted: bool,
}

impl Inbox {
    /// Opens the stream.
    pub(crate) async fn open(connection: &Connection, options: Options) -> Result<Self, Failure> {
        let request = ReceiveRequest {
            max_in_flight: options.in_flight,
            lease: options.lease.map(duration_to_wire),
            drain: options.drain,
        };
        let stream = connection.messages().receive(request).await?.into_inner();
        Ok(Self { connection: connection.clone(), stream })
    }

    /// The next message; nothing when the stream has ended.
    pub(crate) async fn next(&mut self) -> Result<Option<Arrival>, Failure> {
        let Some(response) = self.stream.message().await? else { return Ok(None) };
        let incoming = response.message.ok_or_else(|| {
            Failure::Nonsense(crate::texts::Said::new(
                "the gateway sent a delivery without a message",
                "cổng gửi một lượt chuyển không có thông điệp",
            ))
        })?;
        Ok(Some(Arrival { incoming, payload: response.payload, omitted: response.payload_omitted }))
    }

    /// Ends the attempt of `incoming`. `Ok` means that the gateway has it on disk; true when it had it before.
    pub(crate) async fn acknowledge(
        &self,
        incoming: &Incoming,
        how: Acknowledgement,
    ) -> Result<bool, Failure> {
        let request = AcknowledgeRequest {
            delivery_id: incoming.delivery_id.clone(),
            attempt: incoming.attempt,
            acknowledgement: Some(how),
        };
        let answer = self.connection.messages().acknowledge(self.connection.request(request)).await?;
        Ok(answer.into_inner().duplicate)
    }

    /// Keeps the payload of `arrival` in `folder`, whose files nobody else names. Where it is, comes back.
    pub(crate) async fn store(&self, arrival: &Arrival, folder: &Path) -> Result<PathBuf, Failure> {
        let incoming = &arrival.incoming;
        let mut staged = Staged::create(folder, Access::Shared)?;
        if arrival.omitted {
            let request =
                DownloadRequest { delivery_id: incoming.delivery_id.clone(), attempt: incoming.attempt };
            let mut pieces = self.connection.messages().download(request).await?.into_inner();
            let mut left = incoming.payload_size;
            while let Some(piece) = pieces.message().await? {
                // More than was announced is not written: the disk is ours.
                left = left.checked_sub(piece.chunk.len() as u64).ok_or_else(|| not_announced(incoming))?;
                staged.write(&piece.chunk)?;
            }
        } else {
            staged.write(&arrival.payload)?;
        }
        let digest = staged.digest();
        if incoming.payload_sha256[..] != digest.as_bytes()[..] {
            return Err(not_announced(incoming));
        }
        let name = files::safe_name(&incoming.sender, &incoming.message_id, &incoming.format);
        place(staged, folder, &name, &digest)
    }
}

/// Gives the file its name, unless the same bytes have it already; other bytes keep theirs.
fn place(staged: Staged, folder: &Path, name: &str, digest: &Digest) -> Result<PathBuf, Failure> {
    let path = folder.join(name);
    match files::digest(&path)? {
        Some(found) if found == *digest => files::settle(&path).map(|()| path),
        None => staged.rename(&path).map(|()| path),
        Some(_) => {
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            let dot = if extension.is_empty() { "" } else { "." };
            let path = folder.join(format!("{stem}-{}{dot}{extension}", &digest.to_string()[..16]));
            match files::digest(&path)? {
                Some(_) => files::settle(&path).map(|()| path),
                None => staged.rename(&path).map(|()| path),
            }
        }
    }
}

fn not_announced(incoming: &Incoming) -> Failure {
    Failure::not_verified(
        format!("the payload of message {} is not the one announced", incoming.message_id),
        format!("dữ liệu của thông điệp {} không đúng như đã báo", incoming.message_id),
    )
}

/// "Taken."
pub(crate) fn accepted() -> Acknowledgement {
    Acknowledgement { verdict: Verdict::Accepted.into(), reason: String::new(), retry_after: None }
}

/// "Refused for good, because."
pub(crate) fn refused(reason: &str) -> Acknowledgement {
    Acknowledgement { verdict: Verdict::Refused.into(), reason: reason.to_owned(), retry_after: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(folder: &Path, bytes: &[u8]) -> String {
        let mut staged = Staged::create(folder, Access::Shared).unwrap();
        staged.write(bytes).unwrap();
        let digest = staged.digest();
        let path = place(staged, folder, "a_b.edxml", &digest).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        path.file_name().unwrap().to_str().unwrap().to_owned()
    }

    #[test]
    fn a_redelivery_finds_its_file_and_other_bytes_never_replace_it() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(keep(folder.path(), b"one"), "a_b.edxml");
        assert_eq!(keep(folder.path(), b"one"), "a_b.edxml");
        let other = keep(folder.path(), b"two");
        assert_ne!(other, "a_b.edxml");
        assert!(other.ends_with(".edxml"));
        assert_eq!(keep(folder.path(), b"two"), other);
        assert_eq!(std::fs::read(folder.path().join("a_b.edxml")).unwrap(), b"one");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            2,
            "half-written files are left behind"
        );
    }
}
