//! What no file can know alone: names that must exist elsewhere, names that stand twice, and what the routes do together.
//!
//! A name is only called unknown where everything that could declare it has been read: one broken file is one
//! mistake, not a hundred.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lienthong_model::directory::Standing;
use lienthong_model::route::{Party, Route, RouteTable, Subject};
use lienthong_model::system::System;
use lienthong_model::{AgencyCode, AgencyVersion, Directory, MessageType, RouteName, SystemId};

use crate::code::Code;
use crate::context::Context;
use crate::diagnostic::Sink;
use crate::routes_file::{Mention, RouteEntry, Side};
use crate::source::Spot;
use crate::systems_file::SystemEntry;

/// Everything that was read, and how complete it is.
pub(crate) struct Everything<'a> {
    pub(crate) context: &'a Context,
    /// Codes of all agencies of all times.
    pub(crate) codes: BTreeSet<&'a AgencyCode>,
    pub(crate) agencies_complete: bool,
    /// Names of levels; nothing where they are not all known.
    pub(crate) levels: Option<BTreeSet<&'a str>>,
    pub(crate) directory: Option<&'a Directory>,
    pub(crate) systems: &'a [SystemEntry],
    pub(crate) systems_complete: bool,
    pub(crate) routes: &'a [RouteEntry],
    pub(crate) node_agency: Option<&'a (AgencyCode, Spot)>,
    /// Types of routes that are told as unknown: that nobody takes them follows from it.
    pub(crate) unknown_types: BTreeSet<&'a MessageType>,
}

