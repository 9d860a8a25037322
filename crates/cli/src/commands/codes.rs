//! `lienthong config check --explain` and `lienthong config codes`: what a code means.
//!
//! Two kinds of codes are met: those of the configuration (`E0102`, `W0901`), and the reasons why a file, one of its
//! rows, a request or a delivery is refused (`CSV_STRAY_QUOTE`, `NO_ROUTE`). Some reasons are said in several places; each
//! is told.

use lienthong_adapter::Reason;
use lienthong_config::Code;
use lienthong_config::Lang::{En, Vi};
use lienthong_gateway::glossary::{Speaker, reasons, reasons_of};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::texts::{Lang, Said};

/// A code that exists.
#[derive(Debug, Clone)]
pub(super) enum Known {
    /// Of the configuration.
    Configuration(Code),
    /// Of files, requests and deliveries; never empty.
    Reason(Vec<(Speaker, &'static Reason)>),
}

/// The code that a person typed, in either case.
pub(super) fn parse(text: &str) -> Result<Known, Said> {
    if let Ok(code) = text.parse() {
        return Ok(Known::Configuration(code));
    }
    match reasons_of(text) {
        found if found.is_empty() => Err(Said::new(
            "there is no such code; `lienthong config codes` lists all",
            "không có mã này; `lienthong config codes` liệt kê tất cả",
        )),
        found => Ok(Known::Reason(found)),
    }
}

/// Says what `known` means.
pub(super) fn explain(known: &Known, output: &Output) -> Result<Exit, Failure> {
    match known {
        Known::Configuration(code) if output.json => output.value(&code_view(*code))?,
        Known::Configuration(code) => {
            let lang = output.lang.into();
            output.line(&format!("{code}: {}\n\n{}", code.title(lang), code.explanation(lang)))?;
        }
        Known::Reason(found) => {
            for (speaker, reason) in found {
                if output.json {
                    output.value(&reason_view(*speaker, reason))?;
                } else {
                    let (text, fate) = (text(reason, output.lang), fate(*speaker, output.lang));
                    output.line(&format!("{}: {text}\n\n{fate}\n", reason.code))?;
                }
            }
        }
    }
    Ok(Exit::Ok)
}

/// Lists all codes.
pub(super) fn list(output: &Output) -> Result<Exit, Failure> {
    for code in Code::all() {
        if output.json {
            output.value(&code_view(code))?;
        } else {
            output.line(&format!("{code}  {}", code.title(output.lang.into())))?;
        }
    }
    for (speaker, reason) in reasons() {
        if output.json {
            output.value(&reason_view(speaker, reason))?;
        } else {
            output.line(&format!("{}  {}", reason.code, text(reason, output.lang)))?;
        }
    }
    Ok(Exit::Ok)
}

/// The sentence of a reason, with words for what it tells of a file.
fn text(reason: &Reason, lang: Lang) -> String {
    let (text, found, expected) = match lang {
        Lang::En => (reason.en, "<found>", "<expected>"),
        Lang::Vi => (reason.vi, "<giá trị gặp>", "<giá trị cần>"),
    };
    text.replace("{found}", found).replace("{expected}", expected)
}

/// Who says a reason, and what becomes of the file or the row.
fn fate(speaker: Speaker, lang: Lang) -> String {
    let who = match (speaker, lang) {
        (Speaker::Any, Lang::En) => "Said by every format.".to_owned(),
        (Speaker::Any, Lang::Vi) => "Áp dụng cho mọi định dạng.".to_owned(),
        (Speaker::Mapping, Lang::En) => "Said by mappings, whatever the format of the file.".to_owned(),
        (Speaker::Mapping, Lang::Vi) => "Áp dụng cho các ánh xạ, với mọi định dạng tệp.".to_owned(),
        (Speaker::Documents, Lang::En) => "Said of documents that a mapping reads or writes.".to_owned(),
        (Speaker::Documents, Lang::Vi) => "Áp dụng cho văn bản được đọc hoặc ghi qua ánh xạ.".to_owned(),
        (Speaker::Format(names) | Speaker::Warning(names), Lang::En) => {
            format!("Said by the format {names}.")
        }
        (Speaker::Format(names) | Speaker::Warning(names), Lang::Vi) => {
            format!("Áp dụng cho định dạng {names}.")
        }
        (Speaker::Request, Lang::En) => "Said to who asks.".to_owned(),
        (Speaker::Request, Lang::Vi) => "Trả lời cho bên gọi.".to_owned(),
        (Speaker::Delivery, Lang::En) => "Said of an attempt to deliver or to call.".to_owned(),
        (Speaker::Delivery, Lang::Vi) => "Nói về một lần chuyển hoặc một lời gọi.".to_owned(),
        (Speaker::Connection, Lang::En) => "Said in the audit log only.".to_owned(),
        (Speaker::Connection, Lang::Vi) => "Chỉ ghi trong nhật ký kiểm toán.".to_owned(),
    };
    let then = match (speaker, lang) {
        (Speaker::Warning(_), Lang::En) => {
            "A warning: the message is accepted, and its audit record counts what was odd."
        }
        (Speaker::Warning(_), Lang::Vi) => {
            "Đây là cảnh báo: thông điệp vẫn được nhận, nhật ký kiểm toán ghi số điểm bất thường."
        }
        (Speaker::Request, Lang::En) => {
            "The request is refused with this reason and, where trying again helps, with the time to wait. A call that ended \
             without an answer may have done what was asked all the same."
        }
        (Speaker::Request, Lang::Vi) => {
            "Yêu cầu bị từ chối với mã này và nếu gửi lại là có ích thì kèm thời gian chờ. Lời gọi kết thúc mà không có trả \
             lời vẫn có thể đã thực hiện việc được yêu cầu."
        }
        (Speaker::Delivery, Lang::En) => {
            "What may pass is tried again for as long as the route says; what cannot ends as refused or dead and is told to \
             the sender. `lienthong deliveries` and `lienthong dead-letter list` show it."
        }
        (Speaker::Delivery, Lang::Vi) => {
            "Lỗi có thể qua đi thì cổng thử lại trong thời hạn của tuyến; lỗi không thể khắc phục thì lượt chuyển kết thúc \
             (bị từ chối hoặc không chuyển được) và bên gửi được báo. Xem bằng `lienthong deliveries` và \
             `lienthong dead-letter list`."
        }
        (Speaker::Connection, Lang::En) => "The connection ended before anything was asked.",
        (Speaker::Connection, Lang::Vi) => "Kết nối kết thúc trước khi có yêu cầu nào.",
        (_, Lang::En) => {
            "A refusal: the sender and the audit log get this code with the place. Where a mapping says \
             on_error = \"quarantine\", a row that is wrong by itself is kept apart and the others pass; what is \
             wrong with the file as a whole refuses all of it."
        }
        (_, Lang::Vi) => {
            "Đây là lý do từ chối: nơi gửi và nhật ký kiểm toán nhận được mã này kèm vị trí. Nếu ánh xạ ghi \
             on_error = \"quarantine\" thì dòng sai được tách riêng, các dòng khác vẫn được chuyển; lỗi của cả tệp \
             thì toàn bộ tệp bị từ chối."
        }
    };
    format!("{who} {then}")
}

fn code_view(code: Code) -> Value {
    json!({
        "code": code,
        "severity": code.severity(),
        "title": { "en": code.title(En), "vi": code.title(Vi) },
        "explanation": { "en": code.explanation(En), "vi": code.explanation(Vi) },
    })
}

fn reason_view(speaker: Speaker, reason: &Reason) -> Value {
    json!({
        "code": reason.code,
        "severity": if matches!(speaker, Speaker::Warning(_)) { "warning" } else { "error" },
        "title": { "en": text(reason, Lang::En), "vi": text(reason, Lang::Vi) },
        "explanation": { "en": fate(speaker, Lang::En), "vi": fate(speaker, Lang::Vi) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_explained_in_both_languages() {
        let mut count = 0;
        for (_, reason) in reasons() {
            count += 1;
            let Known::Reason(found) = parse(&reason.code.to_lowercase()).unwrap() else {
                panic!("{}: a code of the configuration has the same name", reason.code)
            };
            assert!(found.iter().any(|(_, one)| *one == reason), "{}", reason.code);
            for lang in [Lang::En, Lang::Vi] {
                let text = text(reason, lang);
                assert!(!text.is_empty() && !text.contains(['{', '}']), "{}: {text}", reason.code);
            }
        }
        assert!(count > 300, "{count}");
        assert!(matches!(parse("e0102"), Ok(Known::Configuration(_))));
        assert!(parse("NO_SUCH_REASON").is_err());
    }
}
