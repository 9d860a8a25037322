//! Whether a pattern holds for an agency, who was meant by a code, and which of its systems take a message.

use std::fmt;

use jiff::civil::Date;

use super::Party;
use super::decide::World;
use super::refusal::{PartyMiss, RouteRefusal};
use crate::agency_code::AgencyCode;
use crate::directory::{AgencyVersion, Directory, Standing, SuccessionError};
use crate::ids::{MessageType, SystemId, SystemName};
use crate::system::Systems;

/// One agency or system that is meant, and what has become of it.
pub(super) struct Meant<'a> {
    pub(super) agency: &'a AgencyVersion,
    /// The day as of which patterns look at it: today, or its last day.
    pub(super) day: Date,
    /// First day no more.
    pub(super) closed: Option<Date>,
    /// The sender named one of its systems.
    pub(super) system: Option<&'a SystemName>,
}

impl fmt::Display for Meant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.system {
            Some(system) => write!(f, "{}/{system}", self.agency.code),
            None => write!(f, "{}", self.agency.code),
        }
    }
}

/// The sender's agency, which must be in force today, whenever the message was made.
pub(super) fn open_sender<'a>(
    world: &World<'a>,
    sender: &SystemId,
    today: Date,
) -> Result<&'a AgencyVersion, RouteRefusal> {
    let sender = || sender.clone();
    match world.directory.standing(&sender().agency, today) {
        Standing::Open(version) => Ok(version),
        Standing::Closed { on, .. } => Err(RouteRefusal::SenderClosed { sender: sender(), on: Some(on) }),
        Standing::NotYet(_) => Err(RouteRefusal::SenderClosed { sender: sender(), on: None }),
        Standing::Unknown => Err(RouteRefusal::SenderUnknown { sender: sender() }),
    }
}

/// The agency that a code meant on the day `created`, and what it is `today`.
pub(super) fn who_was_meant<'a>(
    directory: &'a Directory,
    code: &AgencyCode,
    system: Option<&'a SystemName>,
    created: Date,
    today: Date,
) -> Result<Meant<'a>, RouteRefusal> {
    let meant = match directory.standing(code, created) {
        Standing::Open(version) | Standing::Closed { last: version, .. } => version,
        Standing::NotYet(version) => return Err(not_yet(version)),
        Standing::Unknown => {
            return Err(RouteRefusal::UnknownReceiver { receiver: code.to_string(), why: None });
        }
    };
    let agency = directory.continued(meant, today);
    if agency.valid.from > today {
        // The sender's clock is ahead, or a test looks into the future.
        return Err(not_yet(agency));
    }
    let closed = agency.valid.to.filter(|to| *to <= today);
    let last_day = closed.and_then(|on| on.yesterday().ok());
    Ok(Meant { agency, day: last_day.unwrap_or(today), closed, system })
}

fn not_yet(version: &AgencyVersion) -> RouteRefusal {
    RouteRefusal::ReceiverNotYetOpen { receiver: version.code.clone(), on: version.valid.from }
}

pub(super) fn closed(meant: &Meant<'_>, on: Date, why: Option<SuccessionError>) -> RouteRefusal {
    let last = why.as_ref().map_or(&[][..], SuccessionError::successors);
    let successors = if last.is_empty() { meant.agency.successors.clone() } else { last.to_vec() };
    RouteRefusal::ReceiverClosed { receiver: meant.agency.code.clone(), on, successors, why }
}

/// The first pattern that holds, or what is amiss with each.
pub(super) fn fit_any<'p>(
    world: &World<'_>,
    parties: &'p [Party],
    who: &Meant<'_>,
    system: Option<&SystemName>,
) -> Result<&'p Party, Vec<PartyMiss>> {
    let mut misses = Vec::new();
    for party in parties {
        match fit(world, party, who, system) {
            Ok(()) => return Ok(party),
            Err(miss) => misses.push(miss),
        }
    }
    Err(misses)
}

/// Whether a pattern holds for an agency, and for a system of it where one is named.
pub(super) fn fit(
    world: &World<'_>,
    party: &Party,
    who: &Meant<'_>,
    system: Option<&SystemName>,
) -> Result<(), PartyMiss> {
    let found = || who.agency.code.clone();
    if let Some(expected) = party.agency.as_ref().filter(|agency| **agency != who.agency.code) {
        return Err(PartyMiss::Agency { expected: expected.clone(), found: found() });
    }
    if let Some(expected) = party.level.as_ref().filter(|level| **level != who.agency.level) {
        return Err(PartyMiss::Level { expected: expected.clone(), found: who.agency.level.clone() });
    }
    if let Some(expected) = &party.under
        && !world.directory.is_under(&who.agency.code, expected, who.day)
    {
        return Err(PartyMiss::Under { expected: expected.clone(), found: found() });
    }
    match (&party.system, system) {
        (Some(expected), Some(found)) if expected != found => {
            Err(PartyMiss::System { expected: expected.clone(), found: found.clone() })
        }
        _ => Ok(()),
    }
}

/// The systems of an agency that take a message.
pub(super) enum Picked {
    One(SystemId),
    Several(Vec<SystemId>),
    None,
}

/// Disabled systems count: what is for them waits.
pub(super) fn pick(
    systems: &Systems,
    agency: &AgencyCode,
    name: Option<&SystemName>,
    kind: &MessageType,
) -> Picked {
    let fitting = systems
        .of_agency(agency)
        .iter()
        .filter(|system| system.receives.contains(kind) && name.is_none_or(|name| *name == system.id.name));
    let mut ids: Vec<SystemId> = fitting.map(|system| system.id.clone()).collect();
    match ids.len() {
        0 => Picked::None,
        1 => Picked::One(ids.remove(0)),
        _ => Picked::Several(ids),
    }
}
