//! `ExchangeService.Call` of systems that speak HTTP or SOAP: what they are asked, what comes back, what is on record.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use lienthong_tests::soap_peer::NAMESPACE;
use lienthong_tests::{
    Authority, Client, Gateway, Province, Reply, SoapPeer, Web, WebTls, eventually, hex, refused, sha256,
};
use lienthong_wire::exchange::{CallRequest, CallResponse, ListServicesRequest};
use tonic::{Code, Request, Status};

const CALLER: &str = "H60.31/app";
const SERVICE: &str = "H60.05/hotich/tra-cuu/v1";

/// A province where communes may call the service of the department that these keys describe.
fn province(keys: &str) -> Province {
    let province = Province::new();
    province.put(
        "systems/1-hotich.toml",
        &format!(
            "[[system]]\nid = \"H60.05/hotich\"\ntitle = \"Hộ tịch\"\nformat = \"opaque\"\nreceives = []\n\
             connector = {{ kind = \"pull\" }}\n[[system.service]]\nname = \"tra-cuu\"\nversion = 1\n\
             max_in_flight = 1\n{keys}"
        ),
    );
    province.put(
        "routes/1-hotich.toml",
        &format!(
            "[[route]]\nname = \"gọi\"\nservice = \"{SERVICE}\"\nfrom = {{ level = \"commune\", under = \"H60\", \
             system = \"app\" }}\nlegal_basis = \"Quy chế thử\"\npurpose = \"Thử\"\n"
        ),
    );
    province
}

fn http(web: &Web) -> String {
    format!(
        "[system.service.http]\naddress = \"{}\"\nplaintext = true\ntimeout = \"1s\"\n\
         [system.service.http.methods.TraCuu]\npath = \"/tra-cuu?v=1\"\ncontent_type = \"application/json\"\n\
         [system.service.http.methods.Ghi]\npath = \"/ghi\"\nverb = \"PUT\"\n",
        web.url("/api/")
    )
}

fn call(method: &str, payload: &str) -> CallRequest {
    CallRequest {
        service: SERVICE.into(),
        method: method.into(),
        payload: payload.to_owned().into(),
        ..CallRequest::default()
    }
}

async fn ask(client: &Client, request: impl tonic::IntoRequest<CallRequest>) -> Result<CallResponse, Status> {
    Ok(client.exchange().call(request).await?.into_inner())
}

