//! A record to its document or status.
//!
//! 1. the record is one of its schema;
//! 2. what a schema cannot say: the reference, receivers that stand twice, numbers that fit;
//! 3. files: strict base64, and size and digest as the record gives them, within the limits of packages.
//!
//! A file without an id gets `tep-` and its number: packages name files by ids, and element documents have none.

use std::collections::HashSet;

use lienthong_model::agency_code::CodeForm;
use lienthong_model::document::{
    Attachment, Business, Content, Document, DocumentRef, DocumentStatus, Hop, Party, Replacement, Signer,
    Staff, Transport, Update,
};
use lienthong_model::schema::{Record, Schema};
use lienthong_model::{AgencyCode, Digest, MessageType, Payload, time};

use super::content;
use super::reasons::*;
use super::schema::{document_schema, status_schema};
use super::slots::Look;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::mapping::{self, reasons::NOT_SAYABLE};
use crate::phrase::{Phrase, Unit};

/// The payload of a record of either schema. `form` decides agency codes that can be read in two ways.
///
/// # Errors
///
/// Those of [`REFUSALS`](super::REFUSALS), with the path of the field.
pub fn read(
    kind: &MessageType,
    record: &Record,
    form: Option<CodeForm>,
    limits: &Limits,
) -> Result<Payload, Finding> {
    if let Some((name, _)) = record.extra.first() {
        let expected = Phrase::new("a field of the document", "trường của văn bản");
        return Err(Finding::new(&NOT_SAYABLE).found(name).expected(expected).field(name));
    }
    if *kind == MessageType::document() {
        Ok(Payload::Document(Box::new(read_document(record, form, limits)?)))
    } else if *kind == MessageType::document_status() {
        Ok(Payload::Status(Box::new(read_status(record, form)?)))
    } else {
        Err(Finding::new(&NOT_A_DOCUMENT).found(kind.as_str()))
    }
}

fn read_document(record: &Record, form: Option<CodeForm>, limits: &Limits) -> Result<Document, Finding> {
    let schema = document_schema();
    let from = checked(&schema, record)?;
    let (number, notation) = printed(from)?;
    let kind = from.group("type");
    let kind = |name: &str| kind.and_then(|kind| kind.text(name));
    Ok(Document {
        sender: party(from.group("sender"), "sender", form)?,
        receivers: receivers(from, form, limits)?,
        document_id: from.text("document_id"),
        number,
        notation,
        place: from.text("place"),
        issued_on: from.day("issued_on"),
        type_group: kind("group"),
        type_code: kind("code"),
        type_name: Some(kind("name").ok_or_else(|| missing("type.name"))?),
        subject: needed(from, "subject", "")?,
        summary: from.text("summary"),
        signer: from.group("signer").map(|from| Signer {
            authority: from.text("authority"),
            position: from.text("position"),
            name: from.text("name"),
        }),
        due_on: from.day("due_on"),
        priority: from.text("priority"),
        distribution: from.text("distribution"),
        typist: from.text("typist"),
        copies: count(from, "copies")?,
        pages: count(from, "pages")?,
        is_directive: from.flag("is_directive"),
        appendixes: texts(from, "appendixes", "title"),
        // An element that names no document says nothing.
        in_reply_to: from
            .list("in_reply_to")
            .into_iter()
            .map(reference)
            .filter(|about| *about != DocumentRef::default())
            .collect(),
        steering: from.text("steering"),
        also_sent_to: texts(from, "also_sent_to", "name"),
        trace: trace(from)?,
        business: from.group("business").map(business).transpose()?.unwrap_or_default(),
        attachments: attachments(from, limits)?,
    })
}

fn read_status(record: &Record, form: Option<CodeForm>) -> Result<DocumentStatus, Finding> {
    let schema = status_schema();
    let from = checked(&schema, record)?;
    let about = from.group("about").map(reference).unwrap_or_default();
    if about.agency_text.is_none() {
        return Err(missing("about.agency"));
    }
    Ok(DocumentStatus {
        about,
        reporter: party(from.group("reporter"), "reporter", form)?,
        code: needed(from, "code", "")?,
        note: from.text("note"),
        at: instant(from, "at", "")?,
        staff: from.group("staff").map(staff),
    })
}

/// Step 1.
fn checked<'r>(schema: &'r Schema, record: &'r Record) -> Result<Look<'r>, Finding> {
    schema.check(record).map_err(|broken| mapping::rule_broken(&DOCUMENT_RULE, schema, record, &broken))?;
    Ok(Look::new(&schema.fields, record))
}

