//! Canonical documents and statuses, to and from `lienthong.record.v1`.
//!
//! To the wire nothing can fail but the opening of attachments, which the caller does. From the wire, days and digests
//! are checked; the error names the path of the field.

use bytes::Bytes;
use jiff::civil::Date;
use lienthong_model::AgencyCode;
use lienthong_model::Digest;
use lienthong_model::document as model;
use lienthong_model::text::nfc;

use crate::record as wire;
use crate::time;

/// A field that has no canonical meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path} {problem}")]
pub struct FieldError {
    /// Path of the field, e.g. `attachments[1].sha256`.
    pub path: String,
    /// What is wrong with it.
    pub problem: &'static str,
    /// The same in Vietnamese.
    pub problem_vi: &'static str,
}

fn wrong(path: impl Into<String>, problem: &'static str, problem_vi: &'static str) -> FieldError {
    FieldError { path: path.into(), problem, problem_vi }
}

/// A document for the wire. `open` gives the bytes of a file, unpacked.
pub fn document_to_wire<E>(
    document: &model::Document,
    open: impl Fn(&model::Attachment) -> Result<Bytes, E>,
) -> Result<wire::Document, E> {
    let attachments = document.attachments.iter().map(|attachment| {
        Ok(wire::Attachment {
            id: attachment.id.clone(),
            name: attachment.name.clone(),
            media_type: text(&attachment.media_type),
            description: text(&attachment.description),
            content: open(attachment)?,
            sha256: Bytes::copy_from_slice(attachment.sha256.as_bytes()),
        })
    });
    Ok(wire::Document {
        sender: Some(party_to_wire(&document.sender)),
        receivers: document.receivers.iter().map(party_to_wire).collect(),
        document_id: text(&document.document_id),
        number: document.number.clone(),
        notation: document.notation.clone(),
        place: text(&document.place),
        issued_on: day_to_wire(document.issued_on),
        type_group: text(&document.type_group),
        type_code: text(&document.type_code),
        type_name: text(&document.type_name),
        subject: document.subject.clone(),
        summary: text(&document.summary),
        signer: document.signer.as_ref().map(|signer| wire::Signer {
            authority: text(&signer.authority),
            position: text(&signer.position),
            name: text(&signer.name),
        }),
        due_on: day_to_wire(document.due_on),
        priority: text(&document.priority),
        distribution: text(&document.distribution),
        typist: text(&document.typist),
        copies: document.copies,
        pages: document.pages,
        is_directive: document.is_directive,
        appendixes: document.appendixes.clone(),
        in_reply_to: document.in_reply_to.iter().map(reference_to_wire).collect(),
        steering: text(&document.steering),
        also_sent_to: document.also_sent_to.clone(),
        trace: document
            .trace
            .iter()
            .map(|hop| wire::Hop { agency: text(&hop.agency_text), at: hop.at.map(time::to_wire) })
            .collect(),
        business: Some(business_to_wire(&document.business)),
        attachments: attachments.collect::<Result<_, E>>()?,
    })
}

/// A document from the wire.
pub fn document_from_wire(document: wire::Document) -> Result<model::Document, FieldError> {
    let mut receivers = Vec::new();
    for receiver in document.receivers {
        receivers.push(party_from_wire(receiver));
    }
    let mut in_reply_to = Vec::new();
    for (index, reference) in document.in_reply_to.into_iter().enumerate() {
        in_reply_to.push(reference_from_wire(reference, &format!("in_reply_to[{index}]"))?);
    }
    let mut trace = Vec::new();
    for (index, hop) in document.trace.into_iter().enumerate() {
        let at = instant(hop.at.as_ref(), || format!("trace[{index}].at"))?;
        trace.push(model::Hop { agency_text: some(hop.agency), at });
    }
    let mut attachments = Vec::new();
    for (index, attachment) in document.attachments.into_iter().enumerate() {
        attachments.push(attachment_from_wire(attachment, index)?);
    }
    Ok(model::Document {
        sender: party_from_wire(document.sender.unwrap_or_default()),
        receivers,
        document_id: some(document.document_id),
        number: owned(document.number),
        notation: owned(document.notation),
        place: some(document.place),
        issued_on: day_from_wire(&document.issued_on, "issued_on")?,
        type_group: some(document.type_group),
        type_code: some(document.type_code),
        type_name: some(document.type_name),
        subject: owned(document.subject),
        summary: some(document.summary),
        signer: document.signer.map(|signer| model::Signer {
            authority: some(signer.authority),
            position: some(signer.position),
            name: some(signer.name),
        }),
        due_on: day_from_wire(&document.due_on, "due_on")?,
        priority: some(document.priority),
        distribution: some(document.distribution),
        typist: some(document.typist),
        copies: document.copies,
        pages: document.pages,
        is_directive: document.is_directive,
        appendixes: texts(document.appendixes),
        in_reply_to,
        steering: some(document.steering),
        also_sent_to: texts(document.also_sent_to),
        trace,
        business: business_from_wire(document.business.unwrap_or_default())?,
        attachments,
    })
}

