//! A SOAP server that nobody here wrote: spyne, in Python.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use serde_json::Value;

use crate::{eventually, repository, tool};

/// The namespace of its operations, `NhanVanBan(noiDung)` and `TraCuu(maHoSo)`.
pub const NAMESPACE: &str = "http://lienthong.example/qlvb";

/// `tests/peers/soap.py`, running. It ends when dropped.
pub struct SoapPeer {
    child: Child,
    port: u64,
    heard: Arc<Mutex<Vec<Value>>>,
}

impl SoapPeer {
    /// Starts a server of SOAP `1.1` or `1.2`, and waits until it listens.
    pub fn start(version: &str) -> Self {
        let mut child = Command::new(tool("python/bin/python"))
            .arg(repository().join("tests/peers/soap.py"))
            .args(["--version", version])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = mpsc::channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heard);
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let line: Value = serde_json::from_str(&line).unwrap();
                match line["port"].as_u64() {
                    Some(port) => sender.send(port).unwrap(),
                    None => kept.lock().unwrap().push(line),
                }
            }
        });
        let port = lines.recv_timeout(Duration::from_secs(60)).expect("the SOAP server starts in time");
        Self { child, port, heard }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://localhost:{}/", self.port)
    }

    /// What it took first. It says so before it answers, and the answer may be here before the word.
    pub async fn heard(&self) -> Value {
        eventually("what the SOAP server took", || async { self.heard.lock().unwrap().first().cloned() })
            .await
    }
}

impl Drop for SoapPeer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
