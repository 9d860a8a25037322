//! `[[system.file]]`: what the files of a `folder` system are.
//!
//! ```toml
//! [[system.file]]
//! type = "khai-sinh/v1"
//! match = "KS*.DBF"             # optional: these files of the outbox are of this type; * and ? only
//! to = ["H60.05"]               # optional, with match: who gets them where no envelope says it; one or more
//! name = "KS{date}_{number}.DBF"    # optional: what messages of this type are called in the inbox
//! #    = "KS{number:6}.DBF"     # the same for programs that take 8 and 3 characters
//! envelope = false              # optional: no envelope beside these messages in the inbox
//! ```
//!
//! A rule says at least one of `match`, `name` and `envelope`. The first rule that matches a file, and the first that
//! says anything of the inbox for a type, is the one in force; two that are seen to want the same are a mistake.

use std::collections::BTreeSet;
use std::ops::Range;

use lienthong_model::file_rule::{
    FilePattern, FileRule, MAX_NAME_BYTES, NameTemplate, PatternError, TemplateError,
};
use lienthong_model::system::Connector;
use lienthong_model::{MessageType, Receiver};

use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value, quoted};
use crate::names::nearest;
use crate::scenario::file::read_receiver;
use crate::source::Spot;
use crate::values;

/// The type of what the gateway tells a sender.
const NOTICE: &str = "delivery-notice";

/// What the rest of the system's entry says, as far as it could be read.
pub(crate) struct Around<'a> {
    pub(crate) connector: Option<&'a Connector>,
    pub(crate) receives: Option<&'a BTreeSet<MessageType>>,
}

/// The rules of one system.
#[derive(Debug, Default)]
pub(crate) struct FileRules {
    /// Nothing where one of them is wrong.
    pub(crate) rules: Option<Vec<FileRule>>,
    /// Whom they name, for the cross checks.
    pub(crate) receivers: Vec<(Receiver, Spot)>,
}

/// Reads the rules of a system; reports everything that is wrong with them.
pub(crate) fn read(tables: Vec<Fields<'_>>, around: &Around<'_>, sink: &mut Sink) -> FileRules {
    let mut found = FileRules::default();
    // A connector that could not be read is a mistake of its own.
    if let (Some(first), Some(connector)) = (tables.first(), around.connector)
        && !matches!(connector, Connector::Folder { .. })
    {
        sink.push(first.error(Code::FilesWithoutFolder).label(
            "the connector of this system is not a folder",
            "kết nối của hệ thống này không phải là thư mục",
        ));
        return found;
    }
    let mut before = Before::default();
    let rules: Vec<Option<FileRule>> = tables
        .into_iter()
        .map(|fields| read_rule(fields, around, &mut before, &mut found.receivers, sink))
        .collect();
    found.rules = rules.into_iter().collect();
    found
}

/// What the rules above say.
#[derive(Default)]
struct Before {
    patterns: Vec<(FilePattern, Spot)>,
    named: Vec<(MessageType, Spot)>,
}

fn read_rule(
    mut fields: Fields<'_>,
    around: &Around<'_>,
    before: &mut Before,
    receivers: &mut Vec<(Receiver, Spot)>,
    sink: &mut Sink,
) -> Option<FileRule> {
    let kind_value = fields.need("type");
    let kind: Option<MessageType> = kind_value.as_ref().and_then(|value| values::identifier(value, sink));
    let (match_value, to_value) = (fields.get("match"), fields.get("to"));
    let (name_value, envelope_value) = (fields.get("name"), fields.get("envelope"));
    let pattern = match_value.as_ref().map(|value| read_pattern(value, around, before, sink));
    let to = to_value.as_ref().map(|value| read_to(value, match_value.is_some(), receivers, sink));
    let name = name_value.as_ref().map(|value| read_name(value, sink));
    let envelope = envelope_value.as_ref().map(|value| value.boolean(sink));
    if match_value.is_none() && name_value.is_none() && envelope_value.is_none() {
        sink.push(fields.error(Code::MissingKey).label(
            "one of match, name, envelope is missing",
            "thiếu một trong các khóa match, name, envelope",
        ));
    }
    fields.finish(sink);
    let rule = FileRule {
        kind: kind?,
        pattern: transpose(pattern)?,
        to: transpose(to)?.unwrap_or_default(),
        inbox_name: transpose(name)?,
        envelope: transpose(envelope)?.unwrap_or(true),
    };
    if rule.speaks_of_inbox() {
        let speaks = name_value.as_ref().or(envelope_value.as_ref()).map(Value::spot)?;
        let above = before.named.iter().find(|(kind, _)| *kind == rule.kind);
        if let Some((kind, first)) = above {
            let line = first.line();
            sink.push(speaks.error(Code::FileRulesOverlap).label(
                format!("{line} says what {kind} is called in the inbox"),
                format!("{line} đã quy định tên của {kind} trong hộp đến"),
            ));
        }
        before.named.push((rule.kind.clone(), speaks));
        check_received(&rule.kind, &kind_value?, around, sink);
    }
    // An empty `match` is told above.
    (match_value.is_some() || name_value.is_some() || envelope_value.is_some()).then_some(rule)
}

