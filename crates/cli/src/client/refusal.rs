//! The gateway's no: a gRPC status with its rich details, as a person and as a program read it.
//!
//! The exit code follows the class of the reason: what may be asked again later is temporary, what is a fault on the
//! other side is a failure, everything else was refused.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

use serde_json::{Value, json};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::texts::Lang;
use crate::when;

/// What the gateway said, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    code: Code,
    /// `ErrorInfo.reason`; empty where the status has none.
    pub(crate) reason: String,
    message: String,
    vietnamese: Option<String>,
    fields: Vec<(String, String)>,
    /// What programs read beside the reason: row, column, found and expected of a mistake, and more.
    detail: BTreeMap<String, String>,
    retry_after: Option<Duration>,
    /// No answer came: the connection was lost, or the gateway closed it.
    lost: bool,
}

impl From<Status> for Refusal {
    fn from(status: Status) -> Self {
        // Details that cannot be read must not hide the status itself.
        let details = status.check_error_details().unwrap_or_default();
        let fields = details.bad_request().map(|bad| &bad.field_violations[..]).unwrap_or_default();
        let localized = details.localized_message().filter(|text| text.locale.starts_with("vi"));
        Self {
            code: status.code(),
            reason: details.error_info().map(|info| info.reason.clone()).unwrap_or_default(),
            message: with_causes(&status),
            vietnamese: localized.map(|text| text.message.clone()),
            fields: fields.iter().map(|field| (field.field.clone(), field.description.clone())).collect(),
            detail: details.error_info().map(|info| info.metadata.clone()).into_iter().flatten().collect(),
            retry_after: details.retry_info().and_then(|retry| retry.retry_delay),
            // Only our own transport puts a cause behind a status.
            lost: status.source().is_some(),
        }
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::Refused(Box::new(status.into()))
    }
}

impl Refusal {
    /// How the process ends.
    pub(crate) fn exit(&self) -> Exit {
        match self.code {
            _ if self.retry_after.is_some() || self.lost => Exit::Temporary,
            Code::Unavailable | Code::ResourceExhausted | Code::Aborted | Code::DeadlineExceeded => {
                Exit::Temporary
            }
            Code::Ok
            | Code::Unknown
            | Code::Internal
            | Code::DataLoss
            | Code::Unimplemented
            | Code::Cancelled => Exit::Failed,
            Code::InvalidArgument
            | Code::NotFound
            | Code::AlreadyExists
            | Code::PermissionDenied
            | Code::FailedPrecondition
            | Code::OutOfRange
            | Code::Unauthenticated => Exit::Refused,
        }
    }

    /// For people: the sentence, the reason, the fields at fault, when to try again.
    pub(crate) fn text(&self, lang: Lang) -> String {
        let sentence = match (lang, &self.vietnamese) {
            (Lang::Vi, Some(text)) => text,
            _ => &self.message,
        };
        let mut text = if sentence.is_empty() { self.class(lang).to_owned() } else { sentence.clone() };
        if !self.reason.is_empty() {
            text.push_str(&format!(" [{}]", self.reason));
        }
        // The sentence of a wrong field says all, in the language that was asked for. The descriptions are in English.
        match (lang, self.detail.get("quarantined_rows")) {
            (Lang::Vi, Some(rows)) => text.push_str(&format!("\n  các dòng lỗi đầu tiên: {rows}")),
            _ => {
                for (field, description) in
                    self.fields.iter().filter(|(field, _)| !sentence.contains(field.as_str()))
                {
                    text.push_str(&format!("\n  {} {field}: {description}", lang.pick("field", "trường")));
                }
            }
        }
        let part = |key: &str| {
            let own = lang.pick(None, self.detail.get(&format!("{key}_vi")));
            own.or_else(|| self.detail.get(key))
        };
        // Where the sentence does not say it: two digests, for example.
        if let (Some(found), Some(expected)) = (part("found"), part("expected"))
            && !sentence.contains(found.as_str())
        {
            text.push_str(&lang.pick(
                format!("\n  found {found}, expected {expected}"),
                format!("\n  gặp {found}, cần {expected}"),
            ));
        }
        if self.lost {
            let hint = lang.pick(
                "the connection ended without an answer; where that happens every time, the certificate may not be one that the gateway trusts, or be missing",
                "kết nối kết thúc mà không có trả lời; nếu lần nào cũng vậy, có thể thiếu chứng thư số hoặc cổng không tin chứng thư số này",
            );
            text.push_str(&format!("\n  {hint}"));
        }
        if let Some(delay) = self.retry_after {
            let delay = when::show_duration(delay.max(Duration::from_secs(1)));
            let head = lang.pick("try again in", "hãy thử lại sau");
            text.push_str(&format!("\n  {head} {}", delay.in_lang(lang)));
        }
        text
    }

