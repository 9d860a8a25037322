//! The province of the benchmark, the gateway over it, and the echo service as a process of its own.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lienthong_tests::echo::{self, Offer, ServerTls};
use lienthong_tests::province::{TYPE, pull_system};
use lienthong_tests::{Claims, Client, Gateway, Identity, Province};
use tokio::net::TcpListener;

/// Agencies in the directory.
pub(crate) const AGENCIES: usize = 400;
/// Routes, of messages and of calls.
pub(crate) const ROUTES: usize = 300;
/// Senders and callers at once: each is a system of its own with a certificate, a token bound to it, and one
/// connection, and waits for each answer before it goes on.
pub(crate) const SENDERS: usize = 64;
/// Who receives the messages; it does not collect them.
pub(crate) const RECEIVER: &str = "H60.05";
/// The service that is called over mutual TLS.
pub(crate) const SERVICE: &str = "H60.05/echo/echo/v1";
/// The service that is called without TLS.
pub(crate) const PLAIN_SERVICE: &str = "H60.05/echo-h2c/echo/v1";

/// A province, its gateway, and what callers call.
pub(crate) struct World {
    province: Province,
    gateway: Option<Gateway>,
    echo: Backend,
    _plain: Backend,
}

impl World {
    pub(crate) fn new() -> Self {
        let province = Province::new();
        let identity = province.ca.issue(&[]);
        province.put("echo/cert.pem", &identity.certificate);
        province.put("echo/key.pem", &identity.key);
        let files = ["echo/cert.pem", "echo/key.pem", "certs/ca.pem"].map(|name| province.path(name));
        let (echo, plain) = (Backend::start(&files), Backend::start(&[]));
        province.limits("max_in_flight_per_system = 256");
        province.edit("lienthong.toml", "checkpoint_every = \"100ms\"", "checkpoint_every = \"1s\"");
        let mut agencies = province.text("agencies.csv");
        let mut systems = String::new();
        for number in agencies.lines().count() - 1..AGENCIES {
            writeln!(agencies, "H60.{},Xã {number},commune,2025-07-01,,,,", 1_000 + number).unwrap();
        }
        for sender in 0..SENDERS {
            systems += &pull_system(&name(sender), "opaque", "[\"khai-sinh/v1\"]");
        }
        province.put("agencies.csv", &agencies);
        province.put("systems/2-senders.toml", &systems);
        for (service, url) in [(SERVICE, echo.url()), (PLAIN_SERVICE, plain.url())] {
            let system = service.split_once("/echo/v1").unwrap().0.to_owned();
            Offer { system, max_in_flight: 256, ..Offer::new(&url) }.put(&province);
        }
        let there = province.text("routes/9-default.toml").matches("[[route]]").count() + 2;
        let mut routes = String::new();
        for number in there..ROUTES {
            write!(
                routes,
                "[[route]]\nname = \"loại {number}\"\ntype = \"loai-{number}/v1\"\n\
                 from = {{ level = \"commune\", under = \"H60\", system = \"app\" }}\nto = [\"H60.05/app\"]\n\
                 legal_basis = \"Quy chế thử\"\npurpose = \"Thử\"\n\n"
            )
            .unwrap();
        }
        province.put("routes/1-many.toml", &routes);
        let types: Vec<String> = (there..ROUTES).map(|number| format!("loai-{number}/v1")).collect();
        let takes = format!("{:?}", types.iter().map(String::as_str).chain([TYPE]).collect::<Vec<_>>());
        province.edit(
            "systems/9-default.toml",
            &pull_system("H60.05/app", "opaque", "[\"khai-sinh/v1\"]"),
            &pull_system("H60.05/app", "opaque", &takes),
        );
        province.check();
        Self { province, gateway: None, echo, _plain: plain }
    }

    /// Starts the gateway, again where it runs already, and says how long it took to be ready.
    pub(crate) fn start(&mut self) -> Duration {
        match &mut self.gateway {
            Some(gateway) => {
                gateway.terminate();
                let start = Instant::now();
                gateway.restart();
                start.elapsed()
            }
            None => {
                let start = Instant::now();
                self.gateway = Some(Gateway::start(&self.province));
                start.elapsed()
            }
        }
    }

    pub(crate) fn gateway(&self) -> &Gateway {
        self.gateway.as_ref().expect("it was started")
    }

    /// Memory of the gateway now, and at most.
    pub(crate) fn memory(&self) -> (u64, u64) {
        self.gateway().memory()
    }

    /// A connection of its own for one sender, on the door that asks for certificate and token.
    pub(crate) async fn sender(&self, number: usize) -> Client {
        let identity = self.identity(number);
        let token = self.province.issuer.sign(&Claims::new(&name(number), &[], None).bound_to(&identity));
        self.gateway().both(&identity, &token).await
    }

    /// A connection of its own to an echo service, with the same certificate.
    pub(crate) async fn direct(&self, number: usize) -> tonic::transport::Channel {
        let root = &self.province.ca.root;
        lienthong_tests::client::connect(self.echo.address, root, Some(&self.identity(number))).await.unwrap()
    }

    fn identity(&self, number: usize) -> Identity {
        self.province.identity(&name(number))
    }
}

/// The system of a sender.
pub(crate) fn name(sender: usize) -> String {
    format!("H60.{}/app", 1_100 + sender)
}

/// The echo service in a process of its own. It ends when dropped.
pub(crate) struct Backend {
    child: Child,
    pub(crate) address: std::net::SocketAddr,
    scheme: &'static str,
}

impl Backend {
    fn start(files: &[std::path::PathBuf]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut child =
            command.arg("echo").args(files).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let scheme = if files.is_empty() { "http" } else { "https" };
        Self { child, address: line.trim().parse().unwrap(), scheme }
    }

    fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The process of a [`Backend`]: says its address, and serves until its standard input ends.
pub(crate) async fn echo(files: &[String]) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", socket.local_addr().unwrap());
    let read = |path: &String| std::fs::read(path).unwrap();
    let tls = match files {
        [certificate, key, root] => {
            Some(ServerTls { certificate: read(certificate), key: read(key), client_root: read(root) })
        }
        _ => None,
    };
    // A parent that is gone without a word takes its end of the pipe with it.
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_line(&mut String::new());
        std::process::exit(0);
    });
    echo::serve(socket, tls).await;
}
