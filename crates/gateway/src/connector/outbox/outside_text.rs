//! The text of an envelope that an office has written, and where it is wrong.
//!
//! People write envelopes with an editor. What is wrong is therefore told with its line, its column and its field, in
//! both languages; what the JSON reader itself says is English and of use to programmers only.
//!
//! # What holds
//!
//! * A byte order mark, which Notepad writes, is no fault.
//! * A field that is not known is refused: it may be one of ours that is misspelt.

use std::fmt;

use jiff::Timestamp;
use lienthong_adapter::{Phrase, phrase};
use lienthong_model::quotes::{LEFT_OUT, Quotes};
use lienthong_model::{MessageId, MessageType, Receiver};
use serde::de::{DeserializeSeed, Error as _, MapAccess, Visitor};
use serde_json::error::Category;

use crate::accept::Draft;
use crate::problem::Told;

/// What UTF-8 may begin with.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Characters of a name of the office's that are said back.
const SAID_BACK: usize = 40;

/// What an office may write beside a payload, each with what it must be. All is optional where the format or a rule
/// says it.
static FIELDS: [(&str, Phrase); 6] = [
    (
        "message_id",
        Phrase::new(
            "text of 1 to 128 letters, digits and signs of ASCII, without spaces",
            "chuỗi từ 1 đến 128 chữ cái, chữ số và dấu ASCII, không có dấu cách",
        ),
    ),
    (
        "type",
        Phrase::new("a message type such as \"khai-sinh/v1\"", "loại thông điệp, ví dụ \"khai-sinh/v1\""),
    ),
    (
        "to",
        Phrase::new(
            "a list of agencies or systems such as [\"H60.05\"]",
            "danh sách cơ quan hoặc hệ thống, ví dụ [\"H60.05\"]",
        ),
    ),
    (
        "created_at",
        Phrase::new(
            "a time such as \"2026-11-20T08:00:00+07:00\"",
            "thời điểm, ví dụ \"2026-11-20T08:00:00+07:00\"",
        ),
    ),
    ("case_key", Phrase::new("text", "chuỗi")),
    ("correlation_id", Phrase::new("text", "chuỗi")),
];

