//! An audit record as a sentence.
//!
//! Records are read as loose JSON: one that a newer gateway wrote still reads as well as it can.

use serde_json::Value;

use crate::texts::Lang;

/// What happened, in one sentence without its time.
pub(crate) fn sentence(record: &Value, lang: Lang) -> String {
    let word = |name: &str| record[name].as_str().unwrap_or("?").to_owned();
    let (sender, message) = (word("sender"), word("message_id"));
    // What was refused before it was read has no type.
    let kind = record["kind"].as_str().unwrap_or(lang.pick("message", "thông điệp"));
    let receivers = receivers(record);
    let actor = record["actor"].as_str().unwrap_or_default();
    let attempt = record["attempt"].as_u64().unwrap_or(0);
    let called = format!("{}/{}", word("service"), word("method"));
    let event = word("event");
    let mut text = match event.as_str() {
        "gateway.started" => lang.pick("The gateway started", "Cổng khởi động").to_owned(),
        "config.loaded" => {
            lang.pick("A configuration came into force", "Cấu hình mới có hiệu lực").to_owned()
        }
        "config.refused" => lang
            .pick(
                "A configuration was refused; the one before stays in force",
                "Cấu hình bị từ chối; cấu hình trước vẫn có hiệu lực",
            )
            .to_owned(),
        "access.refused" => match actor {
            "" => lang
                .pick("Somebody unknown was refused", "Từ chối truy cập của đối tượng chưa xác định")
                .to_owned(),
            actor => lang.pick(format!("{actor} was refused"), format!("Từ chối truy cập của {actor}")),
        },
        "message.accepted" => lang.pick(
            format!("{sender} sent {kind} {message} to {receivers}; custody was taken"),
            format!("{sender} gửi {kind} {message} tới {receivers}; cổng đã tiếp nhận"),
        ),
        "message.refused" => lang.pick(
            format!("{kind} {message} of {sender} was refused"),
            format!("Từ chối tiếp nhận {kind} {message} của {sender}"),
        ),
        "delivery.started" => lang.pick(
            format!("Attempt {attempt} to deliver {message} to {receivers} began"),
            format!("Bắt đầu chuyển {message} tới {receivers}, lần {attempt}"),
        ),
        "delivery.failed" => lang.pick(
            format!("Attempt {attempt} to deliver {message} to {receivers} failed; another follows"),
            format!("Chuyển {message} tới {receivers} lần {attempt} không thành công; sẽ thử lại"),
        ),
        "delivery.accepted" => {
            lang.pick(format!("{receivers} took {message}"), format!("{receivers} đã nhận {message}"))
        }
        "delivery.refused" => {
            lang.pick(format!("{receivers} refused {message}"), format!("{receivers} từ chối {message}"))
        }
        "delivery.dead" => lang.pick(
            format!("Delivery of {message} to {receivers} was given up"),
            format!("Ngừng chuyển {message} tới {receivers}"),
        ),
        "delivery.expired" => lang.pick(
            format!("Delivery of {message} to {receivers} expired"),
            format!("Hết hạn chuyển {message} tới {receivers}"),
        ),
        "delivery.replayed" => lang.pick(
            format!("{actor} put the delivery of {message} to {receivers} back to work"),
            format!("{actor} cho chuyển lại {message} tới {receivers}"),
        ),
        "call.started" => {
            lang.pick(format!("{sender} began a call of {called}"), format!("{sender} bắt đầu gọi {called}"))
        }
        "call.answered" => lang.pick(
            format!("{sender} called {called} and was answered"),
            format!("{sender} gọi {called} và đã được trả lời"),
        ),
        "call.failed" => lang.pick(
            format!("The call of {called} by {sender} failed"),
            format!("Lượt gọi {called} của {sender} thất bại"),
        ),
        "call.refused" => lang.pick(
            format!("The call of {called} by {sender} was refused"),
            format!("Từ chối lượt gọi {called} của {sender}"),
        ),
        "audit.searched" => {
            lang.pick(format!("{actor} searched the audit log"), format!("{actor} tra cứu nhật ký kiểm toán"))
        }
        "audit.shown" => {
            lang.pick(format!("{actor} looked at the audit log"), format!("{actor} xem nhật ký kiểm toán"))
        }
        "payload.erased" => {
            lang.pick("The payloads of a day were erased", "Đã hủy dữ liệu của một ngày").to_owned()
        }
        other => other.to_owned(),
    };
    if let Some(reason) = record["reason"].as_str() {
        let cause = record["detail"]["cause"].as_str().map(|cause| format!(": {cause}")).unwrap_or_default();
        text.push_str(&format!(" [{reason}{cause}]"));
    }
    let place = place(&record["detail"], lang);
    if !place.is_empty() {
        text.push_str("; ");
        text.push_str(&place);
    }
    text
}

