//! Answers of the portal and of the adapters of provinces: writing them, and reading those that come back.
//!
//! ```json
//! {"error_code":"00","message":"Đồng bộ hồ sơ thành công","result":[]}
//! ```
//!
//! # What holds
//!
//! * Clients look for the words `thành công` in the message, whatever the code: a message of success has them, and a
//!   message of failure never has.
//! * A reply is a success when both its code and its message say so. `error_code` 0 with a message of failure was seen.

use lienthong_adapter::{DecodeError, Finding, Limits, Phrase};
use lienthong_model::text::nfc;

use crate::json::{self, Json, Node, member, push_text};
use crate::reasons::NOT_A_REPLY;

/// The words that clients take for success.
const SUCCESS: &str = "thành công";
/// What turns them into failure when it stands before them.
const NOT: [&str; 3] = ["không", "chưa", "chẳng"];
/// The words that say that a dossier is there already.
const EXISTS: &str = "đã tồn tại";

/// What was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// Dossiers (`DongBoHoSoMC`).
    Dossiers,
    /// Steps of dossiers (`CapNhatTienDoHoSoMC`).
    Progress,
}

/// How codes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CodeStyle {
    /// Success is the text `"00"`, as at the national portal.
    #[default]
    DoubleZero,
    /// Success is the text `"0"`, as at the adapters of provinces.
    Zero,
    /// Codes are numbers, success is `0`.
    Integer,
}

/// An answer to somebody who has sent dossiers or steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// All is kept.
    Accepted(Sent),
    /// The dossier is there already; the client then sends it as an update.
    AlreadyExists,
    /// It was refused.
    Refused {
        /// What the sender reads, in Vietnamese.
        message: String,
        /// The stable reason.
        reason: String,
    },
}

impl Answer {
    /// The refusal of what could not be read.
    pub fn refused(error: &DecodeError) -> Self {
        Self::Refused { message: error.message_vi(), reason: error.code().to_owned() }
    }

    /// The body of the answer.
    pub fn write(&self, style: CodeStyle) -> String {
        let (code, message) = match self {
            Self::Accepted(Sent::Dossiers) => (0, "Đồng bộ hồ sơ thành công".to_owned()),
            Self::Accepted(Sent::Progress) => (0, "Cập nhật tiến độ hồ sơ thành công".to_owned()),
            Self::AlreadyExists => (-3, "Hồ sơ đã tồn tại".to_owned()),
            Self::Refused { message, reason } => (-1, failure(message, reason)),
        };
        let code = match (style, code) {
            (CodeStyle::DoubleZero, 0) => "\"00\"".to_owned(),
            (CodeStyle::DoubleZero | CodeStyle::Zero, code) => format!("\"{code}\""),
            (CodeStyle::Integer, code) => code.to_string(),
        };
        let mut out = format!("{{\"error_code\":{code},\"message\":");
        push_text(&mut out, &message);
        out.push_str(",\"result\":[]}");
        out
    }
}

/// A message of failure: one that no client takes for success, nor for "already exists".
fn failure(message: &str, reason: &str) -> String {
    let folded = nfc(message).to_lowercase();
    if folded.contains(SUCCESS) || folded.contains(EXISTS) {
        return format!("Dữ liệu không hợp lệ ({reason})");
    }
    format!("{message} ({reason})")
}

/// What became of what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept there.
    Accepted,
    /// The dossier is there already: send it as an update.
    AlreadyExists,
    /// It is not kept.
    Refused,
}

/// A reply that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// `error_code`, as text; nothing where the reply is plain text, or has none.
    pub code: Option<String>,
    /// `message`. It may hold anything, personal data as well.
    pub message: Option<String>,
    /// `result`, as JSON.
    pub result: Option<String>,
    is_plain: bool,
}

impl Reply {
    /// Reads the body of a reply to `sent`.
    ///
    /// Replies to steps may be plain text; anything else is an object. A page of a proxy is neither, and an error.
    pub fn read(body: &[u8], sent: Sent, limits: &Limits) -> Result<Self, DecodeError> {
        let begins = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start().first();
        if sent == Sent::Progress && !matches!(begins, None | Some(b'{' | b'[' | b'<')) {
            limits.check_package(body)?;
            let text = std::str::from_utf8(body).map_err(|error| {
                DecodeError::from(
                    Finding::new(&NOT_A_REPLY)
                        .found(Phrase::new("bytes that are not UTF-8", "byte không phải UTF-8"))
                        .at(error.valid_up_to()),
                )
            })?;
            // Some quote it, since their framework takes every answer for JSON.
            let text = text.trim().trim_matches('"');
            return Ok(Self {
                code: None,
                message: Some(nfc(text).into_owned()),
                result: None,
                is_plain: true,
            });
        }
        let tree = json::parse(body, limits)?;
        let Some(entries) = tree.root.json.entries() else {
            return Err(Finding::new(&NOT_A_REPLY).found(tree.root.json.kind()).at(tree.root.at).into());
        };
        let result = member(entries, "result").map(|node| {
            let mut out = String::new();
            json::push_node(&mut out, node);
            out
        });
        Ok(Self {
            code: member(entries, "error_code").and_then(scalar),
            message: member(entries, "message").and_then(scalar),
            result,
            is_plain: false,
        })
    }

