//! Peers that nobody here wrote: buf, grpcio, OpenSSL, curl, PyJWT and cryptography speak with the gateway.
//!
//! `tests/tools/install` installs them; `make test` runs it first.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::PathBuf;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use lienthong_tests::echo::{Echo, Offer};
use lienthong_tests::province::{ORIGIN, TYPE};
use lienthong_tests::{Gateway, Province, Ran, hex, repository, sha256, tool};
use lienthong_wire::message::DeliveryState;
use serde_json::{Value, json};

const CALLER: &str = "H60.31/app";
const RECEIVER: &str = "H60.05/app";

fn run(command: &mut Command) -> Ran {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}: run tests/tools/install"));
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn json_of(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stdout))
}

/// A gateway, an echo service behind it, and the files that a peer is given.
struct World {
    province: Province,
    gateway: Gateway,
    _echo: Echo,
}

impl World {
    async fn new() -> Self {
        let province = Province::new();
        let echo = Echo::start().await;
        Offer::new(&echo.url()).put(&province);
        let gateway = Gateway::start(&province);
        for system in [CALLER, RECEIVER] {
            let (certificate, key) = Self::files(system);
            let identity = province.identity(system);
            province.put(&certificate, &identity.certificate);
            province.put(&key, &identity.key);
        }
        Self { province, gateway, _echo: echo }
    }

    fn files(system: &str) -> (String, String) {
        let name = system.replace('/', "-");
        (format!("clients/{name}.pem"), format!("clients/{name}.key"))
    }

    /// The address of the systems' door.
    fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.gateway.address("systems"))
    }

    /// `--cert FILE --key FILE --cacert FILE`, with the word that the program has for the last.
    fn with_certificate(&self, command: &mut Command, system: &str, root: &str) {
        let (certificate, key) = Self::files(system);
        command.arg("--cert").arg(self.province.path(&certificate));
        command.arg("--key").arg(self.province.path(&key));
        command.arg(root).arg(self.province.path("certs/ca.pem"));
    }

    fn buf(&self, method: &str, message: &Value, more: &[&str]) -> Ran {
        let mut command = Command::new(tool("node_modules/.bin/buf"));
        command.args(["curl", "--protocol", "grpc"]).args(more);
        self.with_certificate(&mut command, CALLER, "--cacert");
        if !message.is_null() {
            command.args(["--data", &message.to_string()]);
        }
        run(command.arg(self.url(method)))
    }

    fn python(&self, script: &str, system: &str, more: &[&str]) -> Value {
        let mut command = Command::new(tool("python/bin/python"));
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        command.arg(repository().join("tests/peers").join(script));
        command.args(["--server", &self.gateway.address("systems").to_string()]).args(more);
        self.with_certificate(&mut command, system, "--ca");
        json_of(&run(&mut command))
    }

    fn curl(&self, path: &str) -> Ran {
        let mut command = Command::new("curl");
        command.args(["--silent", "--show-error", "--fail-with-body"]);
        self.with_certificate(&mut command, CALLER, "--cacert");
        run(command.arg(self.url(path)))
    }

    /// A file that the gateway serves, kept in the province's folder.
    fn fetch(&self, path: &str, file: &str) -> PathBuf {
        let ran = self.curl(path);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        self.province.put(file, &ran.stdout);
        self.province.path(file)
    }

    fn verify(&self, what: &str, first: PathBuf, second: PathBuf) -> Value {
        let mut command = Command::new(tool("python/bin/python"));
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        json_of(&run(command
            .arg(repository().join("tests/peers/verify.py"))
            .arg(what)
            .arg(first)
            .arg(second)))
    }
}

