//! The auditor: the life of the letter, a proof of one record, and a log that anybody can verify.

use std::path::Path;

use jiff::Timestamp;
use lienthong_model::record::Event;
use serde_json::Value;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::{self, Access};
use crate::texts::{Said, events};

use super::calls::{NAME, PERSON};
use super::{Stage, dossiers, old_register, registers};
use crate::demo::folder::WARD;
use crate::demo::letters::Letter;
use crate::demo::processes::until;
use crate::demo::report::{ensure, wrong};

/// Who sent what to whom, when, and what became of it.
pub(super) async fn tells_the_life_of(stage: &mut Stage<'_>, letter: &Letter) -> Result<(), Failure> {
    stage.report.begin(
        "audit",
        "An auditor asks what became of the letter",
        "Cán bộ kiểm tra hỏi công văn đã đi đâu",
    )?;
    let id = letter.id();
    let found = stage.search(&["--sender", WARD, "--message-id", &id]).await?;
    ensure(!found.is_empty(), "the search finds nothing", "tra cứu không thấy gì")?;
    let profile = stage.province.profile("auditor");
    let shown =
        stage.processes.run(&[&"audit", &"show", &WARD, &id, &"--profile", &profile]).await?.value()?;
    let records = shown["records"].as_array().cloned().unwrap_or_default();
    let lang = stage.report.lang();
    for record in &records {
        let at = record["record"]["at"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
        let sentence = events::sentence(&record["record"], lang);
        stage.report.event_at(at.unwrap_or_default(), Said::new(sentence.clone(), sentence))?;
    }
    let count =
        |event: Event| records.iter().filter(|found| found["record"]["event"] == event.name()).count();
    let delivered = count(Event::DeliveryAccepted);
    ensure(
        count(Event::MessageAccepted) == 1 && delivered == 3 && count(Event::DeliveryFailed) >= 1,
        format!("the timeline is not that of the letter: {} records", records.len()),
        format!("dòng thời gian không đúng: {} bản ghi", records.len()),
    )?;
    stage.report.checked(
        format!(
            "the timeline is complete: {} records, from custody to {delivered} deliveries",
            records.len()
        ),
        format!(
            "dòng thời gian đầy đủ: {} bản ghi, từ lúc tiếp nhận đến {delivered} lượt chuyển",
            records.len()
        ),
    );
    let looked = stage.search(&["--event", "audit.shown"]).await?;
    let is = |found: &Value| found["record"]["message_id"] == id.as_str();
    ensure(looked.iter().any(is), "the auditor's look is not on record", "lượt xem không được ghi nhật ký")?;
    stage.report.checked(
        "the auditor's own look is on record as well",
        "chính lượt xem này cũng đã được ghi nhật ký",
    );
    stage.report.end()
}

/// One record with its proof, and the whole log, verified without the gateway.
pub(super) async fn is_proven(stage: &mut Stage<'_>, letter: &Letter) -> Result<(), Failure> {
    stage.report.begin(
        "proof",
        "Proof that needs no trust in the gateway",
        "Bằng chứng không cần tin vào cổng",
    )?;
    let found = stage.search(&["--message-id", &letter.id(), "--event", "message.accepted"]).await?;
    let index = found.first().and_then(|found| found["index"].as_u64());
    let index = index.ok_or_else(|| wrong("the record is not found", "không thấy bản ghi"))?.to_string();
    let (record, key) = (stage.province.work("record.json"), stage.province.log_key());
    let auditor = stage.province.profile("auditor");
    let what = Said::new("a signed log with the record", "nhật ký đã ký có bản ghi");
    until(&what, async || {
        let ran = stage
            .processes
            .run(&[
                &"audit",
                &"prove",
                &index,
                &"--out",
                &record,
                &"--key-file",
                &key,
                &"--profile",
                &auditor,
            ])
            .await?;
        // Records are signed once a second; until then there is no proof.
        match ran.reason().as_str() {
            "NOT_FOUND" => Ok(None),
            _ => ran.value().map(Some),
        }
    })
    .await?;
    stage.report.event(
        format!("the auditor exports record {index} with its proof"),
        format!("cán bộ kiểm tra xuất bản ghi {index} kèm bằng chứng"),
    )?;
    verify(stage, &record, Exit::Ok).await?;
    stage.report.checked(
        "`lienthong audit verify` of the record, offline: it is in the signed log",
        "`lienthong audit verify` bản ghi, không cần kết nối: có trong nhật ký đã ký",
    );
    let altered = stage.province.work("altered.json");
    let (text, proof) = (files::read_text(&record)?, proof_of(&record));
    let false_text = text.replacen("H60.02215", "H60.02216", 1);
    ensure(text != false_text, "the record does not name its sender", "bản ghi không nêu bên gửi")?;
    files::put(&altered, false_text.as_bytes(), Access::Shared)?;
    files::put(&proof_of(&altered), &files::read(&proof, 1 << 20)?, Access::Shared)?;
    verify(stage, &altered, Exit::NotVerified).await?;
    stage.report.checked(
        "one digit of it changed: verification fails",
        "sửa một chữ số trong đó: kiểm chứng thất bại",
    );
    let report = verify(stage, &stage.province.log(), Exit::Ok).await?;
    let size = report["size"].as_u64().unwrap_or(0);
    stage.report.checked(
        format!(
            "`lienthong audit verify` of the whole log: {size} records, nothing added, removed or changed"
        ),
        format!("`lienthong audit verify` toàn bộ nhật ký: {size} bản ghi, không thêm, không bớt, không sửa"),
    );
    let said = files::read_text(&stage.province.gateway_log())?;
    for secret in
        [letter.subject, PERSON, NAME, registers::SOMEBODY, old_register::SOMEBODY, dossiers::SOMEBODY]
    {
        ensure(
            !holds(&stage.province.data(), secret.as_bytes())? && !said.contains(secret),
            format!("{secret:?} can be read in the gateway's data"),
            format!("đọc được {secret:?} trong dữ liệu của cổng"),
        )?;
    }
    stage.report.checked(
        "neither the letter nor anybody of the story can be read anywhere in what the gateway keeps and logs",
        "không đọc được công văn hay bất cứ ai trong câu chuyện ở bất cứ đâu trong dữ liệu và nhật ký của cổng",
    );
    stage.report.end()
}

/// Runs `audit verify`, which must end with `expected`.
async fn verify(stage: &Stage<'_>, path: &Path, expected: Exit) -> Result<Value, Failure> {
    let key = stage.province.log_key();
    let mut ran = stage.processes.run(&[&"audit", &"verify", &path, &"--key-file", &key]).await?;
    if ran.exit != Some(expected as i32) {
        return Err(ran.failed());
    }
    Ok(ran.values.pop().unwrap_or_default())
}

fn proof_of(record: &Path) -> std::path::PathBuf {
    crate::commands::audit_offline::proof_path(record)
}

/// Whether a text stands as it is in any file of a folder.
fn holds(folder: &Path, text: &[u8]) -> Result<bool, Failure> {
    for entry in folder.read_dir().map_err(Failure::read(folder))? {
        let path = entry.map_err(Failure::read(folder))?.path();
        if path.is_dir() {
            if holds(&path, text)? {
                return Ok(true);
            }
            continue;
        }
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            // The gateway is at work: files come and go.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Failure::read(&path)(error)),
        };
        if bytes.windows(text.len()).any(|window| window == text) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_any_file_below_is_found() {
        let base = tempfile::tempdir().unwrap();
        files::put(&base.path().join("a/b/c"), "một công văn".as_bytes(), Access::Shared).unwrap();
        assert!(holds(base.path(), "công văn".as_bytes()).unwrap());
        assert!(!holds(base.path(), "công vắn".as_bytes()).unwrap());
    }
}
