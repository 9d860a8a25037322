//! `routes/*.toml`: who may send what to whom. The order of the files by name, and of the routes in a file, is their
//! order: the first route that matches decides.
//!
//! ```toml
//! [[route]]
//! name = "ho-tich: xã gửi khai sinh lên tỉnh"
//! type = "khai-sinh/v1"                    # or a list; or instead:
//! # service = "H60.05/hotich/tra-cuu/v1"   # and, optional, methods = ["Find"]
//! from = { level = "commune", under = "H60", system = "hotich" }   # or "AGENCY/SYSTEM", "AGENCY", or a list of these
//! to = ["H60.05/hotich"]                   # as from; absent for a service, which names its system
//! legal_basis = "…"
//! purpose = "…"
//! deliver = { retry_for = "7d", ttl = "30d", order_by = "case", max_bytes = "64MiB" }   # all optional
//! when_closed = "forward"                  # "forward" | "refuse"; optional: "refuse"
//! valid_from = "2025-07-01"                # optional
//! valid_to = "2030-01-01"                  # optional: first day no more
//! allow_self = false                       # optional
//! ```

use std::sync::Arc;
use std::time::Duration;

use lienthong_model::route::{DeliveryPolicy, Party, Route, Subject, WhenClosed};
use lienthong_model::{AgencyCode, Level, MessageType, RouteName, ServiceId, SystemId, SystemName};

use crate::code::Code;
use crate::defaults as default;
use crate::diagnostic::Sink;
use crate::document::{Fields, Value, read_document};
use crate::hierarchies::period;
use crate::source::{Source, Spot};
use crate::values;

/// One entry, and where its parts stand.
#[derive(Debug)]
pub(crate) struct RouteEntry {
    pub(crate) name: Option<(RouteName, Spot)>,
    /// Nothing where a part is missing or wrong.
    pub(crate) route: Option<Route>,
    pub(crate) types: Vec<(MessageType, Spot)>,
    pub(crate) service: Option<(ServiceId, Spot)>,
    pub(crate) mentions: Vec<(Mention, Side, Spot)>,
    pub(crate) valid_to: Option<Spot>,
}

/// Something that a route names and that must exist.
#[derive(Debug)]
pub(crate) enum Mention {
    Agency(AgencyCode),
    Level(Level),
    System(SystemId),
    SystemName(SystemName),
}

/// The side of the route on which it is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    From,
    To,
}

/// Reads one file; reports everything that is wrong with it. `largest` is the largest message that the node takes.
pub(crate) fn read(source: &Arc<Source>, largest: u64, entries: &mut Vec<RouteEntry>, sink: &mut Sink) {
    read_document(source, sink, |mut top, sink| {
        let tables = top.tables("route", sink);
        top.finish(sink);
        entries.extend(tables.into_iter().map(|table| read_route(table, largest, sink)));
    });
}

fn read_route(mut table: Fields<'_>, largest: u64, sink: &mut Sink) -> RouteEntry {
    let name_value = table.need("name");
    let name: Option<RouteName> = name_value.as_ref().and_then(|value| values::identifier(value, sink));
    let mut entry = RouteEntry {
        name: name.clone().zip(name_value.map(|value| value.spot())),
        route: None,
        types: Vec::new(),
        service: None,
        mentions: Vec::new(),
        valid_to: None,
    };
    let subject = read_subject(&mut table, &mut entry, sink);
    let from_value = table.need("from");
    let from = from_value.and_then(|value| read_parties(&value, Side::From, &mut entry, sink));
    let to = read_receivers(&mut table, &mut entry, sink);
    let legal_basis = table.need("legal_basis").and_then(|value| value.words(sink));
    let purpose = table.need("purpose").and_then(|value| value.words(sink));
    let delivery = read_delivery(table.table("deliver", sink), largest, sink);
    let words = [("forward", WhenClosed::Forward), ("refuse", WhenClosed::Refuse)];
    let when_closed = table.get("when_closed").map(|value| values::word(&value, &words, sink));
    let valid = period(&mut table, false, sink);
    entry.valid_to = table.get("valid_to").map(|value| value.spot());
    let allow_self = table.get("allow_self").map(|value| value.boolean(sink));
    table.finish(sink);
    entry.route = (|| {
        let (valid_from, valid_to) = valid?;
        Some(Route {
            name: name?,
            subject: subject?,
            from: from?,
            to: to?,
            legal_basis: legal_basis?,
            purpose: purpose?,
            delivery: delivery?,
            // A succession is a legal act, and whether it hands over this matter is for somebody to say.
            when_closed: when_closed.unwrap_or(Some(WhenClosed::Refuse))?,
            valid_from,
            valid_to,
            allow_self: allow_self.unwrap_or(Some(false))?,
        })
    })();
    entry
}

