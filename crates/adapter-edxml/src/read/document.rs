//! The header of a document package.

use std::collections::HashSet;

use lienthong_adapter::{DecodeError, Finding, Phrase};
use lienthong_model::document::{Document, DocumentRef, Hop, Party, Signer};

use super::cx::Cx;
use super::fields::{Fields, Shape};
use super::{Parts, attachments, business, checks, party};
use crate::dates::{self, TIME_FORM};
use crate::reasons::*;
use crate::trace;
use crate::warnings::*;

const MESSAGE: Shape = Shape {
    once: &[
        "From",
        "DocumentId",
        "Code",
        "PromulgationInfo",
        "DocumentType",
        "Subject",
        "Content",
        "SignerInfo",
        "DueDate",
        "OtherInfo",
        "SteeringType",
        "ToPlaces",
        "StatusCode",
    ],
    many: &["To", "ResponseFor"],
    ..Shape::EMPTY
};
const CODE: Shape = Shape { once: &["CodeNumber", "CodeNotation"], ..Shape::EMPTY };
const ISSUE: Shape = Shape { once: &["Place", "PromulgationDate"], ..Shape::EMPTY };
const TYPE: Shape = Shape { once: &["Type", "TypeDetail", "TypeName"], ..Shape::EMPTY };
const SIGNER: Shape = Shape { once: &["Competence", "Position", "FullName"], ..Shape::EMPTY };
const OTHER: Shape = Shape {
    once: &[
        "Priority",
        "SphereOfPromulgation",
        "TyperNotation",
        "PromulgationAmount",
        "PageAmount",
        "Direction",
        "Appendixes",
    ],
    ..Shape::EMPTY
};
const APPENDIXES: Shape = Shape { many: &["Appendix"], ..Shape::EMPTY };
const PLACES: Shape = Shape { many: &["Place"], ..Shape::EMPTY };
const TRACE: Shape = Shape {
    once: &["Bussiness"],
    many: &["TraceHeader"],
    attributes: &["id", "version", "mustUnderstand", "actor"],
    ..Shape::EMPTY
};
const HOP: Shape = Shape { once: &["OrganId", "Timestamp"], ..Shape::EMPTY };

/// Reads the document whose parts were found.
pub(super) fn read(cx: &mut Cx<'_>, parts: &Parts) -> Result<Document, DecodeError> {
    let m = cx.fields(parts.message, "MessageHeader", &MESSAGE)?;
    let sender = m.required("From").and_then(|at| party::party(cx, at, m.path_of("From")))?;
    let receivers = receivers(cx, &m)?;
    let code = m.required("Code").and_then(|at| cx.fields(at, m.path_of("Code"), &CODE))?;
    let issue =
        m.required("PromulgationInfo").and_then(|at| cx.fields(at, m.path_of("PromulgationInfo"), &ISSUE))?;
    let kind = m.required("DocumentType").and_then(|at| cx.fields(at, m.path_of("DocumentType"), &TYPE))?;
    let (place, type_group) = (issue.text(cx, "Place")?, kind.token(cx, "Type")?);
    let mut document = Document {
        sender,
        receivers,
        document_id: m.token(cx, "DocumentId")?,
        number: code.required_token(cx, "CodeNumber")?,
        notation: code.required_token(cx, "CodeNotation")?,
        place: wanted(cx, &issue, "Place", place),
        issued_on: party::date(cx, &issue, "PromulgationDate")?,
        type_group: wanted(cx, &kind, "Type", type_group),
        type_code: kind.token(cx, "TypeDetail")?,
        type_name: Some(kind.required_text(cx, "TypeName")?),
        subject: m.required_text(cx, "Subject")?,
        summary: m.text(cx, "Content")?,
        signer: signer(cx, &m)?,
        due_on: party::date(cx, &m, "DueDate")?,
        in_reply_to: replies(cx, &m)?,
        steering: m.listed(cx, "SteeringType", &["0", "1", "2", "3"])?,
        also_sent_to: list(cx, &m, "ToPlaces", "Place", &PLACES)?,
        ..Document::default()
    };
    if document.issued_on.is_none() {
        return Err(issue.missing("PromulgationDate"));
    }
    if !document.number.bytes().all(|b| b.is_ascii_digit()) {
        cx.warn(code.placed(Finding::new(&NUMBER_NOT_NUMERIC).found(&document.number), "CodeNumber"));
    }
    other_info(cx, &m, &mut document)?;
    if let Some(list) = parts.trace {
        let list = cx.fields(list, "TraceHeaderList", &TRACE)?;
        document.trace = hops(cx, &list)?;
        document.business = business::read(cx, &list)?;
    }
    document.business.kind.get_or_insert_with(|| "0".into());
    if let Some(gateway) = cx.context.gateway.as_ref().filter(|code| trace::is_loop(&document.trace, code)) {
        let finding = Finding::new(&TRACE_LOOP).found(gateway.as_str()).path("TraceHeaderList");
        return Err(finding.at(parts.trace.map_or(0, |at| cx.tree.elements[at].start)).into());
    }
    document.attachments = attachments::read(cx, parts.manifest, parts.attachments)?;
    checks::document(cx, &m, &document);
    Ok(document)
}

/// A value that should be there; without it there is a warning.
fn wanted(cx: &mut Cx<'_>, fields: &Fields<'_>, name: &str, value: Option<String>) -> Option<String> {
    if value.is_none() {
        cx.warn(fields.placed(Finding::new(&MISSING_VALUE).expected(name), name));
    }
    value
}

