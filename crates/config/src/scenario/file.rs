//! Reading test files.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use lienthong_model::{Level, Receiver, ServiceId, SystemId, time};

use super::sample::{Sample, TestFile};
use super::{Expected, Scenario, expected_values};
use crate::code::Code;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value, read_document};
use crate::explain::Asked;
use crate::names::nearest;
use crate::source::Source;
use crate::values;

/// Reasons that the gateway gives where routes and directory decide.
pub(super) const REASONS: [&str; 15] = [
    "NO_ROUTE",
    "NO_RECEIVER",
    "UNKNOWN_RECEIVER",
    "RECEIVER_CLOSED",
    "RECEIVER_NOT_YET_OPEN",
    "NO_SYSTEM",
    "AMBIGUOUS_SYSTEM",
    "EMPTY_SET",
    "DUPLICATE_RECEIVER",
    "TOO_LARGE",
    "SELF_ADDRESSED",
    "SENDER_CLOSED",
    "SENDER_UNKNOWN",
    "UNKNOWN_SERVICE",
    "SYSTEM_DISABLED",
];

/// Reads one file; reports everything that is wrong with it.
pub(crate) fn read(source: &Arc<Source>, scenarios: &mut Vec<Scenario>, sink: &mut Sink) {
    read_document(source, sink, |mut top, sink| {
        let tables = top.tables("test", sink);
        top.finish(sink);
        for table in tables {
            if let Some(scenario) = read_scenario(table, sink) {
                if let Some(first) = scenarios.iter().find(|other| other.name == scenario.name) {
                    let line = first.spot.line();
                    let found = scenario.spot.error(Code::DuplicateTest);
                    sink.push(found.label(format!("also in {line}"), format!("đã có ở {line}")));
                }
                scenarios.push(scenario);
            }
        }
    });
}

fn read_scenario(mut table: Fields<'_>, sink: &mut Sink) -> Option<Scenario> {
    let name_value = table.need("name");
    let name = name_value.as_ref().and_then(|value| value.words(sink));
    let sender: Option<SystemId> = table.need("from").and_then(|value| values::identifier(&value, sink));
    let file = table.get("file");
    let asked = read_asked(&mut table, file.as_ref(), sink);
    let created = table.get("created").map(|value| read_instant(&value, sink));
    let on = table.get("on").map(|value| values::date(&value, sink));
    let expected = table
        .need("expect")
        .and_then(|value| value.table(sink))
        .and_then(|fields| read_expected(fields, file.as_ref(), sink));
    table.finish(sink);
    let (expected, sample) = expected?;
    let created = match created {
        Some(created) => Some(created?),
        None => None,
    };
    let on = match on {
        Some(on) => Some(on?),
        None => None,
    };
    Some(Scenario {
        name: name?,
        spot: name_value?.spot(),
        sender: sender?,
        asked: asked?,
        sample,
        created,
        on,
        expected,
    })
}

fn read_asked(table: &mut Fields<'_>, file: Option<&Value<'_>>, sink: &mut Sink) -> Option<Asked> {
    let size_value = table.get("size");
    if let (Some(_), Some(size)) = (file, &size_value) {
        sink.push(size.error_at_key(Code::Conflict).label("the file has a size", "tệp đã có kích thước"));
    }
    let size = size_value.map(|value| values::size(&value, 0..=u64::MAX, sink));
    let service = table.get("service");
    let (kind, to, method) = (table.get("type"), table.get("to"), table.get("method"));
    if let Some(service) = service {
        for other in [kind.as_ref(), to.as_ref(), file].into_iter().flatten() {
            sink.push(other.error_at_key(Code::Conflict).label("besides `service`", "đã có `service`"));
        }
        let service: Option<ServiceId> = values::identifier(&service, sink);
        let method = table.need("method").and_then(|value| value.words(sink));
        return Some(Asked::Call { service: service?, method: method? });
    }
    if let Some(method) = method {
        sink.push(
            method
                .error_at_key(Code::Conflict)
                .label("only a service has methods", "chỉ dịch vụ mới có phương thức"),
        );
    }
    let kind = table.need("type").and_then(|value| values::identifier(&value, sink));
    let mut receivers = Vec::new();
    // A file may only be read.
    let to = if file.is_some() { table.get("to") } else { Some(table.need("to")?) };
    for value in to.map(|to| to.one_or_more()).unwrap_or_default() {
        receivers.push(read_receiver(&value, sink)?);
    }
    let size = match size {
        Some(size) => Some(size?),
        None => None,
    };
    Some(Asked::Message { kind: kind?, receivers, size })
}

