//! `tests/*.toml`: what an administrator expects of the configuration, checked without a gateway.
//!
//! ```toml
//! [[test]]
//! name = "a commune's birth registration reaches the province"
//! from = "H60.31/qlvb"
//! type = "document"                       # or: service = "…" and method = "…"
//! to = ["H60.05", "H60.05/qlvb", { level = "commune", under = "H60" }]   # not for a service
//! created = "2025-07-02"                  # optional: a day, or 2025-06-30T23:59:59+07:00; else today
//! on = "2025-07-02"                       # optional: the day on which the gateway has it; else the day of created
//! size = "10KiB"                          # optional
//! expect = { deliver = ["H60.05/qlvb"], route = "…" }                    # route is optional
//! #      = { refuse = "NO_ROUTE" }        # a reason of the gateway
//! #      = { call = "H60.05/hotich" }     # for a service: the system that is called
//! ```
//!
//! Payload files (`file = …`) are for the adapters to decode and are not read here.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use lienthong_model::{Level, Receiver, ServiceId, SystemId, time};
use serde::Serialize;

use crate::Checked;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Sink};
use crate::document::{Fields, Value, read_document};
use crate::explain::{Asked, Explanation, Outcome, Question, explain};
use crate::folder::{FileKind, Folder};
use crate::names::nearest;
use crate::source::{Source, Spot};
use crate::text::Text;
use crate::values;

/// What became of one test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestOutcome {
    /// Its name.
    pub name: String,
    /// Its file, relative to the folder.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Nothing where the expectation holds.
    pub failure: Option<Failure>,
}

/// An expectation that does not hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Failure {
    /// What was expected.
    pub expected: Text,
    /// What would happen.
    pub found: Text,
    /// Why it would happen.
    pub explanation: Explanation,
}

/// One test of a file.
#[derive(Debug)]
pub(crate) struct Scenario {
    name: String,
    spot: Spot,
    sender: SystemId,
    asked: Asked,
    created: Option<Timestamp>,
    on: Option<Date>,
    expected: Expected,
}

#[derive(Debug)]
enum Expected {
    Deliver { to: Vec<SystemId>, route: Option<String> },
    Call { system: SystemId, route: Option<String> },
    Refuse(String),
}

/// Reasons that the gateway gives where routes and directory decide.
const REASONS: [&str; 15] = [
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

/// Runs `tests/*.toml` of `dir` against the configuration; `now` is for tests that say no day.
///
/// `Err` holds what is wrong with the test files themselves; then no test has run.
pub fn run_tests(checked: &Checked, dir: &Path, now: Timestamp) -> Result<Vec<TestOutcome>, Vec<Diagnostic>> {
    let mut sink = Sink::default();
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let folder = Folder::read_tests(&dir, &mut sink);
    let mut scenarios = Vec::new();
    for source in folder.of(FileKind::Tests) {
        read(source, &mut scenarios, &mut sink);
    }
    if sink.has_errors() {
        return Err(sink.finish());
    }
    Ok(scenarios.iter().map(|scenario| scenario.run(checked, now)).collect())
}

impl Scenario {
    fn run(&self, checked: &Checked, now: Timestamp) -> TestOutcome {
        let created_at = self.created.unwrap_or(now);
        let today = self.on.unwrap_or_else(|| time::local_date(created_at));
        let question = Question { sender: self.sender.clone(), asked: self.asked.clone(), created_at, today };
        let explanation = explain(checked, &question);
        let failure = (!self.expected.holds(&explanation.outcome)).then(|| Failure {
            expected: self.expected.words(),
            found: outcome_words(&explanation.outcome),
            explanation,
        });
        let line = self.spot.source.place(self.spot.span.clone()).line;
        TestOutcome { name: self.name.clone(), file: self.spot.source.file.clone(), line, failure }
    }
}

impl Expected {
    /// The deliveries may come in any order.
    fn holds(&self, outcome: &Outcome) -> bool {
        match (self, outcome) {
            (Self::Deliver { to, route }, Outcome::Delivers { deliveries, .. }) => {
                let mut expected: Vec<String> = to.iter().map(ToString::to_string).collect();
                let mut found: Vec<String> = deliveries.iter().map(|one| one.to.clone()).collect();
                expected.sort();
                found.sort();
                expected == found
                    && deliveries.iter().all(|one| route.as_ref().is_none_or(|route| *route == one.route))
            }
            (Self::Call { system, route }, Outcome::Calls { route: found, system: called }) => {
                system.to_string() == *called && route.as_ref().is_none_or(|route| route == found)
            }
            (Self::Refuse(expected), Outcome::Refused { reason, .. }) => expected == reason,
            _ => false,
        }
    }

    fn words(&self) -> Text {
        let by = |route: &Option<String>| match route {
            Some(route) => (format!(", by the route \"{route}\""), format!(", theo tuyến \"{route}\"")),
            None => Default::default(),
        };
        match self {
            Self::Deliver { to, route } => {
                let to: Vec<String> = to.iter().map(ToString::to_string).collect();
                let (en, vi) = by(route);
                Text::new(
                    format!("delivered to {}{en}", to.join(", ")),
                    format!("chuyển tới {}{vi}", to.join(", ")),
                )
            }
            Self::Call { system, route } => {
                let (en, vi) = by(route);
                Text::new(format!("a call of {system}{en}"), format!("lời gọi tới {system}{vi}"))
            }
            Self::Refuse(reason) => Text::new(format!("refused: {reason}"), format!("bị từ chối: {reason}")),
        }
    }
}

fn outcome_words(outcome: &Outcome) -> Text {
    match outcome {
        Outcome::Delivers { deliveries, .. } => {
            let list: Vec<String> =
                deliveries.iter().map(|one| format!("{} (\"{}\")", one.to, one.route)).collect();
            Text::new(format!("delivered to {}", list.join(", ")), format!("chuyển tới {}", list.join(", ")))
        }
        Outcome::Calls { route, system } => Text::new(
            format!("a call of {system} (\"{route}\")"),
            format!("lời gọi tới {system} (\"{route}\")"),
        ),
        Outcome::Refused { reason, text } => {
            Text::new(format!("refused: {reason}, {}", text.en), format!("bị từ chối: {reason}, {}", text.vi))
        }
    }
}

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
    let asked = read_asked(&mut table, sink);
    let created = table.get("created").map(|value| read_instant(&value, sink));
    let on = table.get("on").map(|value| values::date(&value, sink));
    let expected = table
        .need("expect")
        .and_then(|value| value.table(sink))
        .and_then(|fields| read_expected(fields, sink));
    table.finish(sink);
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
        created,
        on,
        expected: expected?,
    })
}

fn read_asked(table: &mut Fields<'_>, sink: &mut Sink) -> Option<Asked> {
    let size = table.get("size").map(|value| values::size(&value, 0..=u64::MAX, sink));
    let service = table.get("service");
    let (kind, to, method) = (table.get("type"), table.get("to"), table.get("method"));
    if let Some(service) = service {
        for other in [&kind, &to].into_iter().flatten() {
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
    for value in table.need("to")?.one_or_more() {
        receivers.push(read_receiver(&value, sink)?);
    }
    let size = match size {
        Some(size) => Some(size?),
        None => None,
    };
    Some(Asked::Message { kind: kind?, receivers, size })
}

fn read_receiver(value: &Value<'_>, sink: &mut Sink) -> Option<Receiver> {
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

fn read_expected(mut fields: Fields<'_>, sink: &mut Sink) -> Option<Expected> {
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
            if REASONS.contains(&text) {
                return Some(Expected::Refuse(text.to_owned()));
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
