//! What is odd about a message and accepted all the same is told to whoever sent it, and counted on record.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::message;
use lienthong_tests::province::pull_system;
use lienthong_tests::{Gateway, Province, eventually, repository, units};
use serde_json::Value;

const SENDER: &str = "H60.31/hoso";

/// A province in which a commune sends dossiers to a department: over the interface, or out of a folder.
fn province(connector: &str) -> Province {
    let province = Province::new();
    let route = "[[route]]\nname = \"hồ sơ\"\ntype = \"dossier\"\nfrom = \"H60.31/hoso\"\nto = [\"H60.05/hoso\"]\n\
                 legal_basis = \"Quy chế thử\"\npurpose = \"Thử\"\n";
    province.put("routes/hoso.toml", route);
    let sender = pull_system(SENDER, "dossier-json", "[]").replace("{ kind = \"pull\" }", connector);
    province
        .put("systems/hoso.toml", &(sender + &pull_system("H60.05/hoso", "dossier-json", "[\"dossier\"]")));
    province
}

/// A dossier whose state no list has.
fn odd() -> String {
    let dossier = repository().join("tests/samples/dossier/valid/one.json");
    let dossier = std::fs::read_to_string(dossier).unwrap();
    dossier.replace("\"TrangThaiHoSo\": \"4\"", "\"TrangThaiHoSo\": \"77\"")
}

#[tokio::test]
async fn a_code_that_no_list_has_is_kept_and_its_sender_is_told() {
    let province = province("{ kind = \"pull\" }");
    province.check();
    let gateway = Gateway::start(&province);
    gateway.know(SENDER, province.identity(SENDER));
    let sender = gateway.system(SENDER).await;
    let mut request = message("m-1", &["H60.05/hoso"], odd());
    request.envelope.as_mut().unwrap().r#type.clear();
    let answer = sender.send_request(request.clone()).await.unwrap();
    let told = answer.warnings.iter().find(|warning| warning.reason == "UNKNOWN_CODE").unwrap();
    assert!(told.field.ends_with("TrangThaiHoSo") && told.message_vi.contains("danh mục"), "{told:?}");
    assert_eq!(sender.send_request(request).await.unwrap().warnings, answer.warnings, "told again");
    let record = province.published_event("message.accepted", |record| record["message_id"] == "m-1").await;
    assert_eq!(record["detail"]["warning.UNKNOWN_CODE"], "1", "{record}");
}

#[tokio::test]
async fn a_character_that_nobody_sees_is_carried_and_its_sender_is_told() {
    let province = units::province();
    province.edit("mappings/vni.toml", "vni-win", "utf-8");
    province.check();
    let gateway = units::start(&province);
    let sheet = "MA;HUYEN;TEN\r\n00688;024;A\r\n00691;024;Ma\u{200b}u\r\n00692;024;Ma\u{ad}u\r\n";
    let vni = gateway.system(units::VNI).await;
    let answer = vni.send_request(units::send("m-1", units::NEW, sheet.into())).await.unwrap();
    let [told] = &answer.warnings[..] else { panic!("{:?}", answer.warnings) };
    assert_eq!((&*told.reason, &*told.field), ("INVISIBLE_CHARACTER", "ten"));
    assert!(told.message.contains("2 rows") && told.message.contains("row 3"), "{told:?}");
    assert!(told.message_vi.contains("2 dòng"), "{told:?}");
    let record = province.published_event("message.accepted", |record| record["message_id"] == "m-1").await;
    assert_eq!(record["detail"]["warning.INVISIBLE_CHARACTER"], "1", "{record}");
    // A text is nobody's to change.
    let taken = gateway.system(units::NEW).await.take(1).await.remove(0).payload;
    let name = "Ma\u{200b}u".as_bytes();
    assert!(taken.windows(name.len()).any(|window| window == name));
}

#[tokio::test]
async fn an_office_with_a_folder_finds_the_warnings_in_its_receipt() {
    let connector = "{ kind = \"folder\", inbox = \"hoso/in\", outbox = \"hoso/out\", every = \"100ms\" }\n\
                     [[system.file]]\ntype = \"dossier\"\nmatch = \"*.json\"\nto = [\"H60.05/hoso\"]";
    let province = province(connector);
    for folder in ["hoso/in", "hoso/out"] {
        std::fs::create_dir_all(province.path(folder)).unwrap();
    }
    province.check();
    let _gateway = Gateway::start(&province);
    std::fs::write(province.path("hoso/out/mau.json"), odd()).unwrap();
    let receipt = province.path("hoso/out/sent/mau.json.receipt.json");
    let receipt = eventually("a receipt", || async { std::fs::read(&receipt).ok() }).await;
    let receipt: Value = serde_json::from_slice(&receipt).unwrap();
    let warnings = receipt["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|warning| warning["reason"] == "UNKNOWN_CODE"), "{receipt}");
}