fn missing(path: &str) -> Finding {
    Finding::new(&DOCUMENT_FIELD_MISSING).expected(path).path(path)
}

/// The schema takes an empty text for a value; a document does not.
fn needed(from: Look<'_>, name: &str, prefix: &str) -> Result<String, Finding> {
    from.text(name).ok_or_else(|| missing(&format!("{prefix}{name}")))
}

/// Number and notation, given as two fields, as one, or as both.
fn printed(from: Look<'_>) -> Result<(String, String), Finding> {
    let (number, notation) = (from.text("number"), from.text("notation"));
    let reference = from.str("reference");
    let wrong = |found: &str| Finding::new(&DOCUMENT_REFERENCE).found(found).path("reference");
    match (number, notation, reference) {
        (Some(number), Some(notation), None) => Ok((number, notation)),
        (Some(number), Some(notation), Some(reference)) => {
            let whole = format!("{number}/{notation}");
            if whole == reference { Ok((number, notation)) } else { Err(wrong(reference).expected(whole)) }
        }
        // A notation may have a stroke of its own: 15/2026/NĐ-CP.
        (None, None, Some(reference)) => match reference.split_once('/') {
            Some((number, notation)) if !number.trim().is_empty() && !notation.trim().is_empty() => {
                Ok((number.trim().to_owned(), notation.trim().to_owned()))
            }
            _ => Err(wrong(reference).expected_in(
                "a number, a stroke and a notation: 15/SM-VP",
                "số, gạch chéo và ký hiệu: 15/SM-VP",
            )),
        },
        (None, Some(_), _) => Err(missing("number")),
        (Some(_), None, _) => Err(missing("notation")),
        (None, None, None) => Err(Finding::new(&DOCUMENT_FIELD_MISSING)
            .expected_in(
                "number and notation, or reference",
                "số và ký hiệu (number, notation), hoặc reference",
            )
            .path("reference")),
    }
}

fn party(from: Option<Look<'_>>, path: &str, form: Option<CodeForm>) -> Result<Party, Finding> {
    let from = from.ok_or_else(|| missing(&format!("{path}.code")))?;
    let code_text = needed(from, "code", &format!("{path}."))?;
    Ok(Party {
        code: AgencyCode::read(&code_text, form).ok().map(|reading| reading.code),
        code_text,
        parent_name: from.text("parent_name"),
        name: from.text("name"),
        address: from.text("address"),
        email: from.text("email"),
        phone: from.text("phone"),
        fax: from.text("fax"),
        website: from.text("website"),
    })
}

fn receivers(from: Look<'_>, form: Option<CodeForm>, limits: &Limits) -> Result<Vec<Party>, Finding> {
    let entries = from.list("receivers");
    too_many(entries.len(), limits.receivers, "receivers")?;
    let mut seen = HashSet::new();
    let mut receivers = Vec::with_capacity(entries.len());
    for (entry, number) in entries.into_iter().zip(1..) {
        let path = format!("receivers[{number}]");
        let one = party(Some(entry), &path, form)?;
        let identity = one.code.as_ref().map_or(one.code_text.as_str(), AgencyCode::as_str);
        if !seen.insert(identity.to_owned()) {
            return Err(Finding::new(&DOCUMENT_RECEIVER_TWICE).found(identity).path(path));
        }
        receivers.push(one);
    }
    if receivers.is_empty() { Err(missing("receivers")) } else { Ok(receivers) }
}

fn too_many(found: usize, most: usize, path: &str) -> Result<(), Finding> {
    if found <= most {
        return Ok(());
    }
    Err(Finding::new(&DOCUMENT_TOO_MANY).found(found.to_string()).expected(most.to_string()).path(path))
}

fn count(from: Look<'_>, name: &str) -> Result<Option<u32>, Finding> {
    let Some(text) = from.number(name) else { return Ok(None) };
    let wrong = || {
        let most = u32::MAX;
        let finding = Finding::new(&DOCUMENT_NUMBER).found(text).path(name);
        finding.expected_in(format!("a whole number up to {most}"), format!("số nguyên đến {most}"))
    };
    text.parse().map(Some).map_err(|_| wrong())
}

fn instant(from: Look<'_>, name: &str, prefix: &str) -> Result<Option<jiff::Timestamp>, Finding> {
    let Some(at) = from.time(name) else { return Ok(None) };
    let wrong = || Finding::new(&DOCUMENT_TIME).found(at.to_string()).path(format!("{prefix}{name}"));
    time::instant(at).map(Some).ok_or_else(wrong)
}

fn reference(from: Look<'_>) -> DocumentRef {
    DocumentRef {
        agency_text: from.text("agency"),
        reference: from.text("reference"),
        issued_on: from.day("issued_on"),
        document_id: from.text("document_id"),
    }
}

