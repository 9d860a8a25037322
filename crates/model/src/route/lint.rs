//! What can be said about routes without any message: those that never decide, and those that disagree.
//!
//! Conservative: what is reported is so, but not all that is so is reported. A route that several earlier ones cover
//! only together is not found, and whether an agency has a level or a superior is not asked, since that changes
//! from day to day.

use std::collections::HashSet;

use super::{Party, Route, RouteTable, Subject};
use crate::ids::RouteName;

/// A route that never decides, because an earlier one covers all of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the route {route:?} never decides: {by:?}, which stands before it, covers all of it", route = .route.as_str(), by = .by.as_str())]
pub struct Shadowed {
    /// The route.
    pub route: RouteName,
    /// The earlier one.
    pub by: RouteName,
}

/// Two routes that can match the same message and treat it differently; the first decides.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the routes {first:?} and {second:?} overlap and differ in {}; the first decides", .differ.join(", "), first = .first.as_str(), second = .second.as_str())]
pub struct Overlapping {
    /// The one that stands first.
    pub first: RouteName,
    /// The other.
    pub second: RouteName,
    /// In what they differ, by the names of the fields.
    pub differ: Vec<&'static str>,
}

impl RouteTable {
    /// Routes that can never decide because one earlier route has the same or a wider subject, senders, receivers
    /// and validity.
    pub fn shadowed(&self) -> Vec<Shadowed> {
        let mut found = Vec::new();
        for (index, route) in self.routes.iter().enumerate() {
            let earlier = self.sharing_subject(index).into_iter().filter(|other| *other < index);
            let mut earlier = earlier.map(|other| &self.routes[other]);
            if let Some(by) = earlier.find(|earlier| covers(earlier, route)) {
                found.push(Shadowed { route: route.name.clone(), by: by.name.clone() });
            }
        }
        found
    }

    /// Pairs that can match the same message but have another policy, and of which neither covers the other: an
    /// exception before its general rule is meant, and a route that never decides is in [`RouteTable::shadowed`].
    pub fn overlapping(&self) -> Vec<Overlapping> {
        let mut found = Vec::new();
        for (index, first) in self.routes.iter().enumerate() {
            let later = self.sharing_subject(index).into_iter().filter(|other| *other > index);
            for second in later.map(|other| &self.routes[other]) {
                let differ = differences(first, second);
                if !differ.is_empty()
                    && subjects_meet(&first.subject, &second.subject)
                    && validities_meet(first, second)
                    && parties_meet(&first.from, &second.from)
                    && receivers_meet(first, second)
                    && !covers(first, second)
                    && !covers(second, first)
                {
                    let (first, second) = (first.name.clone(), second.name.clone());
                    found.push(Overlapping { first, second, differ });
                }
            }
        }
        found
    }

    /// The routes about anything that the route at `index` is about, in order.
    fn sharing_subject(&self, index: usize) -> Vec<usize> {
        let lists: Vec<&Vec<usize>> = match &self.routes[index].subject {
            Subject::Messages(kinds) => kinds.iter().filter_map(|kind| self.by_kind.get(kind)).collect(),
            Subject::Calls { service, .. } => self.by_service.get(service).into_iter().collect(),
        };
        let unique: HashSet<usize> = lists.into_iter().flatten().copied().collect();
        let mut sorted: Vec<usize> = unique.into_iter().collect();
        sorted.sort_unstable();
        sorted
    }
}

/// Whether whatever `narrow` matches, `wide` matches too.
fn covers(wide: &Route, narrow: &Route) -> bool {
    let subject = match (&wide.subject, &narrow.subject) {
        (Subject::Messages(wide), Subject::Messages(narrow)) => narrow.iter().all(|kind| wide.contains(kind)),
        (
            Subject::Calls { service, methods },
            Subject::Calls { service: narrow_service, methods: narrow_methods },
        ) => {
            let all = methods.is_empty();
            let some = !narrow_methods.is_empty() && narrow_methods.iter().all(|name| methods.contains(name));
            service == narrow_service && (all || some)
        }
        _ => false,
    };
    let from = wide.valid_from.is_none_or(|wide| narrow.valid_from.is_some_and(|narrow| wide <= narrow));
    let to = wide.valid_to.is_none_or(|wide| narrow.valid_to.is_some_and(|narrow| narrow <= wide));
    // A call names its receiver, so that no `to` means every one that there is.
    let is_call = matches!(wide.subject, Subject::Calls { .. });
    let receivers = if is_call && wide.to.is_empty() {
        true
    } else if is_call && narrow.to.is_empty() {
        false
    } else {
        parties_cover(&wide.to, &narrow.to)
    };
    subject && from && to && receivers && parties_cover(&wide.from, &narrow.from)
}

fn parties_cover(wide: &[Party], narrow: &[Party]) -> bool {
    narrow.iter().all(|narrow| wide.iter().any(|wide| party_covers(wide, narrow)))
}

/// Whatever `wide` asks, `narrow` asks in the same words.
fn party_covers(wide: &Party, narrow: &Party) -> bool {
    fn asks<T: PartialEq>(wide: &Option<T>, narrow: &Option<T>) -> bool {
        wide.is_none() || wide == narrow
    }
    asks(&wide.agency, &narrow.agency)
        && asks(&wide.level, &narrow.level)
        && asks(&wide.under, &narrow.under)
        && asks(&wide.system, &narrow.system)
}

fn receivers_meet(one: &Route, other: &Route) -> bool {
    let any = |route: &Route| matches!(route.subject, Subject::Calls { .. }) && route.to.is_empty();
    any(one) || any(other) || parties_meet(&one.to, &other.to)
}

fn parties_meet(some: &[Party], others: &[Party]) -> bool {
    some.iter().any(|one| others.iter().any(|other| party_meets(one, other)))
}

/// Whether some system fits both patterns, as far as can be said without the directory: a named agency and a
/// pattern by level or superior may or may not meet, so that is not reported.
fn party_meets(one: &Party, other: &Party) -> bool {
    fn agree<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    let by_place = |party: &Party| party.level.is_some() || party.under.is_some();
    let unsure = match (&one.agency, &other.agency) {
        (Some(_), None) => by_place(other),
        (None, Some(_)) => by_place(one),
        _ => false,
    };
    !unsure
        && agree(&one.agency, &other.agency)
        && agree(&one.level, &other.level)
        && agree(&one.under, &other.under)
        && agree(&one.system, &other.system)
}

fn subjects_meet(one: &Subject, other: &Subject) -> bool {
    match (one, other) {
        (Subject::Messages(one), Subject::Messages(other)) => one.iter().any(|kind| other.contains(kind)),
        (Subject::Calls { service, methods }, Subject::Calls { service: other, methods: others }) => {
            let some = methods.iter().any(|name| others.contains(name));
            service == other && (methods.is_empty() || others.is_empty() || some)
        }
        _ => false,
    }
}

fn validities_meet(one: &Route, other: &Route) -> bool {
    let before = |end: &Route, start: &Route| matches!((end.valid_to, start.valid_from), (Some(end), Some(start)) if end <= start);
    !before(one, other) && !before(other, one)
}

/// The policies in which two routes differ.
fn differences(one: &Route, other: &Route) -> Vec<&'static str> {
    let mut differ = Vec::new();
    if one.delivery != other.delivery {
        differ.push("delivery");
    }
    if one.when_closed != other.when_closed {
        differ.push("when_closed");
    }
    if one.allow_self != other.allow_self {
        differ.push("allow_self");
    }
    differ
}
