//! Sending one message: in one request where it is small, in pieces where it is not.
//!
//! The steps, in order:
//!
//! 1. read: up to [`INLINE`] bytes are taken from the source; when it ends within them, the message is sent whole;
//! 2. stream: otherwise the rest follows in pieces, each read only when the one before has been taken;
//! 3. compare: the digest in the receipt must be that of the bytes that were sent.
//!
//! # What holds
//!
//! * A source that fails in the middle ends the request by breaking it off. A short message never looks complete.
//! * Memory is that of a few pieces, whatever the size of the payload.

use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lienthong_model::Digest;
use lienthong_model::digest::Hasher;
use lienthong_wire::message::send_stream_request::Part;
use lienthong_wire::message::{
    AgencySet, Envelope, PlannedDelivery, Quarantine, Receipt, Receiver, RowCounts, SendRequest,
    SendStreamHeader, SendStreamRequest, Unreachable, Warning, receiver::Target,
};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::mpsc;
use tokio_stream::Stream;

use crate::client::Connection;
use crate::failure::Failure;
use crate::texts::Said;

/// The largest payload that goes in one request: what gateways take by default.
pub(crate) const INLINE: usize = 1 << 20;
const PIECE: usize = 256 << 10;

/// Where the bytes come from.
pub(crate) struct Source {
    reader: Box<dyn AsyncRead + Send + Unpin>,
    /// Bytes that will come, where that is known beforehand: a file that is cut while it is read is then refused.
    size: Option<u64>,
}

impl Source {
    /// A file, or standard input for `-`.
    pub(crate) async fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self { reader: Box::new(tokio::io::stdin()), size: None });
        }
        let file = tokio::fs::File::open(path).await.map_err(Failure::read(path))?;
        let metadata = file.metadata().await.map_err(Failure::read(path))?;
        // A pipe has a size too, and it is 0.
        Ok(Self { reader: Box::new(file), size: metadata.is_file().then_some(metadata.len()) })
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        let size = Some(bytes.len() as u64);
        Self { reader: Box::new(std::io::Cursor::new(bytes)), size }
    }
}

/// What the gateway answered.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    /// Proof of custody.
    pub(crate) receipt: Receipt,
    /// The id of the message: ours, or the one that the format carried.
    pub(crate) message_id: String,
    /// Who will get it; empty for a message that was accepted before.
    pub(crate) deliveries: Vec<PlannedDelivery>,
    /// Members of sets that cannot be reached.
    pub(crate) unreachable: Vec<Unreachable>,
    /// Accepted before.
    pub(crate) duplicate: bool,
    /// Rows that were kept apart.
    pub(crate) quarantine: Option<Quarantine>,
    /// What became of the rows.
    pub(crate) rows: Option<RowCounts>,
    /// What is odd about the content.
    pub(crate) warnings: Vec<Warning>,
    /// The digest of the bytes that were sent; the receipt names the same.
    pub(crate) digest: Digest,
}

/// Sends one message. `Ok` means that the gateway has custody of exactly these bytes.
pub(crate) async fn send(
    connection: &Connection,
    envelope: Envelope,
    mut source: Source,
) -> Result<Sent, Failure> {
    let mut head = Vec::new();
    let limit = INLINE as u64 + 1;
    (&mut source.reader).take(limit).read_to_end(&mut head).await.map_err(unreadable)?;
    let sent = if head.len() <= INLINE {
        send_whole(connection, envelope, head).await?
    } else {
        send_in_pieces(connection, envelope, head, source).await?
    };
    if sent.receipt.payload_sha256[..] != sent.digest.as_bytes()[..] {
        return Err(Failure::not_verified(
            format!("the receipt is not for the bytes that were sent, whose SHA-256 is {}", sent.digest),
            format!("biên nhận không phải cho dữ liệu đã gửi, có SHA-256 là {}", sent.digest),
        ));
    }
    Ok(sent)
}