impl Everything<'_> {
    /// All cross checks.
    pub(crate) fn check(&self, sink: &mut Sink) {
        if let Some((code, spot)) = self.node_agency {
            self.known_agency(code, spot, sink);
        }
        self.check_systems(sink);
        self.check_routes(sink);
        self.check_coverage(sink);
    }

    /// Whether the agency is in the list, or that cannot be said.
    pub(crate) fn known_agency(&self, code: &AgencyCode, spot: &Spot, sink: &mut Sink) -> bool {
        self.known_agency_of(code, spot, sink, |near| near.to_owned())
    }

    fn known_agency_of(
        &self,
        code: &AgencyCode,
        spot: &Spot,
        sink: &mut Sink,
        write: impl Fn(&str) -> String,
    ) -> bool {
        if !self.agencies_complete || self.codes.contains(code) || sink.is_full() {
            return true;
        }
        let found = spot.error(Code::UnknownAgency).label(
            format!("{code} is not in the list of agencies"),
            format!("{code} không có trong danh mục cơ quan"),
        );
        let codes = self.codes.iter().map(|code| code.as_str());
        sink.push(match crate::names::nearest(code.as_str(), codes) {
            Some(near) => spot.suggest(found, &write(near)),
            None => found,
        });
        false
    }

    fn check_systems(&self, sink: &mut Sink) {
        let mut ids: HashMap<&SystemId, &Spot> = HashMap::new();
        let mut pins = HashMap::new();
        let mut subjects = HashMap::new();
        for entry in self.systems {
            let id = &entry.id;
            if let Some(first) = ids.insert(id, &entry.id_spot) {
                let line = first.line();
                let found = entry.id_spot.error(Code::DuplicateSystem);
                sink.push(found.label(format!("also in {line}"), format!("đã khai ở {line}")));
            }
            for (digest, spot) in &entry.pins {
                twice(&mut pins, digest, id, spot, Code::SharedCertificate, sink);
            }
            if let Some((subject, spot)) = &entry.subject {
                twice(&mut subjects, subject, id, spot, Code::SharedSubject, sink);
            }
            let write = |near: &str| format!("{near}/{}", id.name);
            if self.known_agency_of(&id.agency, &entry.id_spot, sink, write) && entry.is_enabled() {
                self.warn_if_closed(&id.agency, &entry.id_spot, Code::SystemOfClosedAgency, sink);
            }
            for (code, spot) in &entry.speaks_for {
                self.known_agency(code, spot, sink);
            }
            self.check_file_receivers(entry, sink);
        }
        // A token names its subject by the id of the system where no other subject is said.
        for (subject, (owner, spot)) in &subjects {
            let other = self
                .systems
                .iter()
                .find(|entry| entry.subject.is_none() && entry.id.to_string() == **subject);
            if let Some(other) = other.filter(|other| other.id != **owner) {
                let found = spot.error(Code::SharedSubject);
                sink.push(
                    found.label(format!("the id of {}", other.id), format!("là định danh của {}", other.id)),
                );
            }
        }
    }

    fn warn_if_closed(&self, code: &AgencyCode, spot: &Spot, what: Code, sink: &mut Sink) {
        let Some(directory) = self.directory else { return };
        let (en, vi) = match directory.standing(code, self.context.today) {
            Standing::Closed { last, on } => {
                let next: Vec<&str> = last.successors.iter().map(|next| next.code.as_str()).collect();
                if next.is_empty() {
                    (format!("{code} ended on {on}"), format!("{code} chấm dứt hoạt động ngày {on}"))
                } else {
                    let next = next.join(", ");
                    (
                        format!("{code} ended on {on}; succeeded by {next}"),
                        format!("{code} chấm dứt hoạt động ngày {on}; cơ quan kế thừa: {next}"),
                    )
                }
            }
            Standing::NotYet(version) if what == Code::SystemOfClosedAgency => {
                let from = version.valid.from;
                (format!("{code} begins on {from}"), format!("{code} bắt đầu hoạt động ngày {from}"))
            }
            _ => return,
        };
        sink.push(spot.error(what).label(en, vi));
    }

    fn check_routes(&self, sink: &mut Sink) {
        let mut names: HashMap<&RouteName, &Spot> = HashMap::new();
        for entry in self.routes {
            if let Some((name, spot)) = &entry.name
                && let Some(first) = names.insert(name, spot)
            {
                let line = first.line();
                let found = spot.error(Code::DuplicateRoute);
                sink.push(found.label(format!("also in {line}"), format!("đã khai ở {line}")));
            }
            for (mention, side, spot) in &entry.mentions {
                self.check_mention(mention, *side, spot, sink);
            }
            if let Some((service, spot)) = &entry.service
                && self.systems_complete
                && !self.systems.iter().any(|entry| {
                    let unsure = entry.id == service.system && !entry.services_complete;
                    unsure || entry.services.contains(service)
                })
            {
                let known: Vec<String> =
                    self.systems.iter().flat_map(|entry| &entry.services).map(ToString::to_string).collect();
                let found = spot.error(Code::UnknownService).label(
                    format!("no system offers {service}"),
                    format!("không hệ thống nào khai {service}"),
                );
                sink.push(spot.suggest_nearest(
                    found,
                    &service.to_string(),
                    known.iter().map(String::as_str),
                ));
            }
            let over = entry.route.as_ref().and_then(|route| route.valid_to);
            if let (Some(to), Some(spot)) = (over.filter(|to| *to <= self.context.today), &entry.valid_to) {
                sink.push(spot.error(Code::RouteOver).label(
                    format!("in force until before {to}"),
                    format!("chỉ có hiệu lực trước ngày {to}"),
                ));
            }
        }
    }

    /// Reports a mention of what is not known, or is closed.
    pub(crate) fn check_mention(&self, mention: &Mention, side: Side, spot: &Spot, sink: &mut Sink) {
        if sink.is_full() {
            return;
        }
        let closed = match side {
            Side::From => Code::ClosedSender,
            Side::To => Code::DissolvedReceiver,
        };
        match mention {
            Mention::Agency(code) => {
                if self.known_agency(code, spot, sink) {
                    self.warn_if_closed(code, spot, closed, sink);
                }
            }
            Mention::Level(level) => {
                let Some(levels) = &self.levels else { return };
                if !levels.contains(level.as_str()) {
                    let found = spot.error(Code::UnknownLevel).label(
                        format!("no hierarchy has the level {level}"),
                        format!("không hệ thống phân cấp nào có cấp {level}"),
                    );
                    sink.push(spot.suggest_nearest(found, level.as_str(), levels.iter().copied()));
                }
            }
            Mention::System(id) => {
                if !self.systems_complete || self.systems.iter().any(|entry| entry.id == *id) {
                    self.warn_if_closed(&id.agency, spot, closed, sink);
                    return;
                }
                let known: Vec<String> = self.systems.iter().map(|entry| entry.id.to_string()).collect();
                let found = spot.error(Code::UnknownSystem).label(
                    format!("no system has the id {id}"),
                    format!("không hệ thống nào có định danh {id}"),
                );
                sink.push(spot.suggest_nearest(found, &id.to_string(), known.iter().map(String::as_str)));
            }
            Mention::SystemName(name) => {
                if self.systems_complete && !self.systems.iter().any(|entry| entry.id.name == *name) {
                    let known: BTreeSet<&str> =
                        self.systems.iter().map(|entry| entry.id.name.as_str()).collect();
                    let found = spot.error(Code::UnknownSystem).label(
                        format!("no agency has a system of the name {name}"),
                        format!("không cơ quan nào có hệ thống tên {name}"),
                    );
                    sink.push(spot.suggest_nearest(found, name.as_str(), known));
                }
            }
        }
    }

    /// What the routes do together; only where all systems are known.
    fn check_coverage(&self, sink: &mut Sink) {
        let routes: Vec<Route> = self.routes.iter().filter_map(|entry| entry.route.clone()).collect();
        let spots: HashMap<&RouteName, &Spot> = self
            .routes
            .iter()
            .filter_map(|entry| entry.name.as_ref())
            .map(|(name, spot)| (name, spot))
            .collect();
        let table = RouteTable::new(routes);
        for shadowed in table.shadowed() {
            if let Some(spot) = spots.get(&shadowed.route) {
                let by = &shadowed.by;
                sink.push(spot.error(Code::UnreachableRoute).label(
                    format!("{by:?} stands before it and covers all of it", by = by.as_str()),
                    format!("{by:?} đứng trước và bao trùm toàn bộ tuyến này", by = by.as_str()),
                ));
            }
        }
        for pair in table.overlapping() {
            if let Some(spot) = spots.get(&pair.second) {
                let (first, differ) = (pair.first.as_str(), pair.differ.join(", "));
                sink.push(spot.error(Code::OverlappingRoutes).label(
                    format!("{first:?} stands before it, decides, and differs in {differ}"),
                    format!("{first:?} đứng trước nên quyết định, và khác ở {differ}"),
                ));
            }
        }
        let all_read = self.systems.iter().all(|entry| entry.system.is_some());
        if !self.systems_complete || !all_read {
            return;
        }
        let mut takers: BTreeMap<&MessageType, Vec<&System>> = BTreeMap::new();
        for system in self.systems.iter().filter_map(|entry| entry.system.as_ref()) {
            for kind in &system.receives {
                takers.entry(kind).or_default().push(system);
            }
        }
        for entry in self.routes {
            let Some(route) = &entry.route else { continue };
            if let Subject::Messages(_) = &route.subject {
                for (kind, spot) in entry.types.iter().filter(|(kind, _)| !self.unknown_types.contains(kind))
                {
                    self.check_takers(route, kind, spot, &takers, sink);
                }
            }
        }
    }

    fn check_takers(
        &self,
        route: &Route,
        kind: &MessageType,
        spot: &Spot,
        takers: &BTreeMap<&MessageType, Vec<&System>>,
        sink: &mut Sink,
    ) {
        let Some(directory) = self.directory else { return };
        let today = self.context.today;
        let takes = |system: &&System| {
            let name = &system.id.name;
            directory.agency(&system.id.agency, today).is_some_and(|agency| {
                route.to.iter().any(|party| {
                    party.system.as_ref().is_none_or(|system| system == name)
                        && self.covers(directory, party, agency)
                })
            })
        };
        // What is for a closed agency goes to its successors, or is refused with their names: both are of use.
        let closed = |version: &AgencyVersion| version.valid.to.is_some_and(|to| to <= today);
        let is_for_closed = || {
            let mut closed = directory.versions().iter().filter(|version| closed(version));
            closed.any(|version| route.to.iter().any(|party| self.covers(directory, party, version)))
        };
        if takers.get(kind).is_some_and(|systems| systems.iter().any(takes) || is_for_closed()) {
            return;
        }
        let found = spot.error(Code::NobodyTakesType).label(
            format!("no receiver of the route has {kind} in receives"),
            format!("không hệ thống nhận nào của tuyến có {kind} trong receives"),
        );
        // Only a type that nobody at all takes looks like a slip of the pen.
        sink.push(if takers.contains_key(kind) {
            found
        } else {
            spot.suggest_nearest(found, kind.as_str(), takers.keys().map(|kind| kind.as_str()))
        });
    }

    /// Whether a pattern covers an agency, as of today or of its last day.
    pub(crate) fn covers(&self, directory: &Directory, party: &Party, agency: &AgencyVersion) -> bool {
        let last = agency.valid.to.filter(|to| *to <= self.context.today).and_then(|to| to.yesterday().ok());
        let day = last.unwrap_or(self.context.today);
        party.agency.as_ref().is_none_or(|code| *code == agency.code)
            && party.level.as_ref().is_none_or(|level| *level == agency.level)
            && party.under.as_ref().is_none_or(|above| directory.is_under(&agency.code, above, day))
    }
}

impl SystemEntry {
    /// A system that is switched off is not missed when its agency is gone.
    pub(crate) fn is_enabled(&self) -> bool {
        self.system.as_ref().is_none_or(|system| system.enabled)
    }
}

/// Reports a value that another system has as well.
fn twice<'a, K: std::hash::Hash + Eq + ?Sized>(
    known: &mut HashMap<&'a K, (&'a SystemId, &'a Spot)>,
    key: &'a K,
    owner: &'a SystemId,
    spot: &'a Spot,
    code: Code,
    sink: &mut Sink,
) {
    match known.get(key) {
        Some((other, first)) if *other != owner => {
            let line = first.line();
            sink.push(
                spot.error(code)
                    .label(format!("also of {other}, {line}"), format!("cũng của {other}, {line}")),
            );
        }
        Some(_) => {}
        None => {
            known.insert(key, (owner, spot));
        }
    }
}