    /// What became of what was sent.
    pub fn outcome(&self) -> Outcome {
        let message = self.message.as_deref().map(str::to_lowercase).unwrap_or_default();
        let code = self.code.as_deref().map(str::trim).unwrap_or_default();
        let is_zero = !code.is_empty() && code.bytes().all(|b| b == b'0');
        if (is_zero || matches!(code, "3" | "-3")) && message.contains(EXISTS) {
            return Outcome::AlreadyExists;
        }
        if (is_zero || self.is_plain) && says_success(&message) {
            return Outcome::Accepted;
        }
        Outcome::Refused
    }
}

/// Whether a message in lower case says success, and nowhere the opposite.
fn says_success(message: &str) -> bool {
    let mut found = false;
    for (at, _) in message.match_indices(SUCCESS) {
        let before = message[..at].trim_end();
        if NOT.iter().any(|word| before.ends_with(word)) {
            return false;
        }
        found = true;
    }
    found
}

fn scalar(node: &Node) -> Option<String> {
    match &node.json {
        Json::Text(text) => Some(text.clone()),
        Json::Number(number) => Some(number.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, sent: Sent, expected: Outcome) {
        let reply = Reply::read(body.as_bytes(), sent, &Limits::default()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(reply.outcome(), expected, "{body}");
    }

    #[test]
    fn success_needs_both_a_code_and_a_message() {
        use Outcome::{Accepted, AlreadyExists, Refused};
        let json = |body: &str, expected| check(body, Sent::Dossiers, expected);
        json(r#"{"error_code":"00","message":"Đồng bộ thành công","result":[]}"#, Accepted);
        json(r#"{"error_code":0,"message":"THÀNH CÔNG"}"#, Accepted);
        json(r#"{"error_code":"0","message":"… thành công"}"#, Accepted);
        json("{\"error_code\":\"0\",\"message\":\"tha\u{300}nh co\u{302}ng\"}", Accepted);
        json(r#"{"error_code":"0","message":"Lỗi hệ thống"}"#, Refused);
        json(r#"{"error_code":"0","message":"Đồng bộ không thành công"}"#, Refused);
        json(r#"{"error_code":"0","message":"Chưa thành công"}"#, Refused);
        json(r#"{"error_code":"0"}"#, Refused);
        json(r#"{"message":"Đồng bộ thành công"}"#, Refused);
        json(r#"{"error_code":"","message":"Đồng bộ thành công"}"#, Refused);
        json(r#"{"error_code":"-1","message":"Đồng bộ thành công"}"#, Refused);
        json(r#"{"error_code":"-3","message":"Hồ sơ đã tồn tại","result":[]}"#, AlreadyExists);
        json(r#"{"error_code":3,"message":"Mã hồ sơ ĐÃ TỒN TẠI"}"#, AlreadyExists);
        json(r#"{"error_code":"0","message":"Hồ sơ đã tồn tại"}"#, AlreadyExists);
        json(r#"{"error_code":"-1","message":"Hồ sơ đã tồn tại"}"#, Refused);
        json(r#"{"error_code":"-3","message":"Lỗi"}"#, Refused);
    }

    #[test]
    fn a_reply_to_steps_may_be_plain_text_and_a_page_is_no_reply() {
        check("Cập nhật thành công", Sent::Progress, Outcome::Accepted);
        check("\"Cập nhật thành công\"", Sent::Progress, Outcome::Accepted);
        check("Cập nhật không thành công", Sent::Progress, Outcome::Refused);
        check(r#"{"error_code":"0","message":"thành công"}"#, Sent::Progress, Outcome::Accepted);
        for (body, sent) in [
            ("Đồng bộ thành công", Sent::Dossiers),
            ("<html>thành công</html>", Sent::Progress),
            ("[]", Sent::Dossiers),
            ("", Sent::Progress),
            ("{\"error_code\":\"0\"", Sent::Dossiers),
        ] {
            assert!(Reply::read(body.as_bytes(), sent, &Limits::default()).is_err(), "{body}");
        }
        assert!(Reply::read(b"\xff", Sent::Progress, &Limits::default()).is_err());
    }

    #[test]
    fn what_is_written_is_read_as_what_it_is() {
        let refused =
            |message: &str| Answer::Refused { message: message.into(), reason: "NUMBER_DAY".into() };
        for style in [CodeStyle::DoubleZero, CodeStyle::Zero, CodeStyle::Integer] {
            for (answer, sent, outcome) in [
                (Answer::Accepted(Sent::Dossiers), Sent::Dossiers, Outcome::Accepted),
                (Answer::Accepted(Sent::Progress), Sent::Progress, Outcome::Accepted),
                (Answer::AlreadyExists, Sent::Dossiers, Outcome::AlreadyExists),
                (refused("Mã hồ sơ \"sai\""), Sent::Dossiers, Outcome::Refused),
                (refused("gặp `Thành công`"), Sent::Dossiers, Outcome::Refused),
            ] {
                let body = answer.write(style);
                serde_json::from_str::<serde_json::Value>(&body).unwrap();
                check(&body, sent, outcome);
                assert_eq!(body.to_lowercase().contains(SUCCESS), outcome == Outcome::Accepted, "{body}");
            }
        }
        let body = Answer::Accepted(Sent::Dossiers).write(CodeStyle::DoubleZero);
        assert_eq!(body, r#"{"error_code":"00","message":"Đồng bộ hồ sơ thành công","result":[]}"#);
        assert!(Answer::AlreadyExists.write(CodeStyle::Integer).starts_with("{\"error_code\":-3,"));
    }
}