/// A status for the wire.
pub fn status_to_wire(status: &model::DocumentStatus) -> wire::DocumentStatus {
    wire::DocumentStatus {
        about: Some(reference_to_wire(&status.about)),
        reporter: Some(party_to_wire(&status.reporter)),
        code: status.code.clone(),
        note: text(&status.note),
        at: status.at.map(time::to_wire),
        staff: status.staff.as_ref().map(staff_to_wire),
    }
}

/// A status from the wire.
pub fn status_from_wire(status: wire::DocumentStatus) -> Result<model::DocumentStatus, FieldError> {
    Ok(model::DocumentStatus {
        about: reference_from_wire(status.about.unwrap_or_default(), "about")?,
        reporter: party_from_wire(status.reporter.unwrap_or_default()),
        code: owned(status.code),
        note: some(status.note),
        at: instant(status.at.as_ref(), || "at".into())?,
        staff: status.staff.map(staff_from_wire),
    })
}

fn attachment_from_wire(attachment: wire::Attachment, index: usize) -> Result<model::Attachment, FieldError> {
    for (name, text) in [("id", &attachment.id), ("name", &attachment.name)] {
        if text.is_empty() {
            return Err(wrong(format!("attachments[{index}].{name}"), "is empty", "để trống"));
        }
    }
    let sha256 = Digest::of(&attachment.content);
    if !attachment.sha256.is_empty() && attachment.sha256 != sha256.as_bytes().as_slice() {
        return Err(wrong(
            format!("attachments[{index}].sha256"),
            "is not the digest of the content",
            "không phải mã băm của nội dung",
        ));
    }
    Ok(model::Attachment {
        id: owned(attachment.id),
        name: owned(attachment.name),
        media_type: some(attachment.media_type),
        description: some(attachment.description),
        transport: model::Transport::Raw,
        size: attachment.content.len() as u64,
        sha256,
        content: model::Content::File(attachment.content),
    })
}

fn party_to_wire(party: &model::Party) -> wire::Party {
    wire::Party {
        code: party.code_text.clone(),
        parent_name: text(&party.parent_name),
        name: text(&party.name),
        address: text(&party.address),
        email: text(&party.email),
        phone: text(&party.phone),
        fax: text(&party.fax),
        website: text(&party.website),
    }
}

fn party_from_wire(party: wire::Party) -> model::Party {
    let code = AgencyCode::read(&party.code, None).ok().map(|reading| reading.code);
    model::Party {
        code_text: owned(party.code.trim_matches(|c: char| c.is_ascii_whitespace()).to_owned()),
        code,
        parent_name: some(party.parent_name),
        name: some(party.name),
        address: some(party.address),
        email: some(party.email),
        phone: some(party.phone),
        fax: some(party.fax),
        website: some(party.website),
    }
}

fn reference_to_wire(reference: &model::DocumentRef) -> wire::DocumentRef {
    wire::DocumentRef {
        agency: text(&reference.agency_text),
        reference: text(&reference.reference),
        issued_on: day_to_wire(reference.issued_on),
        document_id: text(&reference.document_id),
    }
}

fn reference_from_wire(reference: wire::DocumentRef, path: &str) -> Result<model::DocumentRef, FieldError> {
    Ok(model::DocumentRef {
        agency_text: some(reference.agency),
        reference: some(reference.reference),
        issued_on: day_from_wire(&reference.issued_on, &format!("{path}.issued_on"))?,
        document_id: some(reference.document_id),
    })
}

fn business_to_wire(business: &model::Business) -> wire::Business {
    wire::Business {
        kind: text(&business.kind),
        document_id: text(&business.document_id),
        reason: text(&business.reason),
        paper: text(&business.paper),
        staff: business.staff.as_ref().map(staff_to_wire),
        update: business.update.as_ref().map(|update| wire::Update {
            document_info: text(&update.document_info),
            document_receiver: text(&update.document_receiver),
            receivers: update
                .receivers
                .iter()
                .map(|(agency, change)| wire::ReceiverChange { agency: agency.clone(), change: text(change) })
                .collect(),
        }),
        replaces: business
            .replaces
            .iter()
            .map(|replacement| wire::Replacement {
                document_id: replacement.document_id.clone(),
                agencies: replacement.agencies.clone(),
            })
            .collect(),
    }
}

