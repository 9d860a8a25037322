//! Documents in elements of a system's own: what was sent as a package arrives as them, and the other way round.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use lienthong_adapter::{Adapter as _, DecodeContext};
use lienthong_adapter_edxml::EdxmlAdapter;
use lienthong_tests::client::message;
use lienthong_tests::letters::letter;
use lienthong_tests::pushed::outcome;
use lienthong_tests::{Gateway, Province, Reply, Web, eventually, hex, sha256};
use lienthong_wire::message::send_stream_request::Part;
use lienthong_wire::message::{SendStreamHeader, SendStreamRequest};
use serde_json::{Value, json};

/// The document system of the province has one SOAP operation.
const TO_SOAP: &str = r#"
schema = "document"
direction = "write"
[source]
format = "xml"
soap = "1.1"
rows = "NhanVanBan"
namespaces = { "" = "urn:quan-ly-van-ban" }
[[field]]
to = "reference"
from = "SoKyHieu"
[[field]]
to = "subject"
from = "TrichYeu"
[[field]]
to = "issued_on"
from = "NgayBanHanh"
dates = ["dd/MM/yyyy"]
[[field]]
to = "sender.name"
from = "CoQuanBanHanh"
[[field]]
to = "priority"
from = "DoKhan"
codes = { "Thường" = "0", "Khẩn" = "1" }
[[group]]
to = "receivers"
from = "NoiNhan"
[[group.field]]
to = "code"
from = "."
[[group]]
to = "attachments"
from = "TepDinhKem"
[[group.field]]
to = "name"
from = "Ten"
[[group.field]]
to = "content"
from = "NoiDung"
"#;

/// The program of the commune writes one JSON file for each document.
const FROM_JSON: &str = r#"
schema = "document"
direction = "read"
[source]
format = "json"
single = true
[[field]]
to = "sender.code"
const = "H60.31"
[[field]]
to = "sender.name"
from = "co_quan"
[[field]]
to = "reference"
from = "so_ky_hieu"
[[field]]
to = "subject"
from = "trich_yeu"
[[field]]
to = "issued_on"
from = "ngay"
dates = ["dd/MM/yyyy"]
[[field]]
to = "type.name"
from = "loai"
default = "Công văn"
[[field]]
to = "document_id"
from = "ma"
[[group]]
to = "receivers"
from = "noi_nhan"
[[group.field]]
to = "code"
from = "ma"
[[group.field]]
to = "name"
from = "ten"
[[group]]
to = "attachments"
from = "tep"
[[group.field]]
to = "name"
from = "ten"
[[group.field]]
to = "content"
from = "noi_dung"
"#;

/// The commune sends documents to the province, and nothing else goes anywhere.
const ROUTE: &str = r#"
[[route]]
name = "văn bản: xã gửi tỉnh"
type = "document"
from = "H60.31/qlvb"
to = ["H60/qlvb"]
legal_basis = "Quy chế thử"
purpose = "Thử"
"#;