fn message(id: &str, to: &str) -> Value {
    json!({
        "envelope": { "messageId": id, "type": TYPE, "receivers": [{ "agency": to }] },
        "payload": "S8OtbmggZ-G7rWk=",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn buf_curl_finds_the_services_and_uses_them() {
    let world = World::new().await;
    let listed = world.buf("", &Value::Null, &["--list-services"]);
    assert_eq!(listed.code, 0, "{}", listed.stderr);
    for service in [
        "lienthong.admin.v1.AdminService",
        "lienthong.audit.v1.AuditService",
        "lienthong.directory.v1.DirectoryService",
        "lienthong.exchange.v1.ExchangeService",
        "lienthong.message.v1.MessageService",
        "grpc.health.v1.Health",
    ] {
        assert!(listed.stdout.lines().any(|line| line == service), "{service}: {}", listed.stdout);
    }
    let health = world.buf("/grpc.health.v1.Health/Check", &json!({}), &[]);
    assert_eq!(json_of(&health)["status"], "SERVING");

    // With the gateway's own reflection, and with the files of the repository.
    const SEND: &str = "/lienthong.message.v1.MessageService/Send";
    let schema = repository().join("proto");
    let first = json_of(&world.buf(SEND, &message("buf-1", "H60.05"), &[]));
    let again =
        json_of(&world.buf(SEND, &message("buf-1", "H60.05"), &["--schema", schema.to_str().unwrap()]));
    assert_eq!(first["receipt"], again["receipt"]);
    assert_eq!(again["duplicate"], true);
    assert_eq!(first["deliveries"][0]["receiver"], RECEIVER);

    let call = json!({
        "service": "H60.05/echo/echo/v1", "method": "Unary",
        // An EchoRequest: field 1, five bytes.
        "payload": "CgVo4bunaQ==", "callId": "buf-2",
    });
    let answer = json_of(&world.buf("/lienthong.exchange.v1.ExchangeService/Call", &call, &[]));
    assert_eq!(answer["callId"], "buf-2");
    assert!(answer["payload"].as_str().unwrap().starts_with("CgVo4bun"), "{answer}");

    let refused = world.buf(SEND, &message("buf-3", "H60.32"), &[]);
    assert_ne!(refused.code, 0);
    let error: Value = serde_json::from_str(&refused.stderr).unwrap();
    assert_eq!(error["code"], "permission_denied");
    for (number, kind, text) in
        [(0, "google.rpc.ErrorInfo", "NO_ROUTE"), (1, "google.rpc.LocalizedMessage", "vi")]
    {
        let detail = &error["details"][number];
        assert_eq!(detail["type"], kind);
        let value = STANDARD_NO_PAD.decode(detail["value"].as_str().unwrap()).unwrap();
        assert!(String::from_utf8_lossy(&value).contains(text), "{detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn grpcio_sends_and_receives() {
    let world = World::new().await;
    let sent = world.python("send.py", CALLER, &["--to", "H60.05", "--type", TYPE, "--nowhere", "H60.32"]);
    let payload = "Kính gửi: Ủy ban nhân dân";
    assert_eq!(sent["deliveries"], json!([RECEIVER]));
    assert_eq!(sent["payload_sha256"], hex(&sha256(payload.as_bytes())));
    assert_eq!(sent["same_receipt"], true);
    for (case, code, reason) in [
        ("other_bytes", "ALREADY_EXISTS", "MESSAGE_ID_REUSED"),
        ("no_route", "PERMISSION_DENIED", "NO_ROUTE"),
        ("bad_field", "INVALID_ARGUMENT", "INVALID_FIELD"),
    ] {
        let refusal = &sent[case];
        assert_eq!((&refusal["code"], &refusal["ErrorInfo"]), (&code.into(), &reason.into()), "{case}");
        assert_eq!(refusal["LocalizedMessage"]["locale"], "vi", "{case}");
    }
    assert_eq!(sent["bad_field"]["BadRequest"], json!(["envelope.message_id"]));

    let received = world.python("receive.py", RECEIVER, &[]);
    let [message] = received["messages"].as_array().unwrap().as_slice() else { panic!("{received}") };
    assert_eq!((&message["id"], &message["sender"]), (&"python-1".into(), &CALLER.into()));
    assert_eq!((&message["payload"], &message["attempt"]), (&payload.into(), &1.into()));
    assert_eq!((&message["digest_agrees"], &message["acknowledged"]), (&true.into(), &true.into()));
    assert_eq!(message["receipt"], sent["receipt"]);
    assert_eq!(message["wrong_attempt"]["ErrorInfo"], "STALE_ATTEMPT");
    let state = world.gateway.system(CALLER).await.message("python-1").await.unwrap().deliveries[0].state();
    assert_eq!(state, DeliveryState::Accepted);
}

#[tokio::test(flavor = "multi_thread")]
async fn grpcio_converses_with_a_service_behind_the_gateway() {
    let world = World::new().await;
    let found = world.python("chat.py", CALLER, &[]);
    assert_eq!(found["heard"], json!(["một", "hai", "ba", "bốn"]));
    assert_eq!(found["ended"], true);
    assert_eq!(found["caller"], CALLER);
    let all_bytes: Vec<u8> = (0..=255).collect();
    assert_eq!((&found["header"], &found["header_bin"]), (&json!(["1;2, 3"]), &json!([hex(&all_bytes)])));
    assert_eq!((&found["trailer"], &found["trailer_bin"]), (&json!(["1", "2"]), &json!(["00ff"])));
    let failed = &found["failed"];
    assert_eq!((&failed["code"], &failed["message"]), (&"FAILED_PRECONDITION".into(), &"sổ đã khóa".into()));
    assert_eq!(failed["ErrorInfo"], "BOOK_CLOSED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_verified_by_a_jose_library_with_the_published_keys() {
    let world = World::new().await;
    let sent = world.gateway.system(CALLER).await.send("m-1", &["H60.05"], "nội dung").await.unwrap();
    world.province.put("receipt.jws", &sent.receipt.unwrap().jws);
    let keys = world.fetch("/.well-known/jwks.json", "fetched/jwks.json");
    let found = world.verify("receipt", keys, world.province.path("receipt.jws"));
    let claims = &found["claims"];
    assert_eq!((&claims["iss"], &claims["sender"]), (&ORIGIN.into(), &CALLER.into()));
    assert_eq!((&claims["message_id"], &claims["type"]), (&"m-1".into(), &TYPE.into()));
    assert_eq!(claims["sha256"], hex(&sha256("nội dung".as_bytes())));
    assert_eq!(claims["deliveries"][0]["receiver"], RECEIVER);
    assert_eq!(found["header"]["alg"], "ES256");
    assert_eq!(found["changed"], "refused", "a receipt with another letter must not verify");
}

/// The root over leaf hashes, as RFC 6962 section 2.1 has it.
fn root(leaves: &[[u8; 32]]) -> [u8; 32] {
    if let [only] = leaves {
        return *only;
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    sha256(&[&[1][..], &root(left), &root(right)].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_read_with_curl_and_its_checkpoint_verified_by_another_library() {
    let world = World::new().await;
    let sent = world.gateway.system(CALLER).await.send("m-1", &["H60.05"], "x").await.unwrap();
    let index = sent.receipt.unwrap().log_index;
    let key = world.fetch("/log.key", "fetched/log.key");
    assert_eq!(std::fs::read_to_string(&key).unwrap().trim(), world.province.log_key);
    let checkpoint = lienthong_tests::eventually("a checkpoint over the message", || async {
        let file = world.fetch("/log/checkpoint", "fetched/checkpoint");
        let found = world.verify("checkpoint", key.clone(), file);
        (found["size"].as_u64().unwrap() > index).then_some(found)
    });
    let checkpoint = checkpoint.await;
    assert_eq!(checkpoint["origin"], ORIGIN);
    assert_eq!(checkpoint["changed"], "refused", "a checkpoint of another size must not verify");
    // The tile of the leaves: 32 bytes for each record.
    let size = checkpoint["size"].as_u64().unwrap();
    let mut command = Command::new("curl");
    command.args(["--silent", "--fail", "--write-out", "%{size_download}", "--output"]);
    command.arg(world.province.path("fetched/tile"));
    world.with_certificate(&mut command, CALLER, "--cacert");
    let tile = run(command.arg(world.url(&format!("/log/tile/0/000.p/{size}"))));
    assert_eq!((tile.code, tile.stdout.as_str()), (0, (size * 32).to_string().as_str()), "{}", tile.stderr);
    let tile = std::fs::read(world.province.path("fetched/tile")).unwrap();
    let leaves: Vec<[u8; 32]> = tile.chunks(32).map(|leaf| leaf.try_into().unwrap()).collect();
    assert_eq!(checkpoint["root"], hex(&root(&leaves)));
    // The records themselves are not for everybody.
    let entries = world.curl(&format!("/log/tile/entries/000.p/{size}"));
    assert_ne!(entries.code, 0);
    let problem: Value = serde_json::from_str(&entries.stdout).unwrap();
    assert_eq!(problem["reason"], "ROLE_REQUIRED", "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn openssl_gets_tls_1_3_and_nothing_older() {
    let world = World::new().await;
    let connect = |version: &str| {
        let mut command = Command::new("openssl");
        command.args(["s_client", "-connect", &world.gateway.address("systems").to_string(), version]);
        let (certificate, key) = World::files(CALLER);
        command.arg("-cert").arg(world.province.path(&certificate));
        command.arg("-key").arg(world.province.path(&key));
        command.arg("-CAfile").arg(world.province.path("certs/ca.pem"));
        run(command.args(["-alpn", "h2", "-verify_return_error", "-servername", "localhost"]))
    };
    let new = connect("-tls1_3");
    assert_eq!(new.code, 0, "{}{}", new.stdout, new.stderr);
    for text in ["TLSv1.3", "ALPN protocol: h2", "Verify return code: 0 (ok)"] {
        assert!(new.stdout.contains(text), "{text}: {}", new.stdout);
    }
    let old = connect("-tls1_2");
    assert_ne!(old.code, 0, "{}", old.stdout);
    assert!(old.stderr.contains("alert protocol version"), "{}", old.stderr);
}
