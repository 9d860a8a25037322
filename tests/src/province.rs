//! A province in a temporary folder: the configuration, its keys and certificates.
//!
//! | system | format | connector |
//! |---|---|---|
//! | `H60/qlvb`, `H60.31/qlvb`, `H60.32/qlvb` | edxml | pull |
//! | `H60.05/app`, `H60.31/app`, `H60.32/app`, `H60.33/app` | opaque | pull |
//!
//! Communes `app` and the department `H60.05/app` exchange `khai-sinh/v1` both ways; communes `qlvb` and the province
//! exchange documents both ways. `H60.07` was dissolved on 2025-07-01 into `H60.31`; `H60.08` into `H60.32` and `H60.33`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once};

use lienthong_audit::{KeyName, LogFolder, Signer};
use tempfile::TempDir;

use crate::authority::{Authority, Claims, Identity, IssuerKey, new_key, system_uri};

/// The issuer of tokens.
pub const ISSUER: &str = "https://id.test.example";
/// The origin of the log.
pub const ORIGIN: &str = "log.test.example/lienthong";
/// The message type that the opaque systems exchange.
pub const TYPE: &str = "khai-sinh/v1";

const NODE: &str = r#"[node]
name = "test-1"
agency = "H60"
data = "data"

[[listener]]
name = "systems"
address = "127.0.0.1:0"
require = "certificate"

[[listener]]
name = "people"
address = "127.0.0.1:0"
require = "token"

[[listener]]
name = "both"
address = "127.0.0.1:0"
require = "both"

[tls]
certificate = "certs/gateway.pem"
key = "certs/gateway.key"
client_roots = ["certs/ca.pem"]

[[issuer]]
issuer = "https://id.test.example"
jwks = "certs/issuer.jwks.json"
audience = "lienthong"
leeway = "1s"

[keys]
master = { file = "keys/master" }
receipts = { file = "keys/receipts.pem" }
log = { file = "keys/log.pem" }

[log]
origin = "log.test.example/lienthong"
checkpoint_every = "100ms"

[limits]
min_free = "1MiB"

[[hierarchy]]
name = "three tiers"
valid_from = "2004-01-01"
valid_to = "2025-07-01"
levels = ["province", "district", "commune"]
beside = ["central", "department"]

[[hierarchy]]
name = "two tiers"
valid_from = "2025-07-01"
levels = ["province", "commune"]
beside = ["central", "department"]
"#;

const AGENCIES: &str = "code,name,level,valid_from,valid_to,successors,unit_code,aliases
H60,Ủy ban nhân dân tỉnh,province,2004-01-01,,,,000.00.00.H60
H60.05,Sở Tư pháp,department,2004-01-01,,,,
H60.07,Ủy ban nhân dân huyện một,district,2004-01-01,2025-07-01,H60.31,,
H60.08,Ủy ban nhân dân huyện hai,district,2004-01-01,2025-07-01,H60.32;H60.33,,
H60.31,Ủy ban nhân dân xã một,commune,2025-07-01,,,,
H60.32,Ủy ban nhân dân xã hai,commune,2025-07-01,,,,
H60.33,Ủy ban nhân dân xã ba,commune,2025-07-01,,,,
";

const ROUTES: &str = r#"
[[route]]
name = "khai sinh: xã gửi sở"
type = "khai-sinh/v1"
from = { level = "commune", under = "H60", system = "app" }
to = ["H60.05/app"]
legal_basis = "Quy chế thử"
purpose = "Thử"
deliver = { order_by = "case" }

[[route]]
name = "khai sinh: sở gửi xã"
type = "khai-sinh/v1"
from = "H60.05/app"
to = { level = "commune", under = "H60", system = "app" }
legal_basis = "Quy chế thử"
purpose = "Thử"

[[route]]
name = "khai sinh: sở gửi huyện đã giải thể"
type = "khai-sinh/v1"
from = "H60.05/app"
to = { level = "district", system = "app" }
legal_basis = "Quy chế thử"
purpose = "Thử"
when_closed = "forward"

[[route]]
name = "văn bản: xã gửi tỉnh"
type = ["document", "document-status"]
from = { level = "commune", under = "H60", system = "qlvb" }
to = ["H60/qlvb"]
legal_basis = "Quy chế thử"
purpose = "Thử"

[[route]]
name = "văn bản: tỉnh gửi xã"
type = ["document", "document-status"]
from = "H60/qlvb"
to = { level = "commune", under = "H60", system = "qlvb" }
legal_basis = "Quy chế thử"
purpose = "Thử"
"#;

/// A configuration folder. Deleted when dropped.
pub struct Province {
    folder: TempDir,
    /// Issues the certificates of the gateway and of the systems.
    pub ca: Authority,
    /// Issues tokens.
    pub issuer: IssuerKey,
    /// The verifier key of the log, `name+hash+key`.
    pub log_key: String,
    identities: Mutex<BTreeMap<String, Identity>>,
}

/// Makes aws-lc-rs the provider of TLS and tokens in this process.
pub fn install_cryptography() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
    });
}

