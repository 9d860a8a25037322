//! The deliveries of one message, receiver by receiver.

use std::collections::HashSet;

use jiff::civil::Date;

use super::decide::{Candidate, Decided, Trace, World};
use super::matching::{Meant, Picked, closed, fit, fit_any, pick, who_was_meant};
use super::refusal::{Mismatch, ReceiverTrace, RouteRefusal, RouteTrace, Unreachable};
use super::{Planned, Route, WhenClosed};
use crate::agency_code::AgencyCode;
use crate::directory::AgencyVersion;
use crate::envelope::{Envelope, Receiver};
use crate::ids::{SystemId, SystemName};

/// The deliveries of one message as they are found.
pub(super) struct Plan<'a, 't> {
    world: &'a World<'a>,
    envelope: &'a Envelope,
    size: Option<u64>,
    today: Date,
    candidates: Vec<Candidate<'a>>,
    trace: Trace<'t>,
    /// What the sender has named one by one.
    named: HashSet<(AgencyCode, Option<SystemName>)>,
    /// The systems that get a delivery.
    reached: HashSet<SystemId>,
    decided: Decided,
}

impl<'a, 't> Plan<'a, 't> {
    pub(super) fn new(
        world: &'a World<'a>,
        envelope: &'a Envelope,
        size: Option<u64>,
        today: Date,
        candidates: Vec<Candidate<'a>>,
        trace: Trace<'t>,
    ) -> Self {
        let (named, reached, decided) = (HashSet::new(), HashSet::new(), Decided::default());
        Self { world, envelope, size, today, candidates, trace, named, reached, decided }
    }

    pub(super) fn finish(self) -> Decided {
        self.decided
    }

    /// A receiver that the sender named: it is reached, or the message is refused.
    pub(super) fn add_named(&mut self, meant: &Meant<'_>) -> Result<(), RouteRefusal> {
        let name = (meant.agency.code.clone(), meant.system.cloned());
        if !self.named.insert(name) {
            return Err(RouteRefusal::DuplicateReceiver { receiver: meant.to_string() });
        }
        let planned = self.route_to(meant)?;
        self.add(planned);
        Ok(())
    }

