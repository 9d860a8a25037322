//! Dossiers go from a commune to the province, their progress comes back, and it is said whether they are on time.
//!
//! 1. the one-stop shop sends them in the national portal's JSON; the province's system collects canonical records;
//! 2. the province tells their progress in canonical records; the one-stop shop collects the portal's JSON;
//! 3. from what both files say, the rule `simple` tells for each whether it was finished by the promised day.

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use lienthong_adapter::{Adapter, DecodeContext};
use lienthong_adapter_dossier::DossierAdapter;
use lienthong_adapter_dossier::on_time::{Timeline, Timeliness, days_late, simple};
use lienthong_model::schema::Record;
use lienthong_model::{Payload, time};
use serde_json::Value;

use crate::failure::Failure;

use super::{Stage, received};
use crate::demo::dossiers::{DOSSIERS, Dossier, package, progress};
use crate::demo::folder::{ONE_STOP, PORTAL};
use crate::demo::report::{ensure, wrong};

/// An applicant.
pub(super) const SOMEBODY: &str = DOSSIERS[0].name;

/// The whole of it.
pub(super) async fn go_and_come_back(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.report.begin(
        "dossiers",
        "Two dossiers go to the province, and their progress comes back",
        "Hai hồ sơ chuyển lên tỉnh, tiến độ xử lý trả về xã",
    )?;
    let now = time::local(Timestamp::now());
    let today = now.date();
    let sent = package(today);
    go(stage, &sent, today).await?;
    let steps = come_back(stage, today, now).await?;
    let verdicts = verdicts(&sent, &steps, now)?;
    let lang = stage.report.lang();
    let rows = DOSSIERS.iter().zip(&verdicts).map(|(dossier, (verdict, late))| {
        let due = dossier.due(today).date().to_string();
        let said = match late {
            0 => lang.pick(verdict.text_en(), verdict.text_vi()).to_owned(),
            late => lang.pick(
                format!("{}, {late} days", verdict.text_en()),
                format!("{} {late} ngày", verdict.text_vi()),
            ),
        };
        vec![dossier.number(today), dossier.name.to_owned(), due, today.to_string(), said]
    });
    stage.report.table(&rows.collect::<Vec<_>>())?;
    ensure(
        verdicts == [(Timeliness::OnTime, 0), (Timeliness::Late, 2)],
        format!("the verdicts are wrong: {verdicts:?}"),
        format!("kết luận không đúng: {verdicts:?}"),
    )?;
    stage.report.checked(
        "on time and late are told by the rule `simple`, from the promised day and the step that finished the dossier",
        "đúng hạn hay quá hạn do quy tắc `simple` xác định, từ ngày hẹn trả và bước kết thúc xử lý",
    );
    stage.report.end()
}

