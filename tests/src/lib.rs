//! Shared parts of the black-box tests: a province in a temporary folder, the real binary over it, and clients of its API.
//!
//! ```text
//! let province = Province::new();                      // folder with agencies, systems, routes, keys, certificates
//! province.put("routes/1.toml", "…");                  // any file may be written over
//! let mut gateway = Gateway::start(&province);         // `lienthong serve`, ready
//! let commune = gateway.system("H60.31/app").await;    // a client with the certificate of a system
//! let receipt = commune.send("m-1", &["H60.05"], "x").await.unwrap();
//! gateway.kill();                                      // kill -9
//! gateway.restart();                                   // the same data, other ports: make new clients
//! ```
//!
//! # What holds
//!
//! * Every test has its own folder, ports and process; tests run side by side.
//! * A process ends with its [`Gateway`], also when a test fails. Its log is printed when the test panics.
//! * Nothing sleeps for a fixed time to wait for an event: [`eventually`] polls, with a deadline.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on should stop and say why"
)]

pub mod authority;
pub mod client;
pub mod drafts;
pub mod echo;
pub mod gateway;
pub mod households;
pub mod http;
pub mod letters;
pub mod province;
pub mod pushed;
pub mod soap_peer;
pub mod units;
pub mod web;

use std::future::Future;
use std::path::PathBuf;
use std::time::{Duration, Instant};

pub use authority::{Authority, Claims, Identity, IssuerKey};
pub use client::{Client, Refused, refused};
pub use gateway::Gateway;
pub use province::Province;
pub use soap_peer::SoapPeer;
pub use web::{Reply, Web, WebTls};

/// How long anything may take that should happen soon, on a slow machine under load.
pub const SOON: Duration = Duration::from_secs(20);

/// The `lienthong` binary that was built with this test.
///
/// `make test` builds it before the tests; running the tests alone does not.
pub fn lienthong_bin() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let folder = program.parent().unwrap();
    // Tests are in a folder below the one of the binaries.
    let folder = if folder.ends_with("deps") { folder.parent().unwrap() } else { folder };
    let binary = folder.join("lienthong");
    assert!(binary.is_file(), "{} is not there: run `cargo build --bin lienthong` first", binary.display());
    binary
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A program that `tests/tools/install` installs. A test does not pass because it is missing.
pub fn tool(path: &str) -> PathBuf {
    let tool = repository().join("target/tools").join(path);
    assert!(tool.exists(), "{} is not there: run tests/tools/install", tool.display());
    tool
}

/// What a command line printed, and its exit code.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; -1 where a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs `lienthong` with these arguments to its end.
pub fn lienthong(arguments: &[&str]) -> Ran {
    let output = std::process::Command::new(lienthong_bin()).args(arguments).output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Asks again and again until there is an answer; panics with `what` when there is none in time.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut ask: impl FnMut() -> F) -> T {
    let deadline = Instant::now() + SOON;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref().try_into().unwrap()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
