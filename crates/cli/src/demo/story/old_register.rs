//! A commune asks a program that was a district's: it speaks canonical records over gRPC, the program SOAP and data sets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use lienthong_wire::record::{Fields, Record, Records, Value as WireValue, record::Body, value::Kind};
use prost::Message;
use serde_json::Value;

use crate::client::views::hex;
use crate::failure::Failure;
use crate::texts::{Said, events};

use super::Stage;
use crate::demo::folder::{ONE_STOP, REGISTER_SERVICE};
use crate::demo::old_register::{Household, MOVED};
use crate::demo::report::{ensure, wrong};

/// The head of a household that has moved.
pub(super) const SOMEBODY: &str = MOVED[0][2];
const COMMUNE: &str = "02266";
const CASE: &str = "ho-chuyen-1";
/// The fields of a household, in the order of [`Household`].
const FIELDS: [&str; 7] = ["ma_ho", "ma_xa", "chu_ho", "so_dinh_danh", "ngay_sinh", "loai_ho", "thon"];

/// The whole of it.
pub(super) async fn answers_a_commune(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.report.begin(
        "old-register",
        "A program that was a district's: asked over gRPC, answering over SOAP",
        "Chương trình trước đây của cấp huyện: hỏi bằng gRPC, trả lời bằng SOAP",
    )?;
    stage.report.event(
        "Thành phố Tuyên Quang, a district until 30 June 2025, kept it; the ward Minh Xuân runs it on, SOAP 1.1 over TLS 1.2",
        "đến hết 30/6/2025 là của Thành phố Tuyên Quang (cấp huyện); nay phường Minh Xuân vận hành, SOAP 1.1 qua TLS 1.2",
    )?;
    let found = asked(stage).await?;
    let expected: Vec<_> = MOVED.iter().filter(|household| household[1] == COMMUNE).map(canonical).collect();
    ensure(
        found == expected,
        format!("{found:?} is not {expected:?}"),
        format!("{found:?} khác {expected:?}"),
    )?;
    let rows: Vec<Vec<String>> = found.into_iter().map(|record| without_number(&record)).collect();
    stage.report.table(&rows)?;
    stage.report.checked(
        format!(
            "a canonical record went in, {} canonical records came out; the caller has seen no XML",
            rows.len()
        ),
        format!("gửi đi một bản ghi chuẩn, nhận về {} bản ghi chuẩn; bên gọi không hề thấy XML", rows.len()),
    );
    stage.report.checked(
        "the program is known by its very certificate, which is pinned; it shows one that no trusted authority has issued",
        "chương trình được nhận diện bằng đích danh chứng thư số đã ghim, dù không do tổ chức tin cậy nào cấp",
    );
    is_on_record(stage).await?;
    stage.report.end()
}

/// The call, with the records of its answer as texts.
async fn asked(stage: &mut Stage<'_>) -> Result<Vec<[String; 7]>, Failure> {
    let value = WireValue { kind: Some(Kind::Text(COMMUNE.to_owned())) };
    let fields = Fields { fields: [("ma_xa".to_owned(), value)].into(), ..Fields::default() };
    let question = Records { schema: "hoi-ho-chuyen/v1".to_owned(), records: vec![fields] };
    let question = hex(&Record { body: Some(Body::Records(question)) }.encode_to_vec());
    let profile = stage.province.profile(ONE_STOP);
    let (call, method) = ("call", "HoChuyenDen");
    stage.report.event(
        format!("{ONE_STOP} calls {REGISTER_SERVICE} {method}: which households have moved to {COMMUNE}?"),
        format!("{ONE_STOP} gọi {REGISTER_SERVICE} {method}: hộ nào đã chuyển đến {COMMUNE}?"),
    )?;
    let answer = stage
        .processes
        .run(&[
            &call,
            &REGISTER_SERVICE,
            &method,
            &"--hex",
            &question,
            &"--correlation",
            &CASE,
            &"--profile",
            &profile,
        ])
        .await?
        .value()?;
    let unreadable = || wrong("the answer cannot be read", "không đọc được trả lời");
    let payload = answer["payload_base64"].as_str().and_then(|text| STANDARD.decode(text).ok());
    let record = payload.and_then(|bytes| Record::decode(&bytes[..]).ok()).ok_or_else(unreadable)?;
    let Some(Body::Records(records)) = record.body else { return Err(unreadable()) };
    ensure(records.schema == "ho-ngheo/v1", "the answer is of another kind", "trả lời thuộc loại khác")?;
    Ok(records.records.iter().map(|fields| FIELDS.map(|name| text(fields, name))).collect())
}

/// The text of a field, whatever its kind.
fn text(fields: &Fields, name: &str) -> String {
    match fields.fields.get(name).and_then(|value| value.kind.as_ref()) {
        Some(Kind::Text(text) | Kind::Date(text)) => text.clone(),
        _ => String::new(),
    }
}

/// What a household of the program is in canonical words.
fn canonical(household: &Household) -> [String; 7] {
    let mut texts = household.map(str::to_owned);
    texts[4] = household[4].split('/').rev().collect::<Vec<_>>().join("-");
    texts[5] = if household[5] == "Nghèo" { "1" } else { "2" }.to_owned();
    texts
}

/// A record as a row of the report.
fn without_number(record: &[String; 7]) -> Vec<String> {
    let [household, commune, name, _, born, kind, address] = record;
    [household, commune, name, born, kind, address].map(Clone::clone).to_vec()
}

/// The two records of the call: what was said and what was heard, on both sides, by their digests.
async fn is_on_record(stage: &mut Stage<'_>) -> Result<(), Failure> {
    // The newest comes first.
    let mut found = stage.search(&["--correlation", CASE]).await?;
    found.reverse();
    let lang = stage.report.lang();
    for found in &found {
        let at = found["record"]["at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
        let sentence = events::sentence(&found["record"], lang);
        let sentence = format!("{}  {sentence}", found["index"]);
        stage.report.event_at(at.unwrap_or_default(), Said::new(sentence.clone(), sentence))?;
    }
    let names: Vec<&str> = found.iter().filter_map(|found| found["record"]["event"].as_str()).collect();
    let answered = found.last().map(|found| &found["record"]["detail"]).unwrap_or(&Value::Null);
    let both = ["said_sha256", "request_sha256", "understood_sha256"];
    let is_discreet = found.iter().all(|found| !found.to_string().contains(SOMEBODY));
    ensure(
        names == ["call.started", "call.answered"]
            && both.iter().all(|name| answered[name].is_string())
            && is_discreet,
        format!("the call is not on record: {names:?}, {answered}"),
        format!("không thấy bản ghi của lượt gọi: {names:?}, {answered}"),
    )?;
    stage.report.checked(
        "two audit records, with the digests of what was said on either side, and nobody's name",
        "hai bản ghi kiểm toán, có mã băm của nội dung ở cả hai phía, không có tên của ai",
    );
    Ok(())
}
