//! What a receiver's format cannot say: nobody gets half of it, and who asks is told where it stands.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::pushed::{self, soap};
use lienthong_tests::units::{FOXPRO, NEW, VNI, province, send, start};
use lienthong_tests::{Gateway, Province, Ran, Reply, Web, lienthong};
use lienthong_wire::record::{self as wire, Fields, Record, record::Body, value::Kind};
use prost::Message as _;
use serde_json::Value;

/// `lienthong` with what a system or a person needs to ask the gateway.
struct Command<'a> {
    gateway: &'a Gateway,
    province: &'a Province,
}

impl Command<'_> {
    fn as_system(&self, id: &str, arguments: &[&str]) -> Ran {
        let identity = self.province.identity(id);
        self.province.put("client.pem", &identity.certificate);
        self.province.put("client.key", &identity.key);
        self.run("systems", &[("--cert", "client.pem"), ("--key", "client.key")], arguments)
    }

    fn as_operator(&self, arguments: &[&str]) -> Ran {
        self.province.put("token", &self.province.person("o", &["operator"], Some("H60")));
        self.run("people", &[("--token", "token")], arguments)
    }

    fn run(&self, door: &str, files: &[(&str, &str)], arguments: &[&str]) -> Ran {
        self.province.put("root.pem", self.gateway.root());
        let server = format!("https://localhost:{}", self.gateway.address(door).port());
        let mut all: Vec<String> = arguments.iter().map(|&text| text.to_owned()).collect();
        all.extend(["--server".to_owned(), server]);
        for (option, file) in files.iter().chain(&[("--ca", "root.pem")]) {
            all.extend([(*option).to_owned(), self.province.path(file).to_str().unwrap().to_owned()]);
        }
        let ran = lienthong(&all.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ran.code, 0, "{arguments:?}: {}{}", ran.stdout, ran.stderr);
        ran
    }
}

/// A file of one unit whose name has a letter that TCVN3 lacks: `Ỷ`.
fn unsayable() -> Vec<u8> {
    let name = lienthong_vntext::Charset::VniWin.encode("Phường Ỷ La").unwrap().into_owned();
    [b"MA;HUYEN;TEN\r\n02200;070;".as_slice(), &name, b"\r\n"].concat()
}

/// Sends it as `m-1` to the FoxPro program, and gives the notice of what became of it.
async fn given_up(gateway: &Gateway) -> Value {
    let (vni, foxpro) = (gateway.system(VNI).await, gateway.system(FOXPRO).await);
    vni.send_request(send("m-1", FOXPRO, unsayable())).await.unwrap();
    foxpro.nothing_is_due().await;
    serde_json::from_slice(&vni.take(1).await.remove(0).payload).unwrap()
}