/// An agency in any written form, one system, or a set.
pub(crate) fn read_receiver(value: &Value<'_>, sink: &mut Sink) -> Option<Receiver> {
    if value.is_table() {
        let mut fields = value.table(sink)?;
        let level: Option<Option<Level>> = fields.get("level").map(|value| values::identifier(&value, sink));
        let under = fields.need("under").and_then(|value| values::agency_code(&value, sink));
        fields.finish(sink);
        let level = match level {
            Some(level) => Some(level?),
            None => None,
        };
        return Some(Receiver::Set { level, under: under? });
    }
    let text = value.text(sink)?;
    if text.contains('/') {
        return values::identifier(value, sink).map(Receiver::System);
    }
    // Senders may write any alias, so the text is not checked here.
    Some(Receiver::Agency(text.to_owned()))
}

/// A day, from its first moment in Vietnam, or an instant with its offset.
fn read_instant(value: &Value<'_>, sink: &mut Sink) -> Option<Timestamp> {
    let text = match value.as_date_text() {
        Some(text) => text,
        None => value.text(sink)?.to_owned(),
    };
    if let Some(date) = values::parse_date(&text) {
        return time::instant(date.to_datetime(jiff::civil::Time::midnight()));
    }
    match text.parse() {
        Ok(instant) => Some(instant),
        Err(_) => {
            sink.push(value.error(Code::NotADate).label(
                "expected YYYY-MM-DD, or an instant such as 2025-06-30T23:59:59+07:00",
                "cần NĂM-THÁNG-NGÀY, hoặc thời điểm như 2025-06-30T23:59:59+07:00",
            ));
            None
        }
    }
}

fn read_expected(
    mut fields: Fields<'_>,
    file: Option<&Value<'_>>,
    sink: &mut Sink,
) -> Option<(Expected, Option<Sample>)> {
    let before = sink.len();
    let sample = file.and_then(|file| read_sample(&mut fields, file, sink));
    let place = read_place(&mut fields, sink);
    let expected = read_outcome(fields, file.is_some(), place?, sink)?;
    (!sink.has_errors_since(before)).then_some((expected, sample))
}

/// `row` and `field` of a refusal; nothing where they are wrong.
fn read_place(fields: &mut Fields<'_>, sink: &mut Sink) -> Option<(Option<u64>, Option<String>)> {
    if fields.get("refuse").is_none() {
        return Some((None, None));
    }
    let row = match fields.get("row") {
        Some(value) => Some(value.integer(1..=u64::MAX, sink)?),
        None => None,
    };
    let field = match fields.get("field") {
        Some(value) => Some(value.words(sink)?),
        None => None,
    };
    Some((row, field))
}

