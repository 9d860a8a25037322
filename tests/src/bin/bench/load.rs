//! Load: 64 tasks that each ask, wait for the answer, and ask again.

use std::time::{Duration, Instant};

use bytes::Bytes;
use lienthong_tests::Client;
use lienthong_tests::client::message;
use lienthong_tests::echo::v1::EchoRequest;
use lienthong_tests::echo::v1::echo_service_client::EchoServiceClient;
use lienthong_wire::exchange::CallRequest;
use prost::Message as _;
use tonic::{Request, Status};

use crate::measure::{Figures, cpu};
use crate::world::{PLAIN_SERVICE, RECEIVER, SENDERS, SERVICE, World};

/// Bytes of a message and of a call.
const SIZE: usize = 1_024;
/// Not counted: connections are made, tokens seen for the first time, caches filled.
const WARM_UP: Duration = Duration::from_millis(1_500);

/// What is asked.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Send,
    Call(&'static str),
    Pass(&'static str),
    Direct,
}

/// A way to load the gateway.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    /// What a table calls it.
    pub(crate) name: &'static str,
    kind: Kind,
}

/// All ways, in the order in which they are taken.
pub(crate) const WAYS: [Way; 6] = [
    Way { name: "send: accepted, with receipt", kind: Kind::Send },
    Way { name: "call: service over mutual TLS", kind: Kind::Call(SERVICE) },
    Way { name: "call: service without TLS", kind: Kind::Call(PLAIN_SERVICE) },
    Way { name: "pass-through: service over mutual TLS", kind: Kind::Pass(SERVICE) },
    Way { name: "pass-through: service without TLS", kind: Kind::Pass(PLAIN_SERVICE) },
    Way { name: "direct, over mutual TLS, without the gateway", kind: Kind::Direct },
];

enum Caller {
    Gateway(Client),
    Direct(EchoServiceClient<tonic::transport::Channel>),
}

impl Caller {
    async fn ask(&mut self, kind: Kind, id: &str, payload: Bytes) -> Result<(), Status> {
        match (self, kind) {
            (Self::Gateway(client), Kind::Send) => {
                client.send_request(message(id, &[RECEIVER], payload)).await.map(drop)
            }
            (Self::Gateway(client), Kind::Call(service)) => {
                let payload = EchoRequest { payload, ..EchoRequest::default() }.encode_to_vec();
                let (service, method) = (service.to_owned(), "Unary".to_owned());
                let request =
                    CallRequest { service, method, payload: payload.into(), ..CallRequest::default() };
                client.exchange().call(request).await.map(drop)
            }
            (Self::Gateway(client), Kind::Pass(service)) => {
                let mut request = Request::new(EchoRequest { payload, ..EchoRequest::default() });
                request.metadata_mut().insert("lienthong-service", service.parse().expect("it is ASCII"));
                EchoServiceClient::new(client.authorized()).unary(request).await.map(drop)
            }
            (Self::Direct(client), _) => {
                client.unary(EchoRequest { payload, ..EchoRequest::default() }).await.map(drop)
            }
            (Self::Gateway(_), Kind::Direct) => unreachable!("a direct caller has no gateway"),
        }
    }
}

/// Loads the gateway in one way, and sums up.
pub(crate) async fn run(world: &World, way: Way, each: Duration) -> Figures {
    let mut callers = Vec::new();
    for number in 0..SENDERS {
        callers.push(match way.kind {
            Kind::Direct => Caller::Direct(EchoServiceClient::new(world.direct(number).await)),
            _ => Caller::Gateway(world.sender(number).await),
        });
    }
    let begin = Instant::now() + WARM_UP;
    let end = begin + each;
    let tasks: Vec<_> = callers
        .into_iter()
        .enumerate()
        .map(|(number, caller)| tokio::spawn(work(caller, way.kind, number, begin, end)))
        .collect();
    let pid = world.gateway().pid();
    tokio::time::sleep_until(begin.into()).await;
    let before = cpu(pid);
    tokio::time::sleep_until(end.into()).await;
    let used = cpu(pid) - before;
    let (mut latencies, mut failures) = (Vec::new(), Vec::new());
    for task in tasks {
        let (mine, failed) = task.await.unwrap();
        latencies.extend(mine);
        failures.extend(failed);
    }
    let used = (!matches!(way.kind, Kind::Direct)).then_some(used);
    Figures::new(latencies, each, used, failures)
}

/// What was answered between `begin` and `end`, in microseconds, and what failed.
async fn work(
    mut caller: Caller,
    kind: Kind,
    number: usize,
    begin: Instant,
    end: Instant,
) -> (Vec<u32>, Vec<String>) {
    let payload = Bytes::from(
        (0..SIZE).map(|at| b'a' + u8::try_from((at * 7 + number) % 26).unwrap()).collect::<Vec<_>>(),
    );
    let (mut latencies, mut failures) = (Vec::new(), Vec::new());
    for count in 0_u64.. {
        let asked = Instant::now();
        if asked >= end {
            break;
        }
        // A message id has to be new; the nanoseconds keep ways and runs apart.
        let id = format!("{number}-{count}-{}", begin.elapsed().as_nanos() + u128::from(count));
        let answer = caller.ask(kind, &id, payload.clone()).await;
        let answered = Instant::now();
        if (begin..end).contains(&answered) {
            match answer {
                Ok(()) => latencies.push(u32::try_from((answered - asked).as_micros()).unwrap_or(u32::MAX)),
                Err(status) => failures.push(status.to_string()),
            }
        }
    }
    (latencies, failures)
}
