//! The province answers: the letter has arrived (01), and is in the register (03).

use crate::failure::Failure;

use super::{Stage, received};
use crate::demo::folder::{PROVINCE, WARD};
use crate::demo::letters::Letter;
use crate::demo::processes::Who;
use crate::demo::report::ensure;

/// Both statuses reach the sender, in their order.
pub(super) async fn come_back(stage: &mut Stage<'_>, letter: &Letter) -> Result<(), Failure> {
    stage.report.begin("statuses", "The province answers", "Tỉnh phản hồi trạng thái văn bản")?;
    let mut ids = Vec::new();
    for (code, description, en) in [("01", "Đã đến", "arrived"), ("03", "Đã tiếp nhận", "accepted")]
    {
        let package = letter.status("H60", "Ủy ban nhân dân tỉnh Tuyên Quang", code, description);
        let name = format!("status-{code}.edxml");
        let sent = stage
            .send(PROVINCE, &name, &package, &["--id-from-format", "--case", &letter.id()])
            .await?
            .value()?;
        stage.report.event(
            format!("{PROVINCE} → {WARD}: status {code} ({en})"),
            format!("{PROVINCE} → {WARD}: trạng thái {code} ({})", description.to_lowercase()),
        )?;
        ids.push((code, sent["message_id"].as_str().unwrap_or_default().to_owned()));
    }
    // The second is waited for only after the first has come: had they changed places, it would be missed here.
    for (code, id) in ids {
        let arrival = stage.arrival(Who::Ward, &id).await?;
        let text = received(&arrival)?;
        ensure(
            text.contains(&format!("<edXML:StatusCode>{code}</edXML:StatusCode>"))
                && text.contains(&letter.id())
                && arrival["type"] == "document-status",
            format!("what came is not status {code} of {}", letter.id()),
            format!("thông điệp đến không phải trạng thái {code} của {}", letter.id()),
        )?;
        stage
            .report
            .event(format!("{WARD} has status {code}"), format!("{WARD} đã nhận trạng thái {code}"))?;
    }
    stage.report.checked(
        "the sender has 01 and 03 of its own letter, in this order",
        "bên gửi nhận đủ trạng thái 01 và 03 của chính công văn đó, đúng thứ tự",
    );
    stage.report.end()
}