/// Where in a file or an answer the mistake is, and which rows were kept apart: `row 3, column TENXA, …`; empty
/// where a record says neither.
pub(crate) fn place(detail: &Value, lang: Lang) -> String {
    let words: [(&str, &str, &str); 9] = [
        ("sheet", "sheet", "trang tính"),
        ("row", "row", "dòng"),
        ("column", "column", "cột"),
        ("column_number", "column no.", "cột thứ"),
        ("field", "field", "trường"),
        ("offset", "byte", "byte"),
        ("problem", "which", "vì"),
        ("found", "found", "gặp"),
        ("expected", "expected", "cần"),
    ];
    let said = |(key, en, vi): &(&str, &str, &str)| {
        // Older records have the words in English alone.
        let own = lang.pick(None, detail[format!("{key}_vi")].as_str());
        let value = own.or(detail[*key].as_str()).map(str::to_owned);
        // Records have numbers as text, and the answers of the API as numbers.
        let value = value.or_else(|| detail[*key].as_u64().map(|number| number.to_string()));
        value.map(|value| format!("{} {value}", lang.pick(*en, *vi)))
    };
    let mut parts: Vec<String> = words.iter().filter_map(said).collect();
    let why = lang.pick("quarantined_rows_why", "quarantined_rows_why_vi");
    // Older records have the rows and reasons alone.
    let rows = detail[why].as_str().or(detail["quarantined_rows"].as_str());
    if let (Some(count), Some(rows)) = (detail["rows_quarantined"].as_str(), rows) {
        let text = match detail["rows_accepted"].as_str() {
            Some(_) => lang.pick("rows were kept apart", "dòng được tách riêng"),
            // Of a file that was refused.
            None => lang.pick("bad rows", "dòng lỗi"),
        };
        parts.push(format!("{count} {text}: {rows}"));
    }
    for (key, en, vi) in [
        (
            "rows_filtered",
            "rows do not count by the conditions of the mapping",
            "dòng không được tính theo điều kiện của bảng ánh xạ",
        ),
        ("rows_after_end", "rows stand behind the end of the table", "dòng nằm sau điểm kết thúc bảng"),
        ("rows_deleted", "deleted records were passed over", "bản ghi đã xóa bị bỏ qua"),
        ("other_sheets", "other sheets were not read", "trang tính khác không được đọc"),
    ] {
        if let Some(count) = detail[key].as_str() {
            parts.push(format!("{count} {}", lang.pick(en, vi)));
        }
    }
    if let Some(names) = detail["absent_columns"].as_str() {
        parts.push(lang.pick(format!("the file lacks {names}"), format!("tệp thiếu cột {names}")));
    }
    parts.join(", ")
}

