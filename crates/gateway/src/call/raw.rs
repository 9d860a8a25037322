//! A unary call whose messages the gateway does not decode.

use bytes::{Buf as _, BufMut as _, Bytes};
use http::uri::PathAndQuery;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::Channel;
use tonic::{Request, Response, Status};

/// Messages as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;
    fn encoder(&mut self) -> Self {
        Self
    }
    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;
    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;
    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}

/// Calls `path` with one message and returns the one answered; an answer over `max_bytes` is an error.
pub async fn unary(
    channel: Channel,
    path: PathAndQuery,
    request: Request<Bytes>,
    max_bytes: usize,
) -> Result<Response<Bytes>, Status> {
    let mut client = tonic::client::Grpc::new(channel)
        .max_decoding_message_size(max_bytes)
        .max_encoding_message_size(max_bytes);
    client.ready().await.map_err(|error| Status::from_error(Box::new(error)))?;
    client.unary(request, path, Raw).await
}