/// From the commune to the province.
async fn go(stage: &mut Stage<'_>, sent: &str, today: Date) -> Result<(), Failure> {
    let more = ["--type", "dossier", "--to", "H60", "--id", "hs-1"];
    stage.send(ONE_STOP, "ho-so.json", sent, &more).await?.value()?;
    stage.report.event(
        format!("{ONE_STOP} sends two dossiers in the JSON of the national portal"),
        format!("{ONE_STOP} gửi hai hồ sơ dạng JSON của Cổng Dịch vụ công quốc gia"),
    )?;
    let about = format!("applicant.id_number={}", DOSSIERS[0].id);
    let seen = stage.search(&["--where", &about, "--event", "message.accepted"]).await?;
    ensure(
        seen.len() == 1 && seen.iter().all(|record| record["record"]["message_id"] == "hs-1"),
        format!("the auditor did not find the message: {seen:?}"),
        format!("cán bộ kiểm tra không tìm thấy thông điệp: {seen:?}"),
    )?;
    stage.report.checked(
        "an auditor who asks by the applicant's number finds the message; the store has a keyed hash of it, not the number",
        "cán bộ kiểm tra tra theo số định danh của người nộp tìm thấy thông điệp; kho chỉ giữ giá trị băm có khóa, không giữ số",
    );
    let found = one(stage, PORTAL).await?;
    let found: Value = serde_json::from_str(&found).unwrap_or_default();
    let is = |record: &Value, dossier: &Dossier| {
        record["number"] == dossier.number(today)
            && record["applicant"]["name"] == dossier.name
            && record["applicant"]["id_number"] == dossier.id
            && record["due_at"] == dossier.due(today).to_string()
    };
    let records = found["records"].as_array().cloned().unwrap_or_default();
    ensure(
        records.len() == DOSSIERS.len() && records.iter().zip(&DOSSIERS).all(|(one, other)| is(one, other)),
        format!("these are not the dossiers that were sent: {found}"),
        format!("đây không phải các hồ sơ đã gửi: {found}"),
    )?;
    stage.report.event(
        format!("{PORTAL} collects them as canonical records"),
        format!("{PORTAL} lấy về dưới dạng bản ghi chuẩn"),
    )?;
    stage.report.checked(
        "numbers, names and days are those that were sent, zeros and marks included",
        "mã hồ sơ, họ tên và ngày đúng như đã gửi, kể cả số 0 ở đầu và dấu tiếng Việt",
    );
    Ok(())
}

/// From the province to the commune.
async fn come_back(stage: &mut Stage<'_>, today: Date, now: DateTime) -> Result<String, Failure> {
    let steps = progress(today, now).to_string();
    let more = ["--type", "dossier-progress", "--to", "H60.02266", "--id", "td-1"];
    stage.send(PORTAL, "tien-do.json", &steps, &more).await?.value()?;
    let found = one(stage, ONE_STOP).await?;
    ensure(
        found.contains("\"NguoiXuLy\"") && found.contains("Cán Bộ Mẫu"),
        format!("this is not the portal's JSON: {found}"),
        format!("đây không phải JSON của Cổng: {found}"),
    )?;
    stage.report.event(
        format!("{PORTAL} tells that both are finished; {ONE_STOP} has it in the portal's JSON"),
        format!("{PORTAL} báo cả hai đã xử lý xong; {ONE_STOP} nhận được ở dạng JSON của Cổng"),
    )?;
    Ok(found)
}

/// The text of the one message that waits for a system.
async fn one(stage: &Stage<'_>, system: &str) -> Result<String, Failure> {
    let arrivals = stage.collect(system, 1).await?;
    let arrival = arrivals
        .first()
        .ok_or_else(|| wrong(format!("nothing came to {system}"), format!("không có gì đến {system}")))?;
    received(arrival)
}

/// For each dossier whether it is on time, and by how many days it is late.
fn verdicts(dossiers: &str, steps: &str, now: DateTime) -> Result<Vec<(Timeliness, i32)>, Failure> {
    let (dossiers, steps) = (records(dossiers)?, records(steps)?);
    let verdict = |(dossier, step): (&Record, &Record)| {
        let mut timeline = Timeline::of(dossier, [step]);
        // The dossier was sent before it was finished: its last step says what it is now.
        if let Some(last) = timeline.steps.last().cloned() {
            (timeline.status, timeline.finished_at) = (Some(last.status), Some(last.at));
        }
        let late = timeline.finished_at.zip(timeline.due_at).map_or(0, |(end, due)| days_late(end, due));
        (simple(&timeline, now), late)
    };
    Ok(dossiers.iter().zip(&steps).map(verdict).collect())
}

/// The records of a file in the portal's JSON.
fn records(text: &str) -> Result<Vec<Record>, Failure> {
    let context = DecodeContext::new(Timestamp::now());
    match DossierAdapter.decode(&Bytes::from(text.to_owned()), &context) {
        Ok(decoded) => match decoded.payload {
            Payload::Records(batch) => Ok(batch.records),
            _ => Err(wrong("no dossiers", "không phải hồ sơ")),
        },
        Err(error) => Err(wrong(error.finding().message_en(), error.finding().message_vi())),
    }
}
