//! Steps of dossiers: which one is the state, and which are the same.
//!
//! Steps arrive out of order and more than once.

use lienthong_model::Digest;
use lienthong_model::schema::{Record, Value};

use jiff::civil::DateTime;

use crate::json::push_text;
use crate::schema::STEPS;
use crate::view::{text, time};

/// What makes a step this one and no other. Sending it again gives the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StepIdentity {
    /// The number of the dossier.
    pub number: String,
    /// When the step was taken.
    pub at: DateTime,
    /// The status that the dossier took.
    pub status: String,
    /// Of everything else that the step says.
    pub rest: Digest,
}

impl StepIdentity {
    /// The identity of `step`, of the schema `dossier-progress`; nothing where it lacks number, time or status.
    pub fn of(step: &Record) -> Option<Self> {
        Some(Self {
            number: text(&STEPS, step, "number")?.to_owned(),
            at: time(&STEPS, step, "at")?,
            status: text(&STEPS, step, "status")?.to_owned(),
            rest: rest(step),
        })
    }
}

/// The step that says the state of a dossier: the one with the latest time, and of several the one that arrived last.
/// `steps` are of one dossier, of the schema `dossier-progress`, in the order of arrival.
pub fn latest<'r>(steps: impl IntoIterator<Item = &'r Record>) -> Option<&'r Record> {
    steps.into_iter().max_by_key(|step| time(&STEPS, step, "at"))
}

/// The digest of what is not in the identity itself. Names and values are quoted, so that no two steps run together; what
/// the sender keeps beside the fields comes sorted, since its order says nothing.
fn rest(step: &Record) -> Digest {
    let mut out = String::new();
    let slots = STEPS.layout.slots.iter();
    for slot in slots.filter(|slot| !matches!(slot.member.field, "number" | "at" | "status")) {
        let value = match slot.get(step) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::DateTime(at)) => at.to_string(),
            _ => continue,
        };
        push_text(&mut out, slot.member.field);
        push_text(&mut out, &value);
    }
    let mut extra: Vec<_> = step.extra.iter().collect();
    extra.sort();
    for (name, value) in extra {
        out.push('+');
        push_text(&mut out, name);
        push_text(&mut out, value);
    }
    Digest::of(out.as_bytes())
}
