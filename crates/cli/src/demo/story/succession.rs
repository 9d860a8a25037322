//! A letter to a district that is closed goes to its successor, and receipt and record say so.

use jiff::Timestamp;
use lienthong_model::Digest;
use serde_json::Value;

use crate::client::receipt;
use crate::failure::Failure;

use super::Stage;
use crate::demo::folder::{CLOSED_DISTRICT, COMMUNE, PROVINCE};
use crate::demo::letters::Letter;
use crate::demo::processes::Who;
use crate::demo::report::ensure;

/// Somebody still writes to the district.
pub(super) async fn is_followed(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.report.begin(
        "succession",
        "A letter to a district that is closed",
        "Một công văn gửi huyện đã kết thúc hoạt động",
    )?;
    let letter = Letter {
        from: "H60",
        from_name: "Ủy ban nhân dân tỉnh Tuyên Quang",
        to: &[CLOSED_DISTRICT],
        number: 268,
        notation: "UBND-NC",
        subject: "V/v bàn giao hồ sơ lưu trữ cấp huyện",
        at: Timestamp::now(),
    };
    let id = letter.id();
    let sent = stage.send_letter(PROVINCE, "letter-to-district.edxml", &letter).await?;
    stage.report.event(
        format!("{PROVINCE} writes to {CLOSED_DISTRICT}, Huyện Lâm Bình, from an old address book"),
        format!("{PROVINCE} gửi theo danh bạ cũ tới {CLOSED_DISTRICT}, huyện Lâm Bình"),
    )?;
    let jws = sent["receipt"]["jws"].as_str().unwrap_or_default();
    let keys = receipt::key_set(&stage.province.receipts())?;
    let claims = receipt::verify(jws, &keys, &id, &Digest::of(letter.package().as_bytes()))?;
    says_so(&claims["deliveries"][0], "receiver", "receipt", "biên nhận")?;
    stage.report.checked(
        format!("the signed receipt names {COMMUNE}, in place of {CLOSED_DISTRICT}"),
        format!("biên nhận có chữ ký ghi {COMMUNE}, thay cho {CLOSED_DISTRICT}"),
    );
    let arrival = stage.arrival(Who::Commune, &id).await?;
    ensure(
        arrival["forwarded_from"] == CLOSED_DISTRICT,
        "the successor is not told for whom it receives",
        "nơi kế thừa không được cho biết nhận thay cho ai",
    )?;
    stage
        .report
        .event(format!("{COMMUNE}, its successor, has it"), format!("{COMMUNE}, nơi kế thừa, đã nhận"))?;
    let found = stage.search(&["--message-id", &id, "--event", "message.accepted"]).await?;
    let record = found.first().map(|found| &found["record"]["receivers"][0]).cloned().unwrap_or_default();
    says_so(&record, "system", "audit record", "bản ghi kiểm toán")?;
    stage.report.checked(
        "the successor and the audit record say the same",
        "nơi kế thừa và bản ghi kiểm toán đều cho biết như vậy",
    );
    stage.report.end()
}

fn says_so(delivery: &Value, receiver: &str, en: &str, vi: &str) -> Result<(), Failure> {
    ensure(
        delivery[receiver] == COMMUNE && delivery["forwarded_from"] == CLOSED_DISTRICT,
        format!("the {en} does not name the successor: {delivery}"),
        format!("{vi} không ghi nơi kế thừa: {delivery}"),
    )
}