/// What is expected of the file.
fn read_sample(fields: &mut Fields<'_>, file: &Value<'_>, sink: &mut Sink) -> Option<Sample> {
    let mut number =
        |key, sink: &mut Sink| fields.get(key).and_then(|value| value.integer(0..=u64::MAX, sink));
    let (records, quarantined) = (number("records", sink), number("quarantined", sink));
    let mut values = Vec::new();
    for value in fields.get("values").map(|value| value.list(sink)).unwrap_or_default() {
        let mut table = value.table(sink)?;
        let row = table.need("row").and_then(|value| value.integer(1..=u64::MAX, sink));
        let named = expected_values::read(&table, sink)?;
        if row.is_none() && table.get("row").is_none() {
            let found = table.error(Code::MissingKey);
            sink.push(found.label("the key `row` is missing here", "ở đây thiếu khóa `row`"));
        }
        values.push((row?, named));
    }
    let mut writes = Vec::new();
    if let Some(value) = fields.get("writes") {
        for (key, value) in value.table(sink)?.pairs() {
            let Ok(system) = key.parse::<SystemId>() else {
                let found = value.error(Code::BadIdentifier);
                sink.push(
                    found.label(format!("{key} is not AGENCY/NAME"), format!("{key} không có dạng MÃ/TÊN")),
                );
                continue;
            };
            writes.push((system, read_file(&value, sink)?));
        }
    }
    Some(Sample { file: read_file(file, sink)?, records, quarantined, values, writes })
}

/// A file of the folder `tests`.
fn read_file(value: &Value<'_>, sink: &mut Sink) -> Option<TestFile> {
    let path = value.text(sink)?.to_owned();
    if path.trim().is_empty() {
        sink.push(value.error(Code::Empty).label("expected a path", "cần một đường dẫn"));
        return None;
    }
    Some(TestFile { path, spot: value.spot(), bytes: Bytes::new() })
}

fn read_outcome(
    mut fields: Fields<'_>,
    has_file: bool,
    (row, field): (Option<u64>, Option<String>),
    sink: &mut Sink,
) -> Option<Expected> {
    let (deliver, call, refuse) = (fields.get("deliver"), fields.get("call"), fields.get("refuse"));
    let route_value = fields.get("route");
    let route = route_value.as_ref().map(|value| value.words(sink));
    let route = match route {
        Some(route) => Some(route?),
        None => None,
    };
    let span = fields.error(Code::MissingKey);
    fields.finish(sink);
    match (deliver, call, refuse) {
        (Some(deliver), None, None) => {
            let read: Vec<Option<SystemId>> =
                deliver.one_or_more().iter().map(|value| values::identifier(value, sink)).collect();
            Some(Expected::Deliver { to: read.into_iter().collect::<Option<_>>()?, route })
        }
        (None, Some(call), None) => Some(Expected::Call { system: values::identifier(&call, sink)?, route }),
        (None, None, Some(refuse)) => {
            if let Some(route) = route_value {
                sink.push(route.error_at_key(Code::Conflict).label("besides `refuse`", "đã có `refuse`"));
            }
            let text = refuse.text(sink)?;
            // Formats have reasons of their own.
            let is_reason =
                text.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'0'..=b'9'));
            if REASONS.contains(&text) || (has_file && is_reason && !text.is_empty()) {
                return Some(Expected::Refuse { reason: text.to_owned(), row, field });
            }
            let found = refuse.error(Code::UnknownWord).label(
                format!("one of: {}", REASONS.join(", ")),
                format!("một trong: {}", REASONS.join(", ")),
            );
            sink.push(match nearest(text, REASONS) {
                Some(near) => found.suggest(refuse.span.clone(), format!("\"{near}\"")),
                None => found,
            });
            None
        }
        (None, None, None) if has_file => {
            if let Some(route) = route_value {
                sink.push(
                    route
                        .error_at_key(Code::Conflict)
                        .label("beside `deliver` only", "chỉ đi cùng `deliver`"),
                );
            }
            Some(Expected::Read)
        }
        (None, None, None) => {
            sink.push(
                span.label(
                    "one of deliver, call, refuse is missing",
                    "thiếu một trong deliver, call, refuse",
                ),
            );
            None
        }
        (deliver, call, refuse) => {
            for extra in [deliver, call, refuse].into_iter().flatten().skip(1) {
                sink.push(
                    extra
                        .error_at_key(Code::Conflict)
                        .label("say only one of these", "chỉ nêu một trong các khóa này"),
                );
            }
            None
        }
    }
}
