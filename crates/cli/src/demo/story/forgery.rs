//! Two forgeries: a document that names another agency as its sender, and a certificate of another authority.

use jiff::Timestamp;
use serde_json::Value;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::texts::Said;

use super::Stage;
use crate::demo::folder::{COMMUNE, PROVINCE};
use crate::demo::letters::Letter;
use crate::demo::processes::until;
use crate::demo::report::ensure;

/// A letter that says it is the province's.
fn in_the_name_of_the_province(number: u32) -> Letter {
    Letter {
        from: "H60",
        from_name: "Ủy ban nhân dân tỉnh Tuyên Quang",
        to: &["H60.02215"],
        number,
        notation: "GIA-MAO",
        subject: "Công văn giả mạo",
        at: Timestamp::now(),
    }
}

/// The certificate is genuine and a commune's; the document says that it is the province's.
pub(super) async fn of_a_sender(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.report.begin("forged-sender", "A false sender", "Giả mạo bên gửi")?;
    let letter = in_the_name_of_the_province(1);
    let sent = stage.send(COMMUNE, "forged-sender.edxml", &letter.package(), &["--id", &letter.id()]).await?;
    stage.report.event(
        format!("{COMMUNE}, with its own certificate, sends a document that says it is from H60"),
        format!("{COMMUNE}, bằng chứng thư số của mình, gửi văn bản ghi bên gửi là H60"),
    )?;
    if sent.exit != Some(Exit::Refused as i32) || sent.reason() != "SENDER_MISMATCH" {
        return Err(sent.failed());
    }
    stage.report.checked(
        "refused: SENDER_MISMATCH. The sender is who its certificate says, never what the document says",
        "bị từ chối: SENDER_MISMATCH. Bên gửi là chủ chứng thư số, không phải điều văn bản tự ghi",
    );
    let found = stage.search(&["--sender", COMMUNE, "--event", "message.refused"]).await?;
    let is = |found: &Value| {
        found["record"]["reason"] == "SENDER_MISMATCH"
            && found["record"]["message_id"] == letter.id().as_str()
    };
    ensure(found.iter().any(is), "the refusal is not on record", "không thấy bản ghi từ chối")?;
    stage.report.checked(
        format!("on record, with the true sender {COMMUNE}"),
        format!("đã ghi nhật ký, đúng bên gửi thật là {COMMUNE}"),
    );
    stage.report.end()
}

/// The certificate says that it is the province's, and comes from an authority that nobody trusts.
pub(super) async fn of_a_certificate(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.report.begin("forged-certificate", "A false certificate", "Giả mạo chứng thư số")?;
    let before = refused_handshakes(stage).await?.len();
    let (certificate, key) = stage.province.strange_identity("forged", PROVINCE)?;
    let (certificate, key) = (certificate.to_string_lossy(), key.to_string_lossy());
    let package = in_the_name_of_the_province(2).package();
    let more = ["--id-from-format", "--cert", &certificate, "--key", &key];
    let sent = stage.send(PROVINCE, "forged-certificate.edxml", &package, &more).await?;
    stage.report.event(
        format!("somebody connects as {PROVINCE}, with a certificate of an authority that only bears the right name"),
        format!("có kẻ kết nối với danh nghĩa {PROVINCE}, bằng chứng thư số của một tổ chức cấp chứng thư mạo danh"),
    )?;
    if sent.exit == Some(Exit::Ok as i32) || !sent.values.is_empty() {
        return Err(sent.failed());
    }
    let what = Said::new("the record of the handshake", "bản ghi của lần bắt tay TLS");
    let record = until(&what, async || {
        let found = refused_handshakes(stage).await?;
        Ok((found.len() > before).then(|| found.into_iter().next()).flatten())
    });
    let reason = record.await?["record"]["reason"].as_str().unwrap_or_default().to_owned();
    stage.report.checked(
        "refused in the TLS handshake: not one byte of the message was read",
        "bị từ chối ngay khi bắt tay TLS: không một byte nào của thông điệp được đọc",
    );
    stage.report.checked(format!("on record: {reason}"), format!("đã ghi nhật ký: {reason}"));
    stage.report.end()
}

/// Records of strangers who came with a certificate that is not in order.
async fn refused_handshakes(stage: &Stage<'_>) -> Result<Vec<Value>, Failure> {
    let mut found = stage.search(&["--event", "access.refused"]).await?;
    found.retain(|found| {
        let reason = found["record"]["reason"].as_str().unwrap_or_default();
        matches!(reason, "CERTIFICATE_UNTRUSTED" | "CERTIFICATE_INVALID")
    });
    Ok(found)
}