    /// For programs.
    pub(crate) fn json(&self) -> Value {
        let fields: Vec<_> =
            self.fields.iter().map(|(f, d)| json!({ "field": f, "description": d })).collect();
        json!({
            "code": format!("{:?}", self.code),
            "reason": self.reason,
            "message": self.message,
            "message_vi": self.vietnamese,
            "fields": fields,
            "detail": self.detail,
            "retry_after_seconds": self.retry_after.map(|delay| delay.as_secs_f64()),
        })
    }

    /// What can be said when the status says nothing.
    fn class(&self, lang: Lang) -> &'static str {
        match self.exit() {
            Exit::Temporary => lang.pick("the gateway cannot answer now", "cổng tạm thời không trả lời được"),
            Exit::Refused => lang.pick("the gateway refused", "cổng từ chối"),
            _ => lang.pick("the request failed", "yêu cầu thất bại"),
        }
    }
}

/// A status made by our own transport says "transport error" and keeps the cause to itself.
fn with_causes(status: &Status) -> String {
    let mut text = status.message().to_owned();
    let mut next = status.source();
    while let Some(error) = next {
        let line = error.to_string();
        if !text.contains(&line) {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&line);
        }
        next = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::ErrorDetails;

    fn refused(code: Code, details: ErrorDetails) -> Refusal {
        Status::with_error_details(code, "no route lets H60.31/qlvb send document to H60.05", details).into()
    }

    #[test]
    fn a_person_reads_the_reason_the_field_and_when_to_try_again() {
        let mut details = ErrorDetails::new();
        details
            .set_error_info("NO_ROUTE", "lienthong", std::collections::HashMap::new())
            .set_localized_message("vi", "không có tuyến nào cho phép")
            .add_bad_request_violation("envelope.receivers[0]", "no route")
            .set_retry_info(Some(Duration::from_secs(300)));
        let refusal = refused(Code::PermissionDenied, details);
        assert_eq!(
            refusal.text(Lang::En),
            "no route lets H60.31/qlvb send document to H60.05 [NO_ROUTE]\n  field envelope.receivers[0]: no route\n  try again in 5 min"
        );
        assert_eq!(
            refusal.text(Lang::Vi),
            "không có tuyến nào cho phép [NO_ROUTE]\n  trường envelope.receivers[0]: no route\n  hãy thử lại sau 5 phút"
        );
        assert_eq!(refusal.json()["reason"], "NO_ROUTE");
        let rows =
            std::collections::HashMap::from([("quarantined_rows".to_owned(), "2 MA NOT_DIGITS".to_owned())]);
        let mut details = ErrorDetails::new();
        details
            .set_error_info("ROWS_QUARANTINED", "lienthong", rows)
            .set_localized_message("vi", "không nhận được dòng nào")
            .add_bad_request_violation("row 2.MA", "expected 5 digits");
        let rows = refused(Code::InvalidArgument, details).text(Lang::Vi);
        assert_eq!(
            rows,
            "không nhận được dòng nào [ROWS_QUARANTINED]\n  các dòng lỗi đầu tiên: 2 MA NOT_DIGITS"
        );
        assert_eq!(refusal.json()["fields"][0]["field"], "envelope.receivers[0]");
    }

    #[test]
    fn the_exit_code_follows_the_class_of_the_reason() {
        let check =
            |code, expected| assert_eq!(refused(code, ErrorDetails::new()).exit(), expected, "{code:?}");
        check(Code::PermissionDenied, Exit::Refused);
        check(Code::AlreadyExists, Exit::Refused);
        check(Code::Unauthenticated, Exit::Refused);
        check(Code::Unavailable, Exit::Temporary);
        check(Code::ResourceExhausted, Exit::Temporary);
        check(Code::Internal, Exit::Failed);
        check(Code::Unknown, Exit::Failed);
        let retry = ErrorDetails::with_retry_info(Some(Duration::from_secs(1)));
        assert_eq!(refused(Code::FailedPrecondition, retry).exit(), Exit::Temporary);
    }

    #[test]
    fn a_lost_connection_is_no_refusal_of_the_gateway() {
        let lost = Refusal::from(Status::from_error("connection reset".into()));
        assert_eq!(lost.exit(), Exit::Temporary);
        assert!(lost.text(Lang::En).contains("ended without an answer"), "{}", lost.text(Lang::En));
        assert!(!refused(Code::Unknown, ErrorDetails::new()).text(Lang::En).contains("without an answer"));
    }
}
