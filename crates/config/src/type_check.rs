//! Message types across files: which mapping a system speaks through, and whether what it receives and sends can be
//! written for it and read from it.
//!
//! Records of a declared schema reach a system through a mapping, or in a format that carries them as they are. Where
//! a folder declares no schema at all, types are only names, as they are between systems of the format `opaque`.

use std::collections::{BTreeMap, BTreeSet};

use lienthong_adapter::mapping::Direction;
use lienthong_model::MessageType;
use lienthong_model::route::Party;
use lienthong_model::system::System;

use crate::code::Code;
use crate::connector_file::Use;
use crate::cross_check::Everything;
use crate::diagnostic::Sink;
use crate::mapping_file::MappingEntry;
use crate::mappings::Way;
use crate::routes_file::RouteEntry;
use crate::schemas_file::SchemaEntries;
use crate::source::Spot;
use crate::systems_file::SystemEntry;

/// Types that need no schema.
const BUILT_IN: [&str; 4] = ["document", "document-status", "dossier", "dossier-progress"];
/// Formats that carry records of any schema as they are.
const CARRIERS: [&str; 3] = ["canonical", "canonical-json", "opaque"];

/// What is declared, and how complete that is.
pub(crate) struct Types<'a> {
    pub(crate) schemas: &'a SchemaEntries,
    pub(crate) mappings: &'a [MappingEntry],
    pub(crate) mappings_complete: bool,
}