fn receivers(cx: &mut Cx<'_>, m: &Fields<'_>) -> Result<Vec<Party>, DecodeError> {
    let entries = m.many("To");
    if entries.is_empty() {
        return Err(m.missing("To"));
    }
    let most = cx.context.limits.receivers;
    if entries.len() > most {
        let finding = Finding::new(&TOO_MANY_RECEIVERS).found(entries.len().to_string());
        return Err(m.placed(finding.expected(most.to_string()), "To").into());
    }
    let mut seen = HashSet::new();
    let mut receivers = Vec::with_capacity(entries.len());
    for (n, at) in entries.into_iter().enumerate() {
        let path = format!("{}[{}]", m.path_of("To"), n + 1);
        let receiver = party::party(cx, at, path.clone())?;
        let identity = receiver.code.as_ref().map_or(receiver.code_text.as_str(), |code| code.as_str());
        if !seen.insert(identity.to_owned()) {
            let finding = Finding::new(&DUPLICATE_RECEIVER).found(identity);
            return Err(finding.at(cx.tree.elements[at].start).path(path).into());
        }
        receivers.push(receiver);
    }
    Ok(receivers)
}

fn signer<'t>(cx: &mut Cx<'t>, m: &Fields<'t>) -> Result<Option<Signer>, DecodeError> {
    let Some(at) = m.one("SignerInfo") else { return Ok(None) };
    let fields = cx.fields(at, m.path_of("SignerInfo"), &SIGNER)?;
    let signer = Signer {
        authority: fields.text(cx, "Competence")?,
        position: fields.text(cx, "Position")?,
        name: fields.text(cx, "FullName")?,
    };
    Ok(Some(signer).filter(|signer| *signer != Signer::default()))
}

fn other_info<'t>(cx: &mut Cx<'t>, m: &Fields<'t>, document: &mut Document) -> Result<(), DecodeError> {
    document.priority = Some("0".into());
    let Some(at) = m.one("OtherInfo") else { return Ok(()) };
    let other = cx.fields(at, m.path_of("OtherInfo"), &OTHER)?;
    if let Some(priority) = other.listed(cx, "Priority", &["0", "1", "2", "3", "4"])? {
        document.priority = Some(priority);
    }
    document.distribution = other.text(cx, "SphereOfPromulgation")?;
    document.typist = other.text(cx, "TyperNotation")?;
    document.copies = number(cx, &other, "PromulgationAmount")?;
    document.pages = number(cx, &other, "PageAmount")?;
    document.is_directive = match other.token(cx, "Direction")?.as_deref() {
        None => None,
        Some("true" | "True" | "1") => Some(true),
        Some("false" | "False" | "0") => Some(false),
        Some(text) => {
            let finding = Finding::new(&VALUE_FORMAT)
                .found(text)
                .expected(Phrase::new("true or false", "true hoặc false"));
            return Err(other.placed(finding, "Direction").into());
        }
    };
    document.appendixes = list(cx, &other, "Appendixes", "Appendix", &APPENDIXES)?;
    Ok(())
}

fn number<'t>(cx: &mut Cx<'t>, fields: &Fields<'t>, name: &str) -> Result<Option<u32>, DecodeError> {
    let Some(text) = fields.token(cx, name)? else { return Ok(None) };
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.parse() {
        Ok(number) if digits => Ok(Some(number)),
        _ => {
            let finding = Finding::new(&VALUE_FORMAT)
                .found(text)
                .expected(Phrase::new("a whole number", "số nguyên không âm"));
            Err(fields.placed(finding, name).into())
        }
    }
}

fn list<'t>(
    cx: &mut Cx<'t>,
    parent: &Fields<'t>,
    name: &str,
    entry: &str,
    shape: &Shape,
) -> Result<Vec<String>, DecodeError> {
    let Some(at) = parent.one(name) else { return Ok(Vec::new()) };
    let fields = cx.fields(at, parent.path_of(name), shape)?;
    fields.texts(cx, entry)
}

fn replies(cx: &mut Cx<'_>, m: &Fields<'_>) -> Result<Vec<DocumentRef>, DecodeError> {
    let mut replies = Vec::new();
    for at in m.many("ResponseFor") {
        let reference = party::reference(cx, at, m.path_of("ResponseFor"))?;
        if reference == DocumentRef::default() {
            let start = cx.tree.elements[at].start;
            cx.warn(
                Finding::new(&EMPTY_REFERENCE).found("ResponseFor").at(start).path(m.path_of("ResponseFor")),
            );
        } else {
            replies.push(reference);
        }
    }
    Ok(replies)
}

/// Hops are evidence of nothing (the audit log is), so damage in them is carried, not refused.
fn hops(cx: &mut Cx<'_>, list: &Fields<'_>) -> Result<Vec<Hop>, DecodeError> {
    let mut hops = Vec::new();
    for (n, at) in list.many("TraceHeader").into_iter().enumerate() {
        let fields = cx.fields(at, format!("TraceHeaderList/TraceHeader[{}]", n + 1), &HOP)?;
        let agency_text = fields.token(cx, "OrganId")?;
        if agency_text.as_deref().is_none_or(|text| text.eq_ignore_ascii_case("null")) {
            cx.warn(fields.placed(Finding::new(&HOP_WITHOUT_AGENCY), "OrganId"));
        }
        let time = fields.token(cx, "Timestamp")?;
        let at = time.as_deref().and_then(|text| dates::timestamp(text).ok()).map(|read| read.value);
        if let (Some(text), None) = (&time, at) {
            let finding = Finding::new(&HOP_TIME_UNREADABLE).found(text).expected(TIME_FORM);
            cx.warn(fields.placed(finding, "Timestamp"));
        }
        // Of a hop that says nothing readable only the warnings and the original bytes remain.
        hops.extend(Some(Hop { agency_text, at }).filter(|hop| *hop != Hop::default()));
    }
    Ok(hops)
}