#[tokio::test]
async fn a_receiver_whose_format_cannot_say_a_record_does_not_get_half_of_it() {
    let province = province();
    let gateway = start(&province);
    let notice = given_up(&gateway).await;
    assert_eq!((&notice["state"], &notice["reason"]), (&"dead".into(), &"NOT_ENCODABLE".into()));
    // The sender and the auditor are told which record, which column, and what is wrong with it.
    let fault = &notice["fault"];
    assert_eq!(
        (&fault["row"], &fault["column"], &fault["field"]),
        (&1.into(), &"TENXA".into(), &"ten".into())
    );
    assert_eq!(fault["expected"], "tcvn3-abc");
    assert!(fault["message_vi"].as_str().unwrap().contains("chỉ có chữ thường"), "{fault}");
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let record = auditor.event("delivery.dead", |record| record["message_id"] == "m-1").await;
    let detail = &record["detail"];
    assert_eq!((&detail["row"], &detail["column"]), (&"1".into(), &"TENXA".into()), "{record}");
    assert_eq!((&detail["found"], &detail["expected"]), (&fault["found"], &"tcvn3-abc".into()), "{record}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_a_sender_and_of_an_operator_say_where_the_mistake_is() {
    let province = province();
    let gateway = start(&province);
    given_up(&gateway).await;
    let command = Command { gateway: &gateway, province: &province };
    for ran in [
        command.as_system(VNI, &["status", "m-1", "--lang", "en"]),
        command.as_system(VNI, &["deliveries", "--lang", "en"]),
        command.as_operator(&["dead-letter", "list", "--lang", "en"]),
    ] {
        let expected = format!("({FOXPRO}) [NOT_ENCODABLE]: row 1, column TENXA, found ");
        assert!(
            ran.stdout.contains(&expected) && ran.stdout.contains("expected tcvn3-abc"),
            "{}",
            ran.stdout
        );
    }
    for ran in [
        command.as_system(VNI, &["status", "m-1", "--lang", "vi"]),
        command.as_operator(&["dead-letter", "list", "--lang", "vi"]),
    ] {
        let expected = format!("({FOXPRO}) [NOT_ENCODABLE]: dòng 1, cột TENXA, gặp ");
        assert!(ran.stdout.contains(&expected) && ran.stdout.contains("cần tcvn3-abc"), "{}", ran.stdout);
    }
    let status = command.as_system(VNI, &["status", "m-1", "--json"]);
    let status: Value = serde_json::from_str(&status.stdout).unwrap();
    let letters = command.as_operator(&["dead-letter", "list", "--json"]);
    let letter: Value = serde_json::from_str(letters.stdout.lines().next().unwrap()).unwrap();
    let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
    let record = auditor.event("delivery.dead", |record| record["message_id"] == "m-1").await;
    for fault in [&status["deliveries"][0]["fault"], &letter["delivery"]["fault"]] {
        assert_eq!((&fault["row"], &fault["column"]), (&1.into(), &"TENXA".into()), "{fault}");
        // No more than the record has.
        for key in ["found", "found_vi", "expected", "expected_vi", "field"] {
            assert_eq!(fault[key], record["detail"][key], "{key}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_personal_is_shown_by_no_command() {
    let province = province();
    province.edit("schemas/don-vi.toml", "max = 60", "max = 60\npersonal = true");
    let gateway = start(&province);
    given_up(&gateway).await;
    let command = Command { gateway: &gateway, province: &province };
    for more in [["--lang", "en"].as_slice(), &["--lang", "vi"], &["--json"]] {
        for ran in [
            command.as_system(VNI, &[&["status", "m-1"], more].concat()),
            command.as_operator(&[&["dead-letter", "list"], more].concat()),
        ] {
            assert!(ran.stdout.contains("TENXA") && ran.stdout.contains("tcvn3-abc"), "{}", ran.stdout);
            assert!(!ran.stdout.contains(['Ỷ', 'ỷ']) && !ran.stdout.contains("1EF6"), "{}", ran.stdout);
        }
    }
}

/// A system of elements behind SOAP: a commune that is pushed to.
const SOAP: &str = "H60.33/dich-vu";

/// The elements of a unit, some of them within others.
const ELEMENTS: &str = r#"
schema = "don-vi/v1"
direction = "write"
[source]
format = "xml"
soap = "1.1"
rows = "NhanDonVi/DonVi"
namespaces = { "" = "urn:don-vi" }
[[field]]
to = "ma"
from = "Ma"
[[field]]
to = "huyen"
from = "Huyen/Ma"
[[field]]
to = "ten"
from = "Xa/Ten"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_elements_over_soap_cannot_hold_is_told_by_the_column_that_the_mapping_names() {
    let web = Web::start(|_, _| Reply::says(500, "")).await;
    let province = province();
    province.put("mappings/phan-tu.toml", ELEMENTS);
    province.append(
        "systems/1.toml",
        &format!(
            "[[system]]\nid = \"{SOAP}\"\ntitle = \"Dịch vụ\"\nmappings = [\"phan-tu\"]\n\
             receives = [\"don-vi/v1\"]\n[system.connector]\n{}",
            soap(&web.url("/"), "action = \"urn:don-vi/Nhan\"\n")
        ),
    );
    province.edit("routes/1.toml", "to = [", &format!("to = [\"{SOAP}\", "));
    province.check();
    let gateway = start(&province);
    let new = gateway.system(NEW).await;
    let unit = |code: &str, name: &str| {
        let value = |text: &str| wire::Value { kind: Some(Kind::Text(text.into())) };
        let texts = [("ma", code), ("huyen", "024"), ("ten", name)];
        let fields = texts.map(|(field, text)| (field.to_owned(), value(text))).into();
        Fields { fields, ..Fields::default() }
    };
    // XML has no place for a control character.
    let records = vec![unit("00688", "A"), unit("00691", "B\u{1}")];
    let records = wire::Records { schema: "don-vi/v1".into(), records };
    let payload = Record { body: Some(Body::Records(records)) }.encode_to_vec();
    new.send_request(send("m-1", SOAP, payload)).await.unwrap();
    let notice: Value = serde_json::from_slice(&new.take(1).await.remove(0).payload).unwrap();
    assert_eq!((&notice["state"], &notice["receiver"]), (&"dead".into(), &SOAP.into()), "{notice}");
    let fault = &notice["fault"];
    assert_eq!(
        (&fault["row"], &fault["column"], &fault["field"]),
        (&2.into(), &"Xa/Ten".into(), &"ten".into()),
        "{notice}"
    );
    assert_eq!(fault["found"], "the character U+0001");
    assert!(fault["message_vi"].as_str().unwrap().contains("ký tự U+0001"), "{fault}");
    let record = province.published_event("delivery.dead", |record| record["message_id"] == "m-1").await;
    let detail = &record["detail"];
    assert_eq!(
        (&detail["row"], &detail["column"], &detail["found_vi"]),
        (&"2".into(), &"Xa/Ten".into(), &"ký tự U+0001".into()),
        "{record}"
    );
    assert!(web.asked().is_empty(), "half a message does not leave");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_that_cannot_be_read_is_told_by_its_byte() {
    let web = Web::start(|_, _| Reply::says(500, "")).await;
    let province = pushed::province(&[("bare", soap(&web.url("/"), ""))]);
    let gateway = Gateway::start(&province);
    let sender = gateway.system(pushed::SENDER).await;
    let begin = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>";
    let end = "</s:Body></s:Envelope>";
    let cut = format!("{begin}<Hoi>");
    let twice = format!("{begin}<Hoi ma=\"1\" ma=\"2\"/>{end}");
    let prefix = format!("{begin}<n:Hoi/>{end}");
    let encoding = format!("<?xml version=\"1.0\" encoding=\"windows-1258\"?>{begin}<Hoi/>{end}");
    let bodiless = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"/>";
    for (id, payload, at) in [
        ("cut", &*cut, cut.len()),
        ("none", "Mẫu", 0),
        ("twice", &twice, begin.len()),
        ("prefix", &prefix, begin.len()),
        ("encoding", &encoding, 0),
        ("bodiless", bodiless, 0),
        ("document", "<Hoi/>", 0),
    ] {
        sender.send(id, &["H60.05/bare"], payload.to_owned()).await.unwrap();
        let notice: Value = serde_json::from_slice(&sender.take(1).await.remove(0).payload).unwrap();
        assert_eq!((&notice["message_id"], &notice["reason"]), (&id.into(), &"NOT_AN_ENVELOPE".into()));
        assert_eq!(notice["fault"]["offset"], at, "{notice}");
        let record = province.published_event("delivery.dead", |record| record["message_id"] == id).await;
        assert_eq!(record["detail"]["offset"], at.to_string(), "{record}");
        assert_eq!(record["detail"]["found"], notice["fault"]["found"]);
        assert_eq!(record["detail"]["expected_vi"], "phong bì SOAP");
    }
    assert!(web.asked().is_empty());
}