fn read_subject(table: &mut Fields<'_>, entry: &mut RouteEntry, sink: &mut Sink) -> Option<Subject> {
    let (types, service, methods) = (table.get("type"), table.get("service"), table.get("methods"));
    match (types, service) {
        (Some(_), Some(service)) => {
            sink.push(service.error_at_key(Code::Conflict).label("besides `type`", "đã có `type`"));
            None
        }
        (None, None) => {
            sink.push(
                table
                    .error(Code::MissingKey)
                    .label("`type` or `service` is missing here", "ở đây thiếu `type` hoặc `service`"),
            );
            None
        }
        (Some(types), None) => {
            if let Some(methods) = methods {
                sink.push(
                    methods
                        .error_at_key(Code::Conflict)
                        .label("only a service has methods", "chỉ dịch vụ mới có phương thức"),
                );
            }
            let values = non_empty(&types, sink)?;
            let read: Vec<Option<MessageType>> = values
                .iter()
                .map(|value| {
                    let kind: MessageType = values::identifier(value, sink)?;
                    entry.types.push((kind.clone(), value.spot()));
                    Some(kind)
                })
                .collect();
            read.into_iter().collect::<Option<Vec<_>>>().map(Subject::Messages)
        }
        (None, Some(value)) => {
            let methods = match methods {
                Some(methods) => {
                    let read: Vec<Option<String>> =
                        non_empty(&methods, sink)?.iter().map(|value| read_method(value, sink)).collect();
                    read.into_iter().collect::<Option<Vec<_>>>()
                }
                None => Some(Vec::new()),
            };
            let service: ServiceId = values::identifier(&value, sink)?;
            entry.service = Some((service.clone(), value.spot()));
            Some(Subject::Calls { service, methods: methods? })
        }
    }
}

fn read_method(value: &Value<'_>, sink: &mut Sink) -> Option<String> {
    let text = value.text(sink)?;
    let is_name = |text: &str| {
        !text.is_empty() && text.len() <= 200 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if is_name(text) {
        return Some(text.to_owned());
    }
    let found = value
        .error(Code::BadIdentifier)
        .label("the bare name of a method, e.g. \"Find\"", "tên phương thức, ví dụ \"Find\"");
    let last = text.rsplit(['/', '.']).next().unwrap_or_default();
    sink.push(if is_name(last) { found.suggest(value.span.clone(), format!("\"{last}\"")) } else { found });
    None
}

/// One value or a list of them, with at least one.
fn non_empty<'a>(value: &Value<'a>, sink: &mut Sink) -> Option<Vec<Value<'a>>> {
    let found = value.one_or_more();
    if found.is_empty() {
        sink.push(value.error(Code::Empty).label("name at least one", "cần nêu ít nhất một"));
        return None;
    }
    Some(found)
}

fn read_receivers(table: &mut Fields<'_>, entry: &mut RouteEntry, sink: &mut Sink) -> Option<Vec<Party>> {
    let is_call = table.get("service").is_some();
    if !is_call {
        return read_parties(&table.need("to")?, Side::To, entry, sink);
    }
    if let Some(to) = table.get("to") {
        sink.push(
            to.error_at_key(Code::Conflict)
                .label("the service names its system already", "dịch vụ đã xác định hệ thống nhận"),
        );
        return None;
    }
    Some(Vec::new())
}

