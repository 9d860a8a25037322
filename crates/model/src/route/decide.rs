//! What happens to one message or one call.
//!
//! The steps for a message, in order:
//!
//! 1. the sender's agency is in force today;
//! 2. the routes that are about this message, in force today, and let this sender send;
//! 3. for each receiver who was meant: the text as of the day the message was made, and what that agency is today;
//! 4. the first of these routes that covers the receiver decides: which system, or, for a receiver that has closed,
//!    whether to its successor;
//! 5. all of them, or a refusal. Only members of a set may be left out, and are named.
//!
//! # What holds
//!
//! * Two days decide. Who was meant is a question to the day the message was made; who can receive is one to today.
//!   A code that has been given to another body since does not receive what was meant for the earlier one.
//! * Explaining runs this code and no other; it only keeps what it saw.

use jiff::civil::Date;

use super::matching::{Meant, closed, fit_any, open_sender, who_was_meant};
use super::plan::Plan;
use super::refusal::{Mismatch, ReceiverTrace, RouteRefusal, RouteTrace, Unreachable};
use super::{Planned, Route, RouteTable, Subject};
use crate::directory::{AgencyVersion, Directory, Standing};
use crate::envelope::{Envelope, Receiver};
use crate::ids::{ServiceId, SystemId};
use crate::system::{Service, System, Systems};
use crate::time;

/// Before the method, where the subject of a refusal is a call and no message.
pub const CALLS_OF: &str = "calls of ";

/// What a decision looks at, besides the routes.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// All agencies.
    pub directory: &'a Directory,
    /// All systems.
    pub systems: &'a Systems,
}

/// The deliveries of a message.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decided {
    /// One for each receiving system, in the order of the receivers and of the codes in a set.
    pub deliveries: Vec<Planned>,
    /// Members of sets that get nothing.
    pub unreachable: Vec<Unreachable>,
}

/// A call that may go on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CallPermit<'a> {
    /// The route that decided.
    pub route: &'a Route,
    /// The service called.
    pub service: &'a Service,
    /// The system that offers it.
    pub system: &'a System,
}

/// A decision, with what was considered on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Traced<T> {
    /// The decision.
    pub result: Result<T, RouteRefusal>,
    /// For each receiver, members of sets included: the routes considered.
    pub receivers: Vec<ReceiverTrace>,
}

/// A route that may decide, or, where a trace is kept, the reasons why it does not.
pub(super) struct Candidate<'a> {
    pub(super) route: &'a Route,
    pub(super) mismatch: Vec<Mismatch>,
}

/// Keeps what was considered, or nothing.
pub(super) type Trace<'t> = Option<&'t mut Vec<ReceiverTrace>>;

impl RouteTable {
    /// The deliveries of a message, or why it has none. `size` is that of the payload, where it is known.
    pub fn decide(
        &self,
        world: &World<'_>,
        envelope: &Envelope,
        size: Option<u64>,
        today: Date,
    ) -> Result<Decided, RouteRefusal> {
        self.decide_message(world, envelope, size, today, None)
    }

    /// As [`RouteTable::decide`], with every route that was considered and why it did not match.
    pub fn decide_traced(
        &self,
        world: &World<'_>,
        envelope: &Envelope,
        size: Option<u64>,
        today: Date,
    ) -> Traced<Decided> {
        let mut receivers = Vec::new();
        let result = self.decide_message(world, envelope, size, today, Some(&mut receivers));
        Traced { result, receivers }
    }

    fn decide_message(
        &self,
        world: &World<'_>,
        envelope: &Envelope,
        size: Option<u64>,
        today: Date,
        trace: Trace<'_>,
    ) -> Result<Decided, RouteRefusal> {
        let sender = open_sender(world, &envelope.sender, today)?;
        let tracing = trace.is_some();
        let candidates = self.candidates(self.about_message(&envelope.kind, tracing), tracing, |route| {
            let about = matches!(&route.subject, Subject::Messages(kinds) if kinds.contains(&envelope.kind));
            let subject = (!about).then_some(Mismatch::Subject);
            before_receiver(world, route, subject, &envelope.sender, sender, today)
        });
        let code_form =
            world.systems.get(&envelope.sender).and_then(|system| system.format_options.code_form);
        let created = time::local_date(envelope.created_at);
        let mut plan = Plan::new(world, envelope, size, today, candidates, trace);
        if envelope.receivers.is_empty() {
            return Err(RouteRefusal::NoReceiver);
        }
        for receiver in &envelope.receivers {
            match receiver {
                Receiver::Agency(text) => {
                    let resolved = world.directory.resolve(text, code_form, created).map_err(|why| {
                        RouteRefusal::UnknownReceiver { receiver: crate::ids::shorten(text), why: Some(why) }
                    })?;
                    let meant = who_was_meant(world.directory, &resolved.code, None, created, today)?;
                    plan.add_named(&meant)?;
                }
                Receiver::System(id) => {
                    let meant = who_was_meant(world.directory, &id.agency, Some(&id.name), created, today)?;
                    plan.add_named(&meant)?;
                }
                Receiver::Set { level, under } => {
                    if world.directory.standing(under, created) == Standing::Unknown {
                        let receiver = under.to_string();
                        return Err(RouteRefusal::UnknownReceiver { receiver, why: None });
                    }
                    let members = world.directory.under(under, created).into_iter();
                    let members = members.filter(|member| {
                        level.as_ref().is_none_or(|level| *level == member.level)
                            && member.code != envelope.sender.agency
                    });
                    plan.add_set(receiver, members, created)?;
                }
            }
        }
        Ok(plan.finish())
    }

