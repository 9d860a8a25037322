//! Systems that are pushed to over SOAP: a scripted one, and one that nobody here wrote.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::message;
use lienthong_tests::letters::letter;
use lienthong_tests::pushed::{SENDER, outcome, province, soap};
use lienthong_tests::soap_peer::NAMESPACE;
use lienthong_tests::{Gateway, Province, Reply, SoapPeer, Web};

const OLD: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const NEW: &str = "http://www.w3.org/2003/05/soap-envelope";

fn envelope(namespace: &str, body: &str) -> String {
    format!("<s:Envelope xmlns:s=\"{namespace}\"><s:Body>{body}</s:Body></s:Envelope>")
}

fn wrap(encoding: &str) -> String {
    format!(
        "action = \"urn:x/Nhan\"\nwrap = {{ namespace = \"urn:x\", operation = \"Nhan\", parameter = \"p\", encoding = \"{encoding}\" }}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_put_where_the_entry_says_or_is_an_envelope_where_it_says_nothing() {
    let web = Web::start(|_, _| Reply::says(200, envelope(OLD, "<r/>"))).await;
    let url = web.url("/dv.asmx");
    let province = province(&[
        ("text", soap(&url, &wrap("text"))),
        ("base64", soap(&url, &(wrap("base64") + "version = \"1.2\"\n"))),
        ("xml", soap(&url, &wrap("xml"))),
        ("bare", soap(&url, "")),
    ]);
    let gateway = Gateway::start(&province);
    let sender = gateway.system(SENDER).await;
    let (own_old, own_new) = (envelope(OLD, "<a>ặ</a>"), envelope(NEW, "<a>ở</a>"));
    let cases: [(&str, &[u8], &str); 10] = [
        ("text", "xã <Ặ> & \"ỹ\"".as_bytes(), "accepted"),
        ("base64", &[0, 255, 128], "accepted"),
        ("xml", "\u{feff}<?xml version=\"1.0\"?><d>ẫ</d>".as_bytes(), "accepted"),
        ("bare", own_old.as_bytes(), "accepted"),
        // An envelope of the sender's would choose the operation.
        ("text", own_new.as_bytes(), "accepted"),
        ("bare", own_new.as_bytes(), "accepted"),
        ("text", &[b'a', 0], "dead CHARACTER_NOT_IN_XML"),
        ("text", &[0xff], "dead PAYLOAD_NOT_TEXT"),
        ("xml", b"<d>", "dead PAYLOAD_NOT_XML"),
        ("bare", b"<d/>", "dead NOT_AN_ENVELOPE"),
    ];
    for (number, (system, payload, expected)) in cases.into_iter().enumerate() {
        let id = format!("m-{number}");
        sender.send(&id, &[&format!("H60.05/{system}")], payload.to_vec()).await.unwrap();
        assert_eq!(outcome(&sender, &id, |found| found != "waiting").await, expected, "{system} {number}");
    }
    let asked = web.asked();
    let [text, base64, xml, old, wrapped, new] = asked.as_slice() else { panic!("{asked:?}") };
    for (asked, inside) in [
        (text, "<Nhan xmlns=\"urn:x\"><p>xã &lt;Ặ&gt; &amp; \"ỹ\"</p></Nhan>"),
        (base64, "<Nhan xmlns=\"urn:x\"><p>AP+A</p></Nhan>"),
        (xml, "<op:Nhan xmlns:op=\"urn:x\"><op:p><d>ẫ</d></op:p></op:Nhan>"),
    ] {
        assert!(asked.text().contains(inside), "{}", asked.text());
        assert_eq!(asked.header("lienthong-sender"), SENDER);
    }
    assert!(wrapped.text().contains("<Nhan xmlns=\"urn:x\"><p>&lt;"), "{}", wrapped.text());
    assert!(text.text().contains(OLD) && base64.text().contains(NEW));
    assert_eq!((old.text(), new.text()), (own_old.as_str(), own_new.as_str()), "as it was sent");
    for asked in [text, xml] {
        assert_eq!(asked.header("content-type"), "text/xml; charset=utf-8");
        assert_eq!(asked.header("soapaction"), "\"urn:x/Nhan\"");
    }
    assert_eq!(old.header("soapaction"), "\"\"");
    let of_new = "application/soap+xml; charset=utf-8";
    assert_eq!(base64.header("content-type"), format!("{of_new}; action=\"urn:x/Nhan\""));
    assert!(new.header("content-type").starts_with(of_new));
    for asked in [base64, new] {
        assert_eq!(asked.header("soapaction"), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_a_page_and_a_no_are_told_apart() {
    let fault = |namespace, inner: &str| envelope(namespace, &format!("<s:Fault>{inner}</s:Fault>"));
    let answers = [
        ("yes", 200, envelope(OLD, "<R><Kq>1</Kq></R>"), "accepted"),
        ("no", 200, envelope(OLD, "<R><Kq>0</Kq></R>"), "refused RECEIVER_SAID_NO"),
        ("other", 200, envelope(OLD, "<Q/>"), "refused RECEIVER_SAID_NO"),
        ("client", 500, fault(OLD, "<faultcode>s:Client</faultcode>"), "refused SOAP_FAULT"),
        ("server", 500, fault(OLD, "<faultcode>s:Server</faultcode>"), "waiting SOAP_SERVER_FAULT"),
        ("sender", 400, fault(NEW, "<s:Code><s:Value>s:Sender</s:Value></s:Code>"), "refused SOAP_FAULT"),
        (
            "receiver",
            500,
            fault(NEW, "<s:Code><s:Value>s:Receiver</s:Value></s:Code>"),
            "waiting SOAP_SERVER_FAULT",
        ),
        ("page", 200, "<html><form>Đăng nhập</form></html>".to_owned(), "waiting NOT_SOAP"),
    ];
    let script = answers.clone();
    let web = Web::start(move |asked, _| {
        let id = asked.header("lienthong-message-id");
        let (_, status, body, _) = script.iter().find(|(name, ..)| *name == id).unwrap();
        Reply::says(*status, body.clone())
    })
    .await;
    let rule = wrap("text") + "success = { path = \"R.Kq\", is = \"1\" }\n";
    let province = province(&[("s", soap(&web.url("/"), &rule))]);
    let gateway = Gateway::start(&province);
    let sender = gateway.system(SENDER).await;
    for (name, _, _, expected) in answers {
        sender.send(name, &["H60.05/s"], "x").await.unwrap();
        assert_eq!(outcome(&sender, name, |found| found != "waiting").await, expected, "{name}");
    }
    let page = province.published_event("delivery.failed", |record| record["reason"] == "NOT_SOAP").await;
    let (found, expected) = (&page["detail"]["found"], &page["detail"]["expected"]);
    assert_eq!((found, expected), (&"a web page".into(), &"a SOAP envelope".into()), "{page}");
    for (event, reason) in [("delivery.refused", "SOAP_FAULT"), ("delivery.failed", "SOAP_SERVER_FAULT")] {
        let fault = province.published_event(event, |record| record["reason"] == reason).await;
        let (found, expected) = (&fault["detail"]["found"], &fault["detail"]["expected"]);
        assert_eq!(
            (found, expected),
            (&"a SOAP fault".into(), &"an answer without a fault".into()),
            "{fault}"
        );
    }
}

/// The province's document system behind SOAP.
fn soap_qlvb(peer: &SoapPeer, version: &str) -> Province {
    let province = Province::new();
    let pull = "id = \"H60/qlvb\"\ntitle = \"H60/qlvb\"\nformat = \"edxml\"\nreceives = [\"document\", \"document-status\"]\nconnector = { kind = \"pull\" }";
    let keys = format!(
        "kind = \"soap\", address = \"{}\", plaintext = true, version = \"{version}\", action = \"NhanVanBan\", \
         wrap = {{ namespace = \"{NAMESPACE}\", operation = \"NhanVanBan\", parameter = \"noiDung\", encoding = \"base64\" }}, \
         success = {{ path = \"NhanVanBanResponse.NhanVanBanResult\", is = \"thành công\" }}",
        peer.url()
    );
    province.edit("systems/9-default.toml", pull, &pull.replace("kind = \"pull\"", &keys));
    province
}

#[tokio::test(flavor = "multi_thread")]
async fn a_soap_system_receives_a_document_that_was_sent_as_edxml() {
    for version in ["1.1", "1.2"] {
        let peer = SoapPeer::start(version);
        let province = soap_qlvb(&peer, version);
        let gateway = Gateway::start(&province);
        let commune = gateway.system("H60.31/qlvb").await;
        for (number, expected) in [
            (7, "accepted"),
            (9, "refused RECEIVER_SAID_NO"),
            (400, "refused SOAP_FAULT"),
            (503, "waiting SOAP_SERVER_FAULT"),
        ] {
            let id = format!("m-{number}");
            let mut request = message(&id, &[], letter(number, "H60.31", &["H60"]));
            request.envelope.as_mut().unwrap().r#type.clear();
            commune.send_request(request).await.unwrap();
            let found = outcome(&commune, &id, |found| found != "waiting").await;
            assert_eq!(found, expected, "SOAP {version}, letter {number}");
        }
        let heard = peer.heard().await;
        assert_eq!((&heard["subject"], &heard["number"]), (&"V/v thử nghiệm: ặ ẫ ở ỹ".into(), &"7".into()));
        assert_eq!(heard["headers"]["lienthong-message-id"], "m-7");
        assert_eq!(heard["headers"]["lienthong-sha256"], heard["sha256"], "the bytes that the record names");
        let auditor = gateway.person(&province.person("a", &["auditor"], Some("H60"))).await;
        let records = auditor.timeline("H60.31/qlvb", "m-7").await;
        let accepted = records.iter().find(|record| record["event"] == "delivery.accepted").unwrap();
        assert_eq!(accepted["receivers"][0]["system"], "H60/qlvb");
        assert_eq!(accepted["detail"]["delivered_sha256"], heard["sha256"]);
    }
}