/// Two megabytes that no packer makes smaller.
fn large() -> Vec<u8> {
    (0..2_u32 << 20).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

/// A letter with files, as they are.
fn with_files(files: &[(&str, &[u8])]) -> String {
    let (mut manifest, mut contents) = (String::new(), String::new());
    for (number, (name, bytes)) in files.iter().enumerate() {
        manifest += &format!(
            "<edXML:Reference><edXML:ContentId>cid:f-{number}</edXML:ContentId>\
             <edXML:AttachmentName>{name}</edXML:AttachmentName></edXML:Reference>"
        );
        contents += &format!(
            "<Attachment><ContentId>cid:f-{number}</ContentId><AttachmentName>{name}</AttachmentName>\
             <ContentTransferEncoded>{}</ContentTransferEncoded></Attachment>",
            STANDARD.encode(bytes)
        );
    }
    letter(15, "H60.31", &["H60"])
        .replace(
            "</edXML:edXMLEnvelope>",
            &format!(
                "<edXML:edXMLBody><edXML:edXMLManifest version=\"1.0\">{manifest}</edXML:edXMLManifest>\
                 </edXML:edXMLBody></edXML:edXMLEnvelope>\n<AttachmentEncoded>{contents}</AttachmentEncoded>"
            ),
        )
        .replace("</edXML:Subject>", " xã Ea\u{302}\u{323}</edXML:Subject>")
}

/// The texts of all elements of this name.
fn elements<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let open = format!("<{name}>");
    text.split(open.as_str()).skip(1).map(|rest| rest.split(&format!("</{name}>")).next().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_was_sent_as_edxml_arrives_at_a_soap_system_as_elements() {
    let web = Web::start(|_, _| {
        Reply::says(
            200,
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><r/></s:Body></s:Envelope>",
        )
    })
    .await;
    let province = Province::new();
    province.put("routes/9-default.toml", ROUTE);
    province.put("mappings/van-ban-soap.toml", TO_SOAP);
    let before = "id = \"H60/qlvb\"\ntitle = \"H60/qlvb\"\nformat = \"edxml\"\nreceives = [\"document\", \"document-status\"]\nconnector = { kind = \"pull\" }";
    let after = format!(
        "id = \"H60/qlvb\"\ntitle = \"H60/qlvb\"\nmappings = [\"van-ban-soap\"]\nreceives = [\"document\"]\n\
         connector = {{ kind = \"soap\", address = \"{}\", plaintext = true, version = \"1.1\", action = \"NhanVanBan\" }}",
        web.url("/qlvb.asmx")
    );
    province.edit("systems/9-default.toml", before, &after);
    let gateway = Gateway::start(&province);
    let commune = gateway.system("H60.31/qlvb").await;
    let files: [(&str, &[u8]); 2] = [("Phụ lục (1).txt", "Ghi chú mẫu.\n".as_bytes()), ("ảnh.dat", &large())];
    let mut request = message("m-1", &[], with_files(&files));
    request.envelope.as_mut().unwrap().r#type.clear();
    let payload = std::mem::take(&mut request.payload);
    let head = Part::Header(SendStreamHeader {
        envelope: request.envelope,
        payload_size: payload.len() as u64,
        payload_sha256: Bytes::copy_from_slice(&sha256(&payload)),
    });
    let chunks = payload.chunks(200 * 1024).map(|chunk| Part::Chunk(Bytes::copy_from_slice(chunk)));
    let parts: Vec<_> =
        std::iter::once(head).chain(chunks).map(|part| SendStreamRequest { part: Some(part) }).collect();
    commune.messages().send_stream(futures::stream::iter(parts)).await.unwrap();
    assert_eq!(outcome(&commune, "m-1", |found| found != "waiting").await, "accepted");

    let asked = web.asked().remove(0);
    let text = asked.text();
    assert!(text.contains("<NhanVanBan xmlns=\"urn:quan-ly-van-ban\">"), "{}", &text[..400]);
    for (name, expected) in [
        ("SoKyHieu", "15/SM-VP"),
        ("TrichYeu", "V/v thử nghiệm: ặ ẫ ở ỹ xã Eậ"),
        ("NgayBanHanh", "20/11/2026"),
        ("CoQuanBanHanh", "Cơ quan mẫu"),
        ("DoKhan", "Thường"),
        ("NoiNhan", "H60"),
    ] {
        assert_eq!(elements(text, name), [expected], "{name}");
    }
    assert_eq!(elements(text, "Ten"), ["Phụ lục (1).txt", "ảnh.dat"]);
    let contents: Vec<String> = elements(text, "NoiDung")
        .into_iter()
        .map(|text| hex(&sha256(&STANDARD.decode(text).unwrap())))
        .collect();
    assert_eq!(contents, files.map(|(_, bytes)| hex(&sha256(bytes))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_json_file_of_an_office_becomes_a_package_in_the_inbox_of_another() {
    let province = Province::new();
    province.put("routes/9-default.toml", ROUTE);
    province.put("mappings/van-ban-json.toml", FROM_JSON);
    let pull = |id: &str| {
        format!(
            "id = \"{id}\"\ntitle = \"{id}\"\nformat = \"edxml\"\nreceives = [\"document\", \"document-status\"]\nconnector = {{ kind = \"pull\" }}"
        )
    };
    let sends = "id = \"H60.31/qlvb\"\ntitle = \"H60.31/qlvb\"\nmappings = [\"van-ban-json\"]\nreceives = []\n\
         connector = { kind = \"folder\", inbox = \"folders/in\", outbox = \"folders/out\", every = \"100ms\" }";
    let reads =
        pull("H60/qlvb").replace("format = \"edxml\"", "format = \"edxml\"\nraw_attachments = true").replace(
            "kind = \"pull\"",
            "kind = \"folder\", inbox = \"folders/tinh\", outbox = \"folders/tinh-gui\", every = \"100ms\"",
        );
    province.edit("systems/9-default.toml", &pull("H60.31/qlvb"), sends);
    province.edit("systems/9-default.toml", &pull("H60/qlvb"), &reads);
    let outbox = province.path("folders/out");
    std::fs::create_dir_all(&outbox).unwrap();
    for folder in ["in", "tinh", "tinh-gui"] {
        std::fs::create_dir_all(province.path(&format!("folders/{folder}"))).unwrap();
    }
    let _gateway = Gateway::start(&province);
    let file = large();
    let document = json!({
        "co_quan": "Ủy ban nhân dân xã một",
        "so_ky_hieu": "07/2026/UBND-VP",
        "trich_yeu": "V/v rà soát hộ ngh\u{e8}o: xã Ea\u{302}\u{323}",
        "ngay": "20/11/2026",
        "ma": "H60.31,2026/11/20,07/UBND-VP",
        "noi_nhan": [{ "ma": "H60", "ten": "Ủy ban nhân dân tỉnh" }],
        "tep": [{ "ten": "Phụ lục.dat", "noi_dung": STANDARD.encode(&file) }],
    });
    std::fs::write(outbox.join("a.json"), serde_json::to_vec(&document).unwrap()).unwrap();

    let inbox = province.path("folders/tinh");
    let ends_with = |end: &'static str| {
        let inbox = inbox.clone();
        async move {
            let find = || {
                let paths = std::fs::read_dir(&inbox).unwrap().map(|entry| entry.unwrap().path());
                paths.into_iter().find(|path| path.to_string_lossy().ends_with(end))
            };
            let path = eventually(end, || async { find() }).await;
            std::fs::read_to_string(path).unwrap()
        }
    };
    let envelope: Value = serde_json::from_str(&ends_with(".envelope.json").await).unwrap();
    assert_eq!((&envelope["sender"], &envelope["type"]), (&json!("H60.31/qlvb"), &json!("document")));
    assert_eq!(envelope["correlation_id"], "H60.31,2026/11/20,07/UBND-VP", "as of a package");
    let package = ends_with(".edxml").await;
    let package = package.as_str();
    let context = DecodeContext::new("2026-11-20T02:00:00Z".parse().unwrap());
    EdxmlAdapter.decode(&Bytes::copy_from_slice(package.as_bytes()), &context).unwrap();
    for (name, expected) in [
        ("edXML:CodeNumber", "07"),
        ("edXML:CodeNotation", "2026/UBND-VP"),
        ("edXML:Subject", "V/v rà soát hộ nghèo: xã Eậ"),
        ("edXML:TypeName", "Công văn"),
        ("edXML:PromulgationDate", "2026/11/20"),
    ] {
        assert_eq!(elements(package, name), [expected], "{name}");
    }
    let content = elements(package, "ContentTransferEncoded");
    assert_eq!(sha256(&STANDARD.decode(content[0]).unwrap()), sha256(&file));

    // What is no one document is refused, with the reason at the file.
    let mut twice = document.clone();
    twice["noi_nhan"] = json!([{ "ma": "H60" }, { "ma": "H60" }]);
    let mut other = document.clone();
    other["tep"][0]["noi_dung"] = "không phải".into();
    for (name, content, reason) in
        [("twice.json", twice, "DOCUMENT_RECEIVER_TWICE"), ("base64.json", other, "DOCUMENT_FILE_BASE64")]
    {
        std::fs::write(outbox.join(name), serde_json::to_vec(&content).unwrap()).unwrap();
        let file = outbox.join("refused").join(format!("{name}.error.json"));
        let said =
            eventually(name, || async { std::fs::read(&file).ok().filter(|text| !text.is_empty()) }).await;
        let said: Value = serde_json::from_slice(&said).unwrap();
        assert_eq!(said["reason"], reason, "{said}");
    }
}
