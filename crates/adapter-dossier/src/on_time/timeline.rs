//! The points in time of one dossier: from its record and its steps to what the rules ask for.

use jiff::civil::DateTime;
use lienthong_model::schema::{Record, Value};

use crate::schema::{DOSSIERS, STEPS};
use crate::view::{list, text, time, value};

/// The points in time of one dossier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// Its status (list `TrangThaiHoSo`), as sent.
    pub status: Option<String>,
    /// Received by the one-stop shop.
    pub received_at: Option<DateTime>,
    /// Promised for.
    pub due_at: Option<DateTime>,
    /// Processing ended, as the dossier itself says.
    pub finished_at: Option<DateTime>,
    /// Refused, as the dossier itself says.
    pub refused_at: Option<DateTime>,
    /// Its steps, by time; steps of one time in the order of arrival.
    pub steps: Vec<Event>,
    /// What the citizen was asked for.
    pub supplements: Vec<Supplement>,
}

/// A step: when, and the status that the dossier took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime,
    /// The status (list `TrangThaiHoSo`).
    pub status: String,
}

/// Something that the citizen was asked to add.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supplement {
    /// When it was asked for.
    pub asked_at: DateTime,
    /// When it was complete; nothing while it is not.
    pub complete_at: Option<DateTime>,
    /// Whether a new date was promised for it, so that its time is in that date already.
    pub moved_due: bool,
}

impl Timeline {
    /// The timeline of `dossier`, of the schema `dossier`, with its `steps`, of the schema `dossier-progress`, in the
    /// order of arrival. Steps that lack their time or status say nothing and are left out.
    pub fn of<'r>(dossier: &Record, steps: impl IntoIterator<Item = &'r Record>) -> Self {
        let mut steps: Vec<Event> = steps.into_iter().filter_map(event).collect();
        steps.sort_by_key(|step| step.at);
        let at = |name| time(&DOSSIERS, dossier, name);
        Self {
            status: text(&DOSSIERS, dossier, "status").map(str::to_owned),
            received_at: at("received_at"),
            due_at: at("due_at"),
            finished_at: at("finished_at"),
            refused_at: at("refused_at"),
            steps,
            supplements: supplements(dossier),
        }
    }
}

fn event(step: &Record) -> Option<Event> {
    let at = time(&STEPS, step, "at")?;
    let status = text(&STEPS, step, "status")?.to_owned();
    Some(Event { at, status })
}

fn supplements(dossier: &Record) -> Vec<Supplement> {
    let slot = DOSSIERS.layout.slots.iter().find(|slot| slot.member.field == "supplements");
    let layout = slot.and_then(|slot| slot.entries.as_ref()).expect("supplements are a list");
    let field = |record: &Record, name: &str| {
        let slot = layout.slots.iter().find(|slot| slot.member.field == name);
        slot.expect("names are those of the tables").get(record).cloned()
    };
    let at = |record: &Record, name: &str| match field(record, name) {
        Some(Value::DateTime(at)) => Some(at),
        _ => None,
    };
    let read = |record: &Record| {
        Some(Supplement {
            asked_at: at(record, "asked_at")?,
            complete_at: at(record, "received_at")
                .filter(|_| field(record, "is_complete") != Some(Value::Boolean(false))),
            moved_due: at(record, "due_after").is_some(),
        })
    };
    debug_assert!(value(&DOSSIERS, dossier, "supplements").is_none_or(|v| matches!(v, Value::List(_))));
    list(&DOSSIERS, dossier, "supplements").iter().filter_map(read).collect()
}