fn business_from_wire(business: wire::Business) -> Result<model::Business, FieldError> {
    let mut replaces = Vec::new();
    for (index, replacement) in business.replaces.into_iter().enumerate() {
        if replacement.document_id.is_empty() {
            return Err(wrong(format!("business.replaces[{index}].document_id"), "is empty", "để trống"));
        }
        let document_id = owned(replacement.document_id);
        replaces.push(model::Replacement { document_id, agencies: texts(replacement.agencies) });
    }
    Ok(model::Business {
        kind: some(business.kind),
        document_id: some(business.document_id),
        reason: some(business.reason),
        paper: some(business.paper),
        staff: business.staff.map(staff_from_wire),
        update: business.update.map(|update| model::Update {
            document_info: some(update.document_info),
            document_receiver: some(update.document_receiver),
            receivers: update
                .receivers
                .into_iter()
                .filter(|receiver| !receiver.agency.is_empty())
                .map(|receiver| (owned(receiver.agency), some(receiver.change)))
                .collect(),
        }),
        replaces,
    })
}

fn staff_to_wire(staff: &model::Staff) -> wire::Staff {
    wire::Staff {
        department: text(&staff.department),
        name: text(&staff.name),
        mobile: text(&staff.mobile),
        email: text(&staff.email),
    }
}

fn staff_from_wire(staff: wire::Staff) -> model::Staff {
    model::Staff {
        department: some(staff.department),
        name: some(staff.name),
        mobile: some(staff.mobile),
        email: some(staff.email),
    }
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

/// Text of the wire, in NFC.
fn owned(value: String) -> String {
    match nfc(&value) {
        std::borrow::Cow::Borrowed(_) => value,
        std::borrow::Cow::Owned(normal) => normal,
    }
}

/// The texts that are there.
fn texts(values: Vec<String>) -> Vec<String> {
    values.into_iter().filter(|value| !value.is_empty()).map(owned).collect()
}

fn some(value: String) -> Option<String> {
    (!value.is_empty()).then(|| owned(value))
}

fn day_to_wire(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn day_from_wire(value: &str, path: &str) -> Result<Option<Date>, FieldError> {
    if value.is_empty() {
        return Ok(None);
    }
    // `Date` reads longer forms too; only the ten characters of a day are ours.
    let day = (value.len() == 10).then(|| value.parse().ok()).flatten();
    day.map(Some)
        .ok_or_else(|| wrong(path, "is not a day such as 2026-11-20", "không phải là ngày như 2026-11-20"))
}

fn instant(
    at: Option<&prost_types::Timestamp>,
    path: impl Fn() -> String,
) -> Result<Option<jiff::Timestamp>, FieldError> {
    match at {
        Some(at) => time::from_wire(at)
            .map(Some)
            .ok_or_else(|| wrong(path(), "is not an instant", "không phải là thời điểm")),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_survives_the_wire_in_nfc() {
        let file = Bytes::from_static(b"tep");
        let document = model::Document {
            sender: model::Party {
                code_text: "H60.07".into(),
                code: "H60.07".parse().ok(),
                ..Default::default()
            },
            subject: "V/v kiểm thử".into(),
            issued_on: Some(jiff::civil::date(2026, 11, 20)),
            copies: Some(0),
            attachments: vec![model::Attachment {
                id: "a-1".into(),
                name: "tệp.txt".into(),
                media_type: None,
                description: None,
                transport: model::Transport::Raw,
                size: 3,
                sha256: Digest::of(&file),
                content: model::Content::File(file.clone()),
            }],
            ..Default::default()
        };
        let mut wire = document_to_wire::<()>(&document, |_| Ok(file.clone())).unwrap();
        // Decomposed letters come in and are composed.
        wire.subject = "V/v kie\u{302}\u{309}m thu\u{31b}\u{309}".into();
        assert_eq!(document_from_wire(wire).unwrap(), document);
    }

    #[test]
    fn a_wrong_field_is_named() {
        let wire = wire::Document { issued_on: "2014-02-30".into(), ..Default::default() };
        assert_eq!(document_from_wire(wire).unwrap_err().path, "issued_on");
        let wire = wire::Document {
            attachments: vec![wire::Attachment {
                id: "a".into(),
                name: "a.txt".into(),
                sha256: Bytes::from_static(b"x"),
                ..Default::default()
            }],
            ..Default::default()
        };
        assert_eq!(document_from_wire(wire).unwrap_err().path, "attachments[0].sha256");
    }
}
