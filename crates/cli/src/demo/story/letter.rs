//! A letter to the province and two communes, one of which is offline.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use lienthong_model::Digest;
use serde_json::Value;

use crate::failure::Failure;
use crate::files;
use crate::texts::Said;

use super::{Stage, received, to};
use crate::demo::folder::{COMMUNE, PROVINCE, REMOTE, WARD};
use crate::demo::letters::Letter;
use crate::demo::processes::{Who, until};
use crate::demo::report::{ensure, wrong};

/// The letter of the story.
pub(super) fn of_the_ward(at: Timestamp) -> Letter {
    Letter {
        from: "H60.02215",
        from_name: "Ủy ban nhân dân phường Minh Xuân",
        to: &["H60", "H60.02266", "H60.00715"],
        number: 15,
        notation: "UBND-VP",
        subject: "V/v phối hợp rà soát hộ nghèo; kiểm tra dấu tiếng Việt: ặ ẫ ở ỹ",
        at,
    }
}

/// Sent, receipted, and with the two who are there.
pub(super) async fn is_carried(stage: &mut Stage<'_>, letter: &Letter) -> Result<(), Failure> {
    stage.report.begin(
        "letter",
        "A letter to the province and two communes",
        "Một công văn gửi tỉnh và hai xã",
    )?;
    stage.report.event(
        "the ward Minh Xuân has the document system that was a district's (Thành phố Tuyên Quang) until 30 June 2025",
        "phường Minh Xuân dùng hệ thống văn bản đến hết 30/6/2025 là của cấp huyện (Thành phố Tuyên Quang)",
    )?;
    let id = letter.id();
    let sent = stage.send_letter(WARD, "letter.edxml", letter).await?;
    let planned = sent["deliveries"].as_array().map_or(0, Vec::len);
    ensure(
        planned == 3,
        format!("expected 3 deliveries, found {planned}"),
        format!("cần 3 lượt chuyển, có {planned}"),
    )?;
    stage.report.event(
        format!("{WARD} sends the edXML letter {id} to {PROVINCE}, {COMMUNE}, {REMOTE}"),
        format!("{WARD} gửi công văn edXML {id} tới {PROVINCE}, {COMMUNE}, {REMOTE}"),
    )?;
    stage.report.checked(
        "the sender holds a receipt; its signature verifies with the gateway's published keys",
        "bên gửi giữ biên nhận; chữ ký của biên nhận đúng theo khóa công bố của cổng",
    );
    for (who, system) in [(Who::Province, PROVINCE), (Who::Commune, COMMUNE)] {
        let arrival = stage.arrival(who, &id).await?;
        let text = received(&arrival)?;
        ensure(
            text.contains(letter.subject) && arrival["sender"] == WARD,
            format!("{system} did not get the letter that was sent"),
            format!("{system} không nhận đúng công văn đã gửi"),
        )?;
        stage.report.event(
            format!("{system} has collected it and acknowledged it"),
            format!("{system} đã lấy về và xác nhận đã nhận"),
        )?;
    }
    stage.report.checked(
        "the province and Lâm Bình have it, every letter and tone mark of the subject intact",
        "tỉnh và xã Lâm Bình đã nhận, trích yếu còn nguyên từng chữ, từng dấu",
    );
    stage.report.end()
}

/// The one who is not there gets it as soon as it is back.
pub(super) async fn waits_for_who_is_offline(stage: &mut Stage<'_>, letter: &Letter) -> Result<(), Failure> {
    stage.report.begin(
        "offline",
        "The commune Lũng Cú is offline, and loses nothing",
        "Xã Lũng Cú mất kết nối mà không mất văn bản nào",
    )?;
    let id = letter.id();
    let what = Said::new("a failed attempt to Lũng Cú", "một lần chuyển không thành công tới Lũng Cú");
    let failed = until(&what, async || {
        let deliveries = stage.deliveries(WARD, &id).await?;
        Ok(to(&deliveries, REMOTE).filter(|delivery| delivery["reason"] == "FOLDER_MISSING").cloned())
    });
    let attempts = failed.await?["attempts"].as_u64().unwrap_or(0);
    stage.report.event(
        format!("attempt {attempts} to {REMOTE} fails: its shared folder is not there (FOLDER_MISSING); another follows"),
        format!("lần {attempts} tới {REMOTE} không thành: thư mục chia sẻ chưa có (FOLDER_MISSING); cổng sẽ thử lại"),
    )?;
    stage.report.checked(
        "the others had theirs meanwhile: who is offline delays nobody",
        "các nơi khác vẫn nhận được: một nơi mất kết nối không làm chậm nơi nào",
    );
    let inbox = stage.province.remote_inbox();
    files::make_folder(&inbox)?;
    stage.report.event(
        format!("the folder is back: {}", inbox.display()),
        format!("thư mục đã có lại: {}", inbox.display()),
    )?;
    let what = Said::new("the delivery to Lũng Cú", "lượt chuyển tới Lũng Cú");
    let accepted = until(&what, async || {
        let deliveries = stage.deliveries(WARD, &id).await?;
        Ok(to(&deliveries, REMOTE).filter(|delivery| delivery["state"] == "accepted").cloned())
    });
    let attempts = accepted.await?["attempts"].as_u64().unwrap_or(0);
    let (envelope, payload) = in_folder(&inbox)?;
    let text = String::from_utf8_lossy(&payload);
    ensure(
        attempts >= 2
            && envelope["message_id"] == id.as_str()
            && envelope["sha256"] == Digest::of(&payload).to_string()
            && text.contains(letter.subject),
        format!("what is in the folder is not the letter: {envelope}"),
        format!("tệp trong thư mục không phải công văn đã gửi: {envelope}"),
    )?;
    stage
        .report
        .event(format!("attempt {attempts} delivers it"), format!("lần {attempts} chuyển thành công"))?;
    stage.report.checked(
        "the file and its envelope are in the folder, and their digests agree",
        "tệp và phong bì đã nằm trong thư mục, mã băm khớp nhau",
    );
    stage.report.end()
}

/// The one envelope in a folder, and the payload beside it.
fn in_folder(inbox: &Path) -> Result<(Value, Vec<u8>), Failure> {
    let mut envelopes: Vec<PathBuf> = inbox
        .read_dir()
        .map_err(Failure::read(inbox))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".envelope.json"))
        .collect();
    let count = envelopes.len();
    let (Some(envelope), 1) = (envelopes.pop(), count) else {
        return Err(wrong(
            format!("{count} envelopes in {}", inbox.display()),
            format!("có {count} phong bì trong {}", inbox.display()),
        ));
    };
    let text = files::read_text(&envelope)?;
    let payload = envelope.to_string_lossy().replace(".envelope.json", ".edxml");
    let payload = files::read(Path::new(&payload), 1 << 20)?;
    Ok((serde_json::from_str(&text).unwrap_or_default(), payload))
}
