//! A province with a service and a gateway over it, a caller, and what is asked and seen through them.

use std::time::Duration;

use bytes::Bytes;
use lienthong_tests::echo::v1::echo_service_client::EchoServiceClient;
use lienthong_tests::echo::v1::{EchoRequest, EchoResponse};
use lienthong_tests::echo::{Echo, Offer};
use lienthong_tests::{Client, Gateway, Province};
use tonic::metadata::MetadataMap;
use tonic::transport::Channel;

pub(crate) const CALLER: &str = "H60.31/app";
pub(crate) const SERVICE: &str = "H60.05/echo/echo/v1";
pub(crate) const MIB: usize = 1 << 20;

/// A province with the service, a gateway over it, and a caller.
pub(crate) struct World {
    pub(crate) echo: Echo,
    pub(crate) province: Province,
    pub(crate) gateway: Gateway,
    pub(crate) client: EchoServiceClient<Channel>,
    pub(crate) auditor: Client,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|offer| offer).await
    }

    pub(crate) async fn with(offer: impl FnOnce(Offer) -> Offer) -> Self {
        let province = Province::new();
        province.limits("max_in_flight_per_system = 256");
        let echo = Echo::start().await;
        offer(Offer::new(&echo.url())).put(&province);
        let gateway = Gateway::start(&province);
        let client = service(&gateway, CALLER).await;
        let auditor = gateway.person(&province.person("auditor", &["auditor"], Some("H60"))).await;
        Self { echo, province, gateway, client, auditor }
    }
}

pub(crate) async fn service(gateway: &Gateway, system: &str) -> EchoServiceClient<Channel> {
    client(gateway.system(system).await.channel)
}

pub(crate) fn client(channel: Channel) -> EchoServiceClient<Channel> {
    EchoServiceClient::new(channel).max_decoding_message_size(8 * MIB).max_encoding_message_size(8 * MIB)
}

pub(crate) fn echo_of(payload: impl Into<Bytes>) -> EchoRequest {
    EchoRequest { payload: payload.into(), ..EchoRequest::default() }
}

pub(crate) fn repeat(times: u32, size: usize, delay: Duration) -> EchoRequest {
    let delay = Some(delay.try_into().unwrap());
    EchoRequest { times, size: u32::try_from(size).unwrap(), delay, ..EchoRequest::default() }
}

/// The values that the service saw of a key.
pub(crate) fn seen<'a>(answer: &'a EchoResponse, key: &str) -> Vec<&'a [u8]> {
    answer.metadata.iter().filter(|entry| entry.key == key).map(|entry| &*entry.value).collect()
}

pub(crate) fn texts<'a>(map: &'a MetadataMap, key: &str) -> Vec<&'a str> {
    map.get_all(key).iter().map(|value| value.to_str().unwrap()).collect()
}

pub(crate) fn bytes(map: &MetadataMap, key: &str) -> Vec<Bytes> {
    map.get_all_bin(key).iter().map(|value| value.to_bytes().unwrap()).collect()
}
