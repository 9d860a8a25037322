//! Promise 6 and the sender: who sends a bad value reads it in the answer, and the record, the log and everybody else do
//! not, unless it cannot be of a person. The value of a personal field nobody reads.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use lienthong_tests::client::refused;
use lienthong_tests::units::{FOXPRO, NEW, VNI, province, send, start};
use lienthong_tests::{Gateway, Province};
use lienthong_wire::exchange::CallRequest;
use serde_json::Value;

/// Nobody's, and as long as one of somebody.
const NUMBER: &str = "000200000001";
const NAME: &str = "Nguyen Van Mau";

/// The names of units as what is personal, so that a row that slipped has them under a code.
fn with_personal_names() -> (Province, Gateway) {
    let province = province();
    province.edit("schemas/don-vi.toml", "max = 60", "max = 60\npersonal = true");
    let more = "on_error = \"quarantine\"\nunmapped = \"keep\"\nschema =";
    province.edit("mappings/vni.toml", "schema =", more);
    province.check();
    let gateway = start(&province);
    (province, gateway)
}

fn told(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[tokio::test]
async fn who_sends_a_bad_value_reads_it_and_the_record_does_not() {
    let (province, gateway) = with_personal_names();
    let vni = gateway.system(VNI).await;

    // Of all rows none is good: the answer says the first, each with what stood there.
    let file = format!("MA;HUYEN;TEN\r\n{NUMBER};024;A\r\n{NAME};024;B\r\n2200;024;C\r\n");
    let refusal = refused(&vni.send_request(send("all", NEW, file.into())).await.unwrap_err());
    for text in [&refusal.message, &refusal.vietnamese] {
        assert!(text.contains(NUMBER) && text.contains(NAME), "{text}");
    }
    let record = province.published_event("message.refused", |record| record["message_id"] == "all").await;
    let why = told(&record["detail"]["quarantined_rows_why"]);
    assert!(
        why.contains("2 MA NOT_DIGITS (found (12 digits, not shown: the row has personal data)"),
        "{why}"
    );
    assert!(why.contains("(14 characters, not shown") && why.contains("found 2200,"), "{why}");

    // Of a file that passes, in the answer and in the notice.
    let file = format!("MA;HUYEN;TEN\r\n00688;024;A\r\n{NUMBER};024;B\r\n");
    let answer = vni.send_request(send("some", NEW, file.into())).await.unwrap();
    let row = &answer.quarantine.unwrap().rows[0];
    assert_eq!((&*row.found, &*row.expected), (NUMBER, "5 digits"));
    assert!(row.message.contains(NUMBER) && row.message_vi.contains(NUMBER), "{row:?}");
    let notice: Value = serde_json::from_slice(&vni.take(1).await.remove(0).payload).unwrap();
    assert_eq!((&notice["rows"][0]["found"], &notice["rows"][0]["row"]), (&NUMBER.into(), &3.into()));

    // Nothing of it is anywhere else.
    province.published_event("message.accepted", |record| record["message_id"] == "some").await;
    let published = serde_json::to_string(&province.published()).unwrap();
    for text in [published, gateway.log()] {
        assert!(!text.contains(NUMBER) && !text.contains(NAME), "{text}");
    }
}

#[tokio::test]
async fn of_a_personal_value_everybody_reads_its_length() {
    let (province, gateway) = with_personal_names();
    let vni = gateway.system(VNI).await;
    let long = "Mau ".repeat(20);
    let file = format!("MA;HUYEN;TEN\r\n00688;024;{long}\r\n");
    let refusal = refused(&vni.send_request(send("m", NEW, file.into())).await.unwrap_err());
    assert_eq!(refusal.metadata["found"], "(79 characters, personal)");
    let record = province.published_event("message.refused", |record| record["message_id"] == "m").await;
    assert_eq!(record["detail"]["found_vi"], "(79 ký tự, dữ liệu cá nhân)");
    for text in [refusal.message, refusal.vietnamese, record.to_string()] {
        assert!(!text.contains("Mau") && text.contains("79 "), "{text}");
    }
}

#[tokio::test]
async fn a_mistake_in_a_column_that_no_field_names_is_on_record_by_the_number_of_the_column() {
    let (province, gateway) = with_personal_names();
    let file = [b"MA;HUYEN;TEN;GHI CHU\r\n00688;024;A;B\r\n00691;024;A;Mau".as_slice(), b"\xc7\r\n"].concat();
    let answer = gateway.system(VNI).await.send_request(send("m", NEW, file)).await.unwrap();
    let row = &answer.quarantine.unwrap().rows[0];
    assert_eq!((&*row.column, &*row.reason), ("GHI CHU", "NOT_IN_CHARSET"));
    assert!(row.found.contains("0xC7"), "{row:?}");
    let record = province.published_event("message.accepted", |record| record["message_id"] == "m").await;
    assert_eq!(record["detail"]["quarantined_rows"], "3 #4 NOT_IN_CHARSET");
    assert!(!record.to_string().contains("GHI CHU"), "{record}");
}

#[tokio::test]
async fn within_a_personal_group_everything_is() {
    let province = province();
    let group = "[[schema.field]]\nname = \"chu\"\ntitle = \"Chủ\"\ntype = \"group\"\npersonal = true\n\
                 [[schema.field.field]]\nname = \"lop\"\ntitle = \"Lớp\"\ntype = \"digits\"\nlength = 2\n";
    province.append("schemas/don-vi.toml", group);
    province.append("mappings/vni.toml", "[[field]]\nto = \"chu.lop\"\nfrom = \"LOP\"\n");
    let gateway = start(&province);
    let file = "MA;HUYEN;TEN;LOP\r\n00688;024;A;123\r\n".into();
    let refusal = refused(&gateway.system(VNI).await.send_request(send("m", NEW, file)).await.unwrap_err());
    let record = province.published_event("message.refused", |record| record["message_id"] == "m").await;
    for found in [&*refusal.metadata["found"], told(&record["detail"]["found"])] {
        assert_eq!(found, "(3 digits, personal)");
    }
}

#[tokio::test]
async fn a_type_and_a_service_that_nobody_declared_are_on_no_record() {
    let province = province();
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    for (id, kind) in [("mismatch", NUMBER), ("unknown", "nguyen-van-mau/v1")] {
        let mut request = send(id, NEW, b"MA;HUYEN;TEN\r\n00688;024;A\r\n".to_vec());
        request.envelope.as_mut().unwrap().r#type = kind.to_owned();
        vni.send_request(request).await.unwrap_err();
        let record = province.published_event("message.refused", |record| record["message_id"] == id).await;
        assert!(!record.to_string().contains(kind), "{record}");
    }
    let service = "H60.05/moi/nguyen-van-mau/v1".to_owned();
    let call = CallRequest { service, method: NUMBER.to_owned(), ..CallRequest::default() };
    vni.exchange().call(call).await.unwrap_err();
    let record = province.published_event("call.refused", |_| true).await;
    assert!(!record.to_string().contains(NUMBER) && !record.to_string().contains("nguyen"), "{record}");
}

#[tokio::test]
async fn a_letter_that_the_receiver_cannot_be_told_is_named_to_the_sender_alone() {
    let province = province();
    province.edit("schemas/don-vi.toml", "length = 5", "length = 5\npersonal = true");
    let gateway = start(&province);
    let vni = gateway.system(VNI).await;
    // A capital with a tone mark, which TCVN3 has no letter for.
    let name = lienthong_vntext::Charset::VniWin.encode("Ấn").unwrap();
    let file = [b"MA;HUYEN;TEN\r\n00688;024;".as_slice(), &name, b"\r\n"].concat();
    vni.send_request(send("m", FOXPRO, file)).await.unwrap();
    // The receiver asks for its messages, and this one cannot be written.
    let foxpro = gateway.system(FOXPRO).await;
    let _stream = foxpro.open(false, None).await.unwrap();
    let notice: Value = serde_json::from_slice(&vni.take(1).await.remove(0).payload).unwrap();
    assert_eq!(notice["reason"], "NOT_ENCODABLE");
    assert!(told(&notice["fault"]["found"]).contains("U+1EA4"), "{notice}");
    let record = province.published_event("delivery.dead", |record| record["message_id"] == "m").await;
    let found = told(&record["detail"]["found"]);
    assert!(found.contains("(not shown)") && !record.to_string().contains("U+1EA4"), "{record}");
}

#[tokio::test]
async fn a_letter_of_a_personal_field_that_the_receiver_cannot_be_told_is_named_to_nobody() {
    let (province, gateway) = with_personal_names();
    let vni = gateway.system(VNI).await;
    let name = lienthong_vntext::Charset::VniWin.encode("Ấn").unwrap();
    let file = [b"MA;HUYEN;TEN\r\n00688;024;".as_slice(), &name, b"\r\n"].concat();
    vni.send_request(send("m", FOXPRO, file)).await.unwrap();
    let foxpro = gateway.system(FOXPRO).await;
    let _stream = foxpro.open(false, None).await.unwrap();
    let notice: Value = serde_json::from_slice(&vni.take(1).await.remove(0).payload).unwrap();
    let record = province.published_event("delivery.dead", |record| record["message_id"] == "m").await;
    for text in [&notice["fault"]["found"], &record["detail"]["found"]] {
        assert!(told(text).contains("(not shown)"), "{notice} {record}");
    }
    assert!(!notice.to_string().contains("U+1EA4"), "{notice}");
}