/// What is wrong with an envelope, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    line: usize,
    column: usize,
    cause: Cause,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    /// The text ends within.
    Cut,
    /// It is not JSON, or not in UTF-8.
    NotJson,
    /// It is JSON and no object.
    NotAnObject,
    /// A field that no envelope has.
    Unknown(String),
    /// A field that comes again.
    Twice(&'static str),
    /// A field whose value is not what it must be.
    Value(&'static str),
}

/// Reads an envelope.
pub(super) fn parse(text: &[u8]) -> Result<Draft, Fault> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut outside = Outside::default();
    let mut from = serde_json::Deserializer::from_slice(text);
    let read = outside.deserialize_into(&mut from).and_then(|()| from.end());
    let Err(error) = read else { return Ok(outside.draft) };
    let cause = match error.classify() {
        Category::Eof => Cause::Cut,
        Category::Syntax | Category::Io => Cause::NotJson,
        Category::Data => outside.cause.unwrap_or(Cause::NotAnObject),
    };
    // The reader counts bytes, and people count letters.
    let line = text.split(|byte| *byte == b'\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.get(..error.column()).unwrap_or(line);
    Err(Fault { line: error.line(), column: String::from_utf8_lossy(before).chars().count().max(1), cause })
}

impl Quotes for Fault {
    fn unquoted(&self) -> Self {
        let cause = match &self.cause {
            Cause::Unknown(_) => Cause::Unknown(LEFT_OUT.to_owned()),
            Cause::Cut | Cause::NotJson | Cause::NotAnObject | Cause::Twice(_) | Cause::Value(_) => {
                self.cause.clone()
            }
        };
        Self { cause, ..*self }
    }
}

impl Told for Fault {
    /// For the office that wrote the envelope.
    fn words(&self) -> Phrase {
        let cause = match &self.cause {
            Cause::Cut => {
                Phrase::new("the text ends before the envelope does", "văn bản kết thúc giữa chừng")
            }
            Cause::NotJson => Phrase::new(
                "this is not JSON in UTF-8: look for a missing quotation mark or comma",
                "không phải JSON mã hóa UTF-8: hãy xem có thiếu dấu ngoặc kép hoặc dấu phẩy không",
            ),
            Cause::NotAnObject => Phrase::new(
                "an envelope is one object, { … }, with values in quotation marks",
                "phong bì là một đối tượng { … } với giá trị trong dấu ngoặc kép",
            ),
            Cause::Unknown(name) => {
                let all = FIELDS.each_ref().map(|(name, _)| *name).join(", ");
                phrase!(
                    "an envelope has no field {name:?}; its fields are {all}",
                    "phong bì không có trường {name:?}; các trường là {all}"
                )
            }
            Cause::Twice(name) => {
                phrase!("the field `{name}` comes twice", "trường `{name}` xuất hiện hai lần")
            }
            Cause::Value(name) => {
                let must = FIELDS.iter().find(|(field, _)| field == name).map(|(_, must)| must.clone());
                let must = must.unwrap_or(Phrase::new("text", "chuỗi"));
                let (en, vi) = (must.en, must.vi);
                Phrase::of(
                    format!("the field `{name}` must be {en}"),
                    format!("trường `{name}` phải là {vi}"),
                )
            }
        };
        let (line, column) = (self.line, self.column);
        Phrase::of(
            format!("is not readable: line {line}, column {column}: {}", cause.en),
            format!("không đọc được phong bì: dòng {line}, cột {column}: {}", cause.vi),
        )
    }
}

/// What was read so far, and why no more.
#[derive(Default)]
struct Outside {
    draft: Draft,
    seen: Vec<&'static str>,
    cause: Option<Cause>,
}

impl Outside {
    fn deserialize_into<'de>(
        &mut self,
        from: &mut serde_json::Deserializer<impl serde_json::de::Read<'de>>,
    ) -> serde_json::Result<()> {
        self.deserialize(from)
    }

    fn value<'de, A: MapAccess<'de>>(&mut self, name: &'static str, from: &mut A) -> Result<(), A::Error> {
        let draft = &mut self.draft;
        match name {
            "message_id" => draft.id = from.next_value::<Option<MessageId>>()?,
            "type" => draft.kind = from.next_value::<Option<MessageType>>()?,
            "created_at" => draft.created_at = from.next_value::<Option<Timestamp>>()?,
            "case_key" => draft.case_key = from.next_value()?,
            "correlation_id" => draft.correlation_id = from.next_value()?,
            _ => {
                let to = from.next_value::<Vec<String>>()?.into_iter().map(|text| {
                    let system = text.contains('/').then(|| text.parse().map(Receiver::System));
                    system.unwrap_or(Ok(Receiver::Agency(text))).map_err(A::Error::custom)
                });
                draft.receivers = to.collect::<Result<_, _>>()?;
            }
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Outside {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Outside {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an envelope")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let Some((name, _)) = FIELDS.iter().find(|(name, _)| *name == key) else {
                let said = key.chars().filter(|c| !c.is_control()).take(SAID_BACK).collect();
                self.cause = Some(Cause::Unknown(said));
                return Err(A::Error::custom("unknown field"));
            };
            if self.seen.contains(name) {
                self.cause = Some(Cause::Twice(name));
                return Err(A::Error::custom("field comes twice"));
            }
            self.seen.push(name);
            self.cause = Some(Cause::Value(name));
            self.value(name, &mut map)?;
            self.cause = None;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_read_with_or_without_a_byte_order_mark() {
        let text = r#"{"type": "khai-sinh/v1", "to": ["H60.05", "H60.05/app"], "message_id": "m-1",
            "created_at": "2026-11-20T08:00:00+07:00", "case_key": "a", "correlation_id": null}"#;
        let plain = parse(text.as_bytes()).unwrap();
        assert_eq!(plain.id.unwrap().as_str(), "m-1");
        assert_eq!(plain.kind.unwrap().as_str(), "khai-sinh/v1");
        assert_eq!(plain.receivers.len(), 2);
        assert_eq!((plain.case_key.as_deref(), plain.correlation_id), (Some("a"), None));
        let marked = parse(format!("\u{feff}{text}").as_bytes()).unwrap();
        assert_eq!(marked.receivers, plain.receivers);
        assert!(parse(b"{}").unwrap().id.is_none());
    }

    #[test]
    fn a_fault_is_told_with_line_column_and_field_in_both_languages() {
        let check = |text: &str, at: (usize, usize), english: &str, vietnamese: &str| {
            let fault = parse(text.as_bytes()).unwrap_err();
            let words = fault.words();
            let place = (format!("line {}, column {}", at.0, at.1), format!("dòng {}, cột {}", at.0, at.1));
            assert!(words.en.contains(&place.0) && words.en.contains(english), "{text}: {}", words.en);
            assert!(words.vi.contains(&place.1) && words.vi.contains(vietnamese), "{text}: {}", words.vi);
        };
        check("{", (1, 1), "text ends", "kết thúc giữa chừng");
        check("", (1, 1), "text ends", "kết thúc giữa chừng");
        check("{\n type: 1}", (2, 2), "not JSON", "không phải JSON");
        check("{} x", (1, 4), "not JSON", "không phải JSON");
        check("[]", (1, 1), "one object", "một đối tượng");
        check("{\"tipe\": \"khai-sinh/v1\"}", (1, 7), "no field \"tipe\"", "không có trường \"tipe\"");
        check("{\"case_key\": \"a\",\n \"case_key\": \"b\"}", (2, 11), "`case_key` comes twice", "hai lần");
        check("{\"type\": 5}", (1, 10), "`type` must be a message type", "`type` phải là loại thông điệp");
        check("{\n\"message_id\": \"a b\"}", (2, 20), "`message_id` must be text", "không có dấu cách");
        check("{\"to\": \"H60.05\"}", (1, 15), "`to` must be a list", "phải là danh sách");
        check("{\"to\": [\"H60.05/\"]}", (1, 19), "`to` must be a list", "phải là danh sách");
        check("{\"created_at\": \"hôm qua\"}", (1, 24), "`created_at` must be a time", "phải là thời điểm");
    }
}
