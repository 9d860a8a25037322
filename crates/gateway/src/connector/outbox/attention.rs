//! What an operator is told of outboxes that need a hand.
//!
//! # What holds
//!
//! * No name of a file is told: names may be of people.
//! * An alarm is on until what it is about is gone.

use std::collections::{BTreeSet, HashMap};

use lienthong_adapter::{Phrase, phrase};
use lienthong_model::SystemId;

use super::Watched;
use super::listing::Odd;
use crate::state::Gateway;

/// The alarm while an outbox holds what can never be taken.
const ODD_FILE: &str = "OUTBOX_ODD_FILE";
/// The alarm while an outbox cannot be read.
const MISSING: &str = "OUTBOX_MISSING";

/// Looks after which what should have changed is told of.
const PATIENCE: u32 = 12;

/// Raises the alarms about outboxes, or ends them.
pub(super) fn tell(gateway: &Gateway, watched: &HashMap<SystemId, Watched>) {
    let of = |words: &dyn Fn(&Watched) -> Option<Phrase>| {
        let mut systems: Vec<Phrase> = watched
            .iter()
            .filter_map(|(id, memory)| Some((id, words(memory)?)))
            .map(|(id, words)| Phrase::of(format!("{id}: {}", words.en), format!("{id}: {}", words.vi)))
            .collect();
        systems.sort_by(|a, b| a.en.cmp(&b.en));
        (!systems.is_empty()).then(|| Phrase::join(&systems, ", "))
    };
    let odd = of(&odd).map(|all| {
        Phrase::of(
            format!("outboxes hold what is not sent: {}", all.en),
            format!("trong hộp đi có thứ không được gửi: {}", all.vi),
        )
    });
    let missing = of(&missing).map(|all| {
        Phrase::of(
            format!("outboxes that cannot be read, nothing is taken from them: {}", all.en),
            format!("không đọc được hộp đi nên không lấy được tệp: {}", all.vi),
        )
    });
    for (reason, text) in [(ODD_FILE, odd), (MISSING, missing)] {
        match text {
            Some(text) => gateway.alarms.raise(reason, text, gateway.now()),
            None => gateway.alarms.clear(reason),
        }
    }
}

fn odd(memory: &Watched) -> Option<Phrase> {
    let mut all = Vec::new();
    let kinds = |blocks: bool| -> BTreeSet<Odd> {
        let odd = memory.odd.iter().map(|(_, odd)| *odd);
        odd.filter(|odd| (*odd == Odd::InTheWay) == blocks).collect()
    };
    all.extend(kinds(true).into_iter().map(Odd::words));
    let never: Vec<Phrase> = kinds(false).into_iter().map(Odd::words).collect();
    if !never.is_empty() {
        let count = memory.odd.iter().filter(|(_, odd)| *odd != Odd::InTheWay).count();
        let kinds = Phrase::join(&never, "; ");
        let (en, vi) = (kinds.en, kinds.vi);
        all.push(Phrase::of(
            format!("{count} never taken ({en})"),
            format!("{count} thứ không bao giờ được lấy ({vi})"),
        ));
    }
    let waiting = memory.orphans.values().filter(|looks| **looks >= PATIENCE).count();
    if waiting > 0 {
        all.push(phrase!(
            "envelopes without their file: {waiting}",
            "phong bì không có tệp đi kèm: {waiting}"
        ));
    }
    (!all.is_empty()).then(|| Phrase::join(&all, "; "))
}

fn missing(memory: &Watched) -> Option<Phrase> {
    let is_gone = Phrase::new("there is no such folder", "không có thư mục này");
    let other = Phrase::new("it cannot be read or does not answer", "không đọc được hoặc không phản hồi");
    (memory.failed >= PATIENCE).then_some(if memory.is_gone { is_gone } else { other })
}