    /// Whether `caller` may call `method` of `service` today. Nobody takes over the services of a closed agency.
    pub fn decide_call<'a>(
        &'a self,
        world: &World<'a>,
        caller: &SystemId,
        service: &ServiceId,
        method: &str,
        today: Date,
    ) -> Result<CallPermit<'a>, RouteRefusal> {
        self.decide_one_call(world, caller, service, method, today, None)
    }

    /// As [`RouteTable::decide_call`], with every route that was considered and why it did not match.
    pub fn decide_call_traced<'a>(
        &'a self,
        world: &World<'a>,
        caller: &SystemId,
        service: &ServiceId,
        method: &str,
        today: Date,
    ) -> Traced<CallPermit<'a>> {
        let mut receivers = Vec::new();
        let result = self.decide_one_call(world, caller, service, method, today, Some(&mut receivers));
        Traced { result, receivers }
    }

    fn decide_one_call<'a>(
        &'a self,
        world: &World<'a>,
        caller: &SystemId,
        service: &ServiceId,
        method: &str,
        today: Date,
        trace: Trace<'_>,
    ) -> Result<CallPermit<'a>, RouteRefusal> {
        let agency = open_sender(world, caller, today)?;
        let (system, offered) = world
            .systems
            .service(service)
            .ok_or_else(|| RouteRefusal::UnknownService { service: service.clone() })?;
        let meant = who_was_meant(world.directory, &system.id.agency, Some(&system.id.name), today, today)?;
        if let Some(on) = meant.closed {
            return Err(closed(&meant, on, None));
        }
        let tracing = trace.is_some();
        let candidates = self.candidates(self.about_call(service, tracing), tracing, |route| {
            before_receiver(world, route, call_mismatch(route, service, method), caller, agency, today)
        });
        let mut routes = Vec::new();
        let mut permit = None;
        for Candidate { route, mut mismatch } in candidates {
            if !route.to.is_empty()
                && let Err(parties) = fit_any(world, &route.to, &meant, Some(&system.id.name))
            {
                mismatch.push(Mismatch::To { parties });
            }
            let decides = mismatch.is_empty();
            if tracing {
                routes.push(RouteTrace { route: route.name.clone(), mismatch });
            }
            if decides {
                permit = Some(CallPermit { route, service: offered, system });
                break;
            }
        }
        if let Some(trace) = trace {
            trace.push(ReceiverTrace { receiver: service.to_string(), routes });
        }
        let permit = permit.ok_or_else(|| RouteRefusal::NoRoute {
            sender: caller.clone(),
            subject: format!("{CALLS_OF}{}", crate::ids::shorten(method)),
            receiver: service.to_string(),
        })?;
        if *caller == system.id && !permit.route.allow_self {
            return Err(RouteRefusal::SelfAddressed { sender: caller.clone() });
        }
        if !system.enabled {
            return Err(RouteRefusal::SystemDisabled { system: system.id.clone() });
        }
        Ok(permit)
    }

    /// The routes that may decide; where a trace is kept, all of them.
    fn candidates<'a>(
        &'a self,
        indices: impl Iterator<Item = usize>,
        tracing: bool,
        mismatch: impl Fn(&Route) -> Vec<Mismatch>,
    ) -> Vec<Candidate<'a>> {
        indices
            .map(|index| &self.routes[index])
            .map(|route| Candidate { route, mismatch: mismatch(route) })
            .filter(|candidate| tracing || candidate.mismatch.is_empty())
            .collect()
    }
}

/// Everything that may keep a route from deciding before a receiver is looked at.
fn before_receiver(
    world: &World<'_>,
    route: &Route,
    subject: Option<Mismatch>,
    sender: &SystemId,
    agency: &AgencyVersion,
    today: Date,
) -> Vec<Mismatch> {
    let mut mismatch: Vec<Mismatch> = subject.into_iter().collect();
    if let Some(from) = route.valid_from.filter(|from| today < *from) {
        mismatch.push(Mismatch::NotYet { from });
    }
    if let Some(to) = route.valid_to.filter(|to| *to <= today) {
        mismatch.push(Mismatch::Over { to });
    }
    let who = Meant { agency, day: today, closed: None, system: Some(&sender.name) };
    if let Err(parties) = fit_any(world, &route.from, &who, Some(&sender.name)) {
        mismatch.push(Mismatch::From { parties });
    }
    mismatch
}

fn call_mismatch(route: &Route, service: &ServiceId, method: &str) -> Option<Mismatch> {
    match &route.subject {
        Subject::Calls { service: own, methods } if own == service => {
            let allowed = methods.is_empty() || methods.iter().any(|own| own == method);
            (!allowed).then(|| Mismatch::Method { method: crate::ids::shorten(method) })
        }
        _ => Some(Mismatch::Subject),
    }
}
