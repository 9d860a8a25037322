//! A commune calls a service of the province: through `ExchangeService.Call`, and under the service's own name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use prost::Message;
use serde_json::Value;

use crate::client::views::hex;
use crate::failure::Failure;

use super::Stage;
use crate::demo::folder::{ONE_STOP, RESIDENCE_SERVICE};
use crate::demo::report::{ensure, wrong};
use crate::demo::residence::proto::{FindRequest, FindResponse};

/// Whom the commune asks for. No province has the code 000: the person is invented.
pub(super) const PERSON: &str = "000000000123";
pub(super) const NAME: &str = "Nguyễn Thị Ví Dụ";

/// One request, one answer, with the encoded message as payload.
pub(super) async fn through_the_exchange(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.report.begin(
        "call",
        "A one-stop office asks the residence service",
        "Bộ phận một cửa hỏi dịch vụ cư trú",
    )?;
    let request = hex(&FindRequest { personal_id: PERSON.to_owned() }.encode_to_vec());
    let profile = stage.province.profile(ONE_STOP);
    let (call, case) = ("call", "mot-cua-1");
    let answer = stage
        .processes
        .run(&[
            &call,
            &RESIDENCE_SERVICE,
            &"Find",
            &"--hex",
            &request,
            &"--correlation",
            &case,
            &"--profile",
            &profile,
        ])
        .await?
        .value()?;
    stage.report.event(
        format!("{ONE_STOP} calls {RESIDENCE_SERVICE} Find through ExchangeService.Call"),
        format!("{ONE_STOP} gọi {RESIDENCE_SERVICE} Find qua ExchangeService.Call"),
    )?;
    let payload = answer["payload_base64"].as_str().and_then(|text| STANDARD.decode(text).ok());
    let found =
        payload.and_then(|bytes| FindResponse::decode(&bytes[..]).ok()).and_then(|found| found.person);
    let found = found.ok_or_else(|| wrong("the answer cannot be read", "không đọc được trả lời"))?;
    ensure(found.full_name == NAME, "the answer is of somebody else", "trả lời về người khác")?;
    stage.report.event(
        format!("answered: {}, {}", found.full_name, found.permanent_residence),
        format!("trả lời: {}, {}", found.full_name, found.permanent_residence),
    )?;
    stage.report.checked("the answer is right", "trả lời đúng");
    recorded(stage, case, "call", &["Find"]).await?;
    stage.report.end()
}

/// The generated client of the service, pointed at the gateway; one unary method and one that streams.
pub(super) async fn under_its_own_name(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.report.begin(
        "pass-through",
        "The same service under its own name, as if the gateway were not there",
        "Cùng dịch vụ ấy, gọi bằng tên riêng như thể không có cổng ở giữa",
    )?;
    let profile = stage.province.profile(ONE_STOP);
    let (ask, case) = ("ask", "mot-cua-2");
    let found = stage
        .processes
        .run(&[&"demo-residence", &ask, &PERSON, &"--profile", &profile, &"--correlation", &case])
        .await?
        .value()?;
    ensure(found["full_name"] == NAME, "the answer is of somebody else", "trả lời về người khác")?;
    stage.report.event(
        format!("{ONE_STOP} → demo.residence.v1.ResidenceService/Find: {NAME}"),
        format!("{ONE_STOP} → demo.residence.v1.ResidenceService/Find: {NAME}"),
    )?;
    let members = stage
        .processes
        .run(&[
            &"demo-residence",
            &ask,
            &PERSON,
            &"--household",
            &"--profile",
            &profile,
            &"--correlation",
            &case,
        ])
        .await?
        .values()?;
    let names: Vec<&str> = members.iter().filter_map(|member| member["full_name"].as_str()).collect();
    ensure(
        names.len() == 2,
        format!("expected 2 members, found {names:?}"),
        format!("cần 2 người, có {names:?}"),
    )?;
    stage.report.event(
        format!("{ONE_STOP} → …/ListHousehold (a stream): {}", names.join(", ")),
        format!("{ONE_STOP} → …/ListHousehold (dạng luồng): {}", names.join(", ")),
    )?;
    stage.report.checked(
        "unary and streaming went through; the gateway has never seen the service's schema",
        "gọi đơn và gọi luồng đều thông; cổng chưa từng biết cấu trúc dữ liệu của dịch vụ",
    );
    recorded(stage, case, "pass", &["Find", "ListHousehold"]).await?;
    stage.report.end()
}

/// Each call is on record twice: before the request left, and before the answer did.
async fn recorded(stage: &mut Stage<'_>, case: &str, ingress: &str, methods: &[&str]) -> Result<(), Failure> {
    let found = stage.search(&["--correlation", case]).await?;
    for method in methods {
        for event in ["call.started", "call.answered"] {
            let is = |found: &Value| {
                let record = &found["record"];
                record["event"] == event
                    && record["method"] == *method
                    && record["sender"] == ONE_STOP
                    && record["detail"]["ingress"] == ingress
            };
            ensure(
                found.iter().filter(|found| is(found)).count() == 1,
                format!("{event} of {method} is not on record"),
                format!("không thấy bản ghi {event} của {method}"),
            )?;
        }
    }
    stage.report.checked(
        "on record before the request left, and again before the answer did",
        "được ghi nhật ký trước khi yêu cầu rời cổng, và lần nữa trước khi trả lời rời cổng",
    );
    Ok(())
}