impl Types<'_> {
    /// All checks about types and mappings.
    pub(crate) fn check(&self, all: &Everything<'_>, sink: &mut Sink) {
        self.check_names(sink);
        for entry in all.systems {
            self.check_mappings_of(entry, sink);
            self.check_calls_of(entry, sink);
        }
        for entry in all.systems {
            self.check_receives(entry, sink);
            self.check_envelopes(entry, sink);
            self.check_content_type(entry, sink);
        }
        if all.systems_complete && all.systems.iter().all(|entry| entry.system.is_some()) {
            for route in all.routes {
                self.check_route(route, all, sink);
            }
        }
    }

    fn check_names(&self, sink: &mut Sink) {
        let mut known: BTreeMap<&str, &Spot> = BTreeMap::new();
        for entry in self.mappings {
            if let Some(first) = known.insert(&entry.name, &entry.spot) {
                let line = first.line();
                let found = entry.spot.error(Code::DuplicateMapping);
                sink.push(found.label(format!("also in {line}"), format!("đã có ở {line}")));
            }
        }
    }

    pub(crate) fn mapping(&self, name: &str) -> Option<&MappingEntry> {
        self.mappings.iter().find(|entry| entry.name == name)
    }

    /// The mapping of this name; reports where there is none.
    fn known_mapping(&self, name: &str, spot: &Spot, sink: &mut Sink) -> Option<&MappingEntry> {
        let mapping = self.mapping(name);
        if mapping.is_none() && self.mappings_complete && !sink.is_full() {
            let found = spot.error(Code::UnknownMapping).label(
                format!("no file in mappings/ has the name {name}"),
                format!("không tệp nào trong mappings/ có tên {name}"),
            );
            let known = self.mappings.iter().map(|entry| entry.name.as_str());
            sink.push(spot.suggest_nearest(found, name, known));
        }
        mapping
    }

    /// Requests of methods are written, and their answers are read.
    fn check_calls_of(&self, entry: &SystemEntry, sink: &mut Sink) {
        for used in &entry.called_through {
            let Use { name, way, spot, .. } = used;
            let Some(mapping) = self.known_mapping(name, spot, sink) else { continue };
            self.check_envelope_of(used, mapping, sink);
            self.check_content_type_of(used, mapping, sink);
            let Some(direction) = mapping.direction else { continue };
            let (goes, en, vi) = match way {
                Way::Write => (direction.writes(), "only reads", "chỉ đọc"),
                Way::Read => (direction.reads(), "only writes", "chỉ ghi"),
            };
            if !goes {
                sink.push(spot.error(Code::WrongWay).label(format!("{name} {en}"), format!("{name} {vi}")));
            }
        }
    }

    fn check_mappings_of(&self, entry: &SystemEntry, sink: &mut Sink) {
        let mut used: BTreeMap<(&MessageType, Way), &str> = BTreeMap::new();
        for (name, spot) in &entry.mappings {
            let Some(mapping) = self.known_mapping(name, spot, sink) else { continue };
            let (Some(schema), Some(direction)) = (&mapping.schema, mapping.direction) else { continue };
            for (way, goes) in [(Way::Read, direction.reads()), (Way::Write, direction.writes())] {
                if !goes {
                    continue;
                }
                if let Some(other) = used.insert((schema, way), name) {
                    let found = spot.error(Code::TwoMappings);
                    let (en, vi) = match way {
                        Way::Read => ("reads", "đọc"),
                        Way::Write => ("writes", "ghi"),
                    };
                    sink.push(found.label(
                        format!("{other} {en} {schema} already"),
                        format!("{other} đã {vi} {schema}"),
                    ));
                    break;
                }
            }
        }
    }

    /// Whether records of `kind` can go this way between the gateway and the system; `None` where that is not known.
    fn can(&self, system: &System, kind: &MessageType, way: Way) -> Option<bool> {
        // What is built in is said in the system's own format; where it has none, through a mapping.
        let is_built_in = BUILT_IN.contains(&kind.as_str());
        if is_built_in && system.format.is_some() {
            return Some(true);
        }
        if system.format.as_ref().is_some_and(|format| CARRIERS.contains(&format.as_str())) {
            return Some(true);
        }
        let mut known = self.mappings_complete;
        for name in &system.mappings {
            // What an unknown mapping would do is not known either.
            let mapping = self.mapping(name)?;
            let goes = |direction: Direction| match way {
                Way::Read => direction.reads(),
                Way::Write => direction.writes(),
            };
            match (&mapping.schema, mapping.direction) {
                (Some(schema), Some(direction)) if schema == kind && goes(direction) => return Some(true),
                (Some(_), Some(_)) => {}
                _ => known = false,
            }
        }
        known.then_some(false)
    }

    /// Whether types are more than names: some schema is declared, and all are known.
    fn are_declared(&self) -> bool {
        self.schemas.complete && !self.schemas.by_id.is_empty()
    }

    fn is_known(&self, kind: &MessageType) -> bool {
        BUILT_IN.contains(&kind.as_str()) || self.schemas.by_id.contains_key(kind)
    }

    fn unknown(&self, kind: &MessageType, spot: &Spot, sink: &mut Sink) {
        let found = spot.error(Code::UnknownType).label(
            format!("{kind} is not built in, and no file in schemas/ declares it"),
            format!("{kind} không có sẵn và không tệp nào trong schemas/ khai báo"),
        );
        let known: BTreeSet<&str> =
            BUILT_IN.into_iter().chain(self.schemas.by_id.keys().map(MessageType::as_str)).collect();
        sink.push(spot.suggest_nearest(found, kind.as_str(), known));
    }

    fn check_receives(&self, entry: &SystemEntry, sink: &mut Sink) {
        let Some(system) = &entry.system else { return };
        for (kind, spot) in &entry.receives {
            if self.is_known(kind) {
                if self.can(system, kind, Way::Write) == Some(false) {
                    let found = spot.error(Code::NotWritable);
                    sink.push(match BUILT_IN.contains(&kind.as_str()) {
                        true => found.label(
                            format!("the system has no format, and no mapping of it writes {kind}"),
                            format!("hệ thống không có format và không ánh xạ nào của nó ghi được {kind}"),
                        ),
                        false => found.label(
                            format!("no mapping of the system writes {kind}"),
                            format!("không ánh xạ nào của hệ thống ghi được {kind}"),
                        ),
                    });
                }
            } else if self.are_declared() && !is_opaque(system) {
                self.unknown(kind, spot, sink);
            }
        }
    }

    /// Types of routes that nobody declares and no system receives. What systems say that receive such a type is told
    /// in their entries.
    pub(crate) fn unknown_in<'r>(
        &self,
        routes: &'r [RouteEntry],
        systems: &[SystemEntry],
    ) -> BTreeSet<&'r MessageType> {
        if !self.are_declared() {
            return BTreeSet::new();
        }
        let taken = |kind: &MessageType| {
            systems.iter().any(|entry| entry.receives.iter().any(|(one, _)| one == kind))
        };
        let kinds = routes.iter().flat_map(|entry| &entry.types).map(|(kind, _)| kind);
        kinds.filter(|kind| !self.is_known(kind) && !taken(kind)).collect()
    }

    fn check_route(&self, entry: &RouteEntry, all: &Everything<'_>, sink: &mut Sink) {
        for (kind, spot) in &entry.types {
            if all.unknown_types.contains(kind) {
                self.unknown(kind, spot, sink);
            }
            if !self.is_known(kind) {
                continue;
            }
            let Some(route) = &entry.route else { continue };
            for party in &route.from {
                self.check_senders(kind, party, spot, all, sink);
            }
        }
    }

    /// A party that names a system promises that it sends this; one that covers agencies, that somebody does.
    fn check_senders(
        &self,
        kind: &MessageType,
        party: &Party,
        spot: &Spot,
        all: &Everything<'_>,
        sink: &mut Sink,
    ) {
        let Some(directory) = all.directory else { return };
        let today = all.context.today;
        let senders: Vec<(&SystemEntry, &System)> = all
            .systems
            .iter()
            .filter_map(|entry| Some((entry, entry.system.as_ref()?)))
            .filter(|(_, system)| system.enabled)
            .filter(|(_, system)| party.system.as_ref().is_none_or(|name| *name == system.id.name))
            .filter(|(_, system)| {
                let agency = directory.agency(&system.id.agency, today);
                agency.is_some_and(|agency| all.covers(directory, party, agency))
            })
            .collect();
        let cannot: Vec<&(&SystemEntry, &System)> =
            senders.iter().filter(|(_, system)| self.can(system, kind, Way::Read) == Some(false)).collect();
        let is_promise = party.system.is_some();
        if !is_promise && cannot.len() < senders.len() {
            return;
        }
        if let Some((entry, system)) = cannot.first() {
            let (id, place) = (&system.id, entry.id_spot.line());
            sink.push(spot.error(Code::SenderCannotSay).label(
                format!("{id} ({place}) has no mapping and no format that reads {kind}"),
                format!("{id} ({place}) không có ánh xạ hay định dạng nào đọc được {kind}"),
            ));
        }
    }
}

fn is_opaque(system: &System) -> bool {
    system.format.as_ref().is_some_and(|format| format.as_str() == "opaque")
}