/// A value that was not written, or was read; nothing where it was wrong.
fn transpose<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        Some(None) => None,
        Some(found) => Some(found),
        None => Some(None),
    }
}

fn read_pattern(
    value: &Value<'_>,
    around: &Around<'_>,
    before: &mut Before,
    sink: &mut Sink,
) -> Option<FilePattern> {
    if matches!(around.connector, Some(Connector::Folder { outbox: None, .. })) {
        sink.push(
            value.error_at_key(Code::Conflict).label("the system has no outbox", "hệ thống không có hộp đi"),
        );
        return None;
    }
    let text = value.text(sink)?;
    let pattern = match text.parse::<FilePattern>() {
        Ok(pattern) => pattern,
        Err(error) => {
            let (place, en, vi) = pattern_text(&error);
            let found = match place {
                Some(place) => value.error_in(Code::BadPattern, text, place),
                None => value.error(Code::BadPattern),
            };
            sink.push(found.label(en, vi));
            return None;
        }
    };
    if let Some((other, first)) = before.patterns.iter().find(|(other, _)| other.covers(&pattern)) {
        let (line, other) = (first.line(), other.as_str());
        sink.push(value.error(Code::FileRulesOverlap).label(
            format!("{other:?} of {line} has these files already"),
            format!("{other:?} ở {line} đã bao gồm các tệp này"),
        ));
    }
    before.patterns.push((pattern.clone(), value.spot()));
    Some(pattern)
}

fn pattern_text(error: &PatternError) -> (Option<Range<usize>>, String, String) {
    match error {
        PatternError::Empty => (None, "expected e.g. KS*.DBF".into(), "cần dạng như KS*.DBF".into()),
        PatternError::TooLong { found } => (
            None,
            format!("{found} bytes; at most {MAX_NAME_BYTES} are allowed"),
            format!("dài {found} byte; tối đa {MAX_NAME_BYTES} byte"),
        ),
        PatternError::Character { found, offset } => (
            Some(*offset..offset + found.len_utf8()),
            format!("{found:?} may not stand in a pattern; * and ? stand for other characters"),
            format!("mẫu không được có {found:?}; chỉ * và ? thay cho ký tự khác"),
        ),
        PatternError::NeverTaken { ending } => (
            None,
            format!("files whose names end in {ending} are never taken as messages"),
            format!("cổng không bao giờ lấy tệp có tên kết thúc bằng {ending} làm thông điệp"),
        ),
        PatternError::Hidden => (
            Some(0..1),
            "files whose names begin with a dot are never taken".into(),
            "cổng không bao giờ lấy tệp có tên bắt đầu bằng dấu chấm".into(),
        ),
    }
}

fn read_to(
    value: &Value<'_>,
    has_match: bool,
    receivers: &mut Vec<(Receiver, Spot)>,
    sink: &mut Sink,
) -> Option<Vec<Receiver>> {
    if !has_match {
        sink.push(value.error_at_key(Code::Conflict).label(
            "without `match` no file has these receivers",
            "không có `match` thì không tệp nào gửi tới các nơi này",
        ));
        return None;
    }
    let values = value.one_or_more();
    if values.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
        return None;
    }
    let read: Vec<Option<Receiver>> = values
        .iter()
        .map(|value| {
            let receiver = read_receiver(value, sink)?;
            receivers.push((receiver.clone(), value.spot()));
            Some(receiver)
        })
        .collect();
    read.into_iter().collect()
}

