//! Walking all texts of a payload.

use crate::Finding;
use lienthong_model::Payload;
use lienthong_model::document::{Document, DocumentRef, DocumentStatus, Party, Staff};
use lienthong_model::schema::{Record, Value};
use lienthong_model::text::nfc;

/// Panics where a text of `payload` is not NFC, or is empty where it should be missing.
pub(super) fn check_nfc(name: &str, payload: &Payload) {
    let mut check = |text: &str| {
        assert_eq!(nfc(text), text, "{name}: text is NFC");
        assert!(!text.is_empty(), "{name}: an empty text is a missing one");
    };
    match payload {
        Payload::Document(document) => of_document(document, &mut check),
        Payload::Status(status) => of_status(status, &mut check),
        Payload::Records(batch) => batch.records.iter().for_each(|record| of_record(record, &mut check)),
        _ => {}
    }
}

/// Words that stand in almost every English phrase, and in no Vietnamese one.
const ENGLISH: &[&str] = &[
    "the",
    "of",
    "an",
    "is",
    "are",
    "not",
    "no",
    "more",
    "than",
    "most",
    "that",
    "bytes",
    "characters",
    "rows",
    "nothing",
];

/// Panics where a Vietnamese reader would meet English words of ours. What stands in backquotes is of the input.
pub(super) fn check_vietnamese(name: &str, finding: &Finding) {
    let message = finding.message_vi();
    let ours: String = message.split('`').step_by(2).collect();
    let word = ours.split(|c: char| !c.is_alphanumeric()).find(|word| ENGLISH.contains(word));
    assert_eq!(word, None, "{name}: Vietnamese words in `{message}`");
}

fn of_record(record: &Record, visit: Visit<'_>) {
    for value in record.values.iter().flatten() {
        match value {
            Value::Text(text) => visit(text),
            Value::Group(group) => of_record(group, visit),
            Value::List(list) => list.iter().for_each(|record| of_record(record, visit)),
            _ => {}
        }
    }
    record.extra.iter().for_each(|(_, text)| visit(text));
}

type Visit<'a> = &'a mut dyn FnMut(&str);

fn all<'a>(texts: impl IntoIterator<Item = &'a Option<String>>, visit: Visit<'_>) {
    texts.into_iter().flatten().for_each(|text| visit(text));
}

fn of_document(d: &Document, visit: Visit<'_>) {
    of_party(&d.sender, visit);
    d.receivers.iter().for_each(|party| of_party(party, visit));
    [&d.number, &d.notation, &d.subject].into_iter().for_each(|text| visit(text));
    all([&d.document_id, &d.place, &d.type_group, &d.type_code, &d.type_name, &d.summary], visit);
    all([&d.priority, &d.distribution, &d.typist, &d.steering], visit);
    d.signer.iter().for_each(|s| all([&s.authority, &s.position, &s.name], visit));
    d.appendixes.iter().chain(&d.also_sent_to).for_each(|text| visit(text));
    d.in_reply_to.iter().for_each(|r| of_ref(r, visit));
    d.trace.iter().for_each(|hop| all([&hop.agency_text], visit));
    let b = &d.business;
    all([&b.kind, &b.document_id, &b.reason, &b.paper], visit);
    b.staff.iter().for_each(|staff| of_staff(staff, visit));
    if let Some(update) = &b.update {
        all([&update.document_info, &update.document_receiver], visit);
        for (agency, kind) in &update.receivers {
            visit(agency);
            all([kind], visit);
        }
    }
    for replaced in &b.replaces {
        visit(&replaced.document_id);
        replaced.agencies.iter().for_each(|agency| visit(agency));
    }
    for a in &d.attachments {
        visit(&a.id);
        visit(&a.name);
        all([&a.media_type, &a.description], visit);
    }
}

fn of_status(s: &DocumentStatus, visit: Visit<'_>) {
    of_ref(&s.about, visit);
    of_party(&s.reporter, visit);
    visit(&s.code);
    all([&s.note], visit);
    s.staff.iter().for_each(|staff| of_staff(staff, visit));
}

fn of_party(p: &Party, visit: Visit<'_>) {
    visit(&p.code_text);
    all([&p.parent_name, &p.name, &p.address, &p.email, &p.phone, &p.fax, &p.website], visit);
}

fn of_ref(r: &DocumentRef, visit: Visit<'_>) {
    all([&r.agency_text, &r.reference, &r.document_id], visit);
}

fn of_staff(s: &Staff, visit: Visit<'_>) {
    all([&s.department, &s.name, &s.mobile, &s.email], visit);
}
