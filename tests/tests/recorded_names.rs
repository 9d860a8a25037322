//! Promise 6: whatever a caller writes into a document, where names of elements and members belong too, none of it comes
//! onto the record by the refusal of that document. The caller is told in full.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::refused;
use lienthong_tests::letters::letter;
use lienthong_tests::province::pull_system;
use lienthong_tests::units::{NEW, VNI, province, send, start};

/// Mappings of units for reading: elements, elements within SOAP, members.
const MAPPINGS: [(&str, &str); 3] = [
    ("xml", "format = \"xml\"\nrows = \"DS/DV\""),
    ("soap", "format = \"xml\"\nsoap = \"1.1\"\nrows = \"DS/DV\""),
    ("json", "format = \"json\"\nrows = \"data\""),
];

/// No person.
const NAME: &str = "TrầnVănLộ";

#[tokio::test]
async fn a_name_in_the_place_of_an_element_or_a_member_is_on_no_record() {
    let province = province();
    for (name, source) in MAPPINGS {
        let fields =
            ["ma", "huyen", "ten"].map(|field| format!("[[field]]\nto = \"{field}\"\nfrom = \"{field}\"\n"));
        province.put(
            &format!("mappings/ten-{name}.toml"),
            &format!("schema = \"don-vi/v1\"\ndirection = \"read\"\n[source]\n{source}\n{}", fields.concat()),
        );
        province.put(
            &format!("systems/ten-{name}.toml"),
            &format!(
                "[[system]]\nid = \"H60.31/ten-{name}\"\ntitle = \"Tên\"\nmappings = [\"ten-{name}\"]\n\
                 receives = []\nconnector = {{ kind = \"pull\" }}\n"
            ),
        );
    }
    for (name, format) in [("canonical", "canonical-json"), ("dossier", "dossier-json"), ("edxml", "edxml")] {
        let system = pull_system(&format!("H60.31/ten-{name}"), format, "[]");
        province.put(&format!("systems/ten-{name}.toml"), &system);
    }
    province.check();
    let gateway = start(&province);
    for name in MAPPINGS.map(|(name, _)| name).into_iter().chain(["canonical", "dossier", "edxml"]) {
        let id = format!("H60.31/ten-{name}");
        gateway.know(&id, province.identity(&id));
    }
    let envelope = |body: &str| {
        format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>{body}</e:Body></e:Envelope>"
        )
    };
    let package = letter(7, "H60.31", &["H60.33"]);
    let dated = package.replacen(
        "2026/11/20</edXML:PromulgationDate>",
        &format!("{NAME}</edXML:PromulgationDate>"),
        1,
    );
    let sender = package.replace("<edXML:OrganId>H60.31<", &format!("<edXML:OrganId>{NAME}<"));
    let twice =
        package.replacen("<edXML:Place>", &format!("<edXML:{NAME} a=\"1\" a=\"2\"/><edXML:Place>"), 1);
    assert!([&dated, &sender, &twice].iter().all(|text| text.contains(NAME)));
    let cases = [
        (
            "soap",
            envelope(&format!(
                "<e:Fault><faultcode>e:Client</faultcode><faultstring>{NAME}</faultstring></e:Fault>"
            )),
        ),
        ("xml", format!("<DS><DV><ma>&{NAME};</ma></DV></DS>")),
        ("xml", format!("<DS><DV><{NAME}:ma>1</{NAME}:ma></DV></DS>")),
        ("xml", format!("<DS><DV><ma>1</ma></{NAME}></DS>")),
        ("xml", format!("<{NAME}><DV/></{NAME}>")),
        ("soap", envelope(&format!("<{NAME}/>"))),
        ("json", format!("{{\"data\":[{{\"{NAME}\":\"1\",\"{NAME}\":\"2\"}}]}}")),
        ("json", format!("{{\"{NAME}\":[]}}")),
        (
            "json",
            format!("{{\"data\":[{{\"ma\":\"{NAME}\",\"huyen\":\"024\",\"ten\":\"A\",\"{NAME}\":1}}]}}"),
        ),
        ("canonical", format!("{{\"schema\":\"{NAME}\",\"records\":[]}}")),
        ("canonical", format!("{{\"schema\":\"don-vi/v1\",\"records\":[{{\"{NAME}\":\"x\"}}]}}")),
        ("canonical", format!("{{\"schema\":\"don-vi/v1\",\"records\":[{{\"ma\":{{\"{NAME}\":1}}}}]}}")),
        ("canonical", format!("{{\"schema\":\"don-vi/v1\",\"records\":[{{\"_extra\":{{\"{NAME}\":1}}}}]}}")),
        ("dossier", format!("[{{\"MaHoSo\":\"a\",\"{NAME}\":{{\"b\":1,\"b\":2}}}}]")),
        ("dossier", format!("[{{\"MaHoSo\":\"a\",\"{NAME}\":\"\u{1}\"}}]")),
        ("dossier", format!("[{{\"MaHoSo\":\"a\",\"{NAME}\":{}{}}}]", "[".repeat(300), "]".repeat(300))),
        ("edxml", dated),
        ("edxml", sender),
        ("edxml", twice),
    ];
    for ((system, payload), number) in cases.iter().zip(1..) {
        let id = format!("m-{number}");
        let caller = gateway.system(&format!("H60.31/ten-{system}")).await;
        let refusal =
            refused(&caller.send_request(send(&id, VNI, payload.clone().into_bytes())).await.unwrap_err());
        let record = province.published_event("message.refused", |record| record["message_id"] == id).await;
        assert_eq!(record["reason"], refusal.reason.as_str(), "{payload}");
        // What the schema does not call personal is shown where its field is known, and nowhere else.
        let is_of_field = refusal.reason == "NOT_DIGITS";
        assert_eq!(record.to_string().contains(NAME), is_of_field, "{payload}\n{record}");
    }
    assert!(gateway.system(NEW).await.send_request(send("x", VNI, NAME.as_bytes().to_vec())).await.is_err());
    let record = province.published_event("message.refused", |record| record["message_id"] == "x").await;
    assert!(!record.to_string().contains(NAME), "{record}");
}