fn read_name(value: &Value<'_>, sink: &mut Sink) -> Option<NameTemplate> {
    let text = value.text(sink)?;
    let error = match text.parse::<NameTemplate>() {
        Ok(template) => return Some(template),
        Err(error) => error,
    };
    let code = match error {
        TemplateError::NoNumber | TemplateError::NumberTouches { .. } => Code::NameNotUnique,
        _ => Code::BadFileName,
    };
    let (place, en, vi) = template_text(&error);
    let found = match place {
        Some(place) => value.error_in(code, text, place),
        None => value.error(code),
    };
    let found = found.label(en, vi);
    // Only a text that is itself right is suggested.
    let mended = mend(text, &error).filter(|text| text.parse::<NameTemplate>().is_ok());
    sink.push(match mended {
        Some(text) => found.suggest(value.span.clone(), quoted(&text)),
        None => found,
    });
    None
}

fn mend(text: &str, error: &TemplateError) -> Option<String> {
    match error {
        TemplateError::Placeholder { found, part } => {
            let (name, width) = found.split_at(found.find(':').unwrap_or(found.len()));
            let known = NameTemplate::PLACEHOLDERS.map(|known| known.trim_matches(['{', '}']));
            let near = if name.eq_ignore_ascii_case("n") { Some("number") } else { nearest(name, known) };
            near.map(|near| format!("{}{{{near}{width}}}{}", &text[..part.start], &text[part.end..]))
        }
        TemplateError::NoNumber => {
            let (stem, ending) = text.split_at(text.rfind('.').unwrap_or(text.len()));
            Some(format!("{stem}_{{number}}{ending}"))
        }
        TemplateError::NumberTouches { .. } => {
            Some(text.replace("}{number}", "}_{number}").replace("{number}{", "{number}_{"))
        }
        _ => None,
    }
}

fn template_text(error: &TemplateError) -> (Option<Range<usize>>, String, String) {
    let known = NameTemplate::PLACEHOLDERS.join(", ");
    match error {
        TemplateError::Empty => {
            (None, "expected e.g. KS{date}_{number}.DBF".into(), "cần dạng như KS{date}_{number}.DBF".into())
        }
        TemplateError::Brace { offset } => (
            Some(*offset..offset + 1),
            format!("a brace without its counterpart; placeholders are {known}"),
            format!("dấu ngoặc nhọn không thành cặp; chỗ thay thế gồm {known}"),
        ),
        TemplateError::Placeholder { part, .. } => {
            (Some(part.clone()), format!("known: {known}"), format!("dùng được: {known}"))
        }
        TemplateError::Width { part } => (
            Some(part.clone()),
            "only the number has a width, 1 to 18, e.g. {number:6}".into(),
            "chỉ số mới có độ rộng, từ 1 đến 18, ví dụ {number:6}".into(),
        ),
        TemplateError::Character { found, offset } => (
            Some(*offset..offset + found.len_utf8()),
            format!("{found:?} may not stand in a name"),
            format!("tên tệp không được có {found:?}"),
        ),
        TemplateError::Edge { found } => (
            None,
            format!("a name does not begin or end with {found:?}"),
            format!("tên tệp không được bắt đầu hoặc kết thúc bằng {found:?}"),
        ),
        TemplateError::Device { found } => (
            None,
            format!("Windows keeps {found} for a device"),
            format!("Windows dành {found} cho một thiết bị"),
        ),
        TemplateError::TooLong { found } => (
            None,
            format!("may become {found} bytes long; at most {MAX_NAME_BYTES} are allowed"),
            format!("có thể dài tới {found} byte; tối đa {MAX_NAME_BYTES} byte"),
        ),
        TemplateError::NoNumber => (None, "{number} is missing".into(), "thiếu {number}".into()),
        TemplateError::NumberTouches { beside } => (
            None,
            format!("a character other than a digit must part {{number}} from {beside}"),
            format!("giữa {{number}} và {beside} phải có một ký tự không phải chữ số"),
        ),
    }
}

/// A type that the system does not take never comes into its inbox.
fn check_received(kind: &MessageType, value: &Value<'_>, around: &Around<'_>, sink: &mut Sink) {
    let Some(receives) = around.receives else { return };
    // Notices come to every sender, without being asked for.
    if receives.contains(kind) || kind.as_str() == NOTICE {
        return;
    }
    let found = value.error(Code::FileTypeNotReceived).label(
        format!("{kind} is not in receives of this system"),
        format!("{kind} không có trong receives của hệ thống này"),
    );
    let known = receives.iter().map(MessageType::as_str);
    sink.push(value.spot().suggest_nearest(found, kind.as_str(), known));
}