async fn send_whole(connection: &Connection, envelope: Envelope, payload: Vec<u8>) -> Result<Sent, Failure> {
    let digest = Digest::of(&payload);
    let request = SendRequest {
        envelope: Some(envelope),
        payload: payload.into(),
        payload_sha256: digest.as_bytes().to_vec().into(),
    };
    let answer = connection.messages().send(connection.request(request)).await?.into_inner();
    Ok(Sent {
        receipt: answer.receipt.ok_or_else(no_receipt)?,
        message_id: answer.message_id,
        deliveries: answer.deliveries,
        unreachable: answer.unreachable,
        duplicate: answer.duplicate,
        quarantine: answer.quarantine,
        rows: answer.rows,
        warnings: answer.warnings,
        digest,
    })
}

async fn send_in_pieces(
    connection: &Connection,
    envelope: Envelope,
    head: Vec<u8>,
    source: Source,
) -> Result<Sent, Failure> {
    let header = SendStreamHeader {
        envelope: Some(envelope),
        payload_size: source.size.unwrap_or(0),
        payload_sha256: Default::default(),
    };
    let (pieces, taken) = mpsc::channel(2);
    let mut client = connection.messages();
    // No timeout: a large payload on a bad link takes as long as it takes. Keep-alive notices a dead one.
    let answer = client.send_stream(Pieces(taken));
    tokio::pin!(answer);
    // The gateway may answer, with a refusal, before everything is sent.
    let digest = tokio::select! {
        fed = feed(pieces, header, head, source.reader) => fed?,
        answered = &mut answer => {
            answered?;
            return Err(Failure::Nonsense(Said::new(
                "the gateway accepted the message before all of it was sent",
                "cổng đã nhận thông điệp khi dữ liệu chưa được gửi hết",
            )));
        }
    };
    let answer = answer.await?.into_inner();
    Ok(Sent {
        receipt: answer.receipt.ok_or_else(no_receipt)?,
        message_id: answer.message_id,
        deliveries: answer.deliveries,
        unreachable: answer.unreachable,
        duplicate: answer.duplicate,
        quarantine: answer.quarantine,
        rows: answer.rows,
        warnings: answer.warnings,
        digest,
    })
}

/// The stream of a request. It ends when it is told to, and only then: a feeder that goes away in the middle leaves
/// it open, so that the transport never closes a request that is not complete.
struct Pieces(mpsc::Receiver<Option<SendStreamRequest>>);

impl Stream for Pieces {
    type Item = SendStreamRequest;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<SendStreamRequest>> {
        match ready!(self.0.poll_recv(context)) {
            Some(next) => Poll::Ready(next),
            None => Poll::Pending,
        }
    }
}

/// Puts the header, all pieces and the end into the stream; the digest of the pieces.
async fn feed(
    pieces: mpsc::Sender<Option<SendStreamRequest>>,
    header: SendStreamHeader,
    head: Vec<u8>,
    mut reader: impl AsyncRead + Unpin,
) -> Result<Digest, Failure> {
    // A stream that nobody takes from any more has been answered: the answer says why.
    let put = async |part| {
        if pieces.send(Some(SendStreamRequest { part: Some(part) })).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let mut hasher = Hasher::default();
    put(Part::Header(header)).await;
    for piece in head.chunks(PIECE) {
        hasher.update(piece);
        put(Part::Chunk(piece.to_vec().into())).await;
    }
    drop(head);
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        (&mut reader).take(PIECE as u64).read_to_end(&mut piece).await.map_err(unreadable)?;
        if piece.is_empty() {
            // Where nobody takes the end any more, the answer says why.
            let _ = pieces.send(None).await;
            return Ok(hasher.finish());
        }
        hasher.update(&piece);
        put(Part::Chunk(piece.into())).await;
    }
}

fn unreadable(source: std::io::Error) -> Failure {
    Failure::unexpected("cannot read the payload", "không đọc được dữ liệu cần gửi", source)
}

fn no_receipt() -> Failure {
    Failure::not_verified("the gateway answered without a receipt", "cổng trả lời mà không có biên nhận")
}