fn read_parties(
    value: &Value<'_>,
    side: Side,
    entry: &mut RouteEntry,
    sink: &mut Sink,
) -> Option<Vec<Party>> {
    let mut own = Vec::new();
    let read: Vec<Option<Party>> =
        non_empty(value, sink)?.iter().map(|value| read_party(value, &mut own, sink)).collect();
    entry.mentions.extend(own.into_iter().map(|(mention, spot)| (mention, side, spot)));
    read.into_iter().collect()
}

fn read_party(value: &Value<'_>, mentions: &mut Vec<(Mention, Spot)>, sink: &mut Sink) -> Option<Party> {
    if !value.is_table() {
        let text = value.text(sink)?;
        if text.contains('/') {
            let id: SystemId = values::identifier(value, sink)?;
            mentions.push((Mention::System(id.clone()), value.spot()));
            return Some(Party { agency: Some(id.agency), system: Some(id.name), ..Party::default() });
        }
        let code = values::agency_code(value, sink)?;
        mentions.push((Mention::Agency(code.clone()), value.spot()));
        return Some(Party { agency: Some(code), ..Party::default() });
    }
    let mut table = value.table(sink)?;
    let (agency, level) = (table.get("agency"), table.get("level"));
    let (under, system) = (table.get("under"), table.get("system"));
    // A pattern that asks for nothing would let everybody through.
    if table.is_empty() {
        sink.push(table.error(Code::Empty).label(
            "say at least one of agency, level, under, system",
            "cần ít nhất một trong agency, level, under, system",
        ));
        return None;
    }
    let given = [&agency, &level, &under, &system].into_iter().flatten().count();
    let mut read = 0;
    let party = Party {
        agency: agency.as_ref().and_then(|value| {
            let code = values::agency_code(value, sink)?;
            mentions.push((Mention::Agency(code.clone()), value.spot()));
            Some(code)
        }),
        level: level.as_ref().and_then(|value| {
            let level: Level = values::identifier(value, sink)?;
            mentions.push((Mention::Level(level.clone()), value.spot()));
            Some(level)
        }),
        under: under.as_ref().and_then(|value| {
            let code = values::agency_code(value, sink)?;
            mentions.push((Mention::Agency(code.clone()), value.spot()));
            Some(code)
        }),
        system: system.as_ref().and_then(|value| {
            let name: SystemName = values::identifier(value, sink)?;
            mentions.push((Mention::SystemName(name.clone()), value.spot()));
            Some(name)
        }),
    };
    read += usize::from(party.agency.is_some()) + usize::from(party.level.is_some());
    read += usize::from(party.under.is_some()) + usize::from(party.system.is_some());
    table.finish(sink);
    // A condition that could not be read must not widen the pattern.
    (read == given && given > 0).then_some(party)
}

fn read_delivery(mut table: Fields<'_>, largest: u64, sink: &mut Sink) -> Option<DeliveryPolicy> {
    let year = Duration::from_secs(366 * default::DAY);
    let retry = table.get("retry_for");
    let retry_for = retry.as_ref().map(|value| values::duration(value, Duration::ZERO..=year, sink));
    let ttl_range = Duration::from_secs(1)..=year;
    let ttl = table.get("ttl").map(|value| values::duration(&value, ttl_range, sink));
    let ordered = table.get("order_by").map(|value| values::word(&value, &[("case", true)], sink));
    let max_bytes = table.get("max_bytes").map(|value| values::size(&value, 1..=largest, sink));
    table.finish(sink);
    let ttl = ttl.unwrap_or(Some(default::TTL))?;
    // A route that only says a short ttl means that attempts end with it.
    let retry_for = retry_for.unwrap_or(Some(default::RETRY_FOR.min(ttl)))?;
    if let Some(value) = retry.filter(|_| retry_for > ttl) {
        let ttl = values::show_duration(ttl);
        sink.push(
            value
                .error(Code::RetryBeyondTtl)
                .label(format!("longer than ttl, {ttl}"), format!("dài hơn ttl, {ttl}"))
                .suggest(value.span.clone(), format!("\"{ttl}\"")),
        );
    }
    Some(DeliveryPolicy {
        retry_for,
        ttl,
        ordered: ordered.unwrap_or(Some(false))?,
        max_bytes: max_bytes.unwrap_or(Some(largest))?,
    })
}