    /// The members of a set: those that cannot be reached are named, and the rest goes on.
    pub(super) fn add_set<'m>(
        &mut self,
        set: &Receiver,
        members: impl Iterator<Item = &'m AgencyVersion>,
        created: Date,
    ) -> Result<(), RouteRefusal> {
        let (mut reached, mut unreachable) = (false, Vec::new());
        for member in members {
            let directory = self.world.directory;
            let planned = who_was_meant(directory, &member.code, None, created, self.today)
                .and_then(|meant| self.route_to(&meant));
            match planned {
                // The sender took over from a member; it has the message already.
                Ok(planned) if planned.to.agency == self.envelope.sender.agency => {}
                Err(RouteRefusal::SelfAddressed { .. }) => {}
                Ok(planned) => {
                    reached = true;
                    self.add(planned);
                }
                // The size is the sender's to mend, not the member's.
                Err(refusal @ RouteRefusal::TooLarge { .. }) => return Err(refusal),
                Err(why) => unreachable.push(Unreachable { agency: member.code.clone(), why }),
            }
        }
        if reached {
            self.decided.unreachable.append(&mut unreachable);
            return Ok(());
        }
        let is_no_route = |member: &Unreachable| matches!(member.why, RouteRefusal::NoRoute { .. });
        if !unreachable.is_empty() && unreachable.iter().all(is_no_route) {
            return Err(self.no_route(set.to_string()));
        }
        Err(RouteRefusal::EmptySet { set: set.to_string(), unreachable })
    }

    /// A system gets a message once, however many ways lead to it; the first way counts.
    fn add(&mut self, planned: Planned) {
        if self.reached.insert(planned.to.clone()) {
            self.decided.deliveries.push(planned);
        }
    }

    fn no_route(&self, receiver: String) -> RouteRefusal {
        let subject = self.envelope.kind.to_string();
        RouteRefusal::NoRoute { sender: self.envelope.sender.clone(), subject, receiver }
    }

    /// The delivery that the first fitting route gives `meant`.
    fn route_to(&mut self, meant: &Meant<'_>) -> Result<Planned, RouteRefusal> {
        let mut routes = self.trace.is_some().then(Vec::new);
        let mut refusal = None;
        let mut found = None;
        for Candidate { route, mismatch } in &self.candidates {
            let mut mismatch = mismatch.clone();
            match self.system_by(route, meant) {
                Ok(system) if mismatch.is_empty() => found = Some((*route, system)),
                Ok(_) => {}
                Err(miss) => {
                    if let (true, Mismatch::NoSystem { agency, system }) = (mismatch.is_empty(), &miss) {
                        refusal.get_or_insert_with(|| RouteRefusal::NoSystem {
                            agency: agency.clone(),
                            system: system.clone(),
                            kind: self.envelope.kind.clone(),
                        });
                    }
                    mismatch.push(miss);
                }
            }
            if let Some(routes) = &mut routes {
                routes.push(RouteTrace { route: route.name.clone(), mismatch });
            }
            if found.is_some() {
                break;
            }
        }
        if let (Some(trace), Some(routes)) = (&mut self.trace, routes) {
            trace.push(ReceiverTrace { receiver: meant.to_string(), routes });
        }
        let Some((route, system)) = found else {
            return Err(refusal.unwrap_or_else(|| self.no_route(meant.to_string())));
        };
        let to = system?;
        if to == self.envelope.sender && !route.allow_self {
            return Err(RouteRefusal::SelfAddressed { sender: to });
        }
        let limit = route.delivery.max_bytes;
        if let Some(size) = self.size.filter(|size| *size > limit) {
            return Err(RouteRefusal::TooLarge { receiver: to, size, limit });
        }
        Ok(Planned {
            to,
            addressed: meant.agency.code.clone(),
            route: route.name.clone(),
            delivery: route.delivery.clone(),
        })
    }

    /// What `route` says of `meant`: a mismatch if it does not decide; if it does, the system or a refusal.
    fn system_by(
        &self,
        route: &Route,
        meant: &Meant<'_>,
    ) -> Result<Result<SystemId, RouteRefusal>, Mismatch> {
        let kind = &self.envelope.kind;
        let systems = self.world.systems;
        if let Some(on) = meant.closed {
            let party = fit_any(self.world, &route.to, meant, meant.system)
                .map_err(|parties| Mismatch::To { parties })?;
            if route.when_closed == WhenClosed::Refuse {
                return Ok(Err(closed(meant, on, None)));
            }
            let heir = match self.world.directory.succession(meant.agency, self.today) {
                Ok(steps) => steps.last().map_or(&meant.agency.code, |heir| &heir.code),
                Err(why) => return Ok(Err(closed(meant, on, Some(why)))),
            };
            let name = meant.system.or(party.system.as_ref());
            return Ok(match pick(systems, heir, name, kind) {
                Picked::One(id) => Ok(id),
                Picked::Several(systems) => {
                    Err(RouteRefusal::AmbiguousSystem { agency: heir.clone(), systems })
                }
                Picked::None => Err(RouteRefusal::NoSystem {
                    agency: heir.clone(),
                    system: name.cloned(),
                    kind: kind.clone(),
                }),
            });
        }
        let mut lacking = None;
        let mut misses = Vec::new();
        for party in &route.to {
            if let Err(miss) = fit(self.world, party, meant, meant.system) {
                misses.push(miss);
                continue;
            }
            let name = meant.system.or(party.system.as_ref());
            let agency = meant.agency.code.clone();
            match pick(systems, &agency, name, kind) {
                Picked::One(id) => return Ok(Ok(id)),
                Picked::Several(systems) => {
                    return Ok(Err(RouteRefusal::AmbiguousSystem { agency, systems }));
                }
                // Another pattern may name a system that exists.
                Picked::None => {
                    lacking.get_or_insert(Mismatch::NoSystem { agency, system: name.cloned() });
                }
            }
        }
        Err(lacking.unwrap_or(Mismatch::To { parties: misses }))
    }
}
