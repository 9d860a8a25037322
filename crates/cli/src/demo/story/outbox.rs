//! A program that knows nothing of the gateway puts its table into a folder; what came of it is put beside it.

use std::path::{Path, PathBuf};

use lienthong_model::Digest;
use serde_json::Value;

use crate::client::receipt;
use crate::failure::Failure;
use crate::files::{self, Access};
use crate::texts::Said;

use super::Stage;
use crate::demo::folder::FOXPRO;
use crate::demo::processes::until;
use crate::demo::report::ensure;

/// What notices are called in the inbox of the program: by a rule of its system.
const NOTICES: &str = "BAO";

/// Puts the table into the outbox, with nothing beside it.
pub(super) fn put(stage: &mut Stage<'_>, name: &str, table: &[u8]) -> Result<(), Failure> {
    files::put(&stage.province.foxpro_outbox().join(name), table, Access::Shared)?;
    stage.report.event(
        format!("{FOXPRO} only puts {name} into its folder: a rule of its system says what that is, and who gets it"),
        format!("{FOXPRO} chỉ đặt {name} vào thư mục của mình: quy tắc của hệ thống cho biết đó là gì và gửi cho ai"),
    )
}

/// The table was sent with all rows but `bad`, which its sender is told: beside the table, and in a notice.
pub(super) async fn is_answered(
    stage: &mut Stage<'_>,
    name: &str,
    table: &[u8],
    bad: usize,
) -> Result<(), Failure> {
    let sent = stage.province.foxpro_outbox().join("sent");
    let what = Said::new(format!("the answer beside {name}"), format!("trả lời bên cạnh {name}"));
    let moved = sent.join(name);
    until(&what, async || Ok(moved.is_file().then_some(()))).await?;
    let given = json(&sent.join(format!("{name}.receipt.json")))?;
    let (jws, id) = (given["receipt"].as_str(), given["message_id"].as_str());
    let keys = receipt::key_set(&stage.province.receipts())?;
    receipt::verify(jws.unwrap_or_default(), &keys, id.unwrap_or_default(), &Digest::of(table))?;
    let apart = json(&sent.join(format!("{name}.rows.json")))?;
    let is_it = |row: &Value| row["row"] == bad && row["column"] == "MAHO" && row["reason"] == "NOT_DIGITS";
    let counts = |report: &Value| ["read", "accepted", "quarantined"].map(|name| report[name].as_u64());
    ensure(
        counts(&apart) == [Some(8), Some(7), Some(1)] && is_it(&apart["rows"][0]),
        format!("the bad row is not kept apart: {apart}"),
        format!("dòng lỗi không được tách riêng: {apart}"),
    )?;
    let said = |key: &str| apart["rows"][0][key].as_str().unwrap_or_default();
    stage.report.event(
        format!("the table is in sent/ with a receipt, and with what is wrong: {}", said("message")),
        format!("bảng đã chuyển sang sent/ kèm biên nhận và điều cần sửa: {}", said("message_vi")),
    )?;
    let inbox = stage.province.foxpro_inbox();
    let what = Said::new("the notice about the bad row", "thông báo về dòng lỗi");
    let notice = json(&until(&what, async || notice_in(&inbox)).await?)?;
    ensure(
        notice["state"] == "quarantined" && notice["message_id"].as_str() == id && is_it(&notice["rows"][0]),
        format!("the notice is not about the bad row: {notice}"),
        format!("thông báo không nói về dòng lỗi: {notice}"),
    )?;
    stage.report.checked(
        format!("7 of 8 rows of the table pass; row {bad} is kept apart (MAHO, NOT_DIGITS), and a notice tells its sender"),
        format!("7 trên 8 dòng của bảng đi tiếp; dòng {bad} bị tách riêng (MAHO, NOT_DIGITS), bên gửi nhận được thông báo"),
    );
    Ok(())
}

/// The first notice that lies in a folder.
fn notice_in(inbox: &Path) -> Result<Option<PathBuf>, Failure> {
    for entry in inbox.read_dir().map_err(Failure::read(inbox))? {
        let path = entry.map_err(Failure::read(inbox))?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(NOTICES)) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn json(path: &Path) -> Result<Value, Failure> {
    Ok(serde_json::from_str(&files::read_text(path)?).unwrap_or_default())
}