async fn auditor(province: &Province, gateway: &Gateway) -> Client {
    gateway.person(&province.person("auditor", &["auditor"], Some("H60"))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_http_service_is_called_and_both_ends_are_on_record() {
    let web = Web::start(|_, _| Reply::says(200, r#"{"ho_ten":"Nguyễn Thị Ặ (hư cấu)"}"#)).await;
    let province = province(&http(&web));
    let gateway = Gateway::start(&province);
    let client = gateway.system(CALLER).await;
    let request = CallRequest {
        call_id: "goi-1".into(),
        correlation_id: "ho-so-7".into(),
        ..call("TraCuu", r#"{"so":"000000000001"}"#)
    };
    let answer = ask(&client, request.clone()).await.unwrap();
    assert_eq!(answer.payload, r#"{"ho_ten":"Nguyễn Thị Ặ (hư cấu)"}"#);
    let asked = web.asked().remove(0);
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/api/tra-cuu?v=1"));
    assert_eq!(asked.text(), r#"{"so":"000000000001"}"#);
    for (name, value) in [
        ("content-type", "application/json"),
        ("lienthong-caller", CALLER),
        ("lienthong-call-id", "goi-1"),
        ("lienthong-correlation-id", "ho-so-7"),
    ] {
        assert_eq!(asked.header(name), value, "{name}");
    }
    let records = auditor(&province, &gateway).await.timeline(CALLER, "goi-1").await;
    let events: Vec<_> = records.iter().map(|record| record["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["call.started", "call.answered"]);
    assert_eq!((&records[1]["service"], &records[1]["method"]), (&SERVICE.into(), &"TraCuu".into()));
    assert_eq!(records[1]["index"], answer.log_index);
    assert_eq!(records[1]["digest"], hex(&sha256(&answer.payload)));
    assert_eq!(records[1]["detail"]["request_sha256"], hex(&sha256(&request.payload)));
    ask(&client, call("Ghi", "x")).await.unwrap();
    assert_eq!(web.asked()[1].method, "PUT");

    let listed = client.exchange().list_services(ListServicesRequest::default()).await.unwrap().into_inner();
    let offer = &listed.services[0];
    assert_eq!((offer.service.as_str(), offer.grpc_service.as_str()), (SERVICE, ""));
    assert_eq!(offer.methods, ["Ghi", "TraCuu"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_come_back_is_told_by_its_reason() {
    let web = Web::start(|asked, _| match asked.text() {
        "302" => Reply::says(302, "").with("location", "/other"),
        "429" => Reply::says(429, "").with("retry-after", "7"),
        "page" => Reply::says(200, "<html>"),
        "endless" => Reply::Endless,
        "slow" => Reply::Waits(Duration::from_secs(30)),
        status => Reply::says(status.parse().unwrap(), "chi tiết của máy chủ"),
    })
    .await;
    let province = province(&http(&web));
    province.limits("max_message = \"2MiB\"\nmax_inline = \"1MiB\"");
    province.edit("routes/9-default.toml", "order_by", "max_bytes = \"2MiB\", order_by");
    let gateway = Gateway::start(&province);
    let (client, auditor) = (gateway.system(CALLER).await, auditor(&province, &gateway).await);
    for (method, what, code, reason, recorded) in [
        ("XoaHet", "200", Code::Unimplemented, "UNKNOWN_METHOD", "UNKNOWN_METHOD"),
        ("TraCuu", "302", Code::FailedPrecondition, "SERVICE_FAILED", "HTTP_302"),
        ("TraCuu", "404", Code::FailedPrecondition, "SERVICE_FAILED", "HTTP_404"),
        ("TraCuu", "500", Code::Unavailable, "SERVICE_FAILED", "HTTP_500"),
        ("TraCuu", "429", Code::Unavailable, "SERVICE_FAILED", "HTTP_429"),
        ("TraCuu", "endless", Code::Unavailable, "SERVICE_FAILED", "ANSWER_TOO_LARGE"),
        ("TraCuu", "slow", Code::DeadlineExceeded, "CALL_TIMEOUT", "CALL_TIMEOUT"),
        // A page is no answer of the server, which is left alone for a while.
        ("TraCuu", "page", Code::Unavailable, "SERVICE_FAILED", "HTML_ANSWER"),
        ("TraCuu", "200", Code::Unavailable, "SERVICE_RESTING", "SERVICE_RESTING"),
    ] {
        let status = ask(&client, call(method, what)).await.unwrap_err();
        let found = refused(&status);
        assert_eq!((found.code, found.reason.as_str()), (code, reason), "{what}: {status}");
        assert!(!found.vietnamese.is_empty(), "{what}");
        assert!(!status.message().contains("chi tiết"), "the text of an answer is the server's own");
        let event = if matches!(recorded, "UNKNOWN_METHOD" | "SERVICE_RESTING") {
            "call.refused"
        } else {
            "call.failed"
        };
        auditor.event(event, |record| record["reason"] == recorded).await;
        if what == "429" {
            assert_eq!(found.retry, Some(Duration::from_secs(7)));
        }
    }
    assert!(web.asked().iter().all(|asked| asked.text() != "200"), "what is refused does not leave");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callers_deadline_and_a_caller_who_goes_away_end_the_exchange() {
    let web = Web::start(|_, _| Reply::Waits(Duration::from_secs(30))).await;
    let province = province(&http(&web).replace("timeout = \"1s\"", "timeout = \"60s\""));
    let gateway = Gateway::start(&province);
    let (client, auditor) = (gateway.system(CALLER).await, auditor(&province, &gateway).await);
    let mut request = Request::new(call("TraCuu", "x"));
    request.set_timeout(Duration::from_secs(2));
    ask(&client, request).await.unwrap_err();
    web.wait(1).await;
    auditor.event("call.failed", |_| true).await;
    let waiting = tokio::spawn(async move { ask(&client, call("TraCuu", "đi mất")).await });
    web.wait(2).await;
    waiting.abort();
    auditor.event("call.failed", |record| record["reason"] == "CANCELLED").await;
    // The place is free again: the service has only one.
    let client = gateway.system("H60.32/app").await;
    let next = tokio::spawn(async move { ask(&client, call("TraCuu", "sau")).await });
    web.wait(3).await;
    next.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_given_up_while_its_start_is_being_recorded_has_an_end_on_record() {
    let web = Web::start(|_, _| Reply::says(200, "")).await;
    let province = province(&http(&web));
    let gateway = Gateway::start(&province);
    let (client, auditor) = (gateway.system(CALLER).await, auditor(&province, &gateway).await);
    let store = province.hold_store();
    let mut request = Request::new(CallRequest { call_id: "bo-di".into(), ..call("TraCuu", "x") });
    request.set_timeout(Duration::from_secs(2));
    ask(&client, request).await.unwrap_err();
    drop(store);
    let records = eventually("the end of the call", || async {
        Some(auditor.timeline(CALLER, "bo-di").await).filter(|records| records.len() > 1)
    })
    .await;
    let events: Vec<_> = records.iter().map(|record| (&record["event"], &record["reason"])).collect();
    assert_eq!(
        events,
        [(&"call.started".into(), &serde_json::Value::Null), (&"call.failed".into(), &"CANCELLED".into())]
    );
    assert!(web.asked().is_empty(), "nothing leaves before its start is on record");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_the_gateway_did_not_live_to_end_has_an_end_on_record() {
    let web = Web::start(|_, _| Reply::Waits(Duration::from_secs(60))).await;
    let province = province(&http(&web).replace("timeout = \"1s\"", "timeout = \"60s\""));
    let mut gateway = Gateway::start(&province);
    let client = gateway.system(CALLER).await;
    let request = CallRequest { call_id: "do-dang".into(), ..call("TraCuu", "x") };
    let waiting = tokio::spawn(async move { ask(&client, request).await });
    web.wait(1).await;
    gateway.kill();
    waiting.await.unwrap().unwrap_err();
    gateway.restart();
    let records = auditor(&province, &gateway).await.timeline(CALLER, "do-dang").await;
    let events: Vec<_> = records.iter().map(|record| (&record["event"], &record["reason"])).collect();
    assert_eq!(
        events,
        [
            (&"call.started".into(), &serde_json::Value::Null),
            (&"call.failed".into(), &"GATEWAY_STOPPED".into())
        ]
    );
    assert_eq!((&records[1]["method"], &records[1]["service"]), (&"TraCuu".into(), &SERVICE.into()));
    // Once, whatever comes.
    gateway.kill();
    gateway.restart();
    assert_eq!(auditor(&province, &gateway).await.timeline(CALLER, "do-dang").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_at_a_service_is_free_before_the_end_of_the_call_is_on_disk() {
    let web = Web::start(|_, _| Reply::Waits(Duration::from_secs(30))).await;
    let province = province(&http(&web).replace("timeout = \"1s\"", "timeout = \"2s\""));
    let gateway = Gateway::start(&province);
    let asking = |client: Client| tokio::spawn(async move { ask(&client, call("TraCuu", "x")).await });
    let first = asking(gateway.system(CALLER).await);
    web.wait(1).await;
    let store = province.hold_store();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(!first.is_finished(), "the end of the first is not on record");
    // The service has only one place.
    let second = asking(gateway.system(CALLER).await);
    tokio::time::sleep(Duration::from_millis(500)).await;
    drop(store);
    for asked in [first, second] {
        assert_eq!(refused(&asked.await.unwrap().unwrap_err()).reason, "CALL_TIMEOUT");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_soap_service_that_nobody_here_wrote_is_called() {
    for (version, namespace) in [
        ("1.1", "http://schemas.xmlsoap.org/soap/envelope/"),
        ("1.2", "http://www.w3.org/2003/05/soap-envelope"),
    ] {
        let peer = SoapPeer::start(version);
        let province = province(&format!(
            "soap = {{ address = \"{}\", plaintext = true, version = \"{version}\", methods = {{ TraCuu = {{ action = \"TraCuu\", namespace = \"{NAMESPACE}\", header_parts = [\"Phien\"] }} }} }}\n",
            peer.url()
        ));
        let gateway = Gateway::start(&province);
        let client = gateway.system(CALLER).await;
        let question = |number: &str| {
            let envelope = format!(
                "<s:Envelope xmlns:s=\"{namespace}\"><s:Body><TraCuu xmlns=\"{NAMESPACE}\"><maHoSo>{number}</maHoSo></TraCuu></s:Body></s:Envelope>"
            );
            call("TraCuu", &envelope)
        };
        let answer = ask(&client, question("H60.31-261120-0007")).await.unwrap();
        let answer = String::from_utf8(answer.payload.to_vec()).unwrap();
        assert!(answer.contains("Nguyễn Thị Ặ (hư cấu)"), "{answer}");
        assert_eq!(peer.heard().await["asked"], "H60.31-261120-0007");

        // Whoever may call the method chooses no other operation of the server by it.
        let envelope = |header: &str, body: &str| {
            call(
                "TraCuu",
                &format!("<s:Envelope xmlns:s=\"{namespace}\">{header}<s:Body>{body}</s:Body></s:Envelope>"),
            )
        };
        let other = format!("<NhanVanBan xmlns=\"{NAMESPACE}\"><noiDung>x</noiDung></NhanVanBan>");
        let right = format!("<TraCuu xmlns=\"{NAMESPACE}\"><maHoSo>1</maHoSo></TraCuu>");
        let action =
            "<s:Header><Action xmlns=\"http://www.w3.org/2005/08/addressing\">NhanVanBan</Action></s:Header>";
        let known = right.replace(">1<", ">H60.31-261120-0007<");
        ask(&client, envelope("<s:Header><Phien>7</Phien></s:Header>", &known)).await.unwrap();
        for request in [
            call("TraCuu", &other),
            envelope("", &other),
            envelope("", &format!("{right}{other}")),
            envelope(action, &right),
            // Some servers choose an operation by a part of the header.
            envelope("<s:Header><x:service xmlns:x=\"urn:x\">NhanVanBan</x:service></s:Header>", &right),
            envelope("", "<TraCuu xmlns=\"urn:khac\"><maHoSo>1</maHoSo></TraCuu>"),
        ] {
            let found = refused(&ask(&client, request).await.unwrap_err());
            assert_eq!(
                (found.reason.as_str(), found.fields.as_slice()),
                ("INVALID_FIELD", &["payload".to_owned()][..])
            );
        }

        let fault = ask(&client, question("H60.31-261120-0008")).await.unwrap_err();
        let found = refused(&fault);
        assert_eq!((found.code, found.reason.as_str()), (Code::FailedPrecondition, "SERVICE_FAILED"));
        assert!(fault.message().contains("không có hồ sơ H60.31-261120-0008"), "{}", fault.message());
        assert!(found.vietnamese.contains("không có hồ sơ H60.31-261120-0008"), "{}", found.vietnamese);
        let auditor = auditor(&province, &gateway).await;
        let record = auditor.event("call.failed", |record| record["reason"] == "SOAP_FAULT").await;
        assert!(!record.to_string().contains("261120-0008"), "what a fault says is not recorded: {record}");
        assert_ne!(record["digest"], hex(&sha256(b"")), "but its bytes are named");
        assert!(!gateway.log().contains("261120-0008"), "nor logged");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_service_cannot_be_reached_is_told_and_recorded() {
    let identity = Authority::named("a root that nobody here knows").issue(&[]);
    let strange =
        Web::start_tls(WebTls { identity, is_old: false, client_root: None, requires: false }, |_, _| {
            Reply::says(200, "")
        })
        .await;
    let torn = Web::start(|_, _| Reply::Closes).await;
    let open = Web::start(|_, _| Reply::says(200, "")).await;
    for (address, more, cause) in [
        ("http://localhost:1".to_owned(), "plaintext = true\n", "CONNECTION_FAILED"),
        (torn.url("/"), "plaintext = true\n", "CONNECTION_BROKEN"),
        (strange.url("/"), "", "CERTIFICATE_NOT_TRUSTED"),
        (
            open.url("/"),
            "plaintext = true\nauth = { bearer = { token = { env = \"LT_NOT_SET\" } } }\n",
            "SECRET_MISSING",
        ),
    ] {
        let province = province(&format!(
            "[system.service.http]\naddress = \"{address}\"\n{more}[system.service.http.methods.TraCuu]\npath = \"/\"\n"
        ));
        let gateway = Gateway::start(&province);
        let (client, auditor) = (gateway.system(CALLER).await, auditor(&province, &gateway).await);
        let found = refused(&ask(&client, call("TraCuu", "x")).await.unwrap_err());
        assert_eq!((&*found.reason, &*found.metadata["cause"]), ("SERVICE_UNREACHABLE", cause));
        assert!(found.message.contains(cause) && found.vietnamese.contains(cause));
        let record = auditor.event("call.failed", |_| true).await;
        assert_eq!((&record["reason"], &record["detail"]["cause"]), (&found.reason.into(), &cause.into()));
    }
    assert!(open.asked().is_empty(), "nothing leaves without its secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_entry_of_one_service_makes_no_other_of_the_server_rest() {
    // Who is nobody gets the page of a login.
    let web = Web::start(|asked, _| match asked.header("x-don-vi") {
        "" => Reply::says(200, "<html>"),
        _ => Reply::says(200, "đây"),
    })
    .await;
    let http = |auth: &str| {
        format!(
            "http = {{ address = \"{}\", plaintext = true, {auth}methods = {{ TraCuu = {{ path = \"/\" }} }} }}\n",
            web.url("")
        )
    };
    let wrong = http("auth = { bearer = { token = { env = \"LT_NOT_SET\" } } }, ");
    let (nobody, other) = (http(""), http("headers = { \"x-don-vi\" = \"H60.31\" }, "));
    let province = province(&format!(
        "{wrong}[[system.service]]\nname = \"khac\"\nversion = 1\n{other}[[system.service]]\nname = \"la\"\nversion = 1\n{nobody}"
    ));
    province.append(
        "routes/1-hotich.toml",
        &["khac", "la"].map(|name| format!("[[route]]\nname = \"gọi {name}\"\nservice = \"H60.05/hotich/{name}/v1\"\nfrom = {{ level = \"commune\", under = \"H60\", system = \"app\" }}\nlegal_basis = \"x\"\npurpose = \"x\"\n")).concat(),
    );
    let gateway = Gateway::start(&province);
    let client = gateway.system(CALLER).await;
    for _ in 0..3 {
        let found = refused(&ask(&client, call("TraCuu", "x")).await.unwrap_err());
        assert_eq!(found.metadata["cause"], "SECRET_MISSING");
        let stranger = CallRequest { service: "H60.05/hotich/la/v1".into(), ..call("TraCuu", "x") };
        ask(&client, stranger).await.unwrap_err();
        let request = CallRequest { service: "H60.05/hotich/khac/v1".into(), ..call("TraCuu", "x") };
        assert_eq!(&ask(&client, request).await.unwrap().payload[..], "đây".as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_http_service_is_left_alone_for_a_while() {
    let province = province(
        "http = { address = \"http://localhost:1\", plaintext = true, methods = { TraCuu = { path = \"/\" } } }\n",
    );
    let gateway = Gateway::start(&province);
    let client = gateway.system(CALLER).await;
    let dead = refused(&ask(&client, call("TraCuu", "x")).await.unwrap_err());
    assert_eq!((dead.code, dead.reason.as_str()), (Code::Unavailable, "SERVICE_UNREACHABLE"));
    let paused = refused(&ask(&client, call("TraCuu", "x")).await.unwrap_err());
    assert_eq!((paused.code, paused.reason.as_str()), (Code::Unavailable, "SERVICE_RESTING"));
    eventually("the service is tried again", || async {
        let found = refused(&ask(&client, call("TraCuu", "x")).await.unwrap_err());
        (found.reason == "SERVICE_UNREACHABLE").then_some(())
    })
    .await;
}