/// A receiver as people write it: `H60.05`, `H60.05/hotich`, or `every:commune:H60` (`every::H60` for all levels).
pub(crate) fn parse_receiver(text: &str) -> Result<Receiver, Said> {
    let target = match text.split_once(':') {
        Some(("every", set)) => {
            let (level, under) =
                set.split_once(':').filter(|(_, under)| !under.is_empty()).ok_or_else(set_form)?;
            Target::Set(AgencySet { under: under.to_owned(), level: level.to_owned() })
        }
        Some(_) => return Err(set_form()),
        None if text.is_empty() => {
            return Err(Said::new(
                "write an agency code, AGENCY/NAME, or every:LEVEL:UNDER",
                "hãy ghi mã cơ quan, CƠQUAN/TÊN, hoặc every:CẤP:CƠQUAN",
            ));
        }
        None if text.contains('/') => Target::System(text.to_owned()),
        None => Target::Agency(text.to_owned()),
    };
    Ok(Receiver { target: Some(target) })
}

fn set_form() -> Said {
    Said::new(
        "a set of agencies is written every:LEVEL:UNDER, e.g. every:commune:H60",
        "một nhóm cơ quan ghi là every:CẤP:CƠQUAN, ví dụ every:commune:H60",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_stream::StreamExt;

    #[test]
    fn receivers_are_read_as_people_write_them() {
        let check = |text: &str, expected: Option<Target>| {
            assert_eq!(parse_receiver(text).ok().and_then(|r| r.target), expected, "{text}");
        };
        let set = |level: &str, under: &str| {
            Some(Target::Set(AgencySet { under: under.into(), level: level.into() }))
        };
        check("H60.05", Some(Target::Agency("H60.05".into())));
        check("000.00.05.H60", Some(Target::Agency("000.00.05.H60".into())));
        check("H60.05/hotich", Some(Target::System("H60.05/hotich".into())));
        check("every:commune:H60", set("commune", "H60"));
        check("every::H60", set("", "H60"));
        for bad in ["", "every", "every:commune", "every:commune:", "all:commune:H60"] {
            if bad == "every" {
                // An agency may be known by any word; the gateway says that nobody is known by this one.
                check(bad, Some(Target::Agency("every".into())));
            } else {
                check(bad, None);
            }
        }
    }

    #[tokio::test]
    async fn a_source_that_fails_never_looks_complete() {
        struct Broken(bool);
        impl AsyncRead for Broken {
            fn poll_read(
                mut self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
                buffer: &mut tokio::io::ReadBuf<'_>,
            ) -> std::task::Poll<std::io::Result<()>> {
                if std::mem::replace(&mut self.0, true) {
                    return std::task::Poll::Ready(Err(std::io::Error::other("disk gone")));
                }
                buffer.put_slice(b"half");
                std::task::Poll::Ready(Ok(()))
            }
        }
        let (pieces, taken) = mpsc::channel(8);
        let mut stream = Pieces(taken);
        let fed = feed(pieces, SendStreamHeader::default(), b"head".to_vec(), Broken(false)).await;
        assert!(fed.is_err());
        assert!(matches!(stream.next().await.unwrap().part, Some(Part::Header(_))));
        assert!(matches!(stream.next().await.unwrap().part, Some(Part::Chunk(_))));
        // The stream is still open: its end would say that the payload is complete.
        let mut context = Context::from_waker(std::task::Waker::noop());
        assert!(Pin::new(&mut stream).poll_next(&mut context).is_pending());
    }

    #[tokio::test]
    async fn all_pieces_are_sent_and_hashed() {
        let (pieces, taken) = mpsc::channel(64);
        let (head, tail) = (vec![1; INLINE + 1], vec![2; PIECE + 7]);
        let digest =
            feed(pieces, SendStreamHeader::default(), head.clone(), std::io::Cursor::new(tail.clone()))
                .await
                .unwrap();
        let mut stream = Pieces(taken);
        let mut all = Vec::new();
        while let Some(request) = stream.next().await {
            if let Some(Part::Chunk(chunk)) = request.part {
                assert!(chunk.len() <= PIECE);
                all.extend_from_slice(&chunk);
            }
        }
        assert_eq!(all, [head, tail].concat());
        assert_eq!(digest, Digest::of(&all));
    }
}