/// The receivers with their routes, and in whose place they receive.
fn receivers(record: &Value) -> String {
    const SHOWN: usize = 5;
    let all: Vec<&Value> = record["receivers"].as_array().into_iter().flatten().collect();
    let name = |receiver: &&Value| {
        let system = receiver["system"].as_str().unwrap_or("?");
        match receiver["forwarded_from"].as_str() {
            Some(agency) => format!("{system} (← {agency})"),
            None => system.to_owned(),
        }
    };
    let mut text = all.iter().take(SHOWN).map(name).collect::<Vec<_>>().join(", ");
    if all.is_empty() {
        text.push('?');
    } else if all.len() > SHOWN {
        text.push_str(&format!(" +{}", all.len() - SHOWN));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_reads_as_a_sentence_in_both_languages() {
        let record = json!({
            "event": "delivery.refused", "sender": "H60.31/qlvb", "message_id": "m-1", "kind": "document",
            "receivers": [{ "system": "H60.05/qlvb", "forwarded_from": "H60.04" }], "reason": "BAD_FORMAT",
        });
        assert_eq!(sentence(&record, Lang::En), "H60.05/qlvb (← H60.04) refused m-1 [BAD_FORMAT]");
        assert_eq!(sentence(&record, Lang::Vi), "H60.05/qlvb (← H60.04) từ chối m-1 [BAD_FORMAT]");
        let record = json!({
            "event": "message.refused", "sender": "H60.31/hotich", "message_id": "m-2", "kind": "ho-dan/v1",
            "reason": "IMPOSSIBLE_DATE",
            "detail": { "row": "3", "column": "NGSINH", "found": "2014/02/30", "expected": "YYYY/MM/DD" },
        });
        assert_eq!(
            sentence(&record, Lang::En),
            "ho-dan/v1 m-2 of H60.31/hotich was refused [IMPOSSIBLE_DATE]; row 3, column NGSINH, found 2014/02/30, \
             expected YYYY/MM/DD"
        );
        assert_eq!(
            sentence(&record, Lang::Vi),
            "Từ chối tiếp nhận ho-dan/v1 m-2 của H60.31/hotich [IMPOSSIBLE_DATE]; dòng 3, cột NGSINH, gặp 2014/02/30, \
             cần YYYY/MM/DD"
        );
        let record = json!({
            "event": "message.accepted", "sender": "H60.31/hotich", "message_id": "m-3", "kind": "ho-dan/v1",
            "receivers": [{ "system": "H60.05/hotich" }],
            "detail": {
                "rows_accepted": "190", "rows_quarantined": "2", "rows_filtered": "8",
                "quarantined_rows": "3 TENXA NOT_IN_CHARSET, 6 DUPLICATE_KEY",
            },
        });
        assert_eq!(
            sentence(&record, Lang::En),
            "H60.31/hotich sent ho-dan/v1 m-3 to H60.05/hotich; custody was taken; 2 rows were kept apart: \
             3 TENXA NOT_IN_CHARSET, 6 DUPLICATE_KEY, 8 rows do not count by the conditions of the mapping"
        );
        let record = json!({
            "event": "message.refused", "sender": "H60.31/hotich", "message_id": "m-4",
            "reason": "ROWS_QUARANTINED",
            "detail": { "rows_read": "2", "rows_quarantined": "1", "quarantined_rows": "2 MA NOT_DIGITS",
                "quarantined_rows_why_vi": "2 MA NOT_DIGITS (gặp 691, cần 5)" },
        });
        assert_eq!(
            sentence(&record, Lang::Vi),
            "Từ chối tiếp nhận thông điệp m-4 của H60.31/hotich [ROWS_QUARANTINED]; 1 dòng lỗi: \
             2 MA NOT_DIGITS (gặp 691, cần 5)"
        );
        let record = json!({
            "event": "call.refused", "sender": "H60.31/app", "service": "H60.05/hotich/tra-cuu/v1", "method": "Tim",
            "reason": "INVALID_FIELD",
            "detail": { "field": "payload", "problem": "is no envelope", "problem_vi": "không phải phong bì" },
        });
        assert_eq!(
            sentence(&record, Lang::En),
            "The call of H60.05/hotich/tra-cuu/v1/Tim by H60.31/app was refused [INVALID_FIELD]; field payload, \
             which is no envelope"
        );
        let told = sentence(&record, Lang::Vi);
        assert!(told.ends_with("[INVALID_FIELD]; trường payload, vì không phải phong bì"), "{told}");
        let record = json!({
            "event": "message.refused", "reason": "DUPLICATE_KEY",
            "detail": { "row": "5", "found": "2", "expected": "a key that stands once",
                "expected_vi": "khóa chỉ có một lần" },
        });
        assert!(sentence(&record, Lang::Vi).ends_with("dòng 5, gặp 2, cần khóa chỉ có một lần"));
        assert!(sentence(&record, Lang::En).ends_with("row 5, found 2, expected a key that stands once"));
        let record = json!({
            "event": "call.failed", "sender": "H60.31/app", "service": "H60.05/hotich/tra-cuu/v1", "method": "Tim",
            "reason": "SERVICE_UNREACHABLE", "detail": { "cause": "HOST_NOT_FOUND" },
        });
        assert_eq!(
            sentence(&record, Lang::En),
            "The call of H60.05/hotich/tra-cuu/v1/Tim by H60.31/app failed [SERVICE_UNREACHABLE: HOST_NOT_FOUND]"
        );
        assert_eq!(sentence(&json!({ "event": "new.event" }), Lang::En), "new.event");
        assert_eq!(sentence(&Value::Null, Lang::En), "?");
    }

    #[test]
    fn every_event_of_today_has_a_sentence_of_its_own() {
        for event in lienthong_model::record::Event::ALL {
            let name = event.name();
            for lang in [Lang::En, Lang::Vi] {
                assert_ne!(sentence(&json!({ "event": name }), lang), name, "{name} has no sentence");
            }
        }
    }
}
