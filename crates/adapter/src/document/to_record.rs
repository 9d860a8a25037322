//! A document or a status to its record. Nothing can fail but the opening of a file, which the caller does.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use lienthong_model::Payload;
use lienthong_model::document::{Attachment, Business, Document, DocumentRef, DocumentStatus, Party, Staff};
use lienthong_model::schema::{Record, Schema};
use lienthong_model::time;

use super::content;
use super::reasons::NOT_A_DOCUMENT;
use super::schema::{document_schema, status_schema};
use super::slots::Fill;
use crate::encode::EncodeError;
use crate::finding::Finding;
use crate::payload_phrase;

/// The record of a payload, with its schema. `open` gives the bytes of a file, unpacked.
///
/// # Errors
///
/// `NOT_A_DOCUMENT`: the payload is something else. Whatever `open` says of a file that cannot be unpacked.
pub fn write(
    payload: &Payload,
    open: impl Fn(&Attachment) -> Result<Bytes, EncodeError>,
) -> Result<(Arc<Schema>, Record), EncodeError> {
    match payload {
        Payload::Document(document) => Ok((document_schema(), document_record(document, open)?)),
        Payload::Status(status) => Ok((status_schema(), status_record(status))),
        other => Err(Finding::new(&NOT_A_DOCUMENT).found(payload_phrase(other)).into()),
    }
}

fn document_record(
    document: &Document,
    open: impl Fn(&Attachment) -> Result<Bytes, EncodeError>,
) -> Result<Record, EncodeError> {
    let schema = document_schema();
    let mut to = Fill::new(&schema.fields);
    to.group("sender", |to| party(to, &document.sender));
    all(to.list("receivers", &document.receivers, |to, receiver| {
        party(to, receiver);
        Ok(())
    }));
    to.text("document_id", document.document_id.clone());
    to.text("number", document.number.clone());
    to.text("notation", document.notation.clone());
    if !document.number.is_empty() && !document.notation.is_empty() {
        to.text("reference", document.reference());
    }
    to.text("place", document.place.clone());
    to.day("issued_on", document.issued_on);
    to.group("type", |to| {
        to.text("group", document.type_group.clone());
        to.text("code", document.type_code.clone());
        to.text("name", document.type_name.clone());
    });
    to.text("subject", document.subject.clone());
    to.text("summary", document.summary.clone());
    if let Some(signer) = &document.signer {
        to.group("signer", |to| {
            to.text("authority", signer.authority.clone());
            to.text("position", signer.position.clone());
            to.text("name", signer.name.clone());
        });
    }
    to.day("due_on", document.due_on);
    to.text("priority", document.priority.clone());
    to.text("distribution", document.distribution.clone());
    to.text("typist", document.typist.clone());
    to.whole("copies", document.copies.map(u64::from));
    to.whole("pages", document.pages.map(u64::from));
    to.flag("is_directive", document.is_directive);
    texts(&mut to, "appendixes", "title", &document.appendixes);
    all(to.list("in_reply_to", &document.in_reply_to, |to, about| {
        reference(to, about);
        Ok(())
    }));
    to.text("steering", document.steering.clone());
    texts(&mut to, "also_sent_to", "name", &document.also_sent_to);
    all(to.list("trace", &document.trace, |to, hop| {
        to.text("agency", hop.agency_text.clone());
        to.time("at", hop.at.map(time::local));
        Ok(())
    }));
    to.group("business", |to| business(to, &document.business));
    to.list("attachments", &document.attachments, |to, file| {
        to.text("id", file.id.clone());
        to.text("name", file.name.clone());
        to.text("media_type", file.media_type.clone());
        to.text("description", file.description.clone());
        to.whole("size", Some(file.size));
        to.text("sha256", file.sha256.to_string());
        to.text("content", content::text_of(file, &open)?);
        Ok::<(), EncodeError>(())
    })?;
    Ok(to.finish())
}

fn status_record(status: &DocumentStatus) -> Record {
    let schema = status_schema();
    let mut to = Fill::new(&schema.fields);
    to.group("about", |to| reference(to, &status.about));
    to.group("reporter", |to| party(to, &status.reporter));
    to.text("code", status.code.clone());
    to.text("note", status.note.clone());
    to.time("at", status.at.map(time::local));
    if let Some(one) = &status.staff {
        to.group("staff", |to| staff(to, one));
    }
    to.finish()
}

fn party(to: &mut Fill<'_>, party: &Party) {
    to.text("code", party.code_text.clone());
    to.text("parent_name", party.parent_name.clone());
    to.text("name", party.name.clone());
    to.text("address", party.address.clone());
    to.text("email", party.email.clone());
    to.text("phone", party.phone.clone());
    to.text("fax", party.fax.clone());
    to.text("website", party.website.clone());
}

fn reference(to: &mut Fill<'_>, about: &DocumentRef) {
    to.text("agency", about.agency_text.clone());
    to.text("reference", about.reference.clone());
    to.day("issued_on", about.issued_on);
    to.text("document_id", about.document_id.clone());
}

fn staff(to: &mut Fill<'_>, staff: &Staff) {
    to.text("department", staff.department.clone());
    to.text("name", staff.name.clone());
    to.text("mobile", staff.mobile.clone());
    to.text("email", staff.email.clone());
}

fn business(to: &mut Fill<'_>, business: &Business) {
    to.text("kind", business.kind.clone());
    to.text("document_id", business.document_id.clone());
    to.text("reason", business.reason.clone());
    to.text("paper", business.paper.clone());
    if let Some(one) = &business.staff {
        to.group("staff", |to| staff(to, one));
    }
    if let Some(update) = &business.update {
        to.group("update", |to| {
            to.text("document_info", update.document_info.clone());
            to.text("document_receiver", update.document_receiver.clone());
            all(to.list("receivers", &update.receivers, |to, (agency, change)| {
                to.text("agency", agency.clone());
                to.text("change", change.clone());
                Ok(())
            }));
        });
    }
    all(to.list("replaces", &business.replaces, |to, replaced| {
        to.text("document_id", replaced.document_id.clone());
        texts(to, "agencies", "code", &replaced.agencies);
        Ok(())
    }));
}

fn texts(to: &mut Fill<'_>, name: &str, entry: &str, list: &[String]) {
    all(to.list(name, list, |to, text| {
        to.text(entry, text.clone());
        Ok(())
    }));
}

/// A list of which no entry can fail.
fn all(done: Result<(), Infallible>) {
    match done {
        Ok(()) => {}
        Err(never) => match never {},
    }
}
