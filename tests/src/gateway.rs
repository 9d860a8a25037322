//! The real binary, running over a province.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use serde_json::Value;
use tonic::transport::Channel;

use crate::client::{Client, connect};
use crate::{Identity, Province, lienthong_bin};

/// `lienthong serve`. Ends when dropped.
pub struct Gateway {
    dir: PathBuf,
    child: Child,
    addresses: BTreeMap<String, SocketAddr>,
    log: Arc<Mutex<Vec<String>>>,
    certificates: Certificates,
}

/// What clients need of the province.
struct Certificates {
    root: String,
    identities: Mutex<BTreeMap<String, Identity>>,
}

/// A start that did not succeed.
#[derive(Debug)]
pub struct NotStarted {
    /// Exit code.
    pub code: Option<i32>,
    /// Standard error.
    pub log: String,
}

impl Gateway {
    /// Starts the gateway and waits until it is ready.
    pub fn start(province: &Province) -> Self {
        Self::try_start(province).unwrap_or_else(|failed| panic!("gateway did not start: {}", failed.log))
    }

    /// Starts the gateway, or says why it ended instead.
    pub fn try_start(province: &Province) -> Result<Self, NotStarted> {
        let (child, addresses, log) = launch(province.dir().to_owned())?;
        let certificates = Certificates { root: province.ca.root.clone(), identities: Mutex::default() };
        let gateway = Self { dir: province.dir().to_owned(), child, addresses, log, certificates };
        for entry in
            ["H60.05/app", "H60.31/app", "H60.32/app", "H60.33/app", "H60/qlvb", "H60.31/qlvb", "H60.32/qlvb"]
        {
            gateway.know(entry, province.identity(entry));
        }
        Ok(gateway)
    }

    /// Makes the certificate of a system known, for [`Gateway::system`].
    pub fn know(&self, system: &str, identity: Identity) {
        self.certificates.identities.lock().unwrap().insert(system.to_owned(), identity);
    }

    /// Process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The address of a listener: `systems`, `people`, `both`.
    pub fn address(&self, listener: &str) -> SocketAddr {
        self.addresses[listener]
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal, by name: `TERM`, `HUP`, `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        let status =
            Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status().unwrap();
        assert!(status.success(), "kill -{name}");
    }

    /// SIGTERM, and waits for the end. The exit code comes back.
    pub fn terminate(&mut self) -> i32 {
        self.signal("TERM");
        self.child.wait().unwrap().code().unwrap_or(-1)
    }

    /// Starts it again on the same data, after [`Gateway::kill`] or [`Gateway::terminate`].
    pub fn restart(&mut self) {
        self.try_restart().unwrap_or_else(|failed| panic!("gateway did not start again: {}", failed.log));
    }

    /// The same, or says why it ended instead.
    pub fn try_restart(&mut self) -> Result<(), NotStarted> {
        let ended = self.child.try_wait().unwrap();
        assert!(ended.is_some(), "end it first");
        (self.child, self.addresses, self.log) = launch(self.dir.clone())?;
        Ok(())
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().join("\n")
    }

    /// Resident memory in bytes, and its highest value so far.
    pub fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let value = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
        };
        (value("VmRSS:"), value("VmHWM:"))
    }

    /// A client with the certificate of a system.
    pub async fn system(&self, id: &str) -> Client {
        let identity = self.certificates.identities.lock().unwrap()[id].clone();
        Client::new(self.channel("systems", Some(&identity)).await.unwrap(), None)
    }

    /// A client with a token, on the people's door.
    pub async fn person(&self, token: &str) -> Client {
        Client::new(self.channel("people", None).await.unwrap(), Some(token.to_owned()))
    }

    /// A client with a certificate and a token, on the door that asks for both.
    pub async fn both(&self, identity: &Identity, token: &str) -> Client {
        Client::new(self.channel("both", Some(identity)).await.unwrap(), Some(token.to_owned()))
    }

    /// The root that its certificate chains to, PEM.
    pub fn root(&self) -> &str {
        &self.certificates.root
    }

    /// A connection to a listener.
    pub async fn channel(
        &self,
        listener: &str,
        identity: Option<&Identity>,
    ) -> Result<Channel, tonic::transport::Error> {
        connect(self.address(listener), &self.certificates.root, identity).await
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- log of the gateway ---\n{}", self.log());
        }
    }
}

type Launched = (Child, BTreeMap<String, SocketAddr>, Arc<Mutex<Vec<String>>>);

fn launch(dir: PathBuf) -> Result<Launched, NotStarted> {
    let mut child = Command::new(lienthong_bin())
        .args(["serve", "--log", "json", "--config"])
        .arg(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = Arc::new(Mutex::new(Vec::new()));
    let (sender, lines) = mpsc::channel();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let kept = Arc::clone(&log);
    std::thread::spawn(move || {
        for line in stderr.lines().map_while(Result::ok) {
            kept.lock().unwrap().push(line.clone());
            let _ = sender.send(line);
        }
    });
    let mut addresses = BTreeMap::new();
    loop {
        let line = match lines.recv_timeout(Duration::from_secs(30)) {
            Ok(line) => line,
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let code = child.wait().unwrap().code();
                return Err(NotStarted { code, log: log.lock().unwrap().join("\n") });
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let _ = child.kill();
                let _ = child.wait();
                panic!("the gateway neither starts nor ends: {}", log.lock().unwrap().join("\n"));
            }
        };
        let entry: Value = serde_json::from_str(&line).unwrap_or_default();
        let fields = &entry["fields"];
        match fields["message"].as_str() {
            Some("Listening.") => {
                let address = fields["address"].as_str().unwrap().parse().unwrap();
                addresses.insert(fields["listener"].as_str().unwrap().to_owned(), address);
            }
            Some("Gateway is ready.") => return Ok((child, addresses, log)),
            _ => {}
        }
    }
}
