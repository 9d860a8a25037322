//! The real units, with invented systems and routes, and what a test asks of them.

use std::collections::BTreeSet;

use crate::directory::units::{self, code, level};
use crate::directory::{AgencyVersion, Directory};
use crate::envelope::{Envelope, Receiver};
use crate::payload::FormatName;
use crate::route::*;
use crate::system::{Connector, System, SystemIdentity, Systems};

pub(super) const BEFORE: &str = "2025-06-30T23:59:59+07:00";
pub(super) const AFTER: &str = "2025-07-01T00:00:00+07:00";

pub(super) fn system(id: &str, receives: &[&str]) -> System {
    System {
        id: id.parse().unwrap(),
        title: id.to_owned(),
        contact: None,
        identity: SystemIdentity::default(),
        format: Some("grpc".parse::<FormatName>().unwrap()),
        mappings: Vec::new(),
        format_options: Default::default(),
        receives: receives.iter().map(|kind| kind.parse().unwrap()).collect(),
        connector: Connector::Pull,
        services: Vec::new(),
        speaks_for: BTreeSet::new(),
        files: Vec::new(),
        enabled: true,
    }
}

pub(super) fn party(text: &str) -> Party {
    // `level:x`, `under:x`, `system:x`, `agency:x`, joined by `+`.
    let mut party = Party::default();
    for part in text.split('+') {
        let (key, value) = part.split_once(':').unwrap();
        match key {
            "agency" => party.agency = Some(code(value)),
            "level" => party.level = Some(level(value)),
            "under" => party.under = Some(code(value)),
            "system" => party.system = Some(value.parse().unwrap()),
            _ => panic!("{key}"),
        }
    }
    party
}

pub(super) fn route(name: &str, from: &str, to: &[&str]) -> Route {
    Route {
        name: name.parse().unwrap(),
        subject: Subject::Messages(vec![MessageType::document()]),
        from: vec![party(from)],
        to: to.iter().map(|to| party(to)).collect(),
        legal_basis: "x".to_owned(),
        purpose: "x".to_owned(),
        delivery: DeliveryPolicy {
            retry_for: Duration::from_secs(60),
            ttl: Duration::from_secs(600),
            ordered: false,
            max_bytes: 1000,
        },
        when_closed: WhenClosed::Forward,
        valid_from: None,
        valid_to: None,
        allow_self: false,
    }
}

/// The real units; the province has two systems, every commune one.
pub(super) struct Stage {
    pub(super) directory: Directory,
    pub(super) systems: Systems,
    pub(super) routes: Vec<Route>,
}

/// The province sends and receives with `H60/qlvb`; `H60.02215` also has `hotich`.
pub(super) fn stage(routes: Vec<Route>) -> Stage {
    stage_with(routes, |_| {})
}

pub(super) fn stage_with(routes: Vec<Route>, edit: impl FnOnce(&mut Vec<AgencyVersion>)) -> Stage {
    let directory = units::directory(edit);
    let mut systems = vec![system("H60/qlvb", &["document"]), system("H60/other", &[])];
    let communes: BTreeSet<_> =
        directory.versions().iter().filter(|version| version.level == level("commune")).collect_codes();
    systems.extend(communes.iter().map(|code| system(&format!("{code}/qlvb"), &["document"])));
    systems.push(system("H60.02215/hotich", &["khai-sinh/v1"]));
    Stage { directory, systems: Systems::new(systems), routes }
}

trait CollectCodes {
    fn collect_codes(self) -> BTreeSet<String>;
}

impl<'a, I: Iterator<Item = &'a AgencyVersion>> CollectCodes for I {
    fn collect_codes(self) -> BTreeSet<String> {
        self.map(|version| version.code.to_string()).collect()
    }
}

pub(super) fn envelope(receivers: Vec<Receiver>, created_at: &str) -> Envelope {
    Envelope {
        sender: "H60/qlvb".parse().unwrap(),
        id: "1".parse().unwrap(),
        kind: MessageType::document(),
        receivers,
        created_at: created_at.parse().unwrap(),
        case_key: None,
        correlation_id: None,
    }
}

pub(super) fn to(text: &str) -> Receiver {
    Receiver::Agency(text.to_owned())
}

impl Stage {
    pub(super) fn decide(&self, envelope: &Envelope, today: Date) -> Result<Decided, RouteRefusal> {
        let world = World { directory: &self.directory, systems: &self.systems };
        let table = RouteTable::new(self.routes.clone());
        let decided = table.decide(&world, envelope, Some(10), today);
        let traced = table.decide_traced(&world, envelope, Some(10), today);
        assert_eq!(traced.result, decided, "what is explained is what happens");
        decided
    }

    /// Each delivery as `ADDRESSED>SYSTEM ROUTE`, or the reason of the refusal.
    pub(super) fn plan(&self, receivers: Vec<Receiver>, created: &str, today: Date) -> Vec<String> {
        match self.decide(&envelope(receivers, created), today) {
            Ok(decided) => decided
                .deliveries
                .iter()
                .map(|planned| format!("{}>{} {}", planned.addressed, planned.to, planned.route))
                .collect(),
            Err(refusal) => vec![refusal.reason().to_owned()],
        }
    }

    pub(super) fn check(&self, receiver: Receiver, created: &str, today: Date, expected: &str) {
        let shown = receiver.to_string();
        assert_eq!(self.plan(vec![receiver], created, today), [expected], "{shown} {created} {today}");
    }
}

pub(super) fn down() -> Route {
    route("down", "agency:H60", &["level:commune"])
}