/// A system entry that collects its messages.
pub fn pull_system(id: &str, format: &str, receives: &str) -> String {
    format!(
        "[[system]]\nid = \"{id}\"\ntitle = \"{id}\"\nformat = \"{format}\"\nreceives = {receives}\n\
         connector = {{ kind = \"pull\" }}\n\n"
    )
}

impl Default for Province {
    fn default() -> Self {
        Self::new()
    }
}

impl Province {
    /// A folder that checks without an error.
    pub fn new() -> Self {
        install_cryptography();
        let (ca, issuer) = (Authority::new(), IssuerKey::default());
        let log = Signer::generate(ORIGIN.parse::<KeyName>().unwrap()).unwrap();
        let log_key = log.verifier().to_string();
        let folder = tempfile::Builder::new().prefix("lienthong-test-").tempdir().unwrap();
        let province = Self { folder, ca, issuer, log_key, identities: Mutex::default() };
        let gateway = province.ca.issue(&[]);
        province.put("certs/ca.pem", &province.ca.root);
        province.put("certs/gateway.pem", &gateway.certificate);
        province.put("certs/gateway.key", &gateway.key);
        province.put("certs/issuer.jwks.json", &province.issuer.key_set());
        province.put("certs/log.vkey", &province.log_key);
        province.put("keys/master", &crate::hex(&gateway.digest));
        province.put("keys/receipts.pem", &new_key().serialize_pem());
        province.put("keys/log.pem", &log.to_pkcs8_pem().unwrap());
        province.put("lienthong.toml", NODE);
        province.put("agencies.csv", AGENCIES);
        let mut systems = String::new();
        for id in ["H60.05/app", "H60.31/app", "H60.32/app", "H60.33/app"] {
            systems += &pull_system(id, "opaque", "[\"khai-sinh/v1\"]");
        }
        for id in ["H60/qlvb", "H60.31/qlvb", "H60.32/qlvb"] {
            systems += &pull_system(id, "edxml", "[\"document\", \"document-status\"]");
        }
        province.put("systems/9-default.toml", &systems);
        province.put("routes/9-default.toml", ROUTES);
        province
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir().join(name)
    }

    /// Until it is dropped nothing can be recorded: somebody else writes to the file of the store.
    pub fn hold_store(&self) -> rusqlite::Connection {
        let store = rusqlite::Connection::open(self.path("data/lienthong.db")).unwrap();
        store.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        store.execute_batch("BEGIN IMMEDIATE").unwrap();
        store
    }

    /// Writes a file, and its folders; at once, as a careful administrator does.
    pub fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        let folder = path.parent().unwrap();
        std::fs::create_dir_all(folder).unwrap();
        let whole = tempfile::NamedTempFile::new_in(self.dir()).unwrap();
        std::fs::write(whole.path(), text).unwrap();
        whole.persist(path).unwrap();
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces a piece of a file, which must be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name} does not contain {from:?}");
        self.put(name, &text.replace(from, to));
    }

    /// Adds lines to `[limits]`.
    pub fn limits(&self, lines: &str) {
        self.edit("lienthong.toml", "[limits]\n", &format!("[limits]\n{lines}\n"));
    }

    /// Adds to a file, which is made where it is not there.
    pub fn append(&self, name: &str, text: &str) {
        let before = std::fs::read_to_string(self.path(name)).unwrap_or_default();
        self.put(name, &(before + text));
    }

    /// The certificate of a system; the same each time.
    pub fn identity(&self, system: &str) -> Identity {
        let mut identities = self.identities.lock().unwrap();
        identities.entry(system.to_owned()).or_insert_with(|| self.ca.issue(&[system_uri(system)])).clone()
    }

    /// A token of a person.
    pub fn person(&self, name: &str, roles: &[&str], agency: Option<&str>) -> String {
        self.issuer.sign(&Claims::new(name, roles, agency))
    }

    /// `lienthong config check`, which must find no error.
    pub fn check(&self) {
        let ran = crate::lienthong(&["config", "check", self.dir().to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }

    /// The records of the published log, read from its files as an auditor with a copy of it would.
    pub fn published(&self) -> Vec<serde_json::Value> {
        let log = LogFolder::new(self.path("data/log"));
        let size = log.checkpoint().unwrap().size;
        let entry = |index| serde_json::from_slice(&log.entry(index).unwrap().unwrap()).unwrap();
        (0..size).map(entry).collect()
    }

    /// Waits until a published record of `event` fits.
    pub async fn published_event(
        &self,
        event: &str,
        fits: impl Fn(&serde_json::Value) -> bool,
    ) -> serde_json::Value {
        let found =
            || async { self.published().into_iter().find(|record| record["event"] == event && fits(record)) };
        crate::eventually(&format!("published {event}"), found).await
    }

    /// `lienthong audit verify` of the published log.
    pub fn verify_log(&self) -> crate::Ran {
        let (log, key) = (self.path("data/log"), self.path("certs/log.vkey"));
        crate::lienthong(&["audit", "verify", log.to_str().unwrap(), "--key-file", key.to_str().unwrap()])
    }
}

/// The names of what a program finds in a folder: not what is hidden because it is still being written.
pub fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}