fn staff(from: Look<'_>) -> Staff {
    Staff {
        department: from.text("department"),
        name: from.text("name"),
        mobile: from.text("mobile"),
        email: from.text("email"),
    }
}

fn texts(from: Look<'_>, name: &str, entry: &str) -> Vec<String> {
    from.list(name).into_iter().filter_map(|one| one.text(entry)).collect()
}

fn trace(from: Look<'_>) -> Result<Vec<Hop>, Finding> {
    let mut hops = Vec::new();
    for (entry, number) in from.list("trace").into_iter().zip(1..) {
        let at = instant(entry, "at", &format!("trace[{number}]."))?;
        let hop = Hop { agency_text: entry.text("agency"), at };
        hops.extend(Some(hop).filter(|hop| *hop != Hop::default()));
    }
    Ok(hops)
}

fn business(from: Look<'_>) -> Result<Business, Finding> {
    let mut replaces = Vec::new();
    for (entry, number) in from.list("replaces").into_iter().zip(1..) {
        let document_id = needed(entry, "document_id", &format!("business.replaces[{number}]."))?;
        replaces.push(Replacement { document_id, agencies: texts(entry, "agencies", "code") });
    }
    let update = |from: Look<'_>| Update {
        document_info: from.text("document_info"),
        document_receiver: from.text("document_receiver"),
        receivers: from
            .list("receivers")
            .into_iter()
            .filter_map(|entry| Some((entry.text("agency")?, entry.text("change"))))
            .collect(),
    };
    Ok(Business {
        kind: from.text("kind"),
        document_id: from.text("document_id"),
        reason: from.text("reason"),
        paper: from.text("paper"),
        staff: from.group("staff").map(staff),
        update: from.group("update").map(update),
        replaces,
    })
}

/// Step 3.
fn attachments(from: Look<'_>, limits: &Limits) -> Result<Vec<Attachment>, Finding> {
    let entries = from.list("attachments");
    too_many(entries.len(), limits.attachments, "attachments")?;
    let given: HashSet<&str> = entries.iter().filter_map(|entry| entry.str("id")).collect();
    let mut seen = HashSet::new();
    let mut left = limits.unpacked_bytes;
    let mut files = Vec::with_capacity(entries.len());
    for (entry, number) in entries.iter().zip(1..) {
        let path = |name: &str| format!("attachments[{number}].{name}");
        let id = entry.text("id").unwrap_or_else(|| own_id(number, &given));
        if !seen.insert(id.clone()) {
            return Err(Finding::new(&DOCUMENT_FILE_TWICE).found(id).path(path("id")));
        }
        let name = needed(*entry, "name", &path(""))?;
        let Some(text) = entry.str("content") else {
            return Err(Finding::new(&DOCUMENT_FILE_EMPTY).path(path("content")));
        };
        let file = content::file_of(text).map_err(|finding| finding.path(path("content")))?;
        if file.is_empty() {
            return Err(Finding::new(&DOCUMENT_FILE_EMPTY).path(path("content")));
        }
        let size = file.len() as u64;
        left = left.checked_sub(size).ok_or_else(|| {
            let most = Phrase::count(limits.unpacked_bytes, Unit::Bytes);
            let more = Phrase::more_than(limits.unpacked_bytes, Unit::Bytes);
            Finding::new(&DOCUMENT_TOO_MANY).found(more).expected(most).path(path("content"))
        })?;
        let sha256 = Digest::of(&file);
        let differs = |found: String, expected: &str, name: &str| {
            Finding::new(&DOCUMENT_FILE_DIFFERS).found(found).expected(expected).path(path(name))
        };
        if let Some(said) = entry.number("size").filter(|said| *said != size.to_string()) {
            return Err(differs(format!("{size} byte"), &format!("{said} byte"), "size"));
        }
        if let Some(said) = entry.str("sha256").filter(|said| !said.eq_ignore_ascii_case(&sha256.to_string()))
        {
            return Err(differs(format!("SHA-256 {sha256}"), said, "sha256"));
        }
        files.push(Attachment {
            id,
            name,
            media_type: entry.text("media_type"),
            description: entry.text("description"),
            transport: Transport::Raw,
            size,
            sha256,
            content: Content::File(file),
        });
    }
    Ok(files)
}

/// An id that no file of the document has.
fn own_id(number: usize, given: &HashSet<&str>) -> String {
    let mut id = format!("tep-{number}");
    while given.contains(id.as_str()) {
        id.push('x');
    }
    id
}
